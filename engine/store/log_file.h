// The write-ahead log's file, to which SQLite writes each page in two calls: here what follows one another is gathered, and goes to the
// disk in one call when it is synced, read, or large. The order on the disk is SQLite's own, which lets a commit count only once it is
// synced; a write that fails is told by the call that it was put off to, before anything was acknowledged.
#ifndef WAYMARK_STORE_LOG_FILE_H
#define WAYMARK_STORE_LOG_FILE_H
#include <sqlite3.h>

#include <stdint.h>

struct log_file {
  uint8_t *bytes; // NULL until the first is written
  int size;
  sqlite3_int64 at; // where they belong
};

// Each answers as SQLite's own calls do. `real` is the file.
int log_file_write(struct log_file *log, sqlite3_file *real, const void *bytes, int size, sqlite3_int64 at);
int log_file_flush(struct log_file *log, sqlite3_file *real); // before anything else is done with the file
void log_file_clear(struct log_file *log);
#endif
