// What an entry is made of: read once, a chunk at a time, and hashed as it goes by.
#include "base/env.h"
#include "bundle/internal.h"

#include <errno.h>

bool supply_next(struct supply *supply, struct zip_writer *writer) {
  const struct zip_feed *feed = supply->feed;
  ssize_t got = feed->read(feed->user, writer->chunk, BUNDLE_CHUNK);
  if (got < 0) supply->why = errno;
  if (got < 0) return false;
  supply->have = (size_t)got;
  supply->done += supply->have;
  supply->has_changed = got == 0 ? supply->done != feed->size : supply->done > feed->size;
  if (got > 0) hasher_add(writer->hasher, writer->chunk, supply->have);
  return !supply->has_changed;
}

bool supply_has_failed(const struct supply *supply) { return supply->has_changed || supply->why; }

bool supply_fail(const struct supply *supply, struct err *err) {
  const char *shown = supply->feed->shown;
  if (supply->has_changed) return err_set(err, ERR_CORRUPT, "%s changed while it was read; try again.", shown);
  errno = supply->why;
  return env_fail(err, "read", shown);
}
