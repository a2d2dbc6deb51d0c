// What the index of items keeps of who sees an item, who can act on it, for whom it waits and whom it names: a text for each subject
// (subject.h) with what is its own there. It hangs on the item alone, so neither directory nor day nor a rule of the board touches what is
// kept.
//
//   SUBJECT                   sees everything; of holders: holds it
//   @MASK:WORD,WORD>SUBJECT   sees these parts, words as in `see`; MASK says which columns of a list that comes to
//   @MASK~DATE:WORD>SUBJECT   the same to the end of that day: a share that ends by itself (share.h)
//   @glass MS>SUBJECT         sees everything until that instant, whatever a rule of the board denies
//   @act>SUBJECT              can act on it where it stands
//   @decide>SUBJECT           may be asked to decide on it where it stands, whoever holds it (wanted.h)
//   @concerns>SUBJECT         a group or a post that one of its roles is, whoever of its people is passed over
//   @challenged>SUBJECT       the same, where a challenge stands in its register
//   @named>SUBJECT            a person by whom a role of it goes, while it is open
//   @at>HASH STATE STATE      not a subject: the item's definition and its active states, by which the board's own rules are judged
//
// A share of the item is one more text. Whether one that ends has ended is judged when it is asked (grant_stands).
#ifndef WAYMARK_RUN_GRANT_H
#define WAYMARK_RUN_GRANT_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/sight.h"

#include <stdbool.h>

// Columns that a filter looks at, and anything at all.
enum grant_mask { GRANT_ANY = 1, GRANT_DUE = 2, GRANT_LEAD = 4, GRANT_TITLE = 8, GRANT_WHOLE = 15 };

enum grant_kind { GRANT_SEE, GRANT_GLASS, GRANT_ACT, GRANT_DECIDE, GRANT_CONCERNS, GRANT_CHALLENGED, GRANT_NAMED, GRANT_AT };

struct grant {
  enum grant_kind kind;
  unsigned mask;       // of GRANT_SEE and GRANT_GLASS
  const char *words;   // of a part; they end at the '>'. NULL: everything
  const char *until;   // of a part, its last day, DATE and more; NULL: it does not end by itself
  int64_t ends_ms;     // of GRANT_GLASS
  const char *subject; // or, of GRANT_AT, "HASH STATE STATE"
};
struct grant grant_read(const char *text);                         // borrows the text
bool grant_is_held(const struct grant *grant);                     // is it a right or a turn, of whoever holds the subject?
bool grant_stands(struct board *board, const struct grant *grant); // now, by the board's clock

unsigned grant_mask_of(const struct sight *sight);              // what a list shows of it
void grant_add(const struct grant *grant, struct sight *sight); // what it gives
json_t *grant_of_sight(const struct casefile *item);            // who sees it, how that is judged, whom it concerns; a new reference
json_t *grant_of_turn(const struct casefile *item);             // who holds it, who may decide, whom it names; a new reference
#endif
