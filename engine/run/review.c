// Armed timers against declared ones. See review.h.
#include "run/review.h"

#include "base/mem.h"
#include "run/activation.h"
#include "run/armed.h"
#include "run/message.h"
#include "run/migrate.h"

#include <string.h>

const char REVIEW_CHECK[] = "check";

// ---- what moved

static void add_move(struct turn *turn, const char *name, const char *rule, const json_t *was, const json_t *is, json_t *moves) {
  json_t *row = json_pack("{s:s, s:s, s:s?}", "ref", turn->item->ref, "what", name, "rule", rule);
  board_put_instant(turn->board, row, "was", was != NULL, json_integer_value(was));
  board_put_instant(turn->board, row, "is", is != NULL, json_integer_value(is));
  json_array_append_new(moves, row);
}

// ---- one declared timer

struct compared {
  struct turn *turn;
  json_t *moves;
  int64_t past_ms; // what was due by then stays
  int state;
  struct chart_timer timer;
  json_t *row; // NULL: not armed
};

static bool is_same(const struct compared *c, bool armed, const struct rule_result *worked) {
  if (!c->row || !armed) return !c->row && !armed;
  const char *rule = json_text(c->row, "rule");
  return json_number(c->row, "due", 0) == worked->due_ms && json_flag(c->row, "provisional") == worked->provisional && rule &&
         strcmp(rule, armed_rule(c->turn, &c->timer)) == 0;
}

static void move(struct compared *c, bool armed, const struct rule_result *worked) {
  json_t *was = json_incref(json_object_get(c->row, "due")), *is = armed ? json_integer((json_int_t)worked->due_ms) : NULL;
  add_move(c->turn, c->timer.name, armed_rule(c->turn, &c->timer), was, is, c->moves);
  if (c->row) armed_drop(c->turn, c->row, armed || worked->missing ? "moved" : "passed");
  armed_note_passed(c->turn, c->state, &c->timer, armed, worked);
  if (armed) armed_add(c->turn, c->state, &c->timer, worked);
  json_decref(was);
  json_decref(is);
}

// Of a state that was entered before activations were kept, nobody can say whether a timer without a row was used up.
static bool cannot_tell(const struct compared *c, const char *state) { return !c->row && !activation_is_known(c->turn->item, state); }

// What is due by another calendar than today's was due before that changed; a check has nothing else to go by.
static bool stays(const struct compared *c) {
  int64_t due = json_number(c->row, "due", INT64_MAX);
  const char *calendar = json_text(c->row, "calendar");
  if (c->past_ms != REVIEW_NOTHING_STAYS) return due <= c->past_ms;
  return due <= c->turn->now_ms && calendar && strcmp(calendar, calendar_version(c->turn->board->calendar)) != 0;
}

// A reminder that is about to go: it would not be armed now, and has been.
static bool is_going(const struct compared *c, bool armed, const struct rule_result *worked) {
  return !armed && !worked->missing && worked->due_ms == json_number(c->row, "due", INT64_MIN);
}

static bool compare(struct compared *c, const char *state, struct err *err) {
  struct rule_result worked;
  bool armed;
  if (cannot_tell(c, state) || stays(c)) return true;
  if (!armed_expect(c->turn, c->state, &c->timer, json_number(c->row, "since", c->turn->now_ms), &armed, &worked, err)) return false;
  if (!is_same(c, armed, &worked) && !is_going(c, armed, &worked)) move(c, armed, &worked);
  return true;
}

// ---- one item

static bool review_state(struct turn *turn, int state, int64_t past_ms, json_t *moves, struct err *err) {
  const struct casefile *item = turn->item;
  const char *id = json_text(chart_state(item->chart, state), "id");
  for (int i = 0; i < chart_timer_count(item->chart, state); i++) {
    struct compared c = {.turn = turn, .moves = moves, .past_ms = past_ms, .state = state, .timer = chart_timer_at(item->chart, state, i)};
    c.row = armed_find(item->timers, id, config_activation(item->config, state), c.timer.name);
    if (!compare(&c, id, err)) return false;
  }
  return true;
}

static bool is_declared(const struct casefile *item, const json_t *row) {
  struct chart_timer timer;
  int state = chart_state_find(item->chart, json_text(row, "state"));
  return state >= 0 && config_is_active(item->config, state) &&
         config_activation(item->config, state) == json_number(row, "activation", -1) &&
         armed_declared(item->chart, state, json_text(row, "name"), &timer);
}

// T1: a row of an activation that is over could only ever be a stale fire.
static void drop_strays(struct turn *turn, json_t *moves) {
  json_t *timers = turn->item->timers;
  for (size_t i = json_array_size(timers); i-- > 0;) {
    json_t *row = json_array_get(timers, i);
    if (is_declared(turn->item, row)) continue;
    add_move(turn, json_text(row, "name"), json_text(row, "rule"), json_object_get(row, "due"), NULL, moves);
    armed_drop(turn, row, "exit");
  }
}

bool review_timers(struct turn *turn, int64_t past_ms, json_t *moves, struct err *err) {
  drop_strays(turn, moves);
  for (int state = 0; state < chart_state_count(turn->item->chart); state++)
    if (config_is_active(turn->item->config, state) && !review_state(turn, state, past_ms, moves, err)) return false;
  return true;
}

static void begin(struct turn *turn, struct board *board, struct casefile *item, const char *why, const char *actor) {
  json_t *event = json_pack("{s:s, s:{s:s}, s:s*}", "name", "deadlines worked out again", "data", "why", why, "actor", actor);
  turn_init(turn, board, item, ENTRY_TIMERS_DERIVED, board_now(board), event);
}

// A date in a field is what people were given, and no review touches it: where it now differs from its rule, the entry says so (T6).
static void put_stays(struct turn *turn, json_t *note) {
  json_t *stays = migrate_set_stays(turn->board, turn->item);
  if (json_array_size(stays)) json_object_set(note, "stays", stays);
  json_decref(stays);
}

static bool record(struct turn *turn, const struct review_cause *cause, json_t *moved, struct err *err) {
  json_t *note = json_pack("{s:s, s:s*, s:O}", "why", cause->why, "reason", cause->reason, "moves", moved);
  if (strcmp(cause->why, "calendar") == 0) put_stays(turn, note);
  entry_part(&turn->entry, "note", note);
  entry_part(&turn->entry, "configuration", casefile_state_json(turn->item));
  if (strcmp(cause->why, REVIEW_CHECK) == 0)
    message_office(turn, "a deadline was not armed as its workflow says and was put right: look at it and tell whoever runs Waymark");
  turn->item->revision++;
  return turn_append(turn, err);
}

bool review_look(struct board *board, const struct casefile *item, json_t *moves, struct err *err) {
  struct casefile *copy = casefile_copy(item);
  struct turn turn;
  begin(&turn, board, copy, "look", NULL);
  bool ok = review_timers(&turn, turn.now_ms, moves, err);
  turn_clear(&turn);
  casefile_free(copy);
  return ok;
}

bool review_item(struct board *board, struct casefile *item, const struct review_cause *cause, int64_t past_ms, json_t *moves,
                 struct err *err) {
  struct turn turn;
  json_t *moved = json_array();
  begin(&turn, board, item, cause->why, cause->actor);
  bool ok = review_timers(&turn, past_ms, moved, err) && (json_array_size(moved) == 0 || record(&turn, cause, moved, err));
  if (ok) json_array_extend(moves, moved);
  turn_clear(&turn);
  json_decref(moved);
  return ok;
}
