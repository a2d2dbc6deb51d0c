// Requests for erasure. See erase_request.h.
#include "run/erase_request.h"

#include "base/mem.h"
#include "run/erase.h"

#include <string.h>

void erase_request_part(struct entry *entry, const json_t *request) {
  char *part = mem_format("directory/%s/%s", ERASE_KIND, json_text(request, "id"));
  entry_part(entry, part, json_incref((json_t *)request));
  mem_free(part);
}

json_t *erase_request_json(struct board *board, const json_t *document) {
  static const char *const members[] = {"id",     "status",   "all",      "fields",    "entries", "evidence",
                                        "reason", "asked_by", "ended_by", "ended_why", "ref",     "with_opened"};
  json_t *json = json_object();
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    json_t *value = json_object_get(document, members[i]);
    if (value) json_object_set(json, members[i], value);
  }
  board_put_instant(board, json, "asked", true, json_number(document, "asked", 0));
  if (json_object_get(document, "ended")) board_put_instant(board, json, "ended", true, json_number(document, "ended", 0));
  return json;
}

json_t *erase_done(struct board *board, const struct casefile *item) {
  struct board *today = board->present ? board->present : board;
  json_t *done = json_array(), *document;
  size_t i;
  json_array_foreach(board_documents(today, ERASE_KIND), i, document) {
    bool of = strcmp(json_text(document, "case"), item->hex) == 0 || json_array_has(json_object_get(document, "copies"), item->hex);
    if (!of || strcmp(json_text(document, "status"), "done") != 0) continue;
    json_t *one = json_pack("{s:O}", "reason", json_object_get(document, "reason"));
    board_put_instant(today, one, "at", true, json_number(document, "ended", 0));
    json_array_append_new(done, one);
  }
  return done;
}
