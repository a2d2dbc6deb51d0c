// What the actions on parties and on carried values want to be given beside the fields of a form (format 6): `party`, `reason`, `field`,
// `new_due`.
#ifndef WAYMARK_RUN_FORM_PARTY_H
#define WAYMARK_RUN_FORM_PARTY_H
#include "base/err.h"
#include "base/json.h"
#include "run/casefile.h"

#include <stdbool.h>

bool form_party_asks(const json_t *transition, const char *name); // may this be given with it?
// Is what they need there, and about somebody for whom it can be done? Asked before the step, so that a slip is refused and never stuck.
bool form_party_fits(struct board *board, const struct casefile *item, const json_t *transition, const json_t *data, struct err *err);
// The transition's form with these names added, as people are shown it; `label` stands where this choice calls a field more than the
// field's own label does. A new reference.
json_t *form_party_form(const struct chart *chart, const json_t *transition);
#endif
