// A report for a spreadsheet (RFC 4180): dates as 2017-03-31 and numbers bare, so that it can count with them; everything quoted.
#include "op/paper.h"
#include "op/report.h"

static void line_end(struct buf *out) { buf_text(out, "\r\n"); }

static void one_cell(struct buf *out, const char *text) {
  paper_csv_cell(out, text, true);
  line_end(out);
}

static void pair(struct buf *out, const char *label, const char *text) {
  paper_csv_cell(out, label, true);
  paper_csv_cell(out, text, false);
  line_end(out);
}

static void columns(struct buf *out, const json_t *list) {
  size_t i;
  json_t *column;
  json_array_foreach(list, i, column) paper_csv_cell(out, json_text(column, "title"), i == 0);
  line_end(out);
}

// A number below nothing begins with a minus and is none of a formula's making.
static void cell(struct buf *out, const json_t *shown, bool first) {
  json_t *value = json_object_get(shown, "value");
  if (json_is_integer(value))
    buf_format(out, "%s\"%lld\"", first ? "" : ",", (long long)json_integer_value(value));
  else if (json_is_real(value))
    buf_format(out, "%s\"%.1f\"", first ? "" : ",", json_real_value(value));
  else
    paper_csv_cell(out, json_is_string(value) ? json_string_value(value) : json_text(shown, "text"), first);
}

static void row(struct buf *out, const json_t *cells) {
  size_t i;
  json_t *one;
  json_array_foreach(cells, i, one) cell(out, one, i == 0);
  line_end(out);
}

static void table(struct buf *out, const json_t *given) {
  const json_t *rows = json_object_get(given, "rows"), *total = json_object_get(given, "total");
  size_t i;
  json_t *one;
  line_end(out);
  one_cell(out, json_text(given, "title"));
  columns(out, json_object_get(given, "columns"));
  json_array_foreach(rows, i, one) row(out, one);
  if (total) row(out, total);
  if (json_array_size(rows) == 0) one_cell(out, json_text(given, "none"));
}

static void section(struct buf *out, const json_t *given) {
  size_t i;
  json_t *one;
  line_end(out);
  if (json_text(given, "title")) one_cell(out, json_text(given, "title"));
  json_array_foreach(json_object_get(given, "text"), i, one) one_cell(out, json_string_value(one));
  json_array_foreach(json_object_get(given, "tables"), i, one) table(out, one);
}

void report_csv(struct buf *out, const json_t *document) {
  const json_t *key = json_object_get(document, "key");
  size_t i;
  json_t *one;
  one_cell(out, json_text(document, "marking"));
  one_cell(out, json_text(document, "title"));
  one_cell(out, json_text(document, "board"));
  one_cell(out, json_text(document, "stood"));
  json_array_foreach(json_object_get(document, "facts"), i, one) pair(out, json_text(one, "label"), json_text(one, "text"));
  json_array_foreach(json_object_get(document, "sections"), i, one) section(out, one);
  line_end(out);
  json_array_foreach(key, i, one) pair(out, json_text(one, "word"), json_text(one, "text"));
  json_array_foreach(json_object_get(document, "foot"), i, one) one_cell(out, json_string_value(one));
}
