// A report's own words in those of the board: its title, what it is for, what its parts and columns are called. What stands in the rows is
// what people wrote, or was said so already (run/terms.h), and stays.
#ifndef WAYMARK_OP_REPORT_TERMS_H
#define WAYMARK_OP_REPORT_TERMS_H
#include "base/json.h"

// Of what a plugin declares (report.list). A new reference.
json_t *report_terms_declared(const json_t *terms, const json_t *declared);
// Of a made document; its title where that is the declared one.
void report_terms_document(const json_t *terms, const json_t *declared, json_t *document);
#endif
