// Operations on the record: verify it, rebuild the tables from it.
#include "op/internal.h"
#include "run/aside.h"
#include "store/store.h"

static bool verify(struct op_call *call, struct err *err) { return journal_verify(call->board->store, NULL, NULL, &call->answer, err); }

static bool rebuild(struct op_call *call, struct err *err) {
  if (!journal_rebuild(call->board->store, err) || !board_refresh(call->board, err)) return false;
  aside_forget(call->board);
  call->answer = json_pack("{s:I}", "entries", (json_int_t)journal_count(call->board->store));
  return true;
}

const struct op ops_journal[] = {
    {.name = "journal.verify", .who = OP_REPAIR, .what = "verify the journal", .run = verify},
    {.name = "journal.rebuild", .who = OP_REPAIR, .what = "rebuild the tables", .run = rebuild},
    {0},
};
