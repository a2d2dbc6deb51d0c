// The fold of an erasure's part `erased` (kind 22): rows that earlier entries made are put to what those entries read as now. Folded again,
// the earlier entries read so already, and it changes nothing. Fields, title and configuration stand in the erasure as parts of their own.
#include "base/mem.h"
#include "store/internal.h"

#include <string.h>

static bool restate_incident(struct sql *sql, const json_t *reads, struct err *err) {
  const json_t *event = json_object_get(reads, "event");
  char *text = json_canonical(event ? event : json_null());
  sqlite3_stmt *restate = sql_get(sql, SQL_INCIDENT_RESTATE);
  sql_bind(restate, "ttt", json_text(reads, "id"), text, json_text(reads, "reason"));
  bool ok = sql_run(sql, restate, "erase what a stuck step says", err);
  mem_free(text);
  return ok;
}

static bool drop_key(struct sql *sql, int64_t sequence, struct err *err) {
  sqlite3_stmt *drop = sql_get(sql, SQL_KEY_DROP);
  sql_bind(drop, "n", sequence);
  return sql_run(sql, drop, "erase an idempotency key", err);
}

static bool restate(struct sql *sql, int64_t sequence, const json_t *part, struct err *err) {
  const char *name = json_text(part, "name");
  const json_t *reads = json_object_get(part, "reads");
  if (!name) return err_set(err, ERR_INVALID, "Cannot record an erasure: a part that it drops has no name.");
  if (strncmp(name, "message/", 8) == 0 || strncmp(name, "open/", 5) == 0) return fold_restated(sql, reads, err);
  if (strcmp(name, "incident") == 0) return restate_incident(sql, reads, err);
  if (strcmp(name, "erased") == 0) return fold_erased(sql, reads, err); // an earlier erasure's, as it reads now
  return strcmp(name, "key") != 0 || drop_key(sql, sequence, err);
}

bool fold_erased(struct sql *sql, const json_t *value, struct err *err) {
  size_t i, j;
  json_t *row, *part;
  json_array_foreach(value, i, row) {
    int64_t sequence = json_number(row, "sequence", -1);
    json_array_foreach(json_object_get(row, "parts"), j, part) if (!restate(sql, sequence, part, err)) return false;
  }
  return true;
}
