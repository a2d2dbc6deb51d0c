// What is tortured: commands of people, each on a fresh copy of one board.
#ifndef WAYMARK_TESTS_TORTURE_SCENARIO_H
#define WAYMARK_TESTS_TORTURE_SCENARIO_H

enum { WORDS_MAX = 20 };

struct scenario {
  const char *name;
  const char *words[WORDS_MAX];
  const char *makes; // a file or board that is there afterwards, or is not; NULL: none
  const char *until; // a second command, for a server: it is asked while that runs
};

// Paths are relative to the folder in which they run: `board` is the board, `copies` a backup of it.
extern const struct scenario scenarios[];
extern const int scenario_count;

// Commands that make the folder.
extern const char *const preparations[][WORDS_MAX];
extern const int preparation_count;
#endif
