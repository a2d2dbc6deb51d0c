// waymark outbox list: who was or will be told what.
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

// "ready", or until when it waits. Caller frees.
static char *status_words(const json_t *row) {
  const char *waits = json_text(row, "waits");
  return waits ? mem_format("waits until %s", waits) : mem_text(json_text(row, "status"));
}

static bool list_run(struct cli *cli, struct err *err) {
  size_t i;
  json_t *row, *request = request_new(cli, "outbox.list");
  json_put_text(request, "case", cli_operand(cli, 0));
  json_t *answer = call(cli, request, -1, err);
  if (!answer) return false;
  if (print_json(cli, answer)) {
    json_decref(answer);
    return true;
  }
  page_as_at(cli, answer);
  static const char *const members[] = {"made", "to", "subject", "status", "ref", "body", "role"};
  struct grid *grid = grid_new();
  grid_column(grid, "Made", GRID_FIXED);
  grid_column(grid, "To", GRID_FLEX);
  grid_column(grid, "Subject", GRID_FLEX);
  grid_column(grid, "Status", GRID_FLEX);
  grid_column(grid, "About", GRID_FIXED);
  grid_column(grid, "Text", GRID_SPARE);
  grid_column(grid, "As", GRID_SPARE);
  json_array_foreach(json_object_get(answer, "rows"), i, row) {
    const char *name = json_text(row, "name");
    char *made = print_time(json_text(row, "made")), *status = status_words(row);
    for (size_t m = 0; m < sizeof members / sizeof members[0]; m++) {
      const char *text = json_text(row, members[m]);
      if (m == 0) text = made;
      if (m == 1 && name) text = name;
      if (m == 3) text = status;
      grid_cell(grid, text);
    }
    mem_free(status);
    mem_free(made);
  }
  grid_print(grid, cli->out, cli->width, 0);
  if (i == 0) print_line(cli, "Nobody was told anything yet.");
  grid_free(grid);
  json_decref(answer);
  return true;
}

const struct command command_outbox_list = {
    .noun = "outbox",
    .verb = "list",
    .usage = "[CASE]",
    .summary = "who is told what",
    .help = "Lists the messages that the board has made, of one item or of all: to whom and about what. They are kept, not mailed yet: "
            "\"ready\" "
            "means that a message waits to be passed on; what is not urgent waits for the board's mail hours, and says until when.",
    .example = "waymark outbox list RA-1",
    .operand_max = 1,
    .takes = TAKES(AS_AT) | TAKES(KNOWN),
    .run = list_run,
};
