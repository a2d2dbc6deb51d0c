// What is written behind (behind.c) is what is written at once. Method: groups of entries as a turn of the loop has them, in which now and
// then something is read, undone or refused; what is read in the middle of a group is compared with what is read anew, and at the end the
// journal's own check folds everything again. Then what fails behind: nothing of the group is kept, nor of what came after in it.
#include "fixture.h"
#include "store/index.h"
#include "store/internal.h"

#include <sys/stat.h>
#include <time.h>

enum { ITEMS = 6, GROUPS = 300, GROUP_MAX = 100 }; // more than may be on their way

static unsigned seed;

static int any(int count) {
  seed = seed * 1103515245u + 12345u;
  return (int)(seed >> 16 & 0x7fff) % count;
}

struct behind_test {
  char *folder;
  struct env env;
  struct store *store;
  int64_t at;
  int waited, undone;
};

static void look(struct behind_test *t, int number) {
  struct err err;
  char hex[ID_TEXT];
  id_write(id_of(number), hex);
  json_decref(case_find(t->store, hex, &err));
  json_decref(timer_list(t->store, hex));
}

static void set_up_board(struct behind_test *t) {
  *t = (struct behind_test){.folder = folder_new(), .env = env_system()};
  t->store = make_store(&t->env, t->folder);
  put_definition(t->store);
  for (int i = 1; i <= ITEMS; i++) start_case(t->store, i, AT(0));
  for (int i = 1; i <= ITEMS; i++) look(t, i);
}

static void tear_down_board(struct behind_test *t) {
  assert_sound(t->store);
  store_close(t->store);
  folder_drop(t->folder);
}

static void fill(struct behind_test *t, struct entry *entry, int number) {
  entry_init(entry, any(4) ? ENTRY_EVENT : ENTRY_TIMER, AT(t->at), AT(t->at));
  t->at++;
  entry->case_id = id_of(number);
  part(entry, "event", "{\"name\":\"progress\",\"data\":{}}");
  part(entry, any(2) ? "field/note" : "field/more", any(3) ? "\"x\"" : "null");
  if (any(10) == 0) part(entry, "note", "\"a\\u0001b\""); // what cannot be hashed as it stands
  if (any(2)) part(entry, "configuration", "{\"active\":{\"work\":1},\"entered\":1}");
  if (any(3) == 0) part(entry, "closed", any(2) ? "true" : "false");
  char *arm = mem_format("{\"op\":\"%s\",\"state\":\"work\",\"activation\":1,\"name\":\"a\",\"due\":%d,\"rule\":\"r\",\"since\":1}",
                         any(4) ? "arm" : "drop", any(9));
  if (any(2)) part(entry, "timer/0", arm);
  char *message = mem_format("{\"key\":\"k%lld\",\"to\":\"p\",\"subject\":\"s\"}", (long long)t->at);
  if (any(3) == 0) part(entry, "message/0", message);
  mem_free(arm), mem_free(message);
}

static bool add(struct behind_test *t) {
  struct entry entry;
  struct err err;
  fill(t, &entry, any(ITEMS) + 1);
  assert_true(store_begin(t->store, &err));
  bool ok = journal_append(t->store, &entry, &err);
  entry_clear(&entry);
  t->waited += behind_is_pending(&t->store->sql);
  if (ok)
    assert_true(store_commit(t->store, &err));
  else
    store_rollback(t->store); // a timer is dropped that is not armed
  return ok;
}

static json_t *all(struct behind_test *t) {
  json_t *found = json_array();
  struct err err;
  for (int i = 1; i <= ITEMS; i++) {
    char hex[ID_TEXT];
    id_write(id_of(i), hex);
    json_array_append_new(found, case_find(t->store, hex, &err));
    json_array_append_new(found, timer_list(t->store, hex));
  }
  json_array_append_new(found, json_integer(journal_count(t->store)));
  return found;
}

static void compare(struct behind_test *t) {
  json_t *kept = all(t);
  store_forget(t->store);
  json_t *fresh = all(t);
  assert_true(json_equal(kept, fresh));
  json_decref(kept), json_decref(fresh);
}

static void read_nobody(struct behind_test *t) {
  struct err err;
  assert_true(store_begin(t->store, &err));
  look(t, any(ITEMS) + 1);
  store_rollback(t->store); // nothing was written in it, so it takes nobody along
}

static void run_group(struct behind_test *t) {
  struct err err;
  int64_t before = journal_count(t->store), added = 0;
  assert_true(store_begin_together(t->store, &err));
  bool ok = true;
  for (int count = any(GROUP_MAX) + 1; count > 0 && ok; count--) {
    if (any(10) == 0) read_nobody(t);
    if (any(30) == 0) compare(t);
    ok = add(t);
    added += ok;
  }
  ok = ok && any(8);
  if (!ok) store_rollback(t->store);
  if (ok) assert_true(store_commit(t->store, &err));
  t->undone += !ok;
  assert_int_equal(journal_count(t->store), ok ? before + added : before);
  compare(t);
}

static bool has_thread(struct behind_test *t) { return t->store->sql.behind != NULL; } // none on a machine of one core

static void groups_are_what_they_are_without_it(void **state) {
  struct behind_test t;
  (void)state;
  seed = 7;
  set_up_board(&t);
  for (int i = 0; i < GROUPS; i++) run_group(&t);
  assert_true(t.undone > 20 && (!has_thread(&t) || t.waited > 1000));
  tear_down_board(&t);
}

// A message's key that there is already is refused by the table alone.
static bool add_message(struct behind_test *t, const char *key, struct err *err) {
  struct entry entry;
  entry_init(&entry, ENTRY_EVENT, AT(t->at), AT(t->at));
  entry.case_id = id_of(1);
  char *message = mem_format("{\"key\":\"%s\",\"to\":\"p\"}", key);
  part(&entry, "message/0", message);
  mem_free(message);
  bool ok = journal_append(t->store, &entry, err);
  entry_clear(&entry);
  return ok;
}

static void what_fails_behind_takes_its_group_along(void **state) {
  struct behind_test t;
  struct err err = {0};
  (void)state;
  set_up_board(&t);
  assert_true(store_begin_together(t.store, &err));
  assert_true(add_message(&t, "one", &err));
  bool told = !add_message(&t, "one", &err); // at once where there is no thread
  assert_true(told || (add_message(&t, "two", &err) && has_thread(&t)));
  behind_settle(&t.store->sql);
  assert_false(!told && meta_put(t.store, "fact", "alone", &err)); // it would stand where all else is undone
  assert_false(!told && store_commit(t.store, &err));
  if (told) store_rollback(t.store);
  assert_int_equal(err.code, ERR_REFUSED);
  assert_non_null(strstr(err.text, "Cannot put a message into the outbox: it contradicts"));
  assert_int_equal(journal_count(t.store), ITEMS);
  assert_null(meta_find(t.store, "fact"));
  assert_true(add_message(&t, "one", &err)); // and all goes on
  tear_down_board(&t);
}

static void a_statement_that_stands_open_lets_nothing_wait(void **state) {
  struct behind_test t;
  struct err err = {0};
  (void)state;
  set_up_board(&t);
  assert_true(store_begin_together(t.store, &err));
  sqlite3_stmt *scan = NULL;
  assert_int_equal(sqlite3_prepare_v2(sql_db(&t.store->sql), "SELECT id FROM cases", -1, &scan, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_step(scan), SQLITE_ROW);
  assert_true(add_message(&t, "one", &err) && !behind_is_pending(&t.store->sql));
  sqlite3_finalize(scan);
  assert_true(add_message(&t, "two", &err) && behind_is_pending(&t.store->sql) == has_thread(&t));
  assert_true(store_commit(t.store, &err));
  tear_down_board(&t);
}

// Its commit would wait for the thread at once. What it wrote is there without anybody's asking for the connection.
static void an_entry_alone_is_written_at_once(void **state) {
  struct behind_test t;
  struct err err = {0};
  (void)state;
  set_up_board(&t);
  struct written before = behind_written(&t.store->sql);
  assert_true(store_begin(t.store, &err) && add_message(&t, "one", &err));
  assert_false(behind_is_pending(&t.store->sql));
  assert_int_equal(behind_written(&t.store->sql).sent, before.sent);
  assert_true(store_commit(t.store, &err));
  assert_int_equal(journal_count(t.store), ITEMS + 1);
  tear_down_board(&t);
}

static void nap(int ms) { nanosleep(&(struct timespec){.tv_nsec = ms * 1000000L}, NULL); }

// The thread is called for some entries at once. It may not sleep yet when the first one comes, so there are some tries.
static void one_entry_waits_for_more_or_for_who_asks(void **state) {
  enum { TRIES = 50, ASLEEP_MS = 10, WRITTEN_MS = 50 };
  struct behind_test t;
  struct err err = {0};
  bool waited = false;
  (void)state;
  set_up_board(&t);
  for (int i = 0; i < TRIES && !waited; i++) {
    char *key = mem_format("%d", i);
    assert_true(store_begin_together(t.store, &err));
    nap(ASLEEP_MS);
    int before = sqlite3_total_changes(t.store->sql.connection);
    assert_true(add_message(&t, key, &err));
    nap(WRITTEN_MS);
    waited = has_thread(&t) && sqlite3_total_changes(t.store->sql.connection) == before;
    assert_true(store_commit(t.store, &err));
    assert_int_equal(journal_count(t.store), ITEMS + i + 1);
    mem_free(key);
  }
  assert_true(waited == has_thread(&t));
  tear_down_board(&t);
}

// Whoever asks for the connection waits, whichever way he asks.
static void nobody_reads_beside_the_thread(void **state) {
  struct behind_test t;
  struct err err = {0};
  (void)state;
  set_up_board(&t);
  index_behind(t.store, 1); // its statements are made by the first who asks
  assert_true(store_begin_together(t.store, &err));
  assert_true(add_message(&t, "one", &err) && behind_is_pending(&t.store->sql) == has_thread(&t));
  index_behind(t.store, 1);
  assert_false(behind_is_pending(&t.store->sql));
  assert_true(add_message(&t, "two", &err) && behind_is_pending(&t.store->sql) == has_thread(&t));
  assert_true(sql_text(&t.store->sql, "SELECT 1", "look", &err));
  assert_false(behind_is_pending(&t.store->sql));
  assert_true(add_message(&t, "three", &err) && behind_is_pending(&t.store->sql) == has_thread(&t));
  assert_true(store_commit(t.store, &err));
  tear_down_board(&t);
}

static int64_t log_size(struct behind_test *t) {
  struct stat found;
  char *path = mem_format("%s/waymark.db-wal", t->folder);
  assert_int_equal(stat(path, &found), 0);
  mem_free(path);
  return found.st_size;
}

// A long log is copied behind too, and the next transaction begins behind that; it is written over from its start and grows no more.
static void a_long_log_is_copied_behind(void **state) {
  enum { GROUPS_ENOUGH = 600, GROUP = 40, LOG_MAX = 20 << 20 };
  struct behind_test t;
  struct err err = {0};
  int copied = 0;
  (void)state;
  set_up_board(&t);
  for (int i = 0; i < GROUPS_ENOUGH && copied < 2; i++) {
    copied += behind_is_pending(&t.store->sql); // of the commit before
    assert_true(store_begin_together(t.store, &err));
    for (int j = 0; j < GROUP; j++) {
      char *key = mem_format("%d/%d", i, j);
      assert_true(add_message(&t, key, &err));
      mem_free(key);
    }
    assert_true(store_commit(t.store, &err));
  }
  assert_int_equal(copied, has_thread(&t) ? 2 : 0);
  assert_true(log_size(&t) < LOG_MAX);
  tear_down_board(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(groups_are_what_they_are_without_it),
                                     cmocka_unit_test(what_fails_behind_takes_its_group_along),
                                     cmocka_unit_test(a_statement_that_stands_open_lets_nothing_wait),
                                     cmocka_unit_test(an_entry_alone_is_written_at_once),
                                     cmocka_unit_test(one_entry_waits_for_more_or_for_who_asks),
                                     cmocka_unit_test(a_long_log_is_copied_behind),
                                     cmocka_unit_test(nobody_reads_beside_the_thread)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
