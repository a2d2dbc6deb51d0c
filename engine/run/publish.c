// A workflow is published, with those that come of the same file: checked, stored and recorded, or nothing. See definition.h.
#include "base/hash.h"
#include "base/mem.h"
#include "run/companions.h"
#include "run/definition.h"
#include "run/opener_field.h"
#include "run/standing.h"
#include "script/worker.h"

#include <string.h>

// What its author wrote, and not the program's own words, which a newer program may put otherwise.
static json_t *written(const json_t *document) {
  json_t *modules = json_copy(json_object_get(document, "modules"));
  const char *name;
  json_t *text;
  void *next;
  json_object_foreach_safe(modules, next, name, text) if (strncmp(name, WORKER_PRELUDE, sizeof WORKER_PRELUDE - 1) == 0)
      json_object_del(modules, name);
  return json_pack("{s:O, s:o}", "source", json_object_get(document, "source"), "modules", modules);
}

static bool is_same_text(struct board *board, const char *hash, const json_t *document) {
  struct err unreadable;
  json_t *live = definition_find(board->store, hash, &unreadable), *was = live ? written(live) : NULL, *is = written(document);
  bool same = was && json_equal(was, is);
  json_decref(live);
  json_decref(was);
  json_decref(is);
  return same;
}

// `hash` becomes that of the text which is live under this version already, where it is the same.
static bool version_is_free(struct board *board, const json_t *document, char *hash, bool *same, struct err *err) {
  const json_t *structure = json_object_get(document, "structure");
  const char *name = json_text(structure, "name");
  int64_t version = json_number(structure, "version", 0);
  json_t *all = workflow_list(board->store), *row;
  size_t i;
  bool ok = true;
  int64_t newest = 0;
  json_array_foreach(all, i, row) {
    if (strcmp(json_text(row, "name"), name) != 0) continue;
    int64_t have = json_number(row, "version", 0);
    if (have > newest) newest = have;
    if (have != version) continue;
    const char *live = json_text(row, "hash");
    if (strcmp(live, hash) == 0 || is_same_text(board, live, document)) {
      *same = true;
      memcpy(hash, live, strlen(live) + 1); // both are a hash in hex
    } else
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
  opener_fields_forget(board);
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

static void hash_write(const json_t *document, char out[HASH_HEX_SIZE]) {
  char *text = json_canonical(document);
  struct hash hash = hash_of(text, strlen(text));
  hex_write(out, hash.bytes, HASH_SIZE);
  mem_free(text);
}

static bool publish_one(struct board *board, const char *file, json_t *document, const struct id *actor, json_t **answer, struct err *err) {
  json_t *structure = json_object_get(document, "structure");
  char hash_hex[HASH_HEX_SIZE];
  bool same = false;
  hash_write(document, hash_hex);
  bool ok = is_publishable(structure, file, err) && version_is_free(board, document, hash_hex, &same, err) &&
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
  ok = ok && standing_begin(board, json_object_get(document, "structure"), err);
  if (ok) put_missing(board, document, with, *answer);
  json_decref(rows);
  return ok;
}

// Where it is: the line, where its sentence does not say it, and the file, where it is in a part of what was named. Caller frees.
static char *first_at(const json_t *problem, const char *file) {
  const char *text = json_text(problem, "text"), *part = json_text(problem, "file");
  int64_t line = strncmp(text, "Line ", 5) == 0 ? 0 : json_number(problem, "line", 0);
  char *in = part && strcmp(part, file) != 0 ? mem_format(", in %s", part) : mem_text("");
  char *at = line > 0 ? mem_format("%s, on line %lld", in, (long long)line) : mem_text(in);
  mem_free(in);
  return at;
}

static void say_problems(const char *file, const json_t *problems, struct err *err) {
  const json_t *first = json_array_get(problems, 0);
  char *at = first_at(first, file);
  err_set(err, ERR_INVALID, "%s has %zu mistake%s and was not published; `waymark workflow check` shows them. The first%s: %s", file,
          json_array_size(problems), json_array_size(problems) == 1 ? "" : "s", at, json_text(first, "text"));
  mem_free(at);
}

bool definition_publish(struct board *board, const char *file, const char *source, const json_t *modules, const struct id *actor,
                        json_t **answer, struct err *err) {
  json_t *problems = json_array(), *with = json_array();
  json_t *document = definition_read_with(board->worker, file, source, modules, problems, with);
  bool ok = document && publish_all(board, file, document, with, actor, answer, err);
  if (ok) json_object_set(*answer, "problems", problems);
  if (!document) say_problems(file, problems, err);
  json_decref(problems);
  json_decref(with);
  json_decref(document);
  return ok;
}
