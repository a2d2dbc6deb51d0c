// Agencies, groups, posts and persons, checked against each other: of a board's seed, which becomes directory documents, and of each
// change to those.
#ifndef WAYMARK_OP_ROSTER_H
#define WAYMARK_OP_ROSTER_H
#include "base/env.h"
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "store/entry.h"

// Does everybody who is named exist? One sentence about the first who does not, with the near name.
bool roster_check(const json_t *seed, struct err *err);
json_t *roster_of(struct board *board);                                    // the directory in a seed's shape; a new reference
void roster_put(json_t *roster, const char *kind, const json_t *document); // in its place; another kind than the checks know: nowhere
// Would this document be right among the others of the roster? What the checks do not know is let through.
bool roster_check_one(const json_t *roster, const char *kind, const char *id, const json_t *document, struct err *err);
void roster_parts(const struct env *env, const json_t *seed, struct entry *entry); // a part a document
#endif
