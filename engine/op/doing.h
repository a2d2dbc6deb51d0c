// What is done with data, in the six words of the Data Protection Act 2018, section 62: each kind of entry and each operation has one. Two
// tables, complete by a test; what is looked at, and so put on record, is in the second (access.h).
#ifndef WAYMARK_OP_DOING_H
#define WAYMARK_OP_DOING_H
#include "base/json.h"

#include <stdbool.h>

enum doing { DOING_COLLECTED, DOING_ALTERED, DOING_CONSULTED, DOING_DISCLOSED, DOING_COMBINED, DOING_ERASED, DOING_COUNT };

const char *doing_word(enum doing doing); // "consulted"

// Of an entry: by its kind and, of one that more than one thing can be said of, by its part `event` (NULL: it is not known).
enum doing doing_of_entry(int kind, const json_t *event);
bool doing_has_kind(int kind); // is there a row for it?

struct doing_op {
  const char *op;
  enum doing doing;
  const char *looks; // what of an item it shows, as the entry says it; NULL: no content of one item
  bool early;        // it gives content away while it runs, so it puts that on record itself (access_note_as)
};
const struct doing_op *doing_of_op(const char *op); // NULL: there is no row for it
const struct doing_op *doing_op_each(size_t index); // NULL past the last
#endif
