// Refusals and incidents. See refusal.h.
#include "run/refusal.h"

#include "base/buf.h"
#include "base/mem.h"
#include "run/history.h"
#include "run/people.h"

#include <string.h>

bool refusal_record(struct board *board, const struct casefile *item, enum entry_kind kind, const json_t *event, const struct err *why,
                    struct err *failed) {
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
  char *words = history_words(since->board, since->item, entry);
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

static json_t *incident_json(struct turn *turn, const char *reason) {
  char id[ID_TEXT];
  id_write(id_new(&turn->board->env), id);
  id[8] = '\0'; // short enough to read out; an incident is looked up on its own board only
  return json_pack("{s:s, s:s, s:O, s:s}", "op", "open", "id", id, "event", turn->event, "reason", reason ? reason : "no reason was given");
}

void incident_part(struct turn *turn, const char *reason) { entry_part(&turn->entry, "incident", incident_json(turn, reason)); }

void incident_open(struct turn *turn, const char *reason, bool *recorded, struct err *err) {
  struct entry entry;
  struct err failed;
  entry_init(&entry, ENTRY_INCIDENT, turn->recorded_ms, turn->now_ms);
  entry.case_id = turn->item->id;
  entry.actor_id = turn->entry.actor_id;
  json_t *incident = incident_json(turn, reason);
  err_set(err, ERR_REFUSED,
          "\"%s\" on %s got stuck and changed nothing: %s. It is kept as stuck step %s for the Business Manager to retry or skip.",
          json_text(turn->event, "name"), turn->item->ref, reason ? reason : "no reason was given", json_text(incident, "id"));
  entry_part(&entry, "incident", incident);
  entry_part(&entry, "event", json_deep_copy(turn->event));
  *recorded = board_append(turn->board, &entry, &failed);
}
