// Groups in a procedure by their titles: a workflow names a group by the word that the directory has for it, and only a board knows what it
// is called.
#include "base/buf.h"
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

static const char meeting[] = "the next meeting of ";
static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

static const char *title_of(const json_t *groups, const char *id) {
  size_t i;
  json_t *group;
  json_array_foreach(groups, i, group) {
    const char *own = json_text(group, "id");
    if (own && strcmp(own, id) == 0) return json_text(group, "name");
  }
  return NULL;
}

static char *said(const json_t *groups, const char *text) { // Caller frees.
  struct buf out;
  buf_init(&out);
  for (const char *at; (at = strstr(text, meeting)); text = at) {
    at += sizeof meeting - 1;
    buf_add(&out, text, (size_t)(at - text));
    size_t size = strspn(at, letters);
    char *id = mem_text_part(at, size);
    const char *title = title_of(groups, id);
    buf_text(&out, title ? title : id);
    mem_free(id);
    at += size;
  }
  buf_text(&out, text);
  return buf_take(&out);
}

static void say_in(const json_t *groups, json_t *value) {
  size_t i;
  const char *name;
  json_t *one;
  json_array_foreach(value, i, one) say_in(groups, one);
  json_object_foreach(value, name, one) say_in(groups, one);
  if (!json_is_string(value) || !strstr(json_string_value(value), meeting)) return;
  char *text = said(groups, json_string_value(value));
  json_string_set(value, text);
  mem_free(text);
}

void workflow_name_groups(struct cli *cli, json_t *procedure) {
  struct err none;
  char *folder = board_folder(cli, &none);
  json_t *request = folder ? request_new(cli, "directory.list") : NULL;
  if (request) json_put_text(request, "kind", "group");
  json_t *answer = request ? call(cli, request, -1, &none) : NULL;
  if (answer) say_in(json_object_get(answer, "rows"), procedure);
  json_decref(answer);
  mem_free(folder);
}
