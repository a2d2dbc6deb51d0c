// The world that a schedule is played in: a board of tests/data/partners.lua, made once, on which every case is played: in memory,
// where all of it is undone afterwards, or in a copy of the folder; a clock that stands where it is put; numbers that come in order, so
// that items are sorted as they were started.
#ifndef WAYMARK_TESTS_TIMERS_STAGE_H
#define WAYMARK_TESTS_TIMERS_STAGE_H
#include "op/op.h"

#include <stdbool.h>
#include <stdint.h>

struct stage {
  char folder[80], made[96], disk[96]; // all; the board that is copied; a case's own
  struct env env;
  struct board *opened, *first; // it, and its copy in memory
  struct board *board;          // the case's
  bool is_on_disk;
  int64_t now_ms; // where the clock stands
};

void stage_set_up(struct stage *stage);
void stage_tear_down(struct stage *stage);

void stage_fork(struct stage *stage);   // the one in memory, until it is closed
void stage_copy(struct stage *stage);   // one in a folder, not yet opened
void stage_open(struct stage *stage);   // what lies in that folder
void stage_close(struct stage *stage);  // the case's board
void stage_backup(struct stage *stage); // at rest: the folder is copied, and the copy takes its place
void stage_clock(struct stage *stage, int64_t ms);
// By the tests' own door: a canonical definition, checked by nobody.
void stage_publish(struct stage *stage, const json_t *structure);
#endif
