// A backup in two halves (BACKUP.md is the folder's format). The owner of the store copies the store and the board's small files, in steps,
// so that people are served meanwhile. Whoever asked for it does the rest without the store: syncs, verifies, copies evidence, and
// writes the manifest, the one file that makes a backup of it.
#ifndef WAYMARK_STORE_BACKUP_H
#define WAYMARK_STORE_BACKUP_H
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

// ---- the owner's half: one backup of a store at a time. One that nobody asks on with for a minute is given up.

struct backup_progress {
  int64_t done, all; // pages
  bool more;         // ask again
  json_t *files;     // when it is done: {"files":[FILE],"folders":[PATH]} of the manifest; a new reference
};

// FOLDER was made by backup_enter. ERR_BUSY: another backup of this store is under way.
bool backup_begin(struct store *store, const char *folder, struct err *err);
// Never inside a transaction. Whatever fails, the copy is given up.
bool backup_step(struct store *store, const char *folder, struct backup_progress *progress, struct err *err);
void backup_stop(struct store *store);

// ---- the asker's half

struct backup_target {
  const struct env *env;
  char *folder; // as an absolute path
  int lock_fd;
  json_t *latest; // the manifest of the backup that lies there; NULL: none
  int64_t number; // of that one
  void (*progress)(void *user, const char *what, int64_t done, int64_t all);
  void *user;
};

// Makes the folder, or takes one that holds a backup; ERR_BUSY while another process is at it, ERR_REFUSED when something else lies there.
bool backup_enter(struct backup_target *target, const struct env *env, const char *folder, struct err *err);
// Turns what the owner copied into a whole, verified backup. `board` is where its evidence lies. *answer: {"entries","recorded","head",
// "files","bytes","copied","number"}.
bool backup_seal(struct backup_target *target, const char *board, json_t *files, int64_t made_ms, json_t **answer, struct err *err);
void backup_leave(struct backup_target *target);

// Makes a board of the backup in a folder that is not there. *answer: {"entries","recorded","made","files","bytes"}.
bool backup_restore(struct backup_target *from, const char *board, json_t **answer, struct err *err);
// Takes a folder for reading: ERR_NOT_FOUND when it holds no backup.
bool backup_read(struct backup_target *target, const struct env *env, const char *folder, struct err *err);
#endif
