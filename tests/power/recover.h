// What is asked of the board that comes up again after a power cut.
#ifndef WAYMARK_TESTS_POWER_RECOVER_H
#define WAYMARK_TESTS_POWER_RECOVER_H
#include "story.h"

// Opens what lies at FOLDER, an image of the story's disk after `upto` records of its tape, with the engine's own recovery, and asks.
// False: `why` says what was lost, half, or of no use.
bool recover(struct story *story, const char *folder, int upto, bool thorough, char why[600]);
// Only opens it, on a tape, and does one thing more: so that the power may be cut in the middle of a recovery.
void recover_taped(struct story *story, struct tape *tape, const char *folder);
#endif
