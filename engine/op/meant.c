// The item that somebody means. See meant.h.
#include "op/meant.h"

#include "base/mem.h"
#include "op/seen.h"
#include "run/alike.h"

#include <string.h>

static const char *const members[] = {"case", "meeting", "of"}; // that name an item; "cases" names several

struct meaning {
  const struct op_call *call;
  const char *person;
  struct err *err;
  bool any, several;
};

// The references like this one that the person sees. Of a hidden one no more is told than of none, in what is said and in what it takes.
static json_t *seen_like(const struct meaning *meaning, const char *ref) {
  struct board *board = meaning->call->board;
  json_t *all = case_alike(board->store, ref), *seen = json_array(), *one;
  size_t i;
  json_array_foreach(all, i, one) if (seen_item(board, json_string_value(one), meaning->person)) json_array_append(seen, one);
  if (json_array_size(all) == 0) alike_absent(board, meaning->person);
  json_decref(all);
  return seen;
}

// A new reference to the text that is meant; NULL: it stays.
static json_t *meant(struct meaning *meaning, const char *ref) {
  json_t *seen = seen_like(meaning, ref), *one = NULL;
  bool exact = json_array_has(seen, ref);
  if (!exact && json_array_size(seen) == 1) one = json_incref(json_array_get(seen, 0));
  if (!exact && json_array_size(seen) > 1) {
    char *names = json_join(seen, " and ");
    err_set(meaning->err, ERR_NOT_FOUND,
            "There is no item \"%.80s\" on this board, but there are %s, which differ by capital and small letters alone; say which of "
            "them you mean.",
            ref, names);
    meaning->several = true;
    mem_free(names);
  }
  json_decref(seen);
  meaning->any = meaning->any || one;
  return one;
}

static void put_member(struct meaning *meaning, json_t *request, const char *name) {
  const char *ref = json_text(request, name);
  json_t *one = ref ? meant(meaning, ref) : NULL;
  if (one) json_object_set_new(request, name, one);
}

static void put_list(struct meaning *meaning, json_t *list) {
  size_t i;
  json_t *ref;
  json_array_foreach(list, i, ref) {
    json_t *one = json_is_string(ref) ? meant(meaning, json_string_value(ref)) : NULL;
    if (one) json_array_set_new(list, i, one);
  }
}

// The request outlives the call, as the name of whoever asks does (ask_person); its list may be another's too.
bool meant_put(const struct op_call *call, struct err *err) {
  struct meaning meaning = {.call = call, .person = json_text(call->request, "as"), .err = err};
  json_t *request = (json_t *)call->request, *cases = json_copy(json_object_get(request, "cases"));
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) put_member(&meaning, request, members[i]);
  put_list(&meaning, cases);
  if (cases) json_object_set(request, "cases", cases);
  json_decref(cases);
  return meaning.any && !meaning.several;
}

bool meant_option(const struct op_call *call, const char *person, json_t *options, const char *name, struct err *err) {
  struct meaning meaning = {.call = call, .person = person, .err = err};
  put_member(&meaning, options, name);
  return !meaning.several;
}
