// A report's document: what its Lua gave back, checked and completed, in the one shape that every renderer reads (API.md, DOCUMENT):
// {"name","title","board","marking","stood","facts":[{"label","text"}],"sections":[{"title"?,"text":[TEXT],"tables":[TABLE]}],
//  "key":[{"colour","shape","word","text"}],"foot":[TEXT]}, TABLE {"title","columns":[COLUMN],"rows":[[CELL]],"total"?:[CELL],"none"}.
#include "base/mem.h"
#include "op/internal.h"
#include "op/record.h"
#include "op/report.h"
#include "op/report_cell.h"
#include "op/report_option.h"

#include <string.h>

enum { COLUMNS_MAX = 64, ROWS_MAX = 10000, SUMS_MAX = 3 }; // sums of sums of sums

struct making {
  const struct zone *zone;
  const char *name; // the report's
  size_t section, table;
  bool coloured; // a rating was shown, so a key is wanted
  struct err *err;
};

static bool fail(const struct making *making, const char *what, const char *detail) {
  return err_set(making->err, ERR_INVALID, "The report %s cannot be shown: in section %zu, table %zu, %s%s.", making->name,
                 making->section + 1, making->table + 1, what, detail ? detail : "");
}

// ---- tables

static json_t *column_of(const struct making *making, const json_t *given) {
  const char *name = json_text(given, "name"), *title = json_text(given, "title"), *kind = json_text(given, "kind");
  if (!name || !title || (kind && !report_kind_is(kind))) {
    fail(making, "a column needs `name`, `title` and perhaps `kind`: text, ref, date, number, percent or rag", NULL);
    return NULL;
  }
  json_t *column = json_pack("{s:s, s:s, s:s}", "name", name, "title", title, "kind", kind ? kind : "text");
  if (json_flag(given, "suppress")) json_put_flag(column, "suppress", true);
  if (json_is_array(json_object_get(given, "total_of"))) json_object_set(column, "total_of", json_object_get(given, "total_of"));
  return column;
}

static bool put_columns(const struct making *making, const json_t *given, json_t *table) {
  const json_t *list = json_object_get(given, "columns");
  json_t *columns = json_array_at(table, "columns"), *one;
  size_t i, count = json_array_size(list);
  if (count == 0 || count > COLUMNS_MAX) return fail(making, "`columns` must be a list of one to 64 columns", NULL);
  json_array_foreach(list, i, one) {
    json_t *column = column_of(making, one);
    if (!column) return false;
    json_array_append_new(columns, column);
  }
  return true;
}

static const json_t *parts_named(const json_t *columns, const char *name) {
  size_t i;
  json_t *column;
  json_array_foreach(columns, i, column) if (strcmp(json_text(column, "name"), name) == 0) return json_object_get(column, "total_of");
  return NULL;
}

// A column that is the sum of others in its row, some of which may be sums themselves, so deep and no deeper.
static int64_t sum_of(const json_t *columns, const json_t *names, const json_t *row, int depth) {
  int64_t sum = 0;
  size_t i;
  json_t *one;
  json_array_foreach(names, i, one) {
    const char *name = json_is_string(one) ? json_string_value(one) : "";
    const json_t *parts = depth ? parts_named(columns, name) : NULL;
    sum += parts ? sum_of(columns, parts, row, depth - 1) : json_number(row, name, 0);
  }
  return sum;
}

static json_t *cell_of(struct making *making, const json_t *columns, const json_t *column, const json_t *row) {
  const json_t *total_of = json_object_get(column, "total_of");
  const char *name = json_text(column, "name"), *kind = json_text(column, "kind");
  json_t *sum = total_of ? json_integer(sum_of(columns, total_of, row, SUMS_MAX)) : NULL;
  struct err why;
  json_t *cell = report_cell(making->zone, kind, sum ? sum : json_object_get(row, name), &why);
  json_decref(sum);
  if (!cell) fail(making, name, NULL), err_prefix(making->err, "%s (%s): ", name, why.text);
  making->coloured = making->coloured || json_object_get(cell, "colour");
  return cell;
}

static json_t *row_of(struct making *making, const json_t *columns, const json_t *given) {
  json_t *row = json_array(), *column;
  size_t i;
  json_array_foreach(columns, i, column) {
    json_t *cell = cell_of(making, columns, column, given);
    if (!cell) {
      json_decref(row);
      return NULL;
    }
    json_array_append_new(row, cell);
  }
  return row;
}

static bool put_rows(struct making *making, const json_t *given, json_t *table) {
  const json_t *list = json_object_get(given, "rows"), *columns = json_object_get(table, "columns");
  json_t *rows = json_array_at(table, "rows"), *one;
  size_t i;
  if (list && !json_is_array(list)) return fail(making, "`rows` must be a list of rows", NULL);
  if (json_array_size(list) > ROWS_MAX) return fail(making, "there are more than 10,000 rows, which nobody reads", NULL);
  json_array_foreach(list, i, one) {
    json_t *row = json_is_object(one) ? row_of(making, columns, one) : NULL;
    if (!row) return json_is_object(one) ? false : fail(making, "a row must be a table with the columns' names", NULL);
    json_array_append_new(rows, row);
  }
  return true;
}

static json_t *total_cell(const json_t *table, size_t column) {
  const json_t *row;
  int64_t sum = 0;
  size_t i;
  json_array_foreach(json_object_get(table, "rows"), i, row) sum += json_number(json_array_get(row, column), "value", 0);
  json_t *number = json_integer(sum), *cell = report_cell_number("number", number);
  json_decref(number);
  return cell;
}

static void put_total(const json_t *given, json_t *table) {
  json_t *total, *column;
  size_t i;
  if (!json_flag(given, "total") || json_array_size(json_object_get(table, "rows")) == 0) return;
  total = json_array_at(table, "total");
  json_array_foreach(json_object_get(table, "columns"), i, column) {
    bool counts = strcmp(json_text(column, "kind"), "number") == 0;
    json_array_append_new(total, i == 0 ? report_cell_text("All") : counts ? total_cell(table, i) : report_cell_text(""));
  }
}

static bool put_table(struct making *making, const json_t *given, json_t *tables) {
  json_t *table = json_object();
  const char *title = json_text(given, "title"), *none = json_text(given, "none");
  json_array_append_new(tables, table);
  if (!title) return fail(making, "it needs a `title`", NULL);
  json_put_text(table, "title", title);
  json_put_text(table, "none", none ? none : "Nothing.");
  if (!put_columns(making, given, table) || !put_rows(making, given, table)) return false;
  put_total(given, table);
  report_suppress(table);
  return true;
}

// ---- sections

static bool put_texts(const struct making *making, const json_t *given, json_t *texts) {
  size_t i;
  json_t *one;
  if (json_is_string(given)) json_array_append(texts, (json_t *)given);
  json_array_foreach(given, i, one) {
    if (!json_is_string(one)) return fail(making, "`text` must be a text or a list of texts", NULL);
    json_array_append(texts, one);
  }
  return true;
}

static bool put_section(struct making *making, const json_t *given, json_t *sections) {
  json_t *section = json_object(), *one;
  const json_t *tables = json_object_get(given, "tables");
  json_array_append_new(sections, section);
  json_put_text(section, "title", json_text(given, "title"));
  bool ok = put_texts(making, json_object_get(given, "text"), json_array_at(section, "text"));
  json_array_at(section, "tables");
  json_array_foreach(tables, making->table, one) ok = ok && put_table(making, one, json_object_get(section, "tables"));
  making->table = 0;
  return ok;
}

// ---- the whole

static char *setting_text(struct board *board, const char *name, const char *otherwise) { // Caller frees.
  json_t *value = setting_find(board->store, name);
  char *text = mem_text(json_is_string(value) ? json_string_value(value) : otherwise);
  json_decref(value);
  return text;
}

static char *stood(struct board *board) { // Caller frees.
  char local[40];
  board_local(board, board_now(board), local);
  if (!board->present) return mem_format("As it stands on %s.", local);
  return mem_format("As it was on %s, %s.", local, board->known ? "as it was known then" : "by what is known now");
}

static void take_line(json_t *foot, char *line) { // takes it over
  if (line) json_array_add(foot, line);
  mem_free(line);
}

// What a report did not look at stands at its head, in whatever form it is read.
static void put_cut(const struct report *report, json_t *facts) {
  const char *workflow;
  json_t *cut;
  json_object_foreach(report->cut, workflow, cut) {
    char *text = mem_format(
        "Of %lld items%s%s only the first %lld by reference were looked at: what is listed, and what is worked out of the "
        "list, is of these. An option that narrows the report shows the others.",
        (long long)json_number(cut, "count", 0), *workflow ? " of the workflow " : "", workflow, (long long)json_number(cut, "rows", 0));
    json_array_append_new(facts, json_pack("{s:s, s:s}", "label", "Cut short", "text", text));
    mem_free(text);
  }
}

static json_t *head_of(const struct report *report, const json_t *given) {
  struct board *board = report->call->board, *present = board->present ? board->present : board;
  const char *title = json_text(given, "title");
  char *name = setting_text(present, "name", "Safeguarding board"), *marking = setting_text(present, "marking", "OFFICIAL-SENSITIVE");
  char *moment = stood(board);
  json_t *foot = json_array();
  json_t *document =
      json_pack("{s:O, s:s, s:s, s:s, s:s, s:o, s:[], s:[], s:o}", "name", json_object_get(report->declared, "name"), "title",
                title ? title : json_text(report->declared, "title"), "board", name, "marking", marking, "stood", moment, "facts",
                report_options_words(board, report->declared, report->options), "sections", "key", "foot", foot);
  put_cut(report, json_object_get(document, "facts"));
  take_line(foot, record_words(present));
  take_line(foot, record_head_words(present));
  json_array_add(foot, marking);
  mem_free(moment);
  mem_free(marking);
  mem_free(name);
  return document;
}

static bool put_key(const struct making *making, const json_t *given, json_t *key) {
  size_t i;
  json_t *one;
  json_array_foreach(given, i, one) {
    const char *colour = json_string_value(json_array_get(one, 0)), *text = json_string_value(json_array_get(one, 1));
    if (!report_colour_word(colour) || !text)
      return err_set(making->err, ERR_INVALID,
                     "The report %s cannot be shown: a line of its key is written { \"red\", \"what it means\" }.", making->name);
    json_array_append_new(key, json_pack("{s:s, s:s, s:s, s:s}", "colour", colour, "shape", report_colour_shape(colour), "word",
                                         report_colour_word(colour), "text", text));
  }
  return true;
}

static bool fill(struct making *making, const json_t *given, json_t *document) {
  json_t *one;
  const json_t *sections = json_object_get(given, "sections");
  bool ok = json_is_array(sections) ||
            err_set(making->err, ERR_INVALID, "The report %s cannot be shown: it must give back { sections = { ... } }.", making->name);
  json_array_foreach(sections, making->section, one) ok = ok && put_section(making, one, json_object_get(document, "sections"));
  ok = ok && put_key(making, json_object_get(given, "key"), json_object_get(document, "key"));
  if (ok && making->coloured && json_array_size(json_object_get(document, "key")) == 0)
    return err_set(making->err, ERR_INVALID, "The report %s cannot be shown: it has colours and no `key` that says what they mean.",
                   making->name);
  return ok;
}

json_t *report_document(struct report *report, const json_t *given, struct err *err) {
  struct making making = {.zone = report->call->board->zone, .name = json_text(report->declared, "name"), .err = err};
  json_t *document = head_of(report, given);
  if (fill(&making, given, document)) return document;
  json_decref(document);
  return NULL;
}
