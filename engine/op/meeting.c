// Operations on meetings: their table, and a meeting's item opened for somebody. See meeting.h.
#include "op/meeting.h"

#include "base/mem.h"
#include "run/event.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/rights.h"

#include <string.h>

// ---- what its fields say

const char *meeting_text(const struct meeting *meeting, const char *field) { return json_text(meeting->item->fields, field); }

const json_t *meeting_rows(const struct meeting *meeting, const char *field) { return json_object_get(meeting->item->fields, field); }

json_t *meeting_copy(const struct meeting *meeting, const char *field) {
  const json_t *rows = meeting_rows(meeting, field);
  return json_is_array(rows) ? json_deep_copy(rows) : json_array();
}

json_t *meeting_row(const json_t *rows, const char *name, const char *text, size_t *index) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) {
    const char *has = json_text(row, name);
    if (!has || !text || strcmp(has, text) != 0) continue;
    if (index) *index = i;
    return row;
  }
  return NULL;
}

json_t *meeting_seen_by(struct board *board, const json_t *all, const char *person) {
  json_t *rows = json_array(), *row;
  size_t i;
  json_array_foreach(all, i, row) {
    struct err ignored;
    const char *ref = json_text(row, "item");
    struct casefile *item = ref ? rights_open_whole(board, ref, person, "take to a meeting", &ignored) : NULL;
    if (item) json_array_append(rows, row);
    casefile_free(item);
  }
  return rows;
}

json_t *meeting_seen(const struct meeting *meeting, const char *field) {
  return meeting_seen_by(meeting->board, meeting_rows(meeting, field), meeting->person);
}

bool meeting_in(const struct meeting *meeting, const char *state) {
  int index = chart_state_find(meeting->item->chart, state);
  return index >= 0 && config_is_active(meeting->item->config, index);
}

bool meeting_is_in(const struct meeting *meeting, const char *states, const char *then, struct err *err) {
  for (size_t size; *(states += strspn(states, " ")); states += size) {
    size = strcspn(states, " ");
    char *state = mem_text_part(states, size);
    bool is = meeting_in(meeting, state);
    mem_free(state);
    if (is) return true;
  }
  json_t *titles = casefile_state_titles(meeting->item);
  const char *title = json_string_value(json_array_get(titles, 0));
  err_set(err, ERR_REFUSED, "This cannot be done at %s while it is \"%s\"; %s.", meeting->item->ref, title ? title : "nowhere", then);
  json_decref(titles);
  return false;
}

// ---- who was there with a voice

static void fill_sitting(struct meeting *meeting) {
  size_t i;
  json_t *row;
  int64_t quorum = meeting_quorum_said(meeting); // without one of the group's own, one voice is needed
  meeting->present = json_array();
  json_array_foreach(meeting_rows(meeting, "attendance"), i, row) if (meeting_has_voice(meeting, row))
      json_array_append(meeting->present, row);
  meeting->sitting = (struct sitting){.group = meeting->group,
                                      .meeting = meeting->item->ref,
                                      .presiding = meeting_text(meeting, "chaired_by"),
                                      .present = meeting->present,
                                      .declared = meeting_rows(meeting, "conflicts"),
                                      .quorum = quorum > 0 ? quorum : 1};
}

// ---- opening it

static bool is_meeting(const struct casefile *item) {
  const char *workflow = json_text(casefile_structure(item), "name");
  return workflow && strcmp(workflow, "meeting") == 0 && json_text(json_object_get(item->fields, "group"), "id");
}

static void take_item(struct meeting *meeting, struct casefile *item) {
  casefile_free(meeting->item);
  json_decref(meeting->present);
  meeting->item = item;
  meeting->group = json_text(json_object_get(item->fields, "group"), "id");
  fill_sitting(meeting);
}

// What a list's rows must say. Operations write them so; a correction by hand may not have.
static const struct {
  const char *field, *members[6];
} lists[] = {{"agenda", {"item"}},
             {"taken_off", {"item", "why"}},
             {"attendance", {"person", "how"}},
             {"conflicts", {"person", "item"}},
             {"decisions", {"item", "event", "minute", "decided_by", "recorded_by"}},
             {"struck", {"item", "why"}},
             {"missing_again", {"person"}},
             {"challenge_register", {"raised", "to", "why"}},
             {"no_voice", {"item"}}};

static bool check_list(const struct meeting *meeting, size_t list, struct err *err) {
  const json_t *rows = meeting_rows(meeting, lists[list].field);
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) for (const char *const *member = lists[list].members; *member; member++) {
    if (json_text(row, *member)) continue;
    return err_set(
        err, ERR_REFUSED,
        "%s cannot be used as a meeting: row %zu of its field \"%s\" does not say \"%s\"; put that right with `waymark case correct`.",
        meeting->item->ref, i + 1, lists[list].field, *member);
  }
  return true;
}

static bool check_lists(const struct meeting *meeting, struct err *err) {
  for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
    if (!check_list(meeting, i, err)) return false;
  return true;
}

// Day, papers and attendance stand in every paper; all else of it is about items, and each is shown to whoever sees that item.
bool meeting_is_shown(struct board *board, const struct casefile *item, const char *person) {
  static const char *const printed[] = {"title",     "group",      "date",       "at",           "place",       "papers_due",
                                        "issued_on", "chaired_by", "attendance", "confirmed_by", "confirmed_at"};
  struct sight sight = rights_sight_rows(board, item, person);
  bool shown = true;
  for (size_t i = 0; i < sizeof printed / sizeof printed[0]; i++) shown = shown && sight_field(&sight, printed[i]);
  sight_clear(&sight);
  return shown;
}

static struct casefile *open_shown(struct board *board, const char *ref, const char *person, struct err *err) {
  struct casefile *item = rights_open(board, ref, person, err);
  if (!item || !is_meeting(item) || meeting_is_shown(board, item, person) || rights_whole(board, item, person, "read", err)) return item;
  casefile_free(item);
  return NULL;
}

bool meeting_read(struct op_call *call, const char *ref, struct meeting *meeting, struct err *err) {
  *meeting = (struct meeting){.call = call, .board = call->board};
  meeting->person = ask_person(call, err);
  struct casefile *item = meeting->person ? open_shown(call->board, ref, meeting->person, err) : NULL;
  if (!item) return false;
  if (is_meeting(item)) {
    take_item(meeting, item);
    return check_lists(meeting, err);
  }
  err_set(err, ERR_INVALID, "%s is no meeting; `waymark meeting list` shows the meetings that you may see.", item->ref);
  casefile_free(item);
  return false;
}

bool meeting_open(struct op_call *call, struct meeting *meeting, struct err *err) {
  *meeting = (struct meeting){.call = call};
  const char *ref = ask_text(call, "meeting", err);
  if (!ref || meeting_read(call, ref, meeting, err)) return ref != NULL;
  if (err->code == ERR_NOT_FOUND) // whether there is none or it is another's
    err_set(err, ERR_NOT_FOUND, "There is no item \"%.60s\" on this board; `waymark meeting list` shows the meetings that you may see.",
            ref);
  return false;
}

void meeting_clear(struct meeting *meeting) {
  casefile_free(meeting->item);
  json_decref(meeting->present);
  meeting->item = NULL;
  meeting->present = NULL;
}

bool meeting_send(struct meeting *meeting, const char *event, json_t *data, struct err *err) {
  json_t *answer = NULL;
  struct event_request request = {.ref = meeting->item->ref, .event = event, .actor = meeting->person, .data = data, .version = -1};
  bool ok = event_send(meeting->board, &request, &answer, &meeting->call->recorded, err);
  json_decref(answer);
  json_decref(data);
  struct casefile *item = ok ? casefile_open(meeting->board, meeting->item->ref, err) : NULL;
  if (item) take_item(meeting, item);
  return item != NULL;
}

// ---- in words

void meeting_day(const char *date, char out[40]) {
  struct date day;
  struct err ignored;
  if (date && date_read(date, &day, &ignored))
    date_write_long(day, out);
  else
    snprintf(out, 40, "%.39s", date ? date : "");
}

static void put_day(json_t *row, const char *name, const char *local, const char *date) {
  char day[40];
  if (!date) return;
  meeting_day(date, day);
  json_put_text(row, name, date);
  json_put_text(row, local, day);
}

static void put_person(struct board *board, json_t *row, const char *name, const char *person) {
  char words[200];
  if (!person) return;
  people_name(board, person, words, sizeof words);
  json_put_text(row, name, words);
}

json_t *meeting_brief_of(struct board *board, const struct casefile *item) {
  const json_t *fields = item->fields;
  const char *group = json_text(json_object_get(fields, "group"), "id"), *at = json_text(fields, "confirmed_at");
  char *name = directory_name(board, "group", group);
  json_t *titles = casefile_state_titles(item), *ids = casefile_atomic(item);
  json_t *brief =
      json_pack("{s:s, s:s, s:s, s:s, s:O?, s:O?, s:I}", "ref", item->ref, "title", item->title, "group", group ? group : "", "group_name",
                name, "state", json_array_get(ids, 0), "state_title", json_array_get(titles, 0), "revision", (json_int_t)item->revision);
  int64_t confirmed;
  struct err ignored;
  put_day(brief, "date", "local", json_text(fields, "date"));
  put_day(brief, "papers_due", "papers_local", json_text(fields, "papers_due"));
  put_day(brief, "issued_on", "issued_local", json_text(fields, "issued_on"));
  json_put_text(brief, "at", json_text(fields, "at"));
  json_put_text(brief, "place", json_text(fields, "place"));
  json_put_text(brief, "chaired_by", json_text(fields, "chaired_by"));
  put_person(board, brief, "chaired_by_name", json_text(fields, "chaired_by"));
  put_person(board, brief, "confirmed_by_name", json_text(fields, "confirmed_by"));
  if (at && instant_read(at, &confirmed, &ignored)) board_put_instant(board, brief, "confirmed_at", true, confirmed);
  json_decref(ids);
  json_decref(titles);
  mem_free(name);
  return brief;
}

json_t *meeting_brief(const struct meeting *meeting) { return meeting_brief_of(meeting->board, meeting->item); }

// ---- the door

// Events that say what was worked out here, so that nobody can send them without it.
static const struct {
  const char *event, *command;
} kept[] = {{"agenda", "agenda"},          {"issue", "issue"},   {"open", "open"},       {"attend", "attend"},   {"declare", "declare"},
            {"record", "record"},          {"strike", "strike"}, {"confirm", "confirm"}, {"put_off", "put-off"}, {"cancel", "cancel"},
            {"papers_due_anew", "put-off"}};

// To whoever does not see the meeting nothing is said here: sending says that there is none (R1).
bool meeting_allows(struct board *board, const char *ref, const char *event, const char *person, struct err *err) {
  const char *command = NULL;
  struct err ignored;
  for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
    if (strcmp(kept[i].event, event) == 0) command = kept[i].command;
  if (!command) return true;
  struct casefile *item = rights_open(board, ref, person, &ignored);
  bool ok = !item || !is_meeting(item);
  if (!ok)
    err_set(err, ERR_REFUSED,
            "\"%s\" is not sent to a meeting by itself: use `waymark meeting %s`, which looks at its agenda and its sheet.", event,
            command);
  casefile_free(item);
  return ok;
}

const struct op ops_meeting[] = {
    {.name = "meeting.plan", .who = OP_OFFICE, .what = "plan a meeting", .writes = true, .run = meeting_plan},
    {.name = "meeting.postpone", .who = OP_OFFICE, .what = "put a meeting off", .writes = true, .run = meeting_postpone},
    {.name = "meeting.cancel", .who = OP_OFFICE, .what = "cancel a meeting", .writes = true, .run = meeting_cancel},
    {.name = "meeting.list", .who = OP_PERSON, .run = meeting_list},
    {.name = "meeting.agenda", .who = OP_PERSON, .run = meeting_agenda},
    {.name = "meeting.add", .who = OP_PERSON, .writes = true, .run = meeting_add},
    {.name = "meeting.drop", .who = OP_PERSON, .writes = true, .run = meeting_drop},
    {.name = "meeting.issue", .who = OP_PERSON, .writes = true, .run = meeting_issue},
    {.name = "meeting.open", .who = OP_PERSON, .writes = true, .run = meeting_begin},
    {.name = "meeting.attend", .who = OP_PERSON, .writes = true, .run = meeting_attend},
    {.name = "meeting.declare", .who = OP_PERSON, .writes = true, .run = meeting_declare},
    {.name = "meeting.sheet", .who = OP_PERSON, .run = meeting_show_sheet},
    {.name = "meeting.record", .who = OP_PERSON, .writes = true, .alone = true, .run = meeting_record},
    {.name = "meeting.strike", .who = OP_PERSON, .writes = true, .run = meeting_strike},
    {.name = "meeting.confirm", .who = OP_PERSON, .writes = true, .alone = true, .run = meeting_confirm, .after = meeting_confirmed},
    {.name = "meeting.minutes", .who = OP_PERSON, .run = meeting_minutes},
    {.name = "meeting.actions", .who = OP_PERSON, .run = meeting_actions},
    {.name = "meeting.challenges", .who = OP_PERSON, .run = meeting_challenges},
    {.name = "meeting.since", .who = OP_PERSON, .run = meeting_since},
    {.name = "meeting.attendance", .who = OP_PERSON, .run = meeting_attendance},
    {0},
};
