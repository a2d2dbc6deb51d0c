// Entries and what they say, read side by side: some headers, then the payloads of the same numbers. Two scans, each in the order of its
// own table, cost less than a look-up for every payload, and a payload without an entry is met on the way.
#include "base/mem.h"
#include "store/verify_internal.h"

struct reading_now {
  struct reading *reading;
  struct batch *batch;
  size_t at;  // of the batch's items the next that a payload may be of
  size_t all; // how many are enough
};

// ---- headers

static struct batch_item *one_more(struct batch *batch) {
  if (batch->count == batch->room) {
    batch->room = batch->room ? batch->room * 2 : 64;
    batch->items = mem_grow(batch->items, batch->room, sizeof *batch->items);
  }
  return &batch->items[batch->count++];
}

// False: a column is not what was written. A number that is not there reads as 0; and bytes that are no text spell a text that no question
// for it finds.
static bool read_header(struct entry *entry, sqlite3_value **columns) {
  enum { SEQUENCE, KIND, RECORDED, LOGICAL, CASE, ACTOR, CASE_SEQUENCE, PREVIOUS, ROOT, LEAF };
  int64_t kind;
  bool whole = value_number(columns[SEQUENCE], &entry->sequence); // which is told also of one that is not
  whole = value_number(columns[KIND], &kind) && whole;
  whole = value_number(columns[RECORDED], &entry->recorded_ms) && whole;
  whole = value_number(columns[LOGICAL], &entry->logical_ms) && whole;
  whole = value_number(columns[CASE_SEQUENCE], &entry->case_sequence) && whole;
  entry->kind = (enum entry_kind)kind;
  return whole && value_hex(columns[CASE], entry->case_id.bytes, ID_SIZE) && value_hex(columns[ACTOR], entry->actor_id.bytes, ID_SIZE) &&
         value_hex(columns[PREVIOUS], entry->previous.bytes, HASH_SIZE) && value_hex(columns[ROOT], entry->root.bytes, HASH_SIZE) &&
         value_hex(columns[LEAF], entry->leaf.bytes, HASH_SIZE);
}

static bool take_header(void *user, sqlite3_value **columns) {
  struct reading_now *now = user;
  struct batch_item *item = one_more(now->batch);
  *item = (struct batch_item){.entry = {.log_id = now->reading->log_id}};
  item->whole = read_header(&item->entry, columns);
  now->reading->read = item->entry.sequence;
  return now->batch->count == now->all;
}

// ---- payloads

// Each is said once, however often one comes by.
static void add_stray(struct reading_now *now, int64_t sequence) {
  struct batch *batch = now->batch;
  if (sequence <= now->reading->stray) return;
  now->reading->stray = sequence;
  batch->strays = mem_grow(batch->strays, batch->stray_count + 1, sizeof *batch->strays);
  batch->strays[batch->stray_count++] = sequence;
}

// What is no text is no payload that was written; where there is nothing at all, it is missing.
static void add_text(struct batch *batch, struct batch_item *item, sqlite3_value *parts) {
  int type = sqlite3_value_type(parts);
  if (type == SQLITE_NULL) return;
  size_t size = type == SQLITE_TEXT ? (size_t)sqlite3_value_bytes(parts) : 0;
  item->has_text = true;
  item->text_at = batch->text.size;
  item->text_size = size;
  buf_add(&batch->text, size ? sqlite3_value_blob(parts) : "", size);
  buf_char(&batch->text, '\0');
}

static bool take_payload(void *user, sqlite3_value **columns) {
  struct reading_now *now = user;
  struct batch *batch = now->batch;
  int64_t sequence = sqlite3_value_int64(columns[0]);
  while (now->at < batch->count && batch->items[now->at].entry.sequence < sequence) now->at++;
  if (now->at < batch->count && batch->items[now->at].entry.sequence == sequence)
    add_text(batch, &batch->items[now->at++], columns[1]);
  else
    add_stray(now, sequence);
  return false;
}

// ---- both

static bool ended(struct reading *reading, sqlite3_stmt *scan, bool ok, struct err *err) {
  if (!ok) sql_fail(reading->sql, "verify the journal", err);
  sql_end(scan);
  return ok;
}

// `more`: there may be others behind them.
static bool read_headers(struct reading_now *now, bool *more, struct err *err) {
  sqlite3_stmt *scan = sql_get(now->reading->sql, SQL_HEADERS_TAKE);
  struct taker taker = {take_header, now, 10};
  sql_bind(scan, "nr", now->reading->read, &taker);
  int stepped = sqlite3_step(scan);
  *more = stepped == SQLITE_ROW;
  return ended(now->reading, scan, *more || stepped == SQLITE_DONE, err);
}

static bool read_payloads(struct reading_now *now, int64_t before, int64_t last, struct err *err) {
  sqlite3_stmt *scan = sql_get(now->reading->sql, SQL_PAYLOADS_TAKE);
  struct taker taker = {take_payload, now, 2};
  sql_bind(scan, "nnr", before, last, &taker);
  return ended(now->reading, scan, sqlite3_step(scan) == SQLITE_DONE, err);
}

// Behind the last entry that there is, payloads have none.
bool reading_some(struct reading *reading, int64_t count_max, struct batch *batch, struct err *err) {
  struct reading_now now = {reading, batch, batch->count, batch->count + (size_t)count_max};
  int64_t before = reading->read;
  bool more;
  if (!read_headers(&now, &more, err)) return false;
  return reading->bare || read_payloads(&now, before, more ? reading->read : INT64_MAX, err);
}
