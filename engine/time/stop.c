// Clock stops: reading them, and what of a day or of a span of time they take. See stop.h.
#include "time/stop.h"

#include "time/rule_internal.h"

#include <stdio.h>
#include <string.h>

// `why` may be a sentence of its own: its full stop is ours to put.
static bool refuse(const char *why, struct err *err) {
  int size = (int)strlen(why);
  if (size && why[size - 1] == '.') size--;
  return err_set(err, ERR_INVALID, "The clock stop was not understood: %.*s. A stop has `from`, `to` once it has ended, and a `reason`.",
                 size, why);
}

// A date stands for the first instant of its day, or for the first after it.
static bool read_edge(const char *text, const struct zone *zone, bool is_end, int64_t *ms, struct err *err) {
  struct date date;
  struct err why;
  bool is_date = strlen(text) <= 10, ok = is_date ? date_read(text, &date, &why) : instant_read(text, ms, &why);
  if (!ok) return refuse(why.text, err);
  if (is_date) *ms = is_end ? zone_day_end(zone, date) + 1 : zone_day_start(zone, date);
  return true;
}

bool stop_read(const json_t *value, const struct zone *zone, struct stop *stop, struct err *err) {
  const char *from = json_text(value, "from"), *to = json_text(value, "to"), *review = json_text(value, "review");
  struct stop read = {.to_ms = STOP_OPEN, .reason = json_text(value, "reason"), .authority = json_text(value, "authority")};
  struct err why;
  if (!from) return refuse("it does not say from when", err);
  if (!read.reason || !*read.reason) return refuse("it gives no reason", err);
  if (!read_edge(from, zone, false, &read.from_ms, err) || (to && !read_edge(to, zone, true, &read.to_ms, err))) return false;
  if (read.to_ms <= read.from_ms) return refuse("it ends before it begins", err);
  if (review && !date_read(review, &read.review, &why)) return refuse(why.text, err);
  *stop = read;
  return true;
}

// The end is shown as the last minute that was stopped: "to Fri 3 Jun 2016 23:59".
static void put_shown(json_t *value, const struct stop *stop, const struct zone *zone) {
  char from[40], to[40], shown[100];
  zone_write(zone, stop->from_ms, from);
  zone_write(zone, stop->to_ms == STOP_OPEN ? stop->from_ms : stop->to_ms - 1, to);
  if (stop->to_ms == STOP_OPEN)
    snprintf(shown, sizeof shown, "since %s", from);
  else
    snprintf(shown, sizeof shown, "from %s to %s", from, to);
  json_put_text(value, "shown", shown);
}

json_t *stop_json(const struct stop *stop, const struct zone *zone) {
  char text[INSTANT_TEXT];
  json_t *value = json_object();
  instant_write(stop->from_ms, text);
  json_put_text(value, "from", text);
  if (stop->to_ms != STOP_OPEN) instant_write(stop->to_ms, text);
  json_put_text(value, "to", stop->to_ms == STOP_OPEN ? NULL : text);
  json_put_text(value, "reason", stop->reason);
  json_put_text(value, "authority", stop->authority);
  date_write(stop->review, text);
  json_put_text(value, "review", stop->review.year ? text : NULL);
  put_shown(value, stop, zone);
  return value;
}

// An open one before others: it decides.
const struct stop *stop_within(const struct rule_input *input, int64_t start_ms, int64_t end_ms) {
  const struct stop *found = NULL;
  for (size_t i = 0; i < input->stop_count; i++) {
    const struct stop *stop = &input->stops[i];
    if (stop->from_ms >= end_ms || stop->to_ms <= start_ms) continue;
    if (!found || stop->to_ms == STOP_OPEN) found = stop;
  }
  return found;
}

const struct stop *stop_on_day(const struct rule_input *input, struct date date) {
  if (input->stop_count == 0) return NULL;
  return stop_within(input, zone_day_start(input->zone, date), zone_day_end(input->zone, date) + 1);
}

// The stop that the clock meets first, running on from `ms`: the one that stands there, else the next to begin. NULL when there is none.
static const struct stop *next_stop(const struct rule_input *input, int64_t ms) {
  const struct stop *next = NULL;
  for (size_t i = 0; i < input->stop_count; i++) {
    const struct stop *stop = &input->stops[i];
    if (stop->to_ms > ms && (!next || stop->from_ms < next->from_ms)) next = stop;
  }
  return next;
}

const struct stop *stop_run(const struct rule_input *input, int64_t *ms, int64_t *left_ms, stop_each *each, void *user) {
  const struct stop *stop;
  while ((stop = next_stop(input, *ms)) && stop->from_ms - *ms < *left_ms) {
    if (stop->from_ms > *ms) {
      *left_ms -= stop->from_ms - *ms;
      *ms = stop->from_ms;
    }
    if (stop->to_ms == STOP_OPEN) return stop;
    each(user, stop);
    *ms = stop->to_ms;
  }
  *ms += *left_ms;
  *left_ms = 0;
  return NULL;
}
