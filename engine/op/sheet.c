// CSV by libcsv. See sheet.h.
//
// A spreadsheet takes a cell that begins with = + - @, a tab or a carriage return for a formula, in quotes or not. An apostrophe before it
// makes it text; one is put before a text that begins with apostrophes and then such a character too, so that taking one off is right
// for all that was written here.
#include "op/sheet.h"

#include "base/mem.h"

#include <csv.h>

#include <string.h>

struct reading {
  bool (*row)(void *user, int line, const json_t *cells);
  void *user;
  json_t *cells;
  int line; // on which the row in hand begins
  bool ended, failed;
  struct err *err;
};

static void fail(struct reading *reading, const char *text) {
  if (!reading->failed) err_set(reading->err, ERR_INVALID, "%s", text);
  reading->failed = true;
}

static void on_cell(void *bytes, size_t size, void *user) {
  struct reading *reading = user;
  json_t *text = json_stringn(bytes ? bytes : "", size);
  if (!text) fail(reading, "it holds bytes that are not UTF-8 text; save the file as CSV UTF-8.");
  if (json_array_size(reading->cells) >= SHEET_CELLS_MAX) fail(reading, "the line has more than 64 columns.");
  json_array_append_new(reading->cells, text ? text : json_string(""));
}

static void on_row(int end, void *user) {
  (void)end;
  struct reading *reading = user;
  bool blank = json_array_size(reading->cells) == 1 && json_string_length(json_array_get(reading->cells, 0)) == 0;
  if (!reading->failed && !reading->ended && !blank) reading->ended = !reading->row(reading->user, reading->line, reading->cells);
  json_array_clear(reading->cells);
}

// libcsv knows no line numbers: the text is fed a line at a time, so that a cell with line breaks counts to where it began.
static void parse(struct reading *reading, struct csv_parser *parser, const char *text) {
  for (int line = 1; *text && !reading->failed && !reading->ended; line++) {
    size_t size = strcspn(text, "\n");
    size += text[size] == '\n';
    if (json_array_size(reading->cells) == 0) reading->line = line;
    if (csv_parse(parser, text, size, on_cell, on_row, reading) != size) fail(reading, "a quote stands in the wrong place.");
    text += size;
  }
  if (!reading->failed && !reading->ended && csv_fini(parser, on_cell, on_row, reading) != 0)
    fail(reading, "a quoted cell is not closed before the file ends.");
}

bool sheet_read(const char *text, bool (*row)(void *user, int line, const json_t *cells), void *user, int *line, struct err *err) {
  struct csv_parser parser;
  struct reading reading = {.row = row, .user = user, .cells = json_array(), .line = 1, .err = err};
  if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3; // spreadsheets write it, libcsv keeps it
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL) == 0) {
    parse(&reading, &parser, text);
    csv_free(&parser);
  }
  json_decref(reading.cells);
  *line = reading.line;
  return !reading.failed;
}

static bool is_risky(const char *text) {
  char first = text[strspn(text, "'")];
  return first && strchr("=+-@\t\r", first);
}

void sheet_cell(struct buf *out, const char *text, bool first) {
  buf_text(out, first ? "\"" : ",\"");
  if (is_risky(text)) buf_text(out, "'");
  for (const char *c = text; *c; c++) buf_format(out, *c == '"' ? "\"\"" : "%c", *c);
  buf_text(out, "\"");
}

void sheet_row_end(struct buf *out) { buf_text(out, "\r\n"); }

char *sheet_plain(const char *cell) { return mem_text(*cell == '\'' && is_risky(cell) ? cell + 1 : cell); }
