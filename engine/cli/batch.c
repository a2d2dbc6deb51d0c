// waymark batch: many requests, one a line, one answer a line. For scripts: what is answered is committed, so a script that reads an
// answer may rely on it whatever happens next.
#include "base/mem.h"
#include "cli/internal.h"
#include "op/op.h"
#include "serve/frame.h"

#include <stdlib.h>
#include <string.h>

static void put_missing(const struct cli *cli, json_t *request) {
  json_t *usual = request_new(cli, "");
  json_object_del(usual, "op");
  json_object_update_missing(request, usual);
  json_decref(usual);
}

static json_t *read_request(const char *line, size_t size, size_t number, struct err *err) {
  char *what = mem_format("Line %zu", number);
  json_t *request = json_read(line, size, what, err);
  if (request && !json_is_object(request)) {
    json_decref(request);
    request = NULL;
    err_set(err, ERR_INVALID, "%s is not a request: each line must be one JSON object, such as {\"op\":\"board.show\"}.", what);
  }
  mem_free(what);
  return request;
}

static json_t *answer_line(struct cli *cli, const char *line, size_t size, size_t number, struct err *err) {
  if (size > FRAME_REQUEST_MAX) {
    err_set(err, ERR_LIMIT, "Line %zu is %zu bytes long; the limit for a request is %d bytes.", number, size, FRAME_REQUEST_MAX);
    return NULL;
  }
  json_t *request = read_request(line, size, number, err);
  if (!request) return NULL;
  put_missing(cli, request);
  return call(cli, request, -1, err);
}

// A refusal is an answer like any other; the exit status keeps the worst of them.
static bool run_line(struct cli *cli, const char *line, size_t size, size_t number) {
  struct err err;
  json_t *answer = answer_line(cli, line, size, number, &err);
  if (!answer) {
    answer = op_failure(&err);
    if (err_exit(err.code) > cli->status) cli->status = err_exit(err.code);
  }
  char *text = json_dumps(answer, JSON_COMPACT);
  fprintf(cli->out, "%s\n", text);
  free(text);
  json_decref(answer);
  return fflush(cli->out) == 0;
}

static void run_lines(struct cli *cli, FILE *in) {
  char *line = NULL;
  size_t room = 0, number = 0;
  ssize_t size;
  while ((size = getline(&line, &room, in)) > 0) {
    number++;
    while (size && (line[size - 1] == '\n' || line[size - 1] == '\r')) size--;
    if (size && !run_line(cli, line, (size_t)size, number)) break;
  }
  free(line);
}

static bool batch_run(struct cli *cli, struct err *err) {
  const char *path = cli_operand(cli, 0);
  bool standard = !path || strcmp(path, "-") == 0;
  FILE *in = standard ? stdin : fopen(path, "re");
  if (!in) return env_fail(err, "read", path);
  run_lines(cli, in);
  bool ok = !ferror(in) || env_fail(err, "read", standard ? "the requests" : path);
  if (!standard) fclose(in);
  return ok;
}

const struct command command_batch = {
    .noun = "batch",
    .usage = "[FILE|-]",
    .summary = "many requests, one JSON object a line",
    .help =
        "Reads requests, one JSON object a line, from a file or from standard input, and prints one answer a line, each as soon as it is "
        "safely "
        "kept. A refusal is answered as {\"error\":{\"code\",\"text\"}} and the next line goes on; the exit status is the worst of them. "
        "--as and --now are put into requests that do not say.",
    .example = "echo '{\"op\":\"case.list\",\"open\":true}' | waymark batch --as h.dixon",
    .operand_max = 1,
    .run = batch_run,
};
