// Goal: the bytes of a format never change: a header, leaf, commitments and roots (J1, J2), and whole stores of formats 1 to 7 that every
// later program opens; an older format is upgraded and a newer one refused (DESIGN idea 11).
// Method: golden/entry.txt was worked out from FORMAT.md by another program; the .sql files are stores as text. Regenerating a golden
// file is never the answer to a failure here.
#include "fixture.h"
#include "store/index.h"

#define GOLDEN WAYMARK_SOURCE_DIR "/tests/unit/store/golden/"

// The root of the log in format-1.sql and, as an upgrade changes no entry, of format-0.sql.
static const char ROOT[] = "9a3762416024c45110378c3fa1aa6956cc175ebfba1d2d8d57db4e06ec24e138";

static char *golden(const char *name) {
  struct env env = env_system();
  struct err err = {0};
  char *path = mem_format(GOLDEN "%s", name), *text;
  size_t size;
  if (!env_read_file(&env, path, 1 << 20, &text, &size, &err)) fail_msg("%s", err.text);
  mem_free(path);
  return text;
}

static void assert_golden(const char *all, const char *what, const void *bytes, size_t size) {
  char *hex = mem_new(2 * size + 1), *line;
  hex_write(hex, bytes, size);
  line = mem_format("\n%s %s\n", what, hex);
  if (!strstr(all, line)) fail_msg("entry.txt has no line:%s", line);
  mem_free(line);
  mem_free(hex);
}

static json_t *fixed_payload(size_t count) {
  static const char *const names[] = {"field/title", "field/count", "note", "closed"};
  static const char *const values[] = {"\"Gr\\u00fc\\u00dfe, \\u201cKind\\u201d\\n\"", "9007199254740993",
                                       "{\"b\":[1,true,null],\"a\":{\"z\":\"\",\"y\":-1}}", "false"};
  json_t *payload = json_array();
  for (size_t i = 0; i < count; i++) {
    uint8_t salt[HASH_SIZE];
    char hex[HASH_HEX_SIZE];
    for (size_t j = 0; j < sizeof salt; j++) salt[j] = (uint8_t)(i * 7 + j);
    hex_write(hex, salt, sizeof salt);
    json_t *part = json_object();
    json_put_text(part, "name", names[i]);
    json_put_text(part, "salt", hex);
    json_object_set_new(part, "value", parse(values[i]));
    json_array_append_new(payload, part);
  }
  return payload;
}

static void commitments_and_roots(void **state) {
  (void)state;
  struct err err = {0};
  char *all = golden("entry.txt"), what[32];
  for (size_t count = 0; count <= 4; count++) {
    json_t *payload = fixed_payload(count);
    struct hash root;
    assert_true(payload_root(payload, &root, &err));
    snprintf(what, sizeof what, "payload-root-%zu", count);
    assert_golden(all, what, root.bytes, HASH_SIZE);
    for (size_t i = 0; i < count; i++) {
      json_t *part = json_array_get(payload, i);
      uint8_t salt[HASH_SIZE];
      assert_true(hex_read(salt, HASH_SIZE, json_text(part, "salt")));
      struct hash commitment = part_commitment(json_text(part, "name"), json_object_get(part, "value"), salt);
      snprintf(what, sizeof what, "commitment-%zu", i);
      assert_golden(all, what, commitment.bytes, HASH_SIZE);
    }
    json_decref(payload);
  }
  mem_free(all);
}

static void header_and_leaf(void **state) {
  (void)state;
  struct err err = {0};
  char *all = golden("entry.txt");
  json_t *payload = fixed_payload(4);
  struct entry entry = {.kind = ENTRY_TIMERS_DERIVED,
                        .sequence = 0x0102030405060708,
                        .recorded_ms = 1459810799999,
                        .logical_ms = -1, // before 1970
                        .case_sequence = 3,
                        .previous = hash_of("before", 6)};
  for (int i = 0; i < ID_SIZE; i++) {
    entry.log_id.bytes[i] = (uint8_t)(0x10 + i);
    entry.case_id.bytes[i] = (uint8_t)(0xa0 + i);
    entry.actor_id.bytes[i] = (uint8_t)(0xc0 + i);
  }
  assert_true(payload_root(payload, &entry.root, &err));
  uint8_t header[ENTRY_HEADER_SIZE];
  entry_header(&entry, header);
  struct hash leaf = entry_leaf(&entry);
  assert_golden(all, "header", header, sizeof header);
  assert_golden(all, "leaf", leaf.bytes, HASH_SIZE);
  json_decref(payload);
  mem_free(all);
}

// J2: withholding a part leaves the root; what is neither a part nor a withheld one is no payload.
static void a_withheld_part_keeps_the_root(void **state) {
  (void)state;
  struct err err = {0};
  json_t *payload = fixed_payload(4);
  struct hash whole, less;
  assert_true(payload_root(payload, &whole, &err));
  char *all = golden("entry.txt"), *at = strstr(all, "commitment-2 ");
  at[sizeof "commitment-2 " - 1 + 64] = '\0';
  json_array_set_new(payload, 2, json_pack("{s:s, s:s}", "commitment", at + sizeof "commitment-2 " - 1, "withheld", "erased"));
  assert_true(payload_root(payload, &less, &err));
  assert_true(hash_equal(&whole, &less));
  static const char *const wrong[] = {"{}",
                                      "[1]",
                                      "[{\"name\":\"a\",\"value\":1}]",
                                      "[{\"name\":\"a\",\"value\":1,\"salt\":\"00\"}]",
                                      "[{\"commitment\":\"00\",\"withheld\":\"x\"}]",
                                      "[{\"commitment\":\"0000000000000000000000000000000000000000000000000000000000000000\"}]",
                                      "[{\"commitment\":\"0000000000000000000000000000000000000000000000000000000000000000\","
                                      "\"withheld\":\"x\",\"instead\":{\"name\":\"field/due\",\"value\":\"2016-12-22\"}}]"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    json_t *bad = parse(wrong[i]);
    assert_false(payload_root(bad, &less, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    json_decref(bad);
  }
  json_decref(payload);
  mem_free(all);
}

static void kinds_have_words(void **state) {
  (void)state;
  assert_string_equal(entry_kind_words(10), "started");
  assert_string_equal(entry_kind_words(9), "unknown kind");
  assert_true(entry_kind_is_content(ENTRY_EVENT));
  assert_false(entry_kind_is_content(ENTRY_ACCESS));
  assert_false(entry_kind_is_content(0));
}

// A folder whose waymark.db is the golden text, changed by `more`.
static char *folder_from(const char *name, const char *more) {
  char *folder = folder_new(), *text = golden(name);
  raw(folder, text);
  if (more) raw(folder, more);
  mem_free(text);
  return folder;
}

static void assert_is_the_board(const struct env *env, const char *folder) {
  struct err err = {0};
  struct store *store = open_store(env, folder);
  json_t *report = verify(store), *row = case_find(store, "RA-2016-002", &err), *timers = timer_list(store, NULL);
  if (!json_flag(report, "ok")) fail_msg("%s", json_dumps(json_object_get(report, "problems"), JSON_INDENT(1)));
  assert_string_equal(json_text(report, "root"), ROOT);
  assert_int_equal(json_number(report, "entries", 0), 5);
  assert_string_equal(json_text(json_object_get(row, "fields"), "note"), "begun");
  assert_int_equal(json_array_size(timers), 2);
  assert_int_equal(case_next_number(store, "RA-2016-"), 3);
  change_case(store, 2, AT(60000), "goes on");
  assert_sound(store);
  json_decref(report);
  json_decref(row);
  json_decref(timers);
  store_close(store);
}

static void a_store_of_format_1_opens(void **state) {
  (void)state;
  struct env env = env_system();
  char *folder = folder_from("format-1.sql", NULL);
  assert_is_the_board(&env, folder);
  folder_drop(folder);
}

// What was signed is what is needed to make the same note again.
static void assert_signed(const struct env *env, const char *folder) {
  static const char signature[] = "r42ZS+jTiWLFk/A79FVehtOpw6/lzcK/qxZuKaeC15h6GYinFAU6hGXf8Hk6Nz6JsWKFGMA57/CEbEb7D/DiugB6Jw0=";
  struct store *store = open_store(env, folder);
  json_t *last = checkpoint_last(store), *ends = checkpoint_ends(store), *first = checkpoint_covering(store, 1);
  assert_int_equal(json_number(last, "size", 0), 5);
  assert_int_equal(json_number(last, "epoch", 0), 1);
  assert_string_equal(json_text(last, "signature"), signature);
  assert_true(json_equal(first, last) && json_equal(json_array_get(ends, 0), last));
  assert_null(checkpoint_covering(store, 6));
  json_decref(last), json_decref(ends), json_decref(first);
  store_close(store);
}

static void a_store_of_format_2_opens(void **state) {
  (void)state;
  struct env env = env_system();
  char *folder = folder_from("format-2.sql", NULL);
  assert_is_the_board(&env, folder);
  assert_signed(&env, folder);
  folder_drop(folder);
}

static void a_store_of_format_3_opens(void **state) {
  (void)state;
  struct env env = env_system();
  char *folder = folder_from("format-3.sql", NULL);
  assert_is_the_board(&env, folder);
  assert_signed(&env, folder);
  folder_drop(folder);
}

// Its erasure's leaf and the log's root were worked out from FORMAT.md by another program; the note that went stands nowhere in it.
static void a_store_of_format_4_opens(void **state) {
  (void)state;
  struct env env = env_system();
  struct err err = {0};
  char *folder = folder_from("format-4.sql", NULL), hex[HASH_HEX_SIZE];
  struct store *store = open_store(&env, folder);
  struct entry erasure;
  assert_true(journal_find(store, 5, &erasure, &err));
  assert_int_equal(erasure.kind, ENTRY_ERASURE);
  hex_write(hex, erasure.leaf.bytes, HASH_SIZE);
  assert_string_equal(hex, "ddccc99c42b268bf112b668a2496958584f6243146e3049ccd04f29967c1f7f9");
  json_t *report = verify(store), *row = case_find(store, "RA-2016-002", &err), *told = outbox_list(store, NULL, NULL);
  assert_true(json_flag(report, "ok"));
  assert_string_equal(json_text(report, "root"), "6fc00c09098b8a82f6fbd6db84ebfc7975f98fd0e9e092d247b14f1d7207ea74");
  assert_null(json_object_get(json_object_get(row, "fields"), "note"));
  assert_string_equal(json_text(json_array_get(told, 0), "body"), "(erased)");
  assert_true(journal_rebuild(store, &err));
  assert_sound(store);
  json_decref(told);
  json_decref(row);
  json_decref(report);
  store_close(store);
  folder_drop(folder);
}

static void a_store_of_format_5_opens(void **state) {
  (void)state;
  struct env env = env_system();
  char *folder = folder_from("format-5.sql", NULL);
  struct store *store = open_store(&env, folder);
  json_t *report = verify(store);
  assert_true(json_flag(report, "ok"));
  assert_string_equal(json_text(report, "root"), "6fc00c09098b8a82f6fbd6db84ebfc7975f98fd0e9e092d247b14f1d7207ea74");
  assert_int_equal(index_behind(store, 1), -1); // an upgrade leaves the index to be made again
  assert_sound(store);
  json_decref(report);
  store_close(store);
  folder_drop(folder);
}

// An item was moved to another version: leaf and root were worked out from FORMAT.md by another program. It stands where it stood.
static void a_store_of_format_6_opens(void **state) {
  (void)state;
  struct env env = env_system();
  struct err err = {0};
  char *folder = folder_from("format-6.sql", NULL), hex[HASH_HEX_SIZE];
  struct store *store = open_store(&env, folder);
  struct entry moved;
  assert_true(journal_find(store, 7, &moved, &err));
  assert_int_equal(moved.kind, ENTRY_MIGRATION);
  hex_write(hex, moved.leaf.bytes, HASH_SIZE);
  assert_string_equal(hex, "24cc259caf8caabfe38fac339dfe6ef12b6b7d520435a1346c354496a75ccc48");
  json_t *report = verify(store);
  assert_true(json_flag(report, "ok"));
  assert_string_equal(json_text(report, "root"), "cccb7419105b20f0240a5fb15d9a773520f7b581fcbf5a63c3606aeb359ebb06");
  assert_int_equal(index_behind(store, 1), -1);
  json_t *row = case_find(store, "RA-2016-001", &err), *first = timer_first_due(store, AT(5000));
  assert_string_equal(json_text(row, "definition"), "75f256e74e2f9dfdfaf7d380803bfc16d5b9bf94269ed396eab5833351183753");
  assert_string_equal(json_text(row, "noun"), "measure");
  assert_string_equal(json_text(first, "state"), "work.drafted");
  assert_sound(store);
  json_decref(row);
  json_decref(first);
  json_decref(report);
  store_close(store);
  folder_drop(folder);
}

// Its lists of days off are there with the entries that brought them. What was kept of the items is found as it was put, and is no problem
// to who compares the tables; it goes with a rebuild.
static void a_store_of_format_7_opens(void **state) {
  (void)state;
  struct env env = env_system();
  struct err err = {0};
  char *folder = folder_from("format-7.sql", NULL);
  struct store *store = open_store(&env, folder);
  json_t *report = verify(store), *leads = index_leads(store), *calendars = calendar_list(store);
  struct index_query query = {0}; // of all that are kept
  assert_true(json_flag(report, "ok"));
  assert_same_json(
      calendars, "[{\"csv\":\"date,name\\n2016-05-02,early_may\\n\",\"name\":\"england-and-wales\",\"sequence\":0,\"since\":1459810799000,"
                 "\"version\":\"9af3\"}]");
  assert_int_equal(index_behind(store, 1), 0);
  assert_int_equal(json_object_size(leads), 1);
  json_t *refs = index_refs(store, &query, NULL, 0, &err);
  assert_string_equal(json_string_value(json_array_get(refs, 1)), "RA-2016-002");
  assert_true(journal_rebuild(store, &err));
  assert_int_equal(index_behind(store, 1), -1);
  assert_sound(store);
  json_decref(refs);
  json_decref(calendars);
  json_decref(leads);
  json_decref(report);
  store_close(store);
  folder_drop(folder);
}

static void a_store_of_format_0_is_upgraded(void **state) {
  (void)state;
  struct env env = env_system();
  char *folder = folder_from("format-0.sql", NULL);
  assert_is_the_board(&env, folder);
  struct store *again = open_store(&env, folder); // now it is of today's format
  char *format = meta_find(again, "format");
  assert_string_equal(format, "7");
  mem_free(format);
  assert_int_equal(journal_count(again), 6);
  store_close(again);
  folder_drop(folder);
}

static void an_upgrade_that_fails_changes_nothing(void **state) {
  (void)state;
  struct env env = env_system();
  struct err err = {0};
  char *folder = folder_from("format-0.sql", "UPDATE payloads SET body = '[]' WHERE sequence = 2");
  assert_null(store_open(&env, folder, &err));
  assert_int_equal(err.code, ERR_CORRUPT);
  assert_non_null(strstr(err.text, "format 0"));
  assert_non_null(strstr(err.text, "entry 2"));
  raw(folder, "SELECT body FROM payloads; SELECT remark FROM entries");
  folder_drop(folder);
}

static void a_newer_format_is_refused(void **state) {
  (void)state;
  struct env env = env_system();
  struct err err = {0};
  char *folder = folder_from("format-7.sql", "UPDATE meta SET value = '8' WHERE name = 'format'");
  assert_null(store_open(&env, folder, &err));
  assert_int_equal(err.code, ERR_REFUSED);
  assert_non_null(strstr(err.text, "newer Waymark (store format 8"));
  assert_non_null(strstr(err.text, "Nothing was changed"));
  folder_drop(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(commitments_and_roots),           cmocka_unit_test(header_and_leaf),
      cmocka_unit_test(a_withheld_part_keeps_the_root),  cmocka_unit_test(kinds_have_words),
      cmocka_unit_test(a_store_of_format_1_opens),       cmocka_unit_test(a_store_of_format_2_opens),
      cmocka_unit_test(a_store_of_format_0_is_upgraded), cmocka_unit_test(an_upgrade_that_fails_changes_nothing),
      cmocka_unit_test(a_store_of_format_3_opens),       cmocka_unit_test(a_store_of_format_4_opens),
      cmocka_unit_test(a_store_of_format_5_opens),       cmocka_unit_test(a_store_of_format_6_opens),
      cmocka_unit_test(a_store_of_format_7_opens),       cmocka_unit_test(a_newer_format_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
