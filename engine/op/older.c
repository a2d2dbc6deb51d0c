// What a workflow that was just published means for the items that live (V2): how many stay on an older version, and which of them could
// not be moved to this one as they are. Publishing moves nothing, so it strands nobody and is not refused; a move would be. What publishing
// would say is found out by publishing, in a transaction that is undone.
#include "base/mem.h"
#include "op/internal.h"
#include "run/definition.h"
#include "run/migrate.h"
#include "run/opener_field.h"
#include "run/rights.h"
#include "run/versions.h"
#include "run/view.h"

#include <string.h>

// Items that are tried: some tenths of a second, in which nobody else is answered. Of more it is said how many were not, and what tries
// them.
enum { TRIED_MAX = 500 };

struct counting {
  struct op_call *call;
  int64_t version;
  json_t *counts; // {VERSION: NUMBER}
  json_t *whole;  // references of those that the asker may move
  int64_t others; // that they do not see whole: how many they are is no secret of the office (workflow.migration), which they are is
};

// R1: a count sees what the reader may see.
static void count_item(struct counting *counting, const struct casefile *item) {
  struct board *board = counting->call->board;
  const char *person = ask_maybe(counting->call, "as");
  if (version_number(item->definition) >= counting->version) return;
  bool whole = rights_see_all(board, item, person);
  counting->others += !whole;
  if (!rights_see(board, item, person)) return;
  char *key = mem_format("%lld", (long long)version_number(item->definition));
  json_put_number(counting->counts, key, json_number(counting->counts, key, 0) + 1);
  mem_free(key);
  if (whole) json_array_add(counting->whole, item->ref);
}

static bool count_row(void *user, json_t *row) {
  struct counting *counting = user;
  struct err unreadable;
  struct casefile *item = json_flag(row, "closed") ? NULL : casefile_from_row(counting->call->board, row, false, &unreadable);
  if (item) count_item(counting, item);
  casefile_free(item);
  return true;
}

// [{"version","items"}], in the order of the board's versions.
static json_t *counted(const struct counting *counting, const char *workflow) {
  json_t *rows = json_array(), *all = workflow_list(counting->call->board->store), *row;
  size_t i;
  json_array_foreach(all, i, row) if (strcmp(json_text(row, "name"), workflow) == 0) {
    char *key = mem_format("%lld", (long long)json_number(row, "version", 0));
    json_t *count = json_object_get(counting->counts, key);
    if (count) json_array_append_new(rows, json_pack("{s:O, s:O}", "version", json_object_get(row, "version"), "items", count));
    mem_free(key);
  }
  json_decref(all);
  return rows;
}

// ---- which could not be moved

static void put_place(const struct casefile *item, json_t *row) {
  const char *lost = json_string_value(json_array_get(json_object_get(row, "lost"), 0));
  const char *title = lost ? json_text(chart_state(item->chart, chart_state_find(item->chart, lost)), "title") : NULL;
  char *place = title ? mem_text(title) : casefile_state_words(item);
  json_put_text(row, "place", place);
  mem_free(place);
}

static bool is_alike(const json_t *group, const json_t *row) {
  return json_equal(json_object_get(group, "verdict"), json_object_get(row, "verdict")) &&
         json_equal(json_object_get(group, "place"), json_object_get(row, "place"));
}

// By what is in the way and where they stand; the first of each stands for all.
static void add_to_group(json_t *groups, const json_t *row) {
  size_t i;
  json_t *group;
  json_array_foreach(groups, i, group) if (is_alike(group, row)) {
    json_put_number(group, "items", json_number(group, "items", 0) + 1);
    return;
  }
  json_array_append_new(groups, json_pack("{s:O, s:O, s:i, s:O, s:O}", "verdict", json_object_get(row, "verdict"), "place",
                                          json_object_get(row, "place"), "items", 1, "ref", json_object_get(row, "ref"), "text",
                                          json_object_get(row, "text")));
}

// As it will be once what is overdue has run, which comes before a move (T11).
static bool try_one(struct op_call *call, const struct migration *migration, const char *ref, json_t *groups, struct err *err) {
  struct casefile *item = casefile_open(call->board, ref, err), *then = item ? forecast_now(call->board, item) : NULL;
  json_t *row = then ? migrate_look(call->board, then, migration) : NULL;
  if (row && !migrate_may(row)) {
    put_place(then, row);
    add_to_group(groups, row);
  }
  json_decref(row);
  casefile_free(then);
  casefile_free(item);
  return row != NULL;
}

static bool try_all(struct op_call *call, const json_t *whole, json_t *published, struct err *err) {
  struct migration migration = {.to = definition_get(call->board, json_text(published, "hash"), err), .actor = ask_maybe(call, "as")};
  json_t *groups = json_array(), *ref;
  size_t i;
  bool ok = migration.to != NULL;
  json_array_foreach(whole, i, ref) ok = ok && (i >= TRIED_MAX || try_one(call, &migration, json_string_value(ref), groups, err));
  if (ok && json_array_size(groups)) json_object_set(published, "barred", groups);
  if (ok && json_array_size(whole) > TRIED_MAX) {
    json_put_number(published, "tried", TRIED_MAX);
    json_put_number(published, "untried", (int64_t)json_array_size(whole) - TRIED_MAX);
  }
  if (ok) json_object_set(published, "noun", json_object_get(chart_definition(migration.to->chart), "noun"));
  json_decref(groups);
  return ok;
}

// ---- what was published

static bool put_one(struct op_call *call, json_t *published, struct err *err) {
  const char *workflow = json_text(published, "name");
  struct counting counting = {
      .call = call, .version = json_number(published, "version", 0), .counts = json_object(), .whole = json_array()};
  bool ok = case_each(call->board->store, workflow, count_row, &counting, err);
  json_t *rows = ok ? counted(&counting, workflow) : NULL;
  if (json_array_size(rows)) json_object_set(published, "older", rows);
  if (counting.others) json_put_number(published, "others", counting.others);
  if (json_array_size(rows) || counting.others) ok = try_all(call, counting.whole, published, err);
  json_decref(rows);
  json_decref(counting.whole);
  json_decref(counting.counts);
  return ok;
}

bool older_put(struct op_call *call, struct err *err) {
  size_t i;
  json_t *one;
  bool ok = put_one(call, call->answer, err);
  json_array_foreach(json_object_get(call->answer, "with"), i, one) ok = ok && put_one(call, one, err);
  return ok;
}

// ---- what would be published

// Nobody was told or opened anything by what is undone, and what the board found in its definitions is as it was. Those that were compiled
// for it go, or a server would keep whatever was ever checked.
static void undo(struct board *board, size_t definition_count) {
  store_rollback(board->store);
  opener_fields_forget(board);
  definition_forget(board, definition_count);
  json_decref(board->reports);
  board->reports = NULL;
}

json_t *older_foresee(struct op_call *call, const char *file, const char *source, const json_t *modules, struct err *err) {
  struct board *board = call->board;
  struct op_call trial = {.board = board, .request = call->request, .file = -1};
  size_t known = board->definition_count;
  if (!store_begin(board->store, err)) return NULL;
  bool ok = definition_publish(board, file, source, modules, NULL, &trial.answer, err) && older_put(&trial, err);
  undo(board, known);
  if (ok) return trial.answer;
  json_decref(trial.answer);
  return NULL;
}
