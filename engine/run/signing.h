// A board signs its record: before a transaction with new entries commits, the log's head is confirmed from the entries themselves and
// signed (seal/note.h), and the checkpoint commits with them. What was signed last is also written beside the store, to the high-water
// file, so that an older copy of the store is noticed when it is opened.
//
// 1. Verify, then sign: the root that is signed is that of the stored tree and of the headers as they are read back.
// 2. A signing key is named by an entry of the board before it signs anything; its secret lies in the board's folder (seal/key.h).
// 3. Once the store is behind the high-water file, nothing more is recorded until the office accepts the older copy, on record.
#ifndef WAYMARK_RUN_SIGNING_H
#define WAYMARK_RUN_SIGNING_H
#include "run/board.h"

struct signing *signing_open(struct board *board); // from now on what the board's store commits is signed
void signing_free(struct signing *signing);

// Why nothing may be recorded: the store is an older copy. NULL: it is not. Borrowed.
const char *signing_older(struct board *board);
// Goes on from the older copy, by an entry that names who, why and what was lost. Inside the caller's transaction.
bool signing_accept(struct board *board, const char *actor, const char *reason, struct err *err);

// The log's name in a checkpoint: "waymark/" and its id.
void signing_origin(struct board *board, char out[64]);
// The newest checkpoint, and the key that signed it as verifiers are told it; false with a sentence where nothing was signed yet, or what
// was signed is not all that is there. Caller frees both.
bool signing_last(struct board *board, char **note, char **key, struct err *err);
// The first kept checkpoint that covers at least `size` entries: the same on any day, whatever was recorded since (J6). It was checked.
// ERR_REFUSED: none does yet, as within the transaction that adds them. Caller frees the note.
bool signing_covering(struct board *board, int64_t size, char **note, int64_t *note_size, struct err *err);
// The keys from the first to that of `epoch`, [{"epoch","key":KEY,"endorsement"?:NOTE,"sequence"}]: each after the first is endorsed by the
// one before it, or its entry says why not. A new reference.
json_t *signing_chain(struct board *board, int64_t epoch);
json_t *signing_chain_from(struct board *board, const char *key); // from that key to the newest; empty: the journal names no such key
// Which of the log's keys signed the note? Caller frees the KEY. NULL with a sentence: none did.
char *signing_key_of(struct board *board, const char *note, struct err *err);

// The note of a row of checkpoint_last and its like; caller frees. And was it signed by the key of that epoch?
bool signing_note(struct board *board, const json_t *row, char **note, struct err *err);
bool signing_holds(struct board *board, const char *note, int64_t epoch, struct err *err);
#endif
