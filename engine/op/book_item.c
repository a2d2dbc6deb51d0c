// One item in a book: its chapter, with the sections that are short. See book_chapter.h.
#include "base/mem.h"
#include "op/book_chapter.h"
#include "op/book_markup.h"

#include <ctype.h>

char *chapter_noun(const json_t *about) {
  const char *noun = json_text(about, "noun");
  char *text = mem_text(noun && *noun ? noun : "item");
  text[0] = (char)toupper((unsigned char)text[0]);
  return text;
}

char *chapter_who(const json_t *entry) {
  const char *who = json_text(entry, "who_name"), *decider = json_text(entry, "decided_by_name");
  if (!who) who = json_text(entry, "who");
  if (!decider) decider = json_text(entry, "decided_by");
  if (decider && who) return mem_format("%s, recorded by %s", decider, who);
  if (decider || who) return mem_text(decider ? decider : who);
  return mem_text(json_object_get(entry, "what") ? "by itself" : "not said");
}

void chapter_entry_link(const struct chapter *chapter, long long number, const char *words) {
  buf_format(chapter->out, "<a href=\"#i%lld-e%lld\">%s %lld</a>", chapter->number, number, words, number);
}

// ---- sections

static void summary(const struct chapter *chapter) {
  static const char *const columns[] = {"Field", "What it says", NULL};
  struct table table;
  size_t i;
  json_t *field;
  table_begin(&table, chapter->out, "What the record holds, field by field", columns);
  json_array_foreach(json_object_get(chapter->view, "fields"), i, field) {
    table_row(&table, NULL, NULL);
    table_text(&table, json_text(field, "label"));
    table_text(&table, json_text(field, "shown"));
  }
  table_end(&table);
}

static void names(struct buf *out, const json_t *people) {
  size_t i;
  json_t *who;
  json_array_foreach(people, i, who) {
    if (i) buf_text(out, ", ");
    markup_element(out, "bdi", json_text(who, "name"));
  }
  if (i == 0) buf_text(out, "nobody");
}

// Whose turn it is and by when; whether they are late hangs on the day of reading and is not said.
static void turns(struct buf *out, const json_t *waits) {
  size_t i;
  json_t *wait;
  json_array_foreach(waits, i, wait) {
    const char *local = json_text(wait, "local"), *why = json_text(wait, "why");
    buf_text(out, "<p><b>Waits for:</b> ");
    markup_element(out, "bdi", json_text(wait, "title"));
    buf_text(out, " (");
    names(out, json_object_get(wait, "people"));
    buf_text(out, local ? "), by " : why ? "); no date is known: " : ")");
    markup_element(out, "bdi", local ? local : why);
    buf_text(out, "</p>\n");
  }
}

static void standing(const struct chapter *chapter) {
  struct buf *out = chapter->out;
  const json_t *view = chapter->view, *waits = json_object_get(view, "waits");
  size_t i;
  json_t *title;
  buf_text(out, "<p><b>Where it stands:</b> ");
  json_array_foreach(json_object_get(view, "state_titles"), i, title) {
    if (i) buf_text(out, "; ");
    markup_element(out, "bdi", json_string_value(title));
  }
  buf_text(out, json_flag(view, "closed") ? " (closed)</p>\n<p><b>Held by:</b> " : "</p>\n<p><b>Held by:</b> ");
  names(out, json_object_get(view, "holder"));
  buf_text(out, "</p>\n");
  turns(out, waits);
}

void chapter_withheld(struct buf *out, const char *caption, const json_t *rows) {
  static const char *const columns[] = {"What is withheld", "Why", NULL};
  struct table table;
  size_t i;
  json_t *row;
  table_begin(&table, out, caption, columns);
  json_array_foreach(rows, i, row) {
    table_row(&table, NULL, NULL);
    table_text(&table, json_text(row, "what"));
    table_text(&table, json_text(row, "why"));
  }
  table_end(&table);
}

static void withheld(const struct chapter *chapter) {
  const json_t *rows = json_object_get(chapter->item, "withheld");
  if (json_array_size(rows))
    chapter_withheld(chapter->out, "What this bundle holds back, and why", rows);
  else
    buf_text(chapter->out, rows ? "<p>Nothing is withheld.</p>\n" : "<p>What is withheld stands at its place in the timeline.</p>\n");
}

const struct chapter_section chapter_sections[] = {
    {"standing", "Where it stands and who holds it", standing},
    {"summary", "Summary", summary},
    {"decisions", "Decisions", chapter_decisions},
    {"timeline", "Timeline", chapter_timeline},
    {"evidence", "Evidence", chapter_evidence},
    {"deadlines", "Deadlines", chapter_deadlines},
    {"withheld", "What is withheld", withheld},
    {0},
};

// ---- the chapter

static void heading(const struct chapter *chapter) {
  char *noun = chapter_noun(chapter->view), *id = mem_format("i%lld", chapter->number);
  const char *ref = json_text(chapter->view, "ref"), *title = json_text(chapter->view, "title");
  char *text = mem_format("%s %s: %s", noun, ref ? ref : "", title ? title : "");
  markup_heading(chapter->out, chapter->level, id, text);
  mem_free(text);
  mem_free(id);
  mem_free(noun);
}

// What it runs on and how long its record is.
static void about(const struct chapter *chapter) {
  struct buf *out = chapter->out;
  const char *leaf = json_text(chapter->item, "leaf");
  long long entries = (long long)json_number(chapter->item, "entries", -1);
  buf_text(out, "<p class=\"quiet\">Workflow: ");
  markup_element(out, "bdi", json_text(chapter->view, "workflow_title"));
  buf_format(out, ", version %lld.", (long long)json_number(chapter->view, "workflow_version", 0));
  if (entries >= 0) buf_format(out, " Its record has %lld entr%s.", entries, entries == 1 ? "y" : "ies");
  if (leaf) {
    buf_text(out, " The last one's hash begins <code>");
    markup_start(out, leaf, 16);
    buf_text(out, "</code>.");
  }
  buf_text(out, "</p>\n");
}

void chapter_links(struct buf *out, long long number) {
  for (const struct chapter_section *section = chapter_sections; section->id; section++)
    buf_format(out, "<li><a href=\"#i%lld-%s\">%s</a></li>\n", number, section->id, section->title);
}

static void contents(const struct chapter *chapter) {
  struct buf *out = chapter->out;
  buf_text(out, "<nav class=\"sections\" aria-label=\"Contents of ");
  markup_text(out, json_text(chapter->view, "ref"));
  buf_text(out, "\">\n<ul>\n");
  chapter_links(out, chapter->number);
  buf_text(out, "</ul>\n</nav>\n");
}

void chapter_write(const struct chapter *chapter) {
  buf_format(chapter->out, "<article aria-labelledby=\"i%lld\">\n", chapter->number);
  heading(chapter);
  about(chapter);
  if (!chapter->only) contents(chapter);
  for (const struct chapter_section *section = chapter_sections; section->id; section++) {
    char *id = mem_format("i%lld-%s", chapter->number, section->id);
    buf_text(chapter->out, "<section>\n");
    markup_heading(chapter->out, chapter->level + 1, id, section->title);
    section->write(chapter);
    buf_text(chapter->out, "</section>\n");
    mem_free(id);
  }
  buf_text(chapter->out, "</article>\n");
}
