// What a hand-over would do to one item. See handover_look.h.
#include "run/handover_look.h"

#include "base/mem.h"
#include "run/approval.h"
#include "run/handover.h"
#include "run/handover_field.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/rights.h"
#include "run/value.h"

#include <string.h>

struct handover_pair handover_pair(struct board *board, const json_t *handover) {
  static const char POST[] = "safeguarding_lead";
  const char *old = json_text(handover, "old"), *new = json_text(handover, "new");
  if (strcmp(json_text(handover, "kind"), "person") == 0) return (struct handover_pair){old, new};
  return (struct handover_pair){json_text(json_object_get(board_document(board, "agency", old), "posts"), POST),
                                json_text(json_object_get(presence_agency(board, new), "posts"), POST)};
}

// ---- before and after

static json_t *roles_of(struct board *board, const struct casefile *item, const char *person) {
  json_t *held = json_object(), *role;
  size_t i;
  json_array_foreach(json_object_get(casefile_structure(item), "roles"), i, role) {
    const char *name = json_text(role, "name");
    bool all = json_object_get(role, "everyone") != NULL;
    if (person && !all && people_hold(board, item, name, person, NULL)) json_put_text(held, name, json_text(role, "title"));
  }
  return held;
}

// Who is passed over, and which role nobody holds: {ROLE: sentence}.
static json_t *notes_of(struct board *board, const struct casefile *item) {
  json_t *notes = json_object(), *role;
  size_t i;
  json_array_foreach(json_object_get(casefile_structure(item), "roles"), i, role) {
    struct buf note;
    buf_init(&note);
    json_decref(people_of_role(board, item, json_text(role, "name"), &note));
    if (note.size) json_put_text(notes, json_text(role, "name"), note.data);
    buf_clear(&note);
  }
  return notes;
}

// What the fields that change hold, as it is shown: {NAME: TEXT}.
static json_t *shown_of(struct board *board, const struct casefile *item, const json_t *changes) {
  json_t *shown = json_object(), *value;
  const char *name;
  json_object_foreach((json_t *)changes, name, value) {
    char *text = value_show(board, chart_field(item->chart, name), json_object_get(item->fields, name));
    json_put_text(shown, name, text);
    mem_free(text);
  }
  return shown;
}

json_t *handover_standing(struct board *board, const struct casefile *item, const json_t *changes, struct handover_pair pair) {
  json_t *standing = json_pack("{s:o, s:o, s:o, s:o, s:O}", "new", roles_of(board, item, pair.new), "old", roles_of(board, item, pair.old),
                               "notes", notes_of(board, item), "shown", shown_of(board, item, changes), "timers", item->timers);
  json_put_flag(standing, "new_sees", pair.new &&rights_see(board, item, pair.new));
  json_put_flag(standing, "old_sees", pair.old && rights_see(board, item, pair.old));
  json_put_flag(standing, "stale", approval_any_stale(item));
  return standing;
}

// Titles that are in one and not in the other; two roles of one title are told once.
static json_t *only_in(const json_t *one, const json_t *other) {
  json_t *titles = json_array(), *title;
  const char *role;
  json_object_foreach((json_t *)one, role, title) {
    const char *text = json_string_value(title);
    if (!json_object_get(other, role) && !json_array_has(titles, text)) json_array_add(titles, text);
  }
  return titles;
}

static json_t *rights_changed(const json_t *one, const json_t *other, const char *who, const char *sight) {
  json_t *texts = only_in(json_object_get(one, who), json_object_get(other, who));
  char *sees = mem_format("%s_sees", who);
  if (json_flag(one, sees) && !json_flag(other, sees)) json_array_insert_new(texts, 0, json_string(sight));
  mem_free(sees);
  return texts;
}

// ---- conflicts

static void add_both(const json_t *roles, const char *name, const json_t *held, const json_t *held_before, json_t *conflicts) {
  const char *a = json_string_value(json_array_get(roles, 0)), *b = json_string_value(json_array_get(roles, 1));
  if (!a || !b || !json_object_get(held, a) || !json_object_get(held, b)) return;
  if (json_object_get(held_before, a) && json_object_get(held_before, b)) return;
  char *text =
      mem_format("%s would be both %s and %s, and these two must not be the same person", name, json_text(held, a), json_text(held, b));
  if (!json_array_has(conflicts, text)) json_array_add(conflicts, text);
  mem_free(text);
}

// Wherever the workflow says that two roles must not be one person.
static void add_separations(const json_t *value, const char *name, const json_t *held, const json_t *held_before, json_t *conflicts) {
  const char *op = json_text(value, "op"), *key;
  json_t *member;
  size_t i;
  if (op && strcmp(op, "not_the_same") == 0) add_both(json_object_get(value, "roles"), name, held, held_before, conflicts);
  json_object_foreach((json_t *)value, key, member) add_separations(member, name, held, held_before, conflicts);
  json_array_foreach(value, i, member) add_separations(member, name, held, held_before, conflicts);
}

static json_t *conflicts_of(struct board *board, const struct casefile *item, struct handover_pair pair, const json_t *before,
                            const json_t *after) {
  json_t *conflicts = json_array(), *note, *notes_before = json_object_get(before, "notes");
  const char *role;
  char name[200];
  people_name(board, pair.new ? pair.new : "", name, sizeof name);
  add_separations(casefile_structure(item), name, json_object_get(after, "new"), json_object_get(before, "new"), conflicts);
  json_object_foreach(json_object_get(after, "notes"), role, note) {
    if (json_equal(note, json_object_get(notes_before, role)) || json_array_has(conflicts, json_string_value(note))) continue;
    json_array_append(conflicts, note);
  }
  if (json_flag(after, "stale") && !json_flag(before, "stale")) json_array_add(conflicts, "A decision on it would no longer stand");
  return conflicts;
}

// ---- fields and deadlines

// `was` is what they were shown as before the directory changed: an agency that has ended would be shown with what follows it.
static json_t *fields_changed(struct board *board, const struct casefile *item, const json_t *changes, const json_t *was) {
  json_t *rows = json_array(), *value;
  const char *name;
  json_object_foreach((json_t *)changes, name, value) {
    char *is = value_show(board, chart_field(item->chart, name), value);
    json_array_append_new(rows, json_pack("{s:s, s:s, s:O, s:s}", "name", name, "label", chart_label(item->chart, name), "was",
                                          json_object_get(was, name), "is", is));
    mem_free(is);
  }
  return rows;
}

static const json_t *same_timer(const json_t *timers, const json_t *timer) {
  size_t i;
  json_t *other;
  json_array_foreach(timers, i, other) {
    bool same = json_equal(json_object_get(timer, "name"), json_object_get(other, "name")) &&
                json_equal(json_object_get(timer, "state"), json_object_get(other, "state"));
    if (same) return other;
  }
  return NULL;
}

static void add_moved(struct board *board, const json_t *was, const json_t *is, json_t *moves) {
  const json_t *due = json_object_get(was, "due"), *other = json_object_get(is, "due");
  if (due && other && json_equal(due, other)) return;
  json_t *row = json_pack("{s:O}", "what", json_object_get(was ? was : is, "name"));
  board_put_instant(board, row, "was", due != NULL, json_integer_value(due));
  board_put_instant(board, row, "is", other != NULL, json_integer_value(other));
  json_array_append_new(moves, row);
}

static json_t *deadlines_moved(struct board *board, const json_t *before, const json_t *after) {
  json_t *moves = json_array(), *timer;
  size_t i;
  json_array_foreach(before, i, timer) add_moved(board, timer, same_timer(after, timer), moves);
  json_array_foreach(after, i, timer) if (!same_timer(before, timer)) add_moved(board, NULL, timer, moves);
  return moves;
}

json_t *handover_row(struct board *board, struct casefile *item, const json_t *handover, struct handover_pair pair, const json_t *before,
                     struct err *err) {
  json_t *changes = handover_fields(item, handover), *row = NULL;
  json_t *fields = fields_changed(board, item, changes, json_object_get(before, "shown"));
  bool any;
  if (handover_item(board, item, handover, false, &any, err)) {
    json_t *after = handover_standing(board, item, NULL, pair);
    row = json_pack("{s:s, s:s, s:O, s:o, s:o, s:o, s:o}", "ref", item->ref, "title", item->title, "fields", fields, "deadlines",
                    deadlines_moved(board, json_object_get(before, "timers"), item->timers), "gains",
                    rights_changed(after, before, "new", "sees it"), "loses", rights_changed(before, after, "old", "no longer sees it"),
                    "conflicts", conflicts_of(board, item, pair, before, after));
    json_decref(after);
  }
  json_decref(fields);
  json_decref(changes);
  return row;
}
