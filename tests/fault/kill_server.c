// Goal: a server that is killed again and again in a stream of commands loses nothing that it answered, does nothing twice, and leaves no
// piece of evidence without its file; it comes up each time by an ordinary start (E1, E3, J5; RELIABILITY 3.3, C3). Method: a real `waymark
// serve` and real commands of clients beside it: two count, each under a key until it is answered; one adds evidence, a new file each time.
// The server is killed with SIGKILL at random moments, KILLS times. What was answered stands in memory that all share.
#include "base/env.h"
#include "base/json.h"
#include "base/mem.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#ifdef __SANITIZE_ADDRESS__
enum { KILLS = 100 };
#else
enum { KILLS = 500 };
#endif
enum { COUNTERS = 2, CLIENTS = COUNTERS + 1, LIFE_MS_MAX = 60, FILES_AN_ITEM = 25, VERIFY_EVERY = 100, START_TRIES = 30, PATIENCE_S = 60 };

struct shared {
  volatile long answered[CLIENTS]; // each client's own
  volatile bool enough;
};

static struct shared *shared;
static char folder[200], board[220];

static const char *program(void) { return getenv("WAYMARK"); }

static void quiet(void) {
  int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd < 3; fd++) dup2(nowhere, fd);
}

// How the program ended with these words.
static int command(char *const words[]) {
  int status = 0;
  pid_t pid = fork();
  if (pid == 0) {
    quiet();
    execv(program(), words);
    _exit(127);
  }
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

#define RUN(...) command((char *[]){"waymark", __VA_ARGS__, NULL})
#define ON_BOARD "--as", "m.test", "--board", board

// ---- clients: each goes on until what it has in hand is answered

static void count(int client, long number) {
  char key[32];
  snprintf(key, sizeof key, "c%d-%ld", client, number);
  while (RUN("case", "send", "D-1", "count", "--key", key, ON_BOARD) != 0) usleep(1000);
}

static void add_evidence(int client, long number) {
  char ref[32], title[32], path[256];
  snprintf(ref, sizeof ref, "D-%ld", 2 + number / FILES_AN_ITEM);
  snprintf(title, sizeof title, "proof %ld", number);
  snprintf(path, sizeof path, "%s/proof-%d", folder, client);
  FILE *file = fopen(path, "w");
  for (int i = 0; i < 2000; i++) fprintf(file, "%s\n", title);
  fclose(file);
  if (number % FILES_AN_ITEM == 0)
    while (RUN("case", "show", ref, ON_BOARD) != 0) RUN("case", "start", "diary", "name=Files", "--ref", ref, ON_BOARD);
  while (RUN("evidence", "add", ref, path, "--title", title, "--level", "process", ON_BOARD) != 0) usleep(1000);
}

static pid_t client(int number) {
  pid_t pid = fork();
  if (pid != 0) return pid;
  while (!shared->enough) {
    alarm(PATIENCE_S);
    (number < COUNTERS ? count : add_evidence)(number, shared->answered[number]);
    shared->answered[number]++;
  }
  _exit(0);
}

// ---- the server

static pid_t start_server(int *out) {
  int pipes[2];
  assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
  pid_t pid = fork();
  if (pid == 0) {
    quiet();
    dup2(pipes[1], 1);
    execl(program(), program(), "serve", board, (char *)NULL);
    _exit(127);
  }
  close(pipes[1]);
  *out = pipes[0];
  return pid;
}

// A client may have the board for a moment longer than the server waits: then it ends with a sentence, and is started again.
static pid_t serve(void) {
  for (int try = 0; try < START_TRIES; try++) {
    char word;
    int out, status;
    pid_t pid = start_server(&out);
    bool ready = read(out, &word, 1) == 1;
    close(out);
    if (ready) return pid;
    waitpid(pid, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 1) fail_msg("an ordinary start ended with status %x", (unsigned)status);
  }
  fail_msg("the server did not start");
  return 0;
}

static void verify(void) {
  if (RUN("journal", "verify", "--board", board) != 0) fail_msg("the journal does not verify");
}

// ---- what is there in the end

static json_t *ask(const char *words) {
  char line[600];
  struct err err = {0};
  snprintf(line, sizeof line, "%s %s --json --board %s", program(), words, board);
  FILE *out = popen(line, "r");
  size_t room = 1 << 22;
  char *text = mem_new(room);
  size_t size = fread(text, 1, room - 1, out);
  assert_int_equal(pclose(out), 0);
  json_t *answer = json_read(text, size, words, &err);
  if (!answer) fail_msg("%s", err.text);
  mem_free(text);
  return answer;
}

static long counted(void) {
  json_t *view = ask("case show D-1"), *field;
  long found = 0;
  size_t i;
  json_array_foreach(json_object_get(view, "fields"), i, field) if (strcmp(json_text(field, "name"), "n") == 0) found =
      (long)json_number(field, "value", -1);
  json_decref(view);
  return found;
}

static bool is_listed(const json_t *list, const char *title) {
  json_t *one;
  size_t i;
  json_array_foreach(list, i, one) if (strcmp(json_text(one, "title"), title) == 0) return true;
  return false;
}

static void look_for_evidence(long answered) {
  for (long first = 0; first < answered; first += FILES_AN_ITEM) {
    char words[64], title[32];
    snprintf(words, sizeof words, "evidence list D-%ld", 2 + first / FILES_AN_ITEM);
    json_t *answer = ask(words);
    for (long i = first; i < first + FILES_AN_ITEM && i < answered; i++) {
      snprintf(title, sizeof title, "proof %ld", i);
      if (!is_listed(json_object_get(answer, "evidence"), title)) fail_msg("%s was answered and is lost", title);
    }
    json_decref(answer);
  }
}

static void set_up(void) {
  snprintf(folder, sizeof folder, "%s/waymark-kill-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : P_tmpdir);
  assert_non_null(mkdtemp(folder));
  snprintf(board, sizeof board, "%s/board", folder);
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert_int_equal(RUN("init", board, "--seed", WAYMARK_SOURCE_DIR "/tests/data/board.lua"), 0);
  assert_int_equal(RUN("workflow", "publish", WAYMARK_SOURCE_DIR "/tests/data/diary.lua", ON_BOARD), 0);
  assert_int_equal(RUN("case", "start", "diary", "name=Count", "--ref", "D-1", ON_BOARD), 0);
}

static void a_killed_server_loses_nothing_that_it_answered(void **state) {
  (void)state;
  pid_t clients[CLIENTS];
  int kills = getenv("KILLS") ? atoi(getenv("KILLS")) : KILLS;
  srand(20160901);
  set_up();
  for (int i = 0; i < CLIENTS; i++) clients[i] = client(i);
  for (int i = 1; i <= kills; i++) {
    pid_t server = serve();
    usleep((useconds_t)(1 + rand() % LIFE_MS_MAX) * 1000);
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    if (i % VERIFY_EVERY == 0) verify();
  }
  shared->enough = true;
  for (int i = 0; i < CLIENTS; i++) {
    int status;
    waitpid(clients[i], &status, 0);
    assert_int_equal(status, 0); // else it was never answered
  }
  long events = shared->answered[0] + shared->answered[1], files = shared->answered[COUNTERS];
  print_message("%d kills, %ld events and %ld pieces of evidence answered\n", kills, events, files);
  assert_true(events > kills / 4 && files > kills / 16); // the stream flowed
  assert_int_equal(counted(), events);
  look_for_evidence(files);
  verify();
  char line[256];
  snprintf(line, sizeof line, "rm -rf '%s'", folder);
  assert_int_equal(system(line), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_killed_server_loses_nothing_that_it_answered)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
