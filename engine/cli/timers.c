// waymark run-due: fires what is due, for boards that no server watches.
#include "base/mem.h"
#include "cli/internal.h"

// One batch of a server, which then has its turn for others; in process, all there is.
static json_t *run_batch(struct cli *cli, struct err *err) {
  if (!call_open(cli, err)) return NULL;
  json_t *request = request_new(cli, "timers.run");
  request_option(cli, request, "until", OPTION_UNTIL);
  if (cli->server >= 0) json_put_flag(request, "batch", true);
  return call(cli, request, -1, err);
}

// The last answer, with the lists of all. A new reference.
static json_t *run_all(struct cli *cli, struct err *err) {
  static const char *const lists[] = {"fired", "passed_over"};
  json_t *answer = run_batch(cli, err);
  while (answer && json_flag(answer, "more")) {
    json_t *next = run_batch(cli, err);
    for (size_t i = 0; next && i < sizeof lists / sizeof lists[0]; i++) {
      json_t *rows = json_object_get(answer, lists[i]);
      if (!rows) continue;
      json_array_extend(rows, json_object_get(next, lists[i]));
      json_object_set(next, lists[i], rows);
    }
    json_decref(answer);
    answer = next;
  }
  return answer;
}

static void say_passed_over(struct cli *cli, const json_t *passed_over) {
  size_t i;
  json_t *row;
  json_array_foreach(passed_over, i, row) {
    fprintf(stderr, "%s\n", json_text(row, "text"));
    cli->status = 3;
  }
}

static bool run_due_run(struct cli *cli, struct err *err) {
  json_t *answer = run_all(cli, err);
  if (!answer) return false;
  say_passed_over(cli, json_object_get(answer, "passed_over"));
  if (!print_json(cli, answer)) {
    const json_t *fired = json_object_get(answer, "fired");
    char *next = print_time(json_text(answer, "next"));
    page_fired(cli, fired);
    if (json_array_size(fired) == 0) print_line(cli, "Nothing is due.");
    if (next) print_line(cli, "Next: %s", next);
    mem_free(next);
  }
  json_decref(answer);
  return true;
}

const struct command command_run_due = {
    .noun = "run-due",
    .usage = "",
    .summary = "do what has fallen due: reminders, escalations",
    .help =
        "Does everything that has fallen due, in the order in which it fell due: reminders, escalations, moves by date. \"waymark serve\" "
        "does this by itself as it falls due. On a board with a manual clock, --now moves the clock first.",
    .example = "waymark run-due\n"
               "waymark run-due --now 2017-01-04T09:00:00Z",
    .operand_max = 0,
    .takes = TAKES(UNTIL),
    .run = run_due_run,
};
