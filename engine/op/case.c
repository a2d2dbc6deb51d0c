// Operations on items: start, send, show, list, history, explain, forecast. See API.md.
#include "base/mem.h"
#include "op/internal.h"
#include "run/event.h"
#include "run/explain.h"
#include "run/history.h"
#include "run/incident.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/view.h"

#include <string.h>
#include <strings.h>

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

static bool case_send(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err), *ref = person ? ask_text(call, "case", err) : NULL,
             *event = ref ? ask_text(call, "event", err) : NULL;
  if (!event) return false;
  struct event_request request = {.ref = ref,
                                  .event = event,
                                  .actor = person,
                                  .decider = ask_maybe(call, "decided_by"),
                                  .data = json_object_get(call->request, "data"),
                                  .key = ask_maybe(call, "key"),
                                  .version = json_number(call->request, "version", -1)};
  return event_send(call->board, &request, &call->answer, &call->recorded, err);
}

static bool case_show(struct op_call *call, struct err *err) {
  struct casefile *item = ask_item(call, err);
  if (!item) return false;
  call->answer = view_item(call->board, item, json_text(call->request, "as"));
  casefile_free(item);
  return true;
}

static bool case_history(struct op_call *call, struct err *err) {
  struct casefile *item = ask_item(call, err);
  json_t *entries = item ? history_list(call->board, item, err) : NULL;
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
  struct casefile *item = ask_item(call, err);
  int64_t until;
  if (item && ask_instant(call, "until", board_now(call->board) + FORECAST_MS, &until, err))
    call->answer = forecast_item(call->board, item, until);
  casefile_free(item);
  return call->answer != NULL;
}

struct listing {
  struct op_call *call;
  const char *person;
  json_t *rows;
  struct err *err;
  bool failed;
};

static bool contains(const char *text, const char *part) { return text && strcasestr(text, part) != NULL; }

// "overdue" finds "deadline.overdue.late": a state is named by its full id or by any one of its steps.
static bool is_in(const char *id, const char *state) {
  size_t size = strlen(state);
  for (const char *at = strstr(id, state); at; at = strstr(at + 1, state))
    if ((at == id || at[-1] == '.') && (at[size] == '\0' || at[size] == '.')) return true;
  return false;
}

static bool in_state(const json_t *row, const char *state) {
  size_t i;
  json_t *id;
  json_array_foreach(json_object_get(row, "state"), i, id) if (is_in(json_string_value(id), state)) return true;
  return false;
}

static bool wanted(const struct op_call *call, const json_t *row) {
  const char *state = ask_maybe(call, "state"), *lead = ask_maybe(call, "lead"), *rag = ask_maybe(call, "rag"),
             *text = ask_maybe(call, "text");
  const char *before = ask_maybe(call, "due_before"), *due = json_text(row, "due");
  if (state && !in_state(row, state)) return false;
  if (lead && !contains(json_text(row, "lead"), lead)) return false;
  if (rag && strcasecmp(rag, json_text(row, "rag")) != 0) return false;
  if (text && !contains(json_text(row, "title"), text) && !contains(json_text(row, "ref"), text)) return false;
  return !before || (due && strcmp(due, before) < 0);
}

static bool list_one(void *user, json_t *row) {
  struct listing *listing = user;
  if (json_is_true(json_object_get(listing->call->request, "open")) && json_flag(row, "closed")) return true;
  struct casefile *item = casefile_from_row(listing->call->board, row, false, listing->err);
  listing->failed = !item;
  if (!item) return false;
  if (rights_see(listing->call->board, item, listing->person)) { // R1: a list shows what the reader may see
    json_t *shown = view_row(listing->call->board, item);
    if (wanted(listing->call, shown)) json_array_append(listing->rows, shown);
    json_decref(shown);
  }
  casefile_free(item);
  return true;
}

static bool case_list(struct op_call *call, struct err *err) {
  struct listing listing = {.call = call, .person = ask_person(call, err), .rows = json_array(), .err = err};
  bool ok = listing.person && case_each(call->board->store, ask_maybe(call, "workflow"), list_one, &listing, err) && !listing.failed;
  if (ok) call->answer = json_pack("{s:O, s:I}", "rows", listing.rows, "count", (json_int_t)json_array_size(listing.rows));
  json_decref(listing.rows);
  return ok;
}

static bool incident_op(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err), *id = person ? ask_text(call, "incident", err) : NULL,
             *how = id ? ask_text(call, "how", err) : NULL;
  const char *reason = how ? ask_text(call, "reason", err) : NULL;
  if (!reason) return false;
  if (strcmp(how, "skip") != 0 && strcmp(how, "retry") != 0)
    return err_set(err, ERR_INVALID, "A stuck step is put aside with \"skip\" or \"retry\", not \"%s\".", how);
  if (!incident_resolve(call->board, id, how, reason, person, &call->recorded, err)) return false;
  call->answer = json_pack("{s:s, s:s}", "incident", id, "how", how);
  return true;
}

const struct op ops_case[] = {
    {.name = "case.start", .who = OP_PERSON, .writes = true, .run = case_start},
    {.name = "case.send", .who = OP_PERSON, .writes = true, .run = case_send},
    {.name = "case.show", .who = OP_PERSON, .run = case_show},
    {.name = "case.list", .who = OP_PERSON, .run = case_list},
    {.name = "case.history", .who = OP_PERSON, .run = case_history},
    {.name = "case.explain", .who = OP_PERSON, .run = case_explain},
    {.name = "case.forecast", .who = OP_PERSON, .run = case_forecast},
    {.name = "incident.resolve", .who = OP_PERSON, .writes = true, .run = incident_op},
    {0},
};
