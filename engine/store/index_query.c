// Asking the index. See index.h.
//
// SQLite is not left to guess by which of three ways it is cheaper to come to the items, since it knows no figures; the counts that are
// kept tell: by what the asker sees, by the lead, or, where the asker sees a good part of the board and wants some rows only, in the order
// of references. A column with a plus before it is only looked at.
#include "base/mem.h"
#include "store/index.h"
#include "store/index_sql.h"

#include <ctype.h>
#include <string.h>

static const char DID[] = "list items";

enum way { BY_SUBJECT, BY_LEAD, BY_REF, BY_HOLDER };

// "(1,2,3)" of an array's numbers. "(-1)" of none: no number is below 0, and an item without a lead has 0.
static void add_numbers(struct buf *text, const json_t *numbers) {
  json_t *one;
  size_t i, count = 0;
  buf_char(text, '(');
  json_array_foreach(numbers, i, one) buf_format(text, "%s%lld", count++ ? "," : "", (long long)json_integer_value(one));
  buf_text(text, count ? ")" : "-1)");
}

static void add_members(struct buf *text, const json_t *subjects) {
  buf_text(text, "SELECT set_number FROM index_members WHERE subject IN ");
  add_numbers(text, subjects);
}

// Of sets that the caller judged only those that it named.
static void add_seen(struct buf *text, const char *column, const struct index_query *query, enum index_column which) {
  const struct index_seen *seen = &query->seen[which];
  buf_format(text, "%s IN (", column);
  add_members(text, seen->subjects);
  if (query->judged) buf_text(text, " EXCEPT "), add_members(text, query->judged);
  if (seen->sets) buf_text(text, " UNION SELECT number FROM index_sets WHERE number IN "), add_numbers(text, seen->sets);
  buf_char(text, ')');
}

// Its rows' first column, one number; -1 with err.
static int64_t ask_number(struct sql *sql, const char *text, struct err *err) {
  sqlite3_stmt *ask = NULL;
  int64_t number = -1;
  if (sqlite3_prepare_v2(sql_db(sql), text, -1, &ask, NULL) == SQLITE_OK && sqlite3_step(ask) == SQLITE_ROW)
    number = sqlite3_column_int64(ask, 0);
  else
    sql_fail(sql, DID, err);
  sqlite3_finalize(ask);
  return number;
}

static int64_t count_seen(struct sql *sql, const struct index_query *query, struct err *err) {
  struct buf text;
  buf_init(&text);
  buf_text(&text, "SELECT COALESCE(sum(items), 0) FROM index_sets WHERE ");
  add_seen(&text, "number", query, INDEX_ANY);
  int64_t count = ask_number(sql, text.data, err);
  buf_clear(&text);
  return count;
}

static int64_t count_leads(struct sql *sql, const struct index_query *query, struct err *err) {
  struct buf text;
  buf_init(&text);
  buf_text(&text, "SELECT COALESCE(sum(items), 0) FROM index_leads WHERE number IN ");
  add_numbers(&text, query->leads);
  int64_t count = ask_number(sql, text.data, err);
  buf_clear(&text);
  return count;
}

// In the order of references one in SEEN_PART of the rows that are passed is shown, or more: sorting costs as much.
enum { SEEN_PART = 8 };

static bool choose(struct sql *sql, const struct index_query *query, int64_t limit, enum way *way, struct err *err) {
  *way = BY_HOLDER;
  if (query->held || !query->seen[INDEX_ANY].subjects) return true;
  int64_t seen = count_seen(sql, query, err), led = query->leads && seen >= 0 ? count_leads(sql, query, err) : seen;
  int64_t all = led < 0 ? -1 : ask_number(sql, "SELECT COALESCE(max(number), 0) FROM index_items", err);
  *way = query->leads && led <= seen ? BY_LEAD : limit && seen > all / SEEN_PART ? BY_REF : BY_SUBJECT;
  return all >= 0;
}

// What narrows no more than what is asked already is left out.
static void add_column(struct buf *text, const struct index_query *query, enum index_column which) {
  const struct index_seen *any = &query->seen[INDEX_ANY], *seen = &query->seen[which];
  if (json_equal(any->subjects, seen->subjects) && (any->sets == seen->sets || json_equal(any->sets, seen->sets)))
    buf_text(text, "true");
  else
    add_seen(text, "+seen_by", query, which);
}

static void add_who(struct buf *text, const struct index_query *query, enum way way) {
  const char *seen_by = way == BY_SUBJECT ? "seen_by" : "+seen_by";
  buf_text(text, "true");
  if (query->held) buf_text(text, " AND held_by IN ("), add_members(text, query->held), buf_char(text, ')');
  if (query->seen[INDEX_ANY].subjects) buf_text(text, " AND "), add_seen(text, seen_by, query, INDEX_ANY);
  if (query->due_before) buf_text(text, " AND "), add_column(text, query, INDEX_DUE);
  if (query->leads) buf_text(text, " AND "), add_column(text, query, INDEX_LEAD);
}

// A reference is told to whoever sees anything, a title not.
static void add_text(struct buf *text, const struct index_query *query) {
  buf_text(text, " AND (instr(lower(ref), ?4) > 0 OR (instr(lower(title), ?4) > 0 AND ");
  add_column(text, query, INDEX_TITLE);
  buf_text(text, "))");
}

static void add_due(struct buf *text, const struct index_query *query) {
  buf_text(text, " AND due < ?3");
  if (!query->due) return;
  buf_text(text, " AND (due > '' OR waits IN ");
  add_numbers(text, query->due);
  buf_char(text, ')');
}

// The parameters: ?1 workflow, ?2 state, ?3 due before, ?4 text, ?5 after, ?6 limit.
static void add_where(struct buf *text, const struct index_query *query, enum way way, bool after) {
  buf_text(text, " FROM index_items WHERE ");
  add_who(text, query, way);
  if (query->leads) buf_text(text, way == BY_LEAD ? " AND lead IN " : " AND +lead IN "), add_numbers(text, query->leads);
  if (query->open || query->closed)
    buf_format(text, " AND closed = %d", query->closed);
  else if (way != BY_REF)
    buf_text(text, " AND closed IN (0, 1)");
  if (query->workflow) buf_text(text, way == BY_REF ? " AND +workflow = ?1" : " AND workflow = ?1");
  if (query->state) buf_text(text, " AND instr(states, ?2) > 0");
  if (query->waits) buf_text(text, " AND waits IN "), add_numbers(text, query->waits);
  if (query->undated) buf_text(text, " AND due = ''");
  if (query->due_before) add_due(text, query);
  if (query->text) add_text(text, query);
  if (after) buf_text(text, way == BY_REF ? " AND ref > ?5" : " AND +ref > ?5");
}

static void bind_text(sqlite3_stmt *statement, int place, const char *value) {
  if (value && place <= sqlite3_bind_parameter_count(statement)) sqlite3_bind_text(statement, place, value, -1, SQLITE_TRANSIENT);
}

static void bind(sqlite3_stmt *statement, const struct index_query *query, const char *after, int64_t limit) {
  char *state = query->state ? mem_format(".%s.", query->state) : NULL, *text = query->text ? mem_text(query->text) : NULL;
  for (char *c = text; c && *c; c++) *c = (char)((unsigned char)*c < 0x80 ? tolower(*c) : *c); // as SQLite's lower() does
  bind_text(statement, 1, query->workflow);
  bind_text(statement, 2, state);
  bind_text(statement, 3, query->due_before);
  bind_text(statement, 4, text);
  bind_text(statement, 5, after);
  if (limit) sqlite3_bind_int64(statement, 6, limit);
  mem_free(state);
  mem_free(text);
}

bool index_count(struct store *store, const struct index_query *query, int64_t *count, struct err *err) {
  struct sql *sql = &store->sql;
  struct buf text;
  enum way way;
  sqlite3_stmt *ask = NULL;
  if (!choose(sql, query, 0, &way, err)) return false;
  buf_init(&text);
  buf_text(&text, "SELECT count(*)");
  add_where(&text, query, way, false);
  bool ok = sqlite3_prepare_v2(sql_db(sql), text.data, -1, &ask, NULL) == SQLITE_OK;
  if (ok) bind(ask, query, NULL, 0);
  ok = ok && sqlite3_step(ask) == SQLITE_ROW;
  if (ok) *count = sqlite3_column_int64(ask, 0);
  if (!ok) sql_fail(sql, DID, err);
  sqlite3_finalize(ask);
  buf_clear(&text);
  return ok;
}

json_t *index_refs(struct store *store, const struct index_query *query, const char *after, int64_t limit, struct err *err) {
  struct sql *sql = &store->sql;
  struct buf text;
  enum way way;
  sqlite3_stmt *ask = NULL;
  if (!choose(sql, query, limit, &way, err)) return NULL;
  json_t *refs = json_array();
  int stepped = SQLITE_ERROR;
  buf_init(&text);
  buf_text(&text, "SELECT ref");
  add_where(&text, query, way, after != NULL);
  buf_text(&text, limit ? " ORDER BY ref LIMIT ?6" : " ORDER BY ref");
  if (sqlite3_prepare_v2(sql_db(sql), text.data, -1, &ask, NULL) == SQLITE_OK) {
    bind(ask, query, after, limit);
    while ((stepped = sqlite3_step(ask)) == SQLITE_ROW)
      if (column_text(ask, 0)) json_array_add(refs, column_text(ask, 0));
  }
  bool ok = stepped == SQLITE_DONE || sql_fail(sql, DID, err);
  sqlite3_finalize(ask);
  buf_clear(&text);
  if (ok) return refs;
  json_decref(refs);
  return NULL;
}

json_t *index_sets_of(struct store *store, const json_t *subjects, struct err *err) {
  struct sql *sql = &store->sql;
  struct buf text;
  sqlite3_stmt *ask = NULL;
  json_t *sets = json_object();
  int stepped = SQLITE_ERROR;
  buf_init(&text);
  buf_text(&text, "SELECT number, members FROM index_sets WHERE number IN (");
  add_members(&text, subjects);
  buf_char(&text, ')');
  if (sqlite3_prepare_v2(sql_db(sql), text.data, -1, &ask, NULL) == SQLITE_OK)
    while ((stepped = sqlite3_step(ask)) == SQLITE_ROW)
      if (column_text(ask, 0) && column_text(ask, 1)) json_put_text(sets, column_text(ask, 0), column_text(ask, 1));
  bool ok = stepped == SQLITE_DONE || sql_fail(sql, DID, err);
  sqlite3_finalize(ask);
  buf_clear(&text);
  if (ok) return sets;
  json_decref(sets);
  return NULL;
}
