// waymark workflow draw and expand: a workflow as a drawing with its table, and in chart form as Lua.
#include "base/mem.h"
#include "chart/chart.h"
#include "chart/procedure.h"
#include "cli/internal.h"
#include "scxml/scxml.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// ---- the drawing, in Graphviz's language: deterministic, in the order of the steps

static void put_quoted(struct buf *out, const char *text) {
  buf_char(out, '"');
  for (; *text; text++) {
    if (*text == '"' || *text == '\\') buf_char(out, '\\');
    buf_char(out, *text == '\n' ? ' ' : *text);
  }
  buf_char(out, '"');
}

// A label of two lines, the second smaller: what it is, and whose turn it is.
static void put_label(struct buf *out, const char *first, const char *second) {
  char *text = second && *second ? mem_format("%s\n%s", first, second) : mem_text(first);
  buf_text(out, "label=\"");
  for (const char *c = text; *c; c++) {
    if (*c == '"' || *c == '\\') buf_char(out, '\\');
    if (*c == '\n')
      buf_text(out, "\\n");
    else
      buf_char(out, *c);
  }
  buf_char(out, '"');
  mem_free(text);
}

static bool is_inside(const char *id, const char *around) {
  size_t size = strlen(around);
  return strncmp(id, around, size) == 0 && id[size] == '.';
}

static bool has_inside(const json_t *steps, size_t index) {
  const json_t *next = json_array_get(steps, index + 1);
  return next && is_inside(json_text(next, "id"), json_text(json_array_get(steps, index), "id"));
}

static const json_t *state_of(const struct chart *chart, const json_t *step) {
  int state = chart_state_find(chart, json_text(step, "id"));
  return state >= 0 ? chart_state(chart, state) : NULL;
}

static const char *holder_of(const struct chart *chart, const json_t *state) {
  const char *holder = json_text(state, "holder"), *title = holder ? json_text(chart_role(chart, holder), "title") : NULL;
  return title ? title : holder ? holder : "";
}

static void put_node(const struct chart *chart, const json_t *step, struct buf *out) {
  const json_t *state = state_of(chart, step);
  bool closed = json_array_has(json_object_get(state, "tags"), "closed"), final = strcmp(json_text(state, "kind"), "final") == 0;
  put_quoted(out, json_text(step, "id"));
  buf_text(out, " [");
  put_label(out, json_text(step, "title"), holder_of(chart, state));
  buf_text(out, final ? ", peripheries=2" : closed ? ", style=\"rounded,dashed\"" : "");
  buf_text(out, "];\n");
}

// Steps that hold others are boxes around them; each closes before the first step that does not lie in it.
static void put_nodes(const struct chart *chart, const json_t *steps, struct buf *out) {
  const json_t *open[CHART_DEPTH_MAX + 1];
  int depth = 0;
  size_t i;
  json_t *step;
  json_array_foreach(steps, i, step) {
    while (depth > 0 && !is_inside(json_text(step, "id"), json_text(open[depth - 1], "id"))) buf_text(out, "}\n"), depth--;
    if (!has_inside(steps, i)) {
      put_node(chart, step, out);
      continue;
    }
    buf_text(out, "subgraph ");
    char *name = mem_format("cluster_%s", json_text(step, "id"));
    put_quoted(out, name);
    mem_free(name);
    buf_text(out, " {\n");
    put_label(out, json_text(step, "title"), NULL);
    buf_text(out, ";\n");
    open[depth++] = step;
  }
  while (depth-- > 0) buf_text(out, "}\n");
}

// An arrow leads from or to a step that has a node: of one that holds others, its first.
static const char *node_for(const json_t *steps, const char *id) {
  size_t i;
  json_t *step;
  json_array_foreach(steps, i, step) {
    if (strcmp(json_text(step, "id"), id) != 0) continue;
    while (has_inside(steps, i)) i++;
    return json_text(json_array_get(steps, i), "id");
  }
  return id;
}

static void put_arrow(const json_t *steps, const json_t *step, const json_t *choice, const char *to, struct buf *out) {
  put_quoted(out, node_for(steps, json_text(step, "id")));
  buf_text(out, " -> ");
  put_quoted(out, node_for(steps, to));
  char *who = text_join(json_object_get(choice, "by"), ", ");
  buf_text(out, " [");
  put_label(out, json_text(choice, "label") ? json_text(choice, "label") : "", json_flag(choice, "itself") ? "by itself" : who);
  buf_text(out, json_flag(choice, "itself") ? ", style=dashed];\n" : "];\n");
  mem_free(who);
}

static char *dot_of(const struct chart *chart, const json_t *procedure) {
  const json_t *steps = json_object_get(procedure, "steps");
  struct buf out;
  size_t i, k, m;
  json_t *step, *choice, *to;
  buf_init(&out);
  buf_text(&out, "digraph workflow {\nrankdir=TB;\nnode [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11];\n"
                 "edge [fontname=\"sans-serif\", fontsize=9];\n");
  put_nodes(chart, steps, &out);
  json_array_foreach(steps, i, step) json_array_foreach(json_object_get(step, "choices"), k, choice)
      json_array_foreach(json_object_get(choice, "to"), m, to) put_arrow(steps, step, choice, json_string_value(to), &out);
  buf_text(&out, "}\n");
  return buf_take(&out);
}

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
  char *who = text_join(json_object_get(choice, "by"), " or "), *where = text_join(titles, " and ");
  grid_cell(grid, first ? json_text(step, "title") : "");
  grid_cell(grid, json_text(choice, "label"));
  grid_cell(grid, json_flag(choice, "itself") ? "by itself" : who);
  grid_cell(grid, *where ? where : "the step goes on");
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

// ---- Graphviz, where it is installed: its own program, given the drawing in a file of ours

enum { NOT_THERE = 127 }; // as a shell says it

// How `dot` ended; -1: it could not even be tried.
static int dot_run(const char *source, const char *path) {
  int status = 0;
  pid_t pid = fork();
  if (pid == 0) {
    execlp("dot", "dot", "-Tsvg", "-o", path, source, (char *)NULL);
    _exit(NOT_THERE);
  }
  if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

static bool draw_svg(const struct cli *cli, const char *dot, const char *path, struct err *err) {
  char *source = mem_format("%s.dot", path);
  bool ok = env_write_new_file(&cli->env, source, dot, strlen(dot), err);
  int status = ok ? dot_run(source, path) : 0;
  if (ok) unlink(source);
  mem_free(source);
  if (status == NOT_THERE)
    return err_set(err, ERR_REFUSED,
                   "An SVG is drawn by Graphviz, and its program `dot` is not installed here; write %.*s.dot instead, or install graphviz.",
                   (int)(strlen(path) - 4), path);
  if (status != 0)
    return err_set(err, ERR_REFUSED, "Graphviz's `dot` could not draw %s; leave --output out, and the drawing is printed as text.", path);
  return ok;
}

static bool ends_in(const char *name, const char *ending) {
  size_t size = strlen(name), wanted = strlen(ending);
  return size > wanted && strcmp(name + size - wanted, ending) == 0;
}

static bool write_drawing(struct cli *cli, const char *dot, const char *path, struct err *err) {
  if (!ends_in(path, ".svg")) return env_write_new_file(&cli->env, path, dot, strlen(dot), err);
  return draw_svg(cli, dot, path, err);
}

static bool show(struct cli *cli, const struct chart *chart, struct err *err) {
  const char *path = cli_option(cli, OPTION_OUTPUT);
  json_t *procedure = procedure_of(chart);
  char *dot = dot_of(chart, procedure);
  json_t *answer =
      json_pack("{s:O, s:s, s:O}", "name", json_object_get(procedure, "name"), "dot", dot, "steps", json_object_get(procedure, "steps"));
  bool ok = !path || write_drawing(cli, dot, path, err);
  if (ok && !print_json(cli, answer)) {
    if (path)
      print_table(cli, procedure);
    else
      fputs(dot, cli->out);
  }
  json_decref(answer);
  json_decref(procedure);
  mem_free(dot);
  return ok;
}

static bool draw_run(struct cli *cli, struct err *err) {
  json_t *found = workflow_named(cli, 0, err);
  struct chart *chart = found ? chart_new(json_object_get(found, "definition"), err) : NULL;
  bool ok = chart && show(cli, chart, err);
  chart_free(chart);
  json_decref(found);
  return ok;
}

// ---- expand

static bool has_function(const json_t *value) {
  const char *key;
  size_t i;
  json_t *member;
  if (json_text(value, "fn")) return true;
  json_object_foreach((json_t *)value, key, member) if (has_function(member)) return true;
  json_array_foreach(value, i, member) if (has_function(member)) return true;
  return false;
}

static char *expanded(struct cli *cli, json_t *definition, struct err *err) {
  if (!has_function(definition)) return scxml_write_lua(definition, err);
  err_set(err, ERR_REFUSED,
          "%s holds functions (`when(...)` or `run(...)`), which stand in its own source and cannot be written out again; say them in "
          "conditions and actions, or "
          "keep the file as it is.",
          cli_operand(cli, 0));
  return NULL;
}

static bool put_text(struct cli *cli, char *text, struct err *err) {
  const char *path = cli_option(cli, OPTION_OUTPUT);
  bool ok = text && (path ? env_write_new_file(&cli->env, path, text, strlen(text), err) : fputs(text, cli->out) >= 0);
  mem_free(text);
  return ok;
}

// The one that is meant: the file's own, or one that comes with it, by its name.
static json_t *meant(const struct cli *cli, json_t *found, struct err *err) {
  const char *wanted = cli_operand(cli, 1);
  json_t *one;
  size_t i;
  if (!wanted || strcmp(wanted, json_text(found, "name")) == 0) return found;
  json_array_foreach(json_object_get(found, "with"), i, one) if (strcmp(json_text(one, "name"), wanted) == 0) return one;
  err_set(err, ERR_NOT_FOUND, "No workflow called %s comes of %s.", wanted, cli_operand(cli, 0));
  return NULL;
}

static bool expand_run(struct cli *cli, struct err *err) {
  json_t *found = workflow_named(cli, 0, err), *one = found ? meant(cli, found, err) : NULL;
  bool ok = one && put_text(cli, expanded(cli, json_object_get(one, "definition"), err), err);
  json_decref(found);
  return ok;
}

const struct command command_workflow_draw = {
    .noun = "workflow",
    .verb = "draw",
    .usage = "WORKFLOW",
    .summary = "draw its steps and the choices between them",
    .help = "Prints the drawing in the language of Graphviz. With --output FILE.svg it is drawn, where Graphviz's program dot is "
            "installed, and the table of steps and "
            "choices is printed, which says the same without the drawing; with --output and another name the drawing's text is written. A "
            "workflow is a file that ends in "
            ".lua, or one of the board.",
    .example = "waymark workflow draw workflows/theme.lua --output theme.svg",
    .operand_min = 1,
    .operand_max = 1,
    .takes = TAKES(OUTPUT),
    .run = draw_run,
};
const struct command command_workflow_expand = {
    .noun = "workflow",
    .verb = "expand",
    .usage = "WORKFLOW [NAME]",
    .summary = "print it in chart form",
    .help = "Prints what a workflow in plain form comes to: the same workflow in chart form, as Lua that can be kept, checked and "
            "published instead. Where several workflows "
            "come of one file, NAME says which.",
    .example = "waymark workflow expand workflows/theme.lua",
    .operand_min = 1,
    .operand_max = 2,
    .takes = TAKES(OUTPUT),
    .run = expand_run,
};
