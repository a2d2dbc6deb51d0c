// HTML in small pieces, for the reading page of a bundle (book.h): everything that is not ours is escaped here and nowhere else.
#ifndef WAYMARK_OP_BOOK_MARKUP_H
#define WAYMARK_OP_BOOK_MARKUP_H
#include "base/buf.h"

#include <stdbool.h>

// Escaped; NULL is nothing. What would turn the way of reading, and control characters but line feeds and tabs, show as U+FFFD.
void markup_text(struct buf *out, const char *text);
void markup_start(struct buf *out, const char *text, size_t size); // no more than the first `size` bytes: of a hash
void markup_path(struct buf *out, const char *path);               // as a relative address: what is not [A-Za-z0-9._/-] is percent-encoded
void markup_style_text(struct buf *out, const char *text);         // as a string of CSS, with its quotes
// <TAG dir="auto">TEXT</TAG>; nothing when the text is NULL. `tag` is a bare name.
void markup_element(struct buf *out, const char *tag, const char *text);
void markup_labelled(struct buf *out, const char *label, const char *text); // <p><b>LABEL:</b> TEXT</p>; nothing when the text is NULL
void markup_heading(struct buf *out, int level, const char *id, const char *text);

// A table with a caption, whose first column names its row. On a narrow screen each row becomes a block with its columns' names in front,
// which would take its meaning as a table away: so the roles are said in so many words.
struct table {
  struct buf *out;
  const char *const *columns; // NULL after the last
  int column;                 // the next one's; -1: no row is open
};
void table_begin(struct table *table, struct buf *out, const char *caption, const char *const *columns);
// The same with a class for each column's heading, NULL for none.
void table_begin_of(struct table *table, struct buf *out, const char *caption, const char *const *columns, const char *const *classes);
void table_row(struct table *table, const char *id, const char *class); // each may be NULL
void table_cell(struct table *table);                                   // what is written then belongs to it
void table_cell_of(struct table *table, const char *class);             // the same, of a class
void table_text(struct table *table, const char *text);                 // a cell of text alone
void table_end(struct table *table);
#endif
