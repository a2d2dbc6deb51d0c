// How an operation reads its request. See internal.h.
#include "base/mem.h"
#include "op/internal.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/terms.h"

#include <stdlib.h>
#include <string.h>

// What people say beside an item's own fields, which have their limits in run/value.h: bytes, and whether it stands in one line wherever it
// is shown. By name, as a request is looked through.
static const struct limit {
  const char *member;
  size_t size_max;
  bool one_line;
} limits[] = {{"at", 40, true},        {"description", 2000, false}, {"event", 100, true},   {"flag", 100, true},
              {"key", 200, true},      {"minute", 100, true},        {"name", 255, true},    {"place", 200, true},
              {"reason", 2000, false}, {"title", 200, true},         {"workflow", 100, true}};

static int by_member(const void *name, const void *limit) { return strcmp(name, ((const struct limit *)limit)->member); }

static bool fits(const char *name, const char *text, size_t size_max, bool one_line, struct err *err) {
  if (strlen(text) > size_max)
    return err_set(err, ERR_LIMIT, "\"%s\" may have at most %zu bytes, and this has %zu; make it shorter.", name, size_max, strlen(text));
  for (const char *c = text; one_line && *c; c++)
    if ((unsigned char)*c < ' ' || *c == 0x7f)
      return err_set(err, ERR_INVALID, "\"%s\" must stand in one line, without line breaks, tabs or other control characters.", name);
  return true;
}

// Blanks are no reason, whether one is needed or not: a record that keeps none looks as if it kept one.
static bool says_why(const json_t *request, struct err *err) {
  const char *reason = json_text(request, "reason");
  if (!reason || !*reason || reason[strspn(reason, " \t\r\n")]) return true;
  return err_set(err, ERR_INVALID, "\"reason\" of \"%s\" holds blanks alone, which are none; say why.", json_text(request, "op"));
}

bool ask_limits(const json_t *request, struct err *err) {
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)request, name, value) {
    const struct limit *limit = bsearch(name, limits, sizeof limits / sizeof *limits, sizeof *limits, by_member);
    const char *text = json_string_value(value);
    if (limit && text && !fits(name, text, limit->size_max, limit->one_line, err)) return false;
  }
  return says_why(request, err);
}

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

struct casefile *ask_whole(const struct op_call *call, const char *what, struct err *err) {
  const char *person = ask_person(call, err), *ref = person ? ask_text(call, "case", err) : NULL;
  return ref ? rights_open_whole(call->board, ref, person, what, err) : NULL;
}

bool ask_office(const struct op_call *call, const char *what, struct err *err) {
  const char *person = ask_person(call, err);
  if (!person || people_in_office(call->board, person)) return person != NULL;
  char name[200];
  people_name(call->board, person, name, sizeof name);
  char *office = terms_office(call->board->terms);
  err_set(err, ERR_NOT_ALLOWED, "%s may not %s: it is for the %s.", name, what, office);
  mem_free(office);
  return false;
}

bool ask_allowed(const struct op *op, const struct op_call *call, struct err *err) {
  if (op->who == OP_ANYBODY || (op->who == OP_REPAIR && !ask_maybe(call, "as"))) return true;
  const char *person = ask_person(call, err);
  if (!person) return false;
  return op->who == OP_PERSON || ask_office(call, op->what, err);
}

bool ask_instant(const struct op_call *call, const char *name, int64_t missing, int64_t *ms, struct err *err) {
  const char *text = ask_maybe(call, name);
  *ms = missing;
  return !text || instant_read(text, ms, err) || err_prefix(err, "\"%s\": ", name);
}
