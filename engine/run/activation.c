// What is known of a state's activation. See activation.h.
#include "run/activation.h"

#include <string.h>

static json_t *find(const struct casefile *item, const char *state) { return json_object_get(item->activations, state); }

void activation_begin(struct casefile *item, int state, int64_t now_ms) {
  if (chart_timer_count(item->chart, state) == 0) return;
  const char *id = json_text(chart_state(item->chart, state), "id");
  json_object_set_new(item->activations, id, json_pack("{s:I}", "entered", (json_int_t)now_ms));
}

void activation_end(struct casefile *item, const char *state) { json_object_del(item->activations, state); }

bool activation_is_known(const struct casefile *item, const char *state) { return find(item, state) != NULL; }

int64_t activation_entered(const struct casefile *item, const char *state, int64_t unknown_ms) {
  return json_number(find(item, state), "entered", unknown_ms);
}

void activation_spend(struct casefile *item, const char *state, const char *timer) {
  json_t *activation = find(item, state);
  if (activation && !activation_has_spent(item, state, timer)) json_array_add(json_array_at(activation, "spent"), timer);
}

void activation_renew(struct casefile *item, const char *state, const char *timer) {
  json_t *spent = json_object_get(find(item, state), "spent"), *name;
  size_t i;
  json_object_del(json_object_get(find(item, state), "last"), timer);
  json_object_del(json_object_get(find(item, state), "round"), timer);
  json_array_foreach(spent, i, name) if (strcmp(json_string_value(name), timer) == 0) {
    json_array_remove(spent, i);
    return;
  }
}

bool activation_has_spent(const struct casefile *item, const char *state, const char *timer) {
  return json_array_has(json_object_get(find(item, state), "spent"), timer);
}

static int64_t number_of(const struct casefile *item, const char *state, const char *what, const char *timer) {
  return json_number(json_object_get(find(item, state), what), timer, INT64_MIN);
}

static void put_number(struct casefile *item, const char *state, const char *what, const char *timer, int64_t number) {
  json_t *activation = find(item, state);
  if (activation && number != INT64_MIN) json_put_number(json_object_at(activation, what), timer, number);
}

struct activation_time activation_last(const struct casefile *item, const char *state, const char *timer) {
  return (struct activation_time){number_of(item, state, "last", timer), number_of(item, state, "round", timer)};
}

void activation_set_last(struct casefile *item, const char *state, const char *timer, struct activation_time last) {
  put_number(item, state, "last", timer, last.ms);
  put_number(item, state, "round", timer, last.round);
}

int64_t activation_armed(const struct casefile *item, const char *state, const char *timer) {
  return number_of(item, state, "armed", timer);
}

void activation_set_armed(struct casefile *item, const char *state, const char *timer, int64_t round) {
  put_number(item, state, "armed", timer, round);
}
