// Operations on who sees what: the board's own rules, kept as documents of the directory, each change with its history; the whole table of
// rights; and the operations themselves with who may ask them. See API.md.
#include "run/rights.h"

#include "base/mem.h"
#include "chart/check.h"
#include "op/internal.h"
#include "op/rights_table.h"
#include "run/definition.h"
#include "run/people.h"
#include "run/sight_rule.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

enum { RULES_MAX = 500, WORDS_MAX = 100 }; // each is looked at for each item that is listed

// ---- a rule is right

static bool is_denied(const char *effect) { return strcmp(effect, "deny") == 0; }

static bool check_effect(const char *effect, struct err *err) {
  if (strcmp(effect, "allow") == 0 || is_denied(effect)) return true;
  return err_set(err, ERR_INVALID, "A rule allows or denies; \"effect\" cannot be \"%.40s\".", effect);
}

static bool check_word(const struct definition *definition, const char *effect, const char *word, struct err *err) {
  static const char *const words[] = {"everything", "summary", "history"};
  json_t *names = json_texts(json_object_get(chart_definition(definition->chart), "fields"), "name");
  char near[NEAREST_WORDS];
  for (size_t i = 0; i < 3; i++)
    if (!json_array_has(names, words[i])) json_array_add(names, words[i]);
  bool known = json_array_has(names, word), ok = known && !(is_denied(effect) && strcmp(word, "summary") == 0);
  if (!known)
    err_set(err, ERR_INVALID, "%s has nothing called \"%.80s\" that could be seen%s",
            json_text(chart_definition(definition->chart), "name"), word,
            nearest_words(word, names, "; name everything, summary, history, or fields.", near));
  else if (!ok)
    err_set(err, ERR_INVALID,
            "The summary alone cannot be denied, since it is how an item is listed: deny everything, the history, or the fields that it "
            "shows.");
  json_decref(names);
  return ok;
}

static bool check_what(const struct definition *definition, const char *effect, const json_t *what, struct err *err) {
  size_t i;
  json_t *word;
  if (!what) return true;
  if (json_array_size(what) == 0 || json_array_size(what) > WORDS_MAX)
    return err_set(err, ERR_INVALID, "\"what\" names from 1 to %d things: everything, summary, history, or fields.", WORDS_MAX);
  json_array_foreach(what, i, word) {
    if (!json_is_string(word)) return err_set(err, ERR_INVALID, "\"what\" in a request must be a list of texts.");
    if (!check_word(definition, effect, json_string_value(word), err)) return false;
  }
  return true;
}

static bool is_state(const struct definition *definition, const char *state, json_t *names) {
  bool found = false;
  for (int i = 0; i < chart_state_count(definition->chart); i++) {
    const char *id = json_text(chart_state(definition->chart, i), "id");
    if (*id) json_array_add(names, id);
    found = found || (*id && sight_state_is(id, state));
  }
  return found;
}

static bool check_states(const struct definition *definition, const json_t *states, struct err *err) {
  size_t i;
  json_t *state;
  json_array_foreach(states, i, state) {
    const char *name = json_string_value(state);
    char near[NEAREST_WORDS];
    json_t *names = json_array();
    bool ok = name && *name && is_state(definition, name, names);
    if (!ok)
      err_set(err, ERR_INVALID, "No state of %s is called \"%.80s\"%s", json_text(chart_definition(definition->chart), "name"),
              name ? name : "?", nearest_words(name ? name : "", names, "; `waymark rights print --workflow NAME` shows them.", near));
    json_decref(names);
    if (!ok) return false;
  }
  return true;
}

// ---- keeping one

static bool record(struct op_call *call, const char *id, json_t *rule, const char *reason, struct err *err) {
  struct entry entry;
  int64_t now = board_now(call->board);
  char *part = mem_format("directory/%s/%s", SIGHT_RULE_KIND, id);
  entry_init(&entry, ENTRY_DIRECTORY, now, now);
  people_key(call->board, ask_maybe(call, "as"), &entry.actor_id);
  entry_part(&entry, "event",
             json_pack("{s:s, s:{s:s, s:s}, s:s}", "name", sight_rule_holds(rule) ? "right kept" : "right removed", "data", "right", id,
                       "reason", reason, "actor", ask_maybe(call, "as")));
  entry_part(&entry, part, rule);
  mem_free(part);
  return board_append(call->board, &entry, err);
}

// A number is used once: what the journal says of rule 3 is of one rule. So a rule that was taken away stays as that.
static int64_t next_id(struct board *board) {
  int64_t next = 1;
  size_t i;
  json_t *rule;
  json_array_foreach(board_documents(board, SIGHT_RULE_KIND), i, rule) {
    int64_t id = atoll(json_text(rule, "id"));
    if (id >= next) next = id + 1;
  }
  return next;
}

static size_t rule_count(struct board *board) {
  size_t i, count = 0;
  json_t *rule;
  json_array_foreach(board_documents(board, SIGHT_RULE_KIND), i, rule) count += sight_rule_holds(rule);
  return count;
}

static json_t *rule_of(struct op_call *call, const char *id, const char *effect, const char *reason) {
  char at[INSTANT_TEXT];
  const json_t *what = json_object_get(call->request, "what"), *states = json_object_get(call->request, "states");
  instant_write(board_now(call->board), at);
  json_t *rule = json_pack("{s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:s}", "id", id, "effect", effect, "workflow", ask_maybe(call, "workflow"),
                           "subject", ask_maybe(call, "subject"), "what", what ? json_deep_copy(what) : json_pack("[s]", "everything"),
                           "reason", reason, "by", ask_maybe(call, "as"), "at", at);
  if (json_array_size(states)) json_object_set_new(rule, "states", json_deep_copy(states));
  return rule;
}

static bool check_rule(struct op_call *call, const char *effect, struct err *err) {
  const char *subject = ask_text(call, "subject", err), *workflow = subject ? ask_text(call, "workflow", err) : NULL;
  const struct definition *definition = workflow && check_effect(effect, err) ? definition_newest(call->board, workflow, err) : NULL;
  if (!definition || !sight_subject_check(call->board, subject, err)) return false;
  if (rule_count(call->board) >= RULES_MAX)
    return err_set(err, ERR_LIMIT, "The board has %d rules already; take those away that are not needed, or write them into the workflow.",
                   RULES_MAX);
  return check_what(definition, effect, json_object_get(call->request, "what"), err) &&
         check_states(definition, json_object_get(call->request, "states"), err);
}

static bool put(struct op_call *call, struct err *err) {
  const char *effect = ask_text(call, "effect", err), *reason = effect ? ask_text(call, "reason", err) : NULL;
  if (!reason || !check_rule(call, effect, err)) return false;
  char *id = mem_format("%lld", (long long)next_id(call->board));
  json_t *rule = rule_of(call, id, effect, reason);
  bool ok = record(call, id, json_incref(rule), reason, err);
  if (ok) call->answer = json_pack("{s:o}", "rule", rights_rule_json(call->board, rule));
  json_decref(rule);
  mem_free(id);
  return ok;
}

static bool remove_one(struct op_call *call, struct err *err) {
  const char *id = ask_text(call, "id", err), *reason = id ? ask_text(call, "reason", err) : NULL;
  const json_t *rule = reason ? board_document(call->board, SIGHT_RULE_KIND, id) : NULL;
  if (!reason) return false;
  if (!sight_rule_holds(rule))
    return err_set(err, ERR_NOT_FOUND, "There is no rule %.40s on this board; `waymark rights print` shows those there are.", id);
  json_t *shown = rights_rule_json(call->board, rule), *gone = json_copy((json_t *)rule);
  json_put_text(gone, "effect", "removed");
  bool ok = record(call, id, gone, reason, err);
  if (ok) call->answer = json_pack("{s:O}", "rule", shown);
  json_decref(shown);
  return ok;
}

// ---- the table

// Of somebody else's rights, and of rules that are not about oneself, the office is told.
static bool print(struct op_call *call, struct err *err) {
  const char *as = ask_person(call, err), *person = ask_maybe(call, "person"), *workflow = ask_maybe(call, "workflow");
  if (!as || (person && strcmp(person, as) != 0 && !ask_office(call, "see what somebody else may see", err))) return false;
  json_t *known = person ? people_find(call->board, person, err) : NULL;
  if (person && !known) return false;
  json_decref(known);
  call->answer = rights_table(call->board, workflow, person, people_in_office(call->board, as) ? NULL : as, err);
  return call->answer != NULL;
}

static const char *who_words(const struct op *op) {
  static const char *const words[] = {"anybody", "a person", "the office", "the office, or whoever sits at the machine"};
  return words[op->who];
}

static bool operations(struct op_call *call, struct err *err) {
  const struct op *op;
  if (!ask_person(call, err)) return false;
  json_t *rows = json_array();
  for (size_t i = 0; (op = op_each(i)); i++) {
    json_t *row = json_pack("{s:s, s:s, s:b, s:b}", "name", op->name, "who", who_words(op), "writes", op->writes || op->fires || op->named,
                            "past", op->past);
    json_put_text(row, "what", op->what);
    json_array_append_new(rows, row);
  }
  call->answer = json_pack("{s:o}", "operations", rows);
  return true;
}

const struct op ops_rights[] = {
    {.name = "rights.put", .who = OP_OFFICE, .what = "change who sees what", .writes = true, .run = put},
    {.name = "rights.remove", .who = OP_OFFICE, .what = "change who sees what", .writes = true, .run = remove_one},
    {.name = "rights.print", .who = OP_PERSON, .run = print},
    {.name = "rights.operations", .who = OP_PERSON, .run = operations},
    {0},
};
