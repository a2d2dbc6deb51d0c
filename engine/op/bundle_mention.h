// Other items that a bundle's items name: returns that they asked for, the cycle that asked, what they opened. Which one it is, is for who
// may see that one too (R1), in a bundle as everywhere.
#ifndef WAYMARK_OP_BUNDLE_MENTION_H
#define WAYMARK_OP_BUNDLE_MENTION_H
#include "run/casefile.h"
#include "run/redaction.h"

// Adds what one entry of the item names to `refs`, {REF: true}.
void bundle_mention_add(const struct casefile *item, const json_t *entry, json_t *refs);
// Takes from them those that the person may see, and what there is not.
void bundle_mention_keep_hidden(struct board *board, const char *person, json_t *refs);

// A profile that holds back nothing, for a bundle without one that must leave out some references. A new reference.
json_t *bundle_mention_profile(void);
void bundle_mention_withhold(struct redaction *redaction, const json_t *refs);
// The entry's payload without the parts that name one of them, and else as it is. A new reference.
json_t *bundle_mention_shown(struct redaction *redaction, const struct entry *entry, const json_t *payload);
#endif
