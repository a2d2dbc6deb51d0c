// The record as a bundle shows it: the board as it was when the log had as many entries as the checkpoint covers, folded into memory from
// what is to be shown. This is the one place where entries, and with them fields, evidence, dates and words, leave the store for a bundle:
// what `shown` withholds of an entry is a commitment in the journal and is nowhere else, since everything else is made from the fold.
#include "base/mem.h"
#include "op/bundle_making.h"
#include "op/bundle_mention.h"
#include "store/store.h"

static json_t *withheld_part(const json_t *part, const char *reason) {
  char *commitment = part_commitment_hex(part);
  const char *before = json_text(part, "withheld"); // it was withheld already: for its own reason
  json_t *out = json_pack("{s:s, s:s}", "commitment", commitment, "withheld", before ? before : reason);
  mem_free(commitment);
  return out;
}

static json_t *payload_withheld(const json_t *payload, const char *reason) {
  json_t *out = json_array(), *part;
  size_t i;
  json_array_foreach(payload, i, part) json_array_append_new(out, withheld_part(part, reason));
  return out;
}

// J3: who read an item is nobody's outside; that somebody did, and when, keeps its place in the chain.
static json_t *shown(void *user, const struct entry *entry, const json_t *payload) {
  const struct making *making = user;
  if (entry->kind == ENTRY_ACCESS) return payload_withheld(payload, "access");
  if (!making->redaction) return json_incref((json_t *)payload);
  return (making->mentions_only ? bundle_mention_shown : redaction_payload)(making->redaction, entry, payload);
}

bool bundle_past_open(struct making *making, size_t first, size_t count) {
  struct board *board = making->call->board;
  struct entry last;
  if (!journal_find(board->store, making->head.size - 1, &last, making->err)) return false;
  struct id *ids = mem_new(count * sizeof *ids);
  for (size_t i = 0; i < count; i++) ids[i] = making->items.rows[first + i].id;
  struct store_moment moment = {.at_ms = last.recorded_ms,
                                .known = true,
                                .case_id = ids,
                                .case_count = count,
                                .size = making->head.size,
                                .shown = shown,
                                .user = making};
  making->past = board_as_at(board, &moment, making->err);
  mem_free(ids);
  if (making->past) making->past->redacted = making->redaction != NULL;
  return making->past != NULL;
}

void bundle_past_close(struct making *making) {
  board_close(making->past);
  making->past = NULL;
}
