// What a cycle and the returns that it asked for tell one another (P1, P2, E5), in the transaction of the event that it comes from.
// A return's step changes its party's row on the cycle; what a cycle does to a party is an event on its return.
#ifndef WAYMARK_RUN_RELAY_H
#define WAYMARK_RUN_RELAY_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

// Something was recorded of this item: its cycle, if it has one, is told when relay_run comes to it.
void relay_note(struct board *board, const struct casefile *item, const json_t *event);
bool relay_may_tell(const struct casefile *item); // does it name an item that could be its cycle?
// The return of a party was opened: `opening` is the row of the outbox that asked for it.
void relay_link(struct board *board, const char *hex, const json_t *opening);
// Tells the cycles what is noted, each in one entry. A cycle whose step fails gets a stuck step, and the returns stand as they are (S6).
bool relay_run(struct board *board, struct err *err);
// Notes again what an entry of a cycle was about: the retry of its stuck step.
void relay_again(struct board *board, const json_t *event);

// The event of the cycle on the return that the row of the outbox names. `note` gets a sentence; the caller frees it.
bool relay_deliver(struct board *board, const json_t *row, char **note, struct err *err);
// An item was opened by an action that keeps its reference: the field of the opener that the outbox's row names has it from now on.
bool relay_keep(struct board *board, const json_t *row, const char *ref, struct err *err);
// The item that asked for this one, and the field in which it did; NULL: nobody did. Free with casefile_free.
struct casefile *relay_cycle(struct board *board, const struct casefile *item, const char **field);
#endif
