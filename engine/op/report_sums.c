// Rings in a network of sums. See report_sums.h.
#include "op/report_sums.h"

#include "base/mem.h"

#include <stdlib.h>

// Where a walk is with a node. A walk goes on by one cell at a time, and what it has met is told by its number, so that a large table is
// not gone through for each number that is hidden in it.
struct sums_place {
  size_t met;   // the last walk that met it
  size_t next;  // the place of its next cell: its hidden ones first, since they cost nothing, then all, the cheapest first
  size_t cell;  // by which it was met
  size_t from;  // and the node that this led from
  size_t at;    // its place among that node's cells
  int64_t cost; // of the way so far
};

// A node whose next cell must be hidden for the way to go on: the way is as dear as this then.
struct sums_offer {
  int64_t cost;
  size_t node;
};

struct sums_walk {
  size_t number; // of walks
  size_t looks;  // at cells, by all rings
  struct sums_place *places;
  size_t *waiting; // a ring of the nodes that may go on at no cost, the newest first
  size_t waiting_first, waiting_count;
  struct sums_offer *offers; // a heap, the cheapest on top
  size_t offer_count;
};

static void walk_free(struct sums_walk *walk) {
  if (!walk) return;
  mem_free(walk->places);
  mem_free(walk->waiting);
  mem_free(walk->offers);
  mem_free(walk);
}

static struct sums_walk *walk_new(size_t node_count) {
  struct sums_walk *walk = mem_new(sizeof *walk);
  walk->places = mem_new(node_count * sizeof *walk->places);
  walk->waiting = mem_new((node_count + 1) * sizeof *walk->waiting);
  walk->offers = mem_new((node_count + 1) * sizeof *walk->offers);
  return walk;
}

void sums_init(struct sums *sums, size_t cell_count, size_t node_count) {
  *sums = (struct sums){.cells = mem_new((cell_count + 1) * sizeof *sums->cells),
                        .cell_count = cell_count,
                        .node_count = node_count,
                        .ground = node_count - 1};
}

void sums_clear(struct sums *sums) {
  mem_free(sums->cells);
  mem_free(sums->at);
  mem_free(sums->first);
  mem_free(sums->hidden_at);
  mem_free(sums->hidden_count);
  walk_free(sums->walk);
}

// What stands in no sum leads nowhere.
static bool is_loop(const struct sum_cell *cell) { return cell->tail == cell->head; }

static int by_cost(const void *a, const void *b) {
  const struct sum_cell *one = *(const struct sum_cell *const *)a, *other = *(const struct sum_cell *const *)b;
  if (one->cost != other->cost) return one->cost < other->cost ? -1 : 1;
  return one < other ? -1 : one > other;
}

static const struct sum_cell **cells_by_cost(const struct sums *sums) {
  const struct sum_cell **sorted = mem_new((sums->cell_count + 1) * sizeof(void *));
  for (size_t i = 0; i < sums->cell_count; i++) sorted[i] = &sums->cells[i];
  qsort(sorted, sums->cell_count, sizeof(void *), by_cost);
  return sorted;
}

static void put_hidden(struct sums *sums, size_t node, size_t cell) {
  sums->hidden_at[sums->first[node] + sums->hidden_count[node]++] = cell;
}

static void note_hidden(struct sums *sums, size_t cell) {
  if (is_loop(&sums->cells[cell])) return;
  put_hidden(sums, sums->cells[cell].tail, cell);
  put_hidden(sums, sums->cells[cell].head, cell);
}

void sums_hide(struct sums *sums, size_t cell) {
  if (!sums->cells[cell].hidden) note_hidden(sums, cell);
  sums->cells[cell].hidden = true;
}

static void place_cells(struct sums *sums) {
  size_t *first = sums->first;
  const struct sum_cell **sorted = cells_by_cost(sums);
  for (size_t i = 0; i < sums->cell_count; i++) {
    if (is_loop(sorted[i])) continue;
    // first[n + 1] is where the next cell of n goes, and in the end where those of n + 1 begin
    sums->at[first[sorted[i]->tail + 1]++] = (size_t)(sorted[i] - sums->cells);
    sums->at[first[sorted[i]->head + 1]++] = (size_t)(sorted[i] - sums->cells);
  }
  mem_free(sorted);
}

void sums_join(struct sums *sums) {
  sums_part_grounds(sums);
  size_t *first = sums->first = mem_new((sums->node_count + 2) * sizeof *first);
  sums->walk = walk_new(sums->node_count);
  sums->at = mem_new((2 * sums->cell_count + 1) * sizeof *sums->at);
  sums->hidden_at = mem_new((2 * sums->cell_count + 1) * sizeof *sums->hidden_at);
  sums->hidden_count = mem_new(sums->node_count * sizeof *sums->hidden_count);
  for (size_t i = 0; i < sums->cell_count; i++)
    if (!is_loop(&sums->cells[i])) first[sums->cells[i].tail + 2]++, first[sums->cells[i].head + 2]++;
  for (size_t n = 2; n < sums->node_count + 2; n++) first[n] += first[n - 1];
  place_cells(sums);
  for (size_t i = 0; i < sums->cell_count; i++)
    if (sums->cells[i].hidden) note_hidden(sums, i);
}

// ---- a way from node to node

struct way {
  struct sums *sums;
  struct sums_walk *walk;
  size_t without; // the cell that the way is for
  int64_t limit;  // it is to cost less
  bool may_hide;
  bool back; // it is walked from its end
};

static struct way way_of(struct sums *sums, size_t without) {
  return (struct way){.sums = sums, .walk = sums->walk, .without = without, .limit = INT64_MAX};
}

static size_t other_end(const struct way *way, size_t cell, size_t node) {
  const struct sum_cell *one = &way->sums->cells[cell];
  return one->tail == node ? one->head : one->tail;
}

// What it costs to change this cell so that it leads on from `node`; -1: it cannot be. What is only to be hidden may still turn out to be
// unable to change: which it was would otherwise tell what the hidden ones are.
static int64_t cost_from(const struct way *way, size_t cell, size_t node) {
  const struct sum_cell *one = &way->sums->cells[cell];
  bool more = (one->tail == node) != way->back;
  if (cell == way->without || one->fixed) return -1;
  if (!one->hidden) return way->may_hide && one->cost ? one->cost : -1;
  return (more ? one->value < one->most : one->value > one->least) ? 0 : -1;
}

static bool is_met(const struct way *way, size_t node) { return way->walk->places[node].met == way->walk->number; }

// A column has as many cells as the table has rows, and mostly few that lead on: it is left for others after so many looks.
enum { LOOKS_MAX = 8 };

enum found { FOUND, NOT_YET, NO_MORE };

// The cell by which the way may go on from here next.
static enum found next_cell(const struct way *way, size_t node, size_t *cell, int64_t *cost) {
  const struct sums *sums = way->sums;
  size_t first = sums->first[node], hidden = sums->hidden_count[node], *next = &way->walk->places[node].next;
  size_t end = hidden + (way->may_hide ? sums->first[node + 1] - first : 0);
  for (int looks = 0; *next < end; (*next)++) {
    bool is_shown = *next >= hidden;
    if (looks++ == LOOKS_MAX) return NOT_YET;
    *cell = is_shown ? sums->at[first + *next - hidden] : sums->hidden_at[first + *next];
    way->walk->looks++;
    if (is_shown && sums->cells[*cell].hidden) continue;
    *cost = cost_from(way, *cell, node);
    if (*cost >= 0 && !is_met(way, other_end(way, *cell, node))) return FOUND;
  }
  return NO_MORE;
}

// ---- the heap

static void sift_up(struct sums_walk *walk, size_t at) {
  struct sums_offer *offers = walk->offers, offer = offers[at];
  for (; at > 0 && offers[(at - 1) / 2].cost > offer.cost; at = (at - 1) / 2) offers[at] = offers[(at - 1) / 2];
  offers[at] = offer;
}

static void sift_down(struct sums_walk *walk) {
  struct sums_offer *offers = walk->offers, offer = offers[walk->offer_count];
  size_t at = 0;
  for (size_t child = 1; child < walk->offer_count; child = 2 * at + 1) {
    if (child + 1 < walk->offer_count && offers[child + 1].cost < offers[child].cost) child++;
    if (offers[child].cost >= offer.cost) break;
    offers[at] = offers[child];
    at = child;
  }
  offers[at] = offer;
}

// ---- walking
//
// A node that waits goes on by its next hidden cell, at no cost, and waits again. Where there is none it makes an offer: the cheapest of
// all offers is taken up once nobody waits.

static void wait_first(struct way *way, size_t node) {
  struct sums_walk *walk = way->walk;
  walk->waiting_first = (walk->waiting_first + way->sums->node_count - 1) % way->sums->node_count;
  walk->waiting[walk->waiting_first] = node;
  walk->waiting_count++;
}

static void wait_last(struct way *way, size_t node) {
  struct sums_walk *walk = way->walk;
  walk->waiting[(walk->waiting_first + walk->waiting_count++) % way->sums->node_count] = node;
}

static size_t take_waiting(struct way *way) {
  struct sums_walk *walk = way->walk;
  size_t node = walk->waiting[walk->waiting_first];
  walk->waiting_first = (walk->waiting_first + 1) % way->sums->node_count;
  walk->waiting_count--;
  return node;
}

static void make_offer(struct sums_walk *walk, size_t node, int64_t cost) {
  walk->offers[walk->offer_count] = (struct sums_offer){walk->places[node].cost + cost, node};
  sift_up(walk, walk->offer_count++);
}

static size_t take_offer(struct sums_walk *walk) {
  size_t node = walk->offers[0].node;
  walk->offer_count--;
  sift_down(walk);
  return node;
}

static void meet(struct way *way, size_t node, struct sums_place place) {
  place.met = way->walk->number;
  way->walk->places[node] = place;
  wait_first(way, node);
}

// Who is met goes on next, and the node that it was met from once all others had their turn: a way leads on where it is, and neither goes
// through all of a column first nor through all rows that lead nowhere.
static void go_by(struct way *way, size_t node, size_t cell, int64_t cost) {
  size_t other = other_end(way, cell, node), at = way->walk->places[node].next++;
  wait_last(way, node);
  meet(way, other, (struct sums_place){.cell = cell, .from = node, .at = at, .cost = way->walk->places[node].cost + cost});
}

// At most the cost that was offered. The node's next cell may have become another since, whose end nobody had met yet: then that is
// offered.
static void go_on(struct way *way, size_t node, int64_t most) {
  size_t cell;
  int64_t cost;
  enum found found = next_cell(way, node, &cell, &cost);
  if (found == NOT_YET) wait_last(way, node);
  if (found != FOUND) return;
  if (way->walk->places[node].cost + cost <= most)
    go_by(way, node, cell, cost);
  else
    make_offer(way->walk, node, cost);
}

// One step; false: nothing is left that costs less than the limit.
static bool walk_on(struct way *way) {
  struct sums_walk *walk = way->walk;
  if (walk->waiting_count > 0) {
    size_t node = take_waiting(way);
    go_on(way, node, walk->places[node].cost);
    return true;
  }
  if (walk->offer_count == 0 || walk->offers[0].cost >= way->limit) return false;
  int64_t cost = walk->offers[0].cost;
  go_on(way, take_offer(walk), cost);
  return true;
}

// What led on once mostly does so again: it is looked at first, and not after all that lead nowhere.
static void put_first(struct way *way, const struct sums_place *place) {
  size_t *hidden = &way->sums->hidden_at[way->sums->first[place->from]], first = hidden[0];
  if (place->at >= way->sums->hidden_count[place->from]) return;
  hidden[0] = hidden[place->at];
  hidden[place->at] = first;
}

// The cheapest way, as whatever costs least goes on first.
static bool way_find(struct way *way, size_t from, size_t to) {
  way->walk->number++;
  way->walk->waiting_count = way->walk->offer_count = 0;
  meet(way, from, (struct sums_place){.from = from});
  while (!is_met(way, to) && walk_on(way)) {}
  for (size_t node = to; is_met(way, to) && node != from; node = way->walk->places[node].from) put_first(way, &way->walk->places[node]);
  return is_met(way, to);
}

// ---- rings

// Is there a way by hidden cells alone? It is looked for from the end that has fewer of them: a row in which nothing else may change is
// told at once, and not once all of a column was gone through.
static bool leads(struct sums *sums, size_t without, size_t from, size_t to) {
  struct way way = way_of(sums, without);
  way.back = sums->hidden_count[to] < sums->hidden_count[from];
  return way.back ? way_find(&way, to, from) : way_find(&way, from, to);
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

static size_t cells_at(const struct sums *sums, size_t node) { return sums->first[node + 1] - sums->first[node]; }

static size_t shown_on(const struct way *way, size_t from, size_t to, size_t *hide) {
  size_t count = 0;
  for (size_t node = to; node != from; node = way->walk->places[node].from) {
    size_t cell = way->walk->places[node].cell;
    if (!way->sums->cells[cell].hidden) hide[count++] = cell;
  }
  return count;
}

// What is to be hidden for the ring in which it is one more, or one less: where that costs less than *limit, which is then what it costs.
static void ring(struct sums *sums, size_t cell, bool more, int64_t *limit, size_t *hide, size_t *count) {
  const struct sum_cell *one = &sums->cells[cell];
  size_t from = more ? one->head : one->tail, to = more ? one->tail : one->head;
  struct way way = way_of(sums, cell);
  way.may_hide = true;
  way.limit = *limit;
  way.back = cells_at(sums, to) < cells_at(sums, from);
  if (!may_turn(one, more) || !way_find(&way, way.back ? to : from, way.back ? from : to)) return;
  *limit = sums->walk->places[way.back ? from : to].cost;
  *count = way.back ? shown_on(&way, to, from, hide) : shown_on(&way, from, to, hide);
}

size_t sums_ring(struct sums *sums, size_t cell, size_t *hide) {
  int64_t limit = INT64_MAX;
  size_t count = 0;
  ring(sums, cell, true, &limit, hide, &count);
  ring(sums, cell, false, &limit, hide, &count);
  return count;
}

size_t sums_looks(const struct sums *sums) { return sums->walk->looks; }
