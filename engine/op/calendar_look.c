// Looking ahead over the whole board. See calendar_look.h.
#include "op/calendar_look.h"

#include "base/mem.h"
#include "run/bygone.h"
#include "run/casefile.h"
#include "run/people.h"
#include "run/review.h"
#include "run/rights.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 100 }; // items in memory at a time

struct looking {
  struct board *board;
  struct calendar *after;
  const char *person;
  bool office;
  json_t *moves, *past, *troubles;
  int64_t count, past_count, others;
};

// Takes over `rows`.
static void keep(json_t *list, int64_t *count, json_t *rows) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (json_array_size(list) < LOOK_SHOWN_MAX) json_array_append(list, row);
  *count += (int64_t)json_array_size(rows);
  json_decref(rows);
}

// The board lends its calendar's place to the new one, and has it back.
static bool look_ahead(struct looking *looking, const struct casefile *item, json_t *moves, struct err *err) {
  struct calendar *before = looking->board->calendar;
  looking->board->calendar = looking->after;
  bool ok = review_look(looking->board, item, moves, err);
  looking->board->calendar = before;
  return ok;
}

// An item whose deadlines cannot be worked out, whatever the calendar, keeps nobody from looking at the others.
static void add_trouble(struct looking *looking, const char *ref, const char *text) {
  if (looking->office && json_array_size(looking->troubles) < LOOK_SHOWN_MAX)
    json_array_append_new(looking->troubles, json_pack("{s:s, s:s}", "ref", ref, "text", text));
}

static void look_at(struct looking *looking, struct casefile *item) {
  json_t *moves = json_array(), *past = json_array();
  struct err why;
  bool seen = rights_see(looking->board, item, looking->person);
  bool ok = look_ahead(looking, item, moves, &why) && bygone_list(looking->board, item, looking->after, past, &why);
  if (!ok) add_trouble(looking, item->ref, why.text);
  if (!seen) {
    looking->others += (int64_t)json_array_size(moves);
    json_decref(moves);
    json_decref(past);
    return;
  }
  keep(looking->moves, &looking->count, moves);
  keep(looking->past, &looking->past_count, past);
}

static void look_at_row(struct looking *looking, json_t *row) {
  struct err why;
  struct casefile *item = casefile_from_row(looking->board, row, true, &why);
  if (item)
    look_at(looking, item);
  else
    add_trouble(looking, json_text(row, "ref"), why.text);
  casefile_free(item);
}

static void look_at_all(struct looking *looking) {
  char after[ID_TEXT] = "";
  size_t count = PAGE;
  while (count == PAGE) {
    json_t *rows = case_page(looking->board->store, after, PAGE), *row;
    size_t i;
    count = json_array_size(rows);
    json_array_foreach(rows, i, row) look_at_row(looking, row);
    if (count > 0) memcpy(after, json_text(json_array_get(rows, count - 1), "id"), ID_TEXT);
    json_decref(rows);
  }
}

// Items are read by their random ids, and people look for references.
static int by_ref(const void *a, const void *b) {
  const json_t *left = *(json_t *const *)a, *right = *(json_t *const *)b;
  int order = strcmp(json_text(left, "ref"), json_text(right, "ref"));
  const char *was = json_text(left, "was"), *other = json_text(right, "was");
  if (order == 0) order = strcmp(was ? was : "", other ? other : "");
  return order ? order : strcmp(json_text(left, "what"), json_text(right, "what"));
}

// A new reference to the rows, in order.
static json_t *in_order(const json_t *rows) {
  size_t count = json_array_size(rows), i;
  json_t **list = mem_grow(NULL, count + 1, sizeof *list), *row, *out = json_array();
  json_array_foreach(rows, i, row) list[i] = row;
  qsort(list, count, sizeof(json_t *), by_ref);
  for (i = 0; i < count; i++) json_array_append(out, list[i]);
  mem_free(list);
  return out;
}

static void put_all(const struct looking *looking, json_t *answer) {
  json_object_set_new(answer, "moves", in_order(looking->moves));
  json_put_number(answer, "count", looking->count);
  json_object_set_new(answer, "past", in_order(looking->past));
  json_put_number(answer, "past_count", looking->past_count);
  if (looking->office) json_put_number(answer, "others", looking->others);
  if (json_array_size(looking->troubles)) json_object_set(answer, "troubles", looking->troubles);
}

void calendar_look(struct op_call *call, struct calendar *after, json_t *answer) {
  const char *person = json_text(call->request, "as");
  struct looking looking = {.board = call->board,
                            .after = after,
                            .person = person,
                            .office = people_in_office(call->board, person),
                            .moves = json_array(),
                            .past = json_array(),
                            .troubles = json_array()};
  look_at_all(&looking);
  put_all(&looking, answer);
  json_decref(looking.moves);
  json_decref(looking.past);
  json_decref(looking.troubles);
}
