// A ground for each part of a network of sums. The ground is no sum: nothing has to be put right there, so what leads to it from one part
// of a table (a row that no total stands under, say) says nothing of another part. A ring that passes it stays in one part, since it passes
// it once. So each part has a ground of its own: with one for all, each walk that comes to it would go on through the whole table.
#include "base/mem.h"
#include "op/report_sums.h"

// `over` holds for each node one that it hangs together with, itself where it is the first of its part.
static size_t part_of(size_t *over, size_t node) {
  while (over[node] != node) node = over[node] = over[over[node]];
  return node;
}

static void join_ends(const struct sums *sums, size_t *over) {
  for (size_t i = 0; i < sums->cell_count; i++) {
    const struct sum_cell *cell = &sums->cells[i];
    if (cell->tail != sums->ground && cell->head != sums->ground) over[part_of(over, cell->tail)] = part_of(over, cell->head);
  }
}

// `grounds` by part, 0: none yet.
static size_t ground_at(struct sums *sums, size_t *grounds, size_t part) {
  if (!grounds[part]) grounds[part] = sums->node_count++;
  return grounds[part];
}

void sums_part_grounds(struct sums *sums) {
  size_t *over = mem_new((sums->ground + 1) * sizeof *over), *grounds = mem_new((sums->ground + 1) * sizeof *grounds);
  for (size_t i = 0; i <= sums->ground; i++) over[i] = i;
  join_ends(sums, over);
  for (size_t i = 0; i < sums->cell_count; i++) {
    struct sum_cell *cell = &sums->cells[i];
    if (cell->tail == cell->head) continue;
    if (cell->tail == sums->ground) cell->tail = ground_at(sums, grounds, part_of(over, cell->head));
    if (cell->head == sums->ground) cell->head = ground_at(sums, grounds, part_of(over, cell->tail));
  }
  mem_free(grounds);
  mem_free(over);
}

size_t sums_ground(const struct sums *sums) { return sums->ground; }
bool sums_is_ground(const struct sums *sums, size_t node) { return node >= sums->ground; }
