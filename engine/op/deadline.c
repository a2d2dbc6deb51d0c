// case.deadline: the receipts of an item's deadlines (T9), of all of them in short or of one in full, and what would be if something else
// were so. Whoever may see the item may see them (R1). See API.md.
#include "base/mem.h"
#include "chart/check.h"
#include "chart/procedure.h"
#include "op/internal.h"
#include "run/people.h"
#include "run/question.h"
#include "run/receipts.h"
#include "run/rights.h"
#include "run/sight_cut.h"
#include "run/sweep.h"

#include <string.h>

// ---- which one is meant
//
// Each way of naming is tried by itself, the surest first: so a step of a ladder that is called as some other timer hides nothing.

enum way { BY_NAME, BY_SAID, BY_RUNG, BY_RULE, BY_FIELD, WAYS };

struct search {
  const struct chart *chart;
  const char *given, *rule; // `rule`: "end of FIELD" where `given` is a date field, else ""
  enum way way;
  struct declared found;
  json_t *named; // what those that fit are called; of several with one name, each with its state
  json_t *all;   // every name that could be given
};

static const char *rung_of(const struct declared *declared) {
  const char *slash = declared->timer.rung ? strchr(declared->timer.name, '/') : NULL;
  return slash ? slash + 1 : NULL;
}

static char *full_name(const struct declared *declared) { // Caller frees.
  return mem_format("%s in %s", declared->timer.name, declared->state_id);
}

static bool is_named(const struct search *search, const struct declared *declared) {
  char *full = full_name(declared);
  bool is = strcmp(search->given, declared->timer.name) == 0 || strcmp(search->given, full) == 0;
  mem_free(full);
  return is;
}

// As a page has it, where a group is called by its name.
static bool is_said(const struct search *search, const struct declared *declared) {
  char *said = procedure_rule_named(search->chart, declared->timer.name);
  bool is = strcmp(search->given, said) == 0;
  mem_free(said);
  return is;
}

static bool fits(const struct search *search, const struct declared *declared) {
  const char *rung = rung_of(declared);
  switch (search->way) {
  case BY_NAME:
    return is_named(search, declared);
  case BY_SAID:
    return is_said(search, declared);
  case BY_RUNG:
    return rung && strcmp(search->given, rung) == 0;
  case BY_RULE:
    return strcmp(search->given, declared->rule) == 0;
  default:
    return strcmp(search->rule, declared->rule) == 0;
  }
}

static bool look_at(void *user, const struct declared *declared) {
  struct search *search = user;
  if (!fits(search, declared)) return true;
  char *full = full_name(declared);
  json_array_add(search->named, full);
  search->found = *declared;
  mem_free(full);
  return true;
}

static bool add_names(void *user, const struct declared *declared) {
  json_array_add(user, declared->timer.name);
  if (rung_of(declared)) json_array_add(user, rung_of(declared));
  return true;
}

static void add_fields(const struct casefile *item, json_t *names) {
  size_t i;
  json_t *field;
  json_array_foreach(json_object_get(casefile_structure(item), "fields"), i, field) if (strcmp(json_text(field, "type"), "date") == 0)
      json_array_add(names, json_text(field, "name"));
}

static bool say_several(const struct casefile *item, const struct search *search, struct err *err) {
  struct buf list;
  size_t i;
  json_t *name;
  buf_init(&list);
  json_array_foreach(search->named, i, name) buf_format(&list, "%s\"%s\"", i ? " or " : "", json_string_value(name));
  err_set(err, ERR_INVALID, "%s has %zu deadlines that \"%s\" could mean; write %s.", item->ref, i, search->given, list.data);
  buf_clear(&list);
  return false;
}

// The title of a state that declares a timer of this name and is not active; NULL: none does.
static const char *belongs_elsewhere(const struct casefile *item, const char *name) {
  for (int state = 0; state < chart_state_count(item->chart); state++)
    for (int i = 0; i < chart_timer_count(item->chart, state); i++) {
      if (strcmp(chart_timer_at(item->chart, state, i).name, name) != 0) continue;
      const char *title = json_text(chart_state(item->chart, state), "title");
      return title ? title : json_text(chart_state(item->chart, state), "id");
    }
  return NULL;
}

static bool say_unknown(const struct casefile *item, const struct search *search, struct err *err) {
  char near[NEAREST_WORDS];
  const char *elsewhere = belongs_elsewhere(item, search->given);
  if (elsewhere)
    return err_set(err, ERR_NOT_FOUND, "\"%s\" is a deadline of \"%s\", and %s does not stand there now.", search->given, elsewhere,
                   item->ref);
  return err_set(err, ERR_NOT_FOUND, "%s has no deadline called \"%.200s\" where it stands%s", item->ref, search->given,
                 nearest_words(search->given, search->all, "; asked without a name, it lists those that it has.", near));
}

// Fills search->found, whose timer has no name where a date field alone is meant.
static bool find(struct question *question, struct search *search, struct err *err) {
  const json_t *field = chart_field(question->item->chart, search->given);
  bool is_date = field && strcmp(json_text(field, "type"), "date") == 0;
  char *rule = mem_format("end of %s", search->given);
  search->rule = is_date ? rule : "";
  for (int way = 0; way < WAYS && json_array_size(search->named) == 0; way++) {
    search->way = (enum way)way;
    declared_each(question->item, look_at, search);
  }
  size_t count = json_array_size(search->named);
  mem_free(rule);
  if (count > 1) return say_several(question->item, search, err);
  return count == 1 || is_date || say_unknown(question->item, search, err);
}

static bool name_found(void *user, const struct declared *declared) {
  struct search *search = user;
  if (!is_named(search, declared)) return true;
  search->found = *declared;
  return false;
}

// The holder's own date is no timer's, and a timer that is called so goes before it.
static bool is_turn(struct question *question, const char *name) {
  struct search search = {.given = name};
  if (strcmp(name, RECEIPTS_TURN) != 0) return false;
  declared_each(question->item, name_found, &search);
  return !search.found.timer.name;
}

static json_t *one(struct question *question, const char *name, struct err *err) {
  struct search search = {.chart = question->item->chart, .given = name, .named = json_array(), .all = json_array()};
  declared_each(question->item, add_names, search.all);
  add_fields(question->item, search.all);
  json_t *answer = NULL;
  json_array_add(search.all, RECEIPTS_TURN);
  if (is_turn(question, name))
    answer = receipts_turn(question, err);
  else if (find(question, &search, err))
    answer = search.found.timer.name ? receipts_one(question, &search.found, err) : receipts_field(question, name, err);
  json_decref(search.named);
  json_decref(search.all);
  return answer;
}

// ---- the answer

// R1: what is supposed of a hidden field would be worked out for all to see.
static bool may_suppose(struct op_call *call, const struct casefile *item, struct err *err) {
  return !json_object_get(call->request, "what_if") ||
         rights_whole(call->board, item, ask_maybe(call, "as"), "suppose anything of the deadlines of", err);
}

static bool no_receipt(struct op_call *call, const struct casefile *item, struct err *err) {
  char name[200];
  people_name(call->board, ask_maybe(call, "as"), name, sizeof name);
  return err_set(err, ERR_NOT_ALLOWED, "%s may not see that deadline of %s: it hangs on what is not shown to them.", name, item->ref);
}

// A deadline is shown to who sees all that it hangs on; why the clock stood, to who sees everything.
static bool cut(struct op_call *call, struct casefile *item, json_t *answer, struct err *err) {
  struct sight sight = rights_sight(call->board, item, ask_maybe(call, "as"));
  json_t *rows = json_object_get(answer, "deadlines");
  bool ok = rows || sight_cut_receipt(item, &sight, answer);
  if (rows) sight_cut_deadlines(item, &sight, rows);
  if (rows && !sight.all) json_array_clear(json_object_get(answer, "stops"));
  if (!sight_title(&sight)) json_put_text(answer, "title", "");
  sight_clear(&sight);
  return ok || no_receipt(call, item, err);
}

static json_t *all(struct question *question, struct err *err) {
  json_t *deadlines = receipts_list(question, err), *stops = deadlines ? receipts_stops(question, err) : NULL;
  if (stops) return json_pack("{s:o, s:o}", "deadlines", deadlines, "stops", stops);
  json_decref(deadlines);
  return NULL;
}

static void put_around(struct question *question, json_t *answer) {
  json_put_text(answer, "ref", question->item->ref);
  json_put_text(answer, "title", question->item->title);
  if (json_array_size(question->supposed)) json_object_set(answer, "what_if", question->supposed);
  if (sweep_blocks(question->board)) json_put_flag(answer, "sweep", true);
}

bool deadline_show(struct op_call *call, struct err *err) {
  struct casefile *item = ask_item(call, err);
  if (!item) return false;
  const char *name = ask_maybe(call, "name");
  struct question question;
  question_begin(&question, call->board, item);
  if (may_suppose(call, item, err) && question_suppose(&question, json_object_get(call->request, "what_if"), ask_maybe(call, "as"), err))
    call->answer = name ? one(&question, name, err) : all(&question, err);
  if (call->answer) put_around(&question, call->answer);
  if (call->answer && !cut(call, item, call->answer, err)) {
    json_decref(call->answer);
    call->answer = NULL;
  }
  question_end(&question);
  casefile_free(item);
  return call->answer != NULL;
}
