// JSON with ' for ", so that it can be read inside C.
#ifndef WAYMARK_TESTS_QUOTED_H
#define WAYMARK_TESTS_QUOTED_H
#include <jansson.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static inline json_t *json_of(const char *text) {
  char copy[4000];
  snprintf(copy, sizeof copy, "%s", text);
  for (char *c = copy; *c; c++)
    if (*c == '\'') *c = '"';
  json_t *json = json_loads(copy, 0, NULL);
  if (!json) fail_msg("not JSON: %s", text);
  return json;
}
#endif
