// Goal: a log of 20,000 entries is verified and rebuilt in seconds, with a root that does not depend on how it is worked out (PERFORMANCE).
// Method: the log is written in groups of 500; the root is compared with the plain recursive tree hash over its leaves.
#include "fixture.h"

#include <time.h>

enum { ENTRIES = 20000, GROUP = 500, CASES = 400, SECONDS_MAX = 30 }; // the bound is wide: a sanitised build on a busy machine

struct leaves {
  struct hash *items;
  size_t count;
};

static bool add_leaf(void *user, json_t *entry) {
  struct leaves *leaves = user;
  return hex_read(leaves->items[leaves->count++].bytes, HASH_SIZE, json_text(entry, "leaf"));
}

static void count_progress(void *user, int64_t done, int64_t all) {
  assert_true(done <= all && all == ENTRIES);
  ++*(int *)user;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void twenty_thousand_entries(void **state) {
  (void)state;
  struct env env = env_system();
  struct err err = {0};
  char *folder = folder_new();
  struct store *store = make_store(&env, folder);
  put_definition(store);
  for (int i = 0; i < ENTRIES; i++) {
    if (i % GROUP == 0) assert_true(store_begin(store, &err));
    if (i < CASES)
      start_case(store, i, AT(i));
    else
      change_case(store, i % CASES, AT(i), "goes on");
    if (i % GROUP == GROUP - 1) assert_true(store_commit(store, &err));
  }
  double start = seconds();
  json_t *report = NULL;
  int reports = 0;
  assert_true(journal_verify(store, count_progress, &reports, &report, &err));
  double verified = seconds() - start;
  assert_true(json_flag(report, "ok"));
  assert_int_equal(json_number(report, "entries", 0), ENTRIES);
  assert_int_equal(reports, ENTRIES / 1000 + 1);
  struct leaves leaves = {.items = mem_new(ENTRIES * sizeof(struct hash))};
  assert_true(journal_each(store, NULL, add_leaf, &leaves, &err));
  struct hash root = hash_tree(leaves.items, leaves.count);
  char hex[HASH_HEX_SIZE];
  hex_write(hex, root.bytes, HASH_SIZE);
  assert_string_equal(json_text(report, "root"), hex);
  start = seconds();
  assert_true(journal_rebuild(store, &err));
  double rebuilt = seconds() - start;
  print_message("%d entries: verified in %.2f s, rebuilt in %.2f s\n", ENTRIES, verified, rebuilt);
  assert_true(verified < SECONDS_MAX && rebuilt < SECONDS_MAX);
  assert_sound(store);
  store_close(store);
  json_decref(report);
  mem_free(leaves.items);
  folder_drop(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(twenty_thousand_entries)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
