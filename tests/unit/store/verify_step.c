// Goal: the check in steps finds what the check in one piece finds, whatever is recorded meanwhile, and alarms nobody over an honest store.
// Method: a store of some hundred entries is checked step by step with a change between any two steps; then one thing is changed by raw SQL
// and both checks are asked.
#include "fixture.h"

enum { ENTRIES = 300, CASES = 20, STEPS_MAX = 2000 };

static struct store *fill(const struct env *env, const char *folder) {
  struct store *store = make_store(env, folder);
  struct err err = {0};
  assert_true(store_begin(store, &err));
  put_definition(store);
  for (int i = 0; i < ENTRIES; i++)
    if (i < CASES)
      start_case(store, i, AT(i));
    else
      change_case(store, i % CASES, AT(i), "goes on");
  assert_true(store_commit(store, &err));
  return store;
}

// `busy`: something is recorded between any two steps, for a while: in the end it must catch up. A new reference.
static json_t *step_through(struct store *store, int busy, int *steps) {
  static int64_t later = ENTRIES; // each entry has an instant of its own
  struct err err = {0};
  json_t *report = NULL;
  for (*steps = 0; !report; ++*steps) {
    assert_true(*steps < STEPS_MAX);
    if (!journal_verify_step(store, &report, &err)) fail_msg("%s", err.text);
    if (!report && *steps < busy) change_case(store, *steps % CASES, AT(later++), "goes on meanwhile");
  }
  return report;
}

static void an_honest_store_is_intact_whatever_comes_meanwhile(void **state) {
  (void)state;
  struct env env = env_system();
  char *folder = folder_new();
  struct store *store = fill(&env, folder);
  static const int busy[] = {0, 5, 500};
  for (size_t i = 0; i < sizeof busy / sizeof busy[0]; i++) {
    int steps;
    json_t *report = step_through(store, busy[i], &steps), *whole = verify(store);
    if (!json_flag(report, "ok")) fail_msg("%s", json_dumps(report, 0));
    assert_true(steps > 10);
    if (busy[i] < steps) {
      assert_string_equal(json_text(report, "root"), json_text(whole, "root"));
      assert_int_equal(json_number(report, "entries", 0), journal_count(store));
    }
    json_decref(report), json_decref(whole);
  }
  store_close(store);
  folder_drop(folder);
}

static void it_finds_what_the_whole_check_finds(void **state) {
  (void)state;
  static const char *const changes[] = {
      "UPDATE cases SET title = 'x' WHERE id = (SELECT max(id) FROM cases)",
      "DELETE FROM timers WHERE due = (SELECT max(due) FROM timers)",
      "INSERT INTO settings VALUES ('zz', '1')",
      "UPDATE nodes SET hash = replace(hash, '0', '1') WHERE place = 400",
      "UPDATE payloads SET parts = replace(parts, 'goes', 'went') WHERE sequence = 200",
      "DELETE FROM payloads WHERE sequence = 299",
      "DROP TRIGGER entries_never_go",
      "INSERT INTO payloads VALUES (100000, '[]')",
      "CREATE UNIQUE INDEX once ON timers (case_id, name)",
      "CREATE TABLE held (a TEXT REFERENCES cases (id) ON DELETE CASCADE)",
  };
  struct env env = env_system();
  for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
    char *folder = folder_new();
    int steps;
    store_close(fill(&env, folder));
    raw(folder, "PRAGMA foreign_keys = OFF");
    (strstr(changes[i], "TRIGGER") ? raw : raw_unguarded)(folder, changes[i]);
    struct store *store = open_store(&env, folder);
    json_t *report = step_through(store, 0, &steps), *whole = verify(store);
    if (json_flag(report, "ok")) fail_msg("not found: %s", changes[i]);
    if (!json_equal(report, whole)) fail_msg("%s\n%s", json_dumps(report, 0), json_dumps(whole, 0));
    json_decref(report), json_decref(whole);
    store_close(store);
    folder_drop(folder);
  }
}

static void name_evidence(struct store *store, const char *hex) {
  struct entry entry;
  entry_init(&entry, ENTRY_EVENT, AT(2 * ENTRIES), AT(2 * ENTRIES));
  entry.case_id = id_of(1);
  entry_part(&entry, "field/evidence", json_pack("[{s:i, s:s}]", "id", 1, "sha256", hex));
  append(store, &entry);
}

// A file of that size, all zeros, under that name.
static void put_file(const char *folder, const char *hex, off_t size) {
  char *path = evidence_path(folder, hex), *command = mem_format("mkdir -p %s/evidence/%.2s && : >%s", folder, hex, path);
  assert_int_equal(system(command), 0);
  assert_int_equal(truncate(path, size), 0);
  mem_free(command);
  mem_free(path);
}

// J5: one file a step; a large one would keep people waiting, and is counted.
static void evidence_is_read_but_for_what_is_large(void **state) {
  (void)state;
  static const char zero[] = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", // SHA-256 of one NUL
      other[] = "00000000000000000000000000000000000000000000000000000000000000ff";
  static const struct {
    const char *hex;
    off_t size; // -1: there is none
    bool ok;
    int64_t large;
  } rows[] = {
      {zero, 1, true, 0}, {zero, 2, false, 0}, {other, -1, false, 0}, {other, 64 << 20, false, 0}, {other, (64 << 20) + 1, true, 1}};
  struct env env = env_system();
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char *folder = folder_new();
    struct store *store = fill(&env, folder);
    int steps;
    name_evidence(store, rows[i].hex);
    if (rows[i].size >= 0) put_file(folder, rows[i].hex, rows[i].size);
    json_t *report = step_through(store, 5, &steps), *first = json_array_get(json_object_get(report, "problems"), 0);
    if (json_flag(report, "ok") != rows[i].ok || json_number(report, "large", 0) != rows[i].large)
      fail_msg("%zu: %s", i, json_dumps(report, 0));
    if (!rows[i].ok) assert_string_equal(json_text(first, "table"), "evidence");
    json_decref(report);
    store_close(store);
    folder_drop(folder);
  }
}

// A store that is closed in the middle of it, or rebuilt, is none the worse.
static void it_may_be_left_at_any_step(void **state) {
  (void)state;
  struct env env = env_system();
  struct err err = {0};
  char *folder = folder_new();
  struct store *store = fill(&env, folder);
  json_t *report;
  for (int steps = 1; steps < 15; steps++) {
    for (int i = 0; i < steps; i++) assert_true(journal_verify_step(store, &report, &err) && !report);
    if (steps % 2) assert_true(journal_rebuild(store, &err));
    store_close(store);
    store = open_store(&env, folder);
  }
  assert_sound(store);
  store_close(store);
  folder_drop(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_honest_store_is_intact_whatever_comes_meanwhile),
      cmocka_unit_test(it_finds_what_the_whole_check_finds),
      cmocka_unit_test(evidence_is_read_but_for_what_is_large),
      cmocka_unit_test(it_may_be_left_at_any_step),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
