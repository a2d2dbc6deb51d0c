// When timers ran. See firing.h.
#include "run/firing.h"

#include "run/history.h"

#include <string.h>

static bool keep(void *user, json_t *entry) {
  json_t *parts = history_parts(entry), *event = json_object_get(parts, "event");
  if (json_flag(event, "timer")) {
    json_t *firing = json_pack("{s:O, s:O, s:O, s:O}", "name", json_object_get(event, "name"), "state", json_object_get(event, "state"),
                               "activation", json_object_get(event, "activation"), "at", json_object_get(entry, "logical"));
    json_put_flag(firing, "skipped", json_number(entry, "kind", 0) == ENTRY_TIMER_SKIPPED);
    json_array_append_new(user, firing);
  }
  json_decref(parts);
  return true;
}

json_t *firing_list(struct board *board, const struct casefile *item, struct err *err) {
  json_t *firings = json_array();
  if (journal_each(board->store, &item->id, keep, firings, err)) return firings;
  json_decref(firings);
  return NULL;
}

// A number of an activation is one state's, whatever that was called under an older version.
static bool is_of(const json_t *firing, int64_t activation, const char *name) {
  return strcmp(json_text(firing, "name"), name) == 0 && (activation < 0 || json_number(firing, "activation", -1) == activation);
}

const json_t *firing_find(const json_t *firings, int64_t activation, const char *name) {
  for (size_t i = json_array_size(firings); i-- > 0;)
    if (is_of(json_array_get(firings, i), activation, name)) return json_array_get(firings, i);
  return NULL;
}
