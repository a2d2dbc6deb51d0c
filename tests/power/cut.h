// The disk that a power cut leaves: what was synced, and of the rest whatever the disk happened to write. Names are apart from bytes: a
// file that was synced may have no name yet, and a name may stand before its bytes do.
#ifndef WAYMARK_TESTS_POWER_CUT_H
#define WAYMARK_TESTS_POWER_CUT_H
#include "tape.h"

// What becomes of what was not synced; of each file, and of all names together, chosen by itself.
enum fate {
  FATE_NONE,   // nothing of it reached the disk
  FATE_ALL,    // all of it
  FATE_PREFIX, // what was written first
  FATE_SOME,   // each write or not, in their order
  FATE_TORN,   // each 512 bytes of each write or not
  FATE_COUNT
};

struct random {
  uint64_t state;
};

uint64_t random_next(struct random *random);
int random_below(struct random *random, int bound);

// The disk after the first `upto` records of the tape, as chance has it. Clear it.
void cut_make(const struct tape *tape, int upto, struct random *random, struct disk *disk);
#endif
