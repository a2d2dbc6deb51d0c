// What entries say, in the check: each payload's root again, and the fold of what it holds into a store in memory. It needs nothing of the
// log's own check (verify.c) and may therefore run beside it, in a thread of its own, on a connection of its own.
#include "base/mem.h"
#include "store/verify_internal.h"

#include <string.h>

struct payload_check *payload_check_new(struct sql *fold, json_t *erased) {
  struct payload_check *check = mem_new(sizeof *check);
  check->fold = fold;
  check->erased = erased;
  check->problems = json_array();
  check->strays = json_array();
  check->named = json_object();
  check->chains = chains_new();
  check->late = late_new(fold);
  return check;
}

void payload_check_free(struct payload_check *check) {
  if (!check) return;
  late_free(check->late);
  chains_free(check->chains);
  mem_free(check->parts.items);
  buf_clear(&check->scratch);
  buf_clear(&check->keys);
  json_decref(check->problems);
  json_decref(check->strays);
  json_decref(check->named);
  mem_free(check);
}

static void say_unfolded(void *user, int64_t sequence, const struct err *err) {
  struct payload_check *check = user;
  problem_add(check->problems, sequence, NULL, "Entry %lld does not fold into the tables: %s", (long long)sequence, err->text);
}

// As ever: the whole entry at once, after what was kept of its item. Takes over the payload.
static void fold_now(struct payload_check *check, const struct entry *entry, json_t *payload) {
  struct err err;
  if (!late_settle(check->late, chains_find(check->chains, entry->case_id)->late, &err)) say_unfolded(check, entry->sequence, &err);
  erased_check(check->erased, entry, payload, check->problems);
  payload = erased_reading(check->erased, entry, payload);
  evidence_gather(check->named, entry, payload);
  if (!fold_entry_again(check->fold, entry, payload, &err)) say_unfolded(check, entry->sequence, &err);
  json_decref(payload);
}

static bool fold_plain(struct payload_check *check, const struct entry *entry, const struct part_text *text, struct err *err) {
  struct part part = payload_plain_read(text);
  bool ok = fold_part_again(check->fold, entry, &part, err);
  mem_free(part.name);
  json_decref(part.value);
  return ok;
}

// What is not kept late, as far as the fold does something with it.
static bool fold_rest(struct payload_check *check, const struct entry *entry, struct err *err) {
  for (const struct part_text *part = check->parts.items, *end = part + check->parts.count; part < end; part++) {
    bool folds = !part->is_late && fold_looks_at(part->name, part->name_size);
    if (folds && !fold_plain(check, entry, part, err)) return false;
  }
  return true;
}

// What is kept late is, the rest is folded at once. False: nothing was done, for the entry has something that is folded as ever.
static bool fold_late(struct payload_check *check, const struct entry *entry, const char *text) {
  struct part_text *part = check->parts.items, *end = part + check->parts.count;
  struct err err;
  bool can = entry->case_sequence > 0 && !id_is_zero(entry->case_id) && !strstr(text, "\"sha256\"") && !erased_of(check->erased, entry);
  check->keys.size = 0;
  for (; can && part < end; part++) can = late_can(part, &check->keys);
  if (!can) return false;
  if (!fold_rest(check, entry, &err)) {
    say_unfolded(check, entry->sequence, &err);
    return true;
  }
  struct late_case *item = late_case(check->late, &chains_find(check->chains, entry->case_id)->late, entry);
  for (part = check->parts.items; part < end; part++) late_keep(item, part, &check->keys);
  if (late_is_full(item) && !late_settle(check->late, item, &err)) say_unfolded(check, entry->sequence, &err);
  return true;
}

// Its text is hashed as it stands, where that can be done; else it is read. Only a root that is right proves what the text says.
void payload_check_add(struct payload_check *check, const struct entry *entry, const char *parts) {
  long long sequence = entry->sequence;
  struct err err;
  struct hash root;
  bool plain = parts && payload_plain_root(parts, &check->parts, &check->scratch, &root) && hash_equal(&root, &entry->root);
  if (plain && fold_late(check, entry, parts)) return;
  json_t *payload = parts ? json_loads(parts, JSON_REJECT_DUPLICATES, NULL) : NULL;
  if (!parts)
    problem_add(check->problems, sequence, "payloads", "The payload of entry %lld is missing.", sequence);
  else if (!plain && (!payload || !payload_root(payload, &root, &err) || !hash_equal(&root, &entry->root)))
    problem_add(check->problems, sequence, "payloads",
                "The payload of entry %lld was changed after it was recorded: its parts do not give its root.", sequence);
  if (payload) fold_now(check, entry, payload);
}

void payload_check_stray(struct payload_check *check, int64_t sequence) {
  problem_add(check->strays, -1, "payloads", "There is a payload of entry %lld, and no such entry.", (long long)sequence);
}

bool payload_check_settle(struct payload_check *check, int64_t count) { return late_settle_some(check->late, count, say_unfolded, check); }
