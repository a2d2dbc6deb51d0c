// A connection of its own for each thread that reads the store while it is checked. The store's lock shuts every other one out, so this one
// opens no file: its VFS lends it the one that is open (page_check.h). SQLite takes it for one that never changes, which holds once all of
// the write-ahead log is in it, since nobody writes until the check is through; so its pages can be looked at where they lie.
#include "base/mem.h"
#include "store/page_map.h"
#include "store/verify_internal.h"

static bool find_file(struct store *store, sqlite3_file **file) {
  *file = NULL;
  return sqlite3_file_control(sql_db(&store->sql), "main", SQLITE_FCNTL_FILE_POINTER, file) == SQLITE_OK && *file;
}

static int page_size_of(struct store *store) {
  sqlite3_stmt *ask = NULL;
  bool known = sqlite3_prepare_v2(sql_db(&store->sql), "PRAGMA page_size", -1, &ask, NULL) == SQLITE_OK && sqlite3_step(ask) == SQLITE_ROW;
  int size = known ? sqlite3_column_int(ask, 0) : 0;
  sqlite3_finalize(ask);
  return size;
}

struct page_map *lent_map(struct store *store) {
  sqlite3_file *file;
  return find_file(store, &file) ? page_check_map(store->pages, file, store->path, page_size_of(store)) : NULL;
}

// The number after mmap_size only says that pages are to be asked for: it is no limit here.
struct lent *lent_new(struct store *store, struct page_map *map) {
  struct err ignored;
  sqlite3_file *file;
  if (!find_file(store, &file)) return NULL;
  struct lent *lent = mem_new(sizeof *lent);
  lent->pages = page_check_new_lent(file, map);
  lent->sql.path = store->path;
  char *uri = sql_uri(store->path);
  int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
  bool ok = sqlite3_open_v2(uri, &lent->sql.connection, flags, page_check_vfs(lent->pages)) == SQLITE_OK;
  mem_free(uri);
  ok = ok &&
       sql_text(&lent->sql, "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 1000000", "open", &ignored) &&
       sql_prepare(&lent->sql, &ignored);
  if (ok) return lent;
  lent_free(lent);
  return NULL;
}

void lent_free(struct lent *lent) {
  if (!lent) return;
  sql_clear(&lent->sql);
  page_check_free(lent->pages);
  mem_free(lent);
}
