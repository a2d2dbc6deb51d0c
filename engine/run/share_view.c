// Shares as people read them. See share.h.
#include "base/join.h"
#include "base/mem.h"
#include "run/people.h"
#include "run/share.h"
#include "run/sight_rule.h"

#include <string.h>

static json_t *row_of(struct board *board, const json_t *share) {
  char name[200];
  char *words = sight_subject_words(board, json_text(share, "with"));
  json_t *row = json_pack("{s:O, s:O, s:s, s:O, s:O}", "number", json_object_get(share, "n"), "with", json_object_get(share, "with"),
                          "with_words", words, "what", json_object_get(share, "what"), "by", json_object_get(share, "by"));
  people_name(board, json_text(share, "by"), name, sizeof name);
  json_put_text(row, "by_name", name);
  board_put_instant(board, row, "at", true, json_number(share, "at", 0));
  json_put_text(row, "until", json_text(share, "until"));
  if (json_object_get(share, "ends")) board_put_instant(board, row, "ends", true, json_number(share, "ends", 0));
  if (json_flag(share, "glass")) json_put_flag(row, "broken_glass", true);
  mem_free(words);
  return row;
}

json_t *share_list(struct board *board, const struct casefile *item) {
  json_t *rows = json_array(), *share;
  size_t i;
  json_array_foreach(item->shares, i, share) if (share_holds(board, share)) json_array_append_new(rows, row_of(board, share));
  return rows;
}

bool share_is_event(const json_t *event) {
  static const char *const names[] = {"shared with", "no longer shared", "glass broken"};
  const char *name = json_text(event, "name");
  for (size_t i = 0; name && i < sizeof names / sizeof names[0]; i++)
    if (strcmp(name, names[i]) == 0) return true;
  return false;
}

static void say_whom(struct board *board, const json_t *data, struct buf *out) {
  const char *with = json_text(data, "with"), *until = json_text(data, "until");
  if (!with) return; // it is withheld
  char *words = sight_subject_words(board, with);
  buf_format(out, ", with %s%s%s: ", words, until ? " until the end of " : "", until ? until : "");
  join_some(out, json_object_get(data, "what"), SIZE_MAX);
  mem_free(words);
}

static void say_glass(struct board *board, const json_t *data, struct buf *out) {
  int64_t ends_ms;
  char local[40];
  struct err unread;
  const char *until = json_text(data, "until");
  buf_text(out, "Glass broken");
  if (!until || !instant_read(until, &ends_ms, &unread)) return;
  board_local(board, ends_ms, local);
  buf_format(out, ", all is seen until %s,", local);
}

bool share_say(struct board *board, const json_t *entry, const json_t *event, struct buf *out) {
  const json_t *data = json_object_get(event, "data");
  const char *name = json_text(event, "name");
  if (json_number(entry, "kind", 0) != ENTRY_SHARE || !name) return false;
  if (strcmp(name, "glass broken") == 0) return say_glass(board, data, out), true;
  bool over = strcmp(name, "no longer shared") == 0;
  buf_format(out, "%s %lld", over ? "Taken back: share" : "Share", (long long)json_number(data, "share", 0));
  say_whom(board, data, out);
  return true;
}
