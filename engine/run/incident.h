// Incidents: steps that got stuck (S6, S7). What could not be done is kept with its reason, nothing else changed, the Business Manager is
// told, and somebody of the office retries or skips it. To the board's people it is a "stuck step".
#ifndef WAYMARK_RUN_INCIDENT_H
#define WAYMARK_RUN_INCIDENT_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/turn.h"

#include <stdbool.h>

// Adds the incident and its message to the turn's own entry, before the item's revision goes up.
void incident_part(struct turn *turn, const char *reason);
// A person's event is parked: the turn's entry becomes the incident and is appended. Sets err to the sentence for the sender.
void incident_open(struct turn *turn, const char *reason, bool *recorded, struct err *err);
// An item that should have been opened could not be: `opening` is its row of the outbox.
bool incident_of_opening(struct board *board, const json_t *opening, const char *reason, struct err *err);

// `how`: "skip", or "retry" by doing it again as it was. A retry that is refused leaves the incident open; one that gets stuck again
// closes it in favour of the new one. On failure *recorded says whether something was written that is to be kept. *answer: a new reference.
bool incident_resolve(struct board *board, const char *id, const char *how, const char *reason, const char *actor, json_t **answer,
                      bool *recorded, struct err *err);
#endif
