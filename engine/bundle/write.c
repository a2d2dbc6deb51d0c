// Making a bundle: files are taken in and hashed, the bag's own files are written over them, and the zip appears under its name only
// when it is whole and durable. FORMAT.md says what the bytes are.
#include "base/mem.h"
#include "bundle/bundle.h"
#include "bundle/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

struct bundle {
  char *path, *part, *top;
  struct zip_item *items;
  size_t count;
  int64_t size;
  struct buf made; // a file that is being put together
};

static const char path_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/";
static const char *const bag_files[] = {"bagit.txt",           "bag-info.txt",           "manifest-sha256.txt",
                                        "manifest-sha512.txt", "tagmanifest-sha256.txt", "fetch.txt"};

// Where the path below the top folder begins in an item's name.
static const char *below_top(const struct bundle *bundle, const struct zip_item *item) { return item->name + strlen(bundle->top) + 1; }

static bool is_payload(const struct bundle *bundle, const struct zip_item *item) {
  return strncmp(below_top(bundle, item), "data/", 5) == 0;
}

struct bundle *bundle_open(const char *path, const char *top, const struct bundle_options *options, struct err *err) {
  if (options && (options->is_deflated || options->password)) {
    err_set(err, ERR_INVALID, "The bundle %s was not begun: only stored, unencrypted ones can be made.", path);
    return NULL;
  }
  if (!top[0] || top[strspn(top, path_letters)] || strchr(top, '/') || name_why_not(top, strlen(top))) {
    err_set(err, ERR_INVALID, "A bundle's top folder cannot be named \"%.80s\": letters, digits, dots, dashes and underscores only.", top);
    return NULL;
  }
  if (access(path, F_OK) == 0) {
    err_set(err, ERR_REFUSED, "The bundle %s was not written: there is a file of that name already. Choose another name or move it away.",
            path);
    return NULL;
  }
  struct bundle *bundle = mem_new(sizeof *bundle);
  bundle->path = mem_text(path);
  bundle->part = mem_format("%s.part", path);
  bundle->top = mem_text(top);
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
  for (size_t i = 0; i < bundle->count; i++)
    if (strcasecmp(below_top(bundle, &bundle->items[i]), path) == 0) return "is in it already";
  return NULL;
}

static bool check_path(const struct bundle *bundle, const char *path, struct err *err) {
  const char *why = path_why_not(bundle, path);
  return !why || err_set(err, ERR_INVALID, "The file %.200s was not added to the bundle: its path %s.", path, why);
}

static bool check_limits(const struct bundle *bundle, const char *path, int64_t more, struct err *err) {
  if (bundle->count + 5 >= BUNDLE_FILES_MAX)
    return err_set(err, ERR_LIMIT, "The file %s was not added: a bundle holds at most %d files. Make two bundles.", path, BUNDLE_FILES_MAX);
  if (more > BUNDLE_SIZE_MAX - (BUNDLE_TAG_MAX * INT64_C(4)) - bundle->size)
    return err_set(err, ERR_LIMIT, "The file %s was not added: a bundle holds at most 2 GiB. Make two bundles.", path);
  return true;
}

static void put_item(struct bundle *bundle, const char *path, struct zip_item item) {
  item.name = mem_format("%s/%s", bundle->top, path);
  bundle->items = mem_grow(bundle->items, bundle->count + 1, sizeof *bundle->items);
  bundle->items[bundle->count++] = item;
  bundle->size += (int64_t)item.size;
}

static void put_bytes(struct bundle *bundle, const char *path, const void *bytes, size_t size) {
  struct zip_item item = {.bytes = mem_text_part(bytes, size), .size = size, .sha256 = hash_of(bytes, size)};
  struct hash_stream *sha512 = hash_stream_new("SHA512");
  hash_stream_add(sha512, bytes, size);
  hash_stream_end(sha512, item.sha512);
  put_item(bundle, path, item);
}

bool bundle_add(struct bundle *bundle, const char *path, const void *bytes, size_t size, struct err *err) {
  if (!check_path(bundle, path, err) || !check_limits(bundle, path, size > INT64_MAX ? INT64_MAX : (int64_t)size, err)) return false;
  put_bytes(bundle, path, size ? bytes : "", size);
  return true;
}

// Hashes an open file with both digests; its bytes are read once more when the zip is written, and compared.
static bool hash_file(int fd, struct zip_item *item) {
  struct hash_stream *sha256 = hash_stream_new("SHA256"), *sha512 = hash_stream_new("SHA512");
  uint8_t digest[SHA512_SIZE], *chunk = mem_new(BUNDLE_CHUNK);
  ssize_t got;
  while ((got = read(fd, chunk, BUNDLE_CHUNK)) != 0) {
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) break;
    hash_stream_add(sha256, chunk, (size_t)got);
    hash_stream_add(sha512, chunk, (size_t)got);
    item->size += (uint64_t)got;
    if (item->size > BUNDLE_SIZE_MAX) break; // refused by the caller's limit
  }
  int why = errno;
  hash_stream_end(sha256, digest);
  memcpy(item->sha256.bytes, digest, HASH_SIZE);
  hash_stream_end(sha512, item->sha512);
  mem_free(chunk);
  errno = why;
  return got >= 0;
}

bool bundle_add_file(struct bundle *bundle, const char *path, const char *from, const struct hash *expected, struct err *err) {
  if (!check_path(bundle, path, err)) return false;
  int fd = open(from, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return env_fail(err, "read", from);
  struct zip_item item = {0};
  bool ok = hash_file(fd, &item) || env_fail(err, "read", from);
  close(fd);
  if (!ok || !check_limits(bundle, path, (int64_t)item.size, err)) return false;
  if (expected && !hash_equal(expected, &item.sha256))
    return err_set(err, ERR_CORRUPT, "The file %s was not added to the bundle: it is no longer what it was.", from);
  item.from = mem_text(from);
  put_item(bundle, path, item);
  return true;
}

bool bundle_begin(struct bundle *bundle, const char *path, struct err *err) {
  if (!check_path(bundle, path, err)) return false;
  buf_add(&bundle->made, path, strlen(path) + 1);
  return true;
}

bool bundle_put(struct bundle *bundle, const void *bytes, size_t size, struct err *err) {
  (void)err;
  buf_add(&bundle->made, bytes, size);
  return true;
}

bool bundle_end(struct bundle *bundle, struct err *err) {
  size_t skip = strlen(bundle->made.data) + 1;
  bool ok = bundle_add(bundle, bundle->made.data, bundle->made.data + skip, bundle->made.size - skip, err);
  buf_clear(&bundle->made);
  return ok;
}

// One "Key: value" line; line breaks and other control characters become spaces, so that a value cannot add a line.
static bool add_info(struct buf *text, const char *key, const char *value, struct err *err) {
  if (!key || !value || !key[0] || key[strspn(key, path_letters)] || strchr(key, '/') || strcasecmp(key, "Payload-Oxum") == 0)
    return err_set(err, ERR_INVALID, "The bundle's description was refused: \"%.80s\" cannot be a heading of bag-info.txt.",
                   key ? key : "");
  buf_format(text, "%s: ", key);
  bool is_gap = true;
  for (const char *at = value; *at; at++) {
    bool blank = (unsigned char)*at <= 0x20 || *at == 0x7F;
    if (!blank || !is_gap) buf_char(text, blank ? ' ' : *at);
    is_gap = blank;
  }
  while (text->size && text->data[text->size - 1] == ' ' && value[0]) text->data[--text->size] = '\0';
  buf_char(text, '\n');
  return true;
}

static bool write_info(const struct bundle *bundle, const json_t *info, struct buf *text, struct err *err) {
  int64_t files = 0, bytes = 0;
  size_t i;
  json_t *pair;
  for (size_t at = 0; at < bundle->count; at++) {
    if (!is_payload(bundle, &bundle->items[at])) continue;
    files++;
    bytes += (int64_t)bundle->items[at].size;
  }
  if (files == 0)
    return err_set(err, ERR_REFUSED, "The bundle %s was not written: it has no payload. Add at least one file under data/.", bundle->path);
  json_array_foreach(info, i, pair) {
    const char *key = json_string_value(json_array_get(pair, 0)), *value = json_string_value(json_array_get(pair, 1));
    if (!add_info(text, key, value, err)) return false;
  }
  buf_format(text, "Payload-Oxum: %" PRId64 ".%" PRId64 "\n", bytes, files);
  return true;
}

static void put_text(struct bundle *bundle, const char *path, struct buf *text) {
  put_bytes(bundle, path, text->data ? text->data : "", text->size);
  buf_clear(text);
}

static void put_manifests(struct bundle *bundle) {
  struct buf sha256 = {0}, sha512 = {0}, tag = {0};
  for (size_t i = 0; i < bundle->count; i++) {
    const struct zip_item *item = &bundle->items[i];
    if (!is_payload(bundle, item)) continue;
    manifest_add(&sha256, item->sha256.bytes, HASH_SIZE, below_top(bundle, item));
    manifest_add(&sha512, item->sha512, SHA512_SIZE, below_top(bundle, item));
  }
  put_text(bundle, "manifest-sha256.txt", &sha256);
  put_text(bundle, "manifest-sha512.txt", &sha512);
  for (size_t i = 0; i < bundle->count; i++)
    if (!is_payload(bundle, &bundle->items[i]))
      manifest_add(&tag, bundle->items[i].sha256.bytes, HASH_SIZE, below_top(bundle, &bundle->items[i]));
  put_text(bundle, "tagmanifest-sha256.txt", &tag);
}

static bool put_bag_files(struct bundle *bundle, const json_t *info, struct err *err) {
  static const char declaration[] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
  struct buf text = {0};
  if (!write_info(bundle, info, &text, err)) {
    buf_clear(&text);
    return false;
  }
  put_bytes(bundle, "bagit.txt", declaration, sizeof declaration - 1);
  put_text(bundle, "bag-info.txt", &text);
  put_manifests(bundle);
  return true;
}

// Makes the part file durable and gives it its name; nothing that is there already is replaced.
static bool publish(const struct bundle *bundle, struct err *err) {
  const struct env env = env_system();
  const char *slash = strrchr(bundle->path, '/');
  char *folder = slash ? mem_text_part(bundle->path, slash == bundle->path ? 1 : (size_t)(slash - bundle->path)) : mem_text(".");
  int fd = env.files->open(env.user, bundle->part, O_RDONLY, 0);
  bool ok = fd >= 0 && fchmod(fd, 0600) == 0 && env.files->sync(env.user, fd) == 0 &&
            env.files->rename_new(env.user, bundle->part, bundle->path) == 0;
  if (ok && env.files->sync_folder(env.user, folder) != 0) {
    int why = errno;
    env.files->remove(env.user, bundle->path);
    errno = why;
    ok = false;
  }
  if (!ok) env_fail(err, "write", bundle->path);
  if (fd >= 0) env.files->close(env.user, fd);
  mem_free(folder);
  return ok;
}

// What was written must be what bundle_verify takes: a library's surprise is found before anybody gets the file.
static bool check_part(const struct bundle *bundle, struct err *err) {
  struct zip_map map;
  bool ok = zip_map_open(&map, bundle->part, err);
  if (ok && map.count != bundle->count) ok = zip_refuse(bundle->part, err, "it holds %zu files instead of %zu", map.count, bundle->count);
  zip_map_close(&map);
  return ok;
}

bool bundle_close(struct bundle *bundle, const json_t *info, struct bundle_made *made, struct err *err) {
  if (made) *made = (struct bundle_made){0};
  bool ok = put_bag_files(bundle, info, err);
  if (ok && !(zip_write(bundle->part, bundle->items, bundle->count, err) && check_part(bundle, err) && publish(bundle, err))) {
    ok = err_prefix(err, "The bundle %.200s was not written, and nothing of it was left behind. ", bundle->path);
    unlink(bundle->part);
  }
  bundle_abandon(bundle);
  return ok;
}

void bundle_abandon(struct bundle *bundle) {
  if (!bundle) return;
  for (size_t i = 0; i < bundle->count; i++) {
    mem_free(bundle->items[i].name);
    mem_free(bundle->items[i].bytes);
    mem_free(bundle->items[i].from);
  }
  mem_free(bundle->items);
  buf_clear(&bundle->made);
  mem_free(bundle->path);
  mem_free(bundle->part);
  mem_free(bundle->top);
  mem_free(bundle);
}
