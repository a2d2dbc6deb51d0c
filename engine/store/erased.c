// What erasures left of the entries before them (J2). A part that was dropped has neither name nor value any more; the erasure (kind 22)
// says in its part `erased` what it was called and, where the tables need something in its place, how it reads now. Whatever folds entries
// again puts that in, so that a rebuild, a check and a page of the past meet the same tables as the erasure left.
//
// {"CHAIN/NUMBER": {COMMITMENT: {"name","reads"?,"by":SEQUENCE}}}
#include "base/mem.h"
#include "store/internal.h"

#include <string.h>

static const json_t *erased_part(const json_t *payload) {
  size_t i;
  json_t *part;
  json_array_foreach(payload, i, part) {
    const char *name = json_text(part, "name");
    if (name && strcmp(name, "erased") == 0) return json_object_get(part, "value");
  }
  return NULL;
}

static char *key_of(const char *chain, int64_t number) { return mem_format("%s/%lld", chain, (long long)number); }

static void add_row(json_t *erased, const char *chain, int64_t sequence, const json_t *row) {
  char *key = key_of(chain, json_number(row, "entry", 0));
  json_t *parts = json_object_at(erased, key), *part;
  size_t i;
  json_array_foreach(json_object_get(row, "parts"), i, part) {
    const char *commitment = json_text(part, "commitment");
    json_t *one = commitment ? json_copy(part) : NULL;
    if (!one) continue;
    json_object_del(one, "commitment");
    json_put_number(one, "by", sequence);
    json_object_set_new(parts, commitment, one);
  }
  mem_free(key);
}

const json_t *erased_of(const json_t *erased, const struct entry *entry) {
  char hex[ID_TEXT];
  if (json_object_size(erased) == 0) return NULL;
  id_write(entry->case_id, hex);
  char *key = key_of(hex, entry->case_sequence);
  const json_t *parts = json_object_get(erased, key);
  mem_free(key);
  return parts;
}

static json_t *reading(const json_t *parts, const json_t *part) {
  const char *commitment = json_text(part, "withheld") ? json_text(part, "commitment") : NULL;
  const json_t *one = commitment ? json_object_get(parts, commitment) : NULL;
  json_t *reads = json_object_get(one, "reads");
  return reads ? json_pack("{s:O, s:O}", "name", json_object_get(one, "name"), "value", reads) : json_incref((json_t *)part);
}

json_t *erased_reading(const json_t *erased, const struct entry *entry, json_t *payload) {
  const json_t *parts = erased_of(erased, entry);
  size_t i;
  json_t *part;
  if (!parts) return payload;
  json_t *reads = json_array();
  json_array_foreach(payload, i, part) json_array_append_new(reads, reading(parts, part));
  json_decref(payload);
  return reads;
}

// An erasure that is not what was recorded says nothing; whoever folds it meets it again, and refuses it. An earlier erasure is read as a
// later one left it: what stood in the place of something may itself have had to go.
static void add_erasure(json_t *erased, sqlite3_stmt *scan, struct id log_id) {
  struct entry entry;
  const char *parts = NULL;
  json_t *payload = journal_row(scan, log_id, &entry, &parts) && parts ? json_loads(parts, 0, NULL) : NULL, *row;
  size_t i;
  if (row_is_whole(&entry, payload)) {
    payload = erased_reading(erased, &entry, payload);
    json_array_foreach(erased_part(payload), i, row) add_row(erased, column_text(scan, 4), entry.sequence, row);
  }
  json_decref(payload);
}

json_t *erased_gather(struct sql *sql, struct id log_id, struct err *err) {
  static const char text[] =
      "SELECT e.sequence, e.kind, e.recorded, e.logical, e.case_id, e.actor_id, e.case_sequence, e.previous, e.root, "
      "e.leaf, p.parts FROM entries e LEFT JOIN payloads p ON p.sequence = e.sequence WHERE e.kind = ?1 "
      "ORDER BY e.sequence DESC";
  sqlite3_stmt *scan = NULL;
  json_t *erased = json_object();
  int stepped = SQLITE_ERROR;
  if (sqlite3_prepare_v2(sql_db(sql), text, -1, &scan, NULL) == SQLITE_OK && sqlite3_bind_int(scan, 1, ENTRY_ERASURE) == SQLITE_OK)
    while ((stepped = sqlite3_step(scan)) == SQLITE_ROW) add_erasure(erased, scan, log_id);
  bool ok = stepped == SQLITE_DONE || sql_fail(sql, "read what was erased", err);
  sqlite3_finalize(scan);
  if (ok) return erased;
  json_decref(erased);
  return NULL;
}

// Was one recorded behind the first entries? What cannot be told is gathered anew.
static bool has_more(struct sql *sql, int64_t entries) {
  sqlite3_stmt *ask = NULL;
  bool none =
      sqlite3_prepare_v2(sql_db(sql), "SELECT 1 FROM entries WHERE sequence >= ?1 AND kind = ?2 LIMIT 1", -1, &ask, NULL) == SQLITE_OK &&
      sqlite3_bind_int64(ask, 1, entries) == SQLITE_OK && sqlite3_bind_int(ask, 2, ENTRY_ERASURE) == SQLITE_OK &&
      sqlite3_step(ask) == SQLITE_DONE;
  sqlite3_finalize(ask);
  return !none;
}

json_t *erased_lately(struct store *store, struct err *err) {
  struct sql *sql = &store->sql;
  int64_t known, all = journal_count(store);
  json_t *erased = kept_erased(sql->kept, &known);
  bool is_all = erased && known <= all && !has_more(sql, known);
  erased = is_all ? json_incref(erased) : erased_gather(sql, store->log_id, err);
  if (erased) kept_set_erased(sql->kept, erased, all);
  return erased;
}

static void problem(json_t *problems, const struct entry *entry, const char *text) {
  problem_add(problems, entry->sequence, "payloads", text, (long long)entry->sequence);
}

void erased_check(const json_t *erased, const struct entry *entry, const json_t *payload, json_t *problems) {
  const json_t *parts = erased_of(erased, entry);
  size_t i;
  json_t *part;
  json_array_foreach(payload, i, part) {
    bool withheld = json_text(part, "withheld") != NULL;
    if (!withheld && !parts) continue;
    char *commitment = part_commitment_hex(part);
    const json_t *one = commitment ? json_object_get(parts, commitment) : NULL;
    bool named = one && json_number(one, "by", 0) > entry->sequence;
    mem_free(commitment);
    if (withheld && !named)
      problem(problems, entry, "A part of entry %lld is gone, and no erasure names it: it was taken out after it was recorded.");
    if (withheld && named && strcmp(json_text(part, "withheld"), "erased") != 0)
      problem(problems, entry, "A part of entry %lld was erased, but another reason stands in its place.");
    if (!withheld && one)
      problem(problems, entry, "Entry %lld holds a part that was erased later: it was put back, or comes from an older copy.");
  }
}
