// The fold: what each part of an entry does to the rebuildable tables (FORMAT.md's table, row by row). Commit, rebuild and verify all come
// through here, and nothing else writes those tables; so what is checked is what was done.
//
// It is strict. A timer that is dropped without being armed, or a key that is used twice, is a mistake of the program that writes
// entries: refusing it while the entry can still be refused keeps every journal foldable for ever.
//
// Of one timer of one activation there is at most one row (T1): arming it again replaces it, and it is dropped whatever its due instant
// was. So where the table lost or changed a row behind our back, what was then recorded folds all the same; and dropping a timer that the
// journal never armed, as one that was made up, is refused when it is recorded and nothing when it is folded again.
#include "base/mem.h"
#include "store/internal.h"

#include <string.h>

struct fold {
  struct sql *sql;
  const struct entry *entry;
  char case_hex[ID_TEXT];
  bool again;            // the entry stands in the journal already
  struct part part;      // at hand
  const json_t *dropped; // the timer that the entry dropped last; NULL: none
};

// Runs a change that must meet exactly one row, which its first value names.
static bool run_one(struct fold *fold, struct write write, struct err *err) {
  write.misses = write.did;
  return sql_write(fold->sql, &write, err);
}

static bool fold_nothing(struct fold *fold, const char *rest, const json_t *value, struct err *err) {
  (void)fold, (void)rest, (void)value, (void)err;
  return true;
}

// `misses`: it must be there.
static bool drop_timer(struct fold *fold, const json_t *value, const char *misses, struct err *err) {
  const char *state = json_text(value, "state"), *name = json_text(value, "name");
  int64_t activation = json_number(value, "activation", 0);
  struct write drop = write_of(SQL_TIMER_DROP, "drop a timer", "ttnt", fold->case_hex, state, activation, name);
  drop.misses = misses;
  drop.names = 3;
  if (misses && behind_is_open(fold->sql) && !kept_has_timer(fold->sql->kept, fold->case_hex, value)) return write_missed(&drop, err);
  if (!sql_write(fold->sql, &drop, err)) return false;
  if (state && name) kept_drop_timer(fold->sql->kept, fold->case_hex, state, activation, name);
  fold->dropped = value;
  return true;
}

static bool is_same_member(const json_t *a, const json_t *b, const char *name) {
  return json_equal(json_object_get(a, name), json_object_get(b, name));
}

// A timer that moves is dropped and armed in one entry: there is no second row to look for.
static bool was_dropped(const struct fold *fold, const json_t *timer) {
  const json_t *other = fold->dropped;
  return other && is_same_member(timer, other, "name") && is_same_member(timer, other, "state") &&
         is_same_member(timer, other, "activation");
}

static void keep_timer(struct fold *fold, const json_t *value) {
  if (!kept_timers(fold->sql->kept, fold->case_hex)) return;
  json_t *row = timer_row(fold->case_hex, value);
  kept_arm_timer(fold->sql->kept, fold->case_hex, row);
  json_decref(row);
}

static bool arm_timer(struct fold *fold, const json_t *value, struct err *err) {
  if (!was_dropped(fold, value) && !drop_timer(fold, value, NULL, err)) return false;
  fold->dropped = NULL;
  struct write add =
      write_of(SQL_TIMER_ADD, "arm a timer", "nttnttttnn", json_number(value, "due", 0), fold->case_hex, json_text(value, "state"),
               json_number(value, "activation", 0), json_text(value, "name"), json_text(value, "rule"), json_text(value, "zone"),
               json_text(value, "calendar"), json_number(value, "since", 0), (int64_t)json_flag(value, "provisional"));
  if (!sql_write(fold->sql, &add, err)) return false;
  keep_timer(fold, value);
  return true;
}

static bool fold_timer(struct fold *fold, const char *rest, const json_t *value, struct err *err) {
  (void)rest;
  const char *op = json_text(value, "op");
  if (op && strcmp(op, "arm") == 0) return arm_timer(fold, value, err);
  if (!op || strcmp(op, "drop") != 0)
    return err_set(err, ERR_INVALID, "Cannot record an entry: a timer's part is neither to arm nor to drop it.");
  return drop_timer(fold, value, fold->again ? NULL : "drops the timer", err);
}

// Of its value no more than the key is read here: fold_reads_key.
static bool fold_message(struct fold *fold, const char *rest, const json_t *value, struct err *err) {
  (void)rest;
  char *made = part_write(&fold->part);
  struct write add = write_of(SQL_OUTBOX_ADD, "put a message into the outbox", "tntns", json_text(value, "key"), fold->entry->sequence,
                              fold->case_hex, fold->entry->recorded_ms, fold->part.text, fold->part.text_size);
  bool ok = sql_write(fold->sql, &add, err);
  mem_free(made);
  return ok;
}

static bool fold_sent(struct fold *fold, const char *rest, const json_t *value, struct err *err) {
  (void)rest;
  struct write mark = write_of(SQL_OUTBOX_MARK, "marks the message", "tt", json_text(value, "key"), json_text(value, "status"));
  return run_one(fold, mark, err) && fold_told(fold->sql, value, err);
}

static bool fold_digest(struct fold *fold, const char *rest, const json_t *value, struct err *err) {
  (void)rest;
  return fold_covers(fold->sql, value, err);
}

static bool open_incident(struct fold *fold, const json_t *value, struct err *err) {
  const json_t *event = json_object_get(value, "event");
  char *text = json_canonical(event ? event : json_null());
  sqlite3_stmt *add = sql_get(fold->sql, SQL_INCIDENT_ADD);
  sql_bind(add, "ttttn", json_text(value, "id"), fold->case_hex, text, json_text(value, "reason"), fold->entry->recorded_ms);
  bool ok = sql_run(fold->sql, add, "open an incident", err);
  mem_free(text);
  return ok;
}

static bool fold_incident(struct fold *fold, const char *rest, const json_t *value, struct err *err) {
  (void)rest;
  const char *op = json_text(value, "op");
  if (op && strcmp(op, "open") == 0) return open_incident(fold, value, err);
  return run_one(fold, write_of(SQL_INCIDENT_CLOSE, "closes the open incident", "tt", json_text(value, "id"), json_text(value, "how")),
                 err);
}

static bool fold_key(struct fold *fold, const char *rest, const json_t *value, struct err *err) {
  (void)rest;
  const json_t *answer = json_object_get(value, "answer");
  char *text = json_canonical(answer ? answer : json_null());
  sqlite3_stmt *add = sql_get(fold->sql, SQL_KEY_ADD);
  sql_bind(add, "ttttn", json_text(value, "actor"), json_text(value, "key"), json_text(value, "digest"), text, fold->entry->sequence);
  bool ok = sql_run(fold->sql, add, "keep an idempotency key", err);
  mem_free(text);
  return ok;
}

static bool fold_directory(struct fold *fold, const char *rest, const json_t *value, struct err *err) {
  const char *slash = strchr(rest, '/');
  if (!slash || slash == rest || !slash[1])
    return err_set(err, ERR_INVALID, "Cannot record an entry: directory/%s names no kind and id.", rest);
  char *kind = mem_text_part(rest, (size_t)(slash - rest)), *document = json_is_null(value) ? NULL : json_canonical(value);
  sqlite3_stmt *put = sql_get(fold->sql, SQL_DIRECTORY_PUT);
  sql_bind(put, "tttn", kind, slash + 1, document, fold->entry->sequence);
  bool ok = sql_run(fold->sql, put, "change the directory", err);
  fold->sql->directory_stamp++;
  mem_free(document);
  mem_free(kind);
  return ok;
}

static bool fold_setting(struct fold *fold, const char *rest, const json_t *value, struct err *err) {
  fold->sql->directory_stamp++;
  kept_drop_setting(fold->sql->kept, rest);
  if (json_is_null(value)) {
    sqlite3_stmt *drop = sql_get(fold->sql, SQL_SETTING_DROP);
    sql_bind(drop, "t", rest);
    return sql_run(fold->sql, drop, "remove a setting", err);
  }
  char *text = json_canonical(value);
  sqlite3_stmt *put = sql_get(fold->sql, SQL_SETTING_PUT);
  sql_bind(put, "tt", rest, text);
  bool ok = sql_run(fold->sql, put, "change a setting", err);
  mem_free(text);
  return ok;
}

static bool fold_definition(struct fold *fold, const char *rest, const json_t *value, struct err *err) {
  (void)rest;
  sqlite3_stmt *add = sql_get(fold->sql, SQL_WORKFLOW_ADD);
  sql_bind(add, "tntttn", json_text(value, "name"), json_number(value, "version", 0), json_text(value, "hash"), json_text(value, "title"),
           json_text(value, "noun"), fold->entry->recorded_ms);
  return sql_run(fold->sql, add, "publish a workflow", err);
}

// The item goes by another version from here on (kind 23): by the one that the entry says it went by, or by none at all.
static bool fold_moved(struct fold *fold, const char *rest, const json_t *value, struct err *err) {
  (void)rest;
  const char *definition = json_text(value, "definition"), *was = json_text(value, "was"), *noun = json_text(value, "noun");
  if (!definition || !was || !noun)
    return err_set(err, ERR_INVALID, "Cannot record an entry: it moves an item to another version and does not say which.");
  struct write move = write_of(SQL_CASE_DEFINE, "moves the item to another version", "tttt", fold->case_hex, was, definition, noun);
  if (!run_one(fold, move, err)) return false;
  kept_define_row(fold->sql->kept, fold->case_hex, definition, noun);
  return true;
}

static bool fold_calendar(struct fold *fold, const char *rest, const json_t *value, struct err *err) {
  sqlite3_stmt *add = sql_get(fold->sql, SQL_CALENDAR_ADD);
  fold->sql->directory_stamp++;
  sql_bind(add, "tnntt", rest, fold->entry->sequence, fold->entry->logical_ms, json_text(value, "version"), json_text(value, "csv"));
  return sql_run(fold->sql, add, "change a calendar", err);
}

static bool fold_erasure(struct fold *fold, const char *rest, const json_t *value, struct err *err) {
  (void)rest;
  return fold_erased(fold->sql, value, err) && index_drop_item(fold->sql, fold->case_hex, err); // no cache keeps what is erased
}

static bool fold_signing_key(struct fold *fold, const char *rest, const json_t *value, struct err *err) {
  (void)rest;
  kept_set_key(fold->sql->kept, NULL);
  sqlite3_stmt *add = sql_get(fold->sql, SQL_SIGNING_KEY_ADD);
  sql_bind(add, "nttn", json_number(value, "epoch", 0), json_text(value, "key"), json_text(value, "endorsement"), fold->entry->sequence);
  return sql_run(fold->sql, add, "keep a signing key", err);
}

// A name that ends in a slash stands for all that begin with it; `case`, `title`, `configuration`, `closed` and `field/` are fold_case.c's.
static const struct part_row {
  const char *name;
  bool (*fold)(struct fold *fold, const char *rest, const json_t *value, struct err *err);
} part_rows[] = {
    {"event", fold_nothing},
    {"steps", fold_nothing},
    {"answers", fold_nothing},
    {"refusal", fold_nothing},
    {"seen", fold_nothing},
    {"stale", fold_nothing},
    {"note", fold_nothing},
    {"personal", fold_nothing},
    {"correction", fold_nothing},
    {"meant/", fold_nothing},
    {"timer/", fold_timer},
    {"message/", fold_message},
    {"open/", fold_message},
    {"sent", fold_sent},
    {"digest", fold_digest},
    {"incident", fold_incident},
    {"key", fold_key},
    {"directory/", fold_directory},
    {"setting/", fold_setting},
    {"definition", fold_definition},
    {"moved", fold_moved},
    {"calendar/", fold_calendar},
    {"signing_key", fold_signing_key},
    {"erased", fold_erasure},
};

static const struct part_row *row_find(const char *part, size_t size) {
  for (size_t i = 0; i < sizeof part_rows / sizeof part_rows[0]; i++) {
    const char *name = part_rows[i].name;
    if (name[0] != part[0]) continue; // most are told by that
    size_t length = strlen(name);
    bool same = name[length - 1] == '/' ? size > length : size == length;
    if (same && memcmp(part, name, length) == 0) return &part_rows[i];
  }
  return NULL; // a case's, or one that is refused
}

bool fold_looks_at(const char *part, size_t size) {
  const struct part_row *row = row_find(part, size);
  return !row || row->fold != fold_nothing;
}

bool fold_reads_key(const char *part, size_t size) {
  const struct part_row *row = row_find(part, size);
  return row && row->fold == fold_message;
}

// A key that there is already is refused, but one of a message is made of its entry's place; an armed timer replaces the one before.
static bool part_can_wait(struct sql *sql, const char *case_hex, const struct part *part) {
  const struct part_row *row = row_find(part->name, strlen(part->name));
  if (!row) return fold_case_can_wait(part->name);
  return row->fold == fold_nothing || row->fold == fold_message || (row->fold == fold_timer && kept_timers(sql->kept, case_hex));
}

bool fold_can_wait(struct sql *sql, const struct entry *entry) {
  char case_hex[ID_TEXT];
  id_write(entry->case_id, case_hex);
  bool waits = json_is_object(json_object_get(kept_row(sql->kept, case_hex), "fields"));
  for (size_t i = 0; i < entry->part_count && waits; i++) waits = part_can_wait(sql, case_hex, &entry->parts[i]);
  return waits;
}

static bool fold_part(struct fold *fold, struct fold_case *change, const struct part *part, struct err *err) {
  const char *name = part->name;
  if (change && fold_case_part(change, part)) return true;
  const struct part_row *row = row_find(name, strlen(name));
  fold->part = *part;
  if (row) return row->fold(fold, name + strlen(row->name), part->value, err);
  return err_set(err, ERR_INVALID, "Cannot record an entry: it has a part named \"%s\", and no part has that name.", name);
}

static bool fold_stored(struct fold *fold, struct fold_case *change, const json_t *parts, struct err *err) {
  id_write(fold->entry->case_id, fold->case_hex);
  fold->sql->stamp++;
  size_t i;
  json_t *stored;
  bool ok = true;
  json_array_foreach(parts, i, stored) {
    struct part part = {.name = (char *)json_text(stored, "name"), .value = json_object_get(stored, "value")};
    if (part.name && part.value && !(ok = fold_part(fold, change, &part, err))) break;
  }
  return ok && (!change || fold_case_write(fold->sql, change, err));
}

bool fold_entry(struct sql *sql, const struct entry *entry, struct err *err) {
  struct fold fold = {.sql = sql, .entry = entry};
  struct fold_case *change = fold_case_new(entry);
  bool ok = true;
  sql->stamp++;
  id_write(entry->case_id, fold.case_hex);
  for (size_t i = 0; i < entry->part_count && ok; i++) ok = fold_part(&fold, change, &entry->parts[i], err);
  ok = ok && fold_case_write(sql, change, err);
  fold_case_free(change);
  return ok;
}

bool fold_entry_again(struct sql *sql, const struct entry *entry, const json_t *parts, struct err *err) {
  return fold_entries_again(sql, entry, entry_kind_is_content((int)entry->kind), entry->recorded_ms, parts, err);
}

bool fold_entries_again(struct sql *sql, const struct entry *last, int64_t contents, int64_t changed_ms, const json_t *parts,
                        struct err *err) {
  struct fold fold = {.sql = sql, .entry = last, .again = true};
  struct fold_case *change = fold_case_new(last);
  fold_case_count(change, contents, changed_ms);
  bool ok = fold_stored(&fold, change, parts, err);
  fold_case_free(change);
  return ok;
}

bool fold_part_again(struct sql *sql, const struct entry *entry, const struct part *part, struct err *err) {
  struct fold fold = {.sql = sql, .entry = entry, .again = true};
  id_write(entry->case_id, fold.case_hex);
  return fold_part(&fold, NULL, part, err);
}
