// Legal holds. See legal_hold.h.
//
// FREE -> HELD [legal_hold_set] -> FREE [legal_hold_lift]: each an entry of the item (of the board), with who and why.
#include "run/legal_hold.h"

#include "base/mem.h"
#include "run/people.h"

#include <string.h>

static const char KIND[] = "hold", BOARD_ID[] = "00000000000000000000000000000000";

static const char *id_of(const struct casefile *item) { return item ? item->hex : BOARD_ID; }
static const char *name_of(const struct casefile *item) { return item ? item->ref : "the board"; }
static const char *title_of(const struct casefile *item) { return item ? item->ref : "The board"; }

static bool record(struct board *board, const struct casefile *item, const char *name, json_t *document, const char *reason,
                   const char *actor, struct err *err) {
  struct entry entry;
  int64_t now = board_now(board);
  char *part = mem_format("directory/%s/%s", KIND, id_of(item));
  entry_init(&entry, ENTRY_LEGAL_HOLD, now, now);
  if (item) entry.case_id = item->id;
  people_key(board, actor, &entry.actor_id);
  entry_part(&entry, part, document);
  entry_part(&entry, "event", json_pack("{s:s, s:{s:s}, s:s}", "name", name, "data", "reason", reason, "actor", actor));
  mem_free(part);
  return board_append(board, &entry, err);
}

static json_t *hold_json(struct board *board, const json_t *document) {
  json_t *hold = json_pack("{s:O, s:O}", "reason", json_object_get(document, "reason"), "by", json_object_get(document, "by"));
  board_put_instant(board, hold, "since", true, json_number(document, "since", 0));
  json_put_text(hold, "ref", json_text(document, "ref"));
  return hold;
}

json_t *legal_hold_find(struct board *board, const struct casefile *item) {
  const json_t *own = item ? board_document(board, KIND, item->hex) : NULL, *document = own ? own : board_document(board, KIND, BOARD_ID);
  return document ? hold_json(board, document) : NULL;
}

json_t *legal_hold_list(struct board *board) {
  json_t *holds = json_array(), *document;
  size_t i;
  json_array_foreach(board_documents(board, KIND), i, document) {
    json_t *hold = hold_json(board, document);
    if (json_text(document, "ref")) json_put_text(hold, "case", json_text(document, "id"));
    json_array_append_new(holds, hold);
  }
  return holds;
}

bool legal_hold_allows(struct board *board, const struct casefile *item, struct err *err) {
  json_t *hold = legal_hold_find(board, item);
  if (!hold) return true;
  const char *ref = json_text(hold, "ref"), *reason = json_text(hold, "reason");
  size_t size = strlen(reason);
  err_set(err, ERR_REFUSED,
          "Nothing of %s may be erased: %s on legal hold since %s, because: %s%s It can be erased once the hold is lifted.", item->ref,
          ref ? "it is" : "the whole board is", json_text(hold, "since_local"), reason, size && strchr(".!?", reason[size - 1]) ? "" : ".");
  json_decref(hold);
  return false;
}

bool legal_hold_set(struct board *board, const struct casefile *item, const char *reason, const char *actor, struct err *err) {
  if (board_document(board, KIND, id_of(item)))
    return err_set(err, ERR_REFUSED, "%s is on legal hold already; `waymark hold list` says since when and why.", title_of(item));
  json_t *document =
      json_pack("{s:s, s:s, s:s, s:I}", "id", id_of(item), "reason", reason, "by", actor, "since", (json_int_t)board_now(board));
  if (item) json_put_text(document, "ref", item->ref);
  return record(board, item, "legal hold set", document, reason, actor, err);
}

bool legal_hold_lift(struct board *board, const struct casefile *item, const char *reason, const char *actor, struct err *err) {
  if (!board_document(board, KIND, id_of(item)))
    return err_set(err, ERR_REFUSED, "There is no legal hold on %s to lift; `waymark hold list` lists those that there are.",
                   name_of(item));
  return record(board, item, "legal hold lifted", json_null(), reason, actor, err);
}
