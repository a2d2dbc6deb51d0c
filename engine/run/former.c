// Which answers are of an earlier round. See former.h.
#include "run/former.h"

#include "run/history.h"

#include <string.h>

struct looking {
  const struct casefile *item;
  json_t *asked;   // {FIELD: {EVENT: state that asks}}: of moves that there are now, what may be left as it is filled
  json_t *entered; // {STATE: entry}: where the states that are active were entered this time
  json_t *given;   // {FIELD: {"event","entry"}}: what gave it last
};

// ---- what is asked now

static void add_form(struct looking *looking, const char *state, const json_t *transition) {
  const char *event = json_text(transition, "event");
  size_t i;
  json_t *row;
  json_array_foreach(json_object_get(transition, "form"), i, row) {
    const char *field = json_text(row, "field");
    const json_t *value = json_object_get(looking->item->fields, field);
    bool kept = event && json_flag(row, "optional") && value && !json_is_null(value);
    if (kept) json_put_text(json_object_at(looking->asked, field), event, state);
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

static const char FIELD[] = "field/";

static void note_entered(struct looking *looking, const json_t *parts, int64_t number) {
  const json_t *active = json_object_get(json_object_get(parts, "configuration"), "active");
  const struct casefile *item = looking->item;
  const char *id;
  json_t *activation;
  json_object_foreach((json_t *)active, id, activation) {
    int state = chart_state_find(item->chart, id);
    bool now = state >= 0 && json_integer_value(activation) == config_activation(item->config, state);
    if (now && !json_object_get(looking->entered, id)) json_put_number(looking->entered, id, number);
  }
}

static void note_given(struct looking *looking, const json_t *parts, int64_t number) {
  const char *event = json_text(json_object_get(parts, "event"), "name"), *name;
  json_t *value;
  json_object_foreach((json_t *)parts, name, value) {
    const char *field = strncmp(name, FIELD, sizeof FIELD - 1) == 0 ? name + sizeof FIELD - 1 : NULL;
    if (!field || !json_object_get(looking->asked, field)) continue;
    json_object_del(looking->given, field);
    if (event) json_object_set_new(looking->given, field, json_pack("{s:s, s:I}", "event", event, "entry", (json_int_t)number));
  }
}

static bool look_at_entry(void *user, json_t *entry) {
  struct looking *looking = user;
  json_t *parts = history_parts(entry);
  int64_t number = json_number(entry, "case_sequence", 0);
  note_entered(looking, parts, number);
  note_given(looking, parts, number);
  json_decref(parts);
  return true;
}

static bool is_former(const struct looking *looking, const char *field, const json_t *given) {
  const char *event = json_text(given, "event"), *state = json_text(json_object_get(looking->asked, field), event);
  return state && json_number(given, "entry", 0) <= json_number(looking->entered, state, 0);
}

json_t *former_answers(struct board *board, const struct casefile *item) {
  struct looking looking = {.item = item, .asked = json_object(), .entered = json_object(), .given = json_object()};
  json_t *former = json_array(), *given;
  const char *field;
  struct err unread;
  look_at_states(&looking);
  if (json_object_size(looking.asked)) journal_each(board->store, &item->id, look_at_entry, &looking, &unread);
  json_object_foreach(looking.given, field, given) if (is_former(&looking, field, given)) json_array_add(former, field);
  json_decref(looking.asked);
  json_decref(looking.entered);
  json_decref(looking.given);
  return former;
}
