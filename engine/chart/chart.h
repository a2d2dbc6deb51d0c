// A chart: a canonical definition compiled for stepping. Immutable once made; many cases share one.
#ifndef WAYMARK_CHART_CHART_H
#define WAYMARK_CHART_CHART_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

struct chart;

// Far over any honest process, and small enough to step in a moment: sizes come from outside, so they are looked at before anything is laid
// out. A workflow in Lua may have fewer states (check_internal.h), since checking it takes longer. The root is no level of the depth.
enum { CHART_STATES_MAX = 20000, CHART_DEPTH_MAX = 64, CHART_REGIONS_MAX = 1024 };

// Compiles a canonical definition; keeps a reference to it. NULL when it is not one (a damaged store). Free with chart_free.
struct chart *chart_new(json_t *definition, struct err *err);
void chart_free(struct chart *chart);

// What groups are called, {ID: NAME}, wherever a deadline is said in words: only a board knows. Said before the chart is used; without it,
// or of a group that is not in it, the id is said.
void chart_name_groups(struct chart *chart, json_t *names);
const char *chart_group_name(const struct chart *chart, const char *id);

const json_t *chart_definition(const struct chart *chart);
int chart_state_count(const struct chart *chart);
int chart_state_find(const struct chart *chart, const char *id);         // -1 when there is none; 0 is the root
const json_t *chart_state(const struct chart *chart, int state);         // its STATE object in the definition
const json_t *chart_field(const struct chart *chart, const char *name);  // NULL when there is none
const char *chart_label(const struct chart *chart, const char *field);   // what its form calls it, else its name
const json_t *chart_role(const struct chart *chart, const char *name);   // NULL when there is none
const json_t *chart_ladder(const struct chart *chart, const char *name); // NULL when there is none

// What becomes of the times of an `every` that were missed (T4): one comes for all of them, each comes, none does.
enum chart_catch_up { CATCH_UP_ONCE, CATCH_UP_EACH, CATCH_UP_SKIP };

// One timer that a state arms when it is entered: an `after`, an `at`, an `every`, or a rung of its ladder.
struct chart_timer {
  const char *name;   // "10 working days", "end of due", "review-ladder/L0"
  const char *rule;   // its deadline rule; of a rung with `instead` the one that holds for the rest (chart_timer_rule)
  const json_t *rung; // the ladder's rung, NULL for the others
  int rung_index;     // its place in the ladder, from 0
  bool every;         // it comes again and again while its state is active
  enum chart_catch_up catch_up;
};
int chart_timer_count(const struct chart *chart, int state);
struct chart_timer chart_timer_at(const struct chart *chart, int state, int index);
// The rule that holds for an item with these fields: of a rung the first of its `instead` whose condition is true. Borrowed.
const char *chart_timer_rule(const struct chart *chart, const struct chart_timer *timer, const json_t *fields);
// May another rule hold when this field changes? (Where the rule itself counts from a field, the rule says.)
bool chart_timer_hangs_on(const struct chart_timer *timer, const char *field);

// A configuration: which states are active, each by which activation (T1: a re-entered state is another activation).
struct config;
struct config *config_new(const struct chart *chart);                                       // nothing active. Free with config_free.
struct config *config_read(const struct chart *chart, const json_t *json, struct err *err); // {"active":{ID:ACTIVATION},"entered":N}
struct config *config_copy(const struct config *config);
void config_free(struct config *config);
json_t *config_write(const struct chart *chart, const struct config *config); // a new reference
bool config_is_active(const struct config *config, int state);
int64_t config_activation(const struct config *config, int state);                            // 0 when inactive
json_t *config_atomic(const struct chart *chart, const struct config *config);                // ids of active atomic states, document order
bool config_has_tag(const struct chart *chart, const struct config *config, const char *tag); // an active state carries it
// Nothing can happen any more: a final state is active at the top, or every region of a parallel root has ended.
bool config_is_final(const struct chart *chart, const struct config *config);
#endif
