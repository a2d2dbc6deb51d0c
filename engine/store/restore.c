// Making a board of a backup: see backup.h. Everything is checked before anything is made, built in a folder beside, verified there as a
// board, and only then given its name; so under that name stands a whole board or nothing.
#include "base/mem.h"
#include "store/backup.h"
#include "store/evidence.h"
#include "store/internal.h"
#include "store/named.h"
#include "store/stream.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct restoring {
  const struct backup_target *from;
  const char *board;
  char *part; // the board while it is built
  int64_t entries, recorded, files, bytes;
  struct err *err;
};

static void tell(const struct restoring *restoring, const char *what, int64_t done, int64_t all) {
  if (restoring->from->progress) restoring->from->progress(restoring->from->user, what, done, all);
}

static bool is_free(struct restoring *restoring) {
  if (access(restoring->board, F_OK) == 0)
    return err_set(restoring->err, ERR_REFUSED,
                   "Cannot restore into %s: it is there already and is not replaced. Name a folder that is not.", restoring->board);
  return access(restoring->part, F_OK) != 0 ||
         err_set(restoring->err, ERR_REFUSED,
                 "Cannot restore into %s: an earlier try that was cut off left %s. Delete that folder and do it again.", restoring->board,
                 restoring->part);
}

static bool check_before(struct restoring *restoring) {
  const struct backup_target *from = restoring->from;
  return backup_store_check(from->env, from->folder, json_object_get(from->latest, "store"), restoring->err) &&
         backup_files_check(from->env, from->folder, json_object_get(from->latest, "files"), restoring->err);
}

static bool make_folder(struct restoring *restoring, const char *relative) {
  const struct env *env = restoring->from->env;
  char *path = mem_format("%s%s%s", restoring->part, relative[0] ? "/" : "", relative);
  bool ok = env->files->make_folder(env->user, path) == 0 || env_fail(restoring->err, "make the folder", path);
  mem_free(path);
  return ok;
}

static bool copy(struct restoring *restoring, const char *name, const char *relative, int mode) {
  struct hash sha256;
  int64_t size;
  char *from = mem_format("%s/%s", restoring->from->folder, name), *to = mem_format("%s/%s", restoring->part, relative);
  bool ok = stream_copy(restoring->from->env, from, to, mode, &sha256, &size, restoring->err);
  mem_free(from);
  mem_free(to);
  return ok;
}

// The list could be a stranger's: a path of it leads nowhere but into the board, and to nothing that is copied otherwise.
static bool check_path(struct restoring *restoring, const char *path) {
  bool plain = path && path[0] && !backup_files_is_left(path);
  for (const char *at = path; plain && at; at = strchr(at, '/') ? strchr(at, '/') + 1 : NULL) {
    size_t size = strcspn(at, "/");
    plain = size > 0 && !(size == 1 && at[0] == '.') && !(size == 2 && at[0] == '.' && at[1] == '.');
  }
  return plain || err_set(restoring->err, ERR_CORRUPT, "The backup's list names \"%.80s\", which is no file of a board.", path ? path : "");
}

static bool copy_folders(struct restoring *restoring) {
  size_t i;
  json_t *folder;
  json_array_foreach(json_object_get(restoring->from->latest, "folders"), i, folder) {
    const char *path = json_string_value(folder);
    if (!check_path(restoring, path) || !make_folder(restoring, path)) return false;
  }
  return true;
}

static bool copy_files(struct restoring *restoring) {
  size_t i;
  json_t *file;
  json_array_foreach(json_object_get(restoring->from->latest, "files"), i, file) {
    const char *path = json_text(file, "path");
    if (!check_path(restoring, path)) return false;
    char *name = mem_format("files/%s", json_text(file, "sha256"));
    bool ok = copy(restoring, name, path, (int)json_number(file, "mode", 0600) & 0777);
    mem_free(name);
    if (!ok) return false;
  }
  return true;
}

// What was copied is durable by itself, but its names are only where the folders are synced: a key without its name is no key.
static bool sync_folders(struct restoring *restoring) {
  const struct env *env = restoring->from->env;
  bool ok = true;
  size_t i;
  json_t *folder;
  json_array_foreach(json_object_get(restoring->from->latest, "folders"), i, folder) {
    char *path = mem_format("%s/%s", restoring->part, json_string_value(folder));
    ok = ok && (env->files->sync_folder(env->user, path) == 0 || env_fail(restoring->err, "make durable", path));
    mem_free(path);
  }
  return ok;
}

static bool copy_evidence(struct restoring *restoring, struct store *store) {
  struct named named = {0};
  bool ok = named_gather_all(store, &named, restoring->err);
  for (size_t i = 0; ok && i < named.count; i++) {
    int64_t size = 0;
    ok = evidence_take(restoring->from->env, restoring->from->folder, restoring->part, &named.files[i].sha256, &size, restoring->err);
    restoring->bytes += size;
    restoring->files++;
    tell(restoring, "Copying evidence", (int64_t)i + 1, (int64_t)named.count);
  }
  named_clear(&named);
  return ok;
}

static void verified_some(void *user, int64_t done, int64_t all) { tell(user, "Verifying", done, all); }

static bool verify(struct restoring *restoring, struct store *store) {
  json_t *report = NULL;
  if (!journal_verify(store, verified_some, restoring, &report, restoring->err)) return false;
  const json_t *problems = json_object_get(report, "problems");
  const char *wanted = json_text(restoring->from->latest, "head");
  restoring->entries = journal_count(store);
  restoring->recorded = journal_last_recorded(store);
  char *head = store_leaf(store, restoring->entries - 1);
  bool ok = json_array_size(problems) == 0 ||
            err_set(restoring->err, ERR_CORRUPT, "The backup was not restored, since its record does not hold: %s",
                    json_text(json_array_get(problems, 0), "text"));
  if (ok && (!head || !wanted || strcmp(head, wanted) != 0))
    ok = err_set(restoring->err, ERR_CORRUPT, "The backup was not restored: its list and its record end at different entries.");
  mem_free(head);
  json_decref(report);
  return ok;
}

static bool build(struct restoring *restoring) {
  const char *name = json_text(json_object_get(restoring->from->latest, "store"), "name");
  if (!make_folder(restoring, "") || !copy(restoring, name, "waymark.db", 0600) || !copy_folders(restoring) || !copy_files(restoring) ||
      !sync_folders(restoring))
    return false;
  struct store *store = store_open(restoring->from->env, restoring->part, restoring->err);
  bool ok = store && copy_evidence(restoring, store) && verify(restoring, store);
  store_close(store);
  return ok;
}

static bool give_name(struct restoring *restoring) {
  const struct env *env = restoring->from->env;
  bool ok =
      env->files->sync_folder(env->user, restoring->part) == 0 && env->files->rename_new(env->user, restoring->part, restoring->board) == 0;
  return ok ? env_sync_name(env, restoring->board, restoring->err) : env_fail(restoring->err, "name", restoring->board);
}

// The name without slashes at its end, beside which the board is built.
static char *plain_name(const char *board) {
  size_t size = strlen(board);
  while (size > 1 && board[size - 1] == '/') size--;
  return mem_text_part(board, size);
}

bool backup_restore(struct backup_target *from, const char *board, json_t **answer, struct err *err) {
  char *name = plain_name(board);
  struct restoring restoring = {.from = from, .board = name, .part = mem_format("%s.part", name), .err = err};
  bool ok = is_free(&restoring) && check_before(&restoring);
  if (ok && !(ok = build(&restoring) && give_name(&restoring)))
    err_prefix(err, "%s was not made (what was copied so far lies in %s and may be deleted): ", name, restoring.part);
  if (ok)
    *answer =
        json_pack("{s:I, s:I, s:O, s:I, s:I}", "entries", (json_int_t)restoring.entries, "recorded", (json_int_t)restoring.recorded, "made",
                  json_object_get(from->latest, "made"), "files", (json_int_t)restoring.files, "bytes", (json_int_t)restoring.bytes);
  mem_free(restoring.part);
  mem_free(name);
  return ok;
}
