// Planning a hand-over: is what is asked possible, and which document would it be (handover.h)? Nothing is changed.
#ifndef WAYMARK_RUN_HANDOVER_PLAN_H
#define WAYMARK_RUN_HANDOVER_PLAN_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>

struct handover_request {
  bool agency; // else persons
  const char *old, *new, *reason, *actor;
  const char *on;     // of an agency: the first day of the new one
  bool with_people;   // of an agency
  const json_t *only; // of a person: [REF], these items and nothing else; NULL: all
};

// Does everybody exist, and does it make sense? *handover is the document as it would be kept; a new reference.
bool handover_plan(struct board *board, const struct handover_request *request, json_t **handover, struct err *err);
#endif
