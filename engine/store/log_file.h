// The write-ahead log's file, to which SQLite writes each page in two calls: here what follows one another is gathered, and goes to the
// disk in one call when it is synced, read, or large. The order on the disk is SQLite's own, which lets a commit count only once it is
// synced; a write that fails is told by the call that it was put off to, before anything was acknowledged.
//
// What failed is lost. SQLite may not hear that of it: told by a read, it takes no more back than the statement that read. So from there
// on nothing is read, and nothing written behind it, until it was written again: whoever built on it fails, and never commits.
#ifndef WAYMARK_STORE_LOG_FILE_H
#define WAYMARK_STORE_LOG_FILE_H
#include <sqlite3.h>

#include <stdint.h>

struct log_file {
  uint8_t *bytes; // NULL until the first is written
  int size;
  sqlite3_int64 at;             // where they belong
  sqlite3_int64 lost, lost_end; // what could not be written; the same: nothing
  int why;                      // it could not
};

// Each answers as SQLite's own calls do. `real` is the file.
int log_file_write(struct log_file *log, sqlite3_file *real, const void *bytes, int size, sqlite3_int64 at);
int log_file_flush(struct log_file *log, sqlite3_file *real);                 // before anything else is done with the file
int log_file_missing(const struct log_file *log, int size, sqlite3_int64 at); // why these bytes cannot be read; SQLITE_OK: they can
void log_file_clear(struct log_file *log);
#endif
