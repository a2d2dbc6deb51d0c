// Text in a drawing: lines of a size and weight, broken where they grow long, in Graphviz's own kind of HTML. Not for other layers.
#ifndef WAYMARK_CHART_DRAWING_LABEL_H
#define WAYMARK_CHART_DRAWING_LABEL_H
#include "base/buf.h"

#include <stdbool.h>

enum { TITLE_POINTS = 12, TEXT_POINTS = 10, SMALL_POINTS = 9 };

struct label {
  struct buf text;
  bool left; // its lines begin at its left edge, instead of lying in its middle
};

void label_begin(struct label *label);
void label_line(struct label *label, const char *text, int points, const char *tag,
                size_t width);                        // tag "b", "i" or NULL; width in characters
void label_end(struct label *label, struct buf *out); // appends label=<...>
void label_quoted(struct buf *out, const char *text); // a name of Graphviz's
#endif
