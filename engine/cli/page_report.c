// A report on the terminal: its document (API.md, DOCUMENT) as text. A table with more columns than fit is shown in parts, each with the
// first column again.
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

void page_report(struct cli *cli, const json_t *answer);
void page_reports(struct cli *cli, const json_t *answer);

enum { PART = 9 };        // columns of a part beside the first; as many as twelve fit in no usual screen
enum { FLEX_LEAST = 14 }; // what a column of texts is left at least, where it could have more
enum { BETWEEN = 2 };     // columns, and before the first
enum { TITLE_LONG = 24 }; // a question over a column of numbers is wrapped, or there is no room for whose numbers they are

static bool is_number(const json_t *column) {
  const char *kind = json_text(column, "kind");
  return strcmp(kind, "number") == 0 || strcmp(kind, "percent") == 0;
}

static char *cell_text(const json_t *cell) { // Caller frees.
  const char *shape = json_text(cell, "shape"), *text = json_text(cell, "text");
  return shape ? mem_format("%s %s", shape, text) : mem_text(text);
}

// ---- how wide its columns are

struct page_table {
  const json_t *columns, *rows, *total;
  size_t *widest; // the cell of each column that is widest
};

static void measure(struct page_table *table, const json_t *row) {
  size_t i;
  json_t *cell;
  json_array_foreach(row, i, cell) {
    char *text = cell_text(cell);
    size_t width = text_width(text);
    if (width > table->widest[i]) table->widest[i] = width;
    mem_free(text);
  }
}

static struct page_table page_table_of(const json_t *given) { // Caller frees `widest`.
  struct page_table table = {
      .columns = json_object_get(given, "columns"), .rows = json_object_get(given, "rows"), .total = json_object_get(given, "total")};
  size_t i;
  json_t *row;
  table.widest = mem_new((json_array_size(table.columns) + 1) * sizeof *table.widest);
  json_array_foreach(table.rows, i, row) measure(&table, row);
  measure(&table, table.total);
  return table;
}

static enum grid_kind kind_of(const json_t *column) {
  const char *kind = json_text(column, "kind");
  bool wraps = strcmp(kind, "text") == 0 || (is_number(column) && text_width(json_text(column, "title")) > TITLE_LONG);
  return wraps ? GRID_FLEX : GRID_FIXED;
}

static size_t least_width(const struct page_table *table, size_t column) {
  const json_t *one = json_array_get(table->columns, column);
  size_t title = text_width(json_text(one, "title")), width = title > table->widest[column] ? title : table->widest[column];
  return kind_of(one) == GRID_FLEX && width > FLEX_LEAST ? FLEX_LEAST : width;
}

// The column behind the last that fits beside the table's first.
static size_t part_end(const struct cli *cli, const struct page_table *table, size_t first) {
  size_t count = json_array_size(table->columns), width = BETWEEN + least_width(table, 0), last = first;
  while (last < count && last < first + PART) {
    width += BETWEEN + least_width(table, last);
    if (width > (size_t)cli->width && last > first) break;
    last++;
  }
  return last;
}

// ---- printing it

// Numbers stand below one another by their ends: each is as wide as the widest of its column.
static void put_cell(struct grid *grid, const struct page_table *table, const json_t *row, size_t column) {
  char *text = cell_text(json_array_get(row, column)), *padded = NULL;
  if (is_number(json_array_get(table->columns, column)))
    padded = mem_format("%*s%s", (int)(table->widest[column] - text_width(text)), "", text);
  grid_cell(grid, padded ? padded : text);
  mem_free(padded);
  mem_free(text);
}

static void put_row(struct grid *grid, const struct page_table *table, const json_t *row, size_t first, size_t last) {
  put_cell(grid, table, row, 0);
  for (size_t i = first; i < last; i++) put_cell(grid, table, row, i);
}

static void put_heading(struct grid *grid, const struct page_table *table, size_t column) {
  const json_t *one = json_array_get(table->columns, column);
  grid_column(grid, json_text(one, "title"), kind_of(one));
}

static void print_part(struct cli *cli, const struct page_table *table, size_t first, size_t last) {
  struct grid *grid = grid_new();
  size_t i;
  json_t *row;
  put_heading(grid, table, 0);
  for (i = first; i < last; i++) put_heading(grid, table, i);
  json_array_foreach(table->rows, i, row) put_row(grid, table, row, first, last);
  if (table->total) put_row(grid, table, table->total, first, last);
  grid_print(grid, cli->out, cli->width, 2);
  grid_free(grid);
}

static void print_table(struct cli *cli, const json_t *given) {
  size_t count = json_array_size(json_object_get(given, "columns"));
  print_section(cli, json_text(given, "title"));
  if (json_array_size(json_object_get(given, "rows")) == 0) {
    print_line(cli, "  %s", json_text(given, "none"));
    return;
  }
  struct page_table table = page_table_of(given);
  size_t first = 1, last;
  do {
    last = part_end(cli, &table, first);
    if (first > 1) fputc('\n', cli->out);
    print_part(cli, &table, first, last);
    first = last;
  } while (last < count);
  mem_free(table.widest);
}

static void print_part_of(struct cli *cli, const json_t *section) {
  size_t i;
  json_t *one;
  if (json_text(section, "title")) print_section(cli, json_text(section, "title"));
  json_array_foreach(json_object_get(section, "text"), i, one) print_line(cli, "%s", json_string_value(one));
  json_array_foreach(json_object_get(section, "tables"), i, one) print_table(cli, one);
}

static void print_key(struct cli *cli, const json_t *key) {
  size_t i;
  json_t *line;
  if (json_array_size(key) == 0) return;
  print_section(cli, "Key of colours");
  json_array_foreach(key, i, line) {
    char *label = mem_format("%s %s", json_text(line, "shape"), json_text(line, "word"));
    print_pair(cli, label, json_text(line, "text"));
    mem_free(label);
  }
}

void page_report(struct cli *cli, const json_t *answer) {
  const json_t *document = json_object_get(answer, "document");
  size_t i;
  json_t *one;
  print_line(cli, "%s", json_text(document, "marking"));
  print_line(cli, "%s", json_text(document, "title"));
  print_line(cli, "%s. %s", json_text(document, "board"), json_text(document, "stood"));
  json_array_foreach(json_object_get(document, "facts"), i, one) print_pair(cli, json_text(one, "label"), json_text(one, "text"));
  json_array_foreach(json_object_get(document, "sections"), i, one) print_part_of(cli, one);
  print_key(cli, json_object_get(document, "key"));
  fputc('\n', cli->out);
  json_array_foreach(json_object_get(document, "foot"), i, one) print_line(cli, "%s", json_string_value(one));
}

// ---- which there are

static void print_option(struct cli *cli, const json_t *option) {
  char *words = json_join(json_object_get(option, "one_of"), ", ");
  const char *kind = json_text(option, "kind");
  char *left = mem_format("%s=%s", json_text(option, "name"), *words ? words : kind ? kind : "text");
  print_line(cli, "      %s: %s%s", left, json_text(option, "title"), json_flag(option, "needed") ? " (needed)" : "");
  mem_free(left);
  mem_free(words);
}

void page_reports(struct cli *cli, const json_t *answer) {
  size_t i, k;
  json_t *row, *option;
  json_array_foreach(json_object_get(answer, "reports"), i, row) {
    const char *trouble = json_text(row, "trouble");
    print_line(cli, "%s%s%s", json_text(row, "name"), trouble ? "" : ": ", trouble ? "" : json_text(row, "title"));
    if (trouble) print_line(cli, "    It cannot be used: %s", trouble);
    if (json_text(row, "for_whom")) print_line(cli, "    For: %s", json_text(row, "for_whom"));
    if (json_flag(row, "own")) print_line(cli, "    The board's own, from plugins/reports.");
    json_array_foreach(json_object_get(row, "options"), k, option) print_option(cli, option);
  }
}
