// Goal: whatever bytes come in whatever pieces, a frame is read whole or refused with a sentence, and takes no memory for what was
// only announced. Method: feed frames byte by byte, in bad lengths and in bad JSON, through the three calls that the server uses.
#include "serve/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { LIMIT = 1000 };

// Puts `size` bytes in pieces of `step`; how many were taken before the frame was whole or refused.
static size_t feed(struct frame *frame, const void *bytes, size_t size, size_t step, struct err *err) {
  size_t done = 0;
  while (done < size && !frame_is_whole(frame)) {
    void *where;
    size_t want = frame_want(frame, &where), take = step < want ? step : want;
    if (take > size - done) take = size - done;
    memcpy(where, (const char *)bytes + done, take);
    done += take;
    if (!frame_got(frame, take, err)) break;
  }
  return done;
}

static void test_round_trip_in_pieces(void **state) {
  (void)state;
  for (size_t step = 1; step < 40; step++) {
    struct err err = {0};
    struct buf out;
    struct frame frame;
    json_t *value = json_pack("{s:s, s:I}", "op", "case.list — naïve", "n", (json_int_t)9007199254740993);
    buf_init(&out);
    assert_true(frame_write(&out, value, LIMIT, &err));
    frame_init(&frame, LIMIT);
    assert_int_equal(feed(&frame, out.data, out.size, step, &err), out.size);
    assert_true(frame_is_whole(&frame));
    json_t *read = frame_read(&frame, "The request", &err);
    assert_true(json_equal(read, value));
    json_decref(read);
    json_decref(value);
    buf_clear(&out);
    frame_clear(&frame);
  }
}

// What follows a frame is left to the next one, so a descriptor that comes with it is not taken for this one's.
static void test_never_reads_past_its_end(void **state) {
  (void)state;
  static const char two[] = "\0\0\0\2{}\0\0\0\2{}";
  struct err err = {0};
  struct frame frame;
  frame_init(&frame, LIMIT);
  assert_int_equal(feed(&frame, two, sizeof two - 1, 100, &err), 6);
  void *where;
  assert_int_equal(frame_want(&frame, &where), 0);
  frame_clear(&frame);
  assert_false(frame_is_begun(&frame));
  assert_int_equal(feed(&frame, two + 6, 6, 100, &err), 6);
  assert_true(frame_is_whole(&frame));
  frame_clear(&frame);
}

static void refused(const char *head, enum err_code code, const char *text) {
  struct err err = {0};
  struct frame frame;
  frame_init(&frame, LIMIT);
  feed(&frame, head, FRAME_HEAD_SIZE, 1, &err);
  assert_int_equal(err.code, code);
  assert_string_equal(err.text, text);
  frame_clear(&frame);
}

static void test_bad_lengths(void **state) {
  (void)state;
  refused("\0\0\0\0", ERR_INVALID, "A message of no bytes came over the board's socket; each must be one JSON object.");
  refused("\0\0\3\351", ERR_LIMIT, "A message of 1001 bytes was announced on the board's socket; the limit is 1000 bytes.");
  refused("\377\377\377\377", ERR_LIMIT, "A message of 4294967295 bytes was announced on the board's socket; the limit is 1000 bytes.");
}

static void test_announced_is_not_allocated(void **state) {
  (void)state;
  struct err err = {0};
  struct frame frame;
  frame_init(&frame, FRAME_ANSWER_MAX);
  assert_int_equal(feed(&frame, "\1\0\0\0{", 5, 1, &err), 5); // 16 MiB announced, one byte there
  assert_false(frame_is_whole(&frame));
  assert_true(frame.body.capacity <= 2 * FRAME_STEP);
  frame_clear(&frame);
}

static void unreadable(const char *bytes, size_t size, const char *text) {
  struct err err = {0};
  struct frame frame;
  frame_init(&frame, LIMIT);
  assert_int_equal(feed(&frame, bytes, size, 3, &err), size);
  assert_null(frame_read(&frame, "The request", &err));
  assert_int_equal(err.code, ERR_INVALID);
  assert_non_null(strstr(err.text, text));
  frame_clear(&frame);
}

static void test_bad_json(void **state) {
  (void)state;
  unreadable("\0\0\0\2[]", 6, "The request must be one JSON object");
  unreadable("\0\0\0\1{", 5, "The request is not valid JSON");
  unreadable("\0\0\0\4{}{}", 8, "The request is not valid JSON");
  unreadable("\0\0\0\4nul\0", 8, "The request is not valid JSON");
  unreadable("\0\0\0\15{\"a\":1,\"a\":2}", 17, "The request is not valid JSON");
  unreadable("\0\0\0\10{\"\377\":1 }", 12, "The request is not valid JSON");
}

static void test_too_large_to_send(void **state) {
  (void)state;
  struct err err = {0};
  struct buf out;
  buf_init(&out);
  json_t *value = json_pack("{s:s}", "text", "0123456789");
  assert_false(frame_write(&out, value, 10, &err));
  assert_int_equal(err.code, ERR_LIMIT);
  assert_int_equal(out.size, 0);
  json_decref(value);
  buf_clear(&out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_round_trip_in_pieces),
      cmocka_unit_test(test_never_reads_past_its_end),
      cmocka_unit_test(test_bad_lengths),
      cmocka_unit_test(test_announced_is_not_allocated),
      cmocka_unit_test(test_bad_json),
      cmocka_unit_test(test_too_large_to_send),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
