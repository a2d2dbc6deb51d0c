// How to check a bundle, in plain words, as its book says it: three ways, what they prove and what they do not.
#ifndef WAYMARK_OP_BOOK_CHECK_H
#define WAYMARK_OP_BOOK_CHECK_H
#include "base/buf.h"
#include "base/json.h"

void check_write(struct buf *out, const json_t *cover);
#endif
