// A board of Redcar & Cleveland with items of tests/data/progress.lua, and durable events on it through op_run_together: shared by the
// benches of whole events.
#ifndef WAYMARK_BENCH_EVENTS_H
#define WAYMARK_BENCH_EVENTS_H
#include "asking.h"
#include "base/env.h"
#include "base/mem.h"
#include "measure.h"
#include "op/op.h"

#include <string.h>

struct ours {
  struct board *board;
  int64_t done;
};

static void start_cases(struct board *board) {
  for (int i = 0; i < CASE_COUNT; i++) {
    char ref[16];
    snprintf(ref, sizeof ref, "P-%03d", i + 1);
    ask(board, json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s, s:s, s:s}}", "op", "case.start", "as", "h.dixon", "workflow", "progress", "ref",
                         ref, "data", "text", "Write to every school about the new referral form", "agency", "police", "owner", "p.shah",
                         "due", "2091-01-01"));
  }
}

// What a sender's request is once its text has been read. The date is far ahead, so that no timer is due in between.
static json_t *request_of(int64_t event) {
  int number = (int)(event % CASE_COUNT);
  int64_t round = event / CASE_COUNT;
  char ref[16], due[16];
  snprintf(ref, sizeof ref, "P-%03d", number + 1);
  snprintf(due, sizeof due, "2090-%02d-%02d", (int)(round / 28 % 12) + 1, (int)(round % 28) + 1);
  return json_pack("{s:s, s:s, s:s, s:s, s:{s:s, s:s}}", "op", "case.send", "as", "p.shah", "case", ref, "event",
                   has_message(number, round) ? "ask" : "report", "data", "note",
                   round % 2 ? "Letters went out on Monday" : "Schools have answered", "due", due);
}

static void send_together(struct board *board, json_t *const *requests, int group) {
  json_t *answers[GROUP_MAX];
  op_run_together(board, requests, NULL, (size_t)group, answers);
  for (int i = 0; i < group; i++) {
    must(json_is_true(json_object_get(answers[i], "taken")), "an event was refused");
    json_decref(answers[i]);
  }
}

static struct spent run_ours(void *user, int group, int count) {
  struct ours *ours = user;
  json_t *requests[GROUP_MAX];
  struct spent spent = {0};
  for (int i = 0; i < count; i += group) {
    for (int j = 0; j < group; j++) requests[j] = request_of(ours->done++);
    struct spent start = spent_now();
    send_together(ours->board, requests, group);
    spent_add(&spent, start);
    for (int j = 0; j < group; j++) json_decref(requests[j]);
  }
  return spent;
}

// A board that has had one round of events, so that both begin with the same rows. Caller frees the folder's name.
static char *prepare(struct ours *ours, const struct env *env, const char *parent, const char *name) {
  struct err err = {0};
  json_t *answer = NULL;
  char *folder = mem_format("%s/%s", parent, name);
  struct board_seed seed = {
      .folder = folder, .seed_path = WAYMARK_SOURCE_DIR "/examples/redcar-cleveland/board.lua", .share = WAYMARK_SOURCE_DIR};
  must(board_create(env, &seed, &answer, &err), err.text);
  json_decref(answer);
  *ours = (struct ours){.board = board_open(env, folder, &err)};
  must(ours->board, err.text);
  publish(ours->board, env, "progress.lua");
  start_cases(ours->board);
  run_ours(ours, 1, CASE_COUNT);
  return folder;
}
#endif
