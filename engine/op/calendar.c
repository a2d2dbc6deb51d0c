// Operations on the calendar of working days: what it is, what a change of it would move, and the change itself (T7).
//
// Looking goes over all items, and so a page at a time, that others are served in between; a change looks at none. It is one entry, and in
// the same transaction a sweep begins (run/sweep.h), which moves each item's deadlines in entries of their own; until it is through no
// timer fires, so that none goes off by a date that is no longer true.
#include "op/calendar_edit.h"
#include "op/calendar_look.h"
#include "op/internal.h"
#include "run/people.h"
#include "run/sweep.h"

#include <string.h>

static json_t *day_json(struct calendar_day day) {
  char date[DATE_TEXT];
  date_write(day.date, date);
  json_t *row = json_pack("{s:s, s:s}", "date", date, "name", day.name);
  if (day.is_local) json_put_flag(row, "local", true);
  return row;
}

// The texts as they are kept, for whoever counts along, with the zone that they are days of.
static void add_texts(struct op_call *call) {
  struct store *store = call->board->store;
  json_t *kept = calendar_find(store, calendar_name(call->board->calendar)), *local = calendar_find(store, CALENDAR_LOCAL);
  json_put_text(call->answer, "csv", json_text(kept, "csv"));
  json_put_text(call->answer, "local_csv", json_text(local, "csv"));
  json_put_text(call->answer, "zone", zone_name(call->board->zone));
  json_decref(local);
  json_decref(kept);
}

// The board's own closures always; with `days` every day.
static void add_days(struct op_call *call, const struct calendar *calendar) {
  json_t *days = json_array(), *closures = json_array();
  for (size_t i = 0; i < calendar_count(calendar); i++) {
    struct calendar_day day = calendar_day_at(calendar, i);
    json_t *row = day_json(day);
    if (day.is_local) json_array_append(closures, row);
    json_array_append_new(days, row);
  }
  json_object_set_new(call->answer, "closures", closures);
  if (json_flag(call->request, "days")) json_object_set(call->answer, "days", days);
  json_decref(days);
}

// By its header: the payload names nobody.
static const char *person_of(struct board *board, const char *key) {
  json_t *person;
  size_t i;
  json_array_foreach(board_documents(board, "person"), i, person) {
    const char *has = json_text(person, "key");
    if (has && key && strcmp(has, key) == 0) return json_text(person, "id");
  }
  return NULL;
}

// Who changed it, when, what and why, the oldest first.
static void add_changes(struct op_call *call) {
  struct board *board = call->board;
  json_t *changes = calendar_changes(board->store), *change, *rows = json_array();
  size_t i;
  json_array_foreach(changes, i, change) {
    const char *person = person_of(board, json_text(change, "actor"));
    char name[200] = "";
    json_t *row = json_copy(json_object_get(change, "note"));
    if (person) people_name(board, person, name, sizeof name);
    json_put_text(row, "person", person);
    if (*name) json_put_text(row, "name", name);
    board_put_instant(board, row, "at", true, json_number(change, "at", 0));
    json_array_append_new(rows, row);
  }
  json_object_set_new(call->answer, "changes", rows);
  json_decref(changes);
}

static bool show(struct op_call *call, struct err *err) {
  const struct calendar *calendar = call->board->calendar;
  if (!calendar) return err_set(err, ERR_NOT_FOUND, "This board has no calendar of working days.");
  call->answer =
      json_pack("{s:s, s:s, s:i, s:i, s:I}", "name", calendar_name(calendar), "version", calendar_version(calendar), "first_year",
                calendar_first_year(calendar), "last_year", calendar_last_year(calendar), "count", (json_int_t)calendar_count(calendar));
  add_days(call, calendar);
  add_changes(call);
  if (json_flag(call->request, "days")) add_texts(call);
  return true;
}

// What is the same in looking and in doing. A new reference.
static json_t *answer_of(struct op_call *call, const struct calendar_edit *edit) {
  const struct calendar *before = call->board->calendar;
  json_t *answer = json_pack("{s:s, s:s, s:O, s:O}", "name", edit->name, "version", calendar_version(edit->after), "added", edit->added,
                             "removed", edit->removed);
  json_put_text(answer, "was_version", before ? calendar_version(before) : NULL);
  return answer;
}

static bool preview(struct op_call *call, struct err *err) {
  const char *change = ask_text(call, "change", err);
  struct calendar_edit edit = {0};
  bool ok = change && calendar_edit_read(call, change, &edit, err);
  json_t *answer = ok ? answer_of(call, &edit) : NULL;
  ok = ok && calendar_look(call, edit.after, ask_maybe(call, "after"), answer, err);
  if (ok) call->answer = json_incref(answer);
  json_decref(answer);
  calendar_edit_clear(&edit);
  return ok;
}

// E2: what is done is what was shown.
static bool check_seen(const struct op_call *call, struct err *err) {
  const char *seen = ask_maybe(call, "was_version"), *is = call->board->calendar ? calendar_version(call->board->calendar) : "none";
  return !seen || strcmp(seen, is) == 0 ||
         err_set(err, ERR_STALE,
                 "The calendar was changed since you looked: its version was %.80s and is %s. Look again at what would move.", seen, is);
}

static bool change(struct op_call *call, const char *what, struct err *err) {
  struct calendar_edit edit = {0};
  bool ok = check_seen(call, err) && calendar_edit_read(call, what, &edit, err);
  if (ok) call->answer = answer_of(call, &edit);
  ok = ok && calendar_edit_record(call, &edit, err) &&
       sweep_begin(call->board, "calendar", ask_maybe(call, "as"), ask_maybe(call, "reason"), err) && meeting_recount_papers(call, err);
  calendar_edit_clear(&edit);
  return ok;
}

static bool add(struct op_call *call, struct err *err) { return change(call, "add", err); }
static bool take_away(struct op_call *call, struct err *err) { return change(call, "remove", err); }
static bool set(struct op_call *call, struct err *err) { return change(call, "set", err); }

static const char CHANGE[] = "change the calendar";

const struct op ops_calendar[] = {
    {.name = "calendar.show", .who = OP_PERSON, .run = show},
    {.name = "calendar.preview", .who = OP_PERSON, .run = preview},
    {.name = "calendar.add", .who = OP_OFFICE, .what = CHANGE, .writes = true, .run = add},
    {.name = "calendar.remove", .who = OP_OFFICE, .what = CHANGE, .writes = true, .run = take_away},
    {.name = "calendar.set", .who = OP_OFFICE, .what = CHANGE, .writes = true, .run = set},
    {0},
};
