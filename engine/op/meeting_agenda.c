// A meeting's agenda. Until its papers are issued it is drawn from what waits for the group (run/wanted.h), with what the Business Manager
// put on and took off; from then on it is what was issued, each item with the version that the papers showed. See meeting.h.
#include "base/join.h"
#include "base/mem.h"
#include "base/natural.h"
#include "op/meeting.h"
#include "op/paper.h"
#include "run/people.h"
#include "run/refusal.h"
#include "run/rights.h"
#include "run/value.h"
#include "run/wanted.h"

#include <stdlib.h>
#include <string.h>

static bool is_fixed(const struct meeting *meeting) { return !meeting_in(meeting, "planned"); }

static bool is_off(const struct meeting *meeting, const char *ref) {
  return meeting_row(meeting_rows(meeting, "taken_off"), "item", ref, NULL) != NULL;
}

// ---- in order: exceptions, then what is ready, then what waited longest

static bool is_ready(const json_t *row) {
  size_t i;
  json_t *move;
  json_array_foreach(json_object_get(row, "moves"), i, move) if (strcmp(json_text(move, "ready"), "true") == 0) return true;
  return false;
}

static int rank(const json_t *row) {
  if (!json_flag(row, "ready")) return 2;
  return json_array_size(json_object_get(row, "exception")) ? 0 : 1;
}

static int by_rank(const void *a, const void *b) {
  const json_t *one = *(json_t *const *)a, *other = *(json_t *const *)b;
  if (rank(one) != rank(other)) return rank(one) - rank(other);
  const char *since = json_text(one, "since"), *than = json_text(other, "since");
  int order = strcmp(since ? since : "9", than ? than : "9");
  return order ? order : natural_compare(json_text(one, "ref"), json_text(other, "ref"));
}

static json_t *sorted(json_t *rows) { // takes over `rows`
  size_t count = json_array_size(rows);
  json_t **all = mem_grow(NULL, count + 1, sizeof *all), *out = json_array();
  for (size_t i = 0; i < count; i++) all[i] = json_array_get(rows, i);
  qsort(all, count, sizeof *all, by_rank);
  for (size_t i = 0; i < count; i++) json_array_append(out, all[i]);
  mem_free(all);
  json_decref(rows);
  return out;
}

// ---- one row

// What happened to the item since the papers showed it.
static void put_since_papers(const struct meeting *meeting, const struct casefile *item, const json_t *kept, json_t *row) {
  int64_t issued = json_number(kept, "revision", 0);
  if (!issued) return;
  json_put_number(row, "issued", issued);
  if (issued == item->revision) return;
  char *changes = refusal_changes_since(meeting->board, item, issued);
  json_put_text(row, "changed", changes);
  mem_free(changes);
}

static json_t *row_of(const struct meeting *meeting, struct casefile *item, const json_t *kept) {
  json_t *row = wanted_row(meeting->board, item, meeting->group, meeting->person, kept != NULL);
  if (!row) return NULL;
  json_put_flag(row, "ready", is_ready(row));
  json_put_flag(row, "by_hand", json_flag(kept, "by_hand"));
  put_since_papers(meeting, item, kept, row);
  return row;
}

struct drawing {
  const struct meeting *meeting;
  json_t *rows;
  int64_t others; // that the office, who asks, may not see; nobody else is told that there are any (R1)
};

static bool draw_one(void *user, struct casefile *item) {
  struct drawing *drawing = user;
  const struct meeting *meeting = drawing->meeting;
  if (is_off(meeting, item->ref) || meeting_row(meeting_rows(meeting, "agenda"), "item", item->ref, NULL)) return true;
  if (!rights_see_all(meeting->board, item, meeting->person)) return true; // what is not theirs is not counted either (R1)
  json_t *row = row_of(meeting, item, NULL);
  if (row) json_array_append_new(drawing->rows, row);
  return true;
}

static void add_kept(struct drawing *drawing, const json_t *kept) {
  const struct meeting *meeting = drawing->meeting;
  struct err ignored;
  struct casefile *item = rights_open_whole(meeting->board, json_text(kept, "item"), meeting->person, "take to a meeting", &ignored);
  if (item)
    json_array_append_new(drawing->rows, row_of(meeting, item, kept));
  else if (people_in_office(meeting->board, meeting->person))
    drawing->others++;
  casefile_free(item);
}

json_t *meeting_agenda_now(const struct meeting *meeting, int64_t *others, struct err *err) {
  struct drawing drawing = {.meeting = meeting, .rows = json_array()};
  size_t i;
  json_t *kept;
  json_array_foreach(meeting_rows(meeting, "agenda"), i, kept) if (json_text(kept, "item")) add_kept(&drawing, kept);
  bool ok = is_fixed(meeting) || wanted_each(meeting->board, meeting->group, draw_one, &drawing, err);
  *others = drawing.others;
  if (ok) return sorted(drawing.rows);
  json_decref(drawing.rows);
  return NULL;
}

// An agenda is a list, and has its limit: what was put on by hand, then the first in order. What is over waits for the next meeting.
static bool fits(const json_t *row, size_t *room) {
  if (json_flag(row, "by_hand")) return true;
  return *room > 0 && (*room)--;
}

static size_t room_of(const json_t *rows) {
  size_t i, by_hand = 0;
  json_t *row;
  json_array_foreach(rows, i, row) by_hand += json_flag(row, "by_hand");
  return by_hand < VALUE_LIST_MAX ? VALUE_LIST_MAX - by_hand : 0;
}

json_t *meeting_fixed_agenda(const struct meeting *meeting, struct err *err) {
  int64_t others;
  json_t *rows = meeting_agenda_now(meeting, &others, err), *fixed = json_array(), *row;
  size_t i, room = room_of(rows);
  json_array_foreach(rows, i, row) {
    if (!fits(row, &room)) continue;
    json_t *kept = json_pack("{s:O, s:O}", "item", json_object_get(row, "ref"), "revision", json_object_get(row, "revision"));
    if (json_flag(row, "by_hand")) json_put_flag(kept, "by_hand", true);
    json_array_append_new(fixed, kept);
  }
  bool ok = rows != NULL;
  json_decref(rows);
  if (ok) return fixed;
  json_decref(fixed);
  return NULL;
}

// ---- looking

static char *decision_words(const json_t *move) { // Caller frees.
  char *missing = NULL;
  struct buf why;
  size_t i;
  json_t *one;
  buf_init(&why);
  json_array_foreach(json_object_get(move, "why_not"), i, one) buf_format(&why, "%s%s", i ? "; " : "", json_string_value(one));
  missing = why.size ? mem_format("%s: not ready: %s", json_text(move, "label"), why.data) : mem_text(json_text(move, "label"));
  buf_clear(&why);
  return missing;
}

static void add_row(json_t *table, const json_t *row) {
  const char *since = json_text(row, "since_local"), *changed = json_text(row, "changed"), *turn = json_text(row, "turn");
  struct buf decisions, remarks;
  size_t i;
  json_t *one;
  buf_init(&decisions);
  buf_init(&remarks);
  json_array_foreach(json_object_get(row, "moves"), i, one) {
    char *words = decision_words(one);
    buf_format(&decisions, "%s%s", i ? "\n" : "", words);
    mem_free(words);
  }
  join_some(&remarks, json_object_get(row, "exception"), SIZE_MAX);
  if (!remarks.size && turn) buf_text(&remarks, turn);
  if (json_flag(row, "by_hand")) buf_format(&remarks, "%sput on by hand", remarks.size ? ", " : "");
  if (changed) buf_format(&remarks, "%schanged since the papers: %s", remarks.size ? "; " : "", changed);
  paper_row(table, (const char *const[]){json_text(row, "ref"), json_text(row, "title"), json_text(row, "lead"), decisions.data, since,
                                         remarks.data, NULL});
  buf_clear(&decisions);
  buf_clear(&remarks);
}

static void add_table(json_t *paper, const char *title, const char *none, const json_t *rows, int from, int to) {
  static const char *const columns[] = {"Ref", "Title", "Lead", "Decision wanted", "Since", "Remarks", NULL};
  json_t *table = paper_table(paper, title, columns, none), *row;
  size_t i;
  json_array_foreach(rows, i, row) if (rank(row) >= from && rank(row) <= to) add_row(table, row);
}

static void add_room(const struct meeting *meeting, const json_t *rows, json_t *paper) {
  size_t count = json_array_size(rows);
  if (is_fixed(meeting) || count <= VALUE_LIST_MAX) return;
  char *words =
      mem_format("An agenda holds %d items; %zu wait. Issuing the papers takes what was put on by hand and then the first in this "
                 "order; the other %zu wait for the next meeting.",
                 VALUE_LIST_MAX, count, count - VALUE_LIST_MAX);
  paper_fact(paper, "Note", words);
  mem_free(words);
}

static json_t *paper_of(const struct meeting *meeting, const json_t *rows) {
  json_t *paper = meeting_paper(meeting, is_fixed(meeting) ? "Agenda" : "Draft agenda"), *off = NULL, *row;
  json_t *taken_off = meeting_seen(meeting, "taken_off");
  static const char *const columns[] = {"Ref", "Why", NULL};
  size_t i;
  add_room(meeting, rows, paper);
  add_table(paper, "Exceptions", "Nothing that can be decided now is late, escalated or red.", rows, 0, 0);
  add_table(paper, "To decide", "Nothing else waits for a decision.", rows, 1, 1);
  add_table(paper, "Not ready", "Nothing that waits is incomplete.", rows, 2, 2);
  json_array_foreach(taken_off, i, row) {
    if (!off) off = paper_table(paper, "Taken off", columns, NULL);
    paper_row(off, (const char *const[]){json_text(row, "item"), json_text(row, "why"), NULL});
  }
  json_decref(taken_off);
  return paper;
}

static bool answer_agenda(struct meeting *meeting, struct err *err) {
  int64_t others;
  json_t *rows = meeting_agenda_now(meeting, &others, err);
  if (!rows) return false;
  meeting->call->answer =
      json_pack("{s:o, s:b, s:O, s:o, s:I, s:o}", "meeting", meeting_brief(meeting), "fixed", is_fixed(meeting), "rows", rows, "taken_off",
                meeting_seen(meeting, "taken_off"), "others", (json_int_t)others, "paper", paper_of(meeting, rows));
  json_decref(rows);
  return paper_answer(meeting->call, err);
}

bool meeting_agenda(struct op_call *call, struct err *err) {
  struct meeting meeting;
  bool ok = meeting_open(call, &meeting, err) && answer_agenda(&meeting, err);
  meeting_clear(&meeting);
  return ok;
}

// ---- putting on and taking off

static const char LATER[] = "its agenda is kept until its decisions are confirmed";

static json_t *without(json_t *rows, const char *ref) { // takes over `rows`
  size_t index;
  if (meeting_row(rows, "item", ref, &index)) json_array_remove(rows, index);
  return rows;
}

static bool answer_item(struct meeting *meeting, const struct casefile *item, const char *what) {
  meeting->call->answer = json_pack("{s:o, s:s, s:s, s:I}", "meeting", meeting_brief(meeting), "item", item->ref, "what", what, "issued",
                                    (json_int_t)(is_fixed(meeting) ? item->revision : 0));
  return true;
}

static bool has_room(const struct meeting *meeting, const char *field, const char *ref, struct err *err) {
  const json_t *rows = meeting_rows(meeting, field);
  if (json_array_size(rows) < VALUE_LIST_MAX || meeting_row(rows, "item", ref, NULL)) return true;
  bool agenda = strcmp(field, "agenda") == 0;
  return err_set(err, ERR_LIMIT, "%s cannot be %s the agenda of %s: %d items %s already; %s.", ref, agenda ? "put on" : "taken off",
                 meeting->item->ref, VALUE_LIST_MAX, agenda ? "are on it" : "were taken off it",
                 agenda ? "take one off first, with `waymark meeting drop`"
                        : "what comes after the first on an agenda is left out by itself");
}

static bool put_on(struct meeting *meeting, const struct casefile *item, struct err *err) {
  bool there = meeting_row(meeting_rows(meeting, "agenda"), "item", item->ref, NULL) != NULL;
  if (!has_room(meeting, "agenda", item->ref, err)) return false;
  json_t *agenda = without(meeting_copy(meeting, "agenda"), item->ref), *row = json_pack("{s:s, s:b}", "item", item->ref, "by_hand", 1);
  if (is_fixed(meeting)) json_put_number(row, "revision", item->revision);
  json_array_append_new(agenda, row);
  json_t *off = without(meeting_copy(meeting, "taken_off"), item->ref);
  return meeting_send(meeting, "agenda", json_pack("{s:o, s:o}", "agenda", agenda, "taken_off", off), err) &&
         answer_item(meeting, item, there ? "shown again" : "put on");
}

static bool take_off(struct meeting *meeting, const struct casefile *item, const char *reason, struct err *err) {
  if (!has_room(meeting, "taken_off", item->ref, err)) return false;
  json_t *off = without(meeting_copy(meeting, "taken_off"), item->ref);
  if (meeting_row(meeting_rows(meeting, "decisions"), "item", item->ref, NULL)) {
    json_decref(off);
    return err_set(err, ERR_REFUSED, "%s cannot be taken off the agenda of %s: a decision on it is recorded; strike that out first.",
                   item->ref, meeting->item->ref);
  }
  json_array_append_new(off, json_pack("{s:s, s:s}", "item", item->ref, "why", reason));
  json_t *agenda = without(meeting_copy(meeting, "agenda"), item->ref);
  return meeting_send(meeting, "agenda", json_pack("{s:o, s:o}", "agenda", agenda, "taken_off", off), err) &&
         answer_item(meeting, item, "taken off");
}

static bool with_item(struct op_call *call, bool off, struct err *err) {
  struct meeting meeting;
  struct casefile *item = NULL;
  bool ok = meeting_open(call, &meeting, err) && meeting_is_in(&meeting, "planned issued held", LATER, err) && (item = ask_item(call, err));
  const char *reason = ok && off ? ask_text(call, "reason", err) : NULL;
  if (ok && off)
    ok = reason && take_off(&meeting, item, reason, err);
  else
    ok = ok && put_on(&meeting, item, err);
  casefile_free(item);
  meeting_clear(&meeting);
  return ok;
}

bool meeting_add(struct op_call *call, struct err *err) { return with_item(call, false, err); }
bool meeting_drop(struct op_call *call, struct err *err) { return with_item(call, true, err); }

// ---- issuing

bool meeting_issue(struct op_call *call, struct err *err) {
  struct meeting meeting;
  json_t *agenda = NULL;
  bool ok = meeting_open(call, &meeting, err) && meeting_is_in(&meeting, "planned", "its papers are issued once", err) &&
            (agenda = meeting_fixed_agenda(&meeting, err)) && meeting_send(&meeting, "issue", json_pack("{s:o}", "agenda", agenda), err) &&
            answer_agenda(&meeting, err);
  meeting_clear(&meeting);
  return ok;
}
