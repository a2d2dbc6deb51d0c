// Goal: a row for which SQLite finds no memory is never read as an empty one: a plan of an erasure, or the hash of what was seen, would be
// made of the rest (engine/base/mem.h). Method: a row that is larger than a page, so that its text wants memory of its own; SQLite's
// allocator is made to fail from a k-th call on, for every k, while a child reads it.
#include "fixture.h"

enum { STOPPED = 3, READ = 7, REFUSED = 8, WRONG = 9, LARGE = 20000, CALLS_MAX = 1000 };

static sqlite3_mem_methods real;
static long left = -1; // calls until one finds nothing; below zero: all find what they want

static void *new_or_none(int size) { return left >= 0 && left-- == 0 ? NULL : real.xMalloc(size); }
static void *grow_or_none(void *old, int size) { return left >= 0 && left-- == 0 ? NULL : real.xRealloc(old, size); }

static int set_up(void **state) {
  (void)state;
  if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real) != SQLITE_OK) return 1;
  sqlite3_mem_methods failing = real;
  failing.xMalloc = new_or_none;
  failing.xRealloc = grow_or_none;
  return sqlite3_config(SQLITE_CONFIG_MALLOC, &failing) != SQLITE_OK;
}

static bool look(void *user, json_t *entry) {
  const json_t *payload = json_object_get(entry, "payload");
  *(size_t *)user += strlen(json_string_value(json_object_get(json_array_get(payload, 0), "value")) ?: "");
  return true;
}

static int read_with(struct store *store, long calls) {
  size_t found = 0;
  struct err err;
  left = calls;
  bool ok = journal_each(store, NULL, look, &found, &err);
  left = -1;
  return !ok ? REFUSED : found == LARGE ? READ : WRONG;
}

static void no_row_is_read_as_an_empty_one(void **state) {
  (void)state;
  struct env env = env_system();
  char *folder = folder_new(), *text = mem_new(LARGE + 1);
  struct store *store = make_store(&env, folder);
  struct entry entry;
  memset(text, 'x', LARGE);
  entry_init(&entry, ENTRY_SETTING, AT(1), AT(1));
  entry_part_text(&entry, "setting/name", text);
  append(store, &entry);
  int seen[WRONG + 1] = {0};
  for (long calls = 0; calls < CALLS_MAX && !seen[READ]; calls++) {
    int status;
    pid_t child = fork();
    if (child == 0) {
      (void)!freopen("/dev/null", "w", stderr);
      _exit(read_with(store, calls));
    }
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= WRONG);
    seen[WEXITSTATUS(status)]++;
  }
  assert_int_equal(seen[WRONG], 0);
  assert_true(seen[STOPPED] > 0 && seen[READ] > 0);
  store_close(store);
  folder_drop(folder);
  mem_free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test_setup(no_row_is_read_as_an_empty_one, set_up)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
