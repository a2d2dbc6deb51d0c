// Goal: every part name does to the tables what FORMAT.md says, and nothing else does (E1, E2, E4, T1, T2).
// Method: entries of each part name go through journal_append; the tables are asked through store.h.
#include "fixture.h"
#include "store/internal.h"

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

static bool has_head(struct store *store, const char *leaf) {
  sqlite3_stmt *find = NULL;
  assert_int_equal(sqlite3_prepare_v2(sql_db(&store->sql), "SELECT count(*) FROM cases WHERE head = ?1", -1, &find, NULL), SQLITE_OK);
  sqlite3_bind_text(find, 1, leaf, -1, SQLITE_STATIC);
  assert_int_equal(sqlite3_step(find), SQLITE_ROW);
  bool has = sqlite3_column_int(find, 0) == 1;
  sqlite3_finalize(find);
  return has;
}

static void a_case_row_follows_its_entries(void **state) {
  struct fixture *f = *state;
  struct err err = {0};
  start_case(f->store, 7, AT(0));
  change_case(f->store, 7, AT(5), "begun");
  struct entry entry;
  entry_init(&entry, ENTRY_EVENT, AT(9), AT(9));
  entry.case_id = id_of(7);
  part(&entry, "title", "\"A better title\"");
  part(&entry, "configuration", "{\"active\":{\"work.closed\":4},\"entered\":4}");
  part(&entry, "closed", "true");
  part(&entry, "field/note", "null");
  part(&entry, "field/count", "3");
  append(f->store, &entry);
  char leaf[HASH_HEX_SIZE];
  // A refusal is recorded and changes no content: the revision that people saw stays right (E2).
  entry_init(&entry, ENTRY_REFUSED, AT(11), AT(11));
  entry.case_id = id_of(7);
  part(&entry, "refusal", "{\"event\":\"accept\",\"code\":\"refused\",\"text\":\"No.\"}");
  append(f->store, &entry);
  hex_write(leaf, entry.leaf.bytes, HASH_SIZE);
  json_t *row = case_find(f->store, "RA-2016-007", &err), *same = case_find(f->store, "ca5e0000000000000000000000000007", &err);
  assert_true(json_equal(row, same));
  assert_string_equal(json_text(row, "title"), "A better title");
  assert_int_equal(json_number(row, "revision", 0), 3);
  assert_int_equal(json_number(row, "case_sequence", 0), 4);
  assert_true(has_head(f->store, leaf));
  assert_int_equal(json_number(row, "started", 0), AT(0));
  assert_int_equal(json_number(row, "changed", 0), AT(9));
  assert_true(json_flag(row, "closed"));
  assert_same_json(json_object_get(row, "fields"), "{\"count\":3,\"text\":\"Write to every school\"}");
  assert_same_json(json_object_get(row, "state"), "{\"active\":{\"work.closed\":4},\"entered\":4}");
  json_decref(row);
  json_decref(same);
  assert_sound(f->store);
}

// V3: by which version an item goes, and what it is called; only from the one that it goes by.
static void a_case_moves_to_another_version(void **state) {
  static const char other[] = "75f256e74e2f9dfdfaf7d380803bfc16d5b9bf94269ed396eab5833351183753";
  struct fixture *f = *state;
  struct err err = {0};
  start_case(f->store, 1, AT(0));
  json_decref(case_find(f->store, "RA-2016-001", &err)); // what is kept of it changes too
  assert_true(definition_put(f->store, other, "{\"structure\":{\"version\":2}}", &err));
  char *moved = mem_format("{\"definition\":\"%s\",\"was\":\"%s\",\"noun\":\"measure\"}", other,
                           "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  struct entry entry;
  entry_init(&entry, ENTRY_MIGRATION, AT(5), AT(5));
  entry.case_id = id_of(1);
  part(&entry, "moved", moved);
  append(f->store, &entry);
  json_t *row = case_find(f->store, "RA-2016-001", &err);
  assert_string_equal(json_text(row, "definition"), other);
  assert_string_equal(json_text(row, "noun"), "measure");
  assert_int_equal(json_number(row, "revision", 0), 2);
  static const char *const wrong[] = {NULL, "{\"definition\":\"00\"}", "[]"}; // from one that it does not go by; from none
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    entry_init(&entry, ENTRY_MIGRATION, AT(6), AT(6));
    entry.case_id = id_of(1);
    part(&entry, "moved", wrong[i] ? wrong[i] : moved);
    assert_false(journal_append(f->store, &entry, &err));
    entry_clear(&entry);
  }
  json_decref(row);
  mem_free(moved);
  assert_true(journal_rebuild(f->store, &err));
  row = case_find(f->store, "RA-2016-001", &err);
  assert_string_equal(json_text(row, "definition"), other);
  json_decref(row);
  assert_sound(f->store);
}

static void timers_come_first_due_first(void **state) {
  struct fixture *f = *state;
  int64_t due = 0;
  assert_false(timer_next(f->store, &due));
  for (int number = 3; number >= 1; number--) start_case(f->store, number, AT(0));
  assert_true(timer_next(f->store, &due));
  assert_int_equal(due, AT(1000));
  assert_null(timer_first_due(f->store, AT(999)));
  json_t *first = timer_first_due(f->store, AT(1000));
  assert_same_json(
      first,
      "{\"case\":\"ca5e0000000000000000000000000001\",\"state\":\"work.proposed\",\"activation\":1,\"name\":\"10 working days\","
      "\"due\":1459810800000,\"rule\":\"10 working days\",\"zone\":\"Europe/London\",\"calendar\":\"9af3\",\"since\":1459810799000}");
  json_t *second = timer_due_after(f->store, first, AT(2000)), *third = timer_due_after(f->store, second, AT(3000));
  assert_int_equal(json_number(second, "due", 0), AT(2000));
  assert_int_equal(json_number(third, "due", 0), AT(3000));
  assert_null(timer_due_after(f->store, first, AT(1999)));
  assert_null(timer_due_after(f->store, third, AT(9000)));
  json_decref(third);
  json_decref(second);
  json_decref(first);
  struct entry entry;
  entry_init(&entry, ENTRY_TIMER, AT(1500), AT(1000));
  entry.case_id = id_of(1);
  part(&entry, "timer/0",
       "{\"op\":\"drop\",\"state\":\"work.proposed\",\"activation\":1,\"name\":\"10 working "
       "days\",\"due\":1459810800000,\"why\":\"fired\"}");
  append(f->store, &entry);
  json_t *left = timer_list(f->store, NULL), *of_one = timer_list(f->store, "ca5e0000000000000000000000000001");
  assert_int_equal(json_array_size(left), 2);
  assert_int_equal(json_number(json_array_get(left, 0), "due", 0), AT(2000));
  assert_int_equal(json_array_size(of_one), 0);
  json_decref(left);
  json_decref(of_one);
  assert_sound(f->store);
}

static void the_outbox_keeps_messages_and_their_status(void **state) {
  struct fixture *f = *state;
  start_case(f->store, 1, AT(0));
  change_case(f->store, 1, AT(5), "begun");
  struct entry entry;
  entry_init(&entry, ENTRY_EVENT, AT(6), AT(6));
  entry.case_id = id_of(1);
  part(&entry, "open/0", "{\"key\":\"o-1\",\"workflow\":\"challenge\",\"fields\":{\"about\":\"RA\"}}");
  append(f->store, &entry);
  json_t *ready = outbox_list(f->store, NULL, "ready");
  assert_int_equal(json_array_size(ready), 2);
  assert_string_equal(json_text(json_array_get(ready, 0), "body"), "See it");
  assert_string_equal(json_text(json_array_get(ready, 0), "role"), "owner");
  assert_string_equal(json_text(json_array_get(ready, 1), "to"), "engine");
  assert_string_equal(json_text(json_array_get(ready, 1), "workflow"), "challenge");
  json_decref(ready);
  entry_init(&entry, ENTRY_EVENT, AT(7), AT(7));
  part(&entry, "sent", "{\"key\":\"o-1\",\"status\":\"sent\"}");
  append(f->store, &entry);
  ready = outbox_list(f->store, "ca5e0000000000000000000000000001", "ready");
  assert_int_equal(json_array_size(ready), 1);
  json_decref(ready);
  json_t *sent = outbox_list(f->store, NULL, "sent");
  assert_string_equal(json_text(json_array_get(sent, 0), "key"), "o-1");
  json_decref(sent);
}

static void the_board_is_folded_too(void **state) {
  struct fixture *f = *state;
  struct entry entry;
  struct err err = {0};
  entry_init(&entry, ENTRY_DIRECTORY, AT(0), AT(0));
  part(&entry, "directory/person/p.owner", "{\"name\":\"Pat Owner\"}");
  part(&entry, "directory/person/p.chair", "{\"name\":\"Chris Chair\"}");
  part(&entry, "directory/agency/council/north", "{\"name\":\"An id with a slash\"}");
  part(&entry, "calendar/england-and-wales", "{\"version\":\"9af3\",\"csv\":\"date,name\\n\"}");
  part(&entry, "definition",
       "{\"hash\":\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"name\":\"review-action\",\"version\":1,"
       "\"title\":\"Review action\",\"noun\":\"action\"}");
  part(&entry, "key", "{\"actor\":\"p.owner\",\"key\":\"k1\",\"digest\":\"d\",\"answer\":{\"ref\":\"RA-1\"}}");
  part(&entry, "incident", "{\"op\":\"open\",\"id\":\"i1\",\"event\":{\"name\":\"start\"},\"reason\":\"It threw.\"}");
  part(&entry, "note", "{\"free\":\"text\"}");
  append(f->store, &entry);
  json_t *people = directory_list(f->store, "person"), *agency = directory_find(f->store, "agency", "council/north");
  assert_same_json(people, "[{\"name\":\"Chris Chair\"},{\"name\":\"Pat Owner\"}]");
  assert_same_json(agency, "{\"name\":\"An id with a slash\"}");
  json_t *calendar = calendar_find(f->store, "england-and-wales"), *workflow = workflow_find(f->store, "review-action");
  assert_same_json(calendar, "{\"csv\":\"date,name\\n\",\"version\":\"9af3\"}");
  assert_int_equal(json_number(workflow, "version", 0), 1);
  json_t *key = key_find(f->store, "p.owner", "k1"), *incidents = incident_list(f->store, NULL);
  assert_same_json(key, "{\"answer\":{\"ref\":\"RA-1\"},\"digest\":\"d\",\"sequence\":0}");
  assert_null(key_find(f->store, "p.chair", "k1")); // E1: scoped by actor
  assert_string_equal(json_text(json_array_get(incidents, 0), "status"), "open");
  json_t *document = definition_find(f->store, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", &err);
  assert_int_equal(json_object_size(document), 0);
  json_decref(people), json_decref(agency), json_decref(calendar), json_decref(workflow), json_decref(key), json_decref(incidents),
      json_decref(document);

  // Removing somebody is a change too: the revision that rights were judged on goes up (R1).
  entry_init(&entry, ENTRY_DIRECTORY, AT(1), AT(1));
  part(&entry, "directory/person/p.owner", "null");
  part(&entry, "incident", "{\"op\":\"close\",\"id\":\"i1\",\"how\":\"skip\"}");
  part(&entry, "calendar/england-and-wales", "{\"version\":\"b0b0\",\"csv\":\"date,name\\n2016-09-19,Mourning\\n\"}");
  append(f->store, &entry);

  // A list that takes the place of another leaves that one to be asked for.
  calendar = calendar_find(f->store, "england-and-wales");
  assert_string_equal(json_text(calendar, "version"), "b0b0");
  json_decref(calendar);
  calendar = calendar_list(f->store);
  assert_int_equal(json_array_size(calendar), 2);
  assert_string_equal(json_text(json_array_get(calendar, 0), "version"), "9af3");
  assert_int_equal(json_number(json_array_get(calendar, 1), "since", 0), AT(1));
  json_decref(calendar);

  assert_null(directory_find(f->store, "person", "p.owner"));
  assert_int_equal(directory_who_revision(f->store), 1);
  incidents = incident_list(f->store, "00000000000000000000000000000000");
  assert_string_equal(json_text(json_array_get(incidents, 0), "status"), "closed");
  assert_string_equal(json_text(json_array_get(incidents, 0), "how"), "skip");
  json_decref(incidents);
  assert_sound(f->store);
}

static void the_next_number_follows_the_highest(void **state) {
  struct fixture *f = *state;
  assert_int_equal(case_next_number(f->store, "RA-2016-"), 1);
  start_case(f->store, 9, AT(0));
  start_case(f->store, 1000, AT(0)); // more digits, though less as text
  start_case(f->store, 998, AT(0));
  assert_int_equal(case_next_number(f->store, "RA-2016-"), 1001);
  assert_int_equal(case_next_number(f->store, "RA-2017-"), 1);
  assert_int_equal(case_next_number(f->store, "RA-2016-1"), 1); // RA-2016-1000: 000 follows "RA-2016-1"
  start_case(f->store, 1000000000, AT(0));                      // ten digits were not counted up: nobody's next number follows them
  assert_int_equal(case_next_number(f->store, "RA-2016-"), 1001);
  assert_int_equal(case_next_number(f->store, "RA-2016-1"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_case_row_follows_its_entries), TEST(a_case_moves_to_another_version),
      TEST(timers_come_first_due_first),    TEST(the_outbox_keeps_messages_and_their_status),
      TEST(the_board_is_folded_too),        TEST(the_next_number_follows_the_highest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
