// Giving, taking back and judging shares. See share.h.
#include "run/share.h"

#include "base/buf.h"
#include "base/mem.h"
#include "run/message.h"
#include "run/people.h"
#include "run/sight_rule.h"
#include "run/subject.h"

#include <string.h>

// ---- what holds

bool share_holds(struct board *board, const json_t *share) {
  const char *until = json_text(share, "until");
  char today[DATE_TEXT];
  if (json_object_get(share, "ended") || board_now(board) >= json_number(share, "ends", INT64_MAX)) return false;
  if (!until) return true;
  board_today(board, board_now(board), today);
  return strcmp(today, until) <= 0;
}

static bool is_glass(const json_t *share) { return json_flag(share, "glass"); }

static bool is_for(struct board *board, const json_t *share, const char *person) {
  const char *with = json_text(share, "with");
  return with && share_holds(board, share) && subject_is_held_by(board, with, person);
}

void share_apply(struct board *board, const struct casefile *item, const char *person, struct sight *sight) {
  size_t i;
  json_t *share;
  json_array_foreach(item->shares, i, share) if (!sight->all && is_for(board, share, person))
      sight_add(sight, json_object_get(share, "what"));
}

bool share_is_broken(struct board *board, const struct casefile *item, const char *person) {
  size_t i;
  json_t *share;
  json_array_foreach(item->shares, i, share) if (is_glass(share) && is_for(board, share, person)) return true;
  return false;
}

// ---- changing them

static void add_key(json_t *keys, const char *key) {
  if (!json_array_has(keys, key)) json_array_add(keys, key);
}

// A number is used once, so the last stays whatever became of it; of the others those that are over go.
static int64_t make_room(struct board *board, struct casefile *item) {
  int64_t next = 1;
  for (size_t i = json_array_size(item->shares); i-- > 0;) {
    const json_t *share = json_array_get(item->shares, i);
    if (json_number(share, "n", 0) >= next) next = json_number(share, "n", 0) + 1;
    if (i + 1 < json_array_size(item->shares) && !share_holds(board, share)) json_array_remove(item->shares, i);
  }
  return next;
}

// One entry: what was done to the shares, and the configuration that they stand in.
static struct turn begin(struct board *board, struct casefile *item, const char *name, json_t *data, const char *actor) {
  struct turn turn;
  json_t *event = json_pack("{s:s, s:o, s:s}", "name", name, "data", data, "actor", actor);
  turn_init(&turn, board, item, ENTRY_SHARE, board_now(board), event);
  entry_part(&turn.entry, "configuration", casefile_state_json(item));
  return turn;
}

static bool finish(struct turn *turn, struct err *err) {
  bool ok = turn_append(turn, err);
  turn_clear(turn);
  return ok;
}

static json_t *new_share(struct board *board, int64_t number, const struct share_ask *ask) {
  json_t *share = json_pack("{s:I, s:s, s:O, s:s, s:I}", "n", (json_int_t)number, "with", ask->with, "what", ask->what, "by", ask->actor,
                            "at", (json_int_t)board_now(board));
  json_put_text(share, "until", ask->until);
  return share;
}

static bool check_room(const struct casefile *item, struct err *err) {
  return json_array_size(item->shares) < SHARES_MAX ||
         err_set(err, ERR_LIMIT,
                 "%s is shared %d times already; take a share back with `waymark case unshare` first, or share with a group.", item->ref,
                 SHARES_MAX);
}

bool share_add(struct board *board, struct casefile *item, const struct share_ask *ask, int64_t *number, struct err *err) {
  *number = make_room(board, item);
  if (!check_room(item, err)) return false;
  json_array_append_new(item->shares, new_share(board, *number, ask));
  json_t *data =
      json_pack("{s:I, s:s, s:O, s:s}", "share", (json_int_t)*number, "with", ask->with, "what", ask->what, "reason", ask->reason);
  json_put_text(data, "until", ask->until);
  struct turn turn = begin(board, item, "shared with", data, ask->actor);
  return finish(&turn, err);
}

static json_t *find(struct board *board, const struct casefile *item, int64_t number) {
  size_t i;
  json_t *share;
  json_array_foreach(item->shares, i, share) if (json_number(share, "n", 0) == number && share_holds(board, share)) return share;
  return NULL;
}

bool share_end(struct board *board, struct casefile *item, int64_t number, const char *reason, const char *actor, struct err *err) {
  json_t *share = find(board, item, number);
  if (!share)
    return err_set(err, ERR_NOT_FOUND, "%s has no share %lld that still holds; `waymark case show %s` lists those that it has.", item->ref,
                   (long long)number, item->ref);
  json_put_number(share, "ended", board_now(board));
  json_t *data = json_pack("{s:I, s:O, s:O, s:s}", "share", (json_int_t)number, "with", json_object_get(share, "with"), "what",
                           json_object_get(share, "what"), "reason", reason);
  struct turn turn = begin(board, item, "no longer shared", data, actor);
  return finish(&turn, err);
}

// ---- breaking the glass

static json_t *holder_roles(const struct casefile *item) {
  json_t *roles = json_array();
  for (int i = 0; i < chart_state_count(item->chart); i++) {
    const char *holder = config_is_active(item->config, i) ? json_text(chart_state(item->chart, i), "holder") : NULL;
    if (holder) add_key(roles, holder);
  }
  return roles;
}

static void tell(struct turn *turn) {
  json_t *spec = json_pack("{s:s, s:o, s:b}", "text", "somebody broke the glass and sees all of it for a day: ask why", "roles",
                           holder_roles(turn->item), "urgent", 1);
  message_office(turn, json_text(spec, "text"));
  message_tell(turn, spec, NULL);
  json_decref(spec);
}

bool share_break_glass(struct board *board, struct casefile *item, const char *reason, const char *actor, int64_t *ends_ms,
                       struct err *err) {
  char *with = mem_format("person:%s", actor), ends[INSTANT_TEXT];
  json_t *what = json_pack("[s]", "everything");
  struct share_ask ask = {.with = with, .what = what, .reason = reason, .actor = actor};
  int64_t number = make_room(board, item); // no limit holds somebody up in an emergency
  json_t *share = new_share(board, number, &ask);
  *ends_ms = board_now(board) + INT64_C(1000) * 60 * 60 * GLASS_HOURS;
  json_put_number(share, "ends", *ends_ms);
  json_put_flag(share, "glass", true);
  json_array_append_new(item->shares, share);
  instant_write(*ends_ms, ends);
  struct turn turn =
      begin(board, item, "glass broken", json_pack("{s:I, s:s, s:s}", "share", (json_int_t)number, "until", ends, "reason", reason), actor);
  tell(&turn);
  json_decref(what);
  mem_free(with);
  return finish(&turn, err);
}
