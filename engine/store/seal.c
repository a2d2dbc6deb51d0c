// The asker's half of a backup: see backup.h. Store first, evidence after it: evidence is only ever added, and was durable before the entry
// that names it, so all that the copied store names is there to be copied. The other way round, what came in meanwhile would be missing.
//
//   1. sync the copied store, hash it, give it its name       store-HASH.db: never written over, whatever lay there
//   2. copy the evidence that it names and that is not there  a backup that was cut off goes on here
//   3. verify the copy by the journal's own check             every hash, every table, every evidence file, as they lie in the backup
//   4. write the manifest                                      from here on it is a backup
//   5. remove what only earlier manifests named                also evidence that is erased since
#include "base/mem.h"
#include "store/backup.h"
#include "store/evidence.h"
#include "store/internal.h"
#include "store/named.h"
#include "store/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct sealing {
  struct backup_target *target;
  const char *board;
  char *part, *path, *name; // the copied store: as it came, as it is kept
  struct store *copy;
  struct named named;
  json_t *manifest;
  int64_t bytes, copied;
  struct err *err;
};

static void tell(const struct backup_target *target, const char *what, int64_t done, int64_t all) {
  if (target->progress) target->progress(target->user, what, done, all);
}

static bool sync_store(struct sealing *sealing) {
  const struct env *env = sealing->target->env;
  int fd = env->files->open(env->user, sealing->part, O_RDONLY | O_NOFOLLOW | O_CLOEXEC, 0);
  if (fd < 0) return env_fail(sealing->err, "read", sealing->part);
  bool ok = env->files->sync(env->user, fd) == 0 || env_fail(sealing->err, "make durable", sealing->part);
  env->files->close(env->user, fd);
  return ok;
}

static bool name_store(struct sealing *sealing) {
  const struct env *env = sealing->target->env;
  char hex[HASH_HEX_SIZE];
  struct hash hash;
  int64_t size;
  if (!sync_store(sealing) || !stream_hash(env, sealing->part, &hash, &size, sealing->err)) return false;
  hex_write(hex, hash.bytes, HASH_SIZE);
  sealing->name = mem_format("store-%.16s.db", hex);
  sealing->path = mem_format("%s/%s", sealing->target->folder, sealing->name);
  json_object_set_new(sealing->manifest, "store",
                      json_pack("{s:s, s:s, s:I}", "name", sealing->name, "sha256", hex, "size", (json_int_t)size));
  if (env->files->rename_new(env->user, sealing->part, sealing->path) == 0) return true;
  if (errno != EEXIST) return env_fail(sealing->err, "name", sealing->path);
  // The same store as before; or one of that name that was spoiled, which the check of this backup must not be made on.
  struct hash there;
  bool same = stream_hash(env, sealing->path, &there, &size, sealing->err) && hash_equal(&there, &hash);
  if (same) return env->files->remove(env->user, sealing->part) == 0 || env_fail(sealing->err, "remove", sealing->part);
  return err_set(sealing->err, ERR_CORRUPT, "%s no longer holds what an earlier backup put there; back up into another folder.",
                 sealing->path);
}

static bool is_same_log(struct sealing *sealing) {
  const json_t *latest = sealing->target->latest;
  const char *folder = sealing->target->folder, *log = json_text(sealing->manifest, "log");
  int64_t entries = json_number(latest, "entries", 0);
  if (!latest) return true;
  if (strcmp(json_text(latest, "log"), log) != 0)
    return err_set(sealing->err, ERR_REFUSED, "%s holds a backup of another board. Choose another folder.", folder);
  if (entries > json_number(sealing->manifest, "entries", 0))
    return err_set(sealing->err, ERR_REFUSED,
                   "The backup in %s knows %lld entries of this board, and the board has %lld now: it lost some, or it is an older copy. "
                   "Keep that backup, and back up into another folder.",
                   folder, (long long)entries, (long long)json_number(sealing->manifest, "entries", 0));
  char *head = store_leaf(sealing->copy, entries - 1);
  bool same = head && strcmp(head, json_text(latest, "head") ? json_text(latest, "head") : "") == 0;
  mem_free(head);
  return same ||
         err_set(sealing->err, ERR_REFUSED,
                 "The backup in %s has another entry %lld than this board: one of the two was changed. Keep that backup, and back up "
                 "into another folder.",
                 folder, (long long)entries - 1);
}

static bool open_copy(struct sealing *sealing) {
  sealing->copy = store_open_copy(sealing->target->env, sealing->target->folder, sealing->path, sealing->err);
  if (!sealing->copy) return false;
  int64_t entries = journal_count(sealing->copy);
  char *log = meta_find(sealing->copy, "log"), *head = store_leaf(sealing->copy, entries - 1);
  json_put_text(sealing->manifest, "log", log);
  json_put_number(sealing->manifest, "entries", entries);
  json_put_text(sealing->manifest, "head", head);
  json_put_number(sealing->manifest, "recorded", journal_last_recorded(sealing->copy));
  mem_free(head);
  mem_free(log);
  return is_same_log(sealing) && named_gather_all(sealing->copy, &sealing->named, sealing->err);
}

static bool copy_evidence(struct sealing *sealing, const struct named_file *file) {
  const struct backup_target *target = sealing->target;
  char hex[HASH_HEX_SIZE];
  int64_t size = 0;
  struct stat about;
  hex_write(hex, file->sha256.bytes, HASH_SIZE);
  char *there = evidence_path(target->folder, hex);
  bool have = lstat(there, &about) == 0 && S_ISREG(about.st_mode);
  bool ok = have || evidence_take(target->env, sealing->board, target->folder, &file->sha256, &size, sealing->err);
  if (ok && !have) sealing->copied++;
  sealing->bytes += have ? (int64_t)about.st_size : size;
  mem_free(there);
  return ok;
}

static bool copy_all_evidence(struct sealing *sealing) {
  for (size_t i = 0; i < sealing->named.count; i++) {
    if (!copy_evidence(sealing, &sealing->named.files[i])) return false;
    tell(sealing->target, "Copying evidence", (int64_t)i + 1, (int64_t)sealing->named.count);
  }
  json_object_set_new(sealing->manifest, "evidence",
                      json_pack("{s:I, s:I}", "files", (json_int_t)sealing->named.count, "bytes", (json_int_t)sealing->bytes));
  return true;
}

static void verified_some(void *user, int64_t done, int64_t all) { tell(user, "Verifying", done, all); }

static bool verify(struct sealing *sealing) {
  json_t *report = NULL;
  if (!journal_verify(sealing->copy, verified_some, sealing->target, &report, sealing->err)) return false;
  const json_t *problems = json_object_get(report, "problems");
  size_t count = json_array_size(problems);
  if (count)
    err_set(sealing->err, ERR_CORRUPT,
            "What was copied into %s does not verify, so it is no backup: %s%s Run \"waymark journal verify\" on the board.",
            sealing->target->folder, json_text(json_array_get(problems, 0), "text"), count > 1 ? " There is more." : "");
  json_decref(report);
  return count == 0;
}

static bool check_files(struct sealing *sealing) {
  return backup_files_check(sealing->target->env, sealing->target->folder, json_object_get(sealing->manifest, "files"), sealing->err);
}

static bool is_named(void *user, const struct hash *sha256) { return named_find(&((struct sealing *)user)->named, sha256) != NULL; }

static bool write_manifest(struct sealing *sealing) {
  struct backup_target *target = sealing->target;
  const struct env *env = target->env;
  char *files = mem_format("%s/files", target->folder);
  bool synced = env->files->sync_folder(env->user, files) == 0 && env->files->sync_folder(env->user, target->folder) == 0;
  bool ok = (synced || env_fail(sealing->err, "make durable", target->folder)) && env_sync_name(env, target->folder, sealing->err) &&
            backup_list_write(env, target->folder, target->number + 1, sealing->manifest, sealing->err);
  mem_free(files);
  if (!ok) return false;
  target->number++;
  return backup_tidy(env, target->folder, target->number, sealing->manifest, is_named, sealing, sealing->err);
}

static void sealing_clear(struct sealing *sealing) {
  store_close(sealing->copy);
  named_clear(&sealing->named);
  json_decref(sealing->manifest);
  mem_free(sealing->part);
  mem_free(sealing->path);
  mem_free(sealing->name);
}

bool backup_seal(struct backup_target *target, const char *board, json_t *files, int64_t made_ms, json_t **answer, struct err *err) {
  struct sealing sealing = {.target = target, .board = board, .manifest = json_copy(files), .err = err};
  sealing.part = mem_format("%s/" BACKUP_PART, target->folder);
  json_put_number(sealing.manifest, "made", made_ms);
  bool ok = name_store(&sealing) && open_copy(&sealing) && copy_all_evidence(&sealing) && check_files(&sealing) && verify(&sealing) &&
            write_manifest(&sealing);
  if (ok)
    *answer = json_pack("{s:O, s:O, s:O, s:I, s:I, s:I, s:I}", "entries", json_object_get(sealing.manifest, "entries"), "recorded",
                        json_object_get(sealing.manifest, "recorded"), "head", json_object_get(sealing.manifest, "head"), "files",
                        (json_int_t)sealing.named.count, "bytes", (json_int_t)sealing.bytes, "copied", (json_int_t)sealing.copied, "number",
                        (json_int_t)target->number);
  sealing_clear(&sealing);
  return ok;
}
