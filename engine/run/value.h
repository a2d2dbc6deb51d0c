// Values of fields: what people type becomes what is kept, checked by the field's type; and back to words.
#ifndef WAYMARK_RUN_VALUE_H
#define WAYMARK_RUN_VALUE_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>

// Bytes of a text, items of a list, lists within lists: an action is no report. What travels with an item stands within other JSON, which a
// bundle's reader takes up to JSON_DEPTH_MAX.
enum { VALUE_TEXT_MAX = 20000, VALUE_LIST_MAX = 200, VALUE_DEPTH_MAX = 20 };

// Text that came from a command line or a page is understood by type ("3", "yes", "agency:police"). On success *value is a new
// reference, JSON null for an emptied field. The sentence names the field by its label and says what is expected.
bool value_read(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err);
// In words for people: "Mon 4 Apr 2016", "Cleveland Police", "3 items". Caller frees.
char *value_show(struct board *board, const json_t *field, const json_t *value);
#endif
