// Shared by the tests of the runtime: the board of tests/data/partners.lua in a folder of its own, on a manual clock that begins at
// CLOCK_START, with the workflows `task` and `part` published and one item K-1 led by North and owned by Owen Owner, asked through op_run
// like every command.
// Each test ends in the same four questions: does the journal verify, is every item as at this moment what it is, does a rebuild change no
// answer, and is nothing left running?
#ifndef WAYMARK_TESTS_OP_FIXTURE_H
#define WAYMARK_TESTS_OP_FIXTURE_H
#include "../../helper/temporary.h"
#include "base/mem.h"
#include "op/op.h"
#include "run/lookout.h"
#include "script/worker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define CLOCK_START "2016-09-01T09:00:00Z"
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_make, world_end)
// A worker is this very program started again.
#define MAIN_OF(tests)                                                                                                                     \
  int main(int argc, char **argv) {                                                                                                        \
    if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();                                                                \
    return cmocka_run_group_tests(tests, NULL, NULL);                                                                                      \
  }

struct world {
  char folder[64], path[80]; // the board's own folder lies in the first
  struct env env;
  struct board *board;
};

// A request written with ' for ", so that it can be read here. A new reference.
static inline json_t *request_of(const char *format, va_list arguments) {
  char text[4096];
  struct err err = {0};
  vsnprintf(text, sizeof text, format, arguments);
  for (char *c = text; *c; c++)
    if (*c == '\'') *c = '"';
  json_t *request = json_read(text, strlen(text), "the test's request", &err);
  if (!request) fail_msg("%s: %s", err.text, text);
  return request;
}

static inline bool try_file(struct world *world, json_t *request, int file, json_t **answer, struct err *err) {
  *answer = NULL;
  bool ok = op_run(world->board, request, file, answer, err);
  json_decref(request);
  return ok;
}

// The answer of a request that must be done. A new reference.
__attribute__((format(printf, 2, 3))) static inline json_t *ask(struct world *world, const char *format, ...) {
  va_list arguments;
  struct err err = {0};
  json_t *answer;
  va_start(arguments, format);
  json_t *request = request_of(format, arguments);
  va_end(arguments);
  if (!try_file(world, request, -1, &answer, &err)) fail_msg("%s was refused: %s", format, err.text);
  return answer;
}

// The same where the answer does not matter.
#define done(...) json_decref(ask(__VA_ARGS__))

// The sentence of a request that must be refused with this code. Valid until the next call.
__attribute__((format(printf, 3, 4))) static inline const char *refused(struct world *world, enum err_code code, const char *format, ...) {
  static struct err err;
  va_list arguments;
  json_t *answer;
  va_start(arguments, format);
  json_t *request = request_of(format, arguments);
  va_end(arguments);
  err = (struct err){0};
  if (try_file(world, request, -1, &answer, &err)) fail_msg("%s was done", format);
  if (err.code != code) fail_msg("%s: expected \"%s\", got \"%s\": %s", format, err_word(code), err_word(err.code), err.text);
  return err.text;
}

static inline void says(const char *text, const char *part) {
  if (!strstr(text, part)) fail_msg("\"%s\" does not say \"%s\"", text, part);
}

static inline int64_t entries(struct world *world) { return journal_count(world->board->store); }

static inline int64_t revision_of(struct world *world, const char *ref) {
  json_t *view = ask(world, "{'op':'case.show','case':'%s'}", ref);
  int64_t revision = json_number(view, "revision", -1);
  json_decref(view);
  return revision;
}

// The value of a field; NULL when it is empty. A new reference.
static inline json_t *field_of(struct world *world, const char *ref, const char *name) {
  json_t *view = ask(world, "{'op':'case.show','case':'%s'}", ref), *field, *value = NULL;
  size_t i;
  json_array_foreach(json_object_get(view, "fields"), i, field) if (strcmp(json_text(field, "name"), name) == 0) value =
      json_incref(json_object_get(field, "value"));
  json_decref(view);
  return value;
}

static inline int64_t count_of(struct world *world, const char *ref) {
  json_t *value = field_of(world, ref, "n");
  int64_t count = json_integer_value(value);
  json_decref(value);
  return count;
}

// The due instant of an armed timer as text, "" when it is not armed. Valid until the next call.
static inline const char *due_of(struct world *world, const char *ref, const char *what) {
  static char due[40];
  json_t *view = ask(world, "{'op':'case.show','case':'%s'}", ref), *row;
  size_t i;
  due[0] = '\0';
  json_array_foreach(json_object_get(view, "due"), i, row) if (strcmp(json_text(row, "what"), what) == 0)
      snprintf(due, sizeof due, "%s", json_text(row, "due"));
  json_decref(view);
  return due;
}

// The last entry of an item, as `case.history` gives it. A new reference.
static inline json_t *last_entry(struct world *world, const char *ref) {
  json_t *history = ask(world, "{'op':'case.history','case':'%s'}", ref), *list = json_object_get(history, "entries");
  json_t *last = json_incref(json_array_get(list, json_array_size(list) - 1));
  json_decref(history);
  return last;
}

// Evidence is added as a command does it: an open file beside the request. A key may be NULL. False: refused, with err.
static inline bool add_evidence(struct world *world, const char *as, const char *ref, const char *text, const char *title, const char *key,
                                struct err *err) {
  FILE *file = tmpfile();
  json_t *answer = NULL;
  assert_non_null(file);
  fputs(text, file);
  rewind(file);
  json_t *request = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "op", "evidence.add", "as", as, "case", ref, "name", "proof.txt", "title",
                              title, "level", "process");
  json_put_text(request, "key", key);
  bool ok = try_file(world, request, fileno(file), &answer, err);
  json_decref(answer);
  fclose(file);
  return ok;
}

static inline void world_publish(struct world *world, const char *name) {
  char path[256], *text = NULL;
  size_t size;
  struct err err = {0};
  snprintf(path, sizeof path, WAYMARK_SOURCE_DIR "/tests/data/%s.lua", name);
  if (!env_read_file(&world->env, path, 1 << 20, &text, &size, &err)) fail_msg("%s", err.text);
  json_t *request =
      json_pack("{s:s, s:s, s:s, s:s, s:{}}", "op", "workflow.publish", "as", "m.test", "file", path, "source", text, "modules");
  json_t *answer;
  if (!try_file(world, request, -1, &answer, &err)) fail_msg("%s", err.text);
  json_decref(answer);
  mem_free(text);
}

static inline void world_open(struct world *world) {
  struct err err = {0};
  world->board = board_open(&world->env, world->path, &err);
  if (!world->board) fail_msg("%s", err.text);
}

// As when the program is started again.
static inline void world_reopen(struct world *world) {
  board_close(world->board);
  world_open(world);
}

static inline struct world *world_new(struct env env) {
  struct world *world = mem_new(sizeof *world);
  snprintf(world->folder, sizeof world->folder, "%s/waymark-op-XXXXXX", temporary_folder());
  assert_non_null(mkdtemp(world->folder));
  snprintf(world->path, sizeof world->path, "%s/board", world->folder);
  world->env = env;
  return world;
}

static inline void world_begin(struct world *world, bool manual_clock) {
  struct err err = {0};
  json_t *answer = NULL;
  struct board_seed seed = {.folder = world->path,
                            .seed_path = WAYMARK_SOURCE_DIR "/tests/data/partners.lua",
                            .share = WAYMARK_SOURCE_DIR,
                            .manual_clock = manual_clock};
  assert_true(instant_read(CLOCK_START, &seed.now_ms, &err));
  if (!board_create(&world->env, &seed, &answer, &err)) fail_msg("%s", err.text);
  json_decref(answer);
  world_open(world);
  world_publish(world, "task");
  world_publish(world, "part");
  done(world, "{'op':'case.start','as':'m.test','workflow':'task','ref':'K-1','data':{'text':'Task','agency':'north','owner':'o.owner'}}");
}

// In a world of the test's own; by its clock unless a manual one is asked for.
static inline int world_make_in(void **state, struct env env, bool manual_clock) {
  *state = world_new(env);
  world_begin(*state, manual_clock);
  return 0;
}

static inline void world_shell(const char *format, const char *one, const char *two) {
  char command[256];
  snprintf(command, sizeof command, format, one, two);
  assert_int_equal(system(command), 0);
}

static struct world *world_pattern; // what each test gets a copy of: making it takes longer than most tests
static pid_t world_maker;

static inline void world_drop_pattern(void) {
  if (getpid() == world_maker) world_shell("rm -rf '%s'%s", world_pattern->folder, ""); // and no child of it
}

static inline void world_make_pattern(void) {
  world_pattern = world_new(env_system());
  world_maker = getpid();
  atexit(world_drop_pattern);
  world_begin(world_pattern, true);
  board_close(world_pattern->board);
}

static inline int world_make(void **state) {
  if (!world_pattern) world_make_pattern();
  struct world *world = *state = world_new(env_system());
  world_shell("cp -a '%s' '%s'", world_pattern->path, world->path);
  world_open(world);
  return 0;
}

// Everything that is shown of every item. A new reference.
static inline json_t *world_pages(struct world *world) {
  json_t *list = ask(world, "{'op':'case.list'}"), *pages = json_object(), *row;
  size_t i;
  json_array_foreach(json_object_get(list, "rows"), i, row) {
    const char *ref = json_text(row, "ref");
    json_t *page =
        json_pack("[o, o, o, o]", ask(world, "{'op':'case.show','case':'%s'}", ref), ask(world, "{'op':'case.history','case':'%s'}", ref),
                  ask(world, "{'op':'case.forecast','case':'%s'}", ref), ask(world, "{'op':'outbox.list','case':'%s'}", ref));
    json_object_set_new(pages, ref, page);
  }
  json_object_set_new(pages, "list", list);
  return pages;
}

static inline void world_verify(struct world *world) {
  json_t *report = ask(world, "{'op':'journal.verify'}");
  if (!json_flag(report, "ok")) fail_msg("the journal: %s", json_dumps(report, 0));
  json_decref(report);
}

// A request as at the present moment answers what it answers without. `page`: that.
static inline void same_now(struct world *world, const json_t *page, const char *ask_for, bool known) {
  char now[INSTANT_TEXT];
  instant_write(board_now(world->board), now);
  json_t *then = ask(world, "{%s,'as_at':'%s','known':%s}", ask_for, now, known ? "true" : "false");
  json_object_del(then, "as_at");
  json_object_del(then, "as_at_local");
  json_object_del(then, "known");
  if (!json_equal(then, page)) fail_msg("%s answers something else as at %s", ask_for, now);
  json_decref(then);
}

// J4: as at the present moment, by what is known now or then, every item is what it is. Only where the clock is no earlier than the last
// entry. Of many items the first few are looked at: each look reads the board's whole chain.
static inline void world_as_at(struct world *world, const json_t *pages, bool known) {
  enum { LOOKED_AT_MAX = 4 };
  const char *ref;
  json_t *page;
  int count = 0;
  if (board_now(world->board) < journal_last_recorded(world->board->store)) return;
  json_object_foreach((json_t *)pages, ref, page) {
    char show[200];
    snprintf(show, sizeof show, "'op':'case.show','case':'%s'", ref);
    if (json_is_array(page) && count++ < LOOKED_AT_MAX) same_now(world, json_array_get(page, 0), show, known);
  }
  same_now(world, json_object_get(pages, "list"), "'op':'case.list'", known);
}

static inline void world_check(struct world *world) {
  world_verify(world);
  json_t *before = world_pages(world);
  world_as_at(world, before, true);
  world_as_at(world, before, false);
  done(world, "{'op':'journal.rebuild'}");
  json_t *after = world_pages(world);
  assert_true(json_equal(before, after));
  json_decref(before);
  json_decref(after);
}

static inline void world_remove(struct world *world) {
  board_close(world->board);
  world_shell("rm -rf '%s'%s", world->folder, "");
  mem_free(world);
}

static inline int world_end(void **state) {
  world_check(*state);
  world_remove(*state);
  return 0;
}
// A new board's people are looked at once (run/lookout.h); after that nothing is left to do.
static inline void world_look_round(struct world *world) {
  struct err err = {0};
  for (bool more = true; more;)
    if (!lookout_step(world->board, &more, &err)) fail_msg("%s", err.text);
}
#endif
