// The board's signing key of the day. Each day on which something is recorded (UTC, by recorded time) has a key of its own: the first
// commit of the day makes it, the key before signs that it comes next (seal/endorsement.h), and an entry of the board names it, in the
// transaction that it then signs. After that the secret of the key before is written over and removed, so that who takes the folder
// on one day cannot sign for the days before it.
//
// 1. At every moment the folder has the secret of the newest key that is on record: the new one is durable before the entry that names it
//    commits, and the old one goes only after it did.
// 2. There is one line of keys: a secret whose entry did not commit never signed anything that did, and is replaced.
// 3. A key whose secret is lost is followed by one that is not endorsed, and its entry says why: work does not stop for it.
#ifndef WAYMARK_RUN_EPOCH_H
#define WAYMARK_RUN_EPOCH_H
#include "run/board.h"
#include "seal/note.h"

struct epoch {
  struct seal_key key; // its epoch is 0: none yet
  char named[200];     // the text by which the journal names it; empty: not read yet
  int64_t day;         // since 1970: on which it was named
  int64_t over;        // the epoch whose secret goes when the transaction is committed; 0: none
};

// The key that signs the transaction's commit; a new one is named by an entry that is appended. `head` is the log's so far, confirmed.
bool epoch_take(struct board *board, struct epoch *epoch, const struct checkpoint *head, struct err *err);
void epoch_taken(struct board *board, struct epoch *epoch); // it is committed
void epoch_clear(struct epoch *epoch);
#endif
