// What became of a message. See delivery_mark.h.
#include "run/delivery_mark.h"

#include "base/mem.h"
#include "run/mailing.h"
#include "run/message.h"
#include "run/people.h"

#include <string.h>

static const char META_TOLD[] = "mail_told"; // {PERSON: address}: whose trouble the office was told; lost, it is told again

// Roles are no names, so the note can stand in any history.
static void put_note(struct entry *entry, const json_t *row, const char *status) {
  const char *role = json_text(row, "role");
  bool again = strcmp(status, "ready") == 0;
  char *note = mem_format("mail to %s: %s", role ? role : "a person", again ? "to be tried again" : status);
  entry_part_text(entry, "note", note);
  mem_free(note);
}

static void begin(struct board *board, struct entry *entry, const json_t *row, const char *status, json_t *told) {
  int64_t now = board_now(board);
  entry_init(entry, ENTRY_SENT, now, now);
  id_read(&entry->case_id, json_text(row, "case"));
  json_put_text(told, "key", json_text(row, "key"));
  json_put_text(told, "status", status);
  json_put_number(told, "at", now);
  entry_part(entry, "sent", told);
  put_note(entry, row, status);
}

// Keeps whose trouble was told: `address` NULL when something reached them.
static bool keep_told(struct board *board, const char *person, const char *address, struct err *err) {
  json_t *told = board_meta(board, META_TOLD);
  if (!json_is_object(told)) {
    json_decref(told);
    told = json_object();
  }
  bool same = address ? json_text(told, person) && strcmp(json_text(told, person), address) == 0 : !json_text(told, person);
  if (address)
    json_put_text(told, person, address);
  else
    json_object_del(told, person);
  bool ok = same || board_meta_put(board, META_TOLD, told, err);
  json_decref(told);
  return ok;
}

static bool was_told(struct board *board, const char *person, const char *address) {
  json_t *told = board_meta(board, META_TOLD);
  const char *text = json_text(told, person);
  bool was = text && address && strcmp(text, address) == 0;
  json_decref(told);
  return was;
}

// Whoever would be told by the very way that fails is not: it stands in `waymark outbox list`.
static bool is_for_fallback(struct board *board, const char *person) {
  json_t *who = message_fallback(board);
  bool same = who && strcmp(json_text(who, "id"), person) == 0;
  json_decref(who);
  return same;
}

static bool tell(struct board *board, const char *person, const char *address, const char *trouble, struct err *err) {
  struct entry entry;
  int64_t now = board_now(board);
  if (is_for_fallback(board, person) || was_told(board, person, address)) return true;
  entry_init(&entry, ENTRY_SENT, now, now);
  entry_part_text(&entry, "note", "told the office of mail that did not arrive");
  message_board(board, &entry, "Mail did not reach somebody", trouble);
  return board_append(board, &entry, err) && keep_told(board, person, address ? address : "", err);
}

static bool mark(struct board *board, const json_t *row, const char *status, json_t *told, const char *trouble, struct err *err) {
  struct entry entry;
  const char *why, *person = json_text(row, "to"), *address = mailing_address(board, person, &why);
  begin(board, &entry, row, status, told);
  if (!board_append(board, &entry, err)) return false;
  if (strcmp(status, "sent") == 0) return keep_told(board, person, NULL, err);
  return !trouble || tell(board, person, address, trouble, err);
}

static bool in_transaction(struct board *board, bool ok, struct err *err) {
  if (ok) return store_commit(board->store, err);
  store_rollback(board->store);
  return false;
}

bool delivery_mark(struct board *board, const json_t *row, const char *status, json_t *told, const char *trouble, struct err *err) {
  if (store_begin(board->store, err)) return in_transaction(board, mark(board, row, status, told, trouble, err), err);
  json_decref(told);
  return false;
}

bool delivery_mark_by(struct board *board, const json_t *row, const char *status, const char *reason, const char *actor, struct err *err) {
  struct entry entry;
  begin(board, &entry, row, status, json_pack("{s:s}", "how", "resolved"));
  people_key(board, actor, &entry.actor_id);
  entry_part(&entry, "event", json_pack("{s:s, s:{s:s}, s:s}", "name", "mail decided on", "data", "reason", reason, "actor", actor));
  board->mail_now = true;
  return board_append(board, &entry, err);
}

bool delivery_tell_stopped(struct board *board, int64_t since_ms, const char *why, struct err *err) {
  struct entry entry;
  char since[40];
  int64_t now = board_now(board);
  board_local(board, since_ms, since);
  char *text = mem_format("No mail has left the board since %s, and it goes on trying: %s", since, why);
  entry_init(&entry, ENTRY_SENT, now, now);
  entry_part_text(&entry, "note", "told the office that no mail leaves");
  message_board(board, &entry, "No mail leaves the board", text);
  mem_free(text);
  return board_append(board, &entry, err);
}
