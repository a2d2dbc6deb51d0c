// waymark workflow read: a workflow as an English procedure, or what a newer version says otherwise.
#include "base/mem.h"
#include "chart/chart.h"
#include "chart/procedure.h"
#include "cli/internal.h"

#include <stdlib.h>
#include <string.h>

// ---- which workflow

static bool ends_in_lua(const char *name) {
  size_t size = strlen(name);
  return size > 4 && strcmp(name + size - 4, ".lua") == 0;
}

static const json_t *newest(const json_t *rows, int64_t version) {
  const json_t *found = NULL, *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    int64_t have = json_number(row, "version", 0);
    if (version ? have == version : !found || have > json_number(found, "version", 0)) found = row;
  }
  return found;
}

// NAME@VERSION, or NAME for the newest, of the board.
static json_t *published(struct cli *cli, const char *operand, struct err *err) {
  const char *at = strchr(operand, '@');
  char *name = mem_text_part(operand, at ? (size_t)(at - operand) : strlen(operand));
  json_t *request = request_new(cli, "workflow.list");
  json_put_text(request, "name", name);
  json_t *answer = call(cli, request, -1, err);
  json_t *found = json_incref((json_t *)newest(json_object_get(answer, "workflows"), at ? strtoll(at + 1, NULL, 10) : 0));
  if (answer && !found)
    err_set(err, ERR_NOT_FOUND,
            "There is no workflow %s on this board; `waymark workflow list` shows those there are, and a file ends in .lua.", operand);
  json_decref(answer);
  mem_free(name);
  return found;
}

json_t *workflow_named(struct cli *cli, size_t operand, struct err *err) {
  const char *name = cli_operand(cli, operand);
  return ends_in_lua(name) ? workflow_read(cli, name, stderr, err) : published(cli, name, err);
}

// ---- printed

static void print_part(const struct cli *cli, const char *mark, const char *text) {
  char *line = mem_format("%s%s", mark, text);
  fputs("   ", cli->out);
  text_wrap(cli->out, cli->width, 3, 5, line);
  mem_free(line);
}

static void print_step(struct cli *cli, const json_t *step) {
  size_t i;
  json_t *item;
  print_line(cli, "%s. %s", json_text(step, "number"), json_text(step, "title"));
  json_array_foreach(json_object_get(step, "says"), i, item) print_part(cli, "", json_string_value(item));
  json_array_foreach(json_object_get(step, "choices"), i, item) print_part(cli, "- ", json_text(item, "says"));
  fputc('\n', cli->out);
}

static void print_procedure(struct cli *cli, const json_t *procedure) {
  size_t i;
  json_t *item;
  print_line(cli, "%s (%s), version %lld", json_text(procedure, "title"), json_text(procedure, "name"),
             (long long)json_number(procedure, "version", 0));
  fputc('\n', cli->out);
  json_array_foreach(json_object_get(procedure, "about"), i, item) print_line(cli, "%s", json_string_value(item));
  fputc('\n', cli->out);
  json_array_foreach(json_object_get(procedure, "steps"), i, item) print_step(cli, item);
  json_array_foreach(json_object_get(procedure, "conditions"), i, item) {
    if (i == 0) print_line(cli, "Colours, warnings and conditions in full");
    print_part(cli, "- ", json_string_value(item));
  }
  if (i) fputc('\n', cli->out);
}

static void print_change(struct cli *cli, const json_t *row) {
  size_t i;
  json_t *text;
  const char *step = json_text(row, "step");
  print_line(cli, "%s", step ? step : "The whole");
  json_array_foreach(json_object_get(row, "gone"), i, text) print_part(cli, "no longer: ", json_string_value(text));
  json_array_foreach(json_object_get(row, "new"), i, text) print_part(cli, "now: ", json_string_value(text));
  fputc('\n', cli->out);
}

// ---- the command

static json_t *procedure_from(json_t *definition, struct err *err) {
  struct chart *chart = chart_new(definition, err);
  json_t *procedure = chart ? procedure_of(chart) : NULL;
  chart_free(chart);
  return procedure;
}

static bool is_workflow(const struct cli *cli, const json_t *definition, struct err *err) {
  return !json_text(definition, "datamodel") ||
         err_set(err, ERR_INVALID,
                 "%s is an SCXML chart, which has no people and no steps to read aloud; `waymark workflow draw` draws it.",
                 cli_operand(cli, 0));
}

// The procedure, and under `with` those that come of the same file.
static json_t *read_all(const struct cli *cli, const json_t *found, struct err *err) {
  json_t *definition = json_object_get(found, "definition"), *one;
  json_t *procedure = is_workflow(cli, definition, err) ? procedure_from(definition, err) : NULL;
  size_t i;
  json_array_foreach(json_object_get(found, "with"), i, one) {
    json_t *other = procedure ? procedure_from(json_object_get(one, "definition"), err) : NULL;
    if (other) json_array_append_new(json_array_at(procedure, "with"), other);
  }
  return procedure;
}

static void view_procedure(struct cli *cli, const json_t *procedure) {
  size_t i;
  json_t *other;
  print_procedure(cli, procedure);
  json_array_foreach(json_object_get(procedure, "with"), i, other) print_procedure(cli, other);
}

static void view_changes(struct cli *cli, const json_t *answer) {
  size_t i;
  json_t *row;
  const json_t *older = json_object_get(answer, "older"), *newer = json_object_get(answer, "newer");
  print_line(cli, "%s, version %lld, beside %s, version %lld", json_text(newer, "name"), (long long)json_number(newer, "version", 0),
             json_text(older, "name"), (long long)json_number(older, "version", 0));
  fputc('\n', cli->out);
  json_array_foreach(json_object_get(answer, "changes"), i, row) print_change(cli, row);
  if (i == 0) print_line(cli, "Both say the same.");
}

static json_t *which(const json_t *procedure) {
  return json_pack("{s:O, s:O}", "name", json_object_get(procedure, "name"), "version", json_object_get(procedure, "version"));
}

// Two versions, each with those that come of its file, in their order.
static json_t *changes_of(const json_t *older, const json_t *newer) {
  json_t *changes = procedure_changes(older, newer), *with = json_object_get(newer, "with"), *one;
  size_t i;
  json_array_foreach(with, i, one) {
    json_t *more = procedure_changes(json_array_get(json_object_get(older, "with"), i), one);
    json_array_extend(changes, more);
    json_decref(more);
  }
  return json_pack("{s:o, s:o, s:o}", "older", which(older), "newer", which(newer), "changes", changes);
}

static bool read_run(struct cli *cli, struct err *err) {
  bool is_two = cli_operand(cli, 1) != NULL;
  json_t *found = workflow_named(cli, 0, err), *first = found ? read_all(cli, found, err) : NULL;
  json_t *other = first && is_two ? workflow_named(cli, 1, err) : NULL, *second = other ? read_all(cli, other, err) : NULL;
  json_t *answer = is_two ? (second ? changes_of(first, second) : NULL) : json_incref(first);
  json_decref(found);
  json_decref(first);
  json_decref(other);
  json_decref(second);
  return answer && answer_show(cli, answer, is_two ? view_changes : view_procedure);
}

const struct command command_workflow_read = {
    .noun = "workflow",
    .verb = "read",
    .usage = "WORKFLOW [NEWER]",
    .summary = "print it as an English procedure, or what a newer version says otherwise",
    .help = "Prints a workflow to be read aloud: who begins, each step with whose turn it is and by when, what happens while it is late, "
            "and each choice with who "
            "makes it, what must be given and what comes of it. With two workflows, only what differs, for whoever has to approve the new "
            "one. A workflow is a file that "
            "ends in .lua, or one of the board: its name, or its name and version.",
    .example = "waymark workflow read workflows/theme-prevent.lua\nwaymark workflow read review-action@3 workflows/review-action.lua",
    .operand_min = 1,
    .operand_max = 2,
    .run = read_run,
};
