// The calendars that the board had before the one of today, and what they still decide: a deadline that was past when a calendar was
// changed keeps the instant that it had (T7), so whoever was late stays late and whoever was in time stays in time.
//
// 1. A deadline goes by the calendars in the order in which they were recorded, from the one that stood when it began to count. Past when
// its
//    calendar was changed, it stays; else it is worked out by the next one.
// 2. No change makes anybody late: what was still to come and would by the new calendar be past already stays where it was.
//
// The former ones are the store's list (calendar_list), read once and kept under the stamp of the board's settings: a calendar changes a
// few times a year, and no question reads the journal.
#ifndef WAYMARK_RUN_CALENDARS_H
#define WAYMARK_RUN_CALENDARS_H
#include "run/board.h"
#include "time/rule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The place, in the line of calendars, of the one that stands at that instant: a number that no later change moves.
size_t calendars_place(struct board *board, int64_t at_ms);
// When that calendar, one by which something was worked out, was changed. False: it is today's.
bool calendars_until(struct board *board, const struct calendar *calendar, int64_t *until_ms);

const struct calendar *calendars_before(struct board *board); // the one before today's; NULL: there was none

// As rule_work_out, from the calendar at `place` on; input->calendar is then the one that counted, and result->calendar too.
bool calendars_work_out(struct board *board, const struct rule *rule, struct rule_input *input, size_t place, bool with_receipt,
                        struct rule_result *result, struct err *err);

// What if that were the calendar from now on? The caller keeps it, and gives it back before the board does anything else.
void calendars_lend(struct board *board, struct calendar *calendar);
void calendars_give_back(struct board *board);

void calendars_forget(struct board *board); // they are read again when they are asked for next
#endif
