// Goal: whatever text is given for a deadline rule, a date, a clock stop, a meeting or a calendar, reading it ends in a value or a
// sentence, never a crash. Method: libFuzzer. The input is a rule, a field's value, a stop's beginning and end, a meeting and a calendar's
// days, a line each. A rule that was read is written and read back as the same; it works out the same twice, with and without its receipt,
// and within the years that an instant can be written in; and what comes next comes later.
#include "base/buf.h"
#include "base/mem.h"
#include "time/receipt.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(int64_t ms) {
  char text[INSTANT_TEXT];
  int64_t back = 0;
  struct err err;
  instant_write(ms, text);
  bool read = instant_read(text, &back, &err);
  assert(read && back == ms);
}

static void check_same(const struct rule_result *first, const struct rule_result *again) {
  assert(first->due_ms == again->due_ms && first->missing == again->missing && first->provisional == again->provisional);
  assert(first->stopped == again->stopped && strcmp(first->why, again->why) == 0);
  assert(!first->stopped || first->missing);
}

static void check_receipt(const struct rule *rule, const struct rule_input *input, struct rule_result *result) {
  json_t *receipt = receipt_new(rule, input, result);
  char *text = receipt_text(receipt);
  assert(json_is_array(result->receipt) && (result->missing || json_array_size(result->receipt) > 0));
  assert(strlen(text) > 0 && json_is_utf8(text));
  mem_free(text);
  json_decref(receipt);
  json_decref(result->receipt);
}

static void check_next(const struct rule *rule, const struct rule_input *input, int64_t after_ms) {
  struct rule_result then, again;
  struct err err;
  if (!rule_next(rule, input, after_ms, false, &then, &err) || then.missing) return;
  assert(then.due_ms > after_ms);
  bool ok = rule_next(rule, input, then.due_ms - 1, false, &again, &err);
  assert(ok && (again.missing || again.due_ms >= then.due_ms));
}

static void check_rule(const struct rule *rule, const struct rule_input *input) {
  struct rule_result first = {0}, again = {0};
  struct err err = {0}, err_again = {0};
  char *text = rule_text(rule);
  struct rule own = {0};
  bool read = rule_read(text, &own, &err);
  assert(read && own.shape == rule->shape);
  mem_free(text);
  bool ok = rule_work_out(rule, input, false, &first, &err), ok_again = rule_work_out(&own, input, true, &again, &err_again);
  assert(ok == ok_again && strcmp(err.text, err_again.text) == 0);
  if (!ok) return;
  check_same(&first, &again);
  check_receipt(rule, input, &again);
  if (!first.missing) check_text(first.due_ms);
  if (!first.missing) check_next(rule, input, first.due_ms);
}

// The stop that two lines make, or none.
static size_t read_stop(const char *from, const char *to, const struct zone *zone, struct stop *stop) {
  struct err err = {0};
  json_t *value = json_object();
  json_put_text(value, "from", from);
  json_put_text(value, "to", to && *to ? to : NULL);
  json_put_text(value, "reason", "fuzz");
  bool ok = stop_read(value, zone, stop, &err);
  assert(ok || err.text[0]);
  stop->reason = "fuzz";
  json_decref(value);
  return ok;
}

static void run(const struct rule *rule, char *lines[4], const struct calendar *calendar, size_t size) {
  struct stop stop;
  const struct zone *zone = zone_find("Europe/London");
  json_t *fields = json_object(), *meetings = json_object();
  json_put_text(fields, rule->field, lines[0]);
  if (rule->group[0] && lines[3] && json_is_utf8(lines[3])) json_array_add(json_array_at(meetings, rule->group), lines[3]);
  struct rule_input input = {.entered_ms = (int64_t)size * 86400000,
                             .fields = fields,
                             .meetings = meetings,
                             .zone = zone,
                             .calendar = calendar,
                             .stops = &stop,
                             .stop_count = read_stop(lines[1], lines[2], zone, &stop)};
  check_rule(rule, &input);
  json_decref(fields);
  json_decref(meetings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = mem_text_part((const char *)data, size), *rest = text, *words = strsep(&rest, "\n"), *lines[4] = {NULL};
  struct buf csv;
  struct err err = {0};
  struct rule rule;
  for (int i = 0; i < 4 && rest; i++) lines[i] = strsep(&rest, "\n");
  buf_init(&csv);
  buf_text(&csv, "date,name\n");
  if (rest) buf_text(&csv, rest);
  struct calendar *calendar = calendar_read("fuzz", csv.data, csv.size, &err);
  assert(calendar || err.text[0]);
  err.text[0] = '\0';
  if (rule_read(words, &rule, &err))
    run(&rule, lines, calendar, size);
  else
    assert(err.text[0]);
  calendar_free(calendar);
  buf_clear(&csv);
  mem_free(text);
  return 0;
}
