// The directory as a sheet: people, agencies, groups and posts written as CSV, compared with what there is, and taken in, all of a file or
// nothing of it (sheet.h, cell.h).
#include "base/mem.h"
#include "chart/check.h"
#include "op/cell.h"
#include "op/document.h"
#include "op/sheet.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 2000, MISTAKES_MAX = 20 };

// Not the office's to write: the random id for headers, and what is worked out.
static bool is_ours(const char *member) {
  return strcmp(member, "id") == 0 || strcmp(member, "key") == 0 || strcmp(member, "vacant_since") == 0;
}

// ---- columns

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static void add_sorted(json_t *columns, const json_t *more) {
  size_t count = json_object_size(more), i = 0;
  const char **names = mem_grow(NULL, count + 1, sizeof *names), *name;
  json_t *any;
  json_object_foreach((json_t *)more, name, any) names[i++] = name;
  qsort(names, count, sizeof *names, by_text);
  for (i = 0; i < count; i++) json_array_add(columns, names[i]);
  mem_free(names);
}

// Those of the kind, then whatever else a document has. A new reference.
static json_t *columns_of(struct board *board, const char *kind) {
  json_t *columns = json_array(), *more = json_object(), *document, *value;
  const char *const *members = cell_members(kind), *name;
  size_t i;
  json_array_add(columns, "id");
  for (; *members; members++) json_array_add(columns, *members);
  json_array_foreach(board_documents(board, kind), i, document)
      json_object_foreach(document, name, value) if (!is_ours(name) && !json_array_has(columns, name)) json_put_flag(more, name, true);
  add_sorted(columns, more);
  json_decref(more);
  return columns;
}

static const char *take_kind(const struct op_call *call, struct err *err) {
  const char *kind = ask_text(call, "kind", err);
  if (!kind || cell_members(kind)) return kind;
  err_set(err, ERR_INVALID, "\"%s\" is no kind of a sheet: person, agency, group or post.", kind);
  return NULL;
}

// ---- writing

static void write_row(const json_t *columns, const json_t *document, struct buf *out) {
  size_t i;
  json_t *column;
  json_array_foreach(columns, i, column) {
    const char *name = json_string_value(column);
    char *text = document ? cell_write(name, json_object_get(document, name)) : mem_text(name);
    sheet_cell(out, text, i == 0);
    mem_free(text);
  }
  sheet_row_end(out);
}

static bool export_kind(struct op_call *call, struct err *err) {
  const char *kind = take_kind(call, err);
  if (!kind) return false;
  json_t *columns = columns_of(call->board, kind), *document;
  const json_t *documents = board_documents(call->board, kind);
  struct buf out;
  size_t i;
  buf_init(&out);
  write_row(columns, NULL, &out);
  json_array_foreach(documents, i, document) write_row(columns, document, &out);
  call->answer = json_pack("{s:s, s:s, s:I}", "kind", kind, "csv", out.data, "count", (json_int_t)json_array_size(documents));
  buf_clear(&out);
  json_decref(columns);
  return true;
}

// ---- reading

struct taking {
  struct op_call *call;
  const char *kind, *file;
  json_t *known, *columns; // what may stand in the first line, and what does; NULL before it
  json_t *rows;            // [{"line","id"?,"what","changes"?,"text"?}]
  json_t *documents;       // of the rows that are not refused, as they would be, each with its row's index
  json_t *places, *ids;
};

static void refuse_row(struct taking *taking, int line, const char *id, const char *text) {
  json_array_append_new(taking->rows, json_pack("{s:i, s:s?, s:s, s:s}", "line", line, "id", id, "what", "refused", "text", text));
}

// Of two columns of one name nobody could know which is meant.
static void refuse_doubles(struct taking *taking, int line, const json_t *cells) {
  json_t *seen = json_object(), *cell;
  size_t i;
  json_array_foreach(cells, i, cell) {
    const char *name = json_string_value(cell);
    if (json_object_get(seen, name)) {
      char *text = mem_format("the column \"%.80s\" stands there twice.", name);
      refuse_row(taking, line, NULL, text);
      mem_free(text);
    }
    json_put_flag(seen, name, true);
  }
  json_decref(seen);
}

static bool take_columns(struct taking *taking, int line, const json_t *cells) {
  size_t i;
  json_t *cell;
  char near[NEAREST_WORDS];
  taking->columns = json_deep_copy(cells);
  json_array_foreach(cells, i, cell) {
    if (json_array_has(taking->known, json_string_value(cell))) continue;
    char *text = mem_format("there is no column \"%.80s\"%s", json_string_value(cell),
                            nearest_words(json_string_value(cell), taking->known, ".", near));
    refuse_row(taking, line, NULL, text);
    mem_free(text);
  }
  refuse_doubles(taking, line, cells);
  if (!json_array_has(cells, "id")) refuse_row(taking, line, NULL, "the first line names no column \"id\".");
  return json_array_size(taking->rows) == 0;
}

// {MEMBER: value}, and "id" apart. NULL with err. A new reference.
static json_t *given_of(const struct taking *taking, const json_t *cells, char **id, struct err *err) {
  json_t *given = json_object(), *column, *value;
  bool ok = true;
  size_t i;
  json_array_foreach(taking->columns, i, column) {
    char *text = sheet_plain(json_string_value(json_array_get(cells, i)));
    const char *name = json_string_value(column);
    if (strcmp(name, "id") == 0)
      *id = mem_text(text);
    else if (ok && (ok = cell_read(name, text, &value, err)))
      json_object_set_new(given, name, value);
    mem_free(text);
  }
  if (ok) return given;
  json_decref(given);
  return NULL;
}

static json_t *changes_of(const json_t *before, const json_t *after) {
  json_t *changes = json_array(), *value;
  const char *name;
  json_object_foreach((json_t *)after, name, value) {
    const json_t *was = json_object_get(before, name);
    if (is_ours(name) || (was && json_equal(was, value))) continue;
    char *is_words = cell_write(name, value), *was_words = cell_write(name, was);
    char *text = was ? mem_format("%s: %s (was %s)", name, is_words, was_words) : mem_format("%s: %s", name, is_words);
    json_array_add(changes, text);
    mem_free(text);
    mem_free(was_words);
    mem_free(is_words);
  }
  json_object_foreach((json_t *)before, name, value) {
    if (is_ours(name) || json_object_get(after, name)) continue;
    char *was = cell_write(name, value), *text = mem_format("%s: taken away (was %s)", name, was);
    json_array_add(changes, text);
    mem_free(text);
    mem_free(was);
  }
  return changes;
}

static void add_row(struct taking *taking, int line, const char *id, json_t *given) {
  const json_t *had = board_document(taking->call->board, taking->kind, id);
  json_t *document = document_merged(taking->call->board, taking->kind, id, given), *changes = changes_of(had, document);
  const char *what = !had ? "added" : json_array_size(changes) ? "changed" : "unchanged";
  json_array_append_new(taking->documents, document);
  json_array_append_new(taking->places, json_integer((json_int_t)json_array_size(taking->rows)));
  json_array_append_new(taking->rows, json_pack("{s:i, s:s, s:s, s:o}", "line", line, "id", id, "what", what, "changes", changes));
}

static void take_cells(struct taking *taking, int line, const json_t *cells) {
  struct err why;
  char *id = NULL;
  json_t *given = given_of(taking, cells, &id, &why);
  bool ok = given && document_id_is_good(taking->kind, id, &why);
  if (ok && json_object_get(taking->ids, id)) ok = err_set(&why, ERR_INVALID, "%s stands in the file already.", id);
  if (ok)
    add_row(taking, line, id, given);
  else
    refuse_row(taking, line, id, why.text);
  if (id) json_put_flag(taking->ids, id, true);
  json_decref(given);
  mem_free(id);
}

static bool take_row(void *user, int line, const json_t *cells) {
  struct taking *taking = user;
  if (!taking->columns) return take_columns(taking, line, cells);
  if (json_array_size(cells) != json_array_size(taking->columns))
    refuse_row(taking, line, NULL, "it has not as many cells as the first line; put quotes round a text that has a comma in it.");
  else
    take_cells(taking, line, cells);
  if (json_array_size(taking->rows) > ROWS_MAX) refuse_row(taking, line, NULL, "a sheet may have at most 2000 rows; take it in by parts.");
  return json_array_size(taking->rows) <= ROWS_MAX;
}

static bool hear_wrong(void *user, size_t index, const struct err *why) {
  struct taking *taking = user;
  json_t *row = json_array_get(taking->rows, (size_t)json_integer_value(json_array_get(taking->places, index)));
  json_put_text(row, "what", "refused");
  json_put_text(row, "text", why->text);
  json_object_del(row, "changes");
  return true;
}

static int64_t count_of(const struct taking *taking, const char *what) {
  int64_t count = 0;
  size_t i;
  json_t *row;
  json_array_foreach(taking->rows, i, row) count += strcmp(json_text(row, "what"), what) == 0;
  return count;
}

// Reads the whole sheet and checks each row; `rows` says what becomes of each. False: it could not be asked at all.
static bool take_sheet(struct taking *taking, struct err *err) {
  const char *text = json_text(taking->call->request, "text");
  struct err why;
  int line;
  taking->known = columns_of(taking->call->board, taking->kind);
  if (!text || !text[strspn(text, " \r\n\t")])
    return err_set(err, ERR_INVALID, "%s is empty: a sheet's first line names its columns. Nothing was taken in.", taking->file);
  if (!sheet_read(text, take_row, taking, &line, &why)) refuse_row(taking, line, NULL, why.text);
  document_check_each(taking->call->board, taking->kind, taking->documents, hear_wrong, taking, &why);
  return true;
}

static bool begin(struct op_call *call, struct taking *taking, struct err *err) {
  *taking = (struct taking){.call = call, .rows = json_array(), .documents = json_array(), .places = json_array(), .ids = json_object()};
  return (taking->kind = take_kind(call, err)) && (taking->file = ask_text(call, "file", err)) && take_sheet(taking, err);
}

static void clear(struct taking *taking) {
  json_decref(taking->known);
  json_decref(taking->columns);
  json_decref(taking->rows);
  json_decref(taking->documents);
  json_decref(taking->places);
  json_decref(taking->ids);
}

static json_t *answer_of(const struct taking *taking) {
  return json_pack("{s:s, s:O, s:I, s:I, s:I, s:I}", "kind", taking->kind, "rows", taking->rows, "added",
                   (json_int_t)count_of(taking, "added"), "changed", (json_int_t)count_of(taking, "changed"), "unchanged",
                   (json_int_t)count_of(taking, "unchanged"), "refused", (json_int_t)count_of(taking, "refused"));
}

static bool compare(struct op_call *call, struct err *err) {
  struct taking taking;
  bool ok = begin(call, &taking, err);
  if (ok) call->answer = answer_of(&taking);
  clear(&taking);
  return ok;
}

// The first mistakes with their lines, and how many more there are.
static bool refuse(const struct taking *taking, int64_t count, struct err *err) {
  struct buf text;
  int64_t said = 0;
  size_t i;
  json_t *row;
  buf_init(&text);
  json_array_foreach(taking->rows, i, row) {
    const char *what = json_text(row, "text");
    bool fits = said < MISTAKES_MAX && text.size + (what ? strlen(what) : 0) + 120 < sizeof err->text;
    if (!what || (!fits && said > 0)) continue;
    buf_format(&text, " Line %lld: %s", (long long)json_number(row, "line", 0), what);
    said++;
  }
  if (said < count) buf_format(&text, " And %lld more.", (long long)(count - said));
  err_set(err, ERR_INVALID, "Nothing of %s was taken in.%s", taking->file, text.data);
  buf_clear(&text);
  return false;
}

static json_t *changed_documents(const struct taking *taking) {
  json_t *changed = json_array(), *document;
  size_t i;
  json_array_foreach(taking->documents, i, document) {
    const json_t *row = json_array_get(taking->rows, (size_t)json_integer_value(json_array_get(taking->places, i)));
    if (strcmp(json_text(row, "what"), "unchanged") != 0) json_array_append(changed, document);
  }
  return changed;
}

static bool take_in(const struct taking *taking, struct err *err) {
  json_t *changed = changed_documents(taking);
  json_t *event =
      json_pack("{s:s, s:{s:s}, s:s}", "name", "sheet taken in", "data", "file", taking->file, "actor", ask_maybe(taking->call, "as"));
  bool ok = true;
  if (json_array_size(changed))
    ok = document_put_all(taking->call, taking->kind, changed, event, err) || err_prefix(err, "Nothing of %s was taken in: ", taking->file);
  else
    json_decref(event);
  json_decref(changed);
  return ok;
}

static bool import_kind(struct op_call *call, struct err *err) {
  struct taking taking;
  bool ok = begin(call, &taking, err);
  int64_t refused = count_of(&taking, "refused");
  if (ok) ok = refused ? refuse(&taking, refused, err) : take_in(&taking, err);
  if (ok) call->answer = answer_of(&taking);
  clear(&taking);
  return ok;
}

const struct op ops_register[] = {
    {.name = "directory.export", .who = OP_OFFICE, .what = "export the directory", .run = export_kind},
    {.name = "directory.compare", .who = OP_OFFICE, .what = "import the directory", .run = compare},
    {.name = "directory.import", .who = OP_OFFICE, .what = "import the directory", .writes = true, .run = import_kind},
    {0},
};
