// Goal: the large form (zip64) is written where a number has no room and nowhere else, and read only where it has one meaning (Z3); the
// limits of a bundle hold. Method: a small zip whose numbers all stand in the large form, one lie at a time put in and every bit flipped;
// headers of gigabytes over a file that is a hole; 66,000 files. WAYMARK_LONG=1: a real file of over 4 GiB, written, verified and listed by
// unzip.
#include "base/mem.h"
#include "bundle/bundle.h"
#include "bundle/feed.h"
#include "made.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>

// A zip of one file all of whose numbers stand in the large form.
static void make_large(struct made *made) {
  *made = (struct made){.count = 1};
  const char *files[] = {"bag/data/a", "hello"};
  put_number(made, LOCAL_MARK, 4);
  put_header(made, files[0], files[1], 20);
  put(made, files[0], strlen(files[0]));
  put_number(made, EXTRA_LARGE | 16 << 16, 4);
  for (int i = 0; i < 2; i++) put_number(made, 5, 4), put_number(made, 0, 4);
  put(made, files[1], 5);
  made->central[0] = made->size;
  put_number(made, CENTRAL_MARK, 4);
  put_number(made, 0x033F, 2);
  put_header(made, files[0], files[1], 28);
  put_number(made, 0, 6);
  put_number(made, 0100644u << 16, 4);
  put_number(made, UINT32_MAX, 4);
  put(made, files[0], strlen(files[0]));
  put_number(made, EXTRA_LARGE | 24 << 16, 4);
  for (int i = 0; i < 3; i++) put_number(made, i < 2 ? 5 : 0, 4), put_number(made, 0, 4);
  for (int i = 0; i < 8; i++) made->bytes[18 + i] = made->bytes[made->central[0] + 20 + (size_t)i] = 0xff;
  made->bytes[4] = made->bytes[made->central[0] + 6] = NEEDED_LARGE;
  size_t end64 = made->size;
  put_number(made, END64_MARK, 4);
  put_number(made, END64_SIZE - 12, 4), put_number(made, 0, 4);
  put_number(made, 0x033F | NEEDED_LARGE << 16, 4);
  put_number(made, 0, 4), put_number(made, 0, 4);
  for (int i = 0; i < 2; i++) put_number(made, 1, 4), put_number(made, 0, 4);
  put_number(made, (uint32_t)(end64 - made->central[0]), 4), put_number(made, 0, 4);
  put_number(made, (uint32_t)made->central[0], 4), put_number(made, 0, 4);
  put_number(made, LOCATOR_MARK, 4);
  put_number(made, 0, 4);
  put_number(made, (uint32_t)end64, 4), put_number(made, 0, 4);
  put_number(made, 1, 4);
  made->end = made->size;
  put_number(made, END_MARK, 4);
  put_number(made, 0, 4);
  for (int i = 0; i < 3; i++) put_number(made, UINT32_MAX, 4);
  put_number(made, 0, 2);
}

static void a_zip_in_the_large_form_is_read(void **state) {
  (void)state;
  struct made made;
  struct err err;
  make_large(&made);
  if (!check(made.bytes, made.size, &err)) fail_msg("%s", err.text);
}

static void one_lie_in_the_large_form_is_refused(void **state) {
  (void)state;
  static const struct {
    enum place place;
    int at; // of the end: may be before it, in the large end record (-76) and its locator (-20)
    int size;
    uint32_t value;
    const char *why;
  } rows[] = {
      {LOCAL, 44, 4, 6, "bag/data/a is described in two different ways"},
      {LOCAL, 48, 4, 1, "bag/data/a is described in two different ways"},
      {LOCAL, 52, 4, 6, "bag/data/a is described in two different ways"},
      {LOCAL, 18, 4, 5, "bag/data/a does not say its size in one way"},
      {LOCAL, 42, 2, 8, "bag/data/a has extra fields that are broken or that change what it means"},
      {LOCAL, 4, 2, 20, "bag/data/a is described in two different ways"},
      {CENTRAL, 60, 4, 6, "bag/data/a is stored, yet gives two sizes"},
      {CENTRAL, 64, 4, 1, "bag/data/a is stored, yet gives two sizes"},
      {CENTRAL, 24, 4, 5, "bag/data/a does not say its size in one way"},
      {CENTRAL, 42, 4, 0, "bag/data/a does not say its size in one way"},
      {CENTRAL, 76, 4, 1, "there are bytes before bag/data/a that belong to no entry"},
      {CENTRAL, 80, 4, UINT32_MAX, "there are bytes before bag/data/a that belong to no entry"},
      {BOTH, 4, 2, 46, "bag/data/a needs a newer kind of zip than a bundle does"},
      {END, -76, 1, 'Q', "its large end record (zip64) does not lie where it should"},
      {END, -72, 4, 45, "its large end record (zip64) does not lie where it should"},
      {END, -60, 4, 1, "it is part of a zip spread over several disks"},
      {END, -52, 4, 2, "its two end records say two things"},
      {END, -44, 4, 2, "its two end records say two things"},
      {END, -36, 4, 1, "its list of entries is shorter than its end record says"},
      {END, -36, 4, 1 << 25, "its list of entries is said to be larger than 16777216 bytes"},
      {END, -24, 4, 1, "its list of entries does not lie where its end record says"},
      {END, -12, 4, 1, "its large end record (zip64) does not lie where it should"},
      {END, -4, 4, 2, "it is part of a zip spread over several disks"},
      {END, 8, 4, 0x00010001, NULL}, // the small number may be right too
      {END, 8, 4, 0x00020002, "its two end records say two things"},
      {END, 12, 4, 3, "its two end records say two things"},
      {END, 16, 4, 3, "its two end records say two things"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct made made;
    struct err err;
    make_large(&made);
    size_t end = made.end;
    made.end += (size_t)(rows[i].place == END ? rows[i].at : 0);
    lie(&made, rows[i].place, rows[i].place == END ? 0 : (size_t)rows[i].at, rows[i].size, rows[i].value);
    made.end = end;
    bool ok = check(made.bytes, made.size, &err);
    if (ok != (rows[i].why == NULL)) fail_msg("row %zu: %s; %s", i, rows[i].why ? rows[i].why : "refused", err.text);
    if (rows[i].why && !strstr(err.text, rows[i].why)) fail_msg("expected: %s\nnot: %s", rows[i].why, err.text);
  }
}

// Fields that mean nothing: who made it (twice), attributes, and what the large end record says of its own version.
static bool is_free(const struct made *made, size_t at, int bit) {
  size_t in = at - made->central[0], last = made->end - 76;
  if (at >= last + 12 && at < last + 16) return true;
  if (at >= made->end - 4 && at < made->end) return bit == 0; // disks in all: one, or not said
  if (at < made->central[0] || in >= 46) return false;
  return in == 4 || in == 5 || in == 36 || in == 37 || (in == 38 && bit != 3 && bit != 4) || in == 39 || in == 40 ||
         (in == 41 && (bit < 2 || bit == 7));
}

static void every_bit_of_the_large_form_counts(void **state) {
  (void)state;
  struct made made;
  struct err err;
  make_large(&made);
  for (size_t at = 0; at < made.size; at++)
    for (int bit = 0; bit < 8; bit++) {
      made.bytes[at] ^= (uint8_t)(1 << bit);
      if (check(made.bytes, made.size, &err) && !is_free(&made, at, bit)) fail_msg("byte %zu, bit %d: accepted", at, bit);
      made.bytes[at] ^= (uint8_t)(1 << bit);
    }
  for (size_t size = 0; size < made.size; size++) assert_false(check(made.bytes, size, &err));
}

static void sixty_four_gibibytes_and_100000_files_are_the_most(void **state) {
  (void)state;
  struct made made;
  struct err err;
  make_large(&made);
  for (size_t i = 0; i < 2; i++) { // of what is stored both sizes are one
    lie(&made, LOCAL, 44 + 8 * i, 4, 1), lie(&made, LOCAL, 48 + 8 * i, 4, 16);
    lie(&made, CENTRAL, 60 + 8 * i, 4, 1), lie(&made, CENTRAL, 64 + 8 * i, 4, 16);
  }
  assert_false(check(made.bytes, made.size, &err));
  assert_non_null(strstr(err.text, "it would unpack to over 64 GiB, the limit for a bundle"));
  lie(&made, CENTRAL, 60, 4, 0), lie(&made, CENTRAL, 68, 4, 0); // 64 GiB just so: now it is the bytes that are missing
  assert_false(check(made.bytes, made.size, &err));
  assert_null(strstr(err.text, "64 GiB"));
  make_large(&made);
  made.end -= 52;
  lie(&made, END, 0, 4, BUNDLE_FILES_MAX + 1), lie(&made, END, 8, 4, BUNDLE_FILES_MAX + 1);
  assert_false(check(made.bytes, made.size, &err));
  assert_non_null(strstr(err.text, "it lists 100001 entries; the limit is 100000"));
}

// Two entries, the first of which is a hole of over 4 GiB: what lies behind it is far.
static void far_offsets_take_the_large_form(void **state) {
  (void)state;
  static const char names[] = "data/large\0data/far";
  struct zip_record records[2] = {{.size = UINT64_C(5) << 30, .packed = UINT64_C(5) << 30, .needed = NEEDED_LARGE, .is_large = true},
                                  {.name = 11}};
  struct zip_writer writer;
  struct zip_map map;
  struct err err;
  struct memory_feed memory = {.bytes = "far", .size = 3};
  struct zip_feed feed = memory_feed(&memory, "memory");
  struct made head = {0};
  int fd = memfd_create("far", 0);
  put_number(&head, LOCAL_MARK, 4);
  put_header(&head, "top/data/large", "", 20);
  memset(head.bytes + 18, 0xff, 8);
  head.bytes[4] = NEEDED_LARGE;
  put(&head, "top/data/large", 14);
  put_number(&head, EXTRA_LARGE | 16 << 16, 4);
  for (int i = 0; i < 2; i++) put_number(&head, UINT32_C(1) << 30, 4), put_number(&head, 1, 4);
  zip_writer_open(&writer, fd, "far", false, NULL);
  assert_true(zip_sink_write(&writer.sink, head.bytes, head.size));
  zip_sink_flush(&writer.sink);
  zip_sink_cut(&writer.sink, head.size + records[0].size);
  assert_true(zip_writer_add(&writer, "top/data/far", &feed, &records[1], &err));
  assert_true(zip_writer_end(&writer, records, 2, "top", names, &err));
  zip_writer_close(&writer);
  if (!zip_map_open(&map, "far", fd, &err)) fail_msg("%s", err.text);
  assert_int_equal(map.entries[1].offset, head.size + records[0].size);
  assert_int_equal(map.entries[1].size, 3);
  assert_int_equal(map.records_size, 98);
  zip_map_close(&map);
  close(fd);
}

static json_t *info(void) { return json_pack("[[ss]]", "Bagging-Date", "2017-01-11"); }

// 65,535 is the first number that the small end record cannot hold.
static void sixty_six_thousand_files(void **state) {
  (void)state;
  struct err err;
  char path[40];
  json_t *report, *about = info();
  int fd = memfd_create("many", 0);
  struct bundle_made made;
  struct bundle *bundle = bundle_open_in(fd, "many", "top", NULL, &err);
  for (int i = 0; i < 66000; i++) {
    snprintf(path, sizeof path, "data/%06d", i);
    if (!bundle_add(bundle, path, "", 0, &err)) fail_msg("%s", err.text);
  }
  if (!bundle_close(bundle, about, &made, &err)) fail_msg("%s", err.text);
  assert_int_equal(made.files, 66000);
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  if (!bundle_verify(path, NULL, NULL, &report, &err)) fail_msg("%s", err.text);
  assert_true(json_flag(report, "ok"));
  assert_int_equal(json_number(report, "files", 0), 66000);
#ifndef __SANITIZE_ADDRESS__
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  assert_in_range(usage.ru_maxrss, 1, 32 << 10);
#endif
  json_decref(report);
  json_decref(about);
  close(fd);
}

// A bundle of one file that is a hole of 256 MB, made and verified.
static void make_hole(void) {
  struct err err;
  json_t *report, *about = info();
  char path[64];
  int hole = memfd_create("hole", 0), fd = memfd_create("zip", 0);
  snprintf(path, sizeof path, "/proc/self/fd/%d", hole);
  struct bundle *bundle = bundle_open_in(fd, "hole", "top", &(struct bundle_options){.is_deflated = true}, &err);
  bool ok =
      ftruncate(hole, 1 << 28) == 0 && bundle_add_file(bundle, "data/hole", path, NULL, &err) && bundle_close(bundle, about, NULL, &err);
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  ok = ok && bundle_verify(path, NULL, NULL, &report, &err) && json_flag(report, "ok");
  _exit(ok ? 0 : 1);
}

// What a bundle holds in memory hangs on the number of its files, 230 bytes each, and not on their size.
static void memory_does_not_grow_with_a_file(void **state) {
  (void)state;
  struct rusage usage;
  int status;
  pid_t pid = fork();
  if (pid == 0) make_hole();
  assert_int_equal(wait4(pid, &status, 0, &usage), pid);
  assert_int_equal(status, 0);
#ifndef __SANITIZE_ADDRESS__ // whose own memory is many times ours
  assert_in_range(usage.ru_maxrss, 1, 32 << 10);
#endif
}

static void over_four_gibibytes(void **state) {
  (void)state;
  struct err err;
  json_t *report, *about = info();
  if (!getenv("WAYMARK_LONG")) {
    print_message("skipped: WAYMARK_LONG is not set\n");
    json_decref(about);
    return;
  }
  char folder[] = "/var/tmp/waymark-large-XXXXXX";
  assert_true(mkdtemp(folder) && chdir(folder) == 0);
  int fd = open("sparse", O_RDWR | O_CREAT, 0600);
  assert_int_equal(ftruncate(fd, (off_t)5 << 30), 0);
  struct bundle *bundle = bundle_open("large.zip", "top", NULL, &err);
  if (!bundle_add_file(bundle, "data/large", "sparse", NULL, &err) || !bundle_add(bundle, "data/far", "far", 3, &err) ||
      !bundle_close(bundle, about, NULL, &err))
    fail_msg("%s", err.text);
  if (!bundle_verify("large.zip", NULL, NULL, &report, &err)) fail_msg("%s", err.text);
  assert_true(json_flag(report, "ok"));
  assert_int_equal(
      system("test \"$(unzip -p large.zip top/data/far)\" = far && unzip -lqq large.zip | grep -q '5368709120.*top/data/large'"), 0);
  json_decref(report);
  json_decref(about);
  close(fd);
  assert_int_equal(chdir("/"), 0);
  char *command = mem_format("rm -r %s", folder);
  assert_int_equal(system(command), 0);
  mem_free(command);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_zip_in_the_large_form_is_read),    cmocka_unit_test(one_lie_in_the_large_form_is_refused),
      cmocka_unit_test(every_bit_of_the_large_form_counts), cmocka_unit_test(sixty_four_gibibytes_and_100000_files_are_the_most),
      cmocka_unit_test(far_offsets_take_the_large_form),    cmocka_unit_test(memory_does_not_grow_with_a_file),
      cmocka_unit_test(sixty_six_thousand_files),           cmocka_unit_test(over_four_gibibytes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
