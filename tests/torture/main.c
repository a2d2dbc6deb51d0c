// Goal: whichever call to the system fails, a command ends in a sentence and the right exit status or is done, never by a signal, and
// leaves nothing half (RELIABILITY 3.3, C4 and C5; 3.2: a failed sync ends the process and is never tried again). Method: every command of
// a table runs on a copy of one board with a library before libc's calls (fail.c) that lets the k-th fail, for k spread over all calls that
// it makes; then the board is opened and verified, and holds what it held before or what it holds after. `torture PROGRAM LIBRARY RUNS
// [SEED [SCENARIO]]`: RUNS of each scenario and kind; 0: every k.
#include "../power/disk.h"
#include "base/mem.h"
#include "op/op.h"
#include "scenario.h"
#include "tally.h"

#include <assert.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_S = 60, PATH_SIZE = 160, SAID_SIZE = 4096 };

struct finding {
  int64_t entries;
  bool sound;
  char why[600], last[200]; // last: what kinds of entries stand at the end
};

struct torture {
  const char *program, *library, *kind;
  char folder[PATH_SIZE], run[PATH_SIZE], count[PATH_SIZE], said[PATH_SIZE];
  struct disk made;
  struct tally *tally;
  struct finding *finding; // shared with the child that looks
  const struct scenario *scenario;
  int64_t before, after;
  long at;
  int runs, wrong;
};

__attribute__((format(printf, 2, 3))) static bool wrong(struct torture *torture, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  printf("%s, call %ld of %s%s%s: ", torture->scenario->name, torture->at, torture->kind, torture->tally->path[0] ? " on " : "",
         torture->tally->path);
  vprintf(format, arguments);
  printf("\n");
  va_end(arguments);
  torture->wrong++;
  return false;
}

// ---- running

static void redirect(const char *path, int to) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(fd, to);
  close(fd);
}

static void preload(const struct torture *torture) {
  char at[32];
  snprintf(at, sizeof at, "%ld", torture->at);
  setenv("LD_PRELOAD", torture->library, 1);
  setenv("TORTURE_KIND", torture->kind, 1);
  setenv("TORTURE_AT", at, 1);
  setenv("TORTURE_COUNT", torture->count, 1);
}

// `out`: -1 is nowhere.
static pid_t start(const struct torture *torture, const char *const *words, bool tortured, int out) {
  const char *all[WORDS_MAX + 2] = {"waymark"};
  for (int i = 0; i < WORDS_MAX && words[i]; i++) all[i + 1] = words[i];
  fflush(NULL);
  pid_t pid = fork();
  if (pid != 0) return pid;
  if (chdir(torture->run) != 0) _exit(126);
  if (out >= 0)
    dup2(out, 1);
  else
    redirect("/dev/null", 1);
  redirect(tortured ? torture->said : "/dev/null", 2);
  alarm(PATIENCE_S);
  if (tortured) preload(torture);
  execv(torture->program, (char *const *)all);
  _exit(127);
}

static int end_of(pid_t pid) {
  int status;
  waitpid(pid, &status, 0);
  return status;
}

// The server has the board until its one command is answered. Its status; *asked: the command's.
static int serve_and_ask(struct torture *torture, int *asked) {
  static const char *const count[] = {"case", "send", "K-1", "count", "--as", "o.owner", "--board", "board", NULL};
  int ends[2];
  char word;
  assert(pipe2(ends, O_CLOEXEC) == 0);
  pid_t server = start(torture, torture->scenario->words, true, ends[1]);
  close(ends[1]);
  (void)!read(ends[0], &word, 1); // ready, or gone
  *asked = end_of(start(torture, count, false, -1));
  kill(server, SIGTERM);
  int status = end_of(server);
  close(ends[0]);
  return status;
}

static int run_once(struct torture *torture, int *asked) {
  disk_drop(torture->run);
  disk_save(&torture->made, torture->run);
  *torture->tally = (struct tally){0};
  torture->runs++;
  *asked = 0;
  if (torture->scenario->until) return serve_and_ask(torture, asked);
  return end_of(start(torture, torture->scenario->words, true, -1));
}

// ---- looking at what is left

static void say_last(struct finding *finding, struct store *store) {
  struct entry last, before;
  struct err err;
  if (journal_find(store, finding->entries - 1, &last, &err) && journal_find(store, finding->entries - 2, &before, &err))
    snprintf(finding->last, sizeof finding->last, "\"%s\", \"%s\"", entry_kind_words(before.kind), entry_kind_words(last.kind));
}

static void look_at_board(struct finding *finding, const char *folder, const char *name) {
  struct env env = env_system();
  struct err err = {0};
  json_t *report = NULL;
  char *path = mem_format("%s/%s", folder, name);
  struct board *board = board_open(&env, path, &err);
  snprintf(finding->why, sizeof finding->why, "%s cannot be opened: %.400s", name, err.text);
  if (!board || !journal_verify(board->store, NULL, NULL, &report, &err)) return;
  const char *first = json_text(json_array_get(json_object_get(report, "problems"), 0), "text");
  finding->sound = json_flag(report, "ok");
  finding->entries = journal_count(board->store);
  say_last(finding, board->store);
  snprintf(finding->why, sizeof finding->why, "%s does not hold: %.400s", name, first ? first : "?");
  board_close(board);
}

// In a child, since a damaged board may end whoever reads it.
static bool look(struct torture *torture, const char *name) {
  *torture->finding = (struct finding){.why = "looking ended"};
  fflush(NULL);
  pid_t pid = fork();
  if (pid == 0) {
    look_at_board(torture->finding, torture->run, name);
    _exit(0);
  }
  end_of(pid);
  return torture->finding->sound || wrong(torture, "%s", torture->finding->why);
}

static bool is_made(const struct torture *torture) {
  struct stat about;
  char *path = mem_format("%s/%s", torture->run, torture->scenario->makes);
  bool made = lstat(path, &about) == 0;
  mem_free(path);
  return made;
}

// What it said last is a whole sentence.
static bool is_sentence(const struct torture *torture, char text[SAID_SIZE]) {
  FILE *file = fopen(torture->said, "r");
  size_t size = file ? fread(text, 1, SAID_SIZE - 1, file) : 0;
  if (file) fclose(file);
  text[size] = '\0';
  if (size < 20 || text[size - 1] != '\n') return false;
  text[size - 1] = '\0';
  return text[size - 2] == '.' || text[size - 2] == '?';
}

// When it has made a log, SQLite syncs the folder and asks not how that went.
static bool is_passed_over(const char *path) {
  const char *name = strrchr(path, '/');
  return name && strcmp(name, "/board") == 0;
}

static bool check_ending(struct torture *torture, int status) {
  char text[SAID_SIZE];
  if (!WIFEXITED(status)) return wrong(torture, "it ended by signal %d", WTERMSIG(status));
  int code = WEXITSTATUS(status);
  if (code != 0 && code != 1 && code != 3) return wrong(torture, "it ended with status %d", code);
  if (code != 0 && !is_sentence(torture, text)) return wrong(torture, "status %d and no sentence: \"%s\"", code, text);
  if (torture->tally->sync_failed && code != 3 && !is_passed_over(torture->tally->path))
    return wrong(torture, "a sync failed and it ended with status %d", code);
  if (torture->tally->synced_after) return wrong(torture, "a sync that failed was tried again");
  return true;
}

static bool check_state(struct torture *torture, bool was_done) {
  const struct scenario *scenario = torture->scenario;
  if (!look(torture, "board")) return false;
  int64_t entries = torture->finding->entries;
  // A server that cannot read an evidence file when it checks the record by itself tells the office of it, in an entry of its own.
  bool may_alarm = scenario->until && strcmp(torture->kind, "disk") == 0 && strstr(torture->tally->path, "evidence/");
  if (may_alarm && entries > torture->before) entries--;
  if (entries < torture->before || entries > torture->after)
    return wrong(torture, "%lld entries, before %lld, after %lld; the last are %s", (long long)entries, (long long)torture->before,
                 (long long)torture->after, torture->finding->last);
  if (was_done && entries != torture->after && !may_alarm)
    return wrong(torture, "it said that it was done, and it is not: %lld entries", (long long)entries);
  if (!scenario->makes) return true;
  if (was_done && !is_made(torture)) return wrong(torture, "it said that it made %s, and it did not", scenario->makes);
  return !is_made(torture) || strchr(scenario->makes, '.') || look(torture, scenario->makes);
}

// ---- all of it

static bool run_honest(struct torture *torture) {
  int asked;
  torture->at = 0;
  disk_drop(torture->run);
  disk_save(&torture->made, torture->run);
  if (!look(torture, "board")) return false;
  torture->before = torture->finding->entries;
  int status = run_once(torture, &asked);
  if (status != 0 || asked != 0) return wrong(torture, "it ended with status %x even when nothing failed", (unsigned)(status | asked));
  if (!look(torture, "board")) return false;
  torture->after = torture->finding->entries;
  return true;
}

static void torture_one(struct torture *torture, int runs, long seed) {
  int asked;
  if (!run_honest(torture)) return;
  long calls = torture->tally->calls, step = runs && calls > runs ? calls / runs : 1;
  for (torture->at = 1 + seed % step; torture->at <= calls; torture->at += step) {
    int status = run_once(torture, &asked);
    bool was_done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (torture->scenario->until) was_done = asked == 0;
    if (check_ending(torture, status)) check_state(torture, was_done);
  }
}

static void *shared(size_t size, int fd) {
  void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);
  assert(memory != MAP_FAILED);
  return memory;
}

static void set_up(struct torture *torture) {
  const char *where = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : P_tmpdir;
  snprintf(torture->folder, sizeof torture->folder, "%s/waymark-torture-XXXXXX", where);
  assert(mkdtemp(torture->folder));
  snprintf(torture->run, sizeof torture->run, "%.120s/run", torture->folder);
  snprintf(torture->count, sizeof torture->count, "%.120s/count", torture->folder);
  snprintf(torture->said, sizeof torture->said, "%.120s/said", torture->folder);
  int fd = open(torture->count, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  assert(fd >= 0 && ftruncate(fd, 4096) == 0);
  torture->tally = shared(sizeof *torture->tally, fd);
  torture->finding = shared(sizeof *torture->finding, -1);
  close(fd);
  assert(mkdir(torture->run, 0700) == 0);
  for (int i = 0; i < preparation_count; i++)
    if (end_of(start(torture, preparations[i], false, -1)) != 0) {
      printf("the board could not be made: waymark %s %s\n", preparations[i][0], preparations[i][1]);
      exit(1);
    }
  disk_init(&torture->made);
  disk_load(&torture->made, torture->run);
}

int main(int argc, char **argv) {
  static const char *const kinds[] = {"disk", "memory"};
  struct torture torture = {0};
  if (argc < 4) return 2;
  setvbuf(stdout, NULL, _IOLBF, 0);
  torture.program = argv[1];
  torture.library = argv[2];
  long seed = argc > 4 ? atol(argv[4]) : 0;
  set_up(&torture);
  for (int i = 0; i < scenario_count; i++)
    for (int kind = 0; kind < 2; kind++) {
      torture.scenario = &scenarios[i];
      torture.kind = kinds[kind];
      if (argc <= 5 || strcmp(argv[5], torture.scenario->name) == 0) torture_one(&torture, atoi(argv[3]), seed);
    }
  printf("%d runs of %d commands in each of which one call failed: %d wrong\n", torture.runs, scenario_count, torture.wrong);
  disk_clear(&torture.made);
  disk_drop(torture.folder);
  return torture.wrong ? 1 : 0;
}
