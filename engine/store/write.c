// A change of rows as data: which statement, and its values. So the fold says what is to be written in one way, whether it is written at
// once or by the thread of behind.c.
#include "store/internal.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

static struct write_value text_of(const char *text, size_t size) {
  return (struct write_value){.type = text ? 't' : '0', .text = text, .size = size};
}

static struct write_value number_of(bool given, int64_t number) {
  return (struct write_value){.type = given ? 'n' : '0', .number = number};
}

struct write write_of(enum sql_id id, const char *did, const char *types, ...) {
  struct write write = {.id = id, .did = did};
  va_list args;
  va_start(args, types);
  for (; *types; types++) {
    assert(write.count < WRITE_VALUES_MAX);
    struct write_value *value = &write.values[write.count++];
    const char *text = *types == 't' || *types == 's' ? va_arg(args, const char *) : NULL;
    if (*types == 't')
      *value = text_of(text, text ? strlen(text) : 0);
    else if (*types == 's')
      *value = text_of(text, va_arg(args, size_t));
    else {
      bool given = *types == 'n' || va_arg(args, int);
      *value = number_of(given, va_arg(args, int64_t));
    }
  }
  va_end(args);
  return write;
}

static void bind(sqlite3_stmt *statement, int place, const struct write_value *value) {
  int bound = value->type == 'n'   ? sqlite3_bind_int64(statement, place, value->number)
              : value->type == 't' ? sqlite3_bind_text64(statement, place, value->text, value->size, SQLITE_STATIC, SQLITE_UTF8)
                                   : sqlite3_bind_null(statement, place);
  assert(bound == SQLITE_OK);
  (void)bound;
}

bool write_missed(const struct write *write, struct err *err) {
  const struct write_value *which = &write->values[write->names];
  return err_set(err, ERR_BROKEN,
                 "Cannot record an entry: it %s \"%.*s\", which there is none of. Nothing was changed; this is a mistake of the program.",
                 write->misses, (int)which->size, which->text ? which->text : "");
}

bool write_run(struct sql *sql, const struct write *write, struct err *err) {
  sqlite3_stmt *statement = sql_get(sql, write->id);
  assert(sqlite3_bind_parameter_count(statement) == write->count);
  for (int i = 0; i < write->count; i++) bind(statement, i + 1, &write->values[i]);
  return sql_run(sql, statement, write->did, err) && (!write->misses || sqlite3_changes(sql->connection) == 1 || write_missed(write, err));
}

bool sql_write(struct sql *sql, const struct write *write, struct err *err) {
  if (!behind_is_open(sql)) return write_run(sql, write, err);
  behind_add(sql->behind, write);
  return true;
}
