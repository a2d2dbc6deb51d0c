// The actions that stop an item's clock and let it run again (T8). A chart only says so, with the reason as it stands at that moment (S8):
// what it does to the item's deadlines is the business of whoever keeps them, who also knows whether the clock is stopped already.
#include "base/mem.h"
#include "chart/machine_internal.h"

#include <string.h>

static bool is_blank(const json_t *value) {
  return !value || json_is_null(value) || (json_is_string(value) && !field_is_filled(NULL, value));
}

// A member worked out; left out where it is empty, unless it is `needed`.
static bool member_put(struct machine *machine, const json_t *spec, const char *key, bool needed, json_t *out, struct err *err) {
  struct step_view view = machine_view(machine, NULL);
  const json_t *given = json_object_get(spec, key);
  json_t *value = given ? value_evaluate(&view, given, err) : json_null();
  if (!value) return false;
  bool blank = is_blank(value), ok = blank ? !needed : json_is_string(value);
  if (ok && !blank) json_object_set(out, key, value);
  json_decref(value);
  return ok || err_set(err, ERR_INVALID, blank ? "it does not say why: \"%s\" is empty" : "\"%s\" is not text", key);
}

static bool review_fits(const json_t *out, struct err *err) {
  const json_t *review = json_object_get(out, "review");
  return !review || field_is_day(review) ||
         err_set(err, ERR_INVALID, "\"review\" takes a date like 2016-04-04, and was given \"%.80s\"", json_string_value(review));
}

static bool effect_put(struct machine *machine, enum effect_kind kind, json_t *value, struct err *err) {
  struct effect *effect = machine_effect(machine, kind, machine->owner);
  if (effect)
    effect->value = value;
  else
    json_decref(value);
  return effect || err_set(err, ERR_LIMIT, "too much was done");
}

bool clock_stop(struct machine *machine, const json_t *spec, struct err *err) {
  json_t *value = json_object();
  bool ok = member_put(machine, spec, "reason", true, value, err) && member_put(machine, spec, "authority", false, value, err) &&
            member_put(machine, spec, "review", false, value, err) && review_fits(value, err);
  if (ok) return effect_put(machine, EFFECT_STOP_CLOCK, value, err);
  json_decref(value);
  return false;
}

bool clock_start(struct machine *machine, struct err *err) { return effect_put(machine, EFFECT_START_CLOCK, NULL, err); }
