// Goal: nothing that comes over the board's socket crashes or hangs the server: bad lengths, bad JSON, half frames, peers that vanish,
// too many peers, descriptors nobody asked for. Method: a child process serves a real board; the test attacks its socket byte by byte
// and after each attack asks an honest question, which must be answered.
#include "base/descriptor.h"
#include "base/env.h"
#include "base/mem.h"
#include "op/op.h"
#include "script/worker.h"
#include "serve/frame.h"
#include "serve/serve.h"
#include "serve/socket.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
  char *folder;
  pid_t server;
};

static void serve_child(struct fixture *fixture) {
  struct env env = env_system();
  struct err err;
  struct board *board = board_open(&env, fixture->folder, &err);
  struct serve_watch watch = {0};
  bool ok = board && serve_run(board, fixture->folder, &watch, &err);
  if (!ok) fprintf(stderr, "%s\n", err.text);
  board_close(board);
  mem_free(fixture->folder);
  mem_free(fixture);
  exit(ok ? 0 : 3); // not _exit: leaks are to be reported
}

static int patient_connect(const char *folder) {
  for (int i = 0; i < 500; i++) {
    int fd = socket_connect(folder);
    if (fd >= 0) return fd;
    nanosleep(&(struct timespec){.tv_nsec = 10 * 1000000}, NULL);
  }
  fail_msg("the server does not answer");
  return -1;
}

static int set_up(void **state) {
  struct fixture *fixture = mem_new(sizeof *fixture);
  char temp[] = "/tmp/waymark-serve-XXXXXX";
  struct env env = env_system();
  struct err err;
  json_t *answer = NULL;
  assert_non_null(mkdtemp(temp));
  fixture->folder = mem_format("%s/board", temp);
  struct board_seed seed = {.folder = fixture->folder, .share = WAYMARK_SOURCE_DIR};
  if (!board_create(&env, &seed, &answer, &err)) fail_msg("%s", err.text);
  json_decref(answer);
  fixture->server = fork();
  if (fixture->server == 0) serve_child(fixture);
  close(patient_connect(fixture->folder));
  *state = fixture;
  return 0;
}

// The server must still be there, end cleanly when told to, and take its socket with it.
static int tear_down(void **state) {
  struct fixture *fixture = *state;
  int status;
  struct stat about;
  assert_int_equal(kill(fixture->server, SIGTERM), 0);
  assert_int_equal(waitpid(fixture->server, &status, 0), fixture->server);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
  char *path = mem_format("%s/socket", fixture->folder),
       *remove = mem_format("rm -rf '%.*s'", (int)strlen(fixture->folder) - 6, fixture->folder);
  assert_int_not_equal(stat(path, &about), 0);
  int removed = system(remove);
  mem_free(path);
  mem_free(remove);
  mem_free(fixture->folder);
  mem_free(fixture);
  return removed;
}

static json_t *ask(int fd, const char *text, struct err *err) {
  json_t *request = json_loads(text, 0, NULL), *answer = NULL;
  socket_ask(fd, request, -1, &answer, err);
  json_decref(request);
  return answer;
}

enum { PATIENCE = 300, PATIENCE_STEP_US = 10000 }; // three seconds, as long as a command waits for a busy server

// Peers that have just hung up may still be counted: a busy server is asked again, as the command line does.
static void is_well(const struct fixture *fixture) {
  struct err err = {0};
  int fd = patient_connect(fixture->folder);
  json_t *answer = ask(fd, "{\"op\":\"board.show\"}", &err);
  for (int i = 0; !answer && err.code == ERR_BUSY && i < PATIENCE; i++) {
    close(fd);
    usleep(PATIENCE_STEP_US);
    fd = patient_connect(fixture->folder);
    answer = ask(fd, "{\"op\":\"board.show\"}", &err);
  }
  if (!answer) fail_msg("%s", err.text);
  assert_non_null(json_text(answer, "name"));
  json_decref(answer);
  close(fd);
}

// Sends raw bytes; the refusal that comes back must carry this text.
static void answered(const struct fixture *fixture, const void *bytes, size_t size, const char *text) {
  int fd = patient_connect(fixture->folder), none = -1;
  struct frame frame;
  struct err err = {0};
  frame_init(&frame, FRAME_ANSWER_MAX);
  assert_int_equal(descriptor_send(fd, bytes, size, -1), size);
  while (!frame_is_whole(&frame)) {
    void *where;
    size_t want = frame_want(&frame, &where);
    ssize_t got = socket_receive(fd, where, want, &none);
    assert_true(got > 0 && frame_got(&frame, (size_t)got, &err));
  }
  assert_non_null(strstr(frame.body.data, text));
  frame_clear(&frame);
  close(fd);
  is_well(fixture);
}

static void test_bad_bytes_are_answered(void **state) {
  answered(*state, "\0\0\0\0", 4, "\"invalid\"");
  answered(*state, "\377\377\377\377", 4, "\"limit\"");
  answered(*state, "\0\100\0\1xx", 6, "\"limit\""); // 4 MiB and one byte
  answered(*state, "\0\0\0\2[]", 6, "must be one JSON object");
  answered(*state, "\0\0\0\3{]}", 7, "not valid JSON");
  answered(*state, "\0\0\0\2{}", 6, "\"invalid\"");
  answered(*state, "\0\0\0\11{\"op\":17}", 13, "\"invalid\"");
  answered(*state, "\0\0\0\15{\"op\":\"nope\"}", 17, "\"invalid\"");
}

// A refusal quotes what was asked: cut inside a character it would be no JSON, and there would be no answer.
static void test_a_long_name_is_answered(void **state) {
  for (int pad = 0; pad < 4; pad++) {
    struct buf body, out;
    struct err err = {0};
    buf_init(&body);
    buf_init(&out);
    buf_format(&body, "%.*s", pad, "xxxx");
    for (int i = 0; i < 1500; i++) buf_text(&body, "\u00e9");
    json_t *request = json_pack("{s:s}", "op", body.data);
    assert_true(frame_write(&out, request, FRAME_REQUEST_MAX, &err));
    answered(*state, out.data, out.size, "There is no operation called");
    json_decref(request);
    buf_clear(&body);
    buf_clear(&out);
  }
}

static void test_half_frames_and_goodbyes(void **state) {
  static const char frame[] = "\0\0\0\31{\"op\":\"board.show\",\"x\":1}";
  for (size_t size = 0; size < sizeof frame - 1; size++) {
    int fd = patient_connect(((struct fixture *)*state)->folder);
    if (size) assert_int_equal(descriptor_send(fd, frame, size, -1), size);
    close(fd);
  }
  is_well(*state);
}

static void test_leaves_without_reading_its_answer(void **state) {
  for (int i = 0; i < 50; i++) {
    int fd = patient_connect(((struct fixture *)*state)->folder);
    descriptor_send(fd, "\0\0\0\23{\"op\":\"board.show\"}", 23, -1);
    close(fd);
  }
  is_well(*state);
}

// A peer that sends many requests and reads nothing is held back, not stored: and it gets them all in the end, in order.
static void test_many_requests_in_one_go(void **state) {
  int fd = patient_connect(((struct fixture *)*state)->folder);
  struct buf out;
  struct err err = {0};
  buf_init(&out);
  for (int i = 0; i < 100; i++) {
    json_t *request = json_pack("{s:s, s:i}", "op", i % 2 ? "board.show" : "nope", "n", i);
    assert_true(frame_write(&out, request, FRAME_REQUEST_MAX, &err));
    json_decref(request);
  }
  assert_int_equal(descriptor_send(fd, out.data, out.size, -1), out.size);
  buf_clear(&out);
  for (int i = 0; i < 100; i++) {
    struct frame frame;
    int none = -1;
    frame_init(&frame, FRAME_ANSWER_MAX);
    while (!frame_is_whole(&frame)) {
      void *where;
      size_t want = frame_want(&frame, &where);
      ssize_t got = socket_receive(fd, where, want, &none);
      assert_true(got > 0 && frame_got(&frame, (size_t)got, &err));
    }
    assert_int_equal(strstr(frame.body.data, "\"error\"") != NULL, i % 2 == 0);
    frame_clear(&frame);
  }
  close(fd);
  is_well(*state);
}

static void test_one_too_many_is_told_so(void **state) {
  const struct fixture *fixture = *state;
  int fds[SERVE_CLIENTS_MAX];
  struct err err = {0};
  for (int i = 0; i < SERVE_CLIENTS_MAX; i++) {
    fds[i] = patient_connect(fixture->folder);
    json_decref(ask(fds[i], "{\"op\":\"board.show\"}", &err)); // so that the server has taken it in
  }
  int extra = patient_connect(fixture->folder);
  assert_null(ask(extra, "{\"op\":\"board.show\"}", &err));
  assert_int_equal(err.code, ERR_BUSY);
  assert_string_equal(err.text, "The server is answering 64 commands already, its limit; try again in a moment.");
  close(extra);
  for (int i = 0; i < SERVE_CLIENTS_MAX; i++) close(fds[i]);
  is_well(fixture);
}

static int open_descriptors(pid_t pid) {
  char *command = mem_format("ls /proc/%d/fd | wc -l", (int)pid), line[32] = "";
  FILE *pipe = popen(command, "r");
  assert_non_null(fgets(line, sizeof line, pipe));
  pclose(pipe);
  mem_free(command);
  return (int)strtol(line, NULL, 10);
}

// Descriptors that come with bad requests, with half ones, or with every piece of one must not pile up.
static void test_descriptors_do_not_leak(void **state) {
  const struct fixture *fixture = *state;
  int file = open("/dev/null", O_RDONLY), before = open_descriptors(fixture->server);
  for (int i = 0; i < 100; i++) {
    int fd = patient_connect(fixture->folder);
    descriptor_send(fd, "\0", 1, file);
    descriptor_send(fd, "\0\0\4[", 4, file);
    if (i % 2) descriptor_send(fd, "1]x", 3, file);
    close(fd);
  }
  is_well(fixture);
  for (int i = 0; open_descriptors(fixture->server) > before + 1 && i < PATIENCE; i++) usleep(PATIENCE_STEP_US); // the last goodbyes
  assert_true(open_descriptors(fixture->server) <= before + 1);
  close(file);
}

// A request sent a byte at a time is one request; a peer that stops half way is hung up on, others are served meanwhile.
static void test_slow_peers(void **state) {
  const struct fixture *fixture = *state;
  static const char frame[] = "\0\0\0\23{\"op\":\"board.show\"}";
  int slow = patient_connect(fixture->folder), none = -1;
  descriptor_send(slow, frame, 9, -1);
  time_t began = time(NULL);
  is_well(fixture);
  char byte;
  assert_int_equal(socket_receive(slow, &byte, 1, &none), 0); // hung up on
  assert_true(time(NULL) - began >= SERVE_SLOW_MS / 1000 - 1 && time(NULL) - began < SERVE_SLOW_MS / 1000 + 5);
  close(slow);
  is_well(fixture);
}

static void test_socket_is_the_users_own(void **state) {
  const struct fixture *fixture = *state;
  struct stat about;
  char *path = mem_format("%s/socket", fixture->folder);
  assert_int_equal(stat(path, &about), 0);
  assert_int_equal(about.st_mode & 0777, 0600);
  mem_free(path);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  signal(SIGPIPE, SIG_IGN);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_bad_bytes_are_answered),   cmocka_unit_test(test_a_long_name_is_answered),
      cmocka_unit_test(test_half_frames_and_goodbyes), cmocka_unit_test(test_leaves_without_reading_its_answer),
      cmocka_unit_test(test_many_requests_in_one_go),  cmocka_unit_test(test_one_too_many_is_told_so),
      cmocka_unit_test(test_descriptors_do_not_leak),  cmocka_unit_test(test_slow_peers),
      cmocka_unit_test(test_socket_is_the_users_own),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
