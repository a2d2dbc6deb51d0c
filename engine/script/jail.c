// What a worker may still do once it is one: compute, and read and write the one socket that it was given. Everything else ends it.
#include "script/internal.h"

#include <seccomp.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

// Named so that a fault of the jail itself can be told from one of a script.
enum { JAIL_BROKEN = 81, JAIL_TIME = 82 };

static void must(int failed) {
  if (failed) _exit(JAIL_BROKEN);
}

static void limit(int resource, rlim_t value) {
  struct rlimit both = {.rlim_cur = value, .rlim_max = value};
  must(setrlimit((__rlimit_resource_t)resource, &both));
}

static void limits_enter(void) {
  if (!SCRIPT_ASAN) limit(RLIMIT_AS, 256 << 20); // the program's own mappings, a Lua heap, the reader's, and an answer being built
  limit(RLIMIT_NOFILE, WORKER_FD + 1);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NPROC, 0);
}

// All that glibc's allocator, Lua, jansson and this layer need. clock_gettime is asked by the kernel only for CPU clocks (table.sort).
static const int calls[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(mmap),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(brk),
    SCMP_SYS(futex),
    SCMP_SYS(exit_group),
    SCMP_SYS(setitimer),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(madvise),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(restart_syscall),
#if SCRIPT_ASAN
    // AddressSanitizer's run-time library: its own stacks, thread ids, and the maps it reads to write a report.
    SCMP_SYS(sigaltstack),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(sched_yield),
    SCMP_SYS(openat),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(readlink),
    SCMP_SYS(lseek),
    SCMP_SYS(prctl),
    SCMP_SYS(getrlimit),
    SCMP_SYS(prlimit64),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(uname),
#endif
};

static void filter_enter(void) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  must(filter == NULL);
  for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) must(seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) != 0);
  // Memory may be made read-only and writable again (heap.c), never code.
  must(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) != 0);
  must(seccomp_load(filter) != 0);
  seccomp_release(filter);
}

// Which call runs, for last words. The one thing that is not passed: a handler of signals takes no argument.
static struct {
  volatile sig_atomic_t call; // of the message; -1: none
} marked = {.call = -1};

void jail_mark(int call) { marked.call = call; }
int jail_marked(void) { return marked.call; }

// No C function of Lua runs a hook, so a pattern that backtracks for ever is ended from a timer of CPU time. The handler only writes and
// exits, both safe in a handler; the timer is off while an answer is written, so no frame is cut in two.
static void timed_out(int signal_number) {
  (void)signal_number;
  char frame[] = "\0\0\0\x20{\"limit\":\"time\",\"call\":        }";
  _Static_assert(sizeof frame - 1 == 4 + 0x20, "the frame's length is its own");
  char *digit = frame + sizeof frame - 3;
  int call = marked.call;
  if (call < 0) memcpy(digit - 1, "-1", 2);
  for (; call >= 0 && (*digit == ' '); call /= 10) {
    *digit-- = (char)('0' + call % 10);
    if (call < 10) break;
  }
  ssize_t written = write(WORKER_FD, frame, sizeof frame - 1);
  (void)written;
  _exit(JAIL_TIME);
}

void jail_timer(int cpu_ms) {
  struct itimerval timer = {.it_value = {.tv_sec = cpu_ms / 1000, .tv_usec = cpu_ms % 1000 * 1000}};
  must(setitimer(ITIMER_PROF, &timer, NULL));
}

void jail_lifetime(int cpu_seconds) { limit(RLIMIT_CPU, (rlim_t)cpu_seconds); }

void jail_enter(void) {
  struct sigaction action = {.sa_handler = timed_out};
  must(sigaction(SIGPROF, &action, NULL));
  must(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
  must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  must(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
  limits_enter();
  heap_guard();
  filter_enter();
}
