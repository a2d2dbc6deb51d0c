// An item's journal from its newest entry back, for whoever wants what was recorded last. What an entry says is read as JSON only where its
// text may hold what is wanted: a long history then costs its bytes, and what was recorded lately a few entries.
#ifndef WAYMARK_STORE_BACKWARD_H
#define WAYMARK_STORE_BACKWARD_H
#include "store/store.h"

struct journal_backward {
  bool (*wants)(void *user, const char *payload); // may its stored text hold what is looked for?
  bool (*each)(void *user, json_t *entry);        // {"case_sequence","logical","payload":[..]}, borrowed; false: no older one is wanted
  void *user;
};
bool journal_backward(struct store *store, const struct id *case_id, const struct journal_backward *reader, struct err *err);
#endif
