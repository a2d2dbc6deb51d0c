// What is written out of a meeting: its minutes, its action log, the group's challenge log. See meeting.h and paper.h.
#include "base/mem.h"
#include "op/meeting.h"
#include "op/paper.h"
#include "run/listing.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/value.h"
#include "run/view.h"

#include <string.h>

json_t *meeting_paper(const struct meeting *meeting, const char *title) {
  json_t *brief = meeting_brief(meeting);
  const char *at = json_text(brief, "at"), *local = json_text(brief, "local"), *by = json_text(brief, "confirmed_by_name");
  char *head = mem_format("%s: %s", title, json_text(brief, "title")),
       *day = mem_format("%s%s%s", local ? local : "", at ? ", " : "", at ? at : "");
  char *confirmed = by ? mem_format("by %s on %s", by, json_text(brief, "confirmed_at_local")) : NULL;
  json_t *paper = paper_new(meeting->board, head);
  paper_fact(paper, "Reference", json_text(brief, "ref"));
  paper_fact(paper, "Group", json_text(brief, "group_name"));
  paper_fact(paper, "Date", day);
  paper_fact(paper, "Place", json_text(brief, "place"));
  paper_fact(paper, "Where it stands", json_text(brief, "state_title"));
  paper_fact(paper, "Papers due", json_text(brief, "papers_local"));
  paper_fact(paper, "Papers issued", json_text(brief, "issued_local"));
  paper_fact(paper, "Chaired by", json_text(brief, "chaired_by_name"));
  paper_fact(paper, "Decisions confirmed", confirmed);
  mem_free(confirmed);
  mem_free(day);
  mem_free(head);
  json_decref(brief);
  return paper;
}

static bool answer_paper(struct meeting *meeting, const char *name, json_t *rows, json_t *paper, struct err *err) {
  meeting->call->answer = json_pack("{s:o, s:o, s:o}", "meeting", meeting_brief(meeting), name, rows, "paper", paper);
  return paper_answer(meeting->call, err);
}

// ---- minutes: the sheet, as it stands, with how its decisions came to be

bool meeting_minutes(struct op_call *call, struct err *err) {
  struct meeting meeting;
  if (!meeting_open(call, &meeting, err)) {
    meeting_clear(&meeting);
    return false;
  }
  bool confirmed = meeting_text(&meeting, "confirmed_by") != NULL;
  json_t *sheet = meeting_sheet(&meeting, false), *paper = json_object_get(sheet, "paper");
  json_t *own = meeting_paper(&meeting, confirmed ? "Minutes" : "Draft minutes");
  json_object_set(paper, "title", json_object_get(own, "title"));
  if (!confirmed) paper_fact(paper, "Note", "These decisions are not confirmed yet: nothing is changed by them.");
  json_decref(own);
  call->answer = sheet;
  meeting_clear(&meeting);
  return paper_answer(call, err);
}

// ---- the action log: what was agreed, who has it now, by when

static char *holders_of(const json_t *row) { // Caller frees.
  const char *holder = json_text(row, "holder");
  return mem_text(holder && *holder ? holder : "nobody");
}

static char *due_of(const json_t *row) { // Caller frees.
  const json_t *wait = json_array_get(json_object_get(row, "waits"), 0);
  const char *due = json_text(row, "due"), *local = json_text(wait, "local");
  char day[40];
  if (local) return mem_text(local);
  meeting_day(due, day);
  return mem_text(due ? day : "no date yet");
}

static json_t *action_row(struct meeting *meeting, struct casefile *item, const json_t *decision) {
  json_t *view = view_row(meeting->board, item, NULL);
  char *holder = holders_of(view), *due = due_of(view), *where = NULL;
  json_t *titles = json_object_get(view, "state_titles");
  where = mem_text(json_string_value(json_array_get(titles, 0)));
  json_t *row = json_pack("{s:s, s:s, s:O?, s:O, s:s, s:s, s:s}", "ref", item->ref, "title", item->title, "agreed",
                          json_object_get(decision, "label"), "minute", json_object_get(decision, "minute"), "holder", holder, "due", due,
                          "where", where ? where : "");
  mem_free(where);
  mem_free(due);
  mem_free(holder);
  json_decref(view);
  return row;
}

static json_t *action_rows(struct meeting *meeting) {
  json_t *rows = json_array(), *decision;
  size_t i;
  json_array_foreach(meeting_rows(meeting, "decisions"), i, decision) {
    struct err ignored;
    struct casefile *item = rights_open_whole(meeting->board, json_text(decision, "item"), meeting->person, "take to a meeting", &ignored);
    if (item) json_array_append_new(rows, action_row(meeting, item, decision));
    casefile_free(item);
  }
  return rows;
}

static json_t *fill_paper(json_t *paper, const char *title, const char *const *columns, const char *const *members, const char *none,
                          const json_t *rows) {
  json_t *table = paper_table(paper, title, columns, none), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    const char *cells[12] = {NULL};
    for (size_t m = 0; members[m]; m++) cells[m] = json_text(row, members[m]);
    paper_row(table, cells);
  }
  return paper;
}

bool meeting_actions(struct op_call *call, struct err *err) {
  static const char *const columns[] = {"Ref", "Title", "What was agreed", "Minute", "Who has it now", "Due", "Where it stands", NULL};
  static const char *const members[] = {"ref", "title", "agreed", "minute", "holder", "due", "where", NULL};
  struct meeting meeting;
  bool ok = meeting_open(call, &meeting, err);
  if (ok) {
    json_t *rows = action_rows(&meeting);
    json_t *paper = fill_paper(meeting_paper(&meeting, "Action log"), "Actions", columns, members, "Nothing was agreed.", rows);
    ok = answer_paper(&meeting, "actions", rows, paper, err);
  }
  meeting_clear(&meeting);
  return ok;
}

// ---- the challenge log: what stands in the Challenge Register of items that the group decides on

struct challenges {
  struct meeting *meeting;
  json_t *rows;
  struct err *err;
  bool failed;
};

static bool concerns(const struct meeting *meeting, const struct casefile *item) {
  size_t i;
  json_t *role;
  json_array_foreach(json_object_get(casefile_structure(item), "roles"), i,
                     role) if (sitting_role_is_its(meeting->board, item, json_text(role, "name"), meeting->group)) return true;
  return false;
}

static char *day_words(const json_t *row, const char *name) { // Caller frees.
  const char *date = json_text(row, name);
  char day[40];
  meeting_day(date, day);
  return mem_text(date ? day : "");
}

static void add_challenge(struct challenges *challenges, struct casefile *item, const json_t *raised) {
  json_t *titles = casefile_state_titles(item);
  const char *why = json_text(raised, "why"), *answer = json_text(item->fields, "response");
  const char *field = casefile_list_field(item, "lead"), *agency = json_text(raised, "to");
  char *to = agency ? directory_name(challenges->meeting->board, "agency", agency)
                    : value_show(challenges->meeting->board, field ? chart_field(item->chart, field) : NULL,
                                 field ? json_object_get(item->fields, field) : NULL);
  char *on = day_words(raised, "raised"), *due = day_words(raised, "due");
  bool at_this = json_text(raised, "raised") && meeting_text(challenges->meeting, "date") &&
                 strcmp(json_text(raised, "raised"), meeting_text(challenges->meeting, "date")) == 0;
  json_array_append_new(challenges->rows, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:O, s:b}", "ref", item->ref, "title", item->title,
                                                    "to", to, "raised", on, "why", why ? why : "", "due", due, "answer",
                                                    answer ? answer : "", "where", json_array_get(titles, 0), "at_this_meeting", at_this));
  mem_free(due);
  mem_free(on);
  mem_free(to);
  json_decref(titles);
}

static bool look_at(void *user, json_t *row) {
  struct challenges *challenges = user;
  const json_t *raised = json_object_get(json_object_get(row, "fields"), "challenge_register");
  size_t i;
  json_t *one;
  if (!json_array_size(raised)) return true;
  struct casefile *item = casefile_from_row(challenges->meeting->board, row, false, challenges->err);
  challenges->failed = !item;
  if (item && concerns(challenges->meeting, item) && rights_see_all(challenges->meeting->board, item, challenges->meeting->person))
    json_array_foreach(raised, i, one) if (json_is_object(one)) add_challenge(challenges, item, one);
  casefile_free(item);
  return !challenges->failed;
}

// By the index; where that cannot be asked by going through all.
static bool look_at_all(struct challenges *challenges) {
  struct board *board = challenges->meeting->board;
  struct err unread;
  json_t *refs = listing_begin(board) ? listing_challenged(board, challenges->meeting->group, &unread) : NULL, *ref;
  bool ok = refs || case_each(board->store, NULL, look_at, challenges, challenges->err);
  size_t i;
  json_array_foreach(refs, i, ref) {
    json_t *row = challenges->failed ? NULL : case_find(board->store, json_string_value(ref), &unread);
    if (row) look_at(challenges, row);
    json_decref(row);
  }
  json_decref(refs);
  return ok && !challenges->failed;
}

bool meeting_challenges(struct op_call *call, struct err *err) {
  static const char *const columns[] = {"Ref", "Title", "To", "Raised", "Why", "Answer due", "Answer", "Where it stands", NULL};
  static const char *const members[] = {"ref", "title", "to", "raised", "why", "due", "answer", "where", NULL};
  struct meeting meeting;
  bool ok = meeting_open(call, &meeting, err);
  struct challenges challenges = {.meeting = &meeting, .rows = json_array(), .err = err};
  ok = ok && look_at_all(&challenges);
  if (ok) {
    json_t *paper =
        fill_paper(meeting_paper(&meeting, "Challenge log"), "Challenges", columns, members, "No challenge is on record.", challenges.rows);
    ok = answer_paper(&meeting, "challenges", json_incref(challenges.rows), paper, err);
  }
  json_decref(challenges.rows);
  meeting_clear(&meeting);
  return ok;
}
