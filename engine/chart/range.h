// From where to where a field of type `whole` goes (format 11): `least` and `most` of its spec, each absent where there is no such bound.
#ifndef WAYMARK_CHART_RANGE_H
#define WAYMARK_CHART_RANGE_H
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

bool range_has(const json_t *field, int64_t number);
// "from 0 to 100", "of 1 or more", "of at most 100"; NULL where it has no bound. Caller frees.
char *range_words(const json_t *field);
#endif
