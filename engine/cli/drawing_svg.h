// A drawing as a picture in SVG, laid out by Graphviz's program `dot` where that is installed.
#ifndef WAYMARK_CLI_DRAWING_SVG_H
#define WAYMARK_CLI_DRAWING_SVG_H
#include "base/env.h"

struct drawing_text {
  const char *dot;           // the drawing in Graphviz's language
  const char *title, *words; // what a screen reader reads
};

char *drawing_from(const char *dot); // "sha256:" and the hash of a drawing's text, which its picture carries. Caller frees.
// Writes the picture to a new file.
bool drawing_svg_write(const struct env *env, const struct drawing_text *text, const char *path, struct err *err);
#endif
