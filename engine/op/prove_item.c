// One item of a bundle: its journal is one whole chain (J1, J2), and what stands readable beside it is what the journal comes to. See
// proving.h.
//
// Files may come in any order, so each half waits for the other; what was compared is let go, so that ten thousand items take no more
// memory than the largest.
#include "base/mem.h"
#include "op/pages.h"
#include "op/proving.h"

#include <stdio.h>
#include <string.h>

// Of one item: a hostile journal could bring a new one with each part. A profile's are of 200 bytes.
enum { REASONS_MAX = 1000, REASON_SIZE_MAX = 1000 };

// ---- the journal

// J1: places are dense from 1, and each entry names the leaf of the one before; so none can be cut out, put in or moved.
static void check_place(struct proving *proving, const struct entry *entry, const json_t *json) {
  struct prove_item *item = proving->item;
  char chain[2 * ID_TEXT];
  long long sequence = (long long)entry->sequence;
  snprintf(chain, sizeof chain, "%s %s", json_text(json, "log"), json_text(json, "case"));
  if (!item->count) memcpy(item->chain, chain, sizeof chain);
  if (strcmp(chain, item->chain) != 0)
    prove_problem(proving, "Entry %lld of %s is of another item or another board.", sequence, proving->path);
  if (entry->case_sequence != item->place + 1)
    prove_problem(proving, "Entry %lld of %s is not the next in the item's chain: entries are missing, doubled or out of order.", sequence,
                  proving->path);
  else if (strcmp(item->previous, json_text(json, "previous")) != 0)
    prove_problem(proving, "Entry %lld of %s does not follow the one before it.", sequence, proving->path);
}

static void count_withheld(struct prove_item *item, const json_t *payload) {
  json_t *reasons = json_object(), *part, *parts;
  const char *reason;
  size_t i;
  json_array_foreach(payload, i, part) {
    reason = json_text(part, "withheld");
    item->shortened += json_object_get(part, "instead") != NULL;
    if (reason) json_put_number(reasons, reason, json_number(reasons, reason, 0) + 1);
  }
  item->withheld_entries += json_object_size(reasons) > 0;
  json_object_foreach(reasons, reason, parts) {
    bool is_many = json_object_size(item->withheld) >= REASONS_MAX || strlen(reason) > REASON_SIZE_MAX;
    if (is_many && !json_object_get(item->withheld, reason)) continue; // then bundle.json cannot fit
    json_t *count = json_object_at(item->withheld, reason);
    json_put_number(count, "entries", json_number(count, "entries", 0) + 1);
    json_put_number(count, "parts", json_number(count, "parts", 0) + json_integer_value(parts));
  }
  json_decref(reasons);
}

static void take_entry(struct proving *proving, const struct entry *entry, const char *leaf, const json_t *json) {
  struct prove_item *item = proving->item;
  bool is_content = entry_kind_is_content((int)entry->kind);
  check_place(proving, entry, json);
  memcpy(item->previous, leaf, HASH_HEX_SIZE);
  item->place = entry->case_sequence;
  item->count++;
  item->content += is_content;
  count_withheld(item, json_object_get(json, "payload"));
  prove_fold_entry(&item->fold, json, is_content);
  prove_leaf_add(proving->stream, entry->sequence, leaf);
  if (entry->kind != ENTRY_ACCESS) prove_row(proving, json);
}

void prove_journal_begin(struct proving *proving) {
  struct prove_item *item = proving->item;
  memset(item->previous, '0', HASH_HEX_SIZE - 1); // before the first there is none
  proving->stream = hash_stream_new("SHA256");
  proving->rows = hash_stream_new("SHA256");
}

void prove_journal_line(struct proving *proving, const char *line, size_t size) {
  struct entry entry;
  char leaf[HASH_HEX_SIZE];
  json_t *json = prove_json(proving, line, size);
  if (json && prove_entry_read(proving, json, &entry, leaf)) take_entry(proving, &entry, leaf, json);
  json_decref(json);
}

// ---- what it comes to

static void differs(struct proving *proving, const struct prove_item *item, const char *what) {
  prove_problem(proving, "%s/item.json says another %s than the journal comes to.", item->folder, what);
}

static bool is_text(const json_t *object, const char *member, const char *wanted) {
  const char *text = json_text(object, member);
  return text && wanted && strcmp(text, wanted) == 0;
}

// Where something is withheld, a field may be missing; what is there must be what the journal says.
static bool fields_fit(const struct prove_fold *fold, const json_t *stated) {
  const char *name;
  json_t *value;
  if (!json_is_object(stated)) return false;
  if (!fold->is_partial) return json_equal(fold->fields, (json_t *)stated);
  json_object_foreach((json_t *)stated, name, value) if (!json_equal(json_object_get(fold->fields, name), value)) return false;
  return true;
}

static bool title_fits(const struct prove_fold *fold, const json_t *stated) {
  const char *title = fold->title ? json_string_value(fold->title) : json_text(fold->made, "title");
  return title ? is_text(stated, "title", title) : fold->is_partial;
}

static void compare_made(struct proving *proving, const struct prove_item *item) {
  static const char *const members[] = {"ref", "workflow"};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
    if (!is_text(item->stated, members[i], json_text(item->fold.made, members[i]))) differs(proving, item, members[i]);
  if (!is_text(item->stated, "definition", prove_fold_definition(&item->fold))) differs(proving, item, "definition");
  if (item->fold.is_misled)
    prove_problem(proving, "The journal of %s moves it to another version from one that it was not on.", item->folder);
}

static void compare_count(struct proving *proving, const struct prove_item *item) {
  int64_t stated = json_number(item->stated, "entries", -1);
  if (stated < 0)
    prove_problem(proving, "The bundle does not say in %s/item.json how many entries its journal has.", item->folder);
  else if (stated != item->count)
    prove_problem(proving, "The journal has %lld entries, but %s/item.json says that there are %lld.", (long long)item->count, item->folder,
                  (long long)stated);
  if (json_number(item->stated, "revision", -1) != item->content) differs(proving, item, "revision");
}

// Of format 1 the chain alone is held against what is said.
static bool is_first_format(const struct prove_item *item) { return !strchr(item->folder, '/'); }

static void compare_stated(struct proving *proving, struct prove_item *item) {
  const struct prove_fold *fold = &item->fold;
  const json_t *configuration = json_object_get(item->stated, "configuration"), *closed = json_object_get(item->stated, "closed");
  compare_count(proving, item);
  if (is_first_format(item)) return;
  if (!PROVE_HAS_ONLY(item->stated, "ref", "title", "workflow", "definition", "revision", "entries", "closed", "fields", "configuration"))
    prove_problem(proving, "%s/item.json says something that the format does not know, or leaves something out.", item->folder);
  compare_made(proving, item);
  if (!fields_fit(fold, json_object_get(item->stated, "fields"))) differs(proving, item, "fields");
  if (fold->configuration ? !json_equal(fold->configuration, configuration) : !fold->is_partial) differs(proving, item, "configuration");
  if (!title_fits(fold, item->stated)) differs(proving, item, "title");
  if (!json_is_boolean(closed) || json_is_true(closed) != fold->closed) differs(proving, item, "state, closed or not,");
}

static void keep_names(struct prove_item *item) {
  const char *ref = json_text(item->fold.made, "ref"), *definition = prove_fold_definition(&item->fold);
  item->ref = mem_text(ref ? ref : "");
  item->definitions = item->fold.definitions ? json_incref(item->fold.definitions) : json_object();
  if (definition && !item->fold.moved) json_put_flag(item->definitions, definition, true);
}

static void check_file(struct proving *proving, const char *path, const char *stated, const char *sha256) {
  if (!stated || strcmp(stated, sha256) != 0) prove_problem(proving, "%s is not the evidence that the journal names.", path);
}

// A file that came before the journal, by one of its names; false: it did not.
static bool was_met(struct proving *proving, struct prove_item *item, const char *path, enum page_naming naming, const char *sha256) {
  const char *met = json_text(item->met, path);
  if (!met) return false;
  check_file(proving, path, sha256, met);
  item->naming |= naming;
  json_object_del(item->met, path);
  return true;
}

static void expect_file(struct proving *proving, struct prove_item *item, const json_t *one) {
  char *hash_name = page_evidence_path(one, NAMED_BY_HASH), *number_name = page_evidence_path(one, NAMED_BY_NUMBER);
  char *by_hash = mem_format("%s/%s", item->folder, hash_name), *by_number = mem_format("%s/%s", item->folder, number_name);
  const char *sha256 = json_text(one, "sha256");
  if (!was_met(proving, item, by_hash, NAMED_BY_HASH, sha256) && !was_met(proving, item, by_number, NAMED_BY_NUMBER, sha256)) {
    json_put_text(item->expected, by_hash, sha256 ? sha256 : "");
    json_put_text(item->by_number, by_number, by_hash);
  }
  mem_free(hash_name);
  mem_free(number_name);
  mem_free(by_hash);
  mem_free(by_number);
}

// Each file of evidence that the journal names must lie there, and no other.
static void expect_evidence(struct proving *proving, struct prove_item *item) {
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(item->fold.fields, "evidence"), i, one) {
    if (json_flag(one, "erased") || json_text(one, "withheld")) continue; // a tombstone has no file
    expect_file(proving, item, one);
  }
}

static void compare(struct proving *proving, struct prove_item *item) {
  if (item->is_compared || !item->has_journal || !item->stated || (!item->sheet && !is_first_format(item))) return;
  compare_stated(proving, item);
  if (item->sheet) prove_sheet_compare(proving, item);
  item->is_compared = true;
  prove_fold_clear(&item->fold);
  json_decref(item->stated);
  json_decref(item->sheet);
  item->stated = item->sheet = NULL;
  proving->held -= item->held;
  item->held = 0;
}

// Honest files of an item lie together, so that little waits; of a hostile bundle it would grow with the bundle.
bool prove_hold(struct proving *proving, size_t size) {
  if (proving->held + size > PROVE_HELD_MAX) {
    prove_problem(proving, "%s comes too early: more lies before the journals that it belongs to than can be held.", proving->path);
    return false;
  }
  proving->held += size;
  proving->item->held += size;
  return true;
}

void prove_journal_end(struct proving *proving) {
  struct prove_item *item = proving->item;
  uint8_t out[64];
  hash_stream_end(proving->stream, out);
  memcpy(item->leaves.bytes, out, HASH_SIZE);
  hash_stream_end(proving->rows, out);
  memcpy(item->rows.bytes, out, HASH_SIZE);
  proving->stream = proving->rows = NULL;
  item->has_journal = true;
  keep_names(item);
  if (!is_first_format(item)) expect_evidence(proving, item);
  compare(proving, item);
}

void prove_stated(struct proving *proving, const char *text, size_t size) {
  if (!prove_hold(proving, size)) return;
  proving->item->stated = prove_json(proving, text, size);
  compare(proving, proving->item);
}

void prove_evidence_sheet_done(struct proving *proving) { compare(proving, proving->item); }

void prove_evidence(struct proving *proving, const char *sha256_hex) {
  struct prove_item *item = proving->item;
  const char *other = json_text(item->by_number, proving->path), *path = other ? other : proving->path;
  const char *expected = json_text(item->expected, path);
  if (expected) {
    check_file(proving, proving->path, expected, sha256_hex);
    item->naming |= other ? NAMED_BY_NUMBER : NAMED_BY_HASH;
  } else if (!item->has_journal)
    json_put_text(item->met, proving->path, sha256_hex);
  else
    prove_problem(proving, "%s is no evidence that the journal names.", proving->path);
  json_object_del(item->expected, path);
}

// ---- at the end

static void check_evidence(struct proving *proving, const struct prove_item *item) {
  const char *path;
  json_t *ignored;
  json_object_foreach(item->expected, path, ignored) prove_problem(proving, "%s is missing: the journal names it as evidence.", path);
  json_object_foreach(item->met, path, ignored) prove_problem(proving, "%s is no evidence that the journal names.", path);
  if (item->naming == (NAMED_BY_HASH | NAMED_BY_NUMBER) || (item->naming == NAMED_BY_NUMBER && !proving->is_encrypted))
    prove_problem(proving, "%s/evidence.csv does not call the files of evidence what they are called in the bundle.", item->folder);
}

static void check_whole(struct proving *proving, struct prove_item *item) {
  if (!item->has_journal || !item->count)
    prove_problem(proving, "The journal has 0 entries: %s/journal.jsonl is missing or empty.", item->folder);
  if (!item->is_compared && !item->stated && item->has_journal)
    prove_problem(proving, "The bundle does not say in %s/item.json what the journal comes to.", item->folder);
  if (is_first_format(item)) return;
  if (!item->is_compared && item->stated && item->has_journal)
    prove_problem(proving, "%s/evidence.csv is missing or cannot be read.", item->folder);
  if (!item->has_timeline || !hash_equal(&item->rows, &item->sheet_rows))
    prove_problem(proving, "%s/timeline.csv does not tell the entries of the journal, each with its time, its kind and its people.",
                  item->folder);
  check_evidence(proving, item);
}

void prove_items_end(struct proving *proving) {
  for (size_t i = 0; i < proving->item_count; i++) check_whole(proving, &proving->items[i]);
}

void prove_items_clear(struct proving *proving) {
  for (size_t i = 0; i < proving->item_count; i++) {
    struct prove_item *item = &proving->items[i];
    mem_free(item->folder);
    mem_free(item->ref);
    json_decref(item->definitions);
    prove_fold_clear(&item->fold);
    json_decref(item->withheld);
    json_decref(item->stated);
    json_decref(item->sheet);
    json_decref(item->expected);
    json_decref(item->by_number);
    json_decref(item->met);
  }
  mem_free(proving->items);
  json_decref(proving->item_places);
}
