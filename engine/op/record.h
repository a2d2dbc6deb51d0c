// What was signed of the record, looked at: the checkpoints that the store keeps, its keys, and one that somebody kept elsewhere.
#ifndef WAYMARK_OP_RECORD_H
#define WAYMARK_OP_RECORD_H
#include "op/op.h"

// Adds to journal_verify's report what does not fit to "problems", and to "notes" what fits and what a reader should know; `kept` is a
// signed checkpoint from elsewhere, NULL: none. `full`: every kept signature, not only each key's last and a sample.
bool record_check(struct board *board, const char *kept, bool full, json_t *report, struct err *err);
// Keeps when the record was last checked, and how that ended; and says it: "Record intact, checked 09:00". Caller frees.
void record_checked(struct board *board, const json_t *report);
char *record_words(struct board *board);
#endif
