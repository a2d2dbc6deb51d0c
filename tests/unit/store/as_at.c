// Goal: the store as it was is what it was (J4): known then, table by table and byte by byte what the tables held after that commit; true
// then, with late timers at their own time and mistakes as they were meant (J7). Method: entries one by one, a dump of every rebuildable
// table after each, and the same dumps of store_as_at.
#include "fixture.h"
#include "store/internal.h"

enum { ITEMS = 3, STEP_MS = 1000 };

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

static int add_dump_row(void *user, int columns, char **values, char **names) {
  (void)names;
  for (int i = 0; i < columns; i++) buf_format(user, "%s|", values[i] ? values[i] : "NULL");
  buf_text(user, "\n");
  return 0;
}

// Every row of every rebuildable table but the log's tree, which a store as it was has no proofs to give from. Caller frees.
static char *dump(struct store *store) {
  struct buf out;
  buf_init(&out);
  for (int i = 0; i < rebuildable_count; i++) {
    if (strcmp(rebuildables[i].table, "nodes") == 0) continue;
    char *text = mem_format("SELECT * FROM %s ORDER BY 1, 2", rebuildables[i].table);
    buf_format(&out, "%s\n", rebuildables[i].table);
    assert_int_equal(sqlite3_exec(sql_db(&store->sql), text, add_dump_row, &out, NULL), SQLITE_OK);
    mem_free(text);
  }
  return buf_take(&out);
}

static struct store *as_at(struct store *from, int64_t at_ms, bool known, const struct id *case_id) {
  struct err err = {0};
  struct store *past = store_as_at(from, &(struct store_moment){.at_ms = at_ms, .known = known, .case_id = case_id}, &err);
  if (!past) fail_msg("store_as_at: %s", err.text);
  return past;
}

// The item's fields, as canonical JSON; "none" when it is not there. Caller frees.
static char *fields_at(struct store *from, int64_t at_ms, bool known, int number) {
  struct store *past = as_at(from, at_ms, known, NULL);
  struct err err;
  char *ref = mem_format("RA-2016-%03d", number);
  json_t *row = case_find(past, ref, &err);
  char *fields = row ? json_canonical(json_object_get(row, "fields")) : mem_text("none");
  json_decref(row);
  mem_free(ref);
  store_close(past);
  return fields;
}

static void assert_fields(struct store *from, int64_t at_ms, bool known, int number, const char *expected) {
  char *fields = fields_at(from, at_ms, known, number);
  assert_string_equal(fields, expected);
  mem_free(fields);
}

static void set_field(struct store *store, int number, int64_t at, int64_t logical, const char *name, const char *json) {
  struct entry entry;
  entry_init(&entry, logical == at ? ENTRY_EVENT : ENTRY_TIMER, at, logical);
  entry.case_id = id_of(number);
  part(&entry, name, json);
  append(store, &entry);
}

static void put_setting(struct store *store, int64_t at, const char *json) {
  struct entry entry;
  entry_init(&entry, ENTRY_SETTING, at, at);
  part(&entry, "setting/name", json);
  part(&entry, "directory/person/p", json);
  append(store, &entry);
}

static void correct(struct store *store, int number, int64_t at, int entry_number, const char *meant, bool stands) {
  struct entry entry;
  entry_init(&entry, ENTRY_IN_ERROR, at, at);
  entry.case_id = id_of(number);
  char *correction = mem_format("{\"entry\":%d,\"reason\":\"a slip\"}", entry_number);
  part(&entry, "correction", correction);
  part(&entry, "meant/note", meant);
  if (stands) part(&entry, "field/note", meant);
  append(store, &entry);
  mem_free(correction);
}

static void known_then_is_what_the_tables_held_then(void **state) {
  struct fixture *f = *state;
  char *dumps[2 * ITEMS + 3];
  int count = 0;
  for (int i = 0; i < ITEMS; i++) {
    start_case(f->store, i + 1, AT(STEP_MS * count));
    dumps[count++] = dump(f->store);
    change_case(f->store, 1, AT(STEP_MS * count), i ? "later" : "sooner");
    dumps[count++] = dump(f->store);
  }
  put_setting(f->store, AT(STEP_MS * count), "\"The Board\"");
  dumps[count++] = dump(f->store);
  set_field(f->store, 2, AT(STEP_MS * count), AT(0), "field/note", "\"late\"");
  dumps[count++] = dump(f->store);
  correct(f->store, 1, AT(STEP_MS * count), 2, "\"meant\"", false);
  dumps[count++] = dump(f->store);
  for (int i = 0; i < count; i++) {
    struct store *past = as_at(f->store, AT(STEP_MS * i + STEP_MS / 2), true, NULL);
    char *then = dump(past);
    assert_string_equal(then, dumps[i]);
    assert_int_equal(journal_count(past), i + 1);
    mem_free(then);
    store_close(past);
    mem_free(dumps[i]);
  }
}

// Whatever was corrected, and however late: by what is known now, now is what the tables hold.
static void true_now_is_what_the_tables_hold(void **state) {
  struct fixture *f = *state;
  start_case(f->store, 1, AT(0));
  put_setting(f->store, AT(1), "\"The Board\"");
  set_field(f->store, 1, AT(10), AT(10), "field/note", "\"wrong\"");
  set_field(f->store, 1, AT(20), AT(15), "field/other", "1");
  correct(f->store, 1, AT(30), 2, "\"less wrong\"", true);
  correct(f->store, 1, AT(40), 2, "\"right\"", true);
  set_field(f->store, 1, AT(50), AT(50), "field/note", "\"new\"");
  correct(f->store, 1, AT(60), 2, "\"better\"", false);
  correct(f->store, 1, AT(70), 6, "null", true);
  struct store *past = as_at(f->store, AT(70), false, NULL);
  char *now = dump(f->store), *then = dump(past);
  assert_string_equal(then, now);
  mem_free(now);
  mem_free(then);
  store_close(past);
}

// A timer that is due at 5 and runs at 20 is true from 5 on and known from 20 on.
static void a_late_timer_counts_from_its_due_instant(void **state) {
  struct fixture *f = *state;
  start_case(f->store, 1, AT(0));
  set_field(f->store, 1, AT(20), AT(5), "field/note", "\"fired\"");
  assert_fields(f->store, AT(4), false, 1, "{\"text\":\"Write to every school\"}");
  assert_fields(f->store, AT(5), false, 1, "{\"note\":\"fired\",\"text\":\"Write to every school\"}");
  assert_fields(f->store, AT(19), true, 1, "{\"text\":\"Write to every school\"}");
  assert_fields(f->store, AT(20), true, 1, "{\"note\":\"fired\",\"text\":\"Write to every school\"}");
  assert_fields(f->store, AT(-1), false, 1, "none");
  assert_fields(f->store, AT(-1), true, 1, "none");
}

// What was armed at 10 for 5 drops a row that is not there before 10: of a chain nothing counts before what it followed.
static void nothing_counts_before_what_it_followed(void **state) {
  struct fixture *f = *state;
  struct entry entry;
  const char *timer = "{\"op\":\"%s\",\"state\":\"s\",\"activation\":1,\"name\":\"n\",\"due\":5,\"since\":5,\"why\":\"fired\"}";
  char *arm = mem_format(timer, "arm"), *drop = mem_format(timer, "drop");
  start_case(f->store, 1, AT(0));
  set_field(f->store, 1, AT(10), AT(10), "timer/1", arm);
  entry_init(&entry, ENTRY_TIMER, AT(20), AT(5));
  entry.case_id = id_of(1);
  part(&entry, "timer/1", drop);
  part(&entry, "field/note", "\"fired\"");
  append(f->store, &entry);
  start_case(f->store, 2, AT(30));
  assert_fields(f->store, AT(7), false, 1, "{\"text\":\"Write to every school\"}");
  assert_fields(f->store, AT(10), false, 1, "{\"note\":\"fired\",\"text\":\"Write to every school\"}");
  mem_free(arm);
  mem_free(drop);
}

static void what_was_in_error_reads_as_it_was_meant_from_that_entry_on(void **state) {
  struct fixture *f = *state;
  start_case(f->store, 1, AT(0));
  set_field(f->store, 1, AT(10), AT(10), "field/note", "\"wrong\"");
  set_field(f->store, 1, AT(20), AT(20), "field/other", "1");
  correct(f->store, 1, AT(30), 2, "\"less wrong\"", true);
  correct(f->store, 1, AT(40), 2, "\"right\"", true);
  assert_fields(f->store, AT(9), false, 1, "{\"text\":\"Write to every school\"}");
  for (int at = 10; at <= 40; at += 15) { // also between the two corrections
    char *fields = fields_at(f->store, AT(at), false, 1);
    assert_non_null(strstr(fields, "\"note\":\"right\""));
    mem_free(fields);
  }
  assert_fields(f->store, AT(10), true, 1, "{\"note\":\"wrong\",\"text\":\"Write to every school\"}");
  assert_fields(f->store, AT(35), true, 1, "{\"note\":\"less wrong\",\"other\":1,\"text\":\"Write to every school\"}");
  // the row itself is what was recorded
  struct store *past = as_at(f->store, AT(10), false, NULL);
  assert_true(journal_count(past) == 2);
  store_close(past);
}

static void of_one_item_only_its_own_and_the_boards_entries_are_read(void **state) {
  struct fixture *f = *state;
  struct id one = id_of(1);
  struct err err;
  start_case(f->store, 1, AT(0));
  start_case(f->store, 2, AT(1));
  put_setting(f->store, AT(2), "\"The Board\"");
  struct store *past = as_at(f->store, AT(9), false, &one);
  json_t *row = case_find(past, "RA-2016-001", &err), *other = case_find(past, "RA-2016-002", &err), *name = setting_find(past, "name");
  json_t *document = definition_find(past, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", &err);
  assert_non_null(row);
  assert_null(other);
  assert_string_equal(json_string_value(name), "The Board");
  assert_non_null(document);
  json_decref(document);
  json_decref(name);
  json_decref(row);
  store_close(past);
}

static void an_entry_that_was_changed_is_not_shown(void **state) {
  struct fixture *f = *state;
  struct err err = {0};
  start_case(f->store, 1, AT(0));
  change_case(f->store, 1, AT(1), "begun");
  store_close(f->store);
  raw_unguarded(f->folder, "UPDATE payloads SET parts = replace(parts, 'begun', 'ended') WHERE sequence = 1");
  f->store = open_store(&f->env, f->folder);
  assert_null(store_as_at(f->store, &(struct store_moment){.at_ms = AT(1)}, &err));
  assert_int_equal(err.code, ERR_CORRUPT);
  assert_string_equal(err.text,
                      "Cannot show what was: entry 1 of the journal is not what was recorded. Run `waymark journal verify` for all that "
                      "is wrong, then put back the latest backup.");
  struct store *past = as_at(f->store, AT(0), true, NULL); // before it, all is well
  store_close(past);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(known_then_is_what_the_tables_held_then, set_up, tear_down),
      cmocka_unit_test_setup_teardown(true_now_is_what_the_tables_hold, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_late_timer_counts_from_its_due_instant, set_up, tear_down),
      cmocka_unit_test_setup_teardown(nothing_counts_before_what_it_followed, set_up, tear_down),
      cmocka_unit_test_setup_teardown(what_was_in_error_reads_as_it_was_meant_from_that_entry_on, set_up, tear_down),
      cmocka_unit_test_setup_teardown(of_one_item_only_its_own_and_the_boards_entries_are_read, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_entry_that_was_changed_is_not_shown, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
