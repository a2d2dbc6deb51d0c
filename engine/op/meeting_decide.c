// What a meeting decides. A decision is written on its sheet and tried at once, by the code that will take it, in a transaction that is
// undone; the chair confirms all of them in one.
//
// D1 Until they are confirmed nothing is changed on any item.
// D2 Decisions are tried and taken in the order of the sheet: one may rest on another of the same item.
// D3 One that is refused stops all of them, and names itself.
// D4 What binds what was seen binds the version that the papers showed. What the meeting itself changes between is no later change.
#include "base/mem.h"
#include "op/meeting.h"
#include "op/paper.h"
#include "run/approval.h"
#include "run/event.h"
#include "run/explain.h"
#include "run/people.h"
#include "run/refusal.h"
#include "run/rights.h"
#include "run/value.h"

#include <string.h>

// ---- what a decision's form is given

// The way that the event would go: the first that is the decider's and ready, else the first that is theirs, else the first of all.
static const json_t *way_of(const struct meeting *meeting, struct casefile *item, const json_t *candidates, const json_t *decision) {
  const json_t *theirs = NULL;
  size_t i;
  json_t *candidate;
  json_array_foreach(candidates, i, candidate) {
    const json_t *transition = json_object_get(candidate, "transition");
    if (!rights_decide(meeting->board, item, transition, json_text(decision, "recorded_by"), json_text(decision, "decided_by"),
                       &meeting->sitting, NULL))
      continue;
    json_t *move = json_object();
    explain_move(meeting->board, item, transition, json_text(decision, "decided_by"), move);
    bool ready = strcmp(json_text(move, "ready"), "true") == 0;
    json_decref(move);
    if (ready) return transition;
    if (!theirs) theirs = transition;
  }
  return theirs ? theirs : json_object_get(json_array_get(candidates, 0), "transition");
}

static bool form_has(const json_t *transition, const char *field) {
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(transition, "form"), i, one) if (strcmp(json_text(one, "field"), field) == 0) return true;
  return false;
}

// The meeting, its minute and whether it was quorate are the sheet's to say, where the form asks for them.
static json_t *data_of(const struct meeting *meeting, const json_t *transition, const json_t *decision) {
  json_t *data = json_deep_copy(json_object_get(decision, "data"));
  if (!data) data = json_object();
  if (form_has(transition, "meeting")) json_put_text(data, "meeting", meeting->item->ref);
  if (form_has(transition, "minute_ref")) json_put_text(data, "minute_ref", json_text(decision, "minute"));
  if (form_has(transition, "quorate"))
    json_put_flag(data, "quorate", (int64_t)json_array_size(meeting->present) >= meeting->sitting.quorum);
  return data;
}

// ---- taking one

struct deciding {
  struct meeting *meeting;
  json_t *decided; // items on which this transaction took a decision already: {REF: true}
  json_t *before;  // {REF: revision} as each was before that
};

static bool say_changed(const struct deciding *deciding, const char *ref, struct err *err) {
  char *said = mem_text(err->text);
  err_set(err, err->code, "%s Put it before the meeting again with `waymark meeting add %s %s`, or strike the decision out.", said,
          deciding->meeting->item->ref, ref);
  mem_free(said);
  return false;
}

// The version that the papers showed, where the transition binds what was seen (D4).
static int64_t seen_of(const struct deciding *deciding, const json_t *transition, const struct casefile *item) {
  const json_t *kept = meeting_row(meeting_rows(deciding->meeting, "agenda"), "item", item->ref, NULL);
  if (!json_object_get(transition, "binds") || json_object_get(deciding->decided, item->ref)) return 0;
  return json_number(kept, "revision", 0);
}

// Of the second decision on an item: had something that it binds changed between the papers and this meeting's first one?
static bool check_papers(const struct deciding *deciding, const json_t *transition, const struct casefile *item, struct err *err) {
  const json_t *kept = meeting_row(meeting_rows(deciding->meeting, "agenda"), "item", item->ref, NULL),
               *binds = json_object_get(transition, "binds");
  int64_t issued = json_number(kept, "revision", 0), before = json_number(deciding->before, item->ref, 0);
  if (!binds || !before || !issued || issued >= before) return true;
  json_t *then = approval_fields_at(deciding->meeting->board, item, issued, err);
  json_t *now = then ? approval_fields_at(deciding->meeting->board, item, before, err) : NULL;
  json_t *pieces = now ? approval_pieces(binds, then) : NULL, *fields = json_array();
  struct buf names;
  buf_init(&names);
  bool ok = now && !approval_differs(binds, pieces, then, now, fields);
  if (now && !ok) {
    approval_fields_say(item, fields, &names);
    err_set(err, ERR_STALE, "\"%s\" on %s rests on what the papers showed (version %lld), and since then %s changed.",
            json_text(transition, "label"), item->ref, (long long)issued, names.data);
    say_changed(deciding, item->ref, err);
  }
  buf_clear(&names);
  json_decref(fields);
  json_decref(pieces);
  json_decref(now);
  json_decref(then);
  return ok;
}

static bool send(struct deciding *deciding, const json_t *decision, const json_t *transition, const struct casefile *item, json_t **answer,
                 struct err *err) {
  bool recorded; // what is refused is undone with all the rest
  json_t *data = data_of(deciding->meeting, transition, decision);
  struct event_request request = {.ref = item->ref,
                                  .event = json_text(decision, "event"),
                                  .actor = json_text(decision, "recorded_by"),
                                  .decider = json_text(decision, "decided_by"),
                                  .data = data,
                                  .version = -1,
                                  .seen = seen_of(deciding, transition, item),
                                  .sitting = &deciding->meeting->sitting};
  bool ok = event_send(deciding->meeting->board, &request, answer, &recorded, err);
  json_decref(data);
  if (!ok && err->code == ERR_STALE) say_changed(deciding, item->ref, err);
  return ok;
}

static bool take(struct deciding *deciding, const json_t *decision, json_t **answer, struct err *err) {
  struct board *board = deciding->meeting->board;
  const char *ref = json_text(decision, "item");
  struct casefile *item = rights_open(board, ref, json_text(decision, "recorded_by"), err);
  if (!item) return false;
  if (!json_object_get(deciding->before, ref)) json_put_number(deciding->before, ref, item->revision);
  json_t *candidates = rights_candidates(item, json_text(decision, "event"));
  const json_t *transition = way_of(deciding->meeting, item, candidates, decision);
  bool second = json_object_get(deciding->decided, ref) != NULL;
  bool ok = (!second || check_papers(deciding, transition, item, err)) && send(deciding, decision, transition, item, answer, err);
  json_put_flag(deciding->decided, ref, true);
  json_decref(candidates);
  casefile_free(item);
  return ok;
}

static bool is_same(const json_t *row, const char *item, const char *event) {
  return strcmp(json_text(row, "item"), item) == 0 && strcmp(json_text(row, "event"), event) == 0;
}

// Which of several it was; of the one `event` that is only being written down, whoever writes it knows.
static bool name_refused(const json_t *decision, const char *event, struct err *err) {
  if (event && strcmp(json_text(decision, "event"), event) == 0) return false;
  return err_prefix(err, "Decision %lld (%s): ", (long long)json_number(decision, "number", 0), json_text(decision, "item"));
}

// All of them in order, or, with `ref`, those on that item. The answers are added to `answers`, which may be NULL.
static bool take_each(struct meeting *meeting, const json_t *decisions, const char *ref, const char *event, json_t *answers,
                      struct err *err) {
  struct deciding deciding = {.meeting = meeting, .decided = json_object(), .before = json_object()};
  size_t i;
  json_t *decision;
  bool ok = true;
  json_array_foreach(decisions, i, decision) {
    json_t *answer = NULL;
    if (!ok || (ref && strcmp(json_text(decision, "item"), ref) != 0)) continue;
    ok = take(&deciding, decision, &answer, err) || name_refused(decision, event, err);
    if (ok && answers) json_array_append(answers, answer);
    json_decref(answer);
  }
  json_decref(deciding.decided);
  json_decref(deciding.before);
  return ok;
}

// Tried by the code that takes it, and undone (D1).
static bool try_each(struct meeting *meeting, const json_t *decisions, const char *ref, const char *event, json_t *answers,
                     struct err *err) {
  struct store *store = meeting->board->store;
  if (!store_begin(store, err)) return false;
  bool ok = take_each(meeting, decisions, ref, event, answers, err);
  store_rollback(store);
  return ok;
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
  bool ok = try_each(meeting, rows, item->ref, event, answers, err);
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

static const char WHEN[] = "decisions are recorded once it was opened with `waymark meeting open`, and until they are confirmed";

bool meeting_record(struct op_call *call, struct err *err) {
  struct meeting meeting;
  struct casefile *item = NULL;
  const char *event = NULL, *minute = NULL;
  bool ok = meeting_open(call, &meeting, err) && meeting_is_in(&meeting, "held", WHEN, err) && (item = ask_item(call, err)) &&
            (event = ask_text(call, "event", err)) && (minute = ask_text(call, "minute", err)) && is_before_it(&meeting, item, err) &&
            record(&meeting, item, event, minute, err);
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
  if (ok) meeting->call->answer = meeting_sheet(meeting);
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

// ---- confirming

// Two may confirm at once: the second hears who was first.
static bool is_open(const struct meeting *meeting, struct err *err) {
  char name[200], local[40] = "";
  int64_t at;
  struct err ignored;
  const char *by = meeting_text(meeting, "confirmed_by"), *when = meeting_text(meeting, "confirmed_at");
  if (!by) return meeting_is_in(meeting, "held", WHEN, err);
  people_name(meeting->board, by, name, sizeof name);
  if (when && instant_read(when, &at, &ignored)) board_local(meeting->board, at, local);
  return err_set(err, ERR_STALE, "The decisions of %s were confirmed already, by %s on %s; `waymark meeting minutes %s` shows them.",
                 meeting->item->ref, name, local, meeting->item->ref);
}

static bool may_confirm(const struct meeting *meeting, struct err *err) {
  json_t *candidates = rights_candidates(meeting->item, "confirm");
  const json_t *transition = json_object_get(json_array_get(candidates, 0), "transition");
  struct buf why;
  buf_init(&why);
  bool ok = transition && rights_take(meeting->board, meeting->item, transition, meeting->person, NULL, &why);
  if (!ok) err_set(err, ERR_NOT_ALLOWED, "%s", why.size ? why.data : "Nobody can confirm this meeting's decisions.");
  buf_clear(&why);
  json_decref(candidates);
  return ok;
}

// Each decision with the version of the item that it made, which the minutes name.
static json_t *taken_rows(const json_t *decisions, const json_t *answers) {
  json_t *rows = json_deep_copy(decisions), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    const json_t *answer = json_array_get(answers, i);
    json_object_set(row, "revision", json_object_get(answer, "revision"));
    json_object_set(row, "became", json_object_get(answer, "state_titles"));
  }
  return rows;
}

static bool take_all(struct meeting *meeting, json_t *answers, struct err *err) {
  char now[INSTANT_TEXT];
  const json_t *rows = meeting_rows(meeting, "decisions");
  instant_write(board_now(meeting->board), now);
  return take_each(meeting, rows, NULL, NULL, answers, err) &&
         meeting_send(meeting, "confirm", json_pack("{s:s, s:o}", "confirmed_at", now, "decisions", taken_rows(rows, answers)), err);
}

// What was refused is undone as one; that it was tried is kept with the meeting.
static bool keep_refusal(struct meeting *meeting, struct err *err) {
  struct err failed;
  json_t *event = json_pack("{s:s, s:{}, s:s}", "name", "confirm", "data", "actor", meeting->person);
  meeting->call->recorded = refusal_record(meeting->board, meeting->item, ENTRY_REFUSED, event, err, &failed);
  json_decref(event);
  return false;
}

static bool confirm(struct meeting *meeting, struct err *err) {
  struct store *store = meeting->board->store;
  json_t *answers = json_array();
  if (!store_begin(store, err)) return false;
  bool ok = take_all(meeting, answers, err);
  if (ok)
    ok = store_commit(store, err);
  else {
    store_rollback(store);
    meeting->call->recorded = false;
    keep_refusal(meeting, err);
  }
  if (ok) {
    meeting->call->answer = meeting_sheet(meeting);
    json_object_set(meeting->call->answer, "taken", answers);
  }
  json_decref(answers);
  return ok;
}

bool meeting_confirm(struct op_call *call, struct err *err) {
  struct meeting meeting;
  bool ok = meeting_open(call, &meeting, err) && is_open(&meeting, err) && may_confirm(&meeting, err) && confirm(&meeting, err);
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
    struct casefile *item = rights_open(meeting->board, json_text(decision, "item"), meeting->person, &ignored);
    if (item)
      json_array_append_new(rows, shown_row(meeting, item, decision));
    else if (people_in_office(meeting->board, meeting->person))
      ++*others;
    casefile_free(item);
  }
  return rows;
}
