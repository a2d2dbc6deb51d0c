// Whether an approval stands, judged from what the item remembers of it and from what the step has done so far. See approval.h.
//
// A1 While an approval is not stale, all that it binds is as it was when it was given; so the item's own fields are what to compare with,
//    and no copy or hash of a value stands in the configuration, which a redaction could not take out again.
// A2 What the approving step itself changes is no later change.
// A3 Stale stays stale, also when a value is put back: who decided cannot know what was done in between.
#include "run/approval.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

static const json_t *piece_of(const json_t *pieces, int64_t id) {
  size_t i;
  json_t *piece;
  json_array_foreach(pieces, i, piece) if (json_number(piece, "id", 0) == id) return piece;
  return NULL;
}

// Of the pieces up to the number `last`: is one of them another now?
static bool pieces_differ(const json_t *then, const json_t *now, int64_t last) {
  size_t i;
  json_t *piece;
  json_array_foreach(then, i, piece) {
    int64_t id = json_number(piece, "id", 0);
    const json_t *other = piece_of(now, id);
    if (id <= last && (!other || !json_equal(piece, other))) return true;
  }
  return false;
}

static bool is_empty(const json_t *value) { return !value || json_is_null(value); }

static bool value_differs(const json_t *then, const json_t *now) {
  if (is_empty(then) || is_empty(now)) return is_empty(then) != is_empty(now);
  return !json_equal(then, now);
}

bool approval_differs(const json_t *binds, const json_t *pieces, const json_t *then, const json_t *now, json_t *fields) {
  bool any = false;
  size_t i;
  json_t *bound;
  json_array_foreach(binds, i, bound) {
    const char *name = json_text(bound, "field");
    const json_t *was = json_object_get(then, name), *is = json_object_get(now, name);
    bool differs = json_flag(bound, "seen") ? pieces_differ(was, is, json_number(pieces, name, 0)) : value_differs(was, is);
    if (differs && fields) json_array_add(fields, name);
    any = any || differs;
  }
  return any;
}

json_t *approval_pieces(const json_t *binds, const json_t *fields) {
  json_t *pieces = json_object(), *bound, *piece;
  size_t i, j;
  json_array_foreach(binds, i, bound) {
    int64_t last = 0;
    if (!json_flag(bound, "seen")) continue;
    json_array_foreach(json_object_get(fields, json_text(bound, "field")), j, piece) {
      int64_t id = json_number(piece, "id", 0);
      if (id > last) last = id;
    }
    json_put_number(pieces, json_text(bound, "field"), last);
  }
  return pieces;
}

// ---- while a step runs

enum standing { NEVER, STANDS, STALE, STALE_BY_THIS };

// What the step did with it so far: it was given or it ended, whichever came last (A2).
static bool done_so_far(const struct step_view *view, const char *event, enum standing *standing) {
  bool any = false;
  for (size_t i = 0; view->so_far && i < view->so_far->effect_count; i++) {
    const struct effect *effect = &view->so_far->effects[i];
    const char *taken = effect->kind == EFFECT_TAKE ? json_text(effect->spec, "event") : NULL;
    bool gives = taken && strcmp(taken, event) == 0 && json_object_get(effect->spec, "binds");
    bool ends = effect->kind == EFFECT_TAKE && json_array_has(json_object_get(effect->spec, "lapses"), event);
    if (gives || ends) *standing = gives ? STANDS : NEVER;
    any = any || gives || ends;
  }
  return any;
}

static bool changed_by(const struct turn *turn, const json_t *approval, const struct step_view *view, json_t *fields) {
  return approval_differs(json_object_get(approval, "binds"), json_object_get(approval, "pieces"), turn->item->fields, view->fields,
                          fields);
}

static enum standing standing_of(const struct turn *turn, const char *event, const struct step_view *view) {
  const json_t *approval = json_object_get(turn->item->approvals, event);
  enum standing standing;
  if (done_so_far(view, event, &standing)) return standing;
  if (!approval) return NEVER;
  if (json_object_get(approval, "stale")) return STALE;
  return changed_by(turn, approval, view, NULL) ? STALE_BY_THIS : STANDS;
}

static void say_change(const struct turn *turn, const json_t *approval, const struct step_view *view, struct buf *reason) {
  json_t *fields = json_array();
  changed_by(turn, approval, view, fields);
  buf_text(reason, "this changes ");
  approval_fields_say(turn->item, fields, reason);
  buf_text(reason, ", on which it was decided");
  json_decref(fields);
}

enum truth approval_judge(const struct turn *turn, const char *event, bool stale, const struct step_view *view, struct buf *reason) {
  const json_t *approval = json_object_get(turn->item->approvals, event);
  enum standing standing = standing_of(turn, event, view);
  bool is_stale = standing == STALE || standing == STALE_BY_THIS;
  if (standing == NEVER)
    buf_text(reason, "nobody has decided it yet");
  else if (standing == STALE_BY_THIS)
    say_change(turn, approval, view, reason);
  else if (approval)
    approval_say(turn->board, turn->item, approval, reason);
  return (stale ? is_stale : standing == STANDS) ? TRUTH_TRUE : TRUTH_FALSE;
}

static bool is_raised(const struct step_view *view, const char *name) {
  for (size_t i = 0; view->so_far && i < view->so_far->effect_count; i++) {
    const struct effect *effect = &view->so_far->effects[i];
    if (effect->kind == EFFECT_RAISE && strcmp(effect->name, name) == 0) return true;
  }
  return false;
}

// The one that was given first comes first, so that what rests on it follows.
const char *approval_follows(void *user, const struct step_view *view) {
  struct turn *turn = user;
  const char *event, *first = NULL;
  int64_t first_given = 0;
  json_t *approval;
  json_object_foreach(turn->item->approvals, event, approval) {
    char name[APPROVAL_EVENT_SIZE];
    int64_t given = json_number(approval, "given", 0);
    snprintf(name, sizeof name, "stale.%s", event);
    if (standing_of(turn, event, view) != STALE_BY_THIS || is_raised(view, name) || (first && given > first_given)) continue;
    first = event;
    first_given = given;
  }
  if (!first) return NULL;
  snprintf(turn->follows, sizeof turn->follows, "stale.%s", first);
  return turn->follows;
}
