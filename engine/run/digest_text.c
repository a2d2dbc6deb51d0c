// Digests in words. See digest_text.h.
#include "run/digest_text.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/natural.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 100, LATE_DAYS_MAX = 260 }; // nobody reads more, and the page has all

static size_t count_late(const json_t *waits) {
  size_t i, late = 0;
  json_t *item;
  json_array_foreach(waits, i, item) late += json_text(item, "since") != NULL;
  return late;
}

static size_t count_decisions(const json_t *waits) {
  size_t i, count = 0;
  json_t *item;
  json_array_foreach(waits, i, item) count += json_array_size(json_object_get(item, "decide")) > 0;
  return count;
}

// "3 items wait for you, 1 of them late". Caller frees.
static char *summary(const struct digest_text *text) {
  size_t count = json_array_size(text->waits), late = count_late(text->waits), messages = json_array_size(text->messages);
  if (!count && !messages) return mem_text("People whom no mail reaches");
  if (!count) return mem_format("%zu %s for you", messages, messages == 1 ? "notice" : "notices");
  char *waits = mem_format("%zu %s for you", count, count == 1 ? "item waits" : "items wait"), *all;
  if (!late)
    all = mem_text(waits);
  else if (count == 1)
    all = mem_format("%s, and is late", waits);
  else
    all = mem_format("%s, %zu of them late", waits, late);
  mem_free(waits);
  return all;
}

static void say_labels(const char *before, const json_t *labels, struct buf *out) {
  size_t i;
  json_t *label;
  json_array_foreach(labels, i, label) buf_format(out, "%s%s", i ? ", or " : before, json_string_value(label));
  if (json_array_size(labels)) buf_char(out, '.');
}

static void say_when(const json_t *item, struct buf *out) {
  const char *due = json_text(item, "due"), *since = json_text(item, "since");
  int64_t days = json_number(item, "late_days", 0);
  if (since && days > LATE_DAYS_MAX)
    buf_format(out, ": late for over a year, since %s.", since);
  else if (since && days > 0)
    buf_format(out, ": late by %lld working %s, since %s.", (long long)days, days == 1 ? "day" : "days", since);
  else if (since)
    buf_format(out, ": late since %s.", since);
  else if (due)
    buf_format(out, ": by %s.", due);
  else
    buf_text(out, ": no date.");
}

static void say_item(const struct digest_text *text, const json_t *item, struct buf *out) {
  buf_format(out, "\n- %s (%s)", json_text(item, "ref"), json_text(item, "noun"));
  say_when(item, out);
  say_labels(" Your decision is wanted: ", json_object_get(item, "decide"), out);
  say_labels(" You can: ", json_object_get(item, "do"), out);
  mailing_link(text->mailing, json_text(item, "ref"), "  ", out);
}

// The late ones first, the latest of them at the top.
static int compare_items(const void *one, const void *other) {
  const json_t *a = *(json_t *const *)one, *b = *(json_t *const *)other;
  int64_t late_a = json_text(a, "since") ? json_number(a, "late_days", 0) + 1 : 0,
          late_b = json_text(b, "since") ? json_number(b, "late_days", 0) + 1 : 0;
  if (late_a != late_b) return late_a < late_b ? 1 : -1;
  return natural_compare(json_text(a, "ref"), json_text(b, "ref"));
}

static void say_items(const struct digest_text *text, struct buf *out) {
  size_t count = json_array_size(text->waits);
  json_t **items = mem_new((count + 1) * sizeof(json_t *));
  for (size_t i = 0; i < count; i++) items[i] = json_array_get(text->waits, i);
  qsort(items, count, sizeof items[0], compare_items);
  for (size_t i = 0; i < count && i < ROWS_MAX; i++) say_item(text, items[i], out);
  if (count > ROWS_MAX) buf_format(out, "\n- and %zu more.", count - ROWS_MAX);
  if (count) buf_char(out, '\n');
  mem_free(items);
}

static void say_messages(const struct digest_text *text, struct buf *out) {
  size_t i, count = json_array_size(text->messages);
  json_t *row;
  if (!count) return;
  buf_format(out, "\nNew%s%s:", text->since ? " since " : "", text->since ? text->since : "");
  json_array_foreach(text->messages, i, row) {
    if (i == ROWS_MAX) break;
    buf_format(out, "\n- %s", json_text(row, "subject"));
  }
  if (count > ROWS_MAX) buf_format(out, "\n- and %zu more.", count - ROWS_MAX);
  buf_char(out, '\n');
}

static void say_unreachable(const json_t *names, struct buf *out) {
  size_t i;
  json_t *name;
  if (!json_array_size(names)) return;
  buf_text(out, "\nNo mail reaches these people, so tell them yourself or give them an address:");
  json_array_foreach(names, i, name) buf_format(out, "\n- %s", json_string_value(name));
  buf_char(out, '\n');
}

static void say_meeting(const struct digest_period *period, struct buf *out) {
  char day[40];
  if (!period->group) return;
  date_write_long(period->meeting, day);
  buf_format(out, "\n%s meets on %s.\n", period->group, day);
}

json_t *digest_text(const struct digest_text *text) {
  if (!json_array_size(text->waits) && !json_array_size(text->messages) && !json_array_size(text->unreachable)) return NULL;
  struct buf out;
  char *subject = summary(text);
  size_t decisions = count_decisions(text->waits);
  buf_init(&out);
  buf_format(&out, "%s.", subject);
  if (decisions) buf_format(&out, " A decision of yours is wanted on %zu.", decisions);
  buf_char(&out, '\n');
  say_items(text, &out);
  say_messages(text, &out);
  say_meeting(text->period, &out);
  say_unreachable(text->unreachable, &out);
  if (text->head) buf_format(&out, "\n%s", text->head);
  json_t *said = json_pack("{s:s, s:s}", "subject", subject, "body", out.data);
  buf_clear(&out);
  mem_free(subject);
  return said;
}
