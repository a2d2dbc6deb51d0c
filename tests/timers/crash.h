// A program that dies at a moment of our choosing: a VFS before SQLite's own counts what reaches the disk, and ends the process at the call
// that was asked for. What a dying run has said so far, and how far it came, lie in memory that it shares with whoever goes on.
#ifndef WAYMARK_TESTS_TIMERS_CRASH_H
#define WAYMARK_TESTS_TIMERS_CRASH_H
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ITEMS_MAX = 3, STEPS_MAX = 100, CALLS_MAX = 20000, SAID_MAX = 4 << 20, NOTE_MAX = 64, CRASHED = 42 };

struct progress {
  int die_at;              // the call, from 1, at which the process ends; 0: it lives
  int calls;               // writes and syncs so far
  char call[CALLS_MAX];    // 'w' or 's'
  size_t step;             // events that were played
  bool was_cut;            // the event at `step` was begun before
  int64_t now_ms;          // where the clock stood
  int64_t upto[STEPS_MAX]; // the journal's last entry after each event
  bool cut[STEPS_MAX];     // events that were begun twice
  int64_t seen[ITEMS_MAX]; // of each item, its last entry that was told
  uint32_t random;         // numbers that were given out
  char note[NOTE_MAX];     // what the step must know again: the stuck step that it puts aside
  size_t size;             // of what was said
  char said[SAID_MAX];
};

extern struct progress *progress;

void crash_set_up(void);      // registers the VFS "brittle"
void crash_begin(void);       // nothing was played or said; calls are counted anew
void crash_say(json_t *line); // takes it over

// Which calls to die at: before anything of a commit was written, when half of it was, and when all of it was but nobody knew. At most
// CALLS_MAX; answers how many.
int crash_points(int *points);
#endif
