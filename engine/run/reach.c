// Rungs that reach nobody. See reach.h.
#include "run/reach.h"

#include "base/mem.h"
#include "run/deadline.h"
#include "run/due.h"
#include "run/message.h"
#include "run/people.h"

#include <string.h>

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

// Does the item say whose post it is? A step that is still to come may name the agency first, so until then nobody is missing.
static bool is_known(const struct casefile *item, const char *role) {
  const json_t *spec = chart_role(item->chart, role);
  const char *of = json_text(spec, "of");
  return (json_text(spec, "post") || json_text(spec, "group")) && (!of || json_object_get(item->fields, of));
}

static void look_at_rung(const struct reach *reach, const char *ladder, const json_t *rung) {
  char *what = mem_format("%s/%s", ladder, json_text(rung, "name"));
  json_t *role;
  size_t i;
  json_array_foreach(json_object_get(rung, "tell"), i, role) if (is_known(reach->item, json_string_value(role)))
      look(reach, json_string_value(role), what);
  mem_free(what);
}

// ---- what is due soon

struct soon {
  struct board *board;
  const struct casefile *item;
  int64_t until_ms;
  json_t *found;
};

static void add_if_vacant(const struct soon *soon, const char *role, int64_t due_ms) {
  json_t *held = people_of_role(soon->board, soon->item, role, NULL);
  if (json_array_size(held) == 0)
    json_array_append_new(
        soon->found, json_pack("{s:s, s:s, s:I}", "role", role, "title", people_role_title(soon->item, role), "due", (json_int_t)due_ms));
  json_decref(held);
}

static void add_armed(const struct soon *soon, const json_t *timer) {
  json_t *roles = due_roles(soon->item, timer), *role;
  size_t i;
  json_array_foreach(roles, i, role) add_if_vacant(soon, json_string_value(role), json_number(timer, "due", 0));
  json_decref(roles);
}

static bool is_armed(const struct casefile *item, const char *ladder, const json_t *rung) {
  char *name = mem_format("%s/%s", ladder, json_text(rung, "name"));
  bool armed = false;
  size_t i;
  json_t *timer;
  json_array_foreach(item->timers, i, timer) armed = armed || strcmp(json_text(timer, "name"), name) == 0;
  mem_free(name);
  return armed;
}

// Of a ladder whose state is still to come. A rung whose time has gone by was used, or has no part in this.
static void add_to_come(const struct soon *soon, const char *ladder, const json_t *rung) {
  struct rule_result worked;
  struct err unknown;
  int64_t now = board_now(soon->board);
  json_t *role;
  size_t i;
  bool known = !is_armed(soon->item, ladder, rung) &&
               deadline_work_out(soon->board, soon->item, json_text(rung, "rule"), soon->item->fields, now, &worked, &unknown) &&
               !worked.missing && worked.due_ms > now && worked.due_ms <= soon->until_ms;
  if (!known) return;
  json_array_foreach(json_object_get(rung, "tell"), i, role) if (is_known(soon->item, json_string_value(role)))
      add_if_vacant(soon, json_string_value(role), worked.due_ms);
}

json_t *reach_vacant(struct board *board, const struct casefile *item, int64_t until_ms) {
  const struct soon soon = {.board = board, .item = item, .until_ms = until_ms, .found = json_array()};
  json_t *one, *rung;
  size_t i, j;
  if (item->closed) return soon.found;
  json_array_foreach(item->timers, i, one) if (json_number(one, "due", 0) <= until_ms) add_armed(&soon, one);
  json_array_foreach(json_object_get(casefile_structure(item), "ladders"), i, one)
      json_array_foreach(json_object_get(one, "rungs"), j, rung) add_to_come(&soon, json_text(one, "name"), rung);
  return soon.found;
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
