// Looking ahead, a page of items at a time. See calendar_look.h.
#include "op/calendar_look.h"

#include "run/bygone.h"
#include "run/calendars.h"
#include "run/casefile.h"
#include "run/listing.h"
#include "run/people.h"
#include "run/review.h"
#include "run/rights.h"

#include <stdio.h>
#include <string.h>

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

static bool look_ahead(struct looking *looking, const struct casefile *item, json_t *moves, struct err *err) {
  calendars_lend(looking->board, looking->after);
  bool ok = review_look(looking->board, item, moves, err);
  calendars_give_back(looking->board);
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
  bool seen = rights_see_all(looking->board, item, looking->person);
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

// ---- which items

static bool is_seen(struct looking *looking, json_t *row) {
  struct err unreadable;
  struct casefile *item = casefile_from_row(looking->board, row, false, &unreadable);
  bool seen = item && rights_see(looking->board, item, looking->person);
  casefile_free(item);
  return seen;
}

static json_t *find_all(struct looking *looking, const json_t *refs) {
  json_t *rows = json_array(), *ref;
  size_t i;
  json_array_foreach(refs, i, ref) {
    struct err gone;
    json_t *row = case_find(looking->board->store, json_string_value(ref), &gone);
    if (row) json_array_append_new(rows, row);
  }
  return rows;
}

// By the index. A new reference; NULL: it cannot be asked.
static json_t *listed(struct looking *looking, const char *after) {
  const struct listing_ask ask = {.person = looking->person};
  struct err gone;
  json_t *last = *after ? case_find(looking->board->store, after, &gone) : NULL;
  const char *behind = last && is_seen(looking, last) ? json_text(last, "ref") : NULL;
  json_t *refs = listing_begin(looking->board) ? listing_refs(looking->board, &ask, behind, LOOK_PAGE, &gone) : NULL;
  json_t *rows = refs ? find_all(looking, refs) : NULL;
  json_decref(refs);
  json_decref(last);
  return rows;
}

// By going through the others too. A new reference.
static json_t *walked(struct looking *looking, const char *after) {
  json_t *rows = json_array(), *page, *row;
  char from[ID_TEXT];
  size_t i, count;
  snprintf(from, sizeof from, "%s", after);
  do {
    page = case_page(looking->board->store, from, LOOK_PAGE);
    count = json_array_size(page);
    json_array_foreach(page, i, row) {
      snprintf(from, sizeof from, "%s", json_text(row, "id"));
      if (json_array_size(rows) < LOOK_PAGE && is_seen(looking, row)) json_array_append(rows, row);
    }
    json_decref(page);
  } while (count == LOOK_PAGE && json_array_size(rows) < LOOK_PAGE);
  return rows;
}

// R1: how many pages there are tells how many items, so they are pages of what their reader sees; the office is told of the others too, and
// its are of all. A new reference.
static json_t *page_of(struct looking *looking, const char *after) {
  if (looking->office) return case_page(looking->board->store, after, LOOK_PAGE);
  json_t *rows = listed(looking, after);
  return rows ? rows : walked(looking, after);
}

// Items come in no order of the reader's, so whoever shows all pages puts them in order. A full page may be the last: then the next has no
// item.
static void look_at_page(struct looking *looking, const char *after, json_t *answer) {
  json_t *rows = page_of(looking, after), *row;
  size_t i, count = json_array_size(rows);
  json_array_foreach(rows, i, row) look_at_row(looking, row);
  if (count == LOOK_PAGE) json_put_text(answer, "next", json_text(json_array_get(rows, count - 1), "id"));
  json_decref(rows);
}

static void put_all(const struct looking *looking, json_t *answer) {
  json_object_set(answer, "moves", looking->moves);
  json_put_number(answer, "count", looking->count);
  json_object_set(answer, "past", looking->past);
  json_put_number(answer, "past_count", looking->past_count);
  json_put_flag(answer, "may", looking->office);
  if (looking->office) json_put_number(answer, "others", looking->others);
  if (json_array_size(looking->troubles)) json_object_set(answer, "troubles", looking->troubles);
}

static bool is_place(const char *after) { return strlen(after) == ID_TEXT - 1 && after[strspn(after, "0123456789abcdef")] == '\0'; }

bool calendar_look(struct op_call *call, struct calendar *changed, const char *after, json_t *answer, struct err *err) {
  const char *person = json_text(call->request, "as");
  if (after && !is_place(after))
    return err_set(err, ERR_INVALID, "\"%.80s\" is no place to go on from; give the `next` of the answer before, or nothing.", after);
  struct looking looking = {.board = call->board,
                            .after = changed,
                            .person = person,
                            .office = people_in_office(call->board, person),
                            .moves = json_array(),
                            .past = json_array(),
                            .troubles = json_array()};
  look_at_page(&looking, after ? after : "", answer);
  put_all(&looking, answer);
  json_decref(looking.moves);
  json_decref(looking.past);
  json_decref(looking.troubles);
  return true;
}
