// What one choice calls a field that it asks for. Where many choices share a field of one word, such as `reason`, one of them may ask for
// more than that word says: whoever closes a step without some answers gives the reason for each that is missing.
#ifndef WAYMARK_CHART_ASKED_H
#define WAYMARK_CHART_ASKED_H
#include "base/json.h"
#include "chart/chart.h"

// May a choice call it otherwise than the field's own label does?
bool asked_varies(const struct chart *chart, const char *field);
// The field's own label where that says it, and never NULL. Borrowed.
const char *asked_label(const struct chart *chart, const json_t *transition, const char *field);
// The same of the choice that was taken: the event on the state with this id. Where there is none, the field's own label.
const char *asked_label_at(const struct chart *chart, const char *state, const char *event, const char *field);
#endif
