// From an author's Lua to a stored, compiled definition. See definition.h.
#include "run/definition.h"

#include "base/hash.h"
#include "base/mem.h"
#include "chart/check.h"
#include "run/place.h"
#include "run/terms.h"
#include "time/rule.h"

#include <dirent.h>
#include <string.h>

static const size_t SOURCE_MAX = 256 << 10; // as the worker's own limit

void definition_free(struct definition *definition) {
  if (!definition) return;
  chart_free(definition->chart);
  json_decref(definition->readers);
  json_decref(definition->lists);
  json_decref(definition->acting);
  json_decref(definition->opened);
  rules_read_free(definition->rules);
  json_decref(definition->document);
  mem_free(definition);
}

static void add_each_once(json_t *all, const json_t *roles) {
  size_t i;
  json_t *role;
  json_array_foreach(roles, i, role) if (!json_array_has(all, json_string_value(role))) json_array_append(all, role);
}

// Those of `read` first: most who look are among them.
static json_t *readers_of(const struct chart *chart) {
  static const char *const members[] = {"by", "decided_by", "recorded_by"};
  json_t *all = json_array(), *transition;
  add_each_once(all, json_object_get(chart_definition(chart), "read"));
  for (int state = 0; state < chart_state_count(chart); state++) {
    size_t i;
    json_array_foreach(json_object_get(chart_state(chart, state), "transitions"), i, transition) for (int j = 0; j < 3; j++)
        add_each_once(all, json_object_get(transition, members[j]));
  }
  return all;
}

static json_t *lists_of(const struct chart *chart) {
  json_t *lists = json_array(), *field;
  size_t i;
  json_array_foreach(json_object_get(chart_definition(chart), "fields"), i, field) if (strcmp(json_text(field, "type"), "list") == 0)
      json_array_add(lists, json_text(field, "name"));
  return lists;
}

// Does a column of its list go by one of these lists, or who holds a role?
static bool goes_by(const struct chart *chart, const json_t *lists) {
  static const char *const members[] = {"person_in", "any_in", "of", "not_from"};
  const char *column;
  json_t *name, *role;
  size_t i;
  json_object_foreach(json_object_get(chart_definition(chart), "list"), column, name) {
    if (json_is_string(name) && json_array_has(lists, json_string_value(name))) return true;
  }
  json_array_foreach(json_object_get(chart_definition(chart), "roles"), i, role) {
    for (size_t k = 0; k < sizeof members / sizeof members[0]; k++) {
      const char *field = json_text(role, members[k]);
      if (field && json_array_has(lists, field)) return true;
    }
  }
  return false;
}

// The lists that something of it opens items into.
static void add_opened(const json_t *value, json_t *lists) {
  const char *key;
  size_t i;
  json_t *member;
  const char *into = json_object_get(value, "do") ? json_text(value, "into") : NULL;
  if (into && !json_array_has(lists, into)) json_array_add(lists, into);
  json_object_foreach((json_t *)value, key, member) add_opened(member, lists);
  json_array_foreach(value, i, member) add_opened(member, lists);
}

// Functions stand nowhere else.
static bool has_function(const json_t *value) {
  const char *key;
  size_t i;
  json_t *member;
  if (json_object_get(value, "fn")) return true;
  json_object_foreach((json_t *)value, key, member) if (has_function(member)) return true;
  json_array_foreach(value, i, member) if (has_function(member)) return true;
  return false;
}

static const struct definition *compile(struct board *board, const char *hash, json_t *document, struct err *err) {
  json_t *spoken = terms_apply(board->terms, json_object_get(document, "structure"));
  struct chart *chart = chart_new(spoken, err);
  json_decref(spoken);
  if (!chart) {
    json_decref(document);
    return NULL;
  }
  struct definition *definition = mem_new(sizeof *definition);
  strncpy(definition->hash, hash, sizeof definition->hash - 1);
  definition->document = document;
  definition->chart = chart;
  definition->readers = readers_of(chart);
  definition->lists = lists_of(chart);
  definition->rows_by_list = goes_by(chart, definition->lists);
  definition->opened = json_array();
  add_opened(json_object_get(chart_definition(chart), "root"), definition->opened);
  definition->acting = json_object();
  definition->rules = rules_read_new();
  definition->asks_lua = has_function(json_object_get(document, "structure"));
  board->definitions = mem_grow(board->definitions, board->definition_count + 1, sizeof *board->definitions);
  board->definitions[board->definition_count++] = definition;
  return definition;
}

// What groups are called today: nothing that is compiled hangs on it.
static const struct definition *named(struct board *board, const struct definition *definition) {
  if (definition) chart_name_groups(definition->chart, board_group_names(board));
  return definition;
}

const struct definition *definition_get(struct board *board, const char *hash, struct err *err) {
  for (size_t i = 0; i < board->definition_count; i++)
    if (!board->definitions[i]->retired && strcmp(board->definitions[i]->hash, hash) == 0) return named(board, board->definitions[i]);
  json_t *document = definition_find(board->store, hash, err);
  return document ? named(board, compile(board, hash, document, err)) : NULL;
}

void definition_forget(struct board *board, size_t count) {
  while (board->definition_count > count) definition_free(board->definitions[--board->definition_count]);
}

static void unknown_workflow(struct board *board, const char *name, struct err *err) {
  char near[NEAREST_WORDS];
  json_t *all = workflow_list(board->store), *names = json_texts(all, "name");
  nearest_words(name, names, "; `waymark workflow list` shows those there are.", near);
  err_set(err, ERR_NOT_FOUND, "There is no workflow called \"%s\" on this board%s", name, near);
  json_decref(names);
  json_decref(all);
}

const struct definition *definition_newest(struct board *board, const char *name, struct err *err) {
  json_t *row = workflow_find(board->store, name);
  const struct definition *definition = NULL;
  if (row)
    definition = definition_get(board, json_text(row, "hash"), err);
  else
    unknown_workflow(board, name, err);
  json_decref(row);
  return definition;
}

static bool rule_is_right(void *user, const char *text, struct check_rule *said, struct err *err) {
  (void)user;
  struct rule rule;
  if (!rule_read(text, &rule, err)) return false;
  said->is_cycle = rule_is_every(&rule);
  said->can_recur = rule_can_recur(&rule);
  said->hangs_on_group = rule.group[0] != '\0';
  if (rule.field[0]) json_array_add(said->fields, rule.field);
  return true;
}

// One reading of a source: what it gave back, and where everything in it was written.
struct reading {
  const char *file, *source;
  const json_t *given; // the modules that it could use
  json_t *loaded;
  json_t *problems;
};

// Without the workflows that come of the same file: they are checked by themselves. A new reference.
static json_t *alone(const json_t *raw) {
  json_t *copy = json_copy((json_t *)raw), *form = json_copy(json_object_get(raw, "plain_form"));
  json_object_del(form, "returns");
  if (form) json_object_set_new(copy, "plain_form", form);
  return copy;
}

// The document of what stands at `pointer` of the reading; NULL: there are mistakes. A new reference.
static json_t *document_of(struct reading *reading, const json_t *raw, const char *pointer) {
  struct problems found;
  problems_init(&found);
  struct check_host host = {.rule = rule_is_right};
  json_t *one = alone(raw), *structure = definition_check(one, &host, &found), *document = NULL;
  for (size_t i = 0; i < found.count; i++) {
    struct problem *problem = &found.items[i];
    char *whole = mem_format("%s%s", pointer, problem->pointer);
    place_of_problem(reading->file, reading->source, reading->given, json_object_get(reading->loaded, "positions"),
                     &(struct problem){.pointer = whole, .text = problem->text}, reading->problems);
    mem_free(whole);
  }
  if (structure)
    document = json_pack("{s:i, s:o, s:s, s:O}", "format", 1, "structure", structure, "source", reading->source, "modules",
                         json_object_get(reading->loaded, "modules"));
  problems_clear(&found);
  json_decref(one);
  return document;
}

// Workflows that come of the same file: those by which whoever is asked answers (plain form). False: there are mistakes.
static bool read_with(struct reading *reading, const json_t *raw, json_t *with) {
  const json_t *list = json_object_get(json_object_get(raw, "plain_form"), "returns"), *one;
  bool ok = true;
  size_t i;
  json_array_foreach(list, i, one) {
    char *pointer = mem_format("/plain_form/returns/%zu", i);
    json_t *document = document_of(reading, one, pointer);
    ok = ok && document;
    if (document) json_array_append_new(with, document);
    mem_free(pointer);
  }
  return ok;
}

json_t *definition_read_with(struct worker *worker, const char *file, const char *source, const json_t *modules, json_t *problems,
                             json_t *with) {
  struct err err;
  struct reading reading = {.file = file, .source = source, .given = modules, .problems = problems};
  reading.loaded = worker_load(worker, "workflow", file, source, modules, &err);
  if (!reading.loaded) {
    place_of_error(file, source, modules, err.text, problems);
    return NULL;
  }
  const json_t *raw = json_object_get(reading.loaded, "value");
  json_t *document = document_of(&reading, raw, "");
  if (!read_with(&reading, raw, with)) {
    json_decref(document);
    document = NULL;
  }
  place_sort(problems);
  json_decref(reading.loaded);
  return document;
}

json_t *definition_read(struct worker *worker, const char *file, const char *source, const json_t *modules, json_t *problems) {
  json_t *with = json_array(), *document = definition_read_with(worker, file, source, modules, problems, with);
  json_decref(with);
  return document;
}

static bool add_module(const struct env *env, const char *folder, const char *file, json_t *modules, struct err *err) {
  size_t length = strlen(file), size;
  if (length < 5 || strcmp(file + length - 4, ".lua") != 0) return true;
  char *path = mem_format("%s/%s", folder, file), *name = mem_text_part(file, length - 4), *text = NULL;
  bool ok = env_read_file(env, path, SOURCE_MAX, &text, &size, err);
  if (ok && !json_is_string(json_object_get(modules, name))) {
    json_t *value = json_string(text);
    if (value)
      json_object_set_new(modules, name, value);
    else
      ok = err_set(err, ERR_INVALID, "%s is not UTF-8 text; save it as UTF-8.", path);
  }
  mem_free(text);
  mem_free(name);
  mem_free(path);
  return ok;
}

json_t *definition_modules_in(const struct env *env, const char *path, struct err *err) {
  json_t *modules = json_object();
  DIR *dir = opendir(path);
  bool ok = true;
  for (struct dirent *item; ok && dir && (item = readdir(dir));) ok = add_module(env, path, item->d_name, modules, err);
  if (dir) closedir(dir);
  if (ok) return modules;
  json_decref(modules);
  return NULL;
}

json_t *definition_modules(const struct env *env, const char *folder, struct err *err) {
  char *path = mem_format("%s/workflows/lib", folder);
  json_t *modules = definition_modules_in(env, path, err);
  mem_free(path);
  return modules;
}
