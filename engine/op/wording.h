// What people write, looked at before it is kept: does it look as if it named a child (run/personal.h)? Then nothing is kept until whoever
// sent it says that they are sure, and what is recorded says so (part `personal`).
#ifndef WAYMARK_OP_WORDING_H
#define WAYMARK_OP_WORDING_H
#include "op/op.h"

// Asked at the door of everything that writes: the request's own texts and, in `data`, the fields that are text. False: ERR_PERSONAL, and
// nothing is kept. With `sure` what was found is left in board->sure, for the first entry that somebody makes. What is about an item that
// whoever asks may not see is left to the operation to refuse.
bool wording_check(const struct op *op, const struct op_call *call, struct err *err);

// The same of one of many things that a request brings in together, once the door has let it pass: what is in it is left in board->sure.
void wording_of_row(const struct op_call *call, const json_t *row);
#endif
