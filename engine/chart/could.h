// What can be said of a condition without an item, of a state that is active: it asks for that state, or one around it, and holds; for one
// that cannot be active beside it, and does not; for anything else, and may be so or not. For whoever lists or checks what a definition
// says.
#ifndef WAYMARK_CHART_COULD_H
#define WAYMARK_CHART_COULD_H
#include "base/json.h"

enum could { COULD_NEVER, COULD_PERHAPS, COULD_ALWAYS };

// `root` is the canonical structure's, `state` a state's full id, "" the root's. A guard of NULL: always.
enum could guard_could(const json_t *root, const json_t *guard, const char *state);
#endif
