// The chapter of one item in a book (book.h), and the sections that it is made of. Only book*.c use this.
#ifndef WAYMARK_OP_BOOK_CHAPTER_H
#define WAYMARK_OP_BOOK_CHAPTER_H
#include "base/buf.h"
#include "base/json.h"

#include <stdbool.h>

struct chapter {
  struct buf *out;
  const json_t *item, *view; // the view is the item's
  long long number;          // makes its anchors: "i1-timeline", "i1-e25"
  int level;                 // of its own heading; its sections' are one more
  bool alone;                // on a page of its own, in its own folder
  bool only;                 // the only one of its book, whose contents list its sections already
};

// The sections in their order, by what follows "i1-" in their anchors.
struct chapter_section {
  const char *id, *title;
  void (*write)(const struct chapter *chapter);
};
extern const struct chapter_section chapter_sections[]; // ends with a row without an id

void chapter_decisions(const struct chapter *chapter); // book_decision.c
void chapter_timeline(const struct chapter *chapter);  // book_timeline.c
void chapter_evidence(const struct chapter *chapter);  // book_evidence.c
void chapter_deadlines(const struct chapter *chapter); // book_deadline.c

void chapter_write(const struct chapter *chapter);     // book_item.c: all of it
void chapter_links(struct buf *out, long long number); // its sections, as items of a list of contents

void chapter_entry_link(const struct chapter *chapter, long long number, const char *words); // "entry 25", leading there
void chapter_withheld(struct buf *out, const char *caption, const json_t *rows);             // [{"what","why"}] as a table
char *chapter_noun(const json_t *about); // "Action" of a view or a row of the cover; "Item" where none is said. Caller frees.
// "Anna Novak, recorded by Helen Dixon", "Helen Dixon", "by itself". Caller frees.
char *chapter_who(const json_t *entry);
#endif
