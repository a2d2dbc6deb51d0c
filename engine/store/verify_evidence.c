// The evidence files that entries name: gathered while the journal is read, then each is hashed once (J5).
#include "base/mem.h"
#include "store/evidence.h"
#include "store/verify_internal.h"

#include <string.h>
#include <sys/stat.h>

// Read within a step while people wait: half a second of an old machine.
static const int64_t LOOK_SIZE_MAX = INT64_C(64) << 20;

static void gather_item(json_t *named, int64_t sequence, const json_t *item) {
  const char *sha256 = json_is_object(item) ? json_text(item, "sha256") : NULL;
  if (sha256 && !json_object_get(named, sha256)) json_put_number(named, sha256, sequence);
}

void evidence_gather(json_t *named, const struct entry *entry, const json_t *payload) {
  size_t i, j;
  json_t *part, *item;
  json_array_foreach(payload, i, part) {
    const char *name = json_text(part, "name");
    if (!name || strncmp(name, "field/", 6) != 0) continue;
    json_array_foreach(json_object_get(part, "value"), j, item) gather_item(named, entry->sequence, item);
  }
}

static void check(const struct store *store, const char *sha256, const json_t *sequence, json_t *problems) {
  struct err err;
  if (!evidence_check(&store->env, store->folder, sha256, &err))
    problem_add(problems, json_integer_value(sequence), "evidence", "Evidence that entry %lld names: %s",
                (long long)json_integer_value(sequence), err.text);
}

// One that cannot be asked is not: reading it says why.
static bool is_large(const struct store *store, const char *sha256) {
  struct stat about;
  char *path = evidence_path(store->folder, sha256);
  bool large = stat(path, &about) == 0 && about.st_size > LOOK_SIZE_MAX;
  mem_free(path);
  return large;
}

bool evidence_look(const struct store *store, json_t *named, struct looking *at, json_t *problems) {
  void *next = at->last ? json_object_iter_next(named, json_object_iter_at(named, at->last)) : json_object_iter(named);
  if (!next) return false;
  at->last = json_object_iter_key(next);
  if (is_large(store, at->last))
    at->large++;
  else
    check(store, at->last, json_object_iter_value(next), problems);
  return true;
}

void evidence_verify(const struct store *store, const json_t *named, json_t *problems) {
  const char *sha256;
  json_t *sequence;
  json_object_foreach((json_t *)named, sha256, sequence) check(store, sha256, sequence, problems);
}
