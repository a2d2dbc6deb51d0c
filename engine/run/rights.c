// Rights. See rights.h.
#include "run/rights.h"

#include "base/mem.h"
#include "chart/step.h"
#include "run/people.h"
#include "run/sitting.h"
#include "run/subject.h"

#include <string.h>

json_t *rights_roles(const json_t *transition) {
  json_t *roles = json_array();
  json_array_extend(roles, json_object_get(transition, "by"));
  json_array_extend(roles, json_object_get(transition, "decided_by"));
  return roles;
}

json_t *rights_candidates(const struct casefile *item, const char *event) {
  json_t *all = step_candidates(item->chart, item->config, event), *named = json_array(), *candidate;
  size_t i;
  json_array_foreach(all, i, candidate) {
    const char *waits_for = json_text(json_object_get(candidate, "transition"), "event");
    bool by_name = waits_for && strcmp(waits_for, event) == 0 && !strchr(event, '*');
    if (by_name) json_array_append(named, candidate);
  }
  json_decref(all);
  return named;
}

// J4: whoever may see an item today may see what it was, as its history shows it to them too; whoever may no longer sees nothing of it.
static bool sees_today(struct board *present, const char *hex, const char *person) {
  struct err ignored;
  struct casefile *item = casefile_open(present, hex, &ignored);
  bool seen = item && people_hold_any(present, item, item->definition->readers, person, NULL);
  casefile_free(item);
  return seen;
}

json_t *rights_subjects(struct board *board, const struct casefile *item) {
  (void)board;
  return subject_of_roles(item, item->definition->readers);
}

bool rights_see(struct board *board, const struct casefile *item, const char *person) {
  if (board->present) return sees_today(board->present, item->hex, person);
  return people_hold_any(board, item, item->definition->readers, person, NULL);
}

struct casefile *rights_open(struct board *board, const char *ref, const char *person, struct err *err) {
  struct err failed;
  struct casefile *item = casefile_open(board, ref, &failed);
  if (item && rights_see(board, item, person)) return item;
  if (!item && failed.code != ERR_NOT_FOUND)
    *err = failed;
  else
    err_set(err, ERR_NOT_FOUND, "There is no item \"%s\" on this board; `waymark case list` shows those that you may see.", ref);
  casefile_free(item);
  return NULL;
}

// "the LLIP chair (Tom Reed)" for each role, joined by "or".
static void say_roles(struct board *board, const struct casefile *item, const json_t *roles, struct buf *out) {
  size_t i, j;
  json_t *role, *who;
  json_array_foreach(roles, i, role) {
    json_t *found = people_of_role(board, item, json_string_value(role), NULL);
    buf_format(out, "%s%s (", i ? " or the " : "", people_role_title(item, json_string_value(role)));
    json_array_foreach(found, j, who) if (j < 3) buf_format(out, "%s%s", j ? ", " : "", json_text(who, "name"));
    if (json_array_size(found) > 3) buf_format(out, " and %zu more", json_array_size(found) - 3);
    if (json_array_size(found) == 0) buf_text(out, "nobody holds it today");
    buf_text(out, ")");
    json_decref(found);
  }
}

static void say_refused(struct board *board, const struct casefile *item, const json_t *transition, const char *person, const char *verb,
                        const json_t *roles, const struct buf *note, struct buf *why) {
  char name[200];
  people_name(board, person, name, sizeof name);
  buf_format(why, "%s may not %s \"%s\" on %s: it is for the ", name, verb, json_text(transition, "label"), item->ref);
  if (json_array_size(roles) == 0) buf_text(why, "engine alone");
  say_roles(board, item, roles, why);
  buf_text(why, ".");
  if (note->size) buf_format(why, " %s", note->data);
}

static bool may_record(struct board *board, const struct casefile *item, const json_t *transition, const char *actor, struct buf *why) {
  const json_t *recorders = json_object_get(transition, "recorded_by");
  if (people_hold_any(board, item, recorders, actor, NULL)) return true;
  struct buf none = {0};
  if (why) say_refused(board, item, transition, actor, "record", recorders, &none, why);
  return false;
}

bool rights_take(struct board *board, const struct casefile *item, const json_t *transition, const char *actor, const char *decider,
                 struct buf *why) {
  if (!decider && people_hold_any(board, item, json_object_get(transition, "by"), actor, NULL)) return true;
  const char *person = decider ? decider : actor;
  const json_t *deciders = json_object_get(transition, "decided_by");
  struct buf note;
  buf_init(&note);
  bool decides = people_hold_any(board, item, deciders, person, &note);
  if (!decides && !decider && people_hold_any(board, item, json_object_get(transition, "recorded_by"), actor, NULL))
    buf_format(&note, "%sYou may record it: say who decided with --decided-by PERSON.", note.size ? " " : "");
  if (!decides && why) {
    json_t *roles = rights_roles(transition);
    say_refused(board, item, transition, person, json_array_size(deciders) ? "decide" : "take", roles, &note, why);
    json_decref(roles);
  }
  buf_clear(&note);
  if (!decides) return false;
  return !decider || strcmp(decider, actor) == 0 || may_record(board, item, transition, actor, why);
}

bool rights_decide(struct board *board, const struct casefile *item, const json_t *transition, const char *actor, const char *decider,
                   const struct sitting *sitting, struct buf *why) {
  const char *person = decider ? decider : actor;
  bool group = sitting_is_group(decider);
  if (!sitting) return rights_take(board, item, transition, actor, decider, why);
  bool stands_in = group || sitting_presides(board, item, transition, sitting, person);
  if (!stands_in && !rights_take(board, item, transition, actor, decider, why)) return false;
  if (!sitting_decides(board, item, transition, sitting, group ? NULL : person, why)) return false;
  return !stands_in || strcmp(person, actor) == 0 || may_record(board, item, transition, actor, why);
}
