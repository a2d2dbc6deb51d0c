// Shared by the tests of scxml/: documents in short, and what they are read into.
#ifndef WAYMARK_TESTS_SCXML_DOCUMENTS_H
#define WAYMARK_TESTS_SCXML_DOCUMENTS_H
#include "base/json.h"
#include "base/mem.h"
#include "scxml/scxml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\""
#define CHART(inside) HEAD ">" inside "</scxml>"
#define OURS " xmlns:waymark=\"urn:waymark:workflow:1\""

static inline json_t *read_text(const char *text, struct err *err) {
  return scxml_read(&(struct scxml_source){.file = "t.scxml", .name = "t", .text = text, .size = strlen(text)}, err);
}

static inline json_t *must_read(const char *text) {
  struct err err;
  json_t *definition = read_text(text, &err);
  if (!definition) fail_msg("%s\n%s", err.text, text);
  return definition;
}

// JSON with ' for ", so that it can be read inside C.
static inline json_t *json_of(const char *text) {
  char *copy = mem_text(text);
  for (char *c = copy; *c; c++)
    if (*c == '\'') *c = '"';
  json_error_t why;
  json_t *value = json_loads(copy, JSON_DECODE_ANY, &why);
  if (!value) fail_msg("%s\n%s", why.text, copy);
  mem_free(copy);
  return value;
}

static inline void assert_same(const json_t *expected, const json_t *got) {
  char *a = json_canonical(expected), *b = got ? json_canonical(got) : mem_text("nothing");
  assert_string_equal(b, a);
  mem_free(a);
  mem_free(b);
}
#endif
