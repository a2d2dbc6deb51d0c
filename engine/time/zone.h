// Zones: local dates and times of day, and the instants that they stand for. Two are built in; any other is read from the bytes of
// a TZif file (RFC 8536), which the caller has: nothing here opens a file.
#ifndef WAYMARK_TIME_ZONE_H
#define WAYMARK_TIME_ZONE_H
#include "base/err.h"
#include "time/instant.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zone;

const struct zone *zone_find(const char *name); // "Europe/London", "UTC": built in, never freed; NULL when it is not
// Version 2 or later; the rule for the years past its table is read too. Free with zone_free.
struct zone *zone_read(const char *name, const void *bytes, size_t size, struct err *err);
void zone_free(struct zone *zone);

const char *zone_name(const struct zone *zone);
const char *zone_version(const struct zone *zone); // "built in", else the first 12 hex digits of the SHA-256 of its bytes

int64_t zone_offset_ms(const struct zone *zone, int64_t ms); // how far its clocks are ahead of UTC at that instant
struct date zone_date(const struct zone *zone, int64_t ms);  // the local date at an instant
// The instant of a local time of day. In a gap it moves forward by the gap; of two, the first.
int64_t zone_instant(const struct zone *zone, struct date date, int64_t ms_of_day);
int64_t zone_day_start(const struct zone *zone, struct date date);  // its first millisecond
int64_t zone_day_end(const struct zone *zone, struct date date);    // its last millisecond: where a deadline ends
void zone_write(const struct zone *zone, int64_t ms, char out[40]); // "Mon 4 Apr 2016 23:59"

// Which release of the zone data a machine has, from the text of its tzdata.zi: "# version 2025b" in the first line gives "2025b".
enum { TZDATA_VERSION = 16 };
bool tzdata_version(const char *text, size_t size, char out[TZDATA_VERSION]);
#endif
