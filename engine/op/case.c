// Operations on items: start, send, correct, show, list, history, explain, forecast. See API.md.
#include "base/mem.h"
#include "op/internal.h"
#include "run/aftermath.h"
#include "run/approval.h"
#include "run/correct.h"
#include "run/event.h"
#include "run/explain.h"
#include "run/history.h"
#include "run/incident.h"
#include "run/key.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/view.h"

#include <string.h>

static bool case_start(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err), *workflow = person ? ask_text(call, "workflow", err) : NULL;
  if (!workflow) return false;
  struct start_request request = {.workflow = workflow,
                                  .ref = ask_maybe(call, "ref"),
                                  .title = ask_maybe(call, "title"),
                                  .actor = person,
                                  .data = json_object_get(call->request, "data"),
                                  .key = ask_maybe(call, "key")};
  return event_start(call->board, &request, &call->answer, err);
}

static bool send_request(const struct op_call *call, struct event_request *request, struct err *err) {
  const char *person = ask_person(call, err), *ref = person ? ask_text(call, "case", err) : NULL,
             *event = ref ? ask_text(call, "event", err) : NULL;
  *request = (struct event_request){.ref = ref,
                                    .event = event,
                                    .actor = person,
                                    .decider = ask_maybe(call, "decided_by"),
                                    .data = json_object_get(call->request, "data"),
                                    .key = ask_maybe(call, "key"),
                                    .version = json_number(call->request, "version", -1),
                                    .seen = json_number(call->request, "seen", 0)};
  bool seen = json_object_get(call->request, "seen") != NULL;
  if (event && seen && request->seen < 1)
    return err_set(err, ERR_INVALID, "\"seen\" is the version of the item that was looked at, a whole number from 1.");
  return event != NULL;
}

static bool case_send(struct op_call *call, struct err *err) {
  struct event_request request;
  return send_request(call, &request, err) && meeting_allows(call->board, request.ref, request.event, request.actor, err) &&
         event_send(call->board, &request, &call->answer, &call->recorded, err);
}

static void case_foresee(const struct op_call *call) {
  struct event_request request;
  struct err ignored;
  if (send_request(call, &request, &ignored)) event_foresee(call->board, &request);
}

// What an item hears of what it opened is a version more of it: who goes on from the answer goes on from there.
static void put_version(struct op_call *call, const char *ref) {
  struct err unread;
  json_t *row = json_object_get(call->answer, "revision") ? case_find(call->board->store, ref, &unread) : NULL;
  bool moved = row && json_number(row, "revision", 0) != json_number(call->answer, "revision", 0);
  struct casefile *item = moved ? casefile_open(call->board, ref, &unread) : NULL;
  if (item) json_put_number(call->answer, "revision", item->revision);
  if (item && json_object_get(call->answer, "state")) {
    json_put(call->answer, "state", casefile_atomic(item));
    json_put(call->answer, "state_titles", casefile_state_titles(item));
  }
  casefile_free(item);
  json_decref(row);
}

// A request with a key is answered alike each time (E1): by what its own entry keeps, or by what is kept now that all of it is known.
bool answer_set_off(struct op_call *call, const char *ref, struct err *err) {
  if ((ask_maybe(call, "key") && !key_is_owed(call->board)) || !call->board->aftermath) return true;
  aftermath_put(call->board, ref, json_text(call->request, "as"), call->answer);
  put_version(call, ref);
  return key_settle(call->board, err);
}

static bool case_after(struct op_call *call, struct err *err) { return answer_set_off(call, json_text(call->answer, "ref"), err); }

static bool case_correct(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err), *ref = person ? ask_text(call, "case", err) : NULL,
             *reason = ref ? ask_text(call, "reason", err) : NULL;
  int64_t number = json_number(call->request, "entry", -1);
  if (!reason) return false;
  if (number < 0) return err_set(err, ERR_INVALID, "\"case.correct\" needs \"entry\", the number of the entry that was in error.");
  struct correct_request request = {.ref = ref,
                                    .number = number,
                                    .meant = json_object_get(call->request, "data"),
                                    .reason = reason,
                                    .actor = person,
                                    .key = ask_maybe(call, "key")};
  return correct_entry(call->board, &request, &call->answer, &call->recorded, err);
}

static bool case_show(struct op_call *call, struct err *err) {
  struct casefile *item = ask_item(call, err);
  if (!item) return false;
  call->answer = view_item(call->board, item, json_text(call->request, "as"));
  answer_opened(call, item);
  casefile_free(item);
  return true;
}

static bool case_seen(struct op_call *call, struct err *err) {
  struct casefile *item = ask_whole(call, "see what a decision bound on", err);
  const char *event = item ? ask_text(call, "event", err) : NULL;
  if (event) call->answer = approval_show(call->board, item, event, err);
  casefile_free(item);
  return call->answer != NULL;
}

static bool case_history(struct op_call *call, struct err *err) {
  struct casefile *item = ask_item(call, err);
  json_t *entries = item ? history_list(call->board, item, json_text(call->request, "as"), err) : NULL;
  if (entries) call->answer = json_pack("{s:s, s:o}", "ref", item->ref, "entries", entries);
  casefile_free(item);
  return entries != NULL;
}

static bool case_explain(struct op_call *call, struct err *err) {
  struct casefile *item = ask_item(call, err);
  const char *event = item ? ask_text(call, "event", err) : NULL;
  if (event) {
    struct event_request request = {.ref = item->ref,
                                    .event = event,
                                    .actor = json_text(call->request, "as"),
                                    .decider = ask_maybe(call, "decided_by"),
                                    .data = json_object_get(call->request, "data"),
                                    .version = -1};
    call->answer = explain_event(call->board, item, &request, err);
  }
  casefile_free(item);
  return call->answer != NULL;
}

static const int64_t FORECAST_MS = INT64_C(1000) * 60 * 60 * 24 * 731; // two years: past any review or sustain check

static bool case_forecast(struct op_call *call, struct err *err) {
  struct casefile *item = ask_whole(call, "forecast", err);
  int64_t until;
  if (item && ask_instant(call, "until", board_now(call->board) + FORECAST_MS, &until, err))
    call->answer = forecast_item(call->board, item, until);
  casefile_free(item);
  return call->answer != NULL;
}

static bool incident_op(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err), *id = person ? ask_text(call, "incident", err) : NULL,
             *how = id ? ask_text(call, "how", err) : NULL;
  const char *reason = how ? ask_text(call, "reason", err) : NULL;
  if (!reason) return false;
  if (strcmp(how, "skip") != 0 && strcmp(how, "retry") != 0)
    return err_set(err, ERR_INVALID, "A stuck step is put aside with \"skip\" or \"retry\", not \"%s\".", how);
  return incident_resolve(call->board, id, how, reason, person, &call->answer, &call->recorded, err);
}

const struct op ops_case[] = {
    {.name = "case.start", .who = OP_PERSON, .writes = true, .run = case_start, .after = case_after},
    {.name = "case.send", .who = OP_PERSON, .writes = true, .run = case_send, .foresee = case_foresee, .after = case_after},
    {.name = "case.correct", .who = OP_PERSON, .writes = true, .run = case_correct, .after = case_after},
    {.name = "case.show", .who = OP_PERSON, .past = true, .run = case_show},
    {.name = "case.form", .who = OP_PERSON, .run = case_form},
    {.name = "case.seen", .who = OP_PERSON, .run = case_seen},
    {.name = "case.list", .who = OP_PERSON, .past = true, .run = list_cases},
    {.name = "case.todo", .who = OP_PERSON, .run = awaited_list},
    {.name = "case.history", .who = OP_PERSON, .past = true, .run = case_history},
    {.name = "case.explain", .who = OP_PERSON, .run = case_explain},
    {.name = "case.forecast", .who = OP_PERSON, .run = case_forecast},
    {.name = "case.deadline", .who = OP_PERSON, .past = true, .run = deadline_show},
    {.name = "incident.resolve", .who = OP_PERSON, .writes = true, .run = incident_op, .after = case_after},
    {0},
};
