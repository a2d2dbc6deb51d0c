// Text that must be UTF-8 (RFC 3629) to stand in JSON: where it may be cut, and mending what is none.
#ifndef WAYMARK_BASE_UTF8_H
#define WAYMARK_BASE_UTF8_H
#include <stddef.h>

size_t utf8_size(const char *text);         // of the character that begins here, before its NUL; 0: none does
void utf8_mend(char *text);                 // in place: each byte that is part of no character becomes "?"
void utf8_end(char *text, size_t capacity); // cuts text that fills its room at a character's boundary; it then ends in "…"
// The size of the mark that text begins with and that turns the way it is read, so that "fdp.exe" could show as "exe.pdf" (Unicode UAX 9);
// 0: it begins with none.
size_t utf8_turns(const char *text);
#endif
