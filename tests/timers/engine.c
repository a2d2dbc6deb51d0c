// Goal: what the real engine makes of a workflow, a schedule and a clock, as text that the reference beside it must write too.
// Method: reads one case a line from standard input, {"definition","events","start","disk"?,"crash"?:N|"all","check"?}, plays it through
// op_run on a board of its own and answers a line an event, {"answer","items"}, one of all items in the end, and each event's entries. With
// "crash" the case is played again in a process that dies at a call to the disk and is gone on with by another, which must say the same:
// for N, at two places that N chooses. README.md says what events there are.
#include "base/mem.h"
#include "crash.h"
#include "dump.h"
#include "script/worker.h"
#include "stage.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_S = 120, HOPS_MAX = 5000 };

static struct stage stage;

// ---- events

static bool ask(json_t *request) { // takes it over
  struct err err;
  json_t *answer = NULL;
  bool ok = op_run(stage.board, request, -1, &answer, &err);
  if (getenv("WAYMARK_TIMERS_WHY")) fprintf(stderr, "%s -> %s\n", json_dumps(request, 0), ok ? "ok" : err.text);
  json_decref(answer);
  json_decref(request);
  return ok;
}

static void expect(bool ok, const char *what, const char *why) {
  if (!ok) crash_say(json_pack("{s:s, s:s}", "wrong", what, "why", why));
}

// As a server does, batch after batch until nothing is left.
static bool wake(void) {
  struct err err;
  struct op_woken woken = {.more = true};
  bool ok = true;
  while (ok && woken.more) {
    ok = op_wake(stage.board, false, &woken, &err);
    if (!ok) expect(false, "waking", err.text);
    if (json_array_size(woken.troubles)) expect(false, "waking", json_string_value(json_array_get(woken.troubles, 0)));
    op_woken_clear(&woken);
  }
  return ok;
}

// As a server that never sleeps does: from due instant to due instant.
static bool hop(int64_t to_ms) {
  int64_t due_ms;
  bool ok = true;
  for (int hops = 0; ok && board_next_due(stage.board, &due_ms) && due_ms <= to_ms && hops < HOPS_MAX; hops++) {
    if (due_ms > stage.now_ms) stage_clock(&stage, due_ms);
    ok = wake();
  }
  return ok;
}

static bool play_clock(const json_t *event, size_t step) {
  (void)step;
  int64_t to_ms = json_number(event, "to", 0);
  bool ok = !json_flag(event, "hop") || hop(to_ms);
  stage_clock(&stage, to_ms);
  return json_flag(event, "asleep") ? ok : ok && wake();
}

static json_t *key_of(size_t step) { return json_sprintf("key-%zu", step); }

static bool play_start(const json_t *event, size_t step) {
  return ask(json_pack("{s:s, s:s, s:s, s:O, s:O*, s:o}", "op", "case.start", "as", "m.test", "workflow", "timed", "ref",
                       json_object_get(event, "item"), "data", json_object_get(event, "data"), "key", key_of(step)));
}

static bool play_send(const json_t *event, size_t step) {
  return ask(json_pack("{s:s, s:s, s:O, s:O, s:O*, s:o}", "op", "case.send", "as", "m.test", "case", json_object_get(event, "item"),
                       "event", json_object_get(event, "send"), "data", json_object_get(event, "data"), "key",
                       key_of((size_t)json_number(event, "again", (int64_t)step))));
}

// Which stuck step was meant is settled before anything is done, and stays so after a crash.
static bool play_stuck(const json_t *event, size_t step) {
  (void)step;
  if (!progress->was_cut) dump_stuck(stage.board, json_text(event, "item"), progress->note);
  if (!*progress->note || (progress->was_cut && !dump_is_stuck(stage.board, progress->note))) return true;
  ask(json_pack("{s:s, s:s, s:s, s:O, s:s}", "op", "incident.resolve", "as", "m.test", "incident", progress->note, "how",
                json_object_get(event, "stuck"), "reason", "because"));
  return true;
}

static bool play_reopen(const json_t *event, size_t step) {
  (void)event, (void)step;
  if (!stage.is_on_disk) return true;
  stage_close(&stage);
  stage_open(&stage);
  return true;
}

// It may have been added before the crash; what is left to be counted anew is in either case.
static bool play_closure(const json_t *event, size_t step) {
  struct err err;
  bool ok = ask(json_pack("{s:s, s:s, s:O, s:s, s:b}", "op", "calendar.add", "as", "m.test", "date", json_object_get(event, "closure"),
                          "name", "closed", "local", 1));
  (void)step;
  return (ok || progress->was_cut) && op_settle(stage.board, &err);
}

static const struct {
  const char *member;
  bool (*play)(const json_t *event, size_t step);
} kinds[] = {{"to", play_clock},    {"start", play_start},   {"send", play_send},
             {"stuck", play_stuck}, {"reopen", play_reopen}, {"closure", play_closure}};

static bool play_event(const json_t *event, size_t step) {
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (json_object_get(event, kinds[i].member)) return kinds[i].play(event, step);
  return false;
}

static json_t *all_items(void) {
  int64_t seen[ITEMS_MAX] = {0};
  return dump_items(stage.board, seen);
}

static void say_entries(size_t events) {
  json_t *all = dump_entries(stage.board, events, progress->upto, progress->cut), *entries;
  size_t i;
  json_array_foreach(all, i, entries) crash_say(json_pack("{s:I, s:O}", "event", (json_int_t)i + 1, "entries", entries));
  json_decref(all);
}

// Events are played from where an earlier process came to.
static void play_events(const json_t *events) {
  assert(json_array_size(events) <= STEPS_MAX);
  while (progress->step < json_array_size(events)) {
    bool ok = play_event(json_array_get(events, progress->step), progress->step + 1);
    crash_say(json_pack("{s:b, s:o}", "answer", ok, "items", dump_items(stage.board, progress->seen)));
    progress->upto[progress->step] = journal_count(stage.board->store) - 1;
    progress->cut[progress->step] = progress->was_cut;
    progress->was_cut = false;
    progress->step++;
  }
  crash_say(json_pack("{s:o}", "end", all_items()));
  say_entries(json_array_size(events));
}

// ---- after the end

static void check_journal(void) {
  struct err err;
  json_t *report = NULL;
  bool read = journal_verify(stage.board->store, NULL, NULL, &report, &err);
  char *text = read ? json_dumps(report, 0) : strdup(err.text);
  expect(read && json_flag(report, "ok"), "the journal", text);
  free(text);
  json_decref(report);
}

static void expect_same(const json_t *before, const char *what) {
  json_t *after = all_items();
  char *text = json_canonical(after);
  expect(json_equal(before, after), what, text);
  mem_free(text);
  json_decref(after);
}

// Every deadline is armed as its workflow says; what is due may stay as it is.
static void check_timers(void) {
  struct err err;
  json_t *answer = NULL, *request = json_pack("{s:s, s:s}", "op", "timers.check", "as", "m.test");
  bool ok = op_run(stage.board, request, -1, &answer, &err);
  char *text = ok ? json_canonical(answer) : mem_text(err.text);
  expect(ok && json_array_size(json_object_get(answer, "found")) == 0, "the check of deadlines", text);
  mem_free(text);
  json_decref(answer);
  json_decref(request);
}

// A rebuild from the journal changes nothing; a copy of the files at rest is the same board.
static void check(void) {
  struct err err;
  json_t *before = all_items();
  check_journal();
  expect(journal_rebuild(stage.board->store, &err), "the rebuild", "it failed");
  expect_same(before, "the rebuild");
  check_timers();
  if (stage.is_on_disk) {
    stage_backup(&stage);
    expect_same(before, "the backup");
    check_journal();
  }
  json_decref(before);
}

// ---- whole cases

static void begin(const json_t *given, bool on_disk) {
  crash_begin();
  progress->random = 1 << 16; // past those of the board that was copied
  stage.now_ms = json_number(given, "start", 0);
  if (on_disk) {
    stage_copy(&stage);
    stage_open(&stage);
  } else
    stage_fork(&stage);
  stage_publish(&stage, json_object_get(given, "definition"));
  progress->calls = 0; // what was published before anything was armed is no part of the schedule
}

static void play_once(const json_t *given) {
  begin(given, json_flag(given, "disk"));
  play_events(json_object_get(given, "events"));
  int calls = progress->calls;
  if (json_flag(given, "check")) check();
  stage_close(&stage);
  progress->calls = calls; // what came after the schedule is no place to die at
}

// One life of the program: it ends where it is told to, or has played all.
static bool live(const json_t *given, bool is_first, int die_at) {
  pid_t child = fork();
  assert(child >= 0);
  if (child == 0) {
    alarm(PATIENCE_S);
    if (is_first) {
      begin(given, true);
      progress->die_at = die_at;
    } else {
      progress->die_at = 0;
      progress->was_cut = true;
      stage.now_ms = progress->now_ms;
      stage_open(&stage);
    }
    play_events(json_object_get(given, "events"));
    check_journal();
    progress->die_at = 0;
    stage_close(&stage);
    _exit(0);
  }
  int status;
  assert(waitpid(child, &status, 0) == child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == CRASHED) return false;
  expect(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a life", "it ended badly");
  return true;
}

static char *said(void) { return mem_text_part(progress->said, progress->size); }

// Where the crash was and what was said from the first line that differs.
static void tell_difference(int point, const char *plain, const char *crashed) {
  printf("{\"crash at call\":%d}\n%s", point, crashed);
  (void)plain;
}

static void crash_at(const json_t *given, int point, const char *plain) {
  if (!live(given, true, point)) live(given, false, 0);
  char *text = said();
  if (strcmp(text, plain) != 0) tell_difference(point, plain, text);
  mem_free(text);
}

static void crash(const json_t *given, const char *plain) {
  static int points[CALLS_MAX];
  const json_t *which = json_object_get(given, "crash");
  int count = crash_points(points), chosen = (int)json_integer_value(which);
  if (count == 0) return;
  if (json_is_string(which))
    for (int i = 0; i < count; i++) crash_at(given, points[i], plain);
  else
    for (int i = 0; i < 2; i++) crash_at(given, points[(chosen / (i + 1)) % count], plain);
}

static void play(const char *text, size_t size) {
  struct err err;
  json_t *given = json_read(text, size, "case", &err);
  alarm(PATIENCE_S);
  if (given) {
    play_once(given);
    char *plain = said();
    fputs(plain, stdout);
    if (json_object_get(given, "crash")) crash(given, plain);
    mem_free(plain);
  } else
    printf("%s\n", err.text);
  puts("");
  fflush(stdout);
  json_decref(given);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main(); // a worker is this very program started again
  crash_set_up();
  stage_set_up(&stage);
  char *line = NULL;
  size_t room = 0;
  ssize_t size;
  while ((size = getline(&line, &room, stdin)) > 0) play(line, (size_t)size);
  free(line);
  stage_tear_down(&stage);
  return 0;
}
