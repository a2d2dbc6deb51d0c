// What a report may be told: it declares its options, and what somebody gives is checked against that before anything is run.
//   { name = "by", title = "Grouped by", one_of = { "holder", "agency" }, default = "holder" }
//   { name = "cycle", title = "The cycle", kind = "item", needed = true }
// Kinds: text (which it is when nothing is said), date, number, yesno, item, agency, group.
#ifndef WAYMARK_OP_REPORT_OPTION_H
#define WAYMARK_OP_REPORT_OPTION_H
#include "run/board.h"

bool report_options_check(const json_t *declared, const char *file, struct err *err);
// {NAME: VALUE} of what is given and of defaults; `given` may be NULL. A new reference; NULL with err.
json_t *report_options_read(struct board *board, const json_t *declared, const json_t *given, struct err *err);
// [{"label","text"}] of the options as they are, for the head of the page; a new reference.
json_t *report_options_words(struct board *board, const json_t *declared, const json_t *options);
#endif
