// waymark access list: who looked at, changed, disclosed, combined or erased what.
#include "base/mem.h"
#include "cli/internal.h"

static json_t *request_list(const struct cli *cli, int64_t after) {
  json_t *request = request_new(cli, "access.list");
  json_put_text(request, "case", cli_operand(cli, 0));
  request_option(cli, request, "person", OPTION_PERSON);
  request_option(cli, request, "period_from", OPTION_FROM);
  request_option(cli, request, "period_to", OPTION_TO);
  if (after >= 0) json_put_number(request, "entry", after);
  return request;
}

// All pages as one. A new reference; NULL with err.
static json_t *ask_all(struct cli *cli, struct err *err) {
  json_t *whole = NULL;
  int64_t after = -1;
  do {
    json_t *page = call(cli, request_list(cli, after), -1, err);
    if (!page) {
      json_decref(whole);
      return NULL;
    }
    after = json_number(page, "next", -1);
    if (whole)
      json_array_extend(json_object_get(whole, "rows"), json_object_get(page, "rows"));
    else
      whole = json_incref(page);
    json_decref(page);
  } while (after >= 0);
  json_object_del(whole, "next");
  return whole;
}

static void print_csv(struct cli *cli, const json_t *rows) {
  static const char *const members[] = {"at", "did", "person", "name", "ref", "what"};
  size_t i;
  json_t *row;
  for (size_t m = 0; m < 6; m++) print_csv_cell(cli, members[m], m == 5);
  json_array_foreach(rows, i, row) for (size_t m = 0; m < 6; m++) print_csv_cell(cli, json_text(row, members[m]), m == 5);
}

static void print_rows(struct cli *cli, const json_t *rows) {
  static const char *const members[] = {"at_local", "name", "did", "ref", "what"}, *const heads[] = {"When", "Who", "Did", "Item", "What"};
  size_t i;
  json_t *row;
  struct grid *grid = grid_new();
  for (size_t m = 0; m < 5; m++) grid_column(grid, heads[m], m == 4 || m == 1 ? GRID_FLEX : GRID_FIXED);
  json_array_foreach(rows, i, row) for (size_t m = 0; m < 5; m++) {
    const char *text = json_text(row, members[m]);
    grid_cell(grid, text ? text : "");
  }
  if (json_array_size(rows) == 0) print_line(cli, "Nothing that was done is on record here.");
  grid_print(grid, cli->out, cli->width, 0);
  grid_free(grid);
}

static bool list_run(struct cli *cli, struct err *err) {
  json_t *answer = ask_all(cli, err);
  const json_t *rows = json_object_get(answer, "rows");
  if (answer && cli_has(cli, OPTION_CSV))
    print_csv(cli, rows);
  else if (answer && !print_json(cli, answer))
    print_rows(cli, rows);
  json_decref(answer);
  return answer != NULL;
}

const struct command command_access_list = {
    .noun = "access",
    .verb = "list",
    .usage = "[ITEM]",
    .summary = "who looked at, changed, disclosed, combined or erased what",
    .help =
        "Lists what people did, of one item or of the whole board, in the words of the Data Protection Act: collected, altered, "
        "consulted, disclosed, combined, erased. It says when, who and which item, and nothing of what stands in it. One look stands for "
        "all of a quarter of an hour. For the Business Manager's office and the posts of the board's setting access_readers, else the "
        "data protection officer.",
    .example = "waymark access list RA-2016-001 --as h.dixon\n"
               "waymark access list --person p.shah --from 2016-09-01 --to 2016-09-30 --csv >access.csv",
    .operand_max = 1,
    .takes = TAKES(PERSON) | TAKES(FROM) | TAKES(TO) | TAKES(CSV),
    .run = list_run,
};
