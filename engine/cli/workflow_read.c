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

// The version of that name, 0: the newest, of the board; NULL without err: there is none. A new reference.
static json_t *version_of(struct cli *cli, const char *name, int64_t version, json_t **answer, struct err *err) {
  json_t *request = request_new(cli, "workflow.list");
  json_put_text(request, "name", name);
  *answer = call(cli, request, -1, err);
  return json_incref((json_t *)newest(json_object_get(*answer, "workflows"), version));
}

// The workflows by which those answer whom it asks, where they came of the same file: they have its name, and more, and its version.
static void add_companions(struct cli *cli, const json_t *state, json_t *found) {
  const char *asks = json_text(json_object_get(state, "invoke"), "workflow"), *name = json_text(found, "name");
  size_t size = strlen(name), i;
  struct err none;
  json_t *child, *answer = NULL, *one = NULL;
  if (asks && strncmp(asks, name, size) == 0 && asks[size] == '-')
    one = version_of(cli, asks, json_number(found, "version", 0), &answer, &none);
  if (one) json_array_append(json_array_at(found, "with"), one);
  json_decref(one);
  json_decref(answer);
  json_array_foreach(json_object_get(state, "states"), i, child) add_companions(cli, child, found);
}

// NAME@VERSION, or NAME for the newest, of the board.
static json_t *published(struct cli *cli, const char *operand, struct err *err) {
  const char *at = strchr(operand, '@');
  char *name = mem_text_part(operand, at ? (size_t)(at - operand) : strlen(operand));
  json_t *answer, *found = version_of(cli, name, at ? strtoll(at + 1, NULL, 10) : 0, &answer, err);
  if (found) add_companions(cli, json_object_get(json_object_get(found, "definition"), "root"), found);
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

void workflow_print_part(const struct cli *cli, const char *mark, const char *text) {
  char *line = mem_format("%s%s", mark, text);
  fputs("   ", cli->out);
  text_wrap(cli->out, cli->width, 3, 5, line);
  mem_free(line);
}

static void print_step(struct cli *cli, const json_t *step) {
  size_t i;
  json_t *item;
  print_line(cli, "%s. %s", json_text(step, "number"), json_text(step, "title"));
  json_array_foreach(json_object_get(step, "says"), i, item) workflow_print_part(cli, "", json_string_value(item));
  json_array_foreach(json_object_get(step, "choices"), i, item) workflow_print_part(cli, "- ", json_text(item, "says"));
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
    workflow_print_part(cli, "- ", json_string_value(item));
  }
  if (i) fputc('\n', cli->out);
}

// ---- the command

static json_t *procedure_from(struct cli *cli, json_t *definition, struct err *err) {
  struct chart *chart = chart_new(definition, err);
  if (chart) workflow_name_groups(cli, chart);
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
static json_t *read_all(struct cli *cli, const json_t *found, struct err *err) {
  json_t *definition = json_object_get(found, "definition"), *one;
  json_t *procedure = is_workflow(cli, definition, err) ? procedure_from(cli, definition, err) : NULL;
  size_t i;
  json_array_foreach(json_object_get(found, "with"), i, one) {
    json_t *other = procedure ? procedure_from(cli, json_object_get(one, "definition"), err) : NULL;
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

static json_t *read_one(struct cli *cli, size_t operand, json_t **found, struct err *err) {
  *found = workflow_named(cli, operand, err);
  return *found ? read_all(cli, *found, err) : NULL;
}

static bool read_words(struct cli *cli, struct err *err) {
  if (cli_operand(cli, 1)) return err_set(err, ERR_MISUSE, "--words prints the words of one workflow; leave out %s.", cli_operand(cli, 1));
  json_t *found = workflow_named(cli, 0, err);
  bool ok = found && is_workflow(cli, json_object_get(found, "definition"), err);
  json_t *words = ok ? workflow_words(found, err) : NULL;
  json_decref(found);
  return words && answer_show(cli, words, workflow_words_view);
}

static bool read_run(struct cli *cli, struct err *err) {
  if (cli_has(cli, OPTION_WORDS)) return read_words(cli, err);
  bool is_two = cli_operand(cli, 1) != NULL;
  json_t *found, *other = NULL, *first = read_one(cli, 0, &found, err);
  json_t *second = first && is_two ? read_one(cli, 1, &other, err) : NULL;
  json_t *answer = is_two ? (second ? workflow_beside(first, found, second, other) : NULL) : json_incref(first);
  json_decref(found);
  json_decref(first);
  json_decref(other);
  json_decref(second);
  return answer && answer_show(cli, answer, is_two ? workflow_beside_view : view_procedure);
}

const struct command command_workflow_read = {
    .noun = "workflow",
    .verb = "read",
    .usage = "WORKFLOW [NEWER]",
    .summary = "print it as an English procedure, or what a newer version says otherwise",
    .help =
        "Prints a workflow to be read aloud: who begins, each step with whose turn it is and by when, what happens while it is late, "
        "and each choice with who "
        "makes it, what must be given and what comes of it. With two workflows, only what differs, for whoever has to approve the new "
        "one. A workflow is a file that "
        "ends in .lua, or one of the board: its name, or its name and version. Where a board is at hand, groups have its names. "
        "With --words it lists instead how commands and conditions call what it has: each choice with its word for \"waymark case send\", "
        "from which steps, whose it is and what must be given, then its steps and its fields.",
    .example = "waymark workflow read workflows/theme-prevent.lua\nwaymark workflow read review-action@3 "
               "workflows/review-action.lua\nwaymark workflow read theme --words",
    .operand_min = 1,
    .operand_max = 2,
    .takes = TAKES(WORDS),
    .run = read_run,
};
