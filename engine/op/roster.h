// The people of a board's seed: agencies, groups, posts and persons, checked against each other and turned into directory documents.
#ifndef WAYMARK_OP_ROSTER_H
#define WAYMARK_OP_ROSTER_H
#include "base/env.h"
#include "base/err.h"
#include "base/json.h"
#include "store/entry.h"

// Does everybody who is named exist? One sentence about the first who does not, with the near name.
bool roster_check(const json_t *seed, struct err *err);
void roster_parts(const struct env *env, const json_t *seed, struct entry *entry); // a part a document
#endif
