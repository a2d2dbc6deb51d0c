// What of a list may be shown to whom. See seen.h.
#include "op/seen.h"

#include "run/casefile.h"
#include "run/people.h"
#include "run/rights.h"

bool seen_item(struct board *board, const char *ref, const char *person) {
  struct err err;
  struct casefile *item = person ? rights_open(board, ref, person, &err) : NULL;
  bool seen = item && rights_see_all(board, item, person);
  casefile_free(item);
  return seen;
}

static bool is_readable(struct board *board, const char *ref) {
  struct err err;
  struct casefile *item = casefile_open(board, ref, &err);
  bool readable = item != NULL;
  casefile_free(item);
  return readable;
}

static bool is_theirs(struct board *board, const char *ref, const char *person) {
  return seen_item(board, ref, person) || (person && people_in_office(board, person) && !is_readable(board, ref));
}

json_t *seen_rows(struct board *board, const json_t *rows, const char *person, int64_t *others) {
  json_t *seen = json_array(), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    if (is_theirs(board, json_text(row, "ref"), person))
      json_array_append(seen, row);
    else if (others)
      *others += 1;
  }
  return seen;
}
