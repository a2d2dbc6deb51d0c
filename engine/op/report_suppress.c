// Small numbers of children. One to four in a column that is of children are "fewer than 5", since with what neighbours know such a number
// can name a child. A total beside them would give them away, so more is hidden until none does (secondary suppression):
//
// 1. A line is a column with a total under it, or the parts of a column that is their sum, in each row. A cell may lie in two lines.
// 2. A line is safe when nothing in it is hidden, when its total is, or when each of what is hidden could be more than one number: at least
//    two could be, and their sum is neither as small nor as large as theirs can be. Whoever knows these rules knows between what each lies:
//    one that is "fewer than 5" from one to four, one that is "not shown" from five to the smallest that is shown (3).
// 3. Of a line that is not safe the smallest cell that is shown and is not nothing is hidden too; where there is none, its total.
#include "op/report.h"
#include "op/report_cell.h"

#include <string.h>

enum { FEW = 5 };

struct line {
  json_t *cells; // [CELL], shared with the table
  json_t *total; // CELL, shared; NULL: the line has none
};

static bool is_hidden(const json_t *cell) { return json_flag(cell, "hidden"); }
static int64_t value_of(const json_t *cell) { return json_number(cell, "value", 0); }

// Its number stays with it while lines are judged, and goes at the end.
static void hide(json_t *cell, const char *text) {
  json_put_text(cell, "text", text);
  json_put_flag(cell, "hidden", true);
}

static bool is_few(const json_t *cell) { return value_of(cell) > 0 && value_of(cell) < FEW; }

// ---- one line

static json_t *smallest_shown(const struct line *line) {
  json_t *found = NULL, *cell;
  size_t i;
  json_array_foreach(line->cells, i, cell) {
    bool may = !is_hidden(cell) && value_of(cell) > 0;
    if (may && (!found || value_of(cell) < value_of(found))) found = cell;
  }
  return found;
}

struct hidden {
  int64_t few, others, sum;
};

static struct hidden hidden_of(const struct line *line) {
  struct hidden hidden = {0};
  size_t i;
  json_t *cell;
  json_array_foreach(line->cells, i, cell) {
    if (!is_hidden(cell)) continue;
    *(is_few(cell) ? &hidden.few : &hidden.others) += 1;
    hidden.sum += value_of(cell);
  }
  return hidden;
}

static bool is_safe(const struct line *line) {
  struct hidden hidden = hidden_of(line);
  if (hidden.few + hidden.others == 0 || is_hidden(line->total)) return true;
  const json_t *shown = smallest_shown(line);
  bool others_vary = hidden.others && (!shown || value_of(shown) > FEW);
  int64_t least = hidden.few + hidden.others * FEW, most = hidden.few * (FEW - 1) + (shown ? hidden.others * value_of(shown) : 0);
  bool endless = hidden.others && !shown;
  return hidden.few + (others_vary ? hidden.others : 0) > 1 && hidden.sum > least && (endless || hidden.sum < most);
}

// A total of fewer than five over four hidden cells would say that each is one.
static bool tells_ones(const struct line *line) {
  struct hidden hidden = hidden_of(line);
  return is_hidden(line->total) && is_few(line->total) && hidden.few == FEW - 1;
}

// True when something more was hidden.
static bool make_safe(const struct line *line) {
  bool changed = false;
  if (tells_ones(line)) hide(line->total, "not shown");
  while (line->total && !is_safe(line)) {
    json_t *cell = smallest_shown(line);
    hide(cell ? cell : line->total, "not shown");
    changed = true;
  }
  return changed;
}

// ---- the table's lines

static size_t column_named(const json_t *columns, const char *name) {
  size_t i;
  json_t *column;
  json_array_foreach(columns, i, column) if (strcmp(json_text(column, "name"), name) == 0) return i;
  return json_array_size(columns);
}

static bool column_safe(json_t *table, size_t column) {
  struct line line = {.cells = json_array(), .total = json_array_get(json_object_get(table, "total"), column)};
  json_t *row;
  size_t i;
  json_array_foreach(json_object_get(table, "rows"), i, row) json_array_append(line.cells, json_array_get(row, column));
  bool changed = make_safe(&line);
  json_decref(line.cells);
  return changed;
}

static bool row_safe(const json_t *columns, const json_t *row, size_t column) {
  const json_t *parts = json_object_get(json_array_get(columns, column), "total_of");
  struct line line = {.cells = json_array(), .total = json_array_get(row, column)};
  json_t *part;
  size_t i;
  json_array_foreach(parts, i, part) {
    json_t *cell = json_array_get(row, column_named(columns, json_string_value(part)));
    if (cell) json_array_append(line.cells, cell);
  }
  bool changed = make_safe(&line);
  json_decref(line.cells);
  return changed;
}

static bool rows_safe(const json_t *table, size_t column) {
  const json_t *columns = json_object_get(table, "columns"), *total = json_object_get(table, "total");
  bool changed = false;
  size_t i;
  json_t *row;
  if (!json_object_get(json_array_get(columns, column), "total_of")) return false;
  json_array_foreach(json_object_get(table, "rows"), i, row) changed = row_safe(columns, row, column) || changed;
  return (total && row_safe(columns, total, column)) || changed;
}

// ---- the whole

static void hide_few(const json_t *row, size_t column) {
  json_t *cell = json_array_get(row, column);
  if (cell && is_few(cell)) hide(cell, "fewer than 5");
}

static void drop_hidden(const json_t *row) {
  size_t i;
  json_t *cell;
  json_array_foreach(row, i, cell) if (is_hidden(cell)) json_object_del(cell, "value");
}

static bool is_suppressed(const json_t *table, size_t column) {
  return json_flag(json_array_get(json_object_get(table, "columns"), column), "suppress");
}

void report_suppress(json_t *table) {
  const json_t *rows = json_object_get(table, "rows"), *total = json_object_get(table, "total");
  size_t count = json_array_size(json_object_get(table, "columns")), i, k;
  json_t *row;
  bool changed = true;
  for (k = 0; k < count; k++) {
    if (!is_suppressed(table, k)) continue;
    json_array_foreach(rows, i, row) hide_few(row, k);
    hide_few(total, k);
  }
  while (changed) { // each round hides a cell more, so it ends
    changed = false;
    for (k = 0; k < count; k++) {
      changed = column_safe(table, k) || changed;
      changed = rows_safe(table, k) || changed;
    }
  }
  json_array_foreach(rows, i, row) drop_hidden(row);
  drop_hidden(total);
}
