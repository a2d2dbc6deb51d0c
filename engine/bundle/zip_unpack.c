// Reading the bytes of one entry by libzip, and inflating them by zip_inflate.c, after zip_map.c found the zip sound. As in writing, each
// entry is an archive of its own to libzip, made up as it is read: a local header that we write from what we checked, the entry's bytes
// where they lie in the file, a list of one entry and an end record. So memory is bounded whatever the zip holds, and libzip believes no
// number that we did not see.
//
// libzip is asked for the bytes as they are packed, decrypted only, of all that is deflated or encrypted: it reads those to the code that
// proves the encrypted ones, and compares no checksum, which AE-2 does not have.
#include "base/env.h"
#include "base/mem.h"
#include "bundle/internal.h"

#include <zip.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

// The archive of one entry: [head | the entry's bytes in the file | tail].
struct single {
  const struct zip_map *map;
  const struct zip_entry *entry;
  struct buf head, tail;
  uint64_t at;
  zip_error_t error;
};

static void put_common(struct buf *out, const struct zip_entry *entry, uint8_t method) {
  zip_put(out, NEEDED_AES, 2);
  zip_put(out, entry->is_encrypted, 2);
  zip_put(out, entry->is_encrypted ? METHOD_AES : method, 2);
  zip_put(out, UINT64_C(0x0021) << 16, 4); // a day that is one
  zip_put(out, entry->crc, 4);
  zip_put(out, UINT64_MAX, 8); // both sizes stand in the extra field
  zip_put(out, strlen(entry->name), 2);
  zip_put(out, 20 + (entry->is_encrypted ? 4 + EXTRA_AES_SIZE : 0), 2);
}

static void put_extras(struct buf *out, const struct zip_entry *entry, uint8_t method) {
  zip_put(out, EXTRA_LARGE, 2);
  zip_put(out, 16, 2);
  zip_put(out, entry->size, 8);
  zip_put(out, entry->packed, 8);
  if (!entry->is_encrypted) return;
  zip_put(out, EXTRA_AES, 2);
  zip_put(out, EXTRA_AES_SIZE, 2);
  zip_put(out, entry->has_crc ? 1 : 2, 2);
  buf_text(out, "AE");
  zip_put(out, 3, 1);
  zip_put(out, method, 2);
}

static void put_tail(struct single *single, uint8_t method) {
  struct buf *out = &single->tail;
  uint64_t from = single->head.size + single->entry->packed;
  zip_put(out, CENTRAL_MARK, 4);
  zip_put(out, 0x033F, 2);
  put_common(out, single->entry, method);
  zip_put(out, 0, 2 + 2 + 2); // comment, disk, internal attributes
  zip_put(out, 0, 4 + 4);     // external attributes, offset
  buf_text(out, single->entry->name);
  put_extras(out, single->entry, method);
  uint64_t size = out->size;
  zip_put(out, END64_MARK, 4);
  zip_put(out, END64_SIZE - 12, 8);
  zip_put(out, NEEDED_LARGE | NEEDED_LARGE << 16, 4);
  zip_put(out, 0, 8);
  zip_put(out, 1, 8);
  zip_put(out, 1, 8);
  zip_put(out, size, 8);
  zip_put(out, from, 8);
  zip_put(out, LOCATOR_MARK, 4);
  zip_put(out, 0, 4);
  zip_put(out, from + size, 8);
  zip_put(out, 1, 4);
  zip_put(out, END_MARK, 4);
  zip_put(out, 0, 4);
  zip_put(out, UINT64_MAX, 8);
  zip_put(out, UINT32_MAX, 4);
  zip_put(out, 0, 2);
}

static uint64_t single_size(const struct single *single) { return single->head.size + single->entry->packed + single->tail.size; }

static zip_int64_t fail(struct single *single, int code, int why) {
  zip_error_set(&single->error, code, why);
  return -1;
}

static size_t part_of(const struct buf *part, uint64_t at, void *out, zip_uint64_t size) {
  size_t left = part->size - (size_t)at, take = size < left ? (size_t)size : left;
  memcpy(out, part->data + at, take);
  return take;
}

static zip_int64_t single_read(struct single *single, void *out, zip_uint64_t size) {
  uint64_t body = single->head.size, tail = body + single->entry->packed, at = single->at;
  ssize_t got;
  if (at < body)
    got = (ssize_t)part_of(&single->head, at, out, size);
  else if (at >= tail)
    got = (ssize_t)part_of(&single->tail, at - tail, out, size);
  else
    do
      got = pread(single->map->fd, out, size < tail - at ? size : tail - at,
                  (off_t)(single->entry->offset + single->entry->head + at - body));
    while (got < 0 && errno == EINTR);
  if (got < 0) return fail(single, ZIP_ER_READ, errno);
  single->at += (uint64_t)got;
  return got;
}

static zip_int64_t single_stat(const struct single *single, zip_stat_t *stat) {
  zip_stat_init(stat);
  stat->size = single_size(single);
  stat->valid = ZIP_STAT_SIZE;
  return sizeof *stat;
}

static zip_int64_t single_call(void *user, void *data, zip_uint64_t size, zip_source_cmd_t command) {
  struct single *single = user;
  switch (command) {
  case ZIP_SOURCE_OPEN:
    single->at = 0;
    return 0;
  case ZIP_SOURCE_READ:
    return single_read(single, data, size);
  case ZIP_SOURCE_SEEK: {
    zip_int64_t at = zip_source_seek_compute_offset(single->at, single_size(single), data, size, &single->error);
    if (at >= 0) single->at = (uint64_t)at;
    return at < 0 ? -1 : 0;
  }
  case ZIP_SOURCE_TELL:
    return (zip_int64_t)single->at;
  case ZIP_SOURCE_STAT:
    return single_stat(single, data);
  case ZIP_SOURCE_ERROR:
    return zip_error_to_data(&single->error, data, size);
  case ZIP_SOURCE_SUPPORTS:
    return ZIP_SOURCE_SUPPORTS_SEEKABLE;
  default: // nothing of it is to be closed or freed
    return 0;
  }
}

// What comes out of one reading of an entry, and where it goes.
struct reading {
  struct zip_map *map;
  struct zip_entry *entry;
  const struct zip_taker *taker;
  uint8_t *chunk; // BUNDLE_CHUNK
  struct inflater *inflater;
  uint64_t done; // bytes of the file
};

static bool is_deflated(const struct zip_entry *entry) { return entry->method == METHOD_DEFLATED; }

// False: that is more than was declared. Counts what comes, since a stream gives what inflates.
static bool give(struct reading *reading, const uint8_t *bytes, size_t size) {
  reading->done += size;
  if (reading->done > reading->entry->size) return false;
  reading->taker->bytes(reading->taker->user, reading->entry, bytes, size);
  return true;
}

static bool give_inflated(struct reading *reading, const uint8_t *bytes, size_t size) {
  const uint8_t *out;
  size_t got;
  inflater_put(reading->inflater, bytes, size);
  while ((got = inflater_take(reading->inflater, &out)) > 0)
    if (!give(reading, out, got)) return false;
  return true;
}

// Reads to the end; 0, or libzip's code for why not.
static int drain(struct reading *reading, zip_file_t *file) {
  zip_int64_t got;
  while ((got = zip_fread(file, reading->chunk, BUNDLE_CHUNK)) > 0) {
    bool ok =
        is_deflated(reading->entry) ? give_inflated(reading, reading->chunk, (size_t)got) : give(reading, reading->chunk, (size_t)got);
    if (!ok) return ZIP_ER_OK;
  }
  return got < 0 ? zip_error_code_zip(zip_file_get_error(file)) : ZIP_ER_OK;
}

static int read_single(struct reading *reading, struct single *single, bool raw) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *source = zip_source_function_create(single_call, single, &error);
  zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
  if (!zip) {
    if (source) zip_source_free(source);
    return zip_error_code_zip(&error);
  }
  zip_flags_t flags = raw ? ZIP_FL_COMPRESSED : 0;
  zip_file_t *file =
      reading->entry->is_encrypted ? zip_fopen_index_encrypted(zip, 0, flags, reading->map->password) : zip_fopen_index(zip, 0, flags);
  int code = file ? drain(reading, file) : zip_error_code_zip(zip_get_error(zip));
  if (file) zip_fclose(file);
  zip_discard(zip);
  return code;
}

// What is encrypted is deflated to libzip whatever it is, since of stored ones it would compare the checksum.
static int read_packed(struct reading *reading) {
  const struct zip_entry *entry = reading->entry;
  bool raw = entry->is_encrypted || is_deflated(entry);
  struct single single = {.map = reading->map, .entry = entry};
  uint8_t method = raw ? METHOD_DEFLATED : entry->method;
  zip_error_init(&single.error);
  zip_put(&single.head, LOCAL_MARK, 4);
  put_common(&single.head, entry, method);
  buf_text(&single.head, entry->name);
  put_extras(&single.head, entry, method);
  put_tail(&single, method);
  reading->done = 0;
  if (is_deflated(entry)) inflater_begin(reading->inflater);
  int code = read_single(reading, &single, raw);
  buf_clear(&single.head);
  buf_clear(&single.tail);
  return code;
}

// What is wrong with a stream all of whose bytes were read; NULL: it ended with them, or is damaged.
static const char *why_not_whole(const struct reading *reading) {
  const struct inflated *state = inflater_state(reading->inflater);
  if (!is_deflated(reading->entry) || reading->entry->is_damaged) return NULL;
  return !state->is_ended ? "is deflated, and cut short" : state->has_more ? "is deflated, and has bytes behind its end" : NULL;
}

static bool is_damaged(const struct reading *reading) {
  const struct zip_entry *entry = reading->entry;
  const struct inflated *state = inflater_state(reading->inflater);
  return is_deflated(entry) && (state->is_damaged || (state->is_ended && entry->has_crc && state->crc != entry->crc));
}

static bool read_entry(struct reading *reading, struct err *err) {
  struct zip_entry *entry = reading->entry;
  const char *path = reading->map->path, *why;
  int code = read_packed(reading);
  bool is_over = reading->done > entry->size;
  entry->is_damaged = code != ZIP_ER_OK || (!is_over && is_damaged(reading));
  reading->taker->end(reading->taker->user, entry);
  if (code == ZIP_ER_WRONGPASSWD)
    return err_set(err, ERR_REFUSED, "The zip %.200s was not opened: the password is not the one that it was encrypted with.", path);
  if (code == ZIP_ER_READ) return err_set(err, ERR_BROKEN, "The zip %.200s was not read to its end: the disk failed.", path);
  if (is_over) return zip_refuse(path, err, "%s holds more bytes than it declares", entry->name);
  if ((why = why_not_whole(reading))) return zip_refuse(path, err, "%s %s", entry->name, why);
  return entry->is_damaged || reading->done == entry->size || zip_refuse(path, err, "%s holds fewer bytes than it declares", entry->name);
}

bool zip_contents(struct zip_map *map, const struct zip_taker *taker, struct err *err) {
  struct reading reading = {.map = map, .taker = taker};
  bool ok = true;
  if (map->is_encrypted && !map->password)
    return err_set(err, ERR_REFUSED, "The zip %.200s is encrypted: give the password that it was made with.", map->path);
  reading.inflater = inflater_new();
  reading.chunk = mem_new(BUNDLE_CHUNK);
  for (size_t i = 0; ok && i < map->count; i++) {
    reading.entry = &map->entries[i];
    if (!reading.entry->is_folder && taker->begin(taker->user, reading.entry)) ok = read_entry(&reading, err);
  }
  mem_free(reading.chunk);
  inflater_free(reading.inflater);
  return ok;
}

static bool want_all(void *user, struct zip_entry *entry) { return (void)user, (void)entry, true; }
static void drop_bytes(void *user, struct zip_entry *entry, const void *bytes, size_t size) {
  (void)user, (void)entry, (void)bytes, (void)size;
}
static void drop_end(void *user, struct zip_entry *entry) { (void)user, (void)entry; }

bool zip_check(const char *path, const char *password, struct err *err) {
  static const struct zip_taker none = {.begin = want_all, .bytes = drop_bytes, .end = drop_end};
  struct zip_map map;
  bool ok = zip_map_open(&map, path, -1, err);
  map.password = password;
  ok = ok && zip_contents(&map, &none, err);
  for (size_t i = 0; ok && i < map.count; i++)
    if (map.entries[i].is_damaged)
      ok = zip_refuse(path, err, "%s is damaged: its bytes are not those of its checksum", map.entries[i].name);
  zip_map_close(&map);
  return ok;
}
