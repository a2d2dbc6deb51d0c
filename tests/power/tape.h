// What a program did to its disk, in order: every write, size, sync, name and folder, of SQLite and of our own files alike, on one tape.
// From it the disk can be worked out that a power cut after any of them leaves (cut.h).
#ifndef WAYMARK_TESTS_POWER_TAPE_H
#define WAYMARK_TESTS_POWER_TAPE_H
#include "base/env.h"
#include "disk.h"

enum tape_kind {
  TAPE_WRITE,       // size bytes at `at` of node
  TAPE_SIZE,        // the node has `at` bytes
  TAPE_SYNC,        // of a file
  TAPE_MAKE,        // node, file or folder, is called name in folder
  TAPE_MOVE,        // name in folder becomes to_name in to_folder
  TAPE_REMOVE,      // name in folder is gone
  TAPE_SYNC_FOLDER, // folder
  TAPE_ACK          // what was asked is answered; `at` says which answer
};

struct record {
  enum tape_kind kind;
  int node, folder, to_folder;
  bool makes_folder;
  char name[DISK_NAME], to_name[DISK_NAME];
  int64_t at;
  size_t size;
  uint8_t *bytes;
};

// Mistakes that a program could make, each planted by leaving something off the tape or putting it there later, as if it was not yet done.
enum plant { PLANT_NONE, PLANT_NORMAL, PLANT_NO_FOLDER_SYNC, PLANT_NO_FILE_SYNC, PLANT_ROW_FIRST, PLANT_WATER_FIRST, PLANT_COUNT };

struct tape {
  char root[96];     // the real folder, which is what the disk would be if no power was ever cut
  char water[128];   // the high-water file of its board
  struct disk begun; // as it was durable when recording began
  struct disk now;
  struct record *records;
  int count;
  enum plant plant;
  struct record *late; // PLANT_ROW_FIRST: evidence, until the next sync of SQLite's log
  int late_count;
  int unsynced_log; // PLANT_NORMAL: the log's node, whose sync waits; DISK_NONE: nothing waits
};

void tape_begin(struct tape *tape, const char *root); // root is there, and all of it durable
void tape_end(struct tape *tape);
void tape_ack(struct tape *tape, int64_t answer);

// The world in which all is recorded: files and SQLite's VFS "taped". One tape at a time, for SQLite's sake.
struct env tape_env(struct tape *tape);

// For the two shims.
int tape_node_of(const struct tape *tape, const char *path);
void tape_make(struct tape *tape, const char *path, bool is_folder);
void tape_remove(struct tape *tape, const char *path);
void tape_move(struct tape *tape, const char *from, const char *to);
void tape_write(struct tape *tape, int node, int64_t at, const void *bytes, size_t size);
void tape_size(struct tape *tape, int node, int64_t size);
void tape_sync(struct tape *tape, int node);
void tape_sync_folder(struct tape *tape, const char *path);
void tape_sync_store(struct tape *tape, int node, bool is_log); // SQLite's file, or its log, on which an acknowledgement hangs
void tape_copies_log(struct tape *tape);                        // SQLite begins to write into its file
void tape_vfs(struct tape *tape);                               // the VFS records on this one from now on
#endif
