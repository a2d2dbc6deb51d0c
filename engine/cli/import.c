// waymark import plan: a business plan's indicators and actions from a CSV file.
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

enum { PLAN_MAX = 3 << 20 }; // bytes: it must fit a request, and a plan of 10,000 actions does

static void print_plan(struct cli *cli, const json_t *answer) {
  size_t i;
  json_t *warning;
  print_line(cli, "%lld indicators and %lld actions: %lld added, %lld unchanged.", (long long)json_number(answer, "indicators", 0),
             (long long)json_number(answer, "actions", 0), (long long)json_number(answer, "added", 0),
             (long long)json_number(answer, "unchanged", 0));
  json_array_foreach(json_object_get(answer, "warnings"), i, warning) print_line(cli, "  - %s", json_string_value(warning));
}

static bool plan_run(struct cli *cli, struct err *err) {
  const char *path = cli_operand(cli, 0), *slash = strrchr(path, '/');
  char *text = file_text(cli, path, PLAN_MAX, err);
  if (!text) return false;
  json_t *request = request_new(cli, "import.plan");
  json_put_text(request, "file", slash ? slash + 1 : path);
  json_put_text(request, "text", text);
  mem_free(text);
  json_t *answer = call(cli, request, -1, err);
  if (answer && !print_json(cli, answer)) print_plan(cli, answer);
  json_decref(answer);
  return answer != NULL;
}

const struct command command_import_plan = {
    .noun = "import",
    .verb = "plan",
    .usage = "FILE.csv",
    .summary = "take in a business plan",
    .help =
        "Takes in a business plan: each action becomes an item of the workflow plan-action, proposed, led by whom the plan names. "
        "Nothing is made "
        "up: what the plan does not say is warned of. A mistake in one row is named by line and column, and then nothing of the file "
        "comes in. "
        "Taking the same file in again changes nothing.\n\n"
        "The first line names the columns, in any order: indicator (1.4), priority (a number), priority_title, indicator_text, action_no "
        "(1, 2, ... within the indicator), action_text, leads (names or aliases of groups, agencies or posts, parted by \";\"), outcomes "
        "(parted by \";\"). A column workflow may say which workflow runs the action; columns of other names are not read. "
        "examples/redcar-cleveland/business-plan.csv is one, of the board whose seed lies beside it.",
    .example = "waymark import plan business-plan.csv --as h.dixon",
    .operand_min = 1,
    .operand_max = 1,
    .run = plan_run,
};
