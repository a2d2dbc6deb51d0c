// Verifying a store: every hash, chain and root again, the fold into a second store in memory, and the comparison of all that is
// rebuildable. What this cannot see is a tail that was cut off together with the tables, or a whole older store put back: only a root that
// was kept elsewhere shows those (RELIABILITY 2.3), which is why the report gives the root.
#include "base/mem.h"
#include "store/internal.h"

#include <string.h>

// In steps: about five milliseconds each, which is what somebody who asks meanwhile may wait.
enum { PROGRESS_EVERY = 1000, STEP_ENTRIES = 50, STEP_ROWS = 500 };

struct verification {
  struct store *store;
  struct sql fold;
  json_t *problems, *damage; // the second: of the file
  json_t *erased;            // erased.c
  struct payload_check *payloads;
  struct merkle_frontier frontier;
  int64_t expected, last_recorded;
  struct sql *sql;
  struct chains *chains;
  struct tree_check *tree; // NULL in steps: its scan would hold up the store
  sqlite3_stmt *before;    // the case's entry before this one
  int64_t read;            // the sequence of the last row that was read
  int64_t began;           // how many entries there were when it began
  bool is_stale;           // something was erased since: what was read before may have been read otherwise than it stands now
  bool log_alone;          // headers only: what they say is neither read nor folded
  struct comparing *comparing;
  struct looking looking;
};

static void check_sequence(struct verification *check, const struct entry *entry) {
  long long sequence = entry->sequence, first = check->expected;
  if (sequence == first + 1)
    problem_add(check->problems, first, "entries", "Entry %lld is missing from the journal.", first);
  else if (sequence != first)
    problem_add(check->problems, first, "entries", "Entries %lld to %lld are missing from the journal.", first, sequence - 1);
  check->expected = entry->sequence + 1;
}

static void check_header(struct verification *check, const struct entry *entry) {
  struct hash leaf = entry_leaf(entry);
  if (!hash_equal(&leaf, &entry->leaf))
    problem_add(check->problems, entry->sequence, "entries",
                "Entry %lld was changed after it was recorded: its header does not give its hash.", (long long)entry->sequence);
  if (entry->recorded_ms < check->last_recorded)
    problem_add(check->problems, entry->sequence, "entries", "Entry %lld says that it was recorded before the entry before it.",
                (long long)entry->sequence);
  check->last_recorded = entry->recorded_ms;
  merkle_frontier_add(&check->frontier, leaf);
}

// The tree is made again as long as no entry is missing, or compared with its table at once: after that there is none to be made.
static void check_tree(struct verification *check, const struct entry *entry) {
  struct err err;
  if (check->tree)
    tree_check_add(check->tree, entry);
  else if (check->frontier.size == check->expected && !tree_add(&check->fold, entry, &err))
    problem_add(check->problems, entry->sequence, "nodes", "The log's tree cannot be made again: %s", err.text);
}

// What does not follow what came last is looked for in the journal, before it is called wrong.
static void check_chain(struct verification *check, const struct entry *entry) {
  if (chains_follow(check->chains, entry)) return;
  char hex[ID_TEXT];
  struct hash before = {0};
  id_write(entry->case_id, hex);
  sqlite3_bind_text(check->before, 1, hex, -1, SQLITE_STATIC);
  sqlite3_bind_int64(check->before, 2, entry->case_sequence - 1);
  sqlite3_bind_int64(check->before, 3, entry->sequence);
  bool found = sqlite3_step(check->before) == SQLITE_ROW, read = !found || hex_read(before.bytes, HASH_SIZE, column_text(check->before, 0));
  sql_end(check->before);
  bool ok = read && found == (entry->case_sequence > 1) && entry->case_sequence > 0 && hash_equal(&before, &entry->previous);
  if (!ok)
    problem_add(check->problems, entry->sequence, "entries", "Entry %lld does not follow from the entry before it in its item's chain.",
                (long long)entry->sequence);
}

static void check_entry(struct verification *check, sqlite3_stmt *scan) {
  struct entry entry;
  const char *parts = NULL;
  bool read = journal_row(scan, check->store->log_id, &entry, &parts);
  check->read = entry.sequence;
  if (entry.kind == ENTRY_ERASURE && entry.sequence >= check->began) check->is_stale = true;
  check_sequence(check, &entry);
  if (!read) {
    problem_add(check->problems, entry.sequence, "entries", "Entry %lld is damaged: an id or a hash of it cannot be read.",
                (long long)entry.sequence);
    return;
  }
  check_header(check, &entry);
  check_tree(check, &entry);
  check_chain(check, &entry);
  if (!check->log_alone) payload_check_add(check->payloads, &entry, parts);
}

// What differs in the tree's table is said as of any other.
static bool check_tables(struct verification *check, struct err *err) {
  struct err why;
  bool same = tree_check_end(check->tree);
  if (!same && !tree_make_again(check->sql, &check->fold, check->store->log_id, &why))
    problem_add(check->problems, -1, "nodes", "The log's tree cannot be made again: %s", why.text);
  return compare_tables(check->sql, &check->fold, same ? "nodes" : NULL, check->problems, err);
}

// A statement whose every row is a problem of its own, in words.
static bool check_rows(struct verification *check, const char *table, const char *text, const char *words, struct err *err) {
  sqlite3_stmt *scan = NULL;
  int stepped = SQLITE_ERROR;
  if (sqlite3_prepare_v2(sql_db(check->sql), text, -1, &scan, NULL) == SQLITE_OK)
    while ((stepped = sqlite3_step(scan)) == SQLITE_ROW) problem_add(check->problems, -1, table, words, column_text(scan, 0));
  bool ok = stepped == SQLITE_DONE || sql_fail(check->sql, "verify the store", err);
  sqlite3_finalize(scan);
  return ok;
}

static bool check_definitions(struct verification *check, struct err *err) {
  static const char missing[] = "SELECT hash FROM workflows WHERE hash NOT IN (SELECT hash FROM definitions) UNION "
                                "SELECT definition FROM cases WHERE definition NOT IN (SELECT hash FROM definitions)";
  sqlite3_stmt *scan = NULL;
  int stepped = SQLITE_ERROR;
  if (sqlite3_prepare_v2(sql_db(check->sql), "SELECT hash, document FROM definitions", -1, &scan, NULL) == SQLITE_OK)
    while ((stepped = sqlite3_step(scan)) == SQLITE_ROW) {
      char hex[HASH_HEX_SIZE];
      struct hash hash = hash_of(column_text(scan, 1), (size_t)sqlite3_column_bytes(scan, 1));
      hex_write(hex, hash.bytes, HASH_SIZE);
      if (strcmp(hex, column_text(scan, 0)) != 0)
        problem_add(check->problems, -1, "definitions", "The definition %.12s... was changed after it was published.",
                    column_text(scan, 0));
    }
  bool ok = stepped == SQLITE_DONE || sql_fail(check->sql, "verify the store", err);
  sqlite3_finalize(scan);
  return ok && check_rows(check, "definitions", missing, "The definition %.12s..., which items go by, is missing.", err);
}

// What it finds is told after all else.
static bool check_integrity(struct verification *check, struct err *err) {
  sqlite3_stmt *scan = NULL;
  int stepped = SQLITE_ERROR;
  if (sqlite3_prepare_v2(sql_db(check->sql), "PRAGMA integrity_check(20)", -1, &scan, NULL) == SQLITE_OK)
    while ((stepped = sqlite3_step(scan)) == SQLITE_ROW)
      if (strcmp(column_text(scan, 0), "ok") != 0)
        problem_add(check->damage, -1, NULL, "The database file is damaged: %s.", column_text(scan, 0));
  bool ok = stepped == SQLITE_DONE || sql_fail(check->sql, "verify the store", err);
  sqlite3_finalize(scan);
  return ok;
}

// The fold is asked for messages by their keys alone, and an index that nobody reads is a third of what each of them costs.
static bool fold_begin(struct verification *check, struct err *err) {
  static const char unread[] = "DROP INDEX outbox_of_case; DROP INDEX outbox_ready;";
  check->fold.path = "the fold in memory";
  bool opened = sqlite3_open_v2(":memory:", &check->fold.connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                                NULL) == SQLITE_OK;
  // One transaction for all: nothing here outlives the check.
  return (opened || sql_fail(&check->fold, "open a store in memory", err)) && schema_make(&check->fold, err) &&
         sql_text(&check->fold, unread, "make a store in memory", err) && sql_prepare(&check->fold, err) &&
         sql_text(&check->fold, "BEGIN", "fold the journal", err);
}

// As many entries as are asked for; `count`: how many there were.
static bool check_entries(struct verification *check, int64_t count_max, int64_t *count, struct err *err) {
  sqlite3_stmt *scan = sql_get(check->sql, check->log_alone ? SQL_HEADERS_BATCH : SQL_ENTRIES_BATCH);
  int stepped;
  sql_bind(scan, "nn", check->read, count_max);
  for (*count = 0; (stepped = sqlite3_step(scan)) == SQLITE_ROW; ++*count) check_entry(check, scan);
  bool ok = stepped == SQLITE_DONE || sql_fail(check->sql, "verify the journal", err);
  sql_end(scan);
  return ok;
}

static bool check_journal(struct verification *check, void (*progress)(void *user, int64_t done, int64_t all), void *user,
                          struct err *err) {
  int64_t all = journal_count(check->store), done = 0, count = PROGRESS_EVERY;
  while (count == PROGRESS_EVERY) {
    if (!check_entries(check, PROGRESS_EVERY, &count, err)) return false;
    if (progress && count == PROGRESS_EVERY) progress(user, done += count, all);
  }
  if (progress) progress(user, all, all);
  return true;
}

static bool check_rest(struct verification *check, struct err *err) {
  static const char stray[] = "SELECT sequence FROM payloads WHERE sequence NOT IN (SELECT sequence FROM entries)";
  return check_rows(check, "payloads", stray, "There is a payload of entry %s, and no such entry.", err) && check_definitions(check, err) &&
         guards_verify(check->sql, &check->fold, check->problems, err);
}

static bool begin(struct verification *check, struct store *store, struct err *err) {
  static const char before[] = "SELECT leaf FROM entries WHERE case_id = ?1 AND case_sequence = ?2 AND sequence < ?3";
  *check = (struct verification){.store = store, .sql = &store->sql, .problems = json_array(), .damage = json_array(), .read = INT64_MIN};
  check->began = journal_count(store);
  check->comparing = comparing_new();
  check->chains = chains_new();
  check->erased = erased_gather(check->sql, store->log_id, err);
  check->payloads = payload_check_new(&check->fold, check->erased);
  return check->erased && fold_begin(check, err) &&
         (sqlite3_prepare_v2(sql_db(check->sql), before, -1, &check->before, NULL) == SQLITE_OK ||
          sql_fail(check->sql, "verify the journal", err));
}

static bool begin_short(struct verification *check, struct err *err) {
  check->payloads->late = late_new(&check->fold);
  check->tree = tree_check_new(check->sql, err);
  return check->tree != NULL;
}

static void end(struct verification *check) {
  payload_check_free(check->payloads);
  tree_check_free(check->tree);
  chains_free(check->chains);
  sqlite3_finalize(check->before);
  sql_clear(&check->fold);
  comparing_free(check->comparing);
  json_decref(check->problems);
  json_decref(check->damage);
  json_decref(check->erased);
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

static json_t *report_of(const struct verification *check) {
  char hex[HASH_HEX_SIZE];
  struct hash root = merkle_frontier_root(&check->frontier);
  hex_write(hex, root.bytes, HASH_SIZE);
  json_t *report = json_object();
  json_t *problems = merged(check->problems, check->payloads->problems);
  json_array_extend(problems, check->damage);
  json_put_flag(report, "ok", json_array_size(problems) == 0);
  json_put_number(report, "entries", check->expected);
  json_put_text(report, "root", hex);
  json_object_set_new(report, "problems", problems);
  return report;
}

static bool check_log(struct verification *check, bool alone, void (*progress)(void *user, int64_t done, int64_t all), void *user,
                      struct err *err) {
  check->log_alone = alone;
  return check_journal(check, progress, user, err);
}

// Both halves: at once where that pays, else in one pass.
static bool check_both(struct verification *check, void (*progress)(void *user, int64_t done, int64_t all), void *user, struct err *err) {
  struct beside *beside = beside_start(check->store, check->payloads);
  if (!beside) {
    if (!check_log(check, false, progress, user, err)) return false;
    payload_check_settle(check->payloads);
    return check_integrity(check, err);
  }
  bool ok = check_log(check, true, NULL, NULL, err) && check_integrity(check, err);
  struct err other;
  bool ended = beside_end(beside, check->expected, progress, user, ok ? err : &other);
  return ok && ended;
}

bool journal_verify(struct store *store, void (*progress)(void *user, int64_t done, int64_t all), void *user, json_t **report,
                    struct err *err) {
  struct verification check;
  bool ok = begin(&check, store, err) && begin_short(&check, err) && check_both(&check, progress, user, err) && check_rest(&check, err) &&
            check_tables(&check, err);
  if (ok) {
    evidence_verify(store, check.payloads->named, check.problems);
    *report = report_of(&check);
  }
  end(&check);
  return ok;
}

bool journal_verify_log(struct store *store, json_t **report, struct err *err) {
  struct verification check;
  bool ok = begin(&check, store, err) && begin_short(&check, err);
  ok = ok && check_log(&check, true, NULL, NULL, err) && guards_verify(check.sql, &check.fold, check.problems, err);
  if (ok && !tree_check_end(check.tree))
    problem_add(check.problems, -1, "nodes", "The log's tree is not that of its entries; `waymark journal verify` says where.");
  if (ok) *report = report_of(&check);
  end(&check);
  return ok;
}

// ---- in steps

void verify_stop(struct store *store) {
  if (!store->verifying) return;
  end(store->verifying);
  mem_free(store->verifying);
  store->verifying = NULL;
}

static bool start(struct store *store, struct err *err) {
  store->verifying = mem_new(sizeof *store->verifying);
  return begin(store->verifying, store, err);
}

// Both sides of a comparison are taken on first: what was recorded since the last step is in the tables, and must be in the fold.
static bool step(struct verification *check, json_t **report, struct err *err) {
  int64_t count;
  bool more = true;
  if (!check_entries(check, STEP_ENTRIES, &count, err)) return false;
  if (count == STEP_ENTRIES) return true;
  if (!compare_step(check->comparing, check->sql, &check->fold, STEP_ROWS, &more, check->problems, err)) return false;
  if (more || evidence_look(check->store, check->payloads->named, &check->looking, check->problems)) return true;
  if (!check_rest(check, err)) return false;
  *report = report_of(check);
  if (check->looking.large) json_put_number(*report, "large", check->looking.large);
  return true;
}

bool journal_verify_step(struct store *store, json_t **report, struct err *err) {
  *report = NULL;
  bool ok = (store->verifying || start(store, err)) && step(store->verifying, report, err);
  if (ok && store->verifying->is_stale) {
    json_decref(*report);
    *report = NULL;
  }
  if (!ok || *report || store->verifying->is_stale) verify_stop(store);
  return ok;
}
