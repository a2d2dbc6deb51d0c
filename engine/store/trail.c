// Picking entries out of the journal. See trail.h.
#include "store/trail.h"

#include "store/internal.h"

#include <string.h>

static const char TEXT[] =
    "SELECT e.sequence, e.recorded, e.kind, e.case_id, e.actor_id, p.parts FROM entries e JOIN payloads p ON p.sequence = e.sequence "
    "WHERE e.sequence > ?1 AND e.recorded >= ?2 AND e.recorded <= ?3 AND e.actor_id <> '00000000000000000000000000000000' "
    "AND (?4 IS NULL OR e.actor_id = ?4) AND (?5 IS NULL OR +e.case_id = ?5 OR "
    "(e.kind = 20 AND +e.case_id = '00000000000000000000000000000000' AND instr(p.parts, ?5) > 0)) ORDER BY e.sequence";

static json_t *row_of(sqlite3_stmt *scan) {
  json_t *row = json_object(), *payload = column_json(scan, 5);
  const json_t *event = payload_event(payload);
  column_put_number(row, "sequence", scan, 0);
  column_put_number(row, "recorded", scan, 1);
  column_put_number(row, "kind", scan, 2);
  column_put_text(row, "case", scan, 3);
  column_put_text(row, "actor", scan, 4);
  json_put_text(row, "kind_words", entry_kind_words((int)json_number(row, "kind", 0)));
  if (event) json_object_set(row, "event", (json_t *)event);
  json_decref(payload);
  return row;
}

bool trail_each(struct store *store, const struct trail_ask *ask, bool (*each)(void *user, json_t *row), void *user, struct err *err) {
  sqlite3_stmt *scan = NULL;
  int stepped = SQLITE_DONE;
  bool more = true;
  if (sqlite3_prepare_v2(sql_db(&store->sql), TEXT, -1, &scan, NULL) != SQLITE_OK) return sql_fail(&store->sql, "read who did what", err);
  sql_bind(scan, "nnntt", ask->after, ask->from_ms, ask->to_ms, ask->actor_hex, ask->case_hex);
  while (more && (stepped = sqlite3_step(scan)) == SQLITE_ROW) {
    json_t *row = row_of(scan);
    more = each(user, row);
    json_decref(row);
  }
  bool ok = !more || stepped == SQLITE_DONE || sql_fail(&store->sql, "read who did what", err);
  sqlite3_finalize(scan);
  return ok;
}

// When the entry of that sequence was recorded; INT64_MAX: it cannot be read.
static int64_t recorded_at(sqlite3_stmt *find, int64_t sequence) {
  sql_bind(find, "n", sequence);
  int64_t recorded = sqlite3_step(find) == SQLITE_ROW ? sqlite3_column_int64(find, 0) : INT64_MAX;
  sqlite3_reset(find);
  return recorded;
}

// The first that was recorded after that instant. Recorded instants never go back, so it is found by halves.
static int64_t first_after(struct store *store, sqlite3_stmt *find, int64_t at_ms) {
  int64_t from = 0, to = journal_count(store);
  while (from < to) {
    int64_t middle = from + (to - from) / 2;
    if (recorded_at(find, middle) > at_ms)
      to = middle;
    else
      from = middle + 1;
  }
  return from;
}

json_t *trail_cases_after(struct store *store, int64_t at_ms, struct err *err) {
  sqlite3_stmt *find = NULL, *scan = NULL;
  json_t *cases = json_array();
  int stepped = SQLITE_ERROR;
  if (sqlite3_prepare_v2(sql_db(&store->sql), "SELECT recorded FROM entries WHERE sequence = ?1", -1, &find, NULL) == SQLITE_OK &&
      sqlite3_prepare_v2(sql_db(&store->sql), "SELECT DISTINCT +case_id FROM entries WHERE sequence >= ?1", -1, &scan, NULL) == SQLITE_OK) {
    sql_bind(scan, "n", first_after(store, find, at_ms));
    while ((stepped = sqlite3_step(scan)) == SQLITE_ROW) json_array_add(cases, column_text(scan, 0));
  }
  bool ok = stepped == SQLITE_DONE || sql_fail(&store->sql, "read what changed", err);
  sqlite3_finalize(find);
  sqlite3_finalize(scan);
  if (ok) return cases;
  json_decref(cases);
  return NULL;
}

static bool names_one(const char *parts, const json_t *texts) {
  size_t i;
  json_t *text;
  json_array_foreach(texts, i, text) if (parts && strstr(parts, json_string_value(text))) return true;
  return false;
}

json_t *trail_cases_naming(struct store *store, const json_t *texts, struct err *err) {
  static const char all[] = "SELECT e.case_id, p.parts FROM entries e JOIN payloads p ON p.sequence = e.sequence WHERE "
                            "+e.case_id <> '00000000000000000000000000000000' ORDER BY e.sequence";
  sqlite3_stmt *scan = NULL;
  json_t *cases = json_object();
  int stepped = SQLITE_ERROR;
  if (sqlite3_prepare_v2(sql_db(&store->sql), all, -1, &scan, NULL) == SQLITE_OK)
    while ((stepped = sqlite3_step(scan)) == SQLITE_ROW) {
      const char *hex = column_text(scan, 0);
      if (!json_object_get(cases, hex) && names_one(column_text(scan, 1), texts)) json_put_flag(cases, hex, true);
    }
  bool ok = stepped == SQLITE_DONE || sql_fail(&store->sql, "read which items name it", err);
  sqlite3_finalize(scan);
  if (ok) return cases;
  json_decref(cases);
  return NULL;
}
