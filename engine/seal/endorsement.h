// A key vouches for the next one: an endorsement is a checkpoint of the log as it was just before the new key was named, with one line more
// that says which key comes next, signed by the key that goes. So it vouches for the new key and, for good, for all that came before: the
// secret that could sign another one is gone. A chain is the log's keys in order, each with the endorsement by the one before it.
#ifndef WAYMARK_SEAL_ENDORSEMENT_H
#define WAYMARK_SEAL_ENDORSEMENT_H
#include "base/json.h"
#include "seal/note.h"

enum { CHAIN_KEYS_MAX = 100000 }; // a key a day for 270 years

// `key` is the next one, as verifiers are told it; `head` the log's, whose size is the place of the entry that names that key. Caller
// frees.
char *endorsement_sign(const struct checkpoint *head, int64_t epoch, const char *key, const struct seal_key *by);
// Is the note that of this next key, signed by that one? `head`: what it says of the log. ERR_INVALID with a sentence.
bool endorsement_read(const char *note, const char *origin, int64_t epoch, const char *key, const char *by, struct checkpoint *head,
                      struct err *err);

// Does trust in the key `from` reach the key `to`, by endorsements alone? Rows are {"epoch","key":KEY,"endorsement"?:NOTE}, by epoch and
// without a gap; they may be a stranger's. ERR_CORRUPT with the key at which the chain ends.
bool chain_reaches(const json_t *rows, const char *origin, const char *from, const char *to, struct err *err);
#endif
