// A paper: what a meeting's agenda, sheet, minutes and lists are printed from. JSON in one shape, so that a terminal, a page and a
// spreadsheet show the same:
//   {"title","board","marking","facts":[{"label","text"}],"tables":[{"title","columns":[TEXT],"rows":[[TEXT]],"none"?}],"foot":[TEXT]}
// `none` stands in place of a table without rows; a line end in a cell begins a new line there.
#ifndef WAYMARK_OP_PAPER_H
#define WAYMARK_OP_PAPER_H
#include "base/buf.h"
#include "op/op.h"

// An empty one, with the board's name and marking and, at its foot, the record's short form and the instant. A new reference.
json_t *paper_new(struct board *board, const char *title);
void paper_fact(json_t *paper, const char *label, const char *text);                                 // nothing when the text is NULL or ""
json_t *paper_table(json_t *paper, const char *title, const char *const *columns, const char *none); // columns end with NULL. Borrowed
void paper_row(json_t *table, const char *const *cells); // as many as there are columns; a NULL is empty, so the count is the table's
// Puts the text in the request's `form`, "csv" or "html", beside the answer's `paper`. False with err: there is no such form.
bool paper_answer(struct op_call *call, struct err *err);

// The pieces that other printed things share (report_csv.c, report_html.c). A cell is quoted, and stays text where a spreadsheet would take
// it for a formula. A page has "title", "board" and "marking" of `paper`, the look of a book, and `style` besides.
void paper_csv_cell(struct buf *out, const char *text, bool first);
void paper_html_begin(struct buf *out, const json_t *paper, const char *style);
void paper_html_facts(struct buf *out, const json_t *facts);
void paper_html_end(struct buf *out, const json_t *foot);
#endif
