// One macrostep, pure: (chart, configuration, fields, event, now, host) -> effects. S1 to S9; W3C SCXML 1.0 Appendix D is the norm.
#ifndef WAYMARK_CHART_STEP_H
#define WAYMARK_CHART_STEP_H
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "chart/chart.h"
#include "chart/truth.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What a guard or action may look at. `fields` are the case's fields. While an external event is selected for, values of its data are laid
// over them: for a person's move those of its own form, which it would set; for a reaction of another region those of any form of the
// event.
struct model;
struct step_host;
struct step_view {
  const struct chart *chart;
  const struct config *config;
  const json_t *fields;
  const json_t *event;                  // {"name","data":{},"actor"?,"decider"?}; NULL or {} for none
  json_t *const *slots;                 // by field: where they lie instead of in `fields`, for conditions of the chart itself; else NULL
  int64_t now_ms;                       // logical
  const char *today;                    // the local date at now, "2016-04-04"
  uint64_t event_serial, config_serial; // change whenever `event` or `config` does, within one machine
  const struct model *model;            // of an SCXML chart (model.h); NULL: none
  const struct step_result *so_far;     // what the step has done until now; NULL outside of one
  const json_t *entry;                  // of a list, while an item is opened for each; else NULL
  const struct step_host *host;         // whom values of format 7 are asked of; NULL: nobody
  bool *threw;                          // where to note that the model could not judge a condition; may be NULL
};

// What a step asks of its caller. Answers must depend on the view alone; the caller records them with the step.
struct step_host {
  void *user;
  // A guard with an operator that is not the chart's own (DEFINITION.md, column "judged by"). `reason` says why when not true.
  enum truth (*guard)(void *user, const json_t *guard, const struct step_view *view, struct buf *reason);
  // The action `run`: an object of field changes (a new reference), or NULL with err set.
  json_t *(*run)(void *user, const json_t *action, const struct step_view *view, struct err *err);
  // The action `gather` (format 9), its values worked out: rows of what other items say now (a new reference), or NULL with err set.
  json_t *(*gather)(void *user, const json_t *query, const struct step_view *view, struct err *err);
  // A value that is the world's to say (format 7): the date that the rule `name` gives now (`from` "rule"), or the board's setting `name`
  // (`from` "setting"), or the ids of the agencies that there are, of those with the duty `name` where it is not empty (`from` "agencies"),
  // or a sentence that says that there are none of these (`from` "nobody").
  // A new reference, null where there is none; NULL with err set.
  json_t *(*value)(void *user, const char *from, const char *name, const struct step_view *view, struct err *err);
  // Asked, when given, of each transition that the external event could select, before its guard: one that is not the sender's to take
  // counts as not enabled (R1). Never asked for raised events, timers or eventless transitions.
  bool (*may)(void *may_user, const json_t *transition);
  void *may_user;
  // Asked, when given, each time the macrostep has come to rest: the name of an event that follows from what it did (format 4: what an
  // approval was given for has changed), borrowed until the next call; NULL: none. It is raised, and then it must not be named again.
  const char *(*follows)(void *user, const struct step_view *view);
};

// S7: far over any honest workflow, under a second of work. A chart of more states has four effects a state.
enum { STEP_MICROSTEPS_MAX = 1000, STEP_EFFECTS_MAX = 10000 };

enum effect_kind {
  EFFECT_TAKE,  // a transition is taken: state = its source, spec = T
  EFFECT_EXIT,  // state, activation: its timers are cancelled by whoever keeps them (T1)
  EFFECT_ENTER, // state, activation: its timers are to be armed
  EFFECT_SET,   // name = field, value = new (JSON null: cleared), old = before (JSON null: was empty)
  EFFECT_TELL,  // spec = the tell action or the rung
  EFFECT_OPEN,  // name = workflow, value = its fields, spec = the action; NULL: a rung opens it
  EFFECT_RAISE, // name = event
  // Of SCXML charts only (DEFINITION.md, format 2):
  EFFECT_LOG,      // name = label, value
  EFFECT_SEND,     // name = event, value = {"event","target"?,"delay_ms","sendid"?}
  EFFECT_CANCEL,   // value = the sendid
  EFFECT_INVOKE,   // value = {"id","src"?|"text"?|"definition"?,"data":{}}
  EFFECT_UNINVOKE, // value = the invokeid: its state was left
  EFFECT_FORWARD,  // value = the invokeid, which is to get a copy of the external event
  EFFECT_ENDED,    // value = the donedata of the top-level final state, or null
  // Of workflows only (format 3); what they do to timers is the caller's:
  EFFECT_STOP_CLOCK,  // value = {"reason","authority"?,"review"?}: texts that are not empty, review a date
  EFFECT_START_CLOCK, // the item's clock runs again
  // Of workflows only (format 6):
  EFFECT_ASK,    // name = workflow, spec = the state's `invoke`, value = {"party","fields"}: a return to be opened
  EFFECT_SIGNAL, // name = event, value = {"item","event","data"}: for a return that is there
};

struct effect {
  enum effect_kind kind;
  const char *state; // full id; borrowed from the chart
  int64_t activation;
  const char *name;    // borrowed from the chart or from value
  const json_t *spec;  // borrowed from the chart's definition
  json_t *value, *old; // owned by the result
};

enum step_outcome {
  STEP_TAKEN,   // at least one transition was taken, or a rung ran
  STEP_IGNORED, // nothing handled it (S9): `reason` says why
  STEP_FAILED,  // an action failed or a bound was passed (S6, S7): nothing is to be kept; `reason` becomes the incident
};

struct step_result {
  enum step_outcome outcome;
  struct config *config; // the new configuration; NULL unless taken
  json_t *fields;        // the new fields; NULL unless taken
  struct effect *effects;
  size_t effect_count;
  struct buf reason; // one sentence
  bool refused;      // failed, and by what whoever chose it can put right: nothing is stuck
};

// Which event a step runs.
struct step_event {
  const json_t *event;    // as in step_view; NULL for none
  int timer_state;        // with a timer: the state that armed it
  const char *timer_name; // NULL: not a timer
  const char *parties;    // a field whose rows are `rows` by now, as returns say; NULL: not a report
  const json_t *rows;
  const char *given; // beside an event: a field that is `value` by now, as a cycle says; NULL: none
  const json_t *value;
};

void step_start(const struct chart *chart, const json_t *fields, int64_t now_ms, const char *today, const json_t *event,
                const struct step_host *host, struct step_result *result); // sets the start form's values, enters the initial states
// Form values of the taken transition (event data whose names stand in its form) become fields by EFFECT_SET before its actions run.
void step_run(const struct chart *chart, const struct config *config, const json_t *fields, const struct step_event *event, int64_t now_ms,
              const char *today, const struct step_host *host, struct step_result *result);
void step_result_clear(struct step_result *result);

// The transitions that `event` could select now, innermost first, in the order that they are tried; guards are not asked.
// An array of {"state":ID,"transition":T}; a new reference. For authorising, explaining and listing what can be done.
json_t *step_candidates(const struct chart *chart, const struct config *config, const char *event);
// Those of all events that active states handle, as step_events has them; a new reference.
json_t *step_all_candidates(const struct chart *chart, const struct config *config);
// The names of events that active states handle, document order; a new reference.
json_t *step_events(const struct chart *chart, const struct config *config);

enum truth guard_judge(const json_t *guard, const struct step_view *view, const struct step_host *host,
                       struct buf *reason); // NULL guard: true
// {"label","op","result":"true|false|unknown","reason"?,"of":[...]?}; a new reference.
json_t *guard_explain(const json_t *guard, const struct step_view *view, const struct step_host *host);
// The condition in plain words: its label, or words made from its parts ("has a due date"). Caller frees.
char *guard_words(const struct chart *chart, const json_t *guard);
// The same for a procedure; `in_full`: what a label of the guard itself stands for. Caller frees.
char *guard_words_aloud(const struct chart *chart, const json_t *guard, bool in_full);
#endif
