// How an operation reads its request. See internal.h.
#include "op/internal.h"
#include "run/people.h"
#include "run/rights.h"

const char *ask_maybe(const struct op_call *call, const char *name) { return json_text(call->request, name); }

const char *ask_text(const struct op_call *call, const char *name, struct err *err) {
  const char *text = ask_maybe(call, name);
  if (!text || !*text) err_set(err, ERR_INVALID, "\"%s\" needs \"%s\".", json_text(call->request, "op"), name);
  return text && *text ? text : NULL;
}

// An unnamed reader at the machine counts as the person of the setting `console`; the name is kept in the request, which outlives the call.
static void put_console_person(const struct op_call *call) {
  json_t *setting = setting_find(call->board->store, "console");
  if (json_is_string(setting)) json_object_set((json_t *)call->request, "as", setting);
  json_decref(setting);
}

const char *ask_person(const struct op_call *call, struct err *err) {
  if (!ask_maybe(call, "as")) put_console_person(call);
  const char *as = ask_maybe(call, "as");
  if (!as) {
    err_set(err, ERR_NOT_ALLOWED, "Say who is asking with --as PERSON; `waymark people list` shows who there is.");
    return NULL;
  }
  json_t *person = people_find(call->board, as, err);
  json_decref(person);
  return person ? as : NULL;
}

struct casefile *ask_item(const struct op_call *call, struct err *err) {
  const char *person = ask_person(call, err), *ref = person ? ask_text(call, "case", err) : NULL;
  return ref ? rights_open(call->board, ref, person, err) : NULL;
}

bool ask_allowed(const struct op *op, const struct op_call *call, struct err *err) {
  if (op->who == OP_ANYBODY || (op->who == OP_REPAIR && !ask_maybe(call, "as"))) return true;
  const char *person = ask_person(call, err);
  if (!person) return false;
  if (op->who == OP_PERSON || people_in_office(call->board, person)) return true;
  char name[200];
  people_name(call->board, person, name, sizeof name);
  return err_set(err, ERR_NOT_ALLOWED, "%s may not %s: it is for the Business Manager.", name, op->what);
}

bool ask_instant(const struct op_call *call, const char *name, int64_t missing, int64_t *ms, struct err *err) {
  const char *text = ask_maybe(call, name);
  *ms = missing;
  return !text || instant_read(text, ms, err) || err_prefix(err, "\"%s\": ", name);
}
