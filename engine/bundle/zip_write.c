// A zip as a whole: entry after entry, then the list of entries and the end record. What may vary between two writers of the same content
// is fixed here: times, modes, which form a number takes, and what is deflated at all.
#include "base/env.h"
#include "base/mem.h"
#include "bundle/internal.h"

#include <string.h>
#include <sys/stat.h>

enum { MADE_BY = 0x033F, DATE_1980 = 0x0021 }; // Unix, 6.3 of the format

void zip_writer_open(struct zip_writer *writer, int fd, const char *shown, bool is_deflated, const char *password) {
  *writer = (struct zip_writer){.shown = shown, .is_deflated = is_deflated, .password = mem_text(password), .hasher = hasher_new()};
  writer->chunk = mem_new(BUNDLE_CHUNK);
  zip_sink_init(&writer->sink, fd);
}

void zip_writer_close(struct zip_writer *writer) {
  zip_sink_clear(&writer->sink);
  hasher_free(writer->hasher);
  mem_free(writer->chunk);
  if (writer->password) explicit_bzero(writer->password, strlen(writer->password));
  mem_free(writer->password);
}

static bool rewind_feed(const struct zip_feed *feed, struct err *err) {
  return feed->rewind(feed->user) || env_fail(err, "read", feed->shown);
}

// Pictures, PDFs and office documents are deflated inside already. That shows: every byte comes about equally often. Taken when the sum of
// the squares of how often each comes is within a tenth of its least; deflating could win next to nothing then.
static bool looks_packed(const uint8_t *bytes, size_t size) {
  uint64_t counts[256] = {0}, squares = 0;
  for (size_t i = 0; i < size; i++) counts[bytes[i]]++;
  for (int i = 0; i < 256; i++) squares += counts[i] * counts[i];
  return size >= BUNDLE_SMALL / 2 && squares * 256 * 10 < (uint64_t)size * size * 11;
}

// Reads the beginning, and goes back to it.
static bool is_worth_deflating(struct zip_writer *writer, const struct zip_feed *feed, bool *worth, struct err *err) {
  size_t have = 0;
  ssize_t got = 0;
  while (have < BUNDLE_SMALL && (got = feed->read(feed->user, writer->chunk + have, BUNDLE_SMALL - have)) > 0) have += (size_t)got;
  if (got < 0) return env_fail(err, "read", feed->shown);
  *worth = have > 0 && !looks_packed(writer->chunk, have);
  return rewind_feed(feed, err);
}

// What grew by deflating is stored; so is what shrank so far that a reader has to take it for a bomb.
static bool is_better_stored(const struct zip_record *record) {
  bool is_bomb = record->size > BUNDLE_SMALL && record->size / BUNDLE_RATIO_MAX > record->packed;
  return record->packed >= record->size || is_bomb;
}

bool zip_writer_add(struct zip_writer *writer, const char *name, const struct zip_feed *feed, struct zip_record *record, struct err *err) {
  uint64_t begin = writer->sink.end;
  bool deflate = writer->is_deflated;
  if (deflate && !is_worth_deflating(writer, feed, &deflate, err)) return false;
  if (!zip_pack(writer, name, feed, deflate, record, err)) return false;
  if (!deflate || !is_better_stored(record)) return true;
  zip_sink_cut(&writer->sink, begin);
  hasher_settle(writer->hasher);
  return rewind_feed(feed, err) && zip_pack(writer, name, feed, false, record, err);
}

static void put_aes(struct buf *out, const struct zip_record *record) {
  zip_put(out, EXTRA_AES, 2);
  zip_put(out, EXTRA_AES_SIZE, 2);
  zip_put(out, 2, 2); // AE-2: no checksum
  buf_text(out, "AE");
  zip_put(out, 3, 1); // 256 bits
  zip_put(out, record->method, 2);
}

// The numbers that have no room in the small form, in the order of APPNOTE 4.5.3.
static void put_large(struct buf *out, const struct zip_record *record) {
  bool is_far = record->offset >= UINT32_MAX;
  if (!record->is_large && !is_far) return;
  zip_put(out, EXTRA_LARGE, 2);
  zip_put(out, (record->is_large ? 16 : 0) + (is_far ? 8 : 0), 2);
  if (record->is_large) zip_put(out, record->size, 8);
  if (record->is_large) zip_put(out, record->packed, 8);
  if (is_far) zip_put(out, record->offset, 8);
}

static void put_line(struct buf *out, const struct zip_record *record, bool is_encrypted, const char *top, const char *name) {
  struct buf extra = {0};
  bool is_far = record->offset >= UINT32_MAX;
  if (is_encrypted) put_aes(&extra, record);
  put_large(&extra, record);
  zip_put(out, CENTRAL_MARK, 4);
  zip_put(out, MADE_BY, 2);
  zip_put(out, is_far && record->needed < NEEDED_LARGE ? NEEDED_LARGE : record->needed, 2);
  zip_put(out, is_encrypted, 2);
  zip_put(out, is_encrypted ? METHOD_AES : record->method, 2);
  zip_put(out, (uint64_t)DATE_1980 << 16, 4);
  zip_put(out, record->crc, 4);
  zip_put(out, record->is_large ? UINT32_MAX : record->packed, 4);
  zip_put(out, record->is_large ? UINT32_MAX : record->size, 4);
  zip_put(out, strlen(top) + 1 + strlen(name), 2);
  zip_put(out, extra.size, 2);
  zip_put(out, 0, 2 + 2 + 2); // comment, disk, internal attributes
  zip_put(out, (uint64_t)(S_IFREG | 0644) << 16, 4);
  zip_put(out, is_far ? UINT32_MAX : record->offset, 4);
  buf_format(out, "%s/%s", top, name);
  buf_add(out, extra.data, extra.size);
  buf_clear(&extra);
}

static void put_end(struct buf *out, uint64_t count, uint64_t from, uint64_t size) {
  if (count >= UINT16_MAX || from >= UINT32_MAX) {
    zip_put(out, END64_MARK, 4);
    zip_put(out, END64_SIZE - 12, 8);
    zip_put(out, MADE_BY, 2);
    zip_put(out, NEEDED_LARGE, 2);
    zip_put(out, 0, 8); // disks
    zip_put(out, count, 8);
    zip_put(out, count, 8);
    zip_put(out, size, 8);
    zip_put(out, from, 8);
    zip_put(out, LOCATOR_MARK, 4);
    zip_put(out, 0, 4);
    zip_put(out, from + size, 8);
    zip_put(out, 1, 4); // disks in all
  }
  uint64_t few = count < UINT16_MAX ? count : UINT16_MAX;
  zip_put(out, END_MARK, 4);
  zip_put(out, 0, 4);
  zip_put(out, few, 2);
  zip_put(out, few, 2);
  zip_put(out, size, 4); // BUNDLE_FOLDER_MAX is far below 4 GiB
  zip_put(out, from < UINT32_MAX ? from : UINT32_MAX, 4);
  zip_put(out, 0, 2);
}

bool zip_writer_end(struct zip_writer *writer, const struct zip_record *records, size_t count, const char *top, const char *names,
                    struct err *err) {
  struct zip_sink *sink = &writer->sink;
  struct buf out = {0};
  uint64_t from = sink->end;
  bool ok = true;
  for (size_t i = 0; ok && i < count; i++) {
    out.size = 0;
    put_line(&out, &records[i], writer->password != NULL, top, names + records[i].name);
    ok = zip_sink_write(sink, out.data, out.size);
  }
  out.size = 0;
  put_end(&out, count, from, sink->end - from);
  ok = ok && zip_sink_write(sink, out.data, out.size) && zip_sink_flush(sink);
  buf_clear(&out);
  return ok || zip_fail(writer, sink->why, err);
}
