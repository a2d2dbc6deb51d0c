// What may stand where in a document (W3C SCXML 1.0, 3 to 6), as tables: elements with their attributes and children, attributes that
// exclude one another, children that stand once. Elements and attributes of other namespaces are passed over.
#include "base/join.h"
#include "base/mem.h"
#include "chart/check.h"
#include "scxml/internal.h"

#include <string.h>

#define ACTIONS "raise if foreach log assign script send cancel"

// `attributes`: those that must stand end in "!". `children` NULL: anything may stand in it.
static const struct rule {
  const char *name, *attributes, *children;
} rules[] = {
    {"scxml", "version! initial name datamodel binding", "state parallel final datamodel script transition"}, // the last as SCION has it
    {"state", "id initial", "onentry onexit transition initial state parallel final history datamodel invoke"},
    {"parallel", "id", "onentry onexit transition state parallel history datamodel invoke"},
    {"final", "id", "onentry onexit donedata"},
    {"initial", "", "transition"},
    {"history", "id type", "transition"},
    {"transition", "event cond target type", ACTIONS},
    {"onentry", "", ACTIONS},
    {"onexit", "", ACTIONS},
    {"datamodel", "", "data"},
    {"data", "id! expr src", NULL},
    {"donedata", "", "content param"},
    {"content", "expr", NULL},
    {"param", "name! expr location", ""},
    {"script", "src", NULL},
    {"raise", "event!", ""},
    {"if", "cond!", ACTIONS " elseif else"},
    {"elseif", "cond!", ""},
    {"else", "", ""},
    {"foreach", "array! item! index", ACTIONS},
    {"log", "label expr", ""},
    {"assign", "location! expr", NULL},
    {"send", "event eventexpr target targetexpr type typeexpr id idlocation delay delayexpr namelist", "param content"},
    {"cancel", "sendid sendidexpr", ""},
    {"invoke", "type typeexpr src srcexpr id idlocation namelist autoforward", "param finalize content"},
    {"finalize", "", "if foreach log assign script cancel"}, // 6.5: nothing in it makes events
};

static const struct pair {
  const char *element, *one, *other;
} pairs[] = {
    {"send", "event", "eventexpr"}, {"send", "target", "targetexpr"},   {"send", "type", "typeexpr"},   {"send", "id", "idlocation"},
    {"send", "delay", "delayexpr"}, {"cancel", "sendid", "sendidexpr"}, {"invoke", "type", "typeexpr"}, {"invoke", "src", "srcexpr"},
    {"invoke", "id", "idlocation"}, {"param", "expr", "location"},      {"data", "expr", "src"},
};

static const struct pair single[] = {
    {"state", "initial", NULL},    {"initial", "transition", NULL}, {"history", "transition", NULL}, {"final", "donedata", NULL},
    {"donedata", "content", NULL}, {"send", "content", NULL},       {"invoke", "content", NULL},     {"invoke", "finalize", NULL},
    {"scxml", "datamodel", NULL},  {"state", "datamodel", NULL},    {"parallel", "datamodel", NULL}, {"if", "else", NULL},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct rule *rule_find(const char *name) {
  for (size_t i = 0; i < COUNT(rules); i++)
    if (strcmp(rules[i].name, name) == 0) return &rules[i];
  return NULL;
}

// Is `name` one of the words of `list`, with or without a mark?
static bool has_word(const char *list, const char *name) {
  size_t size = strlen(name);
  for (const char *at = list; *at; at += strcspn(at, " "), at += strspn(at, " ")) {
    size_t have = strcspn(at, " !");
    if (have == size && memcmp(at, name, size) == 0) return true;
  }
  return false;
}

// The names of a list without their marks; a new reference.
static json_t *names_of(const char *list) {
  json_t *names = words_of(list), *bare = json_array(), *name;
  size_t i;
  json_array_foreach(names, i, name) {
    char *text = mem_text(json_string_value(name)), *mark = strchr(text, '!');
    if (mark) *mark = '\0';
    json_array_add(bare, text);
    mem_free(text);
  }
  json_decref(names);
  return bare;
}

// "; it may have a, b." Caller frees.
static char *words_known(const json_t *known) {
  struct buf words;
  buf_init(&words);
  buf_text(&words, "; it may have ");
  join_some(&words, known, SIZE_MAX);
  buf_char(&words, '.');
  return buf_take(&words);
}

static bool unknown_attribute(struct reader *reader, const struct xml *xml, const char *name, const char *list) {
  if (!*list) return reader_fail(reader, xml, "<%s> takes no attributes, and here it has \"%s\"; leave it out.", xml->name, name);
  json_t *known = names_of(list);
  char hint[NEAREST_WORDS], *all = words_known(known);
  reader_fail(reader, xml, "<%s> has no attribute \"%s\"%s", xml->name, name, nearest_words(name, known, all, hint));
  mem_free(all);
  json_decref(known);
  return false;
}

// An empty attribute says nothing that could be meant; of a <log> it may stand, for it is only text to print.
static bool filled_check(struct reader *reader, const struct xml *xml) {
  for (const struct xml_attribute *a = xml->attributes; a; a = a->next)
    if (!*a->space && !*a->value && strcmp(xml->name, "log") != 0)
      return reader_fail(reader, xml, "\"%s\" of <%s> is empty; give it a value, or leave it out.", a->name, xml->name);
  return true;
}

// The first attribute that must stand and does not; NULL: none. Caller frees.
static char *missing_attribute(const struct xml *xml, const char *list) {
  for (const char *at = list; *at; at += strcspn(at, " "), at += strspn(at, " ")) {
    size_t size = strcspn(at, " !");
    if (at[size] != '!') continue;
    char *name = mem_text_part(at, size);
    if (!plain(xml, name)) return name;
    mem_free(name);
  }
  return NULL;
}

static bool attributes_check(struct reader *reader, const struct xml *xml, const struct rule *rule) {
  for (const struct xml_attribute *a = xml->attributes; a; a = a->next)
    if (!*a->space && !has_word(rule->attributes, a->name)) return unknown_attribute(reader, xml, a->name, rule->attributes);
  char *missing = missing_attribute(xml, rule->attributes);
  if (missing) reader_fail(reader, xml, "<%s> needs the attribute \"%s\".", xml->name, missing);
  mem_free(missing);
  return !missing;
}

static bool pairs_check(struct reader *reader, const struct xml *xml) {
  for (size_t i = 0; i < COUNT(pairs); i++) {
    if (strcmp(pairs[i].element, xml->name) != 0 || !plain(xml, pairs[i].one) || !plain(xml, pairs[i].other)) continue;
    return reader_fail(reader, xml, "<%s> has both \"%s\" and \"%s\"; it may have one of them.", xml->name, pairs[i].one, pairs[i].other);
  }
  return true;
}

static size_t child_count(const struct xml *xml, const char *name) {
  size_t count = 0;
  for (const struct xml *child = xml->first; child; child = child->next) count += is_scxml(child, name);
  return count;
}

static bool single_check(struct reader *reader, const struct xml *xml) {
  for (size_t i = 0; i < COUNT(single); i++)
    if (strcmp(single[i].element, xml->name) == 0 && child_count(xml, single[i].one) > 1)
      return reader_fail(reader, xml, "<%s> holds more than one <%s>; it may hold one.", xml->name, single[i].one);
  return true;
}

static bool misplaced(struct reader *reader, const struct xml *child, const struct xml *parent, const char *allowed) {
  char hint[NEAREST_WORDS];
  if (rule_find(child->name)) return reader_fail(reader, child, "<%s> cannot stand in <%s>.", child->name, parent->name);
  json_t *names = words_of(allowed);
  for (size_t i = 0; !*allowed && i < COUNT(rules); i++) json_array_add(names, rules[i].name);
  reader_fail(reader, child, "SCXML has no element <%s>%s", child->name, nearest_words(child->name, names, ".", hint));
  json_decref(names);
  return false;
}

static bool element_check(struct reader *reader, const struct xml *xml);

static bool child_check(struct reader *reader, const struct xml *child, const struct xml *parent, const char *allowed) {
  if (child->text) {
    if (xml_is_blank(child->text)) return true;
    return reader_fail(reader, child, "Text cannot stand in <%s>; expressions are attributes, and notes are comments.", parent->name);
  }
  if (*child->space == '\0')
    return reader_fail(reader, child, "<%s> is in no namespace; the root needs xmlns=\"" SCXML_SPACE "\".", child->name);
  if (strcmp(child->space, SCXML_SPACE) != 0) return true;
  return has_word(allowed, child->name) ? element_check(reader, child) : misplaced(reader, child, parent, allowed);
}

// A timer of ours holds transitions as SCXML writes them.
static bool children_check(struct reader *reader, const struct xml *xml, const char *allowed) {
  bool ok = true;
  for (const struct xml *child = xml->first; ok && child; child = child->next)
    ok = is_ours(child, "timer") ? children_check(reader, child, "transition") : child_check(reader, child, xml, allowed);
  return ok;
}

// Sends and raises inside an <if> of a <finalize> make events too.
static bool finalize_check(struct reader *reader, const struct xml *xml) {
  for (const struct xml *child = xml->first; child; child = child->next) {
    if (is_scxml(child, "send") || is_scxml(child, "raise"))
      return reader_fail(reader, child, "<%s> cannot stand in <finalize>, which makes no events.", child->name);
    if (!finalize_check(reader, child)) return false;
  }
  return true;
}

// The null data model (B.1) has no data, no expressions and no scripts.
static bool null_check(struct reader *reader, const struct xml *xml) {
  static const char *const elements = "data param script assign foreach ";
  static const char *const attributes = "location idlocation namelist ";
  if (strcmp(xml->name, "log") == 0) return true; // its label is logged; W3C's own test of this model has an expression there
  char name[24];
  snprintf(name, sizeof name, "%s ", xml->name);
  if (strstr(elements, name))
    return reader_fail(reader, xml, "<%s> needs a data model, and this document has none: datamodel=\"null\".", xml->name);
  for (const struct xml_attribute *a = xml->attributes; a; a = a->next) {
    size_t size = strlen(a->name);
    snprintf(name, sizeof name, "%s ", a->name);
    if (!*a->space && ((size >= 4 && strcmp(a->name + size - 4, "expr") == 0) || strstr(attributes, name)))
      return reader_fail(reader, xml, "\"%s\" of <%s> needs a data model, and this document has none: datamodel=\"null\".", a->name,
                         xml->name);
  }
  return true;
}

static bool element_check(struct reader *reader, const struct xml *xml) {
  const struct rule *rule = rule_find(xml->name);
  bool is_null = !reader->datamodel || strcmp(reader->datamodel, "null") == 0;
  return attributes_check(reader, xml, rule) && filled_check(reader, xml) && pairs_check(reader, xml) && single_check(reader, xml) &&
         (!is_null || null_check(reader, xml)) && (strcmp(xml->name, "finalize") != 0 || finalize_check(reader, xml)) &&
         (!rule->children || children_check(reader, xml, rule->children));
}

bool rules_check(struct reader *reader, const struct xml *root) { return element_check(reader, root); }
