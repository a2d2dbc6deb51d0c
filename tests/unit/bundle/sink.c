// Goal: a zip's file is written in order, each page once, in large pieces that the system is asked to begin with, by a thread where there
// are two processors, which writes nothing once the bundle is given up; and what is in it is what was written, however its writer went
// back. Method: the calls to the system are this program's own, taken down and made slow; thousands of random writes, looks back and cuts
// beside an array in memory.
#include "bundle/internal.h"
#include "workplace.h"

#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>

enum { FILES = 100, FILE_SIZE = 100000, PAGE = 4096, PAGES = 4096, STEPS = 4000, MODEL_SIZE = 64 << 20 };

// What was written to files since forget_writes().
static struct {
  pthread_mutex_t lock;
  bool is_slow;
  int calls, begun, twice, beside; // writes; that the system was asked to begin; pages that were written again; by another thread
  uint64_t size, begun_size;
  uint8_t pages[PAGES];
} seen = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void forget_writes(void) {
  seen.calls = seen.begun = seen.twice = seen.beside = 0;
  seen.size = seen.begun_size = 0;
  memset(seen.pages, 0, sizeof seen.pages);
}

static void see(uint64_t at, size_t size) {
  seen.calls++;
  seen.beside += syscall(SYS_gettid) != getpid();
  seen.size += size;
  for (uint64_t page = at / PAGE; size > 0 && page <= (at + size - 1) / PAGE && page < PAGES; page++)
    if (seen.pages[page]++ == 1) seen.twice++;
}

// Instead of the library's.
enum { SLOW_US = 20000 };
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
  pthread_mutex_lock(&seen.lock);
  see((uint64_t)at, size);
  pthread_mutex_unlock(&seen.lock);
  if (seen.is_slow) usleep(SLOW_US);
  return syscall(SYS_pwrite64, fd, bytes, size, at);
}

int sync_file_range(int fd, off_t at, off_t size, unsigned flags) {
  pthread_mutex_lock(&seen.lock);
  seen.begun++;
  seen.begun_size += (uint64_t)size;
  pthread_mutex_unlock(&seen.lock);
  return (int)syscall(SYS_sync_file_range, fd, at, size, flags);
}

static uint32_t noise(uint32_t *state) { return (*state = *state * 1664525U + 1013904223U) >> 8; }

static uint64_t make(const struct bundle_options *options) {
  struct err err;
  struct bundle_made made;
  char name[64], *bytes = mem_new(FILE_SIZE);
  uint32_t state = 5;
  json_t *info = good_info();
  struct bundle *bundle = bundle_open("sink.zip", "top", options, &err);
  for (int i = 0; i < FILE_SIZE; i++) bytes[i] = "minutes of the meeting "[noise(&state) >> 20];
  forget_writes();
  for (int i = 0; i < FILES; i++) {
    snprintf(name, sizeof name, "data/%03d", i);
    if (!bundle_add(bundle, name, bytes, FILE_SIZE, &err)) fail_msg("%s", err.text);
  }
  if (!bundle_close(bundle, info, &made, &err)) fail_msg("%s", err.text);
  unlink("sink.zip");
  json_decref(info);
  mem_free(bytes);
  return (uint64_t)made.size;
}

static void each_page_is_written_once_and_begun_with(void **state) {
  (void)state;
  static const struct bundle_options rows[] = {{0}, {.is_deflated = true}, {.password = "a long enough word of four"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    uint64_t size = make(&rows[i]);
    assert_int_equal(seen.size, size);
    assert_int_equal(seen.begun_size, size);
    assert_int_equal(seen.twice, 0);
    assert_in_range(seen.calls, 1, size / (1 << 19) + 2); // half a megabyte at least, but for the last
    assert_int_equal(seen.begun, seen.calls);
  }
}

static void a_thread_writes_where_there_are_two_processors(void **state) {
  (void)state;
  cpu_set_t all, one;
  int first = 0;
  assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
  while (!CPU_ISSET(first, &all)) first++;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  sched_setaffinity(0, sizeof one, &one);
  make(NULL);
  sched_setaffinity(0, sizeof all, &all);
  assert_int_equal(seen.beside, 0);
  make(NULL);
  if (CPU_COUNT(&all) > 1) assert_int_equal(seen.beside, seen.calls - 1); // the last with what remains, by who asked
}

// The file is the caller's again, who may write something else there.
static void nothing_is_written_behind_its_end(void **state) {
  (void)state;
  struct err err;
  char name[64], *bytes = mem_new(FILE_SIZE);
  int fd = open("given_up", O_RDWR | O_CREAT | O_EXCL, 0600);
  seen.is_slow = true;
  for (int run = 0; run < 3; run++) {
    struct bundle *bundle = bundle_open_in(fd, "given_up", "top", NULL, &err);
    for (int i = 0; i < FILES / 2; i++) {
      snprintf(name, sizeof name, "data/%03d", i);
      assert_true(bundle_add(bundle, name, bytes, FILE_SIZE, &err));
    }
    bundle_abandon(bundle);
    int calls = seen.calls;
    usleep(3 * SLOW_US);
    assert_int_equal(seen.calls, calls);
    assert_int_equal(lseek(fd, 0, SEEK_END), 0);
  }
  seen.is_slow = false;
  close(fd);
  mem_free(bytes);
}

// An entry that is larger than what is kept: its header is written again behind its bytes, and that is all.
static void a_large_entry_has_its_header_written_again(void **state) {
  (void)state;
  enum { SIZE = 10 << 20 };
  struct err err;
  char *bytes = mem_new(SIZE);
  json_t *info = good_info();
  forget_writes();
  struct bundle *bundle = bundle_open("large.zip", "top", NULL, &err);
  assert_true(bundle_add(bundle, "data/large", bytes, SIZE, &err) && bundle_close(bundle, info, NULL, &err));
  assert_int_equal(seen.twice, 1);
  json_t *report = verify("large.zip");
  assert_true(json_flag(report, "ok"));
  json_decref(report), json_decref(info);
  mem_free(bytes);
}

// A file and what should be in it.
struct model {
  struct zip_sink sink;
  uint8_t *bytes;
  uint64_t begin; // of the entry at hand
  uint32_t state;
};

static void model_write(struct model *model, size_t size) {
  uint8_t *bytes = model->bytes + model->sink.at;
  for (size_t i = 0; i < size; i++) bytes[i] = (uint8_t)((model->state >> 8) + i / 251);
  noise(&model->state);
  assert_true(zip_sink_write(&model->sink, bytes, size));
}

// As an entry is written: bytes, its header again, bytes behind it; and sometimes it is dropped.
static void model_step(struct model *model) {
  static const size_t sizes[] = {1, 30, 400, 8192, 50000, BUNDLE_CHUNK};
  struct zip_sink *sink = &model->sink;
  uint64_t end = sink->end;
  uint8_t out[64];
  uint32_t step = noise(&model->state) % 16;
  if (step < 8 && end + BUNDLE_CHUNK < MODEL_SIZE) model_write(model, sizes[noise(&model->state) % 6]);
  if (step >= 8 && step < 11) model->begin = end, zip_sink_keep(sink);
  if (step == 11 && end - model->begin > 64) {
    sink->at = model->begin + noise(&model->state) % 32;
    model_write(model, 4);
    sink->at = end;
  }
  if (step == 12 && end > 64) {
    uint64_t at = (noise(&model->state) | (uint64_t)noise(&model->state) << 8) % (end - 64);
    assert_true(zip_sink_read(sink, at, out, sizeof out));
    assert_memory_equal(out, model->bytes + at, sizeof out);
  }
  if (step == 13 && noise(&model->state) % 4 == 0) zip_sink_cut(sink, model->begin);
}

static void what_is_written_is_there(void **state) {
  (void)state;
  struct model model = {.bytes = mem_new(MODEL_SIZE), .state = 11};
  int fd = open("model", O_RDWR | O_CREAT | O_EXCL, 0600);
  zip_sink_init(&model.sink, fd);
  for (int i = 0; i < STEPS; i++) model_step(&model);
  assert_true(zip_sink_flush(&model.sink));
  uint64_t size = model.sink.end;
  uint8_t *found = mem_new(size + 1);
  assert_true(size > 8 << 20);
  assert_int_equal(pread(fd, found, size + 1, 0), size);
  assert_memory_equal(found, model.bytes, size);
  zip_sink_clear(&model.sink);
  close(fd);
  mem_free(found), mem_free(model.bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_page_is_written_once_and_begun_with),
      cmocka_unit_test(a_thread_writes_where_there_are_two_processors),
      cmocka_unit_test(nothing_is_written_behind_its_end),
      cmocka_unit_test(a_large_entry_has_its_header_written_again),
      cmocka_unit_test(what_is_written_is_there),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
