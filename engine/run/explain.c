// Why, and why not. See explain.h.
#include "run/explain.h"

#include "base/buf.h"
#include "base/mem.h"
#include "run/form.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/sight_cut.h"
#include "run/view.h"

#include <string.h>

// The fields with what the transition's form asks for laid over them, as the step judges its guard. A new reference.
static json_t *laid_over(const struct casefile *item, const json_t *transition, const json_t *data) {
  json_t *fields = json_copy(item->fields), *asked;
  size_t i;
  json_array_foreach(json_object_get(transition, "form"), i, asked) {
    json_t *value = json_object_get(data, json_text(asked, "field"));
    if (value) json_object_set(fields, json_text(asked, "field"), value);
  }
  return fields;
}

// Leaves that are not true: of an `all`, its unmet members; else the condition itself.
static void collect_unmet(const json_t *node, json_t *out) {
  const char *result = json_text(node, "result");
  if (!result || strcmp(result, "true") == 0) return;
  const json_t *of = json_object_get(node, "of");
  const char *op = json_text(node, "op");
  size_t i;
  json_t *one;
  if (of && op && strcmp(op, "all") == 0) {
    json_array_foreach(of, i, one) collect_unmet(one, out);
    return;
  }
  const char *reason = json_text(node, "reason"), *label = json_text(node, "label");
  char *line = reason && *reason ? mem_format("%s (%s: %s)", label, strcmp(result, "unknown") == 0 ? "not known" : "no", reason)
                                 : mem_format("%s (%s)", label, strcmp(result, "unknown") == 0 ? "not known" : "no");
  json_array_add(out, line);
  mem_free(line);
}

// `person`: who will read it; what they may not see is named to them only as that, and its answer is for those whom trying would tell.
static json_t *unmet_of(struct turn *turn, const json_t *transition, const json_t *data, const char *person, bool theirs, json_t **tree) {
  json_t *fields = laid_over(turn->item, transition, data), *unmet = json_array();
  struct step_view view = turn_view(turn, fields);
  struct step_host host = turn_host(turn);
  const json_t *guard = json_object_get(transition, "guard");
  json_t *explained = guard ? guard_explain(guard, &view, &host) : NULL;
  struct sight sight = explained ? rights_sight(turn->board, turn->item, person) : (struct sight){0};
  if (explained) sight_cut_condition(&sight, guard, theirs, explained);
  if (explained) collect_unmet(explained, unmet);
  sight_clear(&sight);
  if (tree)
    *tree = explained;
  else
    json_decref(explained);
  json_decref(fields);
  return unmet;
}

void explain_unmet(struct turn *turn, const json_t *transition, const json_t *data, struct err *err) {
  json_t *unmet = unmet_of(turn, transition, data, json_text(turn->event, "actor"), true, NULL), *line;
  struct buf out;
  buf_init(&out);
  size_t i;
  json_array_foreach(unmet, i, line) buf_format(&out, "%s%s", i ? "; " : "", json_string_value(line));
  const char *label = json_text(transition, "label"), *reason = turn->result.reason.data;
  if (out.size || reason)
    err_set(err, ERR_REFUSED, "\"%s\" cannot be done on %s yet. It needs: %s.", label, turn->item->ref, out.size ? out.data : reason);
  else // S2: what stands further in is taken first
    err_set(err, ERR_REFUSED, "\"%s\" cannot be done on %s where it is now: something there follows the event by itself and comes first.",
            label, turn->item->ref);
  buf_clear(&out);
  json_decref(unmet);
}

// Judged by the item as it would begin, so with what its first step filled in. Whoever begins it gave all that is asked here, so nothing of
// it is hidden from them.
bool explain_begins(struct turn *turn, struct err *err) {
  const json_t *guard = json_object_get(json_object_get(casefile_structure(turn->item), "start"), "guard");
  if (!guard) return true;
  struct step_view view = turn_view(turn, turn->result.fields);
  view.config = turn->result.config;
  struct step_host host = turn_host(turn);
  json_t *explained = guard_explain(guard, &view, &host), *unmet = json_array(), *line;
  collect_unmet(explained, unmet);
  struct buf out;
  buf_init(&out);
  size_t i, count = json_array_size(unmet);
  json_array_foreach(unmet, i, line) buf_format(&out, "%s%s", i ? "; " : "", json_string_value(line));
  if (count) err_set(err, ERR_REFUSED, "%s could not be started. It needs: %s.", turn->item->ref, out.data);
  buf_clear(&out);
  json_decref(unmet);
  json_decref(explained);
  return !count;
}

static json_t *condition(const char *label, bool met, const char *reason) {
  json_t *row = json_pack("{s:s, s:s}", "label", label, "result", met ? "true" : "false");
  if (reason && *reason) json_put_text(row, "reason", reason);
  return row;
}

// One way that the event could go: who may, what the form lacks, the guard's tree. True when nothing but truth is there.
static enum truth explain_way(struct turn *turn, const struct event_request *request, const json_t *transition, const json_t *data,
                              json_t *conditions) {
  struct buf why;
  struct err formed = {0};
  buf_init(&why);
  bool may = rights_take(turn->board, turn->item, transition, request->actor, request->decider, &why);
  bool asked = may || rights_see_all(turn->board, turn->item, request->actor); // what a form finds wrong tells of the item's fields
  bool fits = !asked || form_fits(turn->board, turn->item, transition, data, &formed);
  char *label = mem_format("\"%s\" is theirs to take", json_text(transition, "label"));
  json_array_append_new(conditions, condition(label, may, why.data));
  if (asked) json_array_append_new(conditions, condition("everything that the form asks for is there", fits, fits ? NULL : formed.text));
  json_t *tree = NULL, *unmet = unmet_of(turn, transition, data, request->actor, may, &tree);
  enum truth truth = may && fits ? TRUTH_TRUE : TRUTH_FALSE;
  const char *result = json_text(tree, "result");
  if (result)
    truth = truth_and(truth, strcmp(result, "true") == 0 ? TRUTH_TRUE : strcmp(result, "false") == 0 ? TRUTH_FALSE : TRUTH_UNKNOWN);
  if (tree) json_array_append_new(conditions, tree);
  json_decref(unmet);
  mem_free(label);
  buf_clear(&why);
  return truth;
}

static const char *would(const json_t *candidates, enum truth truth) {
  if (json_array_size(candidates) == 0) return "ignore";
  return truth == TRUTH_TRUE ? "take" : truth == TRUTH_FALSE ? "refuse" : "unknown";
}

static char *verdict(const struct casefile *item, const char *event, const char *name, const char *would_do, const json_t *candidates) {
  const char *label = json_text(json_object_get(json_array_get(candidates, 0), "transition"), "label");
  if (strcmp(would_do, "ignore") == 0)
    return mem_format("\"%s\" is not something that can happen to %s where it is now.", event, item->ref);
  if (strcmp(would_do, "take") == 0) return mem_format("%s can do \"%s\" on %s now.", name, label ? label : event, item->ref);
  return mem_format("%s cannot do \"%s\" on %s now: the conditions below say why.", name, label ? label : event, item->ref);
}

static json_t *explain_on(struct board *board, struct casefile *item, const struct event_request *request) {
  struct turn turn;
  struct err err;
  json_t *data = NULL, *conditions = json_array(), *candidate;
  json_t *event = json_pack("{s:s, s:O?, s:s, s:s?}", "name", request->event, "data", request->data, "actor", request->actor, "decider",
                            request->decider);
  if (!json_object_get(event, "data") || json_is_null(json_object_get(event, "data"))) json_object_set_new(event, "data", json_object());
  if (request->decider == NULL) json_object_del(event, "decider");
  turn_init(&turn, board, item, ENTRY_EVENT, board_now(board), event);
  bool read = form_read(board, item, request->data, request->actor, &data, &err);
  if (!read) json_array_append_new(conditions, condition("the values given can be understood", false, err.text));
  json_t *candidates = rights_candidates(item, request->event);
  enum truth any = TRUTH_FALSE;
  size_t i;
  json_array_foreach(candidates, i, candidate) any =
      truth_or(any, explain_way(&turn, request, json_object_get(candidate, "transition"), data, conditions));
  if (!read) any = TRUTH_FALSE;
  char name[200];
  people_name(board, request->decider ? request->decider : request->actor, name, sizeof name);
  const char *would_do = would(candidates, any);
  char *text = verdict(item, request->event, name, would_do, candidates);
  json_t *answer = json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "ref", item->ref, "event", request->event, "as", request->actor, "would",
                             would_do, "text", text, "conditions", conditions);
  mem_free(text);
  json_decref(candidates);
  json_decref(data);
  turn_clear(&turn);
  return answer;
}

json_t *explain_event(struct board *board, const struct casefile *item, const struct event_request *request, struct err *err) {
  json_t *decider = request->decider ? people_find(board, request->decider, err) : NULL;
  if (request->decider && !decider) return NULL;
  json_decref(decider);
  struct casefile *then = forecast_now(board, item);
  json_t *answer = explain_on(board, then, request);
  casefile_free(then);
  return answer;
}

// The first person who holds one of these roles now. A new reference; NULL: nobody does.
static json_t *first_of(struct board *board, const struct casefile *item, const json_t *roles) {
  size_t i;
  json_t *role;
  json_array_foreach(roles, i, role) {
    json_t *found = people_of_role(board, item, json_string_value(role), NULL), *who = json_incref(json_array_get(found, 0));
    json_decref(found);
    if (who) return who;
  }
  return NULL;
}

// The event as it would come: from the person if it is theirs to take, else decided by the first of those whose it is. A new reference.
static json_t *event_as(struct board *board, const struct casefile *item, const json_t *transition, const char *person, bool *theirs) {
  json_t *event = json_pack("{s:s, s:{}, s:s}", "name", json_text(transition, "event"), "data", "actor", person);
  *theirs = rights_take(board, item, transition, person, NULL, NULL);
  if (*theirs) return event;
  *theirs = people_hold_any(board, item, json_object_get(transition, "recorded_by"), person, NULL);
  json_t *roles = rights_roles(transition), *who = first_of(board, item, roles);
  json_put_text(event, "decider", json_text(who, "id"));
  json_decref(who);
  json_decref(roles);
  return event;
}

void explain_move(struct board *board, struct casefile *item, const json_t *transition, const char *person, json_t *move) {
  struct turn turn;
  bool theirs;
  turn_init(&turn, board, item, ENTRY_EVENT, board_now(board), event_as(board, item, transition, person, &theirs));
  json_t *tree = NULL, *unmet = unmet_of(&turn, transition, NULL, person, true, &tree);
  const char *result = json_text(tree, "result"), *ready = result ? result : "true";
  json_put_flag(move, "yours", theirs);
  json_put_text(move, "ready", ready);
  json_put_text(move, "can", theirs ? ready : "false");
  json_object_set_new(move, "why_not", unmet);
  json_decref(tree);
  turn_clear(&turn);
}
