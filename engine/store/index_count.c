// What the index counts: subjects, sets of them and leads, each kept as long as something has it. See index.h; index.c keeps items by them.
#include "base/mem.h"
#include "store/index.h"
#include "store/index_sql.h"

#include <stdlib.h>
#include <string.h>

static const char *const texts[INDEX_COUNT] = {
#define INDEX_TEXT(name, text) text,
    INDEX_STATEMENTS(INDEX_TEXT)
#undef INDEX_TEXT
};

static const char DID[] = "keep the index of items";

sqlite3_stmt *index_get(struct sql *sql, enum index_sql_id id, struct err *err) {
  if (!sql->index) {
    sql->index = mem_new(sizeof *sql->index);
    sql->index->stamp = 1;
  }
  sqlite3 *connection = sql_db(sql); // a statement that is made already has to wait as well
  sqlite3_stmt **statement = &sql->index->statements[id];
  if (*statement || sqlite3_prepare_v3(connection, texts[id], -1, SQLITE_PREPARE_PERSISTENT, statement, NULL) == SQLITE_OK)
    return *statement;
  sql_fail(sql, DID, err);
  return NULL;
}

void index_forget(struct sql *sql) {
  if (!sql->index) return;
  json_decref(sql->index->subjects);
  sql->index->subjects = NULL;
  sql->index->stamp++;
}

void index_clear(struct sql *sql) {
  if (!sql->index) return;
  index_forget(sql);
  for (int i = 0; i < INDEX_COUNT; i++) sqlite3_finalize(sql->index->statements[i]);
  mem_free(sql->index);
  sql->index = NULL;
}

uint64_t index_stamp(const struct store *store) { return store->sql.index ? store->sql.index->stamp : 0; }

bool index_run_text(struct sql *sql, enum index_sql_id id, const char *text, struct err *err) {
  sqlite3_stmt *statement = index_get(sql, id, err);
  if (statement) sql_bind(statement, "t", text);
  return statement && sql_run(sql, statement, DID, err);
}

bool index_run_number(struct sql *sql, enum index_sql_id id, int64_t number, struct err *err) {
  sqlite3_stmt *statement = index_get(sql, id, err);
  if (statement) sql_bind(statement, "n", number);
  return statement && sql_run(sql, statement, DID, err);
}

// ---- what is counted

static bool number_of(struct sql *sql, enum index_sql_id find_id, const char *text, int64_t *number, struct err *err) {
  sqlite3_stmt *find = index_get(sql, find_id, err);
  if (!find) return false;
  sql_bind(find, "t", text);
  int stepped = sqlite3_step(find);
  *number = stepped == SQLITE_ROW ? sqlite3_column_int64(find, 0) : 0;
  bool ok = stepped == SQLITE_ROW || stepped == SQLITE_DONE || sql_fail(sql, DID, err);
  sql_end(find);
  return ok;
}

// Its number; *made says whether it is new.
static bool number_at(struct sql *sql, enum index_sql_id find_id, enum index_sql_id add_id, const char *text, int64_t *number, bool *made,
                      struct err *err) {
  if (!number_of(sql, find_id, text, number, err)) return false;
  *made = *number == 0;
  return !*made || (index_run_text(sql, add_id, text, err) && number_of(sql, find_id, text, number, err));
}

static int by_number(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

// The numbers of these subjects as one text, in order. Caller frees; NULL with err.
static char *members_of(struct sql *sql, const json_t *keys, struct err *err) {
  size_t count = json_array_size(keys);
  int64_t *numbers = mem_grow(NULL, count + 1, sizeof *numbers);
  struct buf text;
  bool ok = true, made;
  buf_init(&text);
  buf_text(&text, "");
  for (size_t i = 0; ok && i < count; i++) {
    ok = number_at(sql, INDEX_SUBJECT_FIND, INDEX_SUBJECT_ADD, json_string_value(json_array_get(keys, i)), &numbers[i], &made, err);
    if (ok && made) index_forget(sql);
  }
  if (ok) qsort(numbers, count, sizeof *numbers, by_number);
  for (size_t i = 0; ok && i < count; i++) buf_format(&text, "%s%lld", i ? "," : "", (long long)numbers[i]);
  mem_free(numbers);
  if (ok) return buf_take(&text);
  buf_clear(&text);
  return NULL;
}

// Each of its subjects has a set more, and is found by it.
static bool add_members(struct sql *sql, int64_t set, const char *members, struct err *err) {
  bool ok = true;
  while (ok && *members) {
    char *end;
    int64_t subject = strtoll(members, &end, 10);
    members = *end ? end + 1 : end;
    sqlite3_stmt *add = index_get(sql, INDEX_MEMBER_ADD, err);
    if (add) sql_bind(add, "nn", subject, set);
    ok = add && sql_run(sql, add, DID, err) && index_run_number(sql, INDEX_SUBJECT_RAISE, subject, err);
  }
  return ok;
}

bool index_take_set(struct sql *sql, const json_t *keys, int64_t *set, struct err *err) {
  bool made = false;
  char *members = members_of(sql, keys, err);
  bool ok = members && number_at(sql, INDEX_SET_FIND, INDEX_SET_ADD, members, set, &made, err) &&
            (!made || add_members(sql, *set, members, err)) && index_run_number(sql, INDEX_SET_RAISE, *set, err);
  mem_free(members);
  return ok;
}

bool index_take_lead(struct sql *sql, const char *lead, int64_t *number, struct err *err) {
  bool made;
  *number = 0;
  return !lead || (number_at(sql, INDEX_LEAD_FIND, INDEX_LEAD_ADD, lead, number, &made, err) &&
                   index_run_number(sql, INDEX_LEAD_RAISE, *number, err));
}

bool index_take_facets(struct sql *sql, const char *facets, int64_t *number, struct err *err) {
  bool made;
  *number = 0;
  return !facets || (number_at(sql, INDEX_FACETS_FIND, INDEX_FACETS_ADD, facets, number, &made, err) &&
                     index_run_number(sql, INDEX_FACETS_RAISE, *number, err));
}

bool index_take_waits(struct sql *sql, const char *waits, int64_t *number, struct err *err) {
  bool made;
  *number = 0;
  return !waits || (number_at(sql, INDEX_WAITS_FIND, INDEX_WAITS_ADD, waits, number, &made, err) &&
                    index_run_number(sql, INDEX_WAITS_RAISE, *number, err));
}

// The members of a set that no item has; NULL: an item has it, or with *ok false it cannot be read. Caller frees.
static char *members_if_empty(struct sql *sql, int64_t set, bool *ok, struct err *err) {
  sqlite3_stmt *find = index_get(sql, INDEX_SET_EMPTY, err);
  if (!find) return *ok = false, NULL;
  sql_bind(find, "n", set);
  int stepped = sqlite3_step(find);
  char *members = stepped == SQLITE_ROW ? mem_text(column_text(find, 0)) : NULL;
  *ok = stepped == SQLITE_ROW || stepped == SQLITE_DONE || sql_fail(sql, DID, err);
  sql_end(find);
  return members;
}

static bool drop_member(struct sql *sql, int64_t set, int64_t subject, struct err *err) {
  sqlite3_stmt *go = index_get(sql, INDEX_MEMBER_GO, err);
  if (go) sql_bind(go, "nn", subject, set);
  if (!go || !sql_run(sql, go, DID, err) || !index_run_number(sql, INDEX_SUBJECT_LOWER, subject, err)) return false;
  if (!index_run_number(sql, INDEX_SUBJECT_GO, subject, err)) return false;
  if (sqlite3_changes(sql_db(sql))) index_forget(sql);
  return true;
}

// One item less has it. A set that no item has goes, and so does a subject that was only in it.
bool index_drop_set(struct sql *sql, int64_t set, struct err *err) {
  bool ok = index_run_number(sql, INDEX_SET_LOWER, set, err);
  char *members = ok ? members_if_empty(sql, set, &ok, err) : NULL;
  for (const char *at = members; ok && at && *at;) {
    char *end;
    ok = drop_member(sql, set, strtoll(at, &end, 10), err);
    at = *end ? end + 1 : end;
  }
  if (ok && members) ok = index_run_number(sql, INDEX_SET_GO, set, err);
  mem_free(members);
  return ok;
}

bool index_drop_lead(struct sql *sql, int64_t lead, struct err *err) {
  return !lead || (index_run_number(sql, INDEX_LEAD_LOWER, lead, err) && index_run_number(sql, INDEX_LEAD_GO, lead, err));
}

bool index_drop_facets(struct sql *sql, int64_t facets, struct err *err) {
  return !facets || (index_run_number(sql, INDEX_FACETS_LOWER, facets, err) && index_run_number(sql, INDEX_FACETS_GO, facets, err));
}

bool index_drop_waits(struct sql *sql, int64_t waits, struct err *err) {
  return !waits || (index_run_number(sql, INDEX_WAITS_LOWER, waits, err) && index_run_number(sql, INDEX_WAITS_GO, waits, err));
}
