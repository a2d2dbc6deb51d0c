// `host.count`: what somebody sees of the board, counted. Every item is judged by itself, as in a list; what of it is not seen is as if it
// were not there.
#include "base/mem.h"
#include "op/report.h"
#include "op/report_source.h"
#include "op/report_tally.h"
#include "run/casefile.h"
#include "run/facet.h"
#include "run/rights.h"
#include "time/instant.h"

#include <string.h>

struct counting {
  struct report *report;
  struct tally *tally;
  int64_t end_ms; // 0: never
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

static void add_item(struct tally *tally, const struct casefile *item, const struct sight *sight) {
  json_t *facets = seen_facets(item, sight), *lead = lead_of(item, sight);
  char started[DATE_TEXT];
  int64_t counts[TALLY_MEASURES_MAX];
  date_write(zone_date(tally->board->zone, item->started_ms), started);
  struct tally_facts facts = {.workflow = json_text(casefile_structure(item), "name"),
                              .workflow_title = json_text(casefile_structure(item), "title"),
                              .facets = facets,
                              .lead = lead,
                              .due = seen_text(item, sight, casefile_list_field(item, "due")),
                              .started = started,
                              .closed_on = seen_text(item, sight, "closed_on"),
                              .closed = item->closed};
  for (size_t i = 0; i < tally->measure_count; i++) counts[i] = tally_measure_is(&tally->measures[i], &facts);
  if (tally_wants(tally, &facts)) tally_add(tally, &facts, 1, counts);
  json_decref(lead);
  json_decref(facets);
}

static bool count_one(void *user, json_t *row) {
  struct counting *counting = user;
  struct board *board = counting->report->call->board;
  if (counting->end_ms && board_steady_ms(board) > counting->end_ms)
    return !(counting->failed = !err_set(counting->err, ERR_LIMIT, "Counting took longer than a server may keep others waiting."));
  struct casefile *item = casefile_from_row(board, row, false, counting->err);
  counting->failed = !item;
  if (!item) return false;
  struct sight sight = rights_sight(board, item, counting->report->person);
  if (sight_any(&sight)) add_item(counting->tally, item, &sight);
  sight_clear(&sight);
  casefile_free(item);
  return true;
}

// ---- the whole

static bool count_all(struct counting *counting) {
  struct board *board = counting->report->call->board;
  int64_t wall_ms = report_wall_ms(board);
  counting->end_ms = wall_ms ? board_steady_ms(board) + wall_ms : 0;
  return case_each(board->store, counting->tally->workflow, count_one, counting, counting->err) && !counting->failed;
}

json_t *report_count(struct report *report, const json_t *spec, struct err *err) {
  struct tally tally;
  struct counting counting = {.report = report, .tally = &tally, .err = err};
  bool ok = tally_init(&tally, report->call->board, spec, err) && count_all(&counting);
  json_t *rows = ok ? tally_rows(&tally) : NULL;
  tally_clear(&tally);
  return rows;
}
