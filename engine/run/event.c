// The life of one event. See event.h.
//
// OPEN -> DUE -> ALLOWED -> STEPPED -> RECORDED; from OPEN and ALLOWED a refusal, recorded and without effect.
#include "run/event.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/check.h"
#include "run/aftermath.h"
#include "run/approval.h"
#include "run/due.h"
#include "run/explain.h"
#include "run/foresight.h"
#include "run/form.h"
#include "run/incident.h"
#include "run/key.h"
#include "run/linking.h"
#include "run/people.h"
#include "run/refusal.h"
#include "run/rights.h"
#include "run/sitting.h"
#include "run/terms.h"
#include "run/turn.h"

#include <string.h>

// One event at work.
struct life {
  struct board *board;
  const struct event_request *request;
  struct casefile *item;
  json_t *data;       // read by the fields' types
  json_t *candidates; // what the event could take; each gets "may" when it was judged
  struct key key;
};

// All that was said of the evidence; when it came in, and what the program found it to be, is no part of the request.
static json_t *evidence_asked(const struct event_request *request) {
  json_t *evidence = json_copy((json_t *)request->evidence);
  json_object_del(evidence, "at");
  json_object_del(evidence, "type");
  return evidence;
}

// `seen` is in it only where it was given, so that a key from before there was one still answers.
static struct key key_of_event(const struct event_request *request) {
  if (!request->key) return (struct key){.actor = request->actor};
  json_t *asked = json_pack("{s:s, s:s, s:s?, s:O?, s:o?, s:I}", "case", request->ref, "event", request->event, "decider", request->decider,
                            "data", request->data, "evidence", evidence_asked(request), "version", (json_int_t)request->version);
  if (request->seen) json_put_number(asked, "seen", request->seen);
  return key_of(request->actor, request->key, asked);
}

static json_t *event_json(const struct life *life) {
  const struct event_request *request = life->request;
  json_t *event = json_object();
  json_put_text(event, "name", request->event);
  json_put(event, "data", json_incref(life->data));
  json_put_text(event, "actor", request->actor);
  json_put_text(event, "decider", request->decider);
  if (request->seen) json_put_number(event, "seen", request->seen);
  return event;
}

// A refusal is recorded without effect (DESIGN 4) and told in one sentence.
static bool refuse(struct life *life, enum entry_kind kind, bool *recorded, struct err *err) {
  struct err failed;
  json_t *event =
      life->data ? event_json(life) : json_pack("{s:s, s:{}, s:s}", "name", life->request->event, "data", "actor", life->request->actor);
  *recorded = refusal_record(life->board, life->item, kind, event, err, &failed);
  json_decref(event);
  return false;
}

static bool check_version(struct life *life, struct err *err) {
  int64_t seen = life->request->version, have = life->item->revision;
  if (seen < 0 || seen == have) return true;
  bool sees = rights_see_all(life->board, life->item, life->request->actor); // what was done may be of what they do not see
  char *since = sees ? refusal_changes_since(life->board, life->item, seen) : mem_text("it was changed");
  err_set(err, ERR_STALE, "%s has moved on since you saw it (version %lld, now %lld): %s. Look at it again, then decide.", life->item->ref,
          (long long)seen, (long long)have, since);
  mem_free(since);
  return false;
}

static bool nothing_handles(struct life *life, struct err *err) {
  json_t *names = step_events(life->item->chart, life->item->config), *titles = casefile_state_titles(life->item);
  char near[NEAREST_WORDS];
  nearest_words(life->request->event, names, "; `waymark case show` lists what can.", near);
  const char *state = json_string_value(json_array_get(titles, 0));
  err_set(err, ERR_REFUSED, "\"%s\" is not something that can happen to %s while it is \"%s\"%s", life->request->event, life->item->ref,
          state ? state : "nowhere", near);
  json_decref(titles);
  json_decref(names);
  return false;
}

// The first candidate that this person may take and whose form is filled; the others' reasons are left in err.
static const json_t *choose(struct life *life, struct err *err) {
  size_t i;
  json_t *candidate;
  bool reason_is_form = false;
  json_array_foreach(life->candidates, i, candidate) {
    const json_t *transition = json_object_get(candidate, "transition");
    struct buf why;
    buf_init(&why);
    struct err formed;
    bool may =
        rights_decide(life->board, life->item, transition, life->request->actor, life->request->decider, life->request->sitting, &why);
    bool fits = may && form_fits(life->board, life->item, transition, life->data, &formed);
    if (!may && !reason_is_form) err_set(err, ERR_NOT_ALLOWED, "%s", why.data);
    if (may && !fits) *err = formed, reason_is_form = true;
    buf_clear(&why);
    json_put_flag(candidate, "may", fits);
    if (fits) return transition;
  }
  return NULL;
}

// What was judged of this transition before the step; NULL when it was not come to.
static const json_t *judged(const struct life *life, const json_t *transition) {
  size_t i;
  json_t *candidate;
  json_array_foreach(life->candidates, i,
                     candidate) if (json_object_get(candidate, "transition") == transition) return json_object_get(candidate, "may");
  return NULL;
}

// Asked by the step of every transition that the event could take: is it this person's, and is its form filled?
static bool may_take(void *user, const json_t *transition) {
  struct life *life = user;
  struct err err;
  const json_t *may = judged(life, transition);
  if (may) return json_is_true(may);
  return rights_decide(life->board, life->item, transition, life->request->actor, life->request->decider, life->request->sitting, NULL) &&
         form_fits(life->board, life->item, transition, life->data, &err);
}

static const char *label_taken(const struct life *life, const struct turn *turn) {
  for (size_t i = 0; i < turn->result.effect_count; i++) {
    const struct effect *effect = &turn->result.effects[i];
    if (effect->kind == EFFECT_TAKE && json_text(effect->spec, "label")) return json_text(effect->spec, "label");
  }
  return life->request->event;
}

// What joined last stands last. Borrowed; NULL: it did not join.
static json_t *joined_number(const struct casefile *item, const json_t *given) {
  const json_t *evidence = json_object_get(item->fields, "evidence"), *last;
  size_t count = json_array_size(evidence);
  last = count ? json_array_get(evidence, count - 1) : NULL;
  bool same = last && json_text(last, "sha256") && strcmp(json_text(last, "sha256"), json_text(given, "sha256")) == 0;
  return same ? json_object_get(last, "id") : NULL;
}

static json_t *answer_of(struct life *life, const struct turn *turn) {
  json_t *answer = json_object();
  json_put_text(answer, "ref", life->item->ref);
  json_put_text(answer, "event", life->request->event);
  json_put_text(answer, "label", label_taken(life, turn));
  json_put_flag(answer, "taken", true);
  json_put(answer, "state", casefile_atomic(life->item));
  json_put(answer, "state_titles", casefile_state_titles(life->item));
  json_put_number(answer, "revision", life->item->revision);
  json_put(answer, "opened", json_array());
  json_put(answer, "told", aftermath_told(life->board, life->item, life->request->actor, turn->told));
  if (life->request->evidence) json_object_set(answer, "item", joined_number(life->item, life->request->evidence));
  return answer;
}

// What the step left may still be impossible (a date that is none): then it is refused like any other.
static bool record_taken(struct life *life, struct turn *turn, json_t **answer, bool *recorded, struct err *err) {
  bool fits =
      approval_fits(turn, err) && linking_fits(life->board, life->item, life->item->fields, turn->result.fields, life->request->actor, err);
  if (!fits || !turn_record(turn, err)) return refuse(life, ENTRY_REFUSED, recorded, err);
  *answer = answer_of(life, turn);
  key_keep(turn, &life->key, *answer);
  if (turn_append(turn, err)) return key_owe(turn), aftermath_begin(life->board), true;
  json_decref(*answer);
  *answer = NULL;
  return false;
}

// Another region may react to the event by itself; what counts is that something of the sender's own was taken.
static bool took_theirs(const struct life *life, const struct step_result *result) {
  for (size_t i = 0; i < result->effect_count; i++) {
    const struct effect *effect = &result->effects[i];
    const char *event = effect->kind == EFFECT_TAKE ? json_text(effect->spec, "event") : NULL;
    if (!event || strcmp(event, life->request->event) != 0) continue;
    json_t *roles = rights_roles(effect->spec);
    bool theirs = json_array_size(roles) > 0;
    json_decref(roles);
    if (theirs) return true;
  }
  return false;
}

static struct turn_plan plan_of(struct life *life, const struct turn *turn) {
  return (struct turn_plan){.event = {.event = turn->event, .timer_state = -1}, .may = may_take, .may_user = life};
}

// What a step got stuck on may be a value that they do not see.
static void say_less(const struct life *life, struct err *err) {
  if (rights_see_all(life->board, life->item, life->request->actor)) return;
  char *office = terms_office(life->board->terms);
  err_set(err, ERR_REFUSED, "\"%s\" on %s got stuck and changed nothing. It is kept for the %s to retry or skip, who can see why.",
          life->request->event, life->item->ref, office);
  mem_free(office);
}

// The step itself. A failed action is an incident (S6): the event is parked, the item stands as it was.
static bool step(struct life *life, const json_t *chosen, json_t **answer, bool *recorded, struct err *err) {
  struct turn turn;
  turn_init(&turn, life->board, life->item, ENTRY_EVENT, board_now(life->board), event_json(life));
  struct turn_plan plan = plan_of(life, &turn);
  turn.seen = life->request->seen;
  turn_step(&turn, &plan);
  bool ok = false;
  if (turn.result.outcome == STEP_TAKEN && took_theirs(life, &turn.result))
    ok = record_taken(life, &turn, answer, recorded, err);
  else if (turn.result.outcome == STEP_FAILED && turn.result.refused) {
    err_set(err, ERR_REFUSED, "\"%s\" on %s was refused: %s", json_text(chosen, "label"), life->item->ref, turn.result.reason.data);
    refuse(life, ENTRY_REFUSED, recorded, err);
  } else if (turn.result.outcome == STEP_FAILED) {
    incident_open(&turn, turn.result.reason.data, recorded, err);
    say_less(life, err);
  } else {
    explain_unmet(&turn, chosen, life->data, err);
    refuse(life, ENTRY_REFUSED, recorded, err);
  }
  turn_clear(&turn);
  return ok;
}

static bool run_life(struct life *life, json_t **answer, bool *recorded, struct err *err) {
  if (!check_version(life, err)) return refuse(life, ENTRY_REFUSED, recorded, err);
  life->candidates = rights_candidates(life->item, life->request->event);
  if (json_array_size(life->candidates) == 0) {
    nothing_handles(life, err);
    return refuse(life, ENTRY_IGNORED, recorded, err);
  }
  if (!form_read(life->board, life->item, life->request->data, life->request->actor, &life->data, err))
    return refuse(life, ENTRY_REFUSED, recorded, err);
  if (life->request->evidence) json_object_set(life->data, "item", (json_t *)life->request->evidence);
  const json_t *chosen = choose(life, err);
  return chosen ? step(life, chosen, answer, recorded, err) : refuse(life, ENTRY_REFUSED, recorded, err);
}

static bool is_due(struct board *board, const struct casefile *item) {
  const json_t *timer = json_array_get(item->timers, 0);
  return timer && json_number(timer, "due", 0) <= board_now(board);
}

// As run_life goes up to the step, without saying why it would not get there.
static void foresee(struct life *life) {
  struct err ignored;
  life->candidates = rights_candidates(life->item, life->request->event);
  if (!form_read(life->board, life->item, life->request->data, life->request->actor, &life->data, &ignored)) return;
  if (life->request->evidence) json_object_set(life->data, "item", (json_t *)life->request->evidence);
  if (!choose(life, &ignored)) return;
  struct turn turn;
  turn_init(&turn, life->board, life->item, ENTRY_EVENT, board_now(life->board), event_json(life));
  turn.plan = plan_of(life, &turn);
  foresight_add(&turn);
  turn_clear(&turn);
}

void event_foresee(struct board *board, const struct event_request *request) {
  struct life life = {.board = board, .request = request};
  struct err ignored;
  life.item = rights_open(board, request->ref, request->actor, &ignored);
  if (life.item && life.item->definition->asks_lua && !is_due(board, life.item)) foresee(&life);
  casefile_free(life.item);
  json_decref(life.data);
  json_decref(life.candidates);
}

// R3: a decider is a person, or a group at a meeting.
static bool find_decider(struct board *board, const struct event_request *request, struct err *err) {
  const char *decider = request->decider;
  if (sitting_is_group(decider) && !request->sitting)
    return err_set(err, ERR_REFUSED,
                   "A group decides at its meeting, where it is known who was there: record it with `waymark meeting record`, or name the "
                   "person who decided.");
  if (!decider || (sitting_is_group(decider) && sitting_document(board, decider))) return true;
  json_t *person = people_find(board, decider, err);
  json_decref(person);
  return person != NULL;
}

bool event_send(struct board *board, const struct event_request *request, json_t **answer, bool *recorded, struct err *err) {
  struct life life = {.board = board, .request = request};
  json_t *actor = people_find(board, request->actor, err);
  bool known = actor && find_decider(board, request, err), ok = false;
  json_decref(actor);
  if (!known) return false;
  life.key = key_of_event(request);
  if (key_answers(board, &life.key, answer, &ok, err)) return ok;
  life.item = rights_open(board, request->ref, request->actor, err);
  if (life.item && due_run_case(board, &life.item, recorded, err)) ok = run_life(&life, answer, recorded, err);
  casefile_free(life.item);
  json_decref(life.data);
  json_decref(life.candidates);
  return ok;
}
