// A sheet as CSV text, read and written (RFC 4180). What is written cannot become a formula in a spreadsheet (RELIABILITY 6.6), and reads
// back as it was.
#ifndef WAYMARK_OP_SHEET_H
#define WAYMARK_OP_SHEET_H
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>

enum { SHEET_CELLS_MAX = 64 };

// Calls `row` with the line that each row begins on, from 1, and its cells; blank lines are passed over. It stops when `row` returns false,
// which is no failure. False: the text is no CSV; *line is where, err why, without the file's name.
bool sheet_read(const char *text, bool (*row)(void *user, int line, const json_t *cells), void *user, int *line, struct err *err);

void sheet_cell(struct buf *out, const char *text, bool first); // in quotes; `first` of its row
void sheet_row_end(struct buf *out);
char *sheet_plain(const char *cell); // a cell that was read, without what made it harmless. Caller frees.
#endif
