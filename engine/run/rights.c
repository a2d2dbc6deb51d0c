// Rights. See rights.h.
#include "run/rights.h"

#include "base/join.h"
#include "base/mem.h"
#include "chart/step.h"
#include "run/alike.h"
#include "run/party_sight.h"
#include "run/people.h"
#include "run/share.h"
#include "run/sight_list.h"
#include "run/sight_rule.h"
#include "run/sitting.h"

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

// Those of the roles that are not somebody's for standing in this field (NULL: all of them). A new reference.
static json_t *roles_beside(const struct casefile *item, const json_t *roles, const char *field) {
  json_t *others = json_array(), *role;
  size_t i;
  json_array_foreach(roles, i, role) {
    const char *any_in = json_text(chart_role(item->chart, json_string_value(role)), "any_in");
    if (!field || !any_in || strcmp(any_in, field) != 0) json_array_append(others, role);
  }
  return others;
}

// P3: a party sees the others' after the stage that says so.
static bool says_so(const json_t *line, const char *field) {
  const json_t *what = json_object_get(line, "what");
  return json_array_has(what, field) || (json_object_get(line, "when") && json_array_has(what, "everything"));
}

static bool reads(struct board *board, const struct casefile *item, const json_t *roles, const char *beside, const char *person) {
  json_t *counted = roles_beside(item, roles, beside);
  bool held = people_read_any(board, item, counted, person);
  json_decref(counted);
  return held;
}

// The lines of `see` that are for this person where the item stands.
static void by_lines(struct board *board, const struct casefile *item, const json_t *lines, const char *person, const char *beside,
                     struct sight *sight) {
  const struct step_view view = {.chart = item->chart, .config = item->config, .fields = item->fields};
  size_t i;
  json_t *line;
  json_array_foreach(lines, i, line) {
    if (sight->all) return;
    if (guard_judge(json_object_get(line, "when"), &view, NULL, NULL) != TRUTH_TRUE) continue; // it was checked to ask nobody else
    const char *apart = beside && says_so(line, beside) ? NULL : beside;
    if (reads(board, item, json_object_get(line, "roles"), apart, person)) sight_add(sight, json_object_get(line, "what"));
  }
}

// `beside`: a field of parties, and nothing is seen for being one of them; NULL: all that is seen.
static struct sight sight_today(struct board *board, const struct casefile *item, const char *person, const char *beside) {
  struct sight sight = {.chart = item->chart};
  const json_t *lines = json_object_get(casefile_structure(item), "see");
  if (lines)
    by_lines(board, item, lines, person, beside, &sight);
  else
    sight.all = reads(board, item, item->definition->readers, beside, person);
  share_apply(board, item, person, &sight);
  sight_rules_apply(board, item, person, &sight);
  if (!sight.all && share_is_broken(board, item, person)) sight_clear(&sight), sight.all = true; // whatever a rule denies
  return sight;
}

// J4: whoever sees something of an item today sees the same of what it was; whoever sees nothing any more sees nothing of its past.
static struct sight sight_now(struct board *board, const struct casefile *item, const char *person, const char *beside) {
  struct err ignored;
  if (!board->present) return sight_today(board, item, person, beside);
  struct casefile *now = casefile_open(board->present, item->hex, &ignored);
  struct sight sight = now ? sight_today(board->present, now, person, beside) : (struct sight){.chart = item->chart};
  casefile_free(now);
  return sight;
}

struct sight rights_sight_rows(struct board *board, const struct casefile *item, const char *person) {
  return sight_now(board, item, person, NULL);
}

bool rights_see_beside(struct board *board, const struct casefile *item, const char *field, const char *person) {
  struct sight sight = sight_now(board, item, person, field);
  bool seen = sight_field(&sight, field);
  sight_clear(&sight);
  return seen;
}

struct sight rights_sight(struct board *board, const struct casefile *item, const char *person) {
  struct sight sight = rights_sight_rows(board, item, person);
  if (sight_any(&sight)) sight_list_hide(board, item, person, &sight);
  if (sight_any(&sight)) party_sight_hide(board, item, person, &sight);
  return sight;
}

struct sight rights_sight_row(struct board *board, const struct casefile *item, const char *person) {
  return sight_list_makes_rows(board, item) ? rights_sight(board, item, person) : rights_sight_rows(board, item, person);
}

bool rights_see(struct board *board, const struct casefile *item, const char *person) {
  struct sight sight = rights_sight_rows(board, item, person); // what lists hide is never all of it
  bool any = sight_any(&sight);
  sight_clear(&sight);
  return any;
}

bool rights_see_all(struct board *board, const struct casefile *item, const char *person) {
  struct sight sight = rights_sight(board, item, person);
  bool all = sight.all;
  sight_clear(&sight);
  return all;
}

bool rights_whole(struct board *board, const struct casefile *item, const char *person, const char *what, struct err *err) {
  char name[200];
  if (rights_see_all(board, item, person)) return true;
  people_name(board, person, name, sizeof name);
  return err_set(err, ERR_NOT_ALLOWED, "%s may not %s %s: that is for whoever sees all of it, and they see a part.", name, what, item->ref);
}

bool rights_no_item(const char *ref, struct err *err) {
  return err_set(err, ERR_NOT_FOUND, "There is no item \"%s\" on this board; `waymark case list` shows those that you may see.", ref);
}

struct casefile *rights_open(struct board *board, const char *ref, const char *person, struct err *err) {
  struct err failed;
  struct casefile *item = casefile_open(board, ref, &failed);
  if (item && rights_see(board, item, person)) return item;
  bool absent = !item && failed.code == ERR_NOT_FOUND;
  if (!item && !absent) return *err = failed, NULL;
  if (absent)
    alike_absent(board, person);
  else
    alike_hidden(board);
  casefile_free(item);
  return rights_no_item(ref, err), NULL;
}

struct casefile *rights_open_whole(struct board *board, const char *ref, const char *person, const char *what, struct err *err) {
  struct casefile *item = rights_open(board, ref, person, err);
  if (!item || rights_whole(board, item, person, what, err)) return item;
  casefile_free(item);
  return NULL;
}

// " (Tom Reed)"
static void say_holders(struct board *board, const struct casefile *item, const char *role, struct buf *out) {
  json_t *found = people_of_role(board, item, role, NULL), *names = json_texts(found, "name");
  buf_text(out, " (");
  join_some(out, names, 3);
  if (json_array_size(names) == 0) buf_text(out, "nobody holds it today");
  buf_text(out, ")");
  json_decref(names);
  json_decref(found);
}

// "the LLIP chair (Tom Reed)" for each role, joined by "or"; whom a hidden field names is not told.
static void say_roles(struct board *board, const struct casefile *item, const json_t *roles, const struct sight *sight, struct buf *out) {
  size_t i;
  json_t *role;
  json_array_foreach(roles, i, role) {
    const char *name = json_string_value(role);
    buf_format(out, "%s%s", i ? " or the " : "", people_role_title(item, name));
    if (sight_role(sight, name)) say_holders(board, item, name, out);
  }
}

static bool roles_are_seen(const struct sight *sight, const json_t *roles) {
  size_t i;
  json_t *role;
  json_array_foreach(roles, i, role) if (!sight_role(sight, json_string_value(role))) return false;
  return true;
}

// What is to be said, to whom, of whose try.
struct refused {
  const char *actor, *person, *verb;
  const json_t *roles;
  const struct buf *note;
};

// The note names agencies and whoever was passed over.
static void say_refused(struct board *board, const struct casefile *item, const json_t *transition, const struct refused *refused,
                        struct buf *why) {
  char name[200];
  const char *person = refused->person, *verb = refused->verb;
  const json_t *roles = refused->roles;
  struct sight sight = rights_sight(board, item, refused->actor);
  people_name(board, person, name, sizeof name);
  buf_format(why, "%s may not %s \"%s\" on %s: it is for the ", name, verb, json_text(transition, "label"), item->ref);
  if (json_array_size(roles) == 0) buf_text(why, "engine alone");
  say_roles(board, item, roles, &sight, why);
  buf_text(why, ".");
  if (refused->note->size && roles_are_seen(&sight, roles)) buf_format(why, " %s", refused->note->data);
  sight_clear(&sight);
}

// What is done, not decided, is nobody's to record for somebody else.
static void say_not_recorded(struct board *board, const struct casefile *item, const json_t *transition, const char *person,
                             struct buf *why) {
  char name[200];
  people_name(board, person, name, sizeof name);
  buf_format(why, "\"%s\" on %s is done by %s themselves, and not recorded for them.", json_text(transition, "label"), item->ref, name);
}

static bool may_record(struct board *board, const struct casefile *item, const json_t *transition, const char *actor, const char *decider,
                       struct buf *why) {
  const json_t *recorders = json_object_get(transition, "recorded_by");
  if (people_hold_any(board, item, recorders, actor, NULL)) return true;
  struct buf none = {0};
  if (why && !json_array_size(recorders))
    say_not_recorded(board, item, transition, decider, why);
  else if (why)
    say_refused(board, item, transition, &(struct refused){actor, actor, "record", recorders, &none}, why);
  return false;
}

// Is it theirs to do, and not to decide? Said to whoever sees whose it is.
static bool does_it_themselves(struct board *board, const struct casefile *item, const json_t *transition, const char *actor,
                               const char *decider) {
  const json_t *by = json_object_get(transition, "by");
  struct sight sight = rights_sight(board, item, actor);
  bool does = decider && strcmp(decider, actor) != 0 && roles_are_seen(&sight, by) && people_hold_any(board, item, by, decider, NULL);
  sight_clear(&sight);
  return does;
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
    if (does_it_themselves(board, item, transition, actor, decider))
      say_not_recorded(board, item, transition, decider, why);
    else
      say_refused(board, item, transition, &(struct refused){actor, person, json_array_size(deciders) ? "decide" : "take", roles, &note},
                  why);
    json_decref(roles);
  }
  buf_clear(&note);
  if (!decides) return false;
  return !decider || strcmp(decider, actor) == 0 || may_record(board, item, transition, actor, decider, why);
}

bool rights_decide(struct board *board, const struct casefile *item, const json_t *transition, const char *actor, const char *decider,
                   const struct sitting *sitting, struct buf *why) {
  const char *person = decider ? decider : actor;
  bool group = sitting_is_group(decider);
  if (!sitting) return rights_take(board, item, transition, actor, decider, why);
  bool stands_in = group || sitting_presides(board, item, transition, sitting, person);
  if (!stands_in && !rights_take(board, item, transition, actor, decider, why)) return false;
  if (!sitting_decides(board, item, transition, sitting, group ? NULL : person, why)) return false;
  return !stands_in || strcmp(person, actor) == 0 || may_record(board, item, transition, actor, person, why);
}
