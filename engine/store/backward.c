// Entries of one chain, the newest first. See backward.h.
#include "store/backward.h"

#include "store/internal.h"

static const char TEXT[] = "SELECT e.case_sequence, p.parts, e.logical FROM entries e JOIN payloads p ON p.sequence = e.sequence "
                           "WHERE e.case_id = ?1 ORDER BY e.case_sequence DESC";

static const char DID[] = "read the journal";

static sqlite3_stmt *prepared(struct sql *sql, const struct id *case_id, struct err *err) {
  sqlite3_stmt *statement = NULL;
  char hex[ID_TEXT];
  if (sqlite3_prepare_v2(sql_db(sql), TEXT, -1, &statement, NULL) != SQLITE_OK) {
    sql_fail(sql, DID, err);
    return NULL;
  }
  id_write(*case_id, hex);
  sqlite3_bind_text(statement, 1, hex, -1, SQLITE_TRANSIENT);
  return statement;
}

static bool read_row(const struct journal_backward *reader, sqlite3_stmt *statement) {
  const char *payload = column_text(statement, 1);
  if (!payload || !reader->wants(reader->user, payload)) return true;
  json_t *entry = json_object();
  column_put_number(entry, "case_sequence", statement, 0);
  column_put_number(entry, "logical", statement, 2);
  json_object_set_new(entry, "payload", column_json(statement, 1));
  bool more = reader->each(reader->user, entry);
  json_decref(entry);
  return more;
}

bool journal_backward(struct store *store, const struct id *case_id, const struct journal_backward *reader, struct err *err) {
  sqlite3_stmt *statement = prepared(&store->sql, case_id, err);
  if (!statement) return false;
  int stepped = SQLITE_ROW;
  bool more = true;
  while (more && (stepped = sqlite3_step(statement)) == SQLITE_ROW) more = read_row(reader, statement);
  bool ok = !more || stepped == SQLITE_DONE || sql_fail(&store->sql, DID, err);
  sqlite3_finalize(statement);
  return ok;
}
