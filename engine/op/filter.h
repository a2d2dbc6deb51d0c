// What narrows a list: the members of `case.list` by which rows are chosen.
#ifndef WAYMARK_OP_FILTER_H
#define WAYMARK_OP_FILTER_H
#include "op/op.h"

bool filter_check(const struct op_call *call, struct err *err);       // is there what they name?
bool filter_takes_end(const struct op_call *call, const json_t *row); // by `open` and `closed` alone: a row of the store will do
bool filter_takes(const struct op_call *call, const json_t *row);     // a row as view_row gives it
json_t *filter_columns(const struct op_call *call);     // `columns`, and what filter_takes looks at; NULL: all; a new reference
bool filter_hangs_on_clock(const struct op_call *call); // does one ask what no index can know?
#endif
