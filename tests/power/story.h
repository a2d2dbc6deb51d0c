// A stretch of a board's life, drawn from a seed and recorded on a tape: people send events and evidence, the clock goes on, a backup is
// made and restored, the board is closed and opened. Each answer is noted on the tape when it is given.
#ifndef WAYMARK_TESTS_POWER_STORY_H
#define WAYMARK_TESTS_POWER_STORY_H
#include "cut.h"
#include "op/op.h"

enum { ACKS_MAX = 64, RESTORED_MAX = 8 };

// What must be true after a cut that comes later than this answer.
struct ack {
  const char *act;
  int64_t entries; // in the journal; 0: there is no board yet
  json_t *request; // under a key: asked again it gets `answer`; NULL: the act has none
  json_t *answer;
  int64_t backed_up; // entries in the newest backup; 0: none was made
  int restored;      // boards made of backups
};

struct story {
  char folder[96], live[112], board_path[128]; // all; the recorded disk; the board on it
  struct disk made;                            // a board to begin with
  struct tape tape;
  struct env env;
  struct board *board;
  struct random random;
  int64_t now_ms;
  uint64_t ids; // numbers that were given out
  int items, sent, closures;
  struct ack acks[ACKS_MAX];
  int ack_count;
  char **leaves; // of every entry, as it was answered
  int64_t leaf_count;
};

void story_set_up(struct story *story);                        // makes the board to begin with
void story_play(struct story *story, uint64_t seed, int acts); // ends with everything closed
void story_clear(struct story *story);                         // of what was played
void story_tear_down(struct story *story);

// A world that is not recorded, in which chance is the story's. For what comes after the cut.
struct env story_env(struct story *story);
json_t *story_count(struct story *story, int item); // a request to count one, under a new key. A new reference
#endif
