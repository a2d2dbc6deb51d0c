// A group that decides at a meeting (R3). A decision may be that of the group itself, written "group:ID", where a transition is for its
// members or its chair. Who was there is said by whoever keeps the meeting's sheet; who of them has a voice on an item is worked out here:
// nobody whose agency leads it, who declared an interest in it, or whom the transition's own conditions keep apart from it.
#ifndef WAYMARK_RUN_SITTING_H
#define WAYMARK_RUN_SITTING_H
#include "base/buf.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>
#include <stdint.h>

struct sitting {
  const char *group;      // its id
  const char *meeting;    // the reference of the meeting's item
  const char *presiding;  // who chaired it; NULL: it is not said
  const json_t *present;  // [{"person","for"?}]: members, the chair, and whoever sits in for one of them
  const json_t *declared; // [{"person","item","why"?}]: conflicts of interest that were declared
  int64_t quorum;         // how many voices a decision needs, at least 1
};

bool sitting_is_group(const char *decider);                               // is it "group:ID"?
const char *sitting_group(const char *decider);                           // its ID
char *sitting_decider(const char *group);                                 // "group:ID". Caller frees
const json_t *sitting_document(struct board *board, const char *decider); // the group's; NULL: there is none
// Is this person a member of the group, its chair, or a deputy of the chair?
bool sitting_member(struct board *board, const char *group, const char *person);
// Does this role of the item mean the group's members or its chair?
bool sitting_role_is_its(struct board *board, const struct casefile *item, const char *role, const char *group);
bool sitting_any_role_is_its(struct board *board, const struct casefile *item, const json_t *roles, const char *group);

// Does this person decide in the place of the group's own chair: since they chaired it while the chair was not there, or as the chair's
// deputy who was there while the chair is kept apart from the item? Then what is the chair's to decide is theirs.
bool sitting_presides(struct board *board, const struct casefile *item, const json_t *transition, const struct sitting *sitting,
                      const char *person);
// Who of those present has no voice on the item: [{"person","name","why"}]. `transition` NULL: whatever is decided. A new reference.
json_t *sitting_conflicts(struct board *board, const struct casefile *item, const json_t *transition, const struct sitting *sitting);
// May the group decide this, or (`person` not NULL) may that person at this meeting: is the meeting quorate for it, was the person there
// and free of conflict? `why` gets a sentence when not; it may be NULL.
bool sitting_decides(struct board *board, const struct casefile *item, const json_t *transition, const struct sitting *sitting,
                     const char *person, struct buf *why);
#endif
