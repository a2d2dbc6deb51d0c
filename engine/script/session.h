// Sessions: the Lua data models of SCXML charts that run (W3C SCXML 1.0, 5). Each has globals, tables and functions of its own, which last
// from request to request. They live together in one worker process, as jailed as any other (worker.h) but never replaced: when it ends,
// over a limit or by itself, their values are gone, and every later request of each of them fails with ERR_LIMIT. What a script did wrong
// is ERR_INVALID with a whole sentence, and the session goes on.
#ifndef WAYMARK_SCRIPT_SESSION_H
#define WAYMARK_SCRIPT_SESSION_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

enum {
  SESSION_COUNT_MAX = 256, // sessions of one worker at a time: a chart that invokes itself for ever ends here
  SESSION_REQUEST_MS = 900 // processor time of a request: as much as reading what it brings may take
};

struct sessions; // the worker
struct session;  // one of those that live in it

struct sessions *sessions_new(void);           // Starts nothing yet: the first session does. Free with sessions_free.
void sessions_free(struct sessions *sessions); // Kills the process. Every session is closed before.
// The worker was stopped by a limit or ended, so that no request can be answered any more.
bool sessions_are_stopped(const struct sessions *sessions);

// `id` becomes _sessionid and `name` _name (NULL: nil). Close with session_close.
struct session *session_open(struct sessions *sessions, const char *id, const char *name, struct err *err);
void session_close(struct session *session); // NULL is fine

// What _event and In() see from the next request on. Both are kept and not to change until then; `event` NULL: there is none yet.
void session_see_event(struct session *session, const json_t *event);
void session_see_active(struct session *session, const json_t *ids); // an array of state ids

// One request each; the meanings are those of engine/chart/model.h. An expression is what can stand after `return`; a location is what
// can stand left of `=`.
bool session_cond(struct session *session, const char *expr, bool *result, struct err *err); // as Lua takes it: all but nil and false
json_t *session_value(struct session *session, const char *expr, struct err *err);           // a new reference
bool session_assign(struct session *session, const char *location, const char *expr, const json_t *value, struct err *err);
bool session_declare(struct session *session, const char *id, const char *expr, const json_t *value, struct err *err);
bool session_script(struct session *session, const char *source, struct err *err);
// `array` gives a table; its values are gone through in the order of pairs. `index` counts from 0, as SCXML does, and may be NULL.
bool session_each_begin(struct session *session, const char *array, const char *item, const char *index, int64_t *count, struct err *err);
bool session_each_next(struct session *session, int64_t at, struct err *err);
void session_each_end(struct session *session); // asks nothing of the worker
#endif
