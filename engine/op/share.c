// Operations that let somebody see one item: sharing it for a time, taking that back, and breaking the glass in an emergency. See API.md.
#include "run/share.h"

#include "base/mem.h"
#include "chart/check.h"
#include "op/access.h"
#include "op/internal.h"
#include "run/entrusted.h"
#include "run/rights.h"
#include "run/sight_rule.h"
#include "run/terms.h"

#include <string.h>

// ---- sharing

static bool check_word(const struct casefile *item, const char *word, struct err *err) {
  static const char *const words[] = {"summary", "everything", "history"};
  json_t *names = json_texts(json_object_get(casefile_structure(item), "fields"), "name");
  char near[NEAREST_WORDS];
  for (size_t i = 0; i < 3; i++)
    if (!json_array_has(names, words[i])) json_array_add(names, words[i]);
  bool known = word && json_array_has(names, word);
  if (!known)
    err_set(err, ERR_INVALID, "%s has nothing called \"%.80s\" that could be shared%s", item->ref, word ? word : "?",
            nearest_words(word ? word : "", names, "; name summary, everything, history, or fields.", near));
  json_decref(names);
  return known;
}

// What is to be shared; without a word of it the summary. A new reference; NULL with err.
static json_t *what_of(const struct op_call *call, const struct casefile *item, struct err *err) {
  const json_t *asked = json_object_get(call->request, "what");
  size_t i;
  json_t *word;
  if (!asked) return json_pack("[s]", "summary");
  if (json_array_size(asked) == 0 || json_array_size(asked) > 100)
    return err_set(err, ERR_INVALID, "\"what\" names from 1 to 100 things: summary, everything, history, or fields."), NULL;
  json_array_foreach(asked, i, word) if (!check_word(item, json_string_value(word), err)) return NULL;
  return json_deep_copy(asked);
}

static bool check_until(const struct op_call *call, struct err *err) {
  const char *until = ask_maybe(call, "until");
  struct date date;
  char today[DATE_TEXT];
  if (!until) return true;
  if (!date_read(until, &date, err)) return err_prefix(err, "The last day of the share: ");
  board_today(call->board, board_now(call->board), today);
  return strcmp(until, today) >= 0 || err_set(err, ERR_INVALID, "A share until %s would be over already; today is %s.", until, today);
}

static bool share(struct op_call *call, struct err *err) {
  const char *with = ask_text(call, "with", err), *reason = with ? ask_text(call, "reason", err) : NULL;
  struct casefile *item = reason ? ask_whole(call, "share", err) : NULL;
  bool ok = item && sight_subject_check(call->board, with, err) && check_until(call, err);
  json_t *what = ok ? what_of(call, item, err) : NULL;
  struct share_ask ask = {.with = with, .what = what, .until = ask_maybe(call, "until"), .reason = reason, .actor = ask_maybe(call, "as")};
  int64_t number = 0;
  ok = what && share_add(call->board, item, &ask, &number, err);
  if (ok) {
    char *words = sight_subject_words(call->board, with);
    call->answer = json_pack("{s:s, s:I, s:s, s:s, s:O}", "ref", item->ref, "number", (json_int_t)number, "with", with, "with_words", words,
                             "what", what);
    json_put_text(call->answer, "until", ask.until);
    mem_free(words);
  }
  json_decref(what);
  casefile_free(item);
  return ok;
}

static bool unshare(struct op_call *call, struct err *err) {
  const char *reason = ask_text(call, "reason", err);
  struct casefile *item = reason ? ask_whole(call, "take back a share of", err) : NULL;
  int64_t number = json_number(call->request, "number", 0);
  bool ok = item && share_end(call->board, item, number, reason, ask_maybe(call, "as"), err);
  if (ok) call->answer = json_pack("{s:s, s:I}", "ref", item->ref, "number", (json_int_t)number);
  casefile_free(item);
  return ok;
}

// ---- breaking the glass

// Whoever acts for the post today, so its deputy while nobody else does: two who may do it at once are one too many.
static bool may_break(struct board *board, const char *person) {
  static const char *const usual[] = {"independent_chair", "business_manager", "data_protection_officer", NULL};
  return entrusted_acts(board, "break_glass", usual, person);
}

// R1: whoever may not is told what is told of an item that there is not, and so is whoever asks for one; the try is on record for the
// office either way.
static bool refuse(struct op_call *call, const char *ref, const struct casefile *item, const char *reason, struct err *err) {
  struct err failed;
  call->recorded = access_refused(call, ref, item, reason, &failed);
  if (!call->recorded) return *err = failed, false;
  return rights_no_item(ref, err);
}

static bool check_needed(struct op_call *call, const struct casefile *item, struct err *err) {
  return !rights_see_all(call->board, item, ask_maybe(call, "as")) ||
         err_set(err, ERR_REFUSED, "You see all of %s as it is; there is no glass to break.", item->ref);
}

static void answer_open(struct op_call *call, const struct casefile *item, int64_t ends_ms) {
  char *office = terms_office(call->board->terms);
  call->answer = json_pack("{s:s, s:s}", "ref", item->ref, "office", office);
  board_put_instant(call->board, call->answer, "until", true, ends_ms);
  mem_free(office);
}

static bool break_glass(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err), *ref = person ? ask_text(call, "case", err) : NULL,
             *reason = ref ? ask_text(call, "reason", err) : NULL;
  struct err failed = {0};
  int64_t ends_ms;
  if (!reason) return false;
  struct casefile *item = casefile_open(call->board, ref, &failed);
  bool ok = item && may_break(call->board, person);
  if (!item && failed.code != ERR_NOT_FOUND)
    *err = failed;
  else if (!ok)
    refuse(call, ref, item, reason, err);
  ok = ok && check_needed(call, item, err) && share_break_glass(call->board, item, reason, person, &ends_ms, err);
  if (ok) answer_open(call, item, ends_ms);
  casefile_free(item);
  return ok;
}

const struct op ops_share[] = {
    {.name = "case.share", .who = OP_OFFICE, .what = "share an item", .writes = true, .run = share},
    {.name = "case.unshare", .who = OP_OFFICE, .what = "take back a share of an item", .writes = true, .run = unshare},
    {.name = "case.open", .who = OP_PERSON, .writes = true, .run = break_glass},
    {0},
};
