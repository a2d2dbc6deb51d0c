// A workflow as a drawing: steps as boxes, choices on the arrows between them, and the same in words for who does not see it. What is drawn
// is fit for a page: one choice of many steps is drawn once, and steps of one title that stand for one another are one box. Pure, and the
// same each time. How it is laid out is for Graphviz, in whose language it is written.
#ifndef WAYMARK_CHART_DRAWING_H
#define WAYMARK_CHART_DRAWING_H
#include "chart/chart.h"

char *drawing_dot(const struct chart *chart);   // Caller frees.
char *drawing_title(const struct chart *chart); // one line. Caller frees.
char *drawing_words(const struct chart *chart); // a sentence a step and a choice. Caller frees.
#endif
