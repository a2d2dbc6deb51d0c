// Shared by the tests that call functions of definitions: a stored definition made from a source, and an answer as text.
#ifndef WAYMARK_TESTS_SCRIPT_CALLS_H
#define WAYMARK_TESTS_SCRIPT_CALLS_H
#include "base/mem.h"
#include "harness.h"

#include <stdlib.h>

// Read by this very worker. A new reference.
static inline json_t *document_of(struct worker *worker, const char *source, const json_t *modules) {
  struct err err = {0};
  json_t *answer = worker_load(worker, "workflow", "test.lua", source, modules, &err);
  if (!answer) fail_msg("%s", err.text);
  json_t *document =
      json_pack("{s:{s:s}, s:s, s:O}", "structure", "name", "test", "source", source, "modules", json_object_get(answer, "modules"));
  json_decref(answer);
  return document;
}

// The canonical value, or the error's text in brackets after its code. Caller frees.
static inline char *text_of(const struct worker_ask *ask) {
  char *text = NULL;
  if (!ask->answered) return mem_text("[not asked]");
  if (ask->value) return json_canonical(ask->value);
  if (asprintf(&text, "[%s] %s", err_word(ask->err.code), ask->err.text) < 0) abort();
  return text;
}

// Time is the one limit that a busy machine meets by itself: whoever wants to know another asks again.
enum { TRIES = 3 };
static inline bool is_late(const char *text) { return strstr(text, "ran for more than 250 ms") != NULL; }
#endif
