// TZif (RFC 8536): the bytes of a compiled zone file to a struct zone. Foreign bytes: each count is checked before anything is read by
// it, and what the norm says must hold is checked before it is believed.
#include "base/hash.h"
#include "base/mem.h"
#include "time/internal.h"
#include "time/zone.h"

#include <stdio.h>
#include <string.h>

// The largest file of the public data has under 4 KiB; the year 2100 written out day by day would not fill a tenth of this.
enum { ZONE_SIZE_MAX = 256 * 1024, HEADER_SIZE = 44, TYPE_SIZE = 6, TAIL_TEXT = 128, TYPES_MAX = 256 };
enum { OFFSET_MIN_S = -89999, OFFSET_MAX_S = 93599 }; // RFC 8536, 3.2: what a reader must stand at least, and no zone ever passed

static const int64_t SECONDS_MAX = INT64_C(1000000000000); // 30,000 years either way: in milliseconds it still fits

struct counts {
  size_t isut, isstd, leap, time, type, name;
};

struct reader {
  const char *name;
  const uint8_t *at;
  size_t left;
};

static bool refuse(const struct reader *reader, const char *why, struct err *err) {
  return err_set(err, ERR_INVALID, "The zone %s was not read: %s. Take the file from the system's own zone data (package tzdata).",
                 reader->name, why);
}

static uint32_t big_endian(const uint8_t *at) { return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]; }

static int64_t big_endian_64(const uint8_t *at) { return (int64_t)((uint64_t)big_endian(at) << 32 | big_endian(at + 4)); }

static bool skip(struct reader *reader, size_t size, struct err *err) {
  if (size > reader->left) return refuse(reader, "it ends in the middle", err);
  reader->at += size;
  reader->left -= size;
  return true;
}

static bool read_header(struct reader *reader, struct counts *counts, struct err *err) {
  const uint8_t *at = reader->at;
  if (reader->left < HEADER_SIZE || memcmp(at, "TZif", 4) != 0) return refuse(reader, "it is no TZif file", err);
  if (at[4] < '2') return refuse(reader, "it is of version 1, which ends in 2037; version 2 or later is needed", err);
  *counts = (struct counts){big_endian(at + 20), big_endian(at + 24), big_endian(at + 28),
                            big_endian(at + 32), big_endian(at + 36), big_endian(at + 40)};
  return skip(reader, HEADER_SIZE, err);
}

// Counts of 32 bits times a few bytes cannot pass 64 bits.
static uint64_t data_size(const struct counts *counts, size_t time_size) {
  return (uint64_t)counts->time * (time_size + 1) + (uint64_t)counts->type * TYPE_SIZE + counts->name +
         (uint64_t)counts->leap * (time_size + 4) + counts->isstd + counts->isut;
}

static bool check_counts(const struct reader *reader, const struct counts *counts, struct err *err) {
  if (counts->type == 0 || counts->name == 0) return refuse(reader, "it names no local time", err);
  if (counts->type > TYPES_MAX) return refuse(reader, "it names more local times than a byte can count", err);
  if ((counts->isut && counts->isut != counts->type) || (counts->isstd && counts->isstd != counts->type))
    return refuse(reader, "its counts do not agree", err);
  if (counts->leap) return refuse(reader, "it counts leap seconds, which civil deadlines do not", err);
  if (data_size(counts, 8) > reader->left) return refuse(reader, "it ends in the middle", err);
  return true;
}

static bool check_type(const struct reader *reader, const uint8_t *type, const struct counts *counts, struct err *err) {
  int32_t offset = (int32_t)big_endian(type);
  if (offset < OFFSET_MIN_S || offset > OFFSET_MAX_S) return refuse(reader, "it is further from UTC than any place on earth", err);
  if (type[4] > 1 || type[5] >= counts->name) return refuse(reader, "a local time in it is damaged", err);
  return true;
}

// The instants come first, then for each the index of its local time, then the local times.
static bool read_changes(struct reader *reader, const struct counts *counts, struct zone *zone, struct err *err) {
  const uint8_t *times = reader->at, *indexes = times + counts->time * 8, *types = indexes + counts->time;
  for (size_t i = 0; i < counts->type; i++)
    if (!check_type(reader, types + i * TYPE_SIZE, counts, err)) return false;
  zone->first_s = (int32_t)big_endian(types);
  zone->changes = mem_grow(NULL, counts->time ? counts->time : 1, sizeof *zone->changes);
  for (size_t i = 0; i < counts->time; i++) {
    int64_t seconds = big_endian_64(times + i * 8);
    if (indexes[i] >= counts->type) return refuse(reader, "a change in it leads to no local time", err);
    if (i > 0 && seconds <= big_endian_64(times + (i - 1) * 8)) return refuse(reader, "its changes are not in order", err);
    int32_t offset = (int32_t)big_endian(types + indexes[i] * TYPE_SIZE);
    if (seconds < -SECONDS_MAX) // before any date of ours: some files begin with the big bang
      zone->first_s = offset;
    else if (seconds <= SECONDS_MAX)
      zone->changes[zone->change_count++] = (struct zone_change){.at_ms = seconds * 1000, .offset_s = offset};
  }
  return skip(reader, (size_t)data_size(counts, 8), err);
}

// A line feed, the rule, a line feed. An empty rule says that nothing is known after the last change: then that one stands.
static bool read_footer(struct reader *reader, struct zone *zone, struct err *err) {
  char text[TAIL_TEXT];
  const uint8_t *end = reader->left > 1 && reader->at[0] == '\n' ? memchr(reader->at + 1, '\n', reader->left - 1) : NULL;
  if (!end) return refuse(reader, "the rule for the years past its table is missing", err);
  size_t size = (size_t)(end - reader->at) - 1;
  if (size >= TAIL_TEXT) return refuse(reader, "the rule for the years past its table is too long", err);
  memcpy(text, reader->at + 1, size);
  text[size] = '\0';
  zone->has_tail = size > 0;
  if (strlen(text) == size && (size == 0 || zone_tail_read(text, &zone->tail))) return true;
  return refuse(reader, "the rule for the years past its table was not understood", err);
}

static bool read_all(struct reader *reader, struct zone *zone, struct err *err) {
  struct counts counts;
  if (!read_header(reader, &counts, err)) return false;
  if (data_size(&counts, 4) > reader->left) return refuse(reader, "it ends in the middle", err);
  if (!skip(reader, (size_t)data_size(&counts, 4), err) || !read_header(reader, &counts, err)) return false;
  return check_counts(reader, &counts, err) && read_changes(reader, &counts, zone, err) && read_footer(reader, zone, err);
}

struct zone *zone_read(const char *name, const void *bytes, size_t size, struct err *err) {
  struct reader reader = {.name = name, .at = bytes, .left = size};
  if (size > ZONE_SIZE_MAX) {
    err_set(err, ERR_LIMIT, "The zone %s was not read: it is larger than %d bytes, the limit for a zone.", name, ZONE_SIZE_MAX);
    return NULL;
  }
  struct zone *zone = mem_new(sizeof *zone);
  zone->name = mem_text(name);
  if (!read_all(&reader, zone, err)) {
    zone_free(zone);
    return NULL;
  }
  if (zone->change_count == 0 && !zone->has_tail) zone->tail.standard_s = zone->first_s;
  struct hash hash = hash_of(bytes, size);
  char hex[HASH_HEX_SIZE];
  hex_write(hex, hash.bytes, HASH_SIZE);
  snprintf(zone->version, sizeof zone->version, "%.12s", hex);
  return zone;
}

void zone_free(struct zone *zone) {
  if (!zone) return;
  mem_free((char *)zone->name);
  mem_free(zone->changes);
  mem_free(zone);
}

bool tzdata_version(const char *text, size_t size, char out[TZDATA_VERSION]) {
  static const char head[] = "# version ";
  size_t at = sizeof head - 1, end = at;
  if (size < at || memcmp(text, head, at) != 0) return false;
  while (end < size && text[end] > ' ' && text[end] < 0x7F) end++;
  if (end == at || end - at >= TZDATA_VERSION || (end < size && text[end] != '\n' && text[end] != '\r')) return false;
  memcpy(out, text + at, end - at);
  out[end - at] = '\0';
  return true;
}
