// Goal: an erasure drops parts and nothing else (J2): headers, roots, log and proofs hold, tables fold the same, no byte of what went is
// left in any file, a crash at any place is made good, and no other change of a payload passes (RELIABILITY 6.11). Method: a small store on
// disk with marks of sixteen bytes in every place that holds text; erasures made by hand as run/ makes them; every byte of every file is
// looked at.
#include "store/erase.h"

#include "fixture.h"

#include <ftw.h>

#define MARK "CANARY-1234567-X"

static int64_t hits;
static const char *looked_for;

static int look_in(const char *path, const struct stat *about, int kind, struct FTW *where) {
  struct env env = env_system();
  struct err err;
  char *text;
  size_t size;
  (void)about, (void)where;
  if (kind != FTW_F) return 0;
  if (strstr(path, looked_for)) hits++;
  if (!env_read_file(&env, path, 1 << 26, &text, &size, &err)) return 0;
  for (char *at = text; (at = memmem(at, size - (size_t)(at - text), looked_for, strlen(looked_for))); at++) hits++;
  mem_free(text);
  return 0;
}

// How often the text stands in files of the folder, or in their names.
static int64_t count(const char *folder, const char *text) {
  hits = 0;
  looked_for = text;
  assert_int_equal(nftw(folder, look_in, 10, FTW_PHYS), 0);
  return hits;
}

struct erasing {
  struct env env;
  char *folder;
  struct store *store;
};

static int setup(void **state) {
  struct erasing *e = mem_new(sizeof *e);
  e->env = env_system();
  e->folder = folder_new();
  e->store = make_store(&e->env, e->folder);
  put_definition(e->store);
  for (int i = 1; i <= 3; i++) start_case(e->store, i, AT(i));
  *state = e;
  return 0;
}

static int teardown(void **state) {
  struct erasing *e = *state;
  store_close(e->store);
  folder_drop(e->folder);
  mem_free(e);
  return 0;
}

// An entry of item 1 with text in all that the fold makes rows of, and more.
static int64_t write_all(struct store *store) {
  struct entry entry;
  entry_init(&entry, ENTRY_INCIDENT, AT(50), AT(50));
  entry.case_id = id_of(1);
  part(&entry, "event", "{\"name\":\"progress\",\"data\":{\"note\":\"" MARK "\"}}");
  part(&entry, "field/note", "\"" MARK "\"");
  part(&entry, "title", "\"" MARK "\"");
  part(&entry, "message/1", "{\"key\":\"m-1\",\"to\":\"p\",\"role\":\"r\",\"subject\":\"" MARK "\",\"body\":\"b\",\"urgent\":false}");
  part(&entry, "incident", "{\"op\":\"open\",\"id\":\"i1\",\"event\":{\"name\":\"n\",\"data\":\"" MARK "\"},\"reason\":\"" MARK "\"}");
  part(&entry, "key", "{\"actor\":\"p\",\"key\":\"" MARK "\",\"digest\":\"00\",\"answer\":{}}");
  append(store, &entry);
  return entry.sequence;
}

// What each of them reads as from then on.
static json_t *reads_of(const char *name, const json_t *value) {
  if (strcmp(name, "field/note") == 0) return json_null();
  if (strcmp(name, "title") == 0) return json_string("(erased)");
  if (strncmp(name, "message/", 8) == 0) {
    json_t *message = json_copy((json_t *)value);
    json_put_text(message, "subject", "(erased)");
    json_put_text(message, "body", "(erased)");
    return message;
  }
  if (strcmp(name, "incident") == 0) return parse("{\"op\":\"open\",\"id\":\"i1\",\"event\":{\"name\":\"n\"},\"reason\":\"(erased)\"}");
  if (strcmp(name, "event") == 0) return parse("{\"name\":\"progress\",\"data\":{}}");
  return NULL;
}

static json_t *erased_row(const json_t *entry) {
  json_t *parts = json_array(), *one;
  size_t i;
  json_array_foreach(json_object_get(entry, "payload"), i, one) {
    const char *name = json_text(one, "name");
    char *commitment = part_commitment_hex(one);
    json_t *part = json_pack("{s:s, s:s}", "name", name, "commitment", commitment), *reads = reads_of(name, json_object_get(one, "value"));
    if (reads) json_object_set_new(part, "reads", reads);
    json_array_append_new(parts, part);
    mem_free(commitment);
  }
  return json_pack("{s:O, s:O, s:o}", "entry", json_object_get(entry, "case_sequence"), "sequence", json_object_get(entry, "sequence"),
                   "parts", parts);
}

struct gathering {
  int64_t sequence; // -1: every event
  json_t *erased;
};

static bool gather(void *user, json_t *entry) {
  struct gathering *gathering = user;
  bool wanted =
      gathering->sequence < 0 ? json_number(entry, "kind", 0) == ENTRY_EVENT : json_number(entry, "sequence", 0) == gathering->sequence;
  if (wanted) json_array_append_new(gathering->erased, erased_row(entry));
  return true;
}

// The part `erased` for all parts of one entry of an item, or of all its events. A new reference.
static json_t *erased_of(struct store *store, int number, int64_t sequence) {
  struct gathering gathering = {sequence, json_array()};
  struct err err = {0};
  struct id id = id_of(number);
  assert_true(journal_each(store, &id, gather, &gathering, &err));
  assert_true(json_array_size(gathering.erased) > 0);
  return gathering.erased;
}

static void append_erasure(struct store *store, int number, json_t *erased) {
  struct entry entry;
  entry_init(&entry, ENTRY_ERASURE, AT(60), AT(60));
  entry.case_id = id_of(number);
  part(&entry, "event", "{\"name\":\"erasure confirmed\",\"data\":{\"reason\":\"asked for\"}}");
  entry_part(&entry, "erased", json_incref(erased));
  part(&entry, "field/note", "null");
  part(&entry, "title", "\"(erased)\"");
  append(store, &entry);
}

static void erase(struct store *store, int number, json_t *erased, json_t *files) {
  struct err err = {0};
  assert_true(store_begin(store, &err));
  append_erasure(store, number, erased);
  if (!erase_parts(store, erased, files, &err)) fail_msg("%s", err.text);
  assert_true(store_commit(store, &err));
  json_decref(erased);
  json_decref(files);
}

static void finish(struct store *store) {
  struct err err = {0};
  assert_true(erase_is_unfinished(store));
  if (!erase_finish(store, &err)) fail_msg("%s", err.text);
  assert_false(erase_is_unfinished(store));
}

static char *row_text(struct store *store) {
  struct err err = {0};
  json_t *all = json_pack("[o, o, o]", case_find(store, "RA-2016-001", &err), outbox_list(store, NULL, NULL), incident_list(store, NULL));
  char *text = json_canonical(all);
  json_decref(all);
  return text;
}

static void parts_go_and_all_else_holds(void **state) {
  struct erasing *e = *state;
  struct err err = {0};
  struct entry before, after;
  int64_t sequence = write_all(e->store);
  assert_true(count(e->folder, MARK) > 5);
  assert_true(journal_find(e->store, sequence, &before, &err));
  erase(e->store, 1, erased_of(e->store, 1, sequence), json_object());
  assert_true(journal_find(e->store, sequence, &after, &err));
  assert_true(hash_equal(&before.leaf, &after.leaf) && hash_equal(&before.root, &after.root));
  char *rows = row_text(e->store);
  assert_null(strstr(rows, MARK));
  json_t *key = key_find(e->store, "p", MARK);
  assert_null(key);
  assert_sound(e->store);
  finish(e->store);
  assert_sound(e->store);
  assert_true(journal_rebuild(e->store, &err));
  char *again = row_text(e->store);
  assert_string_equal(rows, again);
  assert_sound(e->store);
  mem_free(again);
  mem_free(rows);
}

// A change of an item whose rows grow and shrink, so that pages are split, joined and packed again.
static void grow(struct store *store, int number, int i) {
  static char text[3000];
  struct entry entry;
  int size = (int)((unsigned)i * 2654435761u % 1400u);
  snprintf(text, sizeof text, "\"" MARK "%0*d\"", size + 1, i);
  entry_init(&entry, ENTRY_EVENT, AT(100 + i), AT(100 + i));
  entry.case_id = id_of(number);
  part(&entry, "field/note", text);
  entry_part(&entry, "message/1",
             json_pack("{s:o, s:s, s:s, s:s, s:o, s:b}", "key", json_sprintf("%08x", (unsigned)i * 2654435761u), "to", "p", "role", "r",
                       "subject", "s", "body", parse(text), "urgent", 0));
  append(store, &entry);
}

// Deleted cells are overwritten, but what pages were packed from is not: that is why the file is written anew. The store stays open, so
// that its log is looked at too.
static void no_byte_is_left(void **state) {
  enum { ITEMS = 40, CHANGES = 1600 };
  struct erasing *e = *state;
  struct err err = {0};
  for (int i = 4; i <= ITEMS; i++) start_case(e->store, i, AT(i));
  assert_true(store_begin(e->store, &err));
  for (int i = 0; i < CHANGES; i++) grow(e->store, 1 + i % ITEMS, i);
  assert_true(store_commit(e->store, &err));
  assert_true(count(e->folder, MARK) > CHANGES);
  for (int number = 1; number <= ITEMS; number++) erase(e->store, number, erased_of(e->store, number, -1), json_object());
  assert_sound(e->store);
  finish(e->store);
  assert_int_equal(count(e->folder, MARK), 0);
  assert_sound(e->store);
}

static void a_page_of_the_past_shows_none_of_it(void **state) {
  struct erasing *e = *state;
  struct err err = {0};
  int64_t sequence = write_all(e->store);
  store_close(store_as_at(e->store, &(struct store_moment){.at_ms = AT(55), .known = true}, &err)); // that nothing is erased is kept
  erase(e->store, 1, erased_of(e->store, 1, sequence), json_object());
  for (int known = 0; known <= 1; known++) {
    struct store *past = store_as_at(e->store, &(struct store_moment){.at_ms = AT(55), .known = known}, &err);
    if (!past) fail_msg("%s", err.text);
    char *rows = row_text(past);
    assert_null(strstr(rows, MARK));
    assert_non_null(strstr(rows, "\"subject\":\"(erased)\""));
    assert_null(strstr(rows, "\"note\":"));
    mem_free(rows);
    store_close(past);
  }
}

// What an erasure dropped and somebody put back is found, and so is a part that is gone for another reason than it says.
static void what_was_put_back_is_found(void **state) {
  struct erasing *e = *state;
  int64_t sequence = write_all(e->store);
  json_t *payload = payload_of(e->store, sequence);
  erase(e->store, 1, erased_of(e->store, 1, sequence), json_object());
  store_close(e->store);
  char *text = json_canonical(payload), *sql = sqlite3_mprintf("UPDATE payloads SET parts = %Q WHERE sequence = %d", text, (int)sequence);
  raw_unguarded(e->folder, sql);
  e->store = open_store(&e->env, e->folder);
  json_t *report = verify(e->store);
  assert_false(json_flag(report, "ok"));
  const char *said = json_text(json_array_get(json_object_get(report, "problems"), 0), "text");
  assert_non_null(strstr(said, "holds a part that was erased later"));
  json_decref(report);
  sqlite3_free(sql);
  mem_free(text);
  json_decref(payload);
}

static bool is_stopped(const char *folder, const char *sql, const char *says) {
  char *path = mem_format("%s/waymark.db", folder), *why = NULL;
  sqlite3 *db;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  bool stopped = sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK && strstr(why, says);
  sqlite3_free(why);
  sqlite3_close(db);
  mem_free(path);
  return stopped;
}

static void no_other_change_of_a_payload_passes(void **state) {
  struct erasing *e = *state;
  int64_t sequence = write_all(e->store);
  erase(e->store, 1, erased_of(e->store, 1, sequence), json_object());
  store_close(e->store);
  assert_true(is_stopped(e->folder, "UPDATE payloads SET parts = '[]' WHERE sequence = 1", "by an erasure alone"));
  assert_true(is_stopped(e->folder, "UPDATE payloads SET parts = '[]' WHERE sequence = 0", "by an erasure alone")); // of the erased item
  assert_true(is_stopped(e->folder, "UPDATE payloads SET parts = '[{\"withheld\":\"erased\"}]' WHERE sequence = 1", "by an erasure alone"));
  assert_true(is_stopped(e->folder, "UPDATE payloads SET sequence = 99 WHERE sequence = 0", "by an erasure alone"));
  assert_true(is_stopped(e->folder, "DELETE FROM payloads WHERE sequence = 0", "never deleted"));
  e->store = open_store(&e->env, e->folder);
}

static void what_is_not_there_is_not_erased(void **state) {
  struct erasing *e = *state;
  struct err err = {0};
  int64_t sequence = write_all(e->store);
  json_t *erased = erased_of(e->store, 1, sequence), *files = json_object();
  json_t *first = json_array_get(json_object_get(json_array_get(erased, 0), "parts"), 0);
  json_put_text(first, "commitment", "0000000000000000000000000000000000000000000000000000000000000000");
  assert_true(store_begin(e->store, &err));
  append_erasure(e->store, 1, erased);
  assert_false(erase_parts(e->store, erased, files, &err));
  assert_int_equal(err.code, ERR_CORRUPT);
  store_rollback(e->store);
  assert_false(erase_is_unfinished(e->store));
  assert_sound(e->store);
  json_decref(files);
  json_decref(erased);
}

static char *add_evidence(struct erasing *e, int number, const char *bytes) {
  struct err err = {0};
  struct evidence_file file;
  char *path = mem_format("%s/given", e->folder), hex[HASH_HEX_SIZE];
  FILE *given = fopen(path, "w");
  fputs(bytes, given);
  fclose(given);
  given = fopen(path, "r");
  if (!evidence_store(&e->env, e->folder, fileno(given), 1 << 20, &file, &err)) fail_msg("%s", err.text);
  fclose(given);
  unlink(path);
  mem_free(path);
  hex_write(hex, file.sha256.bytes, HASH_SIZE);
  struct entry entry;
  entry_init(&entry, ENTRY_EVENT, AT(70), AT(70));
  entry.case_id = id_of(number);
  entry_part(&entry, "field/evidence", json_pack("[{s:i, s:s}]", "id", 1, "sha256", hex));
  append(e->store, &entry);
  return mem_text(hex);
}

static json_t *erased_evidence(struct erasing *e, int number, int64_t sequence) {
  json_t *erased = erased_of(e->store, number, sequence);
  json_object_set_new(json_array_get(json_object_get(json_array_get(erased, 0), "parts"), 0), "reads",
                      parse("[{\"erased\":true,\"id\":1}]"));
  return erased;
}

static void append_evidence_erasure(struct store *store, int number, json_t *erased) {
  struct entry entry;
  entry_init(&entry, ENTRY_ERASURE, AT(80), AT(80));
  entry.case_id = id_of(number);
  entry_part(&entry, "erased", json_incref(erased));
  part(&entry, "field/evidence", "[{\"erased\":true,\"id\":1}]");
  append(store, &entry);
}

static void drop_evidence(struct erasing *e, int number, int64_t sequence, const char *hex) {
  struct err err = {0};
  json_t *erased = erased_evidence(e, number, sequence), *files = json_pack("{s:b}", hex, 1);
  assert_true(store_begin(e->store, &err));
  append_evidence_erasure(e->store, number, erased);
  assert_true(erase_parts(e->store, erased, files, &err));
  assert_true(store_commit(e->store, &err));
  json_decref(files);
  json_decref(erased);
}

// J5: a file goes with the last entry that names it.
static void evidence_stays_while_anything_names_it(void **state) {
  struct erasing *e = *state;
  char *hex = add_evidence(e, 1, MARK "\n"), *same = add_evidence(e, 2, MARK "\n");
  assert_string_equal(hex, same);
  drop_evidence(e, 1, 3, hex);
  finish(e->store);
  struct err err = {0};
  assert_true(evidence_check(&e->env, e->folder, hex, &err));
  drop_evidence(e, 2, 4, hex);
  finish(e->store);
  assert_false(evidence_check(&e->env, e->folder, hex, &err));
  assert_int_equal(count(e->folder, MARK), 0);
  assert_int_equal(count(e->folder, hex), 0); // nor its name
  assert_sound(e->store);
  mem_free(same);
  mem_free(hex);
}

// What is tried out in memory takes no file of the board.
static void a_fork_takes_no_file(void **state) {
  struct erasing *e = *state;
  struct err err = {0};
  char *hex = add_evidence(e, 1, MARK "\n");
  struct erasing fork = {.env = e->env, .folder = e->folder, .store = store_fork(e->store, &err)};
  assert_non_null(fork.store);
  drop_evidence(&fork, 1, 3, hex);
  assert_true(erase_finish(fork.store, &err));
  store_close(fork.store);
  assert_true(evidence_check(&e->env, e->folder, hex, &err));
  assert_sound(e->store);
  mem_free(hex);
}

// The process ends right after the commit: the next opening does what is left.
static void a_crash_after_the_commit_is_made_good(void **state) {
  struct erasing *e = *state;
  int64_t sequence = write_all(e->store);
  char *hex = add_evidence(e, 2, MARK "\n"), *left = mem_format("%s/bundle-00.zip", e->folder);
  FILE *bundle = fopen(left, "w");
  fputs(MARK, bundle);
  fclose(bundle);
  store_close(e->store);
  pid_t child = fork();
  if (child == 0) {
    struct erasing own = {.env = e->env, .folder = e->folder, .store = open_store(&e->env, e->folder)};
    erase(own.store, 1, erased_of(own.store, 1, sequence), json_object());
    drop_evidence(&own, 2, sequence + 1, hex);
    _exit(7); // nothing is closed
  }
  int status;
  waitpid(child, &status, 0);
  assert_int_equal(WEXITSTATUS(status), 7);
  assert_true(count(e->folder, MARK) > 1);
  e->store = open_store(&e->env, e->folder);
  assert_false(erase_is_unfinished(e->store));
  assert_int_equal(count(e->folder, MARK), 0);
  assert_sound(e->store);
  mem_free(left);
  mem_free(hex);
}

// A disk that would not let a file go the first time: a second erasure, before anything opened the store again, forgets nothing.
static void what_was_left_is_left_to_the_next_erasure(void **state) {
  struct erasing *e = *state;
  char *first = add_evidence(e, 1, MARK "\n"), *second = add_evidence(e, 2, "other\n");
  drop_evidence(e, 1, 3, first);
  drop_evidence(e, 2, 4, second);
  finish(e->store);
  struct err err = {0};
  assert_false(evidence_check(&e->env, e->folder, first, &err));
  assert_false(evidence_check(&e->env, e->folder, second, &err));
  assert_int_equal(count(e->folder, MARK), 0);
  mem_free(second);
  mem_free(first);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(parts_go_and_all_else_holds),
      TEST(no_byte_is_left),
      TEST(a_page_of_the_past_shows_none_of_it),
      TEST(what_was_put_back_is_found),
      TEST(no_other_change_of_a_payload_passes),
      TEST(what_is_not_there_is_not_erased),
      TEST(evidence_stays_while_anything_names_it),
      TEST(a_fork_takes_no_file),
      TEST(a_crash_after_the_commit_is_made_good),
      TEST(what_was_left_is_left_to_the_next_erasure),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
