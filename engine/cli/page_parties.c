// Who was asked for a return, and what came of it: the table on a cycle's page.
#include "base/mem.h"
#include "cli/internal.h"

static char *heading_of(const json_t *parties) {
  if (json_flag(parties, "part")) return mem_format("%s (what you are shown of them)", json_text(parties, "label"));
  return mem_format("%s: %lld of %lld returned (%lld%%)%s", json_text(parties, "label"), (long long)json_number(parties, "returned", 0),
                    (long long)json_number(parties, "asked", 0), (long long)json_number(parties, "rate", 0),
                    json_number(parties, "late", 0) ? ", some late" : "");
}

static void add_row(struct grid *grid, const json_t *row) {
  static const char *const members[] = {"name", "words", "due", "returned_on", "item", "reason"};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) grid_cell(grid, json_text(row, members[i]));
}

static void view_one(struct cli *cli, const json_t *parties) {
  size_t i;
  json_t *row;
  char *heading = heading_of(parties);
  print_section(cli, heading);
  mem_free(heading);
  struct grid *grid = grid_new();
  grid_column(grid, "Who", GRID_FLEX);
  grid_column(grid, "Return", GRID_FLEX);
  grid_column(grid, "Due", GRID_FIXED);
  grid_column(grid, "Returned", GRID_FIXED);
  grid_column(grid, "Item", GRID_FIXED);
  grid_column(grid, "Why", GRID_SPARE);
  json_array_foreach(json_object_get(parties, "rows"), i, row) add_row(grid, row);
  grid_print(grid, cli->out, cli->width, 2);
  grid_free(grid);
}

void page_parties(struct cli *cli, const json_t *all) {
  size_t i;
  json_t *parties;
  json_array_foreach(all, i, parties) view_one(cli, parties);
}
