// Steps that got stuck. See incident.h.
//
// OPEN -> CLOSED [skip: close_incident], [retry that is taken: close_incident], [retry that gets stuck again: close_incident, a new one
// opens]
#include "run/incident.h"

#include "base/mem.h"
#include "run/aftermath.h"
#include "run/alarm.h"
#include "run/due.h"
#include "run/event.h"
#include "run/message.h"
#include "run/opener.h"
#include "run/people.h"
#include "run/relay.h"
#include "run/terms.h"

#include <string.h>

enum { SHORT_ID = 8 }; // short enough to read out; an incident is looked up on its own board only

static json_t *incident_json(struct board *board, const json_t *event, const char *reason) {
  char id[ID_TEXT];
  id_write(id_new(&board->env), id);
  id[SHORT_ID] = '\0';
  return json_pack("{s:s, s:s, s:O, s:s}", "op", "open", "id", id, "event", event, "reason", reason ? reason : "no reason was given");
}

static const char *add_incident(struct turn *turn, const char *reason) {
  json_t *incident = incident_json(turn->board, turn->event, reason);
  entry_part(&turn->entry, "incident", incident);
  message_office(turn, "a step got stuck: retry or skip it");
  return json_text(incident, "id");
}

void incident_part(struct turn *turn, const char *reason) { add_incident(turn, reason); }

void incident_open(struct turn *turn, const char *reason, bool *recorded, struct err *err) {
  struct err failed;
  turn->entry.kind = ENTRY_INCIDENT;
  const char *id = add_incident(turn, reason), *name = json_text(turn->event, "name");
  size_t size = reason ? strlen(reason) : 0; // the reason may be a whole sentence already
  char *office = terms_office(turn->board->terms);
  err_set(err, ERR_REFUSED, "\"%s\" on %s got stuck and changed nothing: %s%s It is kept as stuck step %s for the %s to retry or skip.",
          name, turn->item->ref, size ? reason : "no reason was given", size && reason[size - 1] == '.' ? "" : ".", id, office);
  mem_free(office);
  *recorded = turn_append(turn, &failed);
}

bool incident_of_opening(struct board *board, const json_t *opening, const char *reason, struct err *err) {
  struct casefile *item = casefile_open(board, json_text(opening, "case"), err);
  if (!item) return false;
  struct turn turn;
  const char *told = json_text(opening, "item");
  json_t *event = json_pack("{s:s+, s:{}, s:O, s:O}", "name", told ? "tell " : "open ", told ? told : json_text(opening, "workflow"),
                            "data", "opening", json_object_get(opening, "key"), "workflow", json_object_get(opening, "workflow"));
  turn_init(&turn, board, item, ENTRY_INCIDENT, board_now(board), event);
  incident_part(&turn, reason);
  bool ok = turn_append(&turn, err);
  turn_clear(&turn);
  casefile_free(item);
  return ok;
}

static json_t *find_incident(struct board *board, const char *id, struct err *err) {
  json_t *all = incident_list(board->store, NULL), *one, *found = NULL;
  size_t i;
  json_array_foreach(all, i, one) if (strcmp(json_text(one, "id"), id) == 0 && strcmp(json_text(one, "status"), "open") == 0) found =
      json_incref(one);
  json_decref(all);
  if (!found)
    err_set(err, ERR_NOT_FOUND, "There is no stuck step \"%s\" that is still open; `waymark case show` lists those of an item.", id);
  return found;
}

static bool close_incident(struct board *board, const json_t *incident, const char *how, const char *reason, const char *actor,
                           struct err *err) {
  struct entry entry;
  int64_t now = board_now(board);
  entry_init(&entry, ENTRY_INCIDENT_CLOSED, now, now);
  id_read(&entry.case_id, json_text(incident, "case"));
  people_key(board, actor, &entry.actor_id);
  entry_part(&entry, "incident", json_pack("{s:s, s:O, s:s}", "op", "close", "id", json_object_get(incident, "id"), "how", how));
  entry_part(&entry, "event", json_pack("{s:s, s:{s:s}, s:s}", "name", "stuck step put aside", "data", "reason", reason, "actor", actor));
  return board_append(board, &entry, err) && alarm_look_at(board, json_text(incident, "case"), err);
}

static bool fire_again(struct board *board, const json_t *incident, bool *recorded, struct err *err) {
  struct casefile *item = casefile_open(board, json_text(incident, "case"), err);
  bool ok = item && due_retry(board, item, json_object_get(incident, "event"), recorded, err);
  casefile_free(item);
  return ok;
}

// A parked piece of evidence goes back the way it came: made by the program, never by a sender.
static bool send_again(struct board *board, const json_t *incident, bool *recorded, struct err *err) {
  const json_t *event = json_object_get(incident, "event"), *parked = json_object_get(event, "data");
  json_t *data = json_copy((json_t *)parked), *evidence = json_incref(json_object_get(data, "item")), *answer = NULL;
  if (json_is_object(evidence)) json_object_del(data, "item");
  struct event_request request = {.ref = json_text(incident, "case"),
                                  .event = json_text(event, "name"),
                                  .actor = json_text(event, "actor"),
                                  .decider = json_text(event, "decider"),
                                  .data = data,
                                  .evidence = json_is_object(evidence) ? evidence : NULL,
                                  .version = -1,
                                  .seen = json_number(event, "seen", 0)};
  bool ok = event_send(board, &request, &answer, recorded, err);
  json_decref(answer);
  json_decref(evidence);
  json_decref(data);
  return ok;
}

static bool again(struct board *board, const json_t *incident, bool *recorded, struct err *err) {
  const json_t *event = json_object_get(incident, "event");
  if (json_flag(event, "report")) return relay_again(board, event), true;
  if (json_text(event, "opening")) return opener_again(board, json_text(event, "opening"), err);
  return json_text(event, "actor") ? send_again(board, incident, recorded, err) : fire_again(board, incident, recorded, err);
}

static size_t open_count(struct board *board, const json_t *incident) {
  json_t *all = incident_list(board->store, json_text(incident, "case")), *one;
  size_t i, count = 0;
  json_array_foreach(all, i, one) if (strcmp(json_text(one, "status"), "open") == 0) count++;
  json_decref(all);
  return count;
}

// T11: what is overdue comes before what a person asks for; else its instants would lie before that of the step that is tried again.
static bool run_overdue(struct board *board, const json_t *incident, bool *recorded, struct err *err) {
  struct casefile *item = casefile_open(board, json_text(incident, "case"), err);
  bool ok = item && due_run_case(board, &item, recorded, err);
  casefile_free(item);
  return ok;
}

static bool retry(struct board *board, const json_t *incident, const char *reason, const char *actor, bool *recorded, struct err *err) {
  if (!run_overdue(board, incident, recorded, err)) return false;
  size_t before = open_count(board, incident);
  aftermath_retry_begin(board);
  bool ok = again(board, incident, recorded, err);
  aftermath_retry_end(board);
  if (!ok && open_count(board, incident) <= before) return false;
  struct err failed;
  bool closed = close_incident(board, incident, ok ? "retry" : "stuck again", reason, actor, ok ? err : &failed);
  return ok && closed;
}

static bool not_the_office(const struct board *board, const json_t *person, struct err *err) {
  char *office = terms_office(board->terms);
  err_set(err, ERR_NOT_ALLOWED, "%s may not put a stuck step aside: it is for the %s.", json_text(person, "name"), office);
  mem_free(office);
  return false;
}

static json_t *answer_of(struct board *board, const json_t *incident, const char *how) {
  struct err unread;
  json_t *row = case_find(board->store, json_text(incident, "case"), &unread);
  json_t *answer = json_pack("{s:O, s:s, s:O?, s:[], s:[]}", "incident", json_object_get(incident, "id"), "how", how, "ref",
                             json_object_get(row, "ref"), "opened", "told");
  json_decref(row);
  return answer;
}

bool incident_resolve(struct board *board, const char *id, const char *how, const char *reason, const char *actor, json_t **answer,
                      bool *recorded, struct err *err) {
  json_t *person = people_find(board, actor, err), *incident = NULL;
  bool ok = person != NULL;
  if (ok && !people_in_office(board, actor)) ok = not_the_office(board, person, err);
  ok = ok && (incident = find_incident(board, id, err));
  if (ok)
    ok = strcmp(how, "retry") == 0 ? retry(board, incident, reason, actor, recorded, err)
                                   : close_incident(board, incident, how, reason, actor, err);
  if (ok) *answer = answer_of(board, incident, how);
  json_decref(incident);
  json_decref(person);
  return ok;
}
