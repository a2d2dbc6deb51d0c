// Gathered writes: see log_file.h.
#include "store/log_file.h"

#include "base/mem.h"

#include <stdbool.h>
#include <string.h>

enum { ROOM = 120 * 1024 }; // 29 pages: SQLite's own VFS writes what is 128 KB or larger wrongly, and says that the disk is full

int log_file_flush(struct log_file *log, sqlite3_file *real) {
  int size = log->size;
  log->size = 0; // one that fails is not tried again: SQLite gives up what it was part of
  return size ? real->pMethods->xWrite(real, log->bytes, size, log->at) : SQLITE_OK;
}

int log_file_write(struct log_file *log, sqlite3_file *real, const void *bytes, int size, sqlite3_int64 at) {
  bool follows = log->size && log->at + log->size == at && size <= ROOM - log->size;
  int flushed = follows ? SQLITE_OK : log_file_flush(log, real);
  if (flushed != SQLITE_OK) return flushed;
  if (size > ROOM) return real->pMethods->xWrite(real, bytes, size, at);
  if (!log->bytes) log->bytes = mem_new(ROOM);
  if (!log->size) log->at = at;
  memcpy(log->bytes + log->size, bytes, (size_t)size);
  log->size += size;
  return SQLITE_OK;
}

void log_file_clear(struct log_file *log) { mem_free(log->bytes); }
