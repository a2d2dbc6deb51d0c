// The order in which people count: "BP-2" before "BP-10". Runs of digits are compared as numbers, all else byte by byte.
#ifndef WAYMARK_BASE_NATURAL_H
#define WAYMARK_BASE_NATURAL_H
#include "base/json.h"

// Under 0, 0 or over 0, as strcmp. Texts that count alike ("1" and "01") are in the order of their bytes, so that 0 is equal.
int natural_compare(const char *a, const char *b);
// Puts the rows of a list in the order of one of their members, a text; NULL: of a list of texts. Rows that are equal keep their places.
void natural_sort(json_t *rows, const char *member);
#endif
