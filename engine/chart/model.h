// The data model of an SCXML chart (W3C SCXML 1.0, 5), as the step asks it: who keeps the values and reads the expressions is the caller's
// business (engine/scxml joins it to the Lua worker). One model is one session's. Nothing of it is asked in a workflow, whose data are
// fields.
#ifndef WAYMARK_CHART_MODEL_H
#define WAYMARK_CHART_MODEL_H
#include "base/err.h"
#include "base/json.h"
#include "chart/step.h"

#include <stdbool.h>
#include <stdint.h>

// On false (NULL for `value`) `err` says why, and the step raises error.execution with that text. Of `view`, a model uses `event` for
// _event (NULL before the first) and `config` for In(); `event_serial` and `config_serial` change whenever these do.
struct model {
  void *user;
  bool (*cond)(void *user, const struct step_view *view, const char *expr, bool *result, struct err *err);
  json_t *(*value)(void *user, const struct step_view *view, const char *expr, struct err *err); // as plain data; a new reference
  // Puts what `expr` gives, or where that is NULL `value`, into a location that is there.
  bool (*assign)(void *user, const struct step_view *view, const char *location, const char *expr, const json_t *value, struct err *err);
  // The same for <data>, which makes the location. Both NULL: it is there and empty. After a failure it is there and empty too.
  bool (*declare)(void *user, const struct step_view *view, const char *id, const char *expr, const json_t *value, struct err *err);
  bool (*script)(void *user, const struct step_view *view, const char *source, struct err *err);
  // <foreach>: begins with a shallow copy of the list and its length; `index` may be NULL. Loops nest; `each_next` and `each_end` are the
  // innermost one's. `item` and `index` are made where they are missing, also for an empty list.
  bool (*each_begin)(void *user, const struct step_view *view, const char *array, const char *item, const char *index, int64_t *count,
                     struct err *err);
  bool (*each_next)(void *user, const struct step_view *view, int64_t at, struct err *err); // from 0
  void (*each_end)(void *user);
};
#endif
