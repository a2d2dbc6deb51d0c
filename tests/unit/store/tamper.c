// Goal: whatever is changed behind the store's back is found, and the first entry that it touches is named (J1, J2, J5; RELIABILITY 2.3).
// Method: a store of thirty entries is closed, one thing is changed by raw SQL or in the folder, and journal_verify is asked.
#include "tamper.h"

static void an_edited_row_is_found(void **state) {
  raw_unguarded(((struct fixture *)*state)->folder, "UPDATE entries SET recorded = recorded + 1 WHERE sequence = 12");
  assert_found(*state, 12, "entries", "changed after it was recorded");
}

static void another_actor_is_found(void **state) {
  raw_unguarded(((struct fixture *)*state)->folder, "UPDATE entries SET actor_id = 'ca5e0000000000000000000000000385' WHERE sequence = 28");
  assert_found(*state, 28, "entries", "changed after it was recorded");
}

// Whoever edits a row and works its hash out again breaks the item's chain: its next entry names another leaf (here entry 20 of item 1).
static void an_edited_row_with_its_hash_made_again_is_found(void **state) {
  struct fixture *f = *state;
  char *path = mem_format("%s/waymark.db", f->folder), leaf[HASH_HEX_SIZE];
  sqlite3 *db;
  sqlite3_stmt *read;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  const char *text =
      "SELECT kind, recorded, logical, case_id, actor_id, case_sequence, previous, root, (SELECT value FROM meta WHERE name = 'log') "
      "FROM entries WHERE sequence = 10";
  assert_int_equal(sqlite3_prepare_v2(db, text, -1, &read, NULL), SQLITE_OK);
  assert_int_equal(sqlite3_step(read), SQLITE_ROW);
  struct entry entry = {.sequence = 10,
                        .kind = (enum entry_kind)sqlite3_column_int(read, 0),
                        .recorded_ms = sqlite3_column_int64(read, 1),
                        .logical_ms = sqlite3_column_int64(read, 2) + 1,
                        .case_sequence = sqlite3_column_int64(read, 5)};
  assert_true(id_read(&entry.case_id, (const char *)sqlite3_column_text(read, 3)) &&
              id_read(&entry.actor_id, (const char *)sqlite3_column_text(read, 4)) &&
              hex_read(entry.previous.bytes, HASH_SIZE, (const char *)sqlite3_column_text(read, 6)) &&
              hex_read(entry.root.bytes, HASH_SIZE, (const char *)sqlite3_column_text(read, 7)) &&
              id_read(&entry.log_id, (const char *)sqlite3_column_text(read, 8)));
  sqlite3_finalize(read);
  sqlite3_close(db);
  struct hash made = entry_leaf(&entry);
  hex_write(leaf, made.bytes, HASH_SIZE);
  char *sql = mem_format("UPDATE entries SET logical = logical + 1, leaf = '%s' WHERE sequence = 10", leaf);
  raw_unguarded(f->folder, sql);
  mem_free(sql);
  mem_free(path);
  assert_found(f, 20, "entries", "does not follow");
}

static void an_edited_payload_is_found(void **state) {
  raw_unguarded(((struct fixture *)*state)->folder, "UPDATE payloads SET parts = replace(parts, '\"on\"', '\"off\"') WHERE sequence = 17");
  assert_found(*state, 17, "payloads", "payload of entry 17 was changed");
}

static void a_dropped_part_is_found(void **state) {
  raw_unguarded(((struct fixture *)*state)->folder, "UPDATE payloads SET parts = '[]' WHERE sequence = 17");
  assert_found(*state, 17, "payloads", "payload of entry 17 was changed");
}

static void a_payload_that_is_no_json_is_found(void **state) {
  raw_unguarded(((struct fixture *)*state)->folder, "UPDATE payloads SET parts = '[{' WHERE sequence = 4");
  assert_found(*state, 4, "payloads", "payload of entry 4 was changed");
}

// Whoever reads it as a text that ends there would find what was recorded.
static void what_is_behind_a_nul_is_found(void **state) {
  raw_unguarded(((struct fixture *)*state)->folder, "UPDATE payloads SET parts = parts || char(0) || 'more' WHERE sequence = 12");
  assert_found(*state, 12, "payloads", "payload of entry 12 was changed");
}

static void a_missing_payload_is_found(void **state) {
  raw_unguarded(((struct fixture *)*state)->folder, "DELETE FROM payloads WHERE sequence = 9");
  assert_found(*state, 9, "payloads", "missing");
}

static void a_stray_payload_is_found(void **state) {
  raw(((struct fixture *)*state)->folder, "PRAGMA foreign_keys = OFF; INSERT INTO payloads VALUES (77, '[]')");
  assert_found(*state, -1, "payloads", "77");
}

static void swapped_rows_are_found(void **state) {
  raw_unguarded(((struct fixture *)*state)->folder,
                "UPDATE entries SET sequence = -1 WHERE sequence = 11; UPDATE entries SET sequence = 11 WHERE sequence = 14;"
                "UPDATE entries SET sequence = 14 WHERE sequence = -1;"
                "UPDATE payloads SET sequence = -1 WHERE sequence = 11; UPDATE payloads SET sequence = 11 WHERE sequence = 14;"
                "UPDATE payloads SET sequence = 14 WHERE sequence = -1");
  assert_found(*state, 11, "entries", "changed after it was recorded");
}

static void a_deleted_middle_row_is_found(void **state) {
  raw_unguarded(((struct fixture *)*state)->folder, "DELETE FROM payloads WHERE sequence = 15; DELETE FROM entries WHERE sequence = 15");
  assert_found(*state, 15, "entries", "Entry 15 is missing");
}

static void deleted_rows_that_were_numbered_again_are_found(void **state) {
  raw_unguarded(
      ((struct fixture *)*state)->folder,
      "DELETE FROM payloads WHERE sequence IN (15, 16); DELETE FROM entries WHERE sequence IN (15, 16);"
      "UPDATE entries SET sequence = sequence - 2 WHERE sequence > 16; UPDATE payloads SET sequence = sequence - 2 WHERE sequence > 16");
  assert_found(*state, 15, "entries", "changed after it was recorded");
}

static void a_cut_tail_does_not_fit_the_tables(void **state) {
  raw_unguarded(((struct fixture *)*state)->folder, "DELETE FROM payloads WHERE sequence = 29; DELETE FROM entries WHERE sequence = 29");
  assert_found(*state, -1, "cases", "the journal says");
}

static void a_hash_that_is_no_hash_is_found(void **state) {
  raw_unguarded(((struct fixture *)*state)->folder, "UPDATE entries SET root = 'XYZ' WHERE sequence = 6");
  assert_found(*state, 6, "entries", "damaged");
}

// It reads as it was, and no question for its item or by whom finds it.
static void an_id_that_is_no_text_is_found(void **state) {
  raw_unguarded(((struct fixture *)*state)->folder, "UPDATE entries SET case_id = CAST(case_id AS BLOB) WHERE sequence = 12");
  assert_found(*state, 12, "entries", "is damaged");
}

static void words_that_are_no_text_are_found(void **state) {
  raw_unguarded(((struct fixture *)*state)->folder, "UPDATE payloads SET parts = CAST(parts AS BLOB) WHERE sequence = 12");
  assert_found(*state, 12, "payloads", "The payload of entry 12");
}

static void another_log_is_found(void **state) {
  raw(((struct fixture *)*state)->folder, "UPDATE meta SET value = '00000000000000000000000000000001' WHERE name = 'log'");
  assert_found(*state, 0, "entries", "changed after it was recorded");
}

// A report that cannot be written as JSON tells nobody anything. The second title is cut within a letter where it is shown.
static void what_is_no_unicode_is_said(void **state) {
  static const char *const titles[] = {"CAST(x'41ff42' AS TEXT)", "'x' || replace(hex(zeroblob(40)), '00', 'é')"};
  struct fixture *f = *state;
  for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
    char *sql = mem_format("UPDATE cases SET title = %s", titles[i]);
    raw(f->folder, sql);
    struct store *store = open_store(&f->env, f->folder);
    json_t *report = verify(store);
    char *text = json_dumps(report, 0);
    assert_non_null(text);
    assert_non_null(strstr(text, i ? "éé?" : "A?B"));
    free(text);
    json_decref(report);
    store_close(store);
    mem_free(sql);
  }
}

// Every rebuildable table: a changed value, a row too many, a row too few.
static void a_table_that_the_journal_did_not_write_is_found(void **state) {
  struct fixture *f = *state;
  static const struct {
    const char *sql, *table, *says;
  } wrecks[] = {
      {"UPDATE cases SET state = '{\"active\":{\"work.closed\":9}}' WHERE ref = 'RA-2016-004'", "cases", "state"},
      {"UPDATE cases SET closed = 1 WHERE ref = 'RA-2016-004'", "cases", "closed"},
      {"DELETE FROM cases WHERE ref = 'RA-2016-010'", "cases", "lacks the row"},
      {"UPDATE timers SET due = due + 1 WHERE case_id LIKE '%5'", "timers", "due"},
      {"UPDATE timers SET rule = '11 working days' WHERE case_id LIKE '%5'", "timers", "10 working days"},
      {"DELETE FROM timers WHERE case_id LIKE '%5'", "timers", "lacks the row"},
      {"INSERT INTO timers VALUES (1, 'x', 'y', 1, 'z', NULL, NULL, NULL, NULL, 0)", "timers", "knows nothing"},
      {"UPDATE outbox SET status = 'sent' WHERE key = (SELECT min(key) FROM outbox)", "outbox", "status"},
      {"INSERT INTO directory VALUES ('person', 'p.mallory', '{}', 3)", "directory", "p.mallory"},
      {"INSERT INTO settings VALUES ('console', '\"p.mallory\"')", "settings", "console"},
      {"INSERT INTO workflows VALUES ('w', 1, '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', NULL, NULL, 0)",
       "workflows", "w, 1"},
      {"INSERT INTO keys VALUES ('a', 'k', 'd', 'null', 1)", "keys", "a, k"},
      {"INSERT INTO incidents VALUES ('i', 'c', 'null', 'r', 'open', NULL, 1)", "incidents", "(i)"},
      {"INSERT INTO calendars VALUES ('c', 4, 0, NULL, '')", "calendars", "(c, 4)"},
      {"UPDATE numbers SET last = 900", "numbers", "last"},
  };
  for (size_t i = 0; i < sizeof wrecks / sizeof wrecks[0]; i++) {
    raw(f->folder, wrecks[i].sql);
    if (strcmp(wrecks[i].says, "due") == 0)
      assert_found(f, -1, "timers", "lacks the row"); // another due is another row
    else
      assert_found(f, -1, wrecks[i].table, wrecks[i].says);
    struct store *store = open_store(&f->env, f->folder);
    struct err err = {0};
    if (!journal_rebuild(store, &err)) fail_msg("%s", err.text);
    assert_sound(store);
    store_close(store);
  }
}

static void a_changed_definition_is_found(void **state) {
  raw(((struct fixture *)*state)->folder, "UPDATE definitions SET document = '{\"x\":1}'");
  assert_found(*state, -1, "definitions", "changed after it was published");
}

static void a_missing_definition_is_found(void **state) {
  raw(((struct fixture *)*state)->folder, "DELETE FROM definitions");
  assert_found(*state, -1, "definitions", "missing");
}

static void spoil_evidence(struct fixture *f, const char *command_format) {
  char *path = evidence_path(f->folder, f->sha256), *command = mem_format("f='%s'; %s", path, command_format);
  assert_int_equal(system(command), 0);
  mem_free(command);
  mem_free(path);
}

static void swapped_evidence_is_found(void **state) {
  spoil_evidence(*state, "printf 'minutes of the MEETING' > \"$f\"");
  assert_found(*state, 29, "evidence", "does not hold the bytes");
}

static void short_evidence_is_found(void **state) {
  spoil_evidence(*state, "truncate -s 5 \"$f\"");
  assert_found(*state, 29, "evidence", "it has 5 now");
}

static void missing_evidence_is_found(void **state) {
  spoil_evidence(*state, "rm \"$f\"");
  assert_found(*state, 29, "evidence", "No such file");
}

// J2: a part may be withheld, but only where an erasure says so: header, root and log hold, and it is found all the same.
static void a_part_that_was_taken_out_is_found(void **state) {
  struct fixture *f = *state;
  struct store *store = open_store(&f->env, f->folder);
  struct entry entry;
  entry_init(&entry, ENTRY_ACCESS, AT(200), AT(200));
  entry.case_id = id_of(2);
  part(&entry, "note", "\"what a child said\"");
  part(&entry, "event", "{\"name\":\"read\"}");
  append(store, &entry);
  json_t *payload = payload_of(store, 30);
  char *commitment = part_commitment_hex(json_array_get(payload, 0));
  json_array_set_new(payload, 0, json_pack("{s:s, s:s}", "commitment", commitment, "withheld", "erased"));
  store_close(store);
  char *text = json_canonical(payload), *sql = sqlite3_mprintf("UPDATE payloads SET parts = %Q WHERE sequence = 30", text);
  raw_unguarded(f->folder, sql);
  sqlite3_free(sql);
  mem_free(text);
  mem_free(commitment);
  json_decref(payload);
  assert_found(f, 30, "payloads", "no erasure names it");
}

static void a_rebuild_refuses_a_journal_that_was_changed(void **state) {
  struct fixture *f = *state;
  raw_unguarded(f->folder, "UPDATE payloads SET parts = replace(parts, '\"on\"', '\"off\"') WHERE sequence = 17; DELETE FROM timers");
  struct store *store = open_store(&f->env, f->folder);
  struct err err = {0};
  assert_false(journal_rebuild(store, &err));
  assert_int_equal(err.code, ERR_CORRUPT);
  assert_non_null(strstr(err.text, "entry 17"));
  json_t *timers = timer_list(store, NULL);
  assert_int_equal(json_array_size(timers), 0); // nothing was changed
  json_decref(timers);
  store_close(store);
}

static void a_rebuild_makes_wrecked_tables_again(void **state) {
  struct fixture *f = *state;
  raw(f->folder,
      "DROP TABLE timers; DELETE FROM cases; DROP TABLE keys; CREATE TABLE keys (actor TEXT, key TEXT, digest TEXT, answer TEXT, sequence "
      "BIGINT);"
      "CREATE TABLE timers (due BIGINT, case_id TEXT, state TEXT, activation BIGINT, name TEXT, rule TEXT, zone TEXT, calendar TEXT,"
      "since BIGINT, provisional BIGINT); UPDATE outbox SET message = 'x', case_id = key");
  struct store *store = open_store(&f->env, f->folder);
  struct err err = {0};
  if (!journal_rebuild(store, &err)) fail_msg("%s", err.text);
  assert_sound(store);
  start_case(store, 60, AT(300)); // the tables work
  json_t *row = case_find(store, "RA-2016-003", &err);
  assert_int_equal(json_number(row, "revision", 0), 4);
  json_decref(row);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(an_id_that_is_no_text_is_found),
      TEST(words_that_are_no_text_are_found),
      TEST(an_edited_row_is_found),
      TEST(another_actor_is_found),
      TEST(an_edited_row_with_its_hash_made_again_is_found),
      TEST(an_edited_payload_is_found),
      TEST(a_dropped_part_is_found),
      TEST(a_payload_that_is_no_json_is_found),
      TEST(what_is_behind_a_nul_is_found),
      TEST(a_missing_payload_is_found),
      TEST(a_stray_payload_is_found),
      TEST(swapped_rows_are_found),
      TEST(a_deleted_middle_row_is_found),
      TEST(deleted_rows_that_were_numbered_again_are_found),
      TEST(a_cut_tail_does_not_fit_the_tables),
      TEST(a_hash_that_is_no_hash_is_found),
      TEST(another_log_is_found),
      TEST(what_is_no_unicode_is_said),
      TEST(a_table_that_the_journal_did_not_write_is_found),
      TEST(a_changed_definition_is_found),
      TEST(a_missing_definition_is_found),
      TEST(swapped_evidence_is_found),
      TEST(short_evidence_is_found),
      TEST(missing_evidence_is_found),
      TEST(a_part_that_was_taken_out_is_found),
      TEST(a_rebuild_refuses_a_journal_that_was_changed),
      TEST(a_rebuild_makes_wrecked_tables_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
