// Delivery. See delivery.h.
#include "run/delivery.h"

#include "base/hash.h"
#include "base/mem.h"
#include "run/addressee.h"
#include "run/delivery_mark.h"
#include "run/digest_period.h"
#include "run/quiet.h"
#include "run/urgent.h"

#include <string.h>
#include <unistd.h>

enum {
  ROWS_STEP = 200,
  MINUTE_MS = 60 * 1000,
  BACKOFF_MAX_MS = 60 * MINUTE_MS,      // urgent mail does not wait longer than that once the mail server is back
  GIVE_UP_MS = 4 * 24 * 60 * MINUTE_MS, // as long as mail servers themselves go on (RFC 5321, 4.5.4.1: four to five days)
  TELL_MS = 24 * 60 * MINUTE_MS         // for so long nothing left, and the office hears of it
};

static const char META_STOPPED[] = "mail_stopped"; // {"since","told"}: since when nothing leaves

struct cursor {
  int64_t sequence; // the last row that was looked at
  char *key;
};

struct delivery {
  struct cursor urgent, all; // what is urgent is looked for first, among all that there is
  int64_t again_ms;          // the first moment at which a row that was passed over may leave; INT64_MAX: none
  int64_t pause_ms;          // nothing is tried before that
  int tries;                 // in vain, of anything at all
  bool wants_all;            // somebody asked for it: from the beginning, and now
  bool at_once;              // while looking through it so: what is to be tried again later is tried now, once
  uint64_t stamp;            // of the directory and the settings by which rows were passed over
  json_t *waits;             // {PERSON: true}: an earlier message of theirs is to be tried again
};

static void cursor_reset(struct cursor *cursor) {
  mem_free(cursor->key);
  *cursor = (struct cursor){.sequence = -1, .key = mem_text("")};
}

static void start_over(struct delivery *delivery) {
  cursor_reset(&delivery->urgent);
  cursor_reset(&delivery->all);
  delivery->again_ms = INT64_MAX;
  json_object_clear(delivery->waits);
}

struct delivery *delivery_new(void) {
  struct delivery *delivery = mem_new(sizeof *delivery);
  delivery->waits = json_object();
  start_over(delivery);
  return delivery;
}

void delivery_free(struct delivery *delivery) {
  if (!delivery) return;
  json_decref(delivery->waits);
  mem_free(delivery->urgent.key);
  mem_free(delivery->all.key);
  mem_free(delivery);
}

void delivery_now(struct delivery *delivery) { delivery->wants_all = true; }

// A name that no file system minds: keys are of letters, digits, dots, hyphens, underlines and slashes.
char *delivery_file(const struct mailing *mailing, const char *key) {
  char *path = mem_format("%s/%s.eml", mailing->to, key);
  for (char *c = path + strlen(mailing->to) + 1; *c; c++)
    if (*c == '/') *c = '+';
  return path;
}

static bool lies_in_folder(const struct mailing *mailing, const json_t *row) {
  const char *how = json_text(json_object_get(row, "told"), "how");
  if (!how || strcmp(how, "folder") != 0 || mailing->transport.kind != TRANSPORT_FOLDER) return false;
  char *path = delivery_file(mailing, json_text(row, "key"));
  bool there = access(path, F_OK) == 0;
  mem_free(path);
  return there;
}

// What was told before the attempt stays told after it.
static json_t *told_of(const json_t *row) {
  json_t *told = json_copy(json_object_get(row, "told"));
  if (!told) return json_object();
  json_object_del(told, "why");
  json_object_del(told, "next");
  return told;
}

// The office need not see the item that it is about, so its subject is not told (R1).
static const char *as_whom(const json_t *row) {
  const char *role = json_text(row, "role");
  return role ? role : "a notice";
}

static bool mark_unknown(struct board *board, const json_t *row, const char *why, struct err *err) {
  json_t *told = told_of(row);
  char *trouble =
      mem_format("Nobody knows whether a mail to %s (%s) arrived. %s Ask them, then say so with `waymark outbox resolve %s`, which "
                 "takes sent or again.",
                 json_text(row, "to"), as_whom(row), why, json_text(row, "key"));
  json_put_text(told, "why", why);
  bool ok = delivery_mark(board, row, "unknown", told, trouble, err);
  mem_free(trouble);
  return ok;
}

bool delivery_begin(struct board *board, const struct mailing *mailing, struct err *err) {
  json_t *rows = outbox_list(board->store, NULL, "trying"), *row;
  bool ok = true;
  size_t i;
  json_array_foreach(rows, i, row) {
    if (ok && lies_in_folder(mailing, row))
      ok = delivery_mark(board, row, "sent", told_of(row), NULL, err);
    else if (ok)
      ok = mark_unknown(board, row, "The program ended while it was being sent.", err);
  }
  json_decref(rows);
  return ok;
}

// ---- the next one

static void pass_over(struct delivery *delivery, int64_t until_ms) {
  if (until_ms < delivery->again_ms) delivery->again_ms = until_ms;
}

// T5: what is not urgent leaves within the mail hours, whenever it is tried.
static int64_t leaves_at(struct board *board, const json_t *row, bool at_once, int64_t now) {
  int64_t next = at_once ? 0 : json_number(json_object_get(row, "told"), "next", 0), from = json_number(row, "from", 0);
  int64_t at = next > from ? next : from;
  if (at < now) at = now;
  return json_flag(row, "urgent") ? at : quiet_end(board, at);
}

// May it leave now? *drop: why it never will, where its person has left or it is not theirs any more.
static bool may_leave(struct board *board, struct delivery *delivery, const json_t *row, int64_t now, const char **drop) {
  const char *why, *person = json_text(row, "to");
  if (json_text(row, "workflow") || !person || json_object_get(delivery->waits, person) || digest_takes(board, row, now)) return false;
  if (!mailing_address(board, person, &why)) {
    if (strcmp(why, "has left") == 0) *drop = "Its person has left.";
    return false; // one without an address is told on their page, and mailed once they have one
  }
  int64_t at = leaves_at(board, row, delivery->at_once, now);
  if (at <= now && !addressee_sees(board, row)) *drop = addressee_lost;
  if (at <= now) return !*drop;
  pass_over(delivery, at);
  if (json_number(json_object_get(row, "told"), "tries", 0)) json_put_flag(delivery->waits, person, true);
  return false;
}

// The entry before the first byte leaves. *letter: what is to leave.
static bool take(struct board *board, const struct mailing *mailing, const json_t *row, json_t **letter, struct err *err) {
  struct buf bytes;
  const char *why, *how = mailing->transport.kind == TRANSPORT_FOLDER ? "folder" : "smtp";
  buf_init(&bytes);
  if (!mailing_letter(board, mailing, row, &bytes, err)) {
    buf_clear(&bytes);
    return false;
  }
  char hex[HASH_HEX_SIZE];
  struct hash hash = hash_of(bytes.data, bytes.size);
  hex_write(hex, hash.bytes, HASH_SIZE);
  json_t *told = told_of(row);
  json_put_text(told, "how", how);
  json_put_text(told, "sha256", hex);
  json_put_number(told, "tries", json_number(told, "tries", 0) + 1);
  if (!json_object_get(told, "since")) json_put_number(told, "since", board_now(board));
  bool ok = delivery_mark(board, row, "trying", told, NULL, err);
  if (ok)
    *letter = json_pack("{s:O, s:O, s:s, s:s, s:s}", "key", json_object_get(row, "key"), "person", json_object_get(row, "to"), "to",
                        mailing_address(board, json_text(row, "to"), &why), "text", bytes.data, "how", how);
  buf_clear(&bytes);
  return ok;
}

static void move_on(struct cursor *cursor, const json_t *row) {
  cursor->sequence = json_number(row, "sequence", 0);
  mem_free(cursor->key);
  cursor->key = mem_text(json_text(row, "key"));
}

// *gathered: it goes in one letter with others, which comes after them.
static bool look_at(struct board *board, struct delivery *delivery, const struct mailing *mailing, const json_t *row, json_t **letter,
                    bool *gathered, struct err *err) {
  const char *drop = NULL;
  if (!may_leave(board, delivery, row, board_now(board), &drop)) return !drop || addressee_drop(board, row, drop, err);
  if (!urgent_gather(board, mailing, row, gathered, err)) return false;
  return *gathered || take(board, mailing, row, letter, err);
}

// Looks at some rows after the cursor. *more: it did not come to their end.
static bool take_some(struct board *board, struct delivery *delivery, const struct mailing *mailing, struct cursor *cursor, json_t **letter,
                      bool *more, struct err *err) {
  json_t *rows = outbox_ready_after(board->store, cursor->sequence, cursor->key, ROWS_STEP), *row;
  bool ok = true, gathered = false;
  size_t i;
  *more = json_array_size(rows) == ROWS_STEP;
  json_array_foreach(rows, i, row) {
    if (!ok || *letter || gathered) break;
    move_on(cursor, row);
    if (cursor == &delivery->urgent && !json_flag(row, "urgent")) continue;
    ok = look_at(board, delivery, mailing, row, letter, &gathered, err);
  }
  *more = *more || gathered; // of the rows at hand some are covered by now
  json_decref(rows);
  return ok;
}

// From the beginning again, where what was passed over may leave by now.
static void begin_again(struct board *board, struct delivery *delivery, int64_t now) {
  uint64_t stamp = directory_stamp(board->store);
  bool all = delivery->wants_all || board->mail_now;
  if (all) delivery->pause_ms = 0;
  if (all || stamp != delivery->stamp || delivery->again_ms <= now) {
    start_over(delivery);
    delivery->at_once = all;
  }
  delivery->stamp = stamp;
  delivery->wants_all = board->mail_now = false;
}

bool delivery_take(struct board *board, struct delivery *delivery, const struct mailing *mailing, json_t **letter, int64_t *wait_ms,
                   struct err *err) {
  int64_t now = board_now(board);
  bool more = false;
  *letter = NULL;
  *wait_ms = -1;
  if (mailing->transport.kind == TRANSPORT_NONE) return true;
  begin_again(board, delivery, now);
  *wait_ms = delivery->pause_ms - now;
  if (*wait_ms > 0) return true;
  if (!take_some(board, delivery, mailing, &delivery->urgent, letter, &more, err)) return false;
  if (!*letter && !more && !take_some(board, delivery, mailing, &delivery->all, letter, &more, err)) return false;
  *wait_ms = *letter || more ? 0 : delivery->again_ms == INT64_MAX ? -1 : delivery->again_ms - now;
  return true;
}

// ---- what became of it

static int64_t backoff(int64_t tries) {
  int64_t wait = MINUTE_MS;
  for (int64_t i = 1; i < tries && wait < BACKOFF_MAX_MS; i++) wait *= 2;
  return wait < BACKOFF_MAX_MS ? wait : BACKOFF_MAX_MS;
}

static char *trouble_words(const json_t *row, const char *what, const char *why) {
  return mem_format(
      "A mail to %s (%s) %s. %s They are told on their page; put the address right if it is wrong, and try again with `waymark "
      "outbox resolve %s again`.",
      json_text(row, "to"), as_whom(row), what, why, json_text(row, "key"));
}

static bool end_badly(struct board *board, const json_t *row, const char *status, const char *what, const char *why, struct err *err) {
  json_t *told = told_of(row);
  char *trouble = trouble_words(row, what, why);
  json_put_text(told, "why", why);
  bool ok = delivery_mark(board, row, status, told, trouble, err);
  mem_free(trouble);
  return ok;
}

static bool put_off(struct board *board, struct delivery *delivery, const json_t *row, bool its_own, const char *why, struct err *err) {
  json_t *told = told_of(row);
  int64_t now = board_now(board), next = now + backoff(json_number(told, "tries", 1));
  if (its_own && now - json_number(told, "since", now) > GIVE_UP_MS) {
    json_decref(told);
    return end_badly(board, row, "given up", "did not leave for days, and is given up", why, err);
  }
  json_put_number(told, "next", next);
  json_put_text(told, "why", why);
  pass_over(delivery, next);
  json_put_flag(delivery->waits, json_text(row, "to"), true);
  return delivery_mark(board, row, "ready", told, NULL, err);
}

// The office hears once that nothing leaves.
static bool keep_stopped(struct board *board, const char *why, struct err *err) {
  json_t *stopped = board_meta(board, META_STOPPED);
  int64_t now = board_now(board), since = json_number(stopped, "since", now);
  bool was_told = json_flag(stopped, "told"), tells = !was_told && now - since > TELL_MS, known = stopped != NULL;
  json_decref(stopped);
  if (tells && !delivery_tell_stopped(board, since, why, err)) return false;
  if (known && !tells) return true;
  stopped = json_pack("{s:I, s:b}", "since", (json_int_t)since, "told", was_told || tells);
  bool ok = board_meta_put(board, META_STOPPED, stopped, err);
  json_decref(stopped);
  return ok;
}

static bool keep_going(struct board *board, struct delivery *delivery, struct err *err) {
  json_t *stopped = board_meta(board, META_STOPPED);
  bool ok = !stopped || board_meta_put(board, META_STOPPED, NULL, err);
  delivery->tries = 0;
  json_decref(stopped);
  return ok;
}

// Everything waits, not this one alone.
static bool stop_for_now(struct board *board, struct delivery *delivery, const json_t *row, const char *why, struct err *err) {
  delivery->tries++;
  delivery->pause_ms = board_now(board) + backoff(delivery->tries);
  return put_off(board, delivery, row, false, why, err) && keep_stopped(board, why, err);
}

static bool end_one(struct board *board, struct delivery *delivery, const json_t *row, enum delivery_outcome outcome, const char *why,
                    struct err *err) {
  switch (outcome) {
  case DELIVERY_SENT:
    return delivery_mark(board, row, "sent", told_of(row), NULL, err) && keep_going(board, delivery, err);
  case DELIVERY_UNKNOWN:
    return mark_unknown(board, row, why, err);
  case DELIVERY_REFUSED:
    return end_badly(board, row, "refused", "was refused", why, err) && keep_going(board, delivery, err);
  case DELIVERY_AGAIN:
    return put_off(board, delivery, row, true, why, err);
  case DELIVERY_TROUBLE:
    return stop_for_now(board, delivery, row, why, err);
  }
  return false;
}

bool delivery_done(struct board *board, struct delivery *delivery, const char *key, enum delivery_outcome outcome, const char *why,
                   struct err *err) {
  json_t *row = outbox_find(board->store, key);
  const char *status = json_text(row, "status");
  bool ok = !status || strcmp(status, "trying") != 0 || end_one(board, delivery, row, outcome, why, err);
  json_decref(row);
  return ok;
}
