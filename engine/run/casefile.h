// One item at work in memory: what the store keeps of it, its chart, and its timers. A forecast works on a copy.
#ifndef WAYMARK_RUN_CASEFILE_H
#define WAYMARK_RUN_CASEFILE_H
#include "base/err.h"
#include "base/json.h"
#include "chart/chart.h"
#include "run/board.h"
#include "run/definition.h"

#include <stdbool.h>
#include <stdint.h>

struct casefile {
  struct id id;
  char hex[ID_TEXT];
  const struct definition *definition; // borrowed from the board
  const struct chart *chart;           // the definition's
  struct config *config;               // NULL while it is being started
  json_t *fields;
  json_t *ladders;              // {LADDER: {"for": anchor's value, "done": [RUNG], "skipped": [RUNG]}}: rungs of this breach, T5
  json_t *last;                 // {EVENT: PERSON}: who decided it last
  json_t *activations;          // what is known of the activations of states that have timers (activation.h)
  json_t *stops;                // clock stops (stops.h)
  json_t *shares;               // whom it is shared with (share.h)
  json_t *approvals;            // what was approved and whether it stands (approval.h)
  json_t *timers;               // as timer_list gives them, by due
  int64_t revision, started_ms; // 0 while it is being started
  bool closed;
  char *ref, *title;
};

// By reference or id; ERR_NOT_FOUND. Free with casefile_free.
struct casefile *casefile_open(struct board *board, const char *ref, struct err *err);
struct casefile *casefile_from_row(struct board *board, json_t *row, bool with_timers, struct err *err);
struct casefile *casefile_new(struct board *board, const struct definition *definition, const char *ref, const json_t *fields);
struct casefile *casefile_copy(const struct casefile *item);
void casefile_free(struct casefile *item);

const json_t *casefile_structure(const struct casefile *item); // the canonical definition
const char *casefile_noun(const struct casefile *item);        // "action"
json_t *casefile_atomic(const struct casefile *item);          // ids of active atomic states; a new reference
json_t *casefile_state_titles(const struct casefile *item);    // their titles; a new reference
char *casefile_state_words(const struct casefile *item);       // the same as a text, parted by commas; caller frees
// Where a transition leads, in words: `becomes "Agreed"`, `goes on where "Work" was left`. NULL: nowhere. Caller frees.
char *casefile_target_words(const struct casefile *item, const json_t *transition);
json_t *casefile_state_json(const struct casefile *item);                         // the `configuration` part; a new reference
const char *casefile_list_field(const struct casefile *item, const char *column); // the field that a list's column shows; NULL
#endif
