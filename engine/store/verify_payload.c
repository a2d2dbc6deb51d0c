// What entries say, in the check: whether each payload gives its root, where verify_batch.c could not prove it, and the fold of what it
// holds into a store in memory.
#include "base/mem.h"
#include "store/verify_internal.h"

#include <string.h>

struct payload_check *payload_check_new(struct sql *fold, struct messages *messages) {
  struct payload_check *check = mem_new(sizeof *check);
  check->fold = fold;
  check->problems = json_array();
  check->strays = json_array();
  check->named = json_object();
  check->chains = chains_new();
  check->late = late_new(fold);
  check->messages = messages;
  return check;
}

void payload_check_free(struct payload_check *check) {
  if (!check) return;
  late_free(check->late);
  messages_free(check->messages);
  chains_free(check->chains);
  json_decref(check->problems);
  json_decref(check->strays);
  json_decref(check->named);
  mem_free(check);
}

static void say_unfolded(void *user, int64_t sequence, const struct err *err) {
  struct payload_check *check = user;
  problem_add(check->problems, sequence, NULL, "Entry %lld does not fold into the tables: %s", (long long)sequence, err->text);
}

static bool need_messages(struct payload_check *check, const json_t *payload, struct err *err) {
  size_t i;
  json_t *part;
  bool ok = true;
  json_array_foreach(payload, i, part) {
    const char *name = check->messages ? json_text(part, "name") : NULL;
    if (name) ok = messages_need(check->messages, name, json_object_get(part, "value"), err) && ok;
  }
  return ok;
}

// As ever: the whole entry at once, after what was kept of its item. Takes over the payload.
static void fold_now(struct payload_check *check, const struct entry *entry, json_t *payload) {
  struct err err;
  if (!late_settle(check->late, chains_find(check->chains, entry->case_id)->late, &err)) say_unfolded(check, entry->sequence, &err);
  erased_check(check->erased, entry, payload, check->problems);
  payload = erased_reading(check->erased, entry, payload);
  evidence_gather(check->named, entry, payload);
  if (!need_messages(check, payload, &err)) say_unfolded(check, entry->sequence, &err);
  if (!fold_entry_again(check->fold, entry, payload, &err)) say_unfolded(check, entry->sequence, &err);
  json_decref(payload);
}

static bool fold_plain(struct payload_check *check, const struct entry *entry, const struct part_texts *parts, const struct part_text *text,
                       struct err *err) {
  struct part part = payload_plain_read(parts, text);
  bool ok =
      (!check->messages || messages_need(check->messages, part.name, part.value, err)) && fold_part_again(check->fold, entry, &part, err);
  mem_free(part.name);
  json_decref(part.value);
  return ok;
}

static bool folds(struct payload_check *check, const struct entry *entry, const struct part_text *part) {
  if (part->is_late || !fold_looks_at(part->name, part->name_size)) return false;
  return !check->messages || !part->is_message || !messages_keep(check->messages, part, entry->sequence);
}

// What is not kept late, as far as the fold does something with it.
static bool fold_rest(struct payload_check *check, const struct part_texts *parts, const struct batch_item *at, struct err *err) {
  const struct part_text *part = parts->items + at->part_at, *end = part + at->part_count;
  for (; part < end; part++)
    if (folds(check, &at->entry, part) && !fold_plain(check, &at->entry, parts, part, err)) return false;
  return true;
}

// What is kept late is, the rest is folded at once. False: nothing was done, for the entry has something that is folded as ever.
static bool fold_late(struct payload_check *check, const struct batch *batch, const struct batch_item *at) {
  const struct entry *entry = &at->entry;
  const struct part_text *part = batch->parts.items + at->part_at, *end = part + at->part_count;
  struct err err;
  if (!at->is_late || erased_of(check->erased, entry)) return false;
  if (!fold_rest(check, &batch->parts, at, &err)) {
    say_unfolded(check, entry->sequence, &err);
    return true;
  }
  struct late_case *item = late_case(check->late, &chains_find(check->chains, entry->case_id)->late, entry);
  for (; part < end; part++) late_keep(item, part, &batch->keys);
  if (late_is_full(item) && !late_settle(check->late, item, &err)) say_unfolded(check, entry->sequence, &err);
  return true;
}

void payload_check_add(struct payload_check *check, const struct batch *batch, const struct batch_item *item) {
  long long sequence = item->entry.sequence;
  const char *text = batch_text(batch, item);
  struct err err;
  struct hash root;
  if (fold_late(check, batch, item)) return;
  json_t *payload = text ? json_loadb(text, item->text_size, JSON_REJECT_DUPLICATES, NULL) : NULL; // what is behind a NUL too
  if (!text)
    problem_add(check->problems, sequence, "payloads", "The payload of entry %lld is missing.", sequence);
  else if (!item->is_proved && (!payload || !payload_root(payload, &root, &err) || !hash_equal(&root, &item->entry.root)))
    problem_add(check->problems, sequence, "payloads",
                "The payload of entry %lld was changed after it was recorded: its parts do not give its root.", sequence);
  if (payload) fold_now(check, &item->entry, payload);
}

void payload_check_expect(struct payload_check *check, const struct batch *batch) {
  for (size_t i = 0; check->messages && i < batch->parts.count; i++)
    if (batch->parts.items[i].is_message) messages_expect(check->messages, &batch->parts.items[i]);
}

void payload_check_stray(struct payload_check *check, int64_t sequence) {
  problem_add(check->strays, -1, "payloads", "There is a payload of entry %lld, and no such entry.", (long long)sequence);
}

bool payload_check_settle(struct payload_check *check, int64_t count) { return late_settle_some(check->late, count, say_unfolded, check); }

bool payload_check_same(struct payload_check *check) {
  if (!check->messages) return false;
  bool same = messages_are_same(check->messages);
  if (!same) messages_settle(check->messages, say_unfolded, check);
  return same;
}
