// What a step will ask of Lua, asked ahead in one message. The step is pure, so it is first taken blind: once as if every condition in Lua
// were true, once as if none were, and what it asks on the way is noted. An answer counts only where the step then asks the very same
// function with an equal item; whatever else was asked ahead, an error too, has no effect and is not recorded.
#ifndef WAYMARK_RUN_FORESIGHT_H
#define WAYMARK_RUN_FORESIGHT_H
#include "base/err.h"
#include "base/json.h"
#include "run/turn.h"

#include <stdbool.h>

enum { FORESIGHT_MAX = 32 }; // questions of one step: an honest workflow has a handful, and each may cost a worker

struct foresight;

// What a step of the turn asks of a function: answered from what was asked ahead, else asked now, with the rest of the step if it has one.
// NULL with err, as worker_call.
json_t *foresight_call(struct turn *turn, const char *fn, const json_t *item, struct err *err);

// Several turns that follow one another, asked ahead together. Between begin and end the board's clock stands still, since an item holds
// its instant. False: no definition that is in use asks Lua, and nothing began.
bool foresight_begin(struct board *board);
void foresight_add(struct turn *turn); // notes what turn_step would ask; the turn's plan is set
void foresight_ask(struct board *board);
void foresight_end(struct board *board);

void foresight_drop(struct board *board); // a turn ended: what was asked for it alone is dropped
#endif
