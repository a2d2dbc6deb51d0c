// `host.count`: what somebody sees of the board, counted. What they see whole the index of items counts in groups; what they see in part is
// judged item by item, and so is everything where the index cannot be asked. What of an item is not seen is as if it were not there.
#include "base/mem.h"
#include "op/report.h"
#include "op/report_kept.h"
#include "op/report_source.h"
#include "op/report_tally.h"
#include "run/casefile.h"
#include "run/definition.h"
#include "run/facet.h"
#include "run/listing.h"
#include "run/listing_tally.h"
#include "run/rights.h"
#include "time/instant.h"

#include <string.h>

enum { TALLIES_MAX = 8 };

struct counting {
  struct report *report;
  struct tally tallies[TALLIES_MAX]; // alike but for what they count by
  size_t tally_count;
  int64_t end_ms; // 0: never
  int64_t each;   // what an item counts: 1, or -1 where it is taken off again
  struct err *err;
  bool failed;
};

// ---- one item

static const char *seen_text(const struct casefile *item, const struct sight *sight, const char *field) {
  return field && sight_field(sight, field) ? json_text(item->fields, field) : NULL;
}

static json_t *seen_facets(const struct casefile *item, const struct sight *sight) {
  json_t *facets = facet_of(item), *facet;
  const char *field;
  void *next;
  json_object_foreach_safe(facets, next, field, facet) if (!sight_field(sight, field)) json_object_del(facets, field);
  return facets;
}

static json_t *lead_of(const struct casefile *item, const struct sight *sight) {
  const char *field = casefile_list_field(item, "lead");
  json_t *value = field && sight_field(sight, field) ? json_object_get(item->fields, field) : NULL;
  if (!value || json_is_null(value)) return NULL;
  return json_pack("{s:O, s:O?}", "value", value, "type", json_object_get(chart_field(item->chart, field), "type"));
}

static void add_facts(struct counting *counting, const struct tally_facts *facts) {
  int64_t counts[TALLY_MEASURES_MAX];
  const struct tally *first = &counting->tallies[0];
  for (size_t i = 0; i < first->measure_count; i++) counts[i] = counting->each * tally_measure_is(&first->measures[i], facts);
  for (size_t i = 0; i < counting->tally_count; i++) tally_add(&counting->tallies[i], facts, counting->each, counts);
}

static void add_item(struct counting *counting, const struct casefile *item, const struct sight *sight) {
  json_t *facets = seen_facets(item, sight), *lead = lead_of(item, sight);
  char started[DATE_TEXT];
  date_write(zone_date(counting->report->call->board->zone, item->started_ms), started);
  struct tally_facts facts = {.workflow = json_text(casefile_structure(item), "name"),
                              .workflow_title = json_text(casefile_structure(item), "title"),
                              .facets = facets,
                              .lead = lead,
                              .due = seen_text(item, sight, casefile_list_field(item, "due")),
                              .started = started,
                              .closed_on = seen_text(item, sight, "closed_on"),
                              .implemented_on = seen_text(item, sight, "implemented_on"),
                              .closed = item->closed};
  add_facts(counting, &facts);
  json_decref(lead);
  json_decref(facets);
}

static bool count_one(void *user, json_t *row) {
  struct counting *counting = user;
  struct board *board = counting->report->call->board;
  bool in_time = report_in_time(board, counting->end_ms, counting->err);
  struct casefile *item = in_time ? casefile_from_row(board, row, false, counting->err) : NULL;
  counting->failed = !item;
  if (!item) return false;
  struct sight sight = rights_sight(board, item, counting->report->person);
  if (sight_any(&sight)) add_item(counting, item, &sight);
  sight_clear(&sight);
  casefile_free(item);
  return true;
}

// ---- by going through all

static bool count_all(struct counting *counting) {
  struct board *board = counting->report->call->board;
  return case_each(board->store, counting->tallies[0].workflow, count_one, counting, counting->err) && !counting->failed;
}

// ---- by the index

// What one tally makes of what the index keeps. Numbers are small and without gaps, so each list is looked up by number; null: not known
// yet.
struct indexed_tally {
  json_t *parts;  // by facets: the tally's parts, of one workflow and one closedness
  json_t *groups; // by part and lead: the tally's groups
};

struct indexed {
  struct counting *counting;
  json_t *facets, *leads; // lists as kept_list makes them
  json_t *titles;         // {WORKFLOW: TITLE}
  char *workflow;         // of what `parts` are
  bool closed;
  struct indexed_tally of[TALLIES_MAX];
};

static const char *title_of(struct indexed *indexed, const char *workflow) {
  struct err none;
  const char *known = json_text(indexed->titles, workflow);
  if (known) return known;
  const struct definition *definition = definition_newest(indexed->counting->report->call->board, workflow, &none);
  json_put_text(indexed->titles, workflow, definition ? json_text(chart_definition(definition->chart), "title") : workflow);
  return json_text(indexed->titles, workflow);
}

static json_t *slot(json_t *list, size_t number) { // Borrowed; NULL: not known yet.
  json_t *value = json_array_get(list, number);
  return json_is_array(value) ? value : NULL;
}

static json_t *slot_new(json_t *list, size_t number) {
  json_t *value = json_array();
  while (json_array_size(list) <= number) json_array_append_new(list, json_null());
  json_array_set_new(list, number, value);
  return value;
}

// Groups come in the order of closedness and workflow, so what was known of parts is of another one now and then.
static void turn_to(struct indexed *indexed, const struct index_group *group) {
  if (indexed->workflow && indexed->closed == group->closed && strcmp(indexed->workflow, group->workflow) == 0) return;
  mem_free(indexed->workflow);
  indexed->workflow = mem_text(group->workflow);
  indexed->closed = group->closed;
  for (size_t i = 0; i < indexed->counting->tally_count; i++) json_array_clear(indexed->of[i].parts);
}

static const json_t *parts_at(struct indexed *indexed, size_t i, const struct tally_facts *facts, int64_t number) {
  struct tally *tally = &indexed->counting->tallies[i];
  json_t *parts = slot(indexed->of[i].parts, (size_t)number);
  if (parts) return parts;
  parts = slot_new(indexed->of[i].parts, (size_t)number);
  if (tally_wants(tally, facts)) tally_parts(tally, facts, parts);
  return parts;
}

static const json_t *groups_at(struct indexed *indexed, size_t i, const struct tally_facts *facts, size_t part, int64_t lead) {
  struct tally *tally = &indexed->counting->tallies[i];
  size_t number = part * (json_array_size(indexed->leads) + 1) + (size_t)lead;
  json_t *groups = slot(indexed->of[i].groups, number);
  if (groups) return groups;
  groups = slot_new(indexed->of[i].groups, number);
  if (tally_wants_lead(tally, facts)) tally_at(tally, part, facts, groups);
  return groups;
}

static void count_in(struct indexed *indexed, size_t i, const struct tally_facts *facts, const struct index_group *group) {
  const json_t *parts = parts_at(indexed, i, facts, group->facets);
  size_t k, m;
  json_t *part, *number;
  json_array_foreach(parts, k, part) {
    const json_t *groups = groups_at(indexed, i, facts, (size_t)json_integer_value(part), group->lead);
    json_array_foreach(groups, m, number)
        tally_raise(&indexed->counting->tallies[i], (size_t)json_integer_value(number), group->items, group->counts);
  }
}

static bool count_group(void *user, const struct index_group *group) {
  struct indexed *indexed = user;
  turn_to(indexed, group);
  struct tally_facts facts = {.workflow = indexed->workflow,
                              .workflow_title = title_of(indexed, group->workflow),
                              .facets = kept_at(indexed->facets, group->facets),
                              .lead = group->lead ? kept_at(indexed->leads, group->lead) : NULL,
                              .closed = group->closed};
  bool known = facts.facets && (!group->lead || facts.lead);
  for (size_t i = 0; known && i < indexed->counting->tally_count; i++) count_in(indexed, i, &facts, group);
  return known;
}

static int64_t day_of(const char *text) {
  struct date date;
  struct err none;
  return text && date_read(text, &date, &none) ? date_days(date) : INDEX_NO_DAY;
}

static void measures_of(const struct tally *tally, struct index_measure *out) {
  for (size_t i = 0; i < tally->measure_count; i++) {
    const struct tally_measure *from = &tally->measures[i];
    out[i] = (struct index_measure){.due_from = day_of(from->due_from),
                                    .due_before = day_of(from->due_before),
                                    .closed_from = day_of(from->closed_from),
                                    .closed_before = day_of(from->closed_before),
                                    .started_from = day_of(from->started_from),
                                    .started_before = day_of(from->started_before),
                                    .implemented_before = day_of(from->implemented_before),
                                    .not_implemented_before = day_of(from->not_implemented_before),
                                    .open_on = day_of(from->open_on),
                                    .open = from->open};
  }
}

static void indexed_clear(struct indexed *indexed) {
  for (size_t i = 0; i < TALLIES_MAX; i++) {
    json_decref(indexed->of[i].parts);
    json_decref(indexed->of[i].groups);
  }
  json_decref(indexed->facets);
  json_decref(indexed->leads);
  json_decref(indexed->titles);
  mem_free(indexed->workflow);
}

static bool count_groups(struct counting *counting, const struct index_tally *ask, json_t *refs) {
  struct store *store = counting->report->call->board->store;
  struct err unreadable;
  struct indexed indexed = {
      .counting = counting, .facets = kept_list(index_facets(store)), .leads = kept_list(index_leads(store)), .titles = json_object()};
  for (size_t i = 0; i < TALLIES_MAX; i++) indexed.of[i] = (struct indexed_tally){json_array(), json_array()};
  bool ok = index_tally(store, ask, count_group, &indexed, refs, &unreadable);
  indexed_clear(&indexed);
  return ok;
}

static bool count_refs(struct counting *counting, const json_t *refs) {
  size_t i;
  json_t *ref;
  json_array_foreach(refs, i, ref) {
    struct err gone;
    json_t *row = case_find(counting->report->call->board->store, json_string_value(ref), &gone);
    bool ok = row && count_one(counting, row);
    json_decref(row);
    if (!ok) return false;
  }
  return true;
}

// What is not to be counted is counted like the rest, and then once less: so the index need not know of it. What there is none of was not
// counted.
static bool take_off(struct counting *counting, const json_t *refs) {
  json_t *once = json_object(), *ref;
  const char *text;
  size_t i;
  void *next;
  bool ok = true;
  counting->each = -1;
  json_array_foreach(refs, i, ref) json_put_flag(once, json_string_value(ref), true);
  json_object_foreach_safe(once, next, text, ref) {
    json_t *row = case_look(counting->report->call->board->store, text);
    ok = ok && (!row || count_one(counting, row));
    json_decref(row);
  }
  json_decref(once);
  return ok;
}

// False: the index does not tell, or is doubted, and nothing that was counted stands.
static bool count_indexed(struct counting *counting) {
  const struct tally *tally = &counting->tallies[0];
  struct board *board = counting->report->call->board;
  struct index_measure measures[INDEX_MEASURES_MAX];
  struct index_tally ask = {.workflow = tally->workflow, .open = tally->open, .measures = measures, .measure_count = tally->measure_count};
  measures_of(tally, measures);
  json_t *refs = json_array();
  bool begun = listing_tally_begin(board, counting->report->person, &ask);
  bool ok = begun && count_groups(counting, &ask, refs) && count_refs(counting, refs);
  if (begun && !ok && !counting->failed) listing_doubt(board);
  json_decref(refs);
  listing_tally_clear(&ask);
  return ok;
}
_Static_assert((int)TALLY_MEASURES_MAX == (int)INDEX_MEASURES_MAX, "each condition has its place in a group");

// ---- the whole

static void clear(struct counting *counting) {
  for (size_t i = 0; i < counting->tally_count; i++) tally_clear(&counting->tallies[i]);
  counting->tally_count = 0;
}

// `by` is a list of keys, or a list of such lists: then all are counted at once.
static bool begin(struct counting *counting, const json_t *spec) {
  struct board *board = counting->report->call->board;
  const json_t *by = json_object_get(spec, "by"), *first = json_array_get(by, 0);
  size_t count = json_is_array(first) ? json_array_size(by) : 1;
  bool ok = true;
  if (count > TALLIES_MAX) return err_set(counting->err, ERR_LIMIT, "host.count counts by at most %d lists of keys at once.", TALLIES_MAX);
  while (ok && counting->tally_count < count) {
    const json_t *keys = json_is_array(first) ? json_array_get(by, counting->tally_count) : by;
    ok = tally_init(&counting->tallies[counting->tally_count], board, spec, keys, counting->err);
    counting->tally_count++;
  }
  return ok;
}

// What the index had counted before it was doubted is counted anew.
static bool count(struct counting *counting, const json_t *spec) {
  if (!begin(counting, spec)) return false;
  if (count_indexed(counting)) return true;
  clear(counting);
  return !counting->failed && begin(counting, spec) && count_all(counting);
}

static json_t *rows_of(const struct counting *counting, const json_t *spec) {
  if (!json_is_array(json_array_get(json_object_get(spec, "by"), 0))) return tally_rows(&counting->tallies[0]);
  json_t *lists = json_array();
  for (size_t i = 0; i < counting->tally_count; i++) json_array_append_new(lists, tally_rows(&counting->tallies[i]));
  return lists;
}

json_t *report_count(struct report *report, const json_t *spec, struct err *err) {
  struct counting counting = {.report = report, .err = err, .each = 1, .end_ms = report_end_ms(report->call->board)};
  bool ok = count(&counting, spec) && take_off(&counting, json_object_get(spec, "except"));
  json_t *rows = ok ? rows_of(&counting, spec) : NULL;
  clear(&counting);
  return rows;
}
