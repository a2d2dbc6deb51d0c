// The one file that knows libzip: writing a stored zip that has the same bytes each time, and inflating the entries of a zip whose
// structure zip_map.c found to be sound. libzip is told nothing that it might fill in by itself: times, modes and sizes are given.
#include "base/env.h"
#include "base/mem.h"
#include "bundle/internal.h"

#include <zip.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DOS_DATE_1980 = 0x0021, DOS_TIME_MIDNIGHT = 0 }; // the first day that a zip can name

// An item as libzip reads it. The bytes are hashed once more on their way: what goes in is what the manifests say.
struct stream {
  const struct zip_item *item;
  int fd;
  uint64_t done;
  struct hash_stream *hash;
  bool has_changed;
  zip_error_t error;
};

static zip_int64_t stream_fail(struct stream *stream, int code, int why) {
  zip_error_set(&stream->error, code, why);
  return -1;
}

static zip_int64_t stream_open(struct stream *stream) {
  stream->done = 0;
  if (!stream->item->bytes) stream->fd = open(stream->item->from, O_RDONLY | O_CLOEXEC);
  if (!stream->item->bytes && stream->fd < 0) return stream_fail(stream, ZIP_ER_OPEN, errno);
  stream->hash = hash_stream_new("SHA256");
  return 0;
}

static void stream_close(struct stream *stream) {
  uint8_t unused[SHA512_SIZE];
  if (stream->fd >= 0) close(stream->fd);
  if (stream->hash) hash_stream_end(stream->hash, unused);
  stream->fd = -1;
  stream->hash = NULL;
}

static zip_int64_t stream_end(struct stream *stream) {
  uint8_t digest[SHA512_SIZE];
  if (!stream->hash) return 0;
  hash_stream_end(stream->hash, digest);
  stream->hash = NULL;
  stream->has_changed = stream->done != stream->item->size || memcmp(digest, stream->item->sha256.bytes, HASH_SIZE) != 0;
  return stream->has_changed ? stream_fail(stream, ZIP_ER_INCONS, 0) : 0;
}

static zip_int64_t stream_read(struct stream *stream, void *out, zip_uint64_t size) {
  const struct zip_item *item = stream->item;
  ssize_t got;
  if (item->bytes) {
    got = (ssize_t)(size < item->size - stream->done ? size : item->size - stream->done);
    memcpy(out, item->bytes + stream->done, (size_t)got);
  } else {
    do got = read(stream->fd, out, size);
    while (got < 0 && errno == EINTR);
  }
  if (got < 0) return stream_fail(stream, ZIP_ER_READ, errno);
  if (got == 0) return stream_end(stream);
  if (stream->hash) hash_stream_add(stream->hash, out, (size_t)got);
  stream->done += (uint64_t)got;
  if (stream->done <= item->size) return got;
  stream->has_changed = true; // it grew since it was hashed, and may go on growing
  return stream_fail(stream, ZIP_ER_INCONS, 0);
}

static zip_int64_t stream_call(void *user, void *data, zip_uint64_t size, zip_source_cmd_t command) {
  struct stream *stream = user;
  switch (command) {
  case ZIP_SOURCE_OPEN:
    return stream_open(stream);
  case ZIP_SOURCE_READ:
    return stream_read(stream, data, size);
  case ZIP_SOURCE_CLOSE:
    stream_close(stream);
    return 0;
  case ZIP_SOURCE_FREE:
    return 0;
  case ZIP_SOURCE_ERROR:
    return zip_error_to_data(&stream->error, data, size);
  case ZIP_SOURCE_STAT: {
    zip_stat_t *stat = data;
    zip_stat_init(stat);
    stat->size = stream->item->size;
    stat->valid = ZIP_STAT_SIZE;
    return sizeof *stat;
  }
  case ZIP_SOURCE_SUPPORTS:
    return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
                                          ZIP_SOURCE_FREE, -1);
  default:
    return stream_fail(stream, ZIP_ER_OPNOTSUPP, 0);
  }
}

static bool add_item(zip_t *zip, struct stream *stream) {
  zip_source_t *source = zip_source_function(zip, stream_call, stream);
  if (!source) return false;
  zip_int64_t index = zip_file_add(zip, stream->item->name, source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    return false;
  }
  zip_uint64_t at = (zip_uint64_t)index;
  return zip_set_file_compression(zip, at, ZIP_CM_STORE, 0) == 0 &&
         zip_file_set_dostime(zip, at, DOS_TIME_MIDNIGHT, DOS_DATE_1980, 0) == 0 &&
         zip_file_set_external_attributes(zip, at, 0, ZIP_OPSYS_UNIX, (zip_uint32_t)(S_IFREG | 0644) << 16) == 0;
}

static bool write_fail(zip_t *zip, const char *path, const struct stream *streams, size_t count, struct err *err) {
  zip_error_t *error = zip_get_error(zip);
  for (size_t i = 0; i < count; i++)
    if (streams[i].has_changed) return err_set(err, ERR_CORRUPT, "%s changed while it was read; try again.", streams[i].item->from);
  int why = zip_error_code_system(error);
  errno = why;
  if (zip_error_system_type(error) == ZIP_ET_SYS && why != 0) return env_fail(err, "write", path);
  return err_set(err, ERR_BROKEN, "Cannot write %s: %s.", path, zip_error_strerror(error));
}

bool zip_write(const char *path, const struct zip_item *items, size_t count, struct err *err) {
  int code = 0;
  zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
  if (!zip) return env_fail(err, "write", path);
  struct stream *streams = mem_new(count * sizeof *streams);
  bool ok = true;
  for (size_t i = 0; ok && i < count; i++) {
    streams[i] = (struct stream){.item = &items[i], .fd = -1};
    zip_error_init(&streams[i].error);
    ok = add_item(zip, &streams[i]);
  }
  ok = ok && zip_close(zip) == 0;
  if (!ok) {
    write_fail(zip, path, streams, count, err);
    zip_discard(zip);
  }
  mem_free(streams);
  return ok;
}

// Z2 for sizes: counts bytes as they come, since libzip returns what inflates, not what was declared.
static bool read_entry(struct zip_map *map, zip_t *zip, size_t index, const struct zip_sink *sink, uint8_t *chunk, struct err *err) {
  struct zip_entry *entry = &map->entries[index];
  if (entry->is_folder || !sink->begin(sink->user, entry)) return true;
  zip_file_t *file = zip_fopen_index(zip, index, 0);
  if (!file) return zip_refuse(map->path, err, "%s cannot be read: %s", entry->name, zip_strerror(zip));
  uint64_t done = 0;
  zip_int64_t got;
  while ((got = zip_fread(file, chunk, BUNDLE_CHUNK)) > 0 && (done += (uint64_t)got) <= entry->size)
    sink->bytes(sink->user, entry, chunk, (size_t)got);
  int code = zip_error_code_zip(zip_file_get_error(file));
  entry->is_damaged = got < 0;
  zip_fclose(file);
  sink->end(sink->user, entry);
  if (got < 0 && code == ZIP_ER_READ) return err_set(err, ERR_BROKEN, "The zip %s was not read to its end: the disk failed.", map->path);
  if (done > entry->size) return zip_refuse(map->path, err, "%s holds more bytes than it declares", entry->name);
  return entry->is_damaged || done == entry->size || zip_refuse(map->path, err, "%s holds fewer bytes than it declares", entry->name);
}

bool zip_contents(struct zip_map *map, const struct zip_sink *sink, struct err *err) {
  int code = 0, fd = dup(map->fd);
  zip_t *zip = fd < 0 ? NULL : zip_fdopen(fd, ZIP_CHECKCONS, &code);
  if (!zip) {
    if (fd >= 0) close(fd);
    return zip_refuse(map->path, err, "a second reader found it inconsistent (libzip, error %d)", code);
  }
  uint8_t *chunk = mem_new(BUNDLE_CHUNK);
  bool ok = zip_get_num_entries(zip, 0) == (zip_int64_t)map->count || zip_refuse(map->path, err, "a second reader counts other entries");
  for (size_t i = 0; ok && i < map->count; i++) ok = read_entry(map, zip, i, sink, chunk, err);
  mem_free(chunk);
  zip_discard(zip);
  return ok;
}

static bool want_all(void *user, struct zip_entry *entry) { return (void)user, (void)entry, true; }
static void drop_bytes(void *user, struct zip_entry *entry, const void *bytes, size_t size) {
  (void)user, (void)entry, (void)bytes, (void)size;
}
static void drop_end(void *user, struct zip_entry *entry) { (void)user, (void)entry; }

bool zip_check(const char *path, struct err *err) {
  static const struct zip_sink none = {.begin = want_all, .bytes = drop_bytes, .end = drop_end};
  struct zip_map map;
  bool ok = zip_map_open(&map, path, err) && zip_contents(&map, &none, err);
  for (size_t i = 0; ok && i < map.count; i++)
    if (map.entries[i].is_damaged)
      ok = zip_refuse(path, err, "%s is damaged: its bytes are not those of its checksum", map.entries[i].name);
  zip_map_close(&map);
  return ok;
}
