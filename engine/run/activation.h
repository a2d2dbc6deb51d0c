// Activations of an item's states, as its timers see them: when each began, which of its timers were used up in it, and how far those that
// come again and again have been dealt with. Kept with the item, since the armed rows alone cannot say whether a timer that is not among
// them was used or lost.
//
// In the item's `activations`: {STATE: {"entered": MS, "spent": [NAME]?, "last": {NAME: MS}?, "round": {NAME: N}?, "armed": {NAME: N}?}},
// for active states that have timers: rounds are those of rule.h, of the last time that was dealt with and of the one that is armed.
#ifndef WAYMARK_RUN_ACTIVATION_H
#define WAYMARK_RUN_ACTIVATION_H
#include "run/casefile.h"

#include <stdbool.h>
#include <stdint.h>

void activation_begin(struct casefile *item, int state, int64_t now_ms);
void activation_end(struct casefile *item, const char *state);
// Is anything known of it? Not of states that were entered before this was kept.
bool activation_is_known(const struct casefile *item, const char *state);
int64_t activation_entered(const struct casefile *item, const char *state, int64_t unknown_ms);

void activation_spend(struct casefile *item, const char *state, const char *timer); // it fired, and comes no more in this activation
void activation_renew(struct casefile *item, const char *state, const char *timer); // its date is another one now
bool activation_has_spent(const struct casefile *item, const char *state, const char *timer);

// The last time of a timer that comes again: what is after it, in instant and in round, is still to come. INT64_MIN: none was dealt with.
// The round keeps a time from coming twice when a change of the calendar moves it on after it came.
struct activation_time {
  int64_t ms, round;
};
struct activation_time activation_last(const struct casefile *item, const char *state, const char *timer);
void activation_set_last(struct casefile *item, const char *state, const char *timer, struct activation_time last);
int64_t activation_armed(const struct casefile *item, const char *state, const char *timer); // its round; INT64_MIN: not known
void activation_set_armed(struct casefile *item, const char *state, const char *timer, int64_t round);
#endif
