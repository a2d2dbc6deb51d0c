// The board's own words for what workflows say: a board that calls LLIP its Learning Group reads so in titles, labels, hints and messages.
#ifndef WAYMARK_RUN_TERMS_H
#define WAYMARK_RUN_TERMS_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>

enum { TERMS_MAX = 100, TERM_SIZE_MAX = 200 };

// {"LLIP": "Learning Group", ..} of "LLIP = Learning Group; Board = Partnership". A new reference; NULL: it is no such text.
json_t *terms_read(const char *text);
// Is it a table of such words? A sentence that begins with what `where` says.
bool terms_check(const json_t *terms, const char *where, struct err *err);
// The text with each term said in the board's word. Caller frees.
char *terms_say(const json_t *terms, const char *text);
// Whoever runs the board's office, in its words: what the engine's own sentences call the Business Manager. Caller frees.
char *terms_office(const json_t *terms);
// A definition's structure with the texts that people read so said; names, states, fields and rules stay. A new reference.
json_t *terms_apply(const json_t *terms, json_t *structure);
#endif
