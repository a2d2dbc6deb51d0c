// Which options of a choice there are to choose from while another choice is as it is (format 12): `options_by` of its spec, such as
// {"scoring":{"rag":["green","amber","red"]}}. Of a value that has no list of its own, and while there is none, all of `options` are.
#ifndef WAYMARK_CHART_OFFER_H
#define WAYMARK_CHART_OFFER_H
#include "base/json.h"

const char *offer_by(const json_t *field);                             // the name of that other choice; NULL: it hangs on none
const json_t *offer_options(const json_t *field, const json_t *value); // `value`: of the other choice, or NULL. Borrowed from the spec.
#endif
