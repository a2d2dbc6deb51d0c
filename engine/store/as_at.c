// The store as it was (J4): the entries up to a moment, folded into a store in memory by the fold that commits use. So a past page cannot
// be other than the page was, and there is no second copy of any table that could differ.
//
// 1. Known then: the entries that were recorded by that moment. Recorded instants never go back, so they are a prefix of the journal.
// 2. True then, by what is known now: of each chain the entries up to the first whose logical instant is later. A timer that ran late
// counts
//    from its due instant; nothing counts before what it followed in its own chain, so the strict fold meets no drop without its arming.
// 3. By what is known now a field that was recorded in error reads as it was meant from that entry on: its part is replaced as it is
// folded,
//    and the correction's own fields are passed over, since it already did what it does. Timers and messages are left as they were: what
//    was armed and told then was armed and told.
#include "base/mem.h"
#include "store/internal.h"

#include <string.h>

#define PAST_COLUMNS                                                                                                                       \
  "SELECT e.sequence, e.kind, e.recorded, e.logical, e.case_id, e.actor_id, e.case_sequence, e.previous, e.root, e.leaf, p.parts "         \
  "FROM entries e LEFT JOIN payloads p ON p.sequence = e.sequence "

static const char BOARD_CHAIN[] = "00000000000000000000000000000000", MEANT[] = "meant/", FIELD[] = "field/";

struct past {
  struct store *from, *to;
  const struct store_moment *moment;
  json_t *erased;    // what erasures say of what they dropped (erased.c): they hold for every moment
  json_t *ended;     // {CHAIN: true}: chains of which an entry was too late
  json_t *corrected; // {"CHAIN/NUMBER": {PART: value}}: what an entry reads as; {} when it is not to be looked at
};

static const json_t *part_value(const json_t *payload, const char *name) {
  size_t i;
  json_t *part;
  json_array_foreach(payload, i, part) {
    const char *have = json_text(part, "name");
    if (have && strcmp(have, name) == 0) return json_object_get(part, "value");
  }
  return NULL;
}

// " AND e.case_id IN ('HEX', ...)": the board's chain and those of the items; hex digits need no escaping. Caller frees.
static char *only_chains(const struct store_moment *moment) {
  struct buf text;
  char hex[ID_TEXT];
  buf_init(&text);
  if (!moment->case_id) return buf_take(&text);
  buf_format(&text, " AND e.case_id IN ('%s'", BOARD_CHAIN);
  for (size_t i = 0; i < (moment->case_count ? moment->case_count : 1); i++) {
    id_write(moment->case_id[i], hex);
    buf_format(&text, ",'%s'", hex);
  }
  buf_char(&text, ')');
  return buf_take(&text);
}

// Who looked at what was is no part of it, and stands in the board's own chain as often as people looked.
#define NO_LOOKS " AND NOT (e.kind = 20 AND e.case_id = '00000000000000000000000000000000')"

// One scan of the journal, or of the board's chain and some items'; `only` is a condition beside that.
static sqlite3_stmt *scan_begin(struct past *past, const char *only, struct err *err) {
  char *chains = only_chains(past->moment), *text = mem_format(PAST_COLUMNS "WHERE %s%s%s ORDER BY e.sequence", only, chains, NO_LOOKS);
  sqlite3_stmt *scan = NULL;
  bool ok = sqlite3_prepare_v2(sql_db(&past->from->sql), text, -1, &scan, NULL) == SQLITE_OK ||
            sql_fail(&past->from->sql, "read the journal", err);
  mem_free(text);
  mem_free(chains);
  return ok ? scan : NULL;
}

static bool is_over(struct past *past, const char *chain, const struct entry *entry) {
  if (past->moment->size) return entry->sequence >= past->moment->size;
  if (past->moment->known) return entry->recorded_ms > past->moment->at_ms;
  if (json_object_get(past->ended, chain)) return true;
  if (entry->logical_ms <= past->moment->at_ms) return false;
  json_put_flag(past->ended, chain, true);
  return true;
}

static bool fail_damaged(const struct entry *entry, struct err *err) {
  return err_set(err, ERR_CORRUPT,
                 "Cannot show what was: entry %lld of the journal is not what was recorded. Run `waymark journal verify` for all that is "
                 "wrong, then put back the latest backup.",
                 (long long)entry->sequence);
}

typedef bool row_fn(struct past *past, sqlite3_stmt *scan, const struct entry *entry, const json_t *payload, struct err *err);

// What an entry counts from is believed only if its header is whole; what comes too late is not read further.
static bool scan_row(struct past *past, sqlite3_stmt *scan, bool all, row_fn *each, struct err *err) {
  struct entry entry;
  const char *parts = NULL;
  struct hash leaf;
  bool read = journal_row(scan, past->from->log_id, &entry, &parts);
  if (read) leaf = entry_leaf(&entry);
  if (!read || !hash_equal(&leaf, &entry.leaf)) return fail_damaged(&entry, err);
  if (!all && is_over(past, column_text(scan, 4), &entry)) return true;
  json_t *payload = parts ? json_loads(parts, 0, NULL) : NULL;
  bool whole = row_is_whole(&entry, payload);
  bool ok = whole ? each(past, scan, &entry, payload, err) : fail_damaged(&entry, err);
  json_decref(payload);
  return ok;
}

// Calls `each` with every row of the scan, or with those that were there by then.
static bool scan_all(struct past *past, const char *only, bool all, row_fn *each, struct err *err) {
  sqlite3_stmt *scan = scan_begin(past, only, err);
  bool ok = scan != NULL;
  int stepped = SQLITE_DONE;
  while (ok && (stepped = sqlite3_step(scan)) == SQLITE_ROW) ok = scan_row(past, scan, all, each, err);
  ok = ok && (stepped == SQLITE_DONE || sql_fail(&past->from->sql, "read the journal", err));
  sqlite3_finalize(scan);
  return ok;
}

// The parts that the corrected entry reads as, by the last correction of each.
static bool gather(struct past *past, sqlite3_stmt *scan, const struct entry *entry, const json_t *stored, struct err *err) {
  (void)err;
  json_t *payload = erased_reading(past->erased, entry, json_incref((json_t *)stored));
  char *key = mem_format("%s/%lld", column_text(scan, 4), (long long)json_number(part_value(payload, "correction"), "entry", 0));
  json_t *reads = json_object_at(past->corrected, key), *part;
  const json_t *title = part_value(payload, "title");
  size_t i;
  json_array_foreach(payload, i, part) {
    const char *name = json_text(part, "name");
    if (!name || strncmp(name, MEANT, sizeof MEANT - 1) != 0) continue;
    char *field = mem_format("%s%s", FIELD, name + sizeof MEANT - 1);
    json_object_set(reads, field, json_object_get(part, "value"));
    mem_free(field);
  }
  if (title) json_object_set(reads, "title", (json_t *)title);
  json_decref(payload);
  mem_free(key);
  return true;
}

// The payload with some of its parts replaced or added. A new reference.
static json_t *payload_reading(const json_t *payload, const json_t *reads) {
  json_t *out = json_array(), *part, *value;
  size_t i;
  const char *name;
  json_array_foreach(payload, i, part) {
    name = json_text(part, "name");
    if (!name || !json_object_get(reads, name)) json_array_append(out, part);
  }
  json_object_foreach((json_t *)reads, name, value) json_array_append_new(out, json_pack("{s:s, s:O}", "name", name, "value", value));
  return out;
}

// A correction without what stands in the entry that it corrects. A new reference.
static json_t *payload_without_fields(const json_t *payload) {
  json_t *out = json_array(), *part;
  size_t i;
  json_array_foreach(payload, i, part) {
    const char *name = json_text(part, "name");
    bool stands = name && (strncmp(name, FIELD, sizeof FIELD - 1) == 0 || strcmp(name, "title") == 0);
    if (!stands) json_array_append(out, part);
  }
  return out;
}

// A new reference.
static json_t *payload_folded(struct past *past, sqlite3_stmt *scan, const struct entry *entry, const json_t *payload) {
  if (past->moment->known) return json_incref((json_t *)payload);
  if (entry->kind == ENTRY_IN_ERROR) return payload_without_fields(payload);
  char *key = mem_format("%s/%lld", column_text(scan, 4), (long long)entry->case_sequence);
  const json_t *reads = json_object_get(past->corrected, key);
  mem_free(key);
  return reads ? payload_reading(payload, reads) : json_incref((json_t *)payload);
}

// The row itself stays as it was recorded: history and hashes are of that. A payload of which a part is not to be seen is without it.
static bool copy_row(struct past *past, sqlite3_stmt *scan, const struct entry *entry, const char *parts, struct err *err) {
  struct sql *sql = &past->to->sql;
  sqlite3_stmt *add = sql_get(sql, SQL_ENTRY_ADD), *add_payload = sql_get(sql, SQL_PAYLOAD_ADD);
  sql_bind(add, "nnnnttnttt", entry->sequence, (int64_t)entry->kind, entry->recorded_ms, entry->logical_ms, column_text(scan, 4),
           column_text(scan, 5), entry->case_sequence, column_text(scan, 7), column_text(scan, 8), column_text(scan, 9));
  if (!sql_run(sql, add, "copy an entry", err)) return false;
  sql_bind(add_payload, "nt", entry->sequence, parts);
  return sql_run(sql, add_payload, "copy an entry's payload", err);
}

static bool take_payload(struct past *past, sqlite3_stmt *scan, const struct entry *entry, const json_t *payload, const char *parts,
                         struct err *err) {
  json_t *reads = erased_reading(past->erased, entry, json_incref((json_t *)payload)), *folded = payload_folded(past, scan, entry, reads);
  bool ok = copy_row(past, scan, entry, parts, err) &&
            (fold_entry_again(&past->to->sql, entry, folded, err) || err_prefix(err, "Entry %lld: ", (long long)entry->sequence));
  json_decref(folded);
  json_decref(reads);
  return ok;
}

// What stands in the place of an erased part is shown by the rule that the part itself would be. A new reference.
static json_t *reading_seen(struct past *past, const struct entry *entry, const json_t *part) {
  static const char NO_SALT[] = "0000000000000000000000000000000000000000000000000000000000000000";
  json_t *alone = erased_reading(past->erased, entry, json_pack("[O]", part)), *one = json_array_get(alone, 0), *seen, *out;
  if (json_text(one, "withheld")) {
    json_decref(alone);
    return json_incref((json_t *)part_shown(part));
  }
  json_put_text(one, "salt", NO_SALT); // it has none of its own; what is withheld of it is in no journal
  seen = past->moment->shown(past->moment->user, entry, alone);
  out = json_incref((json_t *)part_shown(json_array_get(seen, 0)));
  json_decref(seen);
  json_decref(alone);
  return out;
}

// An erasure that came after the moment is not in its journal, so how the part reads now stands beside it.
static bool is_erased_later(const struct past *past, const struct entry *entry, const json_t *part) {
  const char *commitment = json_text(part, "commitment");
  const json_t *one = commitment ? json_object_get(erased_of(past->erased, entry), commitment) : NULL;
  return past->moment->size && json_number(one, "by", 0) >= past->moment->size;
}

static void put_instead(json_t *shown, size_t index, const json_t *seen) {
  json_t *part = json_copy(json_array_get(shown, index));
  json_object_set_new(part, "instead",
                      json_pack("{s:O, s:O}", "name", json_object_get(seen, "name"), "value", json_object_get(seen, "value")));
  json_array_set_new(shown, index, part);
}

// What is seen of a payload, as the fold takes it. A new reference.
static json_t *payload_seen(struct past *past, const struct entry *entry, json_t *shown) {
  json_t *out = json_array(), *part;
  size_t i;
  json_array_foreach(shown, i, part) {
    json_t *seen = json_text(part, "withheld") ? reading_seen(past, entry, part) : json_incref(part);
    json_array_append_new(out, seen);
    if (json_text(seen, "name") && !json_text(part, "name") && is_erased_later(past, entry, part)) put_instead(shown, i, seen);
  }
  return out;
}

static bool take(struct past *past, sqlite3_stmt *scan, const struct entry *entry, const json_t *payload, struct err *err) {
  if (!past->moment->shown) return take_payload(past, scan, entry, payload, column_text(scan, 10), err);
  json_t *shown = past->moment->shown(past->moment->user, entry, payload);
  json_t *seen = payload_seen(past, entry, shown);
  char *parts = json_canonical(shown);
  bool ok = take_payload(past, scan, entry, seen, parts, err);
  mem_free(parts);
  json_decref(seen);
  json_decref(shown);
  return ok;
}

// All documents: which of them was published then, the folded table says.
static bool copy_definitions(struct past *past, struct err *err) {
  sqlite3_stmt *scan = NULL;
  int stepped = SQLITE_ERROR;
  bool ok = true;
  if (sqlite3_prepare_v2(sql_db(&past->from->sql), "SELECT hash, document FROM definitions", -1, &scan, NULL) == SQLITE_OK)
    while (ok && (stepped = sqlite3_step(scan)) == SQLITE_ROW)
      ok = definition_put(past->to, column_text(scan, 0), column_text(scan, 1), err);
  ok = ok && (stepped == SQLITE_DONE || sql_fail(&past->from->sql, "read the definitions", err));
  sqlite3_finalize(scan);
  return ok;
}

static bool fill(struct past *past, struct err *err) {
  char log[ID_TEXT];
  id_write(past->from->log_id, log);
  if (!store_begin(past->to, err)) return false;
  bool ok = meta_put(past->to, "log", log, err) && copy_definitions(past, err) &&
            (past->moment->known || scan_all(past, "e.kind = 21" /* ENTRY_IN_ERROR */, true, gather, err)) &&
            scan_all(past, "1", false, take, err);
  if (ok) return store_commit(past->to, err);
  store_rollback(past->to);
  return false;
}

struct store *store_as_at(struct store *from, const struct store_moment *moment, struct err *err) {
  struct past past = {
      .from = from, .to = store_new_in_memory(from, err), .moment = moment, .ended = json_object(), .corrected = json_object()};
  past.erased = past.to ? erased_lately(from, err) : NULL;
  bool ok = past.erased && fill(&past, err);
  json_decref(past.erased);
  json_decref(past.ended);
  json_decref(past.corrected);
  if (ok) return past.to;
  store_close(past.to);
  return NULL;
}
