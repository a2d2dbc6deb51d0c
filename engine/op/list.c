// The list of items. Where the index can be asked (run/listing.h) it names the items, and what is shown of each is still judged live; where
// it cannot, on a board as it was, all items are gone through. Both ways answer the same to the byte.
//
// What the index names and the asker does not see, or what does not fit, is no answer: then the index is doubted and all items are gone
// through.
#include "base/mem.h"
#include "base/natural.h"
#include "op/filter.h"
#include "op/internal.h"
#include "run/alarm.h"
#include "run/lateness.h"
#include "run/listing.h"
#include "run/rights.h"
#include "run/sight_cut.h"
#include "run/sight_list.h"
#include "run/value.h"
#include "run/view.h"

#include <stdlib.h>
#include <string.h>

struct listing {
  struct op_call *call;
  const char *person, *after; // `after` NULL: from the first
  int64_t limit;              // -1: all
  bool mine;
  bool indexed;          // the index names the items
  bool judged;           // it names more than fits, so that each is looked at and counted here
  const json_t *columns; // members of a row that are wanted; NULL: all
  json_t *needed;        // those, and by which rows are chosen
  json_t *rows;
  int64_t count; // rows that fit, shown or not
  bool more;     // than are shown
  struct err *err;
  bool failed;
};

// ---- one item

static void take(struct listing *listing, json_t *shown) {
  listing->count++;
  if (listing->after && strcmp(json_text(shown, "ref"), listing->after) <= 0) return;
  if (listing->limit >= 0 && (int64_t)json_array_size(listing->rows) >= listing->limit)
    listing->more = true;
  else
    json_array_append(listing->rows, shown);
}

// The fields that were asked for, as they are kept and in words: those that the item has, that hold something and that are seen.
static void put_fields(const struct listing *listing, struct casefile *item, const struct sight *sight, json_t *row) {
  const json_t *names = json_object_get(listing->call->request, "fields");
  json_t *fields = names ? json_object_at(row, "fields") : NULL, *words = names ? json_object_at(row, "words") : NULL, *name;
  size_t i;
  json_array_foreach(names, i, name) {
    const json_t *field = chart_field(item->chart, json_string_value(name));
    json_t *value = field ? json_object_get(item->fields, json_string_value(name)) : NULL;
    if (!value || json_is_null(value) || !sight_field(sight, json_string_value(name))) continue;
    value = view_value(listing->call->board, item, field, value, listing->person);
    char *shown = value_show(listing->call->board, field, value);
    json_put_text(words, json_string_value(name), shown);
    json_object_set_new(fields, json_string_value(name), value);
    mem_free(shown);
  }
}

// Where no field holds by when it is to be done, its step may say: the first of the dates that its reader sees. Who does not see that field
// learns nothing of it so.
static void put_step_due(const struct board *board, const struct casefile *item, const struct sight *sight, json_t *row) {
  const char *field = casefile_list_field(item, "due");
  struct err none;
  int64_t first = 0, due;
  char day[DATE_TEXT];
  size_t i;
  json_t *wait;
  if (json_text(row, "due") || json_flag(row, "closed") || (field && !sight_field(sight, field))) return;
  json_array_foreach(json_object_get(row, "waits"), i,
                     wait) if (json_text(wait, "due") && instant_read(json_text(wait, "due"), &due, &none) && (!first || due < first))
      first = due;
  if (!first) return;
  date_write(zone_date(board->zone, first), day);
  json_put_text(row, "due", day);
}

// R1: a list shows what the reader may see, and finds nothing by what they may not. A new reference; NULL: it is none of theirs.
static json_t *row_for(struct listing *listing, struct casefile *item) {
  struct board *board = listing->call->board;
  struct sight sight = rights_sight_row(board, item, listing->person);
  bool fits = sight_any(&sight) && (!listing->mine || listing_is_mine(board, item, listing->person));
  json_t *shown = fits ? view_row(board, item, sight.all ? listing->needed : NULL) : NULL; // a part is cut as a whole row is
  if (shown) sight_cut_row(board, item, &sight, shown);
  if (shown) put_step_due(board, item, &sight, shown);
  if (shown && json_object_get(listing->call->request, "fields")) sight_list_hide(board, item, listing->person, &sight);
  if (shown) put_fields(listing, item, &sight, shown);
  sight_clear(&sight);
  return shown;
}

json_t *list_row(struct op_call *call, struct casefile *item) {
  struct listing listing = {.call = call, .person = ask_maybe(call, "as")};
  return row_for(&listing, item);
}

// What is wanted late and is not costs no more than that, where all items are gone through: on a large board that is nearly everything.
static bool may_fit(const struct listing *listing, const struct casefile *item) {
  if (listing->indexed || !json_flag(listing->call->request, "late")) return true;
  json_t *waits = lateness_list(listing->call->board, item, false);
  bool late = lateness_any(waits);
  json_decref(waits);
  return late;
}

static void keep_columns(const struct listing *listing, json_t *row) {
  static const char *const always[] = {"ref", "fields", "words"};
  const char *member;
  json_t *value;
  void *next;
  if (listing->columns) json_object_foreach_safe(row, next, member, value) {
      bool kept = json_array_has(listing->columns, member);
      for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) kept = kept || strcmp(always[i], member) == 0;
      if (!kept) json_object_del(row, member);
    }
}

// *fit says whether it is one of the list's; false: it cannot be read.
static bool judge(struct listing *listing, json_t *row, bool *fit) {
  struct board *board = listing->call->board;
  *fit = false;
  if (!filter_takes_end(listing->call, row)) return true;
  struct casefile *item = casefile_from_row(board, row, false, listing->err);
  if (!item) return false;
  json_t *shown = may_fit(listing, item) ? row_for(listing, item) : NULL;
  *fit = shown && filter_takes(listing->call, shown);
  if (*fit) keep_columns(listing, shown);
  if (*fit) take(listing, shown);
  json_decref(shown);
  casefile_free(item);
  return true;
}

// ---- through all items

static bool list_one(void *user, json_t *row) {
  struct listing *listing = user;
  bool fit;
  listing->failed = !judge(listing, row, &fit);
  return !listing->failed;
}

static bool list_all(struct listing *listing) {
  json_array_clear(listing->rows);
  listing->indexed = false;
  listing->count = 0;
  listing->more = false;
  return case_each(listing->call->board->store, ask_maybe(listing->call, "workflow"), list_one, listing, listing->err) && !listing->failed;
}

// ---- through the index

static struct listing_ask ask_of(const struct listing *listing) {
  const struct op_call *call = listing->call;
  return (struct listing_ask){.person = listing->person,
                              .workflow = ask_maybe(call, "workflow"),
                              .state = ask_maybe(call, "state"),
                              .lead = ask_maybe(call, "lead"),
                              .due_before = ask_maybe(call, "due_before"),
                              .text = ask_maybe(call, "text"),
                              .open = json_flag(call->request, "open"),
                              .closed = json_flag(call->request, "closed"),
                              .late = json_flag(call->request, "late"),
                              .mine = listing->mine};
}

// What the index does not know, as a colour: there an item that is named need not fit.
static bool judge_named(struct listing *listing, const char *ref) {
  bool fit = false;
  json_t *row = case_look(listing->call->board->store, ref);
  listing->failed = row && !judge(listing, row, &fit);
  json_decref(row);
  return row && !listing->failed && (fit || listing->judged);
}

// Each once, in order: an index that says otherwise is spoilt.
static bool judge_all(struct listing *listing, const json_t *refs) {
  const char *last = NULL;
  size_t i;
  json_t *one;
  json_array_foreach(refs, i, one) {
    const char *ref = json_string_value(one);
    if ((last && strcmp(last, ref) >= 0) || !judge_named(listing, ref)) return false;
    last = ref;
  }
  return true;
}

// Only what is shown is looked at, and the index counts the rest.
static bool list_page(struct listing *listing) {
  struct board *board = listing->call->board;
  struct listing_ask ask = ask_of(listing);
  struct err ignored;
  bool part = listing->limit >= 0 || listing->after;
  int64_t count, limit = listing->limit < 0 ? 0 : listing->limit + 1;
  json_t *refs = listing_page(board, &ask, listing->after, limit, part ? &count : NULL, &ignored);
  bool ok = refs && judge_all(listing, refs);
  if (ok && part) listing->count = count;
  json_decref(refs);
  return ok;
}

// Nothing is shown.
static bool list_count(struct listing *listing) {
  struct listing_ask ask = ask_of(listing);
  struct err ignored;
  bool ok = listing_count(listing->call->board, &ask, &listing->count, &ignored);
  listing->more = ok && listing->count > 0;
  return ok;
}

static bool list_judged(struct listing *listing) {
  struct listing_ask ask = ask_of(listing);
  struct err ignored;
  json_t *refs = listing_refs(listing->call->board, &ask, NULL, 0, &ignored);
  bool ok = refs && judge_all(listing, refs);
  json_decref(refs);
  return ok;
}

// Whoever sees a part of an item may be shown less of what is late or due by its step than the index knows.
static bool hangs_on_sight(const struct listing *listing) {
  struct listing_ask ask = ask_of(listing);
  struct err ignored;
  int64_t count = 0;
  if ((!ask.late && !ask.due_before) || listing_is_whole(listing->call->board, listing->person)) return false;
  ask.undated = !ask.late;
  return !listing_count(listing->call->board, &ask, &count, &ignored) || count > 0;
}

static bool list_indexed(struct listing *listing) {
  if (!listing_begin(listing->call->board)) return false;
  listing->indexed = true;
  listing->judged = filter_hangs_on_clock(listing->call) || hangs_on_sight(listing);
  bool ok = listing->judged ? list_judged(listing) : listing->limit == 0 ? list_count(listing) : list_page(listing);
  if (!ok && !listing->failed) listing_doubt(listing->call->board);
  return ok;
}

// ---- the returns of a cycle

static int by_count(const void *a, const void *b) { return natural_compare(*(char *const *)a, *(char *const *)b); }

// P1: those that its reader may see, by reference as any list is.
static bool list_named(struct listing *listing, const json_t *refs) {
  size_t count = json_array_size(refs), i;
  const char **sorted = mem_new((count + 1) * sizeof *sorted), *workflow = ask_maybe(listing->call, "workflow");
  for (i = 0; i < count; i++) sorted[i] = json_string_value(json_array_get(refs, i));
  qsort(sorted, count, sizeof *sorted, by_count);
  for (i = 0; i < count && !listing->failed; i++) {
    struct err gone;
    bool fit;
    json_t *row = case_find(listing->call->board->store, sorted[i], &gone);
    bool other = row && workflow && strcmp(json_text(row, "workflow"), workflow) != 0;
    listing->failed = row && !other && !judge(listing, row, &fit);
    json_decref(row);
  }
  mem_free(sorted);
  return !listing->failed;
}

// References that its rows name, and whether it has a field for any.
static bool asked_by(const struct casefile *cycle, json_t *refs) {
  json_t *field, *row;
  size_t i, k;
  bool asks = false;
  json_array_foreach(json_object_get(casefile_structure(cycle), "fields"), i, field) {
    if (strcmp(json_text(field, "type"), "parties") != 0) continue;
    asks = true;
    json_array_foreach(json_object_get(cycle->fields, json_text(field, "name")), k, row) {
      if (json_text(row, "item")) json_array_add(refs, json_text(row, "item"));
    }
  }
  return asks;
}

// Who may not see whom a cycle asked has their own return of it all the same, which names the cycle; each is judged by itself.
static bool list_of(struct listing *listing, const char *ref) {
  struct casefile *cycle = rights_open(listing->call->board, ref, listing->person, listing->err);
  if (!cycle) return false;
  json_t *refs = json_array();
  bool ok = asked_by(cycle, refs) || err_set(listing->err, ERR_INVALID, "%s asks nobody for a return, so none can be listed.", cycle->ref);
  ok = ok && list_named(listing, refs);
  json_decref(refs);
  casefile_free(cycle);
  return ok;
}

// ---- what nobody can move

// The alarms that stand name them: no other item is read.
static bool list_stranded(struct listing *listing) {
  json_t *refs = json_texts(alarm_list(listing->call->board), "ref");
  bool ok = list_named(listing, refs);
  json_decref(refs);
  return ok;
}

// ---- the answer

// Pages go by the bytes of references, as the index does; who has all at once reads them in the order in which people count.
static json_t *answer_of(const struct listing *listing) {
  const char *last = json_text(json_array_get(listing->rows, json_array_size(listing->rows) - 1), "ref");
  json_t *answer = json_pack("{s:O, s:I}", "rows", listing->rows, "count", (json_int_t)listing->count);
  if (listing->more) json_put_text(answer, "next", last);
  if (listing->limit < 0 && !listing->after) natural_sort(listing->rows, "ref");
  return answer;
}

bool list_cases(struct op_call *call, struct err *err) {
  struct listing listing = {.call = call,
                            .person = ask_person(call, err),
                            .after = ask_maybe(call, "after"),
                            .limit = json_number(call->request, "limit", -1),
                            .mine = json_flag(call->request, "mine"),
                            .columns = json_object_get(call->request, "columns"),
                            .needed = filter_columns(call),
                            .rows = json_array(),
                            .err = err};
  bool ok = listing.person && filter_check(call, err);
  const char *of = ask_maybe(call, "of");
  if (ok && of)
    ok = list_of(&listing, of);
  else if (ok && json_flag(call->request, "stranded"))
    ok = list_stranded(&listing);
  else if (ok && !list_indexed(&listing))
    ok = !listing.failed && list_all(&listing);
  if (ok) call->answer = answer_of(&listing);
  json_decref(listing.needed);
  json_decref(listing.rows);
  return ok;
}
