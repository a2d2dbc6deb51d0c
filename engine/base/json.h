// JSON (RFC 8259) by jansson, and the one canonical text that hashes are taken over:
// keys sorted, no spaces, integers exact. Jansson's own functions are used directly everywhere.
#ifndef WAYMARK_BASE_JSON_H
#define WAYMARK_BASE_JSON_H
#include "base/buf.h"
#include "base/err.h"

#include <jansson.h>

#include <stdbool.h>
#include <stdint.h>

// Foreign text deeper than this is refused. A state nested 64 deep (CHART_DEPTH_MAX) lies 133 deep in its stored definition, two levels a
// state; its transitions, their conditions, and what a definition travels in need the rest (SCRIPT_DEPTH_MAX). All that goes through a
// value level by level, jansson and the worker included, takes a few hundred bytes of stack a level, so nothing here comes near a limit of
// stacks.
enum { JSON_DEPTH_MAX = 200 };

// Reads one whole value; doubled keys, trailing text and nesting over JSON_DEPTH_MAX are refused.
// `what` names the text in the error. Returns a new reference.
json_t *json_read(const char *text, size_t size, const char *what, struct err *err);

char *json_canonical(const json_t *value);                       // Caller frees.
void json_canonical_add(struct buf *out, const json_t *value);   // at its end
void json_canonical_add_text(struct buf *out, const char *text); // a text's
// The same value with the members of its objects in the order in which its canonical text has them: as if it had been read from that. What
// has no members is shared. A new reference.
json_t *json_canonical_copy(const json_t *value);

// The size of the value at the text's beginning if it is written canonically and has nothing rare in it (a fraction, a control character,
// a name with more in it than printable ASCII, a number of over 18 digits); 0: that cannot be said at a glance, so read it.
// `end` is where the text's NUL is.
size_t json_plain_size(const char *text, const char *end);

struct plain_member { // as it stands, the name without its quotes
  const char *name, *value;
  size_t name_size, value_size;
};
struct plain_members {
  struct plain_member *items; // free them with mem_free
  size_t count, room;
};
// The same; where it is an object, its own members come behind those that are there.
size_t json_plain_members(const char *text, const char *end, struct plain_members *members);
// The first that is no printable ASCII but quote and backslash, at the latest the NUL at `end`.
const char *json_plain_skip(const char *at, const char *end);

// Questions about an object's member; each has an answer for "missing" or "of another type".
const char *json_text(const json_t *object, const char *key);                // NULL
int64_t json_number(const json_t *object, const char *key, int64_t missing); // whole numbers only
bool json_flag(const json_t *object, const char *key);                       // false
bool json_same_at(const json_t *one, const json_t *other, const char *key);  // both have an equal one, or neither has any

// The object's member, made as an empty object or array when it is missing. Borrowed.
json_t *json_object_at(json_t *object, const char *key);
json_t *json_array_at(json_t *object, const char *key);

void json_put(json_t *object, const char *key, json_t *value);         // takes over `value`; NULL puts nothing
void json_put_text(json_t *object, const char *key, const char *text); // NULL text puts nothing
void json_put_number(json_t *object, const char *key, int64_t number);
void json_put_flag(json_t *object, const char *key, bool flag);

bool json_is_utf8(const char *text); // could it be a JSON string?

bool json_array_has(const json_t *array, const char *text); // false when it is no array
void json_array_add(json_t *array, const char *text);
bool json_array_holds(const json_t *array, const json_t *value); // an equal one
char *json_join(const json_t *array, const char *between);       // its texts; what is none is passed over. Caller frees.
json_t *json_texts(const json_t *rows, const char *key);         // that member of each object, where it is text; a new reference
#endif
