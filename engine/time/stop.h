// Clock stops (T8): intervals in which a deadline's clock stands still, each with its reason and who allowed it. They are kept apart from
// any rule, so a rule that changes is counted again over the very same stops.
#ifndef WAYMARK_TIME_STOP_H
#define WAYMARK_TIME_STOP_H
#include "base/err.h"
#include "base/json.h"
#include "time/instant.h"
#include "time/zone.h"

#include <stdbool.h>
#include <stdint.h>

#define STOP_OPEN INT64_MAX // it has not ended

enum { STOPS_MAX = 200 }; // of one deadline: one a month for sixteen years

struct stop {
  int64_t from_ms, to_ms;         // from the first instant up to the second, which is no part of it; STOP_OPEN: it lasts still
  const char *reason, *authority; // borrowed; authority may be NULL
  struct date review;             // when it is to be looked at again; year 0: nobody said
};

// {"from","to"?,"reason","authority"?,"review"?}: instants, or dates, which stand for whole days of the zone, `to` with its day. Texts are
// borrowed from `value`. Refused: no reason, an end that is not after the beginning, what is no date.
bool stop_read(const json_t *value, const struct zone *zone, struct stop *stop, struct err *err);
// With instants, and as `shown` the words for them in the zone's local time. A new reference.
json_t *stop_json(const struct stop *stop, const struct zone *zone);
#endif
