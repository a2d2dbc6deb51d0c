// Checking the journal inside a bundle. See prove.h.
#include "op/prove.h"

#include "base/mem.h"
#include "bundle/bundle.h"
#include "store/entry.h"

#include <stdio.h>
#include <string.h>

struct proving {
  json_t *problems;
  int64_t count, withheld;      // entries read; those of which a part is withheld
  int64_t place;                // of the entry before in the item's chain; 0: there is none
  int64_t stated;               // how many entries data/item.json says there are; -1: it does not
  char chain[2 * ID_TEXT];      // log and item of the first entry: all have the same
  char previous[HASH_HEX_SIZE]; // leaf of the entry before
};

static void problem(struct proving *proving, int64_t sequence, const char *what) {
  char *text = mem_format("Entry %lld of the journal %s.", (long long)sequence, what);
  json_array_add(proving->problems, text);
  mem_free(text);
}

static bool read_ids(const json_t *json, struct entry *entry) {
  const char *log = json_text(json, "log"), *item = json_text(json, "case"), *actor = json_text(json, "actor"),
             *previous = json_text(json, "previous");
  return log && item && actor && previous && id_read(&entry->log_id, log) && id_read(&entry->case_id, item) &&
         id_read(&entry->actor_id, actor) && hex_read(entry->previous.bytes, HASH_SIZE, previous);
}

static bool read_entry(const json_t *json, struct entry *entry) {
  *entry = (struct entry){.kind = (enum entry_kind)json_number(json, "kind", 0),
                          .recorded_ms = json_number(json, "recorded", 0),
                          .logical_ms = json_number(json, "logical", 0),
                          .sequence = json_number(json, "sequence", -1),
                          .case_sequence = json_number(json, "case_sequence", -1)};
  struct err err;
  return read_ids(json, entry) && payload_root(json_object_get(json, "payload"), &entry->root, &err);
}

static bool is_withheld(const json_t *json) {
  size_t i;
  json_t *part;
  json_array_foreach(json_object_get(json, "payload"), i, part) if (json_text(part, "withheld")) return true;
  return false;
}

// J1: places are dense from 1, and each entry names the leaf of the one before; so none can be cut out, put in or moved.
static void check_place(struct proving *proving, const struct entry *entry, const json_t *json) {
  char chain[2 * ID_TEXT];
  snprintf(chain, sizeof chain, "%s %s", json_text(json, "log"), json_text(json, "case"));
  if (!proving->count) memcpy(proving->chain, chain, sizeof chain);
  if (strcmp(chain, proving->chain) != 0) problem(proving, entry->sequence, "is of another item or another board");
  if (entry->case_sequence != proving->place + 1)
    problem(proving, entry->sequence, "is not the next in the item's chain: entries are missing, doubled or out of order");
  else if (strcmp(proving->previous, json_text(json, "previous")) != 0)
    problem(proving, entry->sequence, "does not follow the one before it");
}

static void check_entry(struct proving *proving, const json_t *json) {
  struct entry entry;
  char leaf[HASH_HEX_SIZE];
  int64_t sequence = json_number(json, "sequence", -1);
  const char *stated = json_text(json, "leaf");
  if (!stated || !read_entry(json, &entry)) {
    problem(proving, sequence, "cannot be read");
    return;
  }
  struct hash hash = entry_leaf(&entry);
  hex_write(leaf, hash.bytes, HASH_SIZE);
  if (strcmp(leaf, stated) != 0) problem(proving, sequence, "is not as it was recorded: its hash does not fit its content");
  check_place(proving, &entry, json);
  memcpy(proving->previous, leaf, sizeof leaf);
  proving->place = entry.case_sequence;
  if (is_withheld(json)) proving->withheld++;
  proving->count++;
}

static void check_line(struct proving *proving, const char *line, size_t size) {
  struct err err;
  json_t *json = json_read(line, size, "a line of data/journal.jsonl", &err);
  if (json)
    check_entry(proving, json);
  else
    json_array_add(proving->problems, err.text);
  json_decref(json);
}

static void check_journal(struct proving *proving, const char *bytes, size_t size) {
  const char *at = bytes, *end = at + size;
  while (at < end) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    size_t length = stop ? (size_t)(stop - at) : (size_t)(end - at);
    if (length) check_line(proving, at, length);
    at += length + 1;
  }
}

static void check_item(struct proving *proving, const char *bytes, size_t size) {
  struct err err;
  json_t *json = json_read(bytes, size, "data/item.json", &err);
  if (json)
    proving->stated = json_number(json, "entries", -1);
  else
    json_array_add(proving->problems, err.text);
  json_decref(json);
}

static void check_file(void *user, const char *path, const void *bytes, size_t size) {
  if (strcmp(path, "data/journal.jsonl") == 0) check_journal(user, bytes, size);
  if (strcmp(path, "data/item.json") == 0) check_item(user, bytes, size);
}

// The chain alone does not show that its end was cut off.
static void check_end(struct proving *proving) {
  if (proving->stated == proving->count && proving->count) return;
  char *text = proving->stated < 0 ? mem_text("The bundle does not say in data/item.json how many entries its journal has.")
                                   : mem_format("The journal has %lld entries, but data/item.json says that there are %lld.",
                                                (long long)proving->count, (long long)proving->stated);
  json_array_add(proving->problems, text);
  mem_free(text);
}

static void put_findings(struct proving *proving, json_t *report) {
  if (json_flag(report, "ok")) check_end(proving); // a bag that failed is not read further
  json_array_extend(json_array_at(report, "problems"), proving->problems);
  if (json_array_size(proving->problems)) json_put_flag(report, "ok", false);
  if (!json_flag(report, "ok")) return;
  char *text = mem_format("The journal's %lld entries are each as they were recorded, in order, and none of them is missing.",
                          (long long)proving->count);
  json_array_add(json_array_at(report, "proven"), text);
  mem_free(text);
  if (!proving->withheld) return;
  text = mem_format("%lld with content that is withheld, such as who read the item: they show that it happened, and when.",
                    (long long)proving->withheld);
  json_array_add(json_array_at(report, "proven"), text);
  mem_free(text);
}

bool bundle_prove(const char *path, json_t **report, struct err *err) {
  struct proving proving = {.problems = json_array(), .stated = -1};
  struct bundle_reader reader = {.user = &proving, .file = check_file};
  memset(proving.previous, '0', sizeof proving.previous - 1); // before the first there is none
  bool ok = bundle_verify(path, &reader, report, err);
  if (ok) put_findings(&proving, *report);
  json_decref(proving.problems);
  return ok;
}
