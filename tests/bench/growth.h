// How the cost of an event grows: not with the chart, but with what is left and entered. Ours alone.
//
//   chart      groups of nine states; each event goes to the next state, and every ninth to the next group. It tours the whole chart, so
//              that none of it stays near the processor by chance.
//   exit set   one chart with a parallel state of 3, 15, 63 and 255 regions, and an event for each that leaves and enters it again.
#ifndef WAYMARK_BENCH_GROWTH_H
#define WAYMARK_BENCH_GROWTH_H
#include "engines.h"

enum { GROUP = 9, GROWTH_EVENTS = 400000, EXIT_WORK = 400000 };

static json_t *group_of(json_t *root, int number, int state_count) {
  char *id = mem_format("g%d", number), *first = mem_format("s%d", number * GROUP);
  json_t *group = put_state(root, new_state(id, "compound", first));
  for (int i = number * GROUP; i < (number + 1) * GROUP; i++) {
    char *state = mem_format("s%d", i), *next = mem_format("s%d", (i + 1) % state_count);
    count_it(put_move(put_state(group, new_state(state, "atomic", NULL)), "go", next));
    mem_free(state), mem_free(next);
  }
  mem_free(id), mem_free(first);
  return group;
}

// `states` in all, without the root.
static json_t *chart_of_groups(int states) {
  json_t *root = new_state("", "compound", "g0");
  int groups = states / (GROUP + 1);
  for (int i = 0; i < groups; i++) group_of(root, i, groups * GROUP);
  return definition_of(root);
}

static double us_per_event(struct ours *ours, const char *event, int count) { return 1e6 * ours_send(ours, &event, 1, count) / count; }

static void keep_least(double *least, double us) {
  if (*least == 0 || us < *least) *least = us;
}

// The least of some runs, which the sizes take in turns: what disturbs a run only ever adds to it.
static void growth_of_charts(void) {
  static const int sizes[] = {10, 100, 1000, 10000};
  struct ours ours[COUNT_OF(sizes)];
  double least[COUNT_OF(sizes)] = {0};
  for (int i = 0; i < COUNT_OF(sizes); i++) ours_open(&ours[i], chart_of_groups(sizes[i]));
  for (int run = 0; run <= RUN_COUNT; run++)
    for (int i = 0; i < COUNT_OF(sizes); i++) keep_least(&least[i], us_per_event(&ours[i], "go", GROWTH_EVENTS));
  printf("growth with the chart: one event leaves and enters the same\n%10s %12s %8s\n", "states", "us an event", "ratio");
  for (int i = 0; i < COUNT_OF(sizes); i++) {
    printf("%10d %12.3f %8.2f\n", sizes[i], least[i], least[i] / least[0]);
    ours_close(&ours[i]);
  }
}

// A state that counts `size` with its regions; "again_SIZE" leaves and enters it, "to_SIZE" goes there from any other.
static void put_exit_set(json_t *root, int size) {
  char *id = mem_format("p%d", size), *again = mem_format("again_%d", size), *to = mem_format("to_%d", size);
  json_t *state = put_state(root, new_state(id, size == 1 ? "atomic" : "parallel", NULL));
  for (int i = 1; i < size; i++) {
    char *region = mem_format("p%d_%d", size, i);
    put_state(state, new_state(region, "atomic", NULL));
    mem_free(region);
  }
  count_it(put_move(state, again, id));
  put_move(root, to, id);
  mem_free(id), mem_free(again), mem_free(to);
}

static void growth_of_exits(void) {
  static const int sizes[] = {1, 4, 16, 64, 256};
  json_t *root = new_state("", "compound", "p1");
  for (int i = 0; i < COUNT_OF(sizes); i++) put_exit_set(root, sizes[i]);
  struct ours ours;
  ours_open(&ours, definition_of(root));
  printf("growth with what is left and entered, in one chart\n%10s %12s %12s\n", "exit set", "us an event", "us a state");
  for (int i = 0; i < COUNT_OF(sizes); i++) {
    char *to = mem_format("to_%d", sizes[i]), *again = mem_format("again_%d", sizes[i]);
    double least = 0;
    system_send_name(ours.system, to);
    for (int run = 0; run <= RUN_COUNT; run++) keep_least(&least, us_per_event(&ours, again, EXIT_WORK / sizes[i]));
    printf("%10d %12.3f %12.3f\n", sizes[i], least, least / sizes[i]);
    mem_free(to), mem_free(again);
  }
  ours_close(&ours);
}
#endif
