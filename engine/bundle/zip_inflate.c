// Inflating the bytes of one entry by zlib itself. libzip stops where enough has come out, and so tells neither that the stream never ended
// nor that something lies behind its end: bytes that nobody would see, in a bundle called whole.
#include "base/mem.h"
#include "bundle/internal.h"

#include <assert.h>
#include <zlib.h>

struct inflater {
  z_stream stream;
  uint8_t *chunk;
  struct inflated state;
};

// What zlib needs is ours to be without: base/mem.h ends the process then.
static void *get_memory(void *user, uInt count, uInt size) { return (void)user, mem_new((size_t)count * size); }
static void let_memory(void *user, void *memory) { (void)user, mem_free(memory); }

struct inflater *inflater_new(void) {
  struct inflater *inflater = mem_new(sizeof *inflater);
  *inflater = (struct inflater){.stream = {.zalloc = get_memory, .zfree = let_memory}};
  inflater->chunk = mem_new(BUNDLE_CHUNK);
  int code = inflateInit2(&inflater->stream, -MAX_WBITS); // as in a zip: no header, no checksum behind it
  assert(code == Z_OK);
  (void)code;
  return inflater;
}

void inflater_free(struct inflater *inflater) {
  if (!inflater) return;
  inflateEnd(&inflater->stream);
  mem_free(inflater->chunk);
  mem_free(inflater);
}

void inflater_begin(struct inflater *inflater) {
  inflateReset(&inflater->stream);
  inflater->state = (struct inflated){.crc = (uint32_t)crc32(0, NULL, 0)};
}

const struct inflated *inflater_state(const struct inflater *inflater) { return &inflater->state; }

size_t inflater_take(struct inflater *inflater, const uint8_t **bytes) {
  struct inflated *state = &inflater->state;
  z_stream *stream = &inflater->stream;
  if (state->is_ended || state->is_damaged) return 0;
  stream->next_out = inflater->chunk;
  stream->avail_out = BUNDLE_CHUNK;
  int code = inflate(stream, Z_NO_FLUSH);
  size_t size = BUNDLE_CHUNK - stream->avail_out;
  state->is_ended = code == Z_STREAM_END;
  state->is_damaged = code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR; // that one: it waits for more
  state->has_more = state->is_ended && stream->avail_in > 0;
  state->crc = (uint32_t)crc32(state->crc, inflater->chunk, (uInt)size);
  *bytes = inflater->chunk;
  return size;
}

void inflater_put(struct inflater *inflater, const uint8_t *bytes, size_t size) {
  inflater->state.has_more = inflater->state.has_more || (inflater->state.is_ended && size > 0);
  inflater->stream.next_in = (uint8_t *)bytes; // zlib only reads it
  inflater->stream.avail_in = (uInt)size;
}
