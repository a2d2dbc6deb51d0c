// waymark workflow ...: checking and publishing the Lua files that say how work runs.
#include "base/mem.h"
#include "cli/internal.h"
#include "run/based.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_MAX = 256 << 10, MODULES_MAX = 64 }; // as the worker's limit on one source

static bool is_module(const char *name) {
  size_t size = strlen(name);
  return size > 4 && name[0] != '.' && strcmp(name + size - 4, ".lua") == 0;
}

static bool add_module(const struct cli *cli, const char *folder, const char *name, json_t *modules, struct err *err) {
  char *path = mem_format("%s/%s", folder, name), *text = file_text(cli, path, SOURCE_MAX, err);
  if (text) {
    char *module = mem_text_part(name, strlen(name) - 4);
    json_put_text(modules, module, text);
    mem_free(module);
  }
  mem_free(path);
  mem_free(text);
  return text != NULL;
}

// What `use "NAME"` may load lies in lib/ beside the workflow; no such folder is no mistake.
json_t *workflow_parts(const struct cli *cli, const char *file, struct err *err) {
  const char *slash = strrchr(file, '/');
  char *folder = mem_format("%.*slib", slash ? (int)(slash - file + 1) : 0, file);
  json_t *modules = json_object();
  struct dirent **entries;
  int count = scandir(folder, &entries, NULL, alphasort);
  bool ok = true;
  for (int i = 0; i < count; i++) {
    if (ok && is_module(entries[i]->d_name)) ok = add_module(cli, folder, entries[i]->d_name, modules, err);
    free(entries[i]);
  }
  if (count >= 0) free(entries);
  if (ok && json_object_size(modules) > MODULES_MAX)
    ok = err_set(err, ERR_LIMIT, "The folder \"%s\" holds more than %d modules, the limit; move those that are not used away.", folder,
                 MODULES_MAX);
  mem_free(folder);
  if (ok) return modules;
  json_decref(modules);
  return NULL;
}

// The workflows that it takes lie beside it.
static bool bases_add(const struct cli *cli, const char *file, const char *source, json_t *modules, struct err *err) {
  const char *slash = strrchr(file, '/');
  char *folder = slash ? mem_text_part(file, (size_t)(slash - file)) : mem_text(".");
  bool ok = based_add(&cli->env, slash == file ? "/" : folder, source, modules, err);
  mem_free(folder);
  return ok;
}

json_t *workflow_request(const struct cli *cli, json_t *request, const char *file, struct err *err) {
  char *source = file_text(cli, file, SOURCE_MAX, err);
  json_t *modules = source ? workflow_parts(cli, file, err) : NULL;
  if (modules && !bases_add(cli, file, source, modules, err)) {
    json_decref(modules);
    modules = NULL;
  }
  if (modules) {
    json_put_text(request, "file", file);
    json_put_text(request, "source", source);
    json_object_set_new(request, "modules", modules);
  } else {
    json_decref(request);
    request = NULL;
  }
  mem_free(source);
  return request;
}

static void print_problem(const struct cli *cli, FILE *out, const json_t *problem) {
  const char *line_text = json_text(problem, "source_line"), *file = json_text(problem, "file");
  json_int_t line = json_number(problem, "line", 0), column = json_number(problem, "column", 0);
  fprintf(out, "%s:", file ? file : cli_operand(cli, 0));
  if (line > 0) fprintf(out, "%lld:", (long long)line);
  if (line > 0 && column > 0) fprintf(out, "%lld:", (long long)column);
  fprintf(out, " %s\n", json_text(problem, "text"));
  if (!line_text) return;
  char *clean = text_clean(line_text);
  fprintf(out, "    %s\n", clean);
  mem_free(clean);
  if (column > 0) fprintf(out, "%*s^\n", (int)(column < 400 ? column : 400) + 3, "");
}

// True when there were none.
static bool print_problems(struct cli *cli, const json_t *problems) {
  size_t i, count = json_array_size(problems);
  json_t *problem;
  json_array_foreach(problems, i, problem) print_problem(cli, cli->out, problem);
  if (count) fprintf(cli->out, "%zu mistake%s: nothing was published.\n", count, count == 1 ? "" : "s");
  return count == 0;
}

static void print_missing(struct cli *cli, const json_t *answer) {
  char *names = json_join(json_object_get(answer, "missing"), ", ");
  if (*names)
    print_line(cli,
               "It opens or asks for items of %s, which this board does not use yet; publish it, or, where it is shipped, \"waymark "
               "workflow add NAME\".",
               names);
  mem_free(names);
}

// `checked`: nothing was published yet.
static void print_older(struct cli *cli, const json_t *published, bool checked) {
  const char *noun = json_text(published, "noun");
  size_t i;
  json_t *row;
  json_array_foreach(json_object_get(published, "older"), i, row) {
    long long count = (long long)json_number(row, "items", 0);
    print_line(
        cli, "%lld %s%s on version %lld and %sstay%s there; %s\"waymark workflow migrate %s --dry-run\" shows what moving %s would change.",
        count, noun ? noun : "item", count == 1 ? " is" : "s are", (long long)json_number(row, "version", 0), checked ? "would " : "",
        count == 1 && !checked ? "s" : "", checked ? "once this is published, " : "", json_text(published, "name"),
        count == 1 ? "it" : "them");
  }
}

static void print_barred_row(struct cli *cli, const json_t *row, const char *noun, long long version) {
  long long count = (long long)json_number(row, "items", 0);
  bool stranded = strcmp(json_text(row, "verdict"), "stranded") == 0;
  print_line(cli, "%lld %s%s at \"%s\" %s version %lld: %s (%s%s).%s", count, noun, count == 1 ? "" : "s", json_text(row, "place"),
             stranded ? "would be stranded on" : "cannot be moved as it is to", version, json_text(row, "text"), json_text(row, "ref"),
             count == 1 ? "" : ", and alike the others",
             stranded
                 ? " It is moved by nobody until somebody can take it on there: fill the post, or publish a version in which somebody may."
                 : "");
}

// V2: what a move would meet, said while whoever published it is still at it.
static void print_barred(struct cli *cli, const json_t *published, bool checked) {
  const char *named = json_text(published, "noun"), *noun = named ? named : "item";
  const json_t *barred = json_object_get(published, "barred");
  long long tried = (long long)json_number(published, "tried", 0), untried = (long long)json_number(published, "untried", 0);
  long long others = (long long)json_number(published, "others", 0);
  size_t i;
  json_t *row;
  if (tried) print_line(cli, "The first %lld of them were tried%s", tried, barred ? ":" : ", and all of these can be moved.");
  json_array_foreach(barred, i, row) print_barred_row(cli, row, noun, (long long)json_number(published, "version", 0));
  if (untried)
    print_line(cli, "%lld more %s not tried; %s\"waymark workflow migrate %s --dry-run\" tries them all.", untried,
               untried == 1 ? "was" : "were", checked ? "once this is published, " : "", json_text(published, "name"));
  if (others)
    print_line(cli, "%lld %s%s on an older version, which you do not see whole, %s not tried; only somebody who does can do so.", others,
               noun, others == 1 ? "" : "s", others == 1 ? "was" : "were");
}

static void print_live(struct cli *cli, const json_t *answer, bool checked) {
  json_t *one;
  size_t i;
  print_older(cli, answer, checked);
  print_barred(cli, answer, checked);
  json_array_foreach(json_object_get(answer, "with"), i, one) {
    print_older(cli, one, checked);
    print_barred(cli, one, checked);
  }
}

static void print_good(struct cli *cli, const json_t *answer, bool checked) {
  json_int_t version = json_number(answer, "version", 0);
  json_t *one;
  size_t i;
  print_line(cli, "%s, version %lld: %s.", json_text(answer, "name"), (long long)version, checked ? "no mistakes" : "published");
  json_array_foreach(json_object_get(answer, "with"), i, one)
      print_line(cli, "%s, version %lld, comes with it.", json_text(one, "name"), (long long)json_number(one, "version", 0));
  json_array_foreach(json_object_get(answer, "endless"), i, one) print_line(cli, "%s", json_string_value(one));
  json_array_foreach(json_object_get(answer, "unheld"), i, one) print_line(cli, "%s", json_string_value(one));
  print_missing(cli, answer);
  print_live(cli, answer, checked);
  if (json_text(answer, "refused")) print_line(cli, "It would not be published here: %s", json_text(answer, "refused"));
}

static bool show(struct cli *cli, json_t *answer, bool checked) {
  if (!answer) return false;
  const json_t *problems = json_object_get(answer, "problems"), *ok = json_object_get(answer, "ok");
  bool good = json_array_size(problems) == 0 && !json_is_false(ok);
  if (!print_json(cli, answer) && print_problems(cli, problems)) print_good(cli, answer, checked);
  if (json_text(answer, "refused")) cli->status = err_exit(ERR_REFUSED);
  if (!good) cli->status = err_exit(ERR_INVALID);
  json_decref(answer);
  return true;
}

json_t *workflow_read(struct cli *cli, const char *file, FILE *out, struct err *err) {
  json_t *request = workflow_request(cli, json_pack("{s:s}", "op", "workflow.check"), file, err), *problem;
  json_t *answer = request ? call_boardless(cli, request, err) : NULL;
  const json_t *problems = json_object_get(answer, "problems");
  size_t i, count = json_array_size(problems);
  json_array_foreach(problems, i, problem) print_problem(cli, out, problem);
  if (!answer || json_object_get(answer, "definition")) return answer;
  err_set(err, ERR_INVALID, "%zu mistake%s: \"%s\" cannot be used.", count, count == 1 ? "" : "s", file);
  json_decref(answer);
  return NULL;
}

json_t *workflow_definition(struct cli *cli, FILE *out, struct err *err) {
  json_t *answer = workflow_read(cli, cli_operand(cli, 0), out, err), *definition = json_incref(json_object_get(answer, "definition"));
  json_decref(answer);
  return definition;
}

// With a board it is also said whom of it nobody would reach.
static bool check_run(struct cli *cli, struct err *err) {
  bool has_board = cli_option(cli, OPTION_BOARD) != NULL;
  json_t *request = has_board ? request_new(cli, "workflow.check") : json_pack("{s:s}", "op", "workflow.check");
  request = workflow_request(cli, request, cli_operand(cli, 0), err);
  json_t *answer = !request ? NULL : has_board ? call(cli, request, -1, err) : call_boardless(cli, request, err);
  if (!answer || workflow_opens_known(cli, answer, err)) return show(cli, answer, true);
  json_decref(answer);
  return false;
}

// What nothing could ever open is refused while it can be put right.
static bool opens_what_there_is(struct cli *cli, struct err *err) {
  json_t *request = workflow_request(cli, json_pack("{s:s}", "op", "workflow.check"), cli_operand(cli, 0), err);
  json_t *answer = request ? call_boardless(cli, request, err) : NULL;
  bool ok = answer && workflow_opens_known(cli, answer, err);
  json_decref(answer);
  return ok;
}

static bool publish_run(struct cli *cli, struct err *err) {
  if (!opens_what_there_is(cli, err)) return false;
  json_t *request = workflow_request(cli, request_new(cli, "workflow.publish"), cli_operand(cli, 0), err);
  return request && show(cli, call(cli, request, -1, err), false);
}

static bool list_run(struct cli *cli, struct err *err) {
  size_t i;
  json_t *row, *answer = call(cli, request_new(cli, "workflow.list"), -1, err);
  if (!answer) return false;
  struct grid *grid = grid_new();
  grid_column(grid, "Name", GRID_FIXED);
  grid_column(grid, "Version", GRID_FIXED);
  grid_column(grid, "Title", GRID_FLEX);
  grid_column(grid, "Items", GRID_FIXED);
  grid_column(grid, "Hash", GRID_FIXED);
  json_array_foreach(json_object_get(answer, "workflows"), i, row) {
    char *version = mem_format("%lld", (long long)json_number(row, "version", 0));
    char *cases = mem_format("%lld", (long long)json_number(row, "cases", 0)),
         *hash = mem_format("%.12s", json_text(row, "hash") ? json_text(row, "hash") : "");
    grid_cell(grid, json_text(row, "name"));
    grid_cell(grid, version);
    grid_cell(grid, json_text(row, "title"));
    grid_cell(grid, cases);
    grid_cell(grid, hash);
    mem_free(version);
    mem_free(cases);
    mem_free(hash);
  }
  if (!print_json(cli, answer)) grid_print(grid, cli->out, cli->width, 0);
  if (!cli_has(cli, OPTION_JSON) && i == 0) print_line(cli, "No workflow is published yet.");
  grid_free(grid);
  json_decref(answer);
  return true;
}

const struct command command_workflow_check = {
    .noun = "workflow",
    .verb = "check",
    .usage = "FILE",
    .summary = "find every mistake in a workflow",
    .help =
        "Reads a workflow written in Lua and names every mistake with its line, what was expected, and what was probably meant. Parts that "
        "it "
        "takes with `use` lie in a folder lib beside it. Nothing is changed and no board is needed; with --board it also says which of the "
        "board's posts, groups and duties nobody would reach, whether it would be published there, and which items that live could not be "
        "moved to it. Exit status 1 when there is a mistake.",
    .example = "waymark workflow check workflows/review-action.lua",
    .operand_min = 1,
    .operand_max = 1,
    .run = check_run,
};
const struct command command_workflow_publish = {
    .noun = "workflow",
    .verb = "publish",
    .usage = "FILE",
    .summary = "make it live for new items",
    .help = "Checks a workflow and makes it the version that new items start with. Items that live stay on the version they started with, "
            "and how many "
            "there are on older ones is said; \"waymark workflow migrate\" moves them.",
    .example = "waymark workflow publish workflows/review-action.lua --as h.dixon",
    .operand_min = 1,
    .operand_max = 1,
    .run = publish_run,
};
const struct command command_workflow_list = {
    .noun = "workflow",
    .verb = "list",
    .usage = "",
    .summary = "what is published",
    .help = "Lists the published workflows, their versions, and how many items live on each.",
    .example = "waymark workflow list",
    .operand_max = 0,
    .run = list_run,
};
