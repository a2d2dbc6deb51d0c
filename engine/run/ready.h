// Moves to another version that are worked out before the transaction that makes them, so that thousands wait on the disk alone and not on
// what each of them would be (DESIGN idea 2). It is a cache: whatever is not in it any more is worked out when it is wanted.
//
// What is ready is of one migration: the same version, map, reason and actor. It counts while the item has its revision, nothing of it is
// due, and directory, settings, calendars and the local day are what they were.
#ifndef WAYMARK_RUN_READY_H
#define WAYMARK_RUN_READY_H
#include "run/migrate.h"

struct ready_asked {
  const struct migration *migration;
  json_t *refused; // gets what migrate_look answers of those that cannot be moved
  bool *wrote;     // set where something that was overdue ran
};

// Runs what is overdue on the item (T11), and works its move out where that is not ready.
bool ready_make(struct board *board, const char *ref, const struct ready_asked *asked, struct err *err);
// Makes the move; *from gets the version that it was on. Of one that ready_make refused nothing of.
bool ready_move(struct board *board, const char *ref, const struct migration *migration, int64_t *from, struct err *err);
void ready_forget(struct board *board);
void ready_expire(struct board *board); // forgets what has been ready for so long that nobody comes for it
#endif
