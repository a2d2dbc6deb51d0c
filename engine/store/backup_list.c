// A backup's manifest: backup-N.json, one line of canonical JSON that names everything in the backup and its hash. It is the last file to
// be written and never written over: the one of the highest number is the backup, and what it does not name is none of it.
#include "base/mem.h"
#include "store/internal.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

enum { MANIFEST_SIZE_MAX = 4 << 20, MANIFEST_FORMAT = 1 };

int64_t backup_list_number(const char *name) {
  int64_t number = 0;
  static const char before[] = "backup-", after[] = ".json";
  if (strncmp(name, before, sizeof before - 1) != 0) return 0;
  const char *at = name + sizeof before - 1;
  for (int digits = 0; *at >= '0' && *at <= '9' && digits < 9; digits++) number = number * 10 + (*at++ - '0');
  return strcmp(at, after) == 0 ? number : 0;
}

bool backup_list_latest(const char *folder, int64_t *number, struct err *err) {
  DIR *listing = opendir(folder);
  *number = 0;
  if (!listing) return env_fail(err, "read the folder", folder);
  for (struct dirent *item; (item = readdir(listing));) {
    int64_t found = backup_list_number(item->d_name);
    if (found > *number) *number = found;
  }
  closedir(listing);
  return true;
}

// Over everything else in it, so that no part of it can be changed by itself.
static char *digest_of(const json_t *manifest) {
  json_t *rest = json_copy((json_t *)manifest);
  json_object_del(rest, "digest");
  char *text = json_canonical(rest), hex[HASH_HEX_SIZE];
  struct hash hash = hash_of(text, strlen(text));
  hex_write(hex, hash.bytes, HASH_SIZE);
  mem_free(text);
  json_decref(rest);
  return mem_text(hex);
}

static bool is_whole(const json_t *manifest) {
  const char *said = json_text(manifest, "digest"), *kind = json_text(manifest, "kind");
  char *digest = json_is_object(manifest) ? digest_of(manifest) : NULL;
  bool whole = said && kind && digest && strcmp(said, digest) == 0 && strcmp(kind, "waymark backup") == 0 && json_text(manifest, "log") &&
               json_is_object(json_object_get(manifest, "store")) && json_is_array(json_object_get(manifest, "files")) &&
               json_is_array(json_object_get(manifest, "folders"));
  mem_free(digest);
  return whole;
}

static bool check(const json_t *manifest, const char *path, struct err *err) {
  if (json_number(manifest, "format", MANIFEST_FORMAT) > MANIFEST_FORMAT)
    return err_set(err, ERR_REFUSED, "%s was made by a newer Waymark; restore it with that.", path);
  return is_whole(manifest) ||
         err_set(err, ERR_CORRUPT, "%s is not what was written: it was changed, or it is no backup's list. Take another backup.", path);
}

json_t *backup_list_read(const struct env *env, const char *folder, int64_t number, struct err *err) {
  char *path = mem_format("%s/backup-%lld.json", folder, (long long)number), *text = NULL;
  size_t size;
  bool read = env_read_file(env, path, MANIFEST_SIZE_MAX, &text, &size, err);
  json_t *manifest = read ? json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL) : NULL;
  if (read && !check(manifest, path, err)) {
    json_decref(manifest);
    manifest = NULL;
  }
  mem_free(text);
  mem_free(path);
  return manifest;
}

bool backup_list_write(const struct env *env, const char *folder, int64_t number, json_t *manifest, struct err *err) {
  json_put_number(manifest, "format", MANIFEST_FORMAT);
  json_put_text(manifest, "kind", "waymark backup");
  char *digest = digest_of(manifest);
  json_put_text(manifest, "digest", digest);
  char *text = json_canonical(manifest), *line = mem_format("%s\n", text),
       *path = mem_format("%s/backup-%lld.json", folder, (long long)number);
  bool ok = env_write_new_file(env, path, line, strlen(line), err);
  mem_free(path);
  mem_free(line);
  mem_free(text);
  mem_free(digest);
  return ok;
}
