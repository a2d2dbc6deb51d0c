// What is looked at by itself. See lookout.h.
#include "run/lookout.h"

#include "base/mem.h"
#include "run/alarm.h"
#include "run/casefile.h"
#include "run/message.h"
#include "run/vacancy.h"

#include <string.h>

enum {
  BATCH = 50,   // items a transaction: some milliseconds, then people are served
  REFS_MAX = 10 // that a message names
};
// {"revision": N,"date": DATE}: the directory and the day that all items were looked at by; while a look is under way also "after": HEX of
// the last item, "count": N,"refs": [REF] of alarms that it raised.
static const char META[] = "lookout";

// ---- is there anything to look at

// In the night from `since` to `today`, did a first day come, or a last day go?
static bool came(const json_t *first, const char *since, const char *today) {
  const char *date = json_string_value(first);
  return date && strcmp(since, date) < 0 && strcmp(date, today) <= 0;
}
static bool went(const json_t *last, const char *since, const char *today) {
  const char *date = json_string_value(last);
  return date && strcmp(since, date) <= 0 && strcmp(date, today) < 0;
}

static bool any_row_changes(const json_t *rows, const char *since, const char *today) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (came(json_object_get(row, "from"), since, today) ||
                                       went(json_object_get(row, "to"), since, today)) return true;
  return false;
}

// Whatever presence.h goes by.
static bool document_changes(const json_t *one, const char *since, const char *today) {
  return came(json_object_get(one, "joined"), since, today) || went(json_object_get(one, "left"), since, today) ||
         came(json_object_get(one, "valid_from"), since, today) || went(json_object_get(one, "valid_to"), since, today) ||
         any_row_changes(json_object_get(one, "absences"), since, today) || any_row_changes(json_object_get(one, "members"), since, today);
}

static bool any_date_between(struct board *board, const char *since, const char *today) {
  static const char *const kinds[] = {"person", "agency", "group"};
  for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
    size_t i;
    json_t *one;
    json_array_foreach(board_documents(board, kinds[k]), i, one) if (document_changes(one, since, today)) return true;
  }
  return false;
}

static bool items_are_due(struct board *board, const json_t *state, const char *today) {
  const char *since = json_text(state, "date");
  if (!since || json_text(state, "after")) return true;
  if (json_number(state, "revision", -1) != directory_who_revision(board->store)) return true;
  return strcmp(since, today) != 0 && any_date_between(board, since, today);
}

bool lookout_is_due(struct board *board) {
  char today[DATE_TEXT];
  board_today(board, board_now(board), today);
  uint64_t stamp = directory_stamp(board->store);
  if (board->lookout_known && board->lookout_stamp == stamp && strcmp(board->lookout_day, today) == 0) return board->lookout_due;
  json_t *state = board_meta(board, META);
  board->lookout_due = items_are_due(board, state, today) || vacancy_is_due(board);
  board->lookout_known = true;
  board->lookout_stamp = stamp;
  memcpy(board->lookout_day, today, sizeof today);
  json_decref(state);
  return board->lookout_due;
}

// ---- looking

static bool look_at(struct board *board, json_t *row, json_t *state, struct err *err) {
  bool raised = false;
  if (!store_begin(board->store, err)) return false;
  struct casefile *item = casefile_from_row(board, row, true, err);
  bool ok = item && alarm_look_quietly(board, item, &raised, err);
  casefile_free(item);
  if (!ok) {
    store_rollback(board->store);
    return false;
  }
  json_t *refs = json_object_get(state, "refs");
  if (raised) json_put_number(state, "count", json_number(state, "count", 0) + 1);
  if (raised && json_array_size(refs) < REFS_MAX) json_array_append(refs, json_object_get(row, "ref"));
  return store_commit(board->store, err);
}

// False: the machine failed. An item that cannot be read keeps nobody from the others; it is told by who runs its timers or opens it.
static bool look_or_pass(struct board *board, json_t *row, json_t *state, struct err *err) {
  struct err failed;
  if (json_flag(row, "closed") || look_at(board, row, state, &failed) || !board_failed(board, &failed)) return true;
  *err = failed;
  return false;
}

// Caller frees.
static char *body_of(const json_t *state, int64_t count) {
  const json_t *refs = json_object_get(state, "refs");
  struct buf body;
  size_t i;
  json_t *ref;
  buf_init(&body);
  buf_format(&body, "Somebody left or is away, or a post fell empty: nobody who is there can move %s any more.",
             count == 1 ? "this item" : "these items");
  json_array_foreach(refs, i, ref) buf_format(&body, "\nOpen %s in Waymark to see why.", json_string_value(ref));
  if (count > (int64_t)json_array_size(refs))
    buf_format(&body, "\n%lld more stand in the list of what nobody can move.", (long long)(count - (int64_t)json_array_size(refs)));
  return buf_take(&body);
}

// Once, with a count, not once an item.
static bool tell(struct board *board, const json_t *state, struct err *err) {
  int64_t now = board_now(board), count = json_number(state, "count", 0);
  struct entry entry;
  if (count == 0) return true;
  char *subject = mem_format("%lld item%s: nobody can move %s", (long long)count, count == 1 ? "" : "s", count == 1 ? "it" : "them"),
       *body = body_of(state, count);
  entry_init(&entry, ENTRY_ALARM, now, now);
  entry_part(&entry, "event", json_pack("{s:s, s:{s:I}}", "name", "Nobody can move them", "data", "count", (json_int_t)count));
  if (!message_alarm(board, &entry, subject, body)) entry_part_text(&entry, "note", "Nobody of the office is there to be told.");
  bool ok = board_append(board, &entry, err);
  mem_free(body);
  mem_free(subject);
  return ok;
}

static json_t *begun(struct board *board) {
  char today[DATE_TEXT];
  board_today(board, board_now(board), today);
  return json_pack("{s:I, s:s, s:s, s:I, s:[]}", "revision", (json_int_t)directory_who_revision(board->store), "date", today, "after", "",
                   "count", (json_int_t)0, "refs");
}

static bool end(struct board *board, json_t *state, struct err *err) {
  bool ok = tell(board, state, err);
  json_object_del(state, "after");
  json_object_del(state, "count");
  json_object_del(state, "refs");
  return ok;
}

static bool batch(struct board *board, json_t *state, struct err *err) {
  json_t *rows = case_page(board->store, json_text(state, "after"), BATCH), *row;
  size_t i, count = json_array_size(rows);
  bool ok = true;
  json_array_foreach(rows, i, row) if (!(ok = look_or_pass(board, row, state, err))) break;
  if (ok && count == BATCH)
    json_put_text(state, "after", json_text(json_array_get(rows, count - 1), "id"));
  else if (ok)
    ok = end(board, state, err);
  json_decref(rows);
  return ok && board_meta_put(board, META, state, err);
}

static bool look(struct board *board, struct err *err) {
  json_t *state = board_meta(board, META);
  char today[DATE_TEXT];
  board_today(board, board_now(board), today);
  bool items = items_are_due(board, state, today), ok;
  if (items && !json_text(state, "after")) {
    json_decref(state);
    state = begun(board);
  }
  ok = items ? batch(board, state, err) : vacancy_step(board, err);
  json_decref(state);
  return ok;
}

bool lookout_step(struct board *board, bool *more, struct err *err) {
  *more = false;
  if (!lookout_is_due(board)) return true;
  board->lookout_known = false;
  bool ok = store_begin(board->store, err);
  if (ok && look(board, err))
    ok = store_commit(board->store, err);
  else if (ok) {
    store_rollback(board->store);
    ok = false;
  }
  board->lookout_known = false;
  *more = ok && lookout_is_due(board);
  return ok;
}
