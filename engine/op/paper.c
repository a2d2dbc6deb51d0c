// Papers as text for spreadsheets and for browsers. See paper.h.
#include "op/paper.h"

#include "base/mem.h"
#include "op/book_markup.h"
#include "op/internal.h"
#include "op/record.h"

#include <string.h>

extern const char book_css[]; // book.S

static const char MARKING[] = "OFFICIAL-SENSITIVE"; // what boards mark such papers with where they say nothing (DOMAIN 13)

static char *setting_text(struct board *board, const char *name, const char *otherwise) { // Caller frees.
  json_t *value = setting_find(board->store, name);
  char *text = mem_text(json_is_string(value) ? json_string_value(value) : otherwise);
  json_decref(value);
  return text;
}

json_t *paper_new(struct board *board, const char *title) {
  char *name = setting_text(board, "name", "Safeguarding board"), *marking = setting_text(board, "marking", MARKING), local[40];
  char *head = record_head_words(board);
  board_local(board, board_now(board), local);
  char *stood = mem_format("As it stood on %s.", local);
  json_t *paper =
      json_pack("{s:s, s:s, s:s, s:[], s:[], s:[s]}", "title", title, "board", name, "marking", marking, "facts", "tables", "foot", stood);
  if (head) json_array_add(json_object_get(paper, "foot"), head);
  json_array_add(json_object_get(paper, "foot"), marking);
  mem_free(stood);
  mem_free(head);
  mem_free(marking);
  mem_free(name);
  return paper;
}

void paper_fact(json_t *paper, const char *label, const char *text) {
  if (text && *text) json_array_append_new(json_object_get(paper, "facts"), json_pack("{s:s, s:s}", "label", label, "text", text));
}

json_t *paper_table(json_t *paper, const char *title, const char *const *columns, const char *none) {
  json_t *names = json_array();
  for (; *columns; columns++) json_array_add(names, *columns);
  json_t *table = json_pack("{s:s, s:o, s:[]}", "title", title, "columns", names, "rows");
  json_put_text(table, "none", none);
  json_array_append_new(json_object_get(paper, "tables"), table);
  return table;
}

void paper_row(json_t *table, const char *const *cells) {
  json_t *row = json_array();
  for (size_t i = 0; i < json_array_size(json_object_get(table, "columns")); i++) json_array_add(row, cells[i] ? cells[i] : "");
  json_array_append_new(json_object_get(table, "rows"), row);
}

// ---- for spreadsheets (RFC 4180)

// Quoted always. What a spreadsheet would take for a formula begins with an apostrophe, so that it stays text.
void paper_csv_cell(struct buf *out, const char *text, bool first) {
  buf_text(out, first ? "\"" : ",\"");
  if (*text && strchr("=+-@\t\r", *text)) buf_char(out, '\'');
  for (; *text; text++) {
    if (*text == '"') buf_char(out, '"');
    buf_char(out, *text);
  }
  buf_char(out, '"');
}

static void csv_line(struct buf *out, const json_t *cells) {
  size_t i;
  json_t *cell;
  json_array_foreach(cells, i, cell) paper_csv_cell(out, json_string_value(cell), i == 0);
  buf_text(out, "\r\n");
}

static void csv_table(struct buf *out, const json_t *table) {
  size_t i;
  json_t *row;
  buf_text(out, "\r\n");
  paper_csv_cell(out, json_text(table, "title"), true);
  buf_text(out, "\r\n");
  csv_line(out, json_object_get(table, "columns"));
  json_array_foreach(json_object_get(table, "rows"), i, row) csv_line(out, row);
}

static void csv_of(struct buf *out, const json_t *paper) {
  size_t i;
  json_t *one;
  paper_csv_cell(out, json_text(paper, "title"), true);
  buf_text(out, "\r\n");
  json_array_foreach(json_object_get(paper, "facts"), i, one) {
    paper_csv_cell(out, json_text(one, "label"), true);
    paper_csv_cell(out, json_text(one, "text"), false);
    buf_text(out, "\r\n");
  }
  json_array_foreach(json_object_get(paper, "tables"), i, one) csv_table(out, one);
  buf_text(out, "\r\n");
  json_array_foreach(json_object_get(paper, "foot"), i, one) {
    paper_csv_cell(out, json_string_value(one), true);
    buf_text(out, "\r\n");
  }
}

// ---- for browsers: one page, no script, nothing fetched

static const char HEAD[] = "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
                           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
                           "base-uri 'none'; form-action 'none'\">\n"
                           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                           "<meta name=\"referrer\" content=\"no-referrer\">\n";

static void html_style(struct buf *out, const char *marking, const char *more) {
  buf_format(out, "<style>\n%s%s@page { @top-center { content: ", book_css, more);
  markup_style_text(out, marking);
  buf_text(out, " } @bottom-left { content: ");
  markup_style_text(out, marking);
  buf_text(out, " } }\n@media print { footer { display: block; } }\n</style>\n");
}

void paper_html_begin(struct buf *out, const json_t *paper, const char *style) {
  buf_text(out, HEAD);
  buf_text(out, "<title>");
  markup_text(out, json_text(paper, "title"));
  buf_text(out, "</title>\n");
  html_style(out, json_text(paper, "marking"), style);
  buf_text(out, "</head>\n<body>\n<a class=\"skip\" href=\"#paper\">Skip to the paper</a>\n<header>\n<p class=\"marking\">");
  markup_text(out, json_text(paper, "marking"));
  buf_text(out, "</p>\n");
  markup_element(out, "p", json_text(paper, "board"));
  buf_text(out, "</header>\n<main id=\"paper\">\n");
  markup_element(out, "h1", json_text(paper, "title"));
}

void paper_html_facts(struct buf *out, const json_t *facts) {
  size_t i;
  json_t *fact;
  if (!json_array_size(facts)) return;
  buf_text(out, "<dl>\n");
  json_array_foreach(facts, i, fact) {
    buf_text(out, "<div>");
    markup_element(out, "dt", json_text(fact, "label"));
    markup_element(out, "dd", json_text(fact, "text"));
    buf_text(out, "</div>\n");
  }
  buf_text(out, "</dl>\n");
}

enum { COLUMNS_MAX = 12 };

static void html_rows(struct buf *out, const json_t *paper_table) {
  const char *columns[COLUMNS_MAX + 1] = {NULL};
  const json_t *names = json_object_get(paper_table, "columns");
  struct table table;
  size_t i, j;
  json_t *row, *cell;
  for (i = 0; i < json_array_size(names) && i < COLUMNS_MAX; i++) columns[i] = json_string_value(json_array_get(names, i));
  table_begin(&table, out, json_text(paper_table, "title"), columns);
  json_array_foreach(json_object_get(paper_table, "rows"), i, row) {
    table_row(&table, NULL, NULL);
    json_array_foreach(row, j, cell) table_text(&table, json_string_value(cell));
  }
  table_end(&table);
}

static void html_table(struct buf *out, const json_t *table, size_t number) {
  char id[32];
  snprintf(id, sizeof id, "part-%zu", number);
  markup_heading(out, 2, id, json_text(table, "title"));
  if (json_array_size(json_object_get(table, "rows")))
    html_rows(out, table);
  else
    markup_element(out, "p", json_text(table, "none") ? json_text(table, "none") : "Nothing.");
}

void paper_html_end(struct buf *out, const json_t *foot) {
  size_t i;
  json_t *one;
  buf_text(out, "</main>\n<footer>\n");
  json_array_foreach(foot, i, one) markup_element(out, "p", json_string_value(one));
  buf_text(out, "</footer>\n</body>\n</html>\n");
}

// Each table of a paper stands under a heading of the same words: its caption is for those who hear the page.
static const char STYLE[] = "h2 + table > caption { position: absolute; left: -999rem; }\n";

static void html_of(struct buf *out, const json_t *paper) {
  size_t i;
  json_t *one;
  paper_html_begin(out, paper, STYLE);
  paper_html_facts(out, json_object_get(paper, "facts"));
  json_array_foreach(json_object_get(paper, "tables"), i, one) html_table(out, one, i + 1);
  paper_html_end(out, json_object_get(paper, "foot"));
}

bool paper_answer(struct op_call *call, struct err *err) {
  const char *form = ask_maybe(call, "form");
  const json_t *paper = json_object_get(call->answer, "paper");
  struct buf text;
  if (!form) return true;
  bool csv = strcmp(form, "csv") == 0, html = strcmp(form, "html") == 0;
  if (!csv && !html) return err_set(err, ERR_INVALID, "A paper is given as \"csv\" or \"html\", not as \"%.40s\".", form);
  buf_init(&text);
  if (csv)
    csv_of(&text, paper);
  else
    html_of(&text, paper);
  json_put_text(call->answer, "text", text.data);
  buf_clear(&text);
  return true;
}
