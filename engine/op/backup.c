// Operations on a backup: the half of it that only the store's owner can do, in steps (store/backup.h). They change nothing of the board,
// and stand outside others' transactions, since SQLite copies no store in the middle of one.
#include "store/backup.h"

#include "base/mem.h"
#include "op/internal.h"
#include "store/named.h"
#include "store/orphan.h"

#include <string.h>

// The folder was made by whoever asks; its path is whole, since a server stands elsewhere.
static const char *ask_folder(struct op_call *call, struct err *err) {
  const char *folder = ask_text(call, "folder", err);
  if (!folder || folder[0] == '/') return folder;
  err_set(err, ERR_INVALID, "\"%s\" is no whole path: give the folder of the backup from the root on.", folder);
  return NULL;
}

static bool begin(struct op_call *call, struct err *err) {
  const char *folder = ask_folder(call, err);
  if (!folder || !backup_begin(call->board->store, folder, err)) return false;
  call->answer = json_pack("{s:I}", "now", (json_int_t)board_now(call->board));
  return true;
}

static bool step(struct op_call *call, struct err *err) {
  const char *folder = ask_folder(call, err);
  struct backup_progress progress;
  if (!folder || !backup_step(call->board->store, folder, &progress, err)) return false;
  call->answer = json_pack("{s:I, s:I, s:b}", "done", (json_int_t)progress.done, "all", (json_int_t)progress.all, "more", progress.more);
  if (progress.files) json_object_update(call->answer, progress.files);
  json_decref(progress.files);
  return true;
}

enum { NAMED_EACH = 2000 };

// What entries name, a few at a time: whoever re-reads the files does that in a process of its own.
static bool named(struct op_call *call, struct err *err) {
  struct named found = {0};
  int64_t from = json_number(call->request, "from", 0);
  bool more;
  if (!named_gather(call->board->store, &found, &from, NAMED_EACH, &more, err)) {
    named_clear(&found);
    return false;
  }
  named_sort(&found);
  json_t *files = json_array();
  for (size_t i = 0; i < found.count; i++) {
    char hex[HASH_HEX_SIZE];
    hex_write(hex, found.files[i].sha256.bytes, HASH_SIZE);
    json_array_append_new(files, json_pack("{s:s, s:I}", "sha256", hex, "sequence", (json_int_t)found.files[i].sequence));
  }
  call->answer = json_pack("{s:o}", "files", files);
  if (more) json_put_number(call->answer, "next", from);
  named_clear(&found);
  return true;
}

bool op_tidy(struct board *board, int *moved, int *removed, bool *more, struct err *err) {
  json_t *setting = setting_find(board->store, "quarantine_days");
  int64_t days = json_is_integer(setting) && json_integer_value(setting) > 0 ? (int64_t)json_integer_value(setting) : ORPHAN_KEEP_DAYS;
  struct orphan_round round = {.keep_ms = days * 24 * 3600 * 1000};
  json_decref(setting);
  bool ok = orphan_step(board->store, &round, err);
  *moved = round.moved;
  *removed = round.removed;
  *more = ok && round.more;
  return ok;
}

static bool tidy(struct op_call *call, struct err *err) {
  int moved, removed;
  bool more;
  if (!op_tidy(call->board, &moved, &removed, &more, err)) return false;
  call->answer = json_pack("{s:i, s:i, s:b}", "moved", moved, "removed", removed, "more", more);
  return true;
}

const struct op ops_backup[] = {
    {.name = "backup.begin", .who = OP_REPAIR, .what = "back the board up", .alone = true, .run = begin},
    {.name = "backup.step", .who = OP_REPAIR, .what = "back the board up", .alone = true, .run = step},
    {.name = "evidence.named", .who = OP_REPAIR, .what = "re-read all evidence", .run = named},
    {.name = "evidence.tidy", .who = OP_REPAIR, .what = "tidy evidence", .alone = true, .run = tidy},
    {0},
};
