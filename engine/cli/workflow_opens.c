// What a workflow opens that there is nowhere: found where a name is nearly that of a workflow that there is, since any other may be
// published later.
#include "base/mem.h"
#include "chart/check.h"
#include "cli/internal.h"
#include "op/shipped.h"

// Every name that is opened or asked for, anywhere below.
static void look(const json_t *value, json_t *names) {
  const char *key, *opens = json_text(value, "workflow");
  json_t *member;
  size_t i;
  if (!opens && json_text(value, "rule")) opens = json_text(value, "open"); // a rung
  if (opens && !json_array_has(names, opens)) json_array_add(names, opens);
  json_object_foreach((json_t *)value, key, member) look(member, names);
  json_array_foreach(value, i, member) look(member, names);
}

static void add_names(const json_t *rows, json_t *known) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (json_text(row, "name")) json_array_append(known, json_object_get(row, "name"));
}

// Those of the board where one is near, those that come with the program, and those of this file. A new reference.
static json_t *known_names(struct cli *cli, const json_t *checked) {
  struct err none;
  char *share = share_folder(), *folder = board_folder(cli, &none);
  json_t *known = json_array(), *shipped = shipped_list(&cli->env, share, &none);
  json_t *board = folder ? call(cli, request_new(cli, "workflow.list"), -1, &none) : NULL;
  if (json_text(checked, "name")) json_array_append(known, json_object_get(checked, "name"));
  add_names(json_object_get(checked, "with"), known);
  add_names(json_object_get(board, "workflows"), known);
  add_names(shipped, known);
  json_decref(board);
  json_decref(shipped);
  mem_free(folder);
  mem_free(share);
  return known;
}

bool workflow_opens_known(struct cli *cli, const json_t *checked, struct err *err) {
  json_t *names = json_array(), *known = known_names(cli, checked), *name, *one;
  bool ok = true;
  size_t i;
  look(json_object_get(checked, "definition"), names);
  json_array_foreach(json_object_get(checked, "with"), i, one) look(json_object_get(one, "definition"), names);
  json_array_foreach(names, i, name) {
    const char *near = json_array_has(known, json_string_value(name)) ? NULL : nearest_name(json_string_value(name), known);
    if (!near || !ok) continue;
    ok = err_set(err, ERR_INVALID, "It opens items of a workflow `%s`, and there is none of that name. Did you mean `%s`?",
                 json_string_value(name), near);
  }
  json_decref(known);
  json_decref(names);
  return ok;
}
