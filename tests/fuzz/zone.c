// Goal: whatever bytes are given for a zone file, reading them ends in a zone or a sentence, never a crash; and a zone that was read tells
// a time: local time goes there and back, and each day begins where the last one ended. Method: libFuzzer; the first eight bytes are an
// instant.
#include "time/zone.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct zone *zone, int64_t ms) {
  struct date date = zone_date(zone, ms);
  char text[40];
  zone_write(zone, ms, text);
  int64_t local = ms + zone_offset_ms(zone, ms), of_day = local - date_days(date) * 86400000;
  assert(of_day >= 0 && of_day < 86400000);
  int64_t back = zone_instant(zone, date, of_day);
  assert(back <= ms && back + zone_offset_ms(zone, back) == local); // of two, the first
  assert(zone_day_end(zone, date) + 1 == zone_day_start(zone, date_add_days(date, 1)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint64_t seed = 0;
  struct err err = {0};
  if (size < sizeof seed) return 0;
  memcpy(&seed, data, sizeof seed);
  struct zone *zone = zone_read("fuzz", data + sizeof seed, size - sizeof seed, &err);
  assert(zone || err.text[0]);
  if (zone) // any instant of the years 1990 to 2100
    for (int i = 0; i < 8; i++, seed = seed * 6364136223846793005u + 1442695040888963407u)
      check(zone, INT64_C(631152000000) + (int64_t)(seed % UINT64_C(3502828800000)));
  zone_free(zone);
  return 0;
}
