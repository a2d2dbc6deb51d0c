// The engines that run the same two charts: ours, the probe in plain C, and those from npm, each of which is a program of its own for Node
// (tests/bench/peers/, installed by scripts/bench into the folder that WAYMARK_PEERS names). Each sends the chart's events over and over:
// one run to warm up, then five by the clock; and says where it ended. The clock is the processor time of the process: whoever else is busy
// on the machine takes none of it.
#ifndef WAYMARK_BENCH_ENGINES_H
#define WAYMARK_BENCH_ENGINES_H
#include "base/buf.h"
#include "base/mem.h"
#include "chart/system.h"
#include "charts.h"
#include "clock.h"
#include "probe.h"

struct outcome {
  double rate;    // events a second, the median
  json_t *atomic; // ids of the active atomic states, sorted
  int64_t count;  // the counter
};

static void outcome_clear(struct outcome *outcome) { json_decref(outcome->atomic); }

static double spent_seconds(void) { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }

// ---- ours

struct ours {
  struct chart *chart;
  struct system *system;
};

static void ours_open(struct ours *ours, json_t *definition) {
  struct err err = {0};
  ours->chart = chart_new(definition, &err);
  must(ours->chart != NULL, err.text);
  ours->system = system_new(&(struct system_host){0});
  must(system_start(ours->system, ours->chart, 0, &err), err.text);
  json_decref(definition);
}

static void ours_close(struct ours *ours) {
  system_free(ours->system);
  chart_free(ours->chart);
}

static double ours_send(struct ours *ours, const char *const *events, int event_count, int count) {
  double start = spent_seconds();
  for (int i = 0, at = 0; i < count; i++) {
    system_send_name(ours->system, events[at]);
    system_run(ours->system, 0);
    at = at + 1 == event_count ? 0 : at + 1;
  }
  return spent_seconds() - start;
}

static int64_t ours_count(struct ours *ours) { return json_number(system_fields(ours->system), "count", 0); }

static struct outcome run_ours(const struct chart_rows *rows, int count) {
  struct ours ours;
  double rates[RUN_COUNT];
  ours_open(&ours, build_rows(rows));
  ours_send(&ours, rows->events, rows->event_count, count);
  for (int run = 0; run < RUN_COUNT; run++) rates[run] = count / ours_send(&ours, rows->events, rows->event_count, count);
  struct outcome outcome = {median(rates), config_atomic(ours.chart, system_config(ours.system)), ours_count(&ours)};
  ours_close(&ours);
  return outcome;
}

// ---- plain C

static double probe_send(struct probe *probe, const struct chart_rows *rows, int count) {
  bool flat = rows == &flat_rows;
  double start = spent_seconds();
  for (int i = 0, at = 0; i < count; i++) {
    if (flat)
      probe_flat(probe, rows->events[at]);
    else
      probe_nested(probe, rows->events[at]);
    at = at + 1 == rows->event_count ? 0 : at + 1;
  }
  return spent_seconds() - start;
}

static struct outcome run_probe(const struct chart_rows *rows, int count) {
  struct probe probe = {0};
  double rates[RUN_COUNT];
  probe_send(&probe, rows, count);
  for (int run = 0; run < RUN_COUNT; run++) rates[run] = count / probe_send(&probe, rows, count);
  return (struct outcome){median(rates), probe_configuration(&probe, rows == &flat_rows), probe.count};
}

// ---- from npm

static char *peer_command(const char *folder, const char *engine, const struct chart_rows *rows, int count) {
  struct buf command = {0};
  buf_format(&command, "node '%s/%s.mjs' %s %d", folder, engine, rows == &flat_rows ? "flat" : "nested", count);
  for (int i = 0; i < rows->event_count; i++) buf_format(&command, " %s", rows->events[i]);
  return command.data;
}

static json_t *ask_peer(const char *folder, const char *engine, const struct chart_rows *rows, int count) {
  char *command = peer_command(folder, engine, rows, count), text[4096];
  FILE *pipe = popen(command, "r");
  struct err err = {0};
  must(pipe != NULL, "cannot start Node");
  size_t size = fread(text, 1, sizeof text, pipe);
  must(pclose(pipe) == 0, command);
  json_t *answer = json_read(text, size, engine, &err);
  must(answer != NULL, err.text);
  mem_free(command);
  return answer;
}

static struct outcome run_peer(const char *folder, const char *engine, const struct chart_rows *rows, int count) {
  json_t *answer = ask_peer(folder, engine, rows, count), *spent = json_object_get(answer, "seconds");
  double rates[RUN_COUNT];
  must(json_array_size(spent) == RUN_COUNT, "a peer answers another number of runs");
  for (int run = 0; run < RUN_COUNT; run++) rates[run] = count / json_number_value(json_array_get(spent, (size_t)run));
  struct outcome outcome = {median(rates), json_incref(json_object_get(answer, "atomic")), json_number(answer, "count", -1)};
  json_decref(answer);
  return outcome;
}
#endif
