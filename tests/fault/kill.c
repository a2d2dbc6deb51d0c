// Goal: nothing that was acknowledged is lost and nothing is half done when the program is killed at any moment (E3, E1).
// Method: a real `waymark batch` process takes a stream of keyed events, each adding one to a count; it is killed with SIGKILL after a
// random few milliseconds, KILLS times. What was not acknowledged is sent again under its key. In the end the count must equal the number
// of different keys exactly (a lost event makes it too small, a doubled one too large), and the journal must verify.
// KILLS in the environment makes it longer.
#include "base/env.h"
#include "base/json.h"
#include "base/mem.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { KILLS = 200, LIFE_MS_MAX = 60, IDLE_MAX = 8, PATH_SIZE = 256 };

struct stream {
  char folder[PATH_SIZE];
  long acknowledged; // keys 1..acknowledged are answered
  int kills;
};

static const char *program(void) { return getenv("WAYMARK"); }

// Runs `waymark WORDS --board FOLDER/board --as m.test` behind `before` (a pipe into it, or ""), which must succeed. Caller frees what it
// printed.
static char *waymark(const struct stream *stream, const char *before, const char *words) {
  char command[1024], *text = mem_new(65536);
  snprintf(command, sizeof command, "%s%s %s --board %s/board --as m.test", before, program(), words, stream->folder);
  FILE *out = popen(command, "r");
  assert_non_null(out);
  size_t size = fread(text, 1, 65535, out);
  text[size] = '\0';
  assert_int_equal(pclose(out), 0);
  return text;
}

static void prepare(struct stream *stream) {
  char command[1024];
  snprintf(stream->folder, sizeof stream->folder, "%s/waymark-kill-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : P_tmpdir);
  assert_non_null(mkdtemp(stream->folder));
  snprintf(command, sizeof command, "%s init %s/board --seed %s/tests/data/board.lua --manual-clock --now 2016-09-01T09:00:00Z >/dev/null",
           program(), stream->folder, WAYMARK_SOURCE_DIR);
  assert_int_equal(system(command), 0);
  mem_free(waymark(stream, "", "workflow publish " WAYMARK_SOURCE_DIR "/tests/data/tally.lua"));
  mem_free(waymark(stream, "", "case start tally name=Tally --ref T-1"));
}

struct child {
  pid_t pid;
  FILE *in, *out;
};

static struct child start(const struct stream *stream) {
  int to[2], from[2];
  char board[PATH_SIZE + 16];
  snprintf(board, sizeof board, "%s/board", stream->folder);
  assert_int_equal(pipe(to) | pipe(from), 0);
  pid_t pid = fork();
  if (pid == 0) {
    dup2(to[0], 0), dup2(from[1], 1);
    close(to[0]), close(to[1]), close(from[0]), close(from[1]);
    execl(program(), program(), "batch", "-", "--board", board, "--as", "m.test", (char *)NULL);
    _exit(127);
  }
  close(to[0]), close(from[1]);
  return (struct child){pid, fdopen(to[1], "w"), fdopen(from[0], "r")};
}

static void *kill_later(pid_t pid, int ms) {
  if (fork() == 0) {
    usleep((useconds_t)ms * 1000);
    kill(pid, SIGKILL);
    _exit(0);
  }
  return NULL;
}

// Sends one event after another until the program is gone.
static void live_once(struct stream *stream, int life_ms) {
  struct child child = start(stream);
  char line[4096];
  kill_later(child.pid, life_ms);
  for (;;) {
    fprintf(child.in, "{\"op\":\"case.send\",\"case\":\"T-1\",\"event\":\"count\",\"key\":\"k%ld\"}\n", stream->acknowledged + 1);
    if (fflush(child.in) != 0 || !fgets(line, sizeof line, child.out) || !strchr(line, '\n')) break;
    assert_null(strstr(line, "\"error\""));
    stream->acknowledged++;
  }
  int status;
  waitpid(child.pid, &status, 0);
  assert_true(WIFSIGNALED(status));
  while (waitpid(-1, NULL, 0) > 0) continue; // whoever killed it
  fclose(child.in), fclose(child.out);
  stream->kills++;
}

// The last key may have been committed but not answered; sending it again settles it.
static void settle(struct stream *stream) {
  char before[512];
  snprintf(before, sizeof before, "echo '{\"op\":\"case.send\",\"case\":\"T-1\",\"event\":\"count\",\"key\":\"k%ld\"}' | ",
           stream->acknowledged + 1);
  mem_free(waymark(stream, before, "batch -"));
  stream->acknowledged++;
}

static long count_of(const struct stream *stream) {
  struct err err;
  char *text = waymark(stream, "", "case show T-1 --json");
  json_t *view = json_read(text, strlen(text), "the answer", &err), *field;
  long count = -1;
  size_t i;
  json_array_foreach(json_object_get(view, "fields"), i, field) if (strcmp(json_text(field, "name"), "n") == 0) count =
      (long)json_number(field, "value", -1);
  json_decref(view);
  mem_free(text);
  return count;
}

static void nothing_acknowledged_is_lost(void **state) {
  (void)state;
  struct stream stream = {0};
  int kills = getenv("KILLS") ? atoi(getenv("KILLS")) : KILLS;
  signal(SIGPIPE, SIG_IGN);
  srand(20160901);
  prepare(&stream);
  for (int i = 0, idle = 0, life_ms_max = LIFE_MS_MAX; i < kills; i++) {
    long before = stream.acknowledged;
    live_once(&stream, 5 + rand() % life_ms_max);
    idle = stream.acknowledged > before ? 0 : idle + 1;
    if (idle == IDLE_MAX) life_ms_max *= 2, idle = 0; // on a busy machine a program takes longer to start
  }
  settle(&stream);
  print_message("%d kills, %ld events acknowledged\n", stream.kills, stream.acknowledged);
  assert_true(stream.acknowledged > kills / 4); // the stream flowed
  assert_int_equal(count_of(&stream), stream.acknowledged);
  mem_free(waymark(&stream, "", "journal verify"));
  char command[PATH_SIZE + 16];
  snprintf(command, sizeof command, "rm -rf %s", stream.folder);
  assert_int_equal(system(command), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_acknowledged_is_lost)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
