// A meeting's day. The group's own list of days is what deadlines are counted to, so planning a meeting puts its day there, putting it off
// moves it, and cancelling takes it away: each in the transaction of the meeting's own event, with the sweep that deadlines follow by.
#include "base/mem.h"
#include "op/meeting.h"
#include "run/people.h"
#include "run/sweep.h"
#include "run/turn.h"
#include "time/rule.h"

#include <string.h>

enum { PAPERS_DAYS = 5 }; // working days: what boards mostly ask for (DOMAIN 0.6)

static int64_t papers_days(struct board *board, const json_t *group) {
  json_t *setting = setting_find(board->store, "papers_days");
  int64_t usual = json_is_integer(setting) ? json_integer_value(setting) : PAPERS_DAYS;
  json_decref(setting);
  return json_number(group, "papers", usual);
}

char *meeting_day_by(struct board *board, const char *text, const char *date, const char *what, struct err *err) {
  char out[DATE_TEXT];
  json_t *fields = json_pack("{s:s}", "date", date);
  struct rule rule;
  struct rule_result result;
  struct rule_input input = {.entered_ms = board_now(board), .fields = fields, .zone = board->zone, .calendar = board->calendar};
  bool ok = board->calendar
                ? rule_read(text, &rule, err) && rule_work_out(&rule, &input, false, &result, err)
                : err_set(err, ERR_REFUSED,
                          "This board has no calendar of working days, so it cannot be said by when %s must be there; record one "
                          "with `waymark calendar replace --file FILE.csv --division NAME`.",
                          what);
  if (ok && result.missing)
    ok = err_set(err, ERR_INVALID, "It cannot be said by when %s for %s must be there: %s.", what, date, result.why);
  if (ok) date_write(zone_date(board->zone, result.due_ms), out);
  json_decref(fields);
  return ok ? mem_text(out) : NULL;
}

static char *papers_due(struct board *board, const json_t *group, const char *date, struct err *err) {
  char *rule = mem_format("%lld working days before date", (long long)papers_days(board, group));
  char *day = meeting_day_by(board, rule, date, "the papers", err);
  mem_free(rule);
  return day;
}

// Of a meeting planned or moved at short notice that day may be past, and nobody could have kept it: then it is today. One that was held
// already has its papers behind it.
char *meeting_papers_possible(struct board *board, const json_t *group, const char *date, bool *late, struct err *err) {
  char today[DATE_TEXT];
  char *due = papers_due(board, group, date, err);
  board_today(board, board_now(board), today);
  *late = due && strcmp(due, today) < 0 && strcmp(date, today) >= 0;
  if (!*late) return due;
  mem_free(due);
  return mem_text(today);
}

// ---- the group's list

static void drop_day(json_t *days, const char *day) {
  for (size_t i = json_array_size(days); day && i-- > 0;)
    if (strcmp(json_string_value(json_array_get(days, i)), day) == 0) json_array_remove(days, i);
}

// In order of time: dates as text are.
static void add_day(json_t *days, const char *day) {
  size_t at = 0;
  if (!day || json_array_has(days, day)) return;
  while (at < json_array_size(days) && strcmp(json_string_value(json_array_get(days, at)), day) < 0) at++;
  json_array_insert_new(days, at, json_string(day));
}

static bool record(struct op_call *call, const char *group, json_t *document, struct err *err) { // takes over `document`
  struct entry entry;
  int64_t now = board_now(call->board);
  const char *person = ask_maybe(call, "as");
  char *part = mem_format("directory/group/%s", group);
  entry_init(&entry, ENTRY_DIRECTORY, now, now);
  people_key(call->board, person, &entry.actor_id);
  entry_part(&entry, part, document);
  mem_free(part);
  return board_append(call->board, &entry, err) && sweep_begin(call->board, "meetings", person, NULL, err);
}

bool meeting_move_day(struct op_call *call, const char *group, const char *from, const char *to, struct err *err) {
  json_t *document = directory_find(call->board->store, "group", group);
  const json_t *was = json_object_get(document, "meetings");
  json_t *days = json_is_array(was) ? json_deep_copy(was) : json_array();
  drop_day(days, from);
  add_day(days, to);
  bool same = was ? json_equal(was, days) : json_array_size(days) == 0;
  json_object_set_new(document, "meetings", days);
  if (!same) return record(call, group, document, err);
  json_decref(document);
  return true;
}

// A sheet says that the meeting is held, and its members are told: a slip of a week would tell them of a meeting that is still to come.
bool meeting_day_has_come(const struct meeting *meeting, struct err *err) {
  const char *date = meeting_text(meeting, "date");
  char today[DATE_TEXT], day[40];
  board_today(meeting->board, board_now(meeting->board), today);
  if (!date || strcmp(today, date) >= 0) return true;
  meeting_day(date, day);
  return err_set(err, ERR_REFUSED,
                 "%s is on %s, and its sheet is opened on that day or later. If it is held today, move it first: `waymark meeting put-off "
                 "%s --on %s --reason TEXT`. If it was held on a day that is past, plan one of that day with `waymark meeting plan %s --on "
                 "DATE`, open that, and cancel this one.",
                 meeting->item->ref, day, meeting->item->ref, today, meeting->group);
}

// ---- changes of the list by hand

struct fitting {
  struct board *board;
  const char *group;
  const json_t *days;
  struct err *err;
  bool fits;
};

static bool fit_one(void *user, json_t *row) {
  struct fitting *fitting = user;
  const json_t *fields = json_object_get(row, "fields"), *state = json_object_get(json_object_get(row, "state"), "active");
  const char *date = json_text(fields, "date"), *group = json_text(json_object_get(fields, "group"), "id");
  bool ahead = json_object_get(state, "planned") || json_object_get(state, "issued");
  if (!ahead || !date || !group || strcmp(group, fitting->group) != 0 || json_array_has(fitting->days, date)) return true;
  fitting->fits = false;
  return err_set(
      fitting->err, ERR_REFUSED,
      "The days of %s cannot be changed like that: %s is planned for %s; put it off with `waymark meeting put-off`, or cancel it.",
      fitting->group, json_text(row, "ref"), date);
}

bool meeting_days_fit(struct board *board, const char *group, const json_t *days, struct err *err) {
  struct fitting fitting = {.board = board, .group = group, .days = days, .err = err, .fits = true};
  return case_each(board->store, "meeting", fit_one, &fitting, err) && fitting.fits;
}

// ---- when days off change

struct recount {
  struct board *board;
  json_t *moved; // [{"ref","papers_due"}]
};

static bool is_past(struct board *board, const char *day) {
  char today[DATE_TEXT];
  board_today(board, board_now(board), today);
  return strcmp(day, today) < 0;
}

// Papers that went out are no longer due, and those that are late stay so. A day that cannot be worked out stays as it was.
static bool recount_one(void *user, json_t *row) {
  struct recount *recount = user;
  const json_t *fields = json_object_get(row, "fields"), *active = json_object_get(json_object_get(row, "state"), "active");
  const char *group = json_text(json_object_get(fields, "group"), "id"), *date = json_text(fields, "date"),
             *was = json_text(fields, "papers_due");
  struct err unknown;
  bool late;
  if (!json_object_get(active, "planned") || !group || !date || !was || is_past(recount->board, was)) return true;
  char *is = meeting_papers_possible(recount->board, board_document(recount->board, "group", group), date, &late, &unknown);
  if (is && strcmp(is, was) != 0)
    json_array_append_new(recount->moved, json_pack("{s:O, s:s}", "ref", json_object_get(row, "ref"), "papers_due", is));
  mem_free(is);
  return true;
}

static bool follows(void *user, const json_t *transition) {
  (void)user, (void)transition;
  return true; // it follows from the change of days off, which is the office's
}

static bool move_papers(struct op_call *call, const json_t *moved, struct err *err) {
  struct casefile *item = casefile_open(call->board, json_text(moved, "ref"), err);
  struct turn turn;
  if (!item) return false;
  json_t *event = json_pack("{s:s, s:{s:O}}", "name", "papers_due_anew", "data", "papers_due", json_object_get(moved, "papers_due"));
  json_put_text(event, "actor", ask_maybe(call, "as"));
  turn_init(&turn, call->board, item, ENTRY_EVENT, board_now(call->board), event);
  turn_step(&turn, &(struct turn_plan){.event = {.event = turn.event, .timer_state = -1}, .may = follows});
  bool ok = turn.result.outcome != STEP_TAKEN || (turn_record(&turn, err) && turn_append(&turn, err)); // an older version has no such event
  turn_clear(&turn);
  casefile_free(item);
  return ok;
}

bool meeting_recount_papers(struct op_call *call, struct err *err) {
  struct recount recount = {.board = call->board, .moved = json_array()};
  bool ok = case_each(call->board->store, "meeting", recount_one, &recount, err);
  size_t i;
  json_t *moved;
  json_array_foreach(recount.moved, i, moved) ok = ok && move_papers(call, moved, err);
  json_decref(recount.moved);
  return ok;
}
