// What the tests of checking share: a good structure, mistakes laid over it one at a time, what is said of each, and golden canonical
// forms.
#ifndef WAYMARK_TESTS_CHECK_HARNESS_H
#define WAYMARK_TESTS_CHECK_HARNESS_H
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "chart/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Stands in for the time layer: "N UNIT [after|before FIELD]" or "end of FIELD", "[every] N UNIT from FIELD", "on DAY MONTH", meetings, and
// the days question of DESIGN 5.
static inline bool rule(void *user, const char *text, struct check_rule *said, struct err *err) {
  (void)user;
  static const char *const words[] = {" after ", " before ", "end of ", " from "};
  bool every = strncmp(text, "every ", 6) == 0;
  if (strstr(text, "30 days")) return err_set(err, ERR_INVALID, "\"30 days\": working days or calendar days?");
  said->hangs_on_group = strstr(text, "meeting of ") != NULL;
  said->is_cycle = every || strstr(text, " from ");
  said->can_recur = said->is_cycle || said->hangs_on_group || strncmp(text, "on ", 3) == 0;
  for (size_t i = 0; i < 4 && !said->hangs_on_group; i++) {
    const char *at = strstr(text, words[i]);
    if (at && every && i < 3) return err_set(err, ERR_INVALID, "\"%s\": a cycle has an anchor", text);
    if (at) json_array_add(said->fields, at + strlen(words[i]));
  }
  return true;
}

static const struct check_host host = {.rule = rule};

// JSON with ' for ", so that it can be read inside C.
static inline json_t *read_json(const char *text) {
  char *copy = mem_text(text);
  for (char *c = copy; *c; c++)
    if (*c == '\'') *c = '"';
  struct err err;
  json_t *value = json_read(copy, strlen(copy), "the test's structure", &err);
  if (!value) fail_msg("%s\n%s", err.text, copy);
  mem_free(copy);
  return value;
}

// RFC 7396, in place.
static inline void lay_over(json_t *whole, const json_t *patch) {
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)patch, key, value) {
    if (json_is_null(value))
      json_object_del(whole, key);
    else if (json_is_object(value) && json_object_size(value) > 0 && json_is_object(json_object_get(whole, key)))
      lay_over(json_object_get(whole, key), value);
    else
      json_object_set(whole, key, value);
  }
}

struct row {
  const char *patch, *pointer, *sentence;
};

static inline json_t *check_with(const char *good, const char *patch_text, struct problems *problems) {
  json_t *raw = read_json(good), *patch = read_json(patch_text);
  lay_over(raw, patch);
  problems_init(problems);
  json_t *made = definition_check(raw, &host, problems);
  json_decref(raw);
  json_decref(patch);
  return made;
}

// Each row's patch makes that one problem and no other.
static inline void expect_mistakes(const char *good, const struct row *rows, size_t count) {
  int wrong = 0;
  for (size_t i = 0; i < count; i++) {
    struct problems problems;
    json_t *made = check_with(good, rows[i].patch, &problems);
    bool right = !made && problems.count == 1 && strcmp(problems.items[0].pointer, rows[i].pointer) == 0 &&
                 strcmp(problems.items[0].text, rows[i].sentence) == 0;
    if (!right) {
      wrong++;
      print_error("%s\n  expected %s: %s\n", rows[i].patch, rows[i].pointer, rows[i].sentence);
      for (size_t k = 0; k < problems.count; k++) print_error("  found    %s: %s\n", problems.items[k].pointer, problems.items[k].text);
      if (made) print_error("  found    nothing\n");
    }
    json_decref(made);
    problems_clear(&problems);
  }
  assert_int_equal(wrong, 0);
}

static inline void expect_right(const char *good, const char *const *patches, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct problems problems;
    json_t *made = check_with(good, patches[i], &problems);
    if (!made) fail_msg("%s: %s: %s", patches[i], problems.items[0].pointer, problems.items[0].text);
    assert_int_equal(problems.count, 0);
    json_decref(made);
    problems_clear(&problems);
  }
}

static inline char *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  struct buf text;
  buf_init(&text);
  char bytes[4096];
  for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;) buf_add(&text, bytes, got);
  fclose(file);
  return buf_take(&text);
}

static inline json_t *read_golden(const char *name) {
  char *path = mem_format("%s/tests/unit/chart/golden/%s", WAYMARK_SOURCE_DIR, name), *text = read_file(path);
  struct err err;
  json_t *value = text ? json_read(text, strlen(text), path, &err) : NULL;
  if (!value) fail_msg("%s cannot be read", path);
  mem_free(text);
  mem_free(path);
  return value;
}

// To accept a changed form on purpose: WAYMARK_GOLDEN=write. A form that was ever stored is frozen: it gets a new format number instead.
static inline void expect_golden(const char *name) {
  char *raw_name = mem_format("%s.raw.json", name), *made_name = mem_format("%s.canonical.json", name);
  json_t *raw = read_golden(raw_name);
  struct problems problems;
  problems_init(&problems);
  json_t *made = definition_check(raw, &host, &problems);
  if (!made) fail_msg("%s: %s", problems.items[0].pointer, problems.items[0].text);
  char *path = mem_format("%s/tests/unit/chart/golden/%s", WAYMARK_SOURCE_DIR, made_name), *text = json_canonical(made);
  if (getenv("WAYMARK_GOLDEN")) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    char *pretty = json_dumps(made, JSON_SORT_KEYS | JSON_INDENT(1));
    fprintf(file, "%s\n", pretty);
    fclose(file);
    free(pretty);
  }
  json_t *expected = read_golden(made_name);
  char *expected_text = json_canonical(expected);
  assert_string_equal(text, expected_text);
  json_t *again = definition_check(raw, &host, &problems);
  assert_true(json_equal(made, again));
  json_decref(again);
  json_decref(expected);
  json_decref(made);
  json_decref(raw);
  mem_free(text);
  mem_free(expected_text);
  mem_free(path);
  mem_free(made_name);
  mem_free(raw_name);
}

// Which format a structure is of, with a patch to a good one: the lowest that has all that it uses.
struct use {
  json_int_t format;
  const char *patch;
};

static inline void expect_formats(const char *good, const struct use *uses, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct problems problems;
    json_t *made = check_with(good, uses[i].patch, &problems);
    if (!made) fail_msg("%s: %s: %s", uses[i].patch, problems.items[0].pointer, problems.items[0].text);
    if (json_number(made, "format", 0) != uses[i].format) fail_msg("%s is not format %d", uses[i].patch, (int)uses[i].format);
    json_decref(made);
    problems_clear(&problems);
  }
}
#endif
