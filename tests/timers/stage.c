// Boards to play on: made once, then undone or copied for each case. See stage.h.
#include "stage.h"

#include "base/mem.h"
#include "crash.h"
#include "run/aside.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void must(bool ok, const char *what, const struct err *err) {
  if (ok) return;
  printf("%s: %s\n", what, err->text);
  exit(1);
}

static int64_t env_now(void *user) { return ((struct stage *)user)->now_ms; }

// No batch is ever cut short by time, so a crash comes at the same commit again.
static int64_t env_steady(void *user) {
  (void)user;
  return 0;
}

// The first four bytes count up: what people read of an id are its first.
static void env_random(void *user, void *bytes, size_t size) {
  (void)user;
  uint32_t number = ++progress->random;
  memset(bytes, 0, size);
  for (size_t i = 0; i < 4 && i < size; i++) ((uint8_t *)bytes)[i] = (uint8_t)(number >> (24 - 8 * i));
}

static void make(struct stage *stage) {
  struct err err = {0};
  json_t *answer = NULL;
  struct board_seed seed = {
      .folder = stage->made, .seed_path = WAYMARK_SOURCE_DIR "/tests/data/partners.lua", .share = WAYMARK_SOURCE_DIR, .manual_clock = true};
  must(board_create(&stage->env, &seed, &answer, &err), "making the board", &err);
  json_decref(answer);
}

void stage_set_up(struct stage *stage) {
  struct err err = {0};
  *stage = (struct stage){0};
  bool memory = access("/dev/shm", W_OK) == 0; // no disk: nothing here waits for one
  const char *where = memory ? "/dev/shm" : getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";
  snprintf(stage->folder, sizeof stage->folder, "%s/waymark-timers-XXXXXX", where);
  assert(mkdtemp(stage->folder));
  snprintf(stage->made, sizeof stage->made, "%s/made", stage->folder);
  snprintf(stage->disk, sizeof stage->disk, "%s/disk", stage->folder);
  stage->env = env_system();
  stage->env.user = stage;
  stage->env.now_ms = env_now;
  stage->env.steady_ms = env_steady;
  stage->env.random = env_random;
  stage->env.vfs = "brittle";
  make(stage);
  stage->opened = board_open(&stage->env, stage->made, &err);
  must(stage->opened, "opening the board", &err);
  stage->first = board_fork(stage->opened, &err);
  must(stage->first, "copying the board", &err);
}

static void shell(const char *command) { assert(system(command) == 0); }

void stage_tear_down(struct stage *stage) {
  char command[256];
  board_close(stage->first);
  board_close(stage->opened);
  snprintf(command, sizeof command, "rm -rf '%s'", stage->folder);
  shell(command);
}

void stage_clock(struct stage *stage, int64_t ms) {
  stage->now_ms = progress->now_ms = ms;
  stage->board->manual = true; // of the store, a manual clock would move by a commit of its own
  stage->board->manual_ms = ms;
}

static void take(struct stage *stage, struct board *board, const char *what, const struct err *err) {
  must(board, what, err);
  stage->board = board;
  stage_clock(stage, stage->now_ms);
}

void stage_fork(struct stage *stage) {
  struct err err = {0};
  stage->is_on_disk = false;
  take(stage, stage->first, "copying the board", &err);
  stage->board->firing_count = 0;
  aside_forget(stage->board);
  must(store_begin(stage->board->store, &err), "beginning", &err);
}

static void copy_file(const char *from, const char *to) {
  static char bytes[1 << 16];
  FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
  assert(in && out);
  for (size_t size; (size = fread(bytes, 1, sizeof bytes, in)) > 0;) assert(fwrite(bytes, 1, size, out) == size);
  assert(fclose(in) == 0 && fclose(out) == 0);
}

// What signs the record and what is known of its head belong to the store: without them it is an older copy, or another's.
static void copy_seal(const char *from_folder, const char *to_folder) {
  char command[600];
  snprintf(command, sizeof command, "rm -rf '%s/keys' '%s/highwater' && cd '%s' && cp -r keys highwater '%s/'", to_folder, to_folder,
           from_folder, to_folder);
  shell(command);
}

static void copy_store(const char *from_folder, const char *to_folder) {
  char from[128], to[128], log[128];
  snprintf(from, sizeof from, "%s/waymark.db", from_folder);
  snprintf(to, sizeof to, "%s/waymark.db", to_folder);
  snprintf(log, sizeof log, "%s/waymark.db-wal", to_folder);
  unlink(log);
  copy_file(from, to);
  copy_seal(from_folder, to_folder);
}

void stage_copy(struct stage *stage) {
  if (access(stage->disk, F_OK) != 0) assert(mkdir(stage->disk, 0700) == 0);
  copy_store(stage->made, stage->disk);
}

void stage_open(struct stage *stage) {
  struct err err = {0};
  stage->is_on_disk = true;
  take(stage, board_open(&stage->env, stage->disk, &err), "opening the board", &err);
}

void stage_close(struct stage *stage) {
  if (stage->is_on_disk)
    board_close(stage->board);
  else
    store_rollback(stage->board->store); // as if nothing of it had been
  stage->board = NULL;
}

void stage_backup(struct stage *stage) {
  char copy[128];
  stage_close(stage);
  snprintf(copy, sizeof copy, "%s/copy", stage->folder);
  if (access(copy, F_OK) != 0) assert(mkdir(copy, 0700) == 0);
  copy_store(stage->disk, copy);
  copy_store(copy, stage->disk);
  stage_open(stage);
}

static char *document_of(const json_t *structure, char hash_hex[HASH_HEX_SIZE]) {
  json_t *document = json_pack("{s:i, s:O, s:s, s:{}}", "format", 1, "structure", structure, "source", "", "modules");
  char *text = json_canonical(document);
  struct hash hash = hash_of(text, strlen(text));
  hex_write(hash_hex, hash.bytes, HASH_SIZE);
  json_decref(document);
  return text;
}

void stage_publish(struct stage *stage, const json_t *structure) {
  char hash[HASH_HEX_SIZE], *text = document_of(structure, hash);
  struct err err = {0};
  struct entry entry;
  entry_init(&entry, ENTRY_DEFINITION, stage->now_ms, stage->now_ms);
  entry_part(&entry, "definition",
             json_pack("{s:s, s:O, s:i, s:O, s:O}", "hash", hash, "name", json_object_get(structure, "name"), "version", 1, "title",
                       json_object_get(structure, "title"), "noun", json_object_get(structure, "noun")));
  bool ok = store_begin(stage->board->store, &err) && definition_put(stage->board->store, hash, text, &err) &&
            board_append(stage->board, &entry, &err) && store_commit(stage->board->store, &err);
  must(ok, "publishing", &err);
  mem_free(text);
}
