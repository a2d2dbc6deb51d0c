// A folder to make bundles in, and a small honest one. Shared by the tests that write bundles.
#ifndef WAYMARK_TESTS_UNIT_BUNDLE_WORKPLACE_H
#define WAYMARK_TESTS_UNIT_BUNDLE_WORKPLACE_H
#include "base/env.h"
#include "base/mem.h"
#include "bundle/bundle.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static inline int set_up(void **state) {
  char *folder = mem_format("%s/waymark-bundle-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/var/tmp");
  *state = folder;
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static inline int tear_down(void **state) {
  char *command = mem_format("rm -rf '%s'", (char *)*state);
  int failed = chdir("/") || system(command);
  mem_free(command);
  mem_free(*state);
  return failed;
}

static inline json_t *good_info(void) {
  return json_pack("[[ss][ss]]", "Bagging-Date", "2017-01-11", "External-Description",
                   "Action 3:\r\n\tneglect,\xc2\x85S\xc3\xa3o\xe2\x80\xa8 \n");
}

static inline char *read_whole(const char *path, size_t *size) {
  struct env env = env_system();
  struct err err;
  char *text;
  if (!env_read_file(&env, path, 1 << 24, &text, size, &err)) fail_msg("%s", err.text);
  return text;
}

static inline void write_text(const char *path, const void *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  assert_true(file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

static inline void write_bundle(const char *path) {
  struct err err;
  struct bundle *bundle = bundle_open(path, "RA-2016-003", NULL, &err);
  write_text("minutes.pdf", "%PDF\0\xff", 6);
  assert_non_null(bundle);
  bool ok = bundle_add(bundle, "data/timeline.csv", "at,what\n", 8, &err) && bundle_add(bundle, "data/empty", NULL, 0, &err) &&
            bundle_add_file(bundle, "data/evidence/0001-3fa2c1.pdf", "minutes.pdf", NULL, &err) &&
            bundle_add(bundle, "cover.html", "<p>", 3, &err);
  json_t *info = good_info();
  if (!ok || !bundle_close(bundle, info, NULL, &err)) fail_msg("%s", err.text);
  json_decref(info);
}

static inline json_t *verify(const char *path) {
  json_t *report = NULL;
  struct err err;
  if (!bundle_verify(path, NULL, NULL, &report, &err)) fail_msg("%s", err.text);
  return report;
}

static inline void same_file(const char *one, const char *other) {
  size_t size, size_again;
  char *text = read_whole(one, &size), *again = read_whole(other, &size_again);
  assert_int_equal(size, size_again);
  assert_memory_equal(text, again, size);
  mem_free(text), mem_free(again);
}
#endif
