// The deadlines of an item in a book, and how each date was worked out (T9): day by day in a foldout. See book_chapter.h.
#include "base/mem.h"
#include "op/book_chapter.h"
#include "op/book_markup.h"
#include "time/instant.h"

#include <ctype.h>
#include <stdio.h>

static const char *name_of(const json_t *row) {
  const char *name = json_text(row, "name");
  return name ? name : json_text(row, "what");
}

// A receipt has the words in `shown`, a row of the view in `local`.
static const char *when_of(const json_t *row) {
  const char *shown = json_text(row, "shown");
  return shown ? shown : json_text(row, "local");
}

static void put_names(struct buf *out, const json_t *people) {
  size_t i;
  json_t *who;
  if (!json_array_size(people)) buf_text(out, "nobody");
  json_array_foreach(people, i, who) {
    if (i) buf_text(out, ", ");
    markup_element(out, "bdi", json_text(who, "name"));
  }
}

static void put_row(struct table *table, const json_t *row) {
  const char *when = when_of(row), *state = json_text(row, "state_title"), *rule = json_text(row, "rule_words");
  table_row(table, NULL, NULL);
  table_text(table, when ? when : "no date");
  markup_labelled(table->out, "Why", when ? NULL : json_text(row, "missing"));
  if (json_flag(row, "provisional")) buf_text(table->out, "<p>Provisional: a year's bank holidays are not known yet.</p>");
  table_text(table, rule ? rule : json_text(row, "rule"));
  markup_labelled(table->out, "While it is", state);
  table_text(table, json_text(row, "then"));
  table_cell(table);
  put_names(table->out, json_object_get(row, "to"));
}

// ---- how it was worked out

// A calendar's names of days are words of a file: "good_friday" becomes "Good friday".
static void put_words(struct buf *out, const char *words) {
  char *plain = mem_text(words);
  for (char *c = plain; *c; c++)
    if (*c == '_') *c = ' ';
  plain[0] = (char)toupper((unsigned char)plain[0]);
  markup_element(out, "bdi", plain);
  mem_free(plain);
}

// A date in words; what is none as it is. Valid until `room` changes.
static const char *date_words(const char *text, char room[40]) {
  struct date date;
  struct err err;
  if (!text || !date_read(text, &date, &err)) return text;
  date_write_long(date, room);
  return room;
}

// An instant of UTC as people write it; what is none as it is.
static const char *instant_words(const char *text, char room[40]) {
  int64_t ms;
  struct err err;
  if (!text || !instant_read(text, &ms, &err)) return text;
  snprintf(room, 40, "%.10s %.5s UTC", text, text + 11);
  return room;
}

static void put_day(struct table *table, const json_t *day) {
  const char *why = json_text(day, "why"), *stopped = json_text(day, "stopped"), *note = json_text(day, "note");
  char room[40];
  table_row(table, NULL, NULL);
  table_text(table, date_words(json_text(day, "date"), room));
  table_text(table, json_flag(day, "counted") ? "counted" : "not counted");
  table_cell(table);
  if (why) put_words(table->out, why);
  if (stopped) buf_text(table->out, why ? "; the clock was stopped: " : "the clock was stopped: ");
  markup_element(table->out, "bdi", stopped);
  if (note && (why || stopped)) buf_text(table->out, "; ");
  markup_element(table->out, "bdi", note);
}

static void put_sources(struct buf *out, const json_t *row) {
  const json_t *calendar = json_object_get(row, "calendar"), *zone = json_object_get(row, "zone"), *field = json_object_get(row, "field");
  char room[40];
  if (field) markup_labelled(out, json_text(field, "name"), date_words(json_text(field, "value"), room));
  markup_labelled(out, "Counted from", instant_words(json_text(row, "entered"), room));
  if (json_is_object(calendar)) {
    buf_text(out, "<p class=\"quiet\">Calendar of working days: ");
    markup_text(out, json_text(calendar, "name"));
    buf_text(out, ", version ");
    markup_text(out, json_text(calendar, "version"));
    buf_text(out, ". Local time: ");
    markup_text(out, json_text(zone, "name"));
    buf_text(out, ".</p>\n");
  }
  if (json_text(row, "former")) markup_element(out, "p", json_text(row, "former"));
}

static void put_receipt(struct buf *out, const json_t *row) {
  static const char *const columns[] = {"Day", "Counted?", "Why", NULL};
  const json_t *days = json_object_get(row, "receipt");
  const char *when = when_of(row);
  struct table table;
  size_t i;
  json_t *day;
  if (!json_array_size(days)) return;
  buf_text(out, "<details>\n<summary>How &ldquo;");
  markup_element(out, "bdi", json_text(row, "rule"));
  buf_text(out, "&rdquo; came to ");
  markup_element(out, "bdi", when ? when : "no date");
  buf_text(out, "</summary>\n");
  put_sources(out, row);
  table_begin(&table, out, name_of(row), columns);
  json_array_foreach(days, i, day) put_day(&table, day);
  table_end(&table);
  buf_text(out, "</details>\n");
}

static void put_stops(struct buf *out, const json_t *stops) {
  static const char *const columns[] = {"When", "Why", "Allowed by", "To be looked at again", NULL};
  struct table table;
  char room[40];
  size_t i;
  json_t *stop;
  if (!json_array_size(stops)) return;
  table_begin(&table, out, "When its clock was stopped", columns);
  json_array_foreach(stops, i, stop) {
    table_row(&table, NULL, NULL);
    table_text(&table, json_text(stop, "shown"));
    table_text(&table, json_text(stop, "reason"));
    table_text(&table, json_text(stop, "authority"));
    table_text(&table, date_words(json_text(stop, "review"), room));
  }
  table_end(&table);
}

void chapter_deadlines(const struct chapter *chapter) {
  static const char *const columns[] = {"When", "Rule", "What happens then", "Who is told", NULL};
  const json_t *rows = json_object_get(chapter->item, "deadlines");
  struct table table;
  size_t i;
  json_t *row;
  if (!rows) rows = json_object_get(chapter->view, "due");
  if (!json_array_size(rows))
    buf_text(chapter->out, "<p>Where it stands it has no deadlines.</p>\n");
  else
    table_begin(&table, chapter->out, "Deadlines where it stands", columns);
  json_array_foreach(rows, i, row) put_row(&table, row);
  if (json_array_size(rows)) table_end(&table);
  put_stops(chapter->out, json_object_get(chapter->item, "stops"));
  json_array_foreach(rows, i, row) put_receipt(chapter->out, row);
}
