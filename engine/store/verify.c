// Verifying a store: every hash, chain and root again, the fold into a second store in memory, and the comparison of all that is
// rebuildable. What this cannot see is a tail that was cut off together with the tables, or a whole older store put back: only a root that
// was kept elsewhere shows those (RELIABILITY 2.3), which is why the report gives the root.
#include "base/mem.h"
#include "store/page_map.h"
#include "store/verify_internal.h"

#include <string.h>

enum { PROGRESS_EVERY = 1000, ENTRIES_MIN = 10000 }; // below that many all takes a fraction of a second

// A statement whose every row is a problem of its own, in words.
static bool check_rows(struct verification *check, const char *table, const char *text, const char *words, struct err *err) {
  sqlite3_stmt *scan = NULL;
  int stepped = SQLITE_ERROR;
  if (sqlite3_prepare_v2(sql_db(check->reading.sql), text, -1, &scan, NULL) == SQLITE_OK)
    while ((stepped = sqlite3_step(scan)) == SQLITE_ROW) problem_add(check->problems, -1, table, words, column_text(scan, 0));
  bool ok = stepped == SQLITE_DONE || sql_fail(check->reading.sql, "verify the store", err);
  sqlite3_finalize(scan);
  return ok;
}

static bool check_definitions(struct verification *check, struct err *err) {
  static const char missing[] = "SELECT hash FROM workflows WHERE hash NOT IN (SELECT hash FROM definitions) UNION "
                                "SELECT definition FROM cases WHERE definition NOT IN (SELECT hash FROM definitions)";
  sqlite3_stmt *scan = NULL;
  int stepped = SQLITE_ERROR;
  if (sqlite3_prepare_v2(sql_db(check->reading.sql), "SELECT hash, document FROM definitions", -1, &scan, NULL) == SQLITE_OK)
    while ((stepped = sqlite3_step(scan)) == SQLITE_ROW) {
      char hex[HASH_HEX_SIZE];
      struct hash hash = hash_of(column_text(scan, 1), (size_t)sqlite3_column_bytes(scan, 1));
      hex_write(hex, hash.bytes, HASH_SIZE);
      if (strcmp(hex, column_text(scan, 0)) != 0)
        problem_add(check->problems, -1, "definitions", "The definition %.12s... was changed after it was published.",
                    column_text(scan, 0));
    }
  bool ok = stepped == SQLITE_DONE || sql_fail(check->reading.sql, "verify the store", err);
  sqlite3_finalize(scan);
  return ok && check_rows(check, "definitions", missing, "The definition %.12s..., which items go by, is missing.", err);
}

// The fold is asked for messages by their keys alone, and an index that nobody reads is most of what each of them costs. Their keys come in
// no order: large pages have room for them, where small ones would be split for every fourth. Nothing of it outlives the check: one
// transaction for all, of which nothing is ever undone.
static bool fold_begin(struct verification *check, struct err *err) {
  static const char large[] = "PRAGMA page_size = 65536; PRAGMA secure_delete = OFF; PRAGMA journal_mode = OFF;",
                    unread[] = "DROP INDEX outbox_of_case; DROP INDEX outbox_ready; DROP INDEX outbox_openings; BEGIN;";
  struct sql *fold = &check->fold;
  fold->path = "the fold in memory";
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  bool opened = sqlite3_open_v2(":memory:", &fold->connection, flags, NULL) == SQLITE_OK || sql_fail(fold, "open a store in memory", err);
  return opened && sql_text(fold, large, "make a store in memory", err) && schema_make(fold, err) &&
         sql_text(fold, unread, "make a store in memory", err) && sql_prepare(fold, err);
}

// What is small is not worth it; a simulated disk has one connection; and a log that stays is no part of the file.
static void lend(struct verification *check) {
  struct store *store = check->store;
  if (store->env.vfs || !store->pages || journal_count(store) < ENTRIES_MIN || !store_is_written_back(store)) return;
  check->map = lent_map(store);
  check->lent = lent_new(store, check->map);
  check->taking = lent_new(store, check->map);
}

bool verification_begin(struct verification *check, struct store *store, bool steps, struct err *err) {
  *check = (struct verification){.store = store, .problems = json_array(), .damage = json_array()};
  if (!steps) lend(check);
  check->reading = (struct reading){
      .sql = check->lent ? &check->lent->sql : &store->sql, .log_id = store->log_id, .read = INT64_MIN, .stray = INT64_MIN};
  struct sql *taking = check->taking ? &check->taking->sql : &store->sql;
  check->began = journal_count(store);
  struct messages *messages = check->lent ? messages_new(&check->fold, taking, store->log_id, &store->env, check->began) : NULL;
  check->payloads = payload_check_new(&check->fold, messages);
  bool ok = log_check_begin(&check->log, taking, err) && fold_begin(check, err);
  return ok && (check->lent || verification_gather(check, err));
}

bool verification_gather(struct verification *check, struct err *err) {
  check->erased = erased_gather(check->reading.sql, check->store->log_id, err);
  check->payloads->erased = check->erased;
  return check->erased != NULL;
}

void verification_end(struct verification *check) {
  log_check_end(&check->log);
  batch_clear(&check->batch);
  payload_check_free(check->payloads);
  sql_clear(&check->fold);
  lent_free(check->lent);
  lent_free(check->taking);
  page_map_free(check->map);
  comparing_free(check->comparing);
  json_decref(check->problems);
  json_decref(check->damage);
  json_decref(check->erased);
}

static void take_entry(struct verification *check, const struct batch *batch, const struct batch_item *item) {
  if (item->entry.kind == ENTRY_ERASURE && item->entry.sequence >= check->began) check->is_stale = true;
  log_check_add(&check->log, item);
  if (item->whole && !check->reading.bare) payload_check_add(check->payloads, batch, item); // else the log's check says it
}

void verification_take(struct verification *check, const struct batch *batch) {
  payload_check_expect(check->payloads, batch);
  for (size_t i = 0; i < batch->stray_count; i++) payload_check_stray(check->payloads, batch->strays[i]);
  for (size_t i = 0; i < batch->count; i++) take_entry(check, batch, &batch->items[i]);
  tree_check_compare(check->log.tree);
}

bool verification_read(struct verification *check, int64_t count_max, int64_t *count, struct err *err) {
  bool ok = batch_read(&check->batch, &check->reading, count_max, err);
  *count = (int64_t)check->batch.count;
  if (ok) verification_take(check, &check->batch);
  return ok;
}

// What differs in the tree's table is said as of any other: then it is made again, and taken on by what comes.
void verification_tree(struct verification *check, int64_t count, bool *more) {
  struct err err;
  int64_t from = check->tree_at;
  *more = false;
  check->is_one_tree = tree_check_same(check->log.tree);
  if (check->is_one_tree || from < 0) return;
  if (!tree_make_some(check->reading.sql, &check->fold, check->reading.log_id, count, &check->tree_at, &err)) {
    problem_add(check->problems, -1, "nodes", "The log's tree cannot be made again: %s", err.text);
    check->tree_at = -1;
  }
  *more = check->tree_at == from + count;
}

bool verification_rest(struct verification *check, struct err *err) {
  return check_definitions(check, err) && guards_verify(check->reading.sql, &check->fold, check->problems, err) &&
         words_verify(check->reading.sql, check->problems, err);
}

// Of both halves, in the log's order; what belongs to no entry comes last. A new reference.
static json_t *merged(const json_t *log, const json_t *payloads) {
  json_t *all = json_array();
  size_t count = json_array_size(log), other = json_array_size(payloads);
  for (size_t i = 0, j = 0; (i < count || j < other) && json_array_size(all) < PROBLEMS_MAX;) {
    int64_t a = i < count ? json_number(json_array_get(log, i), "sequence", INT64_MAX - 1) : INT64_MAX;
    int64_t b = j < other ? json_number(json_array_get(payloads, j), "sequence", INT64_MAX - 1) : INT64_MAX;
    json_array_append(all, a <= b ? json_array_get(log, i++) : json_array_get(payloads, j++));
  }
  return all;
}

json_t *verification_report(const struct verification *check) {
  char hex[HASH_HEX_SIZE];
  struct hash root = merkle_frontier_root(&check->log.frontier);
  hex_write(hex, root.bytes, HASH_SIZE);
  json_t *report = json_object(), *entries = merged(check->log.problems, check->payloads->problems);
  json_array_extend(entries, check->payloads->strays);
  json_t *problems = merged(entries, check->problems);
  json_array_extend(problems, check->damage);
  json_put_flag(report, "ok", json_array_size(problems) == 0);
  json_put_number(report, "entries", check->log.expected);
  json_put_text(report, "root", hex);
  json_object_set_new(report, "problems", problems);
  json_decref(entries);
  return report;
}

// ---- in one piece

static bool check_journal(struct verification *check, const struct telling *telling, struct err *err) {
  int64_t done = 0, count = PROGRESS_EVERY;
  while (count == PROGRESS_EVERY) {
    if (!verification_read(check, PROGRESS_EVERY, &count, err)) return false;
    if (telling && count == PROGRESS_EVERY) telling->progress(telling->user, done += count, telling->all);
  }
  return true;
}

static bool check_alone(struct verification *check, const struct telling *telling, struct err *err) {
  return check_journal(check, telling, err) && file_verify(check->reading.sql, check->damage, err);
}

// By two threads where that pays; where entries are missing, once more from the beginning by one.
static bool check_entries(struct verification *check, const struct telling *telling, struct err *err) {
  struct store *store = check->store;
  enum besides how = check->lent ? beside_run(check, telling, err) : BESIDE_RAGGED;
  bool ok = how == BESIDE_DONE;
  if (how == BESIDE_RAGGED && check->lent) {
    verification_end(check);
    if (!verification_begin(check, store, true, err)) return false;
  }
  if (how == BESIDE_RAGGED) ok = check_alone(check, telling, err);
  if (ok) payload_check_settle(check->payloads, INT64_MAX);
  if (ok && telling) telling->progress(telling->user, telling->all, telling->all);
  return ok;
}

static bool check_tables(struct verification *check, struct err *err) {
  bool more = true;
  verification_tree(check, INT64_MAX, &more);
  check->comparing = comparing_new();
  if (check->is_one_tree) comparing_leave_out(check->comparing, "nodes");
  if (payload_check_same(check->payloads)) comparing_leave_out(check->comparing, "outbox");
  for (more = true; more;)
    if (!compare_step(check->comparing, check->reading.sql, &check->fold, INT64_MAX, &more, check->problems, err)) return false;
  return true;
}

bool journal_verify(struct store *store, void (*progress)(void *user, int64_t done, int64_t all), void *user, json_t **report,
                    struct err *err) {
  struct verification check;
  bool ok = verification_begin(&check, store, false, err);
  struct telling telling = {progress, user, check.began};
  ok = ok && check_entries(&check, progress ? &telling : NULL, err) && verification_rest(&check, err) && check_tables(&check, err);
  if (ok) {
    evidence_verify(store, check.payloads->named, check.problems);
    *report = verification_report(&check);
  }
  verification_end(&check);
  return ok;
}

bool journal_verify_log(struct store *store, json_t **report, struct err *err) {
  struct verification check;
  bool ok = verification_begin(&check, store, false, err);
  check.reading.bare = true; // what was erased is not asked for
  ok = ok && check_journal(&check, NULL, err) && guards_verify(check.reading.sql, &check.fold, check.problems, err) &&
       words_verify(check.reading.sql, check.problems, err);
  if (ok && !tree_check_same(check.log.tree))
    problem_add(check.problems, -1, "nodes", "The log's tree is not that of its entries; `waymark journal verify` says where.");
  if (ok) *report = verification_report(&check);
  verification_end(&check);
  return ok;
}
