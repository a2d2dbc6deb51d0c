// What items are counted by: the fields that every workflow calls the same (workflows/README.md), where it has them, each with the type by
// which it is shown. The index of items keeps them as one text, which items with all the same share.
#ifndef WAYMARK_RUN_FACET_H
#define WAYMARK_RUN_FACET_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "store/index.h"

#include <stdbool.h>

bool facet_is(const char *field);              // is it one of these fields?
json_t *facet_names(void);                     // all of them; a new reference
json_t *facet_of(const struct casefile *item); // {FIELD:{"type","value"}}: those that hold something; a new reference
// What the index keeps of an item to count it by: fills in the days and `facets`, which the caller frees. An item whose lists may be hidden
// from some, since they name other items, has none.
char *facet_keep(const struct board *board, const struct casefile *item, struct index_row *row);
char *facet_words(struct board *board, const json_t *facet, const json_t *value); // one of its values in words. Caller frees
#endif
