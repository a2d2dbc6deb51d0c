// Goal: what a thread works out beside the writing is what one alone works out: the same digests, the same zip, the same sentence when a
// write fails; it has copies, and writes nowhere late; with one processor there is none. Method:
// runs of many sizes against OpenSSL in one piece; bundles made with one processor and with all, by the affinity of the process.
#include "bundle/internal.h"
#include "workplace.h"

#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>

enum { LARGE = 5 * BUNDLE_CHUNK + 77, FILES = 150, FILE_SIZE = 100000 };

static char *noise(size_t size, uint32_t state) {
  char *bytes = mem_new(size + 1);
  for (size_t i = 0; i < size; i++) bytes[i] = (char)((state = state * 1664525U + 1013904223U) >> 24);
  return bytes;
}

static cpu_set_t all;

static void use_one_processor(void) {
  cpu_set_t one;
  int first = 0;
  assert_int_equal(sched_getaffinity(0, sizeof all, &all), 0);
  while (!CPU_ISSET(first, &all)) first++;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
}

static void use_all_processors(void) { assert_int_equal(sched_setaffinity(0, sizeof all, &all), 0); }

static int threads(void) {
  int count = 0;
  DIR *tasks = opendir("/proc/self/task");
  while (readdir(tasks)) count++;
  closedir(tasks);
  return count - 2; // "." and ".."
}

static int at_first; // threads, before any hasher

// One that was joined may still be listed for a moment.
static void wait_for_threads_that_end(void) {
  enum { LOOKS = 2000, LOOK_US = 1000 };
  for (int i = 0; i < LOOKS && threads() > at_first; i++) usleep(LOOK_US);
}

static void check(const char *bytes, size_t size, const struct digests *digests) {
  uint8_t out[SHA512_SIZE];
  struct hash_stream *stream = hash_stream_new("SHA512");
  struct hash sha256 = hash_of(bytes, size);
  hash_stream_add(stream, bytes, size);
  hash_stream_end(stream, out);
  assert_memory_equal(out, digests->sha512, SHA512_SIZE);
  assert_memory_equal(sha256.bytes, digests->sha256, HASH_SIZE);
}

// Many more than the ring holds, in pieces that are overwritten as soon as they were given.
static void every_run_has_its_own_digests(void **state) {
  (void)state;
  static const size_t sizes[] = {0, 1, 16383, 16384, 100000, BUNDLE_CHUNK, BUNDLE_CHUNK + 1, LARGE};
  enum { SIZES = sizeof sizes / sizeof sizes[0], RUNS = 20 * SIZES };
  struct hasher *hasher = hasher_new();
  struct digests *digests = mem_new(RUNS * sizeof *digests);
  char *bytes = noise(LARGE, 1), *piece = mem_new(BUNDLE_CHUNK);
  for (size_t run = 0; run < RUNS; run++) {
    size_t size = sizes[run % SIZES], step = run % 3 ? BUNDLE_CHUNK : 30011;
    hasher_begin(hasher, size);
    for (size_t at = 0; at < size; at += step) {
      size_t more = size - at < step ? size - at : step;
      memcpy(piece, bytes + at, more);
      hasher_add(hasher, piece, more);
      memset(piece, 0, more);
    }
    hasher_end(hasher, &digests[run]);
    struct hash sha256 = hash_of(bytes, size);
    assert_memory_equal(sha256.bytes, digests[run].sha256, HASH_SIZE); // at once
  }
  hasher_settle(hasher);
  for (size_t run = 0; run < RUNS; run++) check(bytes, sizes[run % SIZES], &digests[run]);
  hasher_free(hasher);
  mem_free(bytes), mem_free(piece), mem_free(digests);
}

static int threads_of_a_run(size_t size) {
  wait_for_threads_that_end();
  struct hasher *hasher = hasher_new();
  struct digests digests;
  char *bytes = noise(size, 2);
  hasher_begin(hasher, size);
  hasher_add(hasher, bytes, size);
  int count = threads();
  hasher_end(hasher, &digests);
  hasher_settle(hasher);
  check(bytes, size, &digests);
  hasher_free(hasher);
  mem_free(bytes);
  wait_for_threads_that_end();
  assert_int_equal(threads(), at_first);
  return count - at_first;
}

static void there_is_a_thread_where_it_is_of_use(void **state) {
  (void)state;
  use_one_processor();
  int alone = threads_of_a_run(FILE_SIZE);
  use_all_processors();
  assert_int_equal(alone, 0);
  assert_int_equal(threads_of_a_run(1000), 0);
  if (CPU_COUNT(&all) > 1) assert_int_equal(threads_of_a_run(FILE_SIZE), 1);
}

// False: the sentence of the first failure is in *err.
static bool make(const char *path, const struct bundle_options *options, struct err *err) {
  char *bytes = noise(FILE_SIZE, 3), name[64];
  struct bundle *bundle = bundle_open(path, "top", options, err);
  bool ok = bundle != NULL;
  for (int i = 0; ok && i < FILES; i++) {
    snprintf(name, sizeof name, "data/%03d", i);
    bytes[0] = (char)i;
    ok = bundle_add(bundle, name, bytes, i % 5 == 4 ? 100 : FILE_SIZE, err);
  }
  json_t *info = good_info();
  if (ok)
    ok = bundle_close(bundle, info, NULL, err);
  else
    bundle_abandon(bundle);
  json_decref(info);
  mem_free(bytes);
  return ok;
}

static void verify_well(const char *path) {
  json_t *report = verify(path);
  if (!json_flag(report, "ok")) fail_msg("%s", json_string_value(json_array_get(json_object_get(report, "problems"), 0)));
  json_decref(report);
}

static void the_bytes_do_not_depend_on_it(void **state) {
  (void)state;
  struct err err;
  for (int deflated = 0; deflated < 2; deflated++) {
    const struct bundle_options options = {.is_deflated = deflated};
    use_one_processor();
    bool ok = make("alone.zip", &options, &err);
    if (ok) verify_well("alone.zip");
    use_all_processors();
    if (!ok || !make("both.zip", &options, &err)) fail_msg("%s", err.text);
    same_file("alone.zip", "both.zip");
    verify_well("both.zip");
    unlink("alone.zip"), unlink("both.zip");
  }
}

// A disk that is full half-way, played by a limit on a file's size.
static void a_write_that_fails_meanwhile_ends_in_the_same_sentence(void **state) {
  (void)state;
  struct rlimit old, low;
  struct err alone, both;
  getrlimit(RLIMIT_FSIZE, &old);
  low = (struct rlimit){.rlim_cur = FILES / 2 * FILE_SIZE, .rlim_max = old.rlim_max};
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &low);
  use_one_processor();
  bool made_alone = make("full.zip", NULL, &alone);
  use_all_processors();
  bool made_both = make("full.zip", NULL, &both);
  setrlimit(RLIMIT_FSIZE, &old);
  assert_false(made_alone || made_both);
  assert_string_equal(alone.text, both.text);
  assert_non_null(strstr(both.text, "full.zip"));
  assert_int_equal(system("ls | grep -q '^full'"), 1 << 8);
}

// Large enough for the thread to be behind when this one has ended: what was refused after it was hashed, the last file before the
// manifests, and a bundle that is given up.
static void nothing_is_written_where_something_else_is(void **state) {
  (void)state;
  enum { SIZE = 40 * BUNDLE_CHUNK };
  struct err err;
  char name[64], *bytes = noise(SIZE, 4);
  json_t *info = good_info();
  struct hash wrong = {{0}};
  struct bundle *bundle = bundle_open("again.zip", "top", NULL, &err);
  write_text("kept", bytes, SIZE);
  for (int i = 0; i < 20; i++) {
    snprintf(name, sizeof name, "data/%d", i);
    assert_false(bundle_add_file(bundle, name, "kept", &wrong, &err));
    assert_true(bundle_add(bundle, name, "short", 5, &err));
  }
  assert_true(bundle_add_file(bundle, "data/last", "kept", NULL, &err));
  if (!bundle_close(bundle, info, NULL, &err)) fail_msg("%s", err.text);
  verify_well("again.zip");
  for (int i = 0; i < 3; i++) {
    bundle = bundle_open("given_up.zip", "top", NULL, &err);
    assert_true(bundle_add_file(bundle, "data/a", "kept", NULL, &err));
    bundle_abandon(bundle);
  }
  json_decref(info);
  mem_free(bytes);
}

int main(void) {
  at_first = threads();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_run_has_its_own_digests),
      cmocka_unit_test(there_is_a_thread_where_it_is_of_use),
      cmocka_unit_test(the_bytes_do_not_depend_on_it),
      cmocka_unit_test(a_write_that_fails_meanwhile_ends_in_the_same_sentence),
      cmocka_unit_test(nothing_is_written_where_something_else_is),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
