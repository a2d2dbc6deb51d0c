// What `waymark meeting` prints: a paper (op/paper.h) on the terminal, the list of meetings, and one line for what was done.
#include "base/mem.h"
#include "cli/meeting.h"

#include <string.h>

static void print_table(struct cli *cli, const json_t *table) {
  const json_t *columns = json_object_get(table, "columns"), *rows = json_object_get(table, "rows");
  struct grid *grid = grid_new();
  size_t i, j;
  json_t *column, *row, *cell;
  print_section(cli, json_text(table, "title"));
  json_array_foreach(columns, i, column) grid_column(grid, json_string_value(column), i == 0 ? GRID_FIXED : GRID_FLEX);
  json_array_foreach(rows, i, row) json_array_foreach(row, j, cell) grid_cell(grid, json_string_value(cell));
  grid_print(grid, cli->out, cli->width, 2);
  grid_free(grid);
  if (!json_array_size(rows)) print_line(cli, "  %s", json_text(table, "none") ? json_text(table, "none") : "Nothing.");
}

void print_paper(struct cli *cli, const json_t *answer) {
  const json_t *paper = json_object_get(answer, "paper");
  size_t i;
  json_t *one;
  if (json_text(answer, "text")) {
    fputs(json_text(answer, "text"), cli->out);
    return;
  }
  print_line(cli, "%s", json_text(paper, "title"));
  json_array_foreach(json_object_get(paper, "facts"), i, one) print_pair(cli, json_text(one, "label"), json_text(one, "text"));
  json_array_foreach(json_object_get(paper, "tables"), i, one) print_table(cli, one);
  fputc('\n', cli->out);
  json_array_foreach(json_object_get(paper, "foot"), i, one) print_line(cli, "%s", json_string_value(one));
}

bool paper_run(struct cli *cli, json_t *request, struct err *err) {
  bool csv = cli_has(cli, OPTION_CSV), html = cli_has(cli, OPTION_HTML);
  bool written = !(csv && html) || err_set(err, ERR_MISUSE, "--csv and --html are two forms of one paper; ask for one of them.");
  if (!written || !output_is_free(cli, err)) {
    json_decref(request);
    return false;
  }
  json_put_text(request, "form", csv ? "csv" : html ? "html" : NULL);
  json_t *answer = call(cli, request, -1, err);
  bool ok = answer && output_show(cli, answer, print_paper, json_text(json_object_get(answer, "paper"), "title"), err);
  json_decref(answer);
  return ok;
}

static void print_brief(struct cli *cli, const json_t *brief) {
  const char *at = json_text(brief, "at"), *papers = json_text(brief, "papers_local");
  print_line(cli, "%s: %s%s%s, now %s%s%s.", json_text(brief, "ref"), json_text(brief, "title"), at ? " at " : "", at ? at : "",
             json_text(brief, "state_title"), papers ? "; papers due " : "", papers ? papers : "");
  if (json_flag(brief, "papers_short"))
    print_line(cli, "The day on which its papers were to be out is past already, so they are due today.");
}

void print_planned(struct cli *cli, const json_t *answer) {
  size_t i;
  json_t *brief;
  json_array_foreach(json_object_get(answer, "meetings"), i, brief) print_brief(cli, brief);
  if (!json_array_size(json_object_get(answer, "meetings")))
    print_line(cli, "Every day of the group's list from today on has its meeting already.");
}

void print_changed(struct cli *cli, const json_t *answer) { print_brief(cli, json_object_get(answer, "meeting")); }

void print_moved(struct cli *cli, const json_t *answer) {
  const json_t *brief = json_object_get(answer, "meeting");
  print_line(cli, "%s is %s to %s.", json_text(brief, "ref"), json_text(answer, "moved"), json_text(brief, "local"));
  print_brief(cli, brief);
}

void print_placed(struct cli *cli, const json_t *answer) {
  int64_t issued = json_number(answer, "issued", 0);
  const char *ref = json_text(json_object_get(answer, "meeting"), "ref");
  if (issued)
    print_line(cli, "%s: %s, %s, at version %lld.", ref, json_text(answer, "item"), json_text(answer, "what"), (long long)issued);
  else
    print_line(cli, "%s: %s, %s.", ref, json_text(answer, "item"), json_text(answer, "what"));
}

void print_recorded(struct cli *cli, const json_t *answer) {
  char *state = json_join(json_object_get(answer, "would_be"), ", ");
  print_line(cli, "%s: decision %lld, %s: \"%s\", decided by %s, minute %s.", json_text(json_object_get(answer, "meeting"), "ref"),
             (long long)json_number(answer, "number", 0), json_text(answer, "item"), json_text(answer, "label"),
             json_text(answer, "decided_by_name"), json_text(answer, "minute"));
  print_line(cli, "  Once it is confirmed: %s. Until then nothing is changed.", state);
  mem_free(state);
}

static void add_meeting(struct grid *grid, const json_t *row) {
  static const char *const members[] = {"ref", "group_name", "local", "at", "state_title", "papers_local", "place"};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    const char *text = json_text(row, members[i]);
    bool unplanned = !json_text(row, "ref") && strcmp(members[i], "state_title") == 0;
    grid_cell(grid, unplanned ? "not planned yet" : text);
  }
}

void print_meetings(struct cli *cli, const json_t *answer) {
  struct grid *grid = grid_new();
  size_t i;
  json_t *row;
  grid_column(grid, "Ref", GRID_FIXED);
  grid_column(grid, "Group", GRID_FLEX);
  grid_column(grid, "Date", GRID_FIXED);
  grid_column(grid, "At", GRID_SPARE);
  grid_column(grid, "Where it stands", GRID_FLEX);
  grid_column(grid, "Papers due", GRID_FIXED);
  grid_column(grid, "Place", GRID_SPARE);
  json_array_foreach(json_object_get(answer, "rows"), i, row) add_meeting(grid, row);
  grid_print(grid, cli->out, cli->width, 0);
  grid_free(grid);
  if (!json_array_size(json_object_get(answer, "rows"))) print_line(cli, "No group's meetings are known.");
}
