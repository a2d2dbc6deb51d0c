// A letter: one plain mail as the bytes that travel (RFC 5322, 2045, 2047). Pure. Whatever stands in names, subject and text, it comes out
// as one header and one body: no line of theirs can begin a header, end the body or be longer than a mail may have.
#ifndef WAYMARK_RUN_LETTER_H
#define WAYMARK_RUN_LETTER_H
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct letter {
  const char *from_name, *from; // the board's
  const char *reply_to;         // NULL: none
  const char *to_name, *to;     // one person
  const char *subject, *body;   // UTF-8; lines of the body end in \n
  const char *key;              // stable: the same letter again has the same Message-ID
  const char *log;              // the board's log, so that two boards of one domain differ
  int64_t date_ms;
};

// Adds the letter to `out`. Refused: an address that is not good (address.h).
bool letter_write(const struct letter *letter, struct buf *out, struct err *err);
#endif
