// Items that other items open. See opener.h.
#include "run/opener.h"

#include "base/json.h"
#include "base/mem.h"
#include "run/event.h"
#include "run/incident.h"

#include <string.h>

static const char OPENED[] = "opened ";

const char *opener_opened(const json_t *parts) {
  const json_t *sent = json_object_get(parts, "sent");
  const char *key = json_text(sent, "key"), *status = json_text(sent, "status"), *note = json_string_value(json_object_get(parts, "note"));
  bool opened =
      key && status && note && strstr(key, "/open") && strcmp(status, "done") == 0 && strncmp(note, OPENED, sizeof OPENED - 1) == 0;
  return opened ? note + sizeof OPENED - 1 : NULL;
}

static bool mark(struct board *board, const json_t *row, const char *status, const char *note, struct err *err) {
  struct entry entry;
  int64_t now = board_now(board);
  entry_init(&entry, ENTRY_SENT, now, now);
  id_read(&entry.case_id, json_text(row, "case"));
  entry_part(&entry, "sent", json_pack("{s:O, s:s}", "key", json_object_get(row, "key"), "status", status));
  entry_part_text(&entry, "note", note);
  return board_append(board, &entry, err);
}

static bool start(struct board *board, const json_t *row, struct err *err) {
  struct start_request request = {.workflow = json_text(row, "workflow"), .data = json_object_get(row, "fields")};
  json_t *answer = NULL;
  bool ok = event_start(board, &request, &answer, err);
  char *opened = ok ? mem_format("%s%s", OPENED, json_text(answer, "ref")) : NULL;
  ok = ok && mark(board, row, "done", opened, err);
  mem_free(opened);
  json_decref(answer);
  return ok;
}

static bool give_up(struct board *board, const json_t *row, const char *reason, struct err *err) {
  char *sentence = mem_format("The item that it opens (%s) could not be started: %s", json_text(row, "workflow"), reason);
  bool ok = mark(board, row, "failed", sentence, err) && incident_of_opening(board, row, sentence, err);
  mem_free(sentence);
  return ok;
}

// The machine's own failures leave it waiting for the next try.
static bool is_for_later(const struct err *err) { return err_exit(err->code) == 3 || err->code == ERR_BUSY; }

static bool in_transaction(struct board *board, const json_t *row, const char *reason, struct err *err) {
  if (!store_begin(board->store, err)) return false;
  if (reason ? give_up(board, row, reason, err) : start(board, row, err)) return store_commit(board->store, err);
  store_rollback(board->store);
  return false;
}

static bool open_one(struct board *board, const json_t *row, struct err *err) {
  struct err refused;
  if (in_transaction(board, row, NULL, &refused)) return true;
  if (!is_for_later(&refused)) return in_transaction(board, row, refused.text, err);
  *err = refused;
  return false;
}

bool opener_again(struct board *board, const char *key, struct err *err) {
  json_t *rows = outbox_list(board->store, NULL, "failed"), *row;
  bool ok = false, found = false;
  size_t i;
  json_array_foreach(rows, i, row) {
    if (found || strcmp(json_text(row, "key"), key) != 0) continue;
    found = true;
    ok = start(board, row, err);
  }
  if (!found) err_set(err, ERR_NOT_FOUND, "What should have been opened is not waiting any more.");
  json_decref(rows);
  return ok;
}

bool opener_run(struct board *board, struct err *err) {
  if (!board->openings) return true;
  board->openings = false; // set again by whatever these items open in turn
  json_t *rows = outbox_openings(board->store), *row;
  bool ok = true;
  size_t i;
  json_array_foreach(rows, i, row) if (ok) ok = open_one(board, row, err);
  if (!ok) board->openings = true;
  json_decref(rows);
  return ok;
}
