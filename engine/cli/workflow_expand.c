// waymark workflow expand: a workflow in chart form, as Lua.
#include "base/mem.h"
#include "cli/internal.h"
#include "scxml/scxml.h"

#include <stdio.h>
#include <string.h>

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
json_t *workflow_meant(const struct cli *cli, json_t *found, struct err *err) {
  const char *wanted = cli_operand(cli, 1);
  json_t *one;
  size_t i;
  if (!wanted || strcmp(wanted, json_text(found, "name")) == 0) return found;
  json_array_foreach(json_object_get(found, "with"), i, one) if (strcmp(json_text(one, "name"), wanted) == 0) return one;
  err_set(err, ERR_NOT_FOUND, "No workflow called %s comes of %s.", wanted, cli_operand(cli, 0));
  return NULL;
}

static bool expand_run(struct cli *cli, struct err *err) {
  json_t *found = workflow_named(cli, 0, err), *one = found ? workflow_meant(cli, found, err) : NULL;
  bool ok = one && put_text(cli, expanded(cli, json_object_get(one, "definition"), err), err);
  json_decref(found);
  return ok;
}

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
