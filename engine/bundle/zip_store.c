// Writing one entry as it is, neither deflated nor encrypted: a local header and the bytes. libzip has nothing to do there but to copy them
// twice. The header is written again when the checksum is known.
#include "bundle/internal.h"

#include <string.h>
#include <zlib.h>

enum { NEEDED_STORED = 10, DATE_1980 = 0x0021, LARGE_EXTRA = 16 };

static bool put_header(struct zip_sink *sink, const char *name, const struct zip_record *record) {
  struct buf out = {0};
  zip_put(&out, LOCAL_MARK, 4);
  zip_put(&out, record->needed, 2);
  zip_put(&out, 0, 2); // flags
  zip_put(&out, METHOD_STORED, 2);
  zip_put(&out, (uint64_t)DATE_1980 << 16, 4);
  zip_put(&out, record->crc, 4);
  for (int i = 0; i < 2; i++) zip_put(&out, record->is_large ? UINT32_MAX : record->size, 4);
  zip_put(&out, strlen(name), 2);
  zip_put(&out, record->is_large ? 4 + LARGE_EXTRA : 0, 2);
  buf_text(&out, name);
  if (record->is_large) zip_put(&out, EXTRA_LARGE | LARGE_EXTRA << 16, 4);
  for (int i = 0; record->is_large && i < 2; i++) zip_put(&out, record->size, 8);
  sink->at = record->offset;
  bool ok = zip_sink_write(sink, out.data, out.size);
  buf_clear(&out);
  return ok;
}

static bool put_bytes(struct zip_writer *writer, struct supply *supply, struct zip_record *record) {
  uLong crc = crc32(0, NULL, 0);
  for (;;) {
    if (!supply_next(supply, writer)) return false;
    if (supply->have == 0) break;
    crc = crc32(crc, writer->chunk, (uInt)supply->have);
    if (!zip_sink_write(&writer->sink, writer->chunk, supply->have)) return false;
  }
  record->crc = (uint32_t)crc;
  return true;
}

static bool put_entry(struct zip_writer *writer, const char *name, struct supply *supply, struct zip_record *record) {
  struct zip_sink *sink = &writer->sink;
  zip_sink_keep(sink);
  if (!put_header(sink, name, record) || !put_bytes(writer, supply, record)) return false;
  uint64_t end = sink->at;
  if (!put_header(sink, name, record)) return false;
  sink->at = end;
  return true;
}

bool zip_store(struct zip_writer *writer, const char *name, const struct zip_feed *feed, struct zip_record *record, struct err *err) {
  struct supply supply = {.feed = feed};
  record->offset = writer->sink.end;
  record->size = record->packed = feed->size;
  record->crc = 0;
  record->method = METHOD_STORED;
  record->is_large = feed->size >= BUNDLE_LARGE;
  record->needed = record->is_large ? NEEDED_LARGE : NEEDED_STORED;
  hasher_begin(writer->hasher, feed->size);
  bool ok = put_entry(writer, name, &supply, record);
  hasher_end(writer->hasher, &record->digests);
  return ok || (supply_has_failed(&supply) ? supply_fail(&supply, err) : zip_fail(writer, err));
}
