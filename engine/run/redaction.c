// The plan of a redaction: the items' entries are read once, for what is withheld, who is not named, and which texts must stand nowhere
// else; only then is anything shown. See redaction.h and redaction_plan.h.
#include "run/redaction.h"

#include "base/mem.h"
#include "run/history.h"
#include "run/redaction_plan.h"
#include "run/versions.h"

#include <string.h>

static const char FIELD[] = "field/", MEANT[] = "meant/";

const struct redacted_item *redaction_item(const struct redaction *redaction, const char *case_hex) {
  const json_t *place = json_object_get(redaction->places, case_hex);
  return place ? &redaction->items[json_integer_value(place)] : NULL;
}

const char *redaction_why(const struct redaction *redaction) {
  (void)redaction;
  return "it may repeat what is withheld";
}

const char *redaction_part_rule(const struct redaction *redaction, const char *part) {
  size_t i;
  json_t *rule;
  json_array_foreach(json_object_get(redaction->profile, "withhold"), i, rule) {
    const char *name = json_text(rule, "part");
    if (name && strcmp(name, part) == 0) return json_text(rule, "reason");
  }
  return NULL;
}

// ---- reading

struct reading {
  struct redaction *redaction;
  struct redacted_item *item; // NULL: the board's own entries
};

static bool is_over(const struct redaction *redaction, const json_t *entry) {
  return redaction->size && json_number(entry, "sequence", 0) >= redaction->size;
}

static bool know(void *user, json_t *entry) {
  struct reading *reading = user;
  json_t *parts = history_parts(entry), *value;
  const char *name;
  bool over = is_over(reading->redaction, entry);
  if (!over) json_object_foreach(parts, name, value) redaction_know(reading->redaction, name, value);
  json_decref(parts);
  return !over;
}

static void add_said(struct redacted_item *item, const char *name, json_t *value) {
  if (!json_is_null(value)) json_array_append(json_array_at(item->said, name), value);
}

// What was filled in and refused was said too.
static bool hear(void *user, json_t *entry) {
  struct reading *reading = user;
  if (is_over(reading->redaction, entry)) return false;
  json_t *parts = history_parts(entry), *value;
  const char *name;
  json_object_foreach(parts, name, value) {
    if (strncmp(name, FIELD, sizeof FIELD - 1) == 0) add_said(reading->item, name + sizeof FIELD - 1, value);
    if (strncmp(name, MEANT, sizeof MEANT - 1) == 0) add_said(reading->item, name + sizeof MEANT - 1, value);
  }
  json_object_foreach(json_object_get(json_object_get(parts, "event"), "data"), name, value) add_said(reading->item, name, value);
  json_decref(parts);
  return true;
}

static bool name_people(void *user, json_t *entry) {
  struct reading *reading = user;
  if (is_over(reading->redaction, entry)) return false;
  redaction_people_name(reading->redaction, json_object_get(entry, "payload"));
  return true;
}

static bool each_entry(struct redaction *redaction, struct redacted_item *item, bool (*each)(void *user, json_t *entry), struct err *err) {
  struct reading reading = {redaction, item};
  struct id id = {0};
  if (item) id_read(&id, item->hex);
  return journal_each(redaction->board->store, &id, each, &reading, err);
}

// ---- evidence

static bool is_text(const json_t *piece, const char *member, const json_t *wanted) {
  const char *text = json_text(piece, member), *word = json_string_value(wanted);
  return text && word && strcmp(text, word) == 0;
}

static int level_number(const char *level) {
  static const char *const levels[] = {"output", "process", "impact", "outcome"};
  for (int i = 0; level && i < 4; i++)
    if (strcmp(levels[i], level) == 0) return i;
  return -1;
}

// All that a rule says of evidence must fit; a piece without a level is below any.
static bool piece_fits(const json_t *piece, const json_t *wanted) {
  const json_t *level = json_object_get(wanted, "level"), *below = json_object_get(wanted, "below"),
               *grade = json_object_get(wanted, "grade"), *flag = json_object_get(wanted, "flag"), *item = json_object_get(wanted, "item");
  if (json_is_string(wanted)) return true;
  if (level && !is_text(piece, "level", level)) return false;
  if (below && level_number(json_text(piece, "level")) >= level_number(json_string_value(below))) return false;
  if (grade && !is_text(piece, "grade", grade)) return false;
  if (flag && !is_text(piece, "flag", flag)) return false;
  return !item || json_number(piece, "id", -1) == json_integer_value(item);
}

static const char *piece_reason(const struct redaction *redaction, const struct redacted_item *item, const char *field,
                                const json_t *piece) {
  size_t i;
  json_t *rule;
  const char *why = json_text(item->fields, field);
  json_array_foreach(json_object_get(redaction->profile, "withhold"), i, rule) {
    const json_t *wanted = json_object_get(rule, "evidence");
    if (!why && wanted && piece_fits(piece, wanted)) why = json_text(rule, "reason");
  }
  return why;
}

static void withhold_piece(struct redaction *redaction, struct redacted_item *item, const json_t *piece, const char *why) {
  static const char *const texts[] = {"name", "title", "description", "sha256", "withdrawn"};
  char *id = mem_format("%lld", (long long)json_number(piece, "id", 0));
  json_put_text(item->pieces, id, why);
  if (json_text(piece, "sha256")) json_put_text(item->pieces, json_text(piece, "sha256"), why);
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) redaction_needles_of(redaction, NULL, json_object_get(piece, texts[i]), why);
  mem_free(id);
}

// By all that was ever said of a piece: one that was graded later, or flagged, was the same piece before.
static void look_at_evidence(struct redaction *redaction, struct redacted_item *item, const char *field, const json_t *values) {
  size_t i, j;
  json_t *value, *piece;
  json_array_foreach(values, i, value) json_array_foreach(value, j, piece) {
    const char *why = piece_reason(redaction, item, field, piece);
    if (why) withhold_piece(redaction, item, piece, why);
  }
}

// ---- an item

// A person who stands in a withheld field is not named anywhere: else every entry would say who it is.
static void look_at_field(struct redaction *redaction, struct redacted_item *item, const char *name, const json_t *values) {
  const char *why = json_text(item->fields, name), *type = redaction_field_type(item, name);
  size_t i;
  json_t *value;
  if (type && strcmp(type, "evidence") == 0) look_at_evidence(redaction, item, name, values);
  if (!why || (type && strcmp(type, "evidence") == 0)) return;
  if (!json_object_get(item->named, name)) return; // it holds other things too, which are not withheld by themselves
  json_array_foreach(values, i, value) {
    if (type && strcmp(type, "person") == 0) redaction_person_add(redaction, json_string_value(value), why);
    redaction_needles_of(redaction, type, value, why);
  }
}

// Of all versions that it has lived under: what an older one had, and this one has not, must not be shown for that.
static bool structure_read(struct redaction *redaction, struct redacted_item *item, const struct casefile *open, struct err *err) {
  struct versions versions;
  bool ok = versions_read(redaction->board, open, &versions, err);
  if (ok) item->structure = versions_structure(&versions, open);
  versions_clear(&versions);
  return ok;
}

static bool item_read(struct redaction *redaction, struct redacted_item *item, struct err *err) {
  struct casefile *open = casefile_open(redaction->board, item->hex, err);
  bool read = open && structure_read(redaction, item, open, err);
  item->fields = json_object();
  item->named = json_object();
  item->pieces = json_object();
  item->said = json_object();
  casefile_free(open);
  if (!read) return false;
  redaction_fields_find(redaction, item);
  if (!each_entry(redaction, item, hear, err)) return false;
  const char *name;
  json_t *values;
  json_object_foreach(item->said, name, values) look_at_field(redaction, item, name, values);
  json_decref(item->said); // of ten thousand items it would be all that they ever said
  item->said = NULL;
  return true;
}

static bool plan(struct redaction *redaction, struct err *err) {
  if (!each_entry(redaction, NULL, know, err)) return false;
  redaction_people_choose(redaction);
  for (size_t i = 0; i < redaction->item_count; i++)
    if (!item_read(redaction, &redaction->items[i], err)) return false;
  for (size_t i = 0; i < redaction->item_count; i++)
    if (!each_entry(redaction, &redaction->items[i], name_people, err)) return false;
  redaction_people_end(redaction);
  return true;
}

struct redaction *redaction_new(struct board *board, const json_t *profile, const struct id *items, size_t count, int64_t size,
                                struct err *err) {
  struct redaction *redaction = mem_new(sizeof *redaction);
  *redaction = (struct redaction){.board = board, .profile = json_incref((json_t *)profile), .item_count = count, .size = size};
  redaction->items = mem_new((count + 1) * sizeof *redaction->items);
  redaction->places = json_object();
  redaction->by_word = json_object();
  for (size_t i = 0; i < count; i++) {
    id_write(items[i], redaction->items[i].hex);
    json_put_number(redaction->places, redaction->items[i].hex, (int64_t)i);
  }
  redaction->people = json_object();
  redaction->known = json_object();
  redaction->titles = json_object();
  redaction->stood = json_object();
  if (plan(redaction, err)) return redaction;
  redaction_free(redaction);
  return NULL;
}

void redaction_free(struct redaction *redaction) {
  if (!redaction) return;
  for (size_t i = 0; i < redaction->item_count; i++) {
    struct redacted_item *item = &redaction->items[i];
    json_t *owned[] = {item->structure, item->fields, item->named, item->pieces, item->said};
    for (size_t j = 0; j < sizeof owned / sizeof owned[0]; j++) json_decref(owned[j]);
  }
  for (size_t i = 0; i < redaction->needle_count; i++) mem_free(redaction->needles[i].text);
  mem_free(redaction->needles);
  mem_free(redaction->items);
  json_decref(redaction->places);
  json_decref(redaction->by_word);
  json_decref(redaction->people);
  json_decref(redaction->known);
  json_decref(redaction->titles);
  json_decref(redaction->stood);
  json_decref(redaction->profile);
  mem_free(redaction);
}

// ---- questions

const char *redaction_field_why(const struct redaction *redaction, const char *case_hex, const char *field) {
  const struct redacted_item *item = redaction_item(redaction, case_hex);
  return item ? json_text(item->fields, field) : NULL;
}

const char *redaction_piece_why(const struct redaction *redaction, const char *case_hex, int64_t id) {
  const struct redacted_item *item = redaction_item(redaction, case_hex);
  char *key = mem_format("%lld", (long long)id);
  const char *why = item ? json_text(item->pieces, key) : NULL;
  mem_free(key);
  return why;
}

bool redaction_hides_fields(const struct redaction *redaction) {
  for (size_t i = 0; i < redaction->item_count; i++)
    if (json_object_size(redaction->items[i].fields)) return true;
  return false;
}

// Field names stand in a rule as words: "10 working days after due".
const char *redaction_rule_why(const struct redaction *redaction, const char *case_hex, const char *rule) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
  const struct redacted_item *item = redaction_item(redaction, case_hex);
  const char *why = NULL;
  for (const char *at = rule; item && at && *at && !why;) {
    size_t size = strspn(at, letters);
    char *word = mem_text_part(at, size);
    why = size ? json_text(item->fields, word) : NULL;
    mem_free(word);
    at += size ? size : 1;
  }
  return why;
}

const json_t *redaction_people(const struct redaction *redaction) { return redaction->people; }
