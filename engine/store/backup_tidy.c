// What of a backup's folder only earlier backups named: removed once a newer manifest is durable. Also the check of the small files there.
#include "base/mem.h"
#include "store/internal.h"
#include "store/stream.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

// Calls `each` for every name in a folder but those that begin with a dot.
static void each_name(const char *folder, void (*each)(void *user, const char *name), void *user) {
  DIR *listing = opendir(folder);
  for (struct dirent *item; listing && (item = readdir(listing));)
    if (item->d_name[0] != '.') each(user, item->d_name);
  if (listing) closedir(listing);
}

struct tidying {
  const struct env *env;
  const char *folder;
  int64_t number;
  const json_t *manifest;
  bool (*is_named)(void *user, const struct hash *sha256);
  void *user;
  const char *fan; // the folder of evidence that is looked at
};

static void drop(struct tidying *tidying, const char *under, const char *name) {
  char *path = mem_format("%s/%s%s%s", tidying->folder, under, under[0] ? "/" : "", name);
  tidying->env->files->remove(tidying->env->user, path); // what stays is only clutter
  mem_free(path);
}

static void tidy_top(void *user, const char *name) {
  struct tidying *tidying = user;
  int64_t number = backup_list_number(name);
  size_t size = strlen(name);
  bool part = size > 5 && strcmp(name + size - 5, ".part") == 0;
  bool store = strncmp(name, "store-", 6) == 0 && strcmp(name, json_text(json_object_get(tidying->manifest, "store"), "name")) != 0;
  if ((number > 0 && number < tidying->number) || part || store) drop(tidying, "", name);
}

static bool manifest_has(const json_t *manifest, const char *hex) {
  size_t i;
  json_t *file;
  json_array_foreach(json_object_get(manifest, "files"), i, file) if (strcmp(json_text(file, "sha256"), hex) == 0) return true;
  return false;
}

static void tidy_file(void *user, const char *name) {
  struct tidying *tidying = user;
  if (!manifest_has(tidying->manifest, name)) drop(tidying, "files", name);
}

static void tidy_evidence(void *user, const char *name) {
  struct tidying *tidying = user;
  struct hash hash;
  if (hex_read(hash.bytes, HASH_SIZE, name) && !tidying->is_named(tidying->user, &hash)) drop(tidying, tidying->fan, name);
}

static void tidy_fan(void *user, const char *name) {
  struct tidying *tidying = user;
  char *fan = mem_format("evidence/%s", name), *path = mem_format("%s/%s", tidying->folder, fan);
  tidying->fan = fan;
  if (strlen(name) == 2) each_name(path, tidy_evidence, tidying);
  mem_free(path);
  mem_free(fan);
}

static bool fail(const char *folder, struct err *err) {
  return env_sync_fail(folder, err) ||
         err_prefix(err, "The backup in %s is whole, but the older one beside it could not be cleared away: ", folder);
}

// Older manifests go first, for good: one that stands, also after a power cut, must find all that it names.
bool backup_tidy(const struct env *env, const char *folder, int64_t number, const json_t *manifest,
                 bool (*is_named)(void *user, const struct hash *sha256), void *user, struct err *err) {
  struct tidying tidying = {env, folder, number, manifest, is_named, user, NULL};
  for (int64_t old = number - 1; old > 0 && old > number - 16; old--) {
    char *name = mem_format("backup-%lld.json", (long long)old);
    drop(&tidying, "", name);
    mem_free(name);
  }
  if (env->files->sync_folder(env->user, folder) != 0) return fail(folder, err);
  char *files = mem_format("%s/files", folder), *evidence = mem_format("%s/evidence", folder);
  each_name(folder, tidy_top, &tidying);
  each_name(files, tidy_file, &tidying);
  each_name(evidence, tidy_fan, &tidying);
  evidence_clean(env, folder);
  mem_free(files);
  mem_free(evidence);
  return true;
}

static bool check_file(const struct env *env, const char *path, const char *named, const char *hex, int64_t size, struct err *err) {
  struct hash wanted, found;
  int64_t found_size;
  if (!hex || !hex_read(wanted.bytes, HASH_SIZE, hex)) return err_set(err, ERR_CORRUPT, "The backup's list names no hash for %s.", named);
  if (!stream_hash(env, path, &found, &found_size, err)) return err_prefix(err, "The backup's copy of %s: ", named);
  return (hash_equal(&wanted, &found) && size == found_size) ||
         err_set(err, ERR_CORRUPT, "The backup's copy of %s, %s, is not what was written (it has %lld bytes now). Take another backup.",
                 named, path, (long long)found_size);
}

bool backup_files_check(const struct env *env, const char *folder, const json_t *files, struct err *err) {
  size_t i;
  json_t *file;
  json_array_foreach(files, i, file) {
    const char *hex = json_text(file, "sha256"), *named = json_text(file, "path");
    char *path = mem_format("%s/files/%s", folder, hex ? hex : "");
    bool ok = check_file(env, path, named ? named : "a file", hex, json_number(file, "size", -1), err);
    mem_free(path);
    if (!ok) return false;
  }
  return true;
}

bool backup_store_check(const struct env *env, const char *folder, const json_t *store, struct err *err) {
  const char *name = json_text(store, "name");
  if (!name || strchr(name, '/')) return err_set(err, ERR_CORRUPT, "The backup's list in %s names no store.", folder);
  char *path = mem_format("%s/%s", folder, name);
  bool ok = check_file(env, path, "the store", json_text(store, "sha256"), json_number(store, "size", -1), err);
  mem_free(path);
  return ok;
}
