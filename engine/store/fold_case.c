// The fold's other half: the parts of an entry that make and change its case's one row are gathered, then written at once.
#include "base/mem.h"
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

static const char FIELD[] = "field/";

struct fold_case {
  const struct entry *entry;
  int64_t contents, changed_ms; // how many entries changed the content, and when the last one did
  char hex[ID_TEXT];
  const json_t *made, *title, *closed; // borrowed from the entry
  struct part configuration;           // without a value: it stays
  json_t *fields;                      // name to value, null to empty it; NULL when no field is named
};

struct fold_case *fold_case_new(const struct entry *entry) {
  struct fold_case *change = mem_new(sizeof *change);
  change->entry = entry;
  change->contents = entry_kind_is_content((int)entry->kind);
  change->changed_ms = entry->recorded_ms;
  id_write(entry->case_id, change->hex);
  return change;
}

void fold_case_count(struct fold_case *change, int64_t contents, int64_t changed_ms) {
  change->contents = contents;
  change->changed_ms = changed_ms;
}

void fold_case_free(struct fold_case *change) {
  json_decref(change->fields);
  mem_free(change);
}

bool fold_case_can_wait(const char *part) {
  return strcmp(part, "title") == 0 || strcmp(part, "configuration") == 0 || strcmp(part, "closed") == 0 ||
         strncmp(part, FIELD, sizeof FIELD - 1) == 0;
}

bool fold_case_part(struct fold_case *change, const struct part *part) {
  const char *name = part->name;
  const json_t *value = part->value;
  if (strcmp(name, "case") == 0)
    change->made = value;
  else if (strcmp(name, "title") == 0)
    change->title = value;
  else if (strcmp(name, "configuration") == 0)
    change->configuration = *part;
  else if (strcmp(name, "closed") == 0)
    change->closed = value;
  else if (strncmp(name, FIELD, sizeof FIELD - 1) == 0) {
    if (!change->fields) change->fields = json_object();
    json_put(change->fields, name + sizeof FIELD - 1, json_incref((json_t *)value));
  } else
    return false;
  return true;
}

// "RA-2016-017" raises the number of "RA-2016-" to 17.
static bool raise_number(struct sql *sql, const char *ref, struct err *err) {
  size_t size = strlen(ref), start = size;
  while (start > 0 && ref[start - 1] >= '0' && ref[start - 1] <= '9') start--;
  if (start == size || size - start > REF_NUMBER_DIGITS_MAX) return true;
  char *prefix = mem_text_part(ref, start);
  sqlite3_stmt *raise = sql_get(sql, SQL_NUMBER_RAISE);
  sql_bind(raise, "tn", prefix, (int64_t)strtoll(ref + start, NULL, 10));
  bool ok = sql_run(sql, raise, "number an item", err);
  mem_free(prefix);
  return ok;
}

static bool add_case(struct sql *sql, const struct fold_case *change, struct err *err) {
  const json_t *made = change->made;
  const char *ref = json_text(made, "ref");
  if (!ref || !ref[0]) return err_set(err, ERR_INVALID, "Cannot start an item without a reference.");
  sqlite3_stmt *add = sql_get(sql, SQL_CASE_ADD);
  sql_bind(add, "ttttttn", change->hex, ref, json_text(made, "workflow"), json_text(made, "definition"), json_text(made, "title"),
           json_text(made, "noun"), change->entry->recorded_ms);
  int stepped = sqlite3_step(add);
  bool doubled = stepped != SQLITE_DONE && (sqlite3_extended_errcode(sql_db(sql)) == SQLITE_CONSTRAINT_UNIQUE);
  bool ok = stepped == SQLITE_DONE;
  if (doubled)
    err_set(err, ERR_REFUSED, "Cannot start %s: there is an item of that reference already. Give it another one.", ref);
  else if (!ok)
    sql_fail(sql, "start an item", err);
  sql_end(add);
  return ok && raise_number(sql, ref, err);
}

// As they were. A new reference, the caller's to change.
static json_t *fields_of(struct sql *sql, const char *hex) {
  const json_t *kept = json_object_get(kept_row(sql->kept, hex), "fields");
  if (json_is_object(kept)) return json_copy((json_t *)kept);
  sqlite3_stmt *find = sql_get(sql, SQL_CASE_FIELDS);
  sql_bind(find, "t", hex);
  json_t *fields = sql_row_or_stop(sql, find) ? column_json(find, 0) : json_object();
  sql_end(find);
  return fields;
}

// Puts the changes into the fields. True: one of them had no value before.
static bool merge(json_t *fields, const json_t *changes) {
  const char *name;
  json_t *value;
  size_t before = json_object_size(fields), gone = 0;
  json_object_foreach((json_t *)changes, name, value) {
    if (!json_is_null(value))
      json_put(fields, name, json_canonical_copy(value));
    else if (json_object_del(fields, name) == 0)
      gone++;
  }
  return json_object_size(fields) > before - gone;
}

// The case's fields with the changes in them, in canonical order: a new reference. NULL: they are as they were.
static json_t *merged_fields(struct sql *sql, const struct fold_case *change) {
  if (!change->fields) return NULL;
  json_t *fields = fields_of(sql, change->hex);
  if (!merge(fields, change->fields)) return fields;
  json_t *sorted = json_canonical_copy(fields);
  json_decref(fields);
  return sorted;
}

// As the row is read now.
static void keep_change(struct sql *sql, const struct fold_case *change, json_t *fields) {
  json_t *row = kept_row_to_change(sql->kept, change->hex);
  if (!row) return;
  const struct entry *entry = change->entry;
  json_put_number(row, "case_sequence", entry->case_sequence);
  json_put_text(row, "title", json_string_value(change->title));
  if (change->configuration.value) json_put(row, "state", json_canonical_copy(change->configuration.value));
  if (fields) json_put(row, "fields", json_incref(fields));
  if (change->closed) json_put_flag(row, "closed", json_is_true(change->closed));
  if (!change->contents) return;
  json_put_number(row, "revision", json_number(row, "revision", 0) + change->contents);
  json_put_number(row, "changed", change->changed_ms);
}

enum { HEAD = 2 }; // among the values of SQL_CASE_MOVE

// Every entry moves the case's head; one that changes content also raises its revision (E2). A case that was never made has no row.
bool fold_case_write(struct sql *sql, struct fold_case *change, struct err *err) {
  const struct entry *entry = change->entry;
  if (id_is_zero(entry->case_id)) return true;
  if (change->made && !add_case(sql, change, err)) return false;
  json_t *merged = merged_fields(sql, change);
  char leaf[HASH_HEX_SIZE], *fields = merged ? json_canonical(merged) : NULL, *made = part_write(&change->configuration);
  hex_write(leaf, entry->leaf.bytes, HASH_SIZE);
  struct write move = write_of(SQL_CASE_MOVE, "change an item", "tntnotsto", change->hex, entry->case_sequence, leaf, change->contents,
                               change->contents > 0, change->changed_ms, json_string_value(change->title), change->configuration.text,
                               change->configuration.text_size, fields, change->closed != NULL, (int64_t)json_is_true(change->closed));
  if (behind_is_open(sql)) move.values[HEAD].type = 'l';
  bool ok = sql_write(sql, &move, err);
  if (ok) keep_change(sql, change, merged);
  json_decref(merged);
  mem_free(made);
  mem_free(fields);
  return ok;
}
