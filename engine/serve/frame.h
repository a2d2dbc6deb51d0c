// A frame on the board's socket: 4 bytes of big-endian length, then that many bytes of JSON. Pure: it never touches a descriptor,
// so that a test and a fuzzer can feed it what they like.
#ifndef WAYMARK_SERVE_FRAME_H
#define WAYMARK_SERVE_FRAME_H
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  FRAME_HEAD_SIZE = 4,
  FRAME_REQUEST_MAX = 4 << 20, // bytes: the largest plan or workflow source with room to spare; files travel as descriptors
  FRAME_ANSWER_MAX = 64 << 20, // bytes: a list of 100,000 cases is about 40 MB
  FRAME_STEP = 64 << 10,       // bytes taken at once: memory grows with what arrives, never with what was announced
};

// One frame being received. Ask frame_want where the next bytes go, put some there, say how many with frame_got.
struct frame {
  size_t size_max;
  uint8_t head[FRAME_HEAD_SIZE];
  size_t head_have;
  size_t size; // announced; known once the head is whole
  struct buf body;
};

void frame_init(struct frame *frame, size_t size_max);
void frame_clear(struct frame *frame); // Frees the body; ready for the next frame.

// How many bytes may be put at *where now; 0 when the frame is whole. Never past the frame's end, so a descriptor that
// travels with the next frame cannot be taken for this one's. *where is valid until the next call.
size_t frame_want(struct frame *frame, void **where);
bool frame_got(struct frame *frame, size_t got, struct err *err); // ERR_LIMIT, ERR_INVALID: an announced length that is none
bool frame_is_whole(const struct frame *frame);
bool frame_is_begun(const struct frame *frame);

json_t *frame_read(const struct frame *frame, const char *what, struct err *err); // its JSON object, a new reference
// Adds the value as a frame; false when it is larger than size_max.
bool frame_write(struct buf *out, const json_t *value, size_t size_max, struct err *err);
#endif
