// Operations on what people are told: who is told what and what became of it, the digest that would leave now, and a person's decision on
// mail of which nobody knows whether it arrived.
#include "base/mem.h"
#include "op/internal.h"
#include "op/record.h"
#include "run/delivery.h"
#include "run/digest.h"
#include "run/digest_period.h"
#include "run/people.h"
#include "run/rights.h"

#include <string.h>

// R1: a message is shown to whoever sees all of its item, and to whom it went as long as they see anything of that. Returns the item's
// reference, NULL when it is not theirs. Caller frees.
static char *ref_if_seen(struct op_call *call, const json_t *row, const char *person) {
  struct err err;
  const char *hex = json_text(row, "case"), *to = json_text(row, "to");
  struct casefile *item = hex ? casefile_open(call->board, hex, &err) : NULL;
  struct sight sight = item ? rights_sight(call->board, item, person) : (struct sight){0};
  bool seen = sight.all || (item && sight_any(&sight) && to && strcmp(to, person) == 0);
  char *ref = seen ? mem_text(item->ref) : NULL;
  sight_clear(&sight);
  casefile_free(item);
  return ref;
}

// One about the board itself: for whom it is, and for the office.
static bool is_boards(struct op_call *call, json_t *row, const char *person) {
  const char *hex = json_text(row, "case"), *to = json_text(row, "to");
  if (!hex || !to || hex[strspn(hex, "0")]) return false;
  return strcmp(to, person) == 0 || people_in_office(call->board, person);
}

// Until when it waits for the mail hours (T5): `waits` in words, while that is still ahead.
static void put_from(struct board *board, const json_t *row, json_t *shown) {
  int64_t from = json_number(row, "from", 0);
  char at[INSTANT_TEXT], local[40];
  if (!from) return;
  instant_write(from, at);
  json_put_text(shown, "from", at);
  if (strcmp(json_text(row, "status"), "ready") != 0 || from <= board_now(board)) return;
  board_local(board, from, local);
  json_put_text(shown, "waits", local);
}

static void put_instant_of(struct board *board, const json_t *told, const char *name, json_t *shown) {
  int64_t ms = json_number(told, name, 0);
  if (ms) board_put_instant(board, shown, name, true, ms);
}

// What became of it: when and how it was told, why not, when it is tried again, and whom no mail reaches.
static void put_told(struct board *board, const json_t *row, json_t *shown) {
  const json_t *told = json_object_get(row, "told");
  const char *why, *status = json_text(row, "status");
  json_put_text(shown, "how", json_text(told, "how"));
  json_put_text(shown, "why", json_text(told, "why"));
  json_put_text(shown, "in", json_text(told, "in"));
  put_instant_of(board, told, "at", shown);
  put_instant_of(board, told, "next", shown);
  if (strcmp(status, "ready") == 0 && !mailing_address(board, json_text(row, "to"), &why)) json_put_text(shown, "unreachable", why);
}

// J4: somebody is told when the message is made, however late the timer was that tells them.
static bool is_made_later(struct op_call *call, const json_t *row) {
  return call->board->present && json_number(row, "made", 0) > board_now(call->board);
}

// R1: a digest says what waits for its person, on items that the office may not see. Of another's it learns that one was made, when, and
// what became of it.
static void put_words(const json_t *row, const char *person, json_t *shown) {
  const char *to = json_text(row, "to");
  bool others = digest_is_one(row) && strcmp(to, person) != 0;
  json_put_text(shown, "subject", json_text(row, others ? "role" : "subject"));
  if (!others) json_put_text(shown, "body", json_text(row, "body"));
}

static void add_message(struct op_call *call, json_t *row, const char *person, json_t *rows) {
  if (is_made_later(call, row)) return;
  char name[200], made[INSTANT_TEXT];
  char *ref = ref_if_seen(call, row, person);
  if ((!ref && !is_boards(call, row, person)) || !json_text(row, "to")) {
    mem_free(ref);
    return;
  }
  people_name(call->board, json_text(row, "to"), name, sizeof name);
  instant_write(json_number(row, "made", 0), made);
  json_t *shown = json_pack("{s:s, s:O, s:s, s:O, s:O}", "made", made, "to", json_object_get(row, "to"), "name", name, "role",
                            json_object_get(row, "role"), "status", json_object_get(row, "status"));
  put_words(row, person, shown);
  json_put_text(shown, "ref", ref);
  json_put_text(shown, "key", json_text(row, "key"));
  put_from(call->board, row, shown);
  put_told(call->board, row, shown);
  json_array_append_new(rows, shown);
  mem_free(ref);
}

static bool outbox(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err), *ref = ask_maybe(call, "case");
  struct casefile *item = person && ref ? ask_item(call, err) : NULL;
  if (!person || (ref && !item)) return false;
  json_t *all = outbox_list(call->board->store, item ? item->hex : NULL, NULL), *rows = json_array(), *row;
  size_t i;
  json_array_foreach(all, i, row) add_message(call, row, person, rows);
  call->answer = json_pack("{s:o}", "rows", rows);
  json_decref(all);
  casefile_free(item);
  return true;
}

// ---- the digest

static json_t *digest_row(struct board *board, const char *person) {
  char name[200];
  struct date today = zone_date(board->zone, board_now(board)), last;
  struct digest_period period = digest_period_at(board, person, today);
  bool had = period.began && digest_last_day(board, person, &last) && date_days(last) >= date_days(period.from);
  people_name(board, person, name, sizeof name);
  return json_pack("{s:s, s:s, s:s, s:b}", "person", person, "name", name, "how", digest_mode_word(digest_mode_of(board, person)), "due",
                   period.began && !had);
}

// Another's is for the office, and what it says is for nobody but its person.
static const char *ask_whose(const struct op_call *call, bool *others, struct err *err) {
  const char *asker = ask_person(call, err), *whose = ask_maybe(call, "id");
  *others = asker && whose && strcmp(asker, whose) != 0;
  if (!*others) return asker;
  if (!ask_office(call, "see when others are mailed", err)) return NULL;
  json_t *person = people_find(call->board, whose, err);
  json_decref(person);
  return person ? whose : NULL;
}

static void put_said(struct board *board, const char *person, json_t *row, struct err *err) {
  struct mailing mailing;
  struct err unset;
  mailing_read(board, &mailing, &unset); // without a way for mail to leave it can be looked at all the same
  char *head = record_head_words(board);
  json_t *said = digest_preview(board, person, &mailing, head, err);
  json_put_text(row, "subject", json_text(said, "subject"));
  json_put_text(row, "body", json_text(said, "body"));
  json_decref(said);
  mem_free(head);
  mailing_clear(&mailing);
}

// The last one that was made, and how it went.
static void put_last(struct board *board, const char *person, json_t *row) {
  char *prefix = mem_format("digest/%s", person);
  json_t *last = outbox_last_under(board->store, prefix);
  if (last) {
    json_t *shown = json_pack("{s:O, s:O}", "key", json_object_get(last, "key"), "status", json_object_get(last, "status"));
    board_put_instant(board, shown, "made", true, json_number(last, "made", 0));
    put_told(board, last, shown);
    json_object_set_new(row, "last", shown);
  }
  json_put_flag(row, "private", true);
  json_decref(last);
  mem_free(prefix);
}

static bool digest(struct op_call *call, struct err *err) {
  bool others = false;
  const char *person = ask_whose(call, &others, err);
  if (!person) return false;
  json_t *row = digest_row(call->board, person);
  if (others)
    put_last(call->board, person, row);
  else
    put_said(call->board, person, row, err);
  call->answer = json_pack("{s:o}", "digest", row);
  return true;
}

static bool resolve(struct op_call *call, struct err *err) {
  const char *key = ask_text(call, "key", err), *how = key ? ask_text(call, "how", err) : NULL,
             *reason = how ? ask_text(call, "reason", err) : NULL;
  return reason && delivery_resolve(call->board, key, how, reason, ask_maybe(call, "as"), &call->answer, err);
}

// Who has the board to itself delivers next; a server does so by itself, and is told not to wait.
static bool send_now(struct op_call *call, struct err *err) {
  (void)err;
  call->board->mail_now = true;
  call->answer = json_pack("{s:b}", "served", call->board->is_served);
  return true;
}

const struct op ops_outbox[] = {
    {.name = "outbox.list", .who = OP_PERSON, .past = true, .run = outbox},
    {.name = "outbox.digest", .who = OP_PERSON, .run = digest},
    {.name = "outbox.send", .who = OP_OFFICE, .what = "send the board's mail", .run = send_now},
    {.name = "outbox.resolve", .who = OP_OFFICE, .what = "decide what became of mail", .writes = true, .run = resolve},
    {0},
};
