// Ending a sweep that a change of dates began (run/sweep.h), where a command has the board to itself or time is simulated. A server does it
// a batch between two requests (run/catchup.h).
#include "op/op.h"
#include "run/sweep.h"

bool op_settle(struct board *board, struct err *err) {
  if (!sweep_blocks(board)) return true;
  json_t *moved = json_array();
  bool ok = board_keep_up(board, err) && sweep_finish(board, moved, err);
  json_decref(moved); // each move stands in its item's journal
  return ok;
}
