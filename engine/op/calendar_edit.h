// What a request makes of the board's calendar: its two documents, the division's list and the board's own closures, as they would then
// be. Looking ahead and doing it come through here, so that what was shown is what is done.
#ifndef WAYMARK_OP_CALENDAR_EDIT_H
#define WAYMARK_OP_CALENDAR_EDIT_H
#include "base/err.h"
#include "base/json.h"
#include "op/op.h"
#include "time/calendar.h"

#include <stdbool.h>

struct calendar_edit {
  char *name;                  // of the division
  bool names_division;         // the board has none: it becomes its setting
  char *csv, *local_csv;       // the texts; the second is NULL while the board has no closures
  bool changed, changed_local; // the list of the division is another one; the closures are
  json_t *added, *removed;     // [{"date","name","local"?}]
  struct calendar *after;      // both, joined
};

// `change` is "add" (date, name, local?), "remove" (date) or "set" (text: the division's whole list;
// division: whose, on a board that has no calendar). What would change nothing, or
// make a year look known that is not, is refused. Clear it in either case.
bool calendar_edit_read(const struct op_call *call, const char *change, struct calendar_edit *edit, struct err *err);
void calendar_edit_clear(struct calendar_edit *edit);
// Its entry, inside the caller's transaction; the board counts by the new calendar from then on.
bool calendar_edit_record(const struct op_call *call, const struct calendar_edit *edit, struct err *err);
#endif
