// Carrying forward. See carry.h.
//
// The last return is found by the earlier cycles of the same workflow, which are few, and not by looking through all returns there ever
// were.
#include "run/carry.h"

#include "base/mem.h"
#include "chart/party.h"
#include "run/alongside.h"
#include "run/casefile.h"
#include "run/parties.h"

#include <string.h>

struct looking {
  struct board *board;
  const char *cycle, *field; // the cycle's own id, which does not count; its field of parties
  json_t *last;              // {PARTY: {"item","on","started"}}: the latest that was returned
};

// Of an agency that went on as another what either said is looked for: it is one party.
static char *party_key(struct board *board, const json_t *party) { // Caller frees.
  json_t *today = party_among(board, NULL, party);
  char *key = mem_format("%s:%s", json_text(today, "kind"), json_text(today, "id"));
  json_decref(today);
  return key;
}

static void keep_if_later(struct looking *looking, const json_t *row, int64_t started) {
  char *key = party_key(looking->board, json_object_get(row, "party"));
  const json_t *have = json_object_get(looking->last, key);
  if (!have || json_number(have, "started", 0) <= started)
    json_object_set_new(looking->last, key,
                        json_pack("{s:O, s:O?, s:I}", "item", json_object_get(row, "item"), "on", json_object_get(row, "returned_on"),
                                  "started", (json_int_t)started));
  mem_free(key);
}

static bool look_at(void *user, json_t *cycle) {
  struct looking *looking = user;
  const char *id = json_text(cycle, "id");
  const json_t *row;
  size_t i;
  if (!id || strcmp(id, looking->cycle) == 0) return true;
  json_array_foreach(json_object_get(json_object_get(cycle, "fields"), looking->field), i, row) {
    if (party_has_returned(row) && json_text(row, "item")) keep_if_later(looking, row, json_number(cycle, "started", 0));
  }
  return true;
}

// {PARTY: {"item","on"}} of the earlier cycles, worked out once for all returns that this one opens. Borrowed from the cache.
static const json_t *last_returns(struct board *board, const json_t *opening, json_t *cache, struct err *err) {
  const char *hex = json_text(opening, "case"), *field = json_text(opening, "parties");
  const json_t *known = json_object_get(cache, hex);
  if (known) return known;
  json_t *cycle = case_find(board->store, hex, err);
  if (!cycle) return NULL;
  struct looking looking = {.board = board, .cycle = hex, .field = field, .last = json_object()};
  bool ok = case_each(board->store, json_text(cycle, "workflow"), look_at, &looking, err);
  json_decref(cycle);
  if (ok)
    json_object_set_new(cache, hex, looking.last);
  else
    json_decref(looking.last);
  return ok ? json_object_get(cache, hex) : NULL;
}

// What has a place and a time of its own stays where it is: evidence belongs to the return that it was given to.
static bool can_be_carried(const json_t *field) {
  static const char *const never[] = {"evidence", "parties", "item", "carried"};
  const char *type = json_text(field, "type");
  for (size_t i = 0; type && i < sizeof never / sizeof never[0]; i++)
    if (strcmp(type, never[i]) == 0) return false;
  return type != NULL;
}

static void carry_one(const struct casefile *from, const struct definition *to, const char *name, const json_t *on, json_t *data) {
  const json_t *value = json_object_get(from->fields, name);
  if (!value || json_object_get(data, name) || !can_be_carried(chart_field(to->chart, name))) return;
  json_object_set(data, name, (json_t *)value);
  json_array_append_new(json_array_at(data, "carried"), json_pack("{s:s, s:s, s:O?}", "field", name, "ref", from->ref, "on", on));
}

// A value that nobody has to confirm would be copied on blindly for ever.
static bool is_confirmed_there(const struct definition *to, const char *workflow, struct err *err) {
  return chart_field(to->chart, "carried") ||
         err_set(err, ERR_REFUSED,
                 "values are carried forward into %s, and nothing in it asks anybody to confirm them; give what submits it the guard "
                 "confirmed().",
                 workflow);
}

bool carry_forward(struct board *board, const json_t *opening, json_t *cache, json_t *data, struct err *err) {
  const json_t *names = json_object_get(opening, "carry"), *name;
  const char *workflow = json_text(opening, "workflow");
  if (json_array_size(names) == 0) return true;
  const struct definition *to = alongside_definition(board, opening, err);
  const json_t *all = to && is_confirmed_there(to, workflow, err) ? last_returns(board, opening, cache, err) : NULL;
  if (!all) return false;
  char *key = party_key(board, json_object_get(opening, "party"));
  const json_t *last = json_object_get(all, key);
  struct err gone;
  struct casefile *from = last ? casefile_open(board, json_text(last, "item"), &gone) : NULL;
  bool same = from && strcmp(json_text(casefile_structure(from), "name"), workflow) == 0;
  size_t i;
  json_array_foreach(names, i, name) if (same) carry_one(from, to, json_string_value(name), json_object_get(last, "on"), data);
  casefile_free(from);
  mem_free(key);
  return true;
}
