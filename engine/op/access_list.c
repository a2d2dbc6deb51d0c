// Who looked at, changed, disclosed, combined or erased what, and when: the journal in the six words of doing.h, for the office and for
// whoever sees to data protection. It names items by their references and says nothing of what they hold. See API.md.
#include "base/buf.h"
#include "base/mem.h"
#include "op/doing.h"
#include "op/internal.h"
#include "run/entrusted.h"
#include "run/looked.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/share.h"
#include "run/terms.h"
#include "store/trail.h"

#include <string.h>

enum { PAGE_ROWS = 1000 }; // some hundred kilobytes an answer

struct listing {
  struct board *board;
  json_t *rows, *persons; // persons: {KEY: ID}
  size_t limit;
  int64_t last; // sequence of the last row
  bool more;
};

// ---- who may ask

static bool is_reader(struct board *board, const char *person) {
  static const char *const usual[] = {"data_protection_officer", NULL};
  return people_in_office(board, person) || entrusted_reads(board, "access_readers", usual, person);
}

static bool may_read(const struct op_call *call, const char *person, struct err *err) {
  char name[200];
  if (is_reader(call->board, person)) return true;
  people_name(call->board, person, name, sizeof name);
  char *office = terms_office(call->board->terms);
  err_set(err, ERR_NOT_ALLOWED,
          "%s may not see who looked at what: it is for the %s, and for the posts that the board's setting access_readers names.", name,
          office);
  mem_free(office);
  return false;
}

// ---- a row

static json_t *persons_of(struct board *board) {
  json_t *persons = json_object(), *person;
  size_t i;
  json_array_foreach(board_documents(board, "person"), i, person) {
    const char *key = json_text(person, "key"), *id = json_text(person, "id");
    if (key && id) json_put_text(persons, key, id);
  }
  return persons;
}

// By the header where the payload does not name them any more.
static void put_person(const struct listing *listing, const json_t *entry, json_t *row) {
  const char *id = json_text(json_object_get(entry, "event"), "actor"), *key = json_text(entry, "actor");
  char name[200] = "somebody whom the directory does not know";
  if (!id) id = json_text(listing->persons, key);
  if (id) people_name(listing->board, id, name, sizeof name);
  json_put_text(row, "person", id);
  json_put_text(row, "name", name);
}

static void say_bundle(const json_t *data, struct buf *out) {
  const char *recipient = json_text(data, "recipient"), *purpose = json_text(data, "purpose");
  buf_text(out, "a bundle was made of it");
  if (recipient && purpose) buf_format(out, " for %s: %s", recipient, purpose);
}

// Reasons are told where reading itself was asked why; others stand with the item.
static void say_access(const char *name, const json_t *data, struct buf *out) {
  const char *what = json_text(data, "what"), *as_at = json_text(data, "as_at"), *reason = json_text(data, "reason");
  if (strcmp(name, GLASS_REFUSED) == 0)
    buf_format(out, "tried to break the glass, and may not: %s", reason ? reason : "");
  else if (strcmp(name, LOOKED) == 0 && what)
    buf_format(out, "%s%s%s", what, as_at ? ", as at " : "", as_at ? as_at : "");
  else
    say_bundle(data, out);
}

static void say_what(const struct listing *listing, const json_t *entry, struct buf *out) {
  const json_t *event = json_object_get(entry, "event"), *data = json_object_get(event, "data");
  const char *name = json_text(event, "name"), *reason = json_text(data, "reason");
  int64_t kind = json_number(entry, "kind", 0);
  if (kind == ENTRY_CASE_STARTED) name = NULL; // its words say it
  if (kind == ENTRY_ACCESS && name)
    say_access(name, data, out);
  else if (share_say(listing->board, entry, event, out))
    buf_format(out, "%s%s", reason ? ". " : "", reason ? reason : "");
  else
    buf_format(out, "%s%s%s", json_text(entry, "kind_words"), name ? ": " : "", name ? name : "");
}

// The item that a look names, else that whose entry it is. Borrowed.
static const char *case_of(const json_t *entry) {
  const char *named = json_text(json_object_get(json_object_get(entry, "event"), "data"), "case");
  return json_number(entry, "kind", 0) == ENTRY_ACCESS && named ? named : json_text(entry, "case");
}

static void put_item(const struct listing *listing, const json_t *entry, json_t *row) {
  struct err none;
  json_t *item = case_find(listing->board->store, case_of(entry), &none);
  const char *tried = json_text(json_object_get(json_object_get(entry, "event"), "data"), "ref");
  json_put_text(row, "ref", item ? json_text(item, "ref") : json_number(entry, "kind", 0) == ENTRY_ACCESS ? tried : NULL);
  json_decref(item);
}

static bool add_row(void *user, json_t *entry) {
  struct listing *listing = user;
  struct buf what;
  if (json_array_size(listing->rows) == listing->limit) return !(listing->more = true);
  json_t *row = json_pack("{s:O, s:s}", "sequence", json_object_get(entry, "sequence"), "did",
                          doing_word(doing_of_entry((int)json_number(entry, "kind", 0), json_object_get(entry, "event"))));
  buf_init(&what);
  say_what(listing, entry, &what);
  board_put_instant(listing->board, row, "at", true, json_number(entry, "recorded", 0));
  put_person(listing, entry, row);
  put_item(listing, entry, row);
  json_put_text(row, "what", what.data);
  json_array_append_new(listing->rows, row);
  listing->last = json_number(entry, "sequence", 0);
  buf_clear(&what);
  return true;
}

// ---- the question

static bool ask_day(const struct op_call *call, const char *member, bool end, int64_t *ms, struct err *err) {
  const char *text = ask_maybe(call, member);
  struct date date;
  if (!text) return true;
  if (!date_read(text, &date, err)) return false;
  *ms = end ? zone_day_end(call->board->zone, date) : zone_day_start(call->board->zone, date);
  return true;
}

// Of somebody who was never here nothing was done.
static bool ask_who(const struct op_call *call, char actor[ID_TEXT], struct trail_ask *ask, struct err *err) {
  const char *person = ask_maybe(call, "person");
  struct id key;
  if (!person) return true;
  if (!people_key(call->board, person, &key))
    return err_set(err, ERR_NOT_FOUND, "Nobody on this board is called \"%.80s\"; `waymark people list` shows everybody.", person);
  id_write(key, actor);
  ask->actor_hex = actor;
  return true;
}

static bool ask_item_row(const struct op_call *call, json_t **item, struct trail_ask *ask, struct err *err) {
  const char *ref = ask_maybe(call, "case");
  struct err none;
  *item = ref ? case_find(call->board->store, ref, &none) : NULL;
  ask->case_hex = json_text(*item, "id");
  return !ref || *item || rights_no_item(ref, err);
}

static bool run_ask(struct op_call *call, const struct trail_ask *ask, struct err *err) {
  int64_t limit = json_number(call->request, "limit", PAGE_ROWS);
  struct listing listing = {.board = call->board,
                            .rows = json_array(),
                            .persons = persons_of(call->board),
                            .limit = limit > 0 && limit < PAGE_ROWS ? (size_t)limit : PAGE_ROWS};
  bool ok = trail_each(call->board->store, ask, add_row, &listing, err);
  if (ok) call->answer = json_pack("{s:O}", "rows", listing.rows);
  if (ok && listing.more) json_put_number(call->answer, "next", listing.last);
  json_decref(listing.rows);
  json_decref(listing.persons);
  return ok;
}

static bool list(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err);
  char actor[ID_TEXT];
  json_t *item = NULL;
  struct trail_ask ask = {.from_ms = INT64_MIN, .to_ms = INT64_MAX, .after = json_number(call->request, "entry", -1)};
  bool ok = person && may_read(call, person, err) && ask_item_row(call, &item, &ask, err) && ask_who(call, actor, &ask, err) &&
            ask_day(call, "period_from", false, &ask.from_ms, err) && ask_day(call, "period_to", true, &ask.to_ms, err) &&
            run_ask(call, &ask, err);
  json_decref(item);
  return ok;
}

const struct op ops_access[] = {{.name = "access.list", .who = OP_PERSON, .run = list}, {0}};
