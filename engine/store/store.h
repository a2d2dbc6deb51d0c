// The store: one SQLite file, one owner process (a lock file says which). The only SQL of the program lies in this folder.
// Rows come back as JSON objects, new references. Instants are milliseconds UTC.
#ifndef WAYMARK_STORE_STORE_H
#define WAYMARK_STORE_STORE_H
#include "base/env.h"
#include "base/err.h"
#include "base/json.h"
#include "base/merkle.h"
#include "store/entry.h"

#include <stdbool.h>
#include <stdint.h>

struct store;

// Makes FOLDER/waymark.db and its lock. FOLDER exists. Refused when there is a store already.
struct store *store_create(const struct env *env, const char *folder, struct err *err);
// Opens it and takes the lock; ERR_BUSY when another process has it, ERR_NOT_FOUND when there is none,
// ERR_CORRUPT when it is damaged, ERR_REFUSED when a newer program made it. An older schema is upgraded.
struct store *store_open(const struct env *env, const char *folder, struct err *err);
// A copy in memory of the whole store, as it stands outside any transaction: for simulation. What is done to it is done to nobody. Evidence
// files are not copied.
struct store *store_fork(struct store *from, struct err *err);
// What the journal says of one moment, folded into memory by the fold that commits use (J4; FORMAT.md, "As at"). `known`: what was known
// then, every entry recorded by `at_ms`; else what was true then by what is known now. With a `case_id` only that item and what is the
// board's own are folded. ERR_CORRUPT where an entry is not what was recorded. Evidence files are not copied.
struct store_moment {
  int64_t at_ms;
  bool known;
  const struct id *case_id; // NULL: all
  size_t case_count;        // how many stand there; 0: one
  int64_t size;             // not 0: instead of `at_ms`, the journal's first entries, so many; `known` is true then
  // What of an entry's payload is to be seen: a part that is withheld stands there as its commitment, and is not folded either; where it
  // says what may be seen `instead`, that is (part_shown). A new reference. NULL: all of it.
  json_t *(*shown)(void *user, const struct entry *entry, const json_t *payload);
  void *user;
};
struct store *store_as_at(struct store *from, const struct store_moment *moment, struct err *err);
void store_close(struct store *store);
// Another number after anything that may have changed what is folded, undone changes too: what is kept of it for a short time is kept under
// it.
uint64_t store_stamp(const struct store *store);
void store_forget(struct store *store); // drops what is kept in memory of what was read, which may be done at any time (DESIGN idea 5)
const struct env *store_env(const struct store *store);
const char *store_folder(const struct store *store);

// A transaction; inside another one it is a savepoint (E3). A failed sync or commit ends the process with exit 3 (a full disk is refused
// instead).
bool store_begin(struct store *store, struct err *err);
// An outermost transaction whose inner ones are no savepoints, which for each event would keep a copy of every page that it touches. Where
// an inner one that wrote is rolled back, all of it is: the rest of it fails, and so does its commit (store_is_whole). Whoever begins it so
// runs each part by itself then.
bool store_begin_together(struct store *store, struct err *err);
bool store_commit(struct store *store, struct err *err);
void store_rollback(struct store *store);
// Copies the write-ahead log into the file if it has this many pages; says whether it did. A commit does so by itself when the log is long:
// who has people waiting does it sooner, in smaller pieces.
bool store_checkpoint(struct store *store, int pages);
// What is asked of whoever signs, before the outermost transaction commits in which entries were added. Nobody signs for a fork.
struct store_seal {
  void *user;
  bool (*seal)(void *user, struct store *store, struct err *err); // inside the transaction; false undoes it
  void (*sealed)(void *user);                                     // it is committed and synced
};
void store_seal_with(struct store *store, struct store_seal seal);
// False with the reason when the database has undone the whole transaction under its owner: writing now would commit by itself.
bool store_is_whole(struct store *store, struct err *err);

// Adds the entry to the log and folds it into the tables, inside the caller's transaction (without one, in its own). Fills sequence,
// hashes, log id. When it fails, roll the transaction or savepoint back. ERR_REFUSED: the item's reference is taken; ERR_INVALID: no such
// part.
bool journal_append(struct store *store, struct entry *entry, struct err *err);
bool journal_find(struct store *store, int64_t sequence, struct entry *entry, struct err *err); // its header, as it is stored
int64_t journal_count(struct store *store);
int64_t journal_last_recorded(struct store *store); // 0 when empty
// Calls `each` with
// {"sequence","kind":N,"kind_words","recorded","logical","case":HEX,"actor":HEX,"case_sequence","previous":HEX,"root":HEX,"leaf":HEX,
// "payload":[..]} in order; `case_id` NULL: the whole log. Stops when it returns false. The row is borrowed.
bool journal_each(struct store *store, const struct id *case_id, bool (*each)(void *user, json_t *entry), void *user, struct err *err);
// Recomputes every hash, chain and root, folds the entries and compares every rebuildable table. `report`:
// {"ok","entries","root":HEX,"problems":[{"sequence"?,"table"?,"text"}]}. False only when it cannot be read at all.
bool journal_verify(struct store *store, void (*progress)(void *user, int64_t done, int64_t all), void *user, json_t **report,
                    struct err *err);
// The log alone: each header, every chain and the whole tree, in seconds for a million entries. What the entries say is not read: a payload
// that was changed, a damaged table and a missing file are journal_verify's to find.
bool journal_verify_log(struct store *store, json_t **report, struct err *err);
// One short step of journal_verify, outside any transaction, while people go on working. The database's own structure, which takes long in
// one piece, is left out, and evidence files of more than 64 MB: "large" of the report counts them, where there are any. *report stays NULL
// until the last step, which takes the sequence and starts afresh.
bool journal_verify_step(struct store *store, json_t **report, struct err *err);
bool journal_rebuild(struct store *store, struct err *err); // replaces every rebuildable table by the fold, in one transaction

// The log's tree (RFC 9162) at any size up to journal_count: complete subtrees never change, so a root and a proof for one size belong
// together whatever is appended meanwhile. False: rows of the tree are missing, which ERR_CORRUPT says.
bool tree_root(struct store *store, int64_t size, struct hash *root, struct err *err);
bool tree_inclusion(struct store *store, int64_t index, int64_t size, struct merkle_proof *proof, struct err *err);
bool tree_consistency(struct store *store, int64_t old_size, int64_t size, struct merkle_proof *proof, struct err *err);
bool tree_frontier(struct store *store, int64_t size, struct merkle_frontier *frontier, struct err *err);
// Takes the frontier on to the log's end by the headers of the entries themselves. What it came with was read from the stored tree, or
// confirmed before. ERR_CORRUPT: a header is damaged.
bool tree_follow(struct store *store, struct merkle_frontier *frontier, struct hash *root, struct err *err);
// Is what the frontier passed from `from` on stored as the tree has it, and was every entry read back as it was hashed? So what is signed
// can be served. ERR_CORRUPT: they differ; else why the entries could not be written.
bool tree_confirm(struct store *store, const struct merkle_frontier *frontier, int64_t from, struct err *err);

// What was signed with each commit: {"size","epoch","signature"}, from which run/signing.h makes the note again. The last; the first of at
// least this size; the last of each epoch, in order. NULL: there is none.
json_t *checkpoint_last(struct store *store);
json_t *checkpoint_covering(struct store *store, int64_t size);
json_t *checkpoint_ends(struct store *store);
bool checkpoint_each(struct store *store, bool (*each)(void *user, json_t *row), void *user); // by size; false: `each` ended it
bool checkpoint_add(struct store *store, int64_t size, int64_t epoch, const char *signature, struct err *err);
// The newest signing key, and all: {"epoch","key","endorsement"?,"sequence"}. NULL: there is none yet.
json_t *signing_key_last(struct store *store);
json_t *signing_key_list(struct store *store);

// Cases:
// {"id":HEX,"ref","workflow","definition","title","noun","revision","case_sequence","state":{..},"fields":{..},"closed":bool,"started","changed"}
// What case_find gives, and the rows in timer_list's array, are shared with the next who asks: look at them, and change a copy.
json_t *case_find(struct store *store, const char *ref_or_id, struct err *err); // ERR_NOT_FOUND
json_t *case_look(struct store *store, const char *ref); // one of many, which is not kept for the next who asks; NULL: there is none
// [REF]: those that differ from this one by capital and small letters alone, and itself where there is such an item; at most
// CASE_ALIKE_MAX. A new reference.
enum { CASE_ALIKE_MAX = 16 };
json_t *case_alike(struct store *store, const char *ref);
bool case_each(struct store *store, const char *workflow, bool (*each)(void *user, json_t *row), void *user,
               struct err *err); // workflow NULL: all; by ref; the row is borrowed
// A workflow's items, by reference, in whose fields, as JSON, both texts stand; NULL: whatever they hold. A new reference.
json_t *case_list_holding(struct store *store, const char *workflow, const char *one, const char *other);
json_t *case_page(struct store *store, const char *after_id, int count); // by id; "" from the first; none: the last was before
int64_t case_next_number(struct store *store, const char *ref_prefix);   // 1 + the highest number, of up to 9 digits, that follows it

// Timers: {"case":HEX,"state","activation","name","due","rule","zone","calendar","since","provisional"?}
bool timer_next(struct store *store, int64_t *due_ms);                             // false: none is armed
json_t *timer_first_due(struct store *store, int64_t now_ms);                      // NULL: none is due
json_t *timer_due_after(struct store *store, const json_t *timer, int64_t now_ms); // the one after it in due order; NULL: none is due
json_t *timer_list(struct store *store, const char *case_hex);                     // by due; NULL case: all
// Puts a timer where it fires in an item's list: by due, state, activation, name, as the table is ordered (T4). The list takes a reference.
void timer_insert(json_t *timers, json_t *row);

// Outbox: the part as it was recorded, and round it {"key","sequence","case":HEX,"to","status","made","told"?}, `told` being what the last
// part `sent` or `digest` said besides; an `open` is to "engine". By
// sequence.
json_t *outbox_list(struct store *store, const char *case_hex, const char *status); // either may be NULL
// Ready ones after that one in the outbox's order, at most `limit`; sequence -1 and "" from the first.
json_t *outbox_ready_after(struct store *store, int64_t sequence, const char *key, int limit);
json_t *outbox_find(struct store *store, const char *key);          // NULL: there is none
json_t *outbox_last_under(struct store *store, const char *prefix); // of the keys "PREFIX/..." the last; NULL: there is none
json_t *outbox_openings(struct store *store); // ready ones that open an item, found without reading all that people are told

// Directory: documents by kind ("agency","group","post","person","indicator") and id.
json_t *directory_find(struct store *store, const char *kind, const char *id); // NULL: none
json_t *directory_list(struct store *store, const char *kind);                 // array by id
int64_t directory_who_revision(struct store *store); // sequence of the last change of persons, agencies, groups and posts alone
// Another number after anything that may have changed directory, settings or calendars, undone changes too: what a cache of them is kept
// under.
uint64_t directory_stamp(const struct store *store);

json_t *setting_find(struct store *store, const char *name);  // NULL: none
json_t *calendar_find(struct store *store, const char *name); // the last of that name: {"version","csv"}
json_t *calendar_list(struct store *store); // all that there were: {"name","sequence","since","version","csv"}, by sequence
json_t *
calendar_changes(struct store *store); // {"at":MS,"actor":HEX,"note":{"added","removed","reason"?}} of each that says what it changed
json_t *incident_list(struct store *store, const char *case_hex); // {"id","case","event","reason","status":"open|closed","how"?,"opened"}
json_t *incident_list_open(struct store *store);                  // the open ones of all items
json_t *key_find(struct store *store, const char *actor, const char *key); // {"digest","answer","sequence"}; NULL: unused

// Definitions: documents (truth) by hash; published versions by name.
// A document is its canonical JSON; putting the same again is fine.
bool definition_put(struct store *store, const char *hash_hex, const char *document, struct err *err);
json_t *definition_find(struct store *store, const char *hash_hex, struct err *err); // the document
json_t *definition_with(struct store *store, const char *text);                      // hashes of the documents in which this text stands
json_t *workflow_find(struct store *store, const char *name); // newest {"name","version","hash","title","noun","published"}; NULL
json_t *workflow_list(struct store *store);                   // all versions

// Small facts that are neither truth nor rebuilt: the manual clock.
char *meta_find(struct store *store, const char *name); // Caller frees; NULL: none
bool meta_put(struct store *store, const char *name, const char *value, struct err *err);
#endif
