// Which version an entry was made under. See versions.h.
#include "run/versions.h"

#include "base/mem.h"
#include "run/history.h"
#include "store/backward.h"

#include <string.h>

static const char MOVED[] = "moved";

struct gathering {
  struct board *board;
  struct versions *versions; // newest first, until all are there
  bool ok;
  struct err *err;
};

// Somebody's words may hold it too; then the entry is read for nothing.
static bool wants(void *user, const char *payload) {
  (void)user;
  return strstr(payload, "\"moved\"") != NULL;
}

static void add(struct versions *versions, const struct definition *definition, int64_t until) {
  versions->rows = mem_grow(versions->rows, versions->count + 1, sizeof *versions->rows);
  versions->rows[versions->count++] = (struct version){definition, until};
}

static bool look_at_entry(void *user, json_t *entry) {
  struct gathering *gathering = user;
  json_t *parts = history_parts(entry);
  const char *was = json_text(json_object_get(parts, MOVED), "was");
  const struct definition *definition = was ? definition_get(gathering->board, was, gathering->err) : NULL;
  gathering->ok = !was || definition;
  if (definition) add(gathering->versions, definition, json_number(entry, "case_sequence", 0));
  json_decref(parts);
  return gathering->ok && gathering->versions->count < VERSIONS_MAX;
}

static void turn_round(struct versions *versions) {
  for (size_t i = 0; i < versions->count / 2; i++) {
    struct version other = versions->rows[i];
    versions->rows[i] = versions->rows[versions->count - 1 - i];
    versions->rows[versions->count - 1 - i] = other;
  }
}

int64_t version_number(const struct definition *definition) { return json_number(chart_definition(definition->chart), "version", 0); }

bool versions_read(struct board *board, const struct casefile *item, struct versions *versions, struct err *err) {
  *versions = (struct versions){0};
  struct gathering gathering = {.board = board, .versions = versions, .ok = true, .err = err};
  struct journal_backward reader = {.wants = wants, .each = look_at_entry, .user = &gathering};
  bool ok = journal_backward(board->store, &item->id, &reader, err) && gathering.ok;
  turn_round(versions);
  return ok;
}

void versions_clear(struct versions *versions) {
  mem_free(versions->rows);
  *versions = (struct versions){0};
}

struct casefile versions_item(const struct versions *versions, const struct casefile *item, int64_t number) {
  struct casefile then = *item;
  for (size_t i = versions->count; i-- > 0;) {
    if (number >= versions->rows[i].until) break;
    then.definition = versions->rows[i].definition;
    then.chart = then.definition->chart;
    then.config = NULL;
  }
  return then;
}

const json_t *versions_field(const struct versions *versions, const struct chart *chart, const char *name) {
  const json_t *field = chart_field(chart, name);
  for (size_t i = versions->count; i-- > 0 && !field;) field = chart_field(versions->rows[i].definition->chart, name);
  return field;
}

static bool has_field(const json_t *fields, const char *name) {
  size_t i;
  json_t *field;
  json_array_foreach(fields, i, field) if (strcmp(json_text(field, "name"), name) == 0) return true;
  return false;
}

static void add_fields(json_t *fields, const json_t *older) {
  size_t i;
  json_t *field;
  json_array_foreach(json_object_get(older, "fields"), i, field) if (!has_field(fields, json_text(field, "name")))
      json_array_append(fields, field);
}

json_t *versions_structure(const struct versions *versions, const struct casefile *item) {
  json_t *own = (json_t *)casefile_structure(item);
  if (!versions->count) return json_incref(own);
  json_t *all = json_copy(own), *fields = json_copy(json_object_get(own, "fields")), *before = json_array();
  for (size_t i = versions->count; i-- > 0;) {
    json_t *older = (json_t *)chart_definition(versions->rows[i].definition->chart);
    add_fields(fields, older);
    json_array_append(before, older);
  }
  json_object_set_new(all, "fields", fields);
  json_object_set_new(all, "before", before);
  return all;
}
