// What the index of items keeps by number (facets, leads), for what is counted by it: numbers are small and without gaps, so it is looked
// up in a list, and a text is parsed when it is first met.
#ifndef WAYMARK_OP_REPORT_KEPT_H
#define WAYMARK_OP_REPORT_KEPT_H
#include "base/json.h"

#include <stdint.h>

json_t *kept_list(json_t *numbered);                 // {TEXT: NUMBER} as [TEXT] by number, null where there is none; takes it over
const json_t *kept_at(json_t *list, int64_t number); // parsed; NULL: there is nothing, or it cannot be read
#endif
