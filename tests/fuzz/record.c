// Goal: whatever the files of a bundle say, proving the record in them ends in a report, never in a crash; and what is called proven has an
// item, a journal and a signed head, or is of format 1.
// Method: libFuzzer. The input is a row of files: a byte for the path, two for the size, the bytes; they come in pieces of seven bytes.
#include "base/mem.h"
#include "op/proving.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PIECE = 7 };

static const char *const paths[] = {"data/items/K-1/journal.jsonl",
                                    "data/items/K-1/proofs.jsonl",
                                    "data/items/K-1/item.json",
                                    "data/items/K-1/timeline.csv",
                                    "data/items/K-1/evidence.csv",
                                    "data/items/K-1/evidence/0001-f6ed42a9.txt",
                                    "data/bundle.json",
                                    "data/checkpoint.txt",
                                    "data/keys.txt",
                                    "data/consistency.json",
                                    "data/definitions/00.json",
                                    "data/calendars/local-1.csv",
                                    "data/index.html",
                                    "data/journal.jsonl",
                                    "data/item.json",
                                    "data/items/K-2/journal.jsonl",
                                    "data/odd"};

static void put_file(const struct bundle_reader *reader, const char *path, const uint8_t *bytes, size_t size) {
  if (!reader->begin(reader->user, path, (int64_t)size)) return;
  for (size_t at = 0; at < size; at += PIECE) reader->bytes(reader->user, bytes + at, size - at < PIECE ? size - at : PIECE);
  reader->end(reader->user);
}

static void put_files(const struct bundle_reader *reader, const uint8_t *data, size_t size) {
  bool met[sizeof paths / sizeof paths[0]] = {false}; // no zip that bundle_verify takes has a name twice
  while (size >= 3) {
    size_t path = data[0] % (sizeof paths / sizeof paths[0]), length = (size_t)data[1] << 8 | data[2];
    data += 3;
    size -= 3;
    if (length > size) length = size;
    if (!met[path]) put_file(reader, paths[path], data, length);
    met[path] = true;
    data += length;
    size -= length;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct prove_asked asked = {.path = "", .key = "waymark/00+00+AA=="};
  struct proving proving;
  json_t *report = json_pack("{s:b, s:[], s:[]}", "ok", 1, "problems", "proven");
  proving_begin(&proving, &asked);
  struct bundle_reader reader = proving_reader(&proving);
  put_files(&reader, data, size);
  proving_report(&proving, report);
  assert(!json_flag(report, "ok")); // no such key vouches for anything
  assert(json_array_size(json_object_get(report, "problems")) > 0);
  proving_end(&proving);
  json_decref(report);
  return 0;
}
