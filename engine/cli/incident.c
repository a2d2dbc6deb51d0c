// waymark incident ...: an event that failed half way was rolled back and parked; somebody named decides what becomes of it (S6).
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

static bool resolve_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "incident.resolve");
  json_put_text(request, "incident", cli_operand(cli, 0));
  json_put_text(request, "how", cli->command->verb);
  request_option(cli, request, "reason", OPTION_REASON);
  json_t *answer = call(cli, request, -1, err);
  if (answer && !print_json(cli, answer)) {
    bool skipped = strcmp(cli->command->verb, "skip") == 0;
    print_line(cli, "The stuck step %s was %s.", json_text(answer, "incident"), skipped ? "skipped" : "run again");
    print_outcome(cli, answer);
  }
  json_decref(answer);
  return answer != NULL;
}

const struct command command_incident_skip = {
    .noun = "incident",
    .verb = "skip",
    .usage = "ID",
    .summary = "leave a stuck step out",
    .help =
        "Gives up an event that could not be carried out. The item stays where it was; the reason is kept. \"waymark case show\" lists an "
        "item's stuck steps and their ids.",
    .example = "waymark incident skip 4f2a --as h.dixon --reason \"Sent twice by mistake\"",
    .operand_min = 1,
    .operand_max = 1,
    .needs = TAKES(REASON),
    .run = resolve_run,
};
const struct command command_incident_retry = {
    .noun = "incident",
    .verb = "retry",
    .usage = "ID",
    .summary = "try a stuck step again",
    .help = "Sends an event that could not be carried out once more, after what was in its way was mended. \"waymark case show\" lists an "
            "item's "
            "stuck steps and their ids.",
    .example = "waymark incident retry 4f2a --as h.dixon --reason \"The calendar now knows 2018\"",
    .operand_min = 1,
    .operand_max = 1,
    .needs = TAKES(REASON),
    .run = resolve_run,
};
