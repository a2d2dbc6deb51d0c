// Counting the index's items in groups. See index.h.
//
// SQLite goes once through the index that is made for it, whose order is that of the groups, so nothing is sorted and no item's row is
// read (but where turns are asked for, which that index does not have); the conditions are judged here, which costs a third of what
// SQLite's own sums do.
#include "base/mem.h"
#include "store/index.h"
#include "store/index_sql.h"

#include <string.h>

static const char DID[] = "count items";

static void add_subjects(struct buf *text, const json_t *subjects) {
  json_t *one;
  size_t i, count = 0;
  buf_text(text, "(SELECT set_number FROM index_members WHERE subject IN (");
  json_array_foreach(subjects, i, one) buf_format(text, "%s%lld", count++ ? "," : "", (long long)json_integer_value(one));
  buf_text(text, count ? "))" : "-1))");
}

// ?1 is the workflow.
static void add_narrowing(struct buf *text, const struct index_tally *tally) {
  if (tally->open < 0)
    buf_text(text, " AND closed IN (0, 1)");
  else
    buf_format(text, " AND closed = %d", !tally->open);
  if (tally->workflow) buf_text(text, " AND workflow = ?1");
}

static sqlite3_stmt *prepared(struct sql *sql, const struct buf *text, const struct index_tally *tally, struct err *err) {
  sqlite3_stmt *ask = NULL;
  if (sqlite3_prepare_v2(sql_db(sql), text->data, -1, &ask, NULL) != SQLITE_OK) {
    sql_fail(sql, DID, err);
    sqlite3_finalize(ask);
    return NULL;
  }
  if (tally->workflow) sqlite3_bind_text(ask, 1, tally->workflow, -1, SQLITE_TRANSIENT);
  return ask;
}

// ---- which sets are counted

enum sight { UNSEEN, SOME, WHOLE };

struct sets {
  char *sight; // by number
  int64_t count;
};

static void sets_add(struct sets *sets, int64_t number, enum sight sight) {
  if (number < 0) return;
  if (number >= sets->count) {
    int64_t count = 2 * number + 64;
    sets->sight = mem_grow(sets->sight, (size_t)count, 1);
    memset(sets->sight + sets->count, UNSEEN, (size_t)(count - sets->count));
    sets->count = count;
  }
  sets->sight[number] = (char)sight;
}

static void sets_list(struct sets *sets, const json_t *numbers) {
  size_t i;
  json_t *number;
  json_array_foreach(numbers, i, number) sets_add(sets, json_integer_value(number), WHOLE);
}

static bool sets_of(struct sql *sql, const json_t *subjects, enum sight sight, struct sets *sets, struct err *err) {
  struct buf text;
  buf_init(&text);
  buf_text(&text, "SELECT set_number FROM ");
  add_subjects(&text, subjects);
  sqlite3_stmt *ask = NULL;
  int stepped = SQLITE_ERROR;
  if (sqlite3_prepare_v2(sql_db(sql), text.data, -1, &ask, NULL) == SQLITE_OK)
    while ((stepped = sqlite3_step(ask)) == SQLITE_ROW) sets_add(sets, sqlite3_column_int64(ask, 0), sight);
  bool ok = stepped == SQLITE_DONE || sql_fail(sql, DID, err);
  sqlite3_finalize(ask);
  buf_clear(&text);
  return ok;
}

static enum sight sight_of(const struct sets *sets, int64_t set) {
  return set < 0 || set >= sets->count ? UNSEEN : (enum sight)sets->sight[set];
}

// ---- one item

struct days {
  int64_t due, started, closed, implemented; // INDEX_NO_DAY: none
};

static int64_t day_at(sqlite3_stmt *ask, int column) {
  return sqlite3_column_type(ask, column) == SQLITE_NULL ? INDEX_NO_DAY : sqlite3_column_int64(ask, column);
}

static bool is_from(int64_t day, int64_t from) { return from == INDEX_NO_DAY || (day != INDEX_NO_DAY && day >= from); }
static bool is_before(int64_t day, int64_t before) { return before == INDEX_NO_DAY || (day != INDEX_NO_DAY && day < before); }

static bool was_open(const struct days *days, bool closed, int64_t day) {
  return is_before(days->started, day) && (!closed || is_from(days->closed, day));
}
static bool is_closed_after_all(const struct days *days, bool closed) { return closed && days->closed == INDEX_NO_DAY; }

static bool is_implemented_so(const struct index_measure *measure, int64_t day) {
  bool not_before = measure->not_implemented_before != INDEX_NO_DAY;
  return is_before(day, measure->implemented_before) && !(not_before && is_before(day, measure->not_implemented_before));
}

static bool is_so(const struct index_measure *measure, const struct days *days, bool closed) {
  if (measure->open >= 0 && measure->open != !closed) return false;
  if (measure->open_on != INDEX_NO_DAY && (is_closed_after_all(days, closed) || !was_open(days, closed, measure->open_on))) return false;
  return is_from(days->due, measure->due_from) && is_before(days->due, measure->due_before) &&
         is_from(days->closed, measure->closed_from) && is_before(days->closed, measure->closed_before) &&
         is_from(days->started, measure->started_from) && is_before(days->started, measure->started_before) &&
         is_implemented_so(measure, days->implemented);
}

// ---- groups

struct tallying {
  const struct index_tally *tally;
  struct sets sets;
  struct sets waits;        // those that are asked for
  struct index_group group; // at work; items 0: none
  char *workflow;           // the group's
  int64_t seen_by;
  int64_t *others; // numbers of items that are not counted here
  size_t other_count, other_room;
  bool (*each)(void *user, const struct index_group *group);
  void *user;
};

static bool end_group(struct tallying *tallying) {
  bool ok = tallying->group.items == 0 || tallying->each(tallying->user, &tallying->group);
  tallying->group.items = 0;
  return ok;
}

static int64_t waits_of(const struct tallying *tallying, sqlite3_stmt *ask) {
  return tallying->tally->waits ? sqlite3_column_int64(ask, 10) : 0;
}

static bool is_of_group(const struct tallying *tallying, sqlite3_stmt *ask) {
  const struct index_group *group = &tallying->group;
  return group->items > 0 && group->facets == sqlite3_column_int64(ask, 3) && group->lead == sqlite3_column_int64(ask, 4) &&
         tallying->seen_by == sqlite3_column_int64(ask, 2) && group->waits == waits_of(tallying, ask) &&
         group->closed == (sqlite3_column_int64(ask, 0) != 0) && strcmp(tallying->workflow, column_text(ask, 1)) == 0;
}

static bool begin_group(struct tallying *tallying, sqlite3_stmt *ask) {
  if (!end_group(tallying)) return false;
  mem_free(tallying->workflow);
  tallying->workflow = mem_text(column_text(ask, 1));
  tallying->seen_by = sqlite3_column_int64(ask, 2);
  tallying->group = (struct index_group){.workflow = tallying->workflow,
                                         .closed = sqlite3_column_int64(ask, 0) != 0,
                                         .facets = sqlite3_column_int64(ask, 3),
                                         .lead = sqlite3_column_int64(ask, 4),
                                         .waits = waits_of(tallying, ask)};
  return true;
}

static bool put_by(struct tallying *tallying, int64_t number) {
  if (tallying->other_count == tallying->other_room)
    tallying->others =
        mem_grow(tallying->others, tallying->other_room = tallying->other_room ? 2 * tallying->other_room : 64, sizeof number);
  tallying->others[tallying->other_count++] = number;
  return true;
}

static bool count_row(struct tallying *tallying, sqlite3_stmt *ask) {
  enum sight sight = sight_of(&tallying->sets, sqlite3_column_int64(ask, 2));
  const struct index_tally *tally = tallying->tally;
  if (sight == UNSEEN || (tally->waits && sight_of(&tallying->waits, sqlite3_column_int64(ask, 10)) == UNSEEN)) return true;
  if (sight == SOME || sqlite3_column_int64(ask, 3) == 0) return put_by(tallying, sqlite3_column_int64(ask, 9));
  if (!column_text(ask, 1) || (!is_of_group(tallying, ask) && !begin_group(tallying, ask))) return false;
  struct days days = {day_at(ask, 5), day_at(ask, 6), day_at(ask, 7), day_at(ask, 8)};
  tallying->group.items++;
  for (size_t i = 0; i < tally->measure_count; i++) tallying->group.counts[i] += is_so(&tally->measures[i], &days, tallying->group.closed);
  return true;
}

static sqlite3_stmt *ask_rows(struct sql *sql, const struct index_tally *tally, struct err *err) {
  struct buf text;
  buf_init(&text);
  buf_format(&text,
             "SELECT closed, workflow, seen_by, facets, lead, due_day, started_day, closed_day, implemented_day, number%s FROM index_items "
             "%s WHERE %s",
             tally->waits ? ", waits" : "", tally->waits ? "NOT INDEXED" : "INDEXED BY index_items_count",
             tally->waits ? "waits > 0" : "true");
  add_narrowing(&text, tally);
  buf_format(&text, " ORDER BY closed, workflow, seen_by, facets, lead%s", tally->waits ? ", waits" : "");
  sqlite3_stmt *ask = prepared(sql, &text, tally, err);
  buf_clear(&text);
  return ask;
}

static bool go_through(struct tallying *tallying, struct sql *sql, struct err *err) {
  sqlite3_stmt *ask = ask_rows(sql, tallying->tally, err);
  int stepped = SQLITE_DONE;
  bool ok = ask != NULL;
  while (ok && (stepped = sqlite3_step(ask)) == SQLITE_ROW) ok = count_row(tallying, ask);
  if (ok && stepped != SQLITE_DONE) ok = sql_fail(sql, DID, err);
  sqlite3_finalize(ask);
  return ok && end_group(tallying);
}

static bool name_others(const struct tallying *tallying, struct sql *sql, json_t *refs, struct err *err) {
  sqlite3_stmt *ask = NULL;
  bool ok = sqlite3_prepare_v2(sql_db(sql), "SELECT ref FROM index_items WHERE number = ?1", -1, &ask, NULL) == SQLITE_OK;
  for (size_t i = 0; ok && i < tallying->other_count; i++) {
    sqlite3_bind_int64(ask, 1, tallying->others[i]);
    ok = sqlite3_step(ask) == SQLITE_ROW && column_text(ask, 0);
    if (ok) json_array_add(refs, column_text(ask, 0));
    sqlite3_reset(ask);
  }
  if (!ok) sql_fail(sql, DID, err);
  sqlite3_finalize(ask);
  return ok;
}

bool index_tally(struct store *store, const struct index_tally *tally, bool (*each)(void *user, const struct index_group *group),
                 void *user, json_t *refs, struct err *err) {
  struct sql *sql = &store->sql;
  struct tallying tallying = {.tally = tally, .each = each, .user = user};
  sets_list(&tallying.waits, tally->waits);
  bool ok = sets_of(sql, tally->some, SOME, &tallying.sets, err) && sets_of(sql, tally->whole, WHOLE, &tallying.sets, err) &&
            go_through(&tallying, sql, err) && name_others(&tallying, sql, refs, err);
  mem_free(tallying.workflow);
  mem_free(tallying.others);
  mem_free(tallying.waits.sight);
  mem_free(tallying.sets.sight);
  return ok;
}
