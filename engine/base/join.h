// Several texts named in one sentence.
#ifndef WAYMARK_BASE_JOIN_H
#define WAYMARK_BASE_JOIN_H
#include "base/json.h"

// "A, B, C and 2 more": the texts of the array, no more than so many of them.
void join_some(struct buf *out, const json_t *texts, size_t most);
#endif
