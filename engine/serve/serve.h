// The server: the one event loop of the program. It owns an open board, takes requests over the board's socket, and wakes for timers.
#ifndef WAYMARK_SERVE_SERVE_H
#define WAYMARK_SERVE_SERVE_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>

struct board; // run/board.h

enum {
  SERVE_CLIENTS_MAX = 64,                // commands at once; each is one person's terminal or script
  SERVE_SLOW_MS = 10 * 1000,             // a half-sent request or an unread answer for so long is hung up on
  SERVE_CHECK_MS = 60 * 60 * 1000,       // all deadlines are compared with what workflows declare, and when it starts
  SERVE_TIDY_MS = 24 * 60 * 60 * 1000,   // evidence that no entry names is looked for, and when it starts
  SERVE_RECORD_MS = 24 * 60 * 60 * 1000, // the record is checked, and when it starts
  SERVE_SLEEP_MS = 30 * 1000,            // then the clock is read again: it may have been set, or the machine suspended (RELIABILITY 3.5)
};

// What the caller wants to hear of; each may be NULL.
struct serve_watch {
  void *user;
  void (*ready)(void *user);
  void (*fired)(void *user, const json_t *timer); // one of the answer of timers.run
  void (*trouble)(void *user, const char *text);  // timers that could not be run; they are tried again
  void (*clock)(void *user, const char *text);    // news: what the machine's clock did (run/hold.h), evidence that was put aside
};

// Serves until SIGINT or SIGTERM, then answers what it has taken and returns true. False: it could not start. `board` is open and stays so.
bool serve_run(struct board *board, const char *folder, const struct serve_watch *watch, struct err *err);
#endif
