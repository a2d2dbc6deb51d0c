// What is taken from answers. See sight_cut.h.
#include "run/sight_cut.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/step.h"
#include "run/due.h"
#include "run/lateness.h"
#include "run/people.h"

#include <string.h>

const char SIGHT_HIDDEN[] = "something that is not shown to you";
static const char NOT_SHOWN[] = "not shown to you";

// Keeps those rows of a list of which `keeps` says so.
static void keep(json_t *rows, bool (*keeps)(const void *user, json_t *row), const void *user) {
  for (size_t i = json_array_size(rows); i-- > 0;)
    if (!keeps(user, json_array_get(rows, i))) json_array_remove(rows, i);
}

struct cutting {
  struct board *board;
  struct casefile *item;
  const struct sight *sight;
};

static bool is_field_seen(const void *user, json_t *row) {
  const struct cutting *cutting = user;
  return sight_field(cutting->sight, json_text(row, "name"));
}

// ---- people whom a field names

static json_t *hidden_who(const char *title) { return json_pack("{s:n, s:s, s:s}", "id", "name", NOT_SHOWN, "via", title); }

static json_t *holders_of_state(const struct cutting *cutting, const char *state) {
  const struct chart *chart = cutting->item->chart;
  const char *role = json_text(chart_state(chart, chart_state_find(chart, state)), "holder");
  if (!role) return json_array();
  const char *title = people_role_title(cutting->item, role);
  json_t *hidden = json_pack("[o]", hidden_who(title));
  if (!sight_role(cutting->sight, role)) return hidden;
  json_decref(hidden);
  json_t *found = people_of_role(cutting->board, cutting->item, role, NULL);
  if (json_array_size(found) == 0) json_array_append_new(found, json_pack("{s:n, s:s, s:s}", "id", "name", "nobody", "via", title));
  return found;
}

static json_t *holders_of(const struct cutting *cutting) {
  json_t *holders = json_array(), *ids = casefile_atomic(cutting->item), *id;
  size_t i;
  if (cutting->sight->summary) json_array_foreach(ids, i, id) {
      json_t *found = holders_of_state(cutting, json_string_value(id));
      json_array_extend(holders, found);
      json_decref(found);
    }
  json_decref(ids);
  return holders;
}

static bool is_told_seen(const void *user, json_t *told) {
  const struct cutting *cutting = user;
  const char *title = json_text(told, "role");
  size_t i;
  json_t *role;
  json_array_foreach(json_object_get(casefile_structure(cutting->item), "roles"), i, role) {
    const char *name = json_text(role, "name");
    if (title && strcmp(people_role_title(cutting->item, name), title) == 0 && !sight_role(cutting->sight, name)) return false;
  }
  return true;
}

void sight_cut_told(struct casefile *item, const struct sight *sight, json_t *told) {
  struct cutting cutting = {NULL, item, sight};
  if (!sight->all) keep(told, is_told_seen, &cutting);
}

// ---- whose turn it is

static const char *turn_rule(const struct casefile *item, const char *role) {
  for (int i = 0; i < chart_state_count(item->chart); i++) {
    const json_t *state = chart_state(item->chart, i);
    const char *holder = json_text(state, "holder");
    if (config_is_active(item->config, i) && holder && strcmp(holder, role) == 0 && json_text(state, "due")) return json_text(state, "due");
  }
  return NULL;
}

// That somebody is late is the summary's to tell; since when, only to who sees the date.
static void cut_wait(const struct cutting *cutting, json_t *wait) {
  static const char *const dates[] = {"due", "local", "since", "why"};
  const char *role = json_text(wait, "role"), *title = json_text(wait, "title");
  if (json_object_get(wait, "people") && !sight_role(cutting->sight, role))
    json_object_set_new(wait, "people", json_pack("[o]", hidden_who(title)));
  if (sight_rule(cutting->sight, turn_rule(cutting->item, role))) return;
  for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) json_object_del(wait, dates[i]);
  char *text = mem_format("%s: %s", json_flag(wait, "late") ? "late" : "waiting", title);
  json_put_text(wait, "text", text);
  mem_free(text);
}

void sight_cut_turns(struct casefile *item, const struct sight *sight, json_t *turns) {
  struct cutting cutting = {NULL, item, sight};
  size_t i;
  json_t *turn;
  if (sight->all) return;
  if (!sight->summary) json_array_clear(turns);
  json_array_foreach(turns, i, turn) cut_wait(&cutting, turn);
}

static void cut_waits(const struct cutting *cutting, json_t *answer) {
  sight_cut_turns(cutting->item, cutting->sight, json_object_get(answer, "waits"));
  if (!cutting->sight->summary) json_put_flag(answer, "late", false);
}

// ---- conditions

// Of an `all`, an `any` or a `no` the parts are looked at one by one; what its author called it as a whole says more than its parts.
void sight_cut_condition(const struct sight *sight, const json_t *guard, bool theirs, json_t *explained) {
  const json_t *of = json_object_get(guard, "of");
  json_t *parts = json_object_get(explained, "of"), *part;
  size_t i;
  if (sight_guard(sight, guard)) return;
  json_put_text(explained, "label", SIGHT_HIDDEN);
  json_object_del(explained, "reason");
  if (!theirs) json_put_text(explained, "result", "hidden");
  if (!of || json_array_size(of) != json_array_size(parts)) {
    json_object_del(explained, "of");
    return;
  }
  json_array_foreach(parts, i, part) sight_cut_condition(sight, json_array_get(of, i), theirs, part);
}

// Does any transition of this event, as it is called here, ask for what is hidden?
static bool asks_hidden(const struct cutting *cutting, const json_t *move) {
  json_t *candidates = step_candidates(cutting->item->chart, cutting->item->config, json_text(move, "event")), *candidate;
  bool hidden = false;
  size_t i;
  json_array_foreach(candidates, i, candidate) hidden =
      hidden || !sight_guard(cutting->sight, json_object_get(json_object_get(candidate, "transition"), "guard"));
  json_decref(candidates);
  return hidden;
}

static void cut_move(const struct cutting *cutting, json_t *move) {
  size_t i;
  json_t *role, *why = json_object_get(move, "why_not");
  json_array_foreach(json_object_get(move, "by"), i, role) if (!sight_role(cutting->sight, json_text(role, "role")))
      json_object_set_new(role, "people", json_pack("[o]", hidden_who(json_text(role, "title"))));
  if (json_array_size(why) == 0 || !asks_hidden(cutting, move)) return;
  json_array_clear(why);
  json_array_add(why, SIGHT_HIDDEN);
}

// Whether a move is ready tells of what it asks for: so only its own are shown, whose answer they would get by trying.
static bool is_theirs(const void *user, json_t *move) {
  (void)user;
  return json_flag(move, "yours");
}

static bool is_warning_seen(const void *user, json_t *warning) {
  const struct cutting *cutting = user;
  bool found = false, hidden = false;
  size_t i;
  json_t *row;
  json_array_foreach(json_object_get(casefile_structure(cutting->item), "warnings"), i, row) {
    if (strcmp(json_text(row, "label"), json_string_value(warning)) != 0) continue;
    found = true;
    hidden = hidden || !sight_guard(cutting->sight, json_object_get(row, "guard"));
  }
  return found && !hidden; // others are the engine's own, about deadlines and people of any kind
}

static void cut_colour(const struct cutting *cutting, json_t *view) {
  bool hidden = false;
  size_t i;
  json_t *row, *rag = json_object_get(view, "rag");
  json_array_foreach(json_object_get(casefile_structure(cutting->item), "rag"), i, row) hidden =
      hidden || !sight_guard(cutting->sight, json_object_get(row, "guard"));
  if (!cutting->sight->summary) json_put_text(rag, "colour", "");
  if (!cutting->sight->summary || hidden) json_put_text(rag, "why", "by what is not shown to you");
}

// ---- deadlines

static bool timer_is_seen(const struct cutting *cutting, const char *state, const char *name) {
  const struct chart *chart = cutting->item->chart;
  int at = state ? chart_state_find(chart, state) : -1;
  for (int i = 0; at >= 0 && name && i < chart_timer_count(chart, at); i++) {
    struct chart_timer timer = chart_timer_at(chart, at, i);
    if (strcmp(timer.name, name) == 0)
      return sight_rule(cutting->sight, timer.rule) && sight_guard(cutting->sight, json_object_get(timer.rung, "instead"));
  }
  return false;
}

// What counts from when a state was entered is the summary's.
static bool is_deadline_seen(const struct cutting *cutting, const char *state, const char *name, const char *rule) {
  struct sight none = {.chart = cutting->sight->chart};
  bool hangs_on_field = !sight_rule(&none, rule);
  return timer_is_seen(cutting, state, name) && sight_rule(cutting->sight, rule) && (hangs_on_field || cutting->sight->summary);
}

// Whom it tells, if all of them may be known.
static void cut_to(const struct cutting *cutting, const json_t *timer, json_t *row) {
  json_t *roles = due_roles(cutting->item, timer), *role;
  size_t i;
  bool seen = true;
  json_array_foreach(roles, i, role) seen = seen && sight_role(cutting->sight, json_string_value(role));
  json_decref(roles);
  if (!seen && json_array_size(json_object_get(row, "to"))) json_object_set_new(row, "to", json_pack("[o]", hidden_who("")));
}

// Row by row beside the timers that they were made of.
static void cut_dues(const struct cutting *cutting, json_t *rows) {
  for (size_t i = json_array_size(cutting->item->timers); i-- > 0;) {
    const json_t *timer = json_array_get(cutting->item->timers, i);
    if (is_deadline_seen(cutting, json_text(timer, "state"), json_text(timer, "name"), json_text(timer, "rule")))
      cut_to(cutting, timer, json_array_get(rows, i));
    else
      json_array_remove(rows, i);
  }
}

static bool is_row_seen(const void *user, json_t *row) {
  const struct cutting *cutting = user;
  bool seen = is_deadline_seen(cutting, json_text(row, "state"), json_text(row, "name"), json_text(row, "rule"));
  if (seen) cut_to(cutting, row, row);
  return seen;
}

void sight_cut_deadlines(struct casefile *item, const struct sight *sight, json_t *rows) {
  struct cutting cutting = {NULL, item, sight};
  if (!sight->all) keep(rows, is_row_seen, &cutting);
}

// Why the clock was stopped is for who sees everything: somebody wrote it down beside the fields.
static void cut_stops(json_t *receipt) {
  size_t i;
  json_t *day;
  json_object_del(receipt, "stops");
  json_array_foreach(json_object_get(receipt, "receipt"), i, day) if (json_object_get(day, "stopped"))
      json_put_text(day, "stopped", NOT_SHOWN);
}

bool sight_cut_receipt(struct casefile *item, const struct sight *sight, json_t *receipt) {
  struct cutting cutting = {NULL, item, sight};
  const char *state = json_text(receipt, "state"), *name = json_text(receipt, "name"), *rule = json_text(receipt, "rule");
  const char *holder = state ? json_text(chart_state(item->chart, chart_state_find(item->chart, state)), "holder") : NULL;
  if (sight->all) return true;
  cut_stops(receipt);
  if (state && timer_is_seen(&cutting, state, name)) return is_row_seen(&cutting, receipt);
  bool is_turn = holder && turn_rule(item, holder) && strcmp(turn_rule(item, holder), rule) == 0;
  if (is_turn && !sight_role(sight, holder)) json_object_set_new(receipt, "to", json_array());
  return (!state || is_turn) && sight_rule(sight, rule) && (sight->summary || !state);
}

// ---- the whole

static bool is_approval_seen(const void *user, json_t *row) {
  const struct cutting *cutting = user;
  size_t i;
  json_t *bound;
  json_array_foreach(json_object_get(json_object_get(cutting->item->approvals, json_text(row, "event")), "binds"), i,
                     bound) if (!sight_field(cutting->sight, json_text(bound, "field"))) return false;
  return cutting->sight->history;
}

// What a part may show, each of it looked at below or where it is made; whatever else an item's page comes to say is not for a part.
static const char *const partial[] = {
    "ref",          "workflow", "workflow_title", "workflow_version", "noun",    "title",  "state",   "closed", "revision",
    "state_titles", "rag",      "self_rag",       "notice",           "holder",  "late",   "waits",   "fields", "moves",
    "due",          "warnings", "evidence",       "approvals",        "parties", "erased", "stranded"};

static bool is_partial(const char *member) {
  for (size_t i = 0; i < sizeof partial / sizeof partial[0]; i++)
    if (strcmp(partial[i], member) == 0) return true;
  return false;
}

static void cut_all_but_parts(const struct sight *sight, json_t *view) {
  const char *member;
  json_t *value;
  void *next;
  json_object_foreach_safe(view, next, member, value) if (!is_partial(member)) json_object_del(view, member);
  json_object_set_new(view, "incidents", json_array());
  if (!sight->history) json_object_del(view, "erased");
  if (!sight_field(sight, "evidence")) json_array_clear(json_object_get(view, "evidence"));
  if (!sight_field(sight, "self_rag")) json_object_del(view, "self_rag");
  if (!sight_title(sight)) json_put_text(view, "title", "");
}

void sight_cut_view(struct board *board, struct casefile *item, const struct sight *sight, json_t *view) {
  struct cutting cutting = {board, item, sight};
  size_t i;
  json_t *move, *moves = json_object_get(view, "moves");
  if (sight->all) return;
  cut_all_but_parts(sight, view);
  json_put_flag(view, "part", true);
  keep(json_object_get(view, "fields"), is_field_seen, &cutting);
  keep(json_object_get(view, "warnings"), is_warning_seen, &cutting);
  keep(json_object_get(view, "approvals"), is_approval_seen, &cutting);
  keep(moves, is_theirs, NULL);
  json_array_foreach(moves, i, move) cut_move(&cutting, move);
  json_object_set_new(view, "holder", holders_of(&cutting));
  cut_waits(&cutting, view);
  cut_colour(&cutting, view);
  cut_dues(&cutting, json_object_get(view, "due"));
}

// Of a row's columns each is a field's.
static void cut_columns(const struct cutting *cutting, json_t *row) {
  static const char *const columns[] = {"due", "lead", "priority"};
  for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
    const char *field = casefile_list_field(cutting->item, columns[i]);
    if (!field || sight_field(cutting->sight, field)) continue;
    if (i == 0)
      json_object_del(row, "due");
    else
      json_put_text(row, columns[i], "");
  }
}

static void put_holder(const struct cutting *cutting, json_t *row) {
  json_t *holders = holders_of(cutting), *holder;
  struct buf names;
  size_t i;
  buf_init(&names);
  json_array_foreach(holders, i, holder) if (i < 3) buf_format(&names, "%s%s", i ? ", " : "", json_text(holder, "name"));
  if (json_array_size(holders) > 3) buf_format(&names, " and %zu more", json_array_size(holders) - 3);
  json_put_text(row, "holder", names.data ? names.data : "");
  buf_clear(&names);
  json_decref(holders);
}

void sight_cut_row(struct board *board, struct casefile *item, const struct sight *sight, json_t *row) {
  struct cutting cutting = {board, item, sight};
  if (sight->all) return;
  cut_columns(&cutting, row);
  put_holder(&cutting, row);
  cut_waits(&cutting, row);
  if (!sight_title(sight)) json_put_text(row, "title", "");
  if (!sight->summary) json_put_text(row, "rag", "");
  if (!sight->history) json_put_flag(row, "stale", false);
}

void sight_cut_todo(struct casefile *item, const struct sight *sight, json_t *row) {
  struct cutting cutting = {NULL, item, sight};
  const char *due = casefile_list_field(item, "due");
  size_t i;
  json_t *wait;
  if (sight->all) return;
  if (!sight_title(sight)) json_put_text(row, "title", "");
  if (due && !sight_field(sight, due)) json_object_del(row, "due");
  json_array_foreach(json_object_get(row, "waits"), i, wait) cut_wait(&cutting, wait);
}

json_t *sight_profile(const struct sight *sight) {
  json_t *show = json_array(), *seen;
  const char *field;
  json_object_foreach(sight->fields, field, seen) json_array_add(show, field);
  return json_pack("{s:s, s:s, s:s, s:s, s:[], s:o}", "name", "sight", "title", NOT_SHOWN, "default", "withhold", "reason", NOT_SHOWN,
                   "withhold", "show", show);
}
