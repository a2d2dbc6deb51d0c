// What the preloaded library counts, in memory that it shares with whoever started the program.
#ifndef WAYMARK_TESTS_TORTURE_TALLY_H
#define WAYMARK_TESTS_TORTURE_TALLY_H

struct tally {
  long calls, failed; // counted; which of them failed, 0: none
  long sync_failed;   // it was a sync
  long synced_after;  // syncs of that very file afterwards: the second would lie
  char path[256];     // of what failed, where it has one
};
#endif
