// One part without what is to go: a row for each kind of part that can hold what people wrote. See erase_part.h.
#include "run/erase_part.h"

#include "base/mem.h"
#include "store/entry.h"

#include <string.h>

struct part_at {
  const struct erase_scope *scope;
  const char *rest; // of the name, after its row's
  const json_t *value;
  int kind;
  bool whole, loses_event;
};

static bool transitions_name(const json_t *state, const char *event) {
  size_t i;
  json_t *transition;
  json_array_foreach(json_object_get(state, "transitions"), i, transition) {
    const char *name = json_text(transition, "event");
    if (name && strcmp(name, event) == 0) return true;
  }
  return false;
}

// A word of the workflow is no content; what nothing knows is what somebody typed.
static bool chart_names_event(const struct chart *chart, const char *event) {
  for (int i = 0; i < chart_state_count(chart); i++)
    if (transitions_name(chart_state(chart, i), event)) return true;
  return false;
}

static bool is_known_event(const struct erase_scope *scope, const char *event) {
  bool known = chart_names_event(scope->chart, event);
  for (size_t i = 0; i < scope->versions.count && !known; i++) known = chart_names_event(scope->versions.rows[i].definition->chart, event);
  return known;
}

static void redact_member(const struct part_at *at, json_t *object, const char *name, bool whole) {
  const json_t *value = json_object_get(object, name);
  if (value) json_object_set_new(object, name, erase_scope_redact(at->scope, value, whole));
}

static void redact_name(const struct part_at *at, json_t *object, const char *member) {
  const char *name = json_text(object, member);
  bool typed = at->kind == ENTRY_REFUSED || at->kind == ENTRY_IGNORED;
  if (name && typed && !is_known_event(at->scope, name)) redact_member(at, object, member, at->whole);
}

static json_t *data_without(const struct part_at *at, const json_t *data) {
  json_t *out = json_object(), *value;
  const char *name;
  if (at->whole) return out;
  json_object_foreach((json_t *)data, name, value) {
    bool written = erase_scope_is_written(erase_scope_spec(at->scope, name));
    if (erase_scope_field(at->scope, name)) continue;
    json_object_set_new(out, name, written ? erase_scope_redact(at->scope, value, false) : json_incref(value));
  }
  return out;
}

static json_t *without_event(const struct part_at *at) {
  json_t *out = json_copy((json_t *)at->value);
  const json_t *data = json_object_get(out, "data");
  if (data) json_object_set_new(out, "data", data_without(at, data));
  redact_name(at, out, "name");
  return out;
}

// "Due date (due): ..." may go on with what was typed there, which no field ever held.
static bool is_about_field(const struct part_at *at, const char *text) {
  size_t i;
  json_t *field;
  bool found = false;
  json_array_foreach(at->scope->fields, i, field) {
    char *named = mem_format("(%s)", json_string_value(field));
    found = found || (text && strstr(text, named));
    mem_free(named);
  }
  return found;
}

// The sentence may quote what was filled in, and cut short: no copy that could be found by its text.
static json_t *without_refusal(const struct part_at *at) {
  json_t *out = json_copy((json_t *)at->value);
  redact_name(at, out, "event");
  redact_member(at, out, "text", at->whole || at->loses_event || is_about_field(at, json_text(out, "text")));
  return out;
}

// The event that got stuck can no longer be tried again as it was: what it was filled in with is gone. Its reason is as a refusal's.
static json_t *without_incident(const struct part_at *at) {
  struct part_at event = *at;
  json_t *out = json_copy((json_t *)at->value), *without = NULL;
  event.value = json_object_get(at->value, "event");
  if (json_is_object(event.value)) without = without_event(&event);
  redact_member(at, out, "reason", at->whole || at->loses_event || (without && !json_equal(without, event.value)));
  if (without) json_object_set_new(out, "event", without);
  return out;
}

static json_t *without_text(const struct part_at *at) { return erase_scope_redact(at->scope, at->value, at->whole); }

static json_t *without_answers(const struct part_at *at) {
  return at->whole ? json_array() : erase_scope_redact(at->scope, at->value, false);
}

static json_t *without_correction(const struct part_at *at) {
  json_t *out = json_copy((json_t *)at->value);
  redact_member(at, out, "reason", at->whole);
  return out;
}

static json_t *without_message(const struct part_at *at) {
  json_t *out = json_copy((json_t *)at->value);
  redact_member(at, out, "subject", at->whole);
  redact_member(at, out, "body", at->whole);
  return out;
}

static json_t *without_opening(const struct part_at *at) {
  json_t *out = json_copy((json_t *)at->value);
  json_object_set_new(out, "fields", data_without(at, json_object_get(out, "fields")));
  return out;
}

static json_t *without_case(const struct part_at *at) {
  json_t *out = json_copy((json_t *)at->value);
  redact_member(at, out, "title", at->whole || erase_scope_title(at->scope));
  return out;
}

static json_t *without_title(const struct part_at *at) {
  return erase_scope_redact(at->scope, at->value, at->whole || erase_scope_title(at->scope));
}

static bool is_evidence(const struct part_at *at) {
  const char *type = json_text(erase_scope_spec(at->scope, at->rest), "type");
  return type && strcmp(type, "evidence") == 0;
}

// A field is emptied; of evidence what goes becomes a tombstone, and the rest stays.
static json_t *without_field(const struct part_at *at) {
  bool named = erase_scope_field(at->scope, at->rest), all = at->scope->all || named;
  if (is_evidence(at)) {
    size_t i;
    json_t *out = json_array(), *item;
    json_array_foreach(at->value, i, item)
        json_array_append_new(out, erase_scope_redact(at->scope, item, all && json_text(item, "sha256") != NULL));
    return out;
  }
  if (at->whole || named) return json_null();
  if (!erase_scope_is_written(erase_scope_spec(at->scope, at->rest))) return json_incref((json_t *)at->value);
  json_t *out = erase_scope_redact(at->scope, at->value, false);
  if (!json_is_string(at->value) || json_equal(out, at->value)) return out;
  json_decref(out);
  return json_null();
}

static json_t *without_meant(const struct part_at *at) {
  json_t *out = without_field(at);
  if (json_equal(out, at->value)) return out;
  json_decref(out);
  return NULL;
}

static json_t *without_key(const struct part_at *at) {
  json_t *out = erase_scope_redact(at->scope, at->value, false);
  bool goes = at->whole || at->loses_event || !json_equal(out, at->value);
  if (!goes) return out;
  json_decref(out);
  return NULL;
}

static json_t *without_stops(const struct part_at *at, const json_t *stops) {
  json_t *out = json_array(), *stop;
  size_t i;
  json_array_foreach(stops, i, stop) {
    json_t *one = json_copy(stop);
    redact_member(at, one, "reason", at->scope->all);
    redact_member(at, one, "authority", at->scope->all);
    json_array_append_new(out, one);
  }
  return out;
}

// The date that a ladder hangs on; which rungs it has used is no content.
static json_t *without_anchors(const struct part_at *at, const json_t *ladders) {
  json_t *out = json_object(), *ladder;
  const char *name;
  json_object_foreach((json_t *)ladders, name, ladder) {
    json_t *one = json_copy(ladder);
    const char *anchor = json_text(one, "for");
    redact_member(at, one, "for", at->scope->all || (anchor && json_object_get(at->scope->exact, anchor)));
    json_object_set_new(out, name, one);
  }
  return out;
}

static json_t *without_configuration(const struct part_at *at) {
  json_t *out = json_copy((json_t *)at->value);
  const json_t *stops = json_object_get(out, "stops"), *ladders = json_object_get(out, "ladders");
  if (stops) json_object_set_new(out, "stops", without_stops(at, stops));
  if (ladders) json_object_set_new(out, "ladders", without_anchors(at, ladders));
  return out;
}

// The hash of what was seen is over its values, without a salt: where one of them goes, it goes too (R4 ends with what it bound).
static json_t *without_seen(const struct part_at *at) {
  const struct erase_scope *scope = at->scope;
  bool goes = at->whole || json_array_size(scope->entries) || json_array_size(scope->evidence);
  size_t i;
  json_t *bound;
  json_array_foreach(json_object_get(at->value, "binds"), i, bound) {
    const char *field = json_text(bound, "field"), *type = json_text(erase_scope_spec(scope, field ? field : ""), "type");
    goes = goes || (field && erase_scope_field(scope, field)) || (scope->copied && type && strcmp(type, "list") == 0);
  }
  return goes ? NULL : json_incref((json_t *)at->value);
}

static json_t *without_erased(const struct part_at *at);

// A name that ends in a slash stands for all that begin with it. Parts that are in no row hold words of workflows, dates and numbers.
static const struct part_row {
  const char *name, *words;
  json_t *(*without)(const struct part_at *at); // equal to the value: it stays; NULL: nothing stands in its place
} rows[] = {
    {"event", "what was filled in", without_event},
    {"field/", NULL, without_field},
    {"meant/", "what was meant", without_meant},
    {"correction", "why it was in error", without_correction},
    {"title", "title", without_title},
    {"case", "title", without_case},
    {"refusal", "why it was refused", without_refusal},
    {"incident", "what got stuck", without_incident},
    {"note", "note of the engine", without_text},
    {"answers", "what conditions answered", without_answers},
    {"message/", "message", without_message},
    {"open/", "what it opened another item with", without_opening},
    {"key", "answer kept for a repeat", without_key},
    {"seen", "what a decision was given on", without_seen},
    {"erased", "what stood in the place of what was erased before", without_erased},
    {"configuration", "why its clock stopped and what dates its reminders hang on", without_configuration},
};

static const struct part_row *row_of(const char *name, const char **rest) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    size_t size = strlen(rows[i].name);
    bool begins = rows[i].name[size - 1] == '/';
    if (begins ? strncmp(name, rows[i].name, size) != 0 : strcmp(name, rows[i].name) != 0) continue;
    *rest = name + size;
    return &rows[i];
  }
  return NULL;
}

static json_t *stand_in_without(const struct erase_scope *scope, const json_t *row, const json_t *part) {
  struct part_at at = {.scope = scope,
                       .value = json_object_get(part, "reads"),
                       .kind = (int)json_number(row, "kind", 0),
                       .whole = erase_scope_whole(scope, json_number(row, "entry", 0))};
  const struct part_row *found = at.value ? row_of(json_text(part, "name"), &at.rest) : NULL;
  json_t *one = json_copy((json_t *)part), *without = found ? found->without(&at) : NULL;
  if (without)
    json_object_set_new(one, "reads", without);
  else if (found)
    json_object_del(one, "reads");
  return one;
}

// Of an earlier erasure: what it dropped stays named; what it left in the place of that may have to go now.
static json_t *without_erased(const struct part_at *at) {
  json_t *out = json_array(), *row, *part;
  size_t i, j;
  json_array_foreach(at->value, i, row) {
    json_t *one = json_copy(row), *parts = json_array();
    json_array_foreach(json_object_get(row, "parts"), j, part) json_array_append_new(parts, stand_in_without(at->scope, row, part));
    json_object_set_new(one, "parts", parts);
    json_array_append_new(out, one);
  }
  return out;
}

bool erase_part(const struct erase_scope *scope, int64_t number, int kind, const char *name, const json_t *value, bool loses_event,
                json_t **reads) {
  struct part_at at = {.scope = scope, .value = value, .kind = kind, .whole = erase_scope_whole(scope, number), .loses_event = loses_event};
  const struct part_row *row = row_of(name, &at.rest);
  *reads = NULL;
  if (!row) return false;
  json_t *without = row->without(&at);
  if (without && json_equal(without, value)) {
    json_decref(without);
    return false;
  }
  *reads = without;
  return true;
}

bool erase_part_is_own(int kind, const json_t *event) {
  const char *name = json_text(event, "name");
  if (kind == ENTRY_ERASURE || kind == ENTRY_ERASURE_REQUEST || kind == ENTRY_LEGAL_HOLD) return true;
  bool named = name && (strncmp(name, "erasure ", 8) == 0 || strncmp(name, "legal hold ", 11) == 0);
  return kind == ENTRY_REFUSED && named && json_object_size(json_object_get(event, "data")) == 0;
}

char *erase_part_words(const struct erase_scope *scope, const char *name) {
  const char *rest = "";
  const struct part_row *row = row_of(name, &rest);
  if (row && row->words) return mem_text(row->words);
  const char *label = json_text(erase_scope_spec(scope, rest), "label");
  return mem_text(label ? label : name);
}
