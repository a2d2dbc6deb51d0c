// Who comes to a group's meetings: for each of its members present, deputy, apologies or none at its last meetings, and how many in a row
// they missed (DOMAIN 11). Missed is whatever is neither: apologies are no voice. Counted are meetings whose decisions are confirmed; of
// each, those who were members when it was opened, which it keeps (`members`), so that nobody is missed at a meeting of before they came.
// See meeting.h.
#include "base/mem.h"
#include "op/meeting.h"
#include "op/paper.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/rights.h"

#include <stdlib.h>
#include <string.h>

enum { MEETINGS_SHOWN = 4, ABSENCES_TOLD = 2 }; // what fits on a page; two in a row are told (DOMAIN 11)

// ---- one meeting

static bool is_member_then(const json_t *members, const char *person) {
  size_t i;
  json_t *one;
  json_array_foreach(members, i, one) if (json_is_string(one) && strcmp(json_string_value(one), person) == 0) return true;
  return false;
}

static const char *how_attended(const json_t *attendance, const char *person) {
  const char *how = json_text(meeting_row(attendance, "person", person, NULL), "how");
  if (meeting_row(attendance, "for", person, NULL)) return "deputy";
  if (how && strcmp(how, "deputy") == 0) return "present"; // a member who came for another was there
  return how && strcmp(how, "absent") != 0 ? how : "none";
}

static bool is_voice(const char *how) { return strcmp(how, "present") == 0 || strcmp(how, "deputy") == 0; }

json_t *meeting_members_now(struct board *board, const char *group) {
  json_t *members = json_array(), *row;
  size_t i;
  json_array_foreach(json_object_get(board_document(board, "group", group), "members"), i, row) {
    const char *person = presence_member(board, row);
    if (person && presence_is_here(board, board_document(board, "person", person))) json_array_add(members, person);
  }
  return members;
}

// ---- a group's meetings, the last first

struct gathering {
  struct board *board;
  const char *group;  // NULL: all
  const char *person; // who asks; NULL: the board itself
  const char *also;   // the reference of one that is being confirmed; NULL: none
  json_t *groups;     // {GROUP: [{"ref","date","members","attendance"}]}
  struct err *err;
  bool failed;
};

static bool is_counted(const struct gathering *gathering, const json_t *row) {
  const json_t *active = json_object_get(json_object_get(row, "state"), "active");
  const char *ref = json_text(row, "ref");
  return json_object_get(active, "confirmed") || json_object_get(active, "closed") ||
         (gathering->also && ref && strcmp(ref, gathering->also) == 0);
}

static bool is_shown(struct gathering *gathering, json_t *row) {
  if (!gathering->person) return true;
  struct casefile *item = casefile_from_row(gathering->board, row, false, gathering->err);
  bool shown = item && meeting_is_shown(gathering->board, item, gathering->person);
  gathering->failed = !item;
  casefile_free(item);
  return shown;
}

static bool gather_one(void *user, json_t *row) {
  struct gathering *gathering = user;
  const json_t *fields = json_object_get(row, "fields");
  const char *group = json_text(json_object_get(fields, "group"), "id"), *date = json_text(fields, "date");
  if (!group || !date || (gathering->group && strcmp(group, gathering->group) != 0)) return true;
  if (!is_counted(gathering, row) || !is_shown(gathering, row)) return !gathering->failed;
  json_t *one = json_pack("{s:O, s:s}", "ref", json_object_get(row, "ref"), "date", date), *all = json_array_at(gathering->groups, group);
  json_object_set(one, "members", json_object_get(fields, "members"));
  json_object_set(one, "attendance", json_object_get(fields, "attendance"));
  size_t at = 0;
  while (at < json_array_size(all) && strcmp(json_text(json_array_get(all, at), "date"), date) > 0) at++;
  json_array_insert_new(all, at, one);
  return true;
}

static bool gather(struct gathering *gathering, struct err *err) {
  gathering->groups = json_object();
  gathering->err = err;
  return case_each(gathering->board->store, "meeting", gather_one, gathering, err) && !gathering->failed;
}

static int64_t missed_in_a_row(const json_t *meetings, const char *person) {
  int64_t missed = 0;
  size_t i;
  json_t *one;
  json_array_foreach(meetings, i, one) {
    if (!is_member_then(json_object_get(one, "members"), person)) continue;
    if (is_voice(how_attended(json_object_get(one, "attendance"), person))) break;
    missed++;
  }
  return missed;
}

bool meeting_came(const json_t *attendance, const char *person) { return is_voice(how_attended(attendance, person)); }

json_t *meeting_last_held(struct meeting *meeting, struct err *err) {
  struct gathering gathering = {.board = meeting->board, .group = meeting->group, .also = meeting->item->ref};
  bool ok = gather(&gathering, err);
  json_t *all = json_object_get(gathering.groups, meeting->group);
  const json_t *last = json_array_get(all, 0);
  bool is_last = last && strcmp(json_text(last, "ref"), meeting->item->ref) == 0; // one that is confirmed late tells of what came after it
  json_t *meetings = !ok ? NULL : is_last ? json_incref(all) : json_array();
  json_decref(gathering.groups);
  return meetings;
}

json_t *meeting_missing_again(struct meeting *meeting, struct err *err) {
  json_t *all = meeting_last_held(meeting, err), *again = json_array(), *one;
  bool ok = all != NULL;
  size_t i;
  json_array_foreach(json_object_get(json_array_get(all, 0), "members"), i, one) {
    const char *person = json_string_value(one);
    int64_t missed = person ? missed_in_a_row(all, person) : 0;
    if (missed >= ABSENCES_TOLD)
      json_array_append_new(again, json_pack("{s:s, s:I}", "person", person, "missed_in_a_row", (json_int_t)missed));
  }
  json_decref(all);
  if (ok) return again;
  json_decref(again);
  return NULL;
}

// ---- the report

static void put_attended(const json_t *meetings, const char *person, json_t *row) {
  json_t *shown = json_array_at(row, "meetings"), *one;
  int64_t attended = 0, of = 0;
  size_t i;
  json_array_foreach(meetings, i, one) {
    if (i == MEETINGS_SHOWN) break;
    if (!is_member_then(json_object_get(one, "members"), person)) continue;
    const char *how = how_attended(json_object_get(one, "attendance"), person), *date = json_text(one, "date");
    char day[40];
    meeting_day(date, day);
    json_array_append_new(shown,
                          json_pack("{s:O, s:s, s:s, s:s}", "ref", json_object_get(one, "ref"), "date", date, "local", day, "how", how));
    attended += is_voice(how);
    of++;
  }
  json_put_number(row, "attended", attended);
  json_put_number(row, "of", of);
}

static json_t *row_of(struct board *board, const char *group, const json_t *meetings, const char *person) {
  const char *agency = json_text(board_document(board, "person", person), "agency");
  char name[200], *group_name = directory_name(board, "group", group),
                  *agency_name = agency ? directory_name(board, "agency", agency) : NULL;
  people_name(board, person, name, sizeof name);
  json_t *row = json_pack("{s:s, s:s, s:s, s:s, s:I}", "group", group, "group_name", group_name, "person", person, "name", name,
                          "missed_in_a_row", (json_int_t)missed_in_a_row(meetings, person));
  json_put_text(row, "agency", agency);
  json_put_text(row, "agency_name", agency_name);
  put_attended(meetings, person, row);
  mem_free(agency_name);
  mem_free(group_name);
  return row;
}

static int by_agency(const void *a, const void *b) {
  const json_t *one = *(json_t *const *)a, *other = *(json_t *const *)b;
  static const char *const members[] = {"group_name", "agency_name", "name"};
  int order = 0;
  for (size_t i = 0; !order && i < sizeof members / sizeof members[0]; i++) {
    const char *text = json_text(one, members[i]), *than = json_text(other, members[i]);
    order = strcmp(text ? text : "", than ? than : "");
  }
  return order;
}

// Of whoever was a member at the group's last meeting and still is. A new reference, in order.
static json_t *rows_of(struct board *board, const json_t *groups) {
  json_t *rows = json_array(), *sorted = json_array(), *meetings, *person;
  const char *group;
  size_t i;
  json_object_foreach((json_t *)groups, group, meetings) {
    json_t *now = meeting_members_now(board, group);
    json_array_foreach(now, i,
                       person) if (is_member_then(json_object_get(json_array_get(meetings, 0), "members"), json_string_value(person)))
        json_array_append_new(rows, row_of(board, group, meetings, json_string_value(person)));
    json_decref(now);
  }
  size_t count = json_array_size(rows);
  json_t **all = mem_grow(NULL, count + 1, sizeof *all);
  for (i = 0; i < count; i++) all[i] = json_array_get(rows, i);
  qsort(all, count, sizeof *all, by_agency);
  for (i = 0; i < count; i++) json_array_append(sorted, all[i]);
  mem_free(all);
  json_decref(rows);
  return sorted;
}

// A table a group, with a column for each of its meetings, the last first.
static json_t *group_table(json_t *paper, const json_t *meetings, const char *title) {
  const char *columns[MEETINGS_SHOWN + 4] = {"Member", "Agency", "Missed in a row"};
  for (size_t i = 0; i < MEETINGS_SHOWN && i < json_array_size(meetings); i++)
    columns[i + 3] = json_text(json_array_get(meetings, i), "date");
  return paper_table(paper, title, columns, NULL);
}

static void add_row(json_t *table, const json_t *meetings, const json_t *row) {
  const char *cells[MEETINGS_SHOWN + 4] = {json_text(row, "name"), json_text(row, "agency_name")};
  char *missed = mem_format("%lld", (long long)json_number(row, "missed_in_a_row", 0));
  cells[2] = missed;
  for (size_t i = 0; i < MEETINGS_SHOWN && i < json_array_size(meetings); i++) {
    const json_t *meeting = json_array_get(meetings, i);
    cells[i + 3] = json_text(meeting_row(json_object_get(row, "meetings"), "ref", json_text(meeting, "ref"), NULL), "how");
  }
  paper_row(table, cells);
  mem_free(missed);
}

static json_t *paper_of(struct board *board, const json_t *groups, const json_t *rows) {
  json_t *paper = paper_new(board, "Attendance at meetings"), *table = NULL, *row;
  const char *before = "";
  size_t i;
  json_array_foreach(rows, i, row) {
    const char *group = json_text(row, "group");
    const json_t *meetings = json_object_get(groups, group);
    if (strcmp(group, before) != 0) table = group_table(paper, meetings, json_text(row, "group_name"));
    before = group;
    add_row(table, meetings, row);
  }
  if (table) return paper;
  paper_fact(paper, "Note", "No meeting whose attendance you may see has its decisions confirmed yet.");
  json_object_set_new(paper, "foot", json_array()); // how long the record is would tell them that others do something
  return paper;
}

bool meeting_attendance(struct op_call *call, struct err *err) {
  struct gathering gathering = {.board = call->board, .group = ask_maybe(call, "group"), .person = ask_person(call, err)};
  if (!gathering.person || (gathering.group && !meeting_group_asked(call, err))) return false;
  bool ok = gather(&gathering, err);
  json_t *rows = ok ? rows_of(call->board, gathering.groups) : NULL;
  if (ok) call->answer = json_pack("{s:o, s:o}", "rows", rows, "paper", paper_of(call->board, gathering.groups, rows));
  json_decref(gathering.groups);
  return ok && paper_answer(call, err);
}
