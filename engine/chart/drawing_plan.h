// What a drawing shows, before it is a drawing: which states have boxes, which arrows there are, and which of them are drawn as one choice.
// Shared by the files of drawing; not for other layers.
#ifndef WAYMARK_CHART_DRAWING_PLAN_H
#define WAYMARK_CHART_DRAWING_PLAN_H
#include "chart/drawing.h"
#include "chart/internal.h"

// An arrow's target that is no state: the step from which it came.
enum { TO_WHENCE = -1 };

// From so many steps on the drawing says in words from where a choice may be made: fewer lines to one place can be followed by eye.
enum { DRAWING_MANY = 4 };

struct drawing {
  const struct chart *chart;
  int *shown;     // by state: itself, or the state whose box stands for it too
  json_t *arrows; // [{"label","who":[TEXT],"itself","from":STATE,"to":STATE or TO_WHENCE,"of":STATE,"at":STATE}]; of and at: before folding
  json_t *choices; // [{"lines":[{"label","who":[TEXT]}],"from":[STATE],"to":STATE or
                   // TO_WHENCE,"itself","below":[STATE],"note"?,"inside":STATE}]
};

void drawing_begin(struct drawing *drawing, const struct chart *chart);
void drawing_end(struct drawing *drawing);

bool drawing_is_step(const struct drawing *drawing, int state);   // has a box of its own without others in it
bool drawing_is_closed(const struct drawing *drawing, int state); // counts as closed, or is an end
int drawing_box(const struct drawing *drawing, int state);        // a step's box, a box itself
int drawing_entered(const struct drawing *drawing, int state);    // the step that stands for entering this state
const char *drawing_name(const struct drawing *drawing, int state);
char *drawing_holder(const struct drawing *drawing, int state); // whose turn it is; NULL: nobody's. Caller frees.
char *drawing_due(const struct drawing *drawing, int state);    // by when; NULL: nothing is said. Caller frees.
char *drawing_starters(const struct drawing *drawing);          // who may begin one; NULL: nobody is named. Caller frees.
char *drawing_list(const json_t *titles, const char *last);     // "the owner, the lead or the chair", without the articles. Caller frees.

void drawing_find_arrows(struct drawing *drawing);  // drawing_arrow.c
void drawing_find_choices(struct drawing *drawing); // drawing_choice.c
#endif
