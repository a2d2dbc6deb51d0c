// SCXML sessions that run together: W3C SCXML 1.0, D (mainEventLoop) for each, with external queues, delayed events and invocations between
// them. Pure: the clock is passed in, and data models, documents and what is logged go through callbacks.
//
// The norm leaves open in which order sessions run; here it is always the same. One external event is worked off at a time, over all
// sessions in the order in which the events were put into queues. What a macrostep sends, cancels, invokes and forwards is done in that
// order when it has ended; a session that is invoked runs its first macrostep at once. Delayed events of one instant go in the order of
// their sending.
#ifndef WAYMARK_CHART_SYSTEM_H
#define WAYMARK_CHART_SYSTEM_H
#include "base/err.h"
#include "base/json.h"
#include "chart/chart.h"
#include "chart/model.h"
#include "chart/step.h"

#include <stdbool.h>
#include <stdint.h>

struct system;

enum notice_kind {
  NOTICE_LOG,       // label (may be ""), value
  NOTICE_MACROSTEP, // a macrostep ended: event = its external event, NULL for the start; effects = what it did, in order
  NOTICE_ENDED,     // the session ended: effects = what leaving its last states did
  NOTICE_LIVELOCK,  // more than STEP_MICROSTEPS_MAX microsteps, or STEP_EFFECTS_MAX effects: text names the states; the session ends
  NOTICE_LOST,      // text: a session that could not be invoked, and why
};

// What a system tells. Everything is borrowed until the callback returns.
struct notice {
  enum notice_kind kind;
  const char *session; // its id: "main", "main.INVOKEID"
  const struct chart *chart;
  const struct config *config;
  int64_t now_ms;
  const char *label, *text;
  const json_t *value, *event;
  const struct effect *effects;
  size_t effect_count;
};

struct system_host {
  void *user;
  // Makes the data model of a new session of that chart; not asked for datamodel "null". `system_id` is for _sessionid.
  bool (*model_open)(void *user, const struct chart *chart, const char *session_id, struct model *model, struct err *err);
  void (*model_close)(void *user, struct model *model);
  // The definition that an invocation runs: of a document (`src`, an URI), or of text that came out of an expression. A new reference.
  json_t *(*document)(void *user, const char *src, const char *text, struct err *err);
  void (*tell)(void *user, const struct notice *notice); // may be NULL
};

struct system *system_new(const struct system_host *host); // `host` is copied. Free with system_free.
void system_free(struct system *system);

// Starts the main session and runs until quiet. The chart is borrowed for the system's life. False: its data model could not be made.
bool system_start(struct system *system, const struct chart *chart, int64_t now_ms, struct err *err);
// Puts an external event {"name","data"?} into the main session's queue. Takes over event.
void system_send(struct system *system, json_t *event);
// The same for an event that is only a name, which is copied nowhere: it must live until the event has run.
void system_send_name(struct system *system, const char *name);
// Delivers what is due up to now_ms, in due order, each at its instant, and runs until every queue is empty. An event that comes at a later
// moment than the last run is sent after a run up to that moment, and run by another.
void system_run(struct system *system, int64_t now_ms);
// When the next delayed event is due; INT64_MAX: there is none.
int64_t system_next_ms(const struct system *system);

const struct config *system_config(const struct system *system); // the main session's, or where it was when it ended; until the next run
const json_t *system_fields(struct system *system);              // and its fields, where it has any
bool system_has_ended(const struct system *system);              // the main session reached a top-level final, or was stopped
bool system_was_stopped(const struct system *system);            // by a bound (NOTICE_LIVELOCK)
#endif
