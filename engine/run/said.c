// Values that a step asks the world for (format 7): the date that a deadline rule gives now, a setting of the board, its agencies.
#include "base/mem.h"
#include "run/deadline.h"
#include "run/duty.h"
#include "run/stops.h"
#include "run/turn.h"
#include "time/zone.h"

#include <string.h>

// What this very step did to the clock, in its order, is recorded after it; a date that it asks for is by the clock as it is then.
static bool clock_as_it_is_by_then(struct turn *turn, const struct step_result *so_far, struct err *err) {
  for (size_t i = 0; so_far && i < so_far->effect_count; i++) {
    const struct effect *effect = &so_far->effects[i];
    if (effect->kind == EFFECT_START_CLOCK) stops_end(turn->item, turn->now_ms);
    if (effect->kind == EFFECT_STOP_CLOCK && !stops_begin(turn->board, turn->item, turn->now_ms, effect->value, err)) return false;
  }
  return true;
}

static bool work_out(struct turn *turn, const char *rule, const struct step_view *view, struct rule_result *worked, struct err *err) {
  json_t *kept = turn->item->stops;
  turn->item->stops = json_deep_copy(kept);
  bool ok = clock_as_it_is_by_then(turn, view->so_far, err) &&
            deadline_work_out(turn->board, turn->item, rule, view->fields, view->now_ms, worked, err);
  json_decref(turn->item->stops);
  turn->item->stops = kept;
  return ok;
}

// The local day on which the deadline falls; null while a date that it counts from is not there.
static json_t *date_of_rule(struct turn *turn, const char *rule, const struct step_view *view, struct err *err) {
  struct rule_result worked;
  if (!work_out(turn, rule, view, &worked, err)) return NULL;
  char day[DATE_TEXT];
  if (worked.missing) return json_null();
  board_today(turn->board, worked.due_ms, day);
  return json_string(day);
}

// Text as it is, a number in digits; anything else has no one text.
static json_t *setting_text(struct turn *turn, const char *name, struct err *err) {
  json_t *value = setting_find(turn->board->store, name), *text = NULL;
  if (!value || json_is_null(value))
    text = json_null();
  else if (json_is_string(value))
    text = json_incref(value);
  else if (json_is_integer(value))
    text = json_sprintf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
  else
    err_set(err, ERR_INVALID, "the setting \"%s\" is neither text nor a number, so no field can hold it", name);
  json_decref(value);
  return text;
}

static json_t *nobody_has(struct board *board, const char *duty) {
  char *said = duty_nobody(board, duty);
  json_t *text = json_string(said);
  mem_free(said);
  return text;
}

json_t *turn_value(struct turn *turn, const char *from, const char *name, const struct step_view *view, struct err *err) {
  if (strcmp(from, "nobody") == 0) return nobody_has(turn->board, name);
  if (strcmp(from, "agencies") == 0) return duty_agencies(turn->board, name);
  return strcmp(from, "rule") == 0 ? date_of_rule(turn, name, view, err) : setting_text(turn, name, err);
}
