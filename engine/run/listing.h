// Which items somebody sees and which wait for them, found by the store's index (store/index.h) instead of going through the board: so a
// list, a to-do and a count cost what they answer. The index narrows; whoever shows an item asks rights_see of it.
#ifndef WAYMARK_RUN_LISTING_H
#define WAYMARK_RUN_LISTING_H
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

struct listing_ask {
  const char *person;
  const char *workflow, *state, *lead, *due_before, *text; // as `case.list` takes them; NULL narrows nothing
  bool open, closed, mine, late;                           // not both of the first
  bool undated;                                            // those alone whose step says by when, and no field
  bool unseen; // with `mine`: whatever they hold, also what they do not see; for whoever judges that
};

// Begins: brings the index up to the journal's end. False: it cannot be asked here (a board as it was, a store that cannot be written), and
// whoever lists goes through all items. Else listing_count and listing_refs may be asked until the board changes.
bool listing_begin(struct board *board);
bool listing_count(struct board *board, const struct listing_ask *ask, int64_t *count, struct err *err);
// Does this person see everything of whatever they see? Else what is late or due may be so by what is not shown to them, and whoever lists
// judges each that is named.
bool listing_is_whole(struct board *board, const char *person);
// In the order of references behind `after` (NULL: from the first), at most `limit` (0: all). A new reference; NULL with err.
json_t *listing_refs(struct board *board, const struct listing_ask *ask, const char *after, int64_t limit, struct err *err);
// The same with how many there are in all, where `count` is not NULL.
json_t *listing_page(struct board *board, const struct listing_ask *ask, const char *after, int64_t limit, int64_t *count, struct err *err);

// Found by what is kept of them, seen by whomever (listing_kept.c): each a new reference, NULL with err.
json_t *listing_of_group(struct board *board, const char *group, struct err *err); // open; the group or its chair holds them, or may be
                                                                                   // asked to decide on them (wanted_deciders)
// Open and late now; a role of them is the group or its chair.
json_t *listing_concerning_late(struct board *board, const char *group, struct err *err);
json_t *listing_challenged(struct board *board, const char *group, struct err *err); // the same, open or not, with a challenge on record
json_t *listing_naming(struct board *board, const char *person, struct err *err);    // open; a role of them goes by this person
// Of open items that the person sees, how many wait for each of these posts: puts them into `counts`, {POST: N}.
bool listing_count_posts(struct board *board, const char *person, json_t *counts, struct err *err);

// The index named an item that the person does not see: it is dropped, once while the board is open, and made anew when it is next asked.
void listing_doubt(struct board *board);

// A server's short step, where so much was recorded since that a list would have to wait for it.
enum { LISTING_LAG_MAX = 100 };              // entries that a list brings in by itself and hardly waits
int64_t listing_behind(struct board *board); // entries that the index does not know; INT64_MAX: it is to be made
bool listing_step(struct board *board, struct err *err);

// Does a subject that this person holds hold the item: does it wait for them? Judged live.
bool listing_is_mine(struct board *board, const struct casefile *item, const char *person);
#endif
