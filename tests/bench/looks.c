// What comes beside an event and a look. Of each event it is asked whether anybody can still move the item (run/stranded.h): its share of
// what the event costs. A look at an item's content is an entry before it is answered (J3, setting journal_reads): what that adds to a page
// of it, one at a time and in groups as a server has them, when it is recorded, when it was within the quarter of an hour, and where the
// board records no looks. `bench_looks FOLDER` says on which disk; by default the one it stands on.
#include "events.h"
#include "run/rights.h"
#include "run/stranded.h"
#include "script/worker.h"

enum { ALARM_ROUNDS = 50, EVENT_COUNT = 6400, LOOKS = CASE_COUNT / RUN_COUNT };

static double alarm_us(struct board *board) {
  struct casefile *items[CASE_COUNT];
  struct err err = {0};
  char ref[16];
  for (int i = 0; i < CASE_COUNT; i++) {
    snprintf(ref, sizeof ref, "P-%03d", i + 1);
    must((items[i] = rights_open(board, ref, "h.dixon", &err)) != NULL, err.text);
  }
  struct spent start = spent_now(), spent = {0};
  for (int round = 0; round < ALARM_ROUNDS; round++)
    for (int i = 0; i < CASE_COUNT; i++) must(!stranded_is(board, items[i]), "an item is stranded");
  spent_add(&spent, start);
  for (int i = 0; i < CASE_COUNT; i++) casefile_free(items[i]);
  return 1e6 * spent.cpu / (ALARM_ROUNDS * CASE_COUNT);
}

static void measure_alarm(struct ours *ours) {
  double alarm[RUN_COUNT], event[RUN_COUNT];
  for (int run = 0; run < RUN_COUNT; run++) {
    alarm[run] = alarm_us(ours->board);
    event[run] = 1e6 * run_ours(ours, GROUP_MAX, EVENT_COUNT).cpu / EVENT_COUNT;
  }
  double us = median(alarm), all = median(event);
  printf("\"nobody can move it\", medians of %d: %.2f of the %.1f us of processor that an event takes in groups of %d, %.1f %%\n",
         RUN_COUNT, us, all, GROUP_MAX, 100 * us / all);
}

// ---- looks

static json_t *look_of(int number, const char *as) {
  char ref[16];
  snprintf(ref, sizeof ref, "P-%03d", number % CASE_COUNT + 1);
  return json_pack("{s:s, s:s, s:s}", "op", "case.show", "as", as, "case", ref);
}

// Those items that are this run's, each once: what one was looked at in is no first look of the next.
static struct spent look_at_some(struct board *board, const char *as, int run, int group) {
  json_t *requests[GROUP_MAX], *answers[GROUP_MAX];
  struct spent spent = {0};
  for (int at = 0; at < LOOKS; at += group) {
    for (int i = 0; i < group; i++) requests[i] = look_of(run * LOOKS + at + i, as);
    struct spent start = spent_now();
    op_run_together(board, requests, NULL, (size_t)group, answers);
    spent_add(&spent, start);
    for (int i = 0; i < group; i++) {
      must(json_object_get(answers[i], "ref") != NULL, "a look was refused");
      json_decref(answers[i]), json_decref(requests[i]);
    }
  }
  return spent;
}

static void set(struct board *board, const char *name, const char *value) {
  ask(board,
      json_pack("{s:s, s:s, s:s, s:s, s:s}", "op", "setting.set", "as", "h.dixon", "name", name, "value", value, "reason", "Measured"));
}

static void say(const char *what, const struct spent *spent, double plain_ms) {
  double wall[RUN_COUNT], cpu[RUN_COUNT];
  for (int i = 0; i < RUN_COUNT; i++) wall[i] = 1e3 * spent[i].wall / LOOKS, cpu[i] = 1e6 * spent[i].cpu / LOOKS;
  double ms = median(wall);
  printf("%-44s %8.3f ms (%6.1f us of processor)", what, ms, median(cpu));
  printf(plain_ms > 0 ? "  %+.3f ms\n" : "\n", ms - plain_ms);
}

static double median_ms(const struct spent *spent) {
  double wall[RUN_COUNT];
  for (int i = 0; i < RUN_COUNT; i++) wall[i] = 1e3 * spent[i].wall / LOOKS;
  return median(wall);
}

static void measure_looks(struct board *board, const char *as, int group) {
  struct spent off[RUN_COUNT], first[RUN_COUNT], again[RUN_COUNT];
  for (int run = 0; run < RUN_COUNT; run++) {
    set(board, "journal_reads", "off");
    off[run] = look_at_some(board, as, run, group);
    set(board, "journal_reads", "on");
    first[run] = look_at_some(board, as, run, group);
    again[run] = look_at_some(board, as, run, group);
  }
  printf("a page of an item, %d at once, medians of %d\n", group, RUN_COUNT);
  say("looks are not recorded", off, 0);
  say("a look, recorded before the answer", first, median_ms(off));
  say("a look again within a quarter of an hour", again, median_ms(off));
}

int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[1], "--worker") == 0) return worker_main(); // the program that reads a workflow is this one again
  struct env env = env_system();
  struct ours ours;
  char *parent = bench_folder(count > 1 ? arguments[1] : NULL);
  mem_free(prepare(&ours, &env, parent, "looks"));
  measure_alarm(&ours);
  measure_looks(ours.board, "h.dixon", 1);
  measure_looks(ours.board, "p.shah", 8);
  board_close(ours.board);
  bench_remove(parent);
  return 0;
}
