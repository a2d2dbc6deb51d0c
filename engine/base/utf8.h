// Text that must be UTF-8 (RFC 3629) to stand in JSON: where it may be cut, and mending what is none.
#ifndef WAYMARK_BASE_UTF8_H
#define WAYMARK_BASE_UTF8_H
#include <stddef.h>

void utf8_mend(char *text);                 // in place: each byte that is part of no character becomes "?"
void utf8_end(char *text, size_t capacity); // cuts text that fills its room at a character's boundary; it then ends in "…"
#endif
