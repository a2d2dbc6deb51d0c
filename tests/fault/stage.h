// The board that is attacked (tamper.c, tamper_folder.c): some days of it, a checkpoint that somebody kept, and a copy for each try.
#ifndef WAYMARK_TESTS_FAULT_STAGE_H
#define WAYMARK_TESTS_FAULT_STAGE_H
#include "hand.h"
#include "run/signing.h"

enum { PLACES = 30, PLACES_LONG = 100, DAYS = 4, EVENTS_A_DAY = 12, EVIDENCE_FILES = 5 };

static struct {
  struct world *world; // the honest board; its path is where each try's copy lies
  char master[80];
  char shm[40]; // where the copies lie; "": none in memory
  struct id log;
  char *kept, *kept_key;           // the checkpoint that somebody kept on the last but one day
  int64_t kept_size, count, today; // entries; the first that today's key signed
  int places;
} stage;

static uint32_t drawn = 1;
static inline int64_t draw(int64_t below) { // the same places each time
  drawn = drawn * 1664525 + 1013904223;
  return (int64_t)(drawn >> 8) % below;
}

static inline void shell(const char *format, const char *a, const char *b) {
  char command[400];
  snprintf(command, sizeof command, format, a, b);
  if (system(command) != 0) fail_msg("%s", command);
}

static inline void count_on(struct world *world, int day, int times) {
  static int minutes[DAYS + 1];
  for (int i = 0; i < times; i++)
    done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'count','now':'2016-09-0%dT10:%02d:00Z'}", day, minutes[day]++);
}

static inline json_t *problems_with(const char *kept) {
  struct err err = {0};
  json_t *report = NULL, *request = json_pack("{s:s}", "op", "journal.verify");
  json_put_text(request, "checkpoint", kept);
  if (!try_file(stage.world, request, -1, &report, &err)) fail_msg("verify: %s", err.text);
  json_t *problems = json_incref(json_object_get(report, "problems"));
  json_decref(report);
  return problems;
}

static inline bool is_found(const char *kept, int64_t first, const char *what) {
  json_t *problems = problems_with(kept);
  bool found = json_array_size(problems) > 0;
  int64_t named = json_number(json_array_get(problems, 0), "sequence", -1);
  if (found && first >= 0 && named != first)
    fail_msg("%s at %lld: the first problem is %s", what, (long long)first, json_dumps(json_array_get(problems, 0), 0));
  json_decref(problems);
  return found;
}

// The copy that the next try is made on; nobody has it open then.
static inline void lay_out(const char *from) {
  board_close(stage.world->board);
  stage.world->board = NULL;
  shell("rm -rf '%s'%s", stage.world->path, "");
  shell("cp -a '%s' '%s'", from, stage.world->path);
}

static inline void open_again(void) {
  struct err err = {0};
  stage.world->board = board_open(&stage.world->env, stage.world->path, &err);
  if (!stage.world->board) fail_msg("%s", err.text);
}

// What signs is the board itself, as it works on; where it will not, the folder's owner has hidden nothing yet.
static inline void work_on(void) {
  struct err err;
  json_t *answer = NULL, *request = json_pack("{s:s, s:s, s:s, s:s}", "op", "case.send", "as", "o.owner", "case", "K-1", "event", "count");
  try_file(stage.world, request, -1, &answer, &err);
  json_decref(answer);
}

// ---- the board

static inline void keep_checkpoint(struct world *world) {
  json_t *answer = ask(world, "{'op':'journal.checkpoint'}");
  stage.kept = mem_text(json_text(answer, "checkpoint"));
  stage.kept_key = mem_text(json_text(answer, "key"));
  stage.kept_size = json_number(json_object_get(answer, "head"), "size", 0);
  json_decref(answer);
}

static inline void save(struct world *world, char to[80], const char *name) {
  snprintf(to, 80, "%s/%s", world->folder, name);
  board_close(world->board);
  shell("cp -a '%s' '%s'", world->path, to);
  world_open(world);
}

// Each try is a board of its own, so the disk is spared where there is memory.
static inline void move_to_memory(struct world *world) {
  strcpy(stage.shm, "/dev/shm/waymark-tamper-XXXXXX");
  if (!mkdtemp(stage.shm)) stage.shm[0] = '\0';
  if (stage.shm[0]) snprintf(world->path, sizeof world->path, "%s/board", stage.shm);
}

// The first day's board, with its evidence.
static inline int stage_begin(void **state) {
  struct err err = {0};
  if (world_make_in(state, env_system(), true)) return 1;
  struct world *world = stage.world = *state;
  char *log = meta_find(world->board->store, "log"), text[20];
  assert_true(id_read(&stage.log, log));
  mem_free(log);
  stage.places = getenv("WAYMARK_LONG") ? PLACES_LONG : PLACES;
  for (int i = 0; i < EVIDENCE_FILES; i++) {
    snprintf(text, sizeof text, "proof %d", i);
    if (!add_evidence(world, "o.owner", "K-1", text, "Proof", NULL, &err)) fail_msg("%s", err.text);
  }
  return 0;
}

// The last day begins: what is signed from here on is signed with the key that is there.
static inline void stage_day(struct world *world) {
  count_on(world, DAYS, 1);
  json_t *key = signing_key_last(world->board->store);
  stage.today = json_number(key, "sequence", 0) + 1;
  json_decref(key);
}

static inline void stage_ready(struct world *world) {
  stage.count = entries(world);
  save(world, stage.master, "master");
  board_close(world->board);
  world->board = NULL;
  move_to_memory(world);
}

static inline int stage_end(void **state) {
  mem_free(stage.kept), mem_free(stage.kept_key);
  world_remove(*state);
  if (stage.shm[0]) shell("rm -rf '%s%s'", stage.shm, "");
  return 0;
}
#endif
