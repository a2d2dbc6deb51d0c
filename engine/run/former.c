// Which answers are of an earlier round. See former.h.
//
// The item's entries are read from the newest back until each answer's giving was met and, where its move can be taken now, the next older
// entry that says where the item stood. 1. A number of an activation is never used twice, so entries that have it lie together: was the
// state not in it before the answer was given, then it was entered at that entry or after. 2. Who decided an event last is kept with the
// item, so an event that is not there gave nothing, and of most items nothing is read.
#include "run/former.h"

#include "base/mem.h"
#include "run/history.h"
#include "store/backward.h"

#include <string.h>

struct looking {
  const struct casefile *item;
  json_t *asked;  // {FIELD: {EVENT: state that asks}}: of moves that there are now, what may be left as it is filled; until it is met
  json_t *given;  // {FIELD: that state}: given by such a move, and whether the state was active before as it is now is not known yet
  json_t *former; // [FIELD]
  bool stood;     // an entry that says where the item stood was met
  json_t *parts;  // of the entry at work
};

// ---- what is asked now

static void add_form(struct looking *looking, const char *state, const json_t *transition) {
  const char *event = json_text(transition, "event");
  size_t i;
  json_t *row;
  if (!event || !json_object_get(looking->item->last, event)) return;
  json_array_foreach(json_object_get(transition, "form"), i, row) {
    const char *field = json_text(row, "field");
    const json_t *value = json_object_get(looking->item->fields, field);
    if (json_flag(row, "optional") && value && !json_is_null(value)) json_put_text(json_object_at(looking->asked, field), event, state);
  }
}

static void look_at_states(struct looking *looking) {
  const struct chart *chart = looking->item->chart;
  for (int i = 0; i < chart_state_count(chart); i++) {
    const json_t *state = chart_state(chart, i);
    size_t k;
    json_t *transition;
    if (!config_is_active(looking->item->config, i)) continue;
    json_array_foreach(json_object_get(state, "transitions"), k, transition) add_form(looking, json_text(state, "id"), transition);
  }
}

// ---- what the history says

static const char FIELD[] = "field/", CONFIGURATION[] = "configuration";

// Does the text hold it as a whole JSON text? It may be somebody's words all the same.
static bool says(const char *payload, const char *before, const char *name) {
  char *quoted = mem_format("\"%s%s\"", before, name);
  bool found = strstr(payload, quoted) != NULL;
  mem_free(quoted);
  return found;
}

static bool wants(void *user, const char *payload) {
  const struct looking *looking = user;
  const char *field;
  json_t *events;
  if ((!looking->stood || json_object_size(looking->given)) && says(payload, "", CONFIGURATION)) return true;
  json_object_foreach(looking->asked, field, events) if (says(payload, FIELD, field)) return true;
  return false;
}

// Was the state active then, as it is now? By its number alone: under an older version it may have been called otherwise.
static bool was_active(const struct casefile *item, const json_t *active, const char *id) {
  int64_t now = config_activation(item->config, chart_state_find(item->chart, id));
  const char *called;
  json_t *number;
  json_object_foreach((json_t *)active, called, number) if (json_integer_value(number) == now) return true;
  return false;
}

static void settle(struct looking *looking, const json_t *active) {
  const char *field;
  json_t *state;
  json_object_foreach(looking->given, field, state) if (!was_active(looking->item, active, json_string_value(state)))
      json_array_add(looking->former, field);
  json_object_clear(looking->given);
}

static void note_given(struct looking *looking, const char *field) {
  char *name = mem_format("%s%s", FIELD, field);
  const char *event = json_text(json_object_get(looking->parts, "event"), "name");
  json_t *state = event ? json_object_get(json_object_get(looking->asked, field), event) : NULL;
  bool is_here = json_object_get(looking->parts, name) != NULL;
  if (is_here && state && looking->stood) json_object_set(looking->given, field, state);
  if (is_here) json_object_del(looking->asked, field);
  mem_free(name);
}

static bool look_at_entry(void *user, json_t *entry) {
  struct looking *looking = user;
  json_t *events;
  const char *field;
  void *next;
  looking->parts = history_parts(entry);
  const json_t *active = json_object_get(json_object_get(looking->parts, CONFIGURATION), "active");
  if (active) settle(looking, active);
  looking->stood = looking->stood || active;
  json_object_foreach_safe(looking->asked, next, field, events) note_given(looking, field);
  json_decref(looking->parts);
  return json_object_size(looking->asked) || json_object_size(looking->given);
}

json_t *former_answers(struct board *board, const struct casefile *item) {
  struct looking looking = {.item = item, .asked = json_object(), .given = json_object(), .former = json_array()};
  struct journal_backward reader = {.wants = wants, .each = look_at_entry, .user = &looking};
  struct err unread;
  look_at_states(&looking);
  bool any = json_object_size(looking.asked) > 0;
  if (any && journal_backward(board->store, &item->id, &reader, &unread)) settle(&looking, NULL); // given by the first entry of all
  json_decref(looking.asked);
  json_decref(looking.given);
  return looking.former;
}
