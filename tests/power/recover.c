// After the cut: see recover.h. The questions in order: does it open; is every answered entry there and nothing but what was asked; are
// tables, hashes and evidence whole; may it be signed on; is a repeat still known; is an answered backup one, and a board restored of it.
#include "recover.h"

#include "base/mem.h"
#include "run/signing.h"
#include "store/backup.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct recovery {
  struct story *story;
  const char *folder;
  struct env env;
  const struct ack *last; // answered before the cut; NULL: nothing was
  int64_t entries_max;    // with the act that was in hand
  struct board *board;
  char *why;
};

__attribute__((format(printf, 2, 3))) static bool wrong(struct recovery *recovery, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(recovery->why, 600, format, arguments);
  va_end(arguments);
  return false;
}

static void find_ack(struct recovery *recovery, int upto) {
  struct story *story = recovery->story;
  int next = 0;
  for (int i = 0; i < upto; i++)
    if (story->tape.records[i].kind == TAPE_ACK) next = (int)story->tape.records[i].at + 1;
  recovery->last = next > 0 ? &story->acks[next - 1] : NULL;
  recovery->entries_max = next < story->ack_count ? story->acks[next].entries : story->leaf_count;
}

// ---- the journal

struct reading {
  struct recovery *recovery;
  int64_t at;
  bool same;
};

static bool compare_leaf(void *user, json_t *entry) {
  struct reading *reading = user;
  const struct story *story = reading->recovery->story;
  reading->same = reading->at < story->leaf_count && strcmp(json_text(entry, "leaf"), story->leaves[reading->at]) == 0;
  reading->at++;
  return reading->same;
}

static bool check_journal(struct recovery *recovery) {
  struct err err = {0};
  struct reading reading = {.recovery = recovery, .same = true};
  int64_t entries = journal_count(recovery->board->store), least = recovery->last ? recovery->last->entries : 0;
  if (entries < least) return wrong(recovery, "lost: %lld entries of %lld answered", (long long)entries, (long long)least);
  if (entries > recovery->entries_max)
    return wrong(recovery, "%lld entries, and only %lld were asked for", (long long)entries, (long long)recovery->entries_max);
  if (!journal_each(recovery->board->store, NULL, compare_leaf, &reading, &err)) return wrong(recovery, "%s", err.text);
  if (!reading.same) return wrong(recovery, "entry %lld is another than was written", (long long)reading.at - 1);
  return true;
}

static bool check_sound(struct recovery *recovery, struct board *board) {
  struct err err = {0};
  json_t *report = NULL;
  if (!journal_verify(board->store, NULL, NULL, &report, &err)) return wrong(recovery, "not to be verified: %s", err.text);
  const json_t *first = json_array_get(json_object_get(report, "problems"), 0);
  bool ok = json_flag(report, "ok") || wrong(recovery, "half: %s", first ? json_text(first, "text") : "?");
  json_decref(report);
  return ok;
}

// ---- going on

static bool ask(struct recovery *recovery, json_t *request, json_t **answer) {
  struct err err = {0};
  return op_run(recovery->board, request, -1, answer, &err) || wrong(recovery, "%s was refused: %s", json_text(request, "op"), err.text);
}

// A key that follows one whose secret is gone says why.
static bool has_no_orphan(void *user, json_t *entry) {
  const json_t *part;
  size_t i;
  bool *lost = user;
  if (json_number(entry, "kind", 0) != ENTRY_SIGNING_KEY) return true;
  json_array_foreach(json_object_get(entry, "payload"), i, part) *lost = *lost || json_text(json_object_get(part, "value"), "why") != NULL;
  return true;
}

static bool check_key(struct recovery *recovery) {
  struct err err = {0};
  bool lost = false;
  if (!journal_each(recovery->board->store, NULL, has_no_orphan, &lost, &err)) return wrong(recovery, "%s", err.text);
  return !lost || wrong(recovery, "the signing key was lost, and another took its place");
}

static bool check_goes_on(struct recovery *recovery) {
  if (signing_older(recovery->board)) return wrong(recovery, "taken for an older copy: %s", signing_older(recovery->board));
  int64_t entries = journal_count(recovery->board->store);
  json_t *request = json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s}}", "op", "directory.put", "as", "m.test", "kind", "person", "id", "z.last",
                              "document", "name", "Zoe Last", "email", "z.last@north.example"),
         *answer = NULL;
  bool ok = ask(recovery, request, &answer);
  json_decref(answer);
  json_decref(request);
  int64_t more = journal_count(recovery->board->store) - entries;
  if (ok && more < 1) ok = wrong(recovery, "%lld entries more after another change", (long long)more);
  return ok && check_key(recovery);
}

static bool check_repeat(struct recovery *recovery) {
  const struct ack *last = recovery->last;
  if (!last || !last->request) return true;
  int64_t entries = journal_count(recovery->board->store);
  json_t *answer = NULL;
  bool ok = ask(recovery, last->request, &answer);
  if (ok && journal_count(recovery->board->store) != entries) ok = wrong(recovery, "a repeat under a key was done twice");
  if (ok && !json_equal(answer, last->answer)) ok = wrong(recovery, "a repeat under a key got another answer");
  json_decref(answer);
  return ok;
}

// ---- backups

static bool check_board(struct recovery *recovery, const char *path, int64_t entries) {
  struct err err = {0};
  struct board *board = board_open(&recovery->env, path, &err);
  if (!board) return wrong(recovery, "%s cannot be opened: %s", path, err.text);
  int64_t count = journal_count(board->store);
  bool ok = count >= entries || wrong(recovery, "%s has %lld entries, not %lld", path, (long long)count, (long long)entries);
  ok = ok && check_sound(recovery, board);
  struct board *kept = recovery->board;
  recovery->board = board;
  ok = ok && check_goes_on(recovery);
  recovery->board = kept;
  board_close(board);
  return ok;
}

static bool check_backup(struct recovery *recovery) {
  if (!recovery->last || !recovery->last->backed_up) return true;
  struct backup_target from = {0};
  struct err err = {0};
  json_t *answer = NULL;
  char *copies = mem_format("%s/copies", recovery->folder), *to = mem_format("%s/proof", recovery->folder);
  bool ok = backup_read(&from, &recovery->env, copies, &err);
  if (ok) {
    ok = backup_restore(&from, to, &answer, &err);
    backup_leave(&from);
  }
  if (!ok) wrong(recovery, "the backup is none: %s", err.text);
  ok = ok && check_board(recovery, to, recovery->last->backed_up);
  json_decref(answer);
  mem_free(to);
  mem_free(copies);
  return ok;
}

static bool check_restored(struct recovery *recovery) {
  bool ok = true;
  for (int i = 0; recovery->last && i < recovery->last->restored && ok; i++) {
    char *path = mem_format("%s/again-%d", recovery->folder, i);
    ok = check_board(recovery, path, 1);
    mem_free(path);
  }
  return ok;
}

// ---- all of it

static bool check_open_board(struct recovery *recovery) {
  return check_journal(recovery) && check_sound(recovery, recovery->board) && check_repeat(recovery) && check_goes_on(recovery);
}

bool recover(struct story *story, const char *folder, int upto, bool thorough, char why[600]) {
  struct recovery recovery = {.story = story, .folder = folder, .env = story_env(story), .why = why};
  struct err err = {0};
  char *path = mem_format("%s/board", folder);
  find_ack(&recovery, upto);
  recovery.board = board_open(&recovery.env, path, &err);
  bool ok = recovery.board ? check_open_board(&recovery) : !recovery.last || wrong(&recovery, "cannot be opened: %s", err.text);
  board_close(recovery.board);
  if (thorough && ok) ok = check_backup(&recovery) && check_restored(&recovery);
  mem_free(path);
  return ok;
}

void recover_taped(struct story *story, struct tape *tape, const char *folder) {
  struct err err = {0};
  struct env env = story_env(story), taped = tape_env(tape);
  env.user = tape;
  env.files = taped.files;
  env.vfs = taped.vfs;
  char *path = mem_format("%s/board", folder);
  struct board *board = board_open(&env, path, &err);
  if (board) store_checkpoint(board->store, 0);
  board_close(board);
  mem_free(path);
}
