// Shared by the benches of whole events: asking a board for what must be done, and publishing a workflow of tests/data.
#ifndef WAYMARK_BENCH_ASKING_H
#define WAYMARK_BENCH_ASKING_H
#include "base/env.h"
#include "base/mem.h"
#include "measure.h"
#include "op/op.h"

enum { WORKFLOW_SIZE_MAX = 65536 };

static void ask(struct board *board, json_t *request) {
  struct err err = {0};
  json_t *answer = NULL;
  must(op_run(board, request, -1, &answer, &err), err.text);
  json_decref(answer), json_decref(request);
}

static void publish(struct board *board, const struct env *env, const char *file) {
  struct err err = {0};
  char *path = mem_format(WAYMARK_SOURCE_DIR "/tests/data/%s", file), *source = NULL;
  size_t size;
  must(env_read_file(env, path, WORKFLOW_SIZE_MAX, &source, &size, &err), err.text);
  ask(board, json_pack("{s:s, s:s, s:s, s:s}", "op", "workflow.publish", "as", "h.dixon", "file", file, "source", source));
  mem_free(source), mem_free(path);
}
#endif
