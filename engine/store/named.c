// Gathering what the journal names: see named.h. Only payloads in which a SHA-256 stands are taken apart.
#include "store/named.h"

#include "base/mem.h"
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

static void add(struct named *named, const char *hex, int64_t sequence) {
  struct named_file file = {.sequence = sequence};
  if (!hex_read(file.sha256.bytes, HASH_SIZE, hex)) return;
  if (named->count == named->room) {
    named->room = named->room ? named->room * 2 : 64;
    named->files = mem_grow(named->files, named->room, sizeof *named->files);
  }
  named->files[named->count++] = file;
}

// The same reading of an entry as the journal's own check has (verify_evidence.c).
static void gather_row(struct named *named, int64_t sequence, const char *parts) {
  if (!parts || !strstr(parts, "\"sha256\"")) return;
  struct entry entry = {.sequence = sequence};
  json_t *payload = json_loads(parts, 0, NULL), *found = json_object(), *value;
  const char *hex;
  evidence_gather(found, &entry, payload);
  json_object_foreach(found, hex, value) add(named, hex, sequence);
  json_decref(found);
  json_decref(payload);
}

bool named_gather(struct store *store, struct named *named, int64_t *from, int count, bool *more, struct err *err) {
  static const char text[] = "SELECT sequence, parts FROM payloads WHERE sequence >= ?1 ORDER BY sequence LIMIT ?2";
  sqlite3_stmt *scan = NULL;
  int stepped = SQLITE_ERROR, rows = 0;
  if (sqlite3_prepare_v2(sql_db(&store->sql), text, -1, &scan, NULL) == SQLITE_OK) {
    sql_bind(scan, "nn", *from, (int64_t)count);
    for (; (stepped = sqlite3_step(scan)) == SQLITE_ROW; rows++) {
      *from = sqlite3_column_int64(scan, 0) + 1;
      gather_row(named, *from - 1, column_text(scan, 1));
    }
  }
  bool ok = stepped == SQLITE_DONE || sql_fail(&store->sql, "read which evidence the journal names", err);
  sqlite3_finalize(scan);
  *more = rows == count;
  return ok;
}

static int by_hash(const void *a, const void *b) {
  const struct named_file *one = a, *other = b;
  int order = memcmp(one->sha256.bytes, other->sha256.bytes, HASH_SIZE);
  return order ? order : (one->sequence > other->sequence) - (one->sequence < other->sequence);
}

void named_sort(struct named *named) {
  if (named->count == 0) return;
  qsort(named->files, named->count, sizeof *named->files, by_hash);
  size_t kept = 1;
  for (size_t i = 1; i < named->count; i++)
    if (!hash_equal(&named->files[i].sha256, &named->files[kept - 1].sha256)) named->files[kept++] = named->files[i];
  named->count = kept;
}

bool named_gather_all(struct store *store, struct named *named, struct err *err) {
  enum { EACH = 1000 };
  int64_t from = 0;
  bool more = true;
  while (more)
    if (!named_gather(store, named, &from, EACH, &more, err)) return false;
  named_sort(named);
  return true;
}

static int has_hash(const void *key, const void *file) { return memcmp(key, ((const struct named_file *)file)->sha256.bytes, HASH_SIZE); }

const struct named_file *named_find(const struct named *named, const struct hash *sha256) {
  if (named->count == 0) return NULL;
  return bsearch(sha256->bytes, named->files, named->count, sizeof *named->files, has_hash);
}

void named_clear(struct named *named) {
  mem_free(named->files);
  *named = (struct named){0};
}
