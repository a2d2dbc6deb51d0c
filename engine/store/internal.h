// What the files of this folder share. No other folder may include it.
#ifndef WAYMARK_STORE_INTERNAL_H
#define WAYMARK_STORE_INTERNAL_H
#include "base/buf.h"
#include "store/page_check.h"
#include "store/statements.h"
#include "store/store.h"

#include <sqlite3.h>

// sql.c: one connection and its statements. A statement that was got is finished by the function that got it: sql_run, or sql_end.
struct sql {
  sqlite3 *connection; // where it is opened; else ask for it by sql_db
  const char *path;    // for sentences; borrowed
  sqlite3_stmt *statements[SQL_COUNT];
  enum err_code failed;     // why the last failure was
  uint64_t directory_stamp; // see store.h
  uint64_t stamp;           // store_stamp
  struct kept *kept;        // from sql_prepare on
  struct index *index;      // NULL until it is asked
  struct behind *behind;    // NULL: each change is made at once
};

bool sql_prepare(struct sql *sql, struct err *err);     // all statements
void sql_clear(struct sql *sql);                        // finalises them and closes the connection
void sql_forget(struct sql *sql);                       // all that is kept of what was read
sqlite3 *sql_db(struct sql *sql);                       // the connection, once nothing is written behind
sqlite3_stmt *sql_get(struct sql *sql, enum sql_id id); // likewise
// One letter a parameter from ?1 on: t text (NULL binds null), s text and its size_t, n int64_t. The texts must live until the statement
// ends.
void sql_bind(sqlite3_stmt *statement, const char *types, ...);
bool sql_run(struct sql *sql, sqlite3_stmt *statement, const char *did, struct err *err); // to its end, without rows
void sql_end(sqlite3_stmt *statement);
bool sql_text(struct sql *sql, const char *text, const char *did, struct err *err); // runs a text of several statements
bool sql_fail(struct sql *sql, const char *did, struct err *err);                   // the sentence for the last failure. Returns false.
// Steps to a row. A read that has no way to fail ends the process instead of giving a wrong answer.
bool sql_row_or_stop(struct sql *sql, sqlite3_stmt *statement);

const char *column_text(sqlite3_stmt *statement, int column); // NULL for null
json_t *column_json(sqlite3_stmt *statement, int column);     // a new reference; JSON null for null and for what is not JSON
void column_put_text(json_t *row, const char *key, sqlite3_stmt *statement, int column);
void column_put_number(json_t *row, const char *key, sqlite3_stmt *statement, int column); // nothing for null

// take.c: rows that go to a function one by one while SQLite reads them
struct taker {
  bool (*take)(void *user, sqlite3_value **columns); // true: enough
  void *user;
  int columns; // so many
};
bool take_define(sqlite3 *db);
bool take_bind(sqlite3_stmt *scan, int parameter, struct taker *taker); // borrowed until the statement ends
bool value_hex(sqlite3_value *value, void *out, size_t size);           // false: it is no text of so many lower-case hex digits
bool value_text(sqlite3_value *value, const char **text, size_t *size); // false: it is no text. Valid while the row is taken
bool value_number(sqlite3_value *value, int64_t *out);                  // false: it is no whole number; what it reads as

// write.c: one change of rows with its values, carried out at once or behind.
enum { WRITE_VALUES_MAX = 10 };
struct write_value {
  char type; // 't' a text of that size, 'n' a number, '0' null; behind also 'l', the entry's leaf, a text that is not known yet
  const char *text;
  size_t size;
  int64_t number;
};
struct write {
  enum sql_id id;
  const char *did;    // for the sentence of what failed
  const char *misses; // must change exactly one row, and "misses" it where there is none; NULL: any number of rows
  int names;          // the value that says which
  int count;
  struct write_value values[WRITE_VALUES_MAX];
};
// The letters of sql_bind, and o: whether it is given, and an int64_t. The texts are borrowed.
struct write write_of(enum sql_id id, const char *did, const char *types, ...);
bool write_missed(const struct write *write, struct err *err);               // the sentence where there is no such row. Returns false
bool write_run(struct sql *sql, const struct write *write, struct err *err); // now
bool sql_write(struct sql *sql, const struct write *write, struct err *err); // now, or with the entry that is being written behind

// behind.c: a thread that writes the rows of entries while what comes next is worked out.
void behind_start(struct sql *sql); // where it pays; nothing where there is one already
void behind_stop(struct sql *sql);  // what is behind is written first
bool behind_begin(struct sql *sql); // from here on sql_write goes behind. False: not now, and each is made at once
void behind_add(struct behind *behind, const struct write *write); // between behind_begin and one of the next two
struct behind_entry {
  const struct entry *entry;
  int tail; // of its chain, as kept.c has it
  const struct buf *payload;
};
// What was begun, with the entry's own rows; all is copied, but for the entry's parts, which are not wanted. It is hashed behind too, and
// read again once it is written.
void behind_send(struct sql *sql, const struct behind_entry *entry);
// Something else that needs the connection, after what was sent before and before what comes; the thread's `sql` is its own. False: not
// now.
typedef bool behind_job(void *user, struct sql *sql, struct err *err);
bool behind_do(struct sql *sql, behind_job *job, void *user);
void behind_cancel(struct sql *sql);           // nothing of what was begun is written
bool behind_is_open(const struct sql *sql);    // begun, and not sent
bool behind_is_pending(const struct sql *sql); // is something sent and not settled?
void behind_settle(struct sql *sql);           // waits until all that was sent is written
// Why something that was written behind failed: then the transaction is no more to be kept, and nothing is written until it is undone.
const struct err *behind_failure(const struct sql *sql);
void behind_forgive(struct sql *sql); // it is undone
struct written {                      // told by behind_written, to know later whether something was written since
  int64_t sent;
  int changes; // -1: not known yet
};
struct written behind_written(struct sql *sql);
bool behind_has_written(struct sql *sql, struct written since); // settles

// kept.c: what was read of items lately. Borrowed until the next change or rollback, and never changed in place.
struct kept *kept_new(void);
void kept_free(struct kept *kept);
void kept_forget(struct kept *kept);                              // sql_forget, for whoever may have undone a change; NULL is fine
json_t *kept_row(const struct kept *kept, const char *ref_or_id); // as case_find gives it; NULL: it is not kept
void kept_add_row(struct kept *kept, json_t *row);
json_t *kept_row_to_change(struct kept *kept, const char *id); // in place of the one that was handed out; NULL: it is not kept
void kept_define_row(struct kept *kept, const char *id, const char *definition, const char *noun); // it goes by that version now
json_t *kept_timers(const struct kept *kept, const char *id); // as timer_list gives them; NULL: they are not kept
void kept_add_timers(struct kept *kept, const char *id, json_t *timers);
void kept_arm_timer(struct kept *kept, const char *id, json_t *row); // nothing where the item's timers are not kept; so is dropping
bool kept_has_timer(const struct kept *kept, const char *id, const json_t *timer); // of its state, activation and name
void kept_drop_timer(struct kept *kept, const char *id, const char *state, int64_t activation, const char *name);
const json_t *kept_meta(const struct kept *kept, const char *name);         // its text, JSON null where there is none; NULL: it is not kept
void kept_add_meta(struct kept *kept, const char *name, const char *value); // NULL: there is none
json_t *kept_setting(const struct kept *kept, const char *name);            // JSON null where there is none; NULL: it is not kept
void kept_add_setting(struct kept *kept, const char *name, json_t *value);  // NULL: there is none
void kept_drop_setting(struct kept *kept, const char *name);
json_t *kept_checkpoint(const struct kept *kept); // the last one's row; NULL: it is not kept
void kept_set_checkpoint(struct kept *kept, json_t *row);
json_t *kept_key(const struct kept *kept); // the last one's row; NULL: it is not kept
void kept_set_key(struct kept *kept, json_t *row);
json_t *kept_erased(const struct kept *kept, int64_t *entries); // erased_gather's of the first entries; NULL: it is not kept
void kept_set_erased(struct kept *kept, json_t *erased, int64_t entries);
struct merkle_frontier *kept_frontier(struct kept *kept);           // of the log's tree, for tree.c; size 0: it is not kept
bool kept_chain(struct kept *kept, struct entry *entry, int *tail); // fills its place in its chain; the chain's `tail`. False: not kept
int kept_add_chain(struct kept *kept, struct id case_id, const struct hash *leaf); // its last entry's; zeroes: none yet. Its tail
struct hash *kept_tail(struct kept *kept, int tail);                               // its last entry's leaf, to be read and set
void kept_append(struct kept *kept, const struct entry *entry, int tail);          // it is the log's end now, and its chain's
void kept_set_leaf(struct kept *kept, int64_t sequence, const struct hash *leaf);
bool kept_end(const struct kept *kept, int64_t *sequence, int64_t *recorded_ms); // of the last entry; false: not kept
bool kept_leaf(const struct kept *kept, int64_t sequence, struct hash *leaf);    // of its header as it is read back; false: not kept

// index.c
void index_forget(struct sql *sql);                                           // what is kept of it in memory may have been undone
void index_clear(struct sql *sql);                                            // its statements
bool index_drop_item(struct sql *sql, const char *case_hex, struct err *err); // it comes again with the entries since the mark

enum { STORE_DEPTH_MAX = 16 }; // an operation needs five: its turn's, its own, and those of what it calls

struct store {
  struct env env;
  char *folder, *path;
  int lock_fd;
  struct sql sql;
  struct page_check *pages; // NULL: in memory
  struct id log_id;
  int depth;                              // of transactions
  int64_t begun;                          // transactions, since it was opened
  bool together;                          // the inner ones are no savepoints
  struct written before[STORE_DEPTH_MAX]; // when each of these began
  bool appended;                          // entries, since the outermost began
  struct buf payload;                     // of the entry that is being appended (journal.c)
  struct store_seal seal;
  int wal_pages;                  // pages in the write-ahead log after the last commit
  struct backup *backup;          // under way (backup.c); NULL: none
  struct orphans *orphans;        // being looked for (orphan.c); NULL: not now
  struct verification *verifying; // in steps (verify_step.c); NULL: not now
};

// A finished copy of a store at `path`, for reading only; its evidence lies under `folder`. Nothing is locked, and nothing of it written.
struct store *store_open_copy(const struct env *env, const char *folder, const char *path, struct err *err);
char *sql_uri(const char *path);                         // of a file that never changes (store_copy.c). Caller frees
char *store_leaf(struct store *store, int64_t sequence); // an entry's leaf hash; NULL: there is none. Caller frees
// store.c: writes its log back first; true: the file alone is the store until the next commit
bool store_is_written_back(struct store *store);
// opening.c
struct store *store_new_in_memory(const struct store *from, struct err *err); // of the same log, with empty tables

// lock.c
int lock_take(const char *folder, struct err *err); // -1: somebody else has it
void lock_drop(int fd);

// schema.c
enum { SCHEMA_FORMAT = 6 };
bool schema_is_empty(struct sql *sql, bool *empty, struct err *err);
bool schema_is_known(const char *table); // of truth, or rebuildable: no cache, and none of others
bool schema_is_cache(const char *table);
bool schema_make(struct sql *sql, struct err *err);        // an empty store's tables and guards
bool schema_make_caches(struct sql *sql, struct err *err); // drops what there is of the caches and makes them empty
// Those of its SQL indexes that nothing needs while it is made: filled at once at its end they cost a tenth of what they do row by row.
bool schema_drop_index_orders(struct sql *sql, struct err *err);
bool schema_make_index_order(struct sql *sql, int number, bool *more, struct err *err); // from 0; *more: there is another
bool schema_make_rebuildable(struct sql *sql, struct err *err); // drops what there is of them, and the caches, and makes them empty
bool schema_format(struct sql *sql, int *format, struct err *err);
bool schema_step(struct sql *sql, int from, struct err *err); // truth from one format to the next
const char *schema_guard(void);                               // guard.sql
bool schema_lacks_index(struct sql *sql);                     // one that stores of this format were made without at first
bool schema_add_index(struct sql *sql, struct err *err);

struct rebuildable {
  const char *table;
  int key_count; // its first columns are its primary key
};
extern const struct rebuildable rebuildables[];
extern const int rebuildable_count;

// journal.c
bool id_is_zero(struct id id);
char *part_write(struct part *part); // fills in its text where it has none, and returns what it made for that; caller frees
struct hash part_leaf_of_text(const char *name, size_t name_size, const char *value, size_t value_size,
                              const uint8_t salt[HASH_SIZE]); // of its commitment, in its payload's tree
// Fills `previous` and `leaf` of an entry whose root is there, and keeps them as its chain's and the log's end.
void journal_chain(struct kept *kept, struct entry *entry, int tail);
// Its row, its payload's, and the rows of the log's tree.
bool journal_write(struct sql *sql, const struct entry *entry, const char *payload, size_t size, struct err *err);
// Does the store give back what was hashed?
bool journal_read_again(struct sql *sql, const struct entry *entry, const char *payload, size_t size, struct err *err);
sqlite3_stmt *journal_scan(struct sql *sql, const struct id *case_id, struct err *err); // finalise it
// Reads the scan's row; `parts` is its payload's text, NULL when that is missing. False: a column is not what was written.
bool journal_row(sqlite3_stmt *statement, struct id log_id, struct entry *entry, const char **parts);

json_t *timer_row(const char *case_hex, const json_t *armed); // timers.c: as timer_list gives it once it is armed; a new reference

json_t *payload_event(const json_t *payload); // payload.c: its part `event`; NULL: it has none, or it is withheld. Borrowed
// 128 bits of a hash that begins with a secret of one run: whoever wrote what is hashed could not know which texts have the same.
struct digest {
  uint64_t halves[2];
};
// payload.c: a stored payload whose text can be hashed as it stands, because every part is whole and plainly canonical. False: read it
// instead. `parts` point into the text, and come after those that are there; free their items with mem_free.
struct part_text { // as it stands in the payload's text
  const char *name, *value;
  size_t name_size, value_size;
  size_t member_at, member_count; // of a value that is an object
  uint8_t salt[HASH_SIZE];
  bool is_late;            // it is kept and folded late (verify_late.c), a timer by
  size_t key_at, key_size; // this key
  bool is_message;         // it is kept as a message (verify_message.c) by
  struct digest key, row;  // these
};
struct part_texts {
  struct part_text *items;
  size_t count, room;
  struct plain_members members;
};
void part_texts_clear(struct part_texts *parts);
// The member of that name; NULL: it has none, or is no object. Valid until the next text is split.
const struct plain_member *part_member(const struct part_texts *parts, const struct part_text *part, const char *name);
bool payload_plain_split(const char *text, size_t size, struct part_texts *parts);
struct hash payload_plain_root(const struct part_text *parts, size_t count); // of one payload's
// Of any, in place of what `parts` had; false: it is none.
bool payload_text_root(const char *text, struct part_texts *parts, struct hash *root);
// As far as the fold reads it, with its text. Caller frees name and value.
struct part payload_plain_read(const struct part_texts *parts, const struct part_text *part);

// Can nothing of it be refused by a table alone, so that it may be written behind? Its item and its timers are kept.
bool fold_can_wait(struct sql *sql, const struct entry *entry);
bool fold_case_can_wait(const char *part); // fold_case.c

// fold.c: the only writer of rebuildable tables. `parts` are a stored payload; withheld ones are passed over.
bool fold_entry(struct sql *sql, const struct entry *entry, struct err *err);                            // that is being recorded
bool fold_entry_again(struct sql *sql, const struct entry *entry, const json_t *parts, struct err *err); // one that was recorded before
bool fold_looks_at(const char *part, size_t size);  // does the fold do something with a part of that name?
bool fold_reads_key(const char *part, size_t size); // with its text, and of its value with the member `key` alone?
// Several entries of one item at once: the parts that stand at their end, the last one's header, how many changed content and when the last
// did.
bool fold_entries_again(struct sql *sql, const struct entry *last, int64_t contents, int64_t changed_ms, const json_t *parts,
                        struct err *err);
bool fold_part_again(struct sql *sql, const struct entry *entry, const struct part *part, struct err *err); // none of the case's row
struct fold_case;                                                                                           // fold_case.c
// A reference that ends in more digits was not counted up by us (a telephone number, a slip of the hand): no number follows it.
enum { REF_NUMBER_DIGITS_MAX = 9 };
struct fold_case *fold_case_new(const struct entry *entry);
void fold_case_free(struct fold_case *change);
void fold_case_count(struct fold_case *change, int64_t contents, int64_t changed_ms); // of several entries; else of its own
bool fold_case_part(struct fold_case *change, const struct part *part);
bool fold_case_write(struct sql *sql, struct fold_case *change, struct err *err);

// fold_erase.c: what an erasure says of rows that earlier entries made
bool fold_erased(struct sql *sql, const json_t *value, struct err *err);

// fold_told.c: what became of messages. `value` is of a part `sent`; of a part `digest`; what an erased message reads as now.
bool fold_told(struct sql *sql, const json_t *value, struct err *err);
bool fold_covers(struct sql *sql, const json_t *value, struct err *err);
bool fold_restated(struct sql *sql, const json_t *reads, struct err *err);

// erased.c: what erasures say of the parts that they dropped, of the whole journal. A new reference; NULL with err
json_t *erased_gather(struct sql *sql, struct id log_id, struct err *err);
// The same for a page, which checks nothing: once it was gathered, only entries that were added since are looked at. A new reference.
json_t *erased_lately(struct store *store, struct err *err);
const json_t *erased_of(const json_t *erased, const struct entry *entry); // {COMMITMENT: {"name","reads"?,"by"}}; NULL: nothing
// The payload as it reads now; takes the stored one over. A new reference.
json_t *erased_reading(const json_t *erased, const struct entry *entry, json_t *payload);
// J2: a part that is gone without an erasure that names it was taken out; one that is there although it was erased was put back.
void erased_check(const json_t *erased, const struct entry *entry, const json_t *payload, json_t *problems);

// tree.c: the rows of the log's tree, which are rebuildable too. Adds the entry's leaf and what subtrees it completes.
bool tree_add(struct sql *sql, const struct entry *entry, struct err *err);

// rebuild.c
bool row_is_whole(const struct entry *entry, const json_t *payload);  // its hashes are those of what it says
bool rebuild_all(struct sql *sql, struct id log_id, struct err *err); // inside a transaction

void verify_stop(struct store *store); // verify_step.c

enum { PROBLEMS_MAX = 200 };
void problem_add(json_t *problems, int64_t sequence, const char *table, const char *format, ...)
    __attribute__((format(printf, 4, 5))); // compare.c

// evidence.c
void evidence_clean(const struct env *env, const char *board_folder);                  // temp files of a process that ended half-way
void evidence_gather(json_t *named, const struct entry *entry, const json_t *payload); // verify_evidence.c: files that fields name, once

// backup.c
#define BACKUP_PART "store.part"         // the copy of the store while it is made
void backup_expire(struct store *store); // gives up one that nobody asks on with

// backup_files.c: what lies beside store and evidence goes to BACKUP/files/; {"files":[..],"folders":[..]}, a new reference.
json_t *backup_files_copy(const struct env *env, const char *board, const char *backup, struct err *err);
bool backup_files_is_left(const char *path); // is it copied in another way, or not at all?

// backup_tidy.c: away with what the backup just made replaces. False: the backup is whole, and nothing that an older list names is gone.
bool backup_tidy(const struct env *env, const char *folder, int64_t number, const json_t *manifest,
                 bool (*is_named)(void *user, const struct hash *sha256), void *user, struct err *err);
bool backup_files_check(const struct env *env, const char *folder, const json_t *files, struct err *err);
bool backup_store_check(const struct env *env, const char *folder, const json_t *store, struct err *err);

// backup_list.c: the manifest
int64_t backup_list_number(const char *name);                                  // of "backup-N.json"; 0: it is no manifest's name
bool backup_list_latest(const char *folder, int64_t *number, struct err *err); // 0: there is none
json_t *backup_list_read(const struct env *env, const char *folder, int64_t number, struct err *err); // checked; a new reference
bool backup_list_write(const struct env *env, const char *folder, int64_t number, json_t *manifest, struct err *err);
#endif
