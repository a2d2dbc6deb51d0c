// Runs an SCXML chart and tells what happens, a JSON object at a time: configurations, what is logged, how it ended. It knows no clock:
// time is jumped to, or waited for by whoever runs it.
#ifndef WAYMARK_SCXML_RUN_H
#define WAYMARK_SCXML_RUN_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

enum { SCXML_TIME_MAX_MS = 60000 }; // how long a chart runs when nobody says

enum scxml_end {     // how a run ended; the number is the exit status of `waymark scxml run`
  SCXML_PASSED = 0,  // in a top-level final state, not one called `fail`; or at rest, of a chart without states called `pass` or `fail`
  SCXML_FAILED = 1,  // in the top-level final state `fail`
  SCXML_LIMIT = 3,   // it went round for ever, ran out of time, or a script was stopped
  SCXML_AT_REST = 4, // nothing is left that could happen
};

struct scxml_run {
  const char *folder;   // where documents lie that it invokes; NULL: nowhere
  const json_t *events; // [{"after"?: MS, "event": {"name","data"?}}]; NULL: none, and it runs until it ends or is at rest
  int64_t time_max_ms;  // of the chart's own time, which starts at 0
  bool trace;           // what is taken, left, entered, raised and sent is told too
  void *user;
  void (*tell)(void *user, const json_t *line);
  void (*wait)(void *user, int64_t until_ms); // NULL: the clock jumps
};

// {"type":"config","after":EVENT or null,"states":[ID],"atomic":[ID],"t":MS,"done":BOOL} after the start and after each external event
// (with `events`: after each of those), {"type":"log","label","value"}, and last {"type":"end","final":ID or
// null,"t":MS,"reason"?,"text"?}. False: it could not be started.
bool scxml_run(json_t *definition, const struct scxml_run *run, enum scxml_end *end, struct err *err);
bool scxml_events_check(const json_t *events, struct err *err);
// "60s", "1.5s", "100ms", "2m", "1h", "1d" in whole milliseconds. False when it is none.
bool scxml_duration(const char *text, int64_t *ms);
#endif
