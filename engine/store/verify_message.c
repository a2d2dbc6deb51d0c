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
  struct digest key, row;
  uint64_t sequence : 60; // of the entry that made it
  uint64_t is_taken : 1, is_folded : 1;
  uint64_t is_met : 1; // its row is there
};

struct messages {
  struct sql *fold, *journal;
  struct id log_id;
  const struct env *env;
  struct secret secret;
  struct place *places; // by key, the next free one where two meet; less than half full
  size_t room, count, folded;
  struct part_texts parts;      // of the entry at hand
  struct outbox_check *indexes; // while the table that is there is read
  struct {                      // of the table that is there; nothing else is read by the thread that fills it
    struct digest *pairs;       // key and row
    size_t count, room;
    bool is_odd; // something in it is of another type, or it has other columns
  } have;
};

// ---- what a message's part and a row of the outbox come to

static struct digest digest_of(const struct hash_piece *pieces, size_t count) {
  struct digest digest;
  struct hash hash = hash_of_pieces(pieces, count);
  memcpy(digest.halves, hash.bytes, sizeof digest.halves);
  return digest;
}

static bool digest_equal(const struct digest *a, const struct digest *b) {
  return a->halves[0] == b->halves[0] && a->halves[1] == b->halves[1];
}

static struct digest key_digest(const struct secret *secret, const char *key, size_t size) {
  return digest_of((const struct hash_piece[]){{secret->bytes, sizeof secret->bytes}, {key, size}}, 2);
}

// All that the row says; sizes come first, so that no two rows read alike.
static struct digest row_digest(const struct secret *secret, int64_t sequence, int64_t made, const char *const texts[4],
                                const size_t sizes[4]) {
  int64_t head[6] = {sequence, made, (int64_t)sizes[0], (int64_t)sizes[1], (int64_t)sizes[2], (int64_t)sizes[3]};
  struct hash_piece pieces[6] = {{secret->bytes, sizeof secret->bytes}, {head, sizeof head}};
  for (int i = 0; i < 4; i++) pieces[2 + i] = (struct hash_piece){texts[i], sizes[i]};
  return digest_of(pieces, 6);
}

// The member `key`, where it is plain text.
static bool find_key(const struct part_texts *parts, const struct part_text *part, const char **key, size_t *key_size) {
  const struct plain_member *member = part_member(parts, part, "key");
  if (!member || *member->value != '"') return false;
  *key = member->value + 1;
  *key_size = member->value_size - 2;
  return !memchr(*key, '\\', *key_size);
}

bool message_read(const struct part_texts *parts, struct part_text *part, const struct entry *entry, const struct secret *secret) {
  static const char ready[] = "ready";
  char hex[ID_TEXT];
  const char *key;
  size_t size;
  if (!fold_reads_key(part->name, part->name_size) || !find_key(parts, part, &key, &size)) return false;
  id_write(entry->case_id, hex);
  part->key = key_digest(secret, key, size);
  part->row = row_digest(secret, entry->sequence, entry->recorded_ms, (const char *const[]){key, hex, ready, part->value},
                         (const size_t[]){size, sizeof hex - 1, sizeof ready - 1, part->value_size});
  return true;
}

// ---- places

static struct place *find(const struct messages *messages, const struct digest *key) {
  size_t at = key->halves[0] & (messages->room - 1);
  for (; messages->places[at].is_taken; at = (at + 1) & (messages->room - 1))
    if (digest_equal(&messages->places[at].key, key)) break;
  return &messages->places[at];
}

static void grow(struct messages *messages, size_t room) {
  struct messages old = *messages;
  messages->room = room;
  messages->places = mem_new_wide(messages->room * sizeof *messages->places);
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
struct messages *messages_new(struct sql *fold, struct sql *journal, struct id log_id, const struct env *env, int64_t entries) {
  size_t room = 256;
  while ((int64_t)room < entries) room *= 2;
  struct messages *messages = mem_new(sizeof *messages);
  messages->fold = fold;
  messages->journal = journal;
  messages->log_id = log_id;
  messages->env = env;
  env->random(env->user, messages->secret.bytes, sizeof messages->secret.bytes);
  grow(messages, room);
  return messages;
}

const struct secret *messages_secret(const struct messages *messages) { return messages ? &messages->secret : NULL; }

void messages_free(struct messages *messages) {
  if (!messages) return;
  mem_free(messages->places);
  part_texts_clear(&messages->parts);
  mem_free(messages->have.pairs);
  mem_free(messages);
}

void messages_expect(const struct messages *messages, const struct part_text *part) {
  __builtin_prefetch(&messages->places[part->key.halves[0] & (messages->room - 1)], 1);
}

bool messages_keep(struct messages *messages, const struct part_text *part, int64_t sequence) {
  return put(messages, &(struct place){.key = part->key, .row = part->row, .sequence = (uint64_t)sequence});
}

// ---- folding one as ever

static bool fold_text(struct messages *messages, const struct entry *entry, const struct part_text *text, struct err *err) {
  struct part part = payload_plain_read(&messages->parts, text);
  bool ok = fold_part_again(messages->fold, entry, &part, err);
  mem_free(part.name);
  json_decref(part.value);
  return ok;
}

static bool fold_part_of(struct messages *messages, const struct entry *entry, const char *text, const struct digest *key,
                         struct err *err) {
  struct part_texts *parts = &messages->parts;
  const char *name;
  size_t size;
  parts->count = parts->members.count = 0;
  bool read = text && payload_plain_split(text, strlen(text), parts);
  for (size_t i = 0; read && i < parts->count; i++) {
    const struct part_text *part = &parts->items[i];
    if (!fold_reads_key(part->name, part->name_size) || !find_key(parts, part, &name, &size)) continue;
    struct digest digest = key_digest(&messages->secret, name, size);
    if (digest_equal(&digest, key)) return fold_text(messages, entry, part, err);
  }
  return err_set(err, ERR_CORRUPT, "Its message cannot be read again. Check the disk and the memory.");
}

static bool fold_place(struct messages *messages, struct place *place, struct err *err) {
  sqlite3_stmt *scan = sql_get(messages->journal, SQL_ENTRY_FIND);
  struct entry entry;
  const char *text = NULL;
  sql_bind(scan, "n", (int64_t)place->sequence);
  bool read = sqlite3_step(scan) == SQLITE_ROW && journal_row(scan, messages->log_id, &entry, &text);
  bool ok = fold_part_of(messages, &entry, read ? text : NULL, &place->key, err);
  sql_end(scan);
  place->is_folded = true;
  place->row = (struct digest){{0}};
  messages->folded++;
  return ok;
}

static bool need(struct messages *messages, const char *key, struct err *err) {
  if (!key) return true;
  struct digest digest = key_digest(&messages->secret, key, strlen(key));
  struct place *place = find(messages, &digest);
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
  if (key) put(messages, &(struct place){.key = key_digest(&messages->secret, key, strlen(key)), .is_folded = true});
  return ok;
}

void messages_settle(struct messages *messages, void (*failed)(void *user, int64_t sequence, const struct err *err), void *user) {
  struct err err;
  for (size_t i = 0; i < messages->room; i++) {
    struct place *place = &messages->places[i];
    if (place->is_taken && !place->is_folded && !fold_place(messages, place, &err)) failed(user, (int64_t)place->sequence, &err);
  }
}

// ---- the tables

// `whole` is what the row says; in `row` is what of it stands in indexes.
typedef void row_taker(struct messages *messages, const struct outbox_row *row, struct digest whole);

enum { KEY, SEQUENCE, CASE, STATUS, MADE, MESSAGE, COLUMNS };

struct outbox_scan {
  struct messages *messages;
  row_taker *each;
  bool is_odd; // a column is of another type
};

static bool take_row(void *user, sqlite3_value **columns) {
  static const int texts_at[] = {KEY, CASE, STATUS, MESSAGE};
  struct outbox_scan *scan = user;
  const char *texts[4];
  size_t sizes[4];
  int64_t sequence, made;
  scan->is_odd = !value_number(columns[SEQUENCE], &sequence) || !value_number(columns[MADE], &made);
  for (int i = 0; i < 4 && !scan->is_odd; i++) scan->is_odd = !value_text(columns[texts_at[i]], &texts[i], &sizes[i]);
  if (scan->is_odd) return true;
  struct outbox_row row = {sequence, texts[0], texts[1], texts[2], texts[3], sizes[0], sizes[1], sizes[2]};
  scan->each(scan->messages, &row, row_digest(&scan->messages->secret, sequence, made, texts, sizes));
  return false;
}

// There are these columns and no others.
static bool has_columns(struct sql *sql) {
  sqlite3_stmt *all = NULL;
  bool has = sqlite3_prepare_v2(sql_db(sql), "SELECT * FROM outbox", -1, &all, NULL) == SQLITE_OK && sqlite3_column_count(all) == COLUMNS;
  sqlite3_finalize(all);
  return has;
}

// `each` of the outbox's rows; false: it has other columns, one is of another type, or it cannot be read.
static bool each_row(struct sql *sql, row_taker *each, struct messages *messages) {
  static const char rows[] = "SELECT 1 FROM outbox WHERE taken(?1, key, sequence, case_id, status, made, message) ORDER BY key LIMIT 1";
  struct outbox_scan scan = {messages, each, false};
  struct taker taker = {take_row, &scan, COLUMNS};
  sqlite3_stmt *all = NULL;
  bool ok = has_columns(sql) && sqlite3_prepare_v2(sql_db(sql), rows, -1, &all, NULL) == SQLITE_OK && take_bind(all, 1, &taker) &&
            sqlite3_step(all) == SQLITE_DONE;
  sqlite3_finalize(all);
  return ok;
}

static void have_row(struct messages *messages, const struct outbox_row *row, struct digest whole) {
  outbox_check_see(messages->indexes, row);
  if (messages->have.count == messages->have.room) {
    messages->have.room = messages->have.room ? messages->have.room * 2 : 1024;
    messages->have.pairs = mem_grow(messages->have.pairs, messages->have.room, 2 * sizeof *messages->have.pairs);
  }
  messages->have.pairs[2 * messages->have.count] = key_digest(&messages->secret, row->key, row->key_size);
  messages->have.pairs[2 * messages->have.count++ + 1] = whole;
}

bool messages_read(struct messages *messages, struct sql *have) {
  messages->indexes = outbox_check_new(messages->env);
  messages->have.is_odd = !each_row(have, have_row, messages);
  bool same = !messages->have.is_odd && outbox_check_same(messages->indexes, have);
  outbox_check_free(messages->indexes);
  return same;
}

static void fold_row(struct messages *messages, const struct outbox_row *row, struct digest whole) {
  struct digest key = key_digest(&messages->secret, row->key, row->key_size);
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
    same = place->is_taken && !place->is_met && digest_equal(&place->row, &messages->have.pairs[2 * i + 1]);
    place->is_met = true;
  }
  return same;
}
