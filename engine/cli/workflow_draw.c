// waymark workflow draw: a workflow as a drawing, with the table that says the same.
#include "base/mem.h"
#include "chart/chart.h"
#include "chart/drawing.h"
#include "chart/procedure.h"
#include "cli/drawing_svg.h"
#include "cli/internal.h"

#include <string.h>

// ---- the table beside it

static const char *title_in(const json_t *steps, const char *id) {
  size_t i;
  json_t *step;
  json_array_foreach(steps, i, step) if (strcmp(json_text(step, "id"), id) == 0) return json_text(step, "title");
  return id;
}

static void grid_choice(struct grid *grid, const json_t *steps, const json_t *step, const json_t *choice, bool first) {
  json_t *titles = json_array(), *to;
  size_t i;
  json_array_foreach(json_object_get(choice, "to"), i, to) json_array_add(titles, title_in(steps, json_string_value(to)));
  char *who = json_join(json_object_get(choice, "by"), " or "), *where = json_join(titles, " and ");
  grid_cell(grid, first ? json_text(step, "title") : "");
  grid_cell(grid, json_text(choice, "label"));
  grid_cell(grid, json_flag(choice, "itself") ? "by itself" : who);
  grid_cell(grid, *where ? where : "stays where it is");
  mem_free(who);
  mem_free(where);
  json_decref(titles);
}

static void print_table(struct cli *cli, const json_t *procedure) {
  const json_t *steps = json_object_get(procedure, "steps");
  struct grid *grid = grid_new();
  size_t i, k;
  json_t *step, *choice;
  grid_column(grid, "Step", GRID_FLEX);
  grid_column(grid, "Choice", GRID_FLEX);
  grid_column(grid, "Who", GRID_FLEX);
  grid_column(grid, "Leads to", GRID_FLEX);
  json_array_foreach(steps, i, step) {
    json_array_foreach(json_object_get(step, "choices"), k, choice) grid_choice(grid, steps, step, choice, k == 0);
    if (k > 0) continue;
    grid_cell(grid, json_text(step, "title"));
    for (int empty = 0; empty < 3; empty++) grid_cell(grid, NULL);
  }
  grid_print(grid, cli->out, cli->width, 0);
  grid_free(grid);
}

// ---- printed, or written to a file

static bool ends_in(const char *name, const char *ending) {
  size_t size = strlen(name), wanted = strlen(ending);
  return size > wanted && strcmp(name + size - wanted, ending) == 0;
}

static bool write_svg(const struct cli *cli, const struct chart *chart, const char *dot, const char *path, struct err *err) {
  char *title = drawing_title(chart), *words = drawing_words(chart);
  bool ok = drawing_svg_write(&cli->env, &(struct drawing_text){.dot = dot, .title = title, .words = words}, path, err);
  mem_free(words);
  mem_free(title);
  return ok;
}

static bool write_drawing(const struct cli *cli, const struct chart *chart, const char *dot, const char *path, struct err *err) {
  if (ends_in(path, ".svg")) return write_svg(cli, chart, dot, path, err);
  if (ends_in(path, ".png") || ends_in(path, ".pdf") || ends_in(path, ".jpg"))
    return err_set(err, ERR_INVALID, "%s was not written: a picture is drawn as SVG, so give it a name that ends in .svg.", path);
  return env_write_new_file(&cli->env, path, dot, strlen(dot), err);
}

static void print_drawing(struct cli *cli, const json_t *procedure, const char *dot) {
  char *from = drawing_from(dot);
  json_t *answer = json_pack("{s:O, s:s, s:s, s:O}", "name", json_object_get(procedure, "name"), "dot", dot, "drawn_from", from, "steps",
                             json_object_get(procedure, "steps"));
  if (print_json(cli, answer))
    ;
  else if (cli_option(cli, OPTION_OUTPUT))
    print_table(cli, procedure);
  else
    fputs(dot, cli->out);
  json_decref(answer);
  mem_free(from);
}

static bool show(struct cli *cli, const struct chart *chart, struct err *err) {
  const char *path = cli_option(cli, OPTION_OUTPUT);
  char *dot = drawing_dot(chart);
  bool ok = !path || write_drawing(cli, chart, dot, path, err);
  if (ok) {
    json_t *procedure = procedure_of(chart);
    print_drawing(cli, procedure, dot);
    json_decref(procedure);
  }
  mem_free(dot);
  return ok;
}

static bool draw_run(struct cli *cli, struct err *err) {
  json_t *found = workflow_named(cli, 0, err), *one = found ? workflow_meant(cli, found, err) : NULL;
  struct chart *chart = one ? chart_new(json_object_get(one, "definition"), err) : NULL;
  if (chart) workflow_name_groups(cli, chart);
  bool ok = chart && show(cli, chart, err);
  chart_free(chart);
  json_decref(found);
  return ok;
}

const struct command command_workflow_draw = {
    .noun = "workflow",
    .verb = "draw",
    .usage = "WORKFLOW [NAME]",
    .summary = "draw its steps and the choices between them",
    .help = "Prints the drawing in the language of Graphviz. With --output FILE.svg it is drawn, where Graphviz's program dot is "
            "installed, and the table of steps and "
            "choices is printed, which says the same without the drawing; with --output and another name the drawing's text is written. A "
            "workflow is a file that ends in "
            ".lua, or one of the board. Where a board is at hand, groups have its names. Where several workflows come of one file, NAME "
            "says which.",
    .example = "waymark workflow draw workflows/theme.lua --output theme.svg",
    .operand_min = 1,
    .operand_max = 2,
    .takes = TAKES(OUTPUT),
    .run = draw_run,
};
