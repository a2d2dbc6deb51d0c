// What the files of sessions share: one SCXML session, and what it asks of the system that it is part of. Not for other layers.
#ifndef WAYMARK_CHART_SESSION_INTERNAL_H
#define WAYMARK_CHART_SESSION_INTERNAL_H
#include "chart/machine_internal.h"
#include "chart/system.h"

// session.c: one SCXML session of a system (system.c), which delivers what it sends
struct session {
  struct system *system;
  struct session *parent; // NULL: the main one
  char *id, *invokeid;
  const struct chart *chart;
  struct chart *own_chart; // of an invocation
  struct machine machine;
  struct step_result result;
  struct model model;
  struct router router;
  struct config *last; // where it was when it ended
  int depth;
  bool has_model, is_running, is_silent, was_stopped; // silent: cancelled, so nothing that it sends is delivered (SCXML 6.4.3)
};
struct session *session_new(struct system *system, struct session *parent, const char *invokeid, const struct chart *chart);
void session_free(struct session *session);
bool session_start(struct session *session, const json_t *given, struct err *err); // `given`: data by name, for its top-level <data>
void session_receive(struct session *session, struct queued queued);               // one external event; takes over its json
void session_stop(struct session *session);                                        // leaves all its states; then it runs no more

// system.c, for sessions
const struct system_host *system_host_of(const struct system *system);
int64_t system_now(const struct system *system);
bool system_reaches(const struct system *system, const struct session *from, const char *target);
void system_deliver(struct system *system, struct session *from, const json_t *sending);
void system_cancel(struct system *system, const struct session *from, const char *sendid);
bool system_invoke(struct system *system, struct session *from, const json_t *what, struct err *err);
void system_uninvoke(struct system *system, const struct session *from, const char *invokeid);
void system_forward(struct system *system, const struct session *from, const char *invokeid);
void system_ended(struct system *system, struct session *session, const json_t *donedata); // by itself
void system_tell(const struct session *session, struct notice notice);
#endif
