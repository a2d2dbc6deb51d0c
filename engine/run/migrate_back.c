// The way back (V3): where an item stood before it was moved is its journal folded up to then, so what is put back is that, to the instant
// and to the number of an activation. See migrate.h.
//
// What it was not there for is made up for: a day off or a meeting that came meanwhile moved the deadlines of the version that it was on,
// so those that come back are reviewed as that change would have done. Without such a change nothing is worked out anew.
#include "base/mem.h"
#include "run/armed.h"
#include "run/history.h"
#include "run/migrate.h"
#include "run/review.h"
#include "run/versions.h"

#include <string.h>

static const char BACK[] = "moved back";

// ---- what came last

struct finding {
  struct board *board;
  const char *reader; // in whose sight it is told what came after (R1)
  json_t *moved;      // the entry that moved it last; NULL: none
  json_t *after;      // the first that changed its content since; NULL: none
};

static bool is_back(const json_t *entry) {
  json_t *parts = history_parts(entry);
  const char *name = json_text(json_object_get(parts, "event"), "name");
  bool is = json_number(entry, "kind", 0) == ENTRY_MIGRATION && name && strcmp(name, BACK) == 0;
  json_decref(parts);
  return is;
}

static bool is_move(const json_t *entry) { return json_number(entry, "kind", 0) == ENTRY_MIGRATION && !is_back(entry); }

static bool look_at(void *user, json_t *entry) {
  struct finding *finding = user;
  if (is_move(entry)) {
    json_decref(finding->moved);
    json_decref(finding->after);
    finding->moved = json_incref(entry);
    finding->after = NULL;
  } else if (finding->moved && !finding->after && entry_kind_is_content((int)json_number(entry, "kind", 0)))
    finding->after = json_incref(entry);
  return true;
}

static char *words_of(const struct finding *finding) { // Without the full stop that some of them end in. Caller frees.
  char *words = history_words(finding->board, finding->reader, finding->after);
  size_t size = strlen(words);
  if (size && words[size - 1] == '.') words[size - 1] = 0;
  return words;
}

static bool say_after(const struct finding *finding, const struct casefile *item, struct err *err) {
  const json_t *after = finding->after;
  char local[40], *words = words_of(finding);
  board_local(finding->board, json_number(after, "logical", 0), local);
  if (is_back(after))
    err_set(err, ERR_REFUSED, "%s was moved back already, on %s, and is on version %lld; there is nothing more to take back.", item->ref,
            local, (long long)version_number(item->definition));
  else
    err_set(
        err, ERR_REFUSED,
        "%s cannot be moved back: since it was moved, this came, in entry %lld on %s: %s. Publish a version with what you need, and move "
        "it to that.",
        item->ref, (long long)json_number(after, "case_sequence", 0), local, words);
  mem_free(words);
  return false;
}

static bool find_move(struct finding *finding, const struct casefile *item, struct err *err) {
  if (!journal_each(finding->board->store, &item->id, look_at, finding, err)) return false;
  if (!finding->moved)
    return err_set(err, ERR_REFUSED, "%s was never moved to another version, so there is nothing to take back.", item->ref);
  return !finding->after || say_after(finding, item, err);
}

// ---- as it was

// Free with board_close.
static struct board *board_before(struct board *board, const struct casefile *item, const json_t *moved, struct err *err) {
  int64_t size = json_number(moved, "sequence", 0);
  struct entry last;
  if (!journal_find(board->store, size - 1, &last, err)) return NULL;
  struct store_moment moment = {.at_ms = last.recorded_ms, .known = true, .case_id = &item->id, .size = size};
  return board_as_at(board, &moment, err);
}

static void arm_again(struct turn *turn, const json_t *timer) {
  json_t *part = json_copy((json_t *)timer);
  json_object_del(part, "case");
  json_put_text(part, "op", "arm");
  turn_part(turn, "timer", part);
}

// Rows that are the same stay; the others go, and those that were come as they were.
static void put_timers(struct turn *turn, json_t *before) {
  json_t *gone = json_copy(turn->item->timers), *timer;
  size_t i;
  json_array_foreach(gone, i, timer) if (!json_array_holds(before, timer)) armed_drop(turn, timer, "moved");
  json_array_foreach(before, i, timer) if (!json_array_holds(gone, timer)) arm_again(turn, timer);
  json_decref(turn->item->timers);
  turn->item->timers = json_copy(before);
  json_decref(gone);
}

static void put_member(json_t **member, json_t *before) {
  json_decref(*member);
  *member = json_deep_copy(before);
}

static bool put_back(struct turn *turn, const struct casefile *before, struct err *err) {
  struct casefile *item = turn->item;
  const struct definition *definition = definition_get(turn->board, before->definition->hash, err);
  json_t *state = definition ? casefile_state_json(before) : NULL;
  struct config *config = state ? config_read(definition->chart, state, err) : NULL;
  json_decref(state);
  if (!config) return false;
  config_free(item->config);
  item->config = config;
  item->definition = definition;
  item->chart = definition->chart;
  put_member(&item->ladders, before->ladders);
  put_member(&item->last, before->last);
  put_member(&item->activations, before->activations);
  put_member(&item->stops, before->stops);
  put_member(&item->shares, before->shares);
  put_member(&item->approvals, before->approvals);
  put_timers(turn, before->timers);
  return true;
}

// ---- the entry

static json_t *event_of(const struct casefile *item, const struct casefile *before, const json_t *moved, const char *reason,
                        const char *actor) {
  return json_pack("{s:s, s:{s:I, s:I, s:O, s:s}, s:s}", "name", BACK, "data", "from", (json_int_t)version_number(item->definition), "to",
                   (json_int_t)version_number(before->definition), "entry", json_object_get(moved, "case_sequence"), "reason", reason,
                   "actor", actor);
}

// Which places are called as before again: those of the move, the other way round.
static void record_steps(struct turn *turn, const json_t *moved) {
  json_t *parts = history_parts(moved), *steps = json_array(), *step;
  size_t i;
  json_array_foreach(json_object_get(parts, "steps"), i, step) json_array_append_new(
      steps, json_pack("{s:s, s:O, s:O}", "take", "", "from", json_object_get(step, "to"), "to", json_object_get(step, "from")));
  if (i) entry_part(&turn->entry, "steps", json_incref(steps));
  json_decref(steps);
  json_decref(parts);
}

static void stand_as(struct turn *turn, const struct casefile *before) {
  struct casefile *item = turn->item;
  if (strcmp(item->title, before->title) != 0) {
    mem_free(item->title);
    item->title = mem_text(before->title);
    entry_part_text(&turn->entry, "title", item->title);
  }
  if (item->closed != before->closed) entry_part(&turn->entry, "closed", json_boolean(before->closed));
  item->closed = before->closed;
  entry_part(&turn->entry, "configuration", casefile_state_json(item));
  item->revision++;
}

static bool make_up(struct turn *turn, struct err *err) {
  json_t *moves = json_array();
  bool ok = review_timers(turn, turn->now_ms, moves, err);
  if (ok && json_array_size(moves)) entry_part(&turn->entry, "note", json_pack("{s:s, s:O}", "why", "migration", "moves", moves));
  json_decref(moves);
  return ok;
}

// `moved` is the entry that is taken back. Takes over `event`.
static bool record(struct board *board, struct casefile *item, const struct casefile *before, const json_t *moved, json_t *event,
                   struct err *err) {
  struct turn turn;
  turn_init(&turn, board, item, ENTRY_MIGRATION, board_now(board), event);
  entry_part(&turn.entry, "moved",
             json_pack("{s:s, s:s, s:O}", "definition", before->definition->hash, "was", item->definition->hash, "noun",
                       json_object_get(casefile_structure(before), "noun")));
  record_steps(&turn, moved);
  bool ok = put_back(&turn, before, err) && make_up(&turn, err);
  if (ok) stand_as(&turn, before);
  ok = ok && turn_append(&turn, err);
  turn_clear(&turn);
  return ok;
}

bool migrate_back(struct board *board, struct casefile *item, const char *reason, const char *actor, struct err *err) {
  struct finding finding = {.board = board, .reader = actor};
  bool ok = find_move(&finding, item, err);
  struct board *past = ok ? board_before(board, item, finding.moved, err) : NULL;
  struct casefile *before = past ? casefile_open(past, item->hex, err) : NULL;
  ok = before && record(board, item, before, finding.moved, event_of(item, before, finding.moved, reason, actor), err);
  casefile_free(before);
  if (past) board_close(past);
  json_decref(finding.moved);
  json_decref(finding.after);
  return ok;
}
