// What a person sees of an item: its summary, its row in a list, its colour, what is due, and what happens if nobody acts.
#ifndef WAYMARK_RUN_VIEW_H
#define WAYMARK_RUN_VIEW_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

json_t *view_item(struct board *board, struct casefile *item, const char *person); // the answer of `case.show`; a new reference
// A row of `case.list`; `columns` NULL: all of it, else its reference and these members, [NAME]. A new reference.
json_t *view_row(struct board *board, struct casefile *item, const json_t *columns);
void view_put_holder(json_t *row, const json_t *holders);               // of a list: whose turn it is, as view_holders gives it
json_t *view_holders(struct board *board, const struct casefile *item); // whose turn it is, as people_of_role; a new reference
// T5: into "late" and "waits" whose turn it is, and who is late.
void view_put_waits(struct board *board, const struct casefile *item, bool with_people, json_t *view);
json_t *view_row_columns(void); // the names of these members, but the reference's; a new reference
// A field's value as this person is shown it: which other items are behind it is for who may see those too. A new reference.
json_t *view_value(struct board *board, const struct casefile *item, const json_t *field, const json_t *value, const char *person);
json_t *view_rag(struct board *board, struct casefile *item);      // {"colour","why"}
json_t *view_warnings(struct board *board, struct casefile *item); // [TEXT]
// The answer of `case.forecast`: the real definition on a forked item, until nothing is armed, it gets stuck, or `until_ms`.
json_t *forecast_item(struct board *board, const struct casefile *item, int64_t until_ms);
// A copy of the item as it is once its overdue timers have run (T11): what an event that comes now would meet. Free with casefile_free.
struct casefile *forecast_now(struct board *board, const struct casefile *item);
// Whom a timer will tell, as things stand now: [WHO].
json_t *view_told_by(struct board *board, const struct casefile *item, const json_t *timer);
#endif
