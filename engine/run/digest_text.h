// What a digest says. Pure but for names and days of the board.
#ifndef WAYMARK_RUN_DIGEST_TEXT_H
#define WAYMARK_RUN_DIGEST_TEXT_H
#include "base/json.h"
#include "run/board.h"
#include "run/digest_period.h"
#include "run/mailing.h"

struct digest_text {
  const struct mailing *mailing;
  const struct digest_period *period;
  const json_t *waits;       // of digest_item.h; NULL: nothing
  const json_t *messages;    // rows of the outbox that it covers; NULL: none
  const json_t *unreachable; // names of people whom no mail reaches, for the office; NULL: not for this person, or none
  const char *since;         // the day of the last digest in words; NULL: there was none
  const char *head;          // the record's; NULL: none
};

// {"subject","body"}; NULL: there is nothing to say. A new reference.
json_t *digest_text(const struct digest_text *text);
#endif
