// Messages of the fold, late: the check keeps of each no more than a digest of its row in the outbox, and compares that with a digest of
// the row that is there. A million messages are then neither put into a store in memory nor read from it again.
//
// 1. Only a message that was proved against its entry's root, and whose key reads as it stands, is kept late. Whatever else touches a
//    message (what became of it, a digest, an erasure) has it folded first, as ever (messages_need).
// 2. A key is here once, also where its message was folded as ever: one that is used twice is met, and the fold refuses it.
// 3. Where a digest differs, all are folded as ever, and the comparison of tables says how (messages_settle).
#include "base/mem.h"
#include "store/verify_internal.h"

#include <string.h>

struct place {
  struct hash key, row;
  int64_t sequence; // of the entry that made it
  bool is_taken, is_folded;
  bool is_met; // its row is there
};

struct messages {
  struct sql *fold, *journal;
  struct id log_id;
  struct place *places; // by key, the next free one where two meet; less than half full
  size_t room, count, folded;
  struct part_texts parts;      // of the entry at hand
  struct outbox_check *indexes; // while the table that is there is read
  struct {                      // of the table that is there; nothing else is read by the thread that fills it
    struct hash *pairs;
    size_t count, room;
    bool is_odd; // something in it is of another type, or it has other columns
  } have;
};

// ---- what a message's part and a row of the outbox come to

static struct hash key_hash(const char *key, size_t size) { return hash_of(key, size); }

// All that the row says; sizes come first, so that no two rows read alike.
static struct hash row_hash(struct buf *scratch, int64_t sequence, int64_t made, const char *const texts[4], const size_t sizes[4]) {
  int64_t head[6] = {sequence, made, (int64_t)sizes[0], (int64_t)sizes[1], (int64_t)sizes[2], (int64_t)sizes[3]};
  scratch->size = 0;
  buf_add(scratch, (const char *)head, sizeof head);
  for (int i = 0; i < 4; i++) buf_add(scratch, texts[i], sizes[i]);
  return hash_of(scratch->data, scratch->size);
}

// The member `key`, where it is plain text.
static bool find_key(const struct part_text *part, const char **key, size_t *key_size) {
  const char *value = payload_plain_key(part->value, part->value_size, key_size);
  if (!value || *value != '"') return false;
  *key = value + 1;
  *key_size -= 2;
  return !memchr(*key, '\\', *key_size);
}

bool message_read(struct part_text *part, const struct entry *entry, struct buf *scratch) {
  static const char ready[] = "ready";
  char hex[ID_TEXT];
  const char *key;
  size_t size;
  if (!fold_reads_key(part->name, part->name_size) || !find_key(part, &key, &size)) return false;
  id_write(entry->case_id, hex);
  part->key = key_hash(key, size);
  part->row = row_hash(scratch, entry->sequence, entry->recorded_ms, (const char *const[]){key, hex, ready, part->value},
                       (const size_t[]){size, sizeof hex - 1, sizeof ready - 1, part->value_size});
  return true;
}

// ---- places

static struct place *find(const struct messages *messages, const struct hash *key) {
  size_t at;
  memcpy(&at, key->bytes, sizeof at);
  for (at &= messages->room - 1; messages->places[at].is_taken; at = (at + 1) & (messages->room - 1))
    if (hash_equal(&messages->places[at].key, key)) break;
  return &messages->places[at];
}

static void grow(struct messages *messages, size_t room) {
  struct messages old = *messages;
  messages->room = room;
  messages->places = mem_new(messages->room * sizeof *messages->places);
  for (size_t i = 0; i < old.room; i++)
    if (old.places[i].is_taken) *find(messages, &old.places[i].key) = old.places[i];
  mem_free(old.places);
}

static bool put(struct messages *messages, const struct place *place) {
  struct place *at = find(messages, &place->key);
  if (at->is_taken) return false;
  *at = *place;
  at->is_taken = true;
  messages->folded += place->is_folded;
  if (++messages->count * 2 > messages->room) grow(messages, 2 * messages->room);
  return true;
}

// Of a large journal about every third entry has a message; memory that is not touched costs nothing.
struct messages *messages_new(struct sql *fold, struct sql *journal, struct id log_id, int64_t entries) {
  size_t room = 256;
  while ((int64_t)room < entries) room *= 2;
  struct messages *messages = mem_new(sizeof *messages);
  messages->fold = fold;
  messages->journal = journal;
  messages->log_id = log_id;
  grow(messages, room);
  return messages;
}

void messages_free(struct messages *messages) {
  if (!messages) return;
  mem_free(messages->places);
  mem_free(messages->parts.items);
  mem_free(messages->have.pairs);
  mem_free(messages);
}

bool messages_keep(struct messages *messages, const struct part_text *part, int64_t sequence) {
  return put(messages, &(struct place){.key = part->key, .row = part->row, .sequence = sequence});
}

// ---- folding one as ever

static bool fold_text(struct messages *messages, const struct entry *entry, const struct part_text *text, struct err *err) {
  struct part part = payload_plain_read(text);
  bool ok = fold_part_again(messages->fold, entry, &part, err);
  mem_free(part.name);
  json_decref(part.value);
  return ok;
}

static bool fold_part_of(struct messages *messages, const struct entry *entry, const char *text, const struct hash *key, struct err *err) {
  struct part_texts *parts = &messages->parts;
  const char *name;
  size_t size;
  parts->count = 0;
  bool read = text && payload_plain_split(text, strlen(text), parts);
  for (size_t i = 0; read && i < parts->count; i++) {
    const struct part_text *part = &parts->items[i];
    if (!fold_reads_key(part->name, part->name_size) || !find_key(part, &name, &size)) continue;
    struct hash hash = key_hash(name, size);
    if (hash_equal(&hash, key)) return fold_text(messages, entry, part, err);
  }
  return err_set(err, ERR_CORRUPT, "Its message cannot be read again. Check the disk and the memory.");
}

static bool fold_place(struct messages *messages, struct place *place, struct err *err) {
  sqlite3_stmt *scan = sql_get(messages->journal, SQL_ENTRY_FIND);
  struct entry entry;
  const char *text = NULL;
  sql_bind(scan, "n", place->sequence);
  bool read = sqlite3_step(scan) == SQLITE_ROW && journal_row(scan, messages->log_id, &entry, &text);
  bool ok = fold_part_of(messages, &entry, read ? text : NULL, &place->key, err);
  sql_end(scan);
  place->is_folded = true;
  place->row = (struct hash){{0}};
  messages->folded++;
  return ok;
}

static bool need(struct messages *messages, const char *key, struct err *err) {
  if (!key) return true;
  struct hash hash = key_hash(key, strlen(key));
  struct place *place = find(messages, &hash);
  return !place->is_taken || place->is_folded || fold_place(messages, place, err);
}

static bool need_covered(struct messages *messages, const json_t *keys, struct err *err) {
  size_t i;
  json_t *key;
  bool ok = true;
  json_array_foreach(keys, i, key) ok = need(messages, json_string_value(key), err) && ok;
  return ok;
}

// An erasure may have erased what an earlier one said.
static bool need_erased(struct messages *messages, const json_t *rows, struct err *err) {
  size_t i, j;
  json_t *row, *part;
  bool ok = true;
  json_array_foreach(rows, i, row) {
    json_array_foreach(json_object_get(row, "parts"), j, part) {
      const json_t *reads = json_object_get(part, "reads");
      ok = (json_is_array(reads) ? need_erased(messages, reads, err) : need(messages, json_text(reads, "key"), err)) && ok;
    }
  }
  return ok;
}

bool messages_need(struct messages *messages, const char *part, const json_t *value, struct err *err) {
  if (strcmp(part, "sent") == 0) return need(messages, json_text(value, "key"), err);
  if (strcmp(part, "digest") == 0) return need_covered(messages, json_object_get(value, "covers"), err);
  if (strcmp(part, "erased") == 0) return need_erased(messages, value, err);
  const char *key = fold_reads_key(part, strlen(part)) ? json_text(value, "key") : NULL;
  bool ok = need(messages, key, err);
  if (key) put(messages, &(struct place){.key = key_hash(key, strlen(key)), .is_folded = true});
  return ok;
}

void messages_settle(struct messages *messages, void (*failed)(void *user, int64_t sequence, const struct err *err), void *user) {
  struct err err;
  for (size_t i = 0; i < messages->room; i++) {
    struct place *place = &messages->places[i];
    if (place->is_taken && !place->is_folded && !fold_place(messages, place, &err)) failed(user, place->sequence, &err);
  }
}

// ---- the tables

// `whole` is what the row says; in `row` is what of it stands in indexes.
typedef void row_taker(struct messages *messages, const struct outbox_row *row, struct hash whole);

// False: a column is of another type, or there are more or fewer.
static bool take_row(sqlite3_stmt *row, struct buf *scratch, row_taker *each, struct messages *messages) {
  enum { KEY, SEQUENCE, CASE, STATUS, MADE, MESSAGE, COLUMNS };
  static const int columns[] = {KEY, CASE, STATUS, MESSAGE};
  const char *texts[4];
  size_t sizes[4];
  if (sqlite3_column_count(row) != COLUMNS || sqlite3_column_type(row, SEQUENCE) != SQLITE_INTEGER ||
      sqlite3_column_type(row, MADE) != SQLITE_INTEGER)
    return false;
  for (int i = 0; i < 4; i++) {
    if (sqlite3_column_type(row, columns[i]) != SQLITE_TEXT) return false;
    texts[i] = column_text(row, columns[i]);
    sizes[i] = (size_t)sqlite3_column_bytes(row, columns[i]);
  }
  struct outbox_row about = {sqlite3_column_int64(row, SEQUENCE), texts[0], texts[1], texts[2], texts[3], sizes[0], sizes[1], sizes[2]};
  each(messages, &about, row_hash(scratch, about.sequence, sqlite3_column_int64(row, MADE), texts, sizes));
  return true;
}

// `each` of the outbox's rows, with all columns that it has; false: one is of another type, or it cannot be read.
static bool each_row(struct sql *sql, row_taker *each, struct messages *messages) {
  sqlite3_stmt *scan = NULL;
  struct buf scratch;
  int stepped = SQLITE_ERROR;
  buf_init(&scratch);
  bool ok = sqlite3_prepare_v2(sql_db(sql), "SELECT * FROM outbox ORDER BY key", -1, &scan, NULL) == SQLITE_OK;
  while (ok && (stepped = sqlite3_step(scan)) == SQLITE_ROW) ok = take_row(scan, &scratch, each, messages);
  sqlite3_finalize(scan);
  buf_clear(&scratch);
  return ok && stepped == SQLITE_DONE;
}

static void have_row(struct messages *messages, const struct outbox_row *row, struct hash whole) {
  outbox_check_see(messages->indexes, row);
  if (messages->have.count == messages->have.room) {
    messages->have.room = messages->have.room ? messages->have.room * 2 : 1024;
    messages->have.pairs = mem_grow(messages->have.pairs, messages->have.room, 2 * sizeof *messages->have.pairs);
  }
  messages->have.pairs[2 * messages->have.count] = key_hash(row->key, row->key_size);
  messages->have.pairs[2 * messages->have.count++ + 1] = whole;
}

bool messages_read(struct messages *messages, struct sql *have, const struct env *env) {
  messages->indexes = outbox_check_new(env);
  messages->have.is_odd = !each_row(have, have_row, messages);
  bool same = !messages->have.is_odd && outbox_check_same(messages->indexes, have);
  outbox_check_free(messages->indexes);
  return same;
}

static void fold_row(struct messages *messages, const struct outbox_row *row, struct hash whole) {
  struct hash key = key_hash(row->key, row->key_size);
  struct place *place = find(messages, &key);
  if (place->is_taken)
    place->row = whole;
  else
    messages->have.is_odd = true; // then it is no row of a message that came by
}

// As many that are here, none of them twice, are all: that their keys are different is the table's word, which may have been taken off it.
bool messages_are_same(struct messages *messages) {
  bool same = !messages->have.is_odd && messages->have.count == messages->count;
  same = same && (messages->folded == 0 || each_row(messages->fold, fold_row, messages)) && !messages->have.is_odd;
  for (size_t i = 0; same && i < messages->have.count; i++) {
    struct place *place = find(messages, &messages->have.pairs[2 * i]);
    same = place->is_taken && !place->is_met && hash_equal(&place->row, &messages->have.pairs[2 * i + 1]);
    place->is_met = true;
  }
  return same;
}
