// The tables of a bundle as CSV that a spreadsheet opens safely. Its reading page is book.h.
#ifndef WAYMARK_OP_PAGES_H
#define WAYMARK_OP_PAGES_H
#include "base/json.h"

// Each returns text that the caller frees. `history` is the entries of case.history.
char *page_timeline_csv(const json_t *history);
char *page_evidence_csv(const json_t *evidence);
// Where an evidence item lies below its item's folder in the bundle: a generated name, never the given one: "evidence/0001-3fa2c1d0.pdf".
char *page_evidence_path(const json_t *item);
#endif
