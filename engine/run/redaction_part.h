// What becomes of one part of an entry for a recipient. Shared by the files that look at parts, each at those of its kind.
#ifndef WAYMARK_RUN_REDACTION_PART_H
#define WAYMARK_RUN_REDACTION_PART_H
#include "run/redaction_plan.h"

// What becomes of a part: nothing said: it is shown. `why` alone: it goes. With `instead`: the value in its place; a new reference.
struct fate {
  const char *why;
  json_t *instead;
};

struct looking {
  const struct redaction *redaction;
  const struct redacted_item *item;
};

struct fate redaction_if_changed(const char *why, json_t *value); // takes over value

// redaction_standing.c: where the item stands, and by when; `rest` is what follows the kind in the part's name
struct fate redaction_configuration_part(const struct looking *at, const char *rest, const json_t *value);
struct fate redaction_timer_part(const struct looking *at, const char *rest, const json_t *value);
#endif
