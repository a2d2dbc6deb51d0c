// What was read of items lately, kept as it was read: the next event of the same item then reads and parses nothing (DESIGN idea 5: it can
// be dropped at any time, and is).
//
// 1. A row and its timers come in as they are read (case_find, timer_list), and only the fold changes them, beside the row in the table.
// 2. Whatever may have undone a change forgets all of it: a rollback at any level, a commit that failed, tables that are made anew. What
//    is kept is therefore never more than this connection's own view.
// 3. Where the log and its chains end is kept by appending alone, never from a rebuildable table: a table that was spoiled must not lead
//    into the journal.
// 4. What is handed out is shared and never changed in place: the fold puts another object in its stead.
// 5. The hashes belong to whoever has the connection: while an entry is being hashed behind (behind.c), its thread alone looks at them.
#include "base/mem.h"
#include "store/internal.h"

#include <string.h>

enum { ROWS_MAX = 512 };         // items that a busy hour touches; a few megabytes at most
enum { TAILS = 1024, WAYS = 4 }; // twice as many, in fours that share what their id's end says
enum { SETTINGS_MAX = 64 };      // the program asks for a dozen; a person may ask for any
enum { LEAVES = 256 };           // entries of one commit, and more than a turn of the loop has

struct tail { // of a chain; case_sequence 0: none
  struct id case_id;
  int64_t case_sequence;
};

struct kept {
  json_t *rows, *refs, *timers; // {ID: row}, {REF: the same row}, {ID: timers by due}
  json_t *meta;                 // {NAME: text or null}, of the few names that the program asks for
  bool has_end;
  int64_t sequence, recorded_ms;   // of the last entry
  int64_t first_leaf;              // the entry from which on leaves are kept, without a gap to the last
  struct tail tails[TAILS];        // each in one of the four places that its id gives it
  int next_way;                    // whose place the next one takes where all four are taken
  struct hash tail_leaves[TAILS];  // the leaf of each one's last entry. From here on hashes
  struct hash leaves[LEAVES];      // each at its sequence's place; the last ones
  struct merkle_frontier frontier; // of the log's tree; size 0: not kept
  json_t *settings;                // {NAME: value or null}
  json_t *erased;                  // what erasures among the first entries say (erased.c); NULL: not kept
  int64_t erased_entries;
  json_t *checkpoint, *key; // the last rows of what was signed and by which key; NULL: not kept
};

struct kept *kept_new(void) {
  struct kept *kept = mem_new(sizeof *kept);
  kept->rows = json_object();
  kept->refs = json_object();
  kept->timers = json_object();
  kept->meta = json_object();
  kept->settings = json_object();
  return kept;
}

void kept_free(struct kept *kept) {
  if (!kept) return;
  json_decref(kept->rows);
  json_decref(kept->refs);
  json_decref(kept->timers);
  json_decref(kept->meta);
  json_decref(kept->settings);
  json_decref(kept->erased);
  json_decref(kept->checkpoint);
  json_decref(kept->key);
  mem_free(kept);
}

static void kept_put(json_t **row, json_t *with) {
  json_decref(*row);
  *row = json_incref(with);
}

void kept_forget(struct kept *kept) {
  if (!kept) return;
  json_object_clear(kept->rows);
  json_object_clear(kept->refs);
  json_object_clear(kept->timers);
  json_object_clear(kept->meta);
  json_object_clear(kept->settings);
  kept_put(&kept->erased, NULL);
  kept_put(&kept->checkpoint, NULL);
  kept_put(&kept->key, NULL);
  kept->has_end = false;
  kept->frontier.size = 0;
  memset(kept->tails, 0, sizeof kept->tails);
}

const json_t *kept_meta(const struct kept *kept, const char *name) { return json_object_get(kept->meta, name); }

void kept_add_meta(struct kept *kept, const char *name, const char *value) {
  json_object_set_new_nocheck(kept->meta, name, value ? json_string_nocheck(value) : json_null());
}

json_t *kept_setting(const struct kept *kept, const char *name) { return json_object_get(kept->settings, name); }

void kept_add_setting(struct kept *kept, const char *name, json_t *value) {
  if (json_object_size(kept->settings) >= SETTINGS_MAX) json_object_clear(kept->settings);
  json_object_set_new_nocheck(kept->settings, name, value ? json_incref(value) : json_null());
}

void kept_drop_setting(struct kept *kept, const char *name) { json_object_del(kept->settings, name); }

json_t *kept_erased(const struct kept *kept, int64_t *entries) {
  *entries = kept->erased_entries;
  return kept->erased;
}

void kept_set_erased(struct kept *kept, json_t *erased, int64_t entries) {
  kept_put(&kept->erased, erased);
  kept->erased_entries = entries;
}

json_t *kept_checkpoint(const struct kept *kept) { return kept->checkpoint; }
void kept_set_checkpoint(struct kept *kept, json_t *row) { kept_put(&kept->checkpoint, row); }
json_t *kept_key(const struct kept *kept) { return kept->key; }
void kept_set_key(struct kept *kept, json_t *row) { kept_put(&kept->key, row); }

// ---- rows

json_t *kept_row(const struct kept *kept, const char *ref_or_id) {
  json_t *row = json_object_get(kept->refs, ref_or_id);
  return row ? row : json_object_get(kept->rows, ref_or_id);
}

void kept_add_row(struct kept *kept, json_t *row) {
  const char *id = json_text(row, "id"), *ref = json_text(row, "ref");
  if (!id || !ref) return;
  if (json_object_size(kept->rows) >= ROWS_MAX) {
    json_object_clear(kept->rows);
    json_object_clear(kept->refs);
  }
  json_object_set_nocheck(kept->rows, id, row);
  json_object_set_nocheck(kept->refs, ref, row);
}

json_t *kept_row_to_change(struct kept *kept, const char *id) {
  enum { OURS = 2 }; // references: rows and refs
  json_t *row = json_object_get(kept->rows, id);
  if (!row || row->refcount == OURS) return row;
  json_t *own = json_copy(row); // who was handed the other keeps it as it was
  kept_add_row(kept, own);
  json_decref(own);
  return own;
}

void kept_define_row(struct kept *kept, const char *id, const char *definition, const char *noun) {
  json_t *row = kept_row_to_change(kept, id);
  if (!row) return;
  json_put_text(row, "definition", definition);
  json_put_text(row, "noun", noun);
}

// ---- timers

json_t *kept_timers(const struct kept *kept, const char *id) { return json_object_get(kept->timers, id); }

void kept_add_timers(struct kept *kept, const char *id, json_t *timers) {
  if (json_object_size(kept->timers) >= ROWS_MAX) json_object_clear(kept->timers);
  json_object_set_new_nocheck(kept->timers, id, json_copy(timers)); // the list is the caller's to change, its rows are not
}

static bool is_timer(const json_t *row, const char *state, int64_t activation, const char *name) {
  return strcmp(json_text(row, "state"), state) == 0 && strcmp(json_text(row, "name"), name) == 0 &&
         json_number(row, "activation", 0) == activation;
}

bool kept_has_timer(const struct kept *kept, const char *id, const json_t *timer) {
  const char *state = json_text(timer, "state"), *name = json_text(timer, "name");
  const json_t *timers = kept_timers(kept, id);
  for (size_t i = 0; state && name && i < json_array_size(timers); i++)
    if (is_timer(json_array_get(timers, i), state, json_number(timer, "activation", 0), name)) return true;
  return false;
}

void kept_drop_timer(struct kept *kept, const char *id, const char *state, int64_t activation, const char *name) {
  json_t *timers = kept_timers(kept, id);
  for (size_t i = json_array_size(timers); i-- > 0;)
    if (is_timer(json_array_get(timers, i), state, activation, name)) json_array_remove(timers, i);
}

void kept_arm_timer(struct kept *kept, const char *id, json_t *row) { timer_insert(kept_timers(kept, id), row); }

// ---- ends

static struct tail *places_of(struct kept *kept, struct id case_id) {
  unsigned last = (unsigned)case_id.bytes[ID_SIZE - 2] << 8 | case_id.bytes[ID_SIZE - 1]; // random ids differ anywhere
  return &kept->tails[last % (TAILS / WAYS) * WAYS];
}

static struct tail *tail_of(struct kept *kept, struct id case_id) {
  struct tail *tails = places_of(kept, case_id);
  for (int i = 0; i < WAYS; i++)
    if (tails[i].case_sequence && memcmp(tails[i].case_id.bytes, case_id.bytes, ID_SIZE) == 0) return &tails[i];
  return NULL;
}

static struct tail *tail_to_take(struct kept *kept, struct id case_id) {
  struct tail *tail = tail_of(kept, case_id), *tails = places_of(kept, case_id);
  for (int i = 0; i < WAYS && !tail; i++)
    if (!tails[i].case_sequence) tail = &tails[i];
  return tail ? tail : &tails[kept->next_way++ % WAYS];
}

bool kept_chain(struct kept *kept, struct entry *entry, int *tail) {
  const struct tail *found = tail_of(kept, entry->case_id);
  if (!found) return false;
  entry->case_sequence = found->case_sequence + 1;
  *tail = (int)(found - kept->tails);
  return true;
}

int kept_add_chain(struct kept *kept, struct id case_id, const struct hash *leaf) {
  struct tail *tail = tail_to_take(kept, case_id);
  int place = (int)(tail - kept->tails);
  *tail = (struct tail){.case_id = case_id}; // nobody's until its entry is appended
  kept->tail_leaves[place] = *leaf;
  return place;
}

struct hash *kept_tail(struct kept *kept, int tail) {
  return &kept->tail_leaves[tail];
}

struct merkle_frontier *kept_frontier(struct kept *kept) {
  return &kept->frontier;
}

bool kept_end(const struct kept *kept, int64_t *sequence, int64_t *recorded_ms) {
  *sequence = kept->sequence;
  *recorded_ms = kept->recorded_ms;
  return kept->has_end;
}

void kept_append(struct kept *kept, const struct entry *entry, int tail) {
  if (!kept->has_end || kept->sequence + 1 != entry->sequence) kept->first_leaf = entry->sequence;
  kept->tails[tail] = (struct tail){entry->case_id, entry->case_sequence};
  kept->has_end = true;
  kept->sequence = entry->sequence;
  kept->recorded_ms = entry->recorded_ms;
}

void kept_set_leaf(struct kept *kept, int64_t sequence, const struct hash *leaf) { kept->leaves[sequence % LEAVES] = *leaf; }

bool kept_leaf(const struct kept *kept, int64_t sequence, struct hash *leaf) {
  bool is_kept = kept->has_end && sequence >= kept->first_leaf && sequence <= kept->sequence && sequence > kept->sequence - LEAVES;
  if (is_kept) *leaf = kept->leaves[sequence % LEAVES];
  return is_kept;
}
