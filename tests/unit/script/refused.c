// Goal (RELIABILITY L3): a machine without memory harms nobody. Whichever allocation of a worker is refused, and every one after it, the
// parent gets the answer or one clean sentence, and never a crash; whichever of the parent's own is refused, the process ends as it says it
// does (base/mem.h) or goes on with a sentence. Method: this program's malloc, calloc and realloc refuse from the nth on, for growing n, in
// a worker that reads a definition and calls it, and in a parent that asks one. A sample of n; all of them where WAYMARK_LONG is set. The
// builds with AddressSanitizer and UndefinedBehaviorSanitizer watch.
#include "base/mem.h"
#include "harness.h"
#include "script/internal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#if SCRIPT_ASAN
void *__interceptor_malloc(size_t size);
void *__interceptor_calloc(size_t count, size_t size);
void *__interceptor_realloc(void *old, size_t size);
#define REAL(name) __interceptor_##name
#else
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
#define REAL(name) __libc_##name
#endif

// How many are granted yet; -1: all.
static long granted = -1;

static bool is_refused(void) {
  if (granted > 0) granted--;
  return granted == 0;
}

void *malloc(size_t size) { return is_refused() ? NULL : REAL(malloc)(size); }
void *calloc(size_t count, size_t size) { return is_refused() ? NULL : REAL(calloc)(count, size); }
void *realloc(void *old, size_t size) { return is_refused() ? NULL : REAL(realloc)(old, size); }

static const char SOURCE[] = "local parts = use 'parts' local count, words = 0, {} for i = 1, 60 do words[i] = 'word ' .. i end\n"
                             "return { list = { 1, 2, { deep = { 'x' } } }, guard = when('it is so', function(item)\n"
                             "  count = count + 1 return { item.fields.n, count, #table.concat(words), parts.value } end) }";
static const char ANSWER[] = "[7,1,411,2]";

static json_t *modules_of(void) { return json_pack("{s:s}", "parts", "return { value = 2 }"); }

static json_t *item_of(void) { return json_pack("{s:{s:i}}", "fields", "n", 7); }

// Reads the definition and calls it. NULL with err when either was refused; else the answer's text.
// Caller frees.
static char *read_and_call(struct worker *worker, struct err *err) {
  json_t *modules = modules_of(), *item = item_of();
  json_t *loaded = worker_load(worker, "workflow", "test.lua", SOURCE, modules, err), *answer = NULL;
  json_t *document = loaded ? json_pack("{s:s, s:O}", "source", SOURCE, "modules", json_object_get(loaded, "modules")) : NULL;
  if (document) answer = worker_call(worker, document, "/guard/fn", item, err);
  char *text = answer ? json_dumps(json_object_get(answer, "value"), JSON_COMPACT) : NULL;
  if ((loaded && !document) || (answer && !text)) err_set(err, ERR_LIMIT, "there was no memory for the test's own text");
  json_decref(modules), json_decref(item), json_decref(loaded), json_decref(document), json_decref(answer);
  return text;
}

// The next n to try: each of the first, then in growing steps.
static long after(long n, long dense) {
  if (getenv("WAYMARK_LONG") || n < dense) return n + 1;
  return n + n / 12 + 1;
}

// ---- in the worker

// What the sanitizers of a process say goes into this pipe.
struct said {
  int ends[2];
};

static void said_open(struct said *said) { assert_int_equal(pipe2(said->ends, O_NONBLOCK | O_CLOEXEC), 0); }

static void said_nothing(struct said *said, long n) {
  char text[4000];
  ssize_t size = read(said->ends[0], text, sizeof text - 1);
  text[size > 0 ? size : 0] = '\0';
  // A worker may start no other process, so the search for leaks in it cannot be made: it ends anyway.
  if (strstr(text, "ERROR: AddressSanitizer") || strstr(text, "runtime error")) fail_msg("from allocation %ld on: %s", n, text);
}

static void said_close(struct said *said) { close(said->ends[0]), close(said->ends[1]); }

static _Noreturn void be_worker(int fd, int errors, long n) {
  dup2(fd, WORKER_FD);
  dup2(errors, 2);
  close_range(WORKER_FD + 1, ~0U, 0);
  json_object_seed(0);
  jail_enter(); // libseccomp frees twice what it has no memory for: that is before any script, and ends a worker that does not start
  granted = n;
  worker_serve();
}

// A worker whose allocations from the nth on are refused. False: it did not start, which is an answer too.
static bool worker_poor(struct worker *worker, struct said *said, long n, struct err *err) {
  int pair[2];
  char *bytes;
  size_t size;
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
  fflush(NULL);
  worker->pid = fork();
  if (worker->pid == 0) be_worker(pair[1], said->ends[1], n);
  close(pair[1]);
  worker->fd = pair[0];
  struct patience patience = patience_begin(worker->pid, SCRIPT_START_MS);
  if (!frame_receive(pair[0], WORKER_ANSWER_MAX, &patience, &bytes, &size, err)) return false;
  json_t *ready = answer_read(bytes, size, ANSWER_READY, "the worker", err);
  mem_free(bytes);
  json_decref(ready);
  return ready != NULL;
}

static void every_allocation_of_a_worker_may_be_refused(void **state) {
  struct said said;
  bool done = false;
  long n = 0, answered = 0, tried = 0;
  (void)state;
  said_open(&said);
  for (n = 1; !done; n = after(n, 60), tried++) {
    struct worker *worker = worker_new();
    struct err err = {0};
    bool started = worker_poor(worker, &said, n, &err);
    char *text = started ? read_and_call(worker, &err) : NULL;
    if (text) assert_string_equal(text, ANSWER);
    if (!text && (!err.text[0] || strstr(err.text, "signal"))) fail_msg("from allocation %ld on: %s", n, err.text);
    // It was answered by the very worker that was to run short, which had enough: so have all that follow.
    done = text && worker->generation == 0;
    answered += text != NULL;
    free(text);
    worker_free(worker);
    said_nothing(&said, n);
  }
  assert_true(tried > 60 && n > 1000);
  assert_true(answered < tried);
  said_close(&said);
}

// ---- in the parent

enum { ENDED_RIGHT = 0, ENDED_POOR = 3, ENDED_WRONG = 4, ENDED_ENOUGH = 5 };

static _Noreturn void be_parent(int errors, long n) {
  struct worker *worker = worker_new();
  struct err err = {0};
  dup2(errors, 2);
  granted = n;
  char *text = read_and_call(worker, &err);
  bool enough = granted != 0;
  granted = -1;
  worker_free(worker);
  if (text) _exit(strcmp(text, ANSWER) != 0 ? ENDED_WRONG : enough ? ENDED_ENOUGH : ENDED_RIGHT);
  _exit(err.text[0] ? ENDED_RIGHT : ENDED_WRONG);
}

static void every_allocation_of_the_parent_may_be_refused(void **state) {
  struct said said;
  int status = 0;
  long tried = 0;
  (void)state;
  said_open(&said);
  for (long n = 1; !WIFEXITED(status) || WEXITSTATUS(status) != ENDED_ENOUGH; n = after(n, 40), tried++) {
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) be_parent(said.ends[1], n);
    waitpid(pid, &status, 0);
    if (!WIFEXITED(status)) fail_msg("from allocation %ld on: signal %d", n, WTERMSIG(status));
    int how = WEXITSTATUS(status);
    if (how != ENDED_RIGHT && how != ENDED_POOR && how != ENDED_ENOUGH) fail_msg("from allocation %ld on: exit %d", n, how);
    said_nothing(&said, n);
  }
  assert_true(tried > 40);
  said_close(&said);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_allocation_of_a_worker_may_be_refused),
    cmocka_unit_test(every_allocation_of_the_parent_may_be_refused),
};

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
