// `host.late`: how many turns are late, in groups of those that are alike: on whom, who leads, how far escalated, whom it was brought
// before and since when. So a report's sums are of all that is late, however many items that is. What somebody sees whole is counted by the
// index of items (run/waits.h), the rest is looked at item by item, and so is all of it where the index cannot be asked.
#include "base/mem.h"
#include "op/internal.h"
#include "op/report.h"
#include "op/report_kept.h"
#include "op/report_source.h"
#include "run/casefile.h"
#include "run/listing.h"
#include "run/listing_tally.h"
#include "run/value.h"
#include "run/waits.h"
#include "time/instant.h"

#include <string.h>

struct late {
  struct report *report;
  const char *workflow, *lead; // NULL: any; a part of its name
  json_t *groups;              // {GROUP as text: GROUP}
  int64_t end_ms;              // 0: never
  struct err *err;
  bool failed;
};

// ---- groups

// `told` is borrowed, and may be NULL.
static void add(struct late *late, const json_t *turn, const char *lead, int64_t level, int64_t items) {
  if (late->lead && !strcasestr(lead, late->lead)) return;
  json_t *group = json_pack("{s:O, s:O*, s:O*, s:s, s:I}", "whose", json_object_get(turn, "whose"), "told", json_object_get(turn, "told"),
                            "due", json_object_get(turn, "due"), "lead", lead, "level", (json_int_t)level);
  char *key = json_canonical(group);
  json_t *known = json_object_get(late->groups, key);
  if (!known) json_object_set(late->groups, key, known = group);
  json_put_number(known, "items", json_number(known, "items", 0) + items);
  json_decref(group);
  mem_free(key);
}

static json_t *rows_of(const json_t *groups) { // In the order of their texts; a new reference.
  json_t *rows = json_array(), *sorted = json_canonical_copy(groups), *group;
  const char *key;
  json_object_foreach(sorted, key, group) json_array_append(rows, group);
  json_decref(sorted);
  return rows;
}

// ---- one item, as it is shown

// A turn of a list's row: without its day where who asks is shown that it is late, and not since when. A new reference.
static json_t *turn_of(const struct board *board, const json_t *wait) {
  int64_t due;
  struct err unread;
  char day[DATE_TEXT];
  const char *text = json_text(wait, "due");
  json_t *turn = json_pack("{s:O, s:O*}", "whose", json_object_get(wait, "title"), "told", json_object_get(wait, "told"));
  if (!text || !instant_read(text, &due, &unread)) return turn;
  date_write(zone_date(board->zone, due), day);
  json_put_text(turn, "due", day);
  return turn;
}

static void add_row(struct late *late, const json_t *row) {
  const char *lead = json_text(row, "lead");
  int64_t level = json_number(json_object_get(row, "fields"), "escalation_level", 0);
  json_t *wait;
  size_t i;
  json_array_foreach(json_object_get(row, "waits"), i, wait) {
    if (!json_flag(wait, "late")) continue;
    json_t *turn = turn_of(late->report->call->board, wait);
    add(late, turn, lead ? lead : "", level, 1);
    json_decref(turn);
  }
}

static json_t *seen_row(struct late *late, struct casefile *item) { // NULL: it is not theirs to see. A new reference.
  json_t *request = json_pack("{s:s, s:[s]}", "as", late->report->person, "fields", "escalation_level");
  struct op_call call = {.board = late->report->call->board, .request = request, .file = -1};
  json_t *row = list_row(&call, item);
  json_decref(request);
  return row;
}

static bool count_one(void *user, json_t *row) {
  struct late *late = user;
  struct board *board = late->report->call->board;
  struct casefile *item = report_in_time(board, late->end_ms, late->err) ? casefile_from_row(board, row, false, late->err) : NULL;
  late->failed = !item;
  json_t *shown = item && !item->closed ? seen_row(late, item) : NULL;
  if (shown) add_row(late, shown);
  json_decref(shown);
  casefile_free(item);
  return !late->failed;
}

static bool count_all(struct late *late) {
  return case_each(late->report->call->board->store, late->workflow, count_one, late, late->err) && !late->failed;
}

// ---- by the index

struct indexed {
  struct late *late;
  json_t *turns;          // {NUMBER: [TURN]}: those that are late, of each text that the index keeps
  json_t *facets, *leads; // report_kept.h
};

static bool count_group(void *user, const struct index_group *group) {
  struct indexed *indexed = user;
  const json_t *facets = kept_at(indexed->facets, group->facets), *lead = group->lead ? kept_at(indexed->leads, group->lead) : NULL;
  char number[24], *name = value_show(indexed->late->report->call->board, lead, json_object_get(lead, "value"));
  int64_t level = json_number(json_object_get(facets, "escalation_level"), "value", 0);
  size_t i;
  json_t *turn;
  snprintf(number, sizeof number, "%lld", (long long)group->waits);
  json_array_foreach(json_object_get(indexed->turns, number), i, turn) add(indexed->late, turn, name, level, group->items);
  mem_free(name);
  return facets && (lead || !group->lead);
}

static json_t *numbers_of(const json_t *turns) { // A new reference.
  json_t *numbers = json_array(), *of;
  const char *number;
  json_object_foreach((json_t *)turns, number, of) json_array_append_new(numbers, json_integer(strtoll(number, NULL, 10)));
  return numbers;
}

static bool count_refs(struct late *late, const json_t *refs) {
  size_t i;
  json_t *ref;
  json_array_foreach(refs, i, ref) {
    json_t *row = case_look(late->report->call->board->store, json_string_value(ref));
    bool ok = row && count_one(late, row);
    json_decref(row);
    if (!ok) return false;
  }
  return true;
}

static bool count_kept(struct late *late, struct index_tally *ask, json_t *kept) {
  struct store *store = late->report->call->board->store;
  struct err unreadable;
  struct indexed indexed = {.late = late, .turns = waits_late_turns(late->report->call->board, kept)};
  json_t *refs = json_array(), *numbers = numbers_of(indexed.turns);
  indexed.facets = kept_list(index_facets(store));
  indexed.leads = kept_list(index_leads(store));
  ask->waits = numbers;
  bool ok = index_tally(store, ask, count_group, &indexed, refs, &unreadable) && count_refs(late, refs);
  json_decref(indexed.leads);
  json_decref(indexed.facets);
  json_decref(indexed.turns);
  json_decref(numbers);
  json_decref(refs);
  return ok;
}

// False: the index does not tell, or is doubted, and nothing that was counted stands.
static bool count_indexed(struct late *late) {
  struct board *board = late->report->call->board;
  struct index_tally ask = {.workflow = late->workflow, .open = 1};
  bool begun = listing_tally_begin(board, late->report->person, &ask);
  json_t *kept = begun ? index_waits(board->store) : NULL;
  bool ok = kept && count_kept(late, &ask, kept);
  if (begun && !ok && !late->failed) listing_doubt(board);
  json_decref(kept);
  listing_tally_clear(&ask);
  return ok;
}

json_t *report_late(struct report *report, const json_t *spec, struct err *err) {
  struct late late = {.report = report,
                      .workflow = json_text(spec, "workflow"),
                      .lead = json_text(spec, "lead"),
                      .groups = json_object(),
                      .end_ms = report_end_ms(report->call->board),
                      .err = err};
  bool ok = count_indexed(&late);
  if (!ok && !late.failed) json_object_clear(late.groups), ok = count_all(&late);
  json_t *rows = ok ? rows_of(late.groups) : NULL;
  json_decref(late.groups);
  return rows;
}
