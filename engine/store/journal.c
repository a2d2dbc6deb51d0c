// The journal: entries are added and read here, and nowhere changed (J1).
//
// 1. Sequence is dense from 0; a case's sequence is dense from 1; `previous` is the leaf of the case's entry before.
// 2. Recorded instants never go back, whatever the clock does.
// 3. What was written is read again before the caller commits and compared with what was hashed: a row that says something else
//    than its leaf would be a false record for ever.
// 4. The tables follow in the same transaction, through fold_entry only.
#include "base/mem.h"
#include "base/merkle.h"
#include "store/internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define ENTRY_COLUMNS                                                                                                                      \
  "SELECT e.sequence, e.kind, e.recorded, e.logical, e.case_id, e.actor_id, e.case_sequence, e.previous, e.root, e.leaf, p.parts "         \
  "FROM entries e LEFT JOIN payloads p ON p.sequence = e.sequence "

enum {
  PAYLOAD_ROOM = 4000,
  PAYLOAD_KEPT_MAX = 1 << 16,
  SALTS_AT_HAND = 32
}; // an event has two to four thousand bytes, and about ten parts

// Everything of an entry that is text in its row.
struct row_text {
  char case_id[ID_TEXT], actor[ID_TEXT], previous[HASH_HEX_SIZE], root[HASH_HEX_SIZE], leaf[HASH_HEX_SIZE];
};

static void row_text_write(const struct entry *entry, struct row_text *text) {
  id_write(entry->case_id, text->case_id);
  id_write(entry->actor_id, text->actor);
  hex_write(text->previous, entry->previous.bytes, HASH_SIZE);
  hex_write(text->root, entry->root.bytes, HASH_SIZE);
  hex_write(text->leaf, entry->leaf.bytes, HASH_SIZE);
}

// Where the journal ends; sequence -1 of an empty one.
static bool read_end(struct sql *sql, int64_t *sequence, int64_t *recorded_ms, struct err *err) {
  if (kept_end(sql->kept, sequence, recorded_ms)) return true;
  sqlite3_stmt *last = sql_get(sql, SQL_ENTRY_LAST);
  int stepped = sqlite3_step(last);
  *sequence = stepped == SQLITE_ROW ? sqlite3_column_int64(last, 0) : -1;
  *recorded_ms = stepped == SQLITE_ROW ? sqlite3_column_int64(last, 1) : 0;
  bool ok = stepped == SQLITE_ROW || stepped == SQLITE_DONE || sql_fail(sql, "read the journal's end", err);
  sql_end(last);
  return ok;
}

static bool take_place(struct sql *sql, struct entry *entry, struct err *err) {
  int64_t sequence, recorded_ms;
  if (!read_end(sql, &sequence, &recorded_ms, err)) return false;
  bool same = entry->logical_ms == entry->recorded_ms;
  entry->sequence = sequence + 1;
  if (sequence >= 0 && entry->recorded_ms < recorded_ms) entry->recorded_ms = recorded_ms;
  if (same) entry->logical_ms = entry->recorded_ms;
  return true;
}

// `tail`: where the chain's end is kept.
static bool take_chain(struct sql *sql, struct entry *entry, int *tail, struct err *err) {
  char case_hex[ID_TEXT];
  struct hash leaf = {0};
  if (kept_chain(sql->kept, entry, tail)) return true;
  id_write(entry->case_id, case_hex);
  sqlite3_stmt *last = sql_get(sql, SQL_CHAIN_LAST);
  sql_bind(last, "t", case_hex);
  int stepped = sqlite3_step(last);
  entry->case_sequence = 1;
  bool ok = stepped == SQLITE_DONE;
  if (stepped == SQLITE_ROW) {
    entry->case_sequence = sqlite3_column_int64(last, 0) + 1;
    ok = hex_read(leaf.bytes, HASH_SIZE, column_text(last, 1)) ||
         err_set(err, ERR_CORRUPT, "Cannot record an entry: the one before it in its chain is damaged. Run `waymark journal verify`.");
  } else if (!ok)
    sql_fail(sql, "read the journal's end", err);
  sql_end(last);
  if (ok) *tail = kept_add_chain(sql->kept, entry->case_id, &leaf);
  return ok;
}

static bool part_is_whole(const struct part *part, struct err *err) {
  if (part->name && part->value) return true;
  return err_set(err, ERR_INVALID, "Cannot record an entry: a part of it has no name or no value.");
}

// Adds the stored form of a part to `text`. The value is written once, for its commitment and for the tables too.
static void write_part(struct part *part, const uint8_t *salt, struct buf *text) {
  char salt_hex[HASH_HEX_SIZE];
  hex_write(salt_hex, salt, HASH_SIZE);
  buf_text(text, "{\"name\":");
  json_canonical_add_text(text, part->name);
  buf_text(text, ",\"salt\":\"");
  buf_add(text, salt_hex, 2 * HASH_SIZE);
  buf_text(text, "\",\"value\":");
  size_t start = text->size;
  json_canonical_add(text, part->value);
  part->text_at = start;
  part->text_size = text->size - start;
  buf_char(text, '}');
}

static bool write_parts(struct entry *entry, const uint8_t *salts, struct buf *text, struct err *err) {
  buf_char(text, '[');
  for (size_t i = 0; i < entry->part_count; i++) {
    if (!part_is_whole(&entry->parts[i], err)) return false;
    if (i) buf_char(text, ',');
    write_part(&entry->parts[i], salts + i * HASH_SIZE, text);
  }
  buf_char(text, ']');
  for (size_t i = 0; i < entry->part_count; i++) entry->parts[i].text = text->data + entry->parts[i].text_at; // it moves no more
  return true;
}

static void hash_parts(struct entry *entry, const uint8_t *salts) {
  struct merkle_frontier leaves = {0};
  for (size_t i = 0; i < entry->part_count; i++) {
    const struct part *part = &entry->parts[i];
    merkle_frontier_add(&leaves, part_leaf_of_text(part->name, strlen(part->name), part->text, part->text_size, salts + i * HASH_SIZE));
  }
  entry->root = merkle_frontier_root(&leaves);
}

// Into what the store keeps for it, so that an entry needs no room of its own. `hashes`: else its root is worked out behind.
static bool write_payload(struct store *store, struct entry *entry, bool hashes, struct err *err) {
  size_t count = entry->part_count;
  if (count > ENTRY_PARTS_MAX)
    return err_set(err, ERR_LIMIT, "Cannot record an entry of %zu parts; the limit is %d. Split what was asked.", count, ENTRY_PARTS_MAX);
  uint8_t at_hand[SALTS_AT_HAND * HASH_SIZE], *salts = count > SALTS_AT_HAND ? mem_new(count * HASH_SIZE) : at_hand;
  if (count) store->env.random(store->env.user, salts, count * HASH_SIZE);
  store->payload.size = 0;
  buf_reserve(&store->payload, PAYLOAD_ROOM);
  bool ok = write_parts(entry, salts, &store->payload, err);
  if (ok && hashes) hash_parts(entry, salts);
  if (salts != at_hand) mem_free(salts);
  return ok;
}

bool journal_write(struct sql *sql, const struct entry *entry, const char *payload, size_t size, struct err *err) {
  struct row_text text;
  row_text_write(entry, &text);
  struct write add = write_of(SQL_ENTRY_ADD, "record an entry", "nnnnttnttt", entry->sequence, (int64_t)entry->kind, entry->recorded_ms,
                              entry->logical_ms, text.case_id, text.actor, entry->case_sequence, text.previous, text.root, text.leaf);
  struct write add_payload = write_of(SQL_PAYLOAD_ADD, "record an entry's payload", "ns", entry->sequence, payload, size);
  return write_run(sql, &add, err) && write_run(sql, &add_payload, err) && tree_add(sql, entry, err);
}

bool journal_read_again(struct sql *sql, const struct entry *entry, const char *payload, size_t size, struct err *err) {
  struct entry stored;
  const char *parts = NULL;
  sqlite3_stmt *find = sql_get(sql, SQL_ENTRY_FIND);
  sql_bind(find, "n", entry->sequence);
  bool ok = sqlite3_step(find) == SQLITE_ROW && journal_row(find, entry->log_id, &stored, &parts);
  if (ok) {
    struct hash leaf = entry_leaf(&stored);
    ok = hash_equal(&leaf, &entry->leaf) && hash_equal(&stored.leaf, &entry->leaf) && parts &&
         (size_t)sqlite3_column_bytes(find, 10) == size && memcmp(parts, payload, size) == 0;
  }
  sql_end(find);
  return ok || err_set(err, ERR_BROKEN,
                       "Cannot record an entry: %s did not give back what was written to it. Check the disk and the memory.", sql->path);
}

void journal_chain(struct kept *kept, struct entry *entry, int tail) {
  entry->previous = *kept_tail(kept, tail);
  entry->leaf = entry_leaf(entry);
  *kept_tail(kept, tail) = entry->leaf;
  kept_set_leaf(kept, entry->sequence, &entry->leaf);
}

// What nothing can refuse is written while the next event is worked out (behind.c); else all that is behind comes first. One event alone
// would wait for it at once: to wake the thread and to be woken by it takes longer than the rows.
static bool begin_behind(struct store *store, const struct entry *entry) {
  struct sql *sql = &store->sql;
  int64_t sequence, recorded_ms;
  return sql->behind && store->together && kept_end(sql->kept, &sequence, &recorded_ms) && fold_can_wait(sql, entry) && behind_begin(sql);
}

static bool write_behind(struct store *store, struct entry *entry, int tail, struct err *err) {
  struct sql *sql = &store->sql;
  bool ok = write_payload(store, entry, false, err) && fold_entry(sql, entry, err);
  if (ok)
    behind_send(sql, &(struct behind_entry){entry, tail, &store->payload});
  else
    behind_cancel(sql);
  return ok;
}

static bool write_at_once(struct store *store, struct entry *entry, int tail, struct err *err) {
  struct sql *sql = &store->sql;
  behind_settle(sql);
  if (!store_is_whole(store, err) || !write_payload(store, entry, true, err)) return false;
  journal_chain(sql->kept, entry, tail);
  return journal_write(sql, entry, store->payload.data, store->payload.size, err) && fold_entry(sql, entry, err) &&
         journal_read_again(sql, entry, store->payload.data, store->payload.size, err);
}

static bool append(struct store *store, struct entry *entry, struct err *err) {
  struct sql *sql = &store->sql;
  int tail;
  entry->log_id = store->log_id;
  bool ok = take_place(sql, entry, err) && take_chain(sql, entry, &tail, err);
  if (ok) {
    ok = begin_behind(store, entry) ? write_behind(store, entry, tail, err) : write_at_once(store, entry, tail, err);
    store->appended = true;
  }
  if (ok)
    kept_append(sql->kept, entry, tail);
  else
    sql_forget(sql);
  if (store->payload.capacity > PAYLOAD_KEPT_MAX) buf_clear(&store->payload);
  return ok;
}

sqlite3_stmt *journal_scan(struct sql *sql, const struct id *case_id, struct err *err) {
  const char *text = case_id ? ENTRY_COLUMNS "WHERE e.case_id = ?1 ORDER BY e.case_sequence" : ENTRY_COLUMNS "ORDER BY e.sequence";
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(sql_db(sql), text, -1, &statement, NULL) != SQLITE_OK) {
    sql_fail(sql, "read the journal", err);
    return NULL;
  }
  char hex[ID_TEXT];
  if (case_id) {
    id_write(*case_id, hex);
    sqlite3_bind_text(statement, 1, hex, -1, SQLITE_TRANSIENT);
  }
  return statement;
}

bool journal_row(sqlite3_stmt *statement, struct id log_id, struct entry *entry, const char **parts) {
  *entry = (struct entry){.log_id = log_id,
                          .sequence = sqlite3_column_int64(statement, 0),
                          .kind = (enum entry_kind)sqlite3_column_int64(statement, 1),
                          .recorded_ms = sqlite3_column_int64(statement, 2),
                          .logical_ms = sqlite3_column_int64(statement, 3),
                          .case_sequence = sqlite3_column_int64(statement, 6)};
  const char *texts[5];
  int columns[5] = {4, 5, 7, 8, 9};
  for (int i = 0; i < 5; i++)
    if (!(texts[i] = column_text(statement, columns[i]))) return false;
  *parts = column_text(statement, 10);
  return id_read(&entry->case_id, texts[0]) && id_read(&entry->actor_id, texts[1]) &&
         hex_read(entry->previous.bytes, HASH_SIZE, texts[2]) && hex_read(entry->root.bytes, HASH_SIZE, texts[3]) &&
         hex_read(entry->leaf.bytes, HASH_SIZE, texts[4]);
}

static json_t *row_json(sqlite3_stmt *statement) {
  static const struct {
    const char *key;
    int column;
  } texts[] = {{"case", 4}, {"actor", 5}, {"previous", 7}, {"root", 8}, {"leaf", 9}},
    numbers[] = {{"sequence", 0}, {"kind", 1}, {"recorded", 2}, {"logical", 3}, {"case_sequence", 6}};
  json_t *row = json_object();
  for (int i = 0; i < 5; i++) column_put_number(row, numbers[i].key, statement, numbers[i].column);
  for (int i = 0; i < 5; i++) column_put_text(row, texts[i].key, statement, texts[i].column);
  json_put_text(row, "kind_words", entry_kind_words((int)json_number(row, "kind", 0)));
  json_object_set_new(row, "payload", column_json(statement, 10));
  return row;
}

static void end_or_stop(struct store *store, int64_t *sequence, int64_t *recorded_ms) {
  struct err err;
  if (!read_end(&store->sql, sequence, recorded_ms, &err)) env_stop("%s The program stops rather than give a wrong answer.", err.text);
}

bool journal_append(struct store *store, struct entry *entry, struct err *err) {
  if (!store_is_whole(store, err)) return false;
  if (store->depth > 0) return append(store, entry, err);
  if (!store_begin(store, err)) return false;
  if (append(store, entry, err)) return store_commit(store, err);
  store_rollback(store);
  return false;
}

bool journal_find(struct store *store, int64_t sequence, struct entry *entry, struct err *err) {
  const char *parts;
  sqlite3_stmt *find = sql_get(&store->sql, SQL_ENTRY_FIND);
  sql_bind(find, "n", sequence);
  bool found = sql_row_or_stop(&store->sql, find), ok = found && journal_row(find, store->log_id, entry, &parts);
  sql_end(find);
  if (!found) return err_set(err, ERR_NOT_FOUND, "There is no entry %lld in the journal.", (long long)sequence);
  return ok || err_set(err, ERR_CORRUPT, "Entry %lld is damaged. Run `waymark journal verify`.", (long long)sequence);
}

int64_t journal_count(struct store *store) {
  int64_t sequence, recorded_ms;
  end_or_stop(store, &sequence, &recorded_ms);
  return sequence + 1;
}

int64_t journal_last_recorded(struct store *store) {
  int64_t sequence, recorded_ms;
  end_or_stop(store, &sequence, &recorded_ms);
  return recorded_ms;
}

bool journal_each(struct store *store, const struct id *case_id, bool (*each)(void *user, json_t *entry), void *user, struct err *err) {
  sqlite3_stmt *statement = journal_scan(&store->sql, case_id, err);
  if (!statement) return false;
  int stepped;
  bool more = true;
  while (more && (stepped = sqlite3_step(statement)) == SQLITE_ROW) {
    json_t *row = row_json(statement);
    more = each(user, row);
    json_decref(row);
  }
  bool ok = !more || stepped == SQLITE_DONE || sql_fail(&store->sql, "read the journal", err);
  sqlite3_finalize(statement);
  return ok;
}
