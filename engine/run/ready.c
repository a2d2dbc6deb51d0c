// Moves that are worked out beforehand. See ready.h.
//
// 1. An item's revision is raised by every entry that changes its content, so one that has its revision is what was looked at. Of a
//    transaction that was undone, revisions are given again: so nothing is kept that one saw in which something had run, and what it undoes
//    of rows makes another stamp (store.c).
// 2. What hangs on other items (whether anybody can move it, who sees it) is asked again when it is made: that is cheap.
#include "run/ready.h"

#include "base/mem.h"
#include "run/due.h"
#include "run/rights.h"
#include "run/stranded.h"
#include "run/versions.h"

#include <string.h>

enum { READY_MAX = 5000 }; // items of 24 kilobytes or so, for some minutes a year; more are worked out when they are moved
static const int64_t KEPT_MS = 10 * 60 * 1000;

struct ready_item {
  int64_t revision, due_ms, from; // due_ms: when the first timer of it would fire; INT64_MAX: none
  struct migrate_tried tried;
};

struct ready {
  const struct definition *to;
  json_t *map; // NULL: none
  char *reason, *actor;
  uint64_t stamp;
  char day[DATE_TEXT];
  const struct zone *zone;
  int64_t until_ms; // by the steady clock
  json_t *places;   // {HEX: its place in items}
  struct ready_item **items;
  size_t count;
};

void ready_forget(struct board *board) {
  struct ready *ready = board->ready;
  if (!ready) return;
  for (size_t i = 0; i < ready->count; i++) {
    migrate_tried_clear(&ready->items[i]->tried);
    mem_free(ready->items[i]);
  }
  mem_free(ready->items);
  json_decref(ready->places);
  json_decref(ready->map);
  mem_free(ready->reason);
  mem_free(ready->actor);
  mem_free(ready);
  board->ready = NULL;
}

void ready_expire(struct board *board) {
  if (board->ready && board_steady_ms(board) >= board->ready->until_ms) ready_forget(board);
}

static bool same_text(const char *one, const char *other) { return one && other ? strcmp(one, other) == 0 : one == other; }
static bool same_json(const json_t *one, const json_t *other) { return one && other ? json_equal(one, other) : one == other; }

static bool is_of(struct board *board, const struct migration *migration) {
  const struct ready *ready = board->ready;
  char day[DATE_TEXT];
  board_today(board, board_now(board), day);
  return ready->to == migration->to && same_json(ready->map, migration->map) && same_text(ready->reason, migration->reason) &&
         same_text(ready->actor, migration->actor) && ready->stamp == directory_stamp(board->store) && ready->zone == board->zone &&
         strcmp(ready->day, day) == 0;
}

static void begin(struct board *board, const struct migration *migration) {
  struct ready *ready = board->ready = mem_new(sizeof *ready);
  ready->to = migration->to;
  ready->map = json_deep_copy(migration->map);
  ready->reason = migration->reason ? mem_text(migration->reason) : NULL;
  ready->actor = migration->actor ? mem_text(migration->actor) : NULL;
  ready->stamp = directory_stamp(board->store);
  ready->zone = board->zone;
  board_today(board, board_now(board), ready->day);
  ready->places = json_object();
}

static struct ready *ready_of(struct board *board, const struct migration *migration) {
  if (board->ready && !is_of(board, migration)) ready_forget(board);
  if (!board->ready) begin(board, migration);
  board->ready->until_ms = board_steady_ms(board) + KEPT_MS;
  return board->ready;
}

// ---- one item

static struct ready_item *find(struct board *board, const char *ref, const struct migration *migration) {
  struct err none;
  struct ready *ready = ready_of(board, migration);
  json_t *row = ready->count ? case_find(board->store, ref, &none) : NULL;
  const json_t *place = row ? json_object_get(ready->places, json_text(row, "id")) : NULL;
  struct ready_item *item = place ? ready->items[json_integer_value(place)] : NULL;
  bool stands = item && item->revision == json_number(row, "revision", 0) && item->due_ms > board_now(board);
  json_decref(row);
  return stands ? item : NULL;
}

// Its tables were looked up when it was made ready.
static bool still_may(struct board *board, const struct ready_item *item, const struct migration *migration) {
  const struct casefile *after = item->tried.after;
  return !stranded_is(board, after) && (!migration->actor || rights_see_all(board, after, migration->actor));
}

static int64_t first_due(const struct casefile *item) { return json_number(json_array_get(item->timers, 0), "due", INT64_MAX); }

// Takes over `tried`.
static void keep(struct board *board, const struct casefile *item, const struct migration *migration, struct migrate_tried *tried) {
  struct ready *ready = ready_of(board, migration);
  const json_t *place = json_object_get(ready->places, item->hex);
  struct ready_item *kept = place ? ready->items[json_integer_value(place)] : mem_new(sizeof *kept);
  if (place) migrate_tried_clear(&kept->tried);
  *kept = (struct ready_item){item->revision, first_due(item), version_number(item->definition), *tried};
  json_object_del(kept->tried.row, "dates");
  if (place) return;
  ready->items = mem_grow(ready->items, ready->count + 1, sizeof(struct ready_item *));
  json_put_number(ready->places, item->hex, (int64_t)ready->count);
  ready->items[ready->count++] = kept;
}

static void try_item(struct board *board, const struct casefile *item, const struct ready_asked *asked, bool ran) {
  struct migrate_tried tried;
  migrate_try(board, item, asked->migration, &tried);
  bool may = migrate_may(tried.row);
  if (!may) json_array_append(asked->refused, tried.row);
  if (may && !ran && ready_of(board, asked->migration)->count < READY_MAX)
    keep(board, item, asked->migration, &tried);
  else
    migrate_tried_clear(&tried);
}

bool ready_make(struct board *board, const char *ref, const struct ready_asked *asked, struct err *err) {
  const struct ready_item *ready = find(board, ref, asked->migration);
  bool ran = false;
  if (ready && still_may(board, ready, asked->migration)) return true;
  struct casefile *item = casefile_open(board, ref, err);
  bool ok = item && due_run_case(board, &item, &ran, err);
  if (ok) try_item(board, item, asked, ran);
  *asked->wrote = *asked->wrote || ran;
  casefile_free(item);
  return ok;
}

static bool move_now(struct board *board, const char *ref, const struct migration *migration, int64_t *from, struct err *err) {
  struct casefile *item = casefile_open(board, ref, err);
  struct migrate_tried tried;
  if (!item) return false;
  migrate_try(board, item, migration, &tried);
  *from = version_number(item->definition);
  bool ok = migrate_may(tried.row) ||
            err_set(err, ERR_REFUSED, "%s cannot be moved: %s. Nothing was moved; do it again.", ref, json_text(tried.row, "text"));
  ok = ok && migrate_tried_append(&tried, err);
  migrate_tried_clear(&tried);
  casefile_free(item);
  return ok;
}

bool ready_move(struct board *board, const char *ref, const struct migration *migration, int64_t *from, struct err *err) {
  struct ready_item *ready = find(board, ref, migration);
  if (!ready) return move_now(board, ref, migration, from, err);
  *from = ready->from;
  ready->revision = -1; // it is used up
  return migrate_tried_append(&ready->tried, err);
}
