// Rounds of digests. See digest.h.
#include "run/digest.h"

#include "base/mem.h"
#include "run/addressee.h"
#include "run/digest_item.h"
#include "run/digest_period.h"
#include "run/digest_text.h"
#include "run/hold.h"
#include "run/listing.h"
#include "run/people.h"
#include "run/quiet.h"

#include <string.h>

enum { ITEMS_STEP = 20, ROWS_STEP = 500 }; // a few milliseconds each

enum phase { BEGINNING, HELD_ITEMS, ALL_ITEMS, MESSAGES, WRITING };

struct digest {
  enum phase phase;
  bool looks_only;
  int64_t now_ms;
  struct date today;
  json_t *people;      // {PERSON: true} for whom it is
  json_t *waits;       // {PERSON: [item]}
  json_t *messages;    // {PERSON: [row]}
  json_t *unreachable; // {PERSON: true}: somebody waits to be told and cannot be
  json_t *asked;       // {PERSON: true}: those whose items were looked at
  char *after_ref;     // the last of the next one's; NULL: none was yet
  char after[ID_TEXT]; // where all are looked at: the last one
  int64_t sequence;    // and the last message
  char *key;
};

bool digest_is_due(struct board *board) {
  int64_t now = board_now(board);
  return !hold_is(board) && quiet_end(board, now) == now && !digest_round_was(board, now);
}

static bool is_there(struct board *board, const char *person) {
  struct err gone;
  json_t *there = people_find(board, person, &gone);
  json_decref(there);
  return there != NULL;
}

// One a period: who had theirs since it began waits for the next.
static bool is_for(struct board *board, const json_t *person, struct date today) {
  const char *id = json_text(person, "id"), *why;
  struct date last;
  if (!mailing_address(board, id, &why)) return false;
  struct digest_period period = digest_period_at(board, id, today);
  return period.began && !(digest_last_day(board, id, &last) && date_days(last) >= date_days(period.from));
}

struct digest *digest_new(struct board *board, const char *only) {
  struct digest *digest = mem_new(sizeof *digest);
  *digest = (struct digest){.looks_only = only != NULL, .now_ms = board_now(board), .sequence = -1, .key = mem_text("")};
  digest->today = zone_date(board->zone, digest->now_ms);
  digest->people = json_object();
  digest->waits = json_object();
  digest->asked = json_object();
  digest->messages = json_object();
  digest->unreachable = json_object();
  size_t i;
  json_t *person;
  if (only)
    json_put_flag(digest->people, only, true);
  else
    json_array_foreach(board_documents(board, "person"), i, person) if (is_for(board, person, digest->today))
        json_put_flag(digest->people, json_text(person, "id"), true);
  if (json_object_size(digest->people) == 0) digest->phase = WRITING;
  return digest;
}

void digest_free(struct digest *digest) {
  if (!digest) return;
  json_decref(digest->people);
  json_decref(digest->waits);
  json_decref(digest->asked);
  mem_free(digest->after_ref);
  json_decref(digest->messages);
  json_decref(digest->unreachable);
  mem_free(digest->key);
  mem_free(digest);
}

// ---- items: those that the index says they hold, person by person; where it cannot be asked, all

static void turn_to_all(struct digest *digest) {
  json_object_clear(digest->waits);
  digest->phase = ALL_ITEMS;
}

// An index that a list would have to wait for is made in steps, as a server makes it.
static void begin(struct board *board, struct digest *digest) {
  struct err unmade;
  if (listing_behind(board) > LISTING_LAG_MAX && listing_step(board, &unmade)) return;
  if (listing_begin(board))
    digest->phase = HELD_ITEMS;
  else
    turn_to_all(digest);
}

// An item that cannot be read is told to the office by other ways (run/aside.h).
static void look_at_item(struct board *board, json_t *row, const json_t *people, json_t *waits) {
  struct err unread;
  struct casefile *item = json_flag(row, "closed") ? NULL : casefile_from_row(board, row, false, &unread);
  if (item) digest_item_add(board, item, people, waits);
  casefile_free(item);
}

static const char *next_person(const struct digest *digest) {
  const char *person;
  json_t *flag;
  json_object_foreach(digest->people, person, flag) if (!json_object_get(digest->asked, person)) return person;
  return NULL;
}

static void look_at_refs(struct board *board, struct digest *digest, const char *person, const json_t *refs) {
  json_t *only = json_pack("{s:b}", person, 1), *ref;
  size_t i;
  json_array_foreach(refs, i, ref) {
    struct err gone;
    json_t *row = case_find(board->store, json_string_value(ref), &gone);
    if (row) look_at_item(board, row, only, digest->waits);
    json_decref(row);
  }
  mem_free(digest->after_ref);
  digest->after_ref = NULL;
  if (json_array_size(refs) == ITEMS_STEP)
    digest->after_ref = mem_text(json_string_value(json_array_get(refs, ITEMS_STEP - 1)));
  else
    json_put_flag(digest->asked, person, true);
  json_decref(only);
}

static void look_at_held(struct board *board, struct digest *digest) {
  const char *person = next_person(digest);
  const struct listing_ask ask = {.person = person, .open = true, .mine = true, .unseen = true};
  struct err ignored;
  if (!person) {
    digest->phase = MESSAGES;
    return;
  }
  json_t *refs = listing_begin(board) ? listing_refs(board, &ask, digest->after_ref, ITEMS_STEP, &ignored) : NULL;
  if (refs)
    look_at_refs(board, digest, person, refs);
  else
    turn_to_all(digest);
  json_decref(refs);
}

static void look_at_all(struct board *board, struct digest *digest) {
  json_t *rows = case_page(board->store, digest->after, ITEMS_STEP), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    snprintf(digest->after, sizeof digest->after, "%s", json_text(row, "id"));
    look_at_item(board, row, digest->people, digest->waits);
  }
  if (json_array_size(rows) == 0) digest->phase = MESSAGES;
  json_decref(rows);
}

// ---- messages

static void look_at_message(struct board *board, struct digest *digest, json_t *row) {
  const char *person = json_text(row, "to"), *why;
  if (json_text(row, "workflow") || !person) return;
  if (!mailing_address(board, person, &why) && is_there(board, person)) json_put_flag(digest->unreachable, person, true);
  if (json_object_get(digest->people, person) && digest_takes(board, row, digest->now_ms))
    json_array_append(json_array_at(digest->messages, person), row);
}

static void look_at_messages(struct board *board, struct digest *digest) {
  json_t *rows = outbox_ready_after(board->store, digest->sequence, digest->key, ROWS_STEP), *row;
  size_t i, count = json_array_size(rows);
  json_array_foreach(rows, i, row) look_at_message(board, digest, row);
  const json_t *last = count ? json_array_get(rows, count - 1) : NULL;
  if (last) {
    digest->sequence = json_number(last, "sequence", 0);
    mem_free(digest->key);
    digest->key = mem_text(json_text(last, "key"));
  } else
    digest->phase = WRITING;
  json_decref(rows);
}

// ---- writing

// For the office: whom no mail reaches, by name. A new reference; NULL: nobody, or not this person's to mend.
static json_t *unreachable_for(struct board *board, const struct digest *digest, const char *person) {
  const char *id;
  char name[200];
  json_t *flag, *names = people_in_office(board, person) && json_object_size(digest->unreachable) ? json_array() : NULL;
  if (!names) return NULL;
  json_object_foreach(digest->unreachable, id, flag) {
    people_name(board, id, name, sizeof name);
    json_array_add(names, name);
  }
  return names;
}

// Who wants a mail a message has them already; only what became old news is left to say.
static bool is_for_messages_only(struct board *board, const char *person) { return digest_mode_of(board, person) == DIGEST_EACH; }

static json_t *said_to(struct board *board, const struct digest *digest, const char *person, const struct mailing *mailing,
                       const char *head) {
  struct digest_period period = digest_period_at(board, person, digest->today);
  struct date last;
  char since[40];
  bool had = digest_last_day(board, person, &last), few = is_for_messages_only(board, person) && !digest->looks_only;
  if (had) date_write_long(last, since);
  json_t *unreachable = unreachable_for(board, digest, person), *messages = json_object_get(digest->messages, person);
  json_t *said = NULL;
  if (!few || json_array_size(messages))
    said = digest_text(&(struct digest_text){.mailing = mailing,
                                             .period = &period,
                                             .waits = json_object_get(digest->waits, person),
                                             .messages = messages,
                                             .unreachable = unreachable,
                                             .since = had ? since : NULL,
                                             .head = head});
  json_decref(unreachable);
  return said;
}

// What is still ready now: it was looked at some steps ago.
static json_t *covers_of(struct board *board, const struct digest *digest, const char *person) {
  json_t *covers = json_array(), *row;
  size_t i;
  json_array_foreach(json_object_get(digest->messages, person), i, row) {
    json_t *now = outbox_find(board->store, json_text(row, "key"));
    const char *status = json_text(now, "status");
    if (status && strcmp(status, "ready") == 0) json_array_add(covers, json_text(row, "key"));
    json_decref(now);
  }
  return covers;
}

static bool record(struct board *board, const struct digest *digest, const char *person, const json_t *said, struct err *err) {
  struct entry entry;
  int64_t now = board_now(board);
  char day[DATE_TEXT];
  date_write(digest->today, day);
  char *key = mem_format("digest/%s/%s", person, day);
  entry_init(&entry, ENTRY_DIGEST, now, now);
  entry_part(&entry, "message/1",
             json_pack("{s:s, s:s, s:s, s:O, s:O, s:b, s:s}", "key", key, "to", person, "role", "Digest", "subject",
                       json_object_get(said, "subject"), "body", json_object_get(said, "body"), "urgent", 0, "about", "digest"));
  entry_part(
      &entry, "digest",
      json_pack("{s:s, s:s, s:I, s:o}", "key", key, "person", person, "at", (json_int_t)now, "covers", covers_of(board, digest, person)));
  mem_free(key);
  return board_append(board, &entry, err);
}

static bool write_one(struct board *board, struct digest *digest, const struct mailing *mailing, const char *head, struct err *err) {
  char *person = mem_text(json_object_iter_key(json_object_iter(digest->people)));
  bool ok = addressee_keep(board, json_object_get(digest->messages, person), false, err);
  json_t *said = ok ? said_to(board, digest, person, mailing, head) : NULL;
  ok = ok && (!said || record(board, digest, person, said, err));
  json_object_del(digest->people, person);
  json_decref(said);
  mem_free(person);
  return ok;
}

bool digest_step(struct board *board, struct digest *digest, const struct mailing *mailing, const char *head, bool *more, struct err *err) {
  *more = true;
  if (digest->phase == BEGINNING)
    begin(board, digest);
  else if (digest->phase == HELD_ITEMS)
    look_at_held(board, digest);
  else if (digest->phase == ALL_ITEMS)
    look_at_all(board, digest);
  else if (digest->phase == MESSAGES)
    look_at_messages(board, digest);
  else if (json_object_size(digest->people))
    return write_one(board, digest, mailing, head, err);
  else {
    *more = false;
    return digest_round_done(board, digest->today, err);
  }
  return true;
}

json_t *digest_preview(struct board *board, const char *person, const struct mailing *mailing, const char *head, struct err *err) {
  struct digest *digest = digest_new(board, person);
  bool more;
  (void)err;
  while (digest->phase != WRITING) digest_step(board, digest, mailing, head, &more, err);
  addressee_keep(board, json_object_get(digest->messages, person), true, err);
  json_t *said = said_to(board, digest, person, mailing, head);
  digest_free(digest);
  return said;
}
