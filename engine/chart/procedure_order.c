// In which order the steps of a procedure are told. An author's own order stands where it begins with the step that is first and each step
// comes behind one that leads to it; states that a module put together, or went on with, have none, and are told as they follow on one
// another. See procedure.h.
#include "base/mem.h"
#include "chart/procedure_internal.h"

#include <string.h>

struct order {
  const json_t *states;
  size_t *places;
  size_t count;
};

static bool is_told(const struct order *order, size_t place) {
  for (size_t i = 0; i < order->count; i++)
    if (order->places[i] == place) return true;
  return false;
}

// The state among these in which the one of this id stands; the count of them: in none.
static size_t place_of(const json_t *states, const char *id) {
  size_t i;
  json_t *state;
  json_array_foreach(states, i, state) {
    const char *own = json_text(state, "id");
    size_t size = strlen(own);
    if (strncmp(own, id, size) == 0 && (id[size] == 0 || id[size] == '.')) break;
  }
  return i;
}

static void tell(struct order *order, size_t place) {
  if (place < json_array_size(order->states) && !is_told(order, place)) order->places[order->count++] = place;
}

// What its transitions lead to, in their order, those of the states below it too.
static void follow(struct order *order, const json_t *value) {
  const char *key, *target = json_text(value, "target");
  size_t i;
  json_t *member;
  if (target) tell(order, place_of(order->states, target));
  json_array_foreach(json_object_get(value, "targets"), i, member) tell(order, place_of(order->states, json_string_value(member)));
  json_object_foreach((json_t *)value, key, member) follow(order, member);
  json_array_foreach(value, i, member) follow(order, member);
}

// All that is come to from the first, as it follows on one another.
static void follow_all(struct order *order, size_t first) {
  tell(order, first);
  for (size_t i = 0; i < order->count; i++) follow(order, json_array_get(order->states, order->places[i]));
}

static struct order order_new(const json_t *states) {
  return (struct order){.states = states, .places = mem_new((json_array_size(states) + 1) * sizeof(size_t))};
}

// Where it is over, and what nothing leads to from the first, may stand where it stands.
static bool is_authors(const struct order *followed) {
  struct order led = order_new(followed->states);
  bool is = followed->places[0] == 0;
  tell(&led, 0);
  for (size_t i = 0; is && i < json_array_size(followed->states); i++) {
    const json_t *state = json_array_get(followed->states, i);
    is = is_told(&led, i) || !is_told(followed, i) || json_array_has(json_object_get(state, "tags"), "closed");
    follow(&led, state);
  }
  mem_free(led.places);
  return is;
}

size_t *procedure_order(const json_t *states, const char *initial) {
  size_t count = json_array_size(states), first = initial ? place_of(states, initial) : 0;
  struct order order = order_new(states);
  if (count > 0) follow_all(&order, first);
  if (count > 0 && is_authors(&order)) order.count = 0;
  for (size_t i = 0; i < count; i++) tell(&order, i);
  return order.places;
}
