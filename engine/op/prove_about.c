// What data/bundle.json says that there is, held against what is there. See proving.h.
#include "base/mem.h"
#include "op/proving.h"

#include <string.h>

enum { BUNDLE_FORMAT = 2 };

static const char ABOUT[] = "data/bundle.json";

void prove_about(struct proving *proving, const char *text, size_t size) {
  json_decref(proving->about);
  proving->about = prove_json(proving, text, size);
}

// A definition's file is named after the hash of its bytes; what it calls itself is kept to be compared.
void prove_definition(struct proving *proving, const char *text, size_t size) {
  struct hash hash = hash_of(text, size);
  char hex[HASH_HEX_SIZE];
  hex_write(hex, hash.bytes, HASH_SIZE);
  char *path = mem_format("data/definitions/%s.json", hex);
  json_t *json = strcmp(path, proving->path) == 0 ? prove_json(proving, text, size) : NULL;
  json_t *structure = json_object_get(json, "structure"), *name = json_object_get(structure, "name"),
         *version = json_object_get(structure, "version"), *title = json_object_get(structure, "title");
  if (!json)
    prove_problem(proving, "%s is not the definition that it is named after.", proving->path);
  else
    json_object_set_new(proving->definitions, hex, json_pack("{s:O?, s:O?, s:O?}", "name", name, "version", version, "title", title));
  json_decref(json);
  mem_free(path);
}

static bool is_text(const json_t *object, const char *member, const char *wanted) {
  const char *text = json_text(object, member);
  return text && wanted && strcmp(text, wanted) == 0;
}

// ---- items

static const struct prove_item *item_in(const struct proving *proving, const char *folder) {
  const json_t *place = folder ? json_object_get(proving->item_places, folder) : NULL;
  return place ? &proving->items[json_integer_value(place)] : NULL;
}

static void check_items(struct proving *proving) {
  const json_t *rows = json_object_get(proving->about, "items"), *row;
  json_t *seen = json_object();
  size_t i;
  bool fits = json_array_size(rows) == proving->item_count;
  json_array_foreach(rows, i, row) {
    const struct prove_item *item = item_in(proving, json_text(row, "path"));
    fits = fits && item && PROVE_HAS_ONLY(row, "ref", "path", "entries") && is_text(row, "ref", item->ref ? item->ref : "") &&
           json_number(row, "entries", -1) == item->count && !json_object_get(seen, item->folder);
    if (item) json_put_flag(seen, item->folder, true);
  }
  if (!fits) prove_problem(proving, "%s does not list the items that are here, each with its reference and entries.", ABOUT);
  json_decref(seen);
}

// ---- definitions and calendars

static const json_t *row_of(const json_t *rows, const char *member, const char *text) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (is_text(row, member, text)) return row;
  return NULL;
}

static void check_definitions(struct proving *proving) {
  const json_t *rows = json_object_get(proving->about, "definitions");
  bool fits = json_array_size(rows) == json_object_size(proving->definitions);
  const char *hash;
  json_t *definition;
  json_object_foreach(proving->definitions, hash, definition) {
    const json_t *row = row_of(rows, "hash", hash);
    char *path = mem_format("data/definitions/%s.json", hash);
    fits = fits && PROVE_HAS_ONLY(row, "hash", "path", "name", "version", "title") && is_text(row, "path", path) &&
           json_equal(json_object_get(row, "name"), json_object_get(definition, "name")) &&
           json_equal(json_object_get(row, "title"), json_object_get(definition, "title")) &&
           json_equal(json_object_get(row, "version"), json_object_get(definition, "version"));
    mem_free(path);
  }
  if (!fits) prove_problem(proving, "%s does not list the definitions that are here, each with its name and version.", ABOUT);
  for (size_t i = 0; i < proving->item_count; i++) {
    const struct prove_item *item = &proving->items[i];
    json_t *went_by;
    json_object_foreach(item->definitions, hash, went_by) if (!json_object_get(proving->definitions, hash))
        prove_problem(proving, "A definition that %s went by is not here.", item->folder);
  }
}

static void check_calendars(struct proving *proving) {
  const json_t *rows = json_object_get(proving->about, "calendars");
  bool fits = json_array_size(rows) == json_array_size(proving->calendars);
  size_t i;
  json_t *path;
  json_array_foreach(proving->calendars, i, path) fits =
      fits && PROVE_HAS_ONLY(row_of(rows, "path", json_string_value(path)), "path", "name", "version");
  if (!fits) prove_problem(proving, "%s does not list the calendars that are here.", ABOUT);
}

// ---- what is withheld

static char *withheld_name(const char *ref, const char *why) { return mem_format("%s\n%s", ref ? ref : "", why ? why : ""); }

// {REF and WHY: row}: found by name, since a hostile bundle may have as many rows as there is room for. A new reference.
static json_t *withheld_rows(const json_t *rows) {
  json_t *named = json_object(), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    char *name = withheld_name(json_text(row, "ref"), json_text(row, "why"));
    json_object_set(named, name, row);
    mem_free(name);
  }
  return named;
}

static bool withheld_fits(const json_t *named, const struct prove_item *item) {
  const char *why;
  json_t *counts;
  bool fits = true;
  json_object_foreach(item->withheld, why, counts) {
    char *name = withheld_name(item->ref, why);
    const json_t *row = json_object_get(named, name);
    fits = fits && PROVE_HAS_ONLY(row, "ref", "why", "entries", "parts") &&
           json_equal(json_object_get(row, "entries"), json_object_get(counts, "entries")) &&
           json_equal(json_object_get(row, "parts"), json_object_get(counts, "parts"));
    mem_free(name);
  }
  return fits;
}

static void check_withheld(struct proving *proving) {
  const json_t *rows = json_object_get(proving->about, "withheld");
  json_t *named = withheld_rows(rows);
  size_t count = 0;
  bool fits = true;
  for (size_t i = 0; i < proving->item_count; i++) {
    fits = fits && withheld_fits(named, &proving->items[i]);
    count += json_object_size(proving->items[i].withheld);
  }
  if (!fits || !json_is_array(rows) || json_array_size(rows) != count)
    prove_problem(proving, "%s does not say what is withheld in the journals, and why.", ABOUT);
  json_decref(named);
}

static void check_head(struct proving *proving) {
  const struct checkpoint *head = &proving->log.head;
  const json_t *stated = json_object_get(proving->about, "checkpoint");
  const char *log = json_text(proving->about, "log");
  char hex[HASH_HEX_SIZE], *origin = mem_format("waymark/%s", log ? log : "");
  hex_write(hex, head->root.bytes, HASH_SIZE);
  if (proving->log.has_head && (!PROVE_HAS_ONLY(stated, "size", "root") || strcmp(origin, head->origin) != 0 ||
                                json_number(stated, "size", -1) != head->size || !is_text(stated, "root", hex)))
    prove_problem(proving, "%s names another head of the log than data/checkpoint.txt.", ABOUT);
  mem_free(origin);
}

static void check_members(struct proving *proving) {
  static const char *const known[] = {"format",   "log",   "checkpoint", "items",   "definitions", "calendars",
                                      "withheld", "asked", "recipient",  "purpose", "profile"};
  const char *name;
  json_t *value;
  json_object_foreach(proving->about, name, value) {
    bool is_known = false;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) is_known = is_known || strcmp(known[i], name) == 0;
    if (!is_known) prove_problem(proving, "%s says something that the format does not know: \"%.80s\".", ABOUT, name);
  }
}

static void tell_what_it_is_for(struct proving *proving) {
  const char *recipient = json_text(proving->about, "recipient"), *purpose = json_text(proving->about, "purpose");
  if (recipient || purpose)
    prove_say(proving->not_proven, "That it was made for %.200s, and for this: %.500s. The board's own journal says so.",
              recipient ? recipient : "nobody named", purpose ? purpose : "nothing said");
}

void prove_about_end(struct proving *proving) {
  if (!proving->about) {
    prove_problem(proving, "%s is missing: the bundle does not say what it holds.", ABOUT);
    return;
  }
  if (json_number(proving->about, "format", -1) != BUNDLE_FORMAT)
    prove_problem(proving, "%s is not of format %d, which this program reads: a newer program may have made it.", ABOUT, BUNDLE_FORMAT);
  check_members(proving);
  check_items(proving);
  check_definitions(proving);
  check_calendars(proving);
  check_withheld(proving);
  check_head(proving);
  tell_what_it_is_for(proving);
}
