// waymark run-due: fires what is due, for boards that no server watches.
#include "base/mem.h"
#include "cli/internal.h"

static bool run_due_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "timers.run");
  request_option(cli, request, "until", OPTION_UNTIL);
  json_t *answer = call(cli, request, -1, err);
  if (!answer) return false;
  if (!print_json(cli, answer)) {
    const json_t *fired = json_object_get(answer, "fired");
    char *next = print_time(json_text(answer, "next"));
    page_fired(cli, fired);
    const char *held = json_text(answer, "held");
    if (held)
      print_line(cli, "%s", held);
    else if (json_array_size(fired) == 0)
      print_line(cli, "Nothing is due.");
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
