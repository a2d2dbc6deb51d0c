// Goal: whatever structure a worker answers with, checking it ends in a canonical definition or in problems, never in a crash.
// Method: libFuzzer. The input is JSON; members of it are also laid over good structures, a workflow of each format and an SCXML chart, so
// that the deep parts are reached. What is accepted compiles to a chart, is the same when checked again, and has what every reader counts
// on.
#include "base/mem.h"
#include "chart/chart.h"
#include "chart/check.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char good[] =
    "{\"name\":\"small\",\"title\":\"Small\",\"version\":1,\"roles\":{\"owner\":{\"person_in\":\"owner\"},\"chair\":{\"post\":\"chair\"}},"
    "\"fields\":{\"owner\":{\"type\":\"person\"},\"due\":{\"type\":\"date\"},\"log\":{\"type\":\"list\"}},"
    "\"ladders\":{\"chase\":[{\"1\":\"1 working day after due\",\"tell\":\"owner\"}]},"
    "\"states\":{\"open\":{\"holder\":\"owner\",\"ladder\":\"chase\",\"on\":{\"submit\":{\"target\":\"done\",\"by\":\"owner\"}}},"
    "\"done\":{\"tags\":[\"closed\"],\"on\":{\"reopen\":{\"target\":\"open\",\"by\":\"chair\"}}}}}";

static const char good_two[] =
    "{\"name\":\"two\",\"title\":\"Two\",\"version\":1,\"roles\":{\"owner\":{\"person_in\":\"owner\"}},"
    "\"fields\":{\"owner\":{\"type\":\"person\"},\"count\":{\"type\":\"whole\"}},\"initial\":[\"a1\",\"b1\"],\"initial_actions\":[],"
    "\"states\":{\"work\":{\"type\":\"parallel\",\"on\":{\"pause\":{\"target\":\"paused\",\"by\":\"owner\"},\"done.*\":{}},\"states\":{"
    "\"memory\":{\"type\":\"history\",\"deep\":true,\"target\":[\"a1\",\"b1\"]},\"a\":{\"states\":{\"a1\":{\"on\":{\"go\":{\"target\":"
    "\"a2\",\"by\":\"owner\"}}},"
    "\"a2\":{\"type\":\"final\"}}},\"b\":{\"states\":{\"b1\":{},\"h\":{\"type\":\"history\",\"target\":\"b1\"}}}}},"
    "\"paused\":{\"entry\":[{\"do\":\"if\",\"branches\":[[{\"op\":\"has\",\"field\":\"count\"},[]],[[]]]}],"
    "\"on\":{\"resume\":{\"target\":\"memory\",\"by\":\"owner\"},\"again\":{\"target\":[\"h\",\"work.a.a2\"],\"by\":\"owner\"},\"*\":{}}}}"
    "}";

static const char good_three[] =
    "{\"name\":\"three\",\"title\":\"Three\",\"version\":1,\"roles\":{\"owner\":{\"person_in\":\"owner\"}},"
    "\"fields\":{\"owner\":{\"type\":\"person\"},\"due\":{\"type\":\"date\"},\"why\":{\"type\":\"text\"}},"
    "\"ladders\":{\"chase\":[{\"1\":\"1 after due\",\"instead\":[[{\"op\":\"is\",\"field\":\"why\",\"value\":\"x\"},\"2 after due\"]],"
    "\"tell\":\"owner\"}]},"
    "\"states\":{\"a\":{\"ladder\":\"chase\",\"every\":{\"3 from due\":{\"target\":\"b\",\"catch_up\":\"each\"}}},"
    "\"b\":{\"entry\":[{\"do\":\"stop_clock\",\"reason\":{\"from\":\"field\",\"name\":\"why\"},\"review\":\"2016-09-01\"}],"
    "\"exit\":[{\"do\":\"start_clock\"}],\"on\":{\"back\":{\"target\":\"a\",\"by\":\"owner\"}}}}}";

static const char good_chart[] =
    "{\"name\":\"lift\",\"datamodel\":\"lua\",\"data\":[\"x\",{\"1\":\"n\",\"expr\":\"0\"}],\"script\":[{\"do\":\"script\",\"source\":\"\"}"
    "],"
    "\"states\":{\"a\":{\"entry\":[{\"do\":\"block\",\"actions\":[{\"do\":\"send\",\"event\":\"e\",\"params\":[{\"name\":\"p\",\"expr\":"
    "\"1\"}]}]}],"
    "\"invokes\":[{\"id\":\"i\",\"definition\":{\"name\":\"inner\",\"states\":{\"a\":{}}},\"finalize\":[]}],\"on\":{\"e f.*\":\"b\"}},"
    "\"b\":{\"states\":{\"c\":{\"transitions\":[{\"guard\":{\"op\":\"cond\",\"expr\":\"x\"},\"target\":[\"h\"]},{\"event\":\"*\"}]},"
    "\"h\":{\"type\":\"history\",\"target\":\"c\"},\"f\":{\"type\":\"final\",\"donedata\":{\"content\":1}}}}}}";

// Any text that does not begin with '!' is a rule; its last word is a field when there are several.
static bool rule(void *user, const char *text, struct check_rule *said, struct err *err) {
  (void)user;
  if (text[0] == '!') return err_set(err, ERR_INVALID, "This is no rule.");
  const char *space = strrchr(text, ' ');
  if (space) json_array_add(said->fields, space + 1);
  said->can_recur = said->is_cycle = strncmp(text, "every ", 6) == 0;
  return true;
}

static void accepted(const json_t *raw, json_t *definition) {
  const struct check_host host = {.rule = rule};
  struct problems problems;
  struct err err;
  problems_init(&problems);
  json_t *again = definition_check(raw, &host, &problems);
  assert(again && problems.count == 0 && json_equal(again, definition));
  assert(json_text(definition, "name") && (json_text(definition, "datamodel") || json_text(definition, "title")) &&
         json_number(definition, "version", 0) > 0);
  struct chart *chart = chart_new(definition, &err);
  assert(chart && chart_state_count(chart) > 1);
  chart_free(chart);
  json_decref(again);
}

static bool is_right(const json_t *raw) {
  const struct check_host host = {.rule = rule};
  struct problems problems;
  problems_init(&problems);
  json_t *definition = definition_check(raw, &host, &problems);
  bool ok = definition != NULL;
  json_decref(definition);
  problems_clear(&problems);
  return ok;
}

static void check(const json_t *raw) {
  const struct check_host host = {.rule = rule};
  struct problems problems;
  problems_init(&problems);
  json_t *definition = definition_check(raw, &host, &problems);
  assert((definition == NULL) == (problems.count > 0) && problems.count <= PROBLEMS_MAX + 1);
  for (size_t i = 0; i < problems.count; i++) {
    const char *pointer = problems.items[i].pointer;
    assert(problems.items[i].text[0] && (pointer[0] == '\0' || pointer[0] == '/'));
  }
  if (definition) accepted(raw, definition);
  json_decref(definition);
  problems_clear(&problems);
}

static void lay_over(json_t *whole, const json_t *patch) {
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)patch, key, value) {
    json_t *under = json_object_get(whole, key);
    if (json_is_object(value) && json_is_object(under))
      lay_over(under, value);
    else
      json_object_set(whole, key, value);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct err err;
  json_t *raw = json_read((const char *)data, size, "the input", &err);
  if (!raw) return 0;
  const char *const all[] = {good, good_two, good_three, good_chart};
  check(raw);
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    json_t *whole = json_loads(all[i], 0, NULL);
    assert(is_right(whole));
    lay_over(whole, raw);
    check(whole);
    json_decref(whole);
  }
  json_decref(raw);
  return 0;
}
