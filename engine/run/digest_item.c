// Items of digests. See digest_item.h.
#include "run/digest_item.h"

#include "chart/step.h"
#include "run/lateness.h"
#include "run/people.h"
#include "run/rights.h"

#include <string.h>

enum { LATE_DAYS_MAX = 260, LABELS_MAX = 4 }; // a year of working days; what is later than that is "over a year" late

// Working days after its last day.
static int64_t late_days(struct board *board, int64_t due_ms) {
  struct date day = zone_date(board->zone, due_ms), today = zone_date(board->zone, board_now(board));
  int64_t days = 0;
  while (date_days(day) < date_days(today) && days <= LATE_DAYS_MAX) {
    day = date_add_days(day, 1);
    days += calendar_is_working(board->calendar, day);
  }
  return days;
}

// Where nobody is held to a date of their own: the item's, as lists show it. Past, it makes nobody late (T5: lateness is the holder's).
static void put_date(const struct casefile *item, json_t *shown) {
  struct err none;
  struct date date;
  char day[40];
  const char *field = casefile_list_field(item, "due"), *text = field ? json_text(item->fields, field) : NULL;
  if (!text || !date_read(text, &date, &none)) return;
  date_write_long(date, day);
  json_put_text(shown, "due", day);
}

static void put_due(struct board *board, const struct casefile *item, const json_t *row, json_t *shown) {
  struct err none;
  int64_t due_ms;
  char day[40];
  if (!json_text(row, "due") || !instant_read(json_text(row, "due"), &due_ms, &none)) {
    put_date(item, shown);
    return;
  }
  date_write_long(zone_date(board->zone, due_ms), day);
  json_put_text(shown, json_flag(row, "late") ? "since" : "due", day);
  if (json_flag(row, "late")) json_put_number(shown, "late_days", late_days(board, due_ms));
}

// The moves that take the item on, where they are this person's: what they decide themselves, and what else they may do.
static void put_moves(struct board *board, const struct casefile *item, const char *person, json_t *shown) {
  json_t *decide = json_array(), *others = json_array(), *events = step_events(item->chart, item->config), *event, *candidate;
  size_t i, j;
  json_array_foreach(events, i, event) {
    json_t *candidates = rights_candidates(item, json_string_value(event));
    json_array_foreach(candidates, j, candidate) {
      const json_t *transition = json_object_get(candidate, "transition");
      const char *label = json_text(transition, "label");
      if (!label || !json_object_get(transition, "target") || !rights_take(board, item, transition, person, NULL, NULL)) continue;
      json_t *list = json_array_size(json_object_get(transition, "decided_by")) ? decide : others;
      if (!json_array_has(list, label) && json_array_size(list) < LABELS_MAX) json_array_add(list, label);
    }
    json_decref(candidates);
  }
  json_decref(events);
  json_object_set_new(shown, "decide", decide);
  json_object_set_new(shown, "do", others);
}

static bool is_there(const json_t *list, const char *ref) {
  size_t i;
  json_t *one;
  json_array_foreach(list, i, one) if (strcmp(json_text(one, "ref"), ref) == 0) return true;
  return false;
}

// Once a person, however many states of it are theirs. Who sees a part of it learns that it waits for them, and no more (R1).
static void add(struct board *board, const struct casefile *item, const json_t *row, const char *person, json_t *waits) {
  json_t *list = json_array_at(waits, person);
  if (is_there(list, item->ref) || !rights_see(board, item, person)) return;
  json_t *shown = json_pack("{s:s, s:s}", "ref", item->ref, "noun", casefile_noun(item));
  if (rights_see_all(board, item, person)) {
    put_due(board, item, row, shown);
    put_moves(board, item, person, shown);
  }
  json_array_append_new(list, shown);
}

void digest_item_add(struct board *board, const struct casefile *item, const json_t *wanted, json_t *waits) {
  json_t *rows = lateness_list(board, item, true), *row, *who;
  size_t i, j;
  json_array_foreach(rows, i, row) json_array_foreach(json_object_get(row, "people"), j, who) {
    const char *person = json_text(who, "id");
    if (person && json_object_get(wanted, person)) add(board, item, row, person, waits);
  }
  json_decref(rows);
}
