// Entries and what they say, read side by side. Two scans that meet, each in the order of its own table, cost less than a look-up for every
// payload, and a payload without an entry is met on the way.
#include "store/verify_internal.h"

// The scan of payloads, one row ahead.
struct ahead {
  sqlite3_stmt *scan; // NULL: headers alone are read
  int stepped;        // 0: not yet
  int64_t sequence;   // of the row that it stands on
};

static void step_ahead(struct ahead *ahead) {
  ahead->stepped = sqlite3_step(ahead->scan);
  if (ahead->stepped == SQLITE_ROW) ahead->sequence = sqlite3_column_int64(ahead->scan, 0);
}

// To the first payload after that one's; each that is passed has no entry, and is said once however often one comes by.
static void pass(struct reading *reading, struct ahead *ahead, int64_t sequence, const struct reader *reader) {
  if (!ahead->stepped || (ahead->stepped == SQLITE_ROW && ahead->sequence <= reading->read)) step_ahead(ahead);
  for (; ahead->stepped == SQLITE_ROW && ahead->sequence <= sequence; step_ahead(ahead)) {
    if (ahead->sequence <= reading->stray) continue;
    reading->stray = ahead->sequence;
    reader->stray(reader->user, ahead->sequence);
  }
}

// A number that is not there reads as 0; and bytes that are no text read as the text that they spell, which no question for it finds.
static bool has_types(sqlite3_stmt *scan) {
  static const char types[] = "nnnnttnttt";
  for (int i = 0; types[i]; i++)
    if (sqlite3_column_type(scan, i) != (types[i] == 'n' ? SQLITE_INTEGER : SQLITE_TEXT)) return false;
  return true;
}

// What is no text is no payload that was written.
static const char *payload_of(sqlite3_stmt *scan, size_t *size) {
  bool is_text = sqlite3_column_type(scan, 1) == SQLITE_TEXT;
  const char *parts = column_text(scan, 1);
  *size = is_text ? (size_t)sqlite3_column_bytes(scan, 1) : 0;
  return is_text || !parts ? parts : "";
}

static void read_row(struct reading *reading, sqlite3_stmt *scan, struct ahead *ahead, const struct reader *reader) {
  struct entry entry;
  const char *parts = NULL;
  size_t size = 0;
  bool typed = has_types(scan), whole = journal_row(scan, reading->log_id, &entry, &parts) && typed; // reading bytes makes them text
  if (ahead->scan) pass(reading, ahead, entry.sequence - 1, reader);
  if (ahead->scan && ahead->stepped == SQLITE_ROW && ahead->sequence == entry.sequence) parts = payload_of(ahead->scan, &size);
  reader->entry(reader->user, &entry, parts, size, whole);
  reading->read = entry.sequence;
}

static bool is_read(const struct ahead *ahead) { return !ahead->stepped || ahead->stepped == SQLITE_ROW || ahead->stepped == SQLITE_DONE; }

bool reading_some(struct reading *reading, int64_t count_max, int64_t *count, const struct reader *reader, struct err *err) {
  sqlite3_stmt *scan = sql_get(reading->sql, SQL_HEADERS_BATCH);
  struct ahead ahead = {.scan = reading->bare ? NULL : sql_get(reading->sql, SQL_PAYLOADS_AFTER)};
  int stepped = SQLITE_ROW;
  sql_bind(scan, "nn", reading->read, count_max);
  if (ahead.scan) sql_bind(ahead.scan, "n", reading->read);
  for (*count = 0; is_read(&ahead) && (stepped = sqlite3_step(scan)) == SQLITE_ROW; ++*count) read_row(reading, scan, &ahead, reader);
  if (stepped == SQLITE_DONE && *count < count_max && ahead.scan) pass(reading, &ahead, INT64_MAX, reader);
  bool ok = (stepped == SQLITE_DONE && is_read(&ahead)) || sql_fail(reading->sql, "verify the journal", err);
  sql_end(scan);
  if (ahead.scan) sql_end(ahead.scan);
  return ok;
}
