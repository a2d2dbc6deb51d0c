// The parts of a procedure's sentences: people, deadlines, fields, and what is done. See procedure.h.
#include "base/mem.h"
#include "chart/procedure.h"
#include "chart/step.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { RULE_WORD_SIZE = 64 }; // of a word of a rule; a longer one is no word that leads to a field

static const char *role_title(const struct chart *chart, const char *name) {
  const char *title = json_text(chart_role(chart, name), "title");
  return title ? title : name;
}

bool procedure_is_sentence(const char *title) { return strncmp(title, "Whoever ", 8) == 0; }

// Within a sentence.
static void put_role(const char *title, struct buf *out) {
  if (procedure_is_sentence(title))
    buf_format(out, "w%s", title + 1);
  else
    buf_format(out, "the %s", title);
}

void procedure_roles(const struct chart *chart, const json_t *roles, const char *and, struct buf *out) {
  size_t i, count = json_array_size(roles);
  json_t *role;
  json_array_foreach(roles, i, role) {
    const char *between = i == 0 ? "" : i + 1 == count ? and : ", ";
    buf_text(out, between);
    put_role(role_title(chart, json_string_value(role)), out);
  }
}

void procedure_field(const struct chart *chart, const char *name, struct buf *out) {
  buf_format(out, "\"%s\"", name ? chart_label(chart, name) : "?");
}

// The two dates that the plain form keeps are said as what they are.
static bool put_usual(const char *before, const char *name, struct buf *out) {
  if (strcmp(before, "end of") == 0 && strcmp(name, "asked") == 0) return buf_text(out, "the day on which it began"), true;
  bool counts = strcmp(before, "after") == 0 || strcmp(before, "before") == 0;
  if (counts && strcmp(name, "due") == 0) return buf_text(out, "it is due"), true;
  if (counts && strcmp(name, "asked") == 0) return buf_text(out, "it began"), true;
  return false;
}

// A field's name stands in a rule behind one of these words; anywhere else the same letters are a word of the rule.
static bool names_field(const struct chart *chart, const char *before, const char *word) {
  static const char *const leads[] = {"after", "before", "from", "on", "end of"};
  for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++)
    if (strcmp(before, leads[i]) == 0) return chart_field(chart, word) != NULL;
  return false;
}

static void put_word(const struct chart *chart, const char *before, const char *word, struct buf *out) {
  if (strcmp(before, "of") == 0) // "the next meeting of llip"; of "the month" there is no group
    buf_text(out, chart_group_name(chart, word));
  else if (!names_field(chart, before, word))
    buf_text(out, word);
  else if (!put_usual(before, word, out))
    procedure_field(chart, word, out);
}

// "20 working days" alone is counted from when the state was entered.
static bool counts_from_entry(const char *rule) {
  return isdigit((unsigned char)rule[0]) && rule[2] != ':' && !strstr(rule, " after ") && !strstr(rule, " before ") &&
         !strstr(rule, " from ");
}

// "end of due" is said "the end of", and "00:00 on due" "the beginning of".
static const char *put_lead(const char *rule, char before[RULE_WORD_SIZE], struct buf *out) {
  static const char midnight[] = "00:00 on ";
  if (strncmp(rule, "end of ", 7) == 0) buf_text(out, "the ");
  if (strncmp(rule, midnight, sizeof midnight - 1) != 0) return rule;
  buf_text(out, "the beginning of ");
  snprintf(before, RULE_WORD_SIZE, "on");
  return rule + sizeof midnight - 1;
}

void procedure_rule(const struct chart *chart, const char *rule, struct buf *out) {
  char before[RULE_WORD_SIZE] = "";
  for (const char *at = put_lead(rule, before, out); *at;) {
    size_t size = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789_");
    char *word = mem_text_part(at, size ? size : 1);
    put_word(chart, before, word, out);
    bool is_end_of = strcmp(before, "end") == 0 && strcmp(word, "of") == 0;
    if (size) snprintf(before, sizeof before, "%s", is_end_of ? "end of" : word);
    at += size ? size : 1;
    mem_free(word);
  }
  if (counts_from_entry(rule)) buf_text(out, " after it began");
}

char *procedure_rule_named(const struct chart *chart, const char *rule) {
  static const char of[] = " meeting of ";
  const char *at = strstr(rule, of);
  if (!at) return mem_text(rule);
  at += sizeof of - 1;
  size_t size = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789_");
  char *group = mem_text_part(at, size), *said = mem_format("%.*s%s%s", (int)(at - rule), rule, chart_group_name(chart, group), at + size);
  mem_free(group);
  return said;
}

// ---- what is done

typedef void say_fn(const struct chart *chart, const json_t *action, struct buf *out);

static void say_set(const struct chart *chart, const json_t *action, struct buf *out) {
  const json_t *value = json_object_get(action, "value");
  procedure_field(chart, json_text(action, "field"), out);
  buf_text(out, json_is_null(value) ? " is emptied" : " becomes ");
  if (!json_is_null(value)) procedure_value(chart, value, out);
}

static void say_add(const struct chart *chart, const json_t *action, struct buf *out) {
  procedure_field(chart, json_text(action, "field"), out);
  buf_text(out, " grows by ");
  procedure_value(chart, json_object_get(action, "amount"), out);
}

static void say_append(const struct chart *chart, const json_t *action, struct buf *out) {
  const json_t *value = json_object_get(action, "value");
  buf_text(out, "a line is added to ");
  procedure_field(chart, json_text(action, "field"), out);
  buf_text(out, ": ");
  procedure_value(chart, value, out);
}

static void say_tell(const struct chart *chart, const json_t *action, struct buf *out) {
  const json_t *roles = json_object_get(action, "roles");
  procedure_roles(chart, roles, " and ", out);
  buf_format(out, " %s told%s: \"%s\"", json_array_size(roles) > 1 ? "are" : "is", json_flag(action, "urgent") ? " at once" : "",
             json_text(action, "text"));
}

static void say_open(const struct chart *chart, const json_t *action, struct buf *out) {
  const char *into = json_text(action, "into");
  buf_format(out, "a new item of \"%s\" is opened", json_text(action, "workflow"));
  if (!into) return;
  buf_text(out, " and named in ");
  procedure_field(chart, into, out);
}

static void say_open_each(const struct chart *chart, const json_t *action, struct buf *out) {
  say_open(chart, action, out);
  buf_text(out, " for each entry of ");
  procedure_field(chart, json_text(action, "field"), out);
}

static void say_name(const struct chart *chart, const json_t *action, struct buf *out) {
  const char *duty = json_text(action, "duty");
  buf_text(out, "every agency");
  if (duty) buf_format(out, " with the duty \"%s\"", duty);
  buf_text(out, " is named in ");
  procedure_field(chart, json_text(action, "field"), out);
}

// Since when and until when is the history's to tell; why, on whose word, and when it is looked at again, the workflow's.
static void say_stop(const struct chart *chart, const json_t *action, struct buf *out) {
  static const char *const members[][2] = {{"reason", ", because of "}, {"authority", ", by "}, {"review", ", to be looked at again on "}};
  buf_text(out, "the clock stops");
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    const json_t *value = json_object_get(action, members[i][0]);
    if (!value) continue;
    buf_text(out, members[i][1]);
    procedure_value(chart, value, out);
  }
}

static void say_gather(const struct chart *chart, const json_t *action, struct buf *out) {
  const char *dated = json_text(action, "dated"), *name;
  json_t *value;
  buf_format(out, "what the items of \"%s\" say is taken down in ", json_text(action, "of"));
  procedure_field(chart, json_text(action, "field"), out);
  size_t at = 0;
  json_object_foreach(json_object_get(action, "where"), name, value) {
    buf_format(out, "%s\"%s\" is ", at++ ? " and " : ", of those where ", name);
    procedure_value(chart, value, out);
  }
  if (!dated) return;
  buf_format(out, "%s\"%s\" lies between ", at ? " and " : ", of those where ", dated);
  procedure_value(chart, json_object_get(action, "first"), out);
  buf_text(out, " and ");
  procedure_value(chart, json_object_get(action, "last"), out);
}

static void say_run(const struct chart *chart, const json_t *action, struct buf *out) {
  (void)chart;
  const char *label = json_text(action, "label");
  buf_text(out, label ? label : "a function is run");
}

static const struct {
  const char *name, *words;
  say_fn *say;
} rows[] = {
    {"set", NULL, say_set},
    {"add", NULL, say_add},
    {"append", NULL, say_append},
    {"tell", NULL, say_tell},
    {"open", NULL, say_open},
    {"open_each", NULL, say_open_each},
    {"name_parties", NULL, say_name},
    {"run", NULL, say_run},
    {"attach", "what is handed in joins the evidence", NULL},
    {"grade", "the piece of evidence that is named gets its grade", NULL},
    {"withdraw", "the piece of evidence that is named is withdrawn, and stays on record", NULL},
    {"stop_clock", NULL, say_stop},
    {"gather", NULL, say_gather},
    {"start_clock", "the clock runs again", NULL},
    {"add_party", "the party that is named is asked too", NULL},
    {"remove_party", "the party that is named is not asked any more", NULL},
    {"exempt_party", "the party that is named is exempt", NULL},
    {"reopen_party", "the party that is named is asked again", NULL},
    {"non_return", "those who have not returned are closed without, with the reason", NULL},
    {"confirm", "the carried value that is named still stands", NULL},
    {"signal", "each return hears of it", NULL},
};

static void put_sentence(struct buf *words, json_t *says) {
  if (!words->size) return;
  words->data[0] = (char)toupper((unsigned char)words->data[0]);
  buf_char(words, '.');
  if (!json_array_has(says, words->data)) json_array_append_new(says, json_string(words->data));
}

static void one_action(const struct chart *chart, const json_t *action, json_t *says) {
  const char *name = json_text(action, "do");
  struct buf words;
  buf_init(&words);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (strcmp(rows[i].name, name) != 0) continue;
    if (rows[i].say)
      rows[i].say(chart, action, &words);
    else
      buf_text(&words, rows[i].words);
  }
  put_sentence(&words, says); // what only the engine hears, such as `raise`, is no sentence
  buf_clear(&words);
}

static void branches(const struct chart *chart, const json_t *list, json_t *says) {
  size_t i, k;
  json_t *branch, *inner;
  json_array_foreach(list, i, branch) {
    json_t *within = json_array();
    const json_t *guard = json_object_get(branch, "guard");
    char *condition = guard ? guard_words_aloud(chart, guard, false) : NULL;
    procedure_actions(chart, json_object_get(branch, "actions"), within);
    json_array_foreach(within, k, inner) {
      char *sentence =
          condition ? mem_format("If %s: %s", condition, json_string_value(inner)) : mem_format("Otherwise: %s", json_string_value(inner));
      json_array_append_new(says, json_string(sentence));
      mem_free(sentence);
    }
    mem_free(condition);
    json_decref(within);
  }
}

void procedure_actions(const struct chart *chart, const json_t *actions, json_t *says) {
  size_t i;
  json_t *action;
  json_array_foreach(actions, i, action) {
    if (strcmp(json_text(action, "do"), "if") == 0)
      branches(chart, json_object_get(action, "branches"), says);
    else
      one_action(chart, action, says);
  }
}
