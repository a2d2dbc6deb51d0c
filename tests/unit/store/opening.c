// Goal: opening always ends in a store that works or in one sentence that says what to do; one process owns a store; damage is never served
// (RELIABILITY 3.2, J6 of its list).
// Method: folders are spoiled in each way before store_open; flipped bits are tried in a child, because a damaged read may end the process.
#include "fixture.h"

#include <signal.h>

static const struct env *world(void) {
  static struct env env;
  env = env_system();
  return &env;
}

static void assert_refused(const char *folder, enum err_code code, const char *says) {
  struct err err = {0};
  struct store *store = store_open(world(), folder, &err);
  assert_null(store);
  if (err.code != code || !strstr(err.text, says)) fail_msg("%s: %s", err_word(err.code), err.text);
  size_t size = strlen(err.text);
  assert_true(size > 40 && err.text[size - 1] == '.'); // a whole sentence
}

static void in_folder(const char *folder, const char *command) {
  char *text = mem_format("cd '%s' && %s", folder, command);
  assert_int_equal(system(text), 0);
  mem_free(text);
}

enum { CASES = 40 }; // enough that most of the file is rows

static char *filled_folder(void) {
  char *folder = folder_new();
  struct store *store = make_store(world(), folder);
  put_definition(store);
  for (int i = 1; i <= CASES; i++) start_case(store, i, AT(i));
  store_close(store);
  return folder;
}

static void no_store_is_not_found(void **state) {
  (void)state;
  char *folder = folder_new();
  assert_refused(folder, ERR_NOT_FOUND, "waymark init");
  char *lock = mem_format("%s/lock", folder);
  assert_int_equal(access(lock, F_OK), -1); // asking leaves nothing behind
  mem_free(lock);
  folder_drop(folder);
  assert_refused("/nowhere/at/all", ERR_NOT_FOUND, "/nowhere/at/all");
}

static void a_store_is_made_once(void **state) {
  (void)state;
  struct err err = {0};
  char *folder = filled_folder();
  assert_null(store_create(world(), folder, &err));
  assert_int_equal(err.code, ERR_REFUSED);
  assert_non_null(strstr(err.text, "already"));
  struct store *store = open_store(world(), folder);
  assert_int_equal(journal_count(store), CASES);
  store_close(store);
  folder_drop(folder);
}

// A creation that was cut off leaves an empty file: opening says so, making again works.
static void an_empty_file_is_no_store(void **state) {
  (void)state;
  char *folder = folder_new();
  in_folder(folder, ": > waymark.db");
  assert_refused(folder, ERR_NOT_FOUND, "missing or empty");
  struct store *store = make_store(world(), folder);
  assert_sound(store);
  store_close(store);
  folder_drop(folder);
}

static void another_file_is_no_store(void **state) {
  (void)state;
  static const char *const commands[] = {
      "echo 'The minutes of the meeting, which are longer than a header of SQLite: one hundred bytes "
      "and more of text that is no database' > waymark.db",
      "head -c 50 waymark.db > x && mv x waymark.db", "rm waymark.db && sqlite3 waymark.db 'CREATE TABLE meta (x); CREATE TABLE other (y)'",
      "head -c 10000 waymark.db > x && mv x waymark.db", "dd if=/dev/zero of=waymark.db bs=4096 seek=1 count=3 conv=notrunc status=none"};
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
    char *folder = filled_folder();
    in_folder(folder, commands[i]);
    assert_refused(folder, ERR_CORRUPT, "backup");
    folder_drop(folder);
  }
  char *folder = filled_folder();
  raw(folder, "DELETE FROM meta WHERE name = 'log'");
  assert_refused(folder, ERR_CORRUPT, "which log");
  folder_drop(folder);
}

static void a_store_has_one_owner(void **state) {
  (void)state;
  char *folder = filled_folder(), who[64], byte;
  int ready[2];
  assert_int_equal(pipe(ready), 0);
  pid_t child = fork();
  if (child == 0) {
    struct err err;
    struct store *store = store_open(world(), folder, &err);
    (void)!write(ready[1], store ? "y" : "n", 1);
    pause();
    _exit(0);
  }
  assert_int_equal(read(ready[0], &byte, 1), 1);
  assert_int_equal(byte, 'y');
  snprintf(who, sizeof who, "process (number %d)", (int)child);
  assert_refused(folder, ERR_BUSY, who);
  struct err err = {0};
  assert_null(store_create(world(), folder, &err));
  assert_int_equal(err.code, ERR_BUSY);
  // The lock goes with its owner, however that ends.
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  struct store *store = open_store(world(), folder);
  assert_refused(folder, ERR_BUSY, "has it open"); // nor twice in one process
  start_case(store, 60, AT(99));
  assert_sound(store);
  store_close(store);
  folder_drop(folder);
}

static void a_program_of_another_kind_that_holds_the_file_is_waited_for_and_named(void **state) {
  (void)state;
  char *folder = filled_folder(), *path = mem_format("%s/waymark.db", folder);
  sqlite3 *other;
  assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
  assert_int_equal(sqlite3_exec(other, "BEGIN; SELECT count(*) FROM entries", NULL, NULL, NULL), SQLITE_OK);
  assert_refused(folder, ERR_BUSY, "another program is using");
  sqlite3_close(other);
  struct store *store = open_store(world(), folder);
  // And the other way round: nobody can change the file behind an open store.
  assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
  assert_int_equal(sqlite3_exec(other, "DELETE FROM timers", NULL, NULL, NULL), SQLITE_BUSY);
  sqlite3_close(other);
  store_close(store);
  mem_free(path);
  folder_drop(folder);
}

static bool collect(void *user, json_t *row) {
  json_array_append(user, row);
  return true;
}

static json_t *all_of(struct store *store) {
  struct err err = {0};
  json_t *all = json_array();
  if (!case_each(store, NULL, collect, all, &err) || !journal_each(store, NULL, collect, all, &err)) json_array_clear(all);
  json_array_append_new(all, timer_list(store, NULL));
  return all;
}

enum { SAME = 0, REPORTED = 1, STOPPED = 3, SERVED_WRONG = 9 };

static int look_at(const char *folder, const json_t *wanted) {
  struct err err = {0};
  json_t *report = NULL;
  if (!freopen("/dev/null", "w", stderr)) return 98;
  struct store *store = store_open(world(), folder, &err);
  if (!store) return err.code == ERR_CORRUPT || err.code == ERR_REFUSED ? REPORTED : 97;
  if (!journal_verify(store, NULL, NULL, &report, &err)) return REPORTED;
  if (!json_flag(report, "ok")) return REPORTED;
  return json_equal(all_of(store), wanted) ? SAME : SERVED_WRONG;
}

static void flip(const char *path, long at, int bit) {
  FILE *file = fopen(path, "r+b");
  fseek(file, at, SEEK_SET);
  int byte = fgetc(file);
  fseek(file, at, SEEK_SET);
  fputc(byte ^ (1 << bit), file);
  fclose(file);
}

static void a_flipped_bit_is_never_served(void **state) {
  (void)state;
  enum { FLIPS = 400 };
  char *folder = filled_folder(), *path = mem_format("%s/waymark.db", folder);
  struct store *store = open_store(world(), folder);
  json_t *wanted = all_of(store);
  store_close(store);
  in_folder(folder, "cp waymark.db good");
  FILE *file = fopen(path, "rb");
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  fclose(file);
  uint64_t random = 7;
  int counts[10] = {0};
  for (int i = 0; i < FLIPS; i++) {
    random = random * 6364136223846793005ULL + 1442695040888963407ULL;
    flip(path, (long)((random >> 20) % (uint64_t)size), (int)(random >> 60) & 7);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) _exit(look_at(folder, wanted));
    int status;
    waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) >= SERVED_WRONG) fail_msg("flip %d ended as %x", i, (unsigned)status);
    counts[WEXITSTATUS(status)]++;
    in_folder(folder, "cp good waymark.db && rm -f waymark.db-wal");
  }
  assert_true(counts[REPORTED] > FLIPS / 4); // the rest fell on free space or on the schema's comments
  print_message("%d flips: %d harmless, %d reported, %d stopped\n", FLIPS, counts[SAME], counts[REPORTED], counts[STOPPED]);
  json_decref(wanted);
  mem_free(path);
  folder_drop(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_store_is_not_found),
      cmocka_unit_test(a_store_is_made_once),
      cmocka_unit_test(an_empty_file_is_no_store),
      cmocka_unit_test(another_file_is_no_store),
      cmocka_unit_test(a_store_has_one_owner),
      cmocka_unit_test(a_program_of_another_kind_that_holds_the_file_is_waited_for_and_named),
      cmocka_unit_test(a_flipped_bit_is_never_served),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
