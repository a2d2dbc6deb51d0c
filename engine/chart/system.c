// Sessions that run together: see system.h. What waits for them: system_post.c.
//
// Y1 Events are worked off in the order in which they were queued, whoever they are for.
// Y2 A session that has ended gets nothing any more, and what it had delayed is dropped (SCXML 6.2.4).
// Y3 A session is freed only between two events, so that none goes away under its own feet.
#include "chart/system.h"

#include "base/mem.h"
#include "chart/system_internal.h"

#include <string.h>

enum {
  SESSIONS_MAX = 1000,       // S7: a chart that invokes itself ends in an error, not in all of the memory
  SESSION_DEPTH_MAX = 32,    // and its first macrosteps run within one another
  SYSTEM_EVENTS_MAX = 100000 // S7: external events at one instant
};

struct system *system_new(const struct system_host *host) {
  struct system *system = mem_new(sizeof *system);
  system->host = *host;
  return system;
}

void system_free(struct system *system) {
  if (!system) return;
  for (int i = system->session_count - 1; i >= 0; i--) session_free(system->sessions[i]);
  for (int i = system->post_next; i < system->post_count; i++) json_decref(system->posts[i].queued.json);
  while (system->delayed_count) system_drop(system, system->delayed_count - 1);
  mem_free(system->delayed);
  mem_free(system->sessions);
  mem_free(system->posts);
  mem_free(system);
}

const struct system_host *system_host_of(const struct system *system) { return &system->host; }
int64_t system_now(const struct system *system) { return system->now_ms; }

void system_tell(const struct session *session, struct notice notice) {
  const struct system_host *host = &session->system->host;
  if (!host->tell) return;
  notice.session = session->parent ? session->id : "main";
  notice.chart = session->chart;
  notice.config = session->machine.config;
  notice.now_ms = session->system->now_ms;
  host->tell(host->user, &notice);
}

// ---- who is meant

static struct session *child_of(const struct system *system, const struct session *parent, const char *invokeid) {
  for (int i = 0; i < system->session_count; i++) {
    struct session *session = system->sessions[i];
    if (session->is_running && session->parent == parent && session->parent && strcmp(session->invokeid, invokeid) == 0) return session;
  }
  return NULL;
}

// SCXML C.1: nothing, #_parent, #_scxml_SESSIONID, #_INVOKEID.
static struct session *target_of(const struct system *system, const struct session *from, const char *target) {
  if (!*target) return (struct session *)from;
  if (strcmp(target, "#_parent") == 0) return from->parent;
  if (strncmp(target, "#_scxml_", 8) != 0) return child_of(system, from, target + 2);
  for (int i = 0; i < system->session_count; i++)
    if (system->sessions[i]->is_running && strcmp(system->sessions[i]->id, target + 8) == 0) return system->sessions[i];
  return NULL;
}

// An invocation that this macrostep has just begun counts: it starts before anything is delivered.
bool system_reaches(const struct system *system, const struct session *from, const char *target) {
  if (target_of(system, from, target)) return true;
  for (size_t i = 0; i < from->result.effect_count; i++) {
    const struct effect *effect = &from->result.effects[i];
    if (effect->kind == EFFECT_INVOKE && strcmp(json_text(effect->value, "id"), target + 2) == 0) return true;
  }
  return false;
}

// ---- what sessions ask for

static void send_now(struct system *system, struct session *from, const json_t *sending) {
  const char *target = json_text(sending, "target");
  struct session *to = target_of(system, from, target ? target : "");
  json_t *event = json_copy(json_object_get(sending, "event"));
  if (!to) { // it went away while the event waited
    json_decref(event);
    system_post_json(system, from,
                     json_pack("{s:s, s:s, s:O*}", "name", "error.communication", "type", "platform", "sendid",
                               json_object_get(json_object_get(sending, "event"), "sendid")));
    return;
  }
  if (to == from->parent) json_put_text(event, "invokeid", from->invokeid);
  system_post_json(system, to, event);
}

void system_deliver(struct system *system, struct session *from, const json_t *sending) {
  int64_t delay_ms = json_number(sending, "delay_ms", 0);
  if (from->is_silent) return;
  if (delay_ms > 0)
    system_delay(system, from, sending, system->now_ms + delay_ms);
  else
    send_now(system, from, sending);
}

static struct session *add_session(struct system *system, struct session *parent, const char *invokeid, const struct chart *chart) {
  system->sessions = mem_grow(system->sessions, (size_t)system->session_count + 1, sizeof(struct session *));
  return system->sessions[system->session_count++] = session_new(system, parent, invokeid, chart);
}

static json_t *definition_of(const struct system *system, const json_t *what, struct err *err) {
  json_t *definition = json_object_get(what, "definition");
  if (definition) return json_incref(definition);
  if (system->host.document) return system->host.document(system->host.user, json_text(what, "src"), json_text(what, "text"), err);
  err_set(err, ERR_INVALID, "Nothing here can read another document.");
  return NULL;
}

bool system_invoke(struct system *system, struct session *from, const json_t *what, struct err *err) {
  if (system->session_count >= SESSIONS_MAX || from->depth >= SESSION_DEPTH_MAX)
    return err_set(err, ERR_LIMIT, "More than %d sessions, or more than %d within one another, are not invoked.", SESSIONS_MAX,
                   SESSION_DEPTH_MAX);
  json_t *definition = definition_of(system, what, err);
  struct chart *chart = definition ? chart_new(definition, err) : NULL;
  json_decref(definition);
  if (!chart) return false;
  struct session *session = add_session(system, from, json_text(what, "id"), chart);
  session->own_chart = chart;
  if (session_start(session, json_object_get(what, "data"), err)) return true;
  system->has_dead = true;
  return false;
}

static void bury(struct system *system, struct session *session);

static void cancel(struct system *system, struct session *session) {
  session->is_silent = true;
  session_stop(session);
  bury(system, session);
}

// Y2. Leaving its states has cancelled its children as a rule; where leaving was cut short by a bound, that is made up for here: none may
// outlive its parent.
static void bury(struct system *system, struct session *session) {
  system->has_dead = true;
  for (int i = 0; i < system->session_count; i++) {
    struct session *child = system->sessions[i];
    if (child->parent == session && child->is_running) cancel(system, child);
  }
  int kept = system->post_next;
  for (int i = system->post_next; i < system->post_count; i++) {
    if (system->posts[i].to == session)
      json_decref(system->posts[i].queued.json);
    else
      system->posts[kept++] = system->posts[i];
  }
  system->post_count = kept;
  for (int i = system->delayed_count - 1; i >= 0; i--)
    if (system->delayed[i].from == session) system_drop(system, i);
}

void system_uninvoke(struct system *system, const struct session *from, const char *invokeid) {
  struct session *session = child_of(system, from, invokeid);
  if (session) cancel(system, session);
}

void system_forward(struct system *system, const struct session *from, const char *invokeid) {
  struct session *to = child_of(system, from, invokeid);
  json_t *event = from->machine.outside ? json_copy(from->machine.outside)
                                        : json_pack("{s:s, s:s}", "name", from->machine.outside_name, "type", "external");
  if (to)
    system_post_json(system, to, event);
  else
    json_decref(event);
}

void system_ended(struct system *system, struct session *session, const json_t *donedata) {
  bury(system, session);
  if (!session->parent || session->is_silent) return;
  if (session->was_stopped) {
    system_post_json(system, session->parent,
                     json_pack("{s:s, s:s, s:s, s:{s:s}}", "name", "error.communication", "type", "platform", "invokeid", session->invokeid,
                               "data", "reason", session->result.reason.data));
    return;
  }
  char *name = mem_format("done.invoke.%s", session->invokeid);
  json_t *event = json_pack("{s:s, s:s, s:s}", "name", name, "type", "external", "invokeid", session->invokeid);
  if (!json_is_null(donedata)) json_object_set(event, "data", (json_t *)donedata);
  mem_free(name);
  system_post_json(system, session->parent, event);
}

// ---- running

static void free_dead(struct system *system) {
  int kept = 1;
  if (!system->has_dead) return;
  for (int i = 1; i < system->session_count; i++) {
    if (system->sessions[i]->is_running)
      system->sessions[kept++] = system->sessions[i];
    else
      session_free(system->sessions[i]);
  }
  system->session_count = kept;
  system->has_dead = false;
}

static bool run_next(struct system *system) {
  if (system->post_next == system->post_count) return false;
  struct post next = system->posts[system->post_next++];
  if (system->post_next == system->post_count) system->post_next = system->post_count = 0;
  session_receive(next.to, next.queued);
  free_dead(system);
  return true;
}

int64_t system_next_ms(const struct system *system) {
  return system->delayed_count ? system->delayed[system->delayed_count - 1].due_ms : INT64_MAX;
}

// The clock moves from one due instant to the next, so that what a late run starts counts from when it was due.
static bool deliver_due(struct system *system, int64_t until_ms) {
  if (system_next_ms(system) > until_ms) return false;
  struct delayed due = system->delayed[--system->delayed_count];
  if (due.due_ms > system->now_ms) system->events = 0;
  if (due.due_ms > system->now_ms) system->now_ms = due.due_ms;
  send_now(system, due.from, due.sending);
  json_decref(due.sending);
  return true;
}

// The main session ends, and all others with it.
static void stop_all(struct system *system, const char *why) {
  struct session *main = system->sessions[0];
  if (main->is_running) system_tell(main, (struct notice){.kind = NOTICE_LIVELOCK, .text = why});
  main->was_stopped = main->was_stopped || main->is_running;
  session_stop(main);
  bury(system, main);
  system->is_full = false;
}

static void watch(struct system *system) {
  if (++system->events >= SYSTEM_EVENTS_MAX) stop_all(system, "Events are sent without end, and no time passes.");
  if (system->is_full) stop_all(system, "More events wait than may; it sends faster than it receives.");
}

void system_run(struct system *system, int64_t now_ms) {
  if (system_next_ms(system) > now_ms) system->now_ms = now_ms;
  system->events = 0;
  while (run_next(system) || deliver_due(system, now_ms)) watch(system);
  system->now_ms = now_ms;
}

bool system_start(struct system *system, const struct chart *chart, int64_t now_ms, struct err *err) {
  system->now_ms = now_ms;
  if (!session_start(add_session(system, NULL, NULL, chart), NULL, err)) return false;
  free_dead(system);
  system_run(system, now_ms);
  return true;
}

const struct config *system_config(const struct system *system) {
  const struct session *main = system->sessions[0];
  return main->last ? main->last : main->machine.config;
}
const json_t *system_fields(struct system *system) { return machine_fields(&system->sessions[0]->machine); }
bool system_has_ended(const struct system *system) { return !system->sessions[0]->is_running; }
bool system_was_stopped(const struct system *system) { return system->sessions[0]->was_stopped; }
