// Durable events a second whose guard and action are Lua functions, whole, through op_run_together: what event.c measures, with
// tests/data/weigh.lua. Beside them events of the same items that ask no Lua, in turns, so that the ratio is what Lua costs.
#include "asking.h"
#include "base/env.h"
#include "base/mem.h"
#include "measure.h"
#include "op/op.h"
#include "script/worker.h"

#include <string.h>

struct side_of_lua {
  struct board *board;
  const char *event;
  int64_t done;
};

static void make_items(struct board *board, const struct env *env) {
  publish(board, env, "weigh.lua");
  for (int i = 0; i < CASE_COUNT; i++) {
    char ref[16];
    snprintf(ref, sizeof ref, "W-%03d", i + 1);
    ask(board, json_pack("{s:s, s:s, s:s, s:s, s:{s:s}}", "op", "case.start", "as", "h.dixon", "workflow", "weigh", "ref", ref, "data",
                         "text", "Write to every school about the new referral form"));
  }
}

static json_t *request_of(struct side_of_lua *side) {
  char ref[16];
  snprintf(ref, sizeof ref, "W-%03d", (int)(side->done++ % CASE_COUNT) + 1);
  return json_pack("{s:s, s:s, s:s, s:s}", "op", "case.send", "as", "h.dixon", "case", ref, "event", side->event);
}

static double run_side(void *user, int group, int count) {
  struct side_of_lua *side = user;
  json_t *requests[GROUP_MAX], *answers[GROUP_MAX];
  double spent = 0;
  for (int i = 0; i < count; i += group) {
    for (int j = 0; j < group; j++) requests[j] = request_of(side);
    double start = seconds();
    op_run_together(side->board, requests, NULL, (size_t)group, answers);
    spent += seconds() - start;
    for (int j = 0; j < group; j++) {
      must(json_is_true(json_object_get(answers[j], "taken")), "an event was refused");
      json_decref(requests[j]), json_decref(answers[j]);
    }
  }
  return spent;
}

static void rows(struct side_of_lua *with, struct side_of_lua *without) {
  static const int groups[GROUP_COUNT] = {1, 8, 64}, counts[GROUP_COUNT] = {400, 1600, 6400};
  printf("durable events a second, medians of %d\n%10s %10s %12s %8s %10s\n", RUN_COUNT, "at once", "with Lua", "without", "ratio",
         "messages");
  for (int i = 0; i < GROUP_COUNT; i++) {
    double a[RUN_COUNT], b[RUN_COUNT];
    uint64_t before = worker_messages(with->board->worker);
    for (int run = 0; run < RUN_COUNT; run++) {
      a[run] = counts[i] / run_side(with, groups[i], counts[i]);
      b[run] = counts[i] / run_side(without, groups[i], counts[i]);
    }
    double messages = (double)(worker_messages(with->board->worker) - before) / (RUN_COUNT * (double)counts[i]);
    double had = median(a), plain = median(b);
    printf("%10d %10.0f %12.0f %7.0f%% %10.3f\n", groups[i], had, plain, 100 * had / plain, messages);
  }
}

int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[1], "--worker") == 0) return worker_main();
  struct env env = env_system();
  struct err err = {0};
  json_t *answer = NULL;
  char *parent = bench_folder(count > 1 ? arguments[1] : NULL), *folder = mem_format("%s/board", parent);
  struct board_seed seed = {
      .folder = folder, .seed_path = WAYMARK_SOURCE_DIR "/examples/redcar-cleveland/board.lua", .share = WAYMARK_SOURCE_DIR};
  must(board_create(&env, &seed, &answer, &err), err.text);
  json_decref(answer);
  struct board *board = board_open(&env, folder, &err);
  must(board != NULL, err.text);
  make_items(board, &env);
  rows(&(struct side_of_lua){.board = board, .event = "weigh"}, &(struct side_of_lua){.board = board, .event = "plain"});
  board_close(board);
  mem_free(folder);
  bench_remove(parent);
  return 0;
}
