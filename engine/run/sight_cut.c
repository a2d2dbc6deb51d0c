// What is taken from answers. See sight_cut.h.
#include "run/sight_cut.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/step.h"
#include "run/lateness.h"
#include "run/people.h"
#include "run/sight_cutting.h"
#include "run/view.h"

#include <string.h>

const char SIGHT_HIDDEN[] = "something that is not shown to you";
const char SIGHT_NOT_SHOWN[] = "not shown to you";

void sight_keep(json_t *rows, bool (*keeps)(const void *user, json_t *row), const void *user) {
  for (size_t i = json_array_size(rows); i-- > 0;)
    if (!keeps(user, json_array_get(rows, i))) json_array_remove(rows, i);
}

static bool is_field_seen(const void *user, json_t *row) {
  const struct sight_cutting *cutting = user;
  return sight_field(cutting->sight, json_text(row, "name"));
}

// ---- people whom a field names

json_t *sight_hidden_who(const char *title) { return json_pack("{s:n, s:s, s:s}", "id", "name", SIGHT_NOT_SHOWN, "via", title); }

static json_t *holders_of_state(const struct sight_cutting *cutting, const char *state) {
  const struct chart *chart = cutting->item->chart;
  const char *role = json_text(chart_state(chart, chart_state_find(chart, state)), "holder");
  if (!role) return json_array();
  const char *title = people_role_title(cutting->item, role);
  json_t *hidden = json_pack("[o]", sight_hidden_who(title));
  if (!sight_role(cutting->sight, role)) return hidden;
  json_decref(hidden);
  json_t *found = people_of_role(cutting->board, cutting->item, role, NULL);
  if (json_array_size(found) == 0) json_array_append_new(found, json_pack("{s:n, s:s, s:s}", "id", "name", "nobody", "via", title));
  return found;
}

static json_t *holders_of(const struct sight_cutting *cutting) {
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
  const struct sight_cutting *cutting = user;
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
  struct sight_cutting cutting = {NULL, item, sight};
  if (!sight->all) sight_keep(told, is_told_seen, &cutting);
}

// ---- whose turn it is

const char *sight_turn_rule(const struct casefile *item, const char *role) {
  for (int i = 0; i < chart_state_count(item->chart); i++) {
    const json_t *state = chart_state(item->chart, i);
    const char *holder = json_text(state, "holder");
    if (config_is_active(item->config, i) && holder && strcmp(holder, role) == 0 && json_text(state, "due")) return json_text(state, "due");
  }
  return NULL;
}

// That somebody is late is the summary's to tell; since when, only to who sees the date.
static void cut_wait(const struct sight_cutting *cutting, json_t *wait) {
  static const char *const dates[] = {"due", "local", "since", "why"};
  const char *role = json_text(wait, "role"), *title = json_text(wait, "title");
  if (json_object_get(wait, "people") && !sight_role(cutting->sight, role))
    json_object_set_new(wait, "people", json_pack("[o]", sight_hidden_who(title)));
  if (sight_rule(cutting->sight, sight_turn_rule(cutting->item, role))) return;
  for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) json_object_del(wait, dates[i]);
  char *text = mem_format("%s: %s", json_flag(wait, "late") ? "late" : "waiting", title);
  json_put_text(wait, "text", text);
  mem_free(text);
}

void sight_cut_turns(struct casefile *item, const struct sight *sight, json_t *turns) {
  struct sight_cutting cutting = {NULL, item, sight};
  size_t i;
  json_t *turn;
  if (sight->all) return;
  if (!sight->summary) json_array_clear(turns);
  json_array_foreach(turns, i, turn) cut_wait(&cutting, turn);
}

static void cut_waits(const struct sight_cutting *cutting, json_t *answer) {
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
static bool asks_hidden(const struct sight_cutting *cutting, const json_t *move) {
  json_t *candidates = step_candidates(cutting->item->chart, cutting->item->config, json_text(move, "event")), *candidate;
  bool hidden = false;
  size_t i;
  json_array_foreach(candidates, i, candidate) hidden =
      hidden || !sight_guard(cutting->sight, json_object_get(json_object_get(candidate, "transition"), "guard"));
  json_decref(candidates);
  return hidden;
}

static void cut_move(const struct sight_cutting *cutting, json_t *move) {
  size_t i;
  json_t *role, *why = json_object_get(move, "why_not");
  json_array_foreach(json_object_get(move, "by"), i, role) if (!sight_role(cutting->sight, json_text(role, "role")))
      json_object_set_new(role, "people", json_pack("[o]", sight_hidden_who(json_text(role, "title"))));
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
  const struct sight_cutting *cutting = user;
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

static void cut_colour(const struct sight_cutting *cutting, json_t *view) {
  bool hidden = false;
  size_t i;
  json_t *row, *rag = json_object_get(view, "rag");
  json_array_foreach(json_object_get(casefile_structure(cutting->item), "rag"), i, row) hidden =
      hidden || !sight_guard(cutting->sight, json_object_get(row, "guard"));
  if (!cutting->sight->summary) json_put_text(rag, "colour", "");
  if (!cutting->sight->summary || hidden) json_put_text(rag, "why", "by what is not shown to you");
}

// ---- the whole

static bool is_approval_seen(const void *user, json_t *row) {
  const struct sight_cutting *cutting = user;
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
  struct sight_cutting cutting = {board, item, sight};
  size_t i;
  json_t *move, *moves = json_object_get(view, "moves");
  if (sight->all) return;
  cut_all_but_parts(sight, view);
  json_put_flag(view, "part", true);
  sight_keep(json_object_get(view, "fields"), is_field_seen, &cutting);
  sight_keep(json_object_get(view, "warnings"), is_warning_seen, &cutting);
  sight_keep(json_object_get(view, "approvals"), is_approval_seen, &cutting);
  sight_keep(moves, is_theirs, NULL);
  json_array_foreach(moves, i, move) cut_move(&cutting, move);
  json_object_set_new(view, "holder", holders_of(&cutting));
  cut_waits(&cutting, view);
  cut_colour(&cutting, view);
  sight_cut_dues(&cutting, json_object_get(view, "due"));
}

// Of a row's columns each is a field's.
static void cut_columns(const struct sight_cutting *cutting, json_t *row) {
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

static void put_holder(const struct sight_cutting *cutting, json_t *row) {
  json_t *holders = holders_of(cutting);
  view_put_holder(row, holders);
  json_decref(holders);
}

void sight_cut_row(struct board *board, struct casefile *item, const struct sight *sight, json_t *row) {
  struct sight_cutting cutting = {board, item, sight};
  if (sight->all) return;
  cut_columns(&cutting, row);
  put_holder(&cutting, row);
  cut_waits(&cutting, row);
  if (!sight_title(sight)) json_put_text(row, "title", "");
  if (!sight->summary) json_put_text(row, "rag", "");
  if (!sight->history) json_put_flag(row, "stale", false);
}

void sight_cut_todo(struct casefile *item, const struct sight *sight, json_t *row) {
  struct sight_cutting cutting = {NULL, item, sight};
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
  return json_pack("{s:s, s:s, s:s, s:s, s:[], s:o}", "name", "sight", "title", SIGHT_NOT_SHOWN, "default", "withhold", "reason",
                   SIGHT_NOT_SHOWN, "withhold", "show", show);
}
