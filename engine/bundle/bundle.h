// Bundles: a BagIt bag (RFC 8493) in a stored zip, the same bytes each time. The only zip of the program lies in this folder.
#ifndef WAYMARK_BUNDLE_BUNDLE_H
#define WAYMARK_BUNDLE_BUNDLE_H
#include "base/env.h"
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

struct bundle;

// Writes to `path`, which must not exist; `top` is the one top folder's name ([A-Za-z0-9._-]+). Nothing is at `path` until bundle_close.
struct bundle *bundle_open(const char *path, const char *top, struct err *err);
// Paths are below the top folder: payload "data/..." ([A-Za-z0-9._/-]+), or a tag file. Order of adding is the order in the zip.
bool bundle_add(struct bundle *bundle, const char *path, const void *bytes, size_t size, struct err *err); // bytes are copied
bool bundle_add_file(struct bundle *bundle, const char *path, const char *from, struct err *err);          // streamed at close; hashed now
// At most 10,000 files and 2 GiB together (ERR_LIMIT), the limits of bundle_verify.
// Frees the bundle in either case; on failure nothing is left at `path` (ERR_FULL: the disk is full).
// Adds bagit.txt, bag-info.txt (Payload-Oxum added; `info` is an array of [KEY, VALUE]), manifest-sha256/512.txt, tagmanifest-sha256.txt,
// and writes it all.
bool bundle_close(struct bundle *bundle, const json_t *info, struct err *err);
void bundle_abandon(struct bundle *bundle); // instead of bundle_close; NULL is fine

// Reads a zip as hostile input (conformance README: bags). `report`: {"ok","files","bytes","top","problems":[TEXT],"proven":[TEXT]}.
// False when it is no readable bundle at all: the zip itself was refused. A bag with problems is a report with "ok" false. If all is well
// and `reader` is given, it then gets the bytes of each payload file of up to 64 MiB (journal, definition): never bytes that were not
// proven.
struct bundle_reader {
  void *user;
  void (*file)(void *user, const char *path, const void *bytes, size_t size);
};
bool bundle_verify(const char *path, const struct bundle_reader *reader, json_t **report, struct err *err);
#endif
