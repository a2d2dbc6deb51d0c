// Goal: a zip whose structure is not exactly what it says is refused with a reason; a sound one is read (RELIABILITY 0.7, 6.5; Z1 to Z5).
// Method: a small sound zip built byte by byte, one lie at a time put in, every bit flipped, every length cut; the public sample of
// hostile zips where WAYMARK_CONFORMANCE names it.
#include "made.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static void a_sound_zip_is_read(void **state) {
  (void)state;
  static const char *const folders[] = {"bag/", "", "bag/data/", "", "bag/data/a", "hello", NULL};
  struct made made;
  struct err err;
  make(&made, two);
  if (!check(made.bytes, made.size, &err)) fail_msg("%s", err.text);
  make(&made, folders);
  if (!check(made.bytes, made.size, &err)) fail_msg("%s", err.text);
}

static void one_lie_is_refused(void **state) {
  (void)state;
  static const struct {
    enum place place;
    size_t at;
    int size;
    uint32_t value;
    const char *why;
  } rows[] = {
      {BOTH, 6, 2, 0x0001, "bag/data/a is encrypted"},
      {BOTH, 6, 2, 0x0041, "bag/data/a is encrypted"},
      {BOTH, 6, 2, 0x0008, "bag/data/a gives its size only after its bytes"},
      {BOTH, 6, 2, 0x2000, "bag/data/a uses features of zip that no bundle needs"},
      {BOTH, 4, 2, 45, "bag/data/a needs a newer kind of zip than a bundle does"},
      {BOTH, 8, 2, 12, "bag/data/a is packed in a way other than stored or deflated"},
      {BOTH, 8, 2, 99, "bag/data/a is packed in a way other than stored or deflated"},
      {BOTH, 8, 2, 8, "bag/data/a"}, // deflated, it says: no size or checksum fits
      {BOTH, 22, 4, 6, "bag/data/a is stored, yet gives two sizes"},
      {BOTH, 22, 4, UINT32_MAX, "bag/data/a does not say its size in one way"},
      {BOTH, 14, 4, 1, "bag/data/a is damaged: its bytes are not those of its checksum"},
      {LOCAL, 6, 2, 0x0800, "bag/data/a is described in two different ways"},
      {LOCAL, 10, 4, 0, "bag/data/a is described in two different ways"},
      {LOCAL, 14, 4, 0, "bag/data/a is described in two different ways"},
      {LOCAL, 18, 4, 4, "bag/data/a is described in two different ways"},
      {LOCAL, 22, 4, 50, "bag/data/a is described in two different ways"},
      {LOCAL, 26, 2, 9, "bag/data/a is described in two different ways"},
      {LOCAL, 28, 2, 4, "bag/data/a has extra fields that are broken or that change what it means"},
      {LOCAL, 39, 1, 'c', "bag/data/a has two different names"},
      {LOCAL, 0, 1, 'Q', "bag/data/a is not where the list of entries says"},
      {CENTRAL, 0, 1, 'Q', "its list of entries is shorter than its end record says"},
      {CENTRAL, 34, 2, 3, "bag/data/a lies on another disk"},
      {CENTRAL, 38, 4, 0120777u << 16, "bag/data/a is a link, a device or a folder, not a file"},
      {CENTRAL, 38, 4, 0020666u << 16, "bag/data/a is a link, a device or a folder, not a file"},
      {CENTRAL, 38, 4, 0040755u << 16, "bag/data/a is a link, a device or a folder, not a file"},
      {CENTRAL, 38, 4, 0104755u << 16, "bag/data/a would run with another's rights"},
      {CENTRAL, 38, 4, 0x10, "bag/data/a is marked as a folder or a disk's name"},
      {CENTRAL, 42, 4, 45, "there are bytes before bag/data/a that belong to no entry"},
      {CENTRAL, 42, 4, 4000, "there are bytes before bag/data/b that belong to no entry"},
      {CENTRAL, 28, 2, 11, "its list of entries is shorter than its end record says"},
      {CENTRAL, 32, 2, 500, "an entry's lengths run over the list of entries"},
      {END, 4, 2, 1, "it is part of a zip spread over several disks"},
      {END, 6, 2, 1, "it is part of a zip spread over several disks"},
      {END, 8, 4, 0x00010001, "its list of entries is longer than its end record says"},
      {END, 8, 4, 0x00030003, "its list of entries is shorter than its end record says"},
      {END, 8, 4, 0x13881388, "its list of entries is shorter than its end record says"},
      {END, 8, 4, 0x27112711, "its list of entries is shorter than its end record says"},
      {END, 8, 2, 1, "its end record gives two numbers of entries"},
      {END, 8, 4, 0, "it holds nothing"},
      {END, 12, 4, 0x7fffffff, "its list of entries is said to be larger than 16777216 bytes"},
      {END, 12, 4, 3, "its list of entries is shorter than its end record says"},
      {END, 12, 4, 200, "its list of entries does not lie where its end record says"},
      {END, 16, 4, 3, "its list of entries does not lie where its end record says"},
      {END, 20, 2, 1, "it is no zip, was cut short, or something follows its end record"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct made made;
    struct err err;
    make(&made, two);
    lie(&made, rows[i].place, rows[i].at, rows[i].size, rows[i].value);
    if (check(made.bytes, made.size, &err)) fail_msg("accepted: %s", rows[i].why);
    if (!strstr(err.text, rows[i].why)) fail_msg("expected: %s\nnot: %s", rows[i].why, err.text);
  }
}

static void names_that_mean_two_things_are_refused(void **state) {
  (void)state;
  static const char *const rows[][2] = {
      {"../../etc/evil", "leads out of its folder"},
      {"bag/../../evil", "leads out of its folder"},
      {"bag/./a", "leads out of its folder"},
      {"bag/data/..", "leads out of its folder"},
      {"/tmp/evil", "begins at the root of the disk"},
      {"//server/share", "begins at the root"},
      {"C:/evil", "names a drive"},
      {"bag/a:stream", "names a drive"},
      {"bag\\..\\evil", "holds a backslash"},
      {"bag/a\nb", "control character"},
      {"bag/a\x7f", "control character"},
      {"bag/caf\xc3\xa9", "outside plain ASCII"},
      {"bag/cafe\xcc\x81", "outside plain ASCII"},
      {"bag//a", "empty folder's name"},
      {"bag/a.", "ends in a dot or a space"},
      {"bag/a ", "ends in a dot or a space"},
      {"bag/NUL", "device's name"},
      {"bag/com1.txt", "device's name"},
      {"bag/aux.h/a", "device's name"},
      {"bag/what?", "names a drive or a pattern"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    const char *files[] = {rows[i][0], "evil", NULL};
    struct made made;
    struct err err;
    make(&made, files);
    if (check(made.bytes, made.size, &err)) fail_msg("accepted: %s", rows[i][0]);
    if (!strstr(err.text, rows[i][1])) fail_msg("expected: %s\nnot: %s", rows[i][1], err.text);
  }
  struct made made;
  struct err err;
  make(&made, two);
  made.bytes[made.local[0] + 33] = made.bytes[made.central[0] + 49] = 0; // NUL inside the name
  assert_false(check(made.bytes, made.size, &err));
  assert_non_null(strstr(err.text, "holds a control character"));
}

static void entries_that_meet_are_refused(void **state) {
  (void)state;
  static const struct {
    const char *files[7];
    const char *why;
  } rows[] = {
      {{"bag/a", "1", "bag/a", "2", NULL}, "bag/a and bag/a would be one file on many computers"},
      {{"bag/a", "1", "bag/A", "2", NULL}, "would be one file on many computers"},
      {{"bag/a", "1", "Bag/b", "2", NULL}, "does not lie in the one top folder bag"},
      {{"bag/a", "1", "bag/a/", "", NULL}, "would be one file on many computers"},
      {{"bag/a", "1", "bag/a.b", "3", "bag/A/b", "2", NULL}, "bag/a is a file, and bag/A/b lies in it as in a folder"},
      {{"bag1/a", "1", "bag2/b", "2", NULL}, "bag2/b does not lie in the one top folder bag1"},
      {{"bag", "1", NULL}, "bag does not lie in the one top folder bag"},
      {{"bag/d/", "x", NULL}, "bag/d/ is a folder, yet holds bytes"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct made made;
    struct err err;
    make(&made, rows[i].files);
    if (check(made.bytes, made.size, &err)) fail_msg("accepted: %s", rows[i].why);
    if (!strstr(err.text, rows[i].why)) fail_msg("expected: %s\nnot: %s", rows[i].why, err.text);
  }
}

// libzip hands out whatever inflates: only the bytes that come are believed, and only as many as both headers declare.
static void inflated_bytes_are_counted(void **state) {
  (void)state;
  static const struct {
    uint32_t size;
    const char *why; // NULL: read
  } rows[] = {{257, NULL},
              {256, "bag/a holds more bytes than it declares"},
              {1, "bag/a holds more bytes than it declares"},
              {258, "bag/a holds fewer bytes than it declares"},
              {60000, "bag/a holds fewer bytes than it declares"},
              {66000, "bag/a would unpack to over 200 times its size"}};
  char letters[258] = "", block[263];
  memset(letters, 'a', 257);
  snprintf(block, sizeof block, "\x01\x01\x01\xfe\xfe%s", letters); // deflate's plain block of 257 bytes
  const char *files[] = {"bag/a", block, NULL};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct made made;
    struct err err;
    make(&made, files);
    lie(&made, BOTH, 8, 2, 8);
    lie(&made, BOTH, 14, 4, crc_of(letters));
    lie(&made, BOTH, 22, 4, rows[i].size);
    bool ok = check(made.bytes, made.size, &err);
    if (ok != !rows[i].why || (!ok && !strstr(err.text, rows[i].why))) fail_msg("%u: %s", rows[i].size, err.text);
  }
}

// What all bytes came out of must have ended by itself, and at its last packed byte: else bytes could hide behind it.
static void what_is_deflated_ends_with_its_entry(void **state) {
  (void)state;
  static const struct {
    const char *block; // a plain block of many letters and "hello": the last one (bit 0) or not
    const char *why;   // NULL: read
  } rows[] = {{"\x09\x05\x01\xfa\xfehello", NULL},
              {"\x09\x05\x01\xfa\xfehello!", "bag/a is deflated, and has bytes behind its end"},
              {"\x08\x05\x01\xfa\xfehello", "bag/a is deflated, and cut short"},
              {"\x08\x05\x01\xfa\xfehello\x09", "bag/a is deflated, and cut short"}};
  char letters[262] = ""; // 0x0105: no NUL in the number
  memset(letters, 'h', 256);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char block[300];
    const char *files[] = {"bag/a", block, NULL};
    struct made made;
    struct err err;
    snprintf(block, sizeof block, "%.5s%.256s%s", rows[i].block, letters, rows[i].block + 5);
    memcpy(letters + 256, "hello", 5);
    make(&made, files);
    lie(&made, BOTH, 8, 2, 8);
    lie(&made, BOTH, 14, 4, crc_of(letters));
    lie(&made, BOTH, 22, 4, 261);
    bool ok = check(made.bytes, made.size, &err);
    if (ok != !rows[i].why || (!ok && !strstr(err.text, rows[i].why))) fail_msg("row %zu: %s", i, err.text);
  }
}

// Z1: no byte before, between or after, and one end record.
static void bytes_that_belong_to_nothing_are_refused(void **state) {
  (void)state;
  struct made made;
  struct err err;
  uint8_t more[8300];
  make(&made, two);
  memcpy(more, "x", 1);
  memcpy(more + 1, made.bytes, made.size);
  assert_false(check(more, made.size + 1, &err)); // before
  memcpy(more, made.bytes, made.size);
  memcpy(more + made.size, "x", 1);
  assert_false(check(more, made.size + 1, &err)); // after
  memcpy(more + made.size, made.bytes + made.end, 22);
  assert_false(check(more, made.size + 22, &err)); // two end records
  assert_non_null(strstr(err.text, "does not lie where its end record says"));
  memcpy(more + made.size, made.bytes, made.size);
  assert_false(check(more, 2 * made.size, &err)); // one zip after another
  size_t folder = made.central[0];
  memcpy(more, made.bytes, folder);
  memcpy(more + folder, "gap!", 4);
  memcpy(more + folder + 4, made.bytes + folder, made.size - folder);
  more[made.end + 4 + 16] = (uint8_t)(folder + 4);
  assert_false(check(more, made.size + 4, &err)); // between
  assert_non_null(strstr(err.text, "there are bytes before its list of entries"));
  made.bytes[made.central[1] + 42] = 0; // two entries over the same bytes
  assert_false(check(made.bytes, made.size, &err));
  assert_non_null(strstr(err.text, "lies over another entry"));
}

static void extra_fields_are_whole_and_harmless(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    uint32_t size;
    bool ok;
  } rows[] = {
      {"\x55\x54\x05\x00\x01\x00\x00\x00\x00", 9, true},
      {"\x01\x00\xff\xff", 4, false},
      {"\x55\x54\x06\x00\x01\x00\x00\x00\x00", 9, false},
      {"\x55\x54", 2, false},
      {"\x01\x00\x00\x00", 4, false},     // zip64, and no number in it
      {"\x75\x70\x01\x00\x01", 5, false}, // another name in Unicode
      {"\x01\x99\x00\x00", 4, false},     // AES
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct made made;
    struct err err;
    make(&made, two);
    made.size = made.central[0];
    put_central(&made, two, rows[i].bytes, rows[i].size);
    assert_int_equal(check(made.bytes, made.size, &err), rows[i].ok);
  }
}

// A field that says nothing about a file's bytes or kind may hold anything; every other bit counts.
static bool is_free(const struct made *made, size_t at, int bit) {
  for (size_t i = 0; i < made->count; i++) {
    size_t in = at - made->central[i];
    if (at < made->central[i] || in >= 46) continue;
    if (in == 4 || in == 5 || in == 36 || in == 37) return true; // made by; internal attributes
    if (in == 38) return bit != 3 && bit != 4;                   // DOS attributes, but for folder and disk name
    if (in == 39 || in == 40) return true;                       // unused; who may read and write
    if (in == 41) return bit < 2 || bit == 7;                    // who may; no kind at all is a plain file; rights of another count
  }
  return false;
}

static void every_bit_counts_and_every_length(void **state) {
  (void)state;
  struct made made;
  struct err err;
  make(&made, two);
  for (size_t at = 0; at < made.size; at++)
    for (int bit = 0; bit < 8; bit++) {
      made.bytes[at] ^= (uint8_t)(1 << bit);
      if (check(made.bytes, made.size, &err) && !is_free(&made, at, bit)) fail_msg("byte %zu, bit %d: accepted", at, bit);
      made.bytes[at] ^= (uint8_t)(1 << bit);
    }
  for (size_t size = 0; size < made.size; size++) assert_false(check(made.bytes, size, &err));
  assert_true(check(made.bytes, made.size, &err));
}

static void what_is_no_file_is_refused(void **state) {
  (void)state;
  struct err err;
  assert_false(zip_check("/", NULL, &err));
  assert_false(zip_check("/nowhere.zip", NULL, &err));
  assert_int_equal(err.code, ERR_NOT_FOUND);
  assert_false(zip_check("/dev/zero", NULL, &err));
}

static void the_public_sample_has_the_listed_outcomes(void **state) {
  (void)state;
  const char *folder = getenv("WAYMARK_CONFORMANCE");
  char path[4096], line[512], name[128], outcome[16];
  if (!folder) {
    print_message("skipped: WAYMARK_CONFORMANCE is not set\n");
    return;
  }
  snprintf(path, sizeof path, "%s/zip/EXPECT.tsv", folder);
  FILE *file = fopen(path, "r");
  int count = 0;
  assert_non_null(file);
  while (fgets(line, sizeof line, file) && sscanf(line, "%127s %15s", name, outcome) == 2) {
    struct err err = {0};
    snprintf(path, sizeof path, "%s/zip/%s", folder, name);
    bool ok = zip_check(path, NULL, &err);
    if (ok != (strcmp(outcome, "ok") == 0)) fail_msg("%s: %s expected; %s", name, outcome, err.text);
    count++;
  }
  fclose(file);
  assert_true(count >= 14);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_sound_zip_is_read),
      cmocka_unit_test(one_lie_is_refused),
      cmocka_unit_test(names_that_mean_two_things_are_refused),
      cmocka_unit_test(entries_that_meet_are_refused),
      cmocka_unit_test(bytes_that_belong_to_nothing_are_refused),
      cmocka_unit_test(inflated_bytes_are_counted),
      cmocka_unit_test(what_is_deflated_ends_with_its_entry),
      cmocka_unit_test(extra_fields_are_whole_and_harmless),
      cmocka_unit_test(every_bit_counts_and_every_length),
      cmocka_unit_test(what_is_no_file_is_refused),
      cmocka_unit_test(the_public_sample_has_the_listed_outcomes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
