// Gathered writes: see log_file.h.
#include "store/log_file.h"

#include "base/mem.h"

#include <stdbool.h>
#include <string.h>

enum { ROOM = 120 * 1024 }; // 29 pages: SQLite's own VFS writes what is 128 KB or larger wrongly, and says that the disk is full

static int lose(struct log_file *log, int size, sqlite3_int64 at, int why) {
  bool none = log->lost == log->lost_end;
  log->lost = none || at < log->lost ? at : log->lost;
  log->lost_end = none || at + size > log->lost_end ? at + size : log->lost_end;
  log->why = why;
  return why;
}

// The log is written from its start to its end, so what was lost is written again from where it begins.
static void make_good(struct log_file *log, int size, sqlite3_int64 at) {
  if (at <= log->lost && at + size > log->lost) log->lost = at + size < log->lost_end ? at + size : log->lost_end;
}

static int write_now(struct log_file *log, sqlite3_file *real, const void *bytes, int size, sqlite3_int64 at) {
  int written = real->pMethods->xWrite(real, bytes, size, at);
  if (written != SQLITE_OK) return lose(log, size, at, written);
  make_good(log, size, at);
  return SQLITE_OK;
}

int log_file_flush(struct log_file *log, sqlite3_file *real) {
  int size = log->size;
  log->size = 0;
  return size ? write_now(log, real, log->bytes, size, log->at) : SQLITE_OK;
}

int log_file_missing(const struct log_file *log, int size, sqlite3_int64 at) {
  return log->lost < log->lost_end && at + size > log->lost ? log->why : SQLITE_OK;
}

int log_file_write(struct log_file *log, sqlite3_file *real, const void *bytes, int size, sqlite3_int64 at) {
  bool follows = log->size && log->at + log->size == at && size <= ROOM - log->size;
  int flushed = follows ? SQLITE_OK : log_file_flush(log, real);
  if (flushed != SQLITE_OK) return flushed;
  if (!follows && log->lost < log->lost_end && at > log->lost) return log->why;
  if (size > ROOM) return write_now(log, real, bytes, size, at);
  if (!log->bytes) log->bytes = mem_new(ROOM);
  if (!log->size) log->at = at;
  memcpy(log->bytes + log->size, bytes, (size_t)size);
  log->size += size;
  return SQLITE_OK;
}

void log_file_clear(struct log_file *log) { mem_free(log->bytes); }
