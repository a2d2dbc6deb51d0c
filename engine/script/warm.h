// Definitions as the worker keeps them: loaded once, called often. Every call finds the state as loading left it (heap.h), so that what one
// call does is never seen by the next, whatever it is.
#ifndef WAYMARK_SCRIPT_WARM_H
#define WAYMARK_SCRIPT_WARM_H
#include "base/buf.h"
#include "script/internal.h"

#include <stdbool.h>

struct warm {
  json_t *request; // {"file","source","modules","fresh"?}: its sources, which the state borrows; NULL: the slot is empty
  struct heap *heap;
  bool is_warm; // else each call has a state of its own
  struct sandbox sandbox;
  size_t memory, used_count; // as loading left them
  int file_count, mark_count;
};

struct warm_slots {
  struct warm items[SCRIPT_WARM_MAX];
};

// Loads a definition into an empty slot; keeps a reference to the request. False: an error was answered, and the slot stays empty. A state
// that cannot be put back (it is larger than HEAP_IMAGE_MAX) is not kept: the sources are, for a state of its own for each call.
bool warm_load(struct warm *warm, json_t *request, struct buf *answer);
// Answers {"value":..} or {"error":..} at the end of `answer`.
void warm_call(struct warm *warm, const char *fn, const json_t *item, struct buf *answer);
void warm_clear(struct warm *warm);

// Requests "define" and "many" (many.c). Takes over request.
void warm_define(struct warm_slots *slots, json_t *request, struct buf *answer);
void warm_call_many(struct warm_slots *slots, const json_t *request, struct buf *answer);
#endif
