// One line of a journal in a bundle: is it an entry, is it what was recorded, and what does it change? See proving.h.
#include "base/mem.h"
#include "op/proving.h"

#include <string.h>

enum { DEFINITIONS_MAX = 1000 }; // of one item, as many as it can be moved (run/versions.h)
enum { KIND_MAX = 0xFFFF };      // far above any that there is; the header has room for 32 bits, and a number beyond would wrap

// Whatever stands beside what is checked would be read by somebody and proven by nobody.
bool prove_has_only(const json_t *object, const char *const *members, size_t count) {
  if (!json_is_object(object) || json_object_size(object) != count) return false;
  for (size_t i = 0; i < count; i++)
    if (!json_object_get(object, members[i])) return false;
  return true;
}

static bool is_part(const json_t *part) {
  static const char *const open[] = {"name", "salt", "value"}, *const withheld[] = {"commitment", "withheld", "instead"},
                           *const shown[] = {"name", "value"};
  const json_t *instead = json_object_get(part, "instead");
  if (prove_has_only(part, open, 3)) return json_text(part, "name") && json_text(part, "salt");
  if (instead && (!prove_has_only(instead, shown, 2) || !json_text(instead, "name"))) return false;
  return prove_has_only(part, withheld, instead ? 3 : 2) && json_text(part, "commitment") && json_text(part, "withheld");
}

// What stands instead of a part is the maker's word and in no hash.
static bool root_of(const json_t *payload, struct hash *root) {
  json_t *bare = json_deep_copy(payload), *part;
  struct err why;
  size_t i;
  json_array_foreach(bare, i, part) json_object_del(part, "instead");
  bool ok = payload_root(bare, root, &why);
  json_decref(bare);
  return ok;
}

static bool has_parts(const json_t *payload) {
  size_t i;
  json_t *part;
  if (!json_is_array(payload)) return false;
  json_array_foreach(payload, i, part) if (!is_part(part)) return false;
  return true;
}

static bool read_ids(const json_t *json, struct entry *entry) {
  const char *log = json_text(json, "log"), *item = json_text(json, "case"), *actor = json_text(json, "actor"),
             *previous = json_text(json, "previous");
  return log && item && actor && previous && id_read(&entry->log_id, log) && id_read(&entry->case_id, item) &&
         id_read(&entry->actor_id, actor) && hex_read(entry->previous.bytes, HASH_SIZE, previous);
}

// The years 1900 to 9999: what a record can hold, and what can be written as a date.
static bool is_instant(int64_t ms) { return ms >= -INT64_C(2208988800000) && ms <= INT64_C(253402300799999); }

static bool read_numbers(const json_t *json, struct entry *entry) {
  static const char *const names[] = {"kind", "sequence", "case_sequence", "recorded", "logical"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (!json_is_integer(json_object_get(json, names[i]))) return false;
  int64_t kind = json_number(json, "kind", -1);
  *entry = (struct entry){.kind = (enum entry_kind)kind,
                          .recorded_ms = json_number(json, "recorded", 0),
                          .logical_ms = json_number(json, "logical", 0),
                          .sequence = json_number(json, "sequence", -1),
                          .case_sequence = json_number(json, "case_sequence", -1)};
  return kind >= 0 && kind <= KIND_MAX && entry->sequence >= 0 && entry->case_sequence >= 0 && is_instant(entry->recorded_ms) &&
         is_instant(entry->logical_ms);
}

static bool read_entry(const json_t *json, struct entry *entry) {
  static const char *const members[] = {"sequence",      "kind",     "kind_words", "recorded", "logical", "case", "actor",
                                        "case_sequence", "previous", "root",       "leaf",     "payload", "log"};
  return prove_has_only(json, members, sizeof members / sizeof members[0]) && read_numbers(json, entry) && read_ids(json, entry) &&
         has_parts(json_object_get(json, "payload")) && root_of(json_object_get(json, "payload"), &entry->root);
}

// Words that the header does not hold must still be those of its kind.
static bool says_its_kind(const json_t *json, int kind) {
  const char *words = json_text(json, "kind_words");
  return words && strcmp(words, entry_kind_words(kind)) == 0;
}

bool prove_entry_read(struct proving *proving, const json_t *json, struct entry *entry, char leaf[HASH_HEX_SIZE]) {
  long long sequence = (long long)json_number(json, "sequence", -1);
  char root[HASH_HEX_SIZE];
  if (!read_entry(json, entry) || !json_text(json, "leaf") || !json_text(json, "root"))
    return prove_problem(proving, "Entry %lld of %s cannot be read: it is not made as the format says.", sequence, proving->path), false;
  struct hash hash = entry_leaf(entry);
  hex_write(leaf, hash.bytes, HASH_SIZE);
  hex_write(root, entry->root.bytes, HASH_SIZE);
  if (strcmp(leaf, json_text(json, "leaf")) != 0 || strcmp(root, json_text(json, "root")) != 0)
    prove_problem(proving, "Entry %lld of %s is not as it was recorded: its hash does not fit its content.", sequence, proving->path);
  else if (!says_its_kind(json, (int)entry->kind))
    prove_problem(proving, "Entry %lld of %s is called what its kind is not.", sequence, proving->path);
  return true;
}

// ---- what it changes

static void set(json_t **kept, const json_t *value) {
  json_decref(*kept);
  *kept = json_incref((json_t *)value);
}

// An erasure that took an item's first title says how what made the item reads since: the rest of it stays proven.
static void fold_erased(struct prove_fold *fold, const json_t *erased) {
  size_t i, j;
  json_t *row, *part;
  json_array_foreach(erased, i, row) json_array_foreach(json_object_get(row, "parts"), j, part) {
    const char *name = json_text(part, "name");
    const json_t *reads = json_object_get(part, "reads");
    if (name && reads && strcmp(name, "case") == 0) set(&fold->made, reads);
    if (name && reads && strcmp(name, "erased") == 0) fold_erased(fold, reads);
  }
}

const char *prove_fold_definition(const struct prove_fold *fold) { return json_text(fold->moved ? fold->moved : fold->made, "definition"); }

// A hostile journal could bring a new one with each part: those beyond are kept as one that is nowhere.
static void note_definition(struct prove_fold *fold, const char *hash) {
  if (!fold->definitions) fold->definitions = json_object();
  bool room = json_object_size(fold->definitions) < DEFINITIONS_MAX;
  json_put_flag(fold->definitions, hash && room && strlen(hash) < HASH_HEX_SIZE ? hash : "none", true);
}

static void fold_moved(struct prove_fold *fold, const json_t *value) {
  const char *was = json_text(value, "was"), *goes_by = prove_fold_definition(fold);
  fold->is_misled = fold->is_misled || !was || (goes_by && strcmp(was, goes_by) != 0);
  note_definition(fold, was);
  note_definition(fold, json_text(value, "definition"));
  set(&fold->moved, value);
}

static void fold_part(struct prove_fold *fold, const char *name, const json_t *value) {
  static const char FIELD[] = "field/";
  if (strcmp(name, "case") == 0) set(&fold->made, value);
  if (strcmp(name, "moved") == 0) fold_moved(fold, value);
  if (strcmp(name, "title") == 0) set(&fold->title, value);
  if (strcmp(name, "configuration") == 0) set(&fold->configuration, value);
  if (strcmp(name, "erased") == 0) fold_erased(fold, value);
  if (strcmp(name, "closed") == 0) fold->closed = json_is_true(value);
  if (strncmp(name, FIELD, sizeof FIELD - 1) != 0) return;
  const char *field = name + sizeof FIELD - 1;
  if (json_is_null(value))
    json_object_del(fold->fields, field);
  else
    json_object_set(fold->fields, field, (json_t *)value);
}

void prove_fold_entry(struct prove_fold *fold, const json_t *json, bool is_content) {
  size_t i;
  json_t *part;
  if (!fold->fields) fold->fields = json_object();
  json_array_foreach(json_object_get(json, "payload"), i, part) {
    const json_t *shown = part_shown(part);
    const char *name = json_text(shown, "name");
    if (name) fold_part(fold, name, json_object_get(shown, "value"));
    if (!json_text(part, "name")) fold->is_partial = fold->is_partial || is_content;
  }
}

void prove_fold_clear(struct prove_fold *fold) {
  json_decref(fold->fields);
  json_decref(fold->made);
  json_decref(fold->moved);
  json_decref(fold->definitions);
  json_decref(fold->title);
  json_decref(fold->configuration);
  *fold = (struct prove_fold){0};
}
