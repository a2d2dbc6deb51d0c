// The search for whoever holds a role, a subject or a post now: holders, else deputies, with who is away, gone, or passed over for a
// conflict of interest. For people.h, whose questions are the ones to ask.
#ifndef WAYMARK_RUN_PEOPLE_SEARCH_H
#define WAYMARK_RUN_PEOPLE_SEARCH_H
#include "base/buf.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"
#include "run/subject.h"

#include <stdbool.h>

enum { DEPUTY_DEPTH_MAX = 4 }; // a deputy's deputy's deputy is a mistake in the directory, not an organisation

// What is being asked: which role of which item, and where the answer goes. Most often it is only whether one person holds the role: then
// nobody is listed.
struct people_search {
  struct board *board;
  const struct casefile *item;
  const json_t *role;
  const char *avoid; // the agency whose people are passed over (conflict of interest); NULL for none
  json_t *found;
  struct buf *note;
  const char *wanted;                            // the one person; NULL: all are listed
  bool (*takes)(void *user, const char *person); // or anybody whom this takes; NULL: all are listed
  void *user;
  bool holds; // the wanted one does, or somebody who is taken
  bool reads; // it is asked who may read: the wanted one may be away
};

void people_search_role(struct people_search *search, const char *role); // of `item`
void people_search_subject(struct people_search *search, const struct subject *subject);
void people_search_post(struct people_search *search, const char *post); // of the board
bool people_search_found(const json_t *found, const char *person);       // is this person among them?
#endif
