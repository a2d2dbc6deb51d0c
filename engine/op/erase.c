// Operations on erasures and legal holds. See API.md.
//
// A confirmation makes its own transaction: what it drops is gone from the store's files only after the commit (store/erase.h), and that
// cannot stand inside one.
#include "run/erase.h"

#include "base/mem.h"
#include "op/internal.h"
#include "run/erase_plan.h"
#include "run/erase_right.h"
#include "run/legal_hold.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/terms.h"
#include "store/erase.h"

#include <string.h>

static const char *const lists[] = {"fields", "entries", "evidence"};

static bool is_list_of(const json_t *list, bool numbers) {
  size_t i;
  json_t *one;
  if (!json_is_array(list)) return false;
  json_array_foreach(list, i, one) if (numbers ? !json_is_integer(one) : !json_is_string(one)) return false;
  return true;
}

// What is to go: the members of the request that say so. A new reference; NULL with err.
static json_t *asked_of(const struct op_call *call, struct err *err) {
  json_t *asked = json_object();
  if (json_flag(call->request, "all")) json_put_flag(asked, "all", true);
  if (json_flag(call->request, "with_opened")) json_put_flag(asked, "with_opened", true);
  for (int i = 0; i < 3; i++) {
    json_t *list = json_object_get(call->request, lists[i]);
    if (!list) continue;
    if (is_list_of(list, i > 0)) {
      json_object_set(asked, lists[i], list);
      continue;
    }
    err_set(err, ERR_INVALID, "\"%s\" in a request must be a list of %s.", lists[i], i ? "whole numbers" : "texts");
    json_decref(asked);
    return NULL;
  }
  return asked;
}

static bool preview(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err), *ref = person ? ask_text(call, "case", err) : NULL;
  json_t *asked = ref ? asked_of(call, err) : NULL;
  struct erase_request request = {.ref = ref, .asked = asked, .actor = person};
  bool ok = asked && erase_preview(call->board, &request, &call->answer, err);
  json_decref(asked);
  return ok;
}

static bool ask(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err), *ref = person ? ask_text(call, "case", err) : NULL,
             *reason = ref ? ask_text(call, "reason", err) : NULL;
  json_t *asked = reason ? asked_of(call, err) : NULL;
  struct erase_request request = {.ref = ref, .asked = asked, .reason = reason, .actor = person};
  bool ok = asked && erase_ask(call->board, &request, &call->answer, &call->recorded, err);
  json_decref(asked);
  return ok;
}

static bool withdraw(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err), *id = person ? ask_text(call, "request", err) : NULL,
             *reason = id ? ask_text(call, "reason", err) : NULL;
  json_t *ended = NULL;
  if (!reason || !erase_withdraw(call->board, id, reason, person, &ended, &call->recorded, err)) return false;
  call->answer = json_pack("{s:o}", "request", ended);
  return true;
}

static bool commit_or_undo(struct op_call *call, bool ok, bool keep, struct err *err) {
  struct err failed;
  if (!ok && !keep) {
    store_rollback(call->board->store);
    return false;
  }
  if (store_commit(call->board->store, &failed)) return ok;
  if (ok) *err = failed;
  return false;
}

// It is on record and acknowledged by then: bytes that cannot go now, for want of room, go when the board is opened next.
static void finish(struct op_call *call) {
  struct err failed;
  bool done = erase_finish(call->board->store, &failed);
  json_put_flag(call->answer, "finished", done);
  if (!done) json_put_text(call->answer, "unfinished", failed.text);
}

static bool confirm(struct op_call *call, struct err *err) {
  const char *id = ask_text(call, "request", err);
  if (!id || !store_begin(call->board->store, err)) return false;
  bool keep = false, ok = erase_confirm(call->board, id, ask_maybe(call, "plan"), ask_maybe(call, "as"), &call->answer, &keep, err);
  if (!commit_or_undo(call, ok, keep, err)) return false;
  finish(call);
  return true;
}

static bool show(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err), *id = person ? ask_text(call, "request", err) : NULL;
  call->answer = id ? erase_show(call->board, id, person, err) : NULL;
  return call->answer != NULL;
}

static bool list(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err);
  if (person) call->answer = json_pack("{s:o}", "requests", erase_list(call->board, person));
  return person != NULL;
}

// ---- holds

static bool has_right(struct board *board, const char *person, bool set) {
  return set ? erase_may_set_hold(board, person) : erase_may_lift_hold(board, person);
}

static bool may_hold(struct op_call *call, const char *person, bool set, const struct casefile *item, struct err *err) {
  if (has_right(call->board, person, set)) return true;
  char name[200];
  people_name(call->board, person, name, sizeof name);
  char *whose = terms_say(call->board->terms, "the Business Manager's office and the data protection officer");
  err_set(err, ERR_NOT_ALLOWED, "%s may not %s a legal hold on %s: it is for %s.", name, set ? "set" : "lift",
          item ? item->ref : "the board", whose);
  mem_free(whose);
  return false;
}

// The item that is held, or the whole board (*item NULL). A hold keeps what may not be seen too.
static bool held_item(struct op_call *call, const char *person, bool set, struct casefile **item, struct err *err) {
  bool all = json_flag(call->request, "all");
  const char *ref = ask_maybe(call, "case");
  *item = NULL;
  if (all == (ref != NULL)) return err_set(err, ERR_INVALID, "Say which item is meant, or that it is the whole board, and not both.");
  if (all) return true;
  *item = has_right(call->board, person, set) ? casefile_open(call->board, ref, err) : rights_open(call->board, ref, person, err);
  return *item != NULL;
}

// The reason stays, whatever is erased once the hold is over.
static bool is_quiet(struct op_call *call, const struct casefile *item, const char *reason, struct err *err) {
  return !item || !erase_plan_quotes(call->board, item, reason) ||
         err_set(err, ERR_INVALID,
                 "The reason repeats some of what %s holds, and would keep it when that is erased; say why without saying what it is.",
                 item->ref);
}

static bool hold_op(struct op_call *call, bool set, struct err *err) {
  const char *person = ask_person(call, err), *reason = person ? ask_text(call, "reason", err) : NULL;
  struct casefile *item = NULL;
  bool ok = reason && held_item(call, person, set, &item, err) && may_hold(call, person, set, item, err) &&
            is_quiet(call, item, reason, err) && (set ? legal_hold_set : legal_hold_lift)(call->board, item, reason, person, err);
  if (ok) {
    call->answer = json_object();
    json_put_text(call->answer, "ref", item ? item->ref : NULL);
    json_put_flag(call->answer, "on_hold", set);
  }
  casefile_free(item);
  return ok;
}

static bool hold_set(struct op_call *call, struct err *err) { return hold_op(call, true, err); }
static bool hold_lift(struct op_call *call, struct err *err) { return hold_op(call, false, err); }

static bool is_seen(struct op_call *call, const char *person, const json_t *hold) {
  struct err unseen;
  const char *hex = json_text(hold, "case");
  struct casefile *item = hex ? rights_open(call->board, hex, person, &unseen) : NULL;
  bool seen = !hex || (item && rights_see_all(call->board, item, person)) || erase_may_set_hold(call->board, person);
  casefile_free(item);
  return seen;
}

static bool hold_list(struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err);
  if (!person) return false;
  json_t *holds = legal_hold_list(call->board), *seen = json_array(), *hold;
  size_t i;
  json_array_foreach(holds, i, hold) {
    if (!is_seen(call, person, hold)) continue;
    json_object_del(hold, "case");
    json_array_append(seen, hold);
  }
  json_decref(holds);
  call->answer = json_pack("{s:o}", "holds", seen);
  return true;
}

const struct op ops_erase[] = {
    {.name = "erase.preview", .who = OP_PERSON, .run = preview},
    {.name = "erase.ask", .who = OP_PERSON, .writes = true, .run = ask},
    {.name = "erase.withdraw", .who = OP_PERSON, .writes = true, .run = withdraw},
    {.name = "erase.confirm", .who = OP_PERSON, .fires = true, .named = true, .alone = true, .run = confirm},
    {.name = "erase.show", .who = OP_PERSON, .run = show},
    {.name = "erase.list", .who = OP_PERSON, .run = list},
    {.name = "hold.set", .who = OP_PERSON, .writes = true, .run = hold_set},
    {.name = "hold.lift", .who = OP_PERSON, .writes = true, .run = hold_lift},
    {.name = "hold.list", .who = OP_PERSON, .run = hold_list},
    {0},
};
