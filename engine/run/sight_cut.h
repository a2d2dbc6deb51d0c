// What of an answer is taken away before it goes to somebody who sees a part of an item (R1). An answer is made whole, by the code that
// makes it for everybody; what it hangs on that is not seen (fields, deadlines by them, people whom they name, conditions that ask for
// them) goes here. For whoever sees everything nothing is looked at.
#ifndef WAYMARK_RUN_SIGHT_CUT_H
#define WAYMARK_RUN_SIGHT_CUT_H
#include "run/board.h"
#include "run/casefile.h"
#include "run/sight.h"

extern const char SIGHT_HIDDEN[]; // "something that is not shown to you"

void sight_cut_view(struct board *board, struct casefile *item, const struct sight *sight, json_t *view); // `case.show`
void sight_cut_row(struct board *board, struct casefile *item, const struct sight *sight, json_t *row);   // of `case.list`
void sight_cut_todo(struct casefile *item, const struct sight *sight, json_t *row);                       // of `case.todo`: their own turn
void sight_cut_told(struct casefile *item, const struct sight *sight, json_t *told);                      // [TOLD]
void sight_cut_turns(struct casefile *item, const struct sight *sight, json_t *turns);                    // lateness_list
// An explained condition (guard_explain): what asks for something hidden keeps its result alone, and that only where the move is theirs,
// who would get it by trying; else the result is "hidden".
void sight_cut_condition(const struct sight *sight, const json_t *guard, bool theirs, json_t *explained);
// [DEADLINE], and one whole receipt: false, nothing of that deadline is seen.
void sight_cut_deadlines(struct casefile *item, const struct sight *sight, json_t *rows);
bool sight_cut_receipt(struct casefile *item, const struct sight *sight, json_t *receipt);
// A redaction profile that withholds what is not seen, so that the history says of each entry what may be read. A new reference.
json_t *sight_profile(const struct sight *sight);
#endif
