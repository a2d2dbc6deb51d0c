// Stories as text, for the tests of charts: a title, a chart, ---, and commands with the trace that each must leave, side by side.
// tests/chart/README.md says how such a file is written.
#ifndef WAYMARK_TESTS_STORY_H
#define WAYMARK_TESTS_STORY_H
#include "base/buf.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { STORY_LINE_MAX = 2000 };

struct story {
  const char *path;
  void *user;
  void (*run)(struct story *story, const char *command); // leaves an item a line in `seen`
  struct buf seen, wanted;
  char command[STORY_LINE_MAX];
  int line, failures;
};

// Runs the command that was read, and compares what it left with what stood beside it.
static void story_finish(struct story *story) {
  if (!*story->command) return;
  story->run(story, story->command);
  const char *seen = story->seen.data ? story->seen.data : "", *wanted = story->wanted.data ? story->wanted.data : "";
  if (strcmp(seen, wanted) != 0) {
    print_error("%s: before line %d: %s\nwanted:\n%sseen:\n%s", story->path, story->line, story->command, wanted, seen);
    story->failures++;
  }
  *story->command = '\0';
  buf_clear(&story->seen);
  buf_clear(&story->wanted);
}

static void story_want(struct buf *out, char *text) {
  for (char *item = text, *next; item; item = next) {
    next = strstr(item, " ; ");
    if (next) *next = '\0', next += 3;
    while (*item == ' ') item++;
    for (size_t size = strlen(item); size && item[size - 1] == ' '; size--) item[size - 1] = '\0';
    if (*item) buf_format(out, "%s\n", item);
  }
}

// COMMAND | ITEM ; ITEM. A line without a command goes on with the trace of the one above.
static void story_line(struct story *story, char *line) {
  char *bar = strstr(line, "| ");
  story->line++;
  if (*line == '#' || !line[strspn(line, " ")]) return;
  if (*line != ' ') {
    size_t size = bar ? (size_t)(bar - line) : strlen(line);
    story_finish(story);
    while (size && line[size - 1] == ' ') size--;
    snprintf(story->command, sizeof story->command, "%.*s", (int)size, line);
  } else if (!bar)
    fail_msg("%s:%d: a line is COMMAND | TRACE", story->path, story->line);
  if (bar) story_want(&story->wanted, bar + 2);
}

static char *story_text(const char *path) {
  struct buf text = {0};
  char bytes[4096];
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  for (size_t size; (size = fread(bytes, 1, sizeof bytes, file)) > 0;) buf_add(&text, bytes, size);
  fclose(file);
  return buf_take(&text);
}

// `begin` reads the chart's text, from { to the ---; `end` frees what it made. Fails when a trace differs.
static void story_play(struct story *story, void (*begin)(struct story *story, const char *chart, size_t size),
                       void (*end)(struct story *story)) {
  char *text = story_text(story->path), *chart = strchr(text, '{'), *events = strstr(text, "\n---\n");
  if (*text != '#' || !chart || !events) fail_msg("%s: a file is # TITLE, a chart, ---, and events", story->path);
  begin(story, chart, (size_t)(events - chart));
  for (char *c = text; c <= events; c++) story->line += *c == '\n';
  for (char *line = events + 5, *next; line && *line; line = next) {
    next = strchr(line, '\n');
    if (next) *next++ = '\0';
    story_line(story, line);
  }
  story_finish(story);
  end(story);
  free(text);
  assert_int_equal(story->failures, 0);
}

// A test a file of the pattern; the exit code of main.
static int story_play_all(const char *pattern, void (*play)(void **state)) {
  glob_t found;
  if (glob(pattern, 0, NULL, &found) != 0) return fputs("There are no stories to play.\n", stderr), 1;
  struct CMUnitTest *tests = calloc(found.gl_pathc, sizeof *tests);
  for (size_t i = 0; i < found.gl_pathc; i++)
    tests[i] = (struct CMUnitTest){.name = strrchr(found.gl_pathv[i], '/') + 1, .test_func = play, .initial_state = found.gl_pathv[i]};
  int failed = _cmocka_run_group_tests("stories", tests, found.gl_pathc, NULL, NULL);
  free(tests);
  globfree(&found);
  return failed;
}
#endif
