// What came with an event, checked against the forms of the transitions that it could take.
#ifndef WAYMARK_RUN_FORM_H
#define WAYMARK_RUN_FORM_H
#include "base/err.h"
#include "base/json.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>

// Reads every value by its field's type; a name that no field has is refused with the near one. `person`: who gives them; NULL is the
// engine, which says by which item one was opened, or the office that corrects it. *data is a new reference.
bool form_read(struct board *board, const struct casefile *item, const json_t *given, const char *person, json_t **data, struct err *err);
// Is everything that this form requires there, and nothing that it does not ask? One sentence when not.
bool form_fits(struct board *board, const struct casefile *item, const json_t *transition, const json_t *data, struct err *err);
#endif
