// What the files of checking share: where in the raw structure one stands, what is declared there, and the questions
// that are asked of every value. Not for other layers.
#ifndef WAYMARK_CHART_CHECK_INTERNAL_H
#define WAYMARK_CHART_CHECK_INTERNAL_H
#include "base/buf.h"
#include "chart/chart.h"
#include "chart/check.h"

#include <stdbool.h>
#include <stddef.h>

// Over any honest workflow (the largest shipped has about 20 states, and a Section 11 return of 60 criteria 18,000 values); they keep
// checking under a second (S7's spirit). An SCXML chart's names are looked up by hash and its dead ends are not looked for, so it may be
// ten times as large.
enum {
  STATES_MAX = 1000,
  TRANSITIONS_MAX = 5000,
  VALUES_MAX = 40000,
  CHART_VALUES_MAX = 200000,
  CHART_FACTOR = 10,
  NAME_MAX_SIZE = 60,
  ID_MAX_SIZE = 250
};
enum { PARTS_MAX = 1024 }; // of a parallel state, as chart_new has it

// Who a word is for: a workflow, or an SCXML chart with the data model "lua" or "null". A set of them is their sum.
enum dialect {
  FOR_WORKFLOW = 1,
  FOR_LUA = 2,
  FOR_NULL = 4,
  FOR_CHART = FOR_LUA | FOR_NULL,
  FOR_FIELDS = FOR_WORKFLOW | FOR_NULL, // what works on fields
  FOR_ALL = FOR_WORKFLOW | FOR_CHART
};

// A place in the raw structure: it links upward, so that its JSON pointer is written only when something is wrong there.
struct node {
  const struct node *up; // NULL for the whole
  const char *key;       // NULL for an item of a JSON array
  size_t index;
  const json_t *value; // NULL when there is nothing
};

// Several states, in the order they were named.
struct states {
  int *items;
  int count;
};

struct state {
  struct node node;    // where it stands
  struct node nursery; // its `states`
  const char *key;
  char *id;
  int parent; // -1 for the root, which is state 0
  int depth;  // 0 for the root
  int last;   // the last state below it, itself when there is none: states are numbered parents first
  enum state_kind { STATE_ATOMIC, STATE_COMPOUND, STATE_PARALLEL, STATE_FINAL, STATE_HISTORY } kind;
  struct states initial;              // where a compound state begins; of a history state: where it leads when nothing was left yet
  bool deep;                          // of a history state
  json_t *spec;                       // canonical; owned by its parent's
  bool is_closed;                     // it or a state around it is tagged `closed`
  bool is_reached, is_begun, is_left; // begun: reached, and so is where it begins
};

// A transition, as much of it as finding dead ends needs.
struct edge {
  int from;
  struct states to; // none: it stays where it is
  bool internal;
  bool at_once; // an `always` that is sure to be taken as soon as its state is entered
  bool is_followed;
};

struct check {
  enum dialect dialect;
  int format; // the first that has all the members that are used
  const struct check_host *host;
  struct problems *problems;
  struct node root;
  json_t *fields;                                  // canonical list
  json_t *field_names, *role_names, *ladder_names; // texts
  json_t *handled, *patterns;                      // texts: events that some state handles, by name and by pattern
  json_t *state_ids;                               // from an id to the state's number
  json_t *raised;                                  // texts: events that an action or a rung raises
  json_t *opened;                                  // texts: lists into which something opens items
  json_t *bound;                                   // texts: events whose transitions say what they bind: approvals
  json_t *readers;                                 // texts: roles that hold, do or are told something, so may read
  bool uses_meeting, uses_evidence, uses_carried;
  bool has_entry;                                         // what is looked at is worked out for each entry of a list
  bool is_full;                                           // TRANSITIONS_MAX was reached and said
  bool is_cut;                                            // too large to look at all of it: what leads to the rest cannot be judged
  bool roles_are_lost, fields_are_lost, ladders_are_lost; // the whole table is wrong: what refers into it cannot be told
  bool is_lost;                                           // a target could not be even guessed: what is reached cannot be told
  struct state **states;
  int state_count;
  struct edge *edges;
  int edge_count;
};

static inline void format_needs(struct check *check, int format) {
  if (check->format < format) check->format = format;
}

// Room for one more item than `count`, which grows one by one: it doubles, so that a large chart is not copied for each.
void *room_for(void *items, int count, size_t size);

// check_node.c: places and the questions asked of any value. `thing` is what it is, in words: "a state".
struct node node_member(const struct node *up, const char *key);
struct node node_place(const struct node *up, size_t index); // item `index`, from 0, of a list, or of a table's list part
size_t node_count(const struct node *list);                  // a single value counts as a list of one, {} as an empty list
struct node node_item(const struct node *list, size_t index);
char *node_pointer(const struct node *node); // Caller frees.
bool node_is_function(const struct node *node);
const char *node_type(const json_t *value); // "a table"
void mistake(struct check *check, const struct node *node, const char *format, ...) __attribute__((format(printf, 3, 4)));
bool is_enough(const struct check *check); // so many mistakes are named that no more will be
char *near_hint(const struct check *check, const char *name,
                const json_t *names); // " Did you mean `x`?", else what there is; Caller frees.

bool keys_check(struct check *check, const struct node *node, const char *thing, const char *const *known); // NULL ends `known`
bool table_check(struct check *check, const struct node *node, const char *example);  // a table with named values, or {}
bool table_needed(struct check *check, const struct node *node, const char *example); // the same, and nothing is a mistake
const char *text_check(struct check *check, const struct node *node);                 // NULL when missing or wrong
bool flag_check(struct check *check, const struct node *node, bool missing);
bool name_check(struct check *check, const struct node *node, const char *name, const char *thing);
void list_check(struct check *check, const struct node *list);     // names what cannot stand in a list
json_t *texts_check(struct check *check, const struct node *list); // a list of texts, doubled ones named; a new reference
char *label_from(const char *name);                                // "submit_evidence": "Submit evidence". Caller frees.
void label_put(struct check *check, const struct node *up, const char *key, const char *name, json_t *out);

// check_role.c, check_field.c, check_ladder.c
json_t *roles_check(struct check *check);
json_t *role_list_check(struct check *check, const struct node *list); // known roles; a new reference
void role_check(struct check *check, const struct node *node, const char *name);
void roles_may_read(struct check *check, const json_t *roles);
void fields_check(struct check *check);
const json_t *field_find(const struct check *check, const char *name);
void offer_check(struct check *check, const struct node *node,
                 const char *name); // check_offer.c: options that hang on another choice (format 12)
const json_t *field_check(struct check *check, const struct node *node, const char *name, const char *types); // NULL: there is a mistake
json_t *form_check(struct check *check, const struct node *list);
void value_check(struct check *check, const struct node *node, const json_t *field); // does a literal fit the field?
json_t *ladders_check(struct check *check);

// check_rule.c: deadline rules, hanging on known dates. `word` is what it stands under, "after" or "every", NULL for elsewhere.
bool rule_check(struct check *check, const struct node *node, const char *text, const char *word);
char *cycle_check(struct check *check, const struct node *node, const char *text); // of `every`: how it is kept. Caller frees.

// check_approval.c: what a decision binds, and what follows when that changes (format 4)
void approvals_collect(struct check *check);
bool approval_check(struct check *check, const struct node *node, const char *event); // does a transition of that event bind something?
bool stale_is(const char *event);
bool stale_event_check(struct check *check, const struct node *node, const char *event); // false: it is no event `stale.EVENT`
void stale_events_add(const struct check *check, json_t *events);                        // all that the engine may raise
void approval_at(struct check *check, const struct node *node, bool is_sent, json_t *out);

// check_see.c: who sees what (format 5). False: the workflow does not say, so that whoever may read sees everything
bool see_check(struct check *check, json_t *out);

// check_party.c: many parties that answer one question (format 6)
bool relayed_is(const char *event); // sent by a cycle to its returns, or raised by what these say
bool relayed_event_check(struct check *check, const struct node *node, const char *event); // false: it is none
void relayed_events_add(json_t *events);
bool parties_any(const struct check *check); // a field says who takes part
void invoke_at(struct check *check, int state, json_t *out);

// check_plain.c: a workflow in plain form: what its own words found, and what is found in what it expands to, said in its words
void plain_mistakes_take(struct check *check);
void plain_say(struct problems *problems, size_t from); // of the problems from this one on

// check_instead.c: rungs that come at another time for some items
void instead_check(struct check *check, const struct node *rung, json_t *out);

// check.c: a chart within a chart; a new reference
json_t *inner_check(struct check *check, const struct node *node);

// check_chart.c
enum dialect dialect_of(const json_t *raw, enum dialect around); // of what stands within `around`
json_t *chart_check(struct check *check);                        // an SCXML chart as a whole; a new reference

// check_dialect.c: a key that belongs to the other dialect is told as that. True when it was.
bool dialect_key_check(struct check *check, const struct node *at, const char *thing);

// check_term.c: guards and actions, each one table row an operator. `scope` is the state it stands in.
json_t *guard_check(struct check *check, const struct node *node, int scope);
json_t *values_check(struct check *check, const struct node *at); // a table of values by names; a new reference
json_t *actions_check(struct check *check, const struct node *list, int scope);
json_t *blocks_check(struct check *check, const struct node *list, int scope); // `entry` and `exit` of an SCXML chart

// check_payload.c: what only the states of SCXML charts have
json_t *plain_check(struct check *check, const struct node *at); // a value without functions; a new reference
json_t *data_check(struct check *check, const struct node *list);
void chart_state_check(struct check *check, int state); // `invokes`, `donedata`, `data`

// check_state.c: first all states are collected, because a target may come before its state; then each is checked.
void states_collect(struct check *check);
void states_check(struct check *check);

// check_target.c: what a name of a state means, and which states can be active together
int state_resolve(const struct check *check, int from, const char *name); // -1: none
// The state that is meant: after naming a mistake the near one, so that one slip is not reported as three. -1: nobody can tell.
int state_check(struct check *check, const struct node *node, int from, const char *name);
int state_below_find(const struct check *check, int parent, const char *name); // a child, else a state further down; -1: none
bool state_is_under(const struct check *check, int state, int ancestor);       // properly
bool state_enters(const struct check *check, int target, int state);           // does entering `target` by default enter `state`?
bool states_have_under(const struct check *check, const struct states *states, int state); // `state` itself, or one below it
int state_next(const struct check *check, int state);                                      // its next sibling; -1: none
void states_add(struct states *targets, int state);
void states_together_check(struct check *check, const struct node *list, const struct states *targets);
// Puts ONE or SEVERAL ("target", "targets") into out; sets format 2 for several.
void states_put(struct check *check, const struct states *targets, const char *one, const char *several, json_t *out);

// check_initial.c: where a compound state begins, and where a history state leads
void initial_check(struct check *check, int state);
void history_check(struct check *check, int state); // its own rules and its canonical form
bool transition_is_one(const struct node *node);    // one transition, not a list of them

// check_pattern.c: events by pattern (format 2)
bool pattern_is(const char *event);
bool pattern_check(struct check *check, const struct node *node, const char *event); // is it written like one?
bool pattern_covers(const char *pattern, const char *event);
void patterns_report(struct check *check); // what matches nothing
// Is the event at `node`, a member of `on`, hidden by a pattern before it?
void pattern_hides_check(struct check *check, const struct node *on, const struct node *node);
void descriptor_check(struct check *check, const struct node *node, const char *event); // of an SCXML chart

// check_timer.c
json_t *timers_check(struct check *check, int from);

// check_transition.c
struct trigger {
  enum trigger_kind { BY_EVENT, BY_STATE, BY_TIMER, BY_CYCLE, BY_LIST } kind; // BY_LIST: of `transitions`, with an event or without
  const char *event;                                                          // BY_EVENT
  const char *label;                                                          // what stands on the button when the author says nothing
};
void event_check(struct check *check, const struct node *node, const char *event, bool by_pattern); // does some state handle it?
void transitions_check(struct check *check, const struct node *list, int from, const struct trigger *trigger, json_t *out);
void events_check(struct check *check, int from, json_t *out); // `on`, then `always`

json_t *transition_plain(struct check *check); // nobody sends it, nothing is asked; a new reference

// check_reach.c: once all is known, what nothing reaches, what nobody can leave, what nobody can ask for
void reach_check(struct check *check);
int edge_domain(const struct check *check, const struct edge *edge);             // the state whose inside the transition leaves
bool edge_leaves(const struct check *check, const struct edge *edge, int state); // can it be what `state` is left by?
void ends_check(struct check *check); // check_end.c: once that is known, from where no end can be reached
// Is an `always` without a guard, at `node`, sure to be taken? What is before it in its state, further in, or beside it may come first
// (S2).
bool always_is_sure(const struct check *check, const struct node *node, int from);
#endif
