// What tests of deadlines share: instants and calendars by their text, and one rule worked out. Included after cmocka.h's own needs.
#ifndef WAYMARK_TESTS_DEADLINE_H
#define WAYMARK_TESTS_DEADLINE_H
#include "base/env.h"
#include "base/mem.h"
#include "time/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static inline int64_t at(const char *text) {
  int64_t ms = 0;
  struct err err;
  if (!instant_read(text, &ms, &err)) fail_msg("%s", err.text);
  return ms;
}

static inline struct date day(const char *text) {
  struct date date = {0};
  struct err err;
  if (!date_read(text, &date, &err)) fail_msg("%s", err.text);
  return date;
}

static inline char *text_of(const char *path, size_t *size) { // Caller frees.
  struct env env = env_system();
  struct err err;
  char *text = NULL;
  if (!env_read_file(&env, path, 1 << 20, &text, size, &err)) fail_msg("%s", err.text);
  return text;
}

static inline struct calendar *shipped_calendar(const char *division) { // Caller frees.
  char *path = mem_format("%s/workflows/calendars/%s.csv", WAYMARK_SOURCE_DIR, division);
  size_t size;
  struct err err;
  char *text = text_of(path, &size);
  struct calendar *calendar = calendar_read(division, text, size, &err);
  if (!calendar) fail_msg("%s", err.text);
  mem_free(text);
  mem_free(path);
  return calendar;
}

// A group's set-up and its end: England and Wales as the state of every test.
static inline int load_calendar(void **state) {
  *state = shipped_calendar("england-and-wales");
  return 0;
}

static inline int free_calendar(void **state) {
  calendar_free(*state);
  return 0;
}

// "due=2016-04-04;llip=2016-05-01" into an object, or with lists into an object of lists. A new reference.
static inline json_t *pairs(const char *text, bool with_lists) {
  json_t *object = json_object();
  char *own = mem_text(text), *rest = own;
  for (char *pair; rest && *rest && (pair = strsep(&rest, ";"));) {
    char *name = strsep(&pair, "=");
    if (with_lists)
      json_array_add(json_array_at(object, name), pair);
    else
      json_put_text(object, name, pair);
  }
  mem_free(own);
  return object;
}

static inline struct rule read_rule(const char *text) {
  struct rule rule;
  struct err err;
  if (!rule_read(text, &rule, &err)) fail_msg("%s", err.text);
  return rule;
}

static inline struct rule_result work_out(const char *text, const struct rule_input *input) {
  struct rule rule = read_rule(text);
  struct rule_result result;
  struct err err;
  if (!rule_work_out(&rule, input, false, &result, &err)) fail_msg("%s", err.text);
  return result;
}

static inline void check_due(const char *rule, int64_t due_ms, const char *expected) {
  char text[INSTANT_TEXT];
  instant_write(due_ms, text);
  if (strcmp(text, expected) != 0) fail_msg("%s: %s, not %s", rule, text, expected);
}
#endif
