// Clock stops of an item. See stops.h.
#include "run/stops.h"

#include <string.h>

static json_t *last_stop(const struct casefile *item) {
  size_t count = json_array_size(item->stops);
  return count ? json_array_get(item->stops, count - 1) : NULL;
}

bool stops_is_stopped(const struct casefile *item) {
  const json_t *last = last_stop(item);
  return last && !json_text(last, "to");
}

// A stop that began at this very instant, or later (the clock was set back meanwhile), lasted for no time and goes without a trace but its
// event.
void stops_end(struct casefile *item, int64_t at_ms) {
  char at[INSTANT_TEXT];
  int64_t from_ms = at_ms;
  struct err err;
  if (!stops_is_stopped(item)) return;
  instant_write(at_ms, at);
  if (instant_read(json_text(last_stop(item), "from"), &from_ms, &err) && from_ms >= at_ms)
    json_array_remove(item->stops, json_array_size(item->stops) - 1);
  else
    json_put_text(last_stop(item), "to", at);
}

bool stops_begin(struct board *board, struct casefile *item, int64_t at_ms, const json_t *why, struct err *err) {
  char at[INSTANT_TEXT];
  struct stop read;
  instant_write(at_ms, at);
  json_t *stop = json_pack("{s:s}", "from", at);
  json_object_update_missing(stop, (json_t *)why);
  bool ok = stop_read(stop, board->zone, &read, err);
  if (ok) stops_end(item, at_ms);
  if (ok && json_array_size(item->stops) >= STOPS_MAX)
    ok = err_set(err, ERR_LIMIT, "The clock of %s was stopped %d times already, and no more stops are kept.", item->ref, STOPS_MAX);
  if (ok) json_array_append(item->stops, stop);
  json_decref(stop);
  return ok;
}

bool stops_read(struct board *board, const struct casefile *item, struct stop *out, size_t *count, struct err *err) {
  size_t i;
  json_t *stop;
  *count = 0;
  json_array_foreach(item->stops, i, stop) {
    if (*count == STOPS_MAX) return true;
    if (!stop_read(stop, board->zone, &out[*count], err)) return false;
    ++*count;
  }
  return true;
}
