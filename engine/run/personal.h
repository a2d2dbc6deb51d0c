// Text that looks as if it names a child: numbers of the NHS and of National Insurance, dates of birth, postcodes, private addresses,
// telephone numbers and e-mail addresses. A board holds references, never such things, so whoever is about to keep one is warned first.
//
// It looks at letters and nothing else: no disk, no clock, no expressions that can run away. The time that it takes grows with the text.
// It is made to be quiet: these people write dates of meetings, minutes, percentages and switchboards' numbers all day.
#ifndef WAYMARK_RUN_PERSONAL_H
#define WAYMARK_RUN_PERSONAL_H
#include "base/err.h"
#include "time/instant.h"

#include <stdbool.h>

enum personal_kind {
  PERSONAL_NHS,
  PERSONAL_NI,
  PERSONAL_BIRTH,
  PERSONAL_POSTCODE,
  PERSONAL_ADDRESS,
  PERSONAL_TELEPHONE,
  PERSONAL_EMAIL,
  PERSONAL_KIND_COUNT
};

enum { PERSONAL_ALL = (1 << PERSONAL_KIND_COUNT) - 1, PERSONAL_HINT = 8 };

struct personal_found {
  unsigned kinds;           // a bit for each kind that was found; 0: nothing
  enum personal_kind first; // of the one that stands first
  char hint[PERSONAL_HINT]; // how that one begins, so that it can be found in a long text: never all of it
};

// Looks for the kinds whose bits are in `wanted`. `today` says of what age somebody with a date of birth would be. *found is what there is;
// the answer is whether there is anything.
bool personal_look(const char *text, unsigned wanted, struct date today, struct personal_found *found);

const char *personal_word(enum personal_kind kind);             // "nhs_number": in settings, entries and answers
const char *personal_title(enum personal_kind kind);            // "an NHS number"
bool personal_find(const char *word, enum personal_kind *kind); // false: no kind has that word

// Reads which kinds are looked for: "all", "none", words parted by commas, or "all but" such words.
bool personal_read(const char *text, unsigned *wanted, struct err *err);
#endif
