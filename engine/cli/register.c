// waymark people|agency|group|post import, export: the directory as a sheet.
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

enum { SHEET_SIZE_MAX = 3 << 20 }; // bytes: it must fit a request

static const char *kind_of(const struct cli *cli) { return strcmp(cli->command->noun, "people") == 0 ? "person" : cli->command->noun; }

static bool write_out(struct cli *cli, const json_t *answer, struct err *err) {
  const char *path = cli_option(cli, OPTION_OUTPUT), *csv = json_text(answer, "csv");
  if (!path) return fputs(csv, cli->out) >= 0;
  if (!env_write_new_file(&cli->env, path, csv, strlen(csv), err)) return false;
  print_line(cli, "%lld rows were written to %s.", (long long)json_number(answer, "count", 0), path);
  return true;
}

static bool export_run(struct cli *cli, struct err *err) {
  json_t *request = request_new(cli, "directory.export");
  json_put_text(request, "kind", kind_of(cli));
  json_t *answer = call(cli, request, -1, err);
  bool ok = answer && (cli_has(cli, OPTION_JSON) ? output_show(cli, answer, NULL, NULL, err) : write_out(cli, answer, err));
  json_decref(answer);
  return ok;
}

// One line a change, or why it is refused.
static char *row_words(const json_t *row) {
  const char *text = json_text(row, "text");
  return text ? mem_text(text) : json_join(json_object_get(row, "changes"), "; ");
}

static void print_rows(struct cli *cli, const json_t *answer) {
  size_t i;
  json_t *row;
  struct grid *grid = grid_new();
  grid_column(grid, "Line", GRID_FIXED);
  grid_column(grid, "Id", GRID_FIXED);
  grid_column(grid, "Would be", GRID_FIXED);
  grid_column(grid, "What", GRID_FLEX);
  json_array_foreach(json_object_get(answer, "rows"), i, row) {
    char *line = mem_format("%lld", (long long)json_number(row, "line", 0)), *words = row_words(row);
    grid_cell(grid, line);
    grid_cell(grid, json_text(row, "id"));
    grid_cell(grid, json_text(row, "what"));
    grid_cell(grid, words);
    mem_free(words);
    mem_free(line);
  }
  grid_print(grid, cli->out, cli->width, 0);
  grid_free(grid);
}

static void print_answer(struct cli *cli, const json_t *answer, bool preview) {
  if (preview) print_rows(cli, answer);
  print_line(cli, "%lld added, %lld changed, %lld unchanged, %lld refused.", (long long)json_number(answer, "added", 0),
             (long long)json_number(answer, "changed", 0), (long long)json_number(answer, "unchanged", 0),
             (long long)json_number(answer, "refused", 0));
  if (preview) print_line(cli, "Nothing was changed. To do it, type the same again without --preview.");
}

static bool import_run(struct cli *cli, struct err *err) {
  const char *path = cli_operand(cli, 0), *slash = strrchr(path, '/');
  bool preview = cli_has(cli, OPTION_PREVIEW);
  char *text = file_text(cli, path, SHEET_SIZE_MAX, err);
  if (!text) return false;
  json_t *request = request_new(cli, preview ? "directory.compare" : "directory.import");
  json_put_text(request, "kind", kind_of(cli));
  json_put_text(request, "file", slash ? slash + 1 : path);
  json_put_text(request, "text", text);
  mem_free(text);
  json_t *answer = call(cli, request, -1, err);
  if (answer && !print_json(cli, answer)) print_answer(cli, answer, preview);
  json_decref(answer);
  return answer != NULL;
}

#define EXPORT_HELP                                                                                                                        \
  "Writes a CSV sheet, a row each: lists parted by semicolons, tables as \"safeguarding_lead=p.shah; director=v.amos\", days as "          \
  "2016-10-05. No cell can become a formula in a spreadsheet. \"import\" takes it in again."
#define IMPORT_HELP                                                                                                                        \
  "Takes in a CSV sheet as \"export\" writes it, all of it or nothing. The first line names the columns, of which \"id\" is needed; "      \
  "columns that are not there, and rows that are not there, are left as they are, and an empty cell takes the member away. --preview "     \
  "shows row by row what would be added, changed or refused, and why. Agencies come before people, people before groups and posts."

#define SHEET_COMMANDS(name, word, what)                                                                                                   \
  const struct command command_##name##_export = {.noun = word,                                                                            \
                                                  .verb = "export",                                                                        \
                                                  .usage = "",                                                                             \
                                                  .summary = what " as a CSV sheet",                                                       \
                                                  .help = EXPORT_HELP,                                                                     \
                                                  .example = "waymark " word " export --as h.dixon --output " word ".csv",                 \
                                                  .takes = TAKES(OUTPUT),                                                                  \
                                                  .run = export_run};                                                                      \
  const struct command command_##name##_import = {.noun = word,                                                                            \
                                                  .verb = "import",                                                                        \
                                                  .usage = "FILE.csv",                                                                     \
                                                  .summary = "take in " what " from a CSV sheet",                                          \
                                                  .help = IMPORT_HELP,                                                                     \
                                                  .example = "waymark " word " import " word ".csv --as h.dixon --preview",                \
                                                  .operand_min = 1,                                                                        \
                                                  .operand_max = 1,                                                                        \
                                                  .takes = TAKES(PREVIEW),                                                                 \
                                                  .run = import_run};

SHEET_COMMANDS(people, "people", "the people")
SHEET_COMMANDS(agency, "agency", "the agencies")
SHEET_COMMANDS(group, "group", "the groups")
SHEET_COMMANDS(post, "post", "the posts")
