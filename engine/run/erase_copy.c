// Copies in other items. See erase_copy.h.
//
// An item that holds a copy has a row of the source in one of its entries, and a row says whose it is; so the journal is searched for the
// source's reference, and then for those of whoever was found, until nobody new is. Which of them lose anything their plans say.
#include "run/erase_copy.h"

#include "base/mem.h"
#include "base/natural.h"
#include "run/erase_right.h"
#include "run/legal_hold.h"
#include "run/rights.h"
#include "store/trail.h"

#include <stdlib.h>
#include <string.h>

struct search {
  struct board *board;
  const struct casefile *source;
  struct erase_copies *copies;
  json_t *refs, *met; // refs: [REF] that are looked for, which is its own queue; met: {HEX: true}
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

static bool take(struct search *search, const char *hex) {
  struct erase_copies *copies = search->copies;
  struct casefile *item = casefile_open(search->board, hex, search->err);
  if (!item) return false;
  copies->rows = mem_grow(copies->rows, copies->count + 1, sizeof *copies->rows);
  copies->rows[copies->count++] = (struct erase_copy){.item = item};
  json_object_set_new(copies->copied, item->ref, json_object());
  json_array_add(search->refs, item->ref);
  return true;
}

static bool look_for(struct search *search, const char *ref) {
  json_t *text = json_string(ref);
  char *quoted = json_canonical(text), *naming = mem_format("\"ref\":%s", quoted);
  json_t *cases = trail_cases_naming(search->board->store, naming, search->err), *hex;
  bool ok = cases != NULL;
  size_t i;
  json_array_foreach(cases, i, hex) {
    const char *one = json_string_value(hex);
    if (!ok || json_object_get(search->met, one)) continue;
    json_put_flag(search->met, one, true);
    ok = take(search, one);
  }
  json_decref(cases);
  json_decref(text);
  mem_free(naming);
  mem_free(quoted);
  return ok;
}

static bool look_for_all(struct search *search) {
  for (size_t i = 0; i < json_array_size(search->refs); i++)
    if (!look_for(search, json_string_value(json_array_get(search->refs, i)))) return false;
  return true;
}

// ---- what goes of them

static void forget(struct erase_copy *copy) {
  erase_plan_clear(&copy->plan);
  casefile_free(copy->item);
}

// Whoever names the source and holds none of what goes is none of them.
static bool plan_all(struct search *search, const json_t *said) {
  struct erase_copies *copies = search->copies;
  size_t kept = 0;
  bool ok = true;
  for (size_t i = 0; i < copies->count; i++) {
    struct erase_copy *copy = &copies->rows[i];
    ok = ok && erase_plan_copy(search->board, copy->item, copies->copied, said, &copy->plan, search->err);
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
  *copies = (struct erase_copies){.copied = json_object()};
  struct search search = {.board = board, .source = source, .copies = copies, .refs = json_array(), .met = json_object(), .err = err};
  json_object_set_new(copies->copied, source->ref, source_json(source, plan, asked));
  json_array_add(search.refs, source->ref);
  json_put_flag(search.met, source->hex, true);
  bool ok = look_for_all(&search) && plan_all(&search, plan->scope.texts);
  if (copies->count) qsort(copies->rows, copies->count, sizeof *copies->rows, by_ref);
  json_decref(search.refs);
  json_decref(search.met);
  return ok;
}

void erase_copies_clear(struct erase_copies *copies) {
  for (size_t i = 0; i < copies->count; i++) forget(&copies->rows[i]);
  mem_free(copies->rows);
  json_decref(copies->copied);
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
}
