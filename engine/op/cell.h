// A member of a directory document as the text of a sheet's cell, and back: lists parted by semicolons, tables as "post=person", yes and
// no. What these words cannot say is JSON, so that whatever is written reads back equal.
#ifndef WAYMARK_OP_CELL_H
#define WAYMARK_OP_CELL_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>

// The members that a kind has columns for, in order; a list that ends in NULL. Others follow where a document has them.
const char *const *cell_members(const char *kind);
char *cell_write(const char *member, const json_t *value); // NULL: it has none. Caller frees.
// *value is a new reference; null for an empty cell. False: it cannot be understood.
bool cell_read(const char *member, const char *text, json_t **value, struct err *err);
#endif
