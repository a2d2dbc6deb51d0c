// Items that other items open. See opener.h.
#include "run/opener.h"

#include "base/json.h"
#include "run/event.h"

#include <string.h>

static bool mark(struct board *board, const json_t *row, const char *status, const char *note, struct err *err) {
  struct entry entry;
  int64_t now = board_now(board);
  entry_init(&entry, ENTRY_SENT, now, now);
  id_read(&entry.case_id, json_text(row, "case"));
  entry_part(&entry, "sent", json_pack("{s:O, s:s}", "key", json_object_get(row, "key"), "status", status));
  entry_part_text(&entry, "note", note);
  return board_append(board, &entry, err);
}

static bool open_one(struct board *board, const json_t *row, struct err *err) {
  struct start_request request = {.workflow = json_text(row, "workflow"), .data = json_object_get(row, "fields")};
  struct err refused;
  json_t *answer = NULL;
  if (!store_begin(board->store, err)) return false;
  bool started = event_start(board, &request, &answer, &refused);
  if (!started) store_rollback(board->store);
  if (!started && !store_begin(board->store, err)) return false;
  bool ok = mark(board, row, started ? "done" : "failed", started ? json_text(answer, "ref") : refused.text, err);
  json_decref(answer);
  if (ok) return store_commit(board->store, err);
  store_rollback(board->store);
  return false;
}

bool opener_run(struct board *board, struct err *err) {
  if (!board->openings) return true;
  board->openings = false; // set again by whatever these items open in turn
  json_t *rows = outbox_openings(board->store), *row;
  bool ok = true;
  size_t i;
  json_array_foreach(rows, i, row) if (ok) ok = open_one(board, row, err);
  json_decref(rows);
  return ok;
}
