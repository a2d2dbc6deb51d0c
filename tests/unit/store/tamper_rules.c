// Goal: a rule that somebody put on a store's tables, or took off them, is found (J1): guards, a table's words, indexes, triggers.
// Method: as in tamper.c; each rule is one that SQLite would go by.
#include "tamper.h"

static void a_guard_that_was_taken_off_is_found(void **state) {
  raw(((struct fixture *)*state)->folder, "DROP TRIGGER entries_never_go");
  assert_found(*state, -1, "entries", "entries_never_go");
  raw(((struct fixture *)*state)->folder, guard_sql);
  raw(((struct fixture *)*state)->folder, "DROP TRIGGER payloads_change_by_erasure");
  assert_found(*state, -1, "entries", "payloads_change_by_erasure");
}

// What stands in the file of a table's words holds from the next opening on, and may refuse what should be recorded.
static void rewrite(struct fixture *f, const char *table, const char *before, const char *after) {
  char *sql = mem_format("PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, '%s', '%s') WHERE name = '%s'", before,
                         after, table);
  raw(f->folder, sql);
  mem_free(sql);
}

static void a_rule_in_a_tables_words_is_found(void **state) {
  rewrite(*state, "payloads", "parts TEXT NOT NULL", "parts TEXT NOT NULL CHECK (length(parts) < 9000000)");
  assert_found(*state, -1, "payloads", "The table payloads is not described as it was made");
}

static void a_rule_on_what_is_rebuilt_is_found(void **state) {
  rewrite(*state, "cases", "title TEXT", "title TEXT COLLATE NOCASE");
  assert_found(*state, -1, "cases", "The table cases is not described as it was made");
}

static void an_index_that_was_put_on_is_found(void **state) {
  raw(((struct fixture *)*state)->folder, "CREATE UNIQUE INDEX once ON payloads (parts)");
  assert_found(*state, -1, "payloads", "The index once was put on a table of the store by hand");
}

static void a_trigger_that_was_put_on_is_found(void **state) {
  raw(((struct fixture *)*state)->folder, "CREATE TRIGGER never BEFORE INSERT ON outbox BEGIN SELECT RAISE(IGNORE); END");
  assert_found(*state, -1, "outbox", "The trigger never was put on a table of the store by hand");
}

// SQLite takes names and kinds in letters of either case, and bytes for text.
static void a_trigger_in_other_letters_is_found(void **state) {
  static const char *const rows[] = {"tbl_name = 'Outbox'", "type = 'Trigger'", "type = CAST('trigger' AS BLOB)",
                                     "tbl_name = CAST('outbox' AS BLOB)"};
  struct fixture *f = *state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    raw(f->folder, "CREATE TRIGGER never BEFORE INSERT ON Outbox BEGIN SELECT RAISE(IGNORE); END");
    assert_found(f, -1, "outbox", "The trigger never was put on a table of the store by hand");
    char *sql = mem_format("PRAGMA writable_schema = ON; UPDATE sqlite_master SET %s WHERE name = 'never'", rows[i]);
    raw(f->folder, sql);
    mem_free(sql);
    assert_found(f, -1, "outbox", "The trigger never was put on a table of the store by hand");
    raw(f->folder, "PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = 'never'");
  }
}

static void an_index_in_other_letters_is_found(void **state) {
  raw(((struct fixture *)*state)->folder, "CREATE UNIQUE INDEX once ON payloads (parts); PRAGMA writable_schema = ON; "
                                          "UPDATE sqlite_master SET type = 'Index', tbl_name = 'PAYLOADS' WHERE name = 'once'");
  assert_found(*state, -1, "payloads", "The index once was put on a table of the store by hand");
}

static void a_rule_in_a_table_in_other_letters_is_found(void **state) {
  rewrite(*state, "payloads", "parts TEXT NOT NULL", "parts TEXT NOT NULL CHECK (length(parts) < 9000000)");
  raw(((struct fixture *)*state)->folder, "PRAGMA writable_schema = ON; UPDATE sqlite_master SET type = 'Table', name = 'Payloads', "
                                          "tbl_name = CAST('payloads' AS BLOB) WHERE name = 'payloads'");
  assert_found(*state, -1, "payloads", "The table payloads is not described as it was made");
}

// What it does there may be done to the record.
static void a_trigger_on_a_cache_is_found(void **state) {
  raw(((struct fixture *)*state)->folder, "CREATE TRIGGER never BEFORE INSERT ON index_items BEGIN SELECT RAISE(ABORT, 'no'); END");
  assert_found(*state, -1, "index_items", "The trigger never was put on a table of the store by hand");
}

static void an_index_that_was_taken_off_is_found(void **state) {
  raw(((struct fixture *)*state)->folder, "DROP INDEX entries_of_case");
  assert_found(*state, -1, "entries", "The index entries_of_case was taken off");
}

static void a_rule_that_a_blank_less_took_off_is_found(void **state) {
  rewrite(*state, "payloads", "parts TEXT NOT NULL", "parts TEXTNOT NULL");
  assert_found(*state, -1, "payloads", "The table payloads is not described as it was made");
}

// Comments and blanks are none of its rules, and what SQLite keeps of its own refuses nothing.
static void other_comments_are_nothing(void **state) {
  struct fixture *f = *state;
  rewrite(f, "payloads", "parts TEXT NOT NULL", "parts   TEXT/* canonical */NOT\nNULL -- as recorded\n");
  raw(f->folder, "ANALYZE; CREATE TABLE counted (a INTEGER PRIMARY KEY AUTOINCREMENT); DROP TABLE counted");
  struct store *store = open_store(&f->env, f->folder);
  assert_sound(store);
  store_close(store);
}

// What somebody else keeps in the file may hold on to ours, or act on them.
static void what_is_of_others_is_found(void **state) {
  static const struct {
    const char *sql, *table, *says, *drop;
  } rows[] = {
      {"CREATE TABLE held (a TEXT REFERENCES cases (id))", "held", "The table held is none of the store's: it was put into its file",
       "DROP TABLE held"},
      {"CREATE TABLE held (a TEXT REFERENCES cases (id) ON DELETE CASCADE); CREATE INDEX by_a ON held (a)", "held",
       "The index by_a is none of the store's", "DROP TABLE held"},
      {"CREATE VIEW seen AS SELECT id FROM cases", "seen", "The view seen is none of the store's", "DROP VIEW seen"},
      {"CREATE INDEX dear ON index_items (ref)", "index_items", "The index dear was put on a table of the store by hand",
       "DROP INDEX dear"},
      {"CREATE TABLE liked (a TEXT); PRAGMA writable_schema = ON; UPDATE sqlite_master SET name = 'sqlite_stat1', tbl_name = "
       "'sqlite_stat1', sql = 'CREATE TABLE sqlite_stat1(tbl,idx,stat REFERENCES cases)' WHERE name = 'liked'",
       "sqlite_stat1", "The table sqlite_stat1 is none of the store's",
       "PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name = 'sqlite_stat1'"},
  };
  struct fixture *f = *state;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    raw(f->folder, rows[i].sql);
    assert_found(f, -1, rows[i].table, rows[i].says);
    raw(f->folder, rows[i].drop);
  }
}

static void a_trigger_on_a_view_is_found(void **state) {
  struct fixture *f = *state;
  raw(f->folder, "CREATE VIEW way AS SELECT id FROM cases; "
                 "CREATE TRIGGER acts INSTEAD OF INSERT ON way BEGIN DELETE FROM timers WHERE case_id = NEW.id; END");
  assert_found(f, -1, "way", "The trigger acts is none of the store's");
}

static void a_guard_with_other_words_is_found(void **state) {
  struct fixture *f = *state;
  raw(f->folder, "DROP TRIGGER entries_never_go; CREATE TRIGGER entries_never_go BEFORE DELETE ON entries BEGIN SELECT 1; END;");
  assert_found(f, -1, "entries", "entries_never_go, which keeps entries from being changed, was replaced");
  struct store *store = open_store(&f->env, f->folder);
  json_t *report = NULL;
  struct err err;
  assert_true(journal_verify_log(store, &report, &err)); // the log alone is guarded by them too
  assert_false(json_flag(report, "ok"));
  json_decref(report);
  store_close(store);
}

static void entries_are_guarded(void **state) {
  struct fixture *f = *state;
  static const char *const tries[] = {"UPDATE entries SET kind = 12 WHERE sequence = 3", "DELETE FROM entries WHERE sequence = 29"};
  char *path = mem_format("%s/waymark.db", f->folder);
  for (int i = 0; i < 2; i++) {
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, tries[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
    sqlite3_close(db);
  }
  mem_free(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_guard_that_was_taken_off_is_found),
      TEST(a_rule_in_a_tables_words_is_found),
      TEST(a_rule_on_what_is_rebuilt_is_found),
      TEST(an_index_that_was_put_on_is_found),
      TEST(a_trigger_that_was_put_on_is_found),
      TEST(a_trigger_in_other_letters_is_found),
      TEST(an_index_in_other_letters_is_found),
      TEST(a_rule_in_a_table_in_other_letters_is_found),
      TEST(a_trigger_on_a_cache_is_found),
      TEST(an_index_that_was_taken_off_is_found),
      TEST(a_rule_that_a_blank_less_took_off_is_found),
      TEST(other_comments_are_nothing),
      TEST(what_is_of_others_is_found),
      TEST(a_trigger_on_a_view_is_found),
      TEST(a_guard_with_other_words_is_found),
      TEST(entries_are_guarded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
