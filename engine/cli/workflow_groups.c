// What a board calls its groups: a workflow names one by the word that the directory has for it, which is no name to be read aloud.
#include "base/mem.h"
#include "chart/chart.h"
#include "cli/internal.h"

void workflow_name_groups(struct cli *cli, struct chart *chart) {
  struct err none;
  size_t i;
  json_t *group, *names = json_object();
  char *folder = board_folder(cli, &none);
  json_t *request = folder ? request_new(cli, "directory.list") : NULL;
  if (request) json_put_text(request, "kind", "group");
  json_t *answer = request ? call(cli, request, -1, &none) : NULL;
  json_array_foreach(json_object_get(answer, "rows"), i, group) {
    const char *id = json_text(group, "id");
    if (id) json_put_text(names, id, json_text(group, "name"));
  }
  chart_name_groups(chart, names);
  json_decref(names);
  json_decref(answer);
  mem_free(folder);
}
