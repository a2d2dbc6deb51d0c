// Comparing readings of the machine's clocks. See clock.h.
#include "run/clock.h"

enum {
  READ_TIMES_MAX = 5, // a process that is stopped between the two clocks would see a step that there was not
  READ_APART_MS = 100 // and a machine so busy that each try takes longer is believed all the same
};

struct clock_reading clock_read(const struct env *env) {
  struct clock_reading reading = {0};
  for (int i = 0; i < READ_TIMES_MAX; i++) {
    reading.steady_ms = env->steady_ms(env->user);
    reading.wall_ms = env->now_ms(env->user);
    if (env->steady_ms(env->user) - reading.steady_ms < READ_APART_MS) break;
  }
  return reading;
}

void clock_vouch(const struct env *env, struct clock_reading *reading) { reading->is_synchronised = env->is_synchronised(env->user); }

static struct clock_surprise surprise(enum clock_change change, int64_t was_ms, int64_t is_ms) {
  return (struct clock_surprise){.change = change, .was_ms = was_ms, .is_ms = is_ms, .by_ms = is_ms - was_ms};
}

struct clock_surprise clock_compare(const struct clock_reading *before, const struct clock_reading *now, int64_t leap_ms) {
  int64_t was_ms = before->wall_ms + (now->steady_ms - before->steady_ms), by_ms = now->wall_ms - was_ms;
  enum clock_change change = CLOCK_RUNS;
  if (by_ms < -CLOCK_STEP_MS) change = CLOCK_STEPPED_BACK;
  if (by_ms > CLOCK_STEP_MS) change = CLOCK_STEPPED_AHEAD;
  if (by_ms > leap_ms && by_ms > CLOCK_STEP_MS) change = CLOCK_LEAPT;
  return surprise(change, was_ms, now->wall_ms);
}

struct clock_surprise clock_compare_start(int64_t recorded_ms, const struct clock_reading *now, int64_t gap_ms) {
  enum clock_change change = CLOCK_RUNS;
  if (now->wall_ms < recorded_ms - CLOCK_STEP_MS) change = CLOCK_STEPPED_BACK;
  if (now->wall_ms > recorded_ms + gap_ms) change = CLOCK_LEAPT;
  return surprise(change, recorded_ms, now->wall_ms);
}

const char *clock_words(enum clock_change change) {
  static const char *const words[] = {"runs", "stepped back", "stepped ahead", "leapt"};
  return words[change];
}
