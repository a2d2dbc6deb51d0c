// Playing a story: see story.h. An act is a function in a table; each is drawn as often as its weight says.
#include "story.h"

#include "base/mem.h"
#include "store/backup.h"
#include "time/instant.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAY_MS = 86400000, EVIDENCE_MAX = 20000 };

static void must(bool ok, const char *what, const struct err *err) {
  if (ok) return;
  printf("%s: %s\n", what, err->text);
  abort();
}

static char *path_of(const struct story *story, const char *name) { return mem_format("%s/%s", story->live, name); }

// ---- the world

static struct story *told; // whose numbers the engine is given: both worlds have users of their own

static void give_random(void *user, void *bytes, size_t size) {
  (void)user;
  for (size_t i = 0; i < size; i++) ((uint8_t *)bytes)[i] = (uint8_t)random_next(&(struct random){++told->ids});
}

static int64_t stand_still(void *user) {
  (void)user;
  return 0;
}

static struct env usual(struct story *story, struct env env) {
  told = story;
  env.random = give_random;
  env.steady_ms = stand_still;
  return env;
}

struct env story_env(struct story *story) {
  return usual(story, env_system());
}

static void open_board(struct story *story) {
  struct err err = {0};
  story->board = board_open(&story->env, story->board_path, &err);
  must(story->board, "opening the board", &err);
}

static void close_board(struct story *story) {
  board_close(story->board);
  story->board = NULL;
}

// ---- acts

static json_t *run(struct story *story, json_t *request, int file) {
  struct err err = {0};
  json_t *answer = NULL;
  bool ok = op_run(story->board, request, file, &answer, &err);
  must(ok, json_text(request, "op"), &err);
  return answer;
}

// Takes the request over.
static struct ack plain(struct story *story, json_t *request) {
  json_decref(run(story, request, -1));
  json_decref(request);
  return (struct ack){0};
}

static int some_item(struct story *story, int parity) {
  return 1 + parity + 2 * random_below(&story->random, (story->items - parity + 1) / 2);
}

static json_t *key_of(struct story *story) { return json_sprintf("key-%d", ++story->sent); }

json_t *story_count(struct story *story, int item) {
  return json_pack("{s:s, s:s, s:o, s:s, s:o}", "op", "case.send", "as", "o.owner", "case", json_sprintf("K-%d", item), "event", "count",
                   "key", key_of(story));
}

static struct ack act_count(struct story *story) {
  json_t *request = story_count(story, 1 + random_below(&story->random, story->items));
  return (struct ack){.request = request, .answer = run(story, request, -1)};
}

static struct ack act_note(struct story *story) {
  return plain(story, json_pack("{s:s, s:s, s:o, s:s, s:{s:o}}", "op", "case.send", "as", "o.owner", "case",
                                json_sprintf("K-%d", some_item(story, 1)), "event", "note", "data", "note",
                                json_sprintf("note %d of some length", ++story->sent)));
}

static struct ack act_start(struct story *story) {
  json_t *request = json_pack("{s:s, s:s, s:s, s:o, s:{s:s, s:s, s:s, s:s}, s:o}", "op", "case.start", "as", "m.test", "workflow", "task",
                              "ref", json_sprintf("K-%d", ++story->items), "data", "text", "Task", "agency", "north", "owner", "o.owner",
                              "due", "2016-09-09", "key", key_of(story));
  return (struct ack){.request = request, .answer = run(story, request, -1)};
}

static int some_file(struct story *story) {
  char bytes[EVIDENCE_MAX];
  size_t size = 1 + (size_t)random_below(&story->random, EVIDENCE_MAX);
  for (size_t i = 0; i < size; i++) bytes[i] = (char)(i % 251 + (size_t)story->sent);
  int fd = memfd_create("evidence", MFD_CLOEXEC);
  assert(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
  return fd;
}

static struct ack act_evidence(struct story *story) {
  int fd = some_file(story);
  json_t *request =
      json_pack("{s:s, s:s, s:o, s:s, s:s, s:s, s:o}", "op", "evidence.add", "as", "o.owner", "case",
                json_sprintf("K-%d", some_item(story, 0)), "name", "proof.txt", "title", "Proof", "level", "process", "key", key_of(story));
  json_decref(run(story, request, fd));
  json_decref(request);
  close(fd);
  return (struct ack){0};
}

// Timers fire: the entry, the messages and the used-up timers are one commit.
static struct ack act_clock(struct story *story) {
  char now[INSTANT_TEXT];
  story->now_ms += (int64_t)DAY_MS * (1 + random_below(&story->random, 12));
  instant_write(story->now_ms, now);
  return plain(story, json_pack("{s:s, s:s, s:s}", "op", "timers.run", "as", "m.test", "now", now));
}

static struct ack act_directory(struct story *story) {
  return plain(story, json_pack("{s:s, s:s, s:s, s:o, s:{s:s, s:o, s:s}}", "op", "directory.put", "as", "m.test", "kind", "person", "id",
                                json_sprintf("n.new%d", random_below(&story->random, 3)), "document", "name", "Nell New", "email",
                                json_sprintf("n%d@north.example", ++story->sent), "agency", "north"));
}

static struct ack act_together(struct story *story) {
  enum { COUNT = 3 };
  json_t *requests[COUNT], *answers[COUNT];
  int files[COUNT] = {-1, -1, -1};
  for (int i = 0; i < COUNT; i++) requests[i] = story_count(story, 1 + random_below(&story->random, story->items));
  op_run_together(story->board, requests, files, COUNT, answers);
  for (int i = 0; i < COUNT; i++) {
    assert(!json_object_get(answers[i], "error"));
    json_decref(requests[i]);
    if (i > 0) json_decref(answers[i]);
  }
  json_decref(answers[0]);
  return (struct ack){0};
}

static struct ack act_correct(struct story *story) {
  return plain(story, json_pack("{s:s, s:s, s:o, s:i, s:s, s:{s:o}}", "op", "case.correct", "as", "m.test", "case",
                                json_sprintf("K-%d", 1 + random_below(&story->random, story->items)), "entry", 1, "reason", "A slip",
                                "data", "text", json_sprintf("Task %d", ++story->sent)));
}

static struct ack act_calendar(struct story *story) {
  struct err err = {0};
  char tuesday[INSTANT_TEXT];
  instant_write(INT64_C(1504602000000) + (int64_t)DAY_MS * 7 * story->closures++, tuesday); // from 2017-09-05 on: no holiday
  json_t *date = json_stringn(tuesday, 10);
  plain(story, json_pack("{s:s, s:s, s:o, s:s, s:b}", "op", "calendar.add", "as", "m.test", "date", date, "name", "Closed", "local", 1));
  must(op_settle(story->board, &err), "settling", &err);
  return (struct ack){0};
}

static struct ack act_rebuild(struct story *story) {
  return plain(story, json_pack("{s:s, s:s}", "op", "journal.rebuild", "as", "m.test"));
}

static struct ack act_reopen(struct story *story) {
  close_board(story);
  open_board(story);
  return (struct ack){0};
}

static struct ack act_checkpoint(struct story *story) {
  store_checkpoint(story->board->store, 0);
  return (struct ack){0};
}

static struct ack act_backup(struct story *story) {
  struct backup_target target = {0};
  struct backup_progress progress = {.more = true};
  struct err err = {0};
  json_t *answer = NULL;
  char *to = path_of(story, "copies");
  bool ok = backup_enter(&target, &story->env, to, &err) && backup_begin(story->board->store, target.folder, &err);
  while (ok && progress.more) ok = backup_step(story->board->store, target.folder, &progress, &err);
  ok = ok && backup_seal(&target, story->board_path, progress.files, story->now_ms, &answer, &err);
  must(ok, "backing up", &err);
  struct ack ack = {.backed_up = json_number(answer, "entries", 0)};
  json_decref(progress.files);
  json_decref(answer);
  backup_leave(&target);
  mem_free(to);
  return ack;
}

static struct ack act_restore(struct story *story) {
  struct backup_target from = {0};
  struct err err = {0};
  json_t *answer = NULL;
  int number = story->ack_count ? story->acks[story->ack_count - 1].restored : 0;
  if (number == RESTORED_MAX || !story->ack_count || !story->acks[story->ack_count - 1].backed_up) return act_count(story);
  char *copies = path_of(story, "copies"), *name = mem_format("again-%d", number), *to = path_of(story, name);
  bool ok = backup_read(&from, &story->env, copies, &err) && backup_restore(&from, to, &answer, &err);
  must(ok, "restoring", &err);
  backup_leave(&from);
  json_decref(answer);
  mem_free(to);
  mem_free(name);
  mem_free(copies);
  return (struct ack){.restored = number + 1};
}

static struct ack act_create(struct story *story) {
  struct err err = {0};
  json_t *answer = NULL;
  struct board_seed seed = {.folder = story->board_path,
                            .seed_path = WAYMARK_SOURCE_DIR "/tests/data/partners.lua",
                            .share = WAYMARK_SOURCE_DIR,
                            .manual_clock = true,
                            .now_ms = story->now_ms};
  must(board_create(&story->env, &seed, &answer, &err), "making the board", &err);
  json_decref(answer);
  return (struct ack){0};
}

static const struct act {
  const char *name;
  int weight;
  struct ack (*play)(struct story *story);
} acts[] = {
    {"count", 8, act_count},       {"note", 3, act_note},           {"start", 4, act_start},       {"evidence", 6, act_evidence},
    {"clock", 4, act_clock},       {"directory", 2, act_directory}, {"together", 3, act_together}, {"correct", 1, act_correct},
    {"calendar", 1, act_calendar}, {"rebuild", 1, act_rebuild},     {"reopen", 2, act_reopen},     {"checkpoint", 2, act_checkpoint},
    {"backup", 2, act_backup},     {"restore", 3, act_restore},
};

// ---- the story

static const struct act *draw(struct story *story) {
  int all = 0;
  size_t i = 0;
  for (size_t k = 0; k < sizeof acts / sizeof acts[0]; k++) all += acts[k].weight;
  int drawn = random_below(&story->random, all);
  while (drawn >= acts[i].weight) drawn -= acts[i++].weight;
  return &acts[i];
}

static void answer(struct story *story, const char *act, struct ack ack) {
  const struct ack *before = story->ack_count ? &story->acks[story->ack_count - 1] : NULL;
  assert(story->ack_count < ACKS_MAX);
  ack.act = act;
  ack.entries = story->board ? journal_count(story->board->store) : 0;
  if (before && !ack.backed_up) ack.backed_up = before->backed_up;
  if (before && !ack.restored) ack.restored = before->restored;
  story->acks[story->ack_count] = ack;
  tape_ack(&story->tape, story->ack_count++);
}

static bool keep_leaf(void *user, json_t *entry) {
  struct story *story = user;
  story->leaves = mem_grow(story->leaves, (size_t)story->leaf_count + 1, sizeof *story->leaves);
  story->leaves[story->leaf_count++] = mem_text(json_text(entry, "leaf"));
  return true;
}

static void begin(struct story *story, bool from_nothing) {
  disk_drop(story->live);
  if (from_nothing)
    assert(mkdir(story->live, 0700) == 0);
  else
    disk_save(&story->made, story->live);
  tape_begin(&story->tape, story->live);
  story->env = usual(story, tape_env(&story->tape));
  story->items = from_nothing ? 0 : 2;
  story->sent = 100; // the board to begin with used some keys
  story->closures = 0;
}

void story_play(struct story *story, uint64_t seed, int count) {
  struct err err = {0};
  bool from_nothing = seed % 16 == 0;
  story->random.state = seed;
  story->now_ms = 1472720400000; // 2016-09-01T09:00:00Z
  begin(story, from_nothing);
  if (from_nothing) act_create(story);
  open_board(story);
  answer(story, from_nothing ? "create" : "open", (struct ack){0});
  for (int i = 0; i < count; i++) {
    const struct act *act = from_nothing ? &acts[5] : draw(story); // a board of nothing has no workflow
    answer(story, act->name, act->play(story));
  }
  must(journal_each(story->board->store, NULL, keep_leaf, story, &err), "reading the journal", &err);
  close_board(story);
}

void story_clear(struct story *story) {
  for (int i = 0; i < story->ack_count; i++) {
    json_decref(story->acks[i].request);
    json_decref(story->acks[i].answer);
  }
  for (int64_t i = 0; i < story->leaf_count; i++) mem_free(story->leaves[i]);
  mem_free(story->leaves);
  story->leaves = NULL;
  story->leaf_count = story->ack_count = 0;
  tape_end(&story->tape);
}

static void publish(struct story *story) {
  struct err err = {0};
  char *text = NULL;
  size_t size;
  must(env_read_file(&story->env, WAYMARK_SOURCE_DIR "/tests/data/task.lua", 100000, &text, &size, &err), "reading", &err);
  plain(story, json_pack("{s:s, s:s, s:s, s:s}", "op", "workflow.publish", "as", "m.test", "file", "task.lua", "source", text));
  mem_free(text);
}

void story_set_up(struct story *story) {
  const char *where = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR") ? getenv("TMPDIR") : P_tmpdir;
  snprintf(story->folder, sizeof story->folder, "%s/waymark-power-XXXXXX", where);
  assert(mkdtemp(story->folder));
  snprintf(story->live, sizeof story->live, "%s/live", story->folder);
  snprintf(story->board_path, sizeof story->board_path, "%s/board", story->live);
  assert(mkdir(story->live, 0700) == 0);
  story->env = story_env(story);
  story->now_ms = 1472720400000;
  act_create(story);
  open_board(story);
  publish(story);
  for (int i = 0; i < 2; i++) {
    struct ack ack = act_start(story);
    json_decref(ack.request);
    json_decref(ack.answer);
  }
  close_board(story);
  disk_init(&story->made);
  disk_load(&story->made, story->live);
}

void story_tear_down(struct story *story) {
  disk_drop(story->folder);
  disk_clear(&story->made);
}
