// Lua source as a tree of pieces, laid out as a person would: what fits on a line stands on one, what does not is indented. Not for other
// layers.
#ifndef WAYMARK_SCXML_LUA_H
#define WAYMARK_SCXML_LUA_H
#include "base/buf.h"
#include "base/json.h"

#include <stdbool.h>

char *lua_quoted(const char *text); // as a short text in Lua. Caller frees.

// A piece is JSON that only these functions look into; each gives a new reference, and what takes a piece takes it over.
json_t *piece_text(const char *text);                                              // a text literal, long where it has several lines
json_t *piece_code(const char *format, ...) __attribute__((format(printf, 1, 2))); // as it stands
json_t *piece_group(const char *before, const char *after);                        // "send {" and "}"
json_t *piece_open(const char *before, const char *after);                         // the same, never on one line
json_t *piece_value(const json_t *value);                                          // plain data as a literal; NULL for what Lua cannot hold
json_t *piece_call(const char *word, const char *argument);                        // raise "e"
void piece_add(json_t *group, const char *key,
               json_t *piece); // key NULL: a place of a list; a NULL piece adds nothing and makes the group wrong
bool piece_is_empty(const json_t *group);
bool piece_is_wrong(const json_t *piece); // something below could not be written
void piece_write(const json_t *piece, struct buf *out);

json_t *lua_value(const json_t *value); // lua_word.c: a value that may say where it comes from
json_t *lua_guard(const json_t *guard); // NULL where it is a function
json_t *lua_action(const json_t *action);
json_t *lua_actions(const json_t *actions);
json_t *lua_members(const char *word, const json_t *term, const char *const *order);      // word { member = ..., ... }
json_t *lua_chart(const json_t *definition);                                              // lua_chart.c
json_t *lua_transition(const json_t *transition, const json_t *timer, const char *label); // of a workflow; timer: it is its first
void lua_state(json_t *group, const json_t *state, bool is_workflow);
char *lua_label(const char *name); // lua_workflow.c. Caller frees.
void lua_rights(json_t *group, const json_t *transition, const char *usual);
void lua_state_members(json_t *group, const json_t *state);
void lua_timers(json_t *group, const json_t *state);
json_t *lua_fields(const json_t *fields);
json_t *lua_workflow(const json_t *definition);
#endif
