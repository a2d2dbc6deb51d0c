// Bundles: a BagIt bag (RFC 8493) in a zip, the same bytes each time. The only zip of the program lies in this folder. Memory is bounded
// whatever the size: a file is read once, hashed and written as it comes (FORMAT.md says what the bytes are).
#ifndef WAYMARK_BUNDLE_BUNDLE_H
#define WAYMARK_BUNDLE_BUNDLE_H
#include "base/env.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

struct bundle;

struct bundle_options {
  bool is_deflated;         // at a pinned level; a file that this makes no smaller is stored all the same
  const char *password;     // NULL: not encrypted. Else WinZip's AES-256 over every file; names, sizes and times stay readable
  const char *spool_folder; // where a nameless file for bundle_put may lie; NULL: beside the bundle, or the system's for such files
};

// Writes to `path`, which must not exist; `top` is the one top folder's name ([A-Za-z0-9._-]+). Nothing is at `path` until bundle_close.
// `options` may be NULL: stored, not encrypted. A password that bundle_password_check refuses is refused.
struct bundle *bundle_open(const char *path, const char *top, const struct bundle_options *options, struct err *err);
// Writes into an empty file that is open for reading and writing, and stays the caller's to sync and to close; `shown` names it in
// messages. After a failure the file is empty again.
struct bundle *bundle_open_in(int fd, const char *shown, const char *top, const struct bundle_options *options, struct err *err);

// Paths are below the top folder: payload "data/..." ([A-Za-z0-9._/-]+), or a tag file. Order of adding is the order in the zip.
// At most 100,000 files and 64 GiB together (ERR_LIMIT), the limits of bundle_verify. After a failure the bundle is as before the call;
// but once the file could not be written, each further call says so too.
bool bundle_add(struct bundle *bundle, const char *path, const void *bytes, size_t size, struct err *err);
// The file is read once, and refused (ERR_CORRUPT) if its digest is not `expected`, which may be NULL.
bool bundle_add_file(struct bundle *bundle, const char *path, const char *from, const struct hash *expected, struct err *err);
// A file that is made as it goes: begin, any number of puts, end. What is put waits in a file without a name, never in memory.
bool bundle_begin(struct bundle *bundle, const char *path, struct err *err);
bool bundle_put(struct bundle *bundle, const void *bytes, size_t size, struct err *err);
bool bundle_end(struct bundle *bundle, struct err *err);

// What was made: payload files and their bytes, the size of the zip, its SHA-256.
struct bundle_made {
  int64_t files, bytes, size;
  struct hash sha256;
};
// Frees the bundle in either case; on failure nothing is left at `path` (ERR_FULL: the disk is full). `made` may be NULL.
// Adds bagit.txt, bag-info.txt (`info` is an array of [KEY, VALUE]; BagIt-Profile-Identifier and Payload-Oxum are added), the profile,
// manifest-sha256/512.txt and tagmanifest-sha256.txt.
bool bundle_close(struct bundle *bundle, const json_t *info, struct bundle_made *made, struct err *err);
void bundle_abandon(struct bundle *bundle); // instead of bundle_close; NULL is fine

// A password is 8 to 100 bytes of UTF-8 without control characters.
bool bundle_password_check(const char *password, struct err *err);

// Gets the payload of a bundle that was found whole, a file after the other, in pieces. `begin` says whether a file is wanted.
struct bundle_reader {
  void *user;
  bool (*begin)(void *user, const char *path, int64_t size);
  void (*bytes)(void *user, const void *bytes, size_t size);
  void (*end)(void *user); // only when all its bytes came and were the proven ones
};

// Reads a zip as hostile input (conformance README: bags). `report`: {"ok","files","bytes","top","encrypted","problems":[TEXT],
// "proven":[TEXT]}. False when it is no readable bundle at all: the zip itself was refused, or it is encrypted and `password` (else NULL)
// is not the right one. A bag with problems is a report with "ok" false. If all is well and `reader` is given, it then gets the payload:
// never a file that was not proven; if the zip changes meanwhile, the call fails.
bool bundle_verify(const char *path, const char *password, const struct bundle_reader *reader, json_t **report, struct err *err);
#endif
