// Goal: a worker of sessions that broke out of Lua could send anything; whatever it sends, the parent takes nothing from it, stops it, and
// every later request says so. Method: this program started as a worker finds a file that says which bytes to answer with, and sends them
// instead.
#include "sessions.h"

#include <arpa/inet.h>
#include <unistd.h>

// Where a worker finds its lie: named after its parent, since it has no arguments and no environment.
static void lie_path(char path[80], pid_t parent) { snprintf(path, 80, "/tmp/waymark-session-liar.%d", (int)parent); }

static void send_frame(const char *bytes, uint32_t size) {
  uint32_t head = htonl(size);
  if (write(3, &head, sizeof head) != sizeof head || write(3, bytes, size) != (ssize_t)size) _exit(1);
}

static void read_frame(void) {
  static char bytes[1 << 16];
  uint32_t head;
  if (read(3, &head, sizeof head) != sizeof head) _exit(0);
  for (uint32_t left = ntohl(head); left > 0;) {
    ssize_t got = read(3, bytes, left < sizeof bytes ? left : sizeof bytes);
    if (got <= 0) _exit(0);
    left -= (uint32_t)got;
  }
}

// Opens like an honest one; its second answer is the lie.
static int lie(FILE *in) {
  static char bytes[200];
  size_t size = fread(bytes, 1, sizeof bytes, in);
  send_frame("{\"ready\":true}", 14);
  read_frame();
  send_frame("{\"value\":true}", 14);
  read_frame();
  if (size) send_frame(bytes, (uint32_t)size); // nothing: it closes
  return 0;
}

static bool do_cond(struct session *session, struct err *err) {
  bool yes;
  return session_cond(session, "true", &yes, err);
}

static bool do_value(struct session *session, struct err *err) {
  json_t *value = session_value(session, "1", err);
  json_decref(value);
  return value != NULL;
}

static bool do_assign(struct session *session, struct err *err) { return session_assign(session, "x", "1", NULL, err); }
static bool do_declare(struct session *session, struct err *err) { return session_declare(session, "x", "1", NULL, err); }
static bool do_script(struct session *session, struct err *err) { return session_script(session, "x = 1", err); }
static bool do_next(struct session *session, struct err *err) { return session_each_next(session, 0, err); }

static bool do_begin(struct session *session, struct err *err) {
  int64_t count;
  return session_each_begin(session, "{}", "i", NULL, &count, err);
}

static const struct {
  bool (*ask)(struct session *session, struct err *err);
  const char *lie, *says;
} lies[] = {
    {do_cond, "{\"value\":1}", "(it is neither true nor false)"},
    {do_cond, "{\"value\":\"true\"}", "(it is neither true nor false)"},
    {do_cond, "garbage", "(it is not the JSON that was agreed)"},
    {do_cond, "", "The worker that held its values ended before it answered."},
    {do_value, "{\"positions\":{}}", "(it has no value)"},
    {do_value, "{\"value\":1,\"session\":2}", "(it has members that nobody asked for)"},
    {do_value, "{\"limit\":\"wings\"}", "(it names no limit of ours)"},
    {do_assign, "{\"value\":false}", "(it is not done)"},
    {do_declare, "{\"value\":null}", "(it is not done)"},
    {do_script, "[true]", "(it is no object)"},
    {do_next, "{\"value\":{}}", "(it is not done)"},
    {do_begin, "{\"value\":-1}", "(it is no number of items)"},
    {do_begin, "{\"value\":9223372036854775807}", "(it is no number of items)"},
};

static void a_lie_stops_the_worker(void **state) {
  (void)state;
  char path[80];
  lie_path(path, getpid());
  for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
    FILE *out = fopen(path, "w");
    fputs(lies[i].lie, out);
    fclose(out);
    struct sessions *sessions = sessions_new();
    struct session *session = open_one(sessions, "main");
    struct err err = {0};
    assert_false(lies[i].ask(session, &err));
    if (err.code != ERR_LIMIT || !strstr(err.text, lies[i].says)) fail_msg("%s: [%s] %s", lies[i].lie, err_word(err.code), err.text);
    assert_true(sessions_are_stopped(sessions));
    assert_false(do_cond(session, &err));
    assert_non_null(strstr(err.text, "so they are gone and the run cannot go on."));
    session_close(session);
    sessions_free(sessions);
  }
  remove(path);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_lie_stops_the_worker),
};

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) {
    char path[80];
    lie_path(path, getppid());
    FILE *in = fopen(path, "r");
    return in ? lie(in) : worker_main();
  }
  return cmocka_run_group_tests(tests, NULL, NULL);
}
