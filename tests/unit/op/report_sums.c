// Rings in a network of sums. Method: small tables made at random, whose rows and columns have sums that are shown; every number that each
// hidden one could be is tried, and one varies where a second way to fill the table was found. Then large ones, which must not take a
// walk through all of it for each number: of a table ten times as long the work is counted beside that of the short one.
#include "op/report_sums.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

enum { ROWS = 3, COLUMNS = 3, CELLS = ROWS * COLUMNS, MOST = 4, TABLES = 2000, LARGE = 10000, CPU_MAX_S = 10 };

static unsigned seed = 11;

static int any(int count) {
  seed = seed * 1103515245u + 12345u;
  return (int)(seed >> 16 & 0x7fff) % count;
}

// Of each three numbers about one is shown.
static void make(struct sums *sums, size_t rows) {
  sums_init(sums, rows * COLUMNS, rows + COLUMNS + 1);
  for (size_t i = 0; i < rows * COLUMNS; i++)
    sums->cells[i] = (struct sum_cell){.tail = i % COLUMNS,
                                       .head = COLUMNS + i / COLUMNS,
                                       .value = any(MOST) + 1,
                                       .least = 1,
                                       .most = MOST,
                                       .cost = 1,
                                       .hidden = any(3) != 0};
  sums_join(sums);
}

static bool fits(const struct sums *sums, const int64_t *values) {
  int64_t differs[ROWS + COLUMNS] = {0};
  bool fits = true;
  for (int i = 0; i < CELLS; i++) {
    differs[sums->cells[i].tail] += values[i] - sums->cells[i].value;
    differs[sums->cells[i].head] += values[i] - sums->cells[i].value;
  }
  for (int i = 0; i < ROWS + COLUMNS; i++) fits = fits && differs[i] == 0;
  return fits;
}

static void try_all(const struct sums *sums, int at, int64_t *values, bool *varies) {
  if (at == CELLS) {
    for (int i = 0; i < CELLS && fits(sums, values); i++) varies[i] = varies[i] || values[i] != sums->cells[i].value;
    return;
  }
  const struct sum_cell *cell = &sums->cells[at];
  for (values[at] = cell->hidden ? cell->least : cell->value; values[at] <= (cell->hidden ? cell->most : cell->value); values[at]++)
    try_all(sums, at + 1, values, varies);
}

static void what_varies_has_another_way_to_be(void **state) {
  int found[2] = {0};
  (void)state;
  for (int i = 0; i < TABLES; i++) {
    struct sums sums;
    bool varies[CELLS] = {false};
    int64_t values[CELLS];
    make(&sums, ROWS);
    int hidden = 0;
    for (int k = 0; k < CELLS; k++) hidden += sums.cells[k].hidden;
    if (hidden < CELLS - 2) try_all(&sums, 0, values, varies); // the fullest take long
    for (size_t k = 0; k < CELLS && hidden < CELLS - 2; k++) {
      if (!sums.cells[k].hidden) continue;
      assert_int_equal(sums_varies(&sums, k), varies[k]);
      found[varies[k]]++;
    }
    sums_clear(&sums);
  }
  assert_true(found[0] > 500 && found[1] > 500);
}

static void a_large_table_takes_no_long_walks(void **state) {
  struct sums sums;
  size_t varies = 0;
  clock_t before = clock();
  (void)state;
  make(&sums, LARGE);
  for (size_t i = 0; i < sums.cell_count; i++) varies += sums.cells[i].hidden && sums_varies(&sums, i);
  assert_true(varies > LARGE);
  assert_true((clock() - before) / CLOCKS_PER_SEC < CPU_MAX_S);
  sums_clear(&sums);
}

// Two small numbers in each row, none of which can be less; a total under each column, hidden, and one more number to hide.
static void make_lonely(struct sums *sums, size_t rows) {
  sums_init(sums, (rows + 1) * COLUMNS, COLUMNS + rows + 2);
  for (size_t i = 0; i < rows * COLUMNS; i++) {
    bool small = i % COLUMNS < 2;
    sums->cells[i] =
        (struct sum_cell){.tail = i % COLUMNS, .head = COLUMNS + i / COLUMNS, .least = 1, .most = small ? MOST : 99, .hidden = small};
    sums->cells[i].value = small ? 1 : any(90) + 5;
    sums->cells[i].cost = sums->cells[i].value;
  }
  for (size_t i = 0; i < COLUMNS; i++)
    sums->cells[rows * COLUMNS + i] =
        (struct sum_cell){.tail = COLUMNS + rows, .head = i, .least = 1, .value = 9999, .most = 99999, .cost = 9999};
  sums_join(sums);
  for (size_t i = 0; i < COLUMNS; i++) sums_hide(sums, rows * COLUMNS + i);
}

// A sum in a sum in each row, and no total under any column: a small number, the sum that it is alone, another number, the sum of both.
static void make_nested(struct sums *sums, size_t rows) {
  sums_init(sums, rows * 4, 2 * rows + 1);
  for (size_t row = 0; row < rows; row++) {
    size_t inner = 2 * row, outer = inner + 1, ground = sums_ground(sums);
    int few = any(MOST) + 1, more = any(50) + 5;
    struct sum_cell *cells = &sums->cells[4 * row];
    cells[0] = (struct sum_cell){.tail = ground, .head = inner, .value = few, .least = 1, .most = MOST, .cost = few, .hidden = true};
    cells[1] = (struct sum_cell){.tail = inner, .head = outer, .value = few, .least = 1, .most = MOST, .cost = few, .hidden = true};
    cells[2] = (struct sum_cell){.tail = ground, .head = outer, .value = more, .least = 1, .most = 99, .cost = more};
    cells[3] = (struct sum_cell){.tail = outer, .head = ground, .value = few + more, .least = 1, .most = 99, .cost = 999};
  }
  sums_join(sums);
}

static size_t looks_of(void (*made)(struct sums *, size_t), size_t rows) {
  struct sums sums;
  size_t hide[4 * LARGE], hidden = 0;
  made(&sums, rows);
  for (size_t i = 0; i < sums.cell_count; i++) {
    size_t count = sums.cells[i].hidden && sums.cells[i].value <= MOST && !sums_varies(&sums, i) ? sums_ring(&sums, i, hide) : 0;
    for (size_t k = 0; k < count; k++) sums_hide(&sums, hide[k]);
    hidden += count;
  }
  size_t looks = sums_looks(&sums);
  assert_true(hidden > rows / 20);
  sums_clear(&sums);
  return looks;
}

static void rings_of_a_long_table_take_no_more_each(void **state) {
  (void)state;
  assert_in_range(looks_of(make, LARGE), 0, 15 * looks_of(make, LARGE / 10));
  assert_in_range(looks_of(make_lonely, LARGE), 0, 15 * looks_of(make_lonely, LARGE / 10));
  assert_in_range(looks_of(make_nested, LARGE), 0, 15 * looks_of(make_nested, LARGE / 10));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_varies_has_another_way_to_be),
                                     cmocka_unit_test(a_large_table_takes_no_long_walks),
                                     cmocka_unit_test(rings_of_a_long_table_take_no_more_each)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
