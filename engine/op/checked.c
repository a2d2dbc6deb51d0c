// When the record was last checked, and how that ended: kept, said, and told to the office when it is damaged. A server checks by itself
// (op_check_record), in steps; see record.h.
#include "base/mem.h"
#include "op/op.h"
#include "op/record.h"
#include "run/message.h"
#include "run/signing.h"

#include <stdio.h>
#include <string.h>

static const char META_CHECKED[] = "checked";

// `whole`: all evidence files and the store's own structure were looked at too; `large`: how many files were left out.
static void keep(struct board *board, bool ok, bool told, bool whole, int64_t large) {
  struct err ignored; // a disk that is full must not keep anybody from seeing the report
  json_t *checked = json_pack("{s:I, s:b, s:b, s:b, s:I}", "at", (json_int_t)board_now(board), "ok", ok, "told", told, "whole", whole,
                              "large", (json_int_t)large);
  board_meta_put(board, META_CHECKED, checked, &ignored);
  json_decref(checked);
}

static bool was_told(struct board *board) {
  json_t *checked = board_meta(board, META_CHECKED);
  bool told = json_flag(checked, "told");
  json_decref(checked);
  return told;
}

// What a whole check found, a swapped evidence file perhaps, only a whole check can find put right.
static bool is_beyond_steps(struct board *board) {
  json_t *checked = board_meta(board, META_CHECKED);
  bool beyond = checked && json_flag(checked, "whole") && !json_flag(checked, "ok");
  json_decref(checked);
  return beyond;
}

void record_checked(struct board *board, const json_t *report) {
  bool ok = json_flag(report, "ok");
  keep(board, ok, !ok && was_told(board), true, 0);
}

char *record_words(struct board *board) {
  char day[DATE_TEXT], today[DATE_TEXT], local[40];
  json_t *checked = board_meta(board, META_CHECKED);
  if (!checked) return mem_text("Record not checked yet: `waymark journal verify` checks it.");
  int64_t at = json_number(checked, "at", 0);
  long long large = json_number(checked, "large", 0);
  bool ok = json_flag(checked, "ok");
  json_decref(checked);
  board_today(board, at, day);
  board_today(board, board_now(board), today);
  board_local(board, at, local);
  const char *when = strcmp(day, today) == 0 && strlen(local) > 5 ? local + strlen(local) - 5 : local;
  if (!ok) return mem_format("Record NOT intact, checked %s: `waymark journal verify` says what is wrong.", when);
  if (!large) return mem_format("Record intact, checked %s.", when);
  return mem_format("Record intact, checked %s, but for %lld large evidence file%s, which `waymark evidence scrub` reads.", when, large,
                    large == 1 ? "" : "s");
}

char *record_head_words(struct board *board) {
  struct hash root;
  struct err ignored;
  char hex[HASH_HEX_SIZE];
  int64_t size = journal_count(board->store);
  if (size == 0 || !tree_root(board->store, size, &root, &ignored)) return NULL;
  hex_write(hex, root.bytes, HASH_SIZE);
  return mem_format("Record: %lld entries, %.16s", (long long)size, hex);
}

// ---- by itself

static const char TOLD[] =
    "The daily check found that the record is not as it was recorded. Keep a copy of the board's folder as it is, run "
    "`waymark journal verify`, which lists what is wrong, and compare it with the latest backup before anybody works on.";

// Where the first problem lies, without what is written there: the board's own entries and a server's log are out of an erasure's reach,
// and are read by others than the item is. Caller frees.
static char *first_words(const json_t *problems) {
  const json_t *first = json_array_get(problems, 0);
  const char *table = json_text(first, "table"), *text = json_text(first, "text");
  int64_t sequence = json_number(first, "sequence", -1);
  if (sequence >= 0 && table && strcmp(table, "evidence") == 0)
    return mem_format("The evidence that entry %lld of the journal names is not as it was taken in.", (long long)sequence);
  if (sequence >= 0) return mem_format("Entry %lld of the journal is not as it was recorded.", (long long)sequence);
  if (table) return mem_format("The table %s is not what the journal makes of it.", table);
  return mem_text(text ? text : "");
}

// The office hears of it once, until a check finds the record whole again.
static bool tell_office(struct board *board, const json_t *problems, struct err *err) {
  struct entry entry;
  int64_t now_ms = board_now(board);
  if (!store_begin(board->store, err)) return false;
  char *first = first_words(problems);
  entry_init(&entry, ENTRY_DAMAGED, now_ms, now_ms);
  entry_part(&entry, "note", json_pack("{s:I, s:s}", "problems", (json_int_t)json_array_size(problems), "first", first));
  mem_free(first);
  message_board(board, &entry, "The record is NOT intact", TOLD);
  if (board_append(board, &entry, err)) return store_commit(board->store, err);
  store_rollback(board->store);
  return false;
}

static char *news_of(const json_t *problems) {
  char *first = first_words(problems);
  size_t count = json_array_size(problems);
  char *news = mem_format("The record is NOT intact: %zu %s; the first: %s `waymark journal verify` lists all.", count,
                          count == 1 ? "problem" : "problems", first);
  mem_free(first);
  return news;
}

// The machine's memory of it is kept even where the damage keeps the journal from taking another entry.
static bool take_report(struct board *board, json_t *report, char **news, struct err *err) {
  if (!record_check(board, NULL, RECORD_FEW, report, err)) return false;
  const json_t *problems = json_object_get(report, "problems");
  bool ok = json_flag(report, "ok"), told = !ok && was_told(board);
  struct err why;
  if (!ok) *news = news_of(problems);
  if (!ok && !told) told = tell_office(board, problems, &why);
  bool stays = is_beyond_steps(board);
  if (!ok || !stays) keep(board, ok, told, stays, json_number(report, "large", 0));
  return true;
}

// What looked damaged may have been the machine, out of memory for a moment: nothing is said before a second look from the beginning.
static bool looks_again(struct board *board, const json_t *report) {
  bool again = !json_flag(report, "ok") && !board->doubted && !was_told(board);
  board->doubted = again;
  return again;
}

bool op_check_record(struct board *board, bool *more, char **news, struct err *err) {
  json_t *report = NULL;
  *news = NULL;
  bool ok = journal_verify_step(board->store, &report, err);
  *more = ok && (!report || looks_again(board, report));
  if (ok && !*more) ok = take_report(board, report, news, err);
  json_decref(report);
  return ok;
}
