// Timers that are due. See due.h.
//
// A timer runs at its own instant (logical), never before the state was entered; when it really ran is the entry's recorded instant.
#include "run/due.h"

#include "base/mem.h"
#include "chart/procedure.h"
#include "run/actions.h"
#include "run/activation.h"
#include "run/again.h"
#include "run/armed.h"
#include "run/breach.h"
#include "run/hold.h"
#include "run/incident.h"
#include "run/sweep.h"

#include <string.h>

const json_t *due_rung(const struct casefile *item, const json_t *timer) {
  struct chart_timer declared;
  int state = chart_state_find(item->chart, json_text(timer, "state"));
  return state >= 0 && armed_declared(item->chart, state, json_text(timer, "name"), &declared) ? declared.rung : NULL;
}

// The first transition that an `after` or `at` timer would take; NULL for a rung.
static const json_t *timer_transition(const struct casefile *item, const json_t *timer) {
  const json_t *state = chart_state(item->chart, chart_state_find(item->chart, json_text(timer, "state")));
  size_t i;
  json_t *declared;
  json_array_foreach(json_object_get(state, "timers"), i, declared) if (strcmp(json_text(declared, "name"), json_text(timer, "name")) ==
                                                                        0) return json_array_get(json_object_get(declared, "transitions"),
                                                                                                 0);
  return NULL;
}

char *due_words(const struct casefile *item, const json_t *timer) {
  const json_t *rung = due_rung(item, timer), *transition = timer_transition(item, timer);
  if (rung) {
    const char *text = json_text(rung, "text");
    return mem_text(text ? text : json_text(rung, "name"));
  }
  const char *label = json_text(transition, "label");
  char *name = procedure_rule_named(item->chart, json_text(timer, "name")), *becomes = casefile_target_words(item, transition);
  char *words = becomes           ? mem_format("%s: %s", name, becomes)
                : label && *label ? procedure_rule_named(item->chart, label) // the rule, where its author gave it no other
                                  : mem_text(name);
  mem_free(becomes);
  mem_free(name);
  return words;
}

json_t *due_roles(const struct casefile *item, const json_t *timer) {
  const json_t *rung = due_rung(item, timer);
  json_t *roles = json_array(), *actions = actions_flat(json_object_get(timer_transition(item, timer), "actions")), *action;
  size_t i;
  json_array_extend(roles, json_object_get(rung, "tell"));
  json_array_foreach(actions, i, action) if (strcmp(json_text(action, "do"), "tell") == 0)
      json_array_extend(roles, json_object_get(action, "roles"));
  json_decref(actions);
  return roles;
}

// Is a higher rung of the same ladder and activation due by now too?
static bool overtaken(const struct casefile *item, const json_t *timer, int64_t real_now_ms) {
  size_t i;
  json_t *other;
  json_array_foreach(item->timers, i, other) {
    int64_t due = json_number(other, "due", 0);
    if (due > real_now_ms || due <= json_number(timer, "due", 0)) continue;
    bool same = json_number(other, "activation", 0) == json_number(timer, "activation", 0);
    if (same && breach_is_shared(json_text(timer, "name"), json_text(other, "name"))) return true;
  }
  return false;
}

// The timer's row goes, and what is known of its activation says that it was used. Of a rung its breach says so.
static void use_up(struct turn *turn, const json_t *timer, const struct again *again, const char *why) {
  const char *state = json_text(timer, "state"), *name = json_text(timer, "name");
  if (again->every)
    activation_set_last(turn->item, state, name, again->last);
  else if (!due_rung(turn->item, timer))
    activation_spend(turn->item, state, name);
  if (again->missed) json_put_number(turn->event, "missed", again->missed);
  armed_drop(turn, timer, why);
}

// Without a step: its next time is armed, and the item's state says how far it got. That is kept even where the next cannot be worked out.
static bool keep(struct turn *turn, const json_t *timer, struct err *err) {
  bool ok = armed_next(turn, timer, err);
  entry_part(&turn->entry, "configuration", casefile_state_json(turn->item));
  turn->item->revision++;
  return ok;
}

static bool skip(struct turn *turn, const json_t *timer, const struct again *again, struct err *err) {
  if (!again->skipped) breach_skip(turn->item, json_text(timer, "state"), json_text(timer, "name"));
  turn->entry.kind = ENTRY_TIMER_SKIPPED;
  use_up(turn, timer, again, "skipped");
  return keep(turn, timer, err);
}

static void run_step(struct turn *turn, const json_t *timer) {
  struct step_event event = {.event = turn->event,
                             .timer_state = chart_state_find(turn->item->chart, json_text(timer, "state")),
                             .timer_name = json_text(timer, "name")};
  turn_step(turn, &(struct turn_plan){.event = event});
}

// Nothing came of it (its guard was not true): the timer is consumed, the reason kept.
static bool consume(struct turn *turn, const json_t *timer, const struct again *again, struct err *err) {
  use_up(turn, timer, again, "fired");
  if (!again->every)
    activation_spend(turn->item, json_text(timer, "state"), json_text(timer, "name")); // a rung too, though nothing used it
  entry_part_text(&turn->entry, "note", turn->result.reason.data ? turn->result.reason.data : "nothing handles it now");
  return keep(turn, timer, err);
}

// S6: nobody can say what should have come of it. The timer is consumed, and a stuck step waits for somebody to retry it.
// When even its next time cannot be worked out, the reason says so already.
static void get_stuck(struct turn *turn, const json_t *timer, const struct again *again, const char *reason) {
  struct err same;
  incident_part(turn, reason);
  consume(turn, timer, again, &same);
}

// The step was taken: it is recorded, and its rung goes on with the ladder.
static bool record(struct turn *turn, const json_t *timer, const json_t *rung, struct err *err) {
  json_t *copies = rung ? breach_use(turn->item, json_text(timer, "state"), json_text(timer, "name")) : NULL;
  turn->copies = copies;
  bool ok = turn_record(turn, err);
  turn->copies = NULL;
  json_decref(copies);
  return ok;
}

static bool take(struct turn *turn, const json_t *timer, const struct again *again, const json_t *rung, struct err *err) {
  use_up(turn, timer, again, "fired");
  turn->used = timer;
  bool ok = record(turn, timer, rung, err);
  turn->used = NULL;
  return ok;
}

// A condition in Lua that threw or was stopped is not known, which is not the same as not true.
static bool is_stuck(const struct turn *turn) {
  return turn->result.outcome == STEP_FAILED || (turn->result.outcome == STEP_IGNORED && turn->lua_failed);
}

// Two states that are active together may carry the same ladder: its people are told once.
static bool is_used(struct turn *turn, const json_t *timer) {
  struct chart_timer declared;
  const char *state = json_text(timer, "state");
  int number = chart_state_find(turn->item->chart, state);
  return armed_declared(turn->item->chart, number, json_text(timer, "name"), &declared) && armed_is_used(turn, state, &declared);
}

bool due_take(struct turn *turn, const json_t *timer, int64_t real_now_ms, bool *skipped, struct err *err) {
  const json_t *rung = due_rung(turn->item, timer);
  struct again again;
  if (!again_plan(turn, timer, real_now_ms, &again, err)) return false;
  *skipped = again.skipped || (rung && overtaken(turn->item, timer, real_now_ms));
  if (*skipped) return skip(turn, timer, &again, err);
  if (rung && is_used(turn, timer)) {
    buf_text(&turn->result.reason, "its ladder has used this step for the same date");
    return consume(turn, timer, &again, err);
  }
  run_step(turn, timer);
  if (turn->result.outcome == STEP_TAKEN) return take(turn, timer, &again, rung, err);
  if (!is_stuck(turn)) return consume(turn, timer, &again, err);
  get_stuck(turn, timer, &again, turn->result.reason.data);
  return true;
}

static int64_t logical_of(const json_t *timer) {
  int64_t due = json_number(timer, "due", 0), since = json_number(timer, "since", 0);
  return due > since ? due : since;
}

static void report(struct turn *turn, json_t *fired, const char *what, bool skipped) {
  char at[INSTANT_TEXT], local[40];
  instant_write(turn->now_ms, at);
  board_local(turn->board, turn->now_ms, local);
  json_t *row = json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:O, s:I}", "ref", turn->item->ref, "at", at, "local", local, "what", what,
                          "state", casefile_atomic(turn->item), "state_titles", casefile_state_titles(turn->item), "told", turn->told,
                          "late_ms", (json_int_t)(turn->recorded_ms - turn->now_ms));
  if (skipped) json_put_flag(row, "skipped", true);
  int64_t missed = json_number(turn->event, "missed", 0);
  if (missed) json_put_number(row, "missed", missed);
  json_array_append_new(fired, row);
}

static json_t *same_timer(const struct casefile *item, const json_t *row) {
  size_t i;
  json_t *timer;
  json_array_foreach(item->timers, i, timer) if (json_equal(json_object_get(timer, "name"), json_object_get(row, "name")) &&
                                                 json_equal(json_object_get(timer, "state"), json_object_get(row, "state")) &&
                                                 json_equal(json_object_get(timer, "activation"), json_object_get(row, "activation")) &&
                                                 json_equal(json_object_get(timer, "due"), json_object_get(row, "due"))) return timer;
  return NULL;
}

// S6: the step was right but what it left cannot be (a date that is none): the item as it stood before keeps the timer's end and the
// reason. *item is replaced by it.
static bool park(struct board *board, struct casefile **item, const json_t *timer, json_t *event, const char *reason, struct err *err) {
  struct casefile *fresh = casefile_open(board, (*item)->hex, err);
  if (!fresh) return false;
  struct turn turn;
  turn_init(&turn, board, fresh, ENTRY_TIMER, logical_of(timer), json_incref(event));
  struct again again;
  struct err same;
  if (!again_plan(&turn, timer, board_now(board), &again, &same)) again = (struct again){0};
  const json_t *own = same_timer(fresh, timer); // its next time is armed only where this one's row is gone
  json_t *row = json_incref(own ? (json_t *)own : (json_t *)timer);
  buf_text(&turn.result.reason, reason);
  get_stuck(&turn, row, &again, reason);
  json_decref(row);
  bool ok = turn_append(&turn, err);
  turn_clear(&turn);
  json_decref(fresh->timers);
  fresh->timers = timer_list(board->store, fresh->hex);
  casefile_free(*item);
  *item = fresh;
  return ok;
}

// S7: an item whose timers go round without time passing is stopped after FIRINGS_MAX, which no honest workflow comes near.
static bool goes_round(struct board *board, const struct casefile *item, int64_t logical_ms) {
  bool same = board->firing_ms == logical_ms && strcmp(board->firing_case, item->hex) == 0;
  board->firing_count = same ? board->firing_count + 1 : 1;
  board->firing_ms = logical_ms;
  memcpy(board->firing_case, item->hex, sizeof board->firing_case);
  return board->firing_count > DUE_FIRINGS_MAX;
}

// Fires the item's timer in memory and in the journal.
static bool fire(struct board *board, struct casefile **item, json_t *timer, json_t *fired, struct err *err) {
  struct turn turn;
  struct err failed;
  bool skipped;
  char *what = due_words(*item, timer);
  json_t *event = json_pack("{s:O, s:{}, s:O, s:O, s:b}", "name", json_object_get(timer, "name"), "data", "state",
                            json_object_get(timer, "state"), "activation", json_object_get(timer, "activation"), "timer", 1);
  json_incref(timer); // it is dropped from the item on the way
  turn_init(&turn, board, *item, ENTRY_TIMER, logical_of(timer), event);
  bool round = goes_round(board, *item, logical_of(timer));
  if (round)
    err_set(&failed, ERR_LIMIT, "\"%s\" came due %d times without any time passing: its state leads back to itself",
            json_text(timer, "name"), DUE_FIRINGS_MAX);
  bool worked = !round && due_take(&turn, timer, board_now(board), &skipped, &failed);
  bool ok = worked ? turn_append(&turn, err) : park(board, item, timer, event, failed.text, err);
  if (worked && ok && fired) report(&turn, fired, what, skipped);
  turn_clear(&turn);
  json_decref(timer);
  mem_free(what);
  return ok;
}

bool due_retry(struct board *board, struct casefile *item, json_t *event, bool *recorded, struct err *err) {
  int state = chart_state_find(item->chart, json_text(event, "state"));
  if (state < 0 || config_activation(item->config, state) != json_number(event, "activation", -1)) return true; // T1: its state was left
  struct turn turn;
  bool ok = true;
  turn_init(&turn, board, item, ENTRY_TIMER, board_now(board), json_incref(event));
  run_step(&turn, event);
  if (turn.result.outcome == STEP_TAKEN)
    ok = record(&turn, event, due_rung(item, event), err) && turn_append(&turn, err);
  else if (is_stuck(&turn)) {
    incident_open(&turn, turn.result.reason.data, recorded, err);
    ok = false;
  }
  turn_clear(&turn);
  return ok;
}

bool due_fire(struct board *board, const json_t *row, json_t *fired, struct err *err) {
  struct casefile *item = casefile_open(board, json_text(row, "case"), err);
  if (!item) return false;
  json_t *timer = same_timer(item, row);
  bool ok = timer ? fire(board, &item, timer, fired, err)
                  : err_set(err, ERR_CORRUPT, "A timer of %s is armed that its item does not know; run `waymark rebuild`.", item->ref);
  casefile_free(item);
  return ok;
}

bool due_run_case(struct board *board, struct casefile **item, bool *wrote, struct err *err) {
  int64_t now = board_now(board);
  if (!sweep_item(board, item, err)) return false;
  if (hold_is(board)) return true;
  json_t *timer;
  for (int count = 0; (timer = json_array_get((*item)->timers, 0)) && json_number(timer, "due", 0) <= now; count++) {
    if (count == DUE_BEFORE_EVENT_MAX)
      return err_set(
          err, ERR_BUSY,
          "%s is catching up with what fell due: %d things were done just now, more come before your event, and nothing was done of "
          "that; try again in a moment.",
          (*item)->ref, count);
    if (!fire(board, item, timer, NULL, err)) return false;
    *wrote = true;
  }
  return true;
}
