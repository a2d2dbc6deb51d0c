// Dropping what a plan says of one item. See erase_drop.h.
#include "run/erase_drop.h"

#include "base/mem.h"
#include "run/erase_part.h"
#include "run/erase_request.h"
#include "run/turn.h"
#include "store/erase.h"

// What stands in the configuration beside where the item is: the reasons of clock stops, and the dates that ladders hang on.
static void drop_configuration(struct casefile *item, const struct erase_plan *plan) {
  json_t *now = json_pack("{s:O, s:O}", "stops", item->stops, "ladders", item->ladders), *reads = NULL;
  if (erase_part(&plan->scope, 0, ENTRY_ERASURE, "configuration", now, false, &reads)) {
    json_decref(item->stops);
    json_decref(item->ladders);
    item->stops = json_incref(json_object_get(reads, "stops"));
    item->ladders = json_incref(json_object_get(reads, "ladders"));
  }
  json_decref(reads);
  json_decref(now);
}

static void drop_title(struct casefile *item, const struct erase_plan *plan, struct entry *entry) {
  if (!plan->title) return;
  entry_part_text(entry, "title", ERASED_TEXT);
  mem_free(item->title);
  item->title = mem_text(ERASED_TEXT);
}

// The erasure's entry comes before what it drops, in one transaction: the store lets nothing go that no entry names.
bool erase_drop(struct board *board, struct casefile *item, const struct erase_plan *plan, json_t *event, json_t *request, int64_t *number,
                struct err *err) {
  struct turn turn;
  turn_init(&turn, board, item, ENTRY_ERASURE, board_now(board), event);
  entry_part(&turn.entry, "erased", json_incref(plan->erased));
  if (request) erase_request_part(&turn.entry, request);
  drop_configuration(item, plan);
  drop_title(item, plan, &turn.entry);
  bool ok =
      turn_set(&turn, plan->values, err) && turn_append(&turn, err) && erase_parts(board->store, plan->erased, plan->scope.files, err);
  *number = turn.entry.case_sequence;
  turn_clear(&turn);
  return ok;
}
