// Copies that other items took down of what goes (`gather`, run/gather.h): they go with it, in the same change. An item that gathered from
// one that gathered is found too. What an item was opened with is its own from then on: it goes where that is asked for (`with_opened`),
// and else is named.
#ifndef WAYMARK_RUN_ERASE_COPY_H
#define WAYMARK_RUN_ERASE_COPY_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/erase_plan.h"

#include <stdbool.h>
#include <stddef.h>

struct erase_copy {
  struct casefile *item;
  struct erase_plan plan;
  bool opened; // with some of it, and not only by looking
};

struct erase_copies {
  struct erase_copy *rows; // of items that lose something, by reference
  size_t count;
  json_t *copied; // what the plans' scopes look for
  json_t *left;   // [REF] of those that were opened with some of it and keep it
};

// It reads the whole journal once for each step away from the source: those that took from it, those that took from these. The source's
// plan is borrowed as long as these are. Clear in any case.
bool erase_copies_find(struct board *board, const struct casefile *source, const struct erase_plan *plan, const json_t *asked,
                       struct erase_copies *copies, struct err *err);
void erase_copies_clear(struct erase_copies *copies);
// The digest of a plan that has copies is over theirs too (R4); one without any keeps its own.
void erase_copies_digest(const struct erase_copies *copies, struct erase_plan *plan);
// ERR_NOT_ALLOWED: the asker does not see all of an item that holds a copy. ERR_REFUSED: one of them is on legal hold.
bool erase_copies_are_seen(struct board *board, const struct casefile *source, const struct erase_copies *copies, const char *person,
                           struct err *err);
bool erase_copies_allowed(struct board *board, const struct casefile *source, const struct erase_copies *copies, struct err *err);
// {"copies"?:[PLAN],"hidden_copies"?,"left"?:[REF]}: added to the plan's JSON; those that `person` may not see whole are counted alone, but
// whoever may confirm sees them.
void erase_copies_put(struct board *board, const struct erase_copies *copies, const char *person, json_t *plan);
#endif
