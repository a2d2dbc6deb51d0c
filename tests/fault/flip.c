// Goal: a bit of the store's file that the disk flipped is never part of an answer: every read says what it said before, or a sentence
// (RELIABILITY 2.4, J6; FORMAT.md, "Pages"). Method: on a board with items, timers, messages and evidence single bits are flipped, one at a
// time, at places drawn from a seed; after each the board is opened and a fixed set of reads is compared with the honest answers. A read
// that ends the process with its sentence counts as reported. Then the flipped page is stamped as if it were right: now wrong answers must
// be found, else this test could find none. FLIPS in the environment makes it longer.
#include "../helper/stamp.h"
#include "base/mem.h"
#include "op/op.h"
#include "script/worker.h"

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
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#ifdef __SANITIZE_ADDRESS__
enum { FLIPS = 1000 };
#else
enum { FLIPS = 10000 };
#endif
enum { ITEMS = 13, STAMPED = 400, PATH_SIZE = 128, VERIFY_EVERY = 50, STOPPED = 3 };

static const char *const reads[] = {
    "{\"op\":\"case.show\",\"case\":\"K-1\"}",
    "{\"op\":\"case.show\",\"case\":\"K-13\"}",
    "{\"op\":\"case.list\"}",
    "{\"op\":\"case.history\",\"case\":\"K-1\"}",
    "{\"op\":\"outbox.list\"}",
    "{\"op\":\"evidence.list\",\"case\":\"K-1\"}",
    "{\"op\":\"timers.next\"}",
    "{\"op\":\"journal.verify\"}",
};
enum { READS = sizeof reads / sizeof reads[0] };

// Shared with the children that look.
struct counts {
  int next;                           // the flip to be looked at
  int same, reported, stopped, wrong; // how they ended
  long at;                            // where the last wrong one was
  int read;
};

struct world {
  char folder[PATH_SIZE], board[PATH_SIZE], file[PATH_SIZE];
  struct env env;
  json_t *honest[READS];
  long size;
  struct counts *counts;
};

// ---- the board

static json_t *ask(struct board *board, const char *text, int file, struct err *err) {
  json_t *request = json_read(text, strlen(text), "the test's request", err), *answer = NULL;
  assert_non_null(request);
  bool ok = op_run(board, request, file, &answer, err);
  json_decref(request);
  return ok ? answer : NULL;
}

__attribute__((format(printf, 3, 4))) static void done(struct board *board, int file, const char *format, ...) {
  char text[4096];
  va_list arguments;
  struct err err = {0};
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  for (char *c = text; *c; c++)
    if (*c == '\'') *c = '"';
  json_t *answer = ask(board, text, file, &err);
  if (!answer) fail_msg("%s: %s", text, err.text);
  json_decref(answer);
}

static void fill(struct board *board) {
  for (int i = 1; i <= ITEMS; i++) {
    done(board, -1,
         "{'op':'case.start','as':'m.test','workflow':'task','ref':'K-%d','data':{'text':'Task %d','owner':'o.owner','agency':'north',"
         "'due':'2016-09-%02d'}}",
         i, i, i + 2);
    if (i % 2) done(board, -1, "{'op':'case.send','as':'o.owner','case':'K-%d','event':'count'}", i);
  }
  for (int i = 0; i < 3; i++) {
    int file = memfd_create("evidence", MFD_CLOEXEC);
    assert_int_equal(write(file, "proof number" + i, 8), 8);
    done(board, file, "{'op':'evidence.add','as':'o.owner','case':'K-1','name':'a.txt','title':'Proof %d','level':'process'}", i);
    close(file);
  }
  done(board, -1, "{'op':'timers.run','as':'m.test','now':'2016-09-12T09:00:00Z'}");
}

static void publish(struct world *world, struct board *board) {
  struct err err = {0};
  char *source;
  size_t size;
  assert_true(env_read_file(&world->env, WAYMARK_SOURCE_DIR "/tests/data/task.lua", 100000, &source, &size, &err));
  json_t *request = json_pack("{s:s, s:s, s:s, s:s}", "op", "workflow.publish", "as", "m.test", "file", "task.lua", "source", source),
         *answer;
  if (!op_run(board, request, -1, &answer, &err)) fail_msg("%s", err.text);
  json_decref(answer);
  json_decref(request);
  mem_free(source);
}

static void make_board(struct world *world) {
  struct err err = {0};
  json_t *answer = NULL;
  struct board_seed seed = {.folder = world->board,
                            .seed_path = WAYMARK_SOURCE_DIR "/tests/data/partners.lua",
                            .share = WAYMARK_SOURCE_DIR,
                            .manual_clock = true,
                            .now_ms = 1472720400000};
  if (!board_create(&world->env, &seed, &answer, &err)) fail_msg("%s", err.text);
  json_decref(answer);
  struct board *board = board_open(&world->env, world->board, &err);
  publish(world, board);
  fill(board);
  board_close(board);
}

static void learn(struct world *world) {
  struct err err = {0};
  struct stat about;
  struct board *board = board_open(&world->env, world->board, &err);
  for (int i = 0; i < READS; i++)
    if (!(world->honest[i] = ask(board, reads[i], -1, &err))) fail_msg("%s: %s", reads[i], err.text);
  board_close(board);
  assert_int_equal(stat(world->file, &about), 0);
  world->size = about.st_size;
}

// ---- flips

struct flip {
  long at;
  int bit;
};

static struct flip flip_of(const struct world *world, int number, uint64_t seed) {
  uint64_t z = (seed + (uint64_t)number) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return (struct flip){(long)((z >> 3) % (uint64_t)world->size), (int)(z & 7)};
}

static void flip(const struct world *world, struct flip flip) {
  uint8_t byte;
  int fd = open(world->file, O_RDWR | O_CLOEXEC);
  assert_int_equal(pread(fd, &byte, 1, flip.at), 1);
  byte ^= (uint8_t)(1 << flip.bit);
  assert_int_equal(pwrite(fd, &byte, 1, flip.at), 1);
  close(fd);
}

enum ending { SAME, REPORTED, WRONG };

static enum ending look(struct world *world, int number) {
  struct err err = {0};
  enum ending ending = SAME;
  struct board *board = board_open(&world->env, world->board, &err);
  if (!board) return err.text[0] ? REPORTED : WRONG;
  for (int i = 0; i < READS && ending != WRONG; i++) {
    if (i == READS - 1 && number % VERIFY_EVERY) continue; // verifying reads all
    json_t *answer = ask(board, reads[i], -1, &err);
    if (!answer)
      ending = REPORTED;
    else if (!json_equal(answer, world->honest[i]))
      ending = i == READS - 1 && !json_flag(answer, "ok") ? REPORTED : WRONG;
    if (ending == WRONG) world->counts->read = i;
    json_decref(answer);
  }
  board_close(board);
  return ending;
}

static void look_on(struct world *world, int count, uint64_t seed, bool stamped) {
  struct counts *counts = world->counts;
  if (!freopen("/dev/null", "w", stderr)) _exit(98);
  for (const int *fatal = (const int[]){SIGSEGV, SIGBUS, SIGILL, SIGFPE, 0}; *fatal; fatal++) signal(*fatal, SIG_DFL); // not cmocka's
  for (; counts->next < count; counts->next++) {
    struct flip one = flip_of(world, counts->next, seed);
    flip(world, one);
    if (stamped) stamp_file(world->file);
    enum ending ending = look(world, counts->next);
    flip(world, one);
    if (stamped) stamp_file(world->file);
    *(ending == SAME ? &counts->same : ending == REPORTED ? &counts->reported : &counts->wrong) += 1;
    if (ending == WRONG) counts->at = one.at;
  }
  _exit(0);
}

// A child looks at flip after flip; one in which a read stops the program is followed by another child.
static void look_at_all(struct world *world, int count, uint64_t seed, bool stamped) {
  struct counts *counts = world->counts;
  char log[PATH_SIZE + 8];
  *counts = (struct counts){0};
  snprintf(log, sizeof log, "%s-wal", world->file);
  while (counts->next < count) {
    int status;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) look_on(world, count, seed, stamped);
    waitpid(child, &status, 0);
    if (status == 0) break;
    struct flip one = flip_of(world, counts->next, seed);
    if (!stamped && (!WIFEXITED(status) || WEXITSTATUS(status) != STOPPED))
      fail_msg("bit %d of byte %ld ended the program with status %x", one.bit, one.at, (unsigned)status);
    unlink(log);
    flip(world, one);
    if (stamped) stamp_file(world->file);
    counts->stopped++;
    counts->next++;
  }
  print_message("%d bits flipped: %d harmless, %d reported, %d stopped a read, %d served\n", count, counts->same, counts->reported,
                counts->stopped, counts->wrong);
}

static void a_flipped_bit_is_never_served(void **state) {
  struct world *world = *state;
  int count = getenv("FLIPS") ? atoi(getenv("FLIPS")) : FLIPS;
  look_at_all(world, count, 1, false);
  if (world->counts->wrong) fail_msg("after a flip in byte %ld: %s", world->counts->at, reads[world->counts->read]);
  assert_true(world->counts->reported + world->counts->stopped > count / 4); // the rest fell on pages that nobody asked for
}

static void without_the_check_some_would_be(void **state) {
  struct world *world = *state;
  look_at_all(world, STAMPED, 1, true);
  assert_true(world->counts->wrong > 0);
}

static int set_up(void **state) {
  struct world *world = *state = mem_new(sizeof *world);
  snprintf(world->folder, sizeof world->folder, "%s/waymark-flip-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : P_tmpdir);
  if (!mkdtemp(world->folder)) return -1;
  snprintf(world->board, sizeof world->board, "%.100s/board", world->folder);
  snprintf(world->file, sizeof world->file, "%.110s/waymark.db", world->board);
  world->env = env_system();
  world->counts = mmap(NULL, sizeof *world->counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  make_board(world);
  learn(world);
  return 0;
}

static int tear_down(void **state) {
  struct world *world = *state;
  char command[PATH_SIZE + 16];
  snprintf(command, sizeof command, "rm -rf '%s'", world->folder);
  for (int i = 0; i < READS; i++) json_decref(world->honest[i]);
  int removed = system(command);
  mem_free(world);
  return removed;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_flipped_bit_is_never_served), cmocka_unit_test(without_the_check_some_would_be)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
