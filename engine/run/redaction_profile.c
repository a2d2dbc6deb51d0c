// Profiles: what stands in one, checked strictly, since whatever is misspelt would be shown. See redaction.h.
#include "base/mem.h"
#include "chart/check.h"
#include "run/definition.h"
#include "run/redaction.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct checking {
  struct board *board;
  const char *name; // of the profile, for sentences
  struct err *err;
};

static bool fail(struct checking *checking, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool fail(struct checking *checking, const char *format, ...) {
  char text[600];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  return err_set(checking->err, ERR_INVALID, "The redaction profile %s %s", checking->name, text);
}

static bool is_name(const char *text) {
  size_t size = text ? strlen(text) : 0;
  return size > 0 && size <= REDACTION_NAME_MAX && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == size;
}

static bool is_line(const char *text) { return text && *text && strlen(text) <= 200 && !strpbrk(text, "\r\n"); }

static bool only(struct checking *checking, const json_t *object, const char *what, const char *const *known) {
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)object, key, value) {
    size_t i = 0;
    while (known[i] && strcmp(known[i], key) != 0) i++;
    if (known[i]) continue;
    json_t *names = json_array();
    for (i = 0; known[i]; i++) json_array_add(names, known[i]);
    char near[NEAREST_WORDS];
    fail(checking, "has \"%.60s\" in %s, which means nothing there%s", key, what, nearest_words(key, names, ".", near));
    json_decref(names);
    return false;
  }
  return true;
}

static bool is_one_of(const char *text, const char *const *words) {
  for (size_t i = 0; text && words[i]; i++)
    if (strcmp(words[i], text) == 0) return true;
  return false;
}

// ---- what a rule names

// Of every version of every workflow: an item stays on the version that it began with until it is moved.
static json_t *fields_of_board(struct board *board) {
  json_t *all = workflow_list(board->store), *names = json_array(), *row, *field;
  struct err ignored;
  size_t i, j;
  json_array_foreach(all, i, row) {
    const struct definition *definition = definition_get(board, json_text(row, "hash"), &ignored);
    if (!definition) continue;
    json_array_foreach(json_object_get(chart_definition(definition->chart), "fields"), j,
                       field) if (!json_array_has(names, json_text(field, "name"))) json_array_add(names, json_text(field, "name"));
  }
  json_decref(all);
  return names;
}

static bool check_field(struct checking *checking, const json_t *value) {
  const char *name = json_string_value(value);
  json_t *names = fields_of_board(checking->board);
  char near[NEAREST_WORDS];
  bool ok = name && json_array_has(names, name);
  if (!ok)
    fail(checking, "names the field \"%.60s\", which no workflow of this board has%s", name ? name : "?",
         nearest_words(name ? name : "", names, ".", near));
  json_decref(names);
  return ok;
}

static bool check_person(struct checking *checking, const json_t *value) {
  const char *who = json_string_value(value);
  if (!who) return fail(checking, "has a person that is no text: \"any\", \"agency:ID\" or somebody's id.");
  if (strcmp(who, "any") == 0) return true;
  bool agency = strncmp(who, "agency:", 7) == 0;
  if (board_document(checking->board, agency ? "agency" : "person", agency ? who + 7 : who)) return true;
  return fail(checking, "names \"%.80s\", and there is no such %s.", who, agency ? "agency" : "person");
}

static bool check_evidence(struct checking *checking, const json_t *value) {
  static const char *const known[] = {"level", "below", "grade", "flag", "item", NULL},
                           *const levels[] = {"output", "process", "impact", "outcome", NULL},
                           *const grades[] = {"insufficient", "sufficient", "strong", NULL};
  const char *all = json_string_value(value);
  const json_t *level = json_object_get(value, "level"), *below = json_object_get(value, "below"), *grade = json_object_get(value, "grade"),
               *flag = json_object_get(value, "flag"), *item = json_object_get(value, "item");
  if (all && strcmp(all, "any") == 0) return true;
  if (json_object_size(value) == 0) return fail(checking, "does not say which evidence: \"any\", or for example {\"level\":\"output\"}.");
  if (!only(checking, value, "a choice of evidence", known)) return false;
  if ((level && !is_one_of(json_string_value(level), levels)) || (below && !is_one_of(json_string_value(below), levels)))
    return fail(checking, "names a level of evidence that there is not: output, process, impact or outcome.");
  if (grade && !is_one_of(json_string_value(grade), grades))
    return fail(checking, "names a grade that there is not: insufficient, sufficient or strong.");
  if (flag && !is_line(json_string_value(flag))) return fail(checking, "has a flag that is no line of text.");
  return !item || json_is_integer(item) || fail(checking, "has a number of evidence that is none, such as {\"item\":3}.");
}

static bool check_part(struct checking *checking, const json_t *value) {
  static const char *const parts[] = {"messages", "corrections", NULL};
  return is_one_of(json_string_value(value), parts) ||
         fail(checking, "names a kind of part that there is not: \"messages\" or \"corrections\".");
}

static const struct {
  const char *key;
  bool (*check)(struct checking *checking, const json_t *value);
} choices[] = {{"field", check_field}, {"person", check_person}, {"evidence", check_evidence}, {"part", check_part}};

static bool check_as(struct checking *checking, const json_t *rule) {
  static const char *const ways[] = {"number", "role", NULL};
  const json_t *as = json_object_get(rule, "as");
  if (!as) return true;
  if (!json_object_get(rule, "person")) return fail(checking, "says \"as\" of something that is no person; leave it out.");
  return is_one_of(json_string_value(as), ways) || fail(checking, "shows a person in a way that there is not: \"number\" or \"role\".");
}

static bool check_rule(struct checking *checking, const json_t *rule) {
  static const char *const known[] = {"field", "person", "evidence", "part", "as", "reason", NULL};
  size_t named = 0;
  if (!json_is_object(rule))
    return fail(checking, "has a rule that is no object, such as {\"field\":\"owner\",\"reason\":\"third party\"}.");
  if (!only(checking, rule, "a rule", known)) return false;
  if (!is_line(json_text(rule, "reason")))
    return fail(checking, "has a rule without a \"reason\": a line of text that the recipient reads in place of what is withheld.");
  for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
    const json_t *value = json_object_get(rule, choices[i].key);
    named += value != NULL;
    if (value && !choices[i].check(checking, value)) return false;
  }
  if (named != 1) return fail(checking, "has a rule that does not name one thing: a \"field\", a \"person\", \"evidence\" or a \"part\".");
  return check_as(checking, rule);
}

static bool check_show(struct checking *checking, const json_t *profile) {
  const json_t *show = json_object_get(profile, "show"), *name;
  const char *usual = json_text(profile, "default");
  bool by_list = usual && strcmp(usual, "withhold") == 0;
  size_t i;
  if (!show) return true;
  if (!by_list) return fail(checking, "has a list of what to \"show\", which counts only with \"default\":\"withhold\".");
  if (!json_is_array(show)) return fail(checking, "has a \"show\" that is no list of fields.");
  json_array_foreach(show, i, name) if (!check_field(checking, name)) return false;
  return true;
}

static bool check_rules(struct checking *checking, const json_t *profile) {
  const json_t *rules = json_object_get(profile, "withhold"), *rule, *usual = json_object_get(profile, "default");
  const char *way = json_string_value(usual);
  bool by_list = way && strcmp(way, "withhold") == 0;
  size_t i;
  if (usual && !by_list && (!way || strcmp(way, "show") != 0))
    return fail(checking, "has a \"default\" that is neither \"show\" nor \"withhold\".");
  if (rules && !json_is_array(rules)) return fail(checking, "has a \"withhold\" that is no list of rules.");
  if (json_array_size(rules) > REDACTION_RULES_MAX) return fail(checking, "has more than 200 rules; make two profiles of it.");
  if (json_array_size(rules) == 0 && !by_list) return fail(checking, "withholds nothing; name what is withheld in \"withhold\".");
  json_array_foreach(rules, i, rule) if (!check_rule(checking, rule)) return false;
  return check_show(checking, profile);
}

bool redaction_check(struct board *board, const json_t *profile, struct err *err) {
  static const char *const known[] = {"name", "title", "withhold", "show", "default", "reason", NULL};
  const char *name = json_text(profile, "name");
  if (!json_is_object(profile) || !is_name(name))
    return err_set(err, ERR_INVALID,
                   "A redaction profile is an object with a \"name\" of small letters, digits and dashes, such as "
                   "{\"name\":\"family\",\"title\":\"For the family\",\"withhold\":[{\"field\":\"owner\",\"reason\":\"third party\"}]}.");
  struct checking checking = {board, name, err};
  if (!only(&checking, profile, "it", known)) return false;
  if (!is_line(json_text(profile, "title"))) return fail(&checking, "has no \"title\": a line of text that the recipient reads.");
  if (json_object_get(profile, "reason") && !is_line(json_text(profile, "reason")))
    return fail(&checking, "has a \"reason\" that is no line of text: why whatever is not in \"show\" is withheld.");
  return check_rules(&checking, profile);
}

json_t *redaction_find(struct board *board, const char *name, struct err *err) {
  const json_t *profile = board_document(board, "profile", name);
  if (profile) return json_incref((json_t *)profile);
  err_set(err, ERR_NOT_FOUND, "There is no redaction profile \"%.60s\"; `waymark redaction list` shows those there are.", name);
  return NULL;
}
