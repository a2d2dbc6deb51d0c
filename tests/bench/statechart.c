// Goal: how many events a second the chart engine takes in memory, without Lua and without a store, beside other engines in the same run.
// Method: the two charts of charts.h, each engine with as many events as take it about a second, medians of five runs, and the ratio of
// ours to it. For each of the others our engine is sent exactly what it was sent: configuration and counter at the end must be the same,
// and where they are not the line says so. Then how the cost of an event grows (growth.h). Engines from npm run where WAYMARK_PEERS names
// the folder that they are installed in.
#include "engines.h"
#include "growth.h"

// Events of one run. None of them is a whole number of rounds, so that runs end in different places.
static const struct engine {
  const char *label, *file; // file NULL: in this program
  struct outcome (*run)(const struct chart_rows *rows, int count);
  int flat, nested;
} engines[] = {
    {"ours", NULL, run_ours, 3000001, 1500003},
    {"plain C", NULL, run_probe, 100000001, 30000003},
    {"SCION core 2 (npm)", "scion", NULL, 250001, 80003},
    {"XState 5, actor (npm)", "xstate", NULL, 100001, 25003},
};
enum {
  CHECKED = 100003
}; // events after which plain C is compared with ours, which would be busy for minutes with as many as it is timed by

static struct outcome run_engine(const struct engine *engine, const char *peers, const struct chart_rows *rows, int count) {
  return engine->file ? run_peer(peers, engine->file, rows, count) : engine->run(rows, count);
}

// Does it end where ours ends after the same events?
static bool agrees(const struct outcome *outcome, const struct chart_rows *rows, int count) {
  struct outcome expected = run_ours(rows, count);
  bool same = json_equal(expected.atomic, outcome->atomic) && expected.count == outcome->count;
  outcome_clear(&expected);
  return same;
}

// Answers the rate.
static double run_chart(const struct engine *engine, const char *peers, const struct chart_rows *rows, bool *same) {
  int count = rows == &flat_rows ? engine->flat : engine->nested;
  struct outcome outcome = run_engine(engine, peers, rows, count);
  double rate = outcome.rate;
  if (!engine->file) {
    outcome_clear(&outcome);
    outcome = run_engine(engine, peers, rows, count = CHECKED);
  }
  *same = *same && agrees(&outcome, rows, count);
  outcome_clear(&outcome);
  return rate;
}

// `own`: our rates, which the first line gives.
static void print_line(const struct engine *engine, const char *peers, double *own) {
  bool same = true;
  double flat = run_chart(engine, peers, &flat_rows, &same), nested = run_chart(engine, peers, &nested_rows, &same);
  if (engine == engines) own[0] = flat, own[1] = nested;
  printf("%-24s %12.0f %12.0f %9.2f %9.2f  %s\n", engine->label, flat, nested, own[0] / flat, own[1] / nested,
         same ? "same end" : "IT ENDS DIFFERENTLY");
  fflush(stdout);
}

static void table(const char *peers) {
  double own[2] = {0};
  printf("events a second of processor time, medians of %d; aim: 3,000,000 flat and 1,500,000 nested\n", RUN_COUNT);
  printf("%-24s %12s %12s %9s %9s\n", "", "flat", "nested", "ours/it", "ours/it");
  for (int i = 0; i < COUNT_OF(engines); i++)
    if (!engines[i].file || peers) print_line(&engines[i], peers, own);
  if (!peers) printf("SCION and XState were left out: Node and npm are not here, or could not install them.\n");
}

int main(void) {
  table(getenv("WAYMARK_PEERS"));
  growth_of_charts();
  growth_of_exits();
  return 0;
}
