// What the files of bundle/ share among themselves: digests, writing and reading one entry through libzip, the strict map of a zip, the
// bag.
#ifndef WAYMARK_BUNDLE_INTERNAL_H
#define WAYMARK_BUNDLE_INTERNAL_H
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Limits of a bundle, the same for writing and for reading, so that what was written can always be verified. They are far over the
// largest review's evidence, and keep hostile files within 64 MB of memory (RELIABILITY 6.5).
enum {
  BUNDLE_FILES_MAX = 100000,
  BUNDLE_RATIO_MAX = 200,       // inflated bytes for each packed byte
  BUNDLE_SMALL = 1 << 16,       // under this a ratio says nothing
  BUNDLE_NAME_MAX = 255,        // what common file systems can hold
  BUNDLE_FOLDER_MAX = 16 << 20, // the central directory: 100,000 entries of 160 bytes; ours have about 90
  BUNDLE_TAG_MAX = 1 << 20,     // bagit.txt and bag-info.txt, which are held in memory
  BUNDLE_CHUNK = 1 << 17,       // what is read, hashed and written at a time
  SHA512_SIZE = 64,
  AES_SALT = 16, // before an entry's encrypted bytes: salt, and two bytes that tell a wrong password
  AES_MORE = AES_SALT + 2 + 10,
};
#define BUNDLE_SIZE_MAX (INT64_C(64) << 30)
// From here on an entry is written in the large form (zip64): so near to 4 GiB that deflating or encrypting could take it over.
#define BUNDLE_LARGE UINT64_C(4290000000)

// ---- numbers as they lie in a zip, and as they mean the same in every place (zip_number.c)

enum {
  END_SIZE = 22,
  END64_SIZE = 56,
  LOCATOR_SIZE = 20,
  CENTRAL_SIZE = 46,
  LOCAL_SIZE = 30,
  END_MARK = 0x06054b50,
  END64_MARK = 0x06064b50,
  LOCATOR_MARK = 0x07064b50,
  CENTRAL_MARK = 0x02014b50,
  LOCAL_MARK = 0x04034b50,
  METHOD_STORED = 0,
  METHOD_DEFLATED = 8,
  METHOD_AES = 99,
  EXTRA_LARGE = 0x0001,
  EXTRA_AES = 0x9901,
  EXTRA_AES_SIZE = 7,
  NEEDED_LARGE = 45,
  NEEDED_AES = 51,
};
uint16_t zip_u16(const uint8_t *at);
uint32_t zip_u32(const uint8_t *at);
uint64_t zip_u64(const uint8_t *at);
void zip_put(struct buf *out, uint64_t number, int size);

// ---- threads beside (beside.c): false where there is one processor, or no thread to be had

bool beside_begin(pthread_t *thread, void *(*work)(void *user), void *user);

// ---- both digests of runs of bytes, one after the other; SHA-512 in a thread of its own where that is worth it (hasher.c)

struct digests {
  uint8_t sha256[HASH_SIZE], sha512[SHA512_SIZE];
};
struct hasher;
struct hasher *hasher_new(void);
void hasher_begin(struct hasher *hasher, uint64_t size);                // `size` as far as it is known: it says only who works
void hasher_add(struct hasher *hasher, const void *bytes, size_t size); // at most BUNDLE_CHUNK
// SHA-256 is there at once, SHA-512 when hasher_settle returns: `digests` stay where they are until then, and are of no other run.
void hasher_end(struct hasher *hasher, struct digests *digests);
void hasher_settle(struct hasher *hasher);
void hasher_free(struct hasher *hasher); // NULL is fine

// ---- writing

// Where an entry's bytes come from. `read` is the system's: -1 with errno, 0 at the end.
struct zip_feed {
  void *user;
  bool (*rewind)(void *user);
  ssize_t (*read)(void *user, void *out, size_t size);
  uint64_t size;     // known beforehand
  const char *shown; // in messages
};

// A file's writer, beside (zip_outlet.c). Each says why, by errno, once a write has failed; 0: none has.
enum { SINK_ROOM = 1 << 20 }; // a few entries of a usual size
struct outlet;
struct outlet *outlet_new(int fd);
// The first `size` of *bytes are written soon. *bytes is other memory then, also of SINK_ROOM, which begins with the `rest` behind them.
int outlet_take(struct outlet *outlet, uint8_t **bytes, size_t size, size_t rest, uint64_t at);
int outlet_put(struct outlet *outlet, const void *bytes, size_t size, uint64_t at); // is written when it returns, after all that lay before
int outlet_settle(struct outlet *outlet);                                           // so is all that was taken
void outlet_free(struct outlet *outlet);                                            // NULL is fine

// A file that is written in order but for headers, which are written again when their numbers are known (zip_sink.c).
struct zip_sink {
  int fd, why; // errno of the write that failed
  struct outlet *outlet;
  uint8_t *bytes;         // SINK_ROOM
  uint64_t from, at, end; // where `bytes` belong; where the next go; one past the last
  uint64_t kept;          // from here on bytes stay among `bytes` while there is room
  size_t size;            // of `bytes`
};
void zip_sink_init(struct zip_sink *sink, int fd);
void zip_sink_clear(struct zip_sink *sink);
void zip_sink_settle(struct zip_sink *sink); // nobody writes until the next call
bool zip_sink_write(struct zip_sink *sink, const void *bytes, size_t size);
bool zip_sink_read(struct zip_sink *sink, uint64_t at, void *out, size_t size);
void zip_sink_keep(struct zip_sink *sink);              // the next write begins an entry, whose header will be written again
void zip_sink_cut(struct zip_sink *sink, uint64_t end); // drops what is there from `end` on, and goes on there
bool zip_sink_flush(struct zip_sink *sink);             // and gives the file its length

// One entry as it was written: what its line in the list of entries says, and its digests.
struct zip_record {
  uint64_t offset, packed, size;
  uint32_t crc, name; // where the name lies in the names' text
  uint16_t needed;
  uint8_t method; // under the encryption
  bool is_large;
  struct digests digests;
};

struct zip_writer {
  const char *shown; // borrowed
  struct zip_sink sink;
  struct hasher *hasher;
  uint8_t *chunk; // BUNDLE_CHUNK
  bool is_deflated;
  char *password; // NULL: not encrypted
};
// Packs, encrypts and hashes by libzip into the end of the file, or fails and leaves there what it may (zip_pack.c). The record stays where
// it is until the hasher has settled.
bool zip_pack(struct zip_writer *writer, const char *name, const struct zip_feed *feed, bool deflate, struct zip_record *record,
              struct err *err);
bool zip_fail(const struct zip_writer *writer, int why, struct err *err); // the sentence for a failed write: false

// zip_write.c: the same feeds give the same bytes, but for encryption. `fd` is empty, and stays the caller's.
void zip_writer_open(struct zip_writer *writer, int fd, const char *shown, bool is_deflated, const char *password);
void zip_writer_close(struct zip_writer *writer);
bool zip_writer_add(struct zip_writer *writer, const char *name, const struct zip_feed *feed, struct zip_record *record, struct err *err);
// The list of entries and the end record; `names` is the text that the records' names lie in, after `top` and a slash.
bool zip_writer_end(struct zip_writer *writer, const struct zip_record *records, size_t count, const char *top, const char *names,
                    struct err *err);

// ---- reading

// One entry of a zip whose structure was found to be sound.
struct zip_entry {
  const char *name; // "bag/data/a.txt"; a folder ends in '/'
  uint64_t offset, packed, size;
  uint32_t crc;
  uint16_t head;  // bytes of the local header: the entry's own begin after it
  uint8_t method; // under the encryption
  bool is_folder, is_encrypted;
  bool has_crc;    // AE-2 has none
  bool is_damaged; // filled by zip_contents: the bytes are not those of the checksum
};

struct zip_map {
  const char *path; // borrowed
  int fd;
  uint64_t size, folder_offset, folder_size, records_size; // records: all that comes after the list of entries
  struct zip_entry *entries;                               // in the order of the list of entries
  const struct zip_entry **sorted;                         // by name, case folded
  size_t count, top_size;
  char *names, *top; // the one top folder's name
  bool has_file, is_encrypted;
  const char *password; // borrowed; NULL: none
};

// Reads and checks the structure without inflating anything. zip_map_close is due in either case. `fd` -1: the file at `path`.
bool zip_map_open(struct zip_map *map, const char *path, int fd, struct err *err);
void zip_map_close(struct zip_map *map);
const char *zip_path(const struct zip_map *map, const struct zip_entry *entry); // below the top folder
struct zip_entry *zip_map_find(const struct zip_map *map, const char *path);    // NULL: there is none
bool zip_is_payload(const struct zip_map *map, const struct zip_entry *entry);
// "The zip FILE was refused: ...": false.
bool zip_refuse(const char *path, struct err *err, const char *format, ...) __attribute__((format(printf, 3, 4)));

// What a header says, local or central, after what stands in extra fields was put in its place (zip_header.c).
struct zip_header {
  uint16_t needed, flags, method, name_size, extra_size;
  uint32_t when, crc;
  uint64_t packed, size, offset;
  bool is_large, is_encrypted;
  uint16_t aes_version; // of WinZip's AES
  uint8_t packing;      // the method under the encryption
};
// NULL, or what is wrong with it. `at` is the header from its mark on, with its name and extra fields.
const char *zip_header_read(struct zip_header *header, const uint8_t *at, bool is_central);
const char *zip_header_why_not(const struct zip_header *header, bool is_folder); // what it declares cannot be
bool zip_headers_equal(const struct zip_header *local, const struct zip_header *central);

// NULL, or what is wrong with an entry's name ("leads out of its folder").
const char *name_why_not(const char *name, size_t size);
int name_compare(const char *a, const char *b);         // case folded, folder's slash aside; what lies in a folder comes right after it
bool names_check(struct zip_map *map, struct err *err); // no two collide, one top folder; fills sorted and top
const char *name_show(const char *name, size_t size, char out[BUNDLE_NAME_MAX + 1]); // printable, cut; returns out

// Takes an entry's bytes as they come. `begin` says whether they are wanted.
struct zip_taker {
  void *user;
  bool (*begin)(void *user, struct zip_entry *entry);
  void (*bytes)(void *user, struct zip_entry *entry, const void *bytes, size_t size);
  void (*end)(void *user, struct zip_entry *entry);
};
// Decrypts by libzip, inflates, and counts: a deflated stream that has no end or does not end with its entry, more or fewer bytes than
// declared are refused, a wrong checksum marks the entry as damaged.
bool zip_contents(struct zip_map *map, const struct zip_taker *taker, struct err *err);

// Inflating one entry at a time (zip_inflate.c): begin, then put its bytes piece by piece, after each taking until nothing comes.
struct inflated {
  uint32_t crc;    // of what came out
  bool is_ended;   // the stream said so itself
  bool has_more;   // and something came behind that
  bool is_damaged; // it is no deflated stream
};
struct inflater;
struct inflater *inflater_new(void);
void inflater_free(struct inflater *inflater); // NULL is fine
void inflater_begin(struct inflater *inflater);
void inflater_put(struct inflater *inflater, const uint8_t *bytes, size_t size); // borrowed until all was taken
size_t inflater_take(struct inflater *inflater, const uint8_t **bytes);          // 0: nothing more yet
const struct inflated *inflater_state(const struct inflater *inflater);

// The whole check of the zip layer: structure and contents. A bag is looked for by bundle_verify only.
bool zip_check(const char *path, const char *password, struct err *err);

// ---- the bag

// The text of bag-info.txt: what the maker says, the profile, Payload-Oxum (info.c).
bool info_write(struct buf *text, const json_t *info, const char *profile, int64_t bytes, int64_t files, struct err *err);

void manifest_add(struct buf *text, const void *digest, size_t size, const char *path);
// One line of a manifest cut in two; false when it is none. `line` has a NUL where its line end was.
bool manifest_cut(char *line, size_t digest_size, const char **hex, const char **path);

void bag_problem(json_t *problems, const char *format, ...) __attribute__((format(printf, 2, 3)));

// What was read of a bag: digests of all entries, in their order, and the texts of two tag files (NULL: not there, or no text).
struct bag {
  struct zip_map *map;
  struct digests *digests;
  char *declaration, *info;
};
// The bag's own rules; fills the report. Reads the manifests from the zip, line by line.
bool bag_check(const struct bag *bag, json_t *report, struct err *err);
#endif
