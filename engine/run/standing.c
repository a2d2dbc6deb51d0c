// The one item of a workflow that nobody starts. See standing.h.
#include "run/standing.h"

#include "base/mem.h"
#include "run/event.h"

#include <string.h>

bool standing_is(const json_t *structure) {
  const char *ref = json_text(structure, "ref");
  bool nobody = json_array_size(json_object_get(json_object_get(structure, "start"), "by")) == 0;
  return nobody && ref && !strstr(ref, "{number}");
}

static bool there_is_one(void *user, json_t *row) {
  (void)row;
  *(bool *)user = true;
  return false;
}

bool standing_begin(struct board *board, const json_t *structure, struct err *err) {
  const char *name = json_text(structure, "name");
  bool there = false;
  if (!standing_is(structure)) return true;
  if (!case_each(board->store, name, there_is_one, &there, err)) return false;
  if (there) return true;
  json_t *none = json_object(), *answer = NULL;
  bool ok = event_start(board, &(struct start_request){.workflow = name, .data = none}, &answer, err);
  json_decref(answer);
  json_decref(none);
  return ok || err_prefix(err, "The one item of %s could not begin: ", name);
}
