// Duties of agencies. See duty.h.
#include "run/duty.h"

#include "base/buf.h"
#include "base/mem.h"
#include "run/presence.h"

static bool is_there(struct board *board, const json_t *agency) {
  return presence_is_within(board, json_object_get(agency, "valid_from"), json_object_get(agency, "valid_to"));
}

json_t *duty_agencies(struct board *board, const char *duty) {
  json_t *ids = json_array(), *agency;
  size_t i;
  json_array_foreach(board_documents(board, "agency"), i, agency) {
    bool has = !*duty || json_array_has(json_object_get(agency, "duties"), duty);
    if (has && is_there(board, agency)) json_array_append(ids, json_object_get(agency, "id"));
  }
  return ids;
}

static void add_duties(const json_t *agency, json_t *seen, struct buf *out) {
  size_t i;
  json_t *duty;
  json_array_foreach(json_object_get(agency, "duties"), i, duty) {
    const char *name = json_string_value(duty);
    if (!name || json_array_has(seen, name)) continue;
    json_array_append(seen, duty);
    buf_format(out, "%s`%s`", out->size ? ", " : "there are: ", name);
  }
}

char *duty_nobody(struct board *board, const char *duty) {
  if (!*duty) return mem_text("There is no agency on this board: nobody would be asked; `waymark agency set` adds one.");
  json_t *seen = json_array(), *agency;
  struct buf out;
  size_t i;
  buf_init(&out);
  json_array_foreach(board_documents(board, "agency"), i, agency) if (is_there(board, agency)) add_duties(agency, seen, &out);
  char *said =
      mem_format("No agency has the duty `%s` (%s): nobody would be asked. Say who has it: `waymark agency set AGENCY duties=\"%s\"`.",
                 duty, out.size ? out.data : "none has any", duty);
  buf_clear(&out);
  json_decref(seen);
  return said;
}
