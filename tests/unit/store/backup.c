// Goal: a backup is the store at one instant, whatever is written meanwhile, verified as it lies there; what is no such thing is refused
// with its reason, when it is made and when it is restored. Method: steps and entries take turns; then backups are spoiled byte by byte.
#include "store/backup.h"

#include "fixture.h"

#include <sys/stat.h>

struct desk {
  struct env env;
  char *folder, *board, *target;
  struct store *store;
};

static int64_t steady_ms; // the clock by which a backup is given up
static int64_t fake_steady(void *user) {
  (void)user;
  return steady_ms;
}

static void set_up(struct desk *desk) {
  desk->env = env_system();
  desk->env.steady_ms = fake_steady;
  steady_ms = 1000;
  desk->folder = folder_new();
  desk->board = mem_format("%s/board", desk->folder);
  desk->target = mem_format("%s/backup", desk->folder);
  assert_int_equal(mkdir(desk->board, 0700), 0);
  desk->store = make_store(&desk->env, desk->board);
  put_definition(desk->store);
  for (int i = 1; i <= 20; i++) start_case(desk->store, i, AT(i));
}

static void tear_down(struct desk *desk) {
  store_close(desk->store);
  mem_free(desk->board);
  mem_free(desk->target);
  folder_drop(desk->folder);
}

static void shell(const struct desk *desk, const char *format) {
  char *command = mem_format("cd '%s' && %s", desk->folder, format);
  assert_int_equal(system(command), 0);
  mem_free(command);
}

static void add_evidence(struct desk *desk, const char *text, int64_t at) {
  int pair[2];
  struct err err;
  struct evidence_file file;
  char hex[HASH_HEX_SIZE];
  assert_int_equal(pipe(pair), 0);
  assert_int_equal(write(pair[1], text, strlen(text)), (ssize_t)strlen(text));
  close(pair[1]);
  assert_true(evidence_store(&desk->env, desk->board, pair[0], EVIDENCE_SIZE_MAX, &file, &err));
  close(pair[0]);
  hex_write(hex, file.sha256.bytes, HASH_SIZE);
  struct entry entry;
  entry_init(&entry, ENTRY_EVENT, AT(at), AT(at));
  entry.case_id = id_of(1);
  entry_part(&entry, "field/evidence", json_pack("[{s:s}]", "sha256", hex));
  append(desk->store, &entry);
}

// The owner's half; `changes` entries come in between. NULL with err.
static json_t *copy_store(struct desk *desk, const char *folder, int changes, struct err *err) {
  struct backup_progress progress = {.more = true};
  if (!backup_begin(desk->store, folder, err)) return NULL;
  for (int step = 0; progress.more; step++) {
    if (!backup_step(desk->store, folder, &progress, err)) return NULL;
    if (progress.more && step < changes) change_case(desk->store, 1 + step % 20, AT(1000 + step), "Meanwhile");
  }
  return progress.files;
}

static bool back_up(struct desk *desk, int changes, json_t **answer, struct err *err) {
  struct backup_target target = {0};
  if (!backup_enter(&target, &desk->env, desk->target, err)) return false;
  json_t *files = copy_store(desk, target.folder, changes, err);
  bool ok = files && backup_seal(&target, desk->board, files, AT(1), answer, err);
  json_decref(files);
  backup_leave(&target);
  return ok;
}

static json_t *must_back_up(struct desk *desk, int changes) {
  struct err err = {0};
  json_t *answer = NULL;
  if (!back_up(desk, changes, &answer, &err)) fail_msg("backup: %s", err.text);
  return answer;
}

static bool restore(struct desk *desk, const char *name, struct err *err) {
  struct backup_target from = {0};
  json_t *answer = NULL;
  char *board = mem_format("%s/%s", desk->folder, name);
  bool ok = backup_read(&from, &desk->env, desk->target, err);
  if (ok) {
    ok = backup_restore(&from, board, &answer, err);
    backup_leave(&from);
  }
  json_decref(answer);
  mem_free(board);
  return ok;
}

static void refused_backup(struct desk *desk, enum err_code code, const char *words) {
  struct err err = {0};
  json_t *answer = NULL;
  assert_false(back_up(desk, 0, &answer, &err));
  if (!strstr(err.text, words)) fail_msg("not \"%s\": %s", words, err.text);
  assert_int_equal(err.code, code);
}

static void refused_restore(struct desk *desk, enum err_code code, const char *words) {
  struct err err = {0};
  assert_false(restore(desk, "again", &err));
  if (!strstr(err.text, words)) fail_msg("not \"%s\": %s", words, err.text);
  assert_int_equal(err.code, code);
  char *board = mem_format("%s/again", desk->folder);
  assert_int_not_equal(access(board, F_OK), 0); // nothing stands under the name
  mem_free(board);
}

// Large enough for many steps.
static void grow(struct desk *desk) {
  struct err err = {0};
  char *text = mem_new(60001);
  memset(text, 'x', 60000);
  assert_true(store_begin(desk->store, &err));
  for (int i = 0; i < 200; i++) change_case(desk->store, 1 + i % 20, AT(100 + i), text);
  assert_true(store_commit(desk->store, &err));
  mem_free(text);
}

static void entries_that_come_meanwhile_are_in_whole(void **state) {
  (void)state;
  struct desk desk;
  struct err err = {0};
  set_up(&desk);
  grow(&desk);
  int64_t before = journal_count(desk.store);
  json_t *answer = must_back_up(&desk, 5);
  assert_int_equal(json_number(answer, "entries", 0), before + 5);
  assert_int_equal(journal_count(desk.store), before + 5);
  json_decref(answer);
  assert_true(restore(&desk, "again", &err));
  char *board = mem_format("%s/again", desk.folder);
  struct store *again = open_store(&desk.env, board);
  assert_int_equal(journal_count(again), before + 5);
  assert_sound(again);
  store_close(again);
  mem_free(board);
  assert_sound(desk.store);
  tear_down(&desk);
}

// A transaction that is undone makes SQLite begin again; the copy ends all the same.
static void undone_changes_are_not_in_it(void **state) {
  (void)state;
  struct desk desk;
  struct err err = {0};
  set_up(&desk);
  grow(&desk);
  struct backup_target target = {0};
  assert_true(backup_enter(&target, &desk.env, desk.target, &err));
  assert_true(backup_begin(desk.store, target.folder, &err));
  struct backup_progress progress = {.more = true};
  int steps = 0;
  for (; progress.more && steps < 200; steps++) {
    assert_true(backup_step(desk.store, target.folder, &progress, &err));
    assert_true(store_begin(desk.store, &err));
    change_case(desk.store, 1, AT(2000), "Undone");
    store_rollback(desk.store);
  }
  assert_false(progress.more);
  json_t *answer = NULL;
  int64_t count = journal_count(desk.store);
  if (!backup_seal(&target, desk.board, progress.files, AT(1), &answer, &err)) fail_msg("%s", err.text);
  assert_int_equal(json_number(answer, "entries", 0), count);
  json_decref(answer);
  json_decref(progress.files);
  backup_leave(&target);
  tear_down(&desk);
}

static void a_second_backup_copies_what_is_new(void **state) {
  (void)state;
  struct desk desk;
  set_up(&desk);
  add_evidence(&desk, "one", 100);
  add_evidence(&desk, "two", 101);
  json_t *answer = must_back_up(&desk, 0);
  assert_same_json(json_object_get(answer, "copied"), "2");
  json_decref(answer);
  add_evidence(&desk, "three", 102);
  shell(&desk, "echo half >backup/store.part && mkdir -p backup/evidence/tmp && echo half >backup/evidence/tmp/00ff"); // one cut off
  answer = must_back_up(&desk, 0);
  assert_same_json(json_object_get(answer, "copied"), "1");
  assert_same_json(json_object_get(answer, "files"), "3");
  assert_same_json(json_object_get(answer, "number"), "2");
  json_decref(answer);
  // One store, one manifest: what only the first named is gone.
  shell(&desk, "test \"$(ls backup | grep -c '^store-')\" = 1 && test \"$(ls backup | grep '^backup-')\" = backup-2.json");
  shell(&desk, "test ! -e backup/store.part && test -z \"$(ls backup/evidence/tmp)\"");
  tear_down(&desk);
}

static void every_file_is_taken_with_its_mode(void **state) {
  (void)state;
  struct desk desk;
  struct err err = {0};
  set_up(&desk);
  shell(&desk, "cd board && mkdir -p plugins workflows/lib && echo secret >log.key && chmod 600 log.key && echo x >workflows/lib/a.lua && "
               "chmod 640 workflows/lib/a.lua && : >empty && ln -s /etc/passwd link && echo y >bundle-00.zip && echo z >socket");
  json_decref(must_back_up(&desk, 0));
  assert_true(restore(&desk, "again", &err));
  shell(&desk, "test \"$(stat -c %a again/log.key again/workflows/lib/a.lua | tr '\\n' ' ')\" = '600 640 ' && test -d again/plugins && "
               "test -e again/empty && cmp board/log.key again/log.key");
  shell(&desk, "test ! -e again/link && test ! -e again/bundle-00.zip && test ! -e again/socket");
  shell(&desk, "test -z \"$(find backup -type f -perm /077)\" && test \"$(stat -c %a backup again again/waymark.db | tr '\\n' ' ')\" = "
               "'700 700 600 '");
  tear_down(&desk);
}

static void what_is_not_this_boards_is_left_alone(void **state) {
  (void)state;
  struct desk desk;
  set_up(&desk);
  shell(&desk, "mkdir backup && echo mine >backup/holiday.jpg");
  refused_backup(&desk, ERR_REFUSED, "\"holiday.jpg\" lies there");
  shell(&desk, "rm backup/holiday.jpg && cp -r board old");
  json_decref(must_back_up(&desk, 0));
  // An older copy of the same board, then one that went another way.
  change_case(desk.store, 1, AT(500), "Later");
  json_decref(must_back_up(&desk, 0));
  store_close(desk.store);
  shell(&desk, "rm -rf board && cp -r old board");
  desk.store = open_store(&desk.env, desk.board);
  refused_backup(&desk, ERR_REFUSED, "it lost some, or it is an older copy");
  for (int i = 0; i < 3; i++) change_case(desk.store, 1, AT(600 + i), "Otherwise");
  refused_backup(&desk, ERR_REFUSED, "one of the two was changed");
  // Another board.
  store_close(desk.store);
  shell(&desk, "rm -rf board && mkdir board");
  desk.store = make_store(&desk.env, desk.board);
  refused_backup(&desk, ERR_REFUSED, "another board");
  tear_down(&desk);
}

static void one_at_a_time(void **state) {
  (void)state;
  struct desk desk;
  struct err err = {0};
  set_up(&desk);
  grow(&desk);
  struct backup_target first = {0}, second = {0}, third = {0};
  char *other = mem_format("%s/other", desk.folder);
  assert_true(backup_enter(&first, &desk.env, desk.target, &err));
  assert_false(backup_enter(&third, &desk.env, desk.target, &err));
  assert_int_equal(err.code, ERR_BUSY);
  assert_true(backup_enter(&second, &desk.env, other, &err));
  assert_true(backup_begin(desk.store, first.folder, &err));
  assert_false(backup_begin(desk.store, second.folder, &err));
  assert_int_equal(err.code, ERR_BUSY);
  steady_ms += 61000; // the first one's asker was killed
  change_case(desk.store, 1, AT(700), "Goes on");
  struct backup_progress progress;
  assert_false(backup_step(desk.store, first.folder, &progress, &err));
  assert_non_null(strstr(err.text, "given up"));
  assert_true(backup_begin(desk.store, second.folder, &err));
  backup_leave(&first);
  backup_leave(&second);
  mem_free(other);
  tear_down(&desk);
}

static void evidence_that_is_lost_or_changed_makes_no_backup(void **state) {
  (void)state;
  struct desk desk;
  set_up(&desk);
  add_evidence(&desk, "the minutes", 100);
  shell(&desk, "f=$(find board/evidence -type f) && mv $f kept && echo \"$f\" >where");
  refused_backup(&desk, ERR_NOT_FOUND, "Cannot read the evidence file");
  shell(&desk, "echo other >\"$(cat where)\"");
  refused_backup(&desk, ERR_CORRUPT, "does not hold the bytes that were added");
  shell(&desk, "test -z \"$(ls backup | grep '^backup-')\" && cp kept \"$(cat where)\"");
  json_decref(must_back_up(&desk, 0));
  tear_down(&desk);
}

// A restore trusts nothing in the backup's folder.
static void what_was_spoiled_is_not_restored(void **state) {
  (void)state;
  static const struct {
    const char *how;
    enum err_code code;
    const char *words;
  } spoiled[] = {
      {"rm backup/backup-1.json", ERR_NOT_FOUND, "There is no whole backup"},
      {"sed -i 's/\"entries\":21/\"entries\":20/' backup/backup-1.json", ERR_CORRUPT, "is not what was written"},
      {"truncate -s 100 backup/backup-1.json", ERR_CORRUPT, "is not what was written"},
      {"truncate -s -1 backup/store-*.db", ERR_CORRUPT, "the store"},
      {"printf X | dd of=$(ls backup/store-*.db) bs=1 seek=9000 conv=notrunc status=none", ERR_CORRUPT, "the store"},
      {"rm backup/store-*.db", ERR_NOT_FOUND, "the store"},
      {"echo more >>$(ls backup/files/* | head -1)", ERR_CORRUPT, "board.lua"},
      {"rm $(find backup/evidence -type f)", ERR_NOT_FOUND, "evidence file"},
      {"echo more >>$(find backup/evidence -type f)", ERR_CORRUPT, "evidence file"},
  };
  for (size_t i = 0; i < sizeof spoiled / sizeof spoiled[0]; i++) {
    struct desk desk;
    set_up(&desk);
    add_evidence(&desk, "the minutes", 100);
    shell(&desk, "echo seed >board/board.lua");
    json_decref(must_back_up(&desk, 0));
    shell(&desk, spoiled[i].how);
    refused_restore(&desk, spoiled[i].code, spoiled[i].words);
    tear_down(&desk);
  }
}

// Whoever can write the folder can write a list with the right digest too: its paths lead nowhere else all the same.
static void a_list_leads_nowhere_else(void **state) {
  (void)state;
  static const char *const paths[] = {"../escaped", "/tmp/waymark-escaped", "a/../../escaped", "waymark.db", "evidence", "./x", "a//b", ""};
  for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
    struct desk desk;
    set_up(&desk);
    shell(&desk, "echo seed >board/board.lua");
    json_decref(must_back_up(&desk, 0));
    char *list = mem_format("%s/backup-1.json", desk.target), hex[HASH_HEX_SIZE];
    json_t *manifest = json_load_file(list, 0, NULL);
    json_put_text(json_array_get(json_object_get(manifest, "files"), 0), "path", paths[i]);
    json_object_del(manifest, "digest");
    char *text = json_canonical(manifest);
    struct hash digest = hash_of(text, strlen(text));
    hex_write(hex, digest.bytes, HASH_SIZE);
    json_put_text(manifest, "digest", hex);
    assert_int_equal(json_dump_file(manifest, list, 0), 0);
    refused_restore(&desk, ERR_CORRUPT, "is no file of a board");
    shell(&desk, "test ! -e escaped && test ! -e ../escaped");
    json_decref(manifest);
    mem_free(text);
    mem_free(list);
    tear_down(&desk);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(entries_that_come_meanwhile_are_in_whole),
      cmocka_unit_test(undone_changes_are_not_in_it),
      cmocka_unit_test(a_second_backup_copies_what_is_new),
      cmocka_unit_test(every_file_is_taken_with_its_mode),
      cmocka_unit_test(what_is_not_this_boards_is_left_alone),
      cmocka_unit_test(one_at_a_time),
      cmocka_unit_test(evidence_that_is_lost_or_changed_makes_no_backup),
      cmocka_unit_test(what_was_spoiled_is_not_restored),
      cmocka_unit_test(a_list_leads_nowhere_else),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
