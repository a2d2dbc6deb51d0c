// The kinds of feed that a bundle packs (internal.h: struct zip_feed). Each is borrowed by its feed.
#ifndef WAYMARK_BUNDLE_FEED_H
#define WAYMARK_BUNDLE_FEED_H
#include "bundle/internal.h"

struct memory_feed {
  const char *bytes;
  size_t size, done;
};
struct zip_feed memory_feed(struct memory_feed *memory, const char *shown);

struct zip_feed file_feed(int *fd, uint64_t size, const char *shown); // an open file, from where it stands; goes back to its beginning

// The lines of a manifest of what was written so far. They are made when they are asked for: of 100,000 files they are 25 MB.
enum manifest_kind { MANIFEST_SHA256, MANIFEST_SHA512, MANIFEST_TAGS };
struct manifest_feed {
  enum manifest_kind kind;
  struct zip_record *const *records; // both may move while the manifest is packed
  const struct buf *names;           // what the records' names lie in
  size_t count;
  size_t next, done; // record; bytes of the line
  struct buf line;   // the caller clears it
};
struct zip_feed manifest_feed(struct manifest_feed *manifest, const char *shown);
#endif
