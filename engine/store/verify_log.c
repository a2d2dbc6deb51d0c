// The log's own check: each header's hash, the sequence, every chain and the tree. What entries say is verify_payload.c's.
#include "base/mem.h"
#include "store/verify_internal.h"

bool log_check_begin(struct log_check *check, struct sql *sql, struct err *err) {
  static const char before[] = "SELECT leaf FROM entries WHERE case_id = ?1 AND case_sequence = ?2 AND sequence < ?3";
  *check = (struct log_check){.sql = sql, .problems = json_array(), .chains = chains_new(), .tree = tree_check_new(sql)};
  return sqlite3_prepare_v2(sql_db(sql), before, -1, &check->before, NULL) == SQLITE_OK || sql_fail(sql, "verify the journal", err);
}

void log_check_end(struct log_check *check) {
  tree_check_free(check->tree);
  chains_free(check->chains);
  sqlite3_finalize(check->before);
  json_decref(check->problems);
}

static void check_sequence(struct log_check *check, const struct entry *entry) {
  long long sequence = entry->sequence, first = check->expected;
  if (sequence == first + 1)
    problem_add(check->problems, first, "entries", "Entry %lld is missing from the journal.", first);
  else if (sequence != first)
    problem_add(check->problems, first, "entries", "Entries %lld to %lld are missing from the journal.", first, sequence - 1);
  check->expected = entry->sequence + 1;
}

static void check_header(struct log_check *check, const struct entry *entry, const struct hash *leaf) {
  if (!hash_equal(leaf, &entry->leaf))
    problem_add(check->problems, entry->sequence, "entries",
                "Entry %lld was changed after it was recorded: its header does not give its hash.", (long long)entry->sequence);
  if (entry->recorded_ms < check->last_recorded)
    problem_add(check->problems, entry->sequence, "entries", "Entry %lld says that it was recorded before the entry before it.",
                (long long)entry->sequence);
  check->last_recorded = entry->recorded_ms;
  tree_check_add(check->tree, &check->frontier, entry, leaf);
}

// What does not follow what came last is looked for in the journal, before it is called wrong.
static bool follows_in_journal(struct log_check *check, const struct entry *entry) {
  char hex[ID_TEXT];
  struct hash before = {0};
  id_write(entry->case_id, hex);
  sql_bind(check->before, "tnn", hex, entry->case_sequence - 1, entry->sequence);
  bool found = sqlite3_step(check->before) == SQLITE_ROW, read = !found || hex_read(before.bytes, HASH_SIZE, column_text(check->before, 0));
  sql_end(check->before);
  return read && found == (entry->case_sequence > 1) && entry->case_sequence > 0 && hash_equal(&before, &entry->previous);
}

void log_check_add(struct log_check *check, const struct batch_item *item) {
  const struct entry *entry = &item->entry;
  check_sequence(check, entry);
  if (!item->whole) {
    problem_add(check->problems, entry->sequence, "entries", "Entry %lld is damaged: a number, an id or a hash of it cannot be read.",
                (long long)entry->sequence);
    return;
  }
  check_header(check, entry, &item->leaf);
  if (!link_follow(chains_find(check->chains, entry->case_id), entry) && !follows_in_journal(check, entry))
    problem_add(check->problems, entry->sequence, "entries", "Entry %lld does not follow from the entry before it in its item's chain.",
                (long long)entry->sequence);
}
