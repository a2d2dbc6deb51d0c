// The evidence of an item in a book, each file as a link into the bundle. What was withdrawn, erased or is withheld keeps its row. See
// book_chapter.h; book_evidence (book.h) fills in names and paths.
#include "base/mem.h"
#include "op/book.h"
#include "op/book_chapter.h"
#include "op/book_markup.h"
#include "op/pages.h"
#include "run/people.h"

#include <string.h>

static const char FOLDER[] = "data/"; // of the bundle: the book lies in it

static const char *within(const char *path) { return strncmp(path, FOLDER, strlen(FOLDER)) == 0 ? path + strlen(FOLDER) : path; }

json_t *book_evidence(struct board *board, const json_t *evidence, enum page_naming naming) {
  json_t *rows = evidence ? json_deep_copy(evidence) : json_array(), *row;
  size_t i;
  json_array_foreach(rows, i, row) {
    const char *by = json_text(row, "by"), *at = json_text(row, "at");
    char name[200], local[40], *path = page_evidence_path(row, naming);
    int64_t ms;
    struct err err;
    if (by) people_name(board, by, name, sizeof name);
    if (by) json_put_text(row, "by_name", name);
    if (at && instant_read(at, &ms, &err)) {
      board_local(board, ms, local);
      json_put_text(row, "local", local);
    }
    if (json_text(row, "sha256")) json_put_text(row, "path", within(path)); // else only a tombstone is left
    mem_free(path);
  }
  return rows;
}

// Its bytes are not in the bundle, and no fingerprint of them either, from which a guess could be confirmed.
static bool is_gone(const json_t *row) { return json_text(row, "withheld") || json_object_get(row, "erased"); }

static void put_size(struct buf *out, int64_t bytes) {
  if (bytes < 0) return;
  if (bytes < 1000)
    buf_format(out, "%lld byte%s", (long long)bytes, bytes == 1 ? "" : "s");
  else if (bytes < 1000 * 1000)
    buf_format(out, "%.1f KB", (double)bytes / 1e3);
  else
    buf_format(out, "%.1f MB", (double)bytes / 1e6);
}

static void put_name(struct buf *out, const json_t *row) {
  const char *name = json_text(row, "name");
  markup_element(out, "bdi", name && *name ? name : "a file without a name");
}

static void put_link(const struct chapter *chapter, const json_t *row, const char *path) {
  struct buf *out = chapter->out;
  const char *folder = chapter->alone ? NULL : json_text(chapter->item, "folder");
  buf_text(out, "<a href=\"");
  if (folder && *folder) markup_path(out, folder), buf_char(out, '/');
  markup_path(out, path);
  buf_text(out, "\">");
  put_name(out, row);
  buf_text(out, "</a><p class=\"quiet\">");
  markup_text(out, path);
  buf_text(out, "</p>");
}

static void put_file(const struct chapter *chapter, const json_t *row) {
  struct buf *out = chapter->out;
  const char *path = json_text(row, "path"), *type = json_text(row, "type");
  if (path && !is_gone(row))
    put_link(chapter, row, path);
  else
    put_name(out, row);
  buf_text(out, "<p class=\"quiet\">");
  markup_text(out, type);
  if (type && json_object_get(row, "size")) buf_text(out, ", ");
  put_size(out, json_number(row, "size", -1));
  buf_text(out, "</p>");
}

static void put_shows(struct buf *out, const json_t *row) {
  markup_element(out, "p", json_text(row, "title"));
  markup_element(out, "p", json_text(row, "description"));
  markup_labelled(out, "Dated", json_text(row, "date"));
  if (json_text(row, "withdrawn")) buf_text(out, "<p class=\"mark\"><b>Withdrawn:</b> ");
  markup_element(out, "bdi", json_text(row, "withdrawn"));
  if (json_text(row, "withdrawn")) buf_text(out, "</p>");
  markup_labelled(out, "Withheld", json_text(row, "withheld"));
  markup_labelled(out, "Erased", json_text(row, "erased"));
}

static void put_level(struct buf *out, const json_t *row) {
  const char *grade = json_text(row, "grade");
  markup_element(out, "p", json_text(row, "level"));
  buf_text(out, "<p class=\"quiet\">");
  markup_text(out, grade ? grade : "not graded");
  buf_text(out, "</p>");
}

static void put_added(struct buf *out, const json_t *row) {
  const char *name = json_text(row, "by_name"), *local = json_text(row, "local");
  markup_element(out, "p", local ? local : json_text(row, "at"));
  markup_element(out, "p", name ? name : json_text(row, "by"));
}

static void put_hash(struct buf *out, const char *sha256) {
  if (!sha256) {
    buf_text(out, "not given");
    return;
  }
  buf_text(out, "<details><summary><code>");
  markup_start(out, sha256, 8);
  buf_text(out, "</code>&hellip;</summary><code>");
  markup_text(out, sha256);
  buf_text(out, "</code></details>");
}

static void put_row(const struct chapter *chapter, struct table *table, const json_t *row) {
  const char *class = is_gone(row) ? "withheld" : json_text(row, "withdrawn") ? "error" : NULL;
  table_row(table, NULL, class);
  table_cell(table);
  buf_format(table->out, "<span class=\"n\">%lld</span>", (long long)json_number(row, "id", 0));
  table_cell(table);
  put_file(chapter, row);
  table_cell(table);
  put_shows(table->out, row);
  table_cell(table);
  put_level(table->out, row);
  table_cell(table);
  put_added(table->out, row);
  table_cell(table);
  put_hash(table->out, is_gone(row) ? NULL : json_text(row, "sha256"));
}

void chapter_evidence(const struct chapter *chapter) {
  static const char *const columns[] = {"No.", "File", "What it shows", "Level and grade", "Added", "SHA-256", NULL};
  const json_t *rows = json_object_get(chapter->item, "evidence");
  struct table table;
  size_t i;
  json_t *row;
  if (!json_array_size(rows)) {
    buf_text(chapter->out, "<p>There is no evidence.</p>\n");
    return;
  }
  buf_text(chapter->out,
           "<p>Names are as they were given. A file's SHA-256 is a fingerprint of its bytes: the smallest change gives another. "
           "Opening one shows the whole of it.</p>\n");
  table_begin(&table, chapter->out, "Evidence, in the order in which it was added", columns);
  json_array_foreach(rows, i, row) put_row(chapter, &table, row);
  table_end(&table);
}
