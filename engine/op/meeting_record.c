// Writing a meeting's decisions on its sheet, changing them, striking them out, and showing them. See meeting_take.h.
#include "base/mem.h"
#include "op/meeting_take.h"
#include "op/paper.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/value.h"

#include <string.h>

static bool is_same(const json_t *row, const char *item, const char *event) {
  return strcmp(json_text(row, "item"), item) == 0 && strcmp(json_text(row, "event"), event) == 0;
}

// ---- recording one

static int64_t next_number(const struct meeting *meeting) {
  int64_t highest = 0;
  size_t i;
  json_t *row;
  json_array_foreach(meeting_rows(meeting, "decisions"), i, row) if (json_number(row, "number", 0) > highest) highest =
      json_number(row, "number", 0);
  json_array_foreach(meeting_rows(meeting, "struck"), i, row) if (json_number(row, "number", 0) > highest) highest =
      json_number(row, "number", 0);
  return highest + 1;
}

// A person, or the group: "llip" or "group:llip". Nobody named: whoever chaired. Caller frees.
static char *decider_of(const struct meeting *meeting, const char *named) {
  if (!named) return mem_text(meeting_text(meeting, "chaired_by"));
  bool is_group = strcmp(named, meeting->group) == 0 && !board_document(meeting->board, "person", named);
  return is_group ? sitting_decider(meeting->group) : mem_text(named);
}

// One that was recorded of the same item and event before is changed, and keeps its number and place.
static json_t *with_decision(const struct meeting *meeting, json_t *decision) { // takes over `decision`
  json_t *rows = meeting_copy(meeting, "decisions"), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    if (!is_same(row, json_text(decision, "item"), json_text(decision, "event"))) continue;
    json_object_set(decision, "number", json_object_get(row, "number"));
    json_array_set_new(rows, i, decision);
    return rows;
  }
  json_put_number(decision, "number", next_number(meeting));
  json_array_append_new(rows, decision);
  return rows;
}

static json_t *decision_asked(const struct meeting *meeting, const struct casefile *item, const char *event, const char *minute) {
  const json_t *data = json_object_get(meeting->call->request, "data");
  char *decider = decider_of(meeting, ask_maybe(meeting->call, "decided_by"));
  json_t *decision = json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "item", item->ref, "event", event, "minute", minute, "decided_by", decider,
                               "recorded_by", meeting->person, "data", data ? json_deep_copy(data) : json_object());
  mem_free(decider);
  return decision;
}

static bool is_before_it(const struct meeting *meeting, const struct casefile *item, struct err *err) {
  return meeting_row(meeting_rows(meeting, "agenda"), "item", item->ref, NULL) ||
         err_set(err, ERR_REFUSED,
                 "%s is not on the agenda of %s; put it there with `waymark meeting add %s %s`, so that it is on record what was "
                 "before the meeting.",
                 item->ref, meeting->item->ref, meeting->item->ref, item->ref);
}

static bool answer_recorded(struct meeting *meeting, const char *ref, const char *event, const json_t *taken) {
  json_t *decision = NULL, *row;
  size_t i;
  json_array_foreach(meeting_rows(meeting, "decisions"), i, row) if (is_same(row, ref, event)) decision = row;
  char name[200];
  people_name(meeting->board, json_text(decision, "decided_by"), name, sizeof name);
  meeting->call->answer = json_pack(
      "{s:o, s:O, s:O, s:O, s:O, s:s, s:O, s:O}", "meeting", meeting_brief(meeting), "number", json_object_get(decision, "number"), "item",
      json_object_get(decision, "item"), "event", json_object_get(decision, "event"), "label", json_object_get(decision, "label"),
      "decided_by_name", name, "minute", json_object_get(decision, "minute"), "would_be", json_object_get(taken, "state_titles"));
  return true;
}

// Tries the decision after the others on its item, and keeps it with what the move is called.
static bool record(struct meeting *meeting, const struct casefile *item, const char *event, const char *minute, struct err *err) {
  json_t *rows = with_decision(meeting, decision_asked(meeting, item, event, minute)), *answers = json_array(), *row;
  size_t i, at = 0;
  bool ok = meeting_try_each(meeting, rows, item->ref, event, answers, err);
  const json_t *taken = NULL;
  json_array_foreach(rows, i, row) {
    if (strcmp(json_text(row, "item"), item->ref) != 0) continue;
    const json_t *answer = json_array_get(answers, at++);
    if (ok && is_same(row, item->ref, event)) {
      taken = answer;
      json_put_text(row, "label", json_text(answer, "label"));
    }
  }
  ok = ok && meeting_send(meeting, "record", json_pack("{s:O}", "decisions", rows), err) &&
       answer_recorded(meeting, item->ref, event, taken);
  json_decref(rows);
  json_decref(answers);
  return ok;
}

// Who reads the refusal learns what comes first: who was there; or, where whoever chairs was tried since nobody was named, how to name
// another.
static bool record_said(struct meeting *meeting, const struct casefile *item, const char *event, const char *minute, struct err *err) {
  if (record(meeting, item, event, minute, err)) return true;
  bool nobody = json_array_size(meeting_rows(meeting, "attendance")) == 0;
  if (err->code != ERR_NOT_ALLOWED || (ask_maybe(meeting->call, "decided_by") && !nobody)) return false;
  char *said = mem_text(err->text);
  if (nobody)
    err_set(err, err->code, "%s Nobody is on its sheet yet: write down who was there with `waymark meeting attend %s PERSON=present`.",
            said, meeting->item->ref);
  else
    err_set(err, err->code, "%s Where somebody else decided it, say who with --decided-by PERSON.", said);
  mem_free(said);
  return false;
}

static const char WHEN[] = "decisions are recorded once it was opened with `waymark meeting open`, and until they are confirmed";

bool meeting_record(struct op_call *call, struct err *err) {
  struct meeting meeting;
  struct casefile *item = NULL;
  const char *event = NULL, *minute = NULL;
  bool ok = meeting_open(call, &meeting, err) && meeting_is_in(&meeting, "held", WHEN, err) && (item = ask_item(call, err)) &&
            (event = ask_text(call, "event", err)) && (minute = ask_text(call, "minute", err)) && is_before_it(&meeting, item, err) &&
            record_said(&meeting, item, event, minute, err);
  casefile_free(item);
  meeting_clear(&meeting);
  return ok;
}

// ---- striking one out

static json_t *number_row(const json_t *rows, int64_t number, size_t *index) {
  json_t *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    if (json_number(row, "number", 0) != number) continue;
    *index = i;
    return row;
  }
  return NULL;
}

static bool strike(struct meeting *meeting, int64_t number, const char *reason, struct err *err) {
  json_t *rows = meeting_copy(meeting, "decisions"), *struck = meeting_copy(meeting, "struck");
  size_t index = 0;
  json_t *row = number_row(rows, number, &index);
  bool ok = row || err_set(err, ERR_NOT_FOUND, "%s has no decision %lld; `waymark meeting sheet %s` numbers them.", meeting->item->ref,
                           (long long)number, meeting->item->ref);
  if (ok) {
    json_array_append_new(struck, json_pack("{s:O, s:O, s:O, s:s}", "number", json_object_get(row, "number"), "item",
                                            json_object_get(row, "item"), "event", json_object_get(row, "event"), "why", reason));
    json_array_remove(rows, index);
    ok = meeting_send(meeting, "strike", json_pack("{s:O, s:O, s:s}", "decisions", rows, "struck", struck, "reason", reason), err);
  }
  if (ok) meeting->call->answer = meeting_sheet(meeting, true);
  json_decref(struck);
  json_decref(rows);
  return ok;
}

bool meeting_strike(struct op_call *call, struct err *err) {
  struct meeting meeting;
  bool ok = meeting_open(call, &meeting, err) && meeting_is_in(&meeting, "held", WHEN, err);
  const char *reason = ok ? ask_text(call, "reason", err) : NULL;
  ok = reason && strike(&meeting, json_number(call->request, "number", 0), reason, err);
  meeting_clear(&meeting);
  return ok;
}

// ---- looking

// "Decision: Policy seen; Quorate: yes": what was written down, by the item's own labels. Caller frees.
static char *noted(struct board *board, const struct casefile *item, const json_t *data) {
  struct buf out;
  const char *name;
  json_t *value;
  buf_init(&out);
  json_object_foreach((json_t *)data, name, value) {
    const json_t *field = chart_field(item->chart, name);
    char *shown = value_show(board, field, value);
    buf_format(&out, "%s%s: %s", out.size ? "; " : "", json_text(field, "label") ? json_text(field, "label") : name, shown);
    mem_free(shown);
  }
  return buf_take(&out);
}

static json_t *shown_row(const struct meeting *meeting, const struct casefile *item, const json_t *decision) {
  char name[200], recorder[200], *text = noted(meeting->board, item, json_object_get(decision, "data"));
  people_name(meeting->board, json_text(decision, "decided_by"), name, sizeof name);
  people_name(meeting->board, json_text(decision, "recorded_by"), recorder, sizeof recorder);
  json_t *row = json_deep_copy(decision);
  json_object_del(row, "data");
  json_put_text(row, "title", item->title);
  json_put_text(row, "decided_by_name", name);
  json_put_text(row, "recorded_by_name", recorder);
  json_put_text(row, "noted", text ? text : "");
  mem_free(text);
  return row;
}

json_t *meeting_decisions(const struct meeting *meeting, int64_t *others) {
  json_t *rows = json_array(), *decision;
  size_t i;
  json_array_foreach(meeting_rows(meeting, "decisions"), i, decision) {
    struct err ignored;
    struct casefile *item = rights_open_whole(meeting->board, json_text(decision, "item"), meeting->person, "take to a meeting", &ignored);
    if (item)
      json_array_append_new(rows, shown_row(meeting, item, decision));
    else if (people_in_office(meeting->board, meeting->person))
      ++*others;
    casefile_free(item);
  }
  return rows;
}
