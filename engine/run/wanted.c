// What waits for a group. See wanted.h.
//
// A move that the group or its chair decides is wanted when
// W1 it stands in a state whose holder is the group or its chair, and is made at a meeting; or
// W2 its condition asks for something to be there, and is true now: an extension that was asked for, a delay to be decided on; or
// W3 it leads on from where the item stands, is made at a meeting, and its condition asks for something that is not there yet. Those are
//    not ready, and say why.
// What could be decided at any time (pausing, merging, setting a colour) asks for nothing to be there, so it puts nothing on an agenda.
#include "run/wanted.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/step.h"
#include "run/activation.h"
#include "run/explain.h"
#include "run/lateness.h"
#include "run/listing.h"
#include "run/sitting.h"
#include "run/subject.h"
#include "run/value.h"
#include "run/view.h"

#include <string.h>

// ---- which moves

// Does a condition ask for something to be there, beside what its own form would fill in?
static bool asks_for_something(const json_t *guard) {
  static const char *const ops[] = {"has", "is", "at_least", "graded", "level", "in_state", "past", "within", "approved", "when"};
  const char *op = json_text(guard, "op");
  size_t i;
  json_t *part;
  for (i = 0; op && i < sizeof ops / sizeof ops[0]; i++)
    if (strcmp(op, ops[i]) == 0) return true;
  if (!op || (strcmp(op, "all") != 0 && strcmp(op, "any") != 0)) return false;
  bool any = strcmp(op, "any") == 0, asks = false;
  json_array_foreach(json_object_get(guard, "of"), i, part) {
    bool one = asks_for_something(part);
    if (any && !one) return false; // it may be true with nothing there
    asks = asks || one;
  }
  return asks;
}

static bool has_role_of(struct board *board, const struct casefile *item, const char *role, const char *group) {
  return role && sitting_role_is_its(board, item, role, group);
}

// Does a state with this holder wait for the group?
static bool waits_in(struct board *board, const struct casefile *item, const char *state, const char *group) {
  return has_role_of(board, item, json_text(chart_state(item->chart, chart_state_find(item->chart, state)), "holder"), group);
}

static bool is_atomic(const struct casefile *item, const char *state) {
  const char *kind = json_text(chart_state(item->chart, chart_state_find(item->chart, state)), "kind");
  return kind && strcmp(kind, "atomic") == 0;
}

static bool leads_on(const json_t *transition) {
  return json_text(transition, "target") || json_array_size(json_object_get(transition, "targets"));
}

static bool is_wanted(struct board *board, const struct casefile *item, const json_t *candidate, const char *group, const json_t *move) {
  const json_t *transition = json_object_get(candidate, "transition");
  const char *state = json_text(candidate, "state");
  bool at_meeting = json_flag(transition, "at_meeting"), asks = asks_for_something(json_object_get(transition, "guard"));
  bool ready = strcmp(json_text(move, "ready"), "true") == 0;
  if (at_meeting && waits_in(board, item, state, group)) return true;          // W1
  if (asks && ready) return true;                                              // W2
  return asks && at_meeting && leads_on(transition) && is_atomic(item, state); // W3
}

// An event's own data is not known before it comes, so what asks for it is open.
static bool hangs_on_event(const json_t *guard) {
  const char *key;
  size_t i;
  json_t *member;
  if (json_object_get(guard, "from")) return true;
  json_object_foreach((json_t *)guard, key, member) if (hangs_on_event(member)) return true;
  json_array_foreach(guard, i, member) if (hangs_on_event(member)) return true;
  return false;
}

// By what the item alone says; what asks the clock, people or Lua may be true at any moment.
static bool may_be_ready(const struct casefile *item, const json_t *guard) {
  const struct step_view view = {.chart = item->chart, .config = item->config, .fields = item->fields};
  struct buf why = {0};
  bool may = guard_judge(guard, &view, NULL, &why) != TRUTH_FALSE || hangs_on_event(guard);
  buf_clear(&why);
  return may;
}

// W2 and W3 of whoever decides; W1 is a matter of who holds it.
static bool may_be_wanted(const struct casefile *item, const json_t *candidate) {
  const json_t *transition = json_object_get(candidate, "transition"), *guard = json_object_get(transition, "guard");
  if (!asks_for_something(guard)) return false;
  bool later = json_flag(transition, "at_meeting") && leads_on(transition) && is_atomic(item, json_text(candidate, "state"));
  return later || may_be_ready(item, guard);
}

json_t *wanted_deciders(const struct casefile *item) {
  json_t *candidates = step_all_candidates(item->chart, item->config), *candidate, *roles = json_array();
  size_t i;
  json_array_foreach(candidates, i, candidate) {
    json_t *deciders = json_object_get(json_object_get(candidate, "transition"), "decided_by");
    if (json_array_size(deciders) && may_be_wanted(item, candidate)) json_array_extend(roles, deciders);
  }
  json_t *subjects = subject_of_roles(item, roles);
  json_decref(roles);
  json_decref(candidates);
  return subjects;
}

static json_t *move_of(struct board *board, struct casefile *item, const json_t *transition, const char *person) {
  json_t *move =
      json_pack("{s:O, s:O, s:b, s:b}", "event", json_object_get(transition, "event"), "label", json_object_get(transition, "label"),
                "binds", json_object_get(transition, "binds") != NULL, "at_meeting", json_flag(transition, "at_meeting"));
  explain_move(board, item, transition, person, move);
  json_object_del(move, "yours");
  json_object_del(move, "can");
  return move;
}

static json_t *wanted_moves(struct board *board, struct casefile *item, const char *group, const char *person) {
  json_t *moves = json_array(), *candidates = step_all_candidates(item->chart, item->config), *candidate;
  size_t i;
  json_array_foreach(candidates, i, candidate) {
    const json_t *transition = json_object_get(candidate, "transition");
    if (!sitting_any_role_is_its(board, item, json_object_get(transition, "decided_by"), group)) continue;
    json_t *move = move_of(board, item, transition, person);
    if (is_wanted(board, item, candidate, group, move)) json_array_append(moves, move);
    json_decref(move);
  }
  json_decref(candidates);
  return moves;
}

// ---- the row

// Since when the group has been waited for, in the states that wait for it; 0: that is not known.
static int64_t waits_since(struct board *board, const struct casefile *item, const char *group) {
  int64_t since = 0;
  for (int i = 0; i < chart_state_count(item->chart); i++) {
    const json_t *state = chart_state(item->chart, i);
    if (!config_is_active(item->config, i) || !has_role_of(board, item, json_text(state, "holder"), group)) continue;
    int64_t entered = activation_entered(item, json_text(state, "id"), 0);
    if (entered && (!since || entered < since)) since = entered;
  }
  return since;
}

static const json_t *turn_of(struct board *board, const struct casefile *item, const json_t *waits, const char *group) {
  size_t i;
  json_t *wait;
  json_array_foreach(waits, i, wait) if (has_role_of(board, item, json_text(wait, "role"), group)) return wait;
  return NULL;
}

static json_t *exceptions_of(const struct casefile *item, const json_t *turn, bool late, const char *colour) {
  json_t *why = json_array();
  int64_t level = json_number(item->fields, "escalation_level", 0);
  if (late) json_array_add(why, turn && json_flag(turn, "late") ? json_text(turn, "text") : "late");
  if (level > 0) {
    char *text = mem_format("escalated to level %lld", (long long)level);
    json_array_add(why, text);
    mem_free(text);
  }
  if (strcmp(colour, "red") == 0) json_array_add(why, "red");
  return why;
}

static char *lead_of(struct board *board, const struct casefile *item) {
  const char *field = casefile_list_field(item, "lead");
  return value_show(board, field ? chart_field(item->chart, field) : NULL, field ? json_object_get(item->fields, field) : NULL);
}

static json_t *row_of(struct board *board, struct casefile *item, const char *group, json_t *moves) {
  json_t *waits = lateness_list(board, item, false), *rag = view_rag(board, item);
  const json_t *turn = turn_of(board, item, waits, group);
  bool late = lateness_any(waits);
  int64_t since = waits_since(board, item, group);
  char *lead = lead_of(board, item);
  json_t *row = json_pack("{s:s, s:s, s:s, s:s, s:I, s:o, s:O, s:o, s:b, s:o}", "ref", item->ref, "noun", casefile_noun(item), "title",
                          item->title, "lead", lead, "revision", (json_int_t)item->revision, "state_titles", casefile_state_titles(item),
                          "colour", json_object_get(rag, "colour"), "exception", exceptions_of(item, turn, late, json_text(rag, "colour")),
                          "late", late, "moves", moves);
  if (since) board_put_instant(board, row, "since", true, since);
  json_put_text(row, "turn", json_text(turn, "text"));
  mem_free(lead);
  json_decref(rag);
  json_decref(waits);
  return row;
}

static bool waits_for(struct board *board, const struct casefile *item, const char *group) {
  for (int i = 0; i < chart_state_count(item->chart); i++)
    if (config_is_active(item->config, i) && has_role_of(board, item, json_text(chart_state(item->chart, i), "holder"), group)) return true;
  return false;
}

json_t *wanted_row(struct board *board, struct casefile *item, const char *group, const char *person, bool anyhow) {
  json_t *moves = wanted_moves(board, item, group, person);
  if (anyhow || json_array_size(moves) || waits_for(board, item, group)) return row_of(board, item, group, moves);
  json_decref(moves);
  return NULL;
}

// ---- which items

struct walking {
  struct board *board;
  wanted_fn *each;
  void *user;
  struct err *err;
  bool failed;
};

static bool is_meeting(const json_t *row) {
  const char *workflow = json_text(row, "workflow");
  return workflow && strcmp(workflow, "meeting") == 0;
}

static bool walk_one(void *user, json_t *row) {
  struct walking *walking = user;
  if (json_flag(row, "closed") || is_meeting(row)) return true;
  struct casefile *item = casefile_from_row(walking->board, row, false, walking->err);
  walking->failed = !item;
  bool more = item && walking->each(walking->user, item);
  casefile_free(item);
  return more;
}

static void walk_named(struct walking *walking, const json_t *refs) {
  bool more = true;
  size_t i;
  json_t *ref;
  json_array_foreach(refs, i, ref) {
    struct err gone;
    json_t *row = more ? case_find(walking->board->store, json_string_value(ref), &gone) : NULL;
    if (row) more = walk_one(walking, row);
    json_decref(row);
  }
}

bool wanted_each(struct board *board, const char *group, wanted_fn *each, void *user, struct err *err) {
  struct walking walking = {.board = board, .each = each, .user = user, .err = err};
  struct err ignored;
  json_t *refs = listing_begin(board) ? listing_of_group(board, group, &ignored) : NULL;
  bool ok = refs || case_each(board->store, NULL, walk_one, &walking, err);
  walk_named(&walking, refs);
  json_decref(refs);
  return ok && !walking.failed;
}
