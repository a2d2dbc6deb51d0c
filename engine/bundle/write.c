// Making a bundle: each file is read once, hashed and packed on its way into the zip; the bag's own files come last, when all digests are
// known; the zip appears under its name only when it is whole and durable. FORMAT.md says what the bytes are.
#include "base/mem.h"
#include "bundle/bundle.h"
#include "bundle/feed.h"
#include "bundle/internal.h"
#include "bundle/name_set.h"
#include "bundle/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

extern const char bundle_profile[]; // embed.S

#define PROFILE_IDENTIFIER "urn:uuid:7c1f4a52-93de-4b0e-a6c8-2d5be0f71a39" // profile.json's own; the test compares them

struct bundle {
  char *path, *part; // part: NULL when the file is the caller's
  char *top, *folder;
  int fd;
  struct zip_writer zip;
  struct zip_record *records;
  size_t count, room;
  struct buf names; // of the records, below the top folder, a NUL after each
  struct name_set set;
  int64_t size, files, bytes; // of all; of the payload
  char *spooled;              // the path of what is put together; NULL: nothing is
  struct spool spool;
};

static const char path_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/";
static const char *const bag_files[] = {"bagit.txt",           "bag-info.txt",           "bagit-profile.json", "manifest-sha256.txt",
                                        "manifest-sha512.txt", "tagmanifest-sha256.txt", "fetch.txt"};
enum { BAG_FILES = sizeof bag_files / sizeof bag_files[0] - 1 }; // fetch.txt is never written

static bool check_top(const char *top, const struct bundle_options *options, struct err *err) {
  if (!top[0] || top[strspn(top, path_letters)] || strchr(top, '/') || name_why_not(top, strlen(top)))
    return err_set(err, ERR_INVALID, "A bundle's top folder cannot be named \"%.80s\": letters, digits, dots, dashes and underscores only.",
                   top);
  return !options || !options->password || bundle_password_check(options->password, err);
}

static struct bundle *begin(int fd, const char *shown, const char *top, const struct bundle_options *options) {
  struct bundle *bundle = mem_new(sizeof *bundle);
  bundle->path = mem_text(shown);
  bundle->top = mem_text(top);
  bundle->fd = fd;
  bundle->folder = mem_text(options ? options->spool_folder : NULL);
  spool_init(&bundle->spool);
  zip_writer_open(&bundle->zip, fd, bundle->path, options && options->is_deflated, options ? options->password : NULL);
  return bundle;
}

struct bundle *bundle_open_in(int fd, const char *shown, const char *top, const struct bundle_options *options, struct err *err) {
  if (!check_top(top, options, err)) return NULL;
  struct bundle *bundle = begin(fd, shown, top, options);
  if (!bundle->folder) bundle->folder = mem_text(P_tmpdir);
  return bundle;
}

static char *folder_of(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? mem_text_part(path, slash == path ? 1 : (size_t)(slash - path)) : mem_text(".");
}

struct bundle *bundle_open(const char *path, const char *top, const struct bundle_options *options, struct err *err) {
  if (!check_top(top, options, err)) return NULL;
  if (access(path, F_OK) == 0) {
    err_set(err, ERR_REFUSED, "The bundle %s was not written: there is a file of that name already. Choose another name or move it away.",
            path);
    return NULL;
  }
  char *part = mem_format("%s.part", path);
  int fd = open(part, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) {
    env_fail(err, "write", path);
    mem_free(part);
    return NULL;
  }
  struct bundle *bundle = begin(fd, path, top, options);
  bundle->part = part;
  if (!bundle->folder) bundle->folder = folder_of(path);
  return bundle;
}

// NULL, or what is wrong with a path; shown after the words "its path".
static const char *path_why_not(const struct bundle *bundle, const char *path) {
  size_t size = strlen(path);
  if (path[strspn(path, path_letters)]) return "holds a character other than letters, digits, dots, dashes, underscores and slashes";
  if (size + strlen(bundle->top) + 1 > BUNDLE_NAME_MAX) return "is too long: with the top folder, 255 letters are the most";
  const char *why = name_why_not(path, size);
  if (why) return why;
  if (path[size - 1] == '/') return "is a folder's";
  for (size_t i = 0; i < sizeof bag_files / sizeof bag_files[0]; i++)
    if (strcasecmp(path, bag_files[i]) == 0) return "is one that the bundle writes by itself, or never holds";
  return name_set_has(&bundle->set, bundle->names.data, path) ? "is in it already" : NULL;
}

static bool check_path(const struct bundle *bundle, const char *path, struct err *err) {
  const char *why = path_why_not(bundle, path);
  return !why || err_set(err, ERR_INVALID, "The file %.200s was not added to the bundle: its path %s.", path, why);
}

// The bag's own files need room too: two manifests, 400 bytes of each file at most.
static bool check_limits(const struct bundle *bundle, const char *path, uint64_t more, struct err *err) {
  int64_t size_max = BUNDLE_SIZE_MAX - (INT64_C(2) * 400 * BUNDLE_FILES_MAX);
  if (bundle->count + BAG_FILES >= BUNDLE_FILES_MAX)
    return err_set(err, ERR_LIMIT, "The file %s was not added: a bundle holds at most %d files. Make two bundles.", path, BUNDLE_FILES_MAX);
  if (more > (uint64_t)(size_max - bundle->size))
    return err_set(err, ERR_LIMIT, "The file %s was not added: a bundle holds at most 64 GiB. Make two bundles.", path);
  return true;
}

static struct zip_record *new_record(struct bundle *bundle, const char *path) {
  if (bundle->count == bundle->room) {
    hasher_settle(bundle->zip.hasher); // it may still write into those that there are
    bundle->records = mem_grow(bundle->records, bundle->room = bundle->room ? 2 * bundle->room : 64, sizeof *bundle->records);
  }
  struct zip_record *record = &bundle->records[bundle->count];
  *record = (struct zip_record){.name = (uint32_t)bundle->names.size};
  buf_add(&bundle->names, path, strlen(path) + 1);
  return record;
}

// Packs a feed under its path; a failure leaves the bundle as it was. `expected` may be NULL.
static bool put(struct bundle *bundle, const char *path, const struct zip_feed *feed, const struct hash *expected, struct err *err) {
  uint64_t begin_at = bundle->zip.sink.end;
  struct zip_record *record = new_record(bundle, path);
  char *name = mem_format("%s/%s", bundle->top, path);
  bool ok = zip_writer_add(&bundle->zip, name, feed, record, err);
  mem_free(name);
  if (ok && expected && memcmp(expected->bytes, record->digests.sha256, HASH_SIZE) != 0)
    ok = err_set(err, ERR_CORRUPT, "%s was not put into the bundle: its bytes are no longer what they were when it was kept.", feed->shown);
  if (!ok) {
    hasher_settle(bundle->zip.hasher); // the next gets this record
    zip_sink_cut(&bundle->zip.sink, begin_at);
    bundle->names.size = record->name;
    return false;
  }
  name_set_add(&bundle->set, bundle->names.data, record->name);
  bool is_payload = strncmp(path, "data/", 5) == 0;
  bundle->count++;
  bundle->size += (int64_t)record->size;
  bundle->files += is_payload;
  bundle->bytes += is_payload ? (int64_t)record->size : 0;
  return true;
}

static bool put_bytes(struct bundle *bundle, const char *path, const void *bytes, size_t size, struct err *err) {
  struct memory_feed memory = {.bytes = bytes, .size = size};
  struct zip_feed feed = memory_feed(&memory, path);
  return put(bundle, path, &feed, NULL, err);
}

bool bundle_add(struct bundle *bundle, const char *path, const void *bytes, size_t size, struct err *err) {
  return check_path(bundle, path, err) && check_limits(bundle, path, size, err) && put_bytes(bundle, path, bytes, size, err);
}

static bool add_open(struct bundle *bundle, const char *path, int *fd, const char *from, const struct hash *expected, struct err *err) {
  struct stat stat;
  if (fstat(*fd, &stat) != 0) return env_fail(err, "read", from);
  if (!S_ISREG(stat.st_mode)) return err_set(err, ERR_INVALID, "%s was not added to the bundle: it is not a file.", from);
  struct zip_feed feed = file_feed(fd, (uint64_t)stat.st_size, from);
  posix_fadvise(*fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  return check_limits(bundle, path, feed.size, err) && put(bundle, path, &feed, expected, err);
}

bool bundle_add_file(struct bundle *bundle, const char *path, const char *from, const struct hash *expected, struct err *err) {
  if (!check_path(bundle, path, err)) return false;
  int fd = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe that nobody writes to must not hang us
  if (fd < 0) return env_fail(err, "read", from);
  bool ok = add_open(bundle, path, &fd, from, expected, err);
  close(fd);
  return ok;
}

bool bundle_begin(struct bundle *bundle, const char *path, struct err *err) {
  if (!check_path(bundle, path, err)) return false;
  mem_free(bundle->spooled);
  bundle->spooled = mem_text(path);
  spool_clear(&bundle->spool);
  return true;
}

bool bundle_put(struct bundle *bundle, const void *bytes, size_t size, struct err *err) {
  return check_limits(bundle, bundle->spooled, bundle->spool.size + size, err) &&
         spool_add(&bundle->spool, bundle->folder, bytes, size, err);
}

bool bundle_end(struct bundle *bundle, struct err *err) {
  struct spool *spool = &bundle->spool;
  struct memory_feed memory = {.bytes = spool->bytes.data, .size = spool->bytes.size};
  struct zip_feed feed = spool->fd < 0 ? memory_feed(&memory, bundle->spooled) : file_feed(&spool->fd, spool->size, bundle->spooled);
  bool ok =
      (spool->fd < 0 || feed.rewind(feed.user) || env_fail(err, "read", bundle->spooled)) && put(bundle, bundle->spooled, &feed, NULL, err);
  mem_free(bundle->spooled);
  bundle->spooled = NULL;
  spool_clear(spool);
  return ok;
}

static bool put_manifest(struct bundle *bundle, const char *path, enum manifest_kind kind, struct err *err) {
  struct manifest_feed manifest = {.kind = kind, .records = &bundle->records, .count = bundle->count, .names = &bundle->names};
  struct zip_feed feed = manifest_feed(&manifest, path);
  hasher_settle(bundle->zip.hasher);
  bool ok = put(bundle, path, &feed, NULL, err);
  buf_clear(&manifest.line);
  return ok;
}

static bool put_bag_files(struct bundle *bundle, const json_t *info, struct err *err) {
  static const char declaration[] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
  struct buf text = {0};
  if (bundle->files == 0)
    return err_set(err, ERR_REFUSED, "The bundle %s was not written: it has no payload. Add at least one file under data/.", bundle->path);
  bool ok = info_write(&text, info, PROFILE_IDENTIFIER, bundle->bytes, bundle->files, err) &&
            put_bytes(bundle, "bagit-profile.json", bundle_profile, strlen(bundle_profile), err) &&
            put_bytes(bundle, "bagit.txt", declaration, sizeof declaration - 1, err) &&
            put_bytes(bundle, "bag-info.txt", text.data, text.size, err) &&
            put_manifest(bundle, "manifest-sha256.txt", MANIFEST_SHA256, err) &&
            put_manifest(bundle, "manifest-sha512.txt", MANIFEST_SHA512, err) &&
            put_manifest(bundle, "tagmanifest-sha256.txt", MANIFEST_TAGS, err);
  buf_clear(&text);
  return ok;
}

static void drop_records(struct bundle *bundle) {
  hasher_settle(bundle->zip.hasher);
  mem_free(bundle->records);
  buf_clear(&bundle->names);
  name_set_clear(&bundle->set);
  bundle->records = NULL;
  bundle->set = (struct name_set){0};
}

// What was written must be what bundle_verify takes: a library's surprise is found before anybody gets the file.
static bool check_written(struct bundle *bundle, struct err *err) {
  struct zip_map map;
  drop_records(bundle); // both in memory at once would be more than either needs
  bool ok = zip_map_open(&map, bundle->path, bundle->fd, err);
  if (ok && map.count != bundle->count) ok = zip_refuse(bundle->path, err, "it holds %zu files instead of %zu", map.count, bundle->count);
  zip_map_close(&map);
  return ok;
}

static bool hash_written(struct bundle *bundle, struct hash *sha256, struct err *err) {
  struct hash_stream *stream = hash_stream_new("SHA256");
  uint8_t digest[SHA512_SIZE];
  off_t at = 0;
  ssize_t got;
  while ((got = pread(bundle->fd, bundle->zip.chunk, BUNDLE_CHUNK, at)) > 0) {
    hash_stream_add(stream, bundle->zip.chunk, (size_t)got);
    at += got;
  }
  hash_stream_end(stream, digest);
  memcpy(sha256->bytes, digest, HASH_SIZE);
  return got == 0 || env_fail(err, "read", bundle->path);
}

// Makes the part file durable and gives it its name; nothing that is there already is replaced.
static bool publish(const struct bundle *bundle, struct err *err) {
  const struct env env = env_system();
  char *folder = folder_of(bundle->path);
  bool ok = fchmod(bundle->fd, 0600) == 0 && env.files->sync(env.user, bundle->fd) == 0 &&
            env.files->rename_new(env.user, bundle->part, bundle->path) == 0;
  if (ok && env.files->sync_folder(env.user, folder) != 0) {
    int why = errno;
    env.files->remove(env.user, bundle->path);
    errno = why;
    ok = false;
  }
  if (!ok) env_fail(err, "write", bundle->path);
  mem_free(folder);
  return ok;
}

static bool finish(struct bundle *bundle, const json_t *info, struct bundle_made *made, struct err *err) {
  if (!put_bag_files(bundle, info, err) ||
      !zip_writer_end(&bundle->zip, bundle->records, bundle->count, bundle->top, bundle->names.data, err) || !check_written(bundle, err))
    return false;
  if (made) *made = (struct bundle_made){.files = bundle->files, .bytes = bundle->bytes, .size = (int64_t)bundle->zip.sink.end};
  return (!made || hash_written(bundle, &made->sha256, err)) && (!bundle->part || publish(bundle, err));
}

static void bundle_free(struct bundle *bundle) {
  drop_records(bundle);
  zip_writer_close(&bundle->zip);
  spool_clear(&bundle->spool);
  mem_free(bundle->spooled);
  mem_free(bundle->path);
  mem_free(bundle->part);
  mem_free(bundle->top);
  mem_free(bundle->folder);
  mem_free(bundle);
}

bool bundle_close(struct bundle *bundle, const json_t *info, struct bundle_made *made, struct err *err) {
  if (!finish(bundle, info, made, err)) {
    err_prefix(err, "The bundle %.200s was not written, and nothing of it was left behind. ", bundle->path);
    bundle_abandon(bundle);
    return false;
  }
  if (bundle->part) close(bundle->fd);
  bundle_free(bundle);
  return true;
}

void bundle_abandon(struct bundle *bundle) {
  if (!bundle) return;
  zip_sink_settle(&bundle->zip.sink); // what is closed may soon be somebody else's
  if (bundle->part) {
    close(bundle->fd);
    unlink(bundle->part);
  } else if (ftruncate(bundle->fd, 0) != 0) {
    // the caller's file keeps what it has: it was told that the bundle was not written
  }
  bundle_free(bundle);
}
