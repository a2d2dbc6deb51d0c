// From an author's Lua to a stored, compiled definition. See definition.h.
#include "run/definition.h"

#include "base/hash.h"
#include "base/mem.h"
#include "chart/check.h"
#include "run/companions.h"
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
  definition->opened = json_array();
  add_opened(json_object_get(chart_definition(chart), "root"), definition->opened);
  definition->rules = rules_read_new();
  definition->asks_lua = has_function(json_object_get(document, "structure"));
  board->definitions = mem_grow(board->definitions, board->definition_count + 1, sizeof *board->definitions);
  board->definitions[board->definition_count++] = definition;
  return definition;
}

const struct definition *definition_get(struct board *board, const char *hash, struct err *err) {
  for (size_t i = 0; i < board->definition_count; i++)
    if (!board->definitions[i]->retired && strcmp(board->definitions[i]->hash, hash) == 0) return board->definitions[i];
  json_t *document = definition_find(board->store, hash, err);
  return document ? compile(board, hash, document, err) : NULL;
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

static bool version_is_free(struct board *board, const char *name, int64_t version, const char *hash, bool *same, struct err *err) {
  json_t *all = workflow_list(board->store), *row;
  size_t i;
  bool ok = true;
  int64_t newest = 0;
  json_array_foreach(all, i, row) {
    if (strcmp(json_text(row, "name"), name) != 0) continue;
    int64_t have = json_number(row, "version", 0);
    if (have > newest) newest = have;
    if (have == version && strcmp(json_text(row, "hash"), hash) == 0)
      *same = true;
    else if (have == version)
      ok = false;
  }
  if (!ok)
    err_set(err, ERR_REFUSED, "Version %lld of %s is live and this is not the same text; make this version %lld.", (long long)version, name,
            (long long)newest + 1);
  json_decref(all);
  return ok;
}

static bool record(struct board *board, json_t *document, const char *hash, const struct id *actor, struct err *err) {
  json_t *structure = json_object_get(document, "structure");
  char *text = json_canonical(document);
  bool ok = definition_put(board->store, hash, text, err);
  mem_free(text);
  if (!ok) return false;
  struct entry entry;
  int64_t now = board_now(board);
  entry_init(&entry, ENTRY_DEFINITION, now, now);
  if (actor) entry.actor_id = *actor;
  entry_part(&entry, "definition",
             json_pack("{s:s, s:O, s:O, s:O, s:O}", "hash", hash, "name", json_object_get(structure, "name"), "version",
                       json_object_get(structure, "version"), "title", json_object_get(structure, "title"), "noun",
                       json_object_get(structure, "noun")));
  return board_append(board, &entry, err);
}

// A chart of SCXML names nobody, so on a board nobody could act in it.
static bool is_publishable(const json_t *structure, const char *file, struct err *err) {
  if (!json_text(structure, "datamodel")) return true;
  return err_set(
      err, ERR_INVALID,
      "%s is an SCXML chart, which runs with `waymark scxml run %s` and not on a board; to publish it, take `datamodel` out, say who "
      "may take each event with `by`, and give it fields.",
      file, file);
}

static json_t *published(const json_t *structure, const char *hash) {
  return json_pack("{s:O, s:O, s:s}", "name", json_object_get(structure, "name"), "version", json_object_get(structure, "version"), "hash",
                   hash);
}

static bool publish_one(struct board *board, const char *file, json_t *document, const struct id *actor, json_t **answer, struct err *err) {
  json_t *structure = json_object_get(document, "structure");
  char *text = json_canonical(document), hash_hex[HASH_HEX_SIZE];
  struct hash hash = hash_of(text, strlen(text));
  hex_write(hash_hex, hash.bytes, HASH_SIZE);
  mem_free(text);
  const char *name = json_text(structure, "name");
  int64_t version = json_number(structure, "version", 0);
  bool same = false;
  bool ok = is_publishable(structure, file, err) && version_is_free(board, name, version, hash_hex, &same, err) &&
            (same || record(board, document, hash_hex, actor, err));
  if (ok) *answer = published(structure, hash_hex);
  return ok;
}

// What they need and the board does not use, now that all of them are there.
static void put_missing(struct board *board, const json_t *document, const json_t *with, json_t *answer) {
  json_t *missing = companions_missing(board, json_object_get(document, "structure")), *one, *name;
  size_t i, k;
  json_array_foreach(with, i, one) {
    json_t *more = companions_missing(board, json_object_get(one, "structure"));
    json_array_foreach(more, k, name) if (!json_array_has(missing, json_string_value(name))) json_array_append(missing, name);
    json_decref(more);
  }
  if (json_array_size(missing)) json_object_set(answer, "missing", missing);
  json_decref(missing);
}

// Those by which whoever is asked answers first, so that no item can ask for what there is not.
static bool publish_all(struct board *board, const char *file, json_t *document, const json_t *with, const struct id *actor,
                        json_t **answer, struct err *err) {
  json_t *rows = json_array(), *one;
  bool ok = true;
  size_t i;
  json_array_foreach(with, i, one) {
    json_t *row = NULL;
    ok = ok && publish_one(board, file, one, actor, &row, err);
    if (row) json_array_append_new(rows, row);
  }
  ok = ok && publish_one(board, file, document, actor, answer, err);
  if (ok && i) json_object_set(*answer, "with", rows);
  if (ok) put_missing(board, document, with, *answer);
  json_decref(rows);
  return ok;
}

bool definition_publish(struct board *board, const char *file, const char *source, const json_t *modules, const struct id *actor,
                        json_t **answer, struct err *err) {
  json_t *problems = json_array(), *with = json_array();
  json_t *document = definition_read_with(board->worker, file, source, modules, problems, with);
  bool ok = document && publish_all(board, file, document, with, actor, answer, err);
  if (ok) json_object_set(*answer, "problems", problems);
  if (!document)
    err_set(err, ERR_INVALID, "%s has %zu mistake%s and was not published; `waymark workflow check` shows them. The first: %s", file,
            json_array_size(problems), json_array_size(problems) == 1 ? "" : "s", json_text(json_array_get(problems, 0), "text"));
  json_decref(problems);
  json_decref(with);
  json_decref(document);
  return ok;
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
