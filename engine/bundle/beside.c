// Threads that work beside whoever makes or verifies a bundle.
#include "bundle/internal.h"

#include <sched.h>
#include <signal.h>

// Of the processors that this process may use; more than the set has room for are many.
static bool is_only_one(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) < 2;
}

// Signals stay with the threads that know what to do with them.
bool beside_begin(pthread_t *thread, void *(*work)(void *user), void *user) {
  sigset_t all, before;
  if (is_only_one()) return false;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  bool ok = pthread_create(thread, NULL, work, user) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return ok;
}
