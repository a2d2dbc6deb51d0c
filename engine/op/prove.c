// Checking the journal inside a bundle. See prove.h.
#include "op/prove.h"

#include "base/buf.h"
#include "base/mem.h"
#include "bundle/bundle.h"
#include "store/entry.h"

#include <stdio.h>
#include <string.h>

enum { PIECE_MAX = 16 << 20 }; // bounds the memory that a hostile bundle can take: what is held at once is one line, or the item

struct proving {
  json_t *problems;
  int64_t count, withheld;      // entries read; those of which a part is withheld
  int64_t place;                // of the entry before in the item's chain; 0: there is none
  int64_t stated;               // how many entries data/item.json says there are; -1: it does not
  char chain[2 * ID_TEXT];      // log and item of the first entry: all have the same
  char previous[HASH_HEX_SIZE]; // leaf of the entry before
  bool in_journal;              // which file comes in
  struct buf text;              // of the journal, a line that is not complete; of the item, all of it
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

static void check_item(struct proving *proving, const char *bytes, size_t size) {
  struct err err;
  json_t *json = json_read(bytes, size, "data/item.json", &err);
  if (json)
    proving->stated = json_number(json, "entries", -1);
  else
    json_array_add(proving->problems, err.text);
  json_decref(json);
}

static bool begin_file(void *user, const char *path, int64_t size) {
  struct proving *proving = user;
  (void)size;
  proving->in_journal = strcmp(path, "data/journal.jsonl") == 0;
  return proving->in_journal || strcmp(path, "data/item.json") == 0;
}

// Gives each line that is complete to be checked, and keeps the rest.
static void check_lines(struct proving *proving) {
  const char *at = proving->text.data, *end = at + proving->text.size;
  for (const char *stop; (stop = memchr(at, '\n', (size_t)(end - at))); at = stop + 1)
    if (stop > at) check_line(proving, at, (size_t)(stop - at));
  size_t rest = (size_t)(end - at);
  memmove(proving->text.data, at, rest);
  proving->text.size = rest;
}

static void take_bytes(void *user, const void *bytes, size_t size) {
  struct proving *proving = user;
  buf_add(&proving->text, bytes, size);
  if (proving->in_journal && memchr(bytes, '\n', size)) check_lines(proving);
  if (proving->text.size <= PIECE_MAX) return;
  if (json_array_size(proving->problems) < 50)
    json_array_add(proving->problems, "data/item.json or a line of the journal is larger than 16 MiB, which none of ours is.");
  buf_clear(&proving->text);
}

static void end_file(void *user) {
  struct proving *proving = user;
  if (proving->in_journal && proving->text.size) check_line(proving, proving->text.data, proving->text.size);
  if (!proving->in_journal) check_item(proving, proving->text.data ? proving->text.data : "", proving->text.size);
  buf_clear(&proving->text);
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
  struct bundle_reader reader = {.user = &proving, .begin = begin_file, .bytes = take_bytes, .end = end_file};
  memset(proving.previous, '0', sizeof proving.previous - 1); // before the first there is none
  bool ok = bundle_verify(path, NULL, &reader, report, err);
  if (ok) put_findings(&proving, *report);
  buf_clear(&proving.text);
  json_decref(proving.problems);
  return ok;
}
