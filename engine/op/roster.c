// Agencies, groups, posts and persons checked against each other. See roster.h.
#include "op/roster.h"

#include "base/mem.h"
#include "op/roster_row.h"

#include <string.h>

static const struct {
  const char *member, *kind;
} tables[] = {{"agencies", "agency"}, {"groups", "group"}, {"posts", "post"}, {"people", "person"}};

typedef bool check_fn(const json_t *seed, const char *id, const json_t *row, struct err *err);

static bool each(const json_t *seed, const char *table, check_fn *check, struct err *err) {
  const char *id;
  json_t *row, *rows = json_object_get(seed, table);
  if (rows && !json_is_object(rows) && json_array_size(rows))
    return err_set(err, ERR_INVALID, "\"%s\" must be a table by short name.", table);
  json_object_foreach(rows, id, row) {
    if (!json_is_object(row)) return err_set(err, ERR_INVALID, "%s of \"%s\" must be a table.", id, table);
    if (!check(seed, id, row, err)) return false;
  }
  return true;
}

static bool each_is_right(const json_t *seed, struct err *err) {
  return each(seed, "agencies", roster_agency_check, err) && each(seed, "groups", roster_group_check, err) &&
         each(seed, "posts", roster_post_check, err) && each(seed, "people", roster_person_check, err) &&
         roster_named(seed, "people", json_object_get(seed, "console"), "\"console\"", "the board", err) &&
         roster_named(seed, "agencies", json_object_get(seed, "council"), "\"council\"", "the board", err) &&
         roster_entrusted_check(seed, err);
}

bool roster_check(const json_t *seed, struct err *err) {
  if (!json_is_object(seed))
    return err_set(err, ERR_INVALID, "board.lua must return a table with the board's name, people, agencies, groups and posts.");
  if (!json_text(seed, "name")) return err_set(err, ERR_INVALID, "board.lua does not say the board's name: add name = \"...\".");
  return each_is_right(seed, err) || err_prefix(err, "In board.lua, ");
}

json_t *roster_of(struct board *board) {
  json_t *roster = json_object(), *document;
  for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
    size_t i;
    json_t *rows = json_object_at(roster, tables[t].member);
    json_array_foreach(board_documents(board, tables[t].kind), i, document) json_object_set(rows, json_text(document, "id"), document);
  }
  return roster;
}

void roster_put(json_t *roster, const char *kind, const json_t *document) {
  for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
    if (strcmp(tables[t].kind, kind) == 0)
      json_object_set(json_object_at(roster, tables[t].member), json_text(document, "id"), (json_t *)document);
}

bool roster_check_one(const json_t *roster, const char *kind, const char *id, const json_t *document, struct err *err) {
  static check_fn *const checks[] = {roster_agency_check, roster_group_check, roster_post_check, roster_person_check}; // as in `tables`
  for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
    if (strcmp(tables[t].kind, kind) == 0) return checks[t](roster, id, document, err);
  return true;
}

static json_t *document_of(const struct env *env, const char *kind, const char *id, const json_t *row) {
  json_t *document = json_deep_copy(row);
  json_put_text(document, "id", id);
  if (strcmp(kind, "person") == 0) {
    char key[ID_TEXT];
    id_write(id_new(env), key);
    json_put_text(document, "key", key); // stands for the person in entry headers (J1)
  }
  return document;
}

void roster_parts(const struct env *env, const json_t *seed, struct entry *entry) {
  for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
    const char *id;
    json_t *row;
    json_object_foreach(json_object_get(seed, tables[t].member), id, row) {
      char *part = mem_format("directory/%s/%s", tables[t].kind, id);
      entry_part(entry, part, document_of(env, tables[t].kind, id, row));
      mem_free(part);
    }
  }
}
