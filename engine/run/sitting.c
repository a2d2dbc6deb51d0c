// A group that decides. See sitting.h.
#include "run/sitting.h"

#include "base/mem.h"
#include "chart/party.h"
#include "run/people.h"
#include "run/presence.h"

#include <string.h>

static const char MARK[] = "group:";

bool sitting_is_group(const char *decider) { return decider && strncmp(decider, MARK, sizeof MARK - 1) == 0; }
const char *sitting_group(const char *decider) { return decider + sizeof MARK - 1; }
char *sitting_decider(const char *group) { return mem_format("%s%s", MARK, group); }

const json_t *sitting_document(struct board *board, const char *decider) { return board_document(board, "group", sitting_group(decider)); }

bool sitting_member(struct board *board, const char *group, const char *person) {
  const json_t *document = board_document(board, "group", group);
  const char *chair = json_text(document, "chair"), *one;
  json_t *row;
  size_t i;
  json_array_foreach(json_object_get(document, "members"), i, row) {
    one = presence_member(board, row);
    if (one && strcmp(one, person) == 0) return true;
  }
  return (chair && people_in_post(board, chair, person, NULL));
}

// ---- roles

static bool same(const char *one, const char *other) { return one && other && strcmp(one, other) == 0; }

static bool party_is_its(const json_t *value, const char *group, const char *chair) {
  const char *kind = json_text(value, "kind"), *id = json_text(value, "id");
  size_t i;
  json_t *one;
  json_array_foreach(value, i, one) if (party_is_its(one, group, chair)) return true;
  return (same(kind, "group") && same(id, group)) || (same(kind, "post") && same(id, chair));
}

bool sitting_role_is_its(struct board *board, const struct casefile *item, const char *role, const char *group) {
  const json_t *spec = chart_role(item->chart, role), *document = board_document(board, "group", group);
  const char *chair = json_text(document, "chair"), *any = json_text(spec, "any_in");
  if (same(json_text(spec, "group"), group)) return true;
  if (any) {
    json_t *named = party_of_field(chart_field(item->chart, any), json_object_get(item->fields, any));
    bool is_its = party_is_its(named, group, chair);
    json_decref(named);
    return is_its;
  }
  return !json_text(spec, "of") && same(json_text(spec, "post"), chair);
}

bool sitting_any_role_is_its(struct board *board, const struct casefile *item, const json_t *roles, const char *group) {
  size_t i;
  json_t *role;
  json_array_foreach(roles, i, role) if (sitting_role_is_its(board, item, json_string_value(role), group)) return true;
  return false;
}

// ---- conflicts

// The agency that a field names, by itself or as a party; NULL: none.
static const char *agency_in(const struct casefile *item, const char *field) {
  const json_t *value = field ? json_object_get(item->fields, field) : NULL;
  if (json_is_string(value)) return json_string_value(value);
  return same(json_text(value, "kind"), "agency") ? json_text(value, "id") : NULL;
}

// The agency that leads the item, or that a role which decides passes over, where the person belongs to it (R2); NULL: to none of them.
static const char *apart_agency(struct board *board, const struct casefile *item, const json_t *transition, const json_t *person) {
  const char *lead = agency_in(item, casefile_list_field(item, "lead"));
  size_t i;
  json_t *role;
  if (lead && presence_belongs(board, person, lead)) return lead;
  json_array_foreach(json_object_get(transition, "decided_by"), i, role) {
    const char *agency = agency_in(item, json_text(chart_role(item->chart, json_string_value(role)), "not_from"));
    if (agency && presence_belongs(board, person, agency)) return agency;
  }
  return NULL;
}

static char *why_agency(struct board *board, const struct casefile *item, const json_t *transition, const char *person) {
  const json_t *document = board_document(board, "person", person);
  const char *agency = document ? apart_agency(board, item, transition, document) : NULL;
  if (!agency) return NULL;
  char *name = directory_name(board, "agency", agency), *why = mem_format("belongs to %s, which leads it", name);
  mem_free(name);
  return why;
}

static char *why_declared(const struct casefile *item, const struct sitting *sitting, const char *person) {
  size_t i;
  json_t *row;
  json_array_foreach(sitting->declared, i, row) {
    const char *why = json_text(row, "why");
    if (same(json_text(row, "person"), person) && same(json_text(row, "item"), item->ref))
      return why ? mem_format("declared an interest: %s", why) : mem_text("declared an interest");
  }
  return NULL;
}

// What the conditions say of who may not decide (R3): the other role of a `not_the_same`, whoever did the event of a `decided_by_other`.
static char *why_apart(struct board *board, const struct casefile *item, const json_t *guard, const char *person) {
  const char *op = json_text(guard, "op"), *event = json_text(guard, "event");
  const char *other = json_string_value(json_array_get(json_object_get(guard, "roles"), 1));
  size_t i;
  json_t *part;
  if (same(op, "not_the_same") && other && people_hold(board, item, other, person, NULL))
    return mem_format("is also the %s", people_role_title(item, other));
  if (same(op, "decided_by_other") && same(json_text(item->last, event), person)) return mem_format("did \"%s\" on it", event);
  if (!same(op, "all")) return NULL;
  json_array_foreach(json_object_get(guard, "of"), i, part) {
    char *why = why_apart(board, item, part, person);
    if (why) return why;
  }
  return NULL;
}

static char *why_no_voice(struct board *board, const struct casefile *item, const json_t *transition, const struct sitting *sitting,
                          const json_t *there) { // Caller frees; NULL: they have one.
  const char *person = json_text(there, "person"), *member = json_text(there, "for");
  char *why = why_declared(item, sitting, person);
  if (!why) why = why_agency(board, item, transition, person);
  if (!why && member) why = why_agency(board, item, transition, member);
  return why ? why : why_apart(board, item, json_object_get(transition, "guard"), person);
}

json_t *sitting_conflicts(struct board *board, const struct casefile *item, const json_t *transition, const struct sitting *sitting) {
  json_t *rows = json_array(), *there;
  size_t i;
  json_array_foreach(sitting->present, i, there) {
    char name[200], *why = why_no_voice(board, item, transition, sitting, there);
    if (!why) continue;
    people_name(board, json_text(there, "person"), name, sizeof name);
    json_array_append_new(rows, json_pack("{s:O, s:s, s:s}", "person", json_object_get(there, "person"), "name", name, "why", why));
    mem_free(why);
  }
  return rows;
}

// ---- deciding

static const json_t *row_of(const json_t *rows, const char *person) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (same(json_text(row, "person"), person)) return row;
  return NULL;
}

static bool say_inquorate(const struct casefile *item, const struct sitting *sitting, int64_t voices, const json_t *conflicts,
                          struct buf *why) {
  size_t i;
  json_t *row;
  if (!why) return false;
  buf_format(why, "%s cannot decide on %s: %lld of those present %s a voice on it, and its quorum is %lld", sitting->meeting, item->ref,
             (long long)voices, voices == 1 ? "has" : "have", (long long)sitting->quorum);
  json_array_foreach(conflicts, i, row) buf_format(why, "%s%s %s", i ? "; " : " (", json_text(row, "name"), json_text(row, "why"));
  buf_format(why, "%s. It can be noted, and decided at the next meeting.", json_array_size(conflicts) ? ")" : "");
  return false;
}

static bool say_absent(struct board *board, const struct casefile *item, const struct sitting *sitting, const char *person,
                       struct buf *why) {
  char name[200];
  people_name(board, person, name, sizeof name);
  if (why)
    buf_format(why, "%s cannot decide on %s at %s: the sheet does not say that they were there with a voice.", name, item->ref,
               sitting->meeting);
  return false;
}

// Of those present, who acts for the chair by their post, and is not kept apart from the item. NULL: nobody.
static const char *deputy_there(struct board *board, const struct sitting *sitting, const json_t *conflicts, const char *holder) {
  const char *chair = json_text(board_document(board, "group", sitting->group), "chair");
  size_t i;
  json_t *there;
  json_array_foreach(sitting->present, i, there) {
    const char *person = json_text(there, "person");
    if (!same(person, holder) && people_in_post(board, chair ? chair : "", person, NULL) && !row_of(conflicts, person)) return person;
  }
  return NULL;
}

static const char *chair_of(struct board *board, const struct sitting *sitting) { // who holds the post; NULL: nobody
  const char *chair = json_text(board_document(board, "group", sitting->group), "chair");
  return json_text(board_document(board, "post", chair ? chair : ""), "holder");
}

static bool say_conflict(struct board *board, const struct casefile *item, const struct sitting *sitting, const json_t *conflicts,
                         const json_t *conflict, struct buf *why) {
  const char *person = json_text(conflict, "person"), *holder = chair_of(board, sitting);
  const char *deputy = same(person, holder) ? deputy_there(board, sitting, conflicts, holder) : NULL;
  char name[200];
  if (!why) return false;
  buf_format(why, "%s cannot decide on %s at %s: %s %s. ", json_text(conflict, "name"), item->ref, sitting->meeting,
             json_text(conflict, "name"), json_text(conflict, "why"));
  if (deputy) {
    people_name(board, deputy, name, sizeof name);
    buf_format(why, "%s decides in the chair's place: --decided-by %s. Or the group does", name, deputy);
  } else
    buf_text(why, "Somebody else who was there decides, or the group");
  buf_format(why, ": --decided-by %s%s.", MARK, sitting->group);
  return false;
}

static bool say_not_its(struct board *board, const struct casefile *item, const json_t *transition, const struct sitting *sitting,
                        struct buf *why) {
  char *name = directory_name(board, "group", sitting->group);
  if (why)
    buf_format(why, "%s cannot decide \"%s\" on %s: it is for neither its members nor its chair; `waymark case show %s` says for whom.",
               name, json_text(transition, "label"), item->ref, item->ref);
  mem_free(name);
  return false;
}

static bool is_for_chair(const struct casefile *item, const json_t *transition, const char *chair) {
  size_t i;
  json_t *name;
  json_array_foreach(json_object_get(transition, "decided_by"), i, name) {
    const json_t *role = chart_role(item->chart, json_string_value(name));
    if (!json_text(role, "of") && same(json_text(role, "post"), chair)) return true;
  }
  return false;
}

bool sitting_presides(struct board *board, const struct casefile *item, const json_t *transition, const struct sitting *sitting,
                      const char *person) {
  const char *chair = json_text(board_document(board, "group", sitting->group), "chair"), *holder = chair_of(board, sitting);
  if (!is_for_chair(item, transition, chair)) return false;
  if (!holder || !row_of(sitting->present, holder)) return same(sitting->presiding, person);
  json_t *conflicts = sitting_conflicts(board, item, transition, sitting);
  bool in_place = row_of(conflicts, holder) && !row_of(conflicts, person) && row_of(sitting->present, person) && !same(person, holder) &&
                  people_in_post(board, chair, person, NULL);
  json_decref(conflicts);
  return in_place;
}

bool sitting_decides(struct board *board, const struct casefile *item, const json_t *transition, const struct sitting *sitting,
                     const char *person, struct buf *why) {
  json_t *conflicts = sitting_conflicts(board, item, transition, sitting);
  int64_t voices = (int64_t)(json_array_size(sitting->present) - json_array_size(conflicts));
  const json_t *conflict = person ? row_of(conflicts, person) : NULL;
  bool ok = false;
  if (!person && !sitting_any_role_is_its(board, item, json_object_get(transition, "decided_by"), sitting->group))
    say_not_its(board, item, transition, sitting, why);
  else if (conflict)
    say_conflict(board, item, sitting, conflicts, conflict, why);
  else if (person && !row_of(sitting->present, person))
    say_absent(board, item, sitting, person, why);
  else if (voices < sitting->quorum)
    say_inquorate(item, sitting, voices, conflicts, why);
  else
    ok = true;
  json_decref(conflicts);
  return ok;
}
