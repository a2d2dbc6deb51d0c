// When a person is told what waits for them: as their posts choose (`digest` of the post), or they themselves (`digest` of the person).
#ifndef WAYMARK_RUN_DIGEST_PERIOD_H
#define WAYMARK_RUN_DIGEST_PERIOD_H
#include "base/json.h"
#include "run/board.h"

#include <stdbool.h>

enum digest_mode {
  DIGEST_EACH,    // each message is a mail of its own
  DIGEST_DAILY,   // also of who chose nothing
  DIGEST_WEEKLY,  // on the first working day of the week
  DIGEST_MEETINGS // some working days before a meeting of a group of theirs; weekly while no meeting is known
};

bool digest_mode_read(const char *word, enum digest_mode *mode); // false: it is no word for one
const char *digest_mode_word(enum digest_mode mode);             // "before meetings"
// Of several posts the one that hears most often counts.
enum digest_mode digest_mode_of(struct board *board, const char *person);

struct digest_period {
  bool began;        // false: it is not yet time
  struct date from;  // since when it is: one digest from that day on
  const char *group; // of which a meeting is near, and when; NULL: none is
  struct date meeting;
};
struct digest_period digest_period_at(struct board *board, const char *person, struct date today);
// The day of the last digest. False: there was none.
bool digest_last_day(struct board *board, const char *person, struct date *day);
// Rounds, one a day: was this day's through, and it is.
bool digest_round_was(struct board *board, int64_t now_ms);
bool digest_round_done(struct board *board, struct date today, struct err *err);
bool digest_is_old(const json_t *row, int64_t now_ms); // it was made days ago
// Is this row of the outbox for its person's next digest, and no mail of its own? What is urgent is not, unless it is old news and the
// digest is made on this very day: it never waits for one that is weeks away.
bool digest_takes(struct board *board, const json_t *row, int64_t now_ms);
bool digest_is_one(const json_t *row); // a digest itself, or what covers urgent messages (urgent.h)
#endif
