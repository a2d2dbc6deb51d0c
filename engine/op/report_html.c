// A report as one page for a browser or a printer: no script, nothing fetched. What stands here is structure; its look is book.css and
// report.css. Each rating is a shape and a word, so its colour says nothing that is not said otherwise.
#include "base/mem.h"
#include "op/book_markup.h"
#include "op/paper.h"
#include "op/report.h"

#include <string.h>

extern const char report_css[]; // book.S

enum { COLUMNS_MAX = 64 }; // as report_document.c lets through
enum { WIDE = 9 };         // columns beyond which a table is set small, may be scrolled, and lies across the page in print

static bool is_number(const json_t *column) {
  const char *kind = json_text(column, "kind");
  return strcmp(kind, "number") == 0 || strcmp(kind, "percent") == 0;
}

// ---- a table

// Column titles can be people's words, so the table gets them escaped. Caller frees with titles_free.
static char **titles_new(const json_t *columns) {
  size_t count = json_array_size(columns), i;
  char **titles = mem_new((count + 1) * sizeof *titles);
  json_t *column;
  json_array_foreach(columns, i, column) {
    struct buf text;
    buf_init(&text);
    markup_text(&text, json_text(column, "title"));
    titles[i] = buf_take(&text);
  }
  return titles;
}

static void titles_free(char **titles) {
  for (size_t i = 0; titles[i]; i++) mem_free(titles[i]);
  mem_free(titles);
}

static const char *class_of(const json_t *column, const json_t *cell) {
  if (json_text(cell, "colour")) return json_text(cell, "colour");
  if (json_flag(cell, "hidden")) return "number quiet";
  if (is_number(column)) return "number";
  const char *kind = json_text(column, "kind");
  return strcmp(kind, "ref") == 0 || strcmp(kind, "date") == 0 ? "whole" : NULL; // never broken over two lines
}

static void put_cell(struct table *table, const json_t *column, const json_t *cell) {
  const char *colour = json_text(cell, "colour"), *text = json_text(cell, "text");
  table_cell_of(table, class_of(column, cell));
  if (colour) buf_format(table->out, "<span class=\"shape\" aria-hidden=\"true\">%s</span> ", json_text(cell, "shape"));
  markup_element(table->out, "bdi", text);
}

static void put_row(struct table *table, const json_t *columns, const json_t *row, const char *class) {
  size_t i;
  json_t *cell;
  table_row(table, NULL, class);
  json_array_foreach(row, i, cell) put_cell(table, json_array_get(columns, i), cell);
}

static void put_rows(struct buf *out, const json_t *given) {
  const json_t *columns = json_object_get(given, "columns"), *total = json_object_get(given, "total");
  char **titles = titles_new(columns);
  const char *classes[COLUMNS_MAX] = {NULL};
  struct table table;
  size_t i;
  json_t *row, *column;
  json_array_foreach(columns, i, column) if (i < COLUMNS_MAX && is_number(column)) classes[i] = "number";
  table_begin_of(&table, out, json_text(given, "title"), (const char *const *)titles, classes);
  json_array_foreach(json_object_get(given, "rows"), i, row) put_row(&table, columns, row, NULL);
  if (total) put_row(&table, columns, total, "total");
  table_end(&table);
  titles_free(titles);
}

// What can be scrolled must be reachable by the keyboard, and then needs a name.
static void put_wide(struct buf *out, const json_t *given) {
  buf_text(out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"");
  markup_text(out, json_text(given, "title"));
  buf_text(out, "\">\n");
  put_rows(out, given);
  buf_text(out, "</div>\n");
}

static void put_table(struct buf *out, const json_t *given) {
  if (json_array_size(json_object_get(given, "rows")) == 0) {
    markup_labelled(out, json_text(given, "title"), json_text(given, "none"));
    buf_char(out, '\n');
  } else if (json_array_size(json_object_get(given, "columns")) > WIDE)
    put_wide(out, given);
  else
    put_rows(out, given);
}

// ---- the page

static void put_section(struct buf *out, const json_t *section, size_t number) {
  char id[32];
  size_t i;
  json_t *one;
  snprintf(id, sizeof id, "part-%zu", number);
  buf_text(out, "<section>\n");
  if (json_text(section, "title")) markup_heading(out, 2, id, json_text(section, "title"));
  json_array_foreach(json_object_get(section, "text"), i, one) markup_element(out, "p", json_string_value(one));
  json_array_foreach(json_object_get(section, "tables"), i, one) put_table(out, one);
  buf_text(out, "</section>\n");
}

static void put_key(struct buf *out, const json_t *key) {
  size_t i;
  json_t *line;
  if (json_array_size(key) == 0) return;
  buf_text(out, "<section>\n");
  markup_heading(out, 2, "key", "Key of colours");
  buf_text(out, "<dl class=\"key\">\n");
  json_array_foreach(key, i, line) {
    buf_format(out, "<div><dt class=\"%s\"><span class=\"shape\" aria-hidden=\"true\">%s</span> ", json_text(line, "colour"),
               json_text(line, "shape"));
    markup_text(out, json_text(line, "word"));
    buf_text(out, "</dt>");
    markup_element(out, "dd", json_text(line, "text"));
    buf_text(out, "</div>\n");
  }
  buf_text(out, "</dl>\n</section>\n");
}

void report_html(struct buf *out, const json_t *document) {
  size_t i;
  json_t *section;
  paper_html_begin(out, document, report_css);
  markup_element(out, "p", json_text(document, "stood"));
  paper_html_facts(out, json_object_get(document, "facts"));
  json_array_foreach(json_object_get(document, "sections"), i, section) put_section(out, section, i + 1);
  put_key(out, json_object_get(document, "key"));
  paper_html_end(out, json_object_get(document, "foot"));
}
