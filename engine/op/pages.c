// The readable files of a bundle. See pages.h.
#include "op/pages.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <ctype.h>
#include <string.h>

static void html(struct buf *out, const char *text) {
  for (; text && *text; text++) switch (*text) {
    case '<':
      buf_text(out, "&lt;");
      break;
    case '>':
      buf_text(out, "&gt;");
      break;
    case '&':
      buf_text(out, "&amp;");
      break;
    case '"':
      buf_text(out, "&quot;");
      break;
    case '\'':
      buf_text(out, "&#39;");
      break;
    default:
      // A mark that turns the way of reading is shown as one, not obeyed.
      buf_text(out, utf8_turns(text) ? "\xEF\xBF\xBD" : (char[]){*text, '\0'});
      if (utf8_turns(text)) text += utf8_turns(text) - 1;
    }
}

static void element(struct buf *out, const char *tag, const char *text) {
  buf_format(out, "<%s>", tag);
  html(out, text);
  buf_format(out, "</%s>", tag);
}

static const char HEAD[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<style>body{font:1rem/1.5 Arial,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#0b0c0c}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;border-bottom:1px solid #505a5f;padding:.4rem}"
    "caption{text-align:left;font-weight:bold;font-size:1.2rem;padding:1rem 0 .4rem}ul{margin:0;padding-left:1.2rem}"
    ".marking{font-weight:bold}</style>\n";

static void page_head(struct buf *out, const json_t *view) {
  buf_text(out, HEAD);
  buf_text(out, "<title>");
  html(out, json_text(view, "ref"));
  buf_text(out, ": record</title>\n</head>\n<body>\n<p class=\"marking\">OFFICIAL-SENSITIVE</p>\n<h1>");
  html(out, json_text(view, "ref"));
  buf_text(out, ": ");
  html(out, json_text(view, "title"));
  buf_text(out, "</h1>\n");
}

static void facts(struct buf *out, const json_t *view) {
  size_t i;
  json_t *row;
  buf_text(out, "<table>\n<caption>What it is</caption>\n<tbody>\n<tr><th scope=\"row\">Where it stands</th><td>");
  json_array_foreach(json_object_get(view, "state_titles"), i, row) {
    if (i) buf_text(out, ", ");
    html(out, json_string_value(row));
  }
  buf_text(out, "</td></tr>\n");
  json_array_foreach(json_object_get(view, "fields"), i, row) {
    buf_text(out, "<tr><th scope=\"row\">");
    html(out, json_text(row, "label"));
    buf_text(out, "</th>");
    element(out, "td", json_text(row, "shown"));
    buf_text(out, "</tr>\n");
  }
  buf_text(out, "</tbody>\n</table>\n");
}

static void evidence_rows(struct buf *out, const json_t *evidence) {
  size_t i;
  json_t *item;
  buf_text(out, "<table>\n<caption>Evidence</caption>\n<thead><tr><th scope=\"col\">File</th><th scope=\"col\">What it shows</th>"
                "<th scope=\"col\">Level</th><th scope=\"col\">Grade</th><th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n");
  json_array_foreach(evidence, i, item) {
    char *path = page_evidence_path(item);
    buf_text(out, "<tr><td><a href=\"");
    html(out, path);
    buf_text(out, "\">");
    html(out, json_text(item, "name"));
    buf_text(out, "</a></td>");
    element(out, "td", json_text(item, "title"));
    element(out, "td", json_text(item, "level"));
    element(out, "td", json_text(item, "withdrawn") ? "withdrawn" : json_text(item, "grade"));
    element(out, "td", json_text(item, "sha256"));
    buf_text(out, "</tr>\n");
    mem_free(path);
  }
  buf_text(out, "</tbody>\n</table>\n");
}

static void timeline_rows(struct buf *out, const json_t *history) {
  size_t i, j;
  json_t *entry, *change;
  buf_text(out, "<table>\n<caption>Timeline</caption>\n<thead><tr><th scope=\"col\">No.</th><th scope=\"col\">When</th>"
                "<th scope=\"col\">What happened</th></tr></thead>\n<tbody>\n");
  json_array_foreach(history, i, entry) {
    buf_format(out, "<tr><td>%lld</td>", (long long)json_number(entry, "number", 0)); // the line of journal.jsonl
    element(out, "td", json_text(entry, "local"));
    buf_text(out, "<td>");
    html(out, json_text(entry, "text"));
    const json_t *changes = json_object_get(entry, "changes");
    if (json_array_size(changes)) buf_text(out, "<ul>");
    json_array_foreach(changes, j, change) element(out, "li", json_string_value(change));
    buf_text(out, json_array_size(changes) ? "</ul></td></tr>\n" : "</td></tr>\n");
  }
  buf_text(out, "</tbody>\n</table>\n");
}

char *page_timeline_html(const json_t *view, const json_t *history) {
  struct buf out;
  buf_init(&out);
  page_head(&out, view);
  facts(&out, view);
  evidence_rows(&out, json_object_get(view, "evidence"));
  timeline_rows(&out, history);
  buf_text(&out, "<h2>How to check this record</h2>\n<p>Every file is listed with its SHA-256 in <code>manifest-sha256.txt</code>. "
                 "In the folder that holds it, run <code>sha256sum -c manifest-sha256.txt</code>, or <code>waymark bundle verify</code> on "
                 "the zip.</p>\n"
                 "</body>\n</html>\n");
  return buf_take(&out);
}

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

char *page_evidence_csv(const json_t *evidence) {
  static const char *const columns[] = {"name", "title", "level", "grade", "by", "at", "date", "description", "withdrawn", "sha256"};
  struct buf out;
  buf_init(&out);
  buf_format(&out, "%s\"file\"", BOM);
  for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++) buf_format(&out, ",\"%s\"", columns[c]);
  buf_text(&out, "\r\n");
  size_t i;
  json_t *item;
  json_array_foreach(evidence, i, item) {
    char *path = page_evidence_path(item);
    cell(&out, path, false);
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
      cell(&out, json_text(item, columns[c]), c + 1 == sizeof columns / sizeof columns[0]);
    mem_free(path);
  }
  return buf_take(&out);
}

enum { EXTENSION_MAX = 8 };

char *page_evidence_path(const json_t *item) {
  const char *name = json_text(item, "name"), *dot = name ? strrchr(name, '.') : NULL, *sha256 = json_text(item, "sha256");
  char extension[EXTENSION_MAX + 2] = "";
  size_t size = dot ? strlen(dot + 1) : 0;
  bool plain = size > 0 && size <= EXTENSION_MAX;
  for (size_t i = 0; plain && i < size; i++) plain = isalnum((unsigned char)dot[1 + i]) && (unsigned char)dot[1 + i] < 128;
  for (size_t i = 0; plain && i <= size; i++) extension[i] = (char)tolower((unsigned char)dot[i]);
  return mem_format("evidence/%04lld-%.8s%s", (long long)json_number(item, "id", 0), sha256 ? sha256 : "", extension);
}
