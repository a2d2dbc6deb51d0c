// Going on with a sweep that a change of dates began (run/sweep.h): a batch between two requests of a server, all of it where a command has
// the board to itself.
#include "op/op.h"
#include "run/sweep.h"

static bool settle_some(struct board *board, bool *more, struct err *err) {
  json_t *moved = json_array();
  bool ok = board_keep_up(board, err) && sweep_step(board, moved, more, err);
  json_decref(moved); // each move stands in its item's journal
  return ok;
}

bool op_settle(struct board *board, struct err *err) {
  bool more = sweep_blocks(board), ok = true;
  while (ok && more) ok = settle_some(board, &more, err);
  return ok;
}
