// Planning meetings, putting them off, cancelling them, and the list of them. See meeting.h.
#include "base/mem.h"
#include "chart/check.h"
#include "op/meeting.h"
#include "run/event.h"
#include "run/people.h"
#include "run/rights.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// ---- looking for meetings

struct looking {
  const char *group, *date;
  char *found; // the reference of one that is not cancelled
};

static bool look_at(void *user, json_t *row) {
  struct looking *looking = user;
  const json_t *fields = json_object_get(row, "fields"), *active = json_object_get(json_object_get(row, "state"), "active");
  const char *date = json_text(fields, "date"), *group = json_text(json_object_get(fields, "group"), "id");
  if (!date || !group || strcmp(date, looking->date) != 0 || strcmp(group, looking->group) != 0) return true;
  if (json_object_get(active, "cancelled")) return true;
  looking->found = mem_text(json_text(row, "ref"));
  return false;
}

static char *meeting_on(struct board *board, const char *group, const char *date) { // Caller frees; NULL: none.
  struct looking looking = {.group = group, .date = date};
  struct err ignored;
  case_each(board->store, "meeting", look_at, &looking, &ignored);
  return looking.found;
}

// ---- planning

const json_t *meeting_group_asked(struct op_call *call, struct err *err) {
  const char *group = ask_text(call, "group", err);
  const json_t *document = group ? board_document(call->board, "group", group) : NULL;
  if (!group || document) return document;
  char near[NEAREST_WORDS];
  json_t *ids = json_texts(board_documents(call->board, "group"), "id");
  err_set(err, ERR_NOT_FOUND, "There is no group \"%s\" on this board%s", group,
          nearest_words(group, ids, "; `waymark group list` shows them all.", near));
  json_decref(ids);
  return NULL;
}

// "LLIP-2016-12-06"; where that is taken, by a meeting that was cancelled, "LLIP-2016-12-06-2".
static char *ref_for(struct board *board, const char *group, const char *date) {
  char *head = mem_text(group), *ref = NULL;
  for (char *c = head; *c; c++) *c = *c == '_' || *c == '.' ? '-' : (char)toupper((unsigned char)*c);
  for (int number = 1;; number++) {
    struct err none;
    ref = number == 1 ? mem_format("%.24s-%s", head, date) : mem_format("%.24s-%s-%d", head, date, number);
    json_t *there = case_find(board->store, ref, &none);
    json_decref(there);
    if (!there) break;
    mem_free(ref);
  }
  mem_free(head);
  return ref;
}

static json_t *data_for(struct op_call *call, const json_t *group, const char *date, const char *papers_due) {
  const char *id = json_text(group, "id"), *name = json_text(group, "name");
  char day[40];
  meeting_day(date, day);
  char *title = mem_format("%s, %s", name ? name : id, day);
  json_t *data = json_pack("{s:s, s:{s:s, s:s}, s:{s:s, s:s}, s:s, s:s}", "title", title, "group", "kind", "group", "id", id, "chair",
                           "kind", "post", "id", json_text(group, "chair"), "date", date, "papers_due", papers_due);
  json_put_text(data, "at", ask_maybe(call, "at"));
  json_put_text(data, "place", ask_maybe(call, "place"));
  mem_free(title);
  return data;
}

static json_t *brief_of(struct board *board, const struct casefile *item, bool late) {
  json_t *brief = meeting_brief_of(board, item);
  if (late) json_put_flag(brief, "papers_short", true);
  return brief;
}

static bool start(struct op_call *call, const json_t *group, const char *date, const char *papers_due, bool late, struct err *err) {
  json_t *answer = NULL, *data = data_for(call, group, date, papers_due);
  char *ref = ref_for(call->board, json_text(group, "id"), date), *id = mem_text(json_text(group, "id"));
  struct start_request request = {.workflow = "meeting", .ref = ref, .actor = ask_maybe(call, "as"), .data = data};
  bool ok = event_start(call->board, &request, &answer, err) && meeting_move_day(call, id, NULL, date, err);
  struct casefile *item = ok ? casefile_open(call->board, ref, err) : NULL;
  if (item) json_array_append_new(json_array_at(call->answer, "meetings"), brief_of(call->board, item, late));
  casefile_free(item);
  json_decref(answer);
  json_decref(data);
  mem_free(id);
  mem_free(ref);
  return item != NULL;
}

static bool has_chair(const json_t *group, struct err *err) {
  return json_text(group, "chair") ||
         err_set(err, ERR_REFUSED,
                 "%s has no chair, so nobody could confirm what its meeting decides; name the post with `waymark group set %s chair=POST`.",
                 json_text(group, "name"), json_text(group, "id"));
}

static bool has_workflow(struct board *board, struct err *err) {
  struct err none;
  return definition_newest(board, "meeting", &none) ||
         err_set(err, ERR_REFUSED,
                 "This board has no workflow for meetings yet; take the one that comes with the program into use: `waymark workflow add "
                 "meeting`.");
}

static bool plan_one(struct op_call *call, const json_t *group, const char *text, struct err *err) {
  struct date date;
  char day[DATE_TEXT];
  if (!date_read(text, &date, err)) return err_prefix(err, "\"on\": ");
  date_write(date, day);
  char *there = meeting_on(call->board, json_text(group, "id"), day);
  if (there) err_set(err, ERR_REFUSED, "%s meets on %s already: that is %s.", json_text(group, "name"), day, there);
  bool late = false;
  char *papers_due = there ? NULL : meeting_papers_possible(call->board, group, day, &late, err);
  bool ok = papers_due && start(call, group, day, papers_due, late, err);
  mem_free(papers_due);
  mem_free(there);
  return ok;
}

// Every day of the group's list that is not past and has no meeting yet.
static bool plan_all(struct op_call *call, const json_t *group, struct err *err) {
  char today[DATE_TEXT];
  json_t *days = json_deep_copy(json_object_get(group, "meetings")), *day, *document = json_deep_copy(group);
  bool ok = true;
  size_t i;
  board_today(call->board, board_now(call->board), today);
  json_array_foreach(days, i, day) {
    const char *text = json_string_value(day);
    char *there = text ? meeting_on(call->board, json_text(document, "id"), text) : NULL;
    if (ok && text && !there && strcmp(text, today) >= 0) ok = plan_one(call, document, text, err);
    mem_free(there);
  }
  json_decref(document);
  json_decref(days);
  return ok;
}

bool meeting_plan(struct op_call *call, struct err *err) {
  const json_t *group = has_workflow(call->board, err) ? meeting_group_asked(call, err) : NULL;
  const char *on = ask_maybe(call, "on");
  bool all = json_flag(call->request, "all");
  if (!group || !has_chair(group, err)) return false;
  if (!on == !all)
    return err_set(err, ERR_INVALID, "Say which meeting to plan: \"on\" a date, or \"all\" of the days that the group's list has.");
  call->answer = json_pack("{s:[]}", "meetings");
  return all ? plan_all(call, group, err) : plan_one(call, group, on, err);
}

// ---- putting off and cancelling

// What was put on by hand stays on the agenda; the rest is drawn anew.
static json_t *by_hand(const struct meeting *meeting) {
  json_t *kept = json_array(), *row;
  size_t i;
  json_array_foreach(meeting_rows(meeting, "agenda"), i, row) if (json_flag(row, "by_hand"))
      json_array_append_new(kept, json_pack("{s:O, s:b}", "item", json_object_get(row, "item"), "by_hand", 1));
  return kept;
}

// The day that its title names; a title of somebody's own words stays.
static void put_title(const struct meeting *meeting, const char *to, json_t *data) {
  char day[40], now[40];
  const char *title = meeting_text(meeting, "title");
  meeting_day(meeting_text(meeting, "date"), day);
  meeting_day(to, now);
  const char *at = title ? strstr(title, day) : NULL;
  if (!at) return;
  char *anew = mem_format("%.*s%s%s", (int)(at - title), title, now, at + strlen(day));
  json_put_text(data, "title", anew);
  mem_free(anew);
}

static json_t *put_off_data(const struct meeting *meeting, const char *to, const char *papers_due, const char *reason) {
  json_t *put_offs = meeting_copy(meeting, "put_offs");
  json_array_append_new(put_offs, json_pack("{s:s, s:s, s:s}", "from", meeting_text(meeting, "date"), "to", to, "why", reason));
  json_t *data = json_pack("{s:s, s:s, s:s, s:o, s:o}", "date", to, "papers_due", papers_due, "reason", reason, "put_offs", put_offs,
                           "agenda", by_hand(meeting));
  put_title(meeting, to, data);
  return data;
}

static bool is_to_come(const struct meeting *meeting, const char *to, struct err *err) {
  char today[DATE_TEXT];
  board_today(meeting->board, board_now(meeting->board), today);
  const char *ref = meeting->item->ref, *date = meeting_text(meeting, "date");
  if (strcmp(to, today) >= 0) return true;
  if (date && strcmp(date, today) <= 0)
    return err_set(err, ERR_REFUSED,
                   "%s cannot be put off to %s: that day is past. One that was held is opened with `waymark meeting open %s`.", ref, to,
                   ref);
  return err_set(
      err, ERR_REFUSED,
      "%s cannot be put off to %s: that day is past. If it was held then, plan one of that day with `waymark meeting plan %s --on "
      "%s`, open that, and cancel this one.",
      ref, to, meeting->group, to);
}

static bool put_off(struct meeting *meeting, const char *to, const char *reason, struct err *err) {
  const json_t *group = board_document(meeting->board, "group", meeting->group);
  char *from = mem_text(meeting_text(meeting, "date")), *there = meeting_on(meeting->board, meeting->group, to);
  char *id = mem_text(meeting->group);
  bool free = !there && is_to_come(meeting, to, err), sooner = from && strcmp(to, from) < 0, late = false;
  if (there) err_set(err, ERR_REFUSED, "%s cannot be put off to %s: %s is on that day.", meeting->item->ref, to, there);
  char *papers_due = !free ? NULL : meeting_papers_possible(meeting->board, group, to, &late, err);
  bool ok = papers_due && meeting_send(meeting, "put_off", put_off_data(meeting, to, papers_due, reason), err) &&
            meeting_move_day(meeting->call, id, from, to, err);
  if (ok)
    meeting->call->answer =
        json_pack("{s:o, s:s}", "meeting", brief_of(meeting->board, meeting->item, late), "moved", sooner ? "brought forward" : "put off");
  mem_free(papers_due);
  mem_free(there);
  mem_free(from);
  mem_free(id);
  return ok;
}

static bool answer_brief(struct meeting *meeting, bool ok) {
  if (ok) meeting->call->answer = json_pack("{s:o}", "meeting", meeting_brief(meeting));
  meeting_clear(meeting);
  return ok;
}

bool meeting_postpone(struct op_call *call, struct err *err) {
  struct meeting meeting;
  struct date date;
  char day[DATE_TEXT];
  bool ok = meeting_open(call, &meeting, err);
  const char *on = ok ? ask_text(call, "on", err) : NULL, *reason = on ? ask_text(call, "reason", err) : NULL;
  ok = reason && (date_read(on, &date, err) || err_prefix(err, "\"on\": "));
  if (ok) date_write(date, day);
  ok =
      ok && meeting_is_in(&meeting, "planned issued", "a meeting is put off before it is held", err) && put_off(&meeting, day, reason, err);
  meeting_clear(&meeting);
  return ok;
}

bool meeting_cancel(struct op_call *call, struct err *err) {
  struct meeting meeting;
  bool ok = meeting_open(call, &meeting, err);
  const char *reason = ok ? ask_text(call, "reason", err) : NULL;
  ok = reason && meeting_is_in(&meeting, "planned issued", "a meeting is cancelled before it is held", err) &&
       meeting_send(&meeting, "cancel", json_pack("{s:s}", "reason", reason), err) &&
       meeting_move_day(call, meeting.group, meeting_text(&meeting, "date"), NULL, err);
  return answer_brief(&meeting, ok);
}

// ---- the list

struct listing {
  struct op_call *call;
  const char *person, *group;
  json_t *rows;
  struct err *err;
  bool failed;
};

// Who does not see all of the meeting is told of no item that is not theirs, not even how many there are (R1).
static int64_t count_items(const struct listing *listing, const struct casefile *item, const char *field) {
  const json_t *all = json_object_get(item->fields, field);
  if (rights_see_all(listing->call->board, item, listing->person)) return (int64_t)json_array_size(all);
  json_t *seen = meeting_seen_by(listing->call->board, all, listing->person);
  int64_t count = (int64_t)json_array_size(seen);
  json_decref(seen);
  return count;
}

static bool list_one(void *user, json_t *row) {
  struct listing *listing = user;
  const char *group = json_text(json_object_get(json_object_get(row, "fields"), "group"), "id");
  if (!group || (listing->group && strcmp(group, listing->group) != 0)) return true;
  if (json_flag(listing->call->request, "open") && json_flag(row, "closed")) return true;
  struct casefile *item = casefile_from_row(listing->call->board, row, false, listing->err);
  listing->failed = !item;
  if (item && meeting_is_shown(listing->call->board, item, listing->person)) {
    json_t *brief = meeting_brief_of(listing->call->board, item);
    json_put_number(brief, "items", count_items(listing, item, "agenda"));
    json_put_number(brief, "decisions", count_items(listing, item, "decisions"));
    json_array_append_new(listing->rows, brief);
  }
  casefile_free(item);
  return !listing->failed;
}

// Days of a group's list from today on for which no meeting is planned yet.
static void add_unplanned(struct listing *listing, const json_t *group, const char *today) {
  struct board *board = listing->call->board;
  const char *id = json_text(group, "id");
  char *name = directory_said(board, "group", group);
  size_t i;
  json_t *day;
  json_array_foreach(json_object_get(group, "meetings"), i, day) {
    const char *date = json_string_value(day);
    char *there = date && strcmp(date, today) >= 0 ? meeting_on(board, id, date) : NULL;
    if (date && !there && strcmp(date, today) >= 0) {
      char local[40];
      meeting_day(date, local);
      json_array_append_new(listing->rows,
                            json_pack("{s:s, s:s, s:s, s:s}", "group", id, "group_name", name, "date", date, "local", local));
    }
    mem_free(there);
  }
  mem_free(name);
}

static int by_date(const void *a, const void *b) {
  const json_t *one = *(json_t *const *)a, *other = *(json_t *const *)b;
  const char *date = json_text(one, "date"), *than = json_text(other, "date");
  int order = strcmp(date ? date : "", than ? than : "");
  return order ? order : strcmp(json_text(one, "group"), json_text(other, "group"));
}

// A new array in order; the rows are shared.
static json_t *sorted(const json_t *rows) {
  size_t count = json_array_size(rows);
  json_t **all = mem_grow(NULL, count + 1, sizeof *all), *out = json_array();
  for (size_t i = 0; i < count; i++) all[i] = json_array_get(rows, i);
  qsort(all, count, sizeof *all, by_date);
  for (size_t i = 0; i < count; i++) json_array_append(out, all[i]);
  mem_free(all);
  return out;
}

bool meeting_list(struct op_call *call, struct err *err) {
  struct listing listing = {.call = call, .person = ask_person(call, err), .group = ask_maybe(call, "group"), .err = err};
  char today[DATE_TEXT];
  size_t i;
  json_t *group;
  if (!listing.person || (listing.group && !meeting_group_asked(call, err))) return false;
  listing.rows = json_array();
  board_today(call->board, board_now(call->board), today);
  bool ok = case_each(call->board->store, "meeting", list_one, &listing, err) && !listing.failed;
  json_array_foreach(board_documents(call->board, "group"), i,
                     group) if (!listing.group || strcmp(json_text(group, "id"), listing.group) == 0) add_unplanned(&listing, group, today);
  json_t *rows = sorted(listing.rows);
  if (ok) call->answer = json_pack("{s:O, s:I}", "rows", rows, "count", (json_int_t)json_array_size(rows));
  json_decref(rows);
  json_decref(listing.rows);
  return ok;
}
