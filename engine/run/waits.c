// What the index keeps of turns, and what it comes to. See waits.h.
//
//   {"stops"?: [{"from","to"?}], "waits": [{"whose", "told"?, "rule", "field"? | "day"? | "at"?}]}
//
// `whose` and `told` are titles of roles, as a version of a workflow has them: whose turn it is, and whom its lateness was brought before.
// `field` is the text of the field that the rule counts from. A rule without one counts from the step's entry: `day` is its local day where
// the rule counts whole days, `at` else its instant; neither where it is not known, and then it counts from now, as lateness.h has it.
#include "run/waits.h"

#include "base/mem.h"
#include "run/activation.h"
#include "run/lateness.h"
#include "run/people.h"
#include "run/rules_read.h"

#include <stdio.h>
#include <string.h>

enum { DATE_MAX = 40 }; // bytes of a field that can be a date: anything longer is none, and nobody is late by it

// ---- keeping

static bool counts_days(const struct rule *rule) {
  return rule->shape == RULE_CLOSE_NEXT_WORKING || (rule->shape == RULE_OFFSET && !rule_is_exact(rule));
}

static void put_entry(const struct board *board, const struct casefile *item, const char *state, const struct rule *rule, json_t *wait) {
  char day[DATE_TEXT];
  int64_t entered = activation_entered(item, state, INT64_MIN);
  if (entered == INT64_MIN || rule->shape == RULE_DATE) return;
  date_write(zone_date(board->zone, entered), day);
  if (counts_days(rule))
    json_put_text(wait, "day", day);
  else
    json_put_number(wait, "at", entered);
}

static void add_wait(const struct board *board, const struct casefile *item, const json_t *state, json_t *waits) {
  const char *text = json_text(state, "due");
  struct err unread;
  const struct rule *rule = rules_read_of(item->definition->rules, text, &unread);
  const char *value = rule && rule->field[0] ? json_text(item->fields, rule->field) : NULL;
  if (!rule || (rule->field[0] && (!value || !*value || strlen(value) > DATE_MAX))) return;
  json_t *wait = json_pack("{s:s, s:s}", "rule", text, "whose", people_role_title(item, json_text(state, "holder")));
  json_t *told = lateness_told(item, state);
  if (json_array_size(told)) json_object_set(wait, "told", told);
  json_decref(told);
  json_put_text(wait, "field", value);
  if (!value) put_entry(board, item, json_text(state, "id"), rule, wait);
  json_array_append_new(waits, wait);
}

// Why the clock was stopped is nobody's to keep here.
static json_t *stops_of(const struct casefile *item) {
  json_t *stops = json_array(), *stop;
  size_t i;
  json_array_foreach(item->stops, i, stop)
      json_array_append_new(stops, json_pack("{s:O, s:O*}", "from", json_object_get(stop, "from"), "to", json_object_get(stop, "to")));
  return stops;
}

char *waits_keep(const struct board *board, const struct casefile *item) {
  json_t *waits = json_array();
  for (int i = 0; i < chart_state_count(item->chart); i++) {
    const json_t *state = chart_state(item->chart, i);
    if (config_is_active(item->config, i) && json_text(state, "holder") && json_text(state, "due")) add_wait(board, item, state, waits);
  }
  json_t *kept = json_pack("{s:O}", "waits", waits);
  if (json_array_size(item->stops)) json_object_set_new(kept, "stops", stops_of(item));
  char *text = json_array_size(waits) ? json_canonical(kept) : NULL;
  json_decref(kept);
  json_decref(waits);
  return text;
}

// ---- working out

struct working {
  struct board *board;
  struct rules_read *rules;
  struct rule_input input;
  struct stop stops[STOPS_MAX];
};

// False: they cannot be read, and nothing is known by them.
static bool read_stops(struct working *working, json_t *stops) {
  size_t i;
  json_t *stop;
  struct err unread;
  working->input.stop_count = 0;
  json_array_foreach(stops, i, stop) {
    if (working->input.stop_count == STOPS_MAX) break;
    json_put_text(stop, "reason", "-"); // a stop has one
    if (!stop_read(stop, working->board->zone, &working->stops[working->input.stop_count++], &unread)) return false;
  }
  return true;
}

static int64_t entered_of(const struct working *working, const json_t *wait) {
  const char *day = json_text(wait, "day");
  struct date date;
  struct err unread;
  if (day && date_read(day, &date, &unread)) return zone_day_start(working->board->zone, date);
  return json_number(wait, "at", board_now(working->board));
}

// INT64_MAX: it is not known.
static int64_t due_of(struct working *working, const json_t *wait) {
  struct err unread;
  struct rule_result result;
  const char *text = json_text(wait, "rule"), *value = json_text(wait, "field");
  const struct rule *rule = text ? rules_read_of(working->rules, text, &unread) : NULL;
  if (!rule) return INT64_MAX;
  json_t *fields = json_object();
  json_put_text(fields, rule->field, value);
  working->input.fields = fields;
  working->input.entered_ms = entered_of(working, wait);
  bool known = rule_work_out(rule, &working->input, false, &result, &unread) && !result.missing;
  json_decref(fields);
  return known ? result.due_ms : INT64_MAX;
}

static json_t *turn_of(const struct working *working, const json_t *wait, int64_t due_ms) {
  char day[DATE_TEXT];
  date_write(zone_date(working->board->zone, due_ms), day);
  return json_pack("{s:O, s:O*, s:s}", "whose", json_object_get(wait, "whose"), "told", json_object_get(wait, "told"), "due", day);
}

// When the first of the turns ends; INT64_MAX: nobody knows. Those that end before `before_ms` are put into `turns`; NULL: none is.
static int64_t first_of(struct working *working, const char *text, int64_t before_ms, json_t *turns) {
  struct err unread;
  json_t *kept = json_read(text, strlen(text), "an item's turns", &unread), *wait;
  size_t i;
  int64_t first = INT64_MAX;
  bool readable = read_stops(working, json_object_get(kept, "stops"));
  json_array_foreach(json_object_get(kept, "waits"), i, wait) {
    int64_t due = readable ? due_of(working, wait) : INT64_MAX;
    if (turns && due < before_ms) json_array_append_new(turns, turn_of(working, wait, due));
    if (due < first) first = due;
  }
  json_decref(kept);
  return first;
}

static void keep_turns(json_t *by_number, const json_t *number, json_t *turns) {
  char key[24];
  snprintf(key, sizeof key, "%lld", (long long)json_integer_value(number));
  json_object_set(by_number, key, turns);
}

// `by_number` gets the turns of each; NULL: nobody wants them.
static json_t *ending_before(struct board *board, const json_t *kept, int64_t before_ms, json_t *by_number) {
  struct working working = {.board = board, .rules = rules_read_new()};
  json_t *numbers = json_array(), *number;
  const char *text;
  working.input =
      (struct rule_input){.zone = board->zone, .calendar = board->calendar, .meetings = board_meetings(board), .stops = working.stops};
  json_object_foreach((json_t *)kept, text, number) {
    json_t *turns = by_number ? json_array() : NULL;
    bool ends = board->calendar && first_of(&working, text, before_ms, turns) < before_ms;
    if (ends) json_array_append(numbers, number);
    if (ends && turns) keep_turns(by_number, number, turns);
    json_decref(turns);
  }
  rules_read_free(working.rules);
  return numbers;
}

json_t *waits_late(struct board *board, const json_t *kept) { return ending_before(board, kept, board_now(board), NULL); }

json_t *waits_late_turns(struct board *board, const json_t *kept) {
  json_t *by_number = json_object();
  json_decref(ending_before(board, kept, board_now(board), by_number));
  return by_number;
}

json_t *waits_due(struct board *board, const json_t *kept, struct date before) {
  return ending_before(board, kept, zone_day_start(board->zone, before), NULL);
}
