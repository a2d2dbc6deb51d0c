// What changes between two versions of a calendar, so that a board can say which deadlines pass through a changed day before it
// takes the new one. See calendar.h.
#include "base/mem.h"
#include "time/calendar.h"
#include "time/internal.h"

// The next day that either of them names, from `day` on; false when there is none.
static bool next_named(const struct calendar *before, const struct calendar *after, int64_t *day) {
  const struct day_off *old = calendar_from(before, *day), *new = calendar_from(after, *day);
  if (!old && !new) return false;
  *day = !new || (old && old->day < new->day) ? old->day : new->day;
  return true;
}

struct calendar_changes calendar_changes_new(const struct calendar *before, const struct calendar *after) {
  struct calendar_changes changes = {0};
  for (int64_t day = date_days((struct date){YEAR_MIN, 1, 1}); next_named(before, after, &day); day++) {
    struct date date = date_from_days(day);
    const char *was = calendar_why_not(before, date), *is = calendar_why_not(after, date);
    if ((was != NULL) == (is != NULL)) continue; // off in both, whatever they call it
    changes.list = mem_grow(changes.list, changes.count + 1, sizeof *changes.list);
    changes.list[changes.count++] = (struct calendar_change){.date = date, .was = was, .is = is};
  }
  return changes;
}

void calendar_changes_free(struct calendar_changes *changes) {
  mem_free(changes->list);
  *changes = (struct calendar_changes){0};
}

bool calendar_changes_within(const struct calendar_changes *changes, struct date first, struct date last) {
  for (size_t i = 0; i < changes->count; i++)
    if (date_days(changes->list[i].date) >= date_days(first) && date_days(changes->list[i].date) <= date_days(last)) return true;
  return false;
}
