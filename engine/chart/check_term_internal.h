// What the files that check guards and actions share: both are terms, an operator and its members, one row of a table each, so that a new
// one is a row. Not for other layers.
#ifndef WAYMARK_CHART_CHECK_TERM_INTERNAL_H
#define WAYMARK_CHART_CHECK_TERM_INTERNAL_H
#include "chart/check_internal.h"

enum want {
  WANT_FIELD,  // the name of a field of one of `types`
  WANT_VALUE,  // a value, or where it comes from; fits the term's field
  WANT_ITEM,   // a value that joins a list
  WANT_VALUES, // a table of values by names
  WANT_COUNT,
  WANT_AMOUNT,
  WANT_LEVEL,
  WANT_STATE,
  WANT_RULE,
  WANT_ROLE,
  WANT_TWO_ROLES,
  WANT_ROLES,
  WANT_RAISED, // an event that some state handles, and that this term raises
  WANT_EVENT,
  WANT_TEXT,
  WANT_FLAG,
  WANT_FUNCTION,
  WANT_GUARD,
  WANT_GUARDS,
  // of format 2
  WANT_EXPR,  // text in the data model's language
  WANT_LABEL, // text that may be empty, for whoever reads a log
  WANT_TOKEN, // an event's name, an id, an address: text without blanks
  WANT_DELAY, // milliseconds
  WANT_ANY,   // plain data, whatever it is
  WANT_TRUE,  // true, or it is left out
  WANT_NAMES,
  WANT_PARAMS,
  WANT_ACTIONS,
  WANT_BRANCHES,
  WANT_DEFINITION, // a chart within the chart
  // of format 3
  WANT_SAID, // a value that comes out as text; from a field of one of `types`
  WANT_DAY,  // the same as a date
  // of format 7
  WANT_ENTRY, // a table of values by names, which may come from a list's entry
  // of format 4
  WANT_APPROVAL, // an event whose transition binds what was seen
};

struct member {
  const char *key;
  enum want want;
  const char *types;
  bool optional;
  int where; // dialects that have it; 0: all that have the term
};

// What may not stand together in one term.
struct either {
  const char *one, *other;
};

struct term {
  const char *name, *example;
  int where;                    // dialects that have it
  const char *instead;          // for the others: what does it there
  const struct member *members; // ends with a key NULL; may be NULL
  const struct either *eithers; // ends with NULLs; may be NULL
};

// A family of terms: how it is told apart and what it is called.
struct family {
  const char *tag, *thing, *wrapper;
  const struct term *terms; // ends with a name NULL
};

// check_words.c: the tables
extern const struct family guard_family, action_family;
extern const struct term invoke_term, donedata_term;

// check_term.c: the members of `node` that `term` knows, put into out; what it does not know is named. No family: it is no guard or action.
void members_check(struct check *check, const struct node *node, const struct family *family, const struct term *term, int scope,
                   json_t *out);

// check_member.c: a member's canonical value, a new reference; NULL when there is none.
json_t *member_check(struct check *check, const struct node *term, const struct node *at, const struct member *member, int scope);

// check_payload.c
json_t *params_check(struct check *check, const struct node *list);
void send_holds(struct check *check, const struct node *node); // what a `send` needs beyond its members
#endif
