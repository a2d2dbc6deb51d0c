// Rungs that reach nobody. See reach.h.
#include "run/reach.h"

#include "base/mem.h"
#include "run/due.h"
#include "run/message.h"
#include "run/people.h"

struct reach {
  struct board *board;
  const struct casefile *item;
  json_t *warnings, *seen; // seen: roles that were looked at
};

static void warn(const struct reach *reach, const char *role, const char *what) {
  json_t *instead = message_fallback(reach->board);
  const char *title = people_role_title(reach->item, role);
  char *text = instead ? mem_format("Nobody holds %s today: %s would tell %s (%s) instead", title, what, json_text(instead, "name"),
                                    json_text(instead, "via"))
                       : mem_format("Nobody holds %s today: %s would reach no one", title, what);
  json_array_add(reach->warnings, text);
  mem_free(text);
  json_decref(instead);
}

static void look(const struct reach *reach, const char *role, const char *what) {
  if (json_array_has(reach->seen, role)) return;
  json_array_add(reach->seen, role);
  json_t *found = people_of_role(reach->board, reach->item, role, NULL);
  if (json_array_size(found) == 0) warn(reach, role, what);
  json_decref(found);
}

static void look_at_timer(const struct reach *reach, const json_t *timer) {
  json_t *roles = due_roles(reach->item, timer), *role;
  char day[40], *what;
  size_t i;
  date_write_long(zone_date(reach->board->zone, json_number(timer, "due", 0)), day);
  what = mem_format("%s on %s", json_text(timer, "name"), day);
  json_array_foreach(roles, i, role) look(reach, json_string_value(role), what);
  mem_free(what);
  json_decref(roles);
}

static void look_at_rung(const struct reach *reach, const char *ladder, const json_t *rung) {
  char *what = mem_format("%s/%s", ladder, json_text(rung, "name"));
  json_t *role;
  size_t i;
  json_array_foreach(json_object_get(rung, "tell"), i, role) {
    const json_t *spec = chart_role(reach->item->chart, json_string_value(role));
    if (json_text(spec, "post") || json_text(spec, "group")) look(reach, json_string_value(role), what);
  }
  mem_free(what);
}

// By due, so that a role is named with the first that would have told it.
void reach_warnings(struct board *board, const struct casefile *item, json_t *warnings) {
  const struct reach reach = {.board = board, .item = item, .warnings = warnings, .seen = json_array()};
  json_t *one, *rung;
  size_t i, j;
  if (!item->closed) {
    json_array_foreach(item->timers, i, one) look_at_timer(&reach, one);
    json_array_foreach(json_object_get(casefile_structure(item), "ladders"), i, one)
        json_array_foreach(json_object_get(one, "rungs"), j, rung) look_at_rung(&reach, json_text(one, "name"), rung);
  }
  json_decref(reach.seen);
}
