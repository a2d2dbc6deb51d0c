// Looking for orphans: see orphan.h.
//
// NONE -> GATHERING [the first step lists files older than a day] -> MOVING [what the journal names is read to its end] -> NONE.
//
// 1. Every step that moves a file has read the journal to its end before, in the same turn: an event cannot name it in between.
// 2. A file younger than a day is left: its event may be on its way, or a person may be trying again.
// 3. Nothing is removed that did not wait in quarantine. Adding the same content again makes a new file.
// 4. The journal says nothing of it: a file that no entry ever named is no part of the record.
#include "store/orphan.h"

#include "base/mem.h"
#include "store/evidence.h"
#include "store/internal.h"
#include "store/named.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { GATHER_EACH = 2000, MOVE_EACH = 20, FILES_MAX = 1 << 20 };
static const int64_t YOUNG_MS = 24 * 3600 * 1000LL;

struct orphans {
  struct named named;
  struct hash *files; // that may be orphans
  size_t count, room, next;
  int64_t from; // the journal is read up to here
};

void orphan_stop(struct store *store) {
  struct orphans *orphans = store->orphans;
  if (!orphans) return;
  named_clear(&orphans->named);
  mem_free(orphans->files);
  mem_free(orphans);
  store->orphans = NULL;
}

// By the machine's clock, which dates files. One that was dated ahead waits until then.
static bool is_old(const struct store *store, const char *path, int64_t age_ms) {
  struct stat about;
  return lstat(path, &about) == 0 && S_ISREG(about.st_mode) && store->env.now_ms(store->env.user) - (int64_t)about.st_mtime * 1000 > age_ms;
}

static void list_file(struct store *store, const char *hex) {
  struct orphans *orphans = store->orphans;
  struct hash hash;
  if (!hex_read(hash.bytes, HASH_SIZE, hex) || orphans->count == FILES_MAX) return;
  char *path = evidence_path(store->folder, hex);
  bool old = is_old(store, path, YOUNG_MS);
  mem_free(path);
  if (!old) return;
  if (orphans->count == orphans->room) {
    orphans->room = orphans->room ? orphans->room * 2 : 64;
    orphans->files = mem_grow(orphans->files, orphans->room, sizeof *orphans->files);
  }
  orphans->files[orphans->count++] = hash;
}

static void list_folder(struct store *store, const char *name) {
  char *path = mem_format("%s/evidence/%s", store->folder, name);
  DIR *listing = strlen(name) == 2 && name[0] != '.' ? opendir(path) : NULL;
  for (struct dirent *item; listing && (item = readdir(listing));) list_file(store, item->d_name);
  if (listing) closedir(listing);
  mem_free(path);
}

static void start(struct store *store) {
  store->orphans = mem_new(sizeof *store->orphans);
  char *path = mem_format("%s/evidence", store->folder);
  DIR *listing = opendir(path); // NULL: there is no evidence yet
  for (struct dirent *item; listing && (item = readdir(listing));) list_folder(store, item->d_name);
  if (listing) closedir(listing);
  mem_free(path);
}

static char *quarantine_path(const struct store *store, const char *name, const char *ending) {
  return mem_format("%s/evidence/quarantine/%s%s", store->folder, name, ending);
}

static bool write_note(struct store *store, const char *hex, int64_t keep_ms, struct err *err) {
  char *path = quarantine_path(store, hex, ".txt");
  char *text =
      mem_format("No entry of the journal names this file: it came with a change that was refused. It was moved here and is removed after "
                 "%lld days. To keep it, add it to an item again as evidence.\n",
                 (long long)(keep_ms / YOUNG_MS));
  store->env.files->remove(store->env.user, path); // of an earlier time
  bool ok = env_write_new_file(&store->env, path, text, strlen(text), err);
  mem_free(text);
  mem_free(path);
  return ok;
}

// The note comes first: it dates the quarantine. The same content may wait there already; then this one goes over it.
static bool move_one(struct store *store, const struct hash *hash, int64_t keep_ms, struct err *err) {
  const struct env *env = &store->env;
  char hex[HASH_HEX_SIZE], *folder = quarantine_path(store, "", "");
  hex_write(hex, hash->bytes, HASH_SIZE);
  char *from = evidence_path(store->folder, hex), *to = quarantine_path(store, hex, "");
  bool ok = (env->files->make_folder(env->user, folder) == 0 || errno == EEXIST || env_fail(err, "make the folder", folder)) &&
            write_note(store, hex, keep_ms, err);
  if (ok) env->files->remove(env->user, to);
  ok = ok && (env->files->rename_new(env->user, from, to) == 0 || env_fail(err, "move to quarantine", from));
  mem_free(from);
  mem_free(to);
  mem_free(folder);
  return ok;
}

static bool move_some(struct store *store, struct orphan_round *round, struct err *err) {
  struct orphans *orphans = store->orphans;
  named_sort(&orphans->named);
  while (orphans->next < orphans->count && round->moved < MOVE_EACH) {
    const struct hash *hash = &orphans->files[orphans->next++];
    if (named_find(&orphans->named, hash)) continue;
    if (!move_one(store, hash, round->keep_ms, err)) return false;
    round->moved++;
  }
  round->more = orphans->next < orphans->count;
  return true;
}

// By the note's date; without its note a file waits until somebody looks.
static void remove_old(struct store *store, struct orphan_round *round) {
  char *folder = quarantine_path(store, "", "");
  DIR *listing = opendir(folder);
  for (struct dirent *item; listing && (item = readdir(listing));) {
    struct hash hash;
    if (!hex_read(hash.bytes, HASH_SIZE, item->d_name)) continue;
    char *note = quarantine_path(store, item->d_name, ".txt"), *path = quarantine_path(store, item->d_name, "");
    if (is_old(store, note, round->keep_ms) && store->env.files->remove(store->env.user, path) == 0) {
      store->env.files->remove(store->env.user, note);
      round->removed++;
    }
    mem_free(note);
    mem_free(path);
  }
  if (listing) closedir(listing);
  mem_free(folder);
}

bool orphan_step(struct store *store, struct orphan_round *round, struct err *err) {
  round->moved = round->removed = 0;
  round->more = false;
  if (!store->orphans) start(store);
  struct orphans *orphans = store->orphans;
  bool ok = orphans->count == 0 || named_gather(store, &orphans->named, &orphans->from, GATHER_EACH, &round->more, err);
  if (ok && !round->more) ok = move_some(store, round, err);
  if (ok && round->more) return true;
  if (ok) remove_old(store, round);
  orphan_stop(store);
  return ok;
}
