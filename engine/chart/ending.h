// Does an item of a workflow ever end? One whose steps are all open is a list that goes on for ever, which its author says with the tag
// `standing`.
#ifndef WAYMARK_CHART_ENDING_H
#define WAYMARK_CHART_ENDING_H
#include "base/json.h"

#include <stdbool.h>

// Is some state of this canonical definition closed, final, or said to last?
bool ending_any(const json_t *structure);
#endif
