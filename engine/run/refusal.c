// What is recorded when nothing happens. See refusal.h.
#include "run/refusal.h"

#include "base/buf.h"
#include "base/mem.h"
#include "run/history.h"
#include "run/people.h"

#include <string.h>

// The rules said no to somebody; anything else is the machine's or the moment's, and says nothing of who tried. A warning of personal data
// is no refusal, and to keep what was tried would be to keep just that.
static bool is_no(const struct err *why) { return err_exit(why->code) == 1 && why->code != ERR_BUSY && why->code != ERR_PERSONAL; }

bool refusal_record(struct board *board, const struct casefile *item, enum entry_kind kind, const json_t *event, const struct err *why,
                    struct err *failed) {
  if (!is_no(why)) {
    *failed = *why;
    return false;
  }
  struct entry entry;
  int64_t now = board_now(board);
  const char *actor = json_text(event, "actor");
  entry_init(&entry, kind, now, now);
  entry.case_id = item->id;
  if (actor) people_key(board, actor, &entry.actor_id);
  entry_part(&entry, "event", json_deep_copy(event));
  entry_part(&entry, "refusal",
             json_pack("{s:O, s:s, s:s}", "event", json_object_get(event, "name"), "code", err_word(why->code), "text", why->text));
  return board_append(board, &entry, failed);
}

struct since {
  struct board *board;
  const struct casefile *item;
  int64_t seen, revision;
  struct buf out;
};

static bool add_change(void *user, json_t *entry) {
  struct since *since = user;
  if (!entry_kind_is_content((int)json_number(entry, "kind", 0)) || ++since->revision <= since->seen) return true;
  char *words = history_words(since->board, NULL, entry);
  buf_format(&since->out, "%s%s", since->out.size ? "; " : "", words);
  mem_free(words);
  return true;
}

char *refusal_changes_since(struct board *board, const struct casefile *item, int64_t seen) {
  struct since since = {.board = board, .item = item, .seen = seen};
  struct err err;
  journal_each(board->store, &item->id, add_change, &since, &err);
  if (!since.out.size) buf_text(&since.out, "no such version is known");
  return buf_take(&since.out);
}
