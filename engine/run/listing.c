// What the index keeps of an item, and how it is asked. See listing.h.
#include "run/listing.h"

#include "base/buf.h"
#include "base/mem.h"
#include "run/facet.h"
#include "run/grant.h"
#include "run/listing_seen.h"
#include "run/presence.h"
#include "run/subject.h"
#include "run/value.h"
#include "run/waits.h"
#include "store/index.h"

#include <string.h>

// Another number where another program would keep another thing of the same item: then the index is made anew.
enum { LISTING_VERSION = 10 };

enum { STEP_ITEMS = 200 }; // some ten milliseconds

static uint32_t sum_on(uint32_t sum, const char *text) {
  for (; *text; text++) sum = sum * 31 + (unsigned char)*text;
  return sum;
}

// So is it in another zone, or by other data of it, whose local days are others.
static int64_t version_of(const struct board *board) {
  uint32_t sum = sum_on(sum_on(0, zone_name(board->zone)), zone_version(board->zone));
  return (int64_t)sum << 8 | LISTING_VERSION;
}

// ---- what is kept of an item

// ".work.plan. .deadline.running."; caller frees.
static char *states_of(const struct casefile *item) {
  json_t *ids = casefile_atomic(item), *id;
  struct buf text;
  size_t i;
  buf_init(&text);
  buf_text(&text, "");
  json_array_foreach(ids, i, id) buf_format(&text, "%s.%s.", i ? " " : "", json_string_value(id));
  json_decref(ids);
  return buf_take(&text);
}

// The value and the type by which it is shown: its words are the directory's, and may be others tomorrow. Caller frees.
static char *lead_of(const struct casefile *item) {
  const char *field = casefile_list_field(item, "lead");
  json_t *value = field ? json_object_get(item->fields, field) : NULL;
  if (!value || json_is_null(value)) return NULL;
  json_t *both = json_pack("{s:O, s:O?}", "value", value, "type", json_object_get(chart_field(item->chart, field), "type"));
  char *text = json_canonical(both);
  json_decref(both);
  return text;
}

static bool has_step_due(const struct casefile *item) {
  bool has = false;
  for (int i = 0; i < chart_state_count(item->chart); i++) {
    const json_t *state = chart_state(item->chart, i);
    has = has || (config_is_active(item->config, i) && json_text(state, "due") && json_text(state, "holder"));
  }
  return has && !item->closed;
}

// The date in its field; "", which is before any date, where its step alone says by when.
static const char *due_of(const struct casefile *item) {
  const char *field = casefile_list_field(item, "due"), *due = field ? json_text(item->fields, field) : NULL;
  return due || !has_step_due(item) ? due : "";
}

static bool keep_item(const struct board *board, const struct casefile *item,
                      bool (*keep)(void *to, const struct index_row *row, struct err *err), void *to, struct err *err) {
  json_t *seen_by = grant_of_sight(item), *held_by = grant_of_turn(item);
  char *states = states_of(item), *lead = lead_of(item), *waits = waits_keep(board, item);
  struct index_row row = {.states = states, .due = due_of(item), .lead = lead, .seen_by = seen_by, .held_by = held_by, .waits = waits};
  char *facets = facet_keep(board, item, &row);
  bool ok = keep(to, &row, err);
  mem_free(facets);
  mem_free(waits);
  mem_free(lead);
  mem_free(states);
  json_decref(held_by);
  json_decref(seen_by);
  return ok;
}

static bool read_item(void *user, json_t *row, bool (*keep)(void *to, const struct index_row *row, struct err *err), void *to,
                      struct err *err) {
  struct casefile *item = casefile_from_row(user, row, false, err);
  bool ok = item && keep_item(user, item, keep, to, err);
  casefile_free(item);
  return ok;
}

static bool step(struct board *board, bool *more, struct err *err) {
  struct index_reader reader = {.version = version_of(board), .read = read_item, .user = board};
  return index_step(board->store, &reader, STEP_ITEMS, more, err);
}

// ---- keeping up

bool listing_begin(struct board *board) {
  struct err ignored; // it can be done without
  if (board->present) return false;
  bool more = index_behind(board->store, version_of(board)) != 0;
  while (more)
    if (!step(board, &more, &ignored)) return false;
  return index_subjects(board->store) != NULL;
}

int64_t listing_behind(struct board *board) {
  int64_t behind = index_behind(board->store, version_of(board));
  return behind < 0 ? INT64_MAX : behind;
}

bool listing_step(struct board *board, struct err *err) {
  bool more;
  return step(board, &more, err);
}

void listing_doubt(struct board *board) {
  struct err ignored;
  if (board->listing_doubted) return;
  board->listing_doubted = true;
  index_drop(board->store, &ignored);
}

// ---- asking

static bool is_called(struct board *board, const char *lead, const char *part) {
  struct err ignored;
  json_t *both = json_read(lead, strlen(lead), "lead", &ignored);
  char *shown = value_show(board, both, json_object_get(both, "value"));
  bool called = strcasestr(shown, part) != NULL;
  mem_free(shown);
  json_decref(both);
  return called;
}

// The numbers of the leads whose name has `part` in it. An item without a lead is called "". A new reference; NULL: it cannot be told.
static json_t *leads_called(struct board *board, const char *part) {
  json_t *all = index_leads(board->store), *called = all ? json_array() : NULL, *number;
  const char *lead;
  json_object_foreach(all, lead, number) if (is_called(board, lead, part)) json_array_append(called, number);
  json_decref(all);
  return called;
}

// Those of the subjects that hold items. A new reference.
static json_t *plain_among(const json_t *held) {
  json_t *numbers = json_array(), *number;
  const char *text;
  json_object_foreach((json_t *)held, text, number) if (*text != '@') json_array_append(numbers, number);
  return numbers;
}

static void query_clear(struct index_query *query) {
  json_decref((json_t *)query->waits);
  json_decref((json_t *)query->due);
  json_decref((json_t *)query->leads);
  json_decref((json_t *)query->held);
  listing_seen_clear(query);
}

static bool fill_held(struct board *board, const struct listing_ask *ask, struct index_query *query, struct err *err) {
  const json_t *keys = index_subjects(board->store);
  const json_t *held = keys ? subject_held_among(board, ask->person, keys, index_stamp(board->store)) : NULL;
  bool away = presence_is_away(board, board_document(board, "person", ask->person), NULL); // who reads on, and has no turn
  query->held = !held ? NULL : away ? json_array() : plain_among(held);
  return held || err_set(err, ERR_BROKEN, "The index of items cannot be read.");
}

// What hangs on calendars, meetings and the clock, as they are now.
static bool fill_waits(struct board *board, const struct listing_ask *ask, struct index_query *query, struct err *err) {
  struct date before;
  if (!ask->late && !ask->due_before) return true;
  json_t *kept = index_waits(board->store);
  if (!kept) return err_set(err, ERR_BROKEN, "The index of items cannot be read.");
  if (ask->late) query->waits = waits_late(board, kept);
  bool ok = !ask->due_before || date_read(ask->due_before, &before, err);
  if (ask->due_before && ok) query->due = waits_due(board, kept, before);
  json_decref(kept);
  return ok;
}

static bool query_of(struct board *board, const struct listing_ask *ask, struct index_query *query, struct err *err) {
  bool any_lead = !ask->lead || !*ask->lead;
  *query = (struct index_query){.workflow = ask->workflow,
                                .state = ask->state,
                                .due_before = ask->due_before,
                                .text = ask->text,
                                .open = ask->open,
                                .closed = ask->closed,
                                .undated = ask->undated,
                                .leads = any_lead ? NULL : leads_called(board, ask->lead)};
  if (!any_lead && !query->leads) return err_set(err, ERR_BROKEN, "The index of items cannot be read.");
  return (ask->unseen || listing_seen_fill(board, ask->person, query, err)) && (!ask->mine || fill_held(board, ask, query, err)) &&
         fill_waits(board, ask, query, err);
}

bool listing_count(struct board *board, const struct listing_ask *ask, int64_t *count, struct err *err) {
  struct index_query query;
  bool ok = query_of(board, ask, &query, err) && index_count(board->store, &query, count, err);
  query_clear(&query);
  return ok;
}

json_t *listing_page(struct board *board, const struct listing_ask *ask, const char *after, int64_t limit, int64_t *count,
                     struct err *err) {
  struct index_query query;
  bool ok = query_of(board, ask, &query, err) && (!count || index_count(board->store, &query, count, err));
  json_t *refs = ok ? index_refs(board->store, &query, after, limit, err) : NULL;
  query_clear(&query);
  return refs;
}

json_t *listing_refs(struct board *board, const struct listing_ask *ask, const char *after, int64_t limit, struct err *err) {
  return listing_page(board, ask, after, limit, NULL, err);
}

bool listing_is_mine(struct board *board, const struct casefile *item, const char *person) {
  json_t *keys = subject_of_holders(item), *key;
  bool mine = false;
  size_t i;
  json_array_foreach(keys, i, key) mine = mine || subject_is_acted_by(board, json_string_value(key), person);
  json_decref(keys);
  return mine;
}
