// Rings in a network of sums. See report_sums.h.
#include "op/report_sums.h"

#include "base/mem.h"

// A walk asks for any way, and most are short: it goes on by one cell at a time, and what it has met is told by its number, so that a large
// table is not gone through for each number that is hidden in it.
struct sums_walk {
  size_t number;                // of walks
  size_t *met, *next, *waiting; // by node: the last walk that met it; the place of its next cell; those whose cells are not through
};

static void walk_free(struct sums_walk *walk) {
  if (!walk) return;
  mem_free(walk->met);
  mem_free(walk->next);
  mem_free(walk->waiting);
  mem_free(walk);
}

static struct sums_walk *walk_new(size_t node_count) {
  struct sums_walk *walk = mem_new(sizeof *walk);
  walk->met = mem_new(node_count * sizeof *walk->met);
  walk->next = mem_new(node_count * sizeof *walk->next);
  walk->waiting = mem_new(node_count * sizeof *walk->waiting);
  return walk;
}

void sums_init(struct sums *sums, size_t cell_count, size_t node_count) {
  *sums = (struct sums){.cells = mem_new((cell_count + 1) * sizeof *sums->cells), .cell_count = cell_count, .node_count = node_count};
}

void sums_clear(struct sums *sums) {
  mem_free(sums->cells);
  mem_free(sums->at);
  mem_free(sums->first);
  walk_free(sums->walk);
}

size_t sums_ground(const struct sums *sums) { return sums->node_count - 1; }

// What stands in no sum leads nowhere.
static bool is_loop(const struct sum_cell *cell) { return cell->tail == cell->head; }

void sums_join(struct sums *sums) {
  size_t *first = sums->first = mem_new((sums->node_count + 2) * sizeof *first);
  sums->walk = walk_new(sums->node_count);
  sums->at = mem_new((2 * sums->cell_count + 1) * sizeof *sums->at);
  for (size_t i = 0; i < sums->cell_count; i++)
    if (!is_loop(&sums->cells[i])) first[sums->cells[i].tail + 2]++, first[sums->cells[i].head + 2]++;
  for (size_t n = 2; n < sums->node_count + 2; n++) first[n] += first[n - 1];
  for (size_t i = 0; i < sums->cell_count; i++) {
    if (is_loop(&sums->cells[i])) continue;
    // first[n + 1] is where the next cell of n goes, and in the end where those of n + 1 begin
    sums->at[first[sums->cells[i].tail + 1]++] = i;
    sums->at[first[sums->cells[i].head + 1]++] = i;
  }
}

// ---- a way from node to node

struct step {
  size_t cell; // by which the node was reached
  size_t from;
  int64_t cost;
  bool reached, queued;
};

struct way {
  const struct sums *sums;
  struct step *steps;
  size_t *queue; // a ring of the nodes that wait, each once
  size_t waiting, next;
  size_t without; // the cell that the way is for
  bool may_hide;
};

// What it costs to change this cell so that it leads on from `node`; -1: it cannot be. What is only to be hidden may still turn out to be
// unable to change: which it was would otherwise tell what the hidden ones are.
static int64_t cost_from(const struct way *way, size_t cell, size_t node) {
  const struct sum_cell *one = &way->sums->cells[cell];
  bool more = one->tail == node;
  if (cell == way->without || one->fixed) return -1;
  if (!one->hidden) return way->may_hide && one->cost ? one->cost : -1;
  return (more ? one->value < one->most : one->value > one->least) ? 0 : -1;
}

static void reach(struct way *way, size_t node, struct step step) {
  struct step *known = &way->steps[node];
  if (known->reached && known->cost <= step.cost) return;
  step.reached = true;
  step.queued = known->queued;
  *known = step;
  if (known->queued) return;
  known->queued = true;
  way->queue[(way->next + way->waiting++) % way->sums->node_count] = node;
}

static size_t take(struct way *way) {
  size_t node = way->queue[way->next];
  way->next = (way->next + 1) % way->sums->node_count;
  way->waiting--;
  way->steps[node].queued = false;
  return node;
}

static void go_on(struct way *way, size_t node) {
  const struct sums *sums = way->sums;
  for (size_t i = sums->first[node]; i < sums->first[node + 1]; i++) {
    const struct sum_cell *cell = &sums->cells[sums->at[i]];
    int64_t cost = cost_from(way, sums->at[i], node);
    if (cost < 0) continue;
    size_t other = cell->tail == node ? cell->head : cell->tail;
    reach(way, other, (struct step){.cell = sums->at[i], .from = node, .cost = way->steps[node].cost + cost});
  }
}

static void way_begin(struct way *way, const struct sums *sums, size_t without) {
  *way = (struct way){.sums = sums,
                      .steps = mem_new(sums->node_count * sizeof *way->steps),
                      .queue = mem_new(sums->node_count * sizeof *way->queue),
                      .without = without,
                      .may_hide = true};
}

static void way_clear(struct way *way) {
  mem_free(way->steps);
  mem_free(way->queue);
}

// The cheapest.
static bool way_find(struct way *way, size_t from, size_t to) {
  reach(way, from, (struct step){.from = from});
  while (way->waiting) go_on(way, take(way));
  return way->steps[to].reached;
}

// ---- rings

static void meet(struct sums *sums, size_t node, size_t *waiting) {
  sums->walk->met[node] = sums->walk->number;
  sums->walk->next[node] = sums->first[node];
  sums->walk->waiting[(*waiting)++] = node;
}

static size_t cells_at(const struct sums *sums, size_t node) { return sums->first[node + 1] - sums->first[node]; }

// Is there a way by hidden cells alone? It is looked for from the end that has fewer of them: a row in which nothing else may change is
// told at once, and not once all of a column was gone through.
static bool leads(struct sums *sums, size_t without, size_t from, size_t to) {
  struct way way = {.sums = sums, .without = without};
  struct sums_walk *walk = sums->walk;
  size_t waiting = 0;
  bool back = cells_at(sums, to) < cells_at(sums, from);
  if (back) {
    size_t end = from;
    from = to;
    to = end;
  }
  walk->number++;
  meet(sums, from, &waiting);
  while (waiting && walk->met[to] != walk->number) {
    size_t node = walk->waiting[waiting - 1];
    if (walk->next[node] == sums->first[node + 1]) {
      waiting--;
      continue;
    }
    size_t cell = sums->at[walk->next[node]++];
    size_t other = sums->cells[cell].tail == node ? sums->cells[cell].head : sums->cells[cell].tail;
    if (walk->met[other] != walk->number && cost_from(&way, cell, back ? other : node) >= 0) meet(sums, other, &waiting);
  }
  return walk->met[to] == walk->number;
}

static bool may_turn(const struct sum_cell *cell, bool more) {
  return !cell->fixed && (more ? cell->value < cell->most : cell->value > cell->least);
}

// A ring through the cell in which it is one more leads from its head back to its tail; one less, the other way.
bool sums_varies(struct sums *sums, size_t cell) {
  const struct sum_cell *one = &sums->cells[cell];
  return (may_turn(one, true) && leads(sums, cell, one->head, one->tail)) ||
         (may_turn(one, false) && leads(sums, cell, one->tail, one->head));
}

static bool ring(struct way *way, const struct sums *sums, size_t cell, bool more) {
  const struct sum_cell *one = &sums->cells[cell];
  way_begin(way, sums, cell);
  return may_turn(one, more) && (more ? way_find(way, one->head, one->tail) : way_find(way, one->tail, one->head));
}

static size_t shown_on(const struct way *way, size_t from, size_t to, size_t *hide) {
  size_t count = 0;
  for (size_t node = to; node != from; node = way->steps[node].from) {
    size_t cell = way->steps[node].cell;
    if (!way->sums->cells[cell].hidden) hide[count++] = cell;
  }
  return count;
}

size_t sums_ring(const struct sums *sums, size_t cell, size_t *hide) {
  const struct sum_cell *one = &sums->cells[cell];
  struct way more, less;
  bool up = ring(&more, sums, cell, true), down = ring(&less, sums, cell, false);
  size_t count = 0;
  if (up && down) up = more.steps[one->tail].cost <= less.steps[one->head].cost;
  if (up)
    count = shown_on(&more, one->head, one->tail, hide);
  else if (down)
    count = shown_on(&less, one->tail, one->head, hide);
  way_clear(&less);
  way_clear(&more);
  return count;
}
