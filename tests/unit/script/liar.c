// Goal (RELIABILITY 5.3.2): whatever a worker sends, the parent gets an error and goes on; a worker that dies is replaced. Method: hostile
// frames into the reader of answers and over a real socket, and workers killed between and in the middle of requests.
#include "base/mem.h"
#include "harness.h"
#include "script/internal.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
  enum answer_kind kind;
  const char *bytes, *how;
} lies[] = {
    {ANSWER_CALL, "", "it is not the JSON that was agreed"},
    {ANSWER_CALL, "{", "it is not the JSON that was agreed"},
    {ANSWER_CALL, "[1]", "it is no object"},
    {ANSWER_CALL, "5", "it is no object"},
    {ANSWER_CALL, "{}", "it has no value"},
    {ANSWER_CALL, "{\"value\":1,\"value\":2}", "it is not the JSON that was agreed"},
    {ANSWER_CALL, "{\"value\":1,\"more\":2}", "it has members that nobody asked for"},
    {ANSWER_CALL, "{\"value\":\"a\\u0000b\"}", "it is not the JSON that was agreed"},
    {ANSWER_CALL, "{\"value\":\"\xff\"}", "it is not the JSON that was agreed"},
    {ANSWER_CALL, "{\"limit\":\"wings\"}", "it names no limit of ours"},
    {ANSWER_CALL, "{\"limit\":5}", "it names no limit of ours"},
    {ANSWER_CALL, "{\"value\":1} trailing", "it is not the JSON that was agreed"},
    {ANSWER_TRUTH, "{\"value\":1}", "it is neither true nor false"},
    {ANSWER_TRUTH, "{\"value\":null}", "it is neither true nor false"},
    {ANSWER_TRUTH, "{\"value\":true,\"more\":1}", "it has members that nobody asked for"},
    {ANSWER_TRUTH, "{\"ready\":true}", "it has no value"},
    {ANSWER_DONE, "{\"value\":false}", "it is not done"},
    {ANSWER_DONE, "{\"value\":\"true\"}", "it is not done"},
    {ANSWER_COUNT, "{\"value\":-1}", "it is no number of items"},
    {ANSWER_COUNT, "{\"value\":1.0}", "it is no number of items"},
    {ANSWER_COUNT, "{\"value\":1048577}", "it is no number of items"},
    {ANSWER_COUNT, "{\"value\":true}", "it is no number of items"},
    {ANSWER_READY, "{\"ready\":false}", "it is not ready"},
    {ANSWER_READY, "{\"ready\":true,\"x\":1}", "it is not ready"},
    {ANSWER_LOAD, "{\"value\":1}", "it has members that nobody asked for"},
    {ANSWER_LOAD, "{\"value\":1,\"positions\":[],\"used\":[]}", "it has no positions"},
    {ANSWER_LOAD, "{\"value\":1,\"positions\":{\"a\":[\"f\",1,1]},\"used\":[]}", "a position has no pointer"},
    {ANSWER_LOAD, "{\"value\":1,\"positions\":{\"/a\":[\"f\",1]},\"used\":[]}", "a position is no place"},
    {ANSWER_LOAD, "{\"value\":1,\"positions\":{\"/a\":[\"f\",0,1]},\"used\":[]}", "a position is no place"},
    {ANSWER_LOAD, "{\"value\":1,\"positions\":{\"/a\":[\"f\",1,-1]},\"used\":[]}", "a position is no place"},
    {ANSWER_LOAD, "{\"value\":1,\"positions\":{\"/a\":[5,1,1]},\"used\":[]}", "a position is no place"},
    {ANSWER_LOAD, "{\"value\":1,\"positions\":{},\"used\":{}}", "it does not say what it used"},
    {ANSWER_LOAD, "{\"value\":1,\"positions\":{},\"used\":[1]}", "a used module has no name"},
};

static void a_lie_is_never_believed(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
    struct err err = {0};
    char expected[400];
    snprintf(expected, sizeof expected,
             "x.lua: The worker that ran its Lua gave an answer that cannot be trusted (%s), so nothing was taken from it.", lies[i].how);
    json_t *answer = answer_read(lies[i].bytes, strlen(lies[i].bytes), lies[i].kind, "x.lua", &err);
    assert_null(answer);
    assert_string_equal(err.text, expected);
    assert_int_equal(err.code, ERR_CORRUPT);
  }
}

static void an_answer_nested_too_deep_is_a_lie(void **state) {
  (void)state;
  struct err err = {0};
  struct buf buf;
  buf_init(&buf);
  buf_text(&buf, "{\"value\":");
  for (int i = 0; i < 100000; i++) buf_char(&buf, '[');
  assert_null(answer_read(buf.data, buf.size, ANSWER_CALL, "x.lua", &err));
  assert_non_null(strstr(err.text, "cannot be trusted"));
  buf_clear(&buf);
}

static void a_forged_error_cannot_forge_lines(void **state) {
  (void)state;
  struct err err = {0};
  const char *bytes = "{\"error\":\"a\\nINFO fine\\u001b[31m\"}";
  assert_null(answer_read(bytes, strlen(bytes), ANSWER_CALL, "x.lua", &err));
  assert_string_equal(err.text, "a INFO fine [31m");
  bytes = "{\"limit\":\"steps\",\"place\":\"a\\nb:1\"}";
  assert_null(answer_read(bytes, strlen(bytes), ANSWER_CALL, "x.lua", &err));
  assert_string_equal(err.text, "a b:1: The Lua ran for more than 1 million steps and was stopped; make it do less work.");
}

static void a_true_answer_is_taken(void **state) {
  (void)state;
  struct err err = {0};
  const char *bytes = "{\"value\":{\"b\":1,\"a\":[]},\"positions\":{\"\":[\"f\",1,2]},\"used\":[\"m\"]}";
  json_t *answer = answer_read(bytes, strlen(bytes), ANSWER_LOAD, "x.lua", &err);
  assert_non_null(answer);
  json_decref(answer);
  static const struct {
    enum answer_kind kind;
    const char *bytes;
  } rows[] = {{ANSWER_TRUTH, "{\"value\":false}"}, {ANSWER_DONE, "{\"value\":true}"}, {ANSWER_COUNT, "{\"value\":1048576}"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    answer = answer_read(rows[i].bytes, strlen(rows[i].bytes), rows[i].kind, "x.lua", &err);
    assert_non_null(answer);
    json_decref(answer);
  }
}

// Frames over a socket whose other end says less, more or other than it should.
static enum err_code receive(const char *bytes, size_t size, bool then_close) {
  int pair[2];
  struct err err = {0};
  char *got = NULL;
  size_t got_size = 0;
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  assert_int_equal(write(pair[1], bytes, size), size);
  if (then_close) close(pair[1]);
  struct patience patience = patience_begin(0, 100); // of no process: nothing says that anybody works on it
  bool ok = frame_receive(pair[0], 1000, &patience, &got, &got_size, &err);
  if (!then_close) close(pair[1]);
  close(pair[0]);
  if (ok) assert_int_equal(got_size, 2);
  mem_free(got);
  return ok ? ERR_NONE : err.code;
}

static void a_frame_that_is_none_ends_in_time(void **state) {
  (void)state;
  assert_int_equal(receive("\0\0\0\2{}", 6, false), ERR_NONE);
  assert_int_equal(receive("\0\0\0\2{", 5, false), ERR_BUSY);
  assert_int_equal(receive("\0\0", 2, false), ERR_BUSY);
  assert_int_equal(receive("\0\0\0\2{", 5, true), ERR_NOT_FOUND);
  assert_int_equal(receive("", 0, true), ERR_NOT_FOUND);
  assert_int_equal(receive("\xff\xff\xff\xff{}", 6, false), ERR_LIMIT);
  assert_int_equal(receive("\0\0\3\xe9{}", 6, false), ERR_LIMIT);
}

static void sending_to_a_closed_end_is_an_error_and_no_signal(void **state) {
  (void)state;
  int pair[2];
  struct err err = {0};
  assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  close(pair[1]);
  struct patience patience = patience_begin(0, 100);
  assert_false(frame_send(pair[0], "{}", 2, &patience, &err));
  assert_int_equal(err.code, ERR_NOT_FOUND);
  close(pair[0]);
}

static void expect_serving(struct worker *worker) {
  char *text = load_in(worker, "workflow", "return { 1 }", NULL);
  assert_string_equal(text, "[1]");
  free(text);
}

static void a_worker_killed_between_requests_is_replaced(void **state) {
  for (int i = 0; i < 20; i++) {
    expect_serving(*state);
    pid_t pid = only_child();
    assert_true(pid > 0);
    kill(pid, i % 2 ? SIGKILL : SIGTERM);
    if (i % 3 == 0) usleep(2000);
    char *text = load_in(*state, "workflow", "return { 2 }", NULL);
    // Either it was replaced in time, or it died with the request in its hands: a sentence, and the next request is served.
    if (strcmp(text, "[2]") != 0) assert_non_null(strstr(text, "[limit] test.lua: "));
    free(text);
    expect_serving(*state);
  }
}

// A second process kills the worker while a request is running.
static void a_worker_killed_in_a_request_is_a_sentence(void **state) {
  for (int i = 0; i < 10; i++) {
    expect_serving(*state);
    pid_t pid = only_child();
    pid_t killer = fork();
    if (killer == 0) {
      usleep(20000);
      kill(pid, i % 2 ? SIGKILL : SIGSEGV);
      _exit(0);
    }
    char *text = load_in(*state, "workflow", "return string.find(('a'):rep(3000), '.-.-.-.-b')", NULL);
    // AddressSanitizer answers SIGSEGV with a report first, and the jail ends that with another signal.
    bool ended =
        strstr(text, "[limit] test.lua: The worker that ran its Lua ended before it answered, and nothing was changed; try again.");
    bool failed = strstr(text, "[limit] test.lua: Its Lua made the worker that ran it fail (signal ") != NULL;
    if (!ended && !failed && !strstr(text, "900 ms")) fail_msg("%s", text);
    free(text);
    waitpid(killer, NULL, 0);
    expect_serving(*state);
  }
}

static void a_stopped_worker_is_killed_in_time(void **state) {
  expect_serving(*state);
  kill(only_child(), SIGSTOP);
  int64_t before = now_ms();
  char *text = load_in(*state, "workflow", "return { 1 }", NULL);
  assert_non_null(
      strstr(text, "[limit] test.lua: The worker that runs its Lua did not answer for 1050 ms and was stopped, with nothing changed"));
  assert_true(now_ms() - before < 1500);
  free(text);
  expect_serving(*state);
}

// The worker is a process without files, without environment, without anything above its socket.
static void a_worker_holds_nothing(void **state) {
  char path[80], name[64] = "", environment[8];
  expect_serving(*state);
  pid_t pid = only_child();
  snprintf(path, sizeof path, "/proc/%d/environ", (int)pid);
  FILE *in = fopen(path, "r");
  if (in) {
    assert_int_equal(fread(environment, 1, sizeof environment, in), 0);
    fclose(in);
  }
  snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
  DIR *folder = opendir(path);
  if (!folder) skip();
  int count = 0;
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (entry->d_name[0] == '.') continue;
    count++;
    snprintf(name, sizeof name, "%.60s", entry->d_name);
    assert_true(atoi(name) <= WORKER_FD);
  }
  closedir(folder);
  assert_int_equal(count, 4);
}

static void nothing_of_a_worker_is_left_behind(void **state) {
  (void)state;
  for (int i = 0; i < 20; i++) {
    struct worker *worker = worker_new();
    expect_serving(worker);
    worker_free(worker);
  }
  worker_free(NULL);
  struct worker *unused = worker_new();
  worker_free(unused);
  int status;
  pid_t mine = only_child(); // the group's own worker
  assert_true(mine > 0);
  assert_int_equal(waitpid(-1, &status, WNOHANG), 0); // no other child waits to be buried
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_lie_is_never_believed),
    cmocka_unit_test(an_answer_nested_too_deep_is_a_lie),
    cmocka_unit_test(a_forged_error_cannot_forge_lines),
    cmocka_unit_test(a_true_answer_is_taken),
    cmocka_unit_test(a_frame_that_is_none_ends_in_time),
    cmocka_unit_test(sending_to_a_closed_end_is_an_error_and_no_signal),
    cmocka_unit_test(a_worker_killed_between_requests_is_replaced),
    cmocka_unit_test(a_worker_killed_in_a_request_is_a_sentence),
    cmocka_unit_test(a_stopped_worker_is_killed_in_time),
    cmocka_unit_test(a_worker_holds_nothing),
    cmocka_unit_test(nothing_of_a_worker_is_left_behind),
};
MAIN_OF(tests)
