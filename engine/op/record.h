// What was signed of the record, looked at: the checkpoints that the store keeps, its keys, and one that somebody kept elsewhere.
#ifndef WAYMARK_OP_RECORD_H
#define WAYMARK_OP_RECORD_H
#include "op/op.h"

// Adds to journal_verify's report what does not fit to "problems", and to "notes" what fits and what a reader should know; `kept` is a
// signed checkpoint from elsewhere, NULL: none. Of the kept signatures each key's last is looked at, and a sample of the others.
enum record_sample { RECORD_FEW = 100, RECORD_MANY = 1000, RECORD_ALL = 0 }; // a two-hundredth of a second; a twentieth
bool record_check(struct board *board, const char *kept, enum record_sample sample, json_t *report, struct err *err);
// Keeps when the record was last checked, and how that ended; and says it: "Record intact, checked 09:00". Caller frees.
void record_checked(struct board *board, const json_t *report);
char *record_words(struct board *board);
// The record's short form for what is printed and mailed: "Record: 176 entries, 0123456789abcdef". It can be compared with any checkpoint
// of that size. Caller frees; NULL: there is nothing yet, or the tree cannot be read.
char *record_head_words(struct board *board);
#endif
