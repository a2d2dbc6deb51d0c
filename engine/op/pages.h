// The tables of a bundle as CSV that a spreadsheet opens safely. Its reading page is book.h.
#ifndef WAYMARK_OP_PAGES_H
#define WAYMARK_OP_PAGES_H
#include "base/json.h"

// An encrypted bundle's names stay readable: there a digit of a file's hash would let a guess at the file be confirmed.
enum page_naming { NAMED_BY_HASH = 1, NAMED_BY_NUMBER = 2 };

// Each returns text that the caller frees. `history` is the entries of case.history.
char *page_timeline_csv(const json_t *history);
char *page_evidence_csv(const json_t *evidence, enum page_naming naming);
// Where an evidence item lies below its item's folder in the bundle: a generated name, never the given one: "evidence/0001-3fa2c1d0.pdf",
// or "evidence/0001.pdf" by its number alone.
char *page_evidence_path(const json_t *item, enum page_naming naming);
#endif
