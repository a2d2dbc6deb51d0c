// The tables of a bundle as CSV. See pages.h.
#include "op/pages.h"

#include "base/buf.h"
#include "base/mem.h"

#include <ctype.h>
#include <string.h>

// RFC 4180, every cell quoted; a cell that a spreadsheet would take for a formula gets an apostrophe in front.
static void cell(struct buf *out, const char *text, bool last) {
  buf_char(out, '"');
  if (text && *text && strchr("=+-@\t\r", *text)) buf_char(out, '\'');
  for (; text && *text; text++) {
    if (*text == '"') buf_char(out, '"');
    buf_char(out, *text);
  }
  buf_text(out, last ? "\"\r\n" : "\",");
}

static char *joined(const json_t *texts) {
  struct buf out;
  buf_init(&out);
  size_t i;
  json_t *text;
  json_array_foreach(texts, i, text) buf_format(&out, "%s%s", i ? "; " : "", json_string_value(text));
  return buf_take(&out);
}

static const char BOM[] = "\xEF\xBB\xBF"; // spreadsheets take CSV for the PC's own code page without it

char *page_timeline_csv(const json_t *history) {
  struct buf out;
  buf_init(&out);
  buf_format(&out, "%s\"at\",\"kind\",\"what happened\",\"who\",\"decided by\",\"changes\"\r\n", BOM);
  size_t i;
  json_t *entry;
  json_array_foreach(history, i, entry) {
    char *changes = joined(json_object_get(entry, "changes"));
    cell(&out, json_text(entry, "at"), false);
    cell(&out, json_text(entry, "kind"), false);
    cell(&out, json_text(entry, "text"), false);
    cell(&out, json_text(entry, "who"), false);
    cell(&out, json_text(entry, "decided_by"), false);
    cell(&out, changes, true);
    mem_free(changes);
  }
  return buf_take(&out);
}

static bool any_withheld(const json_t *evidence) {
  size_t i;
  json_t *item;
  json_array_foreach(evidence, i, item) if (json_text(item, "withheld")) return true;
  return false;
}

char *page_evidence_csv(const json_t *evidence, enum page_naming naming) {
  static const char *const columns[] = {"name", "title",       "level",     "grade",  "by",      "at",
                                        "date", "description", "withdrawn", "sha256", "withheld"};
  struct buf out;
  size_t count = sizeof columns / sizeof columns[0] - !any_withheld(evidence); // the last column only where there is something in it
  buf_init(&out);
  buf_format(&out, "%s\"file\"", BOM);
  for (size_t c = 0; c < count; c++) buf_format(&out, ",\"%s\"", columns[c]);
  buf_text(&out, "\r\n");
  size_t i;
  json_t *item;
  json_array_foreach(evidence, i, item) {
    char *path = page_evidence_path(item, naming);
    cell(&out, json_flag(item, "erased") ? "" : path, false);
    for (size_t c = 0; c < count; c++) cell(&out, json_text(item, columns[c]), c + 1 == count);
    mem_free(path);
  }
  return buf_take(&out);
}

enum { EXTENSION_MAX = 8 };

char *page_evidence_path(const json_t *item, enum page_naming naming) {
  const char *name = json_text(item, "name"), *dot = name ? strrchr(name, '.') : NULL, *sha256 = json_text(item, "sha256");
  char extension[EXTENSION_MAX + 2] = "";
  if (json_text(item, "withheld")) return mem_text("");
  size_t size = dot ? strlen(dot + 1) : 0;
  bool plain = size > 0 && size <= EXTENSION_MAX;
  for (size_t i = 0; plain && i < size; i++) plain = isalnum((unsigned char)dot[1 + i]) && (unsigned char)dot[1 + i] < 128;
  for (size_t i = 0; plain && i <= size; i++) extension[i] = (char)tolower((unsigned char)dot[i]);
  long long id = (long long)json_number(item, "id", 0);
  if (naming == NAMED_BY_NUMBER) return mem_format("evidence/%04lld%s", id, extension);
  return mem_format("evidence/%04lld-%.8s%s", id, sha256 ? sha256 : "", extension);
}
