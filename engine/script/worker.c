// The parent's side: starts the worker, sends one request at a time, and believes nothing that comes back. Whatever happens to the worker
// is an error of that request; the next request starts another one.
//
// NONE -> READY [start]   READY -> NONE [stop: after a limit, a lie, a death, a silence]
#include "script/worker.h"

#include "base/hash.h"
#include "base/mem.h"
#include "script/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct worker *worker_new(void) {
  struct worker *worker = mem_new(sizeof *worker);
  worker->fd = -1;
  return worker;
}

static int stop(struct worker *worker) {
  int status = 0;
  if (worker->fd >= 0) close(worker->fd);
  if (worker->pid > 0) {
    kill(worker->pid, SIGKILL);
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR) continue;
  }
  worker->pid = 0;
  worker->fd = -1;
  known_clear(worker);
  return status;
}

int worker_stop(struct worker *worker) { return stop(worker); }

void worker_be_fresh(struct worker *worker) {
  stop(worker);
  worker->fresh = true;
}

uint64_t worker_messages(const struct worker *worker) { return worker->messages; }

void worker_free(struct worker *worker) {
  if (!worker) return;
  stop(worker);
  mem_free(worker);
}

// The child's descriptors: nothing to read, nowhere to write, its socket, and nothing above. AddressSanitizer keeps stderr for its reports.
static void plan_descriptors(posix_spawn_file_actions_t *actions, int socket) {
  posix_spawn_file_actions_init(actions);
  posix_spawn_file_actions_adddup2(actions, socket, WORKER_FD);
  posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0);
  if (!SCRIPT_ASAN) posix_spawn_file_actions_addopen(actions, 2, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(actions, WORKER_FD + 1);
}

static int spawn(const char *called, int socket, pid_t *pid) {
  char *arguments[] = {called ? (char *)called : "waymark", "--worker", NULL}, *environment[] = {NULL};
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  plan_descriptors(&actions, socket);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  int failed = posix_spawn(pid, "/proc/self/exe", &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failed;
}

static bool start_failed(struct worker *worker, const char *why, struct err *err) {
  stop(worker);
  return err_set(err, ERR_BROKEN, "The worker that runs the Lua of workflows did not start (%s); nothing was changed.", why);
}

bool worker_start(struct worker *worker, struct err *err) {
  int pair[2];
  if (worker->pid) return true;
  worker->generation++;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return start_failed(worker, strerror(errno), err);
  worker->fd = pair[0];
  int failed = spawn(worker->called, pair[1], &worker->pid);
  close(pair[1]);
  if (failed) {
    worker->pid = 0;
    return start_failed(worker, strerror(failed), err);
  }
  char *bytes;
  size_t size;
  struct err why;
  struct patience patience = patience_begin(worker->pid, SCRIPT_START_MS);
  if (!frame_receive(worker->fd, WORKER_ANSWER_MAX, &patience, &bytes, &size, &why)) return start_failed(worker, why.text, err);
  json_t *ready = answer_read(bytes, size, ANSWER_READY, "the worker", &why);
  mem_free(bytes);
  if (!ready) return start_failed(worker, why.text, err);
  json_decref(ready);
  return true;
}

static void ended(struct worker *worker, const struct request *request, struct err *err) {
  int status = stop(worker);
  if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
    err_set(err, ERR_LIMIT, "%s: Its Lua made the worker that ran it fail (signal %d), and was stopped; nothing was changed.",
            request->file, WTERMSIG(status));
  else
    err_set(err, ERR_LIMIT, "%s: The worker that ran its Lua ended before it answered, and nothing was changed; try again.", request->file);
}

// It was not waited for any longer. What the script need not be to blame for is ERR_BUSY.
static bool silent(struct worker *worker, const struct request *request, const struct patience *patience, struct err *err) {
  stop(worker);
  patience_say(patience, request->file, request->limit_ms, err);
  if (!patience->spent) err->code = ERR_BUSY;
  return false;
}

// Sends the request to a running worker. One that died since the last request is replaced once; nothing has run yet, so that is safe.
static bool send_request(struct worker *worker, const struct request *request, struct patience *patience, struct err *err) {
  for (int tries = 0; tries < 2; tries++) {
    struct err why = {0};
    if (!worker_start(worker, err)) return false;
    *patience = patience_begin(worker->pid, request->limit_ms + request->more_ms + SCRIPT_SLACK_MS);
    if (frame_send(worker->fd, request->bytes, request->size, patience, &why)) return true;
    if (why.code == ERR_BUSY) return silent(worker, request, patience, err);
    stop(worker);
  }
  return start_failed(worker, "it closed twice", err);
}

static bool is_worn(const char *bytes, size_t size) { return size == strlen(SCRIPT_WORN) && memcmp(bytes, SCRIPT_WORN, size) == 0; }

// The bytes of the answer. One that has used its life says so once, and then another one is asked. Caller frees *bytes.
static bool exchange(struct worker *worker, const struct request *request, char **bytes, size_t *size, struct err *err) {
  for (int tries = 0; tries < 2; tries++) {
    struct patience patience;
    struct err why = {0};
    if (!send_request(worker, request, &patience, err)) return false;
    if (!frame_receive(worker->fd, answer_size_max(request->kind), &patience, bytes, size, &why)) {
      if (why.code == ERR_BUSY) return silent(worker, request, &patience, err);
      ended(worker, request, err);
      return false;
    }
    if (!is_worn(*bytes, *size)) return true;
    mem_free(*bytes);
    stop(worker);
  }
  return start_failed(worker, "it is worn out at once", err);
}

// Which call of the message the worker's last word names.
static int call_named(const char *bytes, size_t size) {
  struct err ignored;
  json_t *answer = json_read(bytes, size, "it", &ignored);
  int64_t call = json_object_get(answer, "limit") ? json_number(answer, "call", -1) : -1;
  json_decref(answer);
  return call >= 0 && call < INT32_MAX ? (int)call : -1;
}

json_t *worker_ask(struct worker *worker, const struct request *request, int *call, struct err *err) {
  char *bytes;
  size_t size;
  worker->messages++;
  if (!exchange(worker, request, &bytes, &size, err)) return NULL;
  struct err failure = {0};
  json_t *answer = answer_read(bytes, size, request->kind, request->file, &failure);
  if (!answer && call) *call = call_named(bytes, size);
  mem_free(bytes);
  if (answer) return answer;
  // A worker that met a limit has ended itself, and one that lied must not be asked again. A plain mistake of the author's keeps it.
  if (failure.code != ERR_INVALID) stop(worker);
  if (failure.code == ERR_CORRUPT) failure.code = ERR_INVALID;
  *err = failure;
  return NULL;
}

static json_t *ask(struct worker *worker, json_t *message, struct request *request, struct err *err) {
  char *text = json_dumps(message, JSON_COMPACT);
  json_decref(message);
  request->bytes = text;
  request->size = text ? strlen(text) : 0;
  json_t *answer = NULL;
  if (!text || request->size > SCRIPT_REQUEST_MAX)
    err_set(err, ERR_LIMIT, "%s: Its source and modules are too large together; split it up.", request->file);
  else
    answer = worker_ask(worker, request, NULL, err);
  if (!answer && err->code == ERR_BUSY) err->code = ERR_LIMIT;
  free(text);
  return answer;
}

// Bytes that are no UTF-8 cannot stand in JSON; they go as hexadecimal, and Lua takes them as they are.
static void put_source(json_t *message, const char *source) {
  json_t *text = json_string(source);
  if (text) {
    json_object_set_new(message, "source", text);
    return;
  }
  size_t size = strlen(source);
  char *hex = mem_new(2 * size + 1);
  hex_write(hex, source, size);
  json_put_text(message, "source_hex", hex);
  mem_free(hex);
}

static void put_prelude(json_t *used, int number) {
  struct words words = chunk_prelude(number);
  json_object_set_new(used, chunk_prelude_name(number), json_stringn(words.text, words.size));
}

// From the names that the worker says it used, the sources that the caller gave; a name that was not given is a lie.
static bool put_modules(json_t *answer, const char *dialect, const json_t *modules, struct err *err) {
  size_t i;
  json_t *name, *used = json_object();
  json_array_foreach(json_object_get(answer, "used"), i, name) {
    const char *called = json_string_value(name);
    if (chunk_prelude_find(called) > 0) {
      put_prelude(used, chunk_prelude_find(called));
      continue;
    }
    json_t *source = json_object_get(modules, called);
    if (source) json_object_set(used, called, source);
    if (!source) {
      json_decref(used);
      return err_set(err, ERR_INVALID, "The worker says that it used a module that it was not given; nothing was taken from it.");
    }
  }
  if (strcmp(dialect, "workflow") == 0) put_prelude(used, 0);
  json_object_del(answer, "used");
  json_object_set_new(answer, "modules", used);
  return true;
}

json_t *worker_load(struct worker *worker, const char *dialect, const char *file, const char *source, const json_t *modules,
                    struct err *err) {
  if (strlen(source) > WORKER_SOURCE_MAX) {
    err_set(err, ERR_LIMIT, "%s: The file is larger than %d KiB; split it into modules.", file, WORKER_SOURCE_MAX >> 10);
    return NULL;
  }
  json_t *name = json_string(file); // NULL: a name that is no UTF-8, as a file of another system may have
  const char *called = name ? file : "the file";
  json_decref(name);
  json_t *message = json_pack("{s:s, s:s, s:s, s:O?}", "op", "load", "dialect", dialect, "file", called, "modules", (json_t *)modules);
  put_source(message, source);
  struct request request = {.file = called, .kind = ANSWER_LOAD, .limit_ms = WORKER_LOAD_MS};
  json_t *answer = ask(worker, message, &request, err);
  if (answer && !put_modules(answer, dialect, modules, err)) {
    stop(worker);
    json_decref(answer);
    return NULL;
  }
  return answer;
}
