// Writing one entry by libzip. libzip writes whole archives and keeps all of one in memory until it is closed, so each entry is an archive
// of its own to it, written to where the entry belongs in ours:
//
//   ... entries before | local header, bytes | list of one entry, end record |
//                      ^ `base`              ^ cut off again: the next entry begins here
//
// So memory is bounded, a file is read once, and header, deflate and AES are libzip's. What it does not do as we want is put right in the
// local header: with WinZip's AES it writes the checksum of what is encrypted, which lets a short text be guessed (AE-2 says nought); and
// where it was told to use the large form it leaves the small fields filled.
#include "base/env.h"
#include "base/mem.h"
#include "bundle/internal.h"

#include <zip.h>

#include <errno.h>
#include <string.h>

enum { DOS_DATE_1980 = 0x0021, DOS_TIME_MIDNIGHT = 0, DEFLATE_LEVEL = 6 }; // the first day that a zip can name; zlib's own usual level

// An entry's bytes as libzip asks for them.
struct pack {
  struct zip_writer *writer;
  const struct zip_feed *feed;
  uint64_t base, done;
  size_t have, used;
  bool has_changed; // more or fewer bytes came than there were
  int why;          // errno of reading
  zip_error_t error;
};

static zip_int64_t fail(struct pack *pack, int code, int why) {
  zip_error_set(&pack->error, code, why);
  return -1;
}

static bool fill(struct pack *pack) {
  ssize_t got = pack->feed->read(pack->feed->user, pack->writer->chunk, BUNDLE_CHUNK);
  if (got < 0) pack->why = errno;
  if (got < 0) return false;
  pack->have = (size_t)got;
  pack->used = 0;
  pack->done += pack->have;
  pack->has_changed = got == 0 ? pack->done != pack->feed->size : pack->done > pack->feed->size;
  if (got > 0) hasher_add(pack->writer->hasher, pack->writer->chunk, pack->have);
  return !pack->has_changed;
}

static zip_int64_t feed_read(struct pack *pack, uint8_t *out, zip_uint64_t size) {
  if (pack->used == pack->have && !fill(pack)) return fail(pack, pack->has_changed ? ZIP_ER_INCONS : ZIP_ER_READ, pack->why);
  size_t left = pack->have - pack->used, take = size < left ? (size_t)size : left;
  memcpy(out, pack->writer->chunk + pack->used, take);
  pack->used += take;
  return (zip_int64_t)take;
}

static zip_int64_t feed_stat(const struct pack *pack, zip_stat_t *stat) {
  zip_stat_init(stat);
  stat->size = pack->feed->size;
  if (pack->feed->size < BUNDLE_LARGE) stat->valid = ZIP_STAT_SIZE; // of an unknown size: libzip uses the large form
  return sizeof *stat;
}

static zip_int64_t feed_call(void *user, void *data, zip_uint64_t size, zip_source_cmd_t command) {
  struct pack *pack = user;
  switch (command) {
  case ZIP_SOURCE_READ:
    return feed_read(pack, data, size);
  case ZIP_SOURCE_STAT:
    return feed_stat(pack, data);
  case ZIP_SOURCE_ERROR:
    return zip_error_to_data(&pack->error, data, size);
  case ZIP_SOURCE_SUPPORTS:
    return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
                                          ZIP_SOURCE_FREE, -1);
  default: // opened once, and nothing of it is to be closed or freed
    return 0;
  }
}

static zip_int64_t sink_write(struct pack *pack, const void *bytes, zip_uint64_t size) {
  struct zip_sink *sink = &pack->writer->sink;
  return zip_sink_write(sink, bytes, size) ? (zip_int64_t)size : fail(pack, ZIP_ER_WRITE, sink->why);
}

static zip_int64_t sink_seek(struct pack *pack, void *data, zip_uint64_t size) {
  struct zip_sink *sink = &pack->writer->sink;
  zip_int64_t at = zip_source_seek_compute_offset(sink->at - pack->base, sink->end - pack->base, data, size, &pack->error);
  if (at >= 0) sink->at = pack->base + (uint64_t)at;
  return at < 0 ? -1 : 0;
}

// The archive of one entry, as a file that libzip writes and never reads.
static zip_int64_t sink_call(void *user, void *data, zip_uint64_t size, zip_source_cmd_t command) {
  struct pack *pack = user;
  switch (command) {
  case ZIP_SOURCE_WRITE:
    return sink_write(pack, data, size);
  case ZIP_SOURCE_SEEK_WRITE:
    return sink_seek(pack, data, size);
  case ZIP_SOURCE_TELL_WRITE:
    return (zip_int64_t)(pack->writer->sink.at - pack->base);
  case ZIP_SOURCE_STAT:
    return fail(pack, ZIP_ER_READ, ENOENT); // there is none yet
  case ZIP_SOURCE_ERROR:
    return zip_error_to_data(&pack->error, data, size);
  case ZIP_SOURCE_SUPPORTS:
    return ZIP_SOURCE_SUPPORTS_WRITABLE;
  default:
    return 0;
  }
}

static bool set_up(zip_t *zip, struct pack *pack, const char *name, bool deflate) {
  zip_source_t *source = zip_source_function(zip, feed_call, pack);
  zip_int64_t at = source ? zip_file_add(zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
  if (source && at < 0) zip_source_free(source);
  return at == 0 && zip_set_file_compression(zip, 0, deflate ? ZIP_CM_DEFLATE : ZIP_CM_STORE, deflate ? DEFLATE_LEVEL : 0) == 0 &&
         zip_file_set_dostime(zip, 0, DOS_TIME_MIDNIGHT, DOS_DATE_1980, 0) == 0 &&
         (!pack->writer->password || zip_file_set_encryption(zip, 0, ZIP_EM_AES_256, pack->writer->password) == 0);
}

bool zip_fail(const struct zip_writer *writer, int why, struct err *err) {
  errno = why;
  return env_fail(err, "write", writer->shown);
}

static bool pack_fail(const struct pack *pack, zip_error_t *error, struct err *err) {
  if (pack->has_changed) return err_set(err, ERR_CORRUPT, "%s changed while it was read; try again.", pack->feed->shown);
  if (pack->writer->sink.why) return zip_fail(pack->writer, pack->writer->sink.why, err);
  errno = pack->why;
  if (pack->why) return env_fail(err, "read", pack->feed->shown);
  return err_set(err, ERR_BROKEN, "Cannot write %s: %s.", pack->writer->shown, zip_error_strerror(error));
}

static bool write_one(struct pack *pack, const char *name, bool deflate, struct err *err) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *source = zip_source_function_create(sink_call, pack, &error);
  zip_t *zip = source ? zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error) : NULL;
  if (!zip) {
    if (source) zip_source_free(source);
    return pack_fail(pack, &error, err);
  }
  if (set_up(zip, pack, name, deflate) && zip_close(zip) == 0) return true;
  pack_fail(pack, zip_get_error(zip), err);
  zip_discard(zip);
  return false;
}

// Where the entry's bytes end: the end record of libzip's archive says where its list of entries begins.
static bool find_end(struct zip_sink *sink, uint64_t base, uint64_t *end) {
  uint8_t record[END64_SIZE];
  if (!zip_sink_read(sink, sink->end - END_SIZE, record, END_SIZE)) return false;
  *end = base + zip_u32(record + 16);
  if (zip_u32(record + 16) != UINT32_MAX) return true;
  if (!zip_sink_read(sink, sink->end - END_SIZE - LOCATOR_SIZE - END64_SIZE, record, END64_SIZE)) return false;
  *end = base + zip_u64(record + 48);
  return zip_u32(record) == END64_MARK;
}

static bool write_at(struct zip_sink *sink, uint64_t at, uint64_t number, int size) {
  struct buf bytes = {0};
  zip_put(&bytes, number, size);
  sink->at = at;
  bool ok = zip_sink_write(sink, bytes.data, bytes.size);
  buf_clear(&bytes);
  return ok;
}

// Takes the numbers of the list of entries from the local header, once that is as it should be.
static bool settle(struct zip_sink *sink, uint64_t base, bool is_encrypted, struct zip_record *record) {
  uint8_t head[LOCAL_SIZE];
  uint64_t end;
  if (!find_end(sink, base, &end) || !zip_sink_read(sink, base, head, sizeof head)) return false;
  record->offset = base;
  record->packed = end - base - LOCAL_SIZE - zip_u16(head + 26) - zip_u16(head + 28);
  record->is_large = record->size >= BUNDLE_LARGE;
  record->needed = zip_u16(head + 4);
  record->crc = is_encrypted ? 0 : zip_u32(head + 14);
  if (record->is_large && record->needed < NEEDED_LARGE) record->needed = NEEDED_LARGE;
  if (record->is_large && !(write_at(sink, base + 4, record->needed, 2) && write_at(sink, base + 18, UINT64_MAX, 8))) return false;
  if (is_encrypted && !write_at(sink, base + 14, 0, 4)) return false;
  zip_sink_cut(sink, end);
  return true;
}

bool zip_pack(struct zip_writer *writer, const char *name, const struct zip_feed *feed, bool deflate, struct zip_record *record,
              struct err *err) {
  struct pack pack = {.writer = writer, .feed = feed, .base = writer->sink.end};
  zip_error_init(&pack.error);
  zip_sink_keep(&writer->sink);
  hasher_begin(writer->hasher, feed->size);
  bool ok = write_one(&pack, name, deflate, err);
  hasher_end(writer->hasher, &record->digests);
  record->size = pack.done;
  record->method = deflate ? METHOD_DEFLATED : METHOD_STORED;
  return ok && (settle(&writer->sink, pack.base, writer->password != NULL, record) || zip_fail(writer, writer->sink.why, err));
}
