// Goal: no bytes on the board's socket can crash the reader of frames or make it take more than was sent. Method: the fuzzer's bytes
// are fed in pieces of changing size; every frame that reads as JSON must be the same again after it is written and read once more.
#include "serve/frame.h"

#include <assert.h>
#include <string.h>

enum { LIMIT = 1 << 16 };

static void again(const json_t *value) {
  struct buf out;
  struct err err;
  buf_init(&out);
  if (frame_write(&out, value, LIMIT * 8, &err)) {
    json_t *read = json_read(out.data + FRAME_HEAD_SIZE, out.size - FRAME_HEAD_SIZE, "It", &err);
    assert(read && json_equal(read, value));
    json_decref(read);
  }
  buf_clear(&out);
}

static void whole(struct frame *frame) {
  struct err err = {0};
  json_t *value = frame_read(frame, "The request", &err);
  if (value)
    again(value);
  else
    assert(err.code != ERR_NONE && err.text[0]);
  json_decref(value);
  frame_clear(frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct frame frame;
  struct err err;
  size_t done = 0, step = 1;
  frame_init(&frame, LIMIT);
  while (done < size) {
    void *where;
    size_t want = frame_want(&frame, &where);
    assert(want > 0);
    size_t take = step++ % 17 + 1;
    if (take > want) take = want;
    if (take > size - done) take = size - done;
    memcpy(where, bytes + done, take);
    done += take;
    if (!frame_got(&frame, take, &err)) break;
    assert(frame.body.capacity <= 2 * done + FRAME_STEP + 1);
    if (frame_is_whole(&frame)) whole(&frame);
  }
  frame_clear(&frame);
  return 0;
}
