// What is found out while a bundle is read by a stranger's eyes: everything in it is hostile until it fits. The bag itself was checked by
// bundle/; here its record is. Files may come in any order, each once, in pieces; what is kept of each is bounded.
//
//   prove.c        which file goes where
//   prove_report.c the report
//   prove_item.c   one item: its chain of entries, and what that comes to
//   prove_entry.c  one line of a journal
//   prove_sheet.c  the tables beside a journal
//   prove_log.c    the signed head, its keys, and the proofs against it
//   prove_about.c  what data/bundle.json says there is
#ifndef WAYMARK_OP_PROVING_H
#define WAYMARK_OP_PROVING_H
#include "base/buf.h"
#include "base/hash.h"
#include "base/json.h"
#include "bundle/bundle.h"
#include "op/prove.h"
#include "seal/note.h"
#include "store/entry.h"

#include <stddef.h>

enum {
  PROVE_PIECE_MAX = 16 << 20, // what is held at once of a hostile bundle: one line, or one small file
  PROVE_WEIGHT_MAX = 1500000, // of it as values, see weight_of: ten thousand items with their reasons, under 128 MB
  PROVE_HELD_MAX = 64 << 20,  // of tables and item.json that wait for their journals, or journals for them
  PROVE_ITEMS_MAX = 100000,   // as many as a bundle has files
  PROVE_PROBLEMS_MAX = 100    // told one by one; nobody reads more
};

// What the entries of an item come to, by the rules of the fold (engine/store/FORMAT.md).
struct prove_fold {
  json_t *fields;
  json_t *made, *title, *configuration; // parts; NULL: none was seen
  json_t *moved;                        // the last part of that name: by which definition it goes since; NULL: by that of `made`
  json_t *definitions;                  // {HASH: true}: all that it has gone by
  bool is_misled;                       // a move is from another definition than the item went by
  bool closed;
  bool is_partial; // a part of a content entry is withheld: more may have been said than is seen
};

struct prove_item {
  int64_t shortened; // parts instead of which something else is shown

  char *folder; // "data/items/RA-1"; of format 1 "data"
  bool has_journal, has_proofs, has_timeline, is_compared;
  int64_t count, content, withheld_entries; // entries; of content; with something withheld
  int64_t place;                            // of the last in the item's chain
  char chain[2 * ID_TEXT];                  // log and item of the first: all have the same
  char previous[HASH_HEX_SIZE];             // leaf of the last
  struct prove_fold fold;
  char *ref;                    // of the part `case`, kept when the fold is let go
  json_t *definitions;          // {HASH: true}: all that it has gone by, likewise
  json_t *withheld;             // {REASON: {"entries","parts"}}
  json_t *stated;               // item.json, until it is compared
  size_t held;                  // the bytes of both
  json_t *sheet;                // evidence.csv: [[CELL]], until it is compared
  json_t *expected;             // {PATH: SHA-256}: evidence that the journal names, whose file was not met yet
  json_t *by_number;            // {PATH: PATH}: of those, by the other name that a file may have, where it is expected
  json_t *met;                  // {PATH: SHA-256}: files met before the journal
  int naming;                   // enum page_naming, all that were met: one bundle names in one way
  struct hash leaves, proven;   // digests over (sequence, leaf) in the journal, and in the proofs
  struct hash rows, sheet_rows; // digests over the timeline as it must be, and as it is
};

struct prove_log {
  char *note; // checkpoint.txt
  struct checkpoint head;
  bool has_head, is_late; // it was read; proofs came before it, and are to be read again
  json_t *keys;           // the lines of keys.txt
  json_t *consistency;    // consistency.json
  int64_t proofs;
};

struct proving {
  const struct prove_asked *asked;
  json_t *problems, *proven, *not_proven;
  int64_t untold; // problems beyond PROVE_PROBLEMS_MAX
  struct prove_item *items;
  size_t item_count, held; // bytes of what waits in all items
  json_t *item_places;     // {FOLDER: index}
  struct prove_log log;
  json_t *about;           // bundle.json
  json_t *definitions;     // {HASH: {"name","version"}}
  json_t *calendars, *odd; // [PATH]: calendars; files that the format does not know
  bool is_encrypted;       // known at the end
  bool is_second;          // the proofs are read again, and nothing else
  // the file that comes in
  char *path;
  struct prove_item *item;
  const struct prove_file *file;
  struct buf text;            // a line that is not complete, or the whole
  bool is_too_long;           // it is passed over from here
  struct hash_stream *stream; // of the file, of its entries
  struct hash_stream *rows;
};

// prove.c: one reading, of files that bundle_verify found whole, or of a test's.
void proving_begin(struct proving *proving, const struct prove_asked *asked);
struct bundle_reader proving_reader(struct proving *proving);
void proving_end(struct proving *proving);

// prove_report.c
void proving_report(struct proving *proving, json_t *report); // adds what was found, once all files were read

// Adds a sentence to the problems.
void prove_problem(struct proving *proving, const char *format, ...) __attribute__((format(printf, 2, 3)));
void prove_say(json_t *list, const char *format, ...) __attribute__((format(printf, 2, 3)));
// The value that a JSON text of the bundle holds; NULL, with a problem. A new reference.
json_t *prove_json(struct proving *proving, const char *text, size_t size);

// Has the object exactly these members?
bool prove_has_only(const json_t *object, const char *const *members, size_t count);
#define PROVE_HAS_ONLY(object, ...)                                                                                                        \
  prove_has_only(object, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

// prove_entry.c: reads one line strictly: exactly the members of an entry, each of its type. False: the problem is told.
bool prove_entry_read(struct proving *proving, const json_t *json, struct entry *entry, char leaf[HASH_HEX_SIZE]);
void prove_fold_entry(struct prove_fold *fold, const json_t *json, bool is_content);
const char *prove_fold_definition(const struct prove_fold *fold); // the hash of the one that it goes by; NULL: not known
void prove_fold_clear(struct prove_fold *fold);

// prove_item.c
bool prove_hold(struct proving *proving, size_t size); // false: too much waits already, which is told
void prove_journal_begin(struct proving *proving);
void prove_journal_line(struct proving *proving, const char *line, size_t size);
void prove_journal_end(struct proving *proving);
void prove_stated(struct proving *proving, const char *text, size_t size); // item.json
void prove_evidence(struct proving *proving, const char *sha256_hex);      // a file of evidence
void prove_items_end(struct proving *proving);
void prove_items_clear(struct proving *proving);

// prove_sheet.c
void prove_timeline(struct proving *proving, const char *text, size_t size);
void prove_evidence_sheet(struct proving *proving, const char *text, size_t size);
// A row of the timeline that an entry stands for, added to proving->rows.
void prove_row(struct proving *proving, const json_t *json);
void prove_evidence_sheet_done(struct proving *proving); // prove_item.c
void prove_sheet_compare(struct proving *proving, struct prove_item *item);

// prove_log.c
void prove_checkpoint(struct proving *proving, const char *text, size_t size);
void prove_key_line(struct proving *proving, const char *line, size_t size);
void prove_consistency(struct proving *proving, const char *text, size_t size);
void prove_proofs_begin(struct proving *proving);
void prove_proof_line(struct proving *proving, const char *line, size_t size);
void prove_proofs_end(struct proving *proving);
void prove_log_end(struct proving *proving);
void prove_log_clear(struct prove_log *log);
void prove_leaf_add(struct hash_stream *stream, int64_t sequence, const char *leaf_hex);

// prove_about.c
void prove_about(struct proving *proving, const char *text, size_t size);
void prove_definition(struct proving *proving, const char *text, size_t size);
void prove_about_end(struct proving *proving);
#endif
