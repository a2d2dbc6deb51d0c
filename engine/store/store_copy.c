// Reading a copy of a store that nobody writes: a backup's. SQLite is told that the file never changes, so that it makes no log beside it
// and takes no lock; a backup may lie where nothing can be written.
#include "base/mem.h"
#include "store/internal.h"

#include <ctype.h>
#include <string.h>

// A file's name as SQLite wants it in a URI.
char *sql_uri(const char *path) {
  struct buf uri;
  buf_init(&uri);
  buf_text(&uri, "file:");
  for (const unsigned char *at = (const unsigned char *)path; *at; at++)
    if (isalnum(*at) || strchr("/._-", *at))
      buf_char(&uri, (char)*at);
    else
      buf_format(&uri, "%%%02X", *at);
  buf_text(&uri, "?immutable=1");
  return buf_take(&uri);
}

static bool connect_to(struct store *store, struct err *err) {
  char *uri = sql_uri(store->path), *log = NULL;
  int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
  store->pages = page_check_new(store->env.vfs);
  bool ok = sqlite3_open_v2(uri, &store->sql.connection, flags, page_check_vfs(store->pages)) == SQLITE_OK ||
            sql_fail(&store->sql, "open the copy", err);
  mem_free(uri);
  ok = ok && sql_text(&store->sql, "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", "open the copy", err) &&
       sql_prepare(&store->sql, err);
  if (ok) log = meta_find(store, "log");
  if (ok && !(log && id_read(&store->log_id, log)))
    ok = err_set(err, ERR_CORRUPT, "%s does not say which log it holds; it is no copy of a board's store.", store->path);
  mem_free(log);
  return ok;
}

struct store *store_open_copy(const struct env *env, const char *folder, const char *path, struct err *err) {
  struct store *store = mem_new(sizeof *store);
  store->env = *env;
  store->folder = mem_text(folder);
  store->path = mem_text(path);
  store->sql.path = store->path;
  store->lock_fd = -1;
  if (connect_to(store, err)) return store;
  store_close(store);
  return NULL;
}

char *store_leaf(struct store *store, int64_t sequence) {
  sqlite3_stmt *scan = NULL;
  if (sqlite3_prepare_v2(sql_db(&store->sql), "SELECT leaf FROM entries WHERE sequence = ?1", -1, &scan, NULL) != SQLITE_OK) return NULL;
  sql_bind(scan, "n", sequence);
  char *leaf = sqlite3_step(scan) == SQLITE_ROW ? mem_text(column_text(scan, 0)) : NULL;
  sqlite3_finalize(scan);
  return leaf;
}
