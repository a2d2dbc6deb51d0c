// The tables: made, dropped, and brought from an older format to today's. The text is schema.sql; it is one file so that it reads as one.
//
// An upgrade runs one step a format, each of which touches truth only; then the rebuildable tables are dropped and folded again by
// today's code. So an older store is never converted row by row, and nothing but truth has to stay readable for ever.
#include "base/mem.h"
#include "store/internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

extern const char schema_sql[], guard_sql[], upgrade_0_sql[], upgrade_1_sql[], upgrade_2_sql[], upgrade_3_sql[], upgrade_4_sql[],
    upgrade_5_sql[]; // embed.S

static const char KEYED[] = "/*KEYED*/", WITHOUT_ROWID[] = "WITHOUT ROWID", REBUILDABLE[] = "-- REBUILDABLE", CACHE[] = "-- CACHE";

const struct rebuildable rebuildables[] = {
    {"cases", 1},     {"numbers", 1},  {"timers", 5},    {"outbox", 1},    {"incidents", 1}, {"keys", 2},
    {"directory", 2}, {"settings", 1}, {"workflows", 2}, {"calendars", 1}, {"nodes", 1},     {"signing_keys", 1},
};
const int rebuildable_count = sizeof rebuildables / sizeof rebuildables[0];

static const char *const caches[] = {"index_mark",  "index_subjects", "index_sets",  "index_members",
                                     "index_leads", "index_facets",   "index_waits", "index_items"};

static const char *const steps[SCHEMA_FORMAT] = {upgrade_0_sql, upgrade_1_sql, upgrade_2_sql,
                                                 upgrade_3_sql, upgrade_4_sql, upgrade_5_sql}; // steps[n]: from format n to n + 1

// The text in SQLite's words: see schema.sql's head.
static bool run_schema(struct sql *sql, const char *from, size_t size, struct err *err) {
  struct buf text;
  buf_init(&text);
  const char *end = from + size;
  for (const char *mark; (mark = strstr(from, KEYED)) && mark < end; from = mark + sizeof KEYED - 1) {
    buf_add(&text, from, (size_t)(mark - from));
    buf_text(&text, WITHOUT_ROWID);
  }
  buf_add(&text, from, (size_t)(end - from));
  bool ok = sql_text(sql, text.data, "make the store's tables", err);
  buf_clear(&text);
  return ok;
}

static const char *rebuildable_half(void) {
  const char *half = strstr(schema_sql, REBUILDABLE);
  assert(half);
  return half;
}

const char *schema_guard(void) { return guard_sql; }

// It stands in the text as "IF NOT EXISTS", and nowhere else does anything.
static const char LATER[] = "CREATE INDEX IF NOT EXISTS";

bool schema_lacks_index(struct sql *sql) {
  sqlite3_stmt *statement = NULL;
  const char *text = "SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = 'outbox_openings'";
  bool lacks = sqlite3_prepare_v2(sql_db(sql), text, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_DONE;
  sqlite3_finalize(statement);
  return lacks;
}

bool schema_add_index(struct sql *sql, struct err *err) {
  const char *from = strstr(schema_sql, LATER);
  assert(from && !strstr(from + 1, LATER));
  return run_schema(sql, from, strcspn(from, ";"), err);
}

bool schema_is_empty(struct sql *sql, bool *empty, struct err *err) {
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(sql_db(sql), "SELECT 1 FROM sqlite_master LIMIT 1", -1, &statement, NULL) != SQLITE_OK)
    return sql_fail(sql, "open the store", err);
  int stepped = sqlite3_step(statement);
  *empty = stepped == SQLITE_DONE;
  bool ok = stepped == SQLITE_DONE || stepped == SQLITE_ROW || sql_fail(sql, "open the store", err);
  sqlite3_finalize(statement);
  return ok;
}

bool schema_is_known(const char *table) {
  static const char *const truths[] = {"meta", "entries", "payloads", "definitions", "checkpoints"};
  bool known = false;
  for (size_t i = 0; i < sizeof truths / sizeof truths[0]; i++) known = known || strcmp(table, truths[i]) == 0;
  for (int i = 0; i < rebuildable_count; i++) known = known || strcmp(table, rebuildables[i].table) == 0;
  return known;
}

bool schema_is_cache(const char *table) {
  bool is = false;
  for (size_t i = 0; i < sizeof caches / sizeof caches[0]; i++) is = is || strcmp(table, caches[i]) == 0;
  return is;
}

bool schema_make(struct sql *sql, struct err *err) {
  return run_schema(sql, schema_sql, strlen(schema_sql), err) && sql_text(sql, guard_sql, "guard the journal", err);
}

static bool drop(struct sql *sql, const char *table, struct err *err) {
  char *text = mem_format("DROP TABLE IF EXISTS %s", table); // a name of ours, never of a user's
  bool ok = sql_text(sql, text, "drop the tables that are made again", err);
  mem_free(text);
  return ok;
}

static bool drop_caches(struct sql *sql, struct err *err) {
  for (size_t i = 0; i < sizeof caches / sizeof caches[0]; i++)
    if (!drop(sql, caches[i], err)) return false;
  return true;
}

static const char ORDER[] = "CREATE INDEX index_items_";

// The number-th statement that makes one; NULL: there are not so many.
static const char *order_at(int number) {
  const char *at = strstr(schema_sql, ORDER);
  while (at && number-- > 0) at = strstr(at + 1, ORDER);
  return at;
}

bool schema_drop_index_orders(struct sql *sql, struct err *err) {
  bool ok = true;
  const char *at;
  for (int i = 0; ok && (at = order_at(i)); i++) {
    const char *name = at + strlen("CREATE INDEX ");
    char *text = mem_format("DROP INDEX IF EXISTS %.*s", (int)strcspn(name, " "), name);
    ok = sql_text(sql, text, "keep the index of items", err);
    mem_free(text);
  }
  return ok;
}

bool schema_make_index_order(struct sql *sql, int number, bool *more, struct err *err) {
  const char *at = order_at(number);
  *more = at && order_at(number + 1);
  return !at || run_schema(sql, at, strcspn(at, ";"), err);
}

// They have a version of their own (index.h), so that what a program keeps in them is no matter of the store's format.
bool schema_make_caches(struct sql *sql, struct err *err) {
  const char *text = strstr(schema_sql, CACHE);
  assert(text);
  index_forget(sql);
  return drop_caches(sql, err) && run_schema(sql, text, strlen(text), err);
}

bool schema_make_rebuildable(struct sql *sql, struct err *err) {
  sql_forget(sql);
  index_forget(sql);
  for (int i = 0; i < rebuildable_count; i++)
    if (!drop(sql, rebuildables[i].table, err)) return false;
  if (!drop_caches(sql, err)) return false;
  const char *half = rebuildable_half();
  return run_schema(sql, half, strlen(half), err);
}

bool schema_format(struct sql *sql, int *format, struct err *err) {
  sqlite3_stmt *statement = NULL;
  const char *text = "SELECT value FROM meta WHERE name = 'format'";
  bool found = sqlite3_prepare_v2(sql_db(sql), text, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW;
  int code = sqlite3_errcode(sql_db(sql)) & 0xff;
  if (found)
    *format = sqlite3_column_int(statement, 0);
  else if (code == SQLITE_ERROR || code == SQLITE_DONE)
    err_set(err, ERR_CORRUPT,
            "Cannot open %s: it is no Waymark store, or an empty one. Keep a copy of the folder, then put back the latest backup.",
            sql->path);
  else
    sql_fail(sql, "open the store", err);
  sqlite3_finalize(statement);
  return found;
}

bool schema_step(struct sql *sql, int from, struct err *err) {
  assert(from >= 0 && from < SCHEMA_FORMAT);
  return sql_text(sql, steps[from], "upgrade the store", err);
}
