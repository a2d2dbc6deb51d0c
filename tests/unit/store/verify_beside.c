// Goal: a journal that is large enough for two threads to check it at once (engine/store/verify_beside.c) is checked as a small one is.
// Method: 12,000 entries, some with letters beyond ASCII, so that some are looked at the long way, and messages that were sent or went into
// a digest. One thing at a time is changed by raw SQL, and what the whole check says is what the check in steps says, which has one thread;
// a page is spoiled, and the check cannot go on; an index and the file's own structure are spoiled, which the whole check alone looks at.
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

static void tell_of_message(struct store *store, int number) {
  struct entry entry;
  int64_t at = AT(number);
  int item = 1 + number % CASES;
  entry_init(&entry, ENTRY_SENT, at, at);
  entry.case_id = id_of(item);
  char *trying = mem_format("{\"key\":\"m-%d-%lld\",\"status\":\"trying\"}", item, (long long)at);
  char *sent = mem_format("{\"key\":\"m-%d-%lld\",\"status\":\"sent\",\"at\":%d}", item, (long long)at, number);
  part(&entry, "sent", number % 2 ? trying : sent);
  append(store, &entry);
  mem_free(trying), mem_free(sent);
}

static void add_digest(struct store *store, int number) {
  struct entry entry;
  entry_init(&entry, ENTRY_DIGEST, AT(number + 1), AT(number + 1));
  entry.case_id = id_of(1 + number % CASES);
  char *digest = mem_format("{\"key\":\"d-%d\",\"at\":%d,\"covers\":[\"m-%d-%lld\",\"m-%d-%lld\"]}", number, number, 1 + number % CASES,
                            (long long)AT(number), 1 + (number - 1) % CASES, (long long)AT(number - 1));
  char *message = mem_format("{\"key\":\"d-%d\",\"to\":\"p.owner\",\"subject\":\"Two\",\"body\":\"See them\"}", number);
  part(&entry, "digest", digest);
  part(&entry, "message/0", message);
  append(store, &entry);
  mem_free(digest), mem_free(message);
}

static void change(struct store *store, int number) {
  if (number < CASES) {
    start_case(store, number + 1, AT(number));
    return;
  }
  change_case(store, 1 + number % CASES, AT(number), number % 7 ? "goes on" : "goes on, says Zoë");
  if (number % 50 == 0) tell_of_message(store, number);
  if (number % 1000 == 999) add_digest(store, number);
}

static char *pattern; // the store that each test gets a copy of: making it takes longer than any check

static int make_pattern(void **state) {
  struct env env = env_system();
  struct err err;
  (void)state;
  pattern = folder_new();
  struct store *store = make_store(&env, pattern);
  put_definition(store);
  assert_true(store_begin(store, &err));
  while (journal_count(store) < ENTRIES) change(store, (int)journal_count(store));
  assert_true(store_commit(store, &err));
  assert_sound(store);
  store_close(store);
  return 0;
}

static int drop_pattern(void **state) {
  (void)state;
  folder_drop(pattern);
  return 0;
}

static int set_up(void **state) {
  struct fixture *f = mem_new(sizeof *f);
  f->env = env_system();
  f->folder = folder_new();
  char *command = mem_format("cp -a '%s/.' '%s'", pattern, f->folder);
  assert_int_equal(system(command), 0);
  mem_free(command);
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
      "UPDATE outbox SET status = 'ready' WHERE key = (SELECT min(key) FROM outbox WHERE status = 'sent')",
      "UPDATE outbox SET message = replace(message, 'd-999', 'd-998') WHERE key = (SELECT max(key) FROM outbox WHERE status = 'digested')",
      "DELETE FROM outbox WHERE key = (SELECT max(key) FROM outbox)",
      "INSERT INTO outbox VALUES ('zz', 5, '00000000000000000000000000000000', 'ready', 0, '{}')",
      "UPDATE cases SET fields = '{}' WHERE ref = 'RA-2016-050'",
      "INSERT INTO payloads VALUES (-5, '[]'), (100000, '[]')",
      "UPDATE nodes SET hash = replace(hash, '0', '1') WHERE place = 15000",
      "DELETE FROM nodes WHERE place = (SELECT max(place) FROM nodes)",
      "DELETE FROM entries WHERE sequence = 5000",
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

static void assert_damage(struct fixture *f, const char *says) {
  struct store *store = open_store(&f->env, f->folder);
  threads_ended = 0;
  json_t *report = verify(store), *problem;
  size_t i;
  bool found = false;
  json_array_foreach(json_object_get(report, "problems"), i, problem) {
    const char *text = json_text(problem, "text");
    found = found || (text && strstr(text, "The database file is damaged") && strstr(text, says));
  }
  if (!found) fail_msg("nothing says \"%s\": %s", says, json_dumps(report, 0));
  assert_int_equal(threads_ended, 1);
  json_decref(report);
  store_close(store);
}

// The index says for a while that it lists nothing that is written meanwhile.
static void write_past_index(struct fixture *f, const char *index, const char *words, const char *change) {
  char *off = mem_format("PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = sql || ' %s' WHERE name = '%s'", words, index);
  char *on =
      mem_format("PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, ' %s', '') WHERE name = '%s'", words, index);
  raw(f->folder, off);
  raw_unguarded(f->folder, change);
  raw(f->folder, on);
  mem_free(off), mem_free(on);
}

static void assert_outbox_is_found(struct fixture *f, const char *says) {
  struct store *store = open_store(&f->env, f->folder);
  json_t *report = verify(store), *problem;
  size_t i;
  bool found = false;
  json_array_foreach(json_object_get(report, "problems"), i, problem) found = found || strstr(json_text(problem, "text"), says);
  if (!found) fail_msg("nothing says \"%s\": %s", says, json_dumps(report, 0));
  json_decref(report);
  store_close(store);
}

// An outbox whose keys nothing keeps apart any more: one message twice in the stead of another.
static void a_message_in_the_stead_of_another_is_found(void **state) {
  struct fixture *f = *state;
  raw(f->folder, "CREATE TABLE other (key TEXT NOT NULL, sequence BIGINT NOT NULL, case_id TEXT NOT NULL, status TEXT NOT NULL, "
                 "made BIGINT NOT NULL, message TEXT NOT NULL); INSERT INTO other SELECT * FROM outbox WHERE sequence <> 11998; "
                 "INSERT INTO other SELECT * FROM outbox WHERE sequence = 11997; DROP TABLE outbox; ALTER TABLE other RENAME TO outbox");
  assert_outbox_is_found(f, "lacks the row (m-99-");
}

static void a_column_that_the_outbox_does_not_have_is_found(void **state) {
  struct fixture *f = *state;
  raw(f->folder, "ALTER TABLE outbox ADD COLUMN more TEXT");
  assert_outbox_is_found(f, "The table outbox has other columns");
}

static void an_index_that_lacks_an_entry_is_damage(void **state) {
  struct fixture *f = *state;
  write_past_index(f, "entries_of_case", "WHERE sequence < 0",
                   "UPDATE entries SET case_sequence = case_sequence + 1000 WHERE sequence = 7000");
  assert_damage(f, "missing from index entries_of_case");
}

// SQLite may answer from it in the stead of the table.
static void an_index_that_nobody_made_is_looked_at(void **state) {
  struct fixture *f = *state;
  raw(f->folder, "CREATE INDEX other ON payloads (parts)");
  write_past_index(f, "other", "WHERE sequence < 0", "UPDATE payloads SET parts = parts || ' ' WHERE sequence = 7000");
  assert_damage(f, "missing from index other");
}

// SQLite answers from what the row makes, whatever the row says that it is.
static void assert_index_is_seen(struct fixture *f, const char *made, const char *change, const char *row) {
  char *hidden = mem_format("PRAGMA writable_schema = ON; UPDATE sqlite_master SET %s WHERE name = 'other'", row);
  raw(f->folder, made);
  write_past_index(f, "other", "WHERE sequence < 0", change);
  raw(f->folder, hidden);
  mem_free(hidden);
  assert_damage(f, "missing from index other");
}

static void an_index_under_another_table_s_name_is_looked_at(void **state) {
  assert_index_is_seen(*state, "CREATE INDEX other ON payloads (parts)", "UPDATE payloads SET parts = parts || ' ' WHERE sequence = 7000",
                       "tbl_name = 'PAYLOADS'");
}

static void an_index_of_the_outbox_under_another_name_is_looked_at(void **state) {
  assert_index_is_seen(*state, "CREATE INDEX other ON outbox (made)", "UPDATE outbox SET made = made + 1 WHERE sequence = 11998",
                       "tbl_name = 'OUTBOX'");
}

static void an_index_that_is_called_otherwise_is_looked_at(void **state) {
  assert_index_is_seen(*state, "CREATE INDEX other ON outbox (made)", "UPDATE outbox SET made = made + 1 WHERE sequence = 11998",
                       "type = 'Index'");
}

static void a_table_that_is_called_otherwise_is_looked_at(void **state) {
  struct fixture *f = *state;
  raw(f->folder, "CREATE INDEX other ON cases (title)");
  write_past_index(f, "other", "WHERE revision < 0", "UPDATE cases SET title = 'Otherwise' WHERE id = (SELECT min(id) FROM cases)");
  raw(f->folder, "PRAGMA writable_schema = ON; UPDATE sqlite_master SET type = 'Table' WHERE name = 'cases'");
  assert_damage(f, "missing from index other");
}

static void an_index_that_lacks_a_message_is_damage(void **state) {
  struct fixture *f = *state;
  write_past_index(f, "outbox_of_case", "WHERE sequence < 0", "UPDATE outbox SET case_id = 'nobody' WHERE sequence = 11998");
  assert_damage(f, "missing from index outbox_of_case");
}

static void an_index_that_lists_a_message_too_many_is_damage(void **state) {
  struct fixture *f = *state;
  write_past_index(f, "outbox_ready", "AND sequence < 0", "UPDATE outbox SET status = 'sent' WHERE sequence = 11997");
  assert_damage(f, "wrong # of entries in index outbox_ready");
}

// Whatever the case of the letters, as the index has it.
static void an_index_that_lacks_what_opens_an_item_is_damage(void **state) {
  struct fixture *f = *state;
  write_past_index(f, "outbox_openings", "AND sequence < 0", "UPDATE outbox SET message = '{\"Workflow\":1}' WHERE sequence = 11997");
  assert_damage(f, "missing from index outbox_openings");
}

static void an_index_whose_order_is_broken_is_damage(void **state) {
  struct fixture *f = *state;
  write_past_index(f, "outbox_ready", "AND sequence < 0", "UPDATE outbox SET sequence = 1000000 WHERE sequence = 11997");
  assert_damage(f, "missing from index outbox_ready");
}

// ---- that the short way is the one that is taken

static int asked; // for SQLite's check of the outbox

static int see_asked(unsigned kind, void *user, void *statement, void *text) {
  (void)kind, (void)user, (void)statement;
  asked += strstr(text, "integrity_check('outbox')") != NULL;
  return 0;
}

static int watch(sqlite3 *db, const char **message, const struct sqlite3_api_routines *api) {
  (void)message, (void)api;
  return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, see_asked, NULL);
}

static void a_whole_outbox_is_not_looked_up_row_by_row(void **state) {
  struct fixture *f = *state;
  asked = 0;
  sqlite3_auto_extension((void (*)(void))watch);
  struct store *store = open_store(&f->env, f->folder);
  json_decref(verify(store));
  store_close(store);
  assert_int_equal(asked, 0);
  raw(f->folder, "CREATE INDEX other ON outbox (made)"); // which nobody here knows
  store = open_store(&f->env, f->folder);
  json_decref(verify(store));
  store_close(store);
  sqlite3_reset_auto_extension();
  assert_int_equal(asked, 1);
}

// No row of it: only who goes through all pages meets it.
static void a_page_that_nothing_uses_is_damage(void **state) {
  struct fixture *f = *state;
  raw(f->folder, "PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = 'index_items_lead'");
  assert_damage(f, "is never used");
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
  assert_int_equal(told, json_number(report, "entries", 0));
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
      cmocka_unit_test_setup_teardown(a_message_in_the_stead_of_another_is_found, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_column_that_the_outbox_does_not_have_is_found, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_index_that_lacks_an_entry_is_damage, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_index_that_nobody_made_is_looked_at, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_index_under_another_table_s_name_is_looked_at, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_index_of_the_outbox_under_another_name_is_looked_at, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_index_that_is_called_otherwise_is_looked_at, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_table_that_is_called_otherwise_is_looked_at, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_index_that_lacks_a_message_is_damage, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_index_that_lists_a_message_too_many_is_damage, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_index_that_lacks_what_opens_an_item_is_damage, set_up, tear_down),
      cmocka_unit_test_setup_teardown(an_index_whose_order_is_broken_is_damage, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_whole_outbox_is_not_looked_up_row_by_row, set_up, tear_down),
      cmocka_unit_test_setup_teardown(a_page_that_nothing_uses_is_damage, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, make_pattern, drop_pattern);
}
