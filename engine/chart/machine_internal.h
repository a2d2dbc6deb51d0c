// What the files of stepping share: the machine that steps a compiled chart, and what each of them does to it. Not for other layers.
#ifndef WAYMARK_CHART_MACHINE_INTERNAL_H
#define WAYMARK_CHART_MACHINE_INTERNAL_H
#include "chart/internal.h"
#include "chart/model.h"

// ---- a configuration (config.c)

struct config {
  size_t size; // of the whole block, so that copying is a memcpy
  int state_count, leaf_count, memory_size;
  int atomic_count;     // entries of the list of active atomic states, document order; one that was just left may still stand there
  int64_t entered;      // activations handed out so far
  int64_t activation[]; // by state, 0: inactive; behind it the list, then what histories record: a count and numbers each
};
static inline int *config_atomics(const struct config *config) { return (int *)(config->activation + config->state_count); }
static inline int *config_memory(const struct config *config) { return config_atomics(config) + config->leaf_count; }

void config_enter(const struct chart *chart, struct config *config, int state);
int config_first_below(const struct config *config, int state); // where in the list what is below it begins, if anything is
void config_left(struct config *config);                        // after activations were set to 0: takes the left out of the list
void config_record(const struct chart *chart, struct config *config, int parent); // what the histories of a state that is left remember
bool config_is_in_final(const struct chart *chart, const struct config *config, int state); // Appendix D: isInFinalState

// ---- the machine

struct queued {
  int number;
  const char *name; // borrowed from the chart or from json
  json_t *json;     // NULL: the name is all there is
};

struct queue {
  struct queued *items;
  int next, count, capacity;
};
void queue_add(struct queue *queue, struct queued queued); // takes over json
bool queue_take(struct queue *queue, struct queued *queued);
void queue_clear(struct queue *queue);

// Where events can go and what runs besides is known to whoever runs sessions together (system.c).
struct router {
  void *user;
  bool (*reaches)(void *user, const char *target); // is there such a session now?
  const char *session_id;
};

// An invocation that runs.
struct live {
  int state, index;
  char *id;
};

enum {
  MARK_ENTER = 1,
  MARK_DEFAULT = 2,
  MARK_LEAVE = 4,
  MARK_TO_INVOKE = 8,
  MARK_BOUND = 16,
  MARK_HOLDS = 32
}; // holds: it or a state below it is to be entered

// A chart at work, stepped in place, event after event. A macrostep that fails leaves it half done: step.c gives each a copy of its own,
// which is the whole of rolling back (S6); in an SCXML chart only going over a bound fails.
struct machine {
  const struct chart *chart;
  const struct step_host *host;
  const struct model *model;   // NULL: none
  const struct router *router; // NULL: nothing runs beside it
  struct config *config;
  json_t *fields;  // shared with the caller until the first change
  bool fields_own; // from then on ours alone
  json_t **slots;  // by field: in a session the fields lie here, and `fields` is brought up to date for whoever looks; else NULL
  bool slots_ahead;
  json_t *event;   // the event that runs now, NULL for none or for one that is only a name; guards and actions see it
  json_t *outside; // the event that came from outside
  const char *today;
  int64_t now_ms;
  int event_number;
  const char *event_name, *outside_name; // of the event that runs now, and of the one from outside
  uint64_t event_serial, config_serial;
  bool is_outside, has_ended;
  struct queue queue;     // internal events
  int *enabled;           // transitions, in the order of their selection
  int *entering;          // states marked, and those that are left
  unsigned char *marks;   // by state; MARK_ENTER and such
  uint64_t *asked_in;     // by transition: the selection in which its guard was asked
  uint64_t *enabled_in;   // and the one in which it was last enabled or gave way
  unsigned char *answers; // and what it answered
  uint64_t selection;
  int enabled_count, entering_count, default_histories;
  size_t effect_room;
  int microsteps;
  int owner; // the state whose actions run
  enum { DOING_TAKE, DOING_ENTER, DOING_LEAVE, DOING_LOAD, DOING_FINALIZE } doing;
  const struct chart_transition *taking;
  struct live *live;
  int live_count, to_invoke; // that run; states marked MARK_TO_INVOKE
  int made_ids;              // of sends and invocations without one
  json_t *error_sendid;      // of the send that failed; NULL: it had none
  struct step_result *result;
};

void machine_init(struct machine *machine, const struct chart *chart, const struct step_host *host, struct step_result *result);
void machine_clear(struct machine *machine);
json_t *machine_get(const struct machine *machine, const struct field *field);          // borrowed; NULL: empty
json_t *machine_fields(struct machine *machine);                                        // all of them; borrowed until the next change
struct step_view machine_view(struct machine *machine, const json_t *fields);           // NULL: its own
void machine_see(struct machine *machine, int number, const char *name, json_t *event); // the event that runs now; takes over a reference
void effects_empty(struct step_result *result);                                         // keeps their room for the next macrostep
struct effect *machine_effect(struct machine *machine, enum effect_kind kind,
                              int state); // NULL when the bound is passed; it has failed then
bool machine_set(struct machine *machine, const struct field *field, json_t *value, struct err *err); // takes over value; null empties
bool machine_fill(struct machine *machine, const struct field *field, const json_t *value, struct err *err); // as a form's value
bool machine_raise(struct machine *machine, int number, const char *name, json_t *json, int state); // takes over json, which may be NULL
// Raises error.execution or error.communication in an SCXML chart.
bool machine_error(struct machine *machine, const char *name, const char *why);
bool machine_fail(struct machine *machine, const char *format, ...)
    __attribute__((format(printf, 2, 3))); // the first sentence stays; false

// macrostep.c: one external event to quiet (S1)
bool macrostep_enter(struct machine *machine);    // the initial states, and on to quiet
bool macrostep_external(struct machine *machine); // the event seen last; false: nothing was enabled
bool macrostep_settle(struct machine *machine);   // eventless transitions and internal events until there are none
bool macrostep_enabled(struct machine *machine);  // takes what is enabled, then settles
void macrostep_end(struct machine *machine);      // exitInterpreter: leaves all, children first

// select.c: which transitions are enabled (S2)
void select_for_event(struct machine *machine);
void select_eventless(struct machine *machine);
void select_of_timer(struct machine *machine, const struct chart_timer_row *timer);
bool select_is_theirs(const struct machine *machine, const struct chart_transition *transition);
json_t *select_fields(struct machine *machine, const struct chart_transition *transition); // what its guard sees; a new reference
bool transition_wants(const struct chart *chart, const struct chart_transition *transition, int number, const char *name);
int transition_domain(const struct machine *machine, const struct chart_transition *transition);

// microstep.c: leave, act, enter (S3); entry.c: what is entered
bool microstep_run(struct machine *machine);
bool microstep_enter_initial(struct machine *machine);
bool microstep_leave_all(struct machine *machine);
void entry_mark_taken(struct machine *machine);
void entry_mark_initial(struct machine *machine);
bool entry_run(struct machine *machine);
void states_sort(int *states, int count); // into document order

// content.c, send.c: executable content of SCXML charts; invoke.c: children
// <data>: `given` holds what an invocation passed by id; `empty` only makes the locations.
bool content_declare(struct machine *machine, const json_t *list, const json_t *given, bool empty);
json_t *payload_evaluate(struct machine *machine, const json_t *spec, struct err *err); // NULL with err; json_null for none
char *text_evaluate(struct machine *machine, const json_t *spec, const char *literal, const char *expr, struct err *err);
// The id of a send or an invocation. Caller frees; NULL with err.
char *id_evaluate(struct machine *machine, const json_t *spec, const char *before, struct err *err);
bool do_send(struct machine *machine, const struct action *action, struct err *err);
bool do_cancel(struct machine *machine, const struct action *action, struct err *err);
bool do_assign(struct machine *machine, const struct action *action, struct err *err);
bool do_script(struct machine *machine, const struct action *action, struct err *err);
bool do_log(struct machine *machine, const struct action *action, struct err *err);
bool do_foreach(struct machine *machine, const struct action *action, struct err *err);
bool invoke_pending(struct machine *machine);                      // starts what states entered and not left ask for
void invoke_cancel(struct machine *machine, int state);            // what a state that is left had started
void invoke_forget(struct machine *machine, const char *id);       // it could not begin
bool invoke_receive(struct machine *machine, const json_t *event); // finalize and autoforward

// evidence.c: the three actions on evidence items
bool evidence_attach(struct machine *machine, struct err *err);
bool evidence_grade(struct machine *machine, struct err *err);
bool evidence_withdraw(struct machine *machine, struct err *err);

// reason.c: sentences for what did not happen (S9)
void reason_event(struct machine *machine, const char *event, struct buf *out);
void reason_timer(struct machine *machine, const struct chart_timer_row *timer, int state, const char *name,
                  struct buf *out);                                  // `timer` may be NULL
void reason_looping(const struct machine *machine, struct buf *out); // states "A" and "B": those that go round

// guard.c, action.c
enum truth guard_answer(const struct guard *guard, const struct step_view *view, const struct step_host *host, struct buf *reason);

bool actions_run_some(struct machine *machine, const struct actions *actions);
// A block: false when the macrostep has failed. Most states have none to run.
static inline bool actions_run(struct machine *machine, const struct actions *actions) {
  return actions->count == 0 || actions_run_some(machine, actions);
}
bool actions_do(struct machine *machine, const struct actions *actions, struct err *err);            // inside one
bool action_open(struct machine *machine, const json_t *spec, const char *workflow, json_t *fields); // takes over fields

// party_action.c: what happens to those who take part, and what their returns say (format 6)
bool party_add(struct machine *machine, const struct action *action, struct err *err);
bool party_remove(struct machine *machine, const struct action *action, struct err *err);
bool party_exempt(struct machine *machine, const struct action *action, struct err *err);
bool party_reopen(struct machine *machine, const struct action *action, struct err *err);
bool party_non_return(struct machine *machine, const struct action *action, struct err *err);
bool party_name(struct machine *machine, const struct action *action, struct err *err);
bool party_signal(struct machine *machine, const struct action *action, struct err *err);
bool parties_ask(struct machine *machine); // whom an active state asks and who was not asked yet; false: it failed
bool parties_reported(struct machine *machine, const char *field, const json_t *rows); // raises `party.STATUS`; false: it failed
const char *chart_relayed(const struct chart *chart, const char *status);

// carried.c: values that came from an earlier return
bool carried_confirm(struct machine *machine, const char *field, struct err *err); // given anew; nothing where it was not carried
bool carried_confirm_named(struct machine *machine, struct err *err);              // by the event's `field`
const char *carried_unconfirmed(const json_t *rows);                               // the first; NULL: none

// clock.c: what `stop_clock` and `start_clock` do
bool clock_stop(struct machine *machine, const json_t *spec, struct err *err);
bool clock_start(struct machine *machine, struct err *err);
#endif
