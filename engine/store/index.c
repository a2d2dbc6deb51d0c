// Writing the index of items: bringing it up from the journal, in steps. See index.h; index_query.c asks it.
//
// 1. The mark says how many entries the index knows. Making it anew begins with the mark at the journal's end and goes through the cases by
//    id; what happens meanwhile is an entry behind the mark, and comes after.
//    In the end each of its SQL indexes is made, a step each: the mark's place is "~0", "~1" then, behind all ids.
// 2. Subjects, sets and leads are counted (index_count.c), and go with the last that has them: so does an erased text (J2).
// 3. Nothing here is prepared before it is asked, so a store whose index is missing, as an older copy's, opens all the same.
#include "store/index.h"

#include "base/mem.h"
#include "store/index_sql.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char DID[] = "keep the index of items";

// ---- the mark

struct mark {
  int64_t version, entries; // version -1: there is none
  char *after;              // NULL: it is made
};

static bool read_mark(struct sql *sql, struct mark *mark, struct err *err) {
  *mark = (struct mark){.version = -1};
  sqlite3_stmt *find = index_get(sql, INDEX_MARK_FIND, err);
  if (!find) return false;
  int stepped = sqlite3_step(find);
  if (stepped == SQLITE_ROW) {
    const char *after = column_text(find, 2);
    *mark = (struct mark){sqlite3_column_int64(find, 0), sqlite3_column_int64(find, 1), after ? mem_text(after) : NULL};
  }
  bool ok = stepped == SQLITE_ROW || stepped == SQLITE_DONE || sql_fail(sql, DID, err);
  sql_end(find);
  return ok;
}

static bool put_mark(struct sql *sql, const struct mark *mark, struct err *err) {
  sqlite3_stmt *put = index_get(sql, INDEX_MARK_PUT, err);
  if (put) sql_bind(put, "nnt", mark->version, mark->entries, mark->after);
  return put && sql_run(sql, put, DID, err);
}

int64_t index_behind(struct store *store, int64_t version) {
  struct mark mark;
  struct err err;
  int64_t all = journal_count(store);
  bool made = read_mark(&store->sql, &mark, &err) && mark.version == version && !mark.after && mark.entries <= all;
  mem_free(mark.after);
  return made ? all - mark.entries : -1;
}

// ---- items

struct kept_item {
  int64_t lead, seen_by, held_by, facets, waits; // seen_by 0: it is not kept
};

static bool find_item(struct sql *sql, const char *case_hex, struct kept_item *item, struct err *err) {
  *item = (struct kept_item){0};
  sqlite3_stmt *find = index_get(sql, INDEX_ITEM_FIND, err);
  if (!find) return false;
  sql_bind(find, "t", case_hex);
  int stepped = sqlite3_step(find);
  if (stepped == SQLITE_ROW)
    *item = (struct kept_item){sqlite3_column_int64(find, 0), sqlite3_column_int64(find, 1), sqlite3_column_int64(find, 2),
                               sqlite3_column_int64(find, 3), sqlite3_column_int64(find, 4)};
  bool ok = stepped == SQLITE_ROW || stepped == SQLITE_DONE || sql_fail(sql, DID, err);
  sql_end(find);
  return ok;
}

static bool drop_counts(struct sql *sql, const struct kept_item *item, struct err *err) {
  return !item->seen_by ||
         (index_drop_set(sql, item->seen_by, err) && index_drop_set(sql, item->held_by, err) && index_drop_lead(sql, item->lead, err) &&
          index_drop_facets(sql, item->facets, err) && index_drop_waits(sql, item->waits, err));
}

// An index that another program made may be of another kind, and then all of it goes.
bool index_drop_item(struct sql *sql, const char *case_hex, struct err *err) {
  struct kept_item item;
  struct err other;
  if (!index_get(sql, INDEX_ITEM_FIND, &other)) return schema_make_caches(sql, err);
  return find_item(sql, case_hex, &item, err) && index_run_text(sql, INDEX_ITEM_GO, case_hex, err) && drop_counts(sql, &item, err);
}

struct keeping {
  struct sql *sql;
  const json_t *item;
};

// What it had is dropped after what it has was taken, so that what stays the same is not made anew.
static bool keep_item(void *to, const struct index_row *row, struct err *err) {
  struct keeping *keeping = to;
  struct sql *sql = keeping->sql;
  const json_t *item = keeping->item;
  struct kept_item was, now;
  const char *id = json_text(item, "id");
  if (!find_item(sql, id, &was, err)) return false;
  bool taken = index_take_set(sql, row->seen_by, &now.seen_by, err) && index_take_set(sql, row->held_by, &now.held_by, err) &&
               index_take_lead(sql, row->lead, &now.lead, err) && index_take_facets(sql, row->facets, &now.facets, err) &&
               index_take_waits(sql, row->waits, &now.waits, err);
  sqlite3_stmt *add = taken ? index_get(sql, INDEX_ITEM_PUT, err) : NULL;
  if (!add) return false;
  sql_bind(add, "tttntttnnnnnnnnn", id, json_text(item, "ref"), json_text(item, "workflow"), (int64_t)json_flag(item, "closed"),
           row->states, row->due, json_text(item, "title"), now.lead, now.seen_by, now.held_by, now.facets, row->due_day, row->started_day,
           row->closed_day, row->implemented_day, now.waits);
  return sql_run(sql, add, DID, err) && drop_counts(sql, &was, err);
}

static bool read_item(struct store *store, const struct index_reader *reader, json_t *item, struct err *err) {
  struct keeping keeping = {&store->sql, item};
  return reader->read(reader->user, item, keep_item, &keeping, err);
}

// ---- steps

static void set_after(struct mark *mark, const char *after) {
  char *copy = after ? mem_text(after) : NULL;
  mem_free(mark->after);
  mark->after = copy;
}

static const char ORDERS[] = "~";

static bool make_order(struct store *store, struct mark *mark, struct err *err) {
  bool more;
  int number = (int)strtol(mark->after + strlen(ORDERS), NULL, 10);
  if (!schema_make_index_order(&store->sql, number, &more, err)) return false;
  char *next = mem_format("%s%d", ORDERS, number + 1);
  set_after(mark, more ? next : NULL);
  mem_free(next);
  return true;
}

static bool read_page(struct store *store, const struct index_reader *reader, struct mark *mark, int count, struct err *err) {
  json_t *page = case_page(store, mark->after, count), *item;
  size_t i;
  bool ok = true;
  json_array_foreach(page, i, item) if (ok) ok = read_item(store, reader, item, err);
  const char *last = json_text(json_array_get(page, json_array_size(page) - 1), "id");
  set_after(mark, last ? last : "~0");
  json_decref(page);
  return ok;
}

// Each case of the next entries, once.
static json_t *changed_cases(struct sql *sql, int64_t from, int64_t to, struct err *err) {
  sqlite3_stmt *find = index_get(sql, INDEX_CHANGED, err);
  if (!find) return NULL;
  json_t *ids = json_array();
  int stepped;
  sql_bind(find, "nn", from, to);
  while ((stepped = sqlite3_step(find)) == SQLITE_ROW) json_array_add(ids, column_text(find, 0));
  bool ok = stepped == SQLITE_DONE || sql_fail(sql, DID, err);
  sql_end(find);
  if (!ok) json_decref(ids);
  return ok ? ids : NULL;
}

// A case without a row is the board's own chain.
static bool read_changed(struct store *store, const struct index_reader *reader, struct mark *mark, int64_t to, struct err *err) {
  json_t *ids = changed_cases(&store->sql, mark->entries, to, err), *id;
  size_t i;
  bool ok = ids != NULL;
  json_array_foreach(ids, i, id) {
    struct err none;
    json_t *item = ok ? case_find(store, json_string_value(id), &none) : NULL;
    if (item) ok = read_item(store, reader, item, err);
    json_decref(item);
  }
  mark->entries = to;
  json_decref(ids);
  return ok;
}

static bool empty(struct sql *sql, struct err *err) {
  index_forget(sql);
  return sql_text(sql,
                  "DELETE FROM index_mark; DELETE FROM index_items; DELETE FROM index_members; DELETE FROM index_sets;"
                  "DELETE FROM index_subjects; DELETE FROM index_leads; DELETE FROM index_facets; DELETE FROM index_waits",
                  DID, err);
}

static bool step(struct store *store, const struct index_reader *reader, int count, bool *more, struct err *err) {
  struct mark mark;
  int64_t all = journal_count(store);
  bool ok = read_mark(&store->sql, &mark, err);
  bool begins = ok && (mark.version != reader->version || mark.entries > all);
  if (begins) {
    mem_free(mark.after);
    mark = (struct mark){reader->version, all, mem_text("")};
    ok = schema_make_caches(&store->sql, err) && schema_drop_index_orders(&store->sql, err); // another version may keep more
  }
  if (ok && mark.after && strncmp(mark.after, ORDERS, strlen(ORDERS)) == 0)
    ok = make_order(store, &mark, err);
  else if (ok && mark.after)
    ok = read_page(store, reader, &mark, count, err);
  else if (ok)
    ok = read_changed(store, reader, &mark, all - mark.entries > count ? mark.entries + count : all, err);
  ok = ok && put_mark(&store->sql, &mark, err);
  *more = ok && (mark.after || mark.entries < all);
  mem_free(mark.after);
  return ok;
}

bool index_step(struct store *store, const struct index_reader *reader, int count, bool *more, struct err *err) {
  *more = false;
  if (!store_begin(store, err)) return false;
  if (step(store, reader, count, more, err)) return store_commit(store, err);
  store_rollback(store);
  return false;
}

bool index_drop(struct store *store, struct err *err) {
  if (!store_begin(store, err)) return false;
  if (empty(&store->sql, err)) return store_commit(store, err);
  store_rollback(store);
  return false;
}

// ---- what it knows

// {TEXT: NUMBER} of a statement's rows; NULL: they cannot be read.
static json_t *numbered(struct sql *sql, enum index_sql_id id) {
  struct err err;
  sqlite3_stmt *all = index_get(sql, id, &err);
  if (!all) return NULL;
  json_t *found = json_object();
  int stepped;
  while ((stepped = sqlite3_step(all)) == SQLITE_ROW) {
    const char *text = column_text(all, 0);
    if (text) json_object_set_new(found, text, json_integer(sqlite3_column_int64(all, 1)));
  }
  sql_end(all);
  if (stepped == SQLITE_DONE) return found;
  json_decref(found);
  return NULL;
}

const json_t *index_subjects(struct store *store) {
  struct sql *sql = &store->sql;
  if (!sql->index || !sql->index->subjects) {
    json_t *found = numbered(sql, INDEX_SUBJECTS);
    if (found) sql->index->subjects = found;
    return found;
  }
  return sql->index->subjects;
}

json_t *index_facets(struct store *store) { return numbered(&store->sql, INDEX_FACETS); }
json_t *index_leads(struct store *store) { return numbered(&store->sql, INDEX_LEADS); }
json_t *index_waits(struct store *store) { return numbered(&store->sql, INDEX_WAITS); }
