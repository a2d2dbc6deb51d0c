// The decisions of an item in a book: what was decided, by whom, recorded by whom, at which meeting, under which minute, and what was
// written down with it. See book_chapter.h.
#include "base/mem.h"
#include "op/book_chapter.h"
#include "op/book_markup.h"

static void put_meeting(struct table *table, const json_t *decision) {
  const char *meeting = json_text(decision, "meeting"), *minute = json_text(decision, "minute_ref");
  table_cell(table);
  markup_element(table->out, "bdi", meeting);
  if (minute) {
    buf_text(table->out, meeting ? ", minute " : "Minute ");
    markup_element(table->out, "bdi", minute);
  }
  if (!meeting && !minute) buf_text(table->out, "at no meeting");
}

static void put_given(struct table *table, const json_t *given) {
  size_t i;
  json_t *one;
  table_cell(table);
  if (!json_array_size(given)) buf_text(table->out, "nothing noted");
  json_array_foreach(given, i, one) markup_labelled(table->out, json_text(one, "label"), json_text(one, "shown"));
}

static void put_row(const struct chapter *chapter, struct table *table, const json_t *entry) {
  const json_t *decision = json_object_get(entry, "decision");
  char *who = chapter_who(entry);
  table_row(table, NULL, json_object_get(entry, "in_error") ? "error" : NULL);
  table_cell(table);
  chapter_entry_link(chapter, (long long)json_number(entry, "number", 0), "Entry");
  table_text(table, json_text(entry, "local"));
  table_text(table, json_text(entry, "what"));
  if (json_object_get(entry, "in_error")) buf_text(table->out, " <b class=\"mark\">Recorded in error</b>");
  table_text(table, who);
  put_meeting(table, decision);
  put_given(table, json_object_get(decision, "given"));
  mem_free(who);
}

static bool any_decision(const json_t *history) {
  size_t i;
  json_t *entry;
  json_array_foreach(history, i, entry) if (json_object_get(entry, "decision")) return true;
  return false;
}

void chapter_decisions(const struct chapter *chapter) {
  static const char *const columns[] = {"Entry", "Date", "Decision", "Decided by", "Meeting and minute", "Reason and what was noted", NULL};
  const json_t *history = json_object_get(chapter->item, "history");
  struct table table;
  size_t i;
  json_t *entry;
  if (!any_decision(history)) {
    buf_text(chapter->out, "<p>No decision is recorded.</p>\n");
    return;
  }
  table_begin(&table, chapter->out, "Decisions, in the order in which they were recorded", columns);
  json_array_foreach(history, i, entry) if (json_object_get(entry, "decision")) put_row(chapter, &table, entry);
  table_end(&table);
}
