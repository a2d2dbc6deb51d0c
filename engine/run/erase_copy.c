// Copies in other items. See erase_copy.h.
//
// An item that holds a copy has a row of the source in one of its entries, and a row says whose it is; so the journal is searched for the
// source's reference, and then for those of whoever was found, until nobody new is. Which of them lose anything their plans say.
#include "run/erase_copy.h"

#include "base/mem.h"
#include "base/natural.h"
#include "run/erase_right.h"
#include "run/history.h"
#include "run/legal_hold.h"
#include "run/opener.h"
#include "run/rights.h"
#include "store/trail.h"

#include <stdlib.h>
#include <string.h>

struct search {
  struct board *board;
  const struct casefile *source;
  struct erase_copies *copies;
  json_t *wanted, *met; // [TEXT] by which rows of those are known that are looked for; {HEX: true}
  json_t *opened;       // [REF]
  bool with_opened;
  struct err *err;
};

// ---- whom to look for

static json_t *source_json(const struct casefile *source, const struct erase_plan *plan, const json_t *asked) {
  json_t *json = json_pack("{s:b}", "title", plan->title), *fields = json_object_get(asked, "fields");
  const char *title = casefile_list_field(source, "title");
  if (json_flag(asked, "all")) json_put_flag(json, "all", true);
  if (!fields) return json;
  json_t *names = json_copy(fields);
  if (title && json_array_has(names, "title")) json_array_add(names, title);
  json_object_set_new(json, "fields", names);
  return json;
}

// How a row that is of this item says so.
static void want(json_t *wanted, const char *ref) {
  json_t *text = json_string(ref);
  char *quoted = json_canonical(text), *naming = mem_format("\"ref\":%s", quoted);
  json_array_add(wanted, naming);
  mem_free(naming);
  mem_free(quoted);
  json_decref(text);
}

static bool take(struct search *search, const char *ref, bool opened) {
  struct erase_copies *copies = search->copies;
  struct casefile *item = casefile_open(search->board, ref, search->err);
  if (!item) return false;
  json_put_flag(search->met, item->hex, true);
  copies->rows = mem_grow(copies->rows, copies->count + 1, sizeof *copies->rows);
  copies->rows[copies->count++] = (struct erase_copy){.item = item, .opened = opened};
  json_object_set_new(copies->copied, item->ref, json_object());
  want(search->wanted, item->ref);
  return true;
}

// All who name one of those that were found last; whoever is new is looked for the next time.
static bool look_once(struct search *search) {
  json_t *cases = trail_cases_naming(search->board->store, search->wanted, search->err), *value;
  const char *hex;
  bool ok = cases != NULL;
  json_array_clear(search->wanted);
  json_object_foreach(cases, hex, value) {
    if (ok && !json_object_get(search->met, hex)) ok = take(search, hex, false);
  }
  json_decref(cases);
  return ok;
}

static bool look_for_all(struct search *search) {
  while (json_array_size(search->wanted))
    if (!look_once(search)) return false;
  return true;
}

// ---- what was opened with some of it

static bool note_opened(void *user, json_t *entry) {
  struct search *search = user;
  json_t *parts = history_parts(entry);
  const char *ref = opener_opened(parts);
  if (ref) json_array_add(search->opened, ref);
  json_decref(parts);
  return true;
}

// What this one opened, and what that opened in turn; the list is its own queue.
static bool take_opened(struct search *search) {
  bool ok = journal_each(search->board->store, &search->source->id, note_opened, search, search->err);
  for (size_t i = 0; ok && i < json_array_size(search->opened); i++) {
    size_t at = search->copies->count;
    ok = take(search, json_string_value(json_array_get(search->opened, i)), true) &&
         journal_each(search->board->store, &search->copies->rows[at].item->id, note_opened, search, search->err);
  }
  return ok;
}

// ---- what goes of them

static void forget(struct erase_copy *copy) {
  erase_plan_clear(&copy->plan);
  casefile_free(copy->item);
}

// It keeps what it was opened with, where it is not asked for, and what it took down by looking goes all the same.
static bool leave(struct search *search, struct erase_copy *copy, const json_t *said) {
  struct erase_copies *copies = search->copies;
  json_array_add(copies->left, copy->item->ref);
  erase_plan_clear(&copy->plan);
  return erase_plan_copy(search->board, copy->item, copies->copied, said, false, &copy->plan, search->err);
}

static bool plan_one(struct search *search, struct erase_copy *copy, const json_t *said) {
  if (!erase_plan_copy(search->board, copy->item, search->copies->copied, said, copy->opened, &copy->plan, search->err)) return false;
  bool keeps = copy->opened && !search->with_opened && json_array_size(copy->plan.erased) > 0;
  return !keeps || leave(search, copy, said);
}

// Whoever names the source and holds none of what goes is none of them.
static bool plan_all(struct search *search, const json_t *said) {
  struct erase_copies *copies = search->copies;
  size_t kept = 0;
  bool ok = true;
  for (size_t i = 0; i < copies->count; i++) {
    struct erase_copy *copy = &copies->rows[i];
    ok = ok && plan_one(search, copy, said);
    if (ok && json_array_size(copy->plan.erased) == 0)
      forget(copy);
    else
      copies->rows[kept++] = *copy;
  }
  copies->count = kept;
  return ok;
}

static int by_ref(const void *a, const void *b) {
  return natural_compare(((const struct erase_copy *)a)->item->ref, ((const struct erase_copy *)b)->item->ref);
}

bool erase_copies_find(struct board *board, const struct casefile *source, const struct erase_plan *plan, const json_t *asked,
                       struct erase_copies *copies, struct err *err) {
  *copies = (struct erase_copies){.copied = json_object(), .left = json_array()};
  struct search search = {.board = board,
                          .source = source,
                          .copies = copies,
                          .wanted = json_array(),
                          .met = json_object(),
                          .opened = json_array(),
                          .with_opened = json_flag(asked, "with_opened"),
                          .err = err};
  json_object_set_new(copies->copied, source->ref, source_json(source, plan, asked));
  want(search.wanted, source->ref);
  json_put_flag(search.met, source->hex, true);
  bool ok = take_opened(&search) && look_for_all(&search) && plan_all(&search, plan->scope.texts);
  if (copies->count) qsort(copies->rows, copies->count, sizeof *copies->rows, by_ref);
  json_decref(search.wanted);
  json_decref(search.met);
  json_decref(search.opened);
  return ok;
}

void erase_copies_clear(struct erase_copies *copies) {
  for (size_t i = 0; i < copies->count; i++) forget(&copies->rows[i]);
  mem_free(copies->rows);
  json_decref(copies->copied);
  json_decref(copies->left);
  *copies = (struct erase_copies){0};
}

void erase_copies_digest(const struct erase_copies *copies, struct erase_plan *plan) {
  if (copies->count == 0) return;
  json_t *list = json_pack("[s]", plan->digest);
  for (size_t i = 0; i < copies->count; i++) {
    json_array_add(list, copies->rows[i].item->hex);
    json_array_add(list, copies->rows[i].plan.digest);
  }
  char *text = json_canonical(list);
  struct hash hash = hash_of(text, strlen(text));
  hex_write(plan->digest, hash.bytes, HASH_SIZE);
  mem_free(text);
  json_decref(list);
}

// ---- who may, and what they are told

bool erase_copies_are_seen(struct board *board, const struct casefile *source, const struct erase_copies *copies, const char *person,
                           struct err *err) {
  for (size_t i = 0; i < copies->count; i++) {
    const struct casefile *item = copies->rows[i].item;
    if (rights_see_all(board, item, person)) continue;
    struct err unseen;
    struct casefile *shown = rights_open(board, item->ref, person, &unseen);
    err_set(err, ERR_NOT_ALLOWED,
            "%s holds a copy of what is to go from %s, and you do not see all of it; who does can ask for the erasure.",
            shown ? item->ref : "An item that you may not see", source->ref);
    casefile_free(shown);
    return false;
  }
  return true;
}

bool erase_copies_allowed(struct board *board, const struct casefile *source, const struct erase_copies *copies, struct err *err) {
  for (size_t i = 0; i < copies->count; i++) {
    struct err held;
    if (legal_hold_allows(board, copies->rows[i].item, &held)) continue;
    return err_set(err, held.code, "%s holds a copy of what is to go from %s. %s", copies->rows[i].item->ref, source->ref, held.text);
  }
  return true;
}

// Those that this person may know of. A new reference.
static json_t *shown_of(struct board *board, const json_t *refs, const char *person) {
  json_t *shown = json_array(), *ref;
  size_t i;
  json_array_foreach(refs, i, ref) {
    struct err unseen;
    struct casefile *item = rights_open(board, json_string_value(ref), person, &unseen);
    if (item) json_array_append(shown, ref);
    casefile_free(item);
  }
  natural_sort(shown, NULL);
  return shown;
}

void erase_copies_put(struct board *board, const struct erase_copies *copies, const char *person, json_t *plan) {
  int64_t hidden = 0;
  for (size_t i = 0; i < copies->count; i++) {
    const struct erase_copy *copy = &copies->rows[i];
    if (rights_see_all(board, copy->item, person) || erase_may_confirm(board, person, NULL)) {
      json_t *shown = erase_plan_json(board, copy->item, &copy->plan);
      json_object_del(shown, "plan"); // the source's stands for all of it
      json_array_append_new(json_array_at(plan, "copies"), shown);
    } else
      hidden++;
  }
  if (hidden) json_put_number(plan, "hidden_copies", hidden);
  json_t *left = shown_of(board, copies->left, person);
  if (json_array_size(left)) json_object_set(plan, "left", left);
  json_decref(left);
}
