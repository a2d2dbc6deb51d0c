// In which order the steps of a procedure are told. An author's own order stands where it begins with the step that is first; states that
// were put together by a module have none, and are told as they follow on one another. See procedure.h.
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

size_t *procedure_order(const json_t *states, const char *initial) {
  size_t count = json_array_size(states), first = initial ? place_of(states, initial) : 0;
  struct order order = {.states = states, .places = mem_new((count + 1) * sizeof *order.places)};
  if (first > 0) tell(&order, first);
  for (size_t i = 0; first > 0 && i < order.count; i++) follow(&order, json_array_get(states, order.places[i]));
  for (size_t i = 0; i < count; i++) tell(&order, i);
  return order.places;
}
