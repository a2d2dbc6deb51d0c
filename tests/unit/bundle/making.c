// Goal: what is asked of a bundle's making holds: what is refused, what is deflated, pieces and descriptors, the same bytes whatever the
// machine's day, zone and umask; and a bundle that cannot be written leaves nothing. Method: bundles written to a folder of their own in
// two ways and compared byte for byte; one compared with the digest that its format had from the beginning.
#include "bundle/internal.h"
#include "workplace.h"

#include <signal.h>
#include <sys/resource.h>
#include <time.h>

static void what_cannot_be_added_is_refused(void **state) {
  (void)state;
  static const char *const paths[] = {"data/../x", "/data/x",        "data/a b",   "data/caf\xc3\xa9", "data/100%",
                                      "data//x",   "data/",          "data/A.txt", "bagit.txt",        "FETCH.txt",
                                      "",          "data/x/../../y", "data/nul"};
  struct err err;
  struct bundle *bundle = bundle_open("h.zip", "top", NULL, &err);
  assert_true(bundle_add(bundle, "data/a.txt", "x", 1, &err));
  for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
    if (bundle_add(bundle, paths[i], "x", 1, &err)) fail_msg("added: %s", paths[i]);
    assert_int_equal(err.code, ERR_INVALID);
  }
  assert_string_equal(err.text, "The file data/nul was not added to the bundle: its path is a device's name on some computers.");
  assert_false(bundle_add_file(bundle, "data/b.txt", "gone.pdf", NULL, &err));
  assert_int_equal(err.code, ERR_NOT_FOUND);
  bundle_abandon(bundle);
  assert_int_not_equal(access("h.zip", F_OK), 0);
  assert_null(bundle_open("h.zip", "../top", NULL, &err));
  assert_null(bundle_open("h.zip", "", NULL, &err));
}

static void nothing_is_left_when_it_cannot_be_written(void **state) {
  (void)state;
  struct err err;
  json_t *info = good_info();
  write_text("i.zip", "mine", 4);
  assert_null(bundle_open("i.zip", "top", NULL, &err)); // never replaced
  assert_int_equal(err.code, ERR_REFUSED);
  struct bundle *bundle = bundle_open("j.zip", "top", NULL, &err);
  assert_false(bundle_close(bundle, info, NULL, &err)); // no payload
  assert_null(bundle_open("missing/k.zip", "top", NULL, &err));
  assert_int_equal(err.code, ERR_NOT_FOUND);
  bundle = bundle_open("l.zip", "top", NULL, &err);
  write_text("moving", "one", 3);
  struct hash one = hash_of("one", 3), two = hash_of("two", 3);
  assert_false(bundle_add_file(bundle, "data/a", "moving", &two, &err)); // it is no longer what was kept
  assert_int_equal(err.code, ERR_CORRUPT);
  assert_string_equal(err.text, "moving was not put into the bundle: its bytes are no longer what they were when it was kept.");
  assert_true(bundle_add_file(bundle, "data/a", "moving", &one, &err)); // nothing of the failure is left
  assert_false(bundle_add_file(bundle, "data/a", "moving", &one, &err));
  bundle_abandon(bundle);
  bundle = bundle_open("m.zip", "top", NULL, &err);
  assert_true(bundle_add(bundle, "data/a", "x", 1, &err) && bundle_add(bundle, "data/a/b", "x", 1, &err)); // a file used as a folder
  assert_false(bundle_close(bundle, info, NULL, &err));
  json_decref(info);
  assert_int_equal(system("ls | grep -q '^[j-m][.]zip'"), 1 << 8);
}

// A disk that is full, played by a limit on a file's size: what fails is the same write.
static void a_file_that_may_not_grow_leaves_nothing(void **state) {
  (void)state;
  struct rlimit old, low;
  struct err err;
  char *bytes = mem_new(1 << 20);
  json_t *info = good_info();
  struct bundle *bundle = bundle_open("n.zip", "top", NULL, &err);
  assert_true(bundle_add(bundle, "data/a", bytes, 1 << 20, &err));
  getrlimit(RLIMIT_FSIZE, &old);
  low = (struct rlimit){.rlim_cur = 1 << 16, .rlim_max = old.rlim_max};
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &low);
  bool ok = bundle_close(bundle, info, NULL, &err);
  setrlimit(RLIMIT_FSIZE, &old);
  assert_false(ok);
  assert_int_equal(system("ls | grep -q '^n[.]zip'"), 1 << 8);
  json_decref(info);
  mem_free(bytes);
}

// In memory while it is small, in a nameless file then: the bytes of the zip are those of a file that was added whole.
static void what_is_put_piece_by_piece_is_the_same(void **state) {
  (void)state;
  static const size_t sizes[] = {0, 1000, 3 << 20};
  json_t *info = good_info();
  struct err err;
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    char *bytes = mem_new(sizes[i] + 1);
    for (size_t at = 0; at < sizes[i]; at++) bytes[at] = (char)(at * 7 + at / 251);
    for (int pieces = 0; pieces < 2; pieces++) {
      const char *path = pieces ? "pieces.zip" : "whole.zip";
      struct bundle *bundle = bundle_open(path, "top", NULL, &err);
      bool ok = pieces ? bundle_begin(bundle, "data/a", &err) : bundle_add(bundle, "data/a", bytes, sizes[i], &err);
      for (size_t at = 0, size; pieces && ok && at < sizes[i]; at += size) {
        size = sizes[i] - at < 70001 ? sizes[i] - at : 70001;
        ok = bundle_put(bundle, bytes + at, size, &err);
      }
      ok = ok && (!pieces || bundle_end(bundle, &err));
      if (!ok || !bundle_close(bundle, info, NULL, &err)) fail_msg("%s", err.text);
    }
    same_file("whole.zip", "pieces.zip");
    unlink("whole.zip"), unlink("pieces.zip");
    mem_free(bytes);
  }
  assert_int_equal(system("ls -A | grep -q '^[.]bundle'"), 1 << 8);
  json_decref(info);
}

// Letters shrink; what is packed inside, what would be a bomb and what is empty are stored.
static const uint16_t *write_deflated(const char *path, const char *umask_and_zone) {
  static uint16_t methods[4];
  enum { SIZE = 200000 };
  struct err err;
  json_t *info = good_info();
  char *noise = mem_new(SIZE), *letters = mem_new(SIZE), *nought = mem_new(SIZE);
  uint32_t state = 1;
  for (size_t i = 0; i < SIZE; i++) {
    state = state * 1664525 + 1013904223;
    noise[i] = (char)(state >> 24);
    letters[i] = "minutes of the meeting "[state >> 28];
  }
  mode_t before = umask(umask_and_zone ? 077 : 022);
  setenv("TZ", umask_and_zone ? umask_and_zone : "UTC", 1);
  tzset();
  struct bundle *bundle = bundle_open(path, "top", &(struct bundle_options){.is_deflated = true}, &err);
  bool ok = bundle_add(bundle, "data/letters", letters, SIZE, &err) && bundle_add(bundle, "data/noise", noise, SIZE, &err) &&
            bundle_add(bundle, "data/nought", nought, SIZE, &err) && bundle_add(bundle, "data/empty", "", 0, &err);
  if (!ok || !bundle_close(bundle, info, NULL, &err)) fail_msg("%s", err.text);
  umask(before);
  struct zip_map map;
  assert_true(zip_map_open(&map, path, -1, &err));
  for (int i = 0; i < 4; i++) methods[i] = map.entries[i].method;
  zip_map_close(&map);
  json_decref(info);
  mem_free(noise), mem_free(letters), mem_free(nought);
  return methods;
}

static void deflated_is_what_that_makes_smaller(void **state) {
  (void)state;
  const uint16_t *methods = write_deflated("q.zip", NULL);
  assert_int_equal(methods[0], METHOD_DEFLATED);
  for (int i = 1; i < 4; i++) assert_int_equal(methods[i], METHOD_STORED);
  write_deflated("r.zip", "Pacific/Kiritimati");
  same_file("q.zip", "r.zip");
  json_t *report = verify("q.zip");
  assert_true(json_flag(report, "ok"));
  json_decref(report);
}

static void what_was_made_is_told(void **state) {
  (void)state;
  struct err err;
  struct bundle_made made;
  size_t size;
  json_t *info = good_info();
  struct bundle *bundle = bundle_open("s.zip", "top", NULL, &err);
  assert_true(bundle_add(bundle, "data/a", "hello", 5, &err) && bundle_add(bundle, "note.txt", "x", 1, &err));
  assert_true(bundle_close(bundle, info, &made, &err));
  char *text = read_whole("s.zip", &size);
  struct hash hash = hash_of(text, size);
  assert_true(made.files == 1 && made.bytes == 5 && made.size == (int64_t)size && hash_equal(&hash, &made.sha256));
  mem_free(text);
  int fd = open("t.zip", O_RDWR | O_CREAT, 0600);
  bundle = bundle_open_in(fd, "t.zip", "top", NULL, &err);
  assert_true(bundle_add(bundle, "data/a", "hello", 5, &err) && bundle_add(bundle, "note.txt", "x", 1, &err));
  assert_true(bundle_close(bundle, info, NULL, &err));
  same_file("s.zip", "t.zip");
  assert_int_equal(ftruncate(fd, 0), 0);
  bundle = bundle_open_in(fd, "t.zip", "top", NULL, &err);
  assert_true(bundle_add(bundle, "note.txt", "x", 1, &err));
  assert_false(bundle_close(bundle, info, NULL, &err)); // no payload: the caller's file is empty again
  assert_int_equal(lseek(fd, 0, SEEK_END), 0);
  close(fd);
  json_decref(info);
}

// One golden bundle: the bytes of format 1 are frozen.
static void the_bytes_are_those_of_the_format(void **state) {
  (void)state;
  char hex[HASH_HEX_SIZE];
  size_t size;
  write_bundle("u.zip");
  char *text = read_whole("u.zip", &size);
  struct hash hash = hash_of(text, size);
  hex_write(hex, hash.bytes, HASH_SIZE);
  assert_string_equal(hex, "e7d513765965d3a467c2f7be3cb517fb6b013d9c58f7e353930583242c33673e");
  mem_free(text);
}

// The profile in the program is JSON, names itself as bag-info.txt does, and lies in each bag.
static void the_profile_is_its_own(void **state) {
  (void)state;
  extern const char bundle_profile[];
  struct err err;
  size_t size;
  write_bundle("v.zip");
  char *text = read_whole("v.zip", &size);
  json_t *profile = json_read(bundle_profile, strlen(bundle_profile), "the profile", &err);
  assert_non_null(profile);
  char *line =
      mem_format("\nBagIt-Profile-Identifier: %s\n", json_text(json_object_get(profile, "BagIt-Profile-Info"), "BagIt-Profile-Identifier"));
  assert_non_null(memmem(text, size, line, strlen(line)));
  assert_non_null(memmem(text, size, bundle_profile, strlen(bundle_profile)));
  mem_free(line), mem_free(text);
  json_decref(profile);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_cannot_be_added_is_refused),         cmocka_unit_test(nothing_is_left_when_it_cannot_be_written),
      cmocka_unit_test(a_file_that_may_not_grow_leaves_nothing), cmocka_unit_test(what_is_put_piece_by_piece_is_the_same),
      cmocka_unit_test(deflated_is_what_that_makes_smaller),     cmocka_unit_test(what_was_made_is_told),
      cmocka_unit_test(the_bytes_are_those_of_the_format),       cmocka_unit_test(the_profile_is_its_own),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
