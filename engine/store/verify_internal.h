// What the files of the journal's check share (verify*.c, compare.c). No other folder may include it.
//
//   verify.c        the whole check, in one piece           verify_step.c  the same in short steps
//   verify_read.c   entries and payloads, side by side      verify_batch.c  some of them, and what can be said of each by itself
//   verify_beside.c two threads for that (verify_lent.c)    verify_log.c    headers, chains (verify_chain.c), tree (verify_tree.c)
//   verify_payload.c  what entries say, and its fold (verify_late.c: what of it is folded late)
//   verify_file.c   the file's own structure, and the largest indexes (verify_index.c, verify_outbox.c)
//   compare.c  tables beside those of the fold
#ifndef WAYMARK_STORE_VERIFY_INTERNAL_H
#define WAYMARK_STORE_VERIFY_INTERNAL_H
#include "store/internal.h"

// verify_read.c: some entries in the log's order, each with its payload's text; from the first where `read` and `stray` are INT64_MIN.
struct reading {
  struct sql *sql;
  struct id log_id;
  int64_t read;  // the sequence of the last row that was read
  int64_t stray; // of the last payload without an entry that was said
  bool bare;     // headers alone
};
struct batch;
bool reading_some(struct reading *reading, int64_t count_max, struct batch *batch, struct err *err); // behind what the batch has

// verify_batch.c
struct batch_item {
  struct entry entry;
  bool whole;    // its columns are what was written; else nothing more is said of it
  bool has_text; // it has a payload
  size_t text_at, text_size;
  struct hash leaf;           // that its header gives
  bool is_plain;              // its payload's text can be hashed as it stands
  bool is_proved;             // and gives its root
  bool is_late;               // and all its parts are plain enough to be folded late
  size_t part_at, part_count; // where it is plain
};
struct batch {
  struct batch_item *items;
  size_t count, room;
  int64_t *strays; // sequences of payloads without an entry
  size_t stray_count;
  struct buf text, keys; // of payloads, each with a NUL; of timers
  struct part_texts parts;
  const struct secret *secret; // by which its parts that are messages are kept; NULL: none is
};
bool batch_read(struct batch *batch, struct reading *reading, int64_t count_max, struct err *err); // in place of what it had
void batch_clear(struct batch *batch);
const char *batch_text(const struct batch *batch, const struct batch_item *item); // NULL: it has no payload

// verify_chain.c: entries must come in the log's order.
struct link { // of a chain's last entry; case_sequence 0: none yet
  struct id case_id;
  bool is_taken; // by this chain
  int64_t case_sequence;
  struct hash leaf;
  struct late_case *late; // what is kept of the chain
};
struct chains *chains_new(void);
void chains_free(struct chains *chains);
struct link *chains_find(struct chains *chains, struct id case_id); // made where there is none; valid until the next is made
bool link_follow(struct link *link, const struct entry *entry);     // does it come right after the last one of its chain that came?

// verify_log.c
struct log_check {
  struct sql *sql;  // borrowed
  json_t *problems; // its own
  struct merkle_frontier frontier;
  int64_t expected, last_recorded;
  struct chains *chains;
  struct tree_check *tree;
  sqlite3_stmt *before; // the case's entry before this one
};
bool log_check_begin(struct log_check *check, struct sql *sql, struct err *err); // end it whatever it says
void log_check_end(struct log_check *check);
void log_check_add(struct log_check *check, const struct batch_item *item);

// verify_tree.c: the tree's table, compared some entries at a time.
struct tree_check *tree_check_new(struct sql *sql);
void tree_check_free(struct tree_check *check);
// Adds the entry's leaf, as its header gives it, to the frontier. Compared it is at the next of the two below.
void tree_check_add(struct tree_check *check, struct merkle_frontier *frontier, const struct entry *entry, const struct hash *leaf);
void tree_check_compare(struct tree_check *check);
bool tree_check_same(struct tree_check *check); // is the table the tree's so far, and ends with it?
// Some of the fold's rows of the tree, those of entry `next` first; -1 afterwards: the journal has a gap there.
bool tree_make_some(struct sql *from, struct sql *fold, struct id log_id, int64_t count, int64_t *next, struct err *err);

// verify_payload.c
struct payload_check {
  struct sql *fold; // borrowed, as is `erased`
  const json_t *erased;
  json_t *problems, *strays, *named; // its own; of payloads without an entry; evidence files
  struct chains *chains;
  struct late *late;
  struct messages *messages; // NULL: they are folded as ever
};
struct payload_check *payload_check_new(struct sql *fold,
                                        struct messages *messages); // which it takes over; `erased` is set before it is used
void payload_check_free(struct payload_check *check);
void payload_check_add(struct payload_check *check, const struct batch *batch, const struct batch_item *item);
void payload_check_expect(struct payload_check *check, const struct batch *batch); // all of these are added soon
void payload_check_stray(struct payload_check *check, int64_t sequence);
bool payload_check_same(struct payload_check *check); // is the outbox that of the fold? False: it is all folded now, to be compared
// Folds what was kept late of so many items; true: that was all.
bool payload_check_settle(struct payload_check *check, int64_t count);

// verify_late.c
struct late *late_new(struct sql *fold);
void late_free(struct late *late);
bool late_can(const struct part_texts *parts, struct part_text *part,
              struct buf *keys); // says whether it is kept late; false: an entry with it is folded as ever
struct late_case *late_case(struct late *late, struct late_case **place,
                            const struct entry *entry); // made where there is none; counts the entry
void late_keep(struct late_case *item, const struct part_text *part, const struct buf *keys);
bool late_is_full(const struct late_case *item);
bool late_settle(struct late *late, struct late_case *item, struct err *err); // folds what was kept; NULL is fine
// Of so many items that something was kept of; true: that was all.
bool late_settle_some(struct late *late, int64_t count, void (*failed)(void *user, int64_t sequence, const struct err *err), void *user);

// verify_message.c
struct secret { // of one run: nobody who wrote the file knows it
  uint8_t bytes[16];
};
// Says by what it is kept; false: it is not.
bool message_read(const struct part_texts *parts, struct part_text *part, const struct entry *entry, const struct secret *secret);
// `fold` and `journal` are borrowed; of about so many entries.
struct messages *messages_new(struct sql *fold, struct sql *journal, struct id log_id, const struct env *env, int64_t entries);
const struct secret *messages_secret(const struct messages *messages); // NULL: of none
void messages_free(struct messages *messages);
// Soon it is kept: its place is in a table larger than a core has at hand.
void messages_expect(const struct messages *messages, const struct part_text *part);
bool messages_keep(struct messages *messages, const struct part_text *part, int64_t sequence); // false: its key is used already
// Before a part is folded as ever, what was kept of the messages that it touches is.
bool messages_need(struct messages *messages, const char *part, const json_t *value, struct err *err);
// Reads the outbox of the store, from any thread while nobody asks whether it is the same. True: table and indexes are of one piece.
bool messages_read(struct messages *messages, struct sql *have);
bool messages_are_same(struct messages *messages);
// Folds all that was kept.
void messages_settle(struct messages *messages, void (*failed)(void *user, int64_t sequence, const struct err *err), void *user);

// verify_outbox.c: the outbox's indexes beside its rows, which come by in the order of their keys.
struct outbox_row {
  int64_t sequence;
  const char *key, *item, *status, *message; // borrowed
  size_t key_size, item_size, status_size;
};
struct outbox_check *outbox_check_new(const struct env *env);
void outbox_check_free(struct outbox_check *check);
void outbox_check_see(struct outbox_check *check, const struct outbox_row *row);
// Once all were seen, and only once. False: SQLite's check says what is wrong, if anything is.
bool outbox_check_same(struct outbox_check *check, struct sql *sql);

// verify_lent.c: a connection for one thread to the file that the store has open, while nobody writes it. NULL: it cannot be had.
struct lent {
  struct sql sql;
  struct page_check *pages;
};
struct lent *lent_new(struct store *store, struct page_map *map); // `map` is borrowed, and may be NULL
void lent_free(struct lent *lent);
struct page_map *lent_map(struct store *store); // free it after them

// verify_beside.c: all entries and the file's structure, by two threads. Ragged: the sequence has gaps, and only one pass can say so.
struct verification;
struct telling {
  void (*progress)(void *user, int64_t done, int64_t all);
  void *user;
  int64_t all;
};
enum besides { BESIDE_DONE, BESIDE_RAGGED, BESIDE_FAILED };
enum besides beside_run(struct verification *check, const struct telling *telling, struct err *err); // `telling` may be NULL

// verify_file.c: adds a sentence for each thing that is wrong with the file's own structure.
bool file_verify(struct sql *sql, json_t *problems, struct err *err);
// The same, but for the rows of entries, payloads and the tree, and of the outbox where that was read: is nothing wrong? Else file_verify
// says what.
bool file_look(struct sql *sql, bool has_outbox, bool *is_well, struct err *err);

// verify_index.c: of a journal of so many entries, none of them missing. Two threads may see entries at once, and a third list the index.
struct index_check *index_check_new(int64_t count);
void index_check_free(struct index_check *check);
// How many indexes SQLite has of a table, whatever the rows of its schema say; -1: it cannot be told.
int index_check_count(struct sql *sql, const char *table);
void index_check_see(struct index_check *check, const struct entry *entry); // as it was read
void index_check_list(struct index_check *check, struct sql *sql);
bool index_check_same(const struct index_check *check); // once all were seen. False: file_verify says what is wrong, if anything is

// verify_guard.c: the guards of this store against those of one made now.
bool guards_verify(struct sql *sql, struct sql *made, json_t *problems, struct err *err);

// verify_words.c: the words with which tables and indexes were made, against those of one made now.
bool words_verify(struct sql *sql, json_t *problems, struct err *err);

// compare.c: adds a problem for each row in which a rebuildable table of `have` differs from `fold`. In steps of some rows, between which
// both may be taken on by the same entries: what a step has passed is not looked at again.
struct comparing;
struct comparing *comparing_new(void);
void comparing_leave_out(struct comparing *at, const char *table); // borrowed; two at most
void comparing_free(struct comparing *at);
bool compare_step(struct comparing *at, struct sql *have, struct sql *fold, int64_t rows, bool *more, json_t *problems, struct err *err);

// verify_evidence.c: each file that was gathered.
void evidence_verify(const struct store *store, const json_t *named, json_t *problems);
// The same one file at a time, while more may be named; those too large to be read while people wait are counted. False: none is left.
struct looking {
  const char *last; // in `named`
  int64_t large;
};
bool evidence_look(const struct store *store, json_t *named, struct looking *at, json_t *problems);

// verify.c: what the whole check and the check in steps share.
struct verification {
  struct store *store;
  struct sql fold;
  json_t *problems, *damage;  // of tables and what else belongs to no entry; of the file
  json_t *erased;             // erased.c
  struct page_map *map;       // NULL, as are the next two: the store's own connection reads
  struct lent *lent, *taking; // what comes by; what is asked besides
  struct reading reading;
  struct batch batch;
  struct log_check log;
  struct payload_check *payloads;
  int64_t began; // how many entries there were when it began
  bool is_stale; // something was erased since: what was read before may have been read otherwise than it stands now
  // The tree's table is the tree's; it was when the comparison of tables began, and is left out of that. Where it is not, how far it was
  // made again; -1: up to a gap in the journal, and no further.
  bool is_one_tree, was_one_tree;
  int64_t tree_at;
  struct comparing *comparing;
  struct looking looking;
};
// End it whatever it says. Where two threads may read, what was erased is gathered by whoever begins them.
bool verification_begin(struct verification *check, struct store *store, bool steps, struct err *err);
bool verification_gather(struct verification *check, struct err *err);
void verification_end(struct verification *check);
bool verification_read(struct verification *check, int64_t count_max, int64_t *count, struct err *err); // some entries
void verification_take(struct verification *check, const struct batch *batch);                          // what comes next in the log
void verification_tree(struct verification *check, int64_t count, bool *more);                          // before the tables are compared
bool verification_rest(struct verification *check, struct err *err);                                    // definitions, guards and words
json_t *verification_report(const struct verification *check);
#endif
