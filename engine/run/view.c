// What a person sees of an item. See view.h.
#include "run/view.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/procedure.h"
#include "run/answered.h"
#include "run/approval.h"
#include "run/due.h"
#include "run/erase.h"
#include "run/explain.h"
#include "run/field_order.h"
#include "run/form_party.h"
#include "run/former.h"
#include "run/lateness.h"
#include "run/legal_hold.h"
#include "run/parties.h"
#include "run/party_sight.h"
#include "run/people.h"
#include "run/reach.h"
#include "run/relay.h"
#include "run/returned.h"
#include "run/rights.h"
#include "run/share.h"
#include "run/sight_cut.h"
#include "run/stranded.h"
#include "run/turn.h"
#include "run/value.h"

#include <string.h>

// The first rule that is true names the colour; what cannot be told is passed over (S5). None: green.
json_t *view_rag(struct board *board, struct casefile *item) {
  struct turn turn;
  turn_init(&turn, board, item, ENTRY_ACCESS, board_now(board), json_object());
  struct step_view view = turn_view(&turn, item->fields);
  struct step_host host = turn_host(&turn);
  json_t *rag = NULL, *row;
  size_t i;
  json_array_foreach(json_object_get(casefile_structure(item), "rag"), i, row) {
    struct buf reason;
    buf_init(&reason);
    bool matches = guard_judge(json_object_get(row, "guard"), &view, &host, &reason) == TRUTH_TRUE;
    buf_clear(&reason);
    if (!matches) continue;
    char *why = guard_words(item->chart, json_object_get(row, "guard"));
    rag = json_pack("{s:O, s:s}", "colour", json_object_get(row, "colour"), "why", why);
    mem_free(why);
    break;
  }
  turn_clear(&turn);
  return rag ? rag : json_pack("{s:s, s:s}", "colour", "green", "why", "nothing makes it another colour");
}

// T7: past the calendar's last known year, a warning and never a silent guess.
static void warn_of_unknown_year(struct board *board, const struct casefile *item, json_t *warnings) {
  size_t i;
  json_t *timer;
  json_array_foreach(item->timers, i, timer) {
    if (!json_flag(timer, "provisional")) continue;
    char *text = mem_format("The bank holidays of %d are not known to the calendar yet: dates marked provisional may move",
                            zone_date(board->zone, json_number(timer, "due", 0)).year);
    json_array_add(warnings, text);
    mem_free(text);
    return;
  }
}

json_t *view_warnings(struct board *board, struct casefile *item) {
  struct turn turn;
  turn_init(&turn, board, item, ENTRY_ACCESS, board_now(board), json_object());
  struct step_view view = turn_view(&turn, item->fields);
  struct step_host host = turn_host(&turn);
  json_t *warnings = json_array(), *row;
  size_t i;
  json_array_foreach(json_object_get(casefile_structure(item), "warnings"), i, row) {
    struct buf reason;
    buf_init(&reason);
    if (guard_judge(json_object_get(row, "guard"), &view, &host, &reason) == TRUTH_TRUE) json_array_add(warnings, json_text(row, "label"));
    buf_clear(&reason);
  }
  turn_clear(&turn);
  warn_of_unknown_year(board, item, warnings);
  reach_warnings(board, item, warnings);
  return warnings;
}

// Who holds the item: the holders of its active atomic states.
json_t *view_holders(struct board *board, const struct casefile *item) {
  json_t *holders = json_array(), *ids = casefile_atomic(item), *id;
  size_t i;
  json_array_foreach(ids, i, id) {
    const char *role = json_text(chart_state(item->chart, chart_state_find(item->chart, json_string_value(id))), "holder");
    if (!role) continue;
    json_t *found = people_of_role(board, item, role, NULL);
    if (json_array_size(found) == 0)
      json_array_append_new(holders, json_pack("{s:n, s:s, s:s}", "id", "name", "nobody", "via", people_role_title(item, role)));
    json_array_extend(holders, found);
    json_decref(found);
  }
  json_decref(ids);
  return holders;
}

static bool is_seen(struct board *board, const char *ref, const char *person) {
  struct err unseen;
  struct casefile *other = ref && person ? rights_open(board, ref, person, &unseen) : NULL;
  casefile_free(other);
  return other != NULL;
}

// R1: which other items are behind it is for who may see those too.
json_t *view_value(struct board *board, const struct casefile *item, const json_t *field, const json_t *value, const char *person) {
  const char *type = json_text(field, "type");
  if (strcmp(type, "parties") == 0) return party_sight_rows(board, item, json_text(field, "name"), person, NULL);
  if (strcmp(type, "item") == 0 && !is_seen(board, json_string_value(value), person)) return json_string("another item");
  return json_incref((json_t *)value);
}

// Where a value was carried forward from, and whether somebody has confirmed it.
static void put_carried(struct board *board, const struct casefile *item, const char *person, json_t *shown) {
  const json_t *row;
  size_t i;
  json_array_foreach(json_object_get(item->fields, "carried"), i, row) {
    if (strcmp(json_text(row, "field"), json_text(shown, "name")) != 0) continue;
    json_t *carried = json_copy((json_t *)row);
    json_object_del(carried, "field");
    if (!is_seen(board, json_text(row, "ref"), person)) json_object_del(carried, "ref");
    json_object_set_new(shown, "carried", carried);
  }
}

static json_t *fields_of(struct board *board, const struct casefile *item, const char *person) {
  json_t *fields = json_array(), *field, *former = former_answers(board, item);
  size_t i;
  json_array_foreach(json_object_get(casefile_structure(item), "fields"), i, field) {
    json_t *value = json_object_get(item->fields, json_text(field, "name"));
    if (!value || json_is_null(value)) continue;
    value = view_value(board, item, field, value, person);
    char *shown = value_show(board, field, value);
    json_array_append_new(fields, json_pack("{s:O, s:s, s:o, s:s}", "name", json_object_get(field, "name"), "label",
                                            answered_label(board, item, json_text(field, "name")), "value", value, "shown", shown));
    mem_free(shown);
    json_t *row = json_array_get(fields, json_array_size(fields) - 1);
    put_carried(board, item, person, row);
    if (json_array_has(former, json_text(field, "name"))) json_put_flag(row, "former", true);
  }
  json_decref(former);
  field_order(fields);
  return fields;
}

static json_t *who_may(struct board *board, const struct casefile *item, const json_t *transition) {
  json_t *rows = json_array(), *roles = rights_roles(transition), *role;
  size_t i;
  json_array_foreach(roles, i, role) {
    const char *name = json_string_value(role);
    json_array_append_new(rows, json_pack("{s:s, s:s, s:o}", "role", name, "title", people_role_title(item, name), "people",
                                          people_of_role(board, item, name, NULL)));
  }
  json_decref(roles);
  return rows;
}

static json_t *move_of(struct board *board, struct casefile *item, const json_t *transition, const char *person) {
  json_t *move =
      json_pack("{s:O, s:O, s:o, s:o}", "event", json_object_get(transition, "event"), "label", json_object_get(transition, "label"), "by",
                who_may(board, item, transition), "form", form_party_form(item->chart, transition));
  explain_move(board, item, transition, person, move);
  return move;
}

// What people can do from here; what the engine does by itself is left out.
static json_t *moves_of(struct board *board, struct casefile *item, const char *person) {
  json_t *moves = json_array(), *candidates = step_all_candidates(item->chart, item->config), *candidate;
  size_t i;
  json_array_foreach(candidates, i, candidate) {
    const json_t *transition = json_object_get(candidate, "transition");
    json_t *roles = rights_roles(transition);
    if (json_array_size(roles)) json_array_append_new(moves, move_of(board, item, transition, person));
    json_decref(roles);
  }
  json_decref(candidates);
  return moves;
}

json_t *view_told_by(struct board *board, const struct casefile *item, const json_t *timer) {
  json_t *told = json_array(), *roles = due_roles(item, timer), *role;
  size_t i;
  json_array_foreach(roles, i, role) {
    json_t *found = people_of_role(board, item, json_string_value(role), NULL);
    json_array_extend(told, found);
    json_decref(found);
  }
  json_decref(roles);
  return told;
}

static json_t *due_of(struct board *board, const struct casefile *item) {
  json_t *rows = json_array(), *timer;
  size_t i;
  json_array_foreach(item->timers, i, timer) {
    char at[INSTANT_TEXT], local[40], *words = due_words(item, timer), *rule = procedure_rule_named(item->chart, json_text(timer, "rule")),
                                      *name = procedure_rule_named(item->chart, json_text(timer, "name"));
    int64_t due = json_number(timer, "due", 0);
    instant_write(due, at);
    board_local(board, due, local);
    json_t *row = json_pack("{s:O, s:s, s:s, s:s, s:O, s:s, s:s, s:o}", "what", json_object_get(timer, "name"), "what_words", name, "due",
                            at, "local", local, "rule", json_object_get(timer, "rule"), "rule_words", rule, "then", words, "to",
                            view_told_by(board, item, timer));
    if (json_flag(timer, "provisional")) json_put_flag(row, "provisional", true);
    json_array_append_new(rows, row);
    mem_free(name);
    mem_free(rule);
    mem_free(words);
  }
  return rows;
}

static json_t *open_incidents(struct board *board, const struct casefile *item) {
  json_t *all = incident_list(board->store, item->hex), *open = json_array(), *one;
  size_t i;
  json_array_foreach(all, i, one) if (strcmp(json_text(one, "status"), "open") == 0) json_array_append_new(
      open, json_pack("{s:O, s:O?, s:O}", "id", json_object_get(one, "id"), "event", json_object_get(json_object_get(one, "event"), "name"),
                      "reason", json_object_get(one, "reason")));
  json_decref(all);
  return open;
}

// T5: whose turn it is, and who is late.
void view_put_waits(struct board *board, const struct casefile *item, bool with_people, json_t *view) {
  json_t *waits = lateness_list(board, item, with_people);
  json_put_flag(view, "late", lateness_any(waits));
  json_object_set_new(view, "waits", waits);
}

// Content that is gone, and what keeps the rest from going.
static void put_erased(struct board *board, const struct casefile *item, json_t *view) {
  json_t *done = erase_done(board, item), *hold = legal_hold_find(board->present ? board->present : board, item);
  if (json_array_size(done)) json_object_set(view, "erased", done);
  if (hold) json_object_set(view, "hold", hold);
  json_decref(hold);
  json_decref(done);
}

// Whom it is shared with is for who sees everything.
static void put_shares(struct board *board, const struct casefile *item, const char *person, json_t *view) {
  json_t *shares = share_list(board, item);
  if (json_array_size(shares) && rights_see_all(board, item, person)) json_object_set(view, "shares", shares);
  json_decref(shares);
}

// Who sees a part is not told whose posts and names it hangs on.
static void put_stranded(struct board *board, const struct casefile *item, const struct sight *sight, json_t *view) {
  if (!stranded_is(board, item)) return;
  char *why = sight->all ? stranded_why(board, item) : mem_format("Nobody can move this %s.", casefile_noun(item));
  json_put_text(view, "stranded", why);
  mem_free(why);
}

// By when it came in and was due is for who sees everything: others may see no date of it.
static void put_returned(struct board *board, const struct casefile *item, const struct sight *sight, json_t *view) {
  json_t *returned = sight->all ? returned_view(board, item) : NULL;
  if (returned) json_object_set(view, "returned", returned);
  json_decref(returned);
}

json_t *view_item(struct board *board, struct casefile *item, const char *person) {
  const json_t *structure = casefile_structure(item), *evidence = json_object_get(item->fields, "evidence");
  json_t *view = json_pack("{s:s, s:O, s:O, s:I, s:s, s:s, s:o, s:o, s:I}", "ref", item->ref, "workflow",
                           json_object_get(structure, "name"), "workflow_title", json_object_get(structure, "title"), "workflow_version",
                           (json_int_t)json_number(structure, "version", 0), "noun", casefile_noun(item), "title", item->title, "state",
                           casefile_atomic(item), "state_titles", casefile_state_titles(item), "revision", (json_int_t)item->revision);
  json_put_flag(view, "closed", item->closed);
  json_object_set_new(view, "rag", view_rag(board, item));
  json_put_text(view, "self_rag", json_text(item->fields, "self_rag"));
  json_put_text(view, "notice", json_text(structure, "notice"));
  json_object_set_new(view, "holder", view_holders(board, item));
  view_put_waits(board, item, true, view);
  json_object_set_new(view, "fields", fields_of(board, item, person));
  json_object_set_new(view, "moves", moves_of(board, item, person));
  json_object_set_new(view, "due", due_of(board, item));
  json_object_set_new(view, "warnings", view_warnings(board, item));
  json_object_set_new(view, "evidence", evidence ? json_deep_copy(evidence) : json_array());
  json_object_set_new(view, "incidents", open_incidents(board, item));
  put_erased(board, item, view);
  put_shares(board, item, person, view);
  json_t *parties = parties_view(board, item, person);
  if (json_array_size(parties)) json_object_set(view, "parties", parties);
  json_decref(parties);
  json_object_set_new(view, "approvals", approval_list(board, item));
  if (json_object_size(item->ladders)) json_object_set_new(view, "ladders", json_deep_copy(item->ladders));
  struct sight sight = rights_sight(board, item, person);
  put_stranded(board, item, &sight, view);
  put_returned(board, item, &sight, view);
  sight_cut_view(board, item, &sight, view);
  sight_clear(&sight);
  return view;
}
