// What a person decides on mail that is unknown, refused or given up. See delivery.h.
#include "base/mem.h"
#include "run/delivery.h"
#include "run/delivery_mark.h"

#include <string.h>

static bool is_open(const json_t *row) {
  static const char *const open[] = {"unknown", "refused", "given up"};
  const char *status = json_text(row, "status");
  for (size_t i = 0; i < sizeof open / sizeof open[0]; i++)
    if (status && strcmp(status, open[i]) == 0) return true;
  return false;
}

// The one whose key begins so, of those that somebody may decide on. A new reference.
static json_t *find(struct board *board, const char *key, struct err *err) {
  json_t *rows = outbox_list(board->store, NULL, NULL), *row, *found = NULL;
  size_t i, count = 0;
  json_array_foreach(rows, i, row) {
    if (!is_open(row) || strncmp(json_text(row, "key"), key, strlen(key)) != 0) continue;
    count++;
    if (!found || strcmp(json_text(row, "key"), key) == 0) {
      json_decref(found);
      found = json_incref(row);
    }
  }
  json_decref(rows);
  if (found && (count == 1 || strcmp(json_text(found, "key"), key) == 0)) return found;
  json_decref(found);
  if (count)
    err_set(err, ERR_INVALID, "%zu messages have keys that begin with \"%.80s\": write more of it.", count, key);
  else
    err_set(
        err, ERR_NOT_FOUND,
        "There is no message \"%.80s\" on which somebody has to decide; `waymark outbox list` shows the keys of those that are unknown, "
        "refused or given up.",
        key);
  return NULL;
}

bool delivery_resolve(struct board *board, const char *key, const char *how, const char *reason, const char *actor, json_t **answer,
                      struct err *err) {
  bool again = strcmp(how, "again") == 0;
  if (!again && strcmp(how, "sent") != 0)
    return err_set(err, ERR_INVALID, "\"%.80s\" is nothing to decide: write sent if it arrived, or again if it is to be sent once more.",
                   how);
  json_t *row = find(board, key, err);
  bool ok = row && delivery_mark_by(board, row, again ? "ready" : "sent", reason, actor, err);
  if (ok) *answer = json_pack("{s:O, s:s}", "key", json_object_get(row, "key"), "how", how);
  json_decref(row);
  return ok;
}
