// waymark hold ...: legal holds, under which nothing is erased.
#include "cli/internal.h"

#include <string.h>

static bool change_run(struct cli *cli, struct err *err) {
  bool set = strcmp(cli->command->verb, "set") == 0;
  json_t *request = request_new(cli, set ? "hold.set" : "hold.lift");
  json_put_text(request, "case", cli_operand(cli, 0));
  if (cli_has(cli, OPTION_ALL)) json_put_flag(request, "all", true);
  request_option(cli, request, "reason", OPTION_REASON);
  json_t *answer = call(cli, request, -1, err);
  if (answer && !print_json(cli, answer)) {
    const char *ref = json_text(answer, "ref");
    print_line(cli, set ? "%s is on legal hold: nothing of it can be erased." : "%s is no longer on legal hold.",
               ref ? ref : "The whole board");
  }
  json_decref(answer);
  return answer != NULL;
}

static bool list_run(struct cli *cli, struct err *err) {
  json_t *answer = call(cli, request_new(cli, "hold.list"), -1, err), *hold;
  size_t i;
  if (answer && !print_json(cli, answer)) {
    struct grid *grid = grid_new();
    static const char *const headings[] = {"On hold", "Since", "By", "Why"};
    for (size_t c = 0; c < 4; c++) grid_column(grid, headings[c], c == 3 ? GRID_FLEX : GRID_FIXED);
    json_array_foreach(json_object_get(answer, "holds"), i, hold) {
      grid_cell(grid, json_text(hold, "ref") ? json_text(hold, "ref") : "the whole board");
      grid_cell(grid, json_text(hold, "since_local"));
      grid_cell(grid, json_text(hold, "by"));
      grid_cell(grid, json_text(hold, "reason"));
    }
    if (json_array_size(json_object_get(answer, "holds")) == 0) print_line(cli, "There is no legal hold.");
    grid_print(grid, cli->out, cli->width, 0);
    grid_free(grid);
  }
  json_decref(answer);
  return answer != NULL;
}

const struct command command_hold_set = {
    .noun = "hold",
    .verb = "set",
    .usage = "[ITEM]",
    .summary = "keep an item, or the board, from being erased",
    .help = "Puts an item on legal hold, or with --all the whole board, such as for an inquiry: no erasure is asked for or confirmed until "
            "it is "
            "lifted. For the Business Manager's office and for who may confirm erasures.",
    .example = "waymark hold set RA-1 --as h.dixon --reason \"Asked for by the inquiry\"",
    .operand_max = 1,
    .takes = TAKES(ALL),
    .needs = TAKES(REASON),
    .run = change_run,
};
const struct command command_hold_lift = {
    .noun = "hold",
    .verb = "lift",
    .usage = "[ITEM]",
    .summary = "end a legal hold",
    .help = "Ends the hold on an item, or with --all that on the whole board; each is lifted by itself.",
    .example = "waymark hold lift RA-1 --as h.dixon --reason \"The inquiry has reported\"",
    .operand_max = 1,
    .takes = TAKES(ALL),
    .needs = TAKES(REASON),
    .run = change_run,
};
const struct command command_hold_list = {
    .noun = "hold",
    .verb = "list",
    .usage = "",
    .summary = "what is on legal hold, since when and why",
    .help = "Lists the holds on items that you may see, and that on the whole board; who may set one sees all.",
    .example = "waymark hold list",
    .run = list_run,
};
