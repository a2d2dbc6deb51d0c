// The same work for what is hidden and what is absent. See alike.h.
//
// To find a reference in what is kept, to open an item and to judge who sees it takes some microseconds; so does finding out that the table
// has no such reference. Whoever is told that there is no such item has waited for both, whichever it was. What is left is how much one
// item is larger than another, and what a first reading of one from the disk takes: less than the spread of a single answer.
#include "run/alike.h"

#include "run/casefile.h"
#include "run/rights.h"

#include <stdio.h>

// Any item will do, and the same one stays in what is kept. NULL: the board has none.
static struct casefile *stand_in(struct board *board) {
  struct err gone;
  struct casefile *item = *board->stand_in ? casefile_open(board, board->stand_in, &gone) : NULL;
  if (item) return item;
  json_t *page = case_page(board->store, "", 1);
  const char *id = json_text(json_array_get(page, 0), "id");
  snprintf(board->stand_in, sizeof board->stand_in, "%s", id ? id : "");
  json_decref(page);
  return *board->stand_in ? casefile_open(board, board->stand_in, &gone) : NULL;
}

void alike_absent(struct board *board, const char *person) {
  struct casefile *item = stand_in(board);
  if (item) rights_see(board, item, person);
  casefile_free(item);
}

void alike_hidden(struct board *board) {
  struct err none;
  json_decref(case_find(board->store, " ", &none)); // no reference has a blank
}
