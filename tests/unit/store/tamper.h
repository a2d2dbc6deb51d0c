// What the tests of tampering share: a store of thirty entries that is closed, and what must be said of it after something was changed.
#ifndef WAYMARK_TESTS_STORE_TAMPER_H
#define WAYMARK_TESTS_STORE_TAMPER_H
#include "fixture.h"

struct fixture {
  struct env env;
  char *folder, sha256[HASH_HEX_SIZE];
};

static inline void add_evidence(struct fixture *f, struct store *store, const char *text) {
  int pair[2];
  struct err err = {0};
  struct evidence_file file;
  assert_int_equal(pipe(pair), 0);
  assert_int_equal(write(pair[1], text, strlen(text)), (ssize_t)strlen(text));
  close(pair[1]);
  assert_true(evidence_store(&f->env, f->folder, pair[0], EVIDENCE_SIZE_MAX, &file, &err));
  close(pair[0]);
  hex_write(f->sha256, file.sha256.bytes, HASH_SIZE);
  struct entry entry;
  entry_init(&entry, ENTRY_EVENT, AT(100), AT(100));
  entry.case_id = id_of(3);
  char *item = mem_format("[{\"id\":1,\"sha256\":\"%s\",\"size\":%lld,\"name\":\"a.txt\",\"title\":\"A\",\"level\":\"output\"}]", f->sha256,
                          (long long)file.size);
  part(&entry, "field/evidence", item);
  mem_free(item);
  append(store, &entry);
}

// Entries 0 to 9 start items 1 to 10, 10 to 28 change them, 29 names evidence.
static inline int set_up(void **state) {
  struct fixture *f = mem_new(sizeof *f);
  f->env = env_system();
  f->folder = folder_new();
  struct store *store = make_store(&f->env, f->folder);
  put_definition(store);
  for (int i = 0; i < 10; i++) start_case(store, i + 1, AT(i));
  for (int i = 10; i < 29; i++) change_case(store, 1 + i % 10, AT(i), "on");
  add_evidence(f, store, "minutes of the meeting");
  assert_sound(store);
  store_close(store);
  *state = f;
  return 0;
}

static inline int tear_down(void **state) {
  struct fixture *f = *state;
  folder_drop(f->folder);
  mem_free(f);
  return 0;
}

// The first problem names this entry (or, below zero, this table) and its text holds `says`.
static inline void assert_found(struct fixture *f, int64_t sequence, const char *table, const char *says) {
  struct store *store = open_store(&f->env, f->folder);
  json_t *report = verify(store), *first = json_array_get(json_object_get(report, "problems"), 0);
  assert_false(json_flag(report, "ok"));
  assert_non_null(first);
  const char *text = json_text(first, "text"), *named = json_text(first, "table");
  if (json_number(first, "sequence", -1) != sequence || !strstr(text, says))
    fail_msg("%lld: %s", (long long)json_number(first, "sequence", -1), text);
  if (table) assert_string_equal(named, table);
  json_decref(report);
  store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#endif
