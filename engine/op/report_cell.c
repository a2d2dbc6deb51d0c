// Cells of a report. See report_cell.h.
#include "op/report_cell.h"

#include "base/mem.h"
#include "time/instant.h"

#include <string.h>

// Shapes that differ in outline, so that they are told apart in grey and by whoever sees no red; all are in every common font.
static const struct {
  const char *colour, *word, *shape;
} colours[] = {{"red", "Red", "■"}, {"amber", "Amber", "▲"}, {"green", "Green", "●"}, {"blue", "Blue", "◆"}, {"grey", "Grey", "○"}};

const char *report_colour_word(const char *colour) {
  for (size_t i = 0; colour && i < sizeof colours / sizeof colours[0]; i++)
    if (strcmp(colours[i].colour, colour) == 0) return colours[i].word;
  return NULL;
}

const char *report_colour_shape(const char *colour) {
  for (size_t i = 0; colour && i < sizeof colours / sizeof colours[0]; i++)
    if (strcmp(colours[i].colour, colour) == 0) return colours[i].shape;
  return NULL;
}

json_t *report_cell_text(const char *text) { return json_pack("{s:s}", "text", text); }

json_t *report_cell_number(const char *kind, const json_t *number) {
  const char *unit = strcmp(kind, "percent") == 0 ? "%" : "";
  char *text = json_is_integer(number) ? mem_format("%lld%s", (long long)json_integer_value(number), unit)
                                       : mem_format("%.1f%s", json_real_value(number), unit);
  json_t *cell = json_pack("{s:s, s:O}", "text", text, "value", (json_t *)number);
  mem_free(text);
  return cell;
}

static json_t *fail(struct err *err, const char *expected) {
  err_set(err, ERR_INVALID, "%s", expected);
  return NULL;
}

static json_t *text_cell(const struct zone *zone, const json_t *value, struct err *err) {
  (void)zone;
  if (json_is_integer(value)) return json_pack("{s:o}", "text", json_sprintf("%lld", (long long)json_integer_value(value)));
  return json_is_string(value) ? report_cell_text(json_string_value(value)) : fail(err, "a text is wanted here");
}

static json_t *date_cell(const struct zone *zone, const json_t *value, struct err *err) {
  const char *text = json_string_value(value);
  struct date date;
  struct err none;
  int64_t ms;
  char words[40], day[DATE_TEXT];
  if (!text || !*text) return text ? report_cell_text("") : fail(err, "a date such as \"2017-03-31\" is wanted here");
  if (!date_read(text, &date, &none)) {
    if (!instant_read(text, &ms, &none)) return fail(err, "a date such as \"2017-03-31\" is wanted here");
    date = zone_date(zone, ms);
  }
  date_write_long(date, words);
  date_write(date, day);
  return json_pack("{s:s, s:s}", "text", words, "value", day);
}

static json_t *number_cell(const struct zone *zone, const json_t *value, struct err *err) {
  (void)zone;
  return json_is_number(value) ? report_cell_number("number", value) : fail(err, "a number is wanted here");
}

static json_t *percent_cell(const struct zone *zone, const json_t *value, struct err *err) {
  (void)zone;
  return json_is_number(value) ? report_cell_number("percent", value) : fail(err, "a number of hundredths is wanted here");
}

// "red", or { "red", "Inadequate" } where the rating has a word of its own.
static json_t *rag_cell(const struct zone *zone, const json_t *value, struct err *err) {
  (void)zone;
  const char *colour = json_string_value(json_is_array(value) ? json_array_get(value, 0) : value);
  const char *own = json_string_value(json_array_get(value, 1));
  if (colour && !*colour) return report_cell_text("");
  if (!report_colour_word(colour))
    return fail(err, "a colour is wanted here: \"red\", \"amber\", \"green\", \"blue\" or \"grey\", or { \"red\", \"a word\" }");
  return json_pack("{s:s, s:s, s:s, s:s}", "text", own ? own : report_colour_word(colour), "value", own ? own : report_colour_word(colour),
                   "colour", colour, "shape", report_colour_shape(colour));
}

static const struct {
  const char *name;
  json_t *(*make)(const struct zone *zone, const json_t *value, struct err *err);
} kinds[] = {{"text", text_cell},     {"ref", text_cell},        {"date", date_cell},
             {"number", number_cell}, {"percent", percent_cell}, {"rag", rag_cell}};

bool report_kind_is(const char *kind) {
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kinds[i].name, kind) == 0) return true;
  return false;
}

bool report_kind_is_number(const char *kind) { return strcmp(kind, "number") == 0 || strcmp(kind, "percent") == 0; }

json_t *report_cell(const struct zone *zone, const char *kind, const json_t *value, struct err *err) {
  if (!value || json_is_null(value)) return report_cell_text("");
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kinds[i].name, kind) == 0) return kinds[i].make(zone, value, err);
  return fail(err, "a column is of no kind that there is");
}
