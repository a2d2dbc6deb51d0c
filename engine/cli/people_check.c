// waymark people check: what of the directory reaches nobody today.
#include "cli/internal.h"

static void print_found(struct cli *cli, const json_t *found) {
  size_t i;
  json_t *one;
  json_array_foreach(found, i, one) print_line(cli, "%s", json_text(one, "text"));
  if (i == 0) print_line(cli, "Every post, agency and group has somebody who is there.");
}

static bool check_run(struct cli *cli, struct err *err) {
  json_t *answer = call(cli, request_new(cli, "people.check"), -1, err);
  if (answer && !print_json(cli, answer)) print_found(cli, json_object_get(answer, "found"));
  json_decref(answer);
  return answer != NULL;
}

const struct command command_people_check = {
    .noun = "people",
    .verb = "check",
    .usage = "",
    .summary = "what of the directory reaches nobody today",
    .help = "Says which posts nobody can act for, which agencies have no safeguarding lead or ended without one that follows, which groups "
            "could "
            "not decide, and who left and still stands somewhere. It changes nothing.",
    .example = "waymark people check",
    .operand_max = 0,
    .run = check_run,
};
