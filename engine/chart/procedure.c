// From a definition to sentences. See procedure.h.
#include "chart/procedure.h"

#include "base/mem.h"
#include "chart/procedure_internal.h"
#include "chart/step.h"

#include <ctype.h>
#include <string.h>

static void say(json_t *says, struct buf *words) {
  if (words->size) words->data[0] = (char)toupper((unsigned char)words->data[0]);
  if (words->size) json_array_append_new(says, json_string(words->data));
  buf_clear(words);
}

static const char *title_of(const struct chart *chart, const char *id) {
  int state = chart_state_find(chart, id);
  const char *title = state >= 0 ? json_text(chart_state(chart, state), "title") : NULL;
  return title ? title : id;
}

// ---- whose turn it is, by when, and what happens when that passes

// The plain form keeps a step's date in `due`: what is said is the rule by which it was set.
const char *procedure_due(const json_t *state) {
  const char *due = json_text(state, "due");
  size_t i;
  json_t *action;
  json_array_foreach(json_object_get(state, "entry"), i, action) {
    const json_t *value = json_object_get(action, "value");
    const char *field = json_text(action, "field"), *from = json_text(value, "from");
    if (due && field && from && strcmp(field, "due") == 0 && strcmp(from, "rule") == 0) return json_text(value, "name");
  }
  return due;
}

static void say_holder(const struct chart *chart, const json_t *state, json_t *says) {
  const char *holder = json_text(state, "holder"), *due = procedure_due(state);
  if (!holder) return;
  struct buf words;
  json_t *role = json_pack("[s]", holder);
  buf_init(&words);
  buf_text(&words, "it is the turn of ");
  procedure_roles(chart, role, " and ", &words);
  if (due) buf_text(&words, ", to be done by: ");
  if (due) procedure_rule(chart, due, &words);
  buf_char(&words, '.');
  say(says, &words);
  json_decref(role);
}

// For some it comes at another time.
static void put_instead(const struct chart *chart, const json_t *rung, struct buf *words) {
  size_t i;
  json_t *row;
  json_array_foreach(json_object_get(rung, "instead"), i, row) {
    char *condition = guard_words_aloud(chart, json_object_get(row, "guard"), false);
    buf_format(words, "%sif %s, ", i ? "; " : " (", condition);
    procedure_rule(chart, json_text(row, "rule"), words);
    mem_free(condition);
  }
  if (i) buf_char(words, ')');
}

static void say_rung(const struct chart *chart, const json_t *rung, json_t *says) {
  const json_t *tell = json_object_get(rung, "tell");
  const char *open = json_text(rung, "open");
  struct buf words;
  buf_init(&words);
  procedure_rule(chart, json_text(rung, "rule"), &words);
  put_instead(chart, rung, &words);
  buf_text(&words, ": ");
  procedure_roles(chart, tell, " and ", &words);
  if (json_array_size(tell))
    buf_format(&words, " %s told%s, \"%s\"", json_array_size(tell) > 1 ? "are" : "is", json_flag(rung, "urgent") ? " at once" : "",
               json_text(rung, "text"));
  if (open) buf_format(&words, "%sa new item of \"%s\" is opened", json_array_size(tell) ? "; " : "", open);
  buf_char(&words, '.');
  if (json_array_size(tell) || open) say(says, &words);
  buf_clear(&words);
}

static void say_late(const struct chart *chart, const json_t *state, json_t *says) {
  const char *name = json_text(state, "ladder");
  const json_t *ladder = name ? chart_ladder(chart, name) : NULL;
  size_t i;
  json_t *rung;
  json_array_foreach(json_object_get(ladder, "rungs"), i, rung) say_rung(chart, rung, says);
}

static void say_asks(const struct chart *chart, const json_t *state, json_t *says) {
  const json_t *invoke = json_object_get(state, "invoke");
  if (!invoke) return;
  struct buf words;
  buf_init(&words);
  buf_text(&words, "each of those in ");
  procedure_field(chart, json_text(invoke, "for_each"), &words);
  buf_format(&words, " answers on an item of its own (\"%s\").", json_text(invoke, "workflow"));
  say(says, &words);
}

// The dates that the plain form keeps are said with the holder already.
static bool is_bookkeeping(const json_t *action) {
  const char *field = json_text(action, "field"), *name = json_text(action, "do");
  return field && strcmp(name, "set") == 0 && (strcmp(field, "due") == 0 || strcmp(field, "asked") == 0);
}

static void say_entry(const struct chart *chart, const json_t *state, json_t *says) {
  json_t *actions = json_array(), *action;
  size_t i;
  json_array_foreach(json_object_get(state, "entry"), i, action) if (!is_bookkeeping(action)) json_array_append(actions, action);
  json_t *done = json_array(), *sentence;
  procedure_actions(chart, actions, done);
  json_array_foreach(done, i, sentence) {
    char *text = mem_format("When it begins: %s", json_string_value(sentence));
    json_array_append_new(says, json_string(text));
    mem_free(text);
  }
  json_decref(done);
  json_decref(actions);
}

// ---- choices

static void put_who(const struct chart *chart, const json_t *transition, struct buf *out) {
  const json_t *by = json_object_get(transition, "by"), *decided = json_object_get(transition, "decided_by"),
               *recorded = json_object_get(transition, "recorded_by");
  const char *label = json_text(transition, "label");
  if (json_array_size(decided)) {
    procedure_roles(chart, decided, " or ", out);
    buf_format(out, " may decide%s: \"%s\"", json_flag(transition, "at_meeting") ? ", at a meeting" : "", label);
    if (json_array_size(recorded)) buf_text(out, "; ");
    procedure_roles(chart, recorded, " or ", out);
    if (json_array_size(recorded)) buf_text(out, " may write it down");
  } else {
    procedure_roles(chart, by, " or ", out);
    buf_format(out, " may choose%s: \"%s\"", json_flag(transition, "at_meeting") ? ", at a meeting" : "", label);
  }
}

static json_t *targets_of(const json_t *transition) {
  json_t *targets = json_object_get(transition, "targets");
  const char *one = json_text(transition, "target");
  return targets ? json_incref(targets) : one ? json_pack("[s]", one) : json_array();
}

static void put_where(const struct chart *chart, const json_t *transition, const json_t *says, struct buf *out) {
  json_t *targets = targets_of(transition), *item;
  size_t i;
  json_array_foreach(says, i, item) buf_format(out, " %s", json_string_value(item));
  json_array_foreach(targets, i, item)
      buf_format(out, "%s\"%s\"", i == 0 ? " Then it goes on with " : " and ", title_of(chart, json_string_value(item)));
  buf_text(out, json_array_size(targets) ? "." : " It stays where it is.");
  json_decref(targets);
}

static bool is_sent(const json_t *transition) {
  return json_array_size(json_object_get(transition, "by")) > 0 || json_array_size(json_object_get(transition, "decided_by")) > 0;
}

// How it comes that nobody chooses: `rule` of a timer, an event of the engine, or as soon as it is true.
static void put_itself(const struct chart *chart, const json_t *transition, const char *rule, struct buf *out) {
  const char *event = json_text(transition, "event"), *label = json_text(transition, "label");
  buf_text(out, "by itself");
  if (label && !event && strcmp(label, "Automatic") != 0) buf_format(out, " (\"%s\")", label);
  if (event) buf_text(out, ", ");
  if (event) procedure_heard(chart, event, out);
  if (rule) buf_text(out, ", ");
  if (rule) procedure_rule(chart, rule, out);
}

static void put_condition(const struct chart *chart, const json_t *transition, bool itself, const char *rule, struct buf *out) {
  bool waits = itself && !rule && !json_text(transition, "event"); // it is looked at again whenever something changes
  const json_t *guard = json_object_get(transition, "guard");
  char *words = guard ? guard_words_aloud(chart, guard, false) : NULL;
  if (words) buf_format(out, waits ? ", as soon as %s" : itself ? ", if then %s" : ", only if %s", words);
  mem_free(words);
}

// What it binds (R4), and which approvals end with it.
static void put_approval(const struct chart *chart, const json_t *transition, struct buf *out) {
  size_t i, count = json_array_size(json_object_get(transition, "binds"));
  json_t *one;
  json_array_foreach(json_object_get(transition, "binds"), i, one) {
    buf_text(out, i == 0 ? " It stands only as long as nothing changes in " : i + 1 == count ? " and " : ", ");
    procedure_field(chart, json_text(one, "field"), out);
  }
  if (i) buf_char(out, '.');
  json_array_foreach(json_object_get(transition, "lapses"), i, one)
      buf_format(out, " \"%s\" does not stand any more.", json_string_value(one));
}

static json_t *titles_of(const struct chart *chart, const json_t *transition) {
  json_t *titles = json_array(), *role;
  const json_t *decided = json_object_get(transition, "decided_by");
  size_t i;
  json_array_foreach(json_array_size(decided) ? decided : json_object_get(transition, "by"), i, role) {
    const char *title = json_text(chart_role(chart, json_string_value(role)), "title");
    json_array_add(titles, title ? title : json_string_value(role));
  }
  return titles;
}

static void one_choice(const struct chart *chart, const json_t *transition, const char *rule, json_t *choices) {
  bool itself = !is_sent(transition);
  json_t *done = json_array(), *row = json_pack("{s:O}", "label", json_object_get(transition, "label"));
  struct buf words;
  buf_init(&words);
  if (itself)
    put_itself(chart, transition, rule, &words);
  else
    put_who(chart, transition, &words);
  procedure_form(chart, transition, &words);
  put_condition(chart, transition, itself, rule, &words);
  buf_char(&words, '.');
  words.data[0] = (char)toupper((unsigned char)words.data[0]);
  procedure_actions(chart, json_object_get(transition, "actions"), done);
  put_approval(chart, transition, &words);
  put_where(chart, transition, done, &words);
  json_put_text(row, "says", words.data);
  json_object_set_new(row, "to", targets_of(transition));
  json_object_set_new(row, "by", titles_of(chart, transition));
  if (itself) json_put_flag(row, "itself", true);
  json_array_append_new(choices, row);
  buf_clear(&words);
  json_decref(done);
}

static json_t *choices_of(const struct chart *chart, const json_t *state) {
  json_t *choices = json_array(), *transition, *timer;
  size_t i, k;
  json_array_foreach(json_object_get(state, "transitions"), i, transition) one_choice(chart, transition, NULL, choices);
  json_array_foreach(json_object_get(state, "timers"), i, timer) json_array_foreach(json_object_get(timer, "transitions"), k, transition)
      one_choice(chart, transition, json_text(timer, "rule"), choices);
  return choices;
}

// ---- the whole

static bool has_tag(const json_t *state, const char *tag) { return json_array_has(json_object_get(state, "tags"), tag); }

static void say_kind(const struct chart *chart, const json_t *state, json_t *says) {
  const char *kind = json_text(state, "kind"), *initial = json_text(state, "initial");
  char *text = NULL;
  if (strcmp(kind, "final") == 0) json_array_add(says, "It ends here, and cannot be opened again.");
  if (strcmp(kind, "history") == 0) json_array_add(says, "It goes on where it stood.");
  if (strcmp(kind, "parallel") == 0) json_array_add(says, "What stands below runs side by side.");
  if (has_tag(state, "closed")) json_array_add(says, "It counts as closed.");
  if (strcmp(kind, "compound") == 0 && initial) text = mem_format("It begins with \"%s\".", title_of(chart, initial));
  if (text) json_array_add(says, text);
  mem_free(text);
}

static void add_steps(const struct chart *chart, const json_t *around, const char *above, json_t *steps) {
  const json_t *states = json_object_get(around, "states");
  size_t *order = procedure_order(states, json_text(around, "initial"));
  for (size_t i = 0; i < json_array_size(states); i++) {
    const json_t *state = json_array_get(states, order[i]);
    char *number = mem_format("%s%zu", above, i + 1), *below = mem_format("%s.", number);
    json_t *says = json_array();
    say_holder(chart, state, says);
    say_kind(chart, state, says);
    say_entry(chart, state, says);
    say_asks(chart, state, says);
    say_late(chart, state, says);
    json_array_append_new(steps, json_pack("{s:s, s:O, s:O, s:o, s:o}", "number", number, "id", json_object_get(state, "id"), "title",
                                           json_object_get(state, "title"), "says", says, "choices", choices_of(chart, state)));
    add_steps(chart, state, below, steps);
    mem_free(below);
    mem_free(number);
  }
  mem_free(order);
}

// What can be done wherever it stands: the root's own moves.
static void say_anywhere(const struct chart *chart, json_t *about) {
  json_t *choices = choices_of(chart, chart_state(chart, 0)), *choice;
  size_t i;
  json_array_foreach(choices, i, choice) {
    char *text = mem_format("Wherever it stands: %s", json_text(choice, "says"));
    json_array_add(about, text);
    mem_free(text);
  }
  json_decref(choices);
}

json_t *procedure_of(const struct chart *chart) {
  const json_t *definition = chart_definition(chart);
  const char *notice = json_text(definition, "notice");
  json_t *about = json_array(), *steps = json_array(), *conditions = json_array();
  if (notice) json_array_add(about, notice);
  procedure_start(chart, about);
  procedure_seen(chart, about);
  if (strcmp(json_text(chart_state(chart, 0), "kind"), "parallel") == 0) json_array_add(about, "What stands below runs side by side.");
  say_anywhere(chart, about);
  add_steps(chart, chart_state(chart, 0), "", steps);
  procedure_colours(chart, conditions);
  procedure_conditions(chart, conditions);
  return json_pack("{s:O, s:O, s:O, s:O*, s:o, s:o, s:o}", "name", json_object_get(definition, "name"), "title",
                   json_object_get(definition, "title"), "version", json_object_get(definition, "version"), "noun",
                   json_object_get(definition, "noun"), "about", about, "steps", steps, "conditions", conditions);
}
