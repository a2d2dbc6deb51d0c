// Goal: whatever text is given for a deadline rule, a date or a calendar, reading it ends in a value or a sentence, never a crash.
// Method: libFuzzer. The input is a rule, a field's value and a calendar's days, a line each; a rule that was read works out the same
// twice, with and without its receipt, and within the years that an instant can be written in.
#include "time/rule.h"

#include "base/buf.h"
#include "base/mem.h"

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

static void check_rule(const struct rule *rule, const struct rule_input *input) {
  struct rule_result first = {0}, again = {0};
  struct err err = {0}, err_again = {0};
  bool ok = rule_work_out(rule, input, false, &first, &err), ok_again = rule_work_out(rule, input, true, &again, &err_again);
  assert(ok == ok_again && strcmp(err.text, err_again.text) == 0);
  if (!ok) return;
  assert(first.due_ms == again.due_ms && first.missing == again.missing && first.provisional == again.provisional);
  assert(json_is_array(again.receipt) && (first.missing || json_array_size(again.receipt) > 0));
  if (!first.missing) check_text(first.due_ms);
  json_decref(again.receipt);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = mem_text_part((const char *)data, size), *rest = text;
  char *words = strsep(&rest, "\n"), *value = rest ? strsep(&rest, "\n") : NULL;
  struct buf csv;
  struct err err = {0};
  struct rule rule;
  buf_init(&csv);
  buf_text(&csv, "date,name\n");
  if (rest) buf_text(&csv, rest);
  struct calendar *calendar = calendar_read("fuzz", csv.data, csv.size, &err);
  assert(calendar || err.text[0]);
  if (rule_read(words, &rule, &err)) {
    json_t *fields = json_object();
    json_put_text(fields, rule.field, value);
    struct rule_input input = {
        .entered_ms = (int64_t)size * 86400000, .fields = fields, .zone = zone_find("Europe/London"), .calendar = calendar};
    check_rule(&rule, &input);
    json_decref(fields);
  } else {
    assert(err.text[0]);
  }
  calendar_free(calendar);
  buf_clear(&csv);
  mem_free(text);
  return 0;
}
