// Which looks at content stand in the journal already (J3): entries of kind ACCESS of the board's own chain. What was read of them is kept
// with the board and brought up from the entries since; it is no authority, and is read again where the journal's end is not what it was.
#ifndef WAYMARK_RUN_LOOKED_H
#define WAYMARK_RUN_LOOKED_H
#include "run/board.h"

#define LOOKED "looked at" // the entry's event; its data: {"case":HEX,"what":TEXT,"as_at"?:TEXT}

#define GLASS_REFUSED "break-glass refused" // another event of that kind; its data: {"ref":TEXT,"case"?:HEX,"reason":TEXT}

struct looked {
  struct id actor;
  const char *case_hex, *what;
};

// Was this recorded after `since_ms`? "No" may be said of one that stands behind thousands of others, which costs an entry and hides
// nothing.
bool looked_since(struct board *board, const struct looked *look, int64_t since_ms);
#endif
