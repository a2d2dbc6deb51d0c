// What an event asks for, field by field, with what is there already: `case.form`. Whoever sends it from a spreadsheet fills in these rows.
//
// It is read off the view that the asker gets, so that it shows no value, and no move, that is not theirs to see (R1).
#include "base/mem.h"
#include "chart/chart.h"
#include "chart/offer.h"
#include "op/internal.h"
#include "run/view.h"

#include <string.h>

// A value as it is typed. NULL: it is none that a cell could say. A new reference.
static json_t *typed(const json_t *value) {
  if (json_is_boolean(value)) return json_string(json_is_true(value) ? "yes" : "no");
  const char *kind = json_text(value, "kind"), *id = json_text(value, "id");
  char *text = json_is_integer(value) ? mem_format("%lld", (long long)json_integer_value(value))
               : kind && id           ? mem_format("%s:%s", kind, id)
                                      : mem_text(json_string_value(value));
  json_t *out = text ? json_string(text) : NULL;
  mem_free(text);
  return out;
}

static const json_t *shown_field(const json_t *view, const char *name) {
  size_t i;
  json_t *field;
  json_array_foreach(json_object_get(view, "fields"), i, field) if (strcmp(json_text(field, "name"), name) == 0) return field;
  return NULL;
}

// What there is to choose from: of a choice that hangs on another what that one leaves, where the asker is shown it (R1).
static const json_t *options_of(const json_t *view, const json_t *field) {
  const json_t *other = offer_by(field) ? shown_field(view, offer_by(field)) : NULL;
  return offer_options(field, other ? json_object_get(other, "value") : NULL);
}

static json_t *row_of(const struct casefile *item, const json_t *view, const json_t *asked) {
  const char *name = json_text(asked, "field");
  const json_t *field = chart_field(item->chart, name), *shown = shown_field(view, name);
  json_t *row = json_pack("{s:s, s:O, s:O, s:b}", "field", name, "label", json_object_get(field, "label"), "type",
                          json_object_get(field, "type"), "optional", json_flag(asked, "optional"));
  json_put_text(row, "label", json_text(asked, "label")); // where this choice calls it more
  json_put_text(row, "hint", json_text(field, "hint"));
  if (options_of(view, field)) json_object_set(row, "options", (json_t *)options_of(view, field));
  static const char *const kept[] = {"least", "most"};
  for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
    if (json_object_get(field, kept[i])) json_object_set(row, kept[i], json_object_get(field, kept[i]));
  json_t *value = shown ? typed(json_object_get(shown, "value")) : NULL;
  if (value) json_object_set_new(row, "value", value);
  return row;
}

static bool has_row(const json_t *rows, const char *name) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (strcmp(json_text(row, "field"), name) == 0) return true;
  return false;
}

static void add_rows(const struct casefile *item, const json_t *view, const json_t *move, json_t *rows) {
  size_t i;
  json_t *asked;
  json_array_foreach(json_object_get(move, "form"), i, asked) {
    const char *name = json_text(asked, "field");
    if (chart_field(item->chart, name) && !has_row(rows, name)) json_array_append_new(rows, row_of(item, view, asked));
  }
}

// An event may go several ways; what any of them asks stands in it once.
static json_t *form_of(const struct casefile *item, const json_t *view, const char *event) {
  json_t *answer = NULL, *move;
  size_t i;
  json_array_foreach(json_object_get(view, "moves"), i, move) {
    if (strcmp(json_text(move, "event"), event) != 0) continue;
    if (!answer)
      answer = json_pack("{s:s, s:s, s:O, s:[]}", "ref", item->ref, "event", event, "label", json_object_get(move, "label"), "rows");
    add_rows(item, view, move, json_object_get(answer, "rows"));
  }
  return answer;
}

bool case_form(struct op_call *call, struct err *err) {
  struct casefile *item = ask_item(call, err);
  const char *event = item ? ask_text(call, "event", err) : NULL;
  json_t *view = event ? view_item(call->board, item, json_text(call->request, "as")) : NULL;
  call->answer = view ? form_of(item, view, event) : NULL;
  if (view && !call->answer)
    err_set(err, ERR_REFUSED, "\"%s\" is not something that can happen to %s where it is now; `waymark case show %s` says what can.", event,
            item->ref, item->ref);
  json_decref(view);
  casefile_free(item);
  return call->answer != NULL;
}
