// Receipts of deadlines, as JSON and as text. See receipt.h.
#include "time/receipt.h"

#include "base/buf.h"
#include "base/mem.h"
#include "time/internal.h"

#include <string.h>

void receipt_put_due(json_t *object, const struct zone *zone, const struct rule_result *result) {
  char due[INSTANT_TEXT], local[DATE_TEXT], shown[40];
  if (result->missing) {
    json_object_set_new_nocheck(object, "due", json_null());
    json_object_set_new_nocheck(object, "local", json_null());
    json_object_set_new_nocheck(object, "shown", json_null());
    return;
  }
  instant_write(result->due_ms, due);
  date_write(zone_date(zone, result->due_ms), local);
  zone_write(zone, result->due_ms, shown);
  json_put_text(object, "due", due);
  json_put_text(object, "local", local);
  json_put_text(object, "shown", shown);
}

static json_t *named(const char *name, const char *version) {
  json_t *value = json_object();
  json_put_text(value, "name", name);
  json_put_text(value, "version", version);
  return value;
}

static void put_field(json_t *receipt, const struct rule *rule, const struct rule_input *input) {
  const json_t *value = json_object_get(input->fields, rule->field);
  if (!rule->field[0] || !value) return;
  json_t *field = json_object();
  json_put_text(field, "name", rule->field);
  json_object_set_new_nocheck(field, "value", json_deep_copy(value));
  json_object_set_new_nocheck(receipt, "field", field);
}

static void put_stops(json_t *receipt, const struct rule_input *input) {
  for (size_t i = 0; i < input->stop_count; i++)
    json_array_append_new(json_array_at(receipt, "stops"), stop_json(&input->stops[i], input->zone));
}

json_t *receipt_new(const struct rule *rule, const struct rule_input *input, const struct rule_result *result) {
  json_t *receipt = json_object();
  char *text = rule_text(rule), entered[INSTANT_TEXT];
  instant_write(input->entered_ms, entered);
  json_put_text(receipt, "rule", text);
  json_put_text(receipt, "entered", entered);
  put_field(receipt, rule, input);
  receipt_put_due(receipt, input->zone, result);
  json_object_set_new_nocheck(receipt, "receipt", result->receipt ? json_deep_copy(result->receipt) : json_array());
  put_stops(receipt, input);
  if (input->calendar)
    json_object_set_new_nocheck(receipt, "calendar", named(calendar_name(input->calendar), calendar_version(input->calendar)));
  json_object_set_new_nocheck(receipt, "zone", named(zone_name(input->zone), zone_version(input->zone)));
  json_put_flag(receipt, "provisional", result->provisional);
  if (result->missing) json_put_text(receipt, "missing", result->why);
  if (result->missing) json_put_flag(receipt, "stopped", result->stopped);
  mem_free(text);
  return receipt;
}

// A calendar's names of days are words of a file: "good_friday".
static void put_words(struct buf *out, const char *words) {
  for (; *words; words++) buf_char(out, *words == '_' ? ' ' : *words);
}

static void put_day(struct buf *out, const json_t *line) {
  const char *why = json_text(line, "why"), *note = json_text(line, "note"), *stopped = json_text(line, "stopped");
  const char *day = json_text(line, "date");
  struct date date;
  struct err unused;
  char shown[40];
  if (day && date_read(day, &date, &unused)) date_write_long(date, shown), day = shown;
  buf_format(out, "  %-17s", day ? day : "");
  if (why) buf_text(out, stopped ? "  " : "  skipped: "), put_words(out, why);
  if (stopped) buf_format(out, "%s clock stopped: %s", why ? "," : " ", stopped);
  if (note) buf_format(out, "%s%s", why || stopped ? "; " : "  ", note);
  if (!why && !stopped && !note) buf_text(out, json_flag(line, "counted") ? "  counted" : "  not counted");
  buf_char(out, '\n');
}

static void put_stop(struct buf *out, const json_t *stop) {
  const char *authority = json_text(stop, "authority"), *review = json_text(stop, "review");
  buf_format(out, "Clock stopped %s: %s", json_text(stop, "shown"), json_text(stop, "reason"));
  if (authority) buf_format(out, "; allowed by %s", authority);
  if (review) buf_format(out, "; to be looked at again on %s", review);
  buf_text(out, ".\n");
}

static void put_sources(struct buf *out, const json_t *receipt) {
  const json_t *calendar = json_object_get(receipt, "calendar"), *zone = json_object_get(receipt, "zone");
  if (calendar) buf_format(out, "Calendar: %s, version %s. ", json_text(calendar, "name"), json_text(calendar, "version"));
  buf_format(out, "Zone: %s, %s.\n", json_text(zone, "name"), json_text(zone, "version"));
  if (json_text(receipt, "former")) buf_format(out, "%s\n", json_text(receipt, "former"));
  if (json_flag(receipt, "provisional"))
    buf_text(out,
             "Provisional: it passes through a year whose bank holidays are not known yet, and will be worked out again when they are.\n");
}

char *receipt_text(const json_t *receipt) {
  struct buf out;
  size_t i;
  const json_t *line, *days = json_object_get(receipt, "receipt"), *stops = json_object_get(receipt, "stops");
  const char *shown = json_text(receipt, "shown"), *missing = json_text(receipt, "missing");
  buf_init(&out);
  if (shown)
    buf_format(&out, "%s: due %s (%s).\n", json_text(receipt, "rule"), shown, json_text(receipt, "due"));
  else
    buf_format(&out, "%s: no deadline, because %s.\n", json_text(receipt, "rule"), missing ? missing : "nothing is known");
  if (json_array_size(days) > 0) buf_char(&out, '\n');
  json_array_foreach(days, i, line) put_day(&out, line);
  if (json_array_size(days) > 0) buf_char(&out, '\n');
  json_array_foreach(stops, i, line) put_stop(&out, line);
  put_sources(&out, receipt);
  return buf_take(&out);
}
