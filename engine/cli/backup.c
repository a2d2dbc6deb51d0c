// waymark backup, waymark restore: a copy of a whole board that is known to hold, and a board made of one. A board that is being served
// stays in use: the server copies its store in steps, and all else is done here.
#include "store/backup.h"

#include "base/mem.h"
#include "cli/internal.h"
#include "op/op.h"
#include "time/instant.h"

#include <stdlib.h>
#include <string.h>

// Where the folder is, or would be. Caller frees with free(); NULL: not even the one above it is there.
static char *place_of(const char *folder) {
  char *whole = realpath(folder, NULL);
  if (whole) return whole;
  const char *slash = strrchr(folder, '/');
  char *above = slash ? mem_text_part(folder, slash == folder ? 1 : (size_t)(slash - folder)) : mem_text(".");
  whole = realpath(above, NULL);
  mem_free(above);
  return whole;
}

// A backup inside the board would be part of the next one; a disk that is lost takes both.
static bool is_apart(const char *board, const char *folder, struct err *err) {
  char *whole = realpath(board, NULL), *place = place_of(folder);
  size_t size = whole ? strlen(whole) : 0;
  bool inside = whole && place && strncmp(place, whole, size) == 0 && (place[size] == '/' || place[size] == '\0');
  free(whole);
  free(place);
  return !inside || err_set(err, ERR_REFUSED,
                            "Cannot back up into %s: it lies in the board itself. Choose a folder elsewhere, on another disk.", folder);
}

static json_t *ask(struct cli *cli, const char *op, const char *folder, struct err *err) {
  json_t *request = request_new(cli, op);
  json_object_del(request, "now"); // it moves no clock
  json_put_text(request, "folder", folder);
  return call(cli, request, -1, err);
}

// The store's owner's half; the answer of the last step names the small files.
static json_t *copy_store(struct cli *cli, const struct backup_target *target, int64_t *now_ms, struct err *err) {
  json_t *answer = ask(cli, "backup.begin", target->folder, err);
  if (answer) *now_ms = json_number(answer, "now", 0);
  while (answer) {
    json_decref(answer);
    answer = ask(cli, "backup.step", target->folder, err);
    if (!answer || !json_flag(answer, "more")) break;
    target->progress(target->user, "Copying the store", json_number(answer, "done", 0), json_number(answer, "all", 0));
  }
  return answer;
}

static json_t *parts_of(const json_t *answer) {
  return json_pack("{s:O, s:O}", "files", json_object_get(answer, "files"), "folders", json_object_get(answer, "folders"));
}

// From here on the board is not held: another command may have it.
static json_t *back_up(struct cli *cli, const char *board, struct backup_target *target, struct err *err) {
  int64_t now_ms = 0;
  json_t *answer = NULL, *copied = copy_store(cli, target, &now_ms, err);
  call_end(cli);
  if (!copied) return NULL;
  json_t *parts = parts_of(copied);
  backup_seal(target, board, parts, now_ms, &answer, err);
  json_decref(parts);
  json_decref(copied);
  return answer;
}

static void put_instant(json_t *answer, const char *member, const char *from) {
  char text[INSTANT_TEXT];
  instant_write(json_number(answer, from, 0), text);
  json_put_text(answer, member, text);
}

static void print_held(struct cli *cli, const json_t *answer) {
  char *when = print_time(json_text(answer, "recorded"));
  json_int_t files = json_number(answer, "files", 0), copied = json_number(answer, "copied", -1);
  char *new = copied >= 0 ? mem_format(", %lld of them copied now", (long long)copied) : mem_text("");
  print_line(cli, "It holds %lld evidence %s%s, %lld bytes. The record goes until entry %lld of %s; what was done after that is not in it.",
             (long long)files, files == 1 ? "file" : "files", new, (long long)json_number(answer, "bytes", 0),
             (long long)json_number(answer, "entries", 0) - 1, when);
  mem_free(new);
  mem_free(when);
}

static bool backup_run(struct cli *cli, struct err *err) {
  struct progress progress = {0};
  struct backup_target target = {.progress = progress_show, .user = &progress};
  char *board = board_folder(cli, err);
  const char *folder = cli_operand(cli, 0);
  bool entered = board && is_apart(board, folder, err) && call_open(cli, err) && backup_enter(&target, &cli->env, folder, err);
  json_t *answer = entered ? back_up(cli, board, &target, err) : NULL;
  progress_end(&progress);
  if (answer) put_instant(answer, "recorded", "recorded");
  if (answer && !print_json(cli, answer)) {
    print_line(cli, "Backed up into \"%s\", and verified there.", folder);
    print_held(cli, answer);
  }
  if (entered) backup_leave(&target);
  json_decref(answer);
  mem_free(board);
  return answer != NULL;
}

static bool restore_run(struct cli *cli, struct err *err) {
  struct progress progress = {0};
  struct backup_target from = {.progress = progress_show, .user = &progress};
  json_t *answer = NULL;
  if (!backup_read(&from, &cli->env, cli_operand(cli, 0), err)) return false;
  bool ok = backup_restore(&from, cli_operand(cli, 1), &answer, err);
  progress_end(&progress);
  backup_leave(&from);
  if (!ok) return false;
  put_instant(answer, "recorded", "recorded");
  put_instant(answer, "made", "made");
  if (!print_json(cli, answer)) {
    print_line(cli, "Restored into \"%s\", and verified there.", cli_operand(cli, 1));
    print_held(cli, answer);
  }
  json_decref(answer);
  return true;
}

const struct command command_backup = {
    .noun = "backup",
    .usage = "FOLDER",
    .summary = "copy the whole board, and prove the copy",
    .help = "Copies the record, the evidence and every other file of the board into a folder, and verifies the copy by the journal's own "
            "check. A "
            "board that is being served stays in use meanwhile. The same folder may be given again: only evidence that is new is copied, "
            "and one "
            "that was cut off goes on. The folder then holds the newest backup; keep another folder for another day. It holds all that the "
            "board holds, its private keys too: guard it as well.",
    .example = "waymark backup /media/disk/redcar --board redcar",
    .operand_min = 1,
    .operand_max = 1,
    .run = backup_run,
};
const struct command command_restore = {
    .noun = "restore",
    .usage = "FOLDER BOARD",
    .summary = "make a board of a backup",
    .help = "Makes a new folder BOARD of the backup in FOLDER. Backup and board are verified, before and after; until which entry the "
            "record goes "
            "is said. A folder that is there is never replaced.",
    .example = "waymark restore /media/disk/redcar redcar-again",
    .operand_min = 2,
    .operand_max = 2,
    .run = restore_run,
};
