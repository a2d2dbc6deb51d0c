// The table of rights. See rights_table.h.
#include "op/rights_table.h"

#include "base/mem.h"
#include "chart/could.h"
#include "chart/step.h"
#include "run/definition.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/sight_rule.h"
#include "run/subject.h"

#include <string.h>

struct table {
  struct board *board;
  const char *person; // NULL: whoever has the role
  json_t *rows;
  const struct definition *definition; // of the workflow that is being written
  const json_t *structure;
};

// ---- roles

static bool is_named(const json_t *names, const char *name) { return json_array_has(names, name); }

static bool is_everyone(const struct table *table, const char *role) {
  return json_flag(chart_role(table->definition->chart, role), "everyone");
}

// Whether a person has a role that a field of the item decides cannot be known without one.
static bool hangs_on_item(const json_t *role) { return json_text(role, "person_in") || json_text(role, "any_in") || json_text(role, "of"); }

static bool has_agency_post(struct board *board, const char *post, const char *person) {
  size_t i;
  json_t *agency;
  json_array_foreach(board_documents(board, "agency"), i, agency) {
    const char *holder = json_text(json_object_get(agency, "posts"), post);
    if (holder && strcmp(holder, person) == 0) return true;
  }
  return false;
}

static bool could_hold(const struct table *table, const json_t *role) {
  const char *post = json_text(role, "post"), *group = json_text(role, "group");
  if (!table->person || json_flag(role, "everyone")) return true;
  if (post && json_text(role, "of")) return has_agency_post(table->board, post, table->person);
  if (!post && !group) return true;
  char *subject = mem_format("%s:%s", post ? "post" : "group", post ? post : group);
  bool holds = subject_is_held_by(table->board, subject, table->person);
  mem_free(subject);
  return holds;
}

// ---- what is seen

static json_t *line_shown(const struct table *table, const json_t *line, enum could could) {
  json_t *shown = json_pack("{s:O}", "what", json_object_get(line, "what"));
  if (could == COULD_ALWAYS) return shown;
  char *when = guard_words(table->definition->chart, json_object_get(line, "when"));
  json_put_text(shown, "when", when);
  mem_free(when);
  return shown;
}

static bool is_for(const struct table *table, const json_t *line, const char *role) {
  size_t i;
  json_t *name;
  const json_t *roles = json_object_get(line, "roles");
  if (is_named(roles, role)) return true;
  json_array_foreach(roles, i, name) if (is_everyone(table, json_string_value(name))) return true;
  return false;
}

// Without `see` readers see everything, wherever the item stands.
static json_t *sees_of(const struct table *table, const char *state, const char *role) {
  json_t *sees = json_array(), *line, *lines = json_object_get(table->structure, "see");
  size_t i;
  if (!lines && is_named(table->definition->readers, role)) json_array_append_new(sees, json_pack("{s:[s]}", "what", "everything"));
  json_array_foreach(lines, i, line) {
    enum could could = guard_could(json_object_get(table->structure, "root"), json_object_get(line, "when"), state);
    if (could != COULD_NEVER && is_for(table, line, role)) json_array_append_new(sees, line_shown(table, line, could));
  }
  return sees;
}

static void add_fields(const struct sight *sight, const struct table *table, json_t *fields) {
  size_t i;
  json_t *field;
  json_array_foreach(json_object_get(table->structure, "fields"), i, field) if (sight_field(sight, json_text(field, "name")))
      json_array_append(fields, json_object_get(field, "name"));
}

// All that may be seen there at most.
static json_t *fields_of(const struct table *table, const json_t *sees) {
  struct sight sight = {.chart = table->definition->chart};
  json_t *fields = json_array(), *one;
  size_t i;
  json_array_foreach(sees, i, one) sight_add(&sight, json_object_get(one, "what"));
  add_fields(&sight, table, fields);
  sight_clear(&sight);
  return fields;
}

// ---- what may be done

static void add_labels(const json_t *state, const char *right, const char *role, json_t *labels) {
  size_t i;
  json_t *transition;
  json_array_foreach(json_object_get(state, "transitions"), i, transition) {
    const char *label = json_text(transition, "label");
    if (is_named(json_object_get(transition, right), role) && !is_named(labels, label)) json_array_add(labels, label);
  }
}

static bool stands_in(const char *id, const char *around) {
  size_t size = strlen(around);
  return size == 0 || (strncmp(id, around, size) == 0 && (id[size] == '\0' || id[size] == '.'));
}

// Of the state and of those around it.
static json_t *may_of(const struct table *table, const char *state, const char *right, const char *role) {
  json_t *labels = json_array();
  for (int i = 0; i < chart_state_count(table->definition->chart); i++) {
    const json_t *spec = chart_state(table->definition->chart, i);
    if (stands_in(state, json_text(spec, "id"))) add_labels(spec, right, role, labels);
  }
  return labels;
}

// ---- rows

static json_t *row_new(const struct table *table, const char *state, const char *title, const json_t *role) {
  return json_pack("{s:O, s:O, s:s, s:s, s:O, s:O}", "workflow", json_object_get(table->structure, "name"), "version",
                   json_object_get(table->structure, "version"), "state", state, "state_title", title, "role",
                   json_object_get(role, "name"), "role_title", json_object_get(role, "title"));
}

static void add_row(struct table *table, const json_t *state, const json_t *role) {
  static const char *const rights[] = {"by", "decided_by", "recorded_by"}, *const members[] = {"takes", "decides", "records"};
  const char *id = json_text(state, "id"), *name = json_text(role, "name");
  json_t *row = row_new(table, id, json_text(state, "title") ? json_text(state, "title") : id, role), *sees = sees_of(table, id, name);
  bool any = json_array_size(sees) > 0;
  json_object_set_new(row, "sees", sees);
  json_object_set_new(row, "fields", fields_of(table, sees));
  for (size_t i = 0; i < 3; i++) {
    json_t *labels = may_of(table, id, rights[i], name);
    any = any || json_array_size(labels);
    json_object_set_new(row, members[i], labels);
  }
  if (any) json_array_append(table->rows, row);
  json_decref(row);
}

static void add_start(struct table *table, const json_t *role) {
  if (!is_named(json_object_get(json_object_get(table->structure, "start"), "by"), json_text(role, "name"))) return;
  json_t *row = row_new(table, "", "before it is started", role);
  json_object_update_new(row, json_pack("{s:[], s:[], s:[s], s:[], s:[]}", "sees", "fields", "takes", "Start", "decides", "records"));
  json_array_append_new(table->rows, row);
}

static bool is_stood_in(const json_t *state) {
  const char *kind = json_text(state, "kind");
  return strcmp(kind, "atomic") == 0 || strcmp(kind, "final") == 0;
}

static void each_role(struct table *table, const json_t *state) {
  size_t i;
  json_t *role;
  json_array_foreach(json_object_get(table->structure, "roles"), i, role) {
    if (!could_hold(table, role)) continue;
    if (state)
      add_row(table, state, role);
    else
      add_start(table, role);
  }
}

static void add_workflow(struct table *table) {
  table->structure = chart_definition(table->definition->chart);
  each_role(table, NULL);
  for (int i = 0; i < chart_state_count(table->definition->chart); i++) {
    const json_t *state = chart_state(table->definition->chart, i);
    if (is_stood_in(state)) each_role(table, state);
  }
}

// ---- one person

struct counting {
  struct table *table;
  int64_t all, part;
  struct err *err;
};

static bool count_item(void *user, json_t *row) {
  struct counting *counting = user;
  struct casefile *item = casefile_from_row(counting->table->board, row, false, counting->err);
  if (!item) return false;
  struct sight sight = rights_sight(counting->table->board, item, counting->table->person);
  counting->all += sight.all;
  counting->part += !sight.all && sight_any(&sight);
  sight_clear(&sight);
  casefile_free(item);
  return true;
}

static json_t *holdings_of(const struct table *table) {
  json_t *roles = json_array(), *role;
  size_t i;
  json_array_foreach(json_object_get(table->structure, "roles"), i, role) if (could_hold(table, role)) json_array_append_new(
      roles, json_pack("{s:O, s:O, s:s}", "role", json_object_get(role, "name"), "title", json_object_get(role, "title"), "holds",
                       hangs_on_item(role) ? "where an item names them" : "on every item"));
  return roles;
}

static bool add_person(struct table *table, json_t *workflows, struct err *err) {
  struct counting counting = {.table = table, .err = err};
  const char *name = json_text(table->structure, "name");
  if (!case_each(table->board->store, name, count_item, &counting, err)) return false;
  json_array_append_new(workflows,
                        json_pack("{s:s, s:O, s:I, s:I, s:o}", "workflow", name, "title", json_object_get(table->structure, "title"), "all",
                                  (json_int_t)counting.all, "part", (json_int_t)counting.part, "roles", holdings_of(table)));
  return true;
}

// ---- the board's rules

json_t *rights_rule_json(struct board *board, const json_t *rule) {
  json_t *shown = json_copy((json_t *)rule);
  char name[200], local[40], *subject = sight_subject_words(board, json_text(rule, "subject"));
  struct err unread;
  int64_t at = 0;
  people_name(board, json_text(rule, "by"), name, sizeof name);
  if (instant_read(json_text(rule, "at"), &at, &unread)) board_local(board, at, local);
  json_put_text(shown, "subject_words", subject);
  json_put_text(shown, "by_name", name);
  json_put_text(shown, "at_local", local);
  mem_free(subject);
  return shown;
}

static json_t *rules_of(struct board *board, const char *workflow, const char *about) {
  json_t *rules = json_array(), *rule;
  size_t i;
  json_array_foreach(board_documents(board, SIGHT_RULE_KIND), i, rule) {
    if (!sight_rule_holds(rule) || (workflow && strcmp(json_text(rule, "workflow"), workflow) != 0)) continue;
    if (!about || subject_is_held_by(board, json_text(rule, "subject"), about)) json_array_append_new(rules, rights_rule_json(board, rule));
  }
  return rules;
}

// ---- the whole

static bool add_each(struct table *table, const char *workflow, json_t *workflows, struct err *err) {
  json_t *all = workflow_list(table->board->store), *names = json_array(), *row;
  size_t i;
  bool ok = true;
  json_array_foreach(all, i,
                     row) if (!is_named(names, json_text(row, "name")) && (!workflow || strcmp(workflow, json_text(row, "name")) == 0))
      json_array_add(names, json_text(row, "name"));
  if (workflow && json_array_size(names) == 0) json_array_add(names, workflow); // its absence is told by who looks for it
  json_array_foreach(names, i, row) {
    table->definition = ok ? definition_newest(table->board, json_string_value(row), err) : NULL;
    ok = table->definition != NULL;
    if (ok) add_workflow(table);
    if (ok && table->person) ok = add_person(table, workflows, err);
  }
  json_decref(names);
  json_decref(all);
  return ok;
}

json_t *rights_table(struct board *board, const char *workflow, const char *person, const char *about, struct err *err) {
  struct table table = {.board = board, .person = person, .rows = json_array()};
  json_t *workflows = json_array(), *answer = NULL;
  if (add_each(&table, workflow, workflows, err))
    answer = json_pack("{s:O, s:o}", "rows", table.rows, "rules", rules_of(board, workflow, person ? person : about));
  if (answer && person) {
    char name[200];
    people_name(board, person, name, sizeof name);
    json_put_text(answer, "person", person);
    json_put_text(answer, "name", name);
    json_object_set(answer, "workflows", workflows);
  }
  json_decref(workflows);
  json_decref(table.rows);
  return answer;
}
