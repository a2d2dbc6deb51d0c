// The life of one event, and the start of an item: load, run what is overdue, authorise, step, journal (DESIGN idea 2; E1, E2, T11).
// Each works inside the caller's transaction. On failure `*recorded` says whether something (a refusal, timers) was written that is to be
// kept.
#ifndef WAYMARK_RUN_EVENT_H
#define WAYMARK_RUN_EVENT_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>
#include <stdint.h>

struct sitting; // sitting.h

struct event_request {
  const char *ref; // of the item
  const char *event;
  const char *actor;             // who sends it: a person
  const char *decider;           // whose decision it records; NULL: the actor's own
  const json_t *data;            // form values; NULL: none
  const json_t *evidence;        // an evidence item made by the program, never by the sender; NULL: none
  const char *key;               // E1; NULL: none
  int64_t version;               // E2: the revision that the actor saw; -1: none
  int64_t seen;                  // R4: the revision that the decider saw, such as a meeting's paper; 0: the item as it is
  const struct sitting *sitting; // the meeting that decides (sitting.h), so that the decider may be its group; NULL: at none
};

// Between foresight_begin and foresight_ask: what event_send would ask of Lua, were it next. Writes nothing.
void event_foresee(struct board *board, const struct event_request *request);

bool event_send(struct board *board, const struct event_request *request, json_t **answer, bool *recorded, struct err *err);

struct definition;
struct start_request {
  const char *workflow, *ref, *actor; // ref NULL: numbered by the workflow's pattern; actor NULL: the engine
  const char *title;                  // of an item whose workflow names no field for it; NULL: none
  const json_t *data;
  const char *key;
  const struct definition *definition; // a version of the workflow; NULL: the newest
};

bool event_start(struct board *board, const struct start_request *request, json_t **answer, struct err *err);

#endif
