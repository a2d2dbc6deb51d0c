// Erased content in a history. See erased_mark.h.
#include "run/erased_mark.h"

#include "base/mem.h"
#include "run/history.h"
#include "run/people.h"
#include "store/entry.h"

#include <string.h>

struct marking {
  struct board *board;
  json_t *marks;
  json_t *erasures; // {NUMBER: a mark without its parts}
};

static const json_t *marks_of(const json_t *marks, int64_t number) {
  char *key = mem_format("%lld", (long long)number);
  const json_t *list = json_object_get(marks, key);
  mem_free(key);
  return list;
}

static void add_rows(struct marking *marking, const char *erasure, const json_t *erased);

// A later erasure may say how an earlier one reads now.
static void add_row(struct marking *marking, const char *erasure, const json_t *row) {
  char *key = mem_format("%lld", (long long)json_number(row, "entry", 0));
  json_t *mark = json_copy(json_object_get(marking->erasures, erasure)), *part;
  size_t i;
  json_object_set(mark, "parts", json_object_get(row, "parts"));
  json_array_append_new(json_array_at(marking->marks, key), mark);
  json_array_foreach(json_object_get(row, "parts"), i, part) if (strcmp(json_text(part, "name"), "erased") == 0)
      add_rows(marking, key, json_object_get(part, "reads"));
  mem_free(key);
}

static void add_rows(struct marking *marking, const char *erasure, const json_t *erased) {
  size_t i;
  json_t *row;
  json_array_foreach(erased, i, row) add_row(marking, erasure, row);
}

static bool gather(void *user, json_t *entry) {
  struct marking *marking = user;
  if (json_number(entry, "kind", 0) != ENTRY_ERASURE) return true;
  json_t *parts = history_parts(entry), *reason = json_object_get(json_object_get(json_object_get(parts, "event"), "data"), "reason");
  json_t *mark = json_pack("{s:O, s:O?}", "entry", json_object_get(entry, "case_sequence"), "reason", reason);
  char *key = mem_format("%lld", (long long)json_number(entry, "case_sequence", 0));
  board_put_instant(marking->board, mark, "at", true, json_number(entry, "recorded", 0));
  json_object_set_new(marking->erasures, key, mark);
  add_rows(marking, key, json_object_get(parts, "erased"));
  mem_free(key);
  json_decref(parts);
  return true;
}

json_t *erased_marks(struct board *board, const struct casefile *item, struct err *err) {
  // What is erased is erased from every moment; but how it reads is told as far as a redaction lets it be seen.
  struct board *today = board->present && !board->redacted ? board->present : board;
  struct marking marking = {.board = today, .marks = json_object(), .erasures = json_object()};
  bool ok = journal_each(today->store, &item->id, gather, &marking, err);
  json_decref(marking.erasures);
  if (ok) return marking.marks;
  json_decref(marking.marks);
  return NULL;
}

void erased_mark_apply(const json_t *marks, json_t *entry) {
  size_t i, j;
  json_t *mark, *part;
  json_array_foreach(marks_of(marks, json_number(entry, "case_sequence", 0)), i, mark)
      json_array_foreach(json_object_get(mark, "parts"), j, part) {
    json_t *reads = json_object_get(part, "reads");
    bool shown = strncmp(json_text(part, "name"), "field/", 6) != 0 && strcmp(json_text(part, "name"), "erased") != 0;
    if (reads && shown)
      json_array_append_new(json_object_get(entry, "payload"),
                            json_pack("{s:O, s:O}", "name", json_object_get(part, "name"), "value", reads));
  }
}

void erased_mark_say(const json_t *marks, int64_t number, json_t *changes) {
  size_t i;
  json_t *mark;
  json_array_foreach(marks_of(marks, number), i, mark) {
    char *line = mem_format("erased on %s: %s (see %lld)", json_text(mark, "at_local"), json_text(mark, "reason"),
                            (long long)json_number(mark, "entry", 0));
    json_array_add(changes, line);
    mem_free(line);
  }
}

void erased_mark_put(const json_t *marks, int64_t number, json_t *row) {
  size_t i;
  json_t *mark;
  json_array_foreach(marks_of(marks, number), i, mark) {
    json_t *one = json_copy(mark);
    json_object_del(one, "parts");
    json_array_append_new(json_array_at(row, "erased"), one);
  }
}

bool erased_mark_words(struct board *board, const json_t *entry, const json_t *event, struct buf *out) {
  static const struct {
    const char *name, *words;
  } rows[] = {{"erasure asked", "Erasure asked for"},
              {"erasure withdrawn", "Erasure withdrawn"},
              {"legal hold set", "Put on legal hold"},
              {"legal hold lifted", "Legal hold lifted"}};
  int64_t kind = json_number(entry, "kind", 0);
  const char *name = json_text(event, "name");
  if (kind == ENTRY_ERASURE) {
    char asker[200];
    people_name(board, json_text(json_object_get(event, "data"), "asked_by"), asker, sizeof asker);
    buf_format(out, "Content erased: asked for by %s, confirmed", asker);
    return true;
  }
  if (kind != ENTRY_ERASURE_REQUEST && kind != ENTRY_LEGAL_HOLD) return false;
  for (size_t i = 0; name && i < sizeof rows / sizeof rows[0]; i++)
    if (strcmp(rows[i].name, name) == 0) buf_text(out, rows[i].words);
  return true;
}
