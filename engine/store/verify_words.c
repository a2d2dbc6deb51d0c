// The words that tables and their indexes were made with, beside those of a store made now: a rule that somebody adds there by hand (a
// CHECK, a UNIQUE) holds from then on, may refuse what should be recorded, and stands in no row. Comments, blanks and line ends are no part
// of what the words say: those of an older store, or as an upgrade leaves them, may have others.
//
// What is put on such a table besides, an index or a trigger, is a rule too; so is one that was taken off. And so is whatever else lies in
// the file: a table of somebody else that REFERENCES one of ours refuses that its rows go, or goes with them; a trigger may write here from
// anywhere, from a view too. Caches have a version of their own (index.h), and hold no record: of them names alone are compared.
//
// SQLite takes names and kinds in letters of either case, and bytes for text; a trigger's row has its table's name as somebody wrote it. So
// they are compared in small letters and as text (EACH).
#include "base/mem.h"
#include "store/verify_internal.h"

#include <ctype.h>
#include <string.h>

enum { TYPE, NAME, TABLE, WORDS };

static const char *skip_comment(const char *at) {
  if (at[0] == '-' && at[1] == '-') return at + strcspn(at, "\n");
  const char *end = at[0] == '/' && at[1] == '*' ? strstr(at + 2, "*/") : NULL;
  return end ? end + 2 : at;
}

// What is between quotes stays as it is, and so do the quotes.
static const char *copy_quoted(struct buf *to, const char *at) {
  const char *end = strchr(at + 1, *at);
  size_t size = end ? (size_t)(end - at) + 1 : strlen(at);
  buf_add(to, at, size);
  return at + size;
}

static bool is_letter(char c) { return isalnum((unsigned char)c) || c == '_'; }

// A blank stays one where two words would else be one: TEXTNOT NULL may be nothing at all.
static void keep_apart(struct buf *to, size_t gap_at, char next) {
  if (to->size > 0 && to->size == gap_at && is_letter(to->data[to->size - 1]) && is_letter(next)) buf_char(to, ' ');
}

static void add_plain(struct buf *to, const char *words) {
  size_t gap_at = 0; // where a blank or a comment was last
  to->size = 0;
  buf_text(to, "");
  for (const char *at = words; *at;) {
    const char *after = skip_comment(at);
    if (after == at && strchr(" \t\r\n", *at)) after++;
    if (after != at) {
      at = after;
      gap_at = to->size;
      continue;
    }
    keep_apart(to, gap_at, *at);
    if (strchr("'\"", *at))
      at = copy_quoted(to, at);
    else
      buf_char(to, *at++);
  }
}

static bool same_words(const char *a, const char *b) {
  struct buf one, two;
  buf_init(&one), buf_init(&two);
  add_plain(&one, a), add_plain(&two, b);
  bool same = one.size == two.size && memcmp(one.data, two.data, one.size) == 0;
  buf_clear(&one), buf_clear(&two);
  return same;
}

// `found` has the object of that kind and name, or no row.
static bool find(sqlite3_stmt *found, sqlite3_stmt *of) {
  sqlite3_reset(found);
  sql_bind(found, "tt", column_text(of, TYPE), column_text(of, NAME));
  return sqlite3_step(found) == SQLITE_ROW;
}

// A table that is missing is said by whatever looks for its rows.
static void look_for_less(sqlite3_stmt *made, sqlite3_stmt *here, json_t *problems) {
  const char *name = column_text(made, NAME), *table = column_text(made, TABLE);
  if (strcmp(column_text(made, TYPE), "index") == 0 && schema_is_known(table) && !find(here, made))
    problem_add(problems, -1, table, "The index %s was taken off a table of the store by hand.", name);
}

// What ANALYZE and AUTOINCREMENT make: SQLite's own, and nobody can drop the last of them.
static bool is_of_sqlite(const char *words) {
  static const char *const all[] = {"CREATE TABLE sqlite_stat1(tbl,idx,stat)", "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
                                    "CREATE TABLE sqlite_sequence(name,seq)"};
  bool is_own = false;
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) is_own = is_own || strcmp(words, all[i]) == 0;
  return is_own;
}

static bool is_ours(const char *table) { return schema_is_known(table) || schema_is_cache(table); }

static void say_more(sqlite3_stmt *here, json_t *problems) {
  static const char on_ours[] = "The %s %s was put on a table of the store by hand.",
                    beside[] =
                        "The %s %s is none of the store's: it was put into its file by hand, and may refuse or change what is recorded.";
  const char *type = column_text(here, TYPE), *table = column_text(here, TABLE);
  bool is_on = (strcmp(type, "index") == 0 || strcmp(type, "trigger") == 0) && is_ours(table);
  if (!is_of_sqlite(column_text(here, WORDS))) problem_add(problems, -1, table, is_on ? on_ours : beside, type, column_text(here, NAME));
}

// Guards are looked at by verify_guard.c.
static void compare(sqlite3_stmt *here, sqlite3_stmt *made, json_t *problems) {
  if (!find(made, here)) return say_more(here, problems);
  const char *type = column_text(here, TYPE), *table = column_text(made, TABLE);
  if (schema_is_known(table) && strcmp(type, "trigger") != 0 && !same_words(column_text(here, WORDS), column_text(made, WORDS)))
    problem_add(problems, -1, table, "The %s %s is not described as it was made: its columns or its rules were changed by hand.", type,
                column_text(here, NAME));
}

#define EACH                                                                                                                               \
  "SELECT type, name, tbl_name, sql FROM (SELECT lower(CAST(type AS TEXT)) AS type, lower(CAST(name AS TEXT)) AS name, "                   \
  "lower(CAST(tbl_name AS TEXT)) AS tbl_name, CAST(sql AS TEXT) AS sql FROM sqlite_master WHERE sql IS NOT NULL) "
static const char ONE[] = EACH "WHERE type = ?1 AND name = ?2";

// `each` of what is written in `of`; `found` looks in the other one.
static bool each_of(struct sql *of, struct sql *found, void (*each)(sqlite3_stmt *of, sqlite3_stmt *found, json_t *problems),
                    json_t *problems, struct err *err) {
  sqlite3_stmt *all = NULL, *one = NULL;
  int stepped = SQLITE_ERROR;
  if (sqlite3_prepare_v2(sql_db(of), EACH "ORDER BY name", -1, &all, NULL) == SQLITE_OK &&
      sqlite3_prepare_v2(sql_db(found), ONE, -1, &one, NULL) == SQLITE_OK)
    while ((stepped = sqlite3_step(all)) == SQLITE_ROW) each(all, one, problems);
  bool ok = stepped == SQLITE_DONE || sql_fail(of, "look at how the store's tables are described", err);
  sqlite3_finalize(one);
  sqlite3_finalize(all);
  return ok;
}

bool words_verify(struct sql *sql, json_t *problems, struct err *err) {
  struct sql made = {.path = "a store made for comparison"};
  bool ok =
      sqlite3_open_v2(":memory:", &made.connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK ||
      sql_fail(&made, "make a store in memory", err);
  ok = ok && schema_make(&made, err) && each_of(sql, &made, compare, problems, err) && each_of(&made, sql, look_for_less, problems, err);
  sql_clear(&made);
  return ok;
}
