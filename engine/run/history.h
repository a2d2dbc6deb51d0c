// The journal of an item in words for people.
#ifndef WAYMARK_RUN_HISTORY_H
#define WAYMARK_RUN_HISTORY_H
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

// One entry in one line: "Submit evidence by Sam Lee". Another item that it names is named to a `reader` who may see that one (R1); NULL:
// the words are for nobody in particular, as a bundle's are, and say all that the entry says. Caller frees.
char *history_words(struct board *board, const char *reader, const json_t *entry);
// Of an entry that moved the item to another version, or back: "Moved from version 1 to version 2 of its workflow". False: it is no such
// entry.
bool history_say_moved(const json_t *entry, const json_t *event, struct buf *out);
// All entries of the item as API.md's `case.history` gives them, each without what the reader does not see. A new reference; NULL with err,
// also where the history itself is not theirs to see.
json_t *history_list(struct board *board, const struct casefile *item, const char *reader, struct err *err);
// The parts of an entry of journal_each by name; withheld ones are absent. A new reference: {NAME: VALUE}.
json_t *history_parts(const json_t *entry);
#endif
