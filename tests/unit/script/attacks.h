// The hostile snippets that others wrote, for the tests that run them: read where WAYMARK_CONFORMANCE says that they are, one after the
// other, each with the outcomes that it may have.
#ifndef WAYMARK_TESTS_SCRIPT_ATTACKS_H
#define WAYMARK_TESTS_SCRIPT_ATTACKS_H
#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// May a snippet end so? `code` counts where it was refused.
static inline bool attack_may_end(const char *outcome, bool ok, enum err_code code) {
  if (ok) return strstr(outcome, "ok") != NULL;
  if (code == ERR_LIMIT) return strstr(outcome, "time") || strstr(outcome, "memory");
  return code == ERR_INVALID &&
         (strstr(outcome, "runtime") || strstr(outcome, "nil-access") || strstr(outcome, "compile") || strstr(outcome, "state"));
}

static inline void attack_read(const char *folder, const char *file, char *source, size_t size) {
  char path[600];
  snprintf(path, sizeof path, "%s/lua-attacks/%s", folder, file);
  FILE *in = fopen(path, "r");
  assert_non_null(in);
  memset(source, 0, size);
  assert_true(fread(source, 1, size - 1, in) > 0);
  fclose(in);
}

// Runs each. Skips the test, and says so, where there are none.
static inline void attacks_run(void (*run)(void *user, const char *file, const char *source, const char *outcome), void *user) {
  const char *folder = getenv("WAYMARK_CONFORMANCE");
  char path[600], file[200], outcome[200], source[1 << 16];
  snprintf(path, sizeof path, "%s/lua-attacks/INDEX.tsv", folder ? folder : "");
  FILE *index = folder ? fopen(path, "r") : NULL;
  if (!index) {
    print_message("skipped: WAYMARK_CONFORMANCE names no folder with lua-attacks/\n");
    skip();
  }
  while (fscanf(index, "%199[^\t]\t%199[^\t]\t%*[^\n]\n", file, outcome) == 2) {
    attack_read(folder, file, source, sizeof source);
    run(user, file, source, outcome);
  }
  fclose(index);
}
#endif
