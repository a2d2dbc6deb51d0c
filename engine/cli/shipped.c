// waymark workflow shipped, workflow add: the workflows that come with the program, and taking one of them into use.
#include "op/shipped.h"

#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>
#include <unistd.h>

// ---- what there is

// {NAME: version} of what the board uses; where no board is near, nothing.
static json_t *in_use(struct cli *cli) {
  struct err none;
  json_t *used = json_object(), *row;
  char *folder = board_folder(cli, &none);
  json_t *answer = folder ? call(cli, request_new(cli, "workflow.list"), -1, &none) : NULL;
  size_t i;
  json_array_foreach(json_object_get(answer, "workflows"), i, row)
      json_object_set(used, json_text(row, "name"), json_object_get(row, "version"));
  json_decref(answer);
  mem_free(folder);
  return used;
}

static void print_shipped(struct cli *cli, const json_t *list, const json_t *used) {
  struct grid *grid = grid_new();
  const json_t *row;
  size_t i;
  grid_column(grid, "Name", GRID_FIXED);
  grid_column(grid, "In use", GRID_FIXED);
  grid_column(grid, "What it is", GRID_FLEX);
  json_array_foreach(list, i, row) {
    grid_cell(grid, json_text(row, "name"));
    grid_cell(grid, json_object_get(used, json_text(row, "name")) ? "yes" : "");
    grid_cell(grid, json_text(row, "about"));
  }
  grid_print(grid, cli->out, cli->width, 0);
  grid_free(grid);
  print_line(cli, "\"waymark workflow add NAME\" takes one into use, and whatever it cannot do without.");
}

static bool shipped_run(struct cli *cli, struct err *err) {
  char *share = share_folder();
  json_t *list = shipped_list(&cli->env, share, err), *used = list ? in_use(cli) : NULL, *row;
  size_t i;
  json_array_foreach(list, i, row) json_put_flag(row, "in_use", json_object_get(used, json_text(row, "name")) != NULL);
  json_t *answer = list ? json_pack("{s:O}", "workflows", list) : NULL;
  if (answer && !print_json(cli, answer)) print_shipped(cli, list, used);
  json_decref(answer);
  json_decref(used);
  json_decref(list);
  mem_free(share);
  return list != NULL;
}

// ---- adding

struct adding {
  struct cli *cli;
  char *share, *folder;
  json_t *shipped;
  json_t *names; // to be added; grows by what they cannot do without
  json_t *added; // answers of workflow.publish
  json_t *own;   // parts of the board's that are not what comes with the program
};

static void note_own(struct adding *adding, const json_t *shipped, const json_t *mine) {
  const char *name;
  json_t *text;
  json_object_foreach((json_t *)mine, name, text) {
    const json_t *there = json_object_get(shipped, name);
    if (!there || json_equal(there, text)) continue;
    char *file = mem_format("workflows/lib/%s.lua", name);
    if (!json_array_has(adding->own, file)) json_array_add(adding->own, file);
    mem_free(file);
  }
}

// A part in lib/ that the board has is the board's: its figures are those that it means.
static bool put_own_parts(struct adding *adding, json_t *request, struct err *err) {
  char *own = mem_format("%s/workflows/-", adding->folder);
  json_t *mine = workflow_parts(adding->cli, own, err);
  if (mine) {
    note_own(adding, json_object_get(request, "modules"), mine);
    json_object_update(json_object_get(request, "modules"), mine);
  }
  json_decref(mine);
  mem_free(own);
  return mine != NULL;
}

static bool write_copy(struct adding *adding, const char *file, const char *text, struct err *err) {
  char *path = mem_format("%s/workflows/%s", adding->folder, file);
  bool ok = access(path, F_OK) == 0 || env_write_new_file(&adding->cli->env, path, text, strlen(text), err);
  mem_free(path);
  return ok;
}

// The board has the files that it uses, so that they can be read, and changed for a next version; what lies there stays.
static bool write_copies(struct adding *adding, const char *name, const json_t *request, struct err *err) {
  char *file = mem_format("%s.lua", name);
  bool ok = write_copy(adding, file, json_text(request, "source"), err);
  const char *module;
  json_t *text;
  mem_free(file);
  json_object_foreach(json_object_get(request, "modules"), module, text) {
    bool is_base = strchr(module, '.') != NULL; // "theme.lua", which another is based on, lies beside them
    file = is_base ? mem_text(module) : mem_format("lib/%s.lua", module);
    ok = ok && write_copy(adding, file, json_string_value(text), err);
    mem_free(file);
  }
  return ok;
}

static void add_missing(struct adding *adding, const json_t *answer) {
  json_t *name;
  size_t i;
  struct err none;
  json_array_foreach(json_object_get(answer, "missing"), i, name) {
    const char *text = json_string_value(name);
    if (!json_array_has(adding->names, text) && shipped_has(adding->shipped, text, &none)) json_array_add(adding->names, text);
  }
}

static bool add_one(struct adding *adding, const char *name, struct err *err) {
  if (!shipped_has(adding->shipped, name, err)) return false;
  char *file = mem_format("%s/workflows/%s.lua", adding->share, name);
  json_t *request = workflow_request(adding->cli, request_new(adding->cli, "workflow.publish"), file, err), *answer = NULL;
  bool ok = request && put_own_parts(adding, request, err);
  char *shown = mem_format("%s.lua", name);
  if (ok) json_put_text(request, "file", shown);
  answer = ok ? call(adding->cli, json_incref(request), -1, err) : NULL;
  ok = answer && write_copies(adding, name, request, err);
  if (answer) add_missing(adding, answer);
  if (answer) json_array_append(adding->added, answer);
  json_decref(answer);
  json_decref(request);
  mem_free(shown);
  mem_free(file);
  return ok;
}

static bool add_all(struct adding *adding, struct err *err) {
  for (size_t i = 0; i < json_array_size(adding->names); i++)
    if (!add_one(adding, json_string_value(json_array_get(adding->names, i)), err)) return false;
  return true;
}

// A copy of an older program's looks like a part that was changed here, and keeps the newer workflow out or makes another of it: so
// whoever adds one is told which they are. Caller frees; NULL: there are none.
static char *own_words(const struct adding *adding) {
  if (json_array_size(adding->own) == 0) return NULL;
  char *files = json_join(adding->own, ", ");
  char *text = mem_format("Taken as they are on this board, and not as they come with the program: %s. Where nobody here changed them they "
                          "are an older program's: move them away and type the same again.",
                          files);
  mem_free(files);
  return text;
}

static void print_added(const struct adding *adding) {
  char *own = own_words(adding);
  size_t i, asked = adding->cli->args.operand_count;
  json_t *row;
  json_array_foreach(adding->added, i, row)
      print_line(adding->cli, "%s, version %lld: in use%s.", json_text(row, "name"), (long long)json_number(row, "version", 0),
                 i < asked ? "" : ", since another one opens it or asks for it");
  if (own) print_line(adding->cli, "%s", own);
  mem_free(own);
}

static void add_own_words(const struct adding *adding, struct err *err) {
  char *own = own_words(adding), *text = own ? mem_format("%s %s", err->text, own) : NULL;
  if (text) err_set(err, err->code, "%s", text);
  mem_free(text);
  mem_free(own);
}

static bool add_run(struct cli *cli, struct err *err) {
  struct adding adding = {.cli = cli, .share = share_folder(), .names = json_array(), .added = json_array(), .own = json_array()};
  const char *name;
  for (size_t i = 0; (name = cli_operand(cli, i)); i++) json_array_add(adding.names, name);
  adding.folder = board_folder(cli, err);
  adding.shipped = adding.folder ? shipped_list(&cli->env, adding.share, err) : NULL;
  bool ok = adding.shipped && add_all(&adding, err);
  if (adding.shipped && !ok && err->code != ERR_NOT_ALLOWED) add_own_words(&adding, err);
  json_t *answer = json_pack("{s:O}", "added", adding.added);
  if (json_array_size(adding.own)) json_object_set(answer, "own", adding.own);
  if (ok && !print_json(cli, answer)) print_added(&adding);
  json_decref(answer);
  json_decref(adding.shipped);
  json_decref(adding.names);
  json_decref(adding.added);
  json_decref(adding.own);
  mem_free(adding.folder);
  mem_free(adding.share);
  return ok;
}

const struct command command_workflow_shipped = {
    .noun = "workflow",
    .verb = "shipped",
    .usage = "",
    .summary = "what comes with the program",
    .help =
        "Lists the workflows that come with the program, each with the sentence that it begins with. Where a board is named or near, it "
        "says which of them the board uses.",
    .example = "waymark workflow shipped",
    .operand_max = 0,
    .run = shipped_run,
};
const struct command command_workflow_add = {
    .noun = "workflow",
    .verb = "add",
    .usage = "NAME...",
    .summary = "take a shipped one into use",
    .help = "Publishes workflows that come with the program, and those whose items they open or ask for. Their files are copied into the "
            "board's folder workflows, where they can be read, and changed for a next version; a part in its lib that was changed there is "
            "taken as it is there.",
    .example = "waymark workflow add plan-cycle --as h.dixon",
    .operand_min = 1,
    .operand_max = 20,
    .run = add_run,
};
