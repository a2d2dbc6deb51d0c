// The tape: see tape.h. Each note changes the disk as it is at once, and what is durable when the tape is played (cut.c).
#include "tape.h"

#include "base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void tape_begin(struct tape *tape, const char *root) {
  enum plant plant = tape->plant;
  *tape = (struct tape){.plant = plant, .unsynced_log = DISK_NONE};
  snprintf(tape->root, sizeof tape->root, "%s", root);
  snprintf(tape->water, sizeof tape->water, "%s/board/highwater", root);
  disk_init(&tape->begun);
  disk_load(&tape->begun, root);
  disk_copy(&tape->now, &tape->begun);
}

void tape_end(struct tape *tape) {
  for (int i = 0; i < tape->count; i++) mem_free(tape->records[i].bytes);
  for (int i = 0; i < tape->late_count; i++) mem_free(tape->late[i].bytes);
  mem_free(tape->records);
  mem_free(tape->late);
  disk_clear(&tape->begun);
  disk_clear(&tape->now);
}

static const char *below(const struct tape *tape, const char *path) {
  size_t size = strlen(tape->root);
  assert(strncmp(path, tape->root, size) == 0);
  return path + size;
}

int tape_node_of(const struct tape *tape, const char *path) { return disk_walk(&tape->now, below(tape, path)); }

// Folder and name of a path.
static int split(const struct tape *tape, const char *path, char name[DISK_NAME]) {
  char folder[512];
  const char *slash = strrchr(path, '/');
  snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
  snprintf(name, DISK_NAME, "%s", slash + 1);
  int node = tape_node_of(tape, folder);
  assert(node != DISK_NONE);
  return node;
}

static void put(struct tape *tape, struct record record) {
  tape->records = mem_grow(tape->records, (size_t)tape->count + 1, sizeof record);
  tape->records[tape->count++] = record;
}

static void flush_late(struct tape *tape) {
  for (int i = 0; i < tape->late_count; i++) put(tape, tape->late[i]);
  tape->late_count = 0;
}

// PLANT_ROW_FIRST: an evidence file's name waits for SQLite's sync, so that it comes after the row that names it.
static void note(struct tape *tape, struct record record, const char *path) {
  if (tape->plant != PLANT_ROW_FIRST || !strstr(path, "/evidence")) {
    put(tape, record);
    return;
  }
  tape->late = mem_grow(tape->late, (size_t)tape->late_count + 1, sizeof record);
  tape->late[tape->late_count++] = record;
}

void tape_ack(struct tape *tape, int64_t answer) { put(tape, (struct record){.kind = TAPE_ACK, .at = answer}); }

void tape_make(struct tape *tape, const char *path, bool is_folder) {
  struct record record = {.kind = TAPE_MAKE, .makes_folder = is_folder};
  record.folder = split(tape, path, record.name);
  record.node = disk_node(&tape->now, is_folder);
  disk_link(&tape->now, record.folder, record.name, record.node);
  put(tape, record);
}

void tape_remove(struct tape *tape, const char *path) {
  struct record record = {.kind = TAPE_REMOVE};
  record.folder = split(tape, path, record.name);
  disk_unlink(&tape->now, record.folder, record.name);
  put(tape, record);
}

void tape_move(struct tape *tape, const char *from, const char *to) {
  struct record record = {.kind = TAPE_MOVE, .node = tape_node_of(tape, from)};
  record.folder = split(tape, from, record.name);
  record.to_folder = split(tape, to, record.to_name);
  disk_unlink(&tape->now, record.folder, record.name);
  disk_link(&tape->now, record.to_folder, record.to_name, record.node);
  note(tape, record, to);
}

// PLANT_WATER_FIRST: what is noted last goes before the sync by which its commit became durable.
static void put_before_sync(struct tape *tape) {
  struct record moved = tape->records[tape->count - 1];
  int at = tape->count - 1;
  while (at > 0 && tape->records[at].kind != TAPE_SYNC) {
    tape->records[at] = tape->records[at - 1];
    at--;
  }
  tape->records[at] = moved;
}

void tape_write(struct tape *tape, int node, int64_t at, const void *bytes, size_t size) {
  struct record record = {.kind = TAPE_WRITE, .node = node, .at = at, .size = size, .bytes = mem_new(size)};
  memcpy(record.bytes, bytes, size);
  disk_write(&tape->now, node, at, bytes, size);
  put(tape, record);
  if (tape->plant == PLANT_WATER_FIRST && node == tape_node_of(tape, tape->water)) put_before_sync(tape);
}

void tape_size(struct tape *tape, int node, int64_t size) {
  disk_size(&tape->now, node, size);
  put(tape, (struct record){.kind = TAPE_SIZE, .node = node, .at = size});
}

void tape_sync(struct tape *tape, int node) {
  if (tape->plant != PLANT_NO_FILE_SYNC) put(tape, (struct record){.kind = TAPE_SYNC, .node = node});
}

void tape_sync_folder(struct tape *tape, const char *path) {
  int folder = tape_node_of(tape, path);
  if (tape->plant != PLANT_NO_FOLDER_SYNC) note(tape, (struct record){.kind = TAPE_SYNC_FOLDER, .folder = folder}, path);
}

static void sync_store(struct tape *tape, int node) { put(tape, (struct record){.kind = TAPE_SYNC, .node = node}); }

// PLANT_NORMAL: as SQLite does at synchronous=NORMAL, the log is synced before it is copied into the file, and not at each commit.
void tape_sync_store(struct tape *tape, int node, bool is_log) {
  if (tape->plant == PLANT_NORMAL && is_log)
    tape->unsynced_log = node;
  else
    sync_store(tape, node);
  flush_late(tape);
}

void tape_copies_log(struct tape *tape) {
  if (tape->unsynced_log != DISK_NONE) sync_store(tape, tape->unsynced_log);
  tape->unsynced_log = DISK_NONE;
}
