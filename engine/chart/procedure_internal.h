// What the files of a procedure share. Not for others: procedure.h is.
#ifndef WAYMARK_CHART_PROCEDURE_INTERNAL_H
#define WAYMARK_CHART_PROCEDURE_INTERNAL_H
#include "chart/procedure.h"

#include <stddef.h>

// procedure_about.c: sentences about the whole.
void procedure_start(const struct chart *chart, json_t *about);     // who may begin one
void procedure_seen(const struct chart *chart, json_t *about);      // who sees what of it
void procedure_colours(const struct chart *chart, json_t *says);    // when it is which colour, and of what it warns
void procedure_conditions(const struct chart *chart, json_t *says); // what the names of conditions stand for, each once
// Of a transition or of `start`: ", giving .. ; they may add .."
void procedure_form(const struct chart *chart, const json_t *asking, struct buf *out);

// procedure_heard.c: what an event that nobody sends is, behind "by itself, ".
void procedure_heard(const struct chart *chart, const char *event, struct buf *out);

// procedure_order.c: the places of these states in the order in which they are told. Caller frees.
size_t *procedure_order(const json_t *states, const char *initial);
#endif
