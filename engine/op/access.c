// Putting looks on record. See access.h.
//
// board->looks_owed holds the looks of the office that a full disk could not take, until the next look that is recorded takes them along.
#include "op/access.h"

#include "op/doing.h"
#include "op/internal.h"
#include "run/looked.h"
#include "run/people.h"
#include "run/signing.h"

#include <string.h>

enum {
  AGAIN_MINUTES = 15, // who reads an item, its history and its deadlines for a meeting comes back to each within that time
  OWED_MAX = 1000     // looks of the office on a full disk
};

static bool is_on(struct board *board) {
  json_t *setting = setting_find(board->store, "journal_reads");
  bool on = !json_is_string(setting) || strcmp(json_string_value(setting), "off") != 0;
  json_decref(setting);
  return on;
}

static int64_t again_ms(struct board *board) {
  json_t *setting = setting_find(board->store, "access_again");
  int64_t minutes = json_is_integer(setting) ? json_integer_value(setting) : AGAIN_MINUTES;
  json_decref(setting);
  return minutes * 60 * 1000;
}

// A simulation is nobody's look, and an older copy takes no entry.
static bool is_recording(struct board *board) { return board && board->signing && !signing_older(board) && is_on(board); }

static const char *looks_of(const json_t *request) {
  const char *name = json_is_object(request) ? json_text(request, "op") : NULL;
  const struct doing_op *row = name ? doing_of_op(name) : NULL;
  return row ? row->looks : NULL;
}

bool access_wanted(struct board *board, const json_t *request) { return looks_of(request) && is_recording(board); }

// ---- one look: {"case","what","person","as_at"?,"at"}

static bool is_recorded(struct board *board, const json_t *row, int64_t since_ms) {
  struct looked look = {.case_hex = json_text(row, "case"), .what = json_text(row, "what")};
  people_key(board, json_text(row, "person"), &look.actor);
  return looked_since(board, &look, since_ms);
}

// One that is made up for counts from when it was.
static bool append(struct board *board, const json_t *row, struct err *err) {
  struct entry entry;
  json_t *data = json_pack("{s:O, s:O}", "case", json_object_get(row, "case"), "what", json_object_get(row, "what"));
  entry_init(&entry, ENTRY_ACCESS, board_now(board), json_number(row, "at", 0));
  people_key(board, json_text(row, "person"), &entry.actor_id);
  json_put_text(data, "as_at", json_text(row, "as_at"));
  entry_part(&entry, "event", json_pack("{s:s, s:o, s:O}", "name", LOOKED, "data", data, "actor", json_object_get(row, "person")));
  return board_append(board, &entry, err);
}

// What is owed is crossed off once it is found in the journal: a commit round this one may be undone yet.
static bool append_all(struct board *board, const json_t *row, struct err *err) {
  size_t i, added = 0;
  json_t *owed;
  json_array_foreach(board->looks_owed, i, owed) {
    if (is_recorded(board, owed, json_number(owed, "at", 0) - 1)) continue;
    if (!append(board, owed, err)) return false;
    added++;
  }
  if (added == 0) json_array_clear(board->looks_owed);
  return is_recorded(board, row, json_number(row, "at", 0) - 1) || append(board, row, err);
}

static bool record(struct board *board, const json_t *row, struct err *err) {
  if (!store_begin(board->store, err)) return false;
  if (append_all(board, row, err)) return store_commit(board->store, err);
  store_rollback(board->store);
  return false;
}

// Rule 2 of access.h: whoever has to see to the disk goes on looking, and the look is made up for.
static bool owe(struct board *board, json_t *row, const struct err *why) {
  if (why->code != ERR_FULL || !people_in_office(board, json_text(row, "person"))) return false;
  if (!board->looks_owed) board->looks_owed = json_array();
  if (json_array_holds(board->looks_owed, row)) return true;
  if (json_array_size(board->looks_owed) == OWED_MAX) return false;
  json_array_append(board->looks_owed, row);
  return true;
}

static bool note(const struct op_call *call, const json_t *item, const char *looks, struct err *err) {
  struct board *board = call->board;
  int64_t now = board_now(board);
  struct err failed;
  json_t *row = json_pack("{s:O, s:s, s:s, s:I}", "case", json_object_get(item, "id"), "what", looks, "person", ask_maybe(call, "as"), "at",
                          (json_int_t)now);
  json_put_text(row, "as_at", ask_maybe(call, "as_at"));
  bool ok = is_recorded(board, row, now - again_ms(board)) || record(board, row, &failed) || owe(board, row, &failed);
  json_decref(row);
  if (ok) return true;
  *err = failed;
  return err_prefix(err, "Nothing of %s is shown, since it could not be put on record that you looked at it. ", json_text(item, "ref"));
}

bool access_note_as(const struct op_call *call, const char *looks, struct err *err) {
  const char *ref = ask_maybe(call, "case") ? ask_maybe(call, "case") : ask_maybe(call, "meeting");
  struct err gone;
  if (!ref || !is_recording(call->board)) return true;
  json_t *row = case_find(call->board->store, ref, &gone);
  if (!row) return *err = gone, false;
  bool ok = note(call, row, looks, err);
  json_decref(row);
  return ok;
}

bool access_note(const struct op_call *call, struct err *err) {
  const char *looks = looks_of(call->request);
  return !looks || doing_of_op(ask_maybe(call, "op"))->early || access_note_as(call, looks, err);
}

bool access_refused(const struct op_call *call, const char *ref, const struct casefile *item, const char *reason, struct err *err) {
  struct entry entry;
  int64_t now = board_now(call->board);
  json_t *data = json_pack("{s:s, s:s}", "ref", ref, "reason", reason);
  json_put_text(data, "case", item ? item->hex : NULL);
  entry_init(&entry, ENTRY_ACCESS, now, now);
  people_key(call->board, ask_maybe(call, "as"), &entry.actor_id);
  entry_part(&entry, "event", json_pack("{s:s, s:o, s:s}", "name", GLASS_REFUSED, "data", data, "actor", ask_maybe(call, "as")));
  return board_append(call->board, &entry, err);
}
