// Conditions: true, false, or unknown with a reason (S5), combined as Kleene did. Operators that hang on fields and states are
// judged here, one row each; the rest are the host's.
#include "base/mem.h"
#include "chart/internal.h"

#include <stdio.h>
#include <string.h>

typedef enum truth judge_fn(const json_t *guard, const struct step_view *view, struct buf *reason);

static enum truth truth_of(bool is) { return is ? TRUTH_TRUE : TRUTH_FALSE; }
static const json_t *value_of(const json_t *guard, const struct step_view *view) {
  return json_object_get(view->fields, json_text(guard, "field"));
}
static const json_t *field_of(const json_t *guard, const struct step_view *view) {
  return chart_field(view->chart, json_text(guard, "field"));
}

static const char *label_of(const json_t *guard, const struct step_view *view) {
  const char *label = json_text(field_of(guard, view), "label"), *name = json_text(guard, "field");
  return label ? label : name ? name : "?";
}

static enum truth judge_has(const json_t *guard, const struct step_view *view, struct buf *reason) {
  (void)reason;
  return truth_of(field_is_filled(field_of(guard, view), value_of(guard, view)));
}

static enum truth judge_is(const json_t *guard, const struct step_view *view, struct buf *reason) {
  const json_t *value = value_of(guard, view);
  struct err err;
  if (!field_is_filled(field_of(guard, view), value)) {
    buf_format(reason, "\"%s\" is not filled in", label_of(guard, view));
    return TRUTH_UNKNOWN;
  }
  json_t *wanted = value_evaluate(view, json_object_get(guard, "value"), &err);
  if (!wanted) buf_text(reason, err.text);
  enum truth truth = wanted ? truth_of(json_equal(value, wanted)) : TRUTH_UNKNOWN;
  json_decref(wanted);
  return truth;
}

static bool counts(const json_t *item) { return !json_is_object(item) || evidence_counts(item); }

static enum truth judge_at_least(const json_t *guard, const struct step_view *view, struct buf *reason) {
  const json_t *value = value_of(guard, view), *item;
  int64_t have = 0;
  size_t i;
  if (json_is_integer(value))
    have = json_integer_value(value);
  else
    json_array_foreach(value, i, item) have += counts(item);
  if (value && !json_is_null(value) && !json_is_integer(value) && !json_is_array(value)) {
    buf_format(reason, "\"%s\" is neither a list nor a number", label_of(guard, view));
    return TRUTH_UNKNOWN;
  }
  bool enough = have >= json_number(guard, "count", 1);
  if (!enough && have) buf_format(reason, "there %s %lld", have == 1 ? "is" : "are", (long long)have);
  return truth_of(enough);
}

static bool is_grade(const json_t *item, const char *word) {
  const char *grade = json_text(item, "grade");
  return grade && strcmp(grade, word) == 0;
}

// Whether an item of the level or above, not withdrawn, passes; `graded` wants a good grade, else only no bad one.
static enum truth judge_item(const json_t *guard, const struct step_view *view, bool graded) {
  int level = evidence_level(json_text(guard, "level"));
  const json_t *item;
  size_t i;
  json_array_foreach(value_of(guard, view), i, item) {
    if (!evidence_counts(item) || evidence_level(json_text(item, "level")) < level) continue;
    if (graded ? is_grade(item, "sufficient") || is_grade(item, "strong") : !is_grade(item, "insufficient")) return TRUTH_TRUE;
  }
  return TRUTH_FALSE;
}

static enum truth judge_graded(const json_t *guard, const struct step_view *view, struct buf *reason) {
  return (void)reason, judge_item(guard, view, true);
}

static enum truth judge_level(const json_t *guard, const struct step_view *view, struct buf *reason) {
  return (void)reason, judge_item(guard, view, false);
}

static enum truth judge_in_state(const json_t *guard, const struct step_view *view, struct buf *reason) {
  const char *id = json_text(guard, "state");
  int state = id ? chart_state_find(view->chart, id) : NO_STATE;
  if (state != NO_STATE) return truth_of(view->config && config_is_active(view->config, state));
  buf_format(reason, "the workflow has no state \"%s\"", id ? id : "");
  return TRUTH_UNKNOWN;
}

static const struct {
  const char *op;
  judge_fn *judge;
} rows[] = {
    {"has", judge_has},       {"is", judge_is},       {"at_least", judge_at_least},
    {"graded", judge_graded}, {"level", judge_level}, {"in_state", judge_in_state},
};

// An operator that takes no parts: ours, else the host's.
static enum truth judge_leaf(const json_t *guard, const struct step_view *view, const struct step_host *host, struct buf *reason) {
  const char *op = json_text(guard, "op");
  for (size_t i = 0; op && i < sizeof rows / sizeof rows[0]; i++)
    if (strcmp(rows[i].op, op) == 0) return rows[i].judge(guard, view, reason);
  if (op && host && host->guard) return host->guard(host->user, guard, view, reason);
  buf_format(reason, "nothing here can judge \"%s\"", op ? op : "?");
  return TRUTH_UNKNOWN;
}

enum guard_parts { PARTS_NONE, PARTS_ALL, PARTS_ANY, PARTS_NO };

static enum guard_parts parts_of(const json_t *guard) {
  const char *op = json_text(guard, "op");
  if (!op) return PARTS_NONE;
  return strcmp(op, "all") == 0 ? PARTS_ALL : strcmp(op, "any") == 0 ? PARTS_ANY : strcmp(op, "no") == 0 ? PARTS_NO : PARTS_NONE;
}

static enum truth combine(enum guard_parts parts, enum truth so_far, enum truth part) {
  if (parts == PARTS_NO) return truth_not(part);
  return parts == PARTS_ALL ? truth_and(so_far, part) : truth_or(so_far, part);
}

static enum truth judge_any(const json_t *guard, const struct step_view *view, const struct step_host *host, enum truth wanted,
                            struct buf *reason);

// Parts are asked until the answer is certain: an `all` at its first false, an `any` at its first true.
static enum truth judge_parts(enum guard_parts parts, const json_t *guard, const struct step_view *view, const struct step_host *host,
                              enum truth wanted, struct buf *reason) {
  enum truth certain = parts == PARTS_ALL ? TRUTH_FALSE : TRUTH_TRUE, truth = truth_not(certain);
  const json_t *part;
  size_t i;
  json_array_foreach(json_object_get(guard, "of"), i, part) {
    truth = combine(parts, truth, judge_any(part, view, host, parts == PARTS_NO ? truth_not(wanted) : wanted, reason));
    if (parts != PARTS_NO && truth == certain) break;
  }
  return truth;
}

// Reasons of several parts stand behind one another.
static void add_reason(struct buf *reason, const char *more) {
  if (reason->size) buf_text(reason, "; ");
  buf_text(reason, more);
}

// `wanted` is what the whole needs this part to be: a reason is given where it is not that. `no` turns it round.
static enum truth judge_any(const json_t *guard, const struct step_view *view, const struct step_host *host, enum truth wanted,
                            struct buf *reason) {
  enum guard_parts parts = parts_of(guard);
  if (parts != PARTS_NONE) return judge_parts(parts, guard, view, host, wanted, reason);
  struct buf why = {0};
  enum truth truth = judge_leaf(guard, view, host, &why);
  if (truth != wanted && reason && why.size) add_reason(reason, why.data);
  buf_clear(&why);
  return truth;
}

enum truth guard_judge(const json_t *guard, const struct step_view *view, const struct step_host *host, struct buf *reason) {
  return !guard || json_is_null(guard) ? TRUTH_TRUE : judge_any(guard, view, host, TRUTH_TRUE, reason);
}

static json_t *explained(const struct step_view *view, const json_t *guard, enum truth truth) {
  char *words = guard_words(view->chart, guard);
  json_t *out = json_object();
  json_put_text(out, "label", words);
  json_put_text(out, "result", truth_word(truth));
  json_put_text(out, "op", json_text(guard, "op"));
  mem_free(words);
  return out;
}

static json_t *explain_parts(enum guard_parts parts, const json_t *guard, const struct step_view *view, const struct step_host *host) {
  enum truth truth = parts == PARTS_ALL ? TRUTH_TRUE : TRUTH_FALSE;
  json_t *of = json_array();
  const json_t *part;
  struct buf why = {0};
  size_t i;
  json_array_foreach(json_object_get(guard, "of"), i, part) {
    json_t *one = guard_explain(part, view, host);
    const char *word = json_text(one, "result"), *reason = json_text(one, "reason");
    if (reason && (parts == PARTS_NO || strcmp(word, "true") != 0)) add_reason(&why, reason);
    truth = combine(parts, truth, strcmp(word, "true") == 0 ? TRUTH_TRUE : strcmp(word, "false") == 0 ? TRUTH_FALSE : TRUTH_UNKNOWN);
    json_array_append_new(of, one);
  }
  json_t *out = explained(view, guard, truth);
  if (why.size && truth != TRUTH_TRUE) json_put_text(out, "reason", why.data);
  json_object_set_new(out, "of", of);
  buf_clear(&why);
  return out;
}

json_t *guard_explain(const json_t *guard, const struct step_view *view, const struct step_host *host) {
  if (!guard || json_is_null(guard)) return json_pack("{s:s, s:s}", "label", "nothing is needed", "result", "true");
  enum guard_parts parts = parts_of(guard);
  if (parts != PARTS_NONE) return explain_parts(parts, guard, view, host);
  struct buf why = {0};
  enum truth truth = judge_leaf(guard, view, host, &why);
  json_t *out = explained(view, guard, truth);
  if (why.size) json_put_text(out, "reason", why.data);
  buf_clear(&why);
  return out;
}
