// A witness's folder: see witness.h.
#include "base/mem.h"
#include "cli/witness.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OWN_EPOCH = 1, NAME_BYTES = 8 }; // a witness keeps one key

static bool lies_there(const char *folder, const char *name) {
  struct stat about;
  char *path = mem_format("%s/%s", folder, name);
  bool there = stat(path, &about) == 0;
  mem_free(path);
  return there;
}

static bool make_folder(const struct env *env, const char *path, struct err *err) {
  struct stat about;
  if (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) return true;
  return env->files->make_folder(env->user, path) == 0 || env_fail(err, "make the folder", path);
}

// Nobody gives a witness a name that another has: it is taken from the key.
static void take_name(struct witness_folder *folder) {
  char hex[2 * NAME_BYTES + 1];
  hex_write(hex, folder->secret.public_key, NAME_BYTES);
  snprintf(folder->name, sizeof folder->name, "waymark-witness/%s", hex);
  folder->own_key = note_typed_write(folder->name, NOTE_COSIGNATURE, folder->secret.public_key);
}

bool witness_folder_open(struct witness_folder *folder, const struct env *env, const char *path, struct err *err) {
  *folder = (struct witness_folder){.env = env, .path = path};
  if (lies_there(path, "waymark.db"))
    return err_set(err, ERR_REFUSED,
                   "%s is a board's folder; a witness that lies beside what it witnesses is changed with it. Name a folder elsewhere.",
                   path);
  if (!make_folder(env, path, err)) return false;
  bool ok = lies_there(path, "keys/signing-1") ? seal_key_read(env, path, OWN_EPOCH, &folder->secret, err)
                                               : seal_key_create(env, path, OWN_EPOCH, &folder->secret, err);
  if (ok) take_name(folder);
  return ok;
}

void witness_folder_clear(struct witness_folder *folder) {
  seal_key_clear(&folder->secret);
  mem_free(folder->key_path);
  mem_free(folder->note_path);
  mem_free(folder->own_key);
}

// The files' names come from a board, so they are looked at: "waymark/" and 32 hex digits, and nothing else.
bool witness_folder_of_log(struct witness_folder *folder, const char *origin, struct err *err) {
  static const char start[] = "waymark/";
  const char *log = origin + sizeof start - 1;
  bool ok = strncmp(origin, start, sizeof start - 1) == 0 && strlen(log) == 32 && log[strspn(log, "0123456789abcdef")] == '\0';
  if (!ok) return err_set(err, ERR_CORRUPT, "The board's checkpoint is not of a Waymark log; nothing was kept.");
  folder->key_path = mem_format("%s/%s.key", folder->path, log);
  folder->note_path = mem_format("%s/%s.checkpoint", folder->path, log);
  return true;
}

bool witness_folder_write(const struct witness_folder *folder, const char *path, const char *text, struct err *err) {
  const struct env *env = folder->env;
  char *fresh = mem_format("%s.new", path);
  env->files->remove(env->user, fresh); // of one that was cut off
  bool ok = env_write_new_file(env, fresh, text, strlen(text), err) && (rename(fresh, path) == 0 || env_fail(err, "write", path)) &&
            (env->files->sync_folder(env->user, folder->path) == 0 || env_fail(err, "make durable", folder->path));
  mem_free(fresh);
  return ok;
}

bool witness_folder_cosign(const struct witness_folder *folder, struct buf *note, struct err *err) {
  char *line = cosignature_sign(note->data, folder->name, &folder->secret, folder->env->now_ms(folder->env->user), err);
  if (line) buf_text(note, line);
  mem_free(line);
  return line != NULL;
}
