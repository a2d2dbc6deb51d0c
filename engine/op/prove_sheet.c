// The tables beside a journal in a bundle, held against it: what a reader opens in a spreadsheet must not say otherwise than what is
// proven. Times, kinds and people of the timeline, and all that is written about evidence, are compared; the words of what happened are
// the program's own. See proving.h.
#include "base/mem.h"
#include "op/pages.h"
#include "op/proving.h"
#include "run/history.h"
#include "time/instant.h"

#include <string.h>

// ---- RFC 4180, as pages.c writes it: every cell quoted, lines ended by CR LF, a byte order mark before the first

// Of a hostile table; an honest one of 16 MiB is far below. Cells of all rows together: each takes some 70 bytes of memory.
enum { ROWS_MAX = 200000, CELLS_MAX = 32, CELLS_ALL_MAX = 1500000 };

struct csv {
  const char *at, *end;
  bool is_damaged;
  int64_t cells;
};

static bool take(struct csv *csv, const char *text) {
  size_t size = strlen(text);
  if ((size_t)(csv->end - csv->at) < size || memcmp(csv->at, text, size) != 0) return false;
  csv->at += size;
  return true;
}

// A new reference; NULL: it is damaged.
static json_t *read_cell(struct csv *csv) {
  struct buf text;
  json_t *cell = NULL;
  buf_init(&text);
  csv->is_damaged = !take(csv, "\"");
  while (!csv->is_damaged && csv->at < csv->end) {
    if (take(csv, "\"\"")) {
      buf_char(&text, '"');
    } else if (take(csv, "\"")) {
      cell = json_stringn(text.data ? text.data : "", text.size);
      break;
    } else
      buf_char(&text, *csv->at++);
  }
  csv->is_damaged = !cell;
  buf_clear(&text);
  return cell;
}

// A new reference; NULL: it is damaged.
static json_t *read_row(struct csv *csv) {
  json_t *row = json_array(), *cell;
  while (json_array_size(row) < CELLS_MAX && csv->cells++ < CELLS_ALL_MAX && (cell = read_cell(csv))) {
    json_array_append_new(row, cell);
    if (take(csv, "\r\n")) return row;
    if (!take(csv, ",")) break;
  }
  csv->is_damaged = true;
  json_decref(row);
  return NULL;
}

// All rows, the heading first; with a problem where it is no such table. A new reference; NULL then.
static json_t *read_sheet(struct proving *proving, const char *text, size_t size) {
  struct csv csv = {text, text + size, memchr(text, '\0', size) != NULL, 0};
  json_t *rows = json_array(), *row;
  take(&csv, "\xEF\xBB\xBF");
  while (json_array_size(rows) < ROWS_MAX && !csv.is_damaged && csv.at < csv.end && (row = read_row(&csv)))
    json_array_append_new(rows, row);
  if (!csv.is_damaged && csv.at == csv.end && json_array_size(rows) > 0) return rows;
  prove_problem(proving, "%s is no table as the format says.", proving->path);
  json_decref(rows);
  return NULL;
}

// A column of another name could say anything.
static bool is_headed(const json_t *sheet, const char *const *columns, size_t count) {
  const json_t *heading = json_array_get(sheet, 0);
  bool fits = json_array_size(heading) == count;
  for (size_t i = 0; i < count && fits; i++) fits = strcmp(json_string_value(json_array_get(heading, i)), columns[i]) == 0;
  return fits;
}
#define IS_HEADED(sheet, ...)                                                                                                              \
  is_headed(sheet, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static const char *cell_of(const json_t *heading, const json_t *row, const char *column) {
  size_t i;
  json_t *name;
  json_array_foreach(heading, i, name) if (strcmp(json_string_value(name), column) == 0) return json_string_value(json_array_get(row, i));
  return NULL;
}

// ---- the timeline

// With its size before it: a cell may hold line ends, and two rows must not pass for one whose cells were moved together.
static void add_cell(struct hash_stream *stream, const char *text) {
  uint64_t size = text ? strlen(text) : 0;
  hash_stream_add(stream, &size, sizeof size);
  hash_stream_add(stream, text ? text : "", size);
}

// A cell that a spreadsheet would take for a formula stands there with an apostrophe in front.
static void add_text(struct hash_stream *stream, const char *text) {
  bool is_formula = text && *text && strchr("=+-@\t\r", *text);
  char *cell = mem_format("%s%s", is_formula ? "'" : "", text ? text : "");
  add_cell(stream, cell);
  mem_free(cell);
}

void prove_row(struct proving *proving, const json_t *json) {
  json_t *parts = history_parts(json);
  const json_t *event = json_object_get(parts, "event");
  char at[INSTANT_TEXT];
  instant_write(json_number(json, "logical", 0), at);
  add_text(proving->rows, at);
  add_text(proving->rows, json_text(json, "kind_words"));
  add_text(proving->rows, json_text(event, "actor"));
  add_text(proving->rows, json_text(event, "decider"));
  json_decref(parts);
}

// What stands in a cell behind the last column is in no column that is compared.
static bool are_even(const json_t *sheet) {
  size_t i, count = json_array_size(json_array_get(sheet, 0));
  json_t *row;
  json_array_foreach(sheet, i, row) if (json_array_size(row) != count) return false;
  return true;
}

void prove_timeline(struct proving *proving, const char *text, size_t size) {
  static const char *const columns[] = {"at", "kind", "who", "decided by"};
  struct hash_stream *stream = hash_stream_new("SHA256");
  json_t *rows = read_sheet(proving, text, size);
  uint8_t out[64];
  for (size_t i = 1; i < json_array_size(rows); i++)
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
      add_cell(stream, cell_of(json_array_get(rows, 0), json_array_get(rows, i), columns[c]));
  hash_stream_end(stream, out);
  memcpy(proving->item->sheet_rows.bytes, out, HASH_SIZE);
  proving->item->has_timeline = are_even(rows) && IS_HEADED(rows, "at", "kind", "what happened", "who", "decided by", "changes");
  json_decref(rows);
}

// ---- evidence

void prove_evidence_sheet(struct proving *proving, const char *text, size_t size) {
  if (!prove_hold(proving, size)) return;
  json_decref(proving->item->sheet);
  proving->item->sheet = read_sheet(proving, text, size);
}

// By which of its two names a table calls a file; 0: by neither. What was erased or is withheld has none.
static int naming_in(const json_t *one, const char *cell) {
  char *by_hash = page_evidence_path(one, NAMED_BY_HASH), *by_number = page_evidence_path(one, NAMED_BY_NUMBER);
  int naming = strcmp(cell, by_hash) == 0 ? NAMED_BY_HASH : strcmp(cell, by_number) == 0 ? NAMED_BY_NUMBER : 0;
  mem_free(by_hash);
  mem_free(by_number);
  return naming;
}

static bool file_fits(struct prove_item *item, const json_t *one, const char *cell) {
  if (json_flag(one, "erased") || json_text(one, "withheld")) return !*cell;
  int naming = naming_in(one, cell);
  item->naming |= naming;
  return naming != 0;
}

// What a column must hold; NULL: what this program does not know. Caller frees.
static char *cell_for(const json_t *one, const char *column) {
  const json_t *value = json_object_get(one, column);
  if (json_is_integer(value)) return mem_format("%lld", (long long)json_integer_value(value));
  if (value && !json_is_string(value)) return NULL;
  const char *text = value ? json_string_value(value) : "";
  return mem_format("%s%s", *text && strchr("=+-@\t\r", *text) ? "'" : "", text);
}

// The first column is the file's.
static bool row_fits(struct prove_item *item, const json_t *heading, const json_t *row, const json_t *one) {
  bool fits = json_array_size(row) == json_array_size(heading) && file_fits(item, one, json_string_value(json_array_get(row, 0)));
  for (size_t i = 1; fits && i < json_array_size(heading); i++) {
    const json_t *column = json_array_get(heading, i);
    char *wanted = cell_for(one, json_string_value(column));
    const char *have = json_string_value(json_array_get(row, i));
    fits = fits && have && (!wanted || strcmp(wanted, have) == 0);
    mem_free(wanted);
  }
  return fits;
}

// The last column only where a piece is withheld.
static bool has_columns(const json_t *sheet) {
  return IS_HEADED(sheet, "file", "name", "title", "level", "grade", "by", "at", "date", "description", "withdrawn", "sha256") ||
         IS_HEADED(sheet, "file", "name", "title", "level", "grade", "by", "at", "date", "description", "withdrawn", "sha256", "withheld");
}

void prove_sheet_compare(struct proving *proving, struct prove_item *item) {
  const json_t *evidence = json_object_get(item->fold.fields, "evidence"), *heading = json_array_get(item->sheet, 0);
  size_t count = json_array_size(evidence);
  bool fits = json_array_size(item->sheet) == count + 1 && has_columns(item->sheet);
  for (size_t i = 0; fits && i < count; i++)
    fits = row_fits(item, heading, json_array_get(item->sheet, i + 1), json_array_get(evidence, i));
  if (!fits) prove_problem(proving, "%s/evidence.csv does not list the evidence that the journal names, as it names it.", item->folder);
}
