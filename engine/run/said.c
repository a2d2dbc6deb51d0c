// Values that a step asks the world for (format 7): the date that a deadline rule gives now, a setting of the board, its agencies.
#include "base/mem.h"
#include "run/deadline.h"
#include "run/duty.h"
#include "run/turn.h"
#include "time/zone.h"

#include <string.h>

// The local day on which the deadline falls; null while a date that it counts from is not there.
static json_t *date_of_rule(struct turn *turn, const char *rule, const struct step_view *view, struct err *err) {
  struct rule_result worked;
  if (!deadline_work_out(turn->board, turn->item, rule, view->fields, view->now_ms, &worked, err)) return NULL;
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
