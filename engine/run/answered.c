// What whoever answered a field was asked for. See answered.h.
#include "run/answered.h"

#include "base/mem.h"
#include "chart/asked.h"
#include "run/history.h"
#include "store/backward.h"

#include <string.h>

struct finding {
  const struct casefile *item;
  const char *field, *label;
  char *part; // "field/NAME"
};

static bool wants(void *user, const char *payload) {
  const struct finding *finding = user;
  return strstr(payload, finding->part) != NULL;
}

// A correction takes no step: what it puts right was asked for by the entry before.
static bool look_at_entry(void *user, json_t *entry) {
  struct finding *finding = user;
  json_t *parts = history_parts(entry);
  const json_t *step = json_array_get(json_object_get(parts, "steps"), 0);
  bool found = step && json_object_get(parts, finding->part);
  if (found) finding->label = asked_label_at(finding->item->chart, json_text(step, "from"), json_text(step, "take"), finding->field);
  json_decref(parts);
  return !found;
}

// Who decided an event last is kept with the item, so one that is not there filled in nothing.
static bool is_asked_otherwise(const struct casefile *item, const json_t *state, const char *field, const char *own) {
  size_t i;
  json_t *transition;
  json_array_foreach(json_object_get(state, "transitions"), i, transition) {
    const char *event = json_text(transition, "event");
    if (event && json_object_get(item->last, event) && asked_label(item->chart, transition, field) != own) return true;
  }
  return false;
}

const char *answered_label(struct board *board, const struct casefile *item, const char *field) {
  struct finding finding = {.item = item, .field = field, .label = asked_label(item->chart, NULL, field)};
  struct err unread;
  bool otherwise = false;
  if (!asked_varies(item->chart, field)) return finding.label;
  for (int i = 0; i < chart_state_count(item->chart) && !otherwise; i++)
    otherwise = is_asked_otherwise(item, chart_state(item->chart, i), field, finding.label);
  if (!otherwise) return finding.label;
  finding.part = mem_format("field/%s", field);
  struct journal_backward reader = {.wants = wants, .each = look_at_entry, .user = &finding};
  journal_backward(board->store, &item->id, &reader, &unread);
  mem_free(finding.part);
  return finding.label;
}
