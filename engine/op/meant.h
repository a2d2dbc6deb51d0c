// The item that somebody means whose reference stands in other letters: `bp-1.1.1` for BP-1.1.1. Asked by the door once a request found no
// item, so it costs nothing where the reference is right, and the same whether another's item or none is asked for (R1).
#ifndef WAYMARK_OP_MEANT_H
#define WAYMARK_OP_MEANT_H
#include "op/op.h"

// Puts into the request, in the stead of each reference that its asker sees no item by, the one that they see and that differs by capital
// and small letters alone. True: there was one. False: there was none, or with another sentence in `err` several.
bool meant_put(const struct op_call *call, struct err *err);
// The same of an option of a report, whose Lua asks for the item by itself. False with err: there were several.
bool meant_option(const struct op_call *call, const char *person, json_t *options, const char *name, struct err *err);
#endif
