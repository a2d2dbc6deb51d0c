// A turn: one macrostep of one item, from the step's effects to the parts of one journal entry (DESIGN idea 2).
// Live work and forecasts take turns alike; only live work appends the entry.
#ifndef WAYMARK_RUN_TURN_H
#define WAYMARK_RUN_TURN_H
#include "base/err.h"
#include "base/json.h"
#include "chart/step.h"
#include "run/board.h"
#include "run/casefile.h"

#include <stdbool.h>
#include <stdint.h>

enum { APPROVAL_EVENT_SIZE = 80 }; // "stale." and an event's name

// The step that a turn takes, kept so that it can be taken blind before (foresight.h).
struct turn_plan {
  struct step_event event; // its event NULL: none was planned
  bool starting;           // step_start
  bool (*may)(void *may_user, const json_t *transition);
  void *may_user;
  bool foreseen; // what it asks of Lua was asked ahead
};

struct turn {
  struct board *board;
  struct casefile *item; // changed in place when the step was taken
  int64_t now_ms;        // logical: a timer's due instant, else now
  int64_t recorded_ms;
  json_t *event;        // {"name","data","actor"?,"decider"?}; {} for a timer
  json_t *answers;      // what guards outside the chart answered: part `answers`
  json_t *told;         // [{"to","name","role","note"?}]: whom the turn told
  bool lua_failed;      // a condition in Lua threw or was stopped: what came of the step is not to be trusted
  const json_t *used;   // the timer that this turn uses up: its next time is armed when the step was taken; borrowed, NULL for none
  const json_t *copies; // roles copied in for rungs that were skipped (T5); borrowed, NULL for none
  json_t *gathered;     // {QUERY: rows} of other items: a step that is taken blind first gathers once; NULL: nothing yet
  struct turn_plan plan;
  struct step_result result;
  struct entry entry;
  int64_t seen;                      // the revision that the decider saw; 0: as the item is (approval.h)
  json_t *seen_fields;               // the fields then, where that is another one; else NULL
  char follows[APPROVAL_EVENT_SIZE]; // the event that approval_follows named last
  int part_number;                   // timers, messages and openings are numbered within the entry
  char today[DATE_TEXT];
};

void turn_init(struct turn *turn, struct board *board, struct casefile *item, enum entry_kind kind, int64_t now_ms,
               json_t *event); // takes over event
void turn_clear(struct turn *turn);

// The world that a step of this turn asks: people, time and the Lua worker (judge.c).
struct step_host turn_host(struct turn *turn);
json_t *turn_gather(struct turn *turn, const json_t *query, struct err *err); // of the action `gather`; a new reference, NULL with err
struct step_view turn_view(struct turn *turn, const json_t *fields);
// One condition outside the chart; the answer is not kept.
enum truth turn_judge(struct turn *turn, const json_t *guard, const struct step_view *view, struct buf *reason);
// A value that is not the chart's own (format 7): the date that a rule gives now, a setting of the board as text. A new reference.
json_t *turn_value(struct turn *turn, const char *from, const char *name, const struct step_view *view, struct err *err);
json_t *turn_item(struct turn *turn, const struct step_view *view); // what a Lua function of the workflow may look at; a new reference

// Takes the planned step into turn->result. What it asks of Lua is asked in one message where that can be foreseen.
void turn_step(struct turn *turn, const struct turn_plan *plan);
// The same against any host: `may` is the plan's.
void turn_plan_run(const struct turn *turn, struct step_host *host, struct step_result *result);

// After step_run or step_start was taken: applies the effects to the item and adds every part of the entry but `event` and `key`.
bool turn_record(struct turn *turn, struct err *err);
// The same without a step, for a turn that sets these fields and nothing else: {FIELD: value}, null to empty it. Deadlines that hang on
// them are derived again (T6). No state is left or entered.
bool turn_set(struct turn *turn, const json_t *fields, struct err *err);
// The parts that say where the item stands, of a turn that was made otherwise (migrate.h).
void turn_stand(struct turn *turn);
// Appends the entry to the journal, and behind it one that says so where nobody can move the item any more, or can again (alarm.h).
bool turn_append(struct turn *turn, struct err *err);
// A part called "KIND/N" with the next number. Takes over value.
void turn_part(struct turn *turn, const char *kind, json_t *value);
#endif
