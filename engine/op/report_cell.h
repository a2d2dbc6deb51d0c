// One cell of a report's table: what the report gave, by its column's kind, as it is shown. Kinds: text, ref, date, number, percent, rag.
// A cell is {"text","value"?,"colour"?,"shape"?}: `text` for people, `value` for whoever counts with it (a date as 2017-03-31), colour and
// shape of a rating, which is never told by its colour alone (WCAG 1.4.1).
#ifndef WAYMARK_OP_REPORT_CELL_H
#define WAYMARK_OP_REPORT_CELL_H
#include "base/err.h"
#include "base/json.h"
#include "time/zone.h"

bool report_kind_is(const char *kind);
bool report_kind_is_number(const char *kind);                                                         // number, percent
json_t *report_cell(const struct zone *zone, const char *kind, const json_t *value, struct err *err); // a new reference; NULL with err
json_t *report_cell_text(const char *text);
json_t *report_cell_number(const char *kind, const json_t *number);
// "red" is "Red", with the shape "■"; NULL: no colour of ours.
const char *report_colour_word(const char *colour);
const char *report_colour_shape(const char *colour);
#endif
