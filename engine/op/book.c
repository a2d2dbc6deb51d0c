// The book of a bundle. See book.h.
//
// The page's frame: head, cover, contents, end. What is said of an item stands in book_item.c and the files beside it, how it looks in
// book.css.
#include "op/book.h"

#include "base/mem.h"
#include "op/book_chapter.h"
#include "op/book_check.h"
#include "op/book_markup.h"

extern const char book_css[]; // book.S

// The strictest policy that lets a page have its own style: nothing is fetched, nothing runs, nothing is sent (CSP 3).
static const char HEAD[] = "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
                           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
                           "base-uri 'none'; form-action 'none'\">\n"
                           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                           "<meta name=\"referrer\" content=\"no-referrer\">\n";

static const json_t *only_item(const json_t *cover) {
  const json_t *items = json_object_get(cover, "items");
  return json_array_size(items) == 1 ? json_array_get(items, 0) : NULL;
}

// ---- the frame

// The marking on every printed page, in the margin; the number of the page below.
static void put_style(struct buf *out, const char *marking) {
  buf_format(out, "<style>\n%s", book_css);
  if (marking) {
    buf_text(out, "@page { @top-center { content: ");
    markup_style_text(out, marking);
    buf_text(out, " } @bottom-left { content: ");
    markup_style_text(out, marking);
    buf_text(out, " } }\n");
  }
  buf_text(out, "</style>\n");
}

static void put_marking(struct buf *out, const json_t *cover) {
  const char *marking = json_text(cover, "marking");
  if (!marking) return;
  buf_text(out, "<p class=\"marking\">");
  markup_text(out, marking);
  buf_text(out, "</p>\n");
}

static void page_begin(struct buf *out, const json_t *cover, const char *title) {
  const char *marking = json_text(cover, "marking");
  buf_text(out, HEAD);
  buf_text(out, "<title>");
  markup_text(out, title);
  buf_text(out, "</title>\n");
  put_style(out, marking);
  buf_text(out, "</head>\n<body>\n<a class=\"skip\" href=\"#record\">Skip to the record</a>\n<header>\n");
  put_marking(out, cover);
  markup_element(out, "p", json_text(cover, "board"));
  buf_text(out, "</header>\n");
}

static void page_end(struct buf *out, const json_t *cover) {
  buf_text(out, "</main>\n<footer>\n");
  put_marking(out, cover);
  buf_text(out, "<p>End of this page.</p>\n</footer>\n</body>\n</html>\n");
}

// ---- the cover

static char *title_of(const json_t *cover) { // Caller frees.
  const json_t *only = only_item(cover);
  const char *title = json_text(cover, "title"), *ref = json_text(only, "ref");
  if (!only) return mem_text(title ? title : "Records of this board");
  char *noun = chapter_noun(only), *text = mem_format("%s %s", noun, ref ? ref : "");
  mem_free(noun);
  return text;
}

static void fact(struct buf *out, const char *name, const char *value) {
  if (!value) return;
  buf_format(out, "<div><dt>%s</dt>", name);
  markup_element(out, "dd", value);
  buf_text(out, "</div>\n");
}

static void put_head_fact(struct buf *out, const json_t *cover) {
  const json_t *checkpoint = json_object_get(cover, "checkpoint");
  if (!checkpoint) return;
  const char *root = json_text(checkpoint, "root");
  buf_format(out, "<div><dt>Signed head of the board's whole record</dt><dd>%lld entries, hash begins <code>",
             (long long)json_number(checkpoint, "size", 0));
  markup_start(out, root ? root : "", 16);
  buf_text(out, "</code></dd></div>\n");
}

// The last entry of an only item; of several items the signed head says it, and each item's own chapter.
static void put_last_fact(struct buf *out, const json_t *only) {
  const char *leaf = json_text(only, "leaf");
  if (!leaf) return;
  buf_format(out, "<div><dt>Length of the record</dt><dd>%lld entries, the last one&rsquo;s hash begins <code>",
             (long long)json_number(only, "entries", 0));
  markup_start(out, leaf, 16);
  buf_text(out, "</code></dd></div>\n");
}

static void put_facts(struct buf *out, const json_t *cover) {
  const char *stood = json_text(cover, "stood"), *zone = json_text(cover, "zone");
  char *as = stood ? mem_format("%s%s%s%s", stood, zone ? " (" : "", zone ? zone : "", zone ? ")" : "") : NULL;
  buf_text(out, "<dl>\n");
  fact(out, "Made for", json_text(cover, "recipient"));
  fact(out, "Why", json_text(cover, "purpose"));
  fact(out, "The record as it stood on", as);
  fact(out, "Redacted by the profile", json_text(cover, "profile"));
  put_head_fact(out, cover);
  put_last_fact(out, only_item(cover));
  buf_text(out, "</dl>\n");
  mem_free(as);
}

static void put_asked(struct buf *out, const json_t *asked) {
  size_t i;
  json_t *text;
  if (!json_array_size(asked)) return;
  buf_text(out, "<p>It holds what was asked for:</p>\n<ul>\n");
  json_array_foreach(asked, i, text) markup_element(out, "li", json_string_value(text));
  buf_text(out, "</ul>\n");
}

// ---- contents

static void put_states(struct table *table, const json_t *titles) {
  size_t i;
  json_t *title;
  table_cell(table);
  json_array_foreach(titles, i, title) {
    if (i) buf_text(table->out, "; ");
    markup_element(table->out, "bdi", json_string_value(title));
  }
}

static void put_item_link(struct table *table, const json_t *row, size_t number) {
  const char *page = json_text(row, "page");
  table_cell(table);
  buf_text(table->out, "<a href=\"");
  if (page)
    markup_path(table->out, page);
  else
    buf_format(table->out, "#i%zu", number);
  buf_text(table->out, "\">");
  markup_text(table->out, json_text(row, "ref"));
  buf_text(table->out, "</a>");
}

static void put_items(struct buf *out, const json_t *items) {
  static const char *const columns[] = {"Reference", "What it is", "Title", "Where it stands", "Entries", NULL};
  struct table table;
  size_t i;
  json_t *row;
  table_begin(&table, out, "What is in this bundle", columns);
  json_array_foreach(items, i, row) {
    table_row(&table, NULL, NULL);
    put_item_link(&table, row, i + 1);
    table_text(&table, json_text(row, "noun"));
    table_text(&table, json_text(row, "title"));
    put_states(&table, json_object_get(row, "state_titles"));
    table_cell(&table);
    if (json_object_get(row, "entries")) buf_format(out, "%lld", (long long)json_number(row, "entries", 0));
  }
  table_end(&table);
}

static bool has_own_page(const json_t *row) { return json_text(row, "page") != NULL; }

// An only item's sections, or the table of items; and what is about the bundle and no item.
static void put_contents(struct buf *out, const json_t *cover) {
  const json_t *only = only_item(cover);
  bool sections = only && !has_own_page(only);
  buf_text(out, "<nav class=\"contents\" aria-labelledby=\"contents\">\n");
  markup_heading(out, 2, "contents", "Contents");
  if (!sections) put_items(out, json_object_get(cover, "items"));
  buf_text(out, "<ul>\n");
  if (json_array_size(json_object_get(cover, "withheld")))
    buf_text(out, "<li><a href=\"#withheld\">What is withheld from this bundle</a></li>\n");
  if (sections) chapter_links(out, 1);
  buf_text(out, "<li><a href=\"#check\">How to check this record</a></li>\n</ul>\n</nav>\n");
}

// It comes before the items, so that nobody misses it.
static void put_withheld(struct buf *out, const json_t *withheld) {
  if (!json_array_size(withheld)) return;
  buf_text(out, "<section class=\"whole\">\n");
  markup_heading(out, 2, "withheld", "What is withheld from this bundle");
  chapter_withheld(out, "What the whole bundle holds back, and why", withheld);
  buf_text(out, "</section>\n");
}

// ---- a book

static void put_cover(struct buf *out, const json_t *cover) {
  char *title = title_of(cover);
  const json_t *only = only_item(cover);
  buf_text(out, "<main id=\"record\">\n<div class=\"cover\">\n");
  put_marking(out, cover);
  buf_text(out, "<div class=\"board\">");
  markup_element(out, "p", json_text(cover, "board"));
  buf_text(out, "</div>\n");
  markup_element(out, "h1", title);
  if (only) {
    buf_text(out, "<div class=\"subject\">");
    markup_element(out, "p", json_text(only, "title"));
    buf_text(out, "</div>\n");
  }
  put_facts(out, cover);
  put_asked(out, json_object_get(cover, "asked"));
  if (only && !has_own_page(only)) put_contents(out, cover);
  buf_text(out, "</div>\n");
  if (!only || has_own_page(only)) put_contents(out, cover);
  put_withheld(out, json_object_get(cover, "withheld"));
  mem_free(title);
}

void book_begin(struct buf *out, const json_t *cover) {
  char *title = title_of(cover), *whole = mem_format("%s: record", title);
  page_begin(out, cover, whole);
  put_cover(out, cover);
  mem_free(whole);
  mem_free(title);
}

static struct chapter chapter_of(struct buf *out, const json_t *item, int level, bool alone) {
  return (struct chapter){.out = out,
                          .item = item,
                          .view = json_object_get(item, "view"),
                          .number = (long long)json_number(item, "number", 1),
                          .level = level,
                          .alone = alone};
}

void book_item(struct buf *out, const json_t *cover, const json_t *item) {
  struct chapter chapter = chapter_of(out, item, 2, false);
  chapter.only = only_item(cover) != NULL;
  chapter_write(&chapter);
}

void book_end(struct buf *out, const json_t *cover) {
  check_write(out, cover);
  page_end(out, cover);
}

void book_page(struct buf *out, const json_t *cover, const json_t *item, const char *up) {
  struct chapter chapter = chapter_of(out, item, 1, true);
  const char *ref = json_text(chapter.view, "ref");
  char *title = mem_format("%s: record", ref ? ref : "");
  page_begin(out, cover, title);
  buf_text(out, "<main id=\"record\">\n<p><a href=\"");
  markup_path(out, up);
  buf_text(out, "\">Back to the cover of the bundle</a>, which says how to check it</p>\n");
  chapter_write(&chapter);
  page_end(out, cover);
  mem_free(title);
}
