// Counting in groups. See report_tally.h.
#include "op/report_tally.h"

#include "base/mem.h"
#include "run/facet.h"

#include <string.h>

static void groups_clear(struct tally_group *groups, size_t count) {
  for (size_t i = 0; i < count; i++) {
    json_decref(groups[i].values);
    json_decref(groups[i].words);
  }
  mem_free(groups);
}

void tally_clear(struct tally *tally) {
  groups_clear(tally->parts, tally->part_count);
  groups_clear(tally->groups, tally->group_count);
  json_decref(tally->part_numbers);
  json_decref(tally->group_numbers);
}

// ---- one item's conditions

static bool is_from(const char *day, const char *from) { return !from || (day && strcmp(day, from) >= 0); }
static bool is_before(const char *day, const char *before) { return !before || (day && strcmp(day, before) < 0); }

// One that is closed and says no day was closed before any.
static bool was_open(const struct tally_facts *facts, const char *day) {
  bool begun = facts->started && strcmp(facts->started, day) < 0;
  return begun && (!facts->closed || (facts->closed_on && strcmp(facts->closed_on, day) >= 0));
}

static bool is_implemented_so(const struct tally_measure *measure, const char *day) {
  return is_before(day, measure->implemented_before) &&
         !(measure->not_implemented_before && is_before(day, measure->not_implemented_before));
}

bool tally_measure_is(const struct tally_measure *measure, const struct tally_facts *facts) {
  const char *closed_on = facts->closed ? facts->closed_on : NULL;
  return (measure->open < 0 || measure->open == !facts->closed) && (!measure->open_on || was_open(facts, measure->open_on)) &&
         is_from(facts->due, measure->due_from) && is_before(facts->due, measure->due_before) && is_from(closed_on, measure->closed_from) &&
         is_before(closed_on, measure->closed_before) && is_from(facts->started, measure->started_from) &&
         is_before(facts->started, measure->started_before) && is_implemented_so(measure, facts->implemented_on);
}

// ---- values

static char *value_text(const json_t *value) { // Caller frees.
  if (json_is_string(value)) return mem_text(json_string_value(value));
  if (json_is_integer(value)) return mem_format("%lld", (long long)json_integer_value(value));
  if (json_is_boolean(value)) return mem_text(json_is_true(value) ? "yes" : "no");
  const char *id = json_text(value, "id");
  return mem_text(id ? id : "");
}

struct value {
  char *text, *words;
};

static struct value value_of(const struct tally *tally, const json_t *facet, const json_t *value) {
  return (struct value){value_text(value), facet_words(tally->board, facet, value)};
}

static struct value plain(const char *text, const char *words) {
  return (struct value){mem_text(text ? text : ""), mem_text(words ? words : "")};
}

static void value_clear(struct value *value) {
  mem_free(value->text);
  mem_free(value->words);
}

static const json_t *facet_for(const struct tally_facts *facts, const char *key) {
  return strcmp(key, "lead") == 0 ? facts->lead : json_object_get(facts->facets, key);
}

// The value number `index` of a key; false past the last. What has none has "" alone.
static bool value_at(const struct tally *tally, const struct tally_facts *facts, const char *key, size_t index, struct value *value) {
  if (strcmp(key, "workflow") == 0) return index == 0 ? *value = plain(facts->workflow, facts->workflow_title), true : false;
  if (strcmp(key, "closed") == 0) {
    const char *word = facts->closed ? "yes" : "no";
    return index == 0 ? *value = plain(word, word), true : false;
  }
  const json_t *facet = facet_for(facts, key), *held = json_object_get(facet, "value");
  bool many = json_is_array(held) && json_array_size(held) > 0;
  if (index >= (many ? json_array_size(held) : 1)) return false;
  *value = !facet || (json_is_array(held) && !many) ? plain("", "") : value_of(tally, facet, many ? json_array_get(held, index) : held);
  return true;
}

static bool has_value(const struct tally *tally, const struct tally_facts *facts, const char *key, const char *wanted) {
  struct value value;
  bool has = false;
  for (size_t i = 0; !has && value_at(tally, facts, key, i, &value); i++) {
    has = strcmp(value.text, wanted) == 0;
    value_clear(&value);
  }
  return has;
}

static bool has_wanted(const struct tally *tally, const struct tally_facts *facts, const char *key, const json_t *wanted) {
  char *text = value_text(wanted);
  bool has = has_value(tally, facts, key, text);
  mem_free(text);
  return has;
}

bool tally_wants(const struct tally *tally, const struct tally_facts *facts) {
  const char *key;
  json_t *wanted;
  if (tally->workflow && strcmp(tally->workflow, facts->workflow) != 0) return false;
  if (tally->open >= 0 && tally->open == facts->closed) return false;
  json_object_foreach((json_t *)tally->where, key, wanted) {
    if (strcmp(key, "lead") != 0 && !has_wanted(tally, facts, key, wanted)) return false;
  }
  return true;
}

bool tally_wants_lead(const struct tally *tally, const struct tally_facts *facts) {
  const json_t *wanted = json_object_get(tally->where, "lead");
  return !wanted || has_wanted(tally, facts, "lead", wanted);
}

// ---- groups

// The number of the group with these values, made when there is none.
static size_t number_of(struct tally_group **groups, size_t *count, json_t *numbers, const json_t *values, const json_t *words) {
  char *name = json_canonical(values);
  int64_t number = json_number(numbers, name, -1);
  if (number < 0) {
    number = (int64_t)*count;
    *groups = mem_grow(*groups, *count + 1, sizeof **groups);
    (*groups)[(*count)++] = (struct tally_group){.values = json_deep_copy(values), .words = json_deep_copy(words)};
    json_put_number(numbers, name, number);
  }
  mem_free(name);
  return (size_t)number;
}

struct naming {
  struct tally *tally;
  const struct tally_facts *facts;
  json_t *values, *words; // of the keys so far
  json_t *numbers;
};

// Every combination of the keys' values but the lead's, from key number `depth` on: as deep as there are keys.
static void name_from(struct naming *naming, size_t depth) {
  struct tally *tally = naming->tally;
  const char *key = json_string_value(json_array_get(tally->by, depth));
  struct value value;
  if (!key) {
    size_t number = number_of(&tally->parts, &tally->part_count, tally->part_numbers, naming->values, naming->words);
    json_array_append_new(naming->numbers, json_integer((json_int_t)number));
    return;
  }
  bool is_lead = strcmp(key, "lead") == 0;
  if (is_lead) name_from(naming, depth + 1);
  for (size_t i = 0; !is_lead && value_at(tally, naming->facts, key, i, &value); i++) {
    json_put_text(naming->values, key, value.text);
    json_put_text(naming->words, key, value.words);
    value_clear(&value);
    name_from(naming, depth + 1);
  }
}

void tally_parts(struct tally *tally, const struct tally_facts *facts, json_t *numbers) {
  struct naming naming = {.tally = tally, .facts = facts, .values = json_object(), .words = json_object(), .numbers = numbers};
  name_from(&naming, 0);
  json_decref(naming.words);
  json_decref(naming.values);
}

static void add_number(struct tally *tally, const json_t *values, const json_t *words, json_t *numbers) {
  size_t number = number_of(&tally->groups, &tally->group_count, tally->group_numbers, values, words);
  json_array_append_new(numbers, json_integer((json_int_t)number));
}

void tally_at(struct tally *tally, size_t part, const struct tally_facts *facts, json_t *numbers) {
  json_t *values = json_copy(tally->parts[part].values), *words = json_copy(tally->parts[part].words);
  struct value value;
  if (!tally->by_lead) add_number(tally, values, words, numbers);
  for (size_t i = 0; tally->by_lead && value_at(tally, facts, "lead", i, &value); i++) {
    json_put_text(values, "lead", value.text);
    json_put_text(words, "lead", value.words);
    value_clear(&value);
    add_number(tally, values, words, numbers);
  }
  json_decref(words);
  json_decref(values);
}

void tally_raise(struct tally *tally, size_t group, int64_t items, const int64_t *counts) {
  struct tally_group *at = &tally->groups[group];
  at->items += items;
  for (size_t i = 0; i < tally->measure_count; i++) at->counts[i] += counts[i];
}

void tally_add(struct tally *tally, const struct tally_facts *facts, int64_t items, const int64_t *counts) {
  json_t *parts = json_array(), *groups = json_array(), *number;
  size_t i;
  if (tally_wants(tally, facts) && tally_wants_lead(tally, facts)) tally_parts(tally, facts, parts);
  json_array_foreach(parts, i, number) tally_at(tally, (size_t)json_integer_value(number), facts, groups);
  json_array_foreach(groups, i, number) tally_raise(tally, (size_t)json_integer_value(number), items, counts);
  json_decref(groups);
  json_decref(parts);
}

static json_t *row_of(const struct tally *tally, const struct tally_group *group) {
  json_t *row = json_copy(group->values);
  json_object_set(row, "words", group->words);
  json_put_number(row, "items", group->items);
  for (size_t i = 0; i < tally->measure_count; i++) json_put_number(row, tally->measures[i].name, group->counts[i]);
  return row;
}

json_t *tally_rows(const struct tally *tally) {
  json_t *rows = json_array(), *sorted = json_canonical_copy(tally->group_numbers);
  for (void *at = json_object_iter(sorted); at; at = json_object_iter_next(sorted, at)) {
    const struct tally_group *group = &tally->groups[json_integer_value(json_object_iter_value(at))];
    if (group->items) json_array_append_new(rows, row_of(tally, group)); // else all of it was taken off again
  }
  json_decref(sorted);
  return rows;
}
