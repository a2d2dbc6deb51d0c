// The timeline of an item in a book: every entry of its journal that the bundle tells, by its place in the chain. An entry in error and the
// one that corrects it lead to each other (J7); what is withheld is said where it would stand. See book_chapter.h.
#include "base/mem.h"
#include "op/book_chapter.h"
#include "op/book_markup.h"

#include <string.h>

// What stands before what happened, by the entry's kind; "": nothing needs to.
static const char *kind_words(const char *kind) {
  static const struct {
    const char *kind, *words;
  } rows[] = {
      {"started", ""},
      {"event taken", ""},
      {"recorded in error", ""},
      {"migration", ""},
      {"timer fired", "Deadline reached"},
      {"timer skipped", "Deadline passed over"},
      {"event refused", "Tried and refused"},
      {"event ignored", "Tried, and nothing happened"},
      {"incident opened", "A step got stuck"},
      {"incident closed", "A stuck step was dealt with"},
  };
  for (size_t i = 0; kind && i < sizeof rows / sizeof rows[0]; i++)
    if (strcmp(rows[i].kind, kind) == 0) return rows[i].words;
  return kind ? kind : "";
}

static void put_what(struct buf *out, const json_t *entry) {
  const char *kind = json_text(entry, "kind"), *words = kind_words(kind), *what = json_text(entry, "what");
  bool started = kind && strcmp(kind, "started") == 0;
  buf_text(out, "<p><b>");
  markup_text(out, words);
  if (*words && what) buf_text(out, ": ");
  markup_element(out, "bdi", started ? "Started" : what);
  if (!*words && !what && !started) markup_text(out, kind);
  buf_text(out, "</b></p>");
}

static void put_texts(struct buf *out, const char *label, const json_t *texts) {
  size_t i;
  json_t *text;
  if (!json_array_size(texts)) return;
  buf_format(out, "<p><b>%s:</b> ", label);
  json_array_foreach(texts, i, text) {
    if (i) buf_text(out, "; ");
    markup_element(out, "bdi", json_string_value(text));
  }
  buf_text(out, "</p>");
}

// J7: what was corrected, and by which entry.
static void put_errors(const struct chapter *chapter, const json_t *errors) {
  size_t i;
  json_t *error;
  json_array_foreach(errors, i, error) {
    buf_text(chapter->out, "<p class=\"mark\"><b>Recorded in error:</b> ");
    markup_element(chapter->out, "bdi", json_text(error, "reason"));
    buf_text(chapter->out, " (put right by ");
    chapter_entry_link(chapter, (long long)json_number(error, "entry", 0), "entry");
    buf_text(chapter->out, ")</p>");
  }
}

// The history's own line for an entry in error says no more than put_errors.
static bool is_said(const json_t *errors, const char *change) {
  size_t i;
  json_t *error;
  bool same = false;
  json_array_foreach(errors, i, error) {
    char *line = mem_format("in error: %s (see %lld)", json_text(error, "reason"), (long long)json_number(error, "entry", 0));
    same = same || strcmp(line, change) == 0;
    mem_free(line);
  }
  return same;
}

static void put_changes(struct buf *out, const json_t *entry) {
  const json_t *changes = json_object_get(entry, "changes"), *errors = json_object_get(entry, "in_error");
  size_t i, count = 0;
  json_t *change;
  json_array_foreach(changes, i, change) {
    if (is_said(errors, json_string_value(change))) continue;
    if (!count++) buf_text(out, "<ul>");
    markup_element(out, "li", json_string_value(change));
  }
  if (count) buf_text(out, "</ul>");
}

static void put_late(struct buf *out, int64_t late_ms) {
  static const struct {
    int64_t ms;
    const char *unit;
  } units[] = {{INT64_C(86400000), "day"}, {3600000, "hour"}, {60000, "minute"}};
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
    long long count = (long long)(late_ms / units[i].ms);
    if (count < 1) continue;
    buf_format(out, "<p class=\"quiet\">It counts from then, and was recorded %lld %s%s later.</p>", count, units[i].unit,
               count == 1 ? "" : "s");
    return;
  }
}

static void put_corrects(const struct chapter *chapter, const json_t *entry) {
  int64_t corrects = json_number(entry, "corrects", 0);
  if (!corrects) return;
  buf_text(chapter->out, "<p>It puts right ");
  chapter_entry_link(chapter, (long long)corrects, "entry");
  buf_text(chapter->out, ".</p>");
}

static void put_happened(const struct chapter *chapter, const json_t *entry) {
  struct buf *out = chapter->out;
  put_what(out, entry);
  put_errors(chapter, json_object_get(entry, "in_error"));
  put_corrects(chapter, entry);
  markup_element(out, "p", json_text(entry, "why"));
  put_texts(out, "Now", json_object_get(entry, "became"));
  put_changes(out, entry);
  put_late(out, json_number(entry, "late_ms", 0));
  put_texts(out, "Withheld", json_object_get(entry, "withheld"));
}

static const char *class_of(const json_t *entry) {
  if (json_object_get(entry, "in_error")) return "error";
  return json_object_get(entry, "withheld") || json_object_get(entry, "erased") ? "withheld" : NULL;
}

static void put_row(const struct chapter *chapter, struct table *table, const json_t *entry) {
  long long number = (long long)json_number(entry, "number", 0);
  char *who = chapter_who(entry), *id = mem_format("i%lld-e%lld", chapter->number, number);
  table_row(table, id, class_of(entry));
  table_cell(table);
  buf_format(table->out, "<span class=\"n\">%lld</span>", number);
  table_text(table, json_text(entry, "local"));
  table_cell(table);
  put_happened(chapter, entry);
  table_text(table, who);
  mem_free(id);
  mem_free(who);
}

// Numbers that are missing are a question that a careful reader asks.
static bool has_gap(const json_t *history) {
  int64_t expected = 1;
  size_t i;
  json_t *entry;
  json_array_foreach(history, i, entry) if (json_number(entry, "number", 0) != expected++) return true;
  return false;
}

void chapter_timeline(const struct chapter *chapter) {
  static const char *const columns[] = {"No.", "Date and time", "What happened", "Who", NULL};
  const json_t *history = json_object_get(chapter->item, "history");
  struct table table;
  size_t i;
  json_t *entry;
  const char *noun = json_text(chapter->view, "noun");
  buf_text(chapter->out, "<p>Each entry has its number in the record of this ");
  markup_text(chapter->out, noun ? noun : "item");
  buf_text(chapter->out,
           ". No entry is ever changed or taken out; of one that is withheld or was erased, its place and the reason are here.");
  if (has_gap(history))
    buf_text(chapter->out, " A number that is missing here is an entry about who read the record: it is in the bundle's "
                           "journal, without saying who.");
  buf_text(chapter->out, "</p>\n");
  table_begin(&table, chapter->out, "Everything that happened, in order", columns);
  json_array_foreach(history, i, entry) put_row(chapter, &table, entry);
  table_end(&table);
}
