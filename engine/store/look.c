// Reading looks. See look.h.
#include "store/look.h"

#include "store/internal.h"

static json_t *row_of(sqlite3_stmt *looks) {
  json_t *row = json_object(), *payload = column_json(looks, 3), *event = payload_event(payload);
  column_put_number(row, "sequence", looks, 0);
  column_put_number(row, "recorded", looks, 1);
  column_put_text(row, "actor", looks, 2);
  if (event) json_object_set(row, "event", event);
  json_decref(payload);
  return row;
}

bool look_each(struct store *store, int64_t sequence, bool (*each)(void *user, const json_t *row), void *user, struct err *err) {
  sqlite3_stmt *looks = sql_get(&store->sql, SQL_LOOKS);
  int stepped = SQLITE_DONE;
  bool more = true;
  sql_bind(looks, "n", sequence);
  while (more && (stepped = sqlite3_step(looks)) == SQLITE_ROW) {
    json_t *row = row_of(looks);
    more = each(user, row);
    json_decref(row);
  }
  bool ok = !more || stepped == SQLITE_DONE || sql_fail(&store->sql, "read who looked at what", err);
  sql_end(looks);
  return ok;
}
