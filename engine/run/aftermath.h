// What an event sets off besides its own step: the items that it opens, and whom these and the items beside it tell. Kept in memory while
// one request runs, for its answer alone: each has an entry of its own in the record.
#ifndef WAYMARK_RUN_AFTERMATH_H
#define WAYMARK_RUN_AFTERMATH_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/turn.h"

#include <stddef.h>

// The step that was asked for is recorded: what is noted from here on is set off by it. Nothing before it is, such as overdue timers.
void aftermath_begin(struct board *board);
void aftermath_end(struct board *board);
// Between the two a stuck step is tried again: whatever is noted there is what was asked for, and what a timer does is that step.
void aftermath_retry_begin(struct board *board);
void aftermath_retry_end(struct board *board);
void aftermath_note(struct turn *turn); // its entry is about to be appended; nothing outside begin and end

// What this row of the outbox asks for is done next; NULL: nothing more. What an overdue timer asked for was not set off by the event
// behind it.
void aftermath_serve(struct board *board, const json_t *row);

// What was noted after `aftermath_size` said so was undone.
size_t aftermath_size(const struct board *board);
void aftermath_cut(struct board *board, size_t size);

// Of whom a turn of this item told, what this person may know (R1): of an item that they see a part of, by roles that are theirs to see,
// and not what it was about. A new reference.
json_t *aftermath_told(struct board *board, struct casefile *item, const char *person, const json_t *told);
// Puts `opened` into the answer to this person about the item `ref`, and adds to its `told` whom all of it told: of items that they may
// see, and not a word of others.
void aftermath_put(struct board *board, const char *ref, const char *person, json_t *answer);
#endif
