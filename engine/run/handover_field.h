// Which fields of an item a hand-over changes: those by which a role finds somebody (`person_in`, `any_in`), or an agency (`of`,
// `not_from`). What is plain record of the past, such as who attested, is read by no role and stays. Pure: looks at the item alone.
//
// `handover` is its document (handover.h), of which `kind`, `old` and `new` count.
#ifndef WAYMARK_RUN_HANDOVER_FIELD_H
#define WAYMARK_RUN_HANDOVER_FIELD_H
#include "base/json.h"
#include "run/casefile.h"

// {FIELD: value afterwards}; NULL: nothing of this item changes. A new reference.
json_t *handover_fields(const struct casefile *item, const json_t *handover);
// Does any field of this row of the store hold this id, wherever in it? A look that costs little, before the item is opened.
bool handover_mentions(const json_t *row, const char *id);
// Does the field name this person, in a way that a role goes by? For `people show`.
bool handover_names(const struct casefile *item, const char *field, const char *person);
#endif
