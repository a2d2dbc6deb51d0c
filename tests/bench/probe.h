// The limit that our engine is measured against: the charts of charts.h written out by hand in C, as somebody would who needed no chart to
// be read, checked, drawn, explained or traced. It is given the same names of events, asks the same condition and adds to the same counter,
// each by a call that the compiler may not look into. What a region was in when it was left is one variable.
#ifndef WAYMARK_BENCH_PROBE_H
#define WAYMARK_BENCH_PROBE_H
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum probe_leaf { PROBE_X, PROBE_Y, PROBE_Z, PROBE_OFF };

struct probe {
  int ring;                       // of the flat chart: a, b, c, d
  enum probe_leaf in[2], back[2]; // of the nested one, by region
  int64_t count;
};

__attribute__((noinline)) static bool probe_guard(const struct probe *probe) { return probe->count >= 0; }
__attribute__((noinline)) static void probe_act(struct probe *probe) { probe->count++; }

static void probe_go(struct probe *probe, int to) {
  probe_act(probe);
  probe->ring = to;
}

static void probe_flat(struct probe *probe, const char *event) {
  if (strcmp(event, "go") != 0 || !probe_guard(probe)) return;
  switch (probe->ring) {
  case 0:
    probe_go(probe, 1);
    break;
  case 1:
    probe_go(probe, 2);
    break;
  case 2:
    probe_go(probe, 3);
    break;
  default:
    probe_go(probe, 0);
  }
}

static void probe_move(struct probe *probe, int region, enum probe_leaf to) {
  if (!probe_guard(probe)) return;
  probe_act(probe);
  if (to == PROBE_OFF) probe->back[region] = probe->in[region];
  probe->in[region] = to;
}

static void probe_both(struct probe *probe) {
  for (int region = 0; region < 2; region++) switch (probe->in[region]) {
    case PROBE_X:
    case PROBE_Y:
      probe_move(probe, region, PROBE_Z);
      break;
    case PROBE_Z:
      probe_move(probe, region, PROBE_X);
      break;
    case PROBE_OFF:
      break;
    }
}

static void probe_step(struct probe *probe, int region) {
  if (probe->in[region] == PROBE_X)
    probe_move(probe, region, PROBE_Y);
  else if (probe->in[region] == PROBE_Y)
    probe_move(probe, region, PROBE_X);
}

static void probe_nested(struct probe *probe, const char *event) {
  if (strcmp(event, "step_one") == 0)
    probe_step(probe, 0);
  else if (strcmp(event, "step_two") == 0)
    probe_step(probe, 1);
  else if (strcmp(event, "both") == 0)
    probe_both(probe);
  else if (strcmp(event, "leave_one") == 0 && probe->in[0] != PROBE_OFF)
    probe_move(probe, 0, PROBE_OFF);
  else if (strcmp(event, "leave_two") == 0 && probe->in[1] != PROBE_OFF)
    probe_move(probe, 1, PROBE_OFF);
  else if (strcmp(event, "back_one") == 0 && probe->in[0] == PROBE_OFF)
    probe_move(probe, 0, probe->back[0]);
  else if (strcmp(event, "back_two") == 0 && probe->in[1] == PROBE_OFF)
    probe_move(probe, 1, probe->back[1]);
}

// Ids of its active atomic states, as every engine gives them.
static json_t *probe_configuration(const struct probe *probe, bool flat) {
  static const char *const ring[] = {"a", "b", "c", "d"};
  static const char *const leaves[2][4] = {{"one_x", "one_y", "one_z", "one_off"}, {"two_x", "two_y", "two_z", "two_off"}};
  if (flat) return json_pack("[s]", ring[probe->ring]);
  return json_pack("[s, s]", leaves[0][probe->in[0]], leaves[1][probe->in[1]]);
}
#endif
