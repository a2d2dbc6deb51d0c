// What waits for whoever asks: found through the index, where that can be asked, and judged live, as a list is (list.c).
#include "run/awaited.h"

#include "base/mem.h"
#include "op/internal.h"
#include "run/listing.h"
#include "run/rights.h"
#include "run/sight_cut.h"

struct todo {
  struct op_call *call;
  const char *person;
  json_t *rows;
  struct err *err;
  bool failed;
};

static bool add_row(struct todo *todo, json_t *row, bool *added) {
  struct board *board = todo->call->board;
  struct casefile *item = casefile_from_row(board, row, false, todo->err);
  if (!item) return false;
  struct sight sight = rights_sight_row(board, item, todo->person);
  json_t *one = sight_any(&sight) ? awaited_row(board, item, todo->person) : NULL;
  if (one) sight_cut_todo(item, &sight, one);
  sight_clear(&sight);
  *added = one != NULL;
  if (one) json_array_append_new(todo->rows, one);
  casefile_free(item);
  return true;
}

static bool add_one(void *user, json_t *row) {
  struct todo *todo = user;
  bool added;
  todo->failed = !add_row(todo, row, &added);
  return !todo->failed;
}

static bool add_named(struct todo *todo, const char *ref) {
  struct err ignored;
  bool added = false;
  json_t *row = case_find(todo->call->board->store, ref, &ignored);
  todo->failed = row && !add_row(todo, row, &added);
  json_decref(row);
  return added;
}

// False: the index cannot be asked, or named what does not wait for them.
static bool find_indexed(struct todo *todo) {
  struct board *board = todo->call->board;
  struct listing_ask ask = {.person = todo->person, .workflow = ask_maybe(todo->call, "workflow"), .mine = true};
  struct err ignored;
  json_t *refs = listing_begin(board) ? listing_refs(board, &ask, NULL, 0, &ignored) : NULL, *ref;
  size_t i;
  bool ok = refs != NULL;
  json_array_foreach(refs, i, ref) if (ok) ok = add_named(todo, json_string_value(ref));
  if (refs && !ok && !todo->failed) listing_doubt(board);
  json_decref(refs);
  return ok;
}

static bool find(struct todo *todo) {
  if (find_indexed(todo)) return true;
  if (todo->failed) return false;
  json_array_clear(todo->rows);
  return case_each(todo->call->board->store, ask_maybe(todo->call, "workflow"), add_one, todo, todo->err) && !todo->failed;
}

static int64_t count_late(const json_t *rows) {
  int64_t late = 0;
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) late += json_flag(row, "late");
  return late;
}

bool awaited_list(struct op_call *call, struct err *err) {
  struct todo todo = {.call = call, .person = ask_person(call, err), .rows = json_array(), .err = err};
  bool ok = todo.person && find(&todo);
  if (ok) {
    awaited_sort(todo.rows);
    size_t count = json_array_size(todo.rows), limit = (size_t)json_number(call->request, "limit", (int64_t)count);
    call->answer = json_pack("{s:O, s:I, s:I}", "rows", todo.rows, "count", (json_int_t)count, "late", (json_int_t)count_late(todo.rows));
    while (json_array_size(todo.rows) > limit) json_array_remove(todo.rows, json_array_size(todo.rows) - 1);
  }
  json_decref(todo.rows);
  return ok;
}
