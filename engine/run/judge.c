// What a pure step asks of the world: conditions on people and time, and those written in Lua. Every answer is kept with the turn.
#include "base/mem.h"
#include "chart/party.h"
#include "run/approval.h"
#include "run/deadline.h"
#include "run/foresight.h"
#include "run/gather.h"
#include "run/people.h"
#include "run/sitting.h"
#include "run/terms.h"
#include "run/turn.h"

#include <string.h>

typedef enum truth judge_fn(struct turn *turn, const json_t *guard, const struct step_view *view, struct buf *reason);

// The instant of the guard's rule; false when a field is empty or holds no date, with the reason.
static bool instant_of(struct turn *turn, const json_t *guard, const struct step_view *view, int64_t *due_ms, struct buf *reason) {
  struct rule_result worked;
  struct err err;
  const char *rule = json_text(guard, "rule");
  if (!deadline_work_out(turn->board, turn->item, rule, view->fields, view->now_ms, &worked, &err)) {
    buf_text(reason, err.text);
    return false;
  }
  if (worked.missing) buf_text(reason, "there is no date yet to work it out from");
  *due_ms = worked.due_ms;
  return !worked.missing;
}

static void say_when(struct turn *turn, int64_t due_ms, struct buf *reason) {
  char local[40];
  board_local(turn->board, due_ms, local);
  buf_format(reason, "that is %s", local);
}

static enum truth judge_past(struct turn *turn, const json_t *guard, const struct step_view *view, struct buf *reason) {
  int64_t due_ms;
  if (!instant_of(turn, guard, view, &due_ms, reason)) return TRUTH_UNKNOWN;
  say_when(turn, due_ms, reason);
  return view->now_ms > due_ms ? TRUTH_TRUE : TRUTH_FALSE;
}

static enum truth judge_within(struct turn *turn, const json_t *guard, const struct step_view *view, struct buf *reason) {
  return truth_not(judge_past(turn, guard, view, reason));
}

static enum truth judge_later_than(struct turn *turn, const json_t *guard, const struct step_view *view, struct buf *reason) {
  int64_t due_ms, field_ms;
  const char *field = json_text(guard, "field");
  json_t *end = json_pack("{s:s+}", "rule", "end of ", field);
  bool known = instant_of(turn, guard, view, &due_ms, reason) && instant_of(turn, end, view, &field_ms, reason);
  json_decref(end);
  if (!known) return TRUTH_UNKNOWN;
  say_when(turn, due_ms, reason);
  return field_ms > due_ms ? TRUTH_TRUE : TRUTH_FALSE;
}

// Who decides now: the decider when one was named, else whoever sent the event.
static const char *decider_of(const struct step_view *view) {
  const char *decider = json_text(view->event, "decider");
  return decider ? decider : json_text(view->event, "actor");
}

static enum truth judge_not_the_same(struct turn *turn, const json_t *guard, const struct step_view *view, struct buf *reason) {
  const char *person = decider_of(view), *other = json_string_value(json_array_get(json_object_get(guard, "roles"), 1));
  if (!person) {
    buf_text(reason, "nobody is named as deciding");
    return TRUTH_UNKNOWN;
  }
  if (!other || !people_hold(turn->board, turn->item, other, person, NULL)) return TRUTH_TRUE;
  char name[200];
  people_name(turn->board, person, name, sizeof name);
  buf_format(reason, "%s is also the %s", name, people_role_title(turn->item, other));
  return TRUTH_FALSE;
}

// Who sits in a group had a part in what the group decided. Of one person who is to be apart from a group that decides now, the meeting's
// sheet takes the voice away (sitting.h).
static bool had_part(struct board *board, const char *last, const char *person) {
  return strcmp(last, person) == 0 || (sitting_is_group(last) && sitting_member(board, sitting_group(last), person));
}

static enum truth judge_decided_by_other(struct turn *turn, const json_t *guard, const struct step_view *view, struct buf *reason) {
  const char *person = decider_of(view), *event = json_text(guard, "event"), *last = json_text(turn->item->last, event);
  if (!person) {
    buf_text(reason, "nobody is named as deciding");
    return TRUTH_UNKNOWN;
  }
  if (!last || !had_part(turn->board, last, person)) return TRUTH_TRUE;
  char name[200];
  people_name(turn->board, person, name, sizeof name);
  buf_format(reason, "%s did \"%s\" on this %s", name, event, casefile_noun(turn->item));
  return TRUTH_FALSE;
}

static enum truth judge_approved(struct turn *turn, const json_t *guard, const struct step_view *view, struct buf *reason) {
  return approval_judge(turn, json_text(guard, "event"), false, view, reason);
}

static enum truth judge_stale(struct turn *turn, const json_t *guard, const struct step_view *view, struct buf *reason) {
  return approval_judge(turn, json_text(guard, "event"), true, view, reason);
}

static enum truth judge_vacant(struct turn *turn, const json_t *guard, const struct step_view *view, struct buf *reason) {
  (void)view;
  json_t *found = people_of_role(turn->board, turn->item, json_text(guard, "role"), reason);
  bool vacant = json_array_size(found) == 0;
  json_decref(found);
  return vacant ? TRUTH_TRUE : TRUTH_FALSE;
}

json_t *turn_item(struct turn *turn, const struct step_view *view) {
  json_t *states = view->config ? config_atomic(view->chart, view->config) : json_array();
  return json_pack("{s:s, s:O, s:O, s:o, s:I, s:s}", "ref", turn->item->ref, "fields", view->fields, "event", view->event, "states", states,
                   "now", (json_int_t)view->now_ms, "today", view->today);
}

// Of who was closed without there is no return to wait for: one that comes late after all is `returned`, and counts.
static const char *kept_ref(const json_t *row) {
  if (json_is_string(row)) return json_string_value(row);
  return party_is(row, "non_return") ? NULL : json_text(row, "item");
}

// What should have been opened and is not, since its step is stuck. What was skipped is somebody's decision.
static size_t not_opened(struct turn *turn, const char *field) {
  json_t *all = incident_list(turn->board->store, turn->item->hex), *one;
  size_t count = 0, i;
  json_array_foreach(all, i, one) {
    const char *key = json_text(json_object_get(one, "event"), "opening");
    json_t *row = key && strcmp(json_text(one, "status"), "open") == 0 ? outbox_find(turn->board->store, key) : NULL;
    const char *into = json_text(row, "into");
    count += into && strcmp(into, field) == 0;
    json_decref(row);
  }
  json_decref(all);
  return count;
}

// Other items as they are now. One that is not there can be neither open nor closed.
static enum truth judge_all_closed(struct turn *turn, const json_t *guard, const struct step_view *view, struct buf *reason) {
  const json_t *rows = json_object_get(view->fields, json_text(guard, "field")), *row;
  size_t i, open = 0;
  json_array_foreach(rows, i, row) {
    const char *ref = kept_ref(row);
    struct err none;
    json_t *item = ref ? case_find(turn->board->store, ref, &none) : NULL;
    if (ref && !item) return buf_format(reason, "there is no %s on this board", ref), TRUTH_UNKNOWN;
    open += item && !json_flag(item, "closed");
    json_decref(item);
  }
  size_t missing = open ? 0 : not_opened(turn, json_text(guard, "field"));
  if (open) buf_format(reason, "%zu of %zu %s still open", open, json_array_size(rows), open == 1 ? "is" : "are");
  char *office = terms_office(turn->board->terms);
  if (missing) buf_format(reason, "%zu could not be opened, and the %s has yet to retry or skip it", missing, office);
  mem_free(office);
  return open || missing ? TRUTH_FALSE : TRUTH_TRUE;
}

static json_t *call_lua(struct turn *turn, const char *fn, const struct step_view *view, struct err *err) {
  json_t *item = turn_item(turn, view);
  json_t *value = foresight_call(turn, fn, item, err);
  json_decref(item);
  return value;
}

static enum truth judge_when(struct turn *turn, const json_t *guard, const struct step_view *view, struct buf *reason) {
  struct err err;
  json_t *value = call_lua(turn, json_text(guard, "fn"), view, &err);
  enum truth truth = TRUTH_UNKNOWN;
  turn->lua_failed |= !value;
  if (!value)
    buf_text(reason, err.text);
  else if (json_is_boolean(value))
    truth = json_is_true(value) ? TRUTH_TRUE : TRUTH_FALSE;
  else if (json_is_null(value))
    buf_text(reason, "its function gave no answer");
  else
    buf_text(reason, "its function must answer true or false");
  json_decref(value);
  return truth;
}

static const struct {
  const char *op;
  judge_fn *judge;
} judges[] = {
    {"past", judge_past},
    {"within", judge_within},
    {"later_than", judge_later_than},
    {"not_the_same", judge_not_the_same},
    {"decided_by_other", judge_decided_by_other},
    {"approved", judge_approved},
    {"stale", judge_stale},
    {"vacant", judge_vacant},
    {"all_closed", judge_all_closed},
    {"when", judge_when},
};

static judge_fn *judge_find(const json_t *guard) {
  const char *op = json_text(guard, "op");
  for (size_t i = 0; op && i < sizeof judges / sizeof judges[0]; i++)
    if (strcmp(judges[i].op, op) == 0) return judges[i].judge;
  return NULL;
}

enum truth turn_judge(struct turn *turn, const json_t *guard, const struct step_view *view, struct buf *reason) {
  judge_fn *judge = judge_find(guard);
  if (judge) return judge(turn, guard, view, reason);
  const char *op = json_text(guard, "op");
  buf_format(reason, "this program does not know the condition \"%s\"", op ? op : "?");
  return TRUTH_UNKNOWN;
}

static enum truth judge_and_keep(void *user, const json_t *guard, const struct step_view *view, struct buf *reason) {
  struct turn *turn = user;
  size_t before = reason->size;
  enum truth truth = turn_judge(turn, guard, view, reason);
  if (!judge_find(guard)) return truth;
  const char *said = reason->size > before ? reason->data + before : "";
  json_array_append_new(turn->answers, json_pack("{s:O, s:s, s:s}", "guard", guard, "result", truth_word(truth), "reason", said));
  return truth;
}

static json_t *run_action(void *user, const json_t *action, const struct step_view *view, struct err *err) {
  struct turn *turn = user;
  json_t *value = call_lua(turn, json_text(action, "fn"), view, err);
  if (!value || json_is_object(value)) return value;
  json_decref(value);
  err_set(err, ERR_INVALID, "The step \"%s\" must answer a table of fields to change.",
          json_text(action, "label") ? json_text(action, "label") : "run");
  return NULL;
}

json_t *turn_gather(struct turn *turn, const json_t *query, struct err *err) {
  char *key = json_canonical(query);
  json_t *rows = json_incref(json_object_get(turn->gathered, key));
  if (!rows) rows = gather_items(turn->board, turn->item, query, err);
  if (!turn->gathered) turn->gathered = json_object();
  if (rows) json_object_set(turn->gathered, key, rows);
  mem_free(key);
  return rows;
}

static json_t *gather_rows(void *user, const json_t *query, const struct step_view *view, struct err *err) {
  (void)view;
  return turn_gather(user, query, err);
}

static json_t *host_value(void *user, const char *from, const char *name, const struct step_view *view, struct err *err) {
  return turn_value(user, from, name, view, err);
}

struct step_host turn_host(struct turn *turn) {
  return (struct step_host){
      .user = turn, .guard = judge_and_keep, .run = run_action, .gather = gather_rows, .follows = approval_follows, .value = host_value};
}

struct step_view turn_view(struct turn *turn, const json_t *fields) {
  return (struct step_view){.chart = turn->item->chart,
                            .config = turn->item->config,
                            .fields = fields,
                            .event = turn->event,
                            .now_ms = turn->now_ms,
                            .today = turn->today};
}

void turn_plan_run(const struct turn *turn, struct step_host *host, struct step_result *result) {
  const struct turn_plan *plan = &turn->plan;
  const struct casefile *item = turn->item;
  host->may = plan->may;
  host->may_user = plan->may_user;
  if (plan->starting)
    step_start(item->chart, item->fields, turn->now_ms, turn->today, plan->event.event, host, result);
  else
    step_run(item->chart, item->config, item->fields, &plan->event, turn->now_ms, turn->today, host, result);
}

// Once it was taken, nothing more is asked ahead: what an explanation asks is no part of a step.
void turn_step(struct turn *turn, const struct turn_plan *plan) {
  struct step_host host = turn_host(turn);
  turn->plan = *plan;
  turn_plan_run(turn, &host, &turn->result);
  turn->plan = (struct turn_plan){0};
}
