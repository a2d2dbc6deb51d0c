// Goal: a journal that is large enough for two threads to check it at once (engine/store/verify_beside.c) is checked as a small one is.
// Method: 12,000 entries, some with letters beyond ASCII, so that some are looked at the long way. One thing at a time is changed by raw
// SQL, and what the whole check says is what the check in steps says, which has one thread; a page is spoiled, and the check cannot go on.
// That a second thread is there, and comes to its end, is seen where threads are begun.
#include "fixture.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>

enum { ENTRIES = 12000, CASES = 100, PAGE = 4096 };

// ---- threads, counted

struct work {
  void *(*run)(void *user);
  void *user;
};

static int threads_ended; // read only after the check has joined them

static void *run_counted(void *user) {
  struct work *work = user;
  void *ended = work->run(work->user);
  threads_ended++;
  free(work);
  return ended;
}

// Stands before the C library's own, which it calls.
int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attr, void *(*run)(void *user), void *restrict user) {
  int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  *(void **)&create = dlsym(RTLD_NEXT, "pthread_create");
  struct work *work = malloc(sizeof *work);
  *work = (struct work){.run = run, .user = user};
  int failed = create(thread, attr, run_counted, work);
  if (failed) free(work);
  return failed;
}

struct fixture {
  struct env env;
  char *folder;
};

static int set_up(void **state) {
  struct fixture *f = mem_new(sizeof *f);
  struct err err;
  f->env = env_system();
  f->folder = folder_new();
  struct store *store = make_store(&f->env, f->folder);
  put_definition(store);
  assert_true(store_begin(store, &err));
  for (int i = 0; i < ENTRIES; i++)
    if (i < CASES)
      start_case(store, i + 1, AT(i));
    else
      change_case(store, 1 + i % CASES, AT(i), i % 7 ? "goes on" : "goes on, says Zoë");
  assert_true(store_commit(store, &err));
  assert_sound(store);
  store_close(store);
  *state = f;
  return 0;
}

static int tear_down(void **state) {
  struct fixture *f = *state;
  folder_drop(f->folder);
  mem_free(f);
  return 0;
}

static json_t *in_steps(struct store *store) {
  struct err err = {0};
  json_t *report = NULL;
  while (!report)
    if (!journal_verify_step(store, &report, &err)) fail_msg("%s", err.text);
  return report;
}

static void assert_said_alike(struct store *store, const char *change) {
  threads_ended = 0;
  json_t *whole = verify(store);
  assert_int_equal(threads_ended, 1);
  json_t *steps = in_steps(store);
  assert_int_equal(threads_ended, 1); // in steps there is none
  json_t *a = json_object_get(whole, "problems"), *b = json_object_get(steps, "problems");
  assert_true(json_array_size(b) > 0);
  if (!json_equal(a, b)) fail_msg("%s: %s\nin steps: %s", change, json_dumps(a, 0), json_dumps(b, 0));
  json_decref(whole), json_decref(steps);
}

static void what_is_changed_is_said_as_ever(void **state) {
  struct fixture *f = *state;
  static const char *const changes[] = {
      "UPDATE payloads SET parts = replace(parts, 'goes on', 'is over') WHERE sequence = 10999",
      "UPDATE payloads SET parts = replace(parts, 'Zoë', 'Zoe') WHERE sequence = 7 * 700",
      "UPDATE entries SET logical = logical + 1 WHERE sequence IN (300, 9000)",
      "DELETE FROM payloads WHERE sequence = 10500",
      "UPDATE outbox SET message = '{}' WHERE sequence = 11998",
      "UPDATE cases SET fields = '{}' WHERE ref = 'RA-2016-050'",
      "INSERT INTO payloads VALUES (-5, '[]'), (100000, '[]')",
      "UPDATE nodes SET hash = replace(hash, '0', '1') WHERE place = 15000",
      "DELETE FROM nodes WHERE place = (SELECT max(place) FROM nodes)",
  };
  for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
    raw_unguarded(f->folder, changes[i]);
    struct store *store = open_store(&f->env, f->folder);
    assert_said_alike(store, changes[i]); // with those before it, in the log's order
    store_close(store);
  }
}

// All is read in both threads; nothing of it may pass for what it is not.
static void a_spoiled_page_is_never_passed_over(void **state) {
  struct fixture *f = *state;
  struct err err = {0};
  json_t *report = NULL;
  char *path = mem_format("%s/waymark.db", f->folder), noise[16];
  memset(noise, 0x5a, sizeof noise);
  struct store *store = open_store(&f->env, f->folder);
  int file = open(path, O_WRONLY);
  for (int page = 200; page < 1200; page += 200) assert_int_equal(pwrite(file, noise, sizeof noise, page * PAGE + 2000), sizeof noise);
  close(file);
  bool read = journal_verify(store, NULL, NULL, &report, &err);
  assert_true(!read || !json_flag(report, "ok"));
  json_decref(report);
  store_close(store);
  mem_free(path);
}

static void progress_once_a_thousand(void *user, int64_t done, int64_t all) {
  int64_t *told = user;
  assert_true(done > *told || done == all);
  *told = done;
}

static void its_progress_is_told_in_order(void **state) {
  struct fixture *f = *state;
  struct err err = {0};
  json_t *report = NULL;
  int64_t told = 0;
  struct store *store = open_store(&f->env, f->folder);
  threads_ended = 0;
  assert_true(journal_verify(store, progress_once_a_thousand, &told, &report, &err));
  assert_int_equal(told, ENTRIES);
  assert_int_equal(threads_ended, 1);
  assert_true(json_flag(report, "ok"));
  json_decref(report);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(its_progress_is_told_in_order, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_is_changed_is_said_as_ever, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_spoiled_page_is_never_passed_over, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
