// Checking the journal inside a bundle. See prove.h.
#include "op/prove.h"

#include "base/mem.h"
#include "bundle/bundle.h"
#include "store/entry.h"

#include <stdio.h>
#include <string.h>

struct proving {
  json_t *problems;
  int64_t count, next_place; // entries read; the place that the next must not fall below
  char previous[HASH_HEX_SIZE];
  bool gap; // access entries are left out of bundles, so places may be missing
  bool seen;
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
  if (entry.case_sequence < proving->next_place) problem(proving, sequence, "stands out of order");
  bool follows = entry.case_sequence == proving->next_place;
  if (follows && proving->seen && strcmp(proving->previous, json_text(json, "previous")) != 0)
    problem(proving, sequence, "does not follow the one before it");
  if (!follows) proving->gap = true;
  proving->next_place = entry.case_sequence + 1;
  memcpy(proving->previous, leaf, sizeof leaf);
  proving->seen = true;
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

static void check_file(void *user, const char *path, const void *bytes, size_t size) {
  if (strcmp(path, "data/journal.jsonl") != 0) return;
  const char *at = bytes, *end = at + size;
  while (at < end) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    size_t length = stop ? (size_t)(stop - at) : (size_t)(end - at);
    if (length) check_line(user, at, length);
    at += length + 1;
  }
}

static void put_findings(struct proving *proving, json_t *report) {
  json_array_extend(json_array_at(report, "problems"), proving->problems);
  if (json_array_size(proving->problems)) json_put_flag(report, "ok", false);
  if (!proving->count || json_array_size(proving->problems)) return;
  char *text = mem_format("The journal's %lld entries are each as they were recorded, and in order%s.", (long long)proving->count,
                          proving->gap ? " (entries that only say who read the item are left out)" : "");
  json_array_add(json_array_at(report, "proven"), text);
  mem_free(text);
}

bool bundle_prove(const char *path, json_t **report, struct err *err) {
  struct proving proving = {.problems = json_array(), .next_place = 1};
  struct bundle_reader reader = {.user = &proving, .file = check_file};
  bool ok = bundle_verify(path, &reader, report, err);
  if (ok) put_findings(&proving, *report);
  json_decref(proving.problems);
  return ok;
}
