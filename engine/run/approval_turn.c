// What a turn does to approvals: which it gives, ends and makes stale, and who hears of it. See approval.h.
#include "base/hash.h"
#include "base/mem.h"
#include "run/approval.h"
#include "run/message.h"

#include <string.h>

// The first transition that the turn took and that binds something; NULL: none. Those of several regions share one event.
static const json_t *approving(const struct turn *turn) {
  for (size_t i = 0; i < turn->result.effect_count; i++) {
    const struct effect *effect = &turn->result.effects[i];
    if (effect->kind == EFFECT_TAKE && json_object_get(effect->spec, "binds")) return effect->spec;
  }
  return NULL;
}

static bool refuse_changed(struct turn *turn, const json_t *transition, const json_t *fields, struct err *err) {
  struct buf names;
  buf_init(&names);
  approval_fields_say(turn->item, fields, &names);
  err_set(err, ERR_STALE, "\"%s\" on %s was decided on what stood at version %lld, and since then %s changed: show it again, then decide.",
          json_text(transition, "label"), turn->item->ref, (long long)turn->seen, names.data);
  buf_clear(&names);
  return false;
}

bool approval_fits(struct turn *turn, struct err *err) {
  const json_t *transition = approving(turn), *binds = json_object_get(transition, "binds");
  if (turn->seen == 0) return true;
  if (!transition)
    return err_set(err, ERR_INVALID, "\"%s\" on %s binds nothing that somebody saw, so no version of it is wanted; leave \"seen\" out.",
                   json_text(turn->event, "name"), turn->item->ref);
  if (turn->seen == turn->item->revision) return true;
  turn->seen_fields = approval_fields_at(turn->board, turn->item, turn->seen, err);
  if (!turn->seen_fields) return false;
  json_t *pieces = approval_pieces(binds, turn->seen_fields), *fields = json_array();
  bool differs = approval_differs(binds, pieces, turn->seen_fields, turn->item->fields, fields);
  bool ok = !differs || refuse_changed(turn, transition, fields, err);
  json_decref(pieces);
  json_decref(fields);
  return ok;
}

// ---- recording

static const char *who_changed(const struct turn *turn) {
  const char *decider = json_text(turn->event, "decider");
  return decider ? decider : json_text(turn->event, "actor");
}

static void drop_lapsed(struct turn *turn) {
  for (size_t i = 0; i < turn->result.effect_count; i++) {
    const struct effect *effect = &turn->result.effects[i];
    size_t j;
    json_t *event;
    if (effect->kind != EFFECT_TAKE) continue;
    json_array_foreach(json_object_get(effect->spec, "lapses"), j, event) json_object_del(turn->item->approvals, json_string_value(event));
  }
}

static json_t *approval_new(const struct turn *turn, const json_t *transition, const json_t *seen, int64_t revision) {
  const json_t *binds = json_object_get(transition, "binds");
  json_t *pieces = approval_pieces(binds, seen);
  json_t *approval = json_pack("{s:O, s:I, s:I, s:I, s:s, s:O}", "label", json_object_get(transition, "label"), "given",
                               (json_int_t)turn->item->revision + 1, "seen", (json_int_t)revision, "at", (json_int_t)turn->now_ms, "by",
                               who_changed(turn), "binds", binds);
  if (json_text(turn->event, "decider")) json_put_text(approval, "recorder", json_text(turn->event, "actor"));
  if (json_object_size(pieces)) json_object_set(approval, "pieces", pieces);
  json_decref(pieces);
  return approval;
}

// The part `seen`: to the hash of what stood in the record that its decider had before them.
static void give(struct turn *turn, const json_t *before) {
  const json_t *transition = approving(turn), *binds = json_object_get(transition, "binds");
  const char *event = json_text(transition, "event");
  if (!transition) return;
  const json_t *seen = turn->seen_fields ? turn->seen_fields : before;
  int64_t revision = turn->seen ? turn->seen : turn->item->revision;
  char *record = approval_seen(turn->item, event, revision, binds, seen), hex[HASH_HEX_SIZE];
  hex_write(hex, hash_of(record, strlen(record)).bytes, HASH_SIZE);
  entry_part(&turn->entry, "seen",
             json_pack("{s:s, s:I, s:O, s:s}", "event", event, "revision", (json_int_t)revision, "binds", binds, "sha256", hex));
  json_object_set_new(turn->item->approvals, event, approval_new(turn, transition, seen, revision));
  mem_free(record);
}

static void tell(struct turn *turn, const json_t *approval) {
  char *text =
      mem_format("\"%s\" no longer stands: what it was decided on has changed. Look at it and decide again", json_text(approval, "label"));
  message_decider(turn, json_text(approval, "by"), text);
  mem_free(text);
}

static void make_stale(struct turn *turn, const char *event, json_t *approval, json_t *fields, json_t *part) {
  json_t *stale =
      json_pack("{s:I, s:I, s:O}", "revision", (json_int_t)turn->item->revision + 1, "at", (json_int_t)turn->now_ms, "fields", fields);
  json_put_text(stale, "by", who_changed(turn));
  json_object_set_new(approval, "stale", stale);
  json_object_set_new(part, event, json_pack("{s:O, s:O}", "label", json_object_get(approval, "label"), "fields", fields));
  tell(turn, approval);
}

// A2: one that this turn gave was given after all that it did.
static void mark_stale(struct turn *turn, const json_t *before) {
  json_t *part = json_object(), *approval;
  const char *event;
  void *next;
  json_object_foreach_safe(turn->item->approvals, next, event, approval) {
    bool fresh = json_number(approval, "given", 0) > turn->item->revision;
    json_t *fields = json_array();
    if (!fresh && !json_object_get(approval, "stale") &&
        approval_differs(json_object_get(approval, "binds"), json_object_get(approval, "pieces"), before, turn->item->fields, fields))
      make_stale(turn, event, approval, fields, part);
    json_decref(fields);
  }
  if (json_object_size(part)) entry_part(&turn->entry, "stale", json_incref(part));
  json_decref(part);
}

void approval_record(struct turn *turn, const json_t *before) {
  drop_lapsed(turn);
  give(turn, before);
  mark_stale(turn, before);
}
