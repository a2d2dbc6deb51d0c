// Small numbers of children. One to four in a column that is of children are "fewer than 5", since with what neighbours know such a number
// can name a child. A total beside them would give them away, so more is hidden until none does (secondary suppression):
//
// 1. A table's sums are a column with a total under it, and the parts of a column that is their sum, in each row. Its numbers are a network
//    of them (report_sums.h), so lines that cross are judged together.
// 2. A number that is fewer than five must be able to be another one with all that is shown the same. Whoever knows these rules knows
//    between what each hidden number lies: "fewer than 5" from one to four; "not shown" from five, where small ones would be called so,
//    up to the smallest that is shown beside it (3).
// 3. Where it is not, what is smallest is hidden besides so that it could be; a total only where nothing else is left.
// 4. Where nothing is left at all, a total that is "fewer than 5" is "not shown": of four cells with a total of four each is one.
#include "base/mem.h"
#include "op/report.h"
#include "op/report_cell.h"
#include "op/report_sums.h"

#include <string.h>

enum { FEW = 5 };
static const int64_t TOTAL_COST = (int64_t)1 << 40; // more than all parts together

static const char NOT_SHOWN[] = "not shown";

// A table's numbers by row (the last is the total) and column, as cells of the network.
struct hiding {
  const json_t *columns, *rows, *total;
  size_t width, height;
  struct sums sums;
  size_t *hide;     // room for sums_ring
  size_t *smallest; // by node: the place of its smallest part that is shown, or one before it: what is hidden is never shown again
  int64_t *bounded; // by node: its smallest when its hidden parts were bounded last
};

// ---- a table

static bool is_few(int64_t value) { return value > 0 && value < FEW; }

static const json_t *row_at(const struct hiding *hiding, size_t row) {
  return row < json_array_size(hiding->rows) ? json_array_get(hiding->rows, row) : hiding->total;
}

static json_t *shown_at(const struct hiding *hiding, size_t cell) {
  return json_array_get(row_at(hiding, cell / hiding->width), cell % hiding->width);
}

static bool is_suppressed(const struct hiding *hiding, size_t column) {
  return json_flag(json_array_get(hiding->columns, column), "suppress");
}

static const json_t *parts_of(const struct hiding *hiding, size_t column) {
  return json_object_get(json_array_get(hiding->columns, column), "total_of");
}

static bool is_counted(const struct hiding *hiding, size_t column) {
  return strcmp(json_text(json_array_get(hiding->columns, column), "kind"), "number") == 0;
}

static bool is_total(const struct hiding *hiding, size_t cell) {
  return row_at(hiding, cell / hiding->width) == hiding->total || parts_of(hiding, cell % hiding->width);
}

static size_t column_named(const struct hiding *hiding, const char *name) {
  size_t i;
  json_t *column;
  json_array_foreach(hiding->columns, i, column) if (name && strcmp(json_text(column, "name"), name) == 0) return i;
  return hiding->width;
}

// ---- its network
//
// A sum in a row is the node of that row and the sum's column: its parts lead to it and it leads away. A column's sum is a node that its
// numbers lead away from and its total to. In the row of totals parts lead away and the sum to, so that each number leads from one of its
// sums to the other. A column that is itself a sum needs no node: what it says follows from the others.

static size_t sums_before(const struct hiding *hiding, size_t column) {
  size_t count = 0;
  for (size_t i = 0; i < column; i++) count += parts_of(hiding, i) != NULL;
  return count;
}

static size_t row_node(const struct hiding *hiding, size_t row, size_t column) {
  return hiding->width + row * sums_before(hiding, hiding->width) + sums_before(hiding, column);
}

static void join_as_part(struct hiding *hiding, size_t cell, size_t node) {
  struct sum_cell *one = &hiding->sums.cells[cell];
  size_t *end = row_at(hiding, cell / hiding->width) == hiding->total ? &one->tail : &one->head;
  if (*end != sums_ground(&hiding->sums)) one->fixed = true;
  *end = node;
}

static void join_as_sum(struct hiding *hiding, size_t cell, size_t node) {
  struct sum_cell *one = &hiding->sums.cells[cell];
  *(row_at(hiding, cell / hiding->width) == hiding->total ? &one->head : &one->tail) = node;
}

static void join_row(struct hiding *hiding, size_t row, size_t column) {
  size_t node = row_node(hiding, row, column), i;
  json_t *part;
  join_as_sum(hiding, row * hiding->width + column, node);
  json_array_foreach(parts_of(hiding, column), i, part) {
    size_t at = column_named(hiding, json_string_value(part));
    if (at < hiding->width && is_counted(hiding, at)) join_as_part(hiding, row * hiding->width + at, node);
  }
}

static void join_column(struct hiding *hiding, size_t column) {
  for (size_t row = 0; row < hiding->height; row++) join_as_sum(hiding, row * hiding->width + column, column);
}

static void put_number(struct hiding *hiding, size_t cell) {
  const json_t *value = json_object_get(shown_at(hiding, cell), "value");
  struct sum_cell *one = &hiding->sums.cells[cell];
  size_t ground = sums_ground(&hiding->sums);
  *one = (struct sum_cell){.tail = ground, .head = ground};
  if (!is_counted(hiding, cell % hiding->width) || !json_is_integer(value)) return;
  one->value = json_integer_value(value);
  one->cost = one->value > 0 ? one->value + (is_total(hiding, cell) ? TOTAL_COST : 0) : 0;
}

static void read_table(struct hiding *hiding) {
  size_t cells = hiding->width * hiding->height;
  sums_init(&hiding->sums, cells, row_node(hiding, hiding->height, 0) + 1);
  for (size_t i = 0; i < cells; i++) put_number(hiding, i);
  for (size_t column = 0; column < hiding->width; column++) {
    if (!is_counted(hiding, column)) continue;
    for (size_t row = 0; parts_of(hiding, column) && row < hiding->height; row++) join_row(hiding, row, column);
    if (hiding->total && !parts_of(hiding, column)) join_column(hiding, column);
  }
  sums_join(&hiding->sums);
  hiding->hide = mem_new(hiding->sums.node_count * sizeof *hiding->hide);
  hiding->smallest = mem_new(hiding->sums.node_count * sizeof *hiding->smallest);
  hiding->bounded = mem_new(hiding->sums.node_count * sizeof *hiding->bounded);
}

// ---- hiding

static void mark(struct hiding *hiding, size_t cell, const char *text, int64_t least, int64_t most) {
  struct sum_cell *one = &hiding->sums.cells[cell];
  json_put_text(shown_at(hiding, cell), "text", text);
  json_put_flag(shown_at(hiding, cell), "hidden", true);
  sums_hide(&hiding->sums, cell);
  one->least = least;
  one->most = most;
}

static bool is_part_shown(const struct sum_cell *cell) { return !cell->hidden && cell->cost && cell->cost < TOTAL_COST; }

// The smallest of the parts that are shown in this sum, whose cells stand with the cheapest first, and that is the smallest.
static int64_t smallest_at(const struct hiding *hiding, size_t node) {
  const struct sums *sums = &hiding->sums;
  size_t *next = &hiding->smallest[node], count = sums->first[node + 1] - sums->first[node];
  if (sums_is_ground(sums, node)) return INT64_MAX;
  while (*next < count && !is_part_shown(&sums->cells[sums->at[sums->first[node] + *next]])) (*next)++;
  return *next < count ? sums->cells[sums->at[sums->first[node] + *next]].value : INT64_MAX;
}

static void bound(struct hiding *hiding, struct sum_cell *cell) {
  if (is_few(cell->value) || cell->cost >= TOTAL_COST) return;
  int64_t here = smallest_at(hiding, cell->tail), there = smallest_at(hiding, cell->head), most = here < there ? here : there;
  cell->most = most > cell->value ? most : cell->value;
}

static void bound_at(struct hiding *hiding, size_t node) {
  const struct sums *sums = &hiding->sums;
  int64_t smallest = smallest_at(hiding, node);
  if (sums_is_ground(sums, node) || smallest == hiding->bounded[node]) return;
  hiding->bounded[node] = smallest;
  for (size_t i = 0; i < sums->hidden_count[node]; i++) bound(hiding, &sums->cells[sums->hidden_at[sums->first[node] + i]]);
}

static void hide(struct hiding *hiding, size_t cell) {
  struct sum_cell *one = &hiding->sums.cells[cell];
  bool small_ones_say_so = is_suppressed(hiding, cell % hiding->width) && !is_few(one->value);
  mark(hiding, cell, NOT_SHOWN, small_ones_say_so ? FEW : 1, INT64_MAX);
  bound(hiding, one);
  bound_at(hiding, one->tail);
  bound_at(hiding, one->head);
}

static void hide_few(struct hiding *hiding) {
  for (size_t i = 0; i < hiding->sums.cell_count; i++)
    if (is_few(hiding->sums.cells[i].value) && is_suppressed(hiding, i % hiding->width)) mark(hiding, i, "fewer than 5", 1, FEW - 1);
}

// ---- what is left when no ring can be had (4)

// True when something changed.
static bool hide_totals(struct hiding *hiding) {
  bool changed = false;
  for (size_t i = 0; i < hiding->sums.cell_count; i++) {
    const struct sum_cell *one = &hiding->sums.cells[i];
    bool may = one->cost >= TOTAL_COST && one->hidden && one->most != INT64_MAX;
    if (may) hide(hiding, i);
    changed = changed || may;
  }
  return changed;
}

static void hide_around(struct hiding *hiding, size_t node) {
  const struct sums *sums = &hiding->sums;
  for (size_t i = sums->first[node]; !sums_is_ground(sums, node) && i < sums->first[node + 1]; i++)
    if (sums->cells[sums->at[i]].cost && !sums->cells[sums->at[i]].hidden) hide(hiding, sums->at[i]);
}

// Each turn hides a cell more, so it ends.
static void make_safe(struct hiding *hiding, size_t cell) {
  struct sums *sums = &hiding->sums;
  while (!sums_varies(sums, cell)) {
    size_t count = sums_ring(sums, cell, hiding->hide);
    for (size_t i = 0; i < count; i++) hide(hiding, hiding->hide[i]);
    if (count || hide_totals(hiding)) continue;
    hide_around(hiding, sums->cells[cell].tail);
    hide_around(hiding, sums->cells[cell].head);
    return;
  }
}

static void drop_hidden(const struct hiding *hiding) {
  for (size_t i = 0; i < hiding->sums.cell_count; i++)
    if (hiding->sums.cells[i].hidden) json_object_del(shown_at(hiding, i), "value");
}

static bool any_suppressed(const struct hiding *hiding) {
  for (size_t i = 0; i < hiding->width; i++)
    if (is_suppressed(hiding, i)) return true;
  return false;
}

// What is hidden later only makes what was judged before vary more.
void report_suppress(json_t *table) {
  struct hiding hiding = {
      .columns = json_object_get(table, "columns"), .rows = json_object_get(table, "rows"), .total = json_object_get(table, "total")};
  hiding.width = json_array_size(hiding.columns);
  hiding.height = json_array_size(hiding.rows) + (hiding.total != NULL);
  if (!any_suppressed(&hiding)) return;
  read_table(&hiding);
  hide_few(&hiding);
  for (size_t i = 0; i < hiding.sums.cell_count; i++)
    if (hiding.sums.cells[i].hidden && hiding.sums.cells[i].most == FEW - 1) make_safe(&hiding, i);
  drop_hidden(&hiding);
  mem_free(hiding.hide);
  mem_free(hiding.smallest);
  mem_free(hiding.bounded);
  sums_clear(&hiding.sums);
}
