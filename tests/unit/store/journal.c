// Goal: what is appended is read back whole, and follows its chain (J1, J2, E3, T3).
// Method: entries go through journal_append and are asked for again through store.h.
#include "fixture.h"

struct fixture {
  struct env env;
  char *folder;
  struct store *store;
};

static int set_up(void **state) {
  struct fixture *fixture = mem_new(sizeof *fixture);
  fixture->env = env_system();
  fixture->folder = folder_new();
  fixture->store = make_store(&fixture->env, fixture->folder);
  put_definition(fixture->store);
  *state = fixture;
  return 0;
}

static int tear_down(void **state) {
  struct fixture *fixture = *state;
  store_close(fixture->store);
  folder_drop(fixture->folder);
  mem_free(fixture);
  return 0;
}

static bool collect(void *user, json_t *row) {
  json_array_append(user, row);
  return true;
}

static json_t *entries_of(struct store *store, const struct id *case_id) {
  struct err err = {0};
  json_t *rows = json_array();
  assert_true(journal_each(store, case_id, collect, rows, &err));
  return rows;
}

static void an_entry_is_read_back(void **state) {
  struct fixture *f = *state;
  start_case(f->store, 1, AT(0));
  change_case(f->store, 1, AT(5), "begun");
  struct id id = id_of(1);
  json_t *rows = entries_of(f->store, &id), *second = json_array_get(rows, 1);
  assert_int_equal(json_array_size(rows), 2);
  assert_int_equal(json_number(second, "sequence", -1), 1);
  assert_int_equal(json_number(second, "kind", -1), ENTRY_EVENT);
  assert_string_equal(json_text(second, "kind_words"), "event taken");
  assert_int_equal(json_number(second, "recorded", -1), AT(5));
  assert_int_equal(json_number(second, "case_sequence", -1), 2);
  assert_string_equal(json_text(second, "case"), "ca5e0000000000000000000000000001");
  assert_string_equal(json_text(second, "actor"), "ca5e0000000000000000000000000384");
  // J1: the chain goes on from the leaf before.
  assert_string_equal(json_text(second, "previous"), json_text(json_array_get(rows, 0), "leaf"));
  const json_t *field = json_array_get(json_object_get(second, "payload"), 1);
  assert_string_equal(json_text(field, "name"), "field/note");
  assert_string_equal(json_text(field, "value"), "begun");
  assert_int_equal(strlen(json_text(field, "salt")), 64); // J2
  json_decref(rows);
  assert_int_equal(journal_count(f->store), 2);
  assert_int_equal(journal_last_recorded(f->store), AT(5));
}

static void each_case_and_the_board_have_a_chain_of_their_own(void **state) {
  struct fixture *f = *state;
  start_case(f->store, 1, AT(0));
  start_case(f->store, 2, AT(0));
  struct entry entry;
  for (int i = 0; i < 2; i++) {
    entry_init(&entry, ENTRY_SETTING, AT(1), AT(1));
    part(&entry, "setting/name", i ? "\"Teesport\"" : "\"Redcar\"");
    append(f->store, &entry);
    assert_int_equal(entry.case_sequence, i + 1);
  }
  change_case(f->store, 1, AT(2), "x");
  struct id id = id_of(1);
  json_t *rows = entries_of(f->store, &id);
  assert_int_equal(json_array_size(rows), 2);
  assert_int_equal(json_number(json_array_get(rows, 1), "sequence", 0), 4);
  json_decref(rows);
  json_t *name = setting_find(f->store, "name");
  assert_string_equal(json_string_value(name), "Teesport");
  json_decref(name);
  assert_sound(f->store);
}

static void recorded_never_goes_back(void **state) {
  struct fixture *f = *state;
  start_case(f->store, 1, AT(5000));
  struct entry entry;
  entry_init(&entry, ENTRY_EVENT, AT(0), AT(0)); // the clock was put back
  entry.case_id = id_of(1);
  append(f->store, &entry);
  assert_int_equal(entry.recorded_ms, AT(5000));
  assert_int_equal(entry.logical_ms, AT(5000));
  entry_init(&entry, ENTRY_TIMER, AT(0), AT(-900)); // a timer's due instant stays what it was
  entry.case_id = id_of(1);
  append(f->store, &entry);
  assert_int_equal(entry.recorded_ms, AT(5000));
  assert_int_equal(entry.logical_ms, AT(-900));
}

// T3: the second fire of one timer is no entry.
static void a_timer_is_dropped_once(void **state) {
  struct fixture *f = *state;
  struct err err = {0};
  start_case(f->store, 1, AT(0));
  for (int i = 0; i < 2; i++) {
    struct entry entry;
    entry_init(&entry, ENTRY_TIMER, AT(1500), AT(1000));
    entry.case_id = id_of(1);
    part(&entry, "timer/0",
         "{\"op\":\"drop\",\"state\":\"work.proposed\",\"activation\":1,\"name\":\"10 working "
         "days\",\"due\":1459810800000,\"why\":\"fired\"}");
    assert_int_equal(journal_append(f->store, &entry, &err), i == 0);
    entry_clear(&entry);
  }
  assert_int_equal(journal_count(f->store), 2);
  assert_non_null(strstr(err.text, "10 working days"));
  assert_sound(f->store);
}

static void misuse_is_refused_whole(void **state) {
  struct fixture *f = *state;
  start_case(f->store, 1, AT(0));
  static const struct {
    const char *name, *value, *says;
    enum err_code code;
  } wrong[] = {
      {"case", "{\"ref\":\"RA-2016-001\",\"workflow\":\"w\",\"definition\":\"d\"}", "RA-2016-001", ERR_REFUSED},
      {"case", "{\"workflow\":\"w\",\"definition\":\"d\"}", "reference", ERR_INVALID},
      {"colour", "1", "\"colour\"", ERR_INVALID},
      {"directory/person", "{}", "directory/person", ERR_INVALID},
      {"sent", "{\"key\":\"none\",\"status\":\"sent\"}", "\"none\"", ERR_BROKEN},
      {"incident", "{\"op\":\"close\",\"id\":\"none\"}", "\"none\"", ERR_BROKEN},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    struct err err = {0};
    struct entry entry;
    entry_init(&entry, ENTRY_EVENT, AT(1), AT(1));
    entry.case_id = id_of(50);
    part(&entry, "note", "1");
    part(&entry, wrong[i].name, wrong[i].value);
    assert_false(journal_append(f->store, &entry, &err));
    entry_clear(&entry);
    assert_int_equal(err.code, wrong[i].code);
    if (!strstr(err.text, wrong[i].says)) fail_msg("%s", err.text);
  }
  struct err err = {0};
  assert_null(case_find(f->store, "RA-9", &err));
  assert_int_equal(err.code, ERR_NOT_FOUND);
  assert_false(definition_put(f->store, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "{\"other\":1}", &err));
  assert_int_equal(journal_count(f->store), 1);
  assert_sound(f->store);
}

// E3: events of one turn share a transaction, each in its own savepoint.
static void a_savepoint_undoes_its_own_event_only(void **state) {
  struct fixture *f = *state;
  struct err err = {0};
  assert_true(store_begin(f->store, &err));
  for (int number = 1; number <= 3; number++) {
    assert_true(store_begin(f->store, &err));
    start_case(f->store, number, AT(number));
    if (number == 2)
      store_rollback(f->store);
    else
      assert_true(store_commit(f->store, &err));
  }
  assert_true(store_commit(f->store, &err));
  assert_int_equal(journal_count(f->store), 2);
  assert_null(case_find(f->store, "RA-2016-002", &err));
  assert_true(store_begin(f->store, &err));
  start_case(f->store, 4, AT(4));
  assert_true(store_begin(f->store, &err));
  start_case(f->store, 5, AT(5));
  assert_true(store_commit(f->store, &err));
  store_rollback(f->store);
  store_rollback(f->store); // outside any, it does nothing
  assert_int_equal(journal_count(f->store), 2);
  assert_sound(f->store);
}

static void what_was_committed_is_there_after_opening_again(void **state) {
  struct fixture *f = *state;
  struct err err = {0};
  start_case(f->store, 1, AT(0));
  assert_true(meta_put(f->store, "manual_clock", "2016-04-04T09:00:00Z", &err));
  store_close(f->store);
  f->store = open_store(&f->env, f->folder);
  assert_int_equal(journal_count(f->store), 1);
  char *clock = meta_find(f->store, "manual_clock");
  assert_string_equal(clock, "2016-04-04T09:00:00Z");
  assert_null(meta_find(f->store, "nothing"));
  mem_free(clock);
  assert_string_equal(store_folder(f->store), f->folder);
  change_case(f->store, 1, AT(1), "on");
  assert_sound(f->store);
}

static bool count_one(void *user, json_t *row) {
  (void)row;
  ++*(int *)user;
  return *(int *)user < 2;
}

static void lists_are_in_order_and_may_stop(void **state) {
  struct fixture *f = *state;
  struct err err = {0};
  for (int number = 3; number >= 1; number--) start_case(f->store, number, AT(0));
  json_t *rows = json_array();
  assert_true(case_each(f->store, "review-action", collect, rows, &err));
  assert_int_equal(json_array_size(rows), 3);
  assert_string_equal(json_text(json_array_get(rows, 0), "ref"), "RA-2016-001");
  json_array_clear(rows);
  assert_true(case_each(f->store, "another", collect, rows, &err));
  assert_int_equal(json_array_size(rows), 0);
  json_decref(rows);
  int count = 0;
  assert_true(case_each(f->store, NULL, count_one, &count, &err));
  assert_int_equal(count, 2);
  count = 0;
  assert_true(journal_each(f->store, NULL, count_one, &count, &err));
  assert_int_equal(count, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(an_entry_is_read_back),
      TEST(each_case_and_the_board_have_a_chain_of_their_own),
      TEST(recorded_never_goes_back),
      TEST(a_timer_is_dropped_once),
      TEST(misuse_is_refused_whole),
      TEST(a_savepoint_undoes_its_own_event_only),
      TEST(what_was_committed_is_there_after_opening_again),
      TEST(lists_are_in_order_and_may_stop),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
