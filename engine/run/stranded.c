// Whether anybody can move an item. See stranded.h.
//
// Mostly the first move that is looked at is somebody's, so what an event pays for it is one question to the directory. Only of an item
// that nobody can move is everything looked at, and then once more to say why.
#include "run/stranded.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/party.h"
#include "chart/truth.h"
#include "run/actions.h"
#include "run/due.h"
#include "run/people.h"
#include "run/relay.h"
#include "run/sitting.h"

#include <string.h>

enum { SAID_MAX = 4 }; // moves that are named in a sentence

struct asking {
  struct board *board;
  const struct casefile *item;
  const json_t *transition;
  char apart[200]; // whoever holds it and is kept apart; "": nobody
};

// ---- who is kept apart

static enum truth is_free(const struct asking *asking, const json_t *guard, const char *person);

static enum truth all_of(const struct asking *asking, const json_t *parts, const char *person, bool any) {
  enum truth whole = any ? TRUTH_FALSE : TRUTH_TRUE;
  size_t i;
  json_t *part;
  json_array_foreach(parts, i, part) {
    enum truth one = is_free(asking, part, person);
    whole = any ? truth_or(whole, one) : truth_and(whole, one);
  }
  return whole;
}

static bool had_part(struct board *board, const char *last, const char *person) {
  return strcmp(last, person) == 0 || (sitting_is_group(last) && sitting_member(board, sitting_group(last), person));
}

// As far as it hangs on who decides; the rest is unknown.
static enum truth is_free(const struct asking *asking, const json_t *guard, const char *person) {
  const char *op = json_text(guard, "op");
  if (!op) return TRUTH_UNKNOWN;
  bool any = strcmp(op, "any") == 0;
  if (any || strcmp(op, "all") == 0) return all_of(asking, json_object_get(guard, "of"), person, any);
  if (strcmp(op, "no") == 0) return truth_not(all_of(asking, json_object_get(guard, "of"), person, false));
  if (strcmp(op, "not_the_same") == 0) {
    const char *other = json_string_value(json_array_get(json_object_get(guard, "roles"), 1));
    return other && people_hold(asking->board, asking->item, other, person, NULL) ? TRUTH_FALSE : TRUTH_TRUE;
  }
  if (strcmp(op, "decided_by_other") == 0) {
    const char *last = json_text(asking->item->last, json_text(guard, "event"));
    return last && had_part(asking->board, last, person) ? TRUTH_FALSE : TRUTH_TRUE;
  }
  return TRUTH_UNKNOWN;
}

static bool takes(void *user, const char *person) {
  struct asking *asking = user;
  const json_t *guard = json_object_get(asking->transition, "guard");
  if (!guard || is_free(asking, guard, person) != TRUTH_FALSE) return true;
  people_name(asking->board, person, asking->apart, sizeof asking->apart);
  return false;
}

// ---- what moves

static bool leads_on(const json_t *transition) { return json_object_get(transition, "target") || json_object_get(transition, "targets"); }

// What changes no field, raises nothing and leads nowhere.
static bool only_adds(const json_t *transition) {
  static const char *const adding[] = {"tell", "attach", "grade", "withdraw", "open"};
  if (leads_on(transition) || json_array_size(json_object_get(transition, "form"))) return false;
  json_t *actions = actions_flat(json_object_get(transition, "actions")), *action;
  bool adds = true;
  size_t i;
  json_array_foreach(actions, i, action) {
    bool is_adding = false;
    for (size_t a = 0; a < sizeof adding / sizeof adding[0]; a++) is_adding |= strcmp(json_text(action, "do"), adding[a]) == 0;
    adds = adds && is_adding;
  }
  json_decref(actions);
  return adds;
}

// By a person, and by its own name: nobody sends a pattern.
static bool is_move(const json_t *transition) {
  const char *event = json_text(transition, "event");
  bool somebodys = json_array_size(json_object_get(transition, "by")) || json_array_size(json_object_get(transition, "decided_by"));
  return event && somebodys && !strchr(event, '*') && !only_adds(transition);
}

static bool any_takes(struct asking *asking, const json_t *roles) {
  size_t i;
  json_t *role;
  json_array_foreach(roles, i, role) if (people_any_holds(asking->board, asking->item, json_string_value(role), takes, asking)) return true;
  return false;
}

static bool is_somebodys(struct asking *asking, const json_t *transition) {
  asking->transition = transition;
  return any_takes(asking, json_object_get(transition, "by")) || any_takes(asking, json_object_get(transition, "decided_by"));
}

// Calls `each` for every move of every active state until it says true; did one?
static bool any_move(struct asking *asking, bool (*each)(struct asking *asking, const json_t *transition, void *user), void *user) {
  const struct casefile *item = asking->item;
  for (int i = chart_state_count(item->chart) - 1; i >= 0; i--) {
    size_t t;
    json_t *transition;
    if (!config_is_active(item->config, i)) continue;
    json_array_foreach(json_object_get(chart_state(item->chart, i), "transitions"), t,
                       transition) if (is_move(transition) && each(asking, transition, user)) return true;
  }
  return false;
}

static bool ask(struct asking *asking, const json_t *transition, void *user) {
  (void)user;
  return is_somebodys(asking, transition);
}

// ---- what moves it by itself

static bool transitions_move(const json_t *transitions) {
  size_t i;
  json_t *transition;
  json_array_foreach(transitions, i, transition) if (!only_adds(transition)) return true;
  return false;
}

// A rung that only tells moves nothing.
static bool timer_moves(const struct casefile *item, const json_t *timer) {
  const json_t *rung = due_rung(item, timer), *state = chart_state(item->chart, chart_state_find(item->chart, json_text(timer, "state")));
  if (rung) return json_text(rung, "raise") != NULL;
  size_t i;
  json_t *declared;
  json_array_foreach(json_object_get(state, "timers"), i,
                     declared) if (strcmp(json_text(declared, "name"), json_text(timer, "name")) == 0 &&
                                   transitions_move(json_object_get(declared, "transitions"))) return true;
  return false;
}

static bool any_timer_moves(const struct casefile *item) {
  size_t i;
  json_t *timer;
  json_array_foreach(item->timers, i, timer) if (timer_moves(item, timer)) return true;
  return false;
}

static bool any_waits(const json_t *rows) {
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) if (party_waits(row)) return true;
  return false;
}

// P1: a return that is still to come moves its cycle.
static bool awaits_returns(const struct casefile *item) {
  size_t i;
  json_t *field;
  json_array_foreach(json_object_get(casefile_structure(item), "fields"), i,
                     field) if (strcmp(json_text(field, "type"), "parties") == 0 &&
                                any_waits(json_object_get(item->fields, json_text(field, "name")))) return true;
  return false;
}

// The other way round: a return whose cycle is open may be told something by it.
static bool awaits_cycle(struct board *board, const struct casefile *item) {
  const char *field;
  struct casefile *cycle = relay_cycle(board, item, &field);
  bool open = cycle && !cycle->closed;
  casefile_free(cycle);
  return open;
}

static bool is_held(struct board *board, const char *post) {
  json_t *found = people_of_post(board, post);
  bool held = json_array_size(found) > 0;
  json_decref(found);
  return held;
}

// S6: a stuck step is the office's to retry or skip.
static bool awaits_retry(struct board *board, const struct casefile *item) {
  json_t *all = incident_list(board->store, item->hex), *one;
  bool open = false;
  size_t i;
  json_array_foreach(all, i, one) open = open || strcmp(json_text(one, "status"), "open") == 0;
  json_decref(all);
  return open && (is_held(board, "business_manager") || is_held(board, "administrator"));
}

bool stranded_is(struct board *board, const struct casefile *item) {
  struct asking asking = {.board = board, .item = item};
  if (item->closed || any_move(&asking, ask, NULL)) return false;
  return !any_timer_moves(item) && !awaits_returns(item) && !awaits_retry(board, item) && !awaits_cycle(board, item);
}

// ---- why

struct saying {
  struct buf out;
  int count;
};

static void say_roles(const struct asking *asking, struct buf *out) {
  static const char *const members[] = {"by", "decided_by"};
  bool first = true;
  for (size_t m = 0; m < sizeof members / sizeof members[0]; m++) {
    size_t i;
    json_t *role;
    json_array_foreach(json_object_get(asking->transition, members[m]), i, role) {
      buf_format(out, "%s%s", first ? "" : " or the ", people_role_title(asking->item, json_string_value(role)));
      first = false;
    }
  }
}

static bool say(struct asking *asking, const json_t *transition, void *user) {
  struct saying *saying = user;
  asking->apart[0] = '\0';
  if (is_somebodys(asking, transition) || saying->count++ >= SAID_MAX) return false;
  const char *label = json_text(transition, "label");
  buf_format(&saying->out, "%s\"%s\" is for the ", saying->out.size ? "; " : "", label && *label ? label : json_text(transition, "event"));
  say_roles(asking, &saying->out);
  if (asking->apart[0])
    buf_format(&saying->out, ", and %s, who holds that, must be kept apart from it", asking->apart);
  else
    buf_text(&saying->out, ", which nobody holds");
  return false;
}

static void say_no_move(const struct casefile *item, struct buf *out) {
  json_t *titles = casefile_state_titles(item);
  buf_format(out, "nobody has a move from \"%s\", and no date is set that leads on", json_string_value(json_array_get(titles, 0)));
  json_decref(titles);
}

char *stranded_why(struct board *board, const struct casefile *item) {
  struct asking asking = {.board = board, .item = item};
  struct saying saying = {0};
  buf_init(&saying.out);
  any_move(&asking, say, &saying);
  if (saying.count > SAID_MAX) buf_format(&saying.out, "; and so on, %d more", saying.count - SAID_MAX);
  if (saying.count == 0) say_no_move(item, &saying.out);
  char *why = mem_format("Nobody can move %s %s: %s.", casefile_noun(item), item->ref, saying.out.data);
  buf_clear(&saying.out);
  return why;
}
