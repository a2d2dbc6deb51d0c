// The evidence files that entries name: gathered while the journal is read, then each is hashed once (J5).
#include "store/evidence.h"
#include "store/internal.h"

#include <string.h>

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

void evidence_verify(const struct store *store, const json_t *named, json_t *problems) {
  const char *sha256;
  json_t *sequence;
  struct err err;
  json_object_foreach((json_t *)named, sha256, sequence) {
    if (!evidence_check(&store->env, store->folder, sha256, &err))
      problem_add(problems, json_integer_value(sequence), "evidence", "Evidence that entry %lld names: %s",
                  (long long)json_integer_value(sequence), err.text);
  }
}
