// Shares of one item: somebody sees more of it than workflow and board let them, for a time. Kept in the item's configuration, each given
// and taken back by an entry of kind SHARE, with who and why.
//
// GIVEN -> ENDED [share_end], or by itself once its day or hour is over: that is judged whenever somebody looks, so nothing needs to fire.
// The index of items has a share as a grant (grant.h).
//
// casefile.shares: [{"n":NUMBER,"with":SUBJECT,"what":[WORD],"until":DATE?,"ends":MS?,"by","at":MS,"glass":true?,"ended":MS?}]. `with` is a
// subject (subject.h); `glass` is a glass that was broken (op/share.c): everything, for one person, whatever the board's rules deny.
#ifndef WAYMARK_RUN_SHARE_H
#define WAYMARK_RUN_SHARE_H
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/sight.h"

#include <stdbool.h>

enum { SHARES_MAX = 50, GLASS_HOURS = 24 }; // each is asked for each item that is listed; a day and a night

struct share_ask {
  const char *with;
  const json_t *what;
  const char *until; // the last day; NULL: until it is taken back
  const char *reason, *actor;
};

// Inside the caller's transaction. *number: by which it is taken back.
bool share_add(struct board *board, struct casefile *item, const struct share_ask *ask, int64_t *number, struct err *err);
bool share_end(struct board *board, struct casefile *item, int64_t number, const char *reason, const char *actor, struct err *err);
// Everything for this person until *ends_ms; the Business Manager and whoever holds the item are told at once.
bool share_break_glass(struct board *board, struct casefile *item, const char *reason, const char *actor, int64_t *ends_ms,
                       struct err *err);

bool share_holds(struct board *board, const json_t *share); // now, by the board's clock
void share_apply(struct board *board, const struct casefile *item, const char *person,
                 struct sight *sight);                                                      // adds what is shared with them
bool share_is_broken(struct board *board, const struct casefile *item, const char *person); // do they see all by a broken glass?
json_t *share_list(struct board *board, const struct casefile *item); // those that hold now, as `case.show` has them; a new reference
// "Share 2, with all of North Agency until 2016-10-01: summary", or what else an entry of kind SHARE did. False: it is no such entry.
bool share_say(struct board *board, const json_t *entry, const json_t *event, struct buf *out);
bool share_is_event(const json_t *event); // of an entry of kind SHARE; no event of a workflow has a blank in its name
#endif
