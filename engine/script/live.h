// Sessions in the worker: shared by live.c (which there are), datamodel.c (what can be asked), environment.c (globals and system variables)
// and expression.c (the chart's texts).
#ifndef WAYMARK_SCRIPT_LIVE_H
#define WAYMARK_SCRIPT_LIVE_H
#include "script/internal.h"
#include "script/session.h"

enum {
  SESSION_CPU_MS = SCRIPT_ASAN ? WORKER_LOAD_MS : WORKER_CALL_MS, // CPU time of a request
  SESSION_LIFE_CPU_S = 3600 // CPU time of a worker of sessions, which cannot be replaced: a run's own limit on time comes first
};

#define SESSIONS_CALLED "waymark sessions" // the first argument of such a worker, by which it knows

// One session. The sandbox stands first, so that sandbox_of finds the session too.
struct live_session {
  struct sandbox sandbox;
  int64_t number;
  size_t memory_kept; // what was left after the last whole collection
  lua_Integer text;   // the number of the one that runs; 0: none
};

// All of a worker's.
struct live {
  struct live_session *items[SESSION_COUNT_MAX];
  size_t count;
};
void live_run(struct live *live, const json_t *request, struct buf *answer);

enum text_kind { TEXT_EXPRESSION, TEXT_LOCATION, TEXT_SCRIPT };

// What can be asked of one (datamodel.c).
struct datamodel_op {
  const char *word;
  enum text_kind kind;                              // of its member "text"
  void (*run)(lua_State *L, const json_t *request); // leaves the answer's value; raises what went wrong
};
const struct datamodel_op *datamodel_find(const char *word); // NULL: there is none
void datamodel_end_loops(lua_State *L, int64_t going_on);    // all but the outermost `going_on`

#define SESSION_CHUNK "session" // the name of every chunk of a session

// Registry keys of a session.
#define SESSION_ENVIRONMENT "waymark.environment" // its globals
#define SESSION_SYSTEM "waymark.system"           // what its globals fall back on: the system variables, In, then SANDBOX_BASE
#define SESSION_DECLARED "waymark.declared"       // name -> true, for variables that are there although they may be nil
#define SESSION_ACTIVE "waymark.active"           // state id -> true
#define SESSION_LOOPS "waymark.loops"             // depth -> {items, item, index}
#define SESSION_TEXTS "waymark.texts"             // number -> compiled text, minus it -> how it is called in sentences

void environment_open(lua_State *L, const char *id, const char *name);
void environment_see_event(lua_State *L, const json_t *event); // JSON null: none
void environment_see_active(lua_State *L, const json_t *ids);
bool environment_has(lua_State *L, const char *name);        // there is such a variable
void environment_set(lua_State *L, const char *name);        // to the value on top, which is popped
void environment_declare(lua_State *L, const char *name);    // makes it, where it is not there
void environment_check_name(lua_State *L, const char *name); // raises for what is no name, or a system variable's

// A member of a request that is a text: [NUMBER, "TEXT"] when it is new, [NUMBER] after that. A new one is learnt before anything else is
// done, since it is not sent again; NULL is no text.
void expression_learn(lua_State *L, const json_t *text, enum text_kind kind);
// Pushes the function that it compiles to, or for a location that is a bare name, the name; raises where it cannot be read.
void expression_push(lua_State *L, const json_t *text);
// What a message of Lua's says behind its place, if it has one of a text or of ours; `line` only of a text.
const char *expression_said(const char *message, int *line);
// Calls the function below `arguments` values in the session's environment.
void expression_call(lua_State *L, const json_t *text, int arguments, int results);
#endif
