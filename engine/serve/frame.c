// Frames: see frame.h. The body grows by FRAME_STEP as bytes arrive, because a peer that announces 4 MiB and sends
// nothing should cost nothing.
#include "serve/frame.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void frame_init(struct frame *frame, size_t size_max) { *frame = (struct frame){.size_max = size_max}; }

void frame_clear(struct frame *frame) {
  buf_clear(&frame->body);
  frame_init(frame, frame->size_max);
}

static bool head_is_whole(const struct frame *frame) { return frame->head_have == FRAME_HEAD_SIZE; }

bool frame_is_whole(const struct frame *frame) { return head_is_whole(frame) && frame->body.size == frame->size; }
bool frame_is_begun(const struct frame *frame) { return frame->head_have > 0; }

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

size_t frame_want(struct frame *frame, void **where) {
  if (!head_is_whole(frame)) {
    *where = frame->head + frame->head_have;
    return FRAME_HEAD_SIZE - frame->head_have;
  }
  struct buf *body = &frame->body;
  size_t want = least(frame->size - body->size, FRAME_STEP);
  if (body->capacity < body->size + want + 1) {
    body->capacity = least(frame->size, body->size * 2 + FRAME_STEP) + 1;
    body->data = mem_grow(body->data, body->capacity, 1);
  }
  *where = body->data + body->size;
  return want;
}

static bool take_head(struct frame *frame, struct err *err) {
  const uint8_t *head = frame->head;
  frame->size = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
  if (frame->size == 0)
    return err_set(err, ERR_INVALID, "A message of no bytes came over the board's socket; each must be one JSON object.");
  if (frame->size <= frame->size_max) return true;
  return err_set(err, ERR_LIMIT, "A message of %zu bytes was announced on the board's socket; the limit is %zu bytes.", frame->size,
                 frame->size_max);
}

bool frame_got(struct frame *frame, size_t got, struct err *err) {
  if (!head_is_whole(frame)) {
    assert(got <= FRAME_HEAD_SIZE - frame->head_have);
    frame->head_have += got;
    return !head_is_whole(frame) || take_head(frame, err);
  }
  assert(got <= frame->size - frame->body.size && frame->body.size + got < frame->body.capacity);
  frame->body.size += got;
  frame->body.data[frame->body.size] = '\0';
  return true;
}

json_t *frame_read(const struct frame *frame, const char *what, struct err *err) {
  assert(frame_is_whole(frame));
  json_t *value = json_read(frame->body.data, frame->body.size, what, err);
  if (!value || json_is_object(value)) return value;
  json_decref(value);
  err_set(err, ERR_INVALID, "%s must be one JSON object, such as {\"op\":\"board.show\"}.", what);
  return NULL;
}

bool frame_write(struct buf *out, const json_t *value, size_t size_max, struct err *err) {
  char *text = json_dumps(value, JSON_COMPACT);
  size_t size = text ? strlen(text) : 0;
  bool ok = text && size <= size_max;
  if (ok) {
    uint8_t head[FRAME_HEAD_SIZE] = {(uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size};
    buf_add(out, head, sizeof head);
    buf_add(out, text, size);
  } else {
    err_set(err, ERR_LIMIT, "A message of %zu bytes is too large for the board's socket; the limit is %zu bytes.", size, size_max);
  }
  free(text);
  return ok;
}
