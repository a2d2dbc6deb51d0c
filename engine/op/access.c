// Putting looks on record. See access.h.
#include "op/access.h"

#include "op/doing.h"
#include "op/internal.h"
#include "run/looked.h"
#include "run/people.h"
#include "run/signing.h"

#include <string.h>

enum { AGAIN_MINUTES = 15 }; // who reads an item, its history and its deadlines for a meeting comes back to each within that time

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

static bool record(struct board *board, const struct looked *look, const char *person, const char *as_at, struct err *err) {
  struct entry entry;
  int64_t now = board_now(board);
  json_t *data = json_pack("{s:s, s:s}", "case", look->case_hex, "what", look->what);
  entry_init(&entry, ENTRY_ACCESS, now, now);
  entry.actor_id = look->actor;
  json_put_text(data, "as_at", as_at);
  entry_part(&entry, "event", json_pack("{s:s, s:o, s:s}", "name", LOOKED, "data", data, "actor", person));
  return board_append(board, &entry, err);
}

static bool note(const struct op_call *call, const json_t *row, const char *looks, struct err *err) {
  struct board *board = call->board;
  const char *person = ask_maybe(call, "as");
  struct looked look = {.case_hex = json_text(row, "id"), .what = looks};
  people_key(board, person, &look.actor);
  if (looked_since(board, &look, board_now(board) - again_ms(board))) return true;
  return record(board, &look, person, ask_maybe(call, "as_at"), err) ||
         err_prefix(err, "Nothing of %s is shown, since it could not be put on record that you looked at it. ", json_text(row, "ref"));
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
  return !looks || access_note_as(call, looks, err);
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
