// Conditions in words that can be read aloud to somebody who has never seen the workflow: the author's label where there is one,
// else words made of the fields', roles' and states' own labels. `no` turns the words round where English can ("is not filled in").
#include "base/mem.h"
#include "chart/internal.h"
#include "chart/procedure.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct words {
  const struct chart *chart;
  const json_t *guard;
  bool negated;
  bool aloud;   // for a procedure: fields by their labels in quotes, as everywhere in it, and deadlines in words
  bool nested;  // it is a part of a list
  bool in_full; // the author's label on this one is not taken for what it asks
  struct buf *out;
};

static void add_words(struct words words);

static bool is_type(const json_t *field, const char *type) {
  const char *have = json_text(field, "type");
  return have && strcmp(have, type) == 0;
}

static const json_t *field_of(const struct words *words) { return chart_field(words->chart, json_text(words->guard, "field")); }

static const char *label_of(const struct words *words) {
  const char *label = json_text(field_of(words), "label"), *name = json_text(words->guard, "field");
  return label ? label : name ? name : "?";
}

// "Due date" in the middle of a sentence is "due date"; "SMART measure" stays.
static void add_lower(struct buf *out, const char *label) {
  bool word = isupper((unsigned char)label[0]) && !isupper((unsigned char)label[1]);
  buf_char(out, word ? (char)tolower((unsigned char)label[0]) : label[0]);
  if (*label) buf_text(out, label + 1);
}

// "Filled in on", which is said of a date, is no noun.
static bool ends_in_preposition(const char *label) {
  static const char *const ends[] = {" on", " by", " from", " of", " to", " since"};
  size_t size = strlen(label);
  for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
    if (size > strlen(ends[i]) && strcmp(label + size - strlen(ends[i]), ends[i]) == 0) return true;
  return false;
}

// A label that is a noun of up to four words takes an article; one like "What has changed?" is quoted.
static bool is_noun(const char *label) {
  static const char *const others[] = {"what", "who", "how", "why", "when", "where", "which", "is",   "are", "has", "have", "did",
                                       "does", "was", "the", "a",   "an",   "any",   "for",   "from", "by",  "on",  "in",   "of"};
  size_t first = strcspn(label, " "), spaces = 0;
  for (const char *c = label; *c; c++) spaces += *c == ' ';
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
    if (strlen(others[i]) == first && strncasecmp(label, others[i], first) == 0) return false;
  return *label && spaces < 4 && !ends_in_preposition(label) && !strpbrk(label, "?:;,.()\"");
}

static bool is_plural(const char *label) {
  size_t size = strlen(label);
  return size > 2 && label[size - 1] == 's' && !strchr("sui", label[size - 2]);
}

// `a due date is filled in`, `measures are filled in`, `"What has changed?" is filled in`.
static void say_has(const struct words *words) {
  const char *label = label_of(words), *not = words->negated ? "not " : "";
  bool noun = !words->aloud && is_noun(label), plural = noun && is_plural(label);
  if (is_type(field_of(words), "evidence")) {
    buf_text(words->out, words->negated ? "there is no evidence" : "there is evidence");
    return;
  }
  if (noun && !plural) buf_text(words->out, strchr("aeiouAEIOU", label[0]) ? "an " : "a ");
  if (noun)
    add_lower(words->out, label);
  else
    buf_format(words->out, "\"%s\"", label);
  buf_format(words->out, " %s %sfilled in", plural ? "are" : "is", not );
}

static void add_value(struct buf *out, const json_t *value) {
  const char *from = json_text(value, "from"), *name = json_text(value, "name"), *id = json_text(value, "id");
  if (from)
    buf_format(out, "%s%s%s", name ? "the " : "",
               name                         ? name
               : strcmp(from, "today") == 0 ? "today"
                                            : "whoever does it",
               name ? " given" : "");
  else if (json_is_boolean(value))
    buf_text(out, json_is_true(value) ? "yes" : "no");
  else if (json_is_string(value))
    buf_format(out, "\"%s\"", json_string_value(value));
  else if (id)
    buf_format(out, "\"%s\"", id);
  else {
    char *text = json_canonical(value);
    buf_text(out, text);
    mem_free(text);
  }
}

static void say_field(const struct words *words) {
  if (!words->aloud && is_noun(label_of(words)))
    add_lower(words->out, label_of(words));
  else
    buf_format(words->out, "\"%s\"", label_of(words));
}

static void say_is(const struct words *words) {
  say_field(words);
  buf_text(words->out, words->negated ? " is not " : " is ");
  if (words->aloud)
    procedure_value(words->chart, json_object_get(words->guard, "value"), words->out);
  else
    add_value(words->out, json_object_get(words->guard, "value"));
}

static void say_at_least(const struct words *words) {
  long long count = json_number(words->guard, "count", 1);
  const char *not = words->negated ? "fewer than" : "at least";
  if (is_type(field_of(words), "evidence"))
    buf_format(words->out, "%s %lld item%s of evidence", not, count, count == 1 ? "" : "s");
  else if (is_type(field_of(words), "list")) {
    if (words->aloud && count == 1)
      buf_text(words->out, words->negated ? "there is no entry in " : "there is an entry in ");
    else
      buf_format(words->out, "%s%s %lld entr%s in ", words->aloud ? "there are " : "", not, count, count == 1 ? "y" : "ies");
    say_field(words);
  } else {
    say_field(words);
    buf_format(words->out, words->negated ? " is under %lld" : " is at least %lld", count);
  }
}

// Outcome is the highest level: nothing is above it.
static void say_item(const struct words *words, const char *graded) {
  const char *level = json_text(words->guard, "level");
  bool highest = level && strcmp(level, "outcome") == 0;
  buf_format(words->out, "%s item of evidence of %s level%s%s", words->negated ? "no" : "an", level ? level : "?",
             highest ? "" : " or above", graded);
}

static void say_graded(const struct words *words) { say_item(words, ", graded sufficient or strong"); }
static void say_level(const struct words *words) { say_item(words, " that was not graded insufficient"); }

static void say_in_state(const struct words *words) {
  const char *id = json_text(words->guard, "state");
  int state = id ? chart_state_find(words->chart, id) : NO_STATE;
  buf_format(words->out, "it is %sin \"%s\"", words->negated ? "not " : "",
             state != NO_STATE ? words->chart->states[state].title
             : id              ? id
                               : "?");
}

static void say_cond(const struct words *words) {
  const char *expr = json_text(words->guard, "expr");
  buf_format(words->out, "`%s` is %strue", expr ? expr : "?", words->negated ? "not " : "");
}

static void say_rule(const struct words *words, const char *lead) {
  buf_text(words->out, lead);
  procedure_rule(words->chart, json_text(words->guard, "rule"), words->out);
}

static void say_past(const struct words *words) { say_rule(words, words->negated ? "it is not later than " : "it is later than "); }
static void say_within(const struct words *words) { say_rule(words, words->negated ? "it is later than " : "it is not later than "); }

static void say_later_than(const struct words *words) {
  say_field(words);
  say_rule(words, words->negated ? " is not after " : " is after ");
}

static const char *role_title(const struct words *words, const char *name) {
  const char *title = json_text(chart_role(words->chart, name), "title");
  return title ? title : name ? name : "?";
}

static void add_role(const struct words *words, const char *name) {
  const char *title = role_title(words, name);
  bool is_sentence = procedure_is_sentence(title);
  if (!is_sentence) buf_text(words->out, "the ");
  if (words->aloud && !is_sentence)
    buf_text(words->out, title);
  else
    add_lower(words->out, title);
}

static void say_not_the_same(const struct words *words) {
  const json_t *roles = json_object_get(words->guard, "roles");
  const char *one = json_string_value(json_array_get(roles, 0)), *other = json_string_value(json_array_get(roles, 1));
  add_role(words, one);
  buf_format(words->out, " who decides is %s", words->negated ? "" : "not ");
  add_role(words, other);
}

// What the event is called where it is taken.
static const char *event_label(const struct words *words, const char *event) {
  int number = event ? chart_event_find(words->chart, event) : NO_EVENT;
  for (int i = 0; number != NO_EVENT && i < words->chart->transition_count; i++) {
    const char *label = json_text(words->chart->transitions[i].spec, "label");
    if (words->chart->transitions[i].event == number && label) return label;
  }
  return event ? event : "?";
}

static void say_decided_by_other(const struct words *words) {
  const char *label = event_label(words, json_text(words->guard, "event"));
  buf_format(words->out, words->negated ? "whoever decides also did \"%s\"" : "somebody else did \"%s\" than who decides now", label);
}

static void say_approved(const struct words *words) {
  const char *label = event_label(words, json_text(words->guard, "event"));
  buf_format(words->out, words->negated ? "\"%s\" does not stand" : "\"%s\" was decided and still stands", label);
}

static void say_stale(const struct words *words) {
  const char *label = event_label(words, json_text(words->guard, "event"));
  buf_format(words->out, "what \"%s\" was decided on has %schanged since", label, words->negated ? "not " : "");
}

static void say_all_returned(const struct words *words) {
  buf_text(words->out, words->negated ? "not all have returned" : "all have returned");
}

static void say_returned(const struct words *words) {
  buf_format(words->out, "%s %lld returned", words->negated ? "fewer than" : "at least", (long long)json_number(words->guard, "count", 1));
}

static void say_differs(const struct words *words) {
  const char *other = json_text(chart_field(words->chart, json_text(words->guard, "other")), "label");
  say_field(words);
  buf_text(words->out, words->negated ? " is the same as " : " differs from ");
  if (words->aloud)
    procedure_field(words->chart, json_text(words->guard, "other"), words->out);
  else
    add_lower(words->out, other ? other : "?");
}

static void say_confirmed(const struct words *words) {
  buf_text(words->out, words->negated ? "a value that was carried forward is not confirmed" : "what was carried forward is confirmed");
}

static void say_all_closed(const struct words *words) {
  buf_text(words->out, words->negated ? "not everything in " : "everything in ");
  say_field(words);
  buf_text(words->out, " is closed");
}

static void say_vacant(const struct words *words) {
  buf_text(words->out, words->negated ? "somebody is " : "nobody is ");
  add_role(words, json_text(words->guard, "role"));
}

static struct words part_of(const struct words *words, const json_t *part, bool negated) {
  struct words inner = *words;
  inner.guard = part;
  inner.negated = negated;
  inner.in_full = false;
  inner.nested = json_object_get(words->guard, "of") && json_array_size(json_object_get(words->guard, "of")) > 1;
  return inner;
}

// Turned round, `all` becomes "any not" (De Morgan), so that "no" never stands before a whole list.
static void say_list(const struct words *words, bool all) {
  const json_t *parts = json_object_get(words->guard, "of"), *part;
  size_t i, count = json_array_size(parts);
  if (words->negated) all = !all;
  if (count > 1 && !all) buf_text(words->out, "either ");
  if (count > 1 && all && words->aloud && words->nested) buf_text(words->out, count == 2 ? "both " : "all of these: ");
  json_array_foreach(parts, i, part) {
    if (i) buf_text(words->out, all ? (i + 1 == count ? ", and " : ", ") : ", or ");
    add_words(part_of(words, part, words->negated));
  }
}

static void say_all(const struct words *words) { say_list(words, true); }
static void say_any(const struct words *words) { say_list(words, false); }

static void say_no(const struct words *words) {
  add_words(part_of(words, json_array_get(json_object_get(words->guard, "of"), 0), !words->negated));
}

static const struct {
  const char *op;
  void (*say)(const struct words *words);
} rows[] = {
    {"has", say_has},
    {"is", say_is},
    {"at_least", say_at_least},
    {"graded", say_graded},
    {"level", say_level},
    {"all", say_all},
    {"in_state", say_in_state},
    {"cond", say_cond},
    {"any", say_any},
    {"no", say_no},
    {"past", say_past},
    {"within", say_within},
    {"later_than", say_later_than},
    {"vacant", say_vacant},
    {"not_the_same", say_not_the_same},
    {"decided_by_other", say_decided_by_other},
    {"approved", say_approved},
    {"stale", say_stale},
    {"all_returned", say_all_returned},
    {"returned", say_returned},
    {"differs", say_differs},
    {"confirmed", say_confirmed},
    {"all_closed", say_all_closed},
};

static void add_words(struct words words) {
  const char *label = json_text(words.guard, "label"), *op = json_text(words.guard, "op");
  if (label && !words.in_full) {
    buf_format(words.out, "%s%s", words.negated ? "it is not so that: " : "", label);
    return;
  }
  for (size_t i = 0; op && i < sizeof rows / sizeof rows[0]; i++)
    if (strcmp(rows[i].op, op) == 0) {
      rows[i].say(&words);
      return;
    }
  buf_text(words.out, op ? op : "a condition");
}

char *guard_words(const struct chart *chart, const json_t *guard) {
  struct buf out = {0};
  if (!guard || json_is_null(guard))
    buf_text(&out, "nothing is needed");
  else
    add_words((struct words){.chart = chart, .guard = guard, .out = &out});
  return buf_take(&out);
}

char *guard_words_aloud(const struct chart *chart, const json_t *guard, bool in_full) {
  struct buf out = {0};
  add_words((struct words){.chart = chart, .guard = guard, .aloud = true, .in_full = in_full, .out = &out});
  return buf_take(&out);
}
