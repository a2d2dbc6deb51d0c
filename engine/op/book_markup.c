// HTML in small pieces. See book_markup.h.
#include "op/book_markup.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

static const char REPLACED[] = "\xEF\xBF\xBD"; // U+FFFD

static const char *entity(char c) {
  switch (c) {
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '&':
    return "&amp;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  default:
    return NULL;
  }
}

// The size of a control character that begins here, C1 included; 0: none does.
static size_t control_size(const char *text) {
  const unsigned char *c = (const unsigned char *)text;
  if ((c[0] < 0x20 && c[0] != '\n' && c[0] != '\t') || c[0] == 0x7F) return 1;
  return c[0] == 0xC2 && c[1] >= 0x80 && c[1] <= 0x9F ? 2 : 0;
}

// What is shown as U+FFFD; 0: it is as it is.
static size_t odd_size(const char *text) {
  size_t turns = utf8_turns(text);
  return turns ? turns : control_size(text);
}

void markup_text(struct buf *out, const char *text) {
  for (size_t size; text && *text; text += size) {
    const char *named = entity(*text);
    size_t odd = odd_size(text);
    size = odd ? odd : 1;
    if (odd || named)
      buf_text(out, odd ? REPLACED : named);
    else
      buf_char(out, *text);
  }
}

void markup_start(struct buf *out, const char *text, size_t size) {
  char *start = mem_text_part(text, strnlen(text, size));
  markup_text(out, start);
  mem_free(start);
}

void markup_path(struct buf *out, const char *path) {
  for (; *path; path++) {
    unsigned char c = (unsigned char)*path;
    if (c < 0x80 && (isalnum(c) || strchr("._/-", c)))
      buf_char(out, (char)c);
    else
      buf_format(out, "%%%02X", c);
  }
}

// Every character that is not plain as its number, so that no text can end the string or the style.
void markup_style_text(struct buf *out, const char *text) {
  buf_char(out, '"');
  for (size_t size; *text; text += size) {
    unsigned char c = (unsigned char)*text;
    size = odd_size(text);
    if (size)
      buf_text(out, REPLACED);
    else if (c >= 0x80 || isalnum(c) || c == ' ' || c == '-')
      buf_char(out, (char)c);
    else
      buf_format(out, "\\%x ", c);
    if (!size) size = 1;
  }
  buf_char(out, '"');
}

void markup_element(struct buf *out, const char *tag, const char *text) {
  if (!text) return;
  buf_format(out, strcmp(tag, "bdi") == 0 ? "<%s>" : "<%s dir=\"auto\">", tag); // a bdi is so by itself
  markup_text(out, text);
  buf_format(out, "</%s>", tag);
}

void markup_labelled(struct buf *out, const char *label, const char *text) {
  if (!text) return;
  buf_text(out, "<p><b>");
  markup_element(out, "bdi", label);
  buf_text(out, ":</b> ");
  markup_element(out, "bdi", text);
  buf_text(out, "</p>");
}

void markup_heading(struct buf *out, int level, const char *id, const char *text) {
  buf_format(out, "<h%d id=\"%s\">", level, id);
  markup_element(out, "bdi", text);
  buf_format(out, "</h%d>\n", level);
}

// ---- tables

static void put_heading(struct buf *out, const char *heading, const char *class) {
  buf_text(out, "<th role=\"columnheader\" scope=\"col\"");
  if (class) buf_format(out, " class=\"%s\"", class);
  buf_format(out, ">%s</th>", heading);
}

void table_begin_of(struct table *table, struct buf *out, const char *caption, const char *const *columns, const char *const *classes) {
  *table = (struct table){out, columns, -1};
  bool more = columns[0] && columns[1] && columns[2];
  buf_text(out, more ? "<table role=\"table\">\n<caption>" : "<table role=\"table\" class=\"pairs\">\n<caption>");
  markup_element(out, "bdi", caption);
  buf_text(out, "</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">");
  for (int i = 0; columns[i]; i++) put_heading(out, columns[i], classes ? classes[i] : NULL);
  buf_text(out, "</tr></thead>\n<tbody role=\"rowgroup\">\n");
}

void table_begin(struct table *table, struct buf *out, const char *caption, const char *const *columns) {
  table_begin_of(table, out, caption, columns, NULL);
}

static void end_cell(struct table *table) {
  if (table->column > 0) buf_text(table->out, table->column == 1 ? "</th>" : "</td>");
}

static void end_row(struct table *table) {
  if (table->column < 0) return;
  assert(!table->columns[table->column]);
  end_cell(table);
  buf_text(table->out, "</tr>\n");
}

void table_row(struct table *table, const char *id, const char *class) {
  end_row(table);
  table->column = 0;
  buf_text(table->out, "<tr role=\"row\"");
  if (id) buf_format(table->out, " id=\"%s\"", id);
  if (class) buf_format(table->out, " class=\"%s\"", class);
  buf_char(table->out, '>');
}

void table_cell_of(struct table *table, const char *class) {
  const char *label = table->columns[table->column];
  assert(label);
  end_cell(table);
  buf_format(table->out, table->column ? "<td role=\"cell\" data-label=\"%s\"" : "<th role=\"rowheader\" scope=\"row\" data-label=\"%s\"",
             label);
  if (class) buf_format(table->out, " class=\"%s\"", class);
  buf_char(table->out, '>');
  table->column++;
}

void table_cell(struct table *table) { table_cell_of(table, NULL); }

void table_text(struct table *table, const char *text) {
  table_cell(table);
  markup_element(table->out, "bdi", text);
}

void table_end(struct table *table) {
  end_row(table);
  buf_text(table->out, "</tbody>\n</table>\n");
}
