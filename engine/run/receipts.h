// The receipts of an item's deadlines (T9): for each timer that its active states declare, when it is due, what it then does, or why there
// is none; and, asked for one, everything that the date was worked out from.
//
// What is shown as due is the armed row's, which is what will fire (RELIABILITY T10). Working out again with the very inputs that armed it
// ought to give the same; where it does not (a newer calendar that a sweep has not brought here yet), `again` says what it gives and why
// both stand there. Of a question that supposes something, `due` is what would be and `armed` what is.
//
// A row is {"name","state","state_title","rule","then","to":[WHO],"due","local","shown","provisional","overdue"?,"missing"?,
// "armed"?:{"due","local","shown","since","calendar","zone","overdue"?},"again"?:{"due","local","shown","why","missing"?}}; a whole receipt
// is that and receipt.h's members.
#ifndef WAYMARK_RUN_RECEIPTS_H
#define WAYMARK_RUN_RECEIPTS_H
#include "base/err.h"
#include "base/json.h"
#include "run/declared.h"
#include "run/question.h"

// All rows, in the order in which they come; those without a date last. A new reference; NULL with err.
json_t *receipts_list(struct question *question, struct err *err);
json_t *receipts_one(struct question *question, const struct declared *declared, struct err *err);
// The end of a date field's day, on which no timer hangs where the item stands. A new reference; NULL with err.
json_t *receipts_field(struct question *question, const char *field, struct err *err);
// By when the item's holder is to be done (lateness.h), of the first active state that says so. A new reference; NULL with err.
extern const char RECEIPTS_TURN[]; // what it is called
json_t *receipts_turn(struct question *question, struct err *err);
json_t *receipts_stops(struct question *question, struct err *err); // the item's clock stops, as stop_json has them. A new reference
#endif
