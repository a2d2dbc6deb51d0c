// Conditions: true, false, or unknown with a reason (S5), combined as Kleene did. Operators that hang on fields and states are
// judged here, one row each; the rest are the host's.
#include "base/mem.h"
#include "chart/machine_internal.h"
#include "chart/party.h"

#include <stdio.h>
#include <string.h>

static enum truth truth_of(bool is) { return is ? TRUTH_TRUE : TRUTH_FALSE; }
static const json_t *value_of(const struct guard *guard, const struct step_view *view) {
  if (view->slots) return guard->field ? view->slots[guard->field->index] : NULL;
  return json_object_getn(view->fields, guard->name, guard->name_size);
}

static const char *label_of(const struct guard *guard) {
  const char *label = guard->field ? json_text(guard->field->spec, "label") : NULL;
  return label ? label : *guard->name ? guard->name : "?";
}

static enum truth judge_has(const struct guard *guard, const struct step_view *view, struct buf *reason) {
  (void)reason;
  return truth_of(field_is_filled(guard->field, value_of(guard, view)));
}

static enum truth judge_equal(const struct guard *guard, const struct step_view *view, const json_t *value, struct buf *reason) {
  struct err err;
  json_t *wanted = value_evaluate(view, guard->value, &err);
  if (!wanted && reason) buf_text(reason, err.text);
  enum truth truth = wanted ? truth_of(json_equal(value, wanted)) : TRUTH_UNKNOWN;
  json_decref(wanted);
  return truth;
}

static enum truth judge_is(const struct guard *guard, const struct step_view *view, struct buf *reason) {
  const json_t *value = value_of(guard, view);
  if (!field_is_filled(guard->field, value)) {
    if (reason) buf_format(reason, "\"%s\" is not filled in", label_of(guard));
    return TRUTH_UNKNOWN;
  }
  return guard->literal ? truth_of(json_equal(value, guard->value)) : judge_equal(guard, view, value, reason);
}

static bool counts(const json_t *item) { return !json_is_object(item) || evidence_counts(item); }

static enum truth judge_at_least(const struct guard *guard, const struct step_view *view, struct buf *reason) {
  const json_t *value = value_of(guard, view), *item;
  int64_t have = 0;
  size_t i;
  if (json_is_integer(value))
    have = json_integer_value(value);
  else
    json_array_foreach(value, i, item) have += counts(item);
  if (value && !json_is_null(value) && !json_is_integer(value) && !json_is_array(value)) {
    if (reason) buf_format(reason, "\"%s\" is neither a list nor a number", label_of(guard));
    return TRUTH_UNKNOWN;
  }
  bool enough = have >= guard->count;
  if (!enough && have && reason) buf_format(reason, "there %s %lld", have == 1 ? "is" : "are", (long long)have);
  return truth_of(enough);
}

static bool is_grade(const json_t *item, const char *word) {
  const char *grade = json_text(item, "grade");
  return grade && strcmp(grade, word) == 0;
}

// Whether an item of the level or above, not withdrawn, passes; `graded` wants a good grade, else only no bad one.
static enum truth judge_item(const struct guard *guard, const struct step_view *view, bool graded) {
  const json_t *item;
  size_t i;
  json_array_foreach(value_of(guard, view), i, item) {
    if (!evidence_counts(item) || evidence_level(json_text(item, "level")) < guard->number) continue;
    if (graded ? is_grade(item, "sufficient") || is_grade(item, "strong") : !is_grade(item, "insufficient")) return TRUTH_TRUE;
  }
  return TRUTH_FALSE;
}

static enum truth judge_graded(const struct guard *guard, const struct step_view *view, struct buf *reason) {
  return (void)reason, judge_item(guard, view, true);
}

static enum truth judge_level(const struct guard *guard, const struct step_view *view, struct buf *reason) {
  return (void)reason, judge_item(guard, view, false);
}

static enum truth judge_in_state(const struct guard *guard, const struct step_view *view, struct buf *reason) {
  if (guard->number != NO_STATE) return truth_of(view->config && config_is_active(view->config, guard->number));
  const char *id = json_text(guard->spec, "state");
  if (reason) buf_format(reason, "the workflow has no state \"%s\"", id ? id : "");
  return TRUTH_UNKNOWN;
}

static int64_t returned_count(const json_t *rows) {
  const json_t *row;
  size_t i;
  int64_t count = 0;
  json_array_foreach(rows, i, row) count += party_has_returned(row);
  return count;
}

// P1, P2: nobody is waited for any more. Where nobody was ever named there is nothing to be complete.
static enum truth judge_all_returned(const struct guard *guard, const struct step_view *view, struct buf *reason) {
  const json_t *rows = value_of(guard, view), *row;
  int64_t waiting = 0, part = 0;
  size_t i;
  json_array_foreach(rows, i, row) waiting += party_waits(row) || party_is(row, "non_return"), part += party_takes_part(row);
  if (json_array_size(rows) == 0 && reason) buf_text(reason, "nobody is named yet");
  if (waiting && reason) buf_format(reason, "%lld of %lld have returned", (long long)returned_count(rows), (long long)part);
  return truth_of(json_array_size(rows) && !waiting);
}

static enum truth judge_returned(const struct guard *guard, const struct step_view *view, struct buf *reason) {
  int64_t have = returned_count(value_of(guard, view));
  if (have < guard->count && reason) buf_format(reason, "%lld %s returned", (long long)have, have == 1 ? "has" : "have");
  return truth_of(have >= guard->count);
}

static enum truth judge_differs(const struct guard *guard, const struct step_view *view, struct buf *reason) {
  const struct field *other = guard->other;
  const json_t *one = value_of(guard, view), *two = NULL;
  if (other) two = view->slots ? view->slots[other->index] : json_object_getn(view->fields, other->name, other->name_size);
  if (field_is_filled(guard->field, one) && field_is_filled(other, two)) return truth_of(!json_equal(one, two));
  if (reason) buf_text(reason, "there are not two values to compare yet");
  return TRUTH_UNKNOWN;
}

static enum truth judge_confirmed(const struct guard *guard, const struct step_view *view, struct buf *reason) {
  const char *name = carried_unconfirmed(value_of(guard, view));
  if (!name) return TRUTH_TRUE;
  if (reason)
    buf_format(reason, "\"%s\" (%s) is as it was carried forward; confirm it or give it anew", chart_label(view->chart, name), name);
  return TRUTH_FALSE;
}

// SCXML 5.9.1: a condition that cannot be judged counts as false, and the step raises error.execution.
static enum truth judge_cond(const struct guard *guard, const struct step_view *view, struct buf *reason) {
  const char *expr = json_text(guard->spec, "expr");
  struct err err;
  bool result = false;
  if (!view->model || !expr)
    err_set(&err, ERR_INVALID, "there is no data model here to judge a condition");
  else if (view->model->cond(view->model->user, view, expr, &result, &err))
    return truth_of(result);
  if (reason) buf_text(reason, err.text);
  if (view->threw) *view->threw = true;
  return TRUTH_UNKNOWN;
}

static const struct {
  const char *op;
  enum truth (*judge)(const struct guard *guard, const struct step_view *view, struct buf *reason);
} rows[] = {
    {"has", judge_has},
    {"is", judge_is},
    {"at_least", judge_at_least},
    {"graded", judge_graded},
    {"level", judge_level},
    {"in_state", judge_in_state},
    {"cond", judge_cond},
    {"all_returned", judge_all_returned},
    {"returned", judge_returned},
    {"differs", judge_differs},
    {"confirmed", judge_confirmed},
};

static enum guard_parts parts_of(const char *op) {
  if (strcmp(op, "all") == 0) return PARTS_ALL;
  return strcmp(op, "any") == 0 ? PARTS_ANY : strcmp(op, "no") == 0 ? PARTS_NO : PARTS_NONE;
}

static void compile_parts(const struct chart *chart, struct guard *guard) {
  const json_t *of = json_object_get(guard->spec, "of"), *part;
  size_t i;
  guard->part = mem_new((json_array_size(of) + 1) * sizeof *guard->part);
  json_array_foreach(of, i, part) guard_compile(chart, part, &guard->part[guard->part_count++]);
}

void guard_compile(const struct chart *chart, const json_t *spec, struct guard *guard) {
  const char *op = json_text(spec, "op"), *name = json_text(spec, "field"), *state = json_text(spec, "state");
  *guard = (struct guard){.spec = spec, .name = name ? name : "", .field = chart_field_row(chart, name)};
  if (op && strcmp(op, "confirmed") == 0) guard->name = "carried", guard->field = chart_field_row(chart, "carried");
  guard->other = chart_field_row(chart, json_text(spec, "other"));
  guard->name_size = strlen(guard->name);
  guard->value = json_object_get(spec, "value");
  guard->literal = value_is_literal(guard->value);
  guard->count = json_number(spec, "count", 1);
  guard->number = json_text(spec, "level") ? evidence_level(json_text(spec, "level")) : state ? chart_state_find(chart, state) : NO_STATE;
  guard->parts = op ? parts_of(op) : PARTS_NONE;
  if (guard->parts != PARTS_NONE) compile_parts(chart, guard);
  for (size_t i = 0; op && i < sizeof rows / sizeof rows[0]; i++)
    if (strcmp(rows[i].op, op) == 0) guard->judge = rows[i].judge;
  guard->native = guard->parts != PARTS_NONE || (guard->judge && guard->judge != judge_cond && (guard->literal || !guard->value));
  for (int i = 0; i < guard->part_count; i++) guard->native = guard->native && guard->part[i].native;
}

void guard_clear(struct guard *guard) {
  for (int i = 0; i < guard->part_count; i++) guard_clear(&guard->part[i]);
  mem_free(guard->part);
}

// An operator that takes no parts: ours, else the host's.
static enum truth judge_leaf(const struct guard *guard, const struct step_view *view, const struct step_host *host, struct buf *reason) {
  const char *op = json_text(guard->spec, "op");
  if (op && host && host->guard) return host->guard(host->user, guard->spec, view, reason);
  buf_format(reason, "nothing here can judge \"%s\"", op ? op : "?");
  return TRUTH_UNKNOWN;
}

static enum truth combine(enum guard_parts parts, enum truth so_far, enum truth part) {
  if (parts == PARTS_NO) return truth_not(part);
  return parts == PARTS_ALL ? truth_and(so_far, part) : truth_or(so_far, part);
}

// Reasons of several parts stand behind one another.
static void add_reason(struct buf *reason, const char *more) {
  if (reason->size) buf_text(reason, "; ");
  buf_text(reason, more);
}

// With its reason added where it is not what was wanted. The host always gets somewhere to write one.
static enum truth judge_one(const struct guard *guard, const struct step_view *view, const struct step_host *host, enum truth wanted,
                            struct buf *reason) {
  if (guard->judge && !reason) return guard->judge(guard, view, NULL);
  struct buf why = {0};
  enum truth truth = guard->judge ? guard->judge(guard, view, &why) : judge_leaf(guard, view, host, &why);
  if (truth != wanted && reason && why.size) add_reason(reason, why.data);
  buf_clear(&why);
  return truth;
}

// `wanted` is what the whole needs this part to be: a reason is given where it is not that. `no` turns it round.
// Parts are asked until the answer is certain: an `all` at its first false, an `any` at its first true.
static enum truth judge_any(const struct guard *guard, const struct step_view *view, const struct step_host *host, enum truth wanted,
                            struct buf *reason) {
  enum guard_parts parts = guard->parts;
  if (parts == PARTS_NONE) return judge_one(guard, view, host, wanted, reason);
  enum truth certain = parts == PARTS_ALL ? TRUTH_FALSE : TRUTH_TRUE, truth = truth_not(certain);
  for (int i = 0; i < guard->part_count; i++) {
    truth = combine(parts, truth, judge_any(&guard->part[i], view, host, parts == PARTS_NO ? truth_not(wanted) : wanted, reason));
    if (parts != PARTS_NO && truth == certain) break;
  }
  return truth;
}

enum truth guard_answer(const struct guard *guard, const struct step_view *view, const struct step_host *host, struct buf *reason) {
  return guard ? judge_any(guard, view, host, TRUTH_TRUE, reason) : TRUTH_TRUE;
}

enum truth guard_judge(const json_t *spec, const struct step_view *view, const struct step_host *host, struct buf *reason) {
  struct guard guard;
  if (!spec || json_is_null(spec)) return TRUTH_TRUE;
  const struct guard *known = judged_find(view->chart, spec);
  if (known) return guard_answer(known, view, host, reason);
  guard_compile(view->chart, spec, &guard);
  enum truth truth = guard_answer(&guard, view, host, reason);
  guard_clear(&guard);
  return truth;
}

static json_t *explained(const struct step_view *view, const struct guard *guard, enum truth truth) {
  char *words = guard_words(view->chart, guard->spec);
  json_t *out = json_object();
  json_put_text(out, "label", words);
  json_put_text(out, "result", truth_word(truth));
  json_put_text(out, "op", json_text(guard->spec, "op"));
  mem_free(words);
  return out;
}

static json_t *explain(const struct guard *guard, const struct step_view *view, const struct step_host *host, enum truth *truth);

static json_t *explain_parts(const struct guard *guard, const struct step_view *view, const struct step_host *host, enum truth *truth) {
  json_t *of = json_array();
  struct buf why = {0};
  *truth = guard->parts == PARTS_ALL ? TRUTH_TRUE : TRUTH_FALSE;
  for (int i = 0; i < guard->part_count; i++) {
    enum truth part;
    json_t *one = explain(&guard->part[i], view, host, &part);
    const char *reason = json_text(one, "reason");
    if (reason && (guard->parts == PARTS_NO || part != TRUTH_TRUE)) add_reason(&why, reason);
    *truth = combine(guard->parts, *truth, part);
    json_array_append_new(of, one);
  }
  json_t *out = explained(view, guard, *truth);
  if (why.size && *truth != TRUTH_TRUE) json_put_text(out, "reason", why.data);
  json_object_set_new(out, "of", of);
  buf_clear(&why);
  return out;
}

static json_t *explain(const struct guard *guard, const struct step_view *view, const struct step_host *host, enum truth *truth) {
  if (guard->parts != PARTS_NONE) return explain_parts(guard, view, host, truth);
  struct buf why = {0};
  *truth = guard->judge ? guard->judge(guard, view, &why) : judge_leaf(guard, view, host, &why);
  json_t *out = explained(view, guard, *truth);
  if (why.size) json_put_text(out, "reason", why.data);
  buf_clear(&why);
  return out;
}

json_t *guard_explain(const json_t *spec, const struct step_view *view, const struct step_host *host) {
  struct guard guard;
  enum truth truth;
  if (!spec || json_is_null(spec)) return json_pack("{s:s, s:s}", "label", "nothing is needed", "result", "true");
  guard_compile(view->chart, spec, &guard);
  json_t *out = explain(&guard, view, host, &truth);
  guard_clear(&guard);
  return out;
}
