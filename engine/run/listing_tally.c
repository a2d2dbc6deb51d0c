// Counting by the index. See listing_tally.h.
#include "run/listing_tally.h"

#include "run/grant.h"
#include "run/listing.h"
#include "run/sight_rule.h"
#include "run/subject.h"

// Those of the subjects that the person holds by which all of an item is seen, and those by which anything is.
static void part(struct board *board, const json_t *held, json_t *whole, json_t *some) {
  const char *text;
  json_t *number;
  json_object_foreach((json_t *)held, text, number) {
    struct grant grant = grant_read(text);
    bool sees = grant.kind == GRANT_SEE || grant.kind == GRANT_GLASS;
    if (!sees || !grant_stands(board, &grant)) continue;
    json_array_append(some, number);
    if (*text != '@') json_array_append(whole, number);
  }
}

bool listing_tally_begin(struct board *board, const char *person, struct index_tally *tally) {
  tally->whole = tally->some = NULL;
  if (!listing_begin(board) || json_array_size(sight_rules_for(board, person))) return false;
  const json_t *keys = index_subjects(board->store);
  const json_t *held = keys ? subject_held_among(board, person, keys, index_stamp(board->store)) : NULL;
  if (!held) return false;
  json_t *whole = json_array(), *some = json_array();
  part(board, held, whole, some);
  tally->whole = whole;
  tally->some = some;
  return true;
}

void listing_tally_clear(struct index_tally *tally) {
  json_decref((json_t *)tally->whole);
  json_decref((json_t *)tally->some);
}
