// The fields that items are counted by. See facet.h.
#include "run/facet.h"

#include "run/value.h"

#include <string.h>

// Fields of few values; dates and free text would give every item a text of its own.
static const char *const names[] = {
    "priority",        "theme",           "plan_priority", "outcomes",         "plan_indicator",     "lead_agency",  "agency", "self_grade",
    "moderated_grade", "assurance_level", "impact_rating", "escalation_level", "extensions_granted", "reopen_count", "regime", "raised_by",
    "raised_to",       "category",        "outcome",       "part_of"};

bool facet_is(const char *field) {
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcmp(names[i], field) == 0) return true;
  return false;
}

json_t *facet_names(void) {
  json_t *list = json_array();
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) json_array_add(list, names[i]);
  return list;
}

json_t *facet_of(const struct casefile *item) {
  json_t *facets = json_object();
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    const json_t *field = chart_field(item->chart, names[i]);
    json_t *value = field ? json_object_get(item->fields, names[i]) : NULL;
    if (!value || json_is_null(value)) continue;
    json_object_set_new(facets, names[i], json_pack("{s:O, s:O}", "type", json_object_get(field, "type"), "value", value));
  }
  return facets;
}

static int64_t day_of(const char *text) {
  struct date date;
  struct err none;
  return text && date_read(text, &date, &none) ? date_days(date) : INDEX_NO_DAY;
}

static bool names_items(const json_t *rows) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (json_text(row, "item")) return true;
  return false;
}

static bool may_hide_lists(const struct casefile *item) {
  const char *name;
  json_t *value;
  json_object_foreach(item->fields, name, value) if (json_is_array(value) && names_items(value)) return true;
  return false;
}

char *facet_keep(const struct board *board, const struct casefile *item, struct index_row *row) {
  json_t *facets = may_hide_lists(item) ? NULL : facet_of(item);
  char *text = facets ? json_canonical(facets) : NULL;
  json_decref(facets);
  row->facets = text;
  row->due_day = day_of(row->due);
  row->started_day = date_days(zone_date(board->zone, item->started_ms));
  row->closed_day = item->closed ? day_of(json_text(item->fields, "closed_on")) : INDEX_NO_DAY;
  row->implemented_day = day_of(json_text(item->fields, "implemented_on"));
  return text;
}

char *facet_words(struct board *board, const json_t *facet, const json_t *value) { return value_show(board, facet, value); }
