// Digests (E4): one mail a person a period instead of a mail a message. It says how many items wait for them, how late, which decision is
// wanted, and what is new; references and links, never what an item says. Made in steps, since much may wait; what waits for whom the index
// says (listing.h), and all items are looked at only where it cannot be asked.
//
// LOOKING AT ITEMS -> LOOKING AT MESSAGES -> WRITING -> DONE [digest_step, each when nothing is left of it]
//
// 1. One a period, whatever happens: its key names person and day, and the outbox has each key once.
// 2. A digest and the mark on every message that it covers are one entry.
#ifndef WAYMARK_RUN_DIGEST_H
#define WAYMARK_RUN_DIGEST_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/mailing.h"

#include <stdbool.h>

struct digest; // one round

// Is it time to make a round: a working day, within the mail hours, and not done yet today?
bool digest_is_due(struct board *board);
// A round for everybody whose period has begun; `only` NULL, or one person, due or not, for looking.
struct digest *digest_new(struct board *board, const char *only);
void digest_free(struct digest *digest);
// One short step. `head`: the record's head in words, NULL for none. *more: there is another.
bool digest_step(struct board *board, struct digest *digest, const struct mailing *mailing, const char *head, bool *more, struct err *err);
// Of a round for one person: what it would say, {"subject","body"}; NULL: nothing. A new reference.
json_t *digest_preview(struct board *board, const char *person, const struct mailing *mailing, const char *head, struct err *err);
#endif
