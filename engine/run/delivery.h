// Delivering what the outbox holds (E4). A message leaves once. Who owns the store delivers, so nobody else can be at it.
//
// ready -> trying        [delivery_take: an entry before the first byte leaves]
// ready -> digested      [digest_step; delivery_take: an urgent one about what is past, where there are several for its person]
// ready -> refused       [delivery_take: its person has left]
// trying -> sent         [delivery_done: the mail server took it]
// trying -> unknown      [delivery_done: the connection was lost after all was sent; delivery_begin: the program ended meanwhile]
// trying -> refused      [delivery_done: the mail server refuses this address or this message for good]
// trying -> ready        [delivery_done: it did not leave, and is tried again later]
// trying -> given up     [delivery_done: it did not leave for days]
// unknown, refused, given up -> sent, ready [delivery_resolve: a person decides]
//
// 1. What may have left is never sent again by itself: only a person can say so (unknown).
// 2. Nothing is lost: a message is in one of these states in the journal, or it is not there.
// 3. A person gets messages in the order in which they were made, what is urgent before all else, whoever's it is; it waits for nothing but
//    an earlier one of theirs that is being tried.
#ifndef WAYMARK_RUN_DELIVERY_H
#define WAYMARK_RUN_DELIVERY_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/mailing.h"

#include <stdbool.h>
#include <stdint.h>

enum delivery_outcome {
  DELIVERY_SENT,
  DELIVERY_UNKNOWN,
  DELIVERY_REFUSED, // this address or this message, for good
  DELIVERY_AGAIN,   // this address or this message, for now
  DELIVERY_TROUBLE  // nothing can leave: no connection, no trust, no login
};

struct delivery; // how far the outbox was looked through: a cache
struct delivery *delivery_new(void);
void delivery_free(struct delivery *delivery);

// What a program that ended left half done becomes `unknown`; of a folder's, what lies there was written. Once, before the first take.
bool delivery_begin(struct board *board, const struct mailing *mailing, struct err *err);
// The next message that may leave, taken: {"key","person","to","text","how"}, a new reference. *letter NULL: there is none now;
// *wait_ms: when to look again, -1 for not before something changes.
bool delivery_take(struct board *board, struct delivery *delivery, const struct mailing *mailing, json_t **letter, int64_t *wait_ms,
                   struct err *err);
// What became of the one that was taken. `why`: of all but sent, as a sentence.
bool delivery_done(struct board *board, struct delivery *delivery, const char *key, enum delivery_outcome outcome, const char *why,
                   struct err *err);
void delivery_now(struct delivery *delivery); // what waits to be tried again is tried now
// Somebody decides on one that is unknown, refused or given up: "sent" or "again". `key`, or its beginning where that is clear.
bool delivery_resolve(struct board *board, const char *key, const char *how, const char *reason, const char *actor, json_t **answer,
                      struct err *err);
// Where a letter of this key lies in a folder. Caller frees.
char *delivery_file(const struct mailing *mailing, const char *key);
#endif
