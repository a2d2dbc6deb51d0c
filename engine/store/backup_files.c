// What lies in a board's folder beside the store and the evidence: which of it a backup takes along, and taking it. A table says what is
// left; everything else is taken, so that a file that a later version keeps there (a key, say) is not forgotten.
#include "base/mem.h"
#include "store/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_SIZE_MAX = 64 << 20, FILES_MAX = 2000, DEPTH_MAX = 8 };

// At the top of a board's folder.
static const struct {
  const char *name, *why;
} left[] = {
    {"waymark.db", "copied by SQLite, page by page"},
    {"waymark.db-*", "SQLite's own: its pages are in the copy"},
    {"evidence", "copied file by file, as the journal names them"},
    {"lock", "of the process that has the board open"},
    {"socket", "of the server"},
    {"bundle-*.zip", "a bundle that is being made"},
    {"*.part", "a file that is being written"},
};

struct taking {
  const struct env *env;
  const char *board, *backup;
  json_t *files, *folders;
  struct err *err;
};

// FNM_PATHNAME: only at the top, since no name there holds a slash.
bool backup_files_is_left(const char *path) {
  for (size_t i = 0; i < sizeof left / sizeof left[0]; i++)
    if (fnmatch(left[i].name, path, FNM_PATHNAME) == 0) return true;
  return false;
}

static bool keep_bytes(struct taking *taking, const char *hex, const char *bytes, size_t size) {
  char *path = mem_format("%s/files/%s", taking->backup, hex);
  struct stat about;
  bool there = lstat(path, &about) == 0 && S_ISREG(about.st_mode) && about.st_size == (off_t)size;
  bool ok = there || env_write_new_file(taking->env, path, bytes, size, taking->err);
  mem_free(path);
  return ok;
}

static bool take_file(struct taking *taking, const char *relative, const char *path, const struct stat *about) {
  char *bytes, hex[HASH_HEX_SIZE];
  size_t size;
  if (json_array_size(taking->files) >= FILES_MAX)
    return err_set(taking->err, ERR_LIMIT,
                   "Cannot back up %s: more than %d files lie beside its store and evidence. Keep other files elsewhere.", taking->board,
                   FILES_MAX);
  if (!env_read_file(taking->env, path, FILE_SIZE_MAX, &bytes, &size, taking->err)) return false;
  struct hash hash = hash_of(bytes, size);
  hex_write(hex, hash.bytes, HASH_SIZE);
  bool ok = keep_bytes(taking, hex, bytes, size);
  mem_free(bytes);
  json_array_append_new(taking->files, json_pack("{s:s, s:s, s:I, s:i}", "path", relative, "sha256", hex, "size", (json_int_t)size, "mode",
                                                 (int)(about->st_mode & 0777)));
  return ok;
}

static bool take_folder(struct taking *taking, const char *relative, int depth);

// What is neither file nor folder (a link, a pipe) is no part of a board.
static bool take_one(struct taking *taking, const char *folder, const char *name, int depth) {
  char *relative = folder[0] ? mem_format("%s/%s", folder, name) : mem_text(name), *path = mem_format("%s/%s", taking->board, relative);
  struct stat about;
  bool ok = true;
  if (backup_files_is_left(relative) || !json_is_utf8(relative) || lstat(path, &about) != 0)
    ok = true;
  else if (S_ISDIR(about.st_mode) && depth < DEPTH_MAX) {
    json_array_add(taking->folders, relative);
    ok = take_folder(taking, relative, depth + 1);
  } else if (S_ISREG(about.st_mode))
    ok = take_file(taking, relative, path, &about);
  mem_free(path);
  mem_free(relative);
  return ok;
}

static bool take_folder(struct taking *taking, const char *relative, int depth) {
  char *path = relative[0] ? mem_format("%s/%s", taking->board, relative) : mem_text(taking->board);
  struct dirent **items = NULL;
  int count = scandir(path, &items, NULL, alphasort);
  bool ok = count >= 0 || env_fail(taking->err, "read the folder", path);
  for (int i = 0; i < count; i++) {
    const char *name = items[i]->d_name;
    if (ok && strcmp(name, ".") != 0 && strcmp(name, "..") != 0) ok = take_one(taking, relative, name, depth);
    free(items[i]);
  }
  free(items);
  mem_free(path);
  return ok;
}

json_t *backup_files_copy(const struct env *env, const char *board, const char *backup, struct err *err) {
  struct taking taking = {env, board, backup, json_array(), json_array(), err};
  if (take_folder(&taking, "", 0)) return json_pack("{s:o, s:o}", "files", taking.files, "folders", taking.folders);
  json_decref(taking.files);
  json_decref(taking.folders);
  return NULL;
}
