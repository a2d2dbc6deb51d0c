// Goal: an encrypted bundle opens with its password and with no other, gives away nothing but names and sizes, and every change to it is
// found; a stranger's tool opens it too. Method: bundles stored and deflated, under a password; headers read byte by byte; bytes flipped;
// 7z where it is.
#include "base/mem.h"
#include "bundle/bundle.h"
#include "made.h"

#include <fcntl.h>

#define SECRET "correct horse battery"

static json_t *info(void) { return json_pack("[[ss]]", "Bagging-Date", "2017-01-11"); }

static const char text[] = "Minutes, minutes, minutes, minutes, minutes, minutes, minutes: agreed.";

// The bytes of an encrypted bundle. Caller frees.
static uint8_t *make_secret(bool deflated, size_t *size) {
  struct err err;
  json_t *about = info();
  struct bundle_made made;
  int fd = memfd_create("secret", 0);
  struct bundle *bundle = bundle_open_in(fd, "secret", "top", &(struct bundle_options){.is_deflated = deflated, .password = SECRET}, &err);
  bool ok = bundle && bundle_add(bundle, "data/minutes.txt", text, sizeof text - 1, &err) && bundle_add(bundle, "data/empty", "", 0, &err);
  if (!ok || !bundle_close(bundle, about, &made, &err)) fail_msg("%s", err.text);
  uint8_t *bytes = mem_new((size_t)made.size);
  assert_int_equal(pread(fd, bytes, (size_t)made.size, 0), made.size);
  *size = (size_t)made.size;
  json_decref(about);
  close(fd);
  return bytes;
}

// True when it verifies and its bag is whole.
static bool opens(const uint8_t *bytes, size_t size, const char *password, struct err *err) {
  int fd = memfd_create("secret", 0);
  char path[64];
  json_t *report = NULL;
  assert_true(write(fd, bytes, size) == (ssize_t)size);
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  bool ok = bundle_verify(path, password, NULL, &report, err);
  if (ok) {
    assert_true(json_flag(report, "encrypted"));
    ok = json_flag(report, "ok");
  }
  json_decref(report);
  close(fd);
  return ok;
}

static void it_opens_with_its_password_alone(void **state) {
  (void)state;
  for (int deflated = 0; deflated < 2; deflated++) {
    size_t size;
    struct err err;
    uint8_t *bytes = make_secret(deflated, &size);
    if (!opens(bytes, size, SECRET, &err)) fail_msg("%s", err.text);
    assert_false(opens(bytes, size, "correct horse batterx", &err));
    assert_non_null(strstr(err.text, "was not opened: the password is not the one that it was encrypted with."));
    assert_false(opens(bytes, size, NULL, &err));
    assert_non_null(strstr(err.text, "is encrypted: give the password that it was made with."));
    assert_null(memmem(bytes, size, "inutes,", 7));
    assert_null(memmem(bytes, size, "Bagging", 7));
    mem_free(bytes);
  }
}

// AE-2: a checksum of what is encrypted would let a short text be guessed.
static void no_checksum_of_the_secret_stands_in_it(void **state) {
  (void)state;
  size_t size, headers = 0;
  uint8_t *bytes = make_secret(true, &size);
  for (size_t at = 0; at + 46 < size; at++) {
    bool local = zip_u32(bytes + at) == LOCAL_MARK, central = zip_u32(bytes + at) == CENTRAL_MARK;
    if (!local && !central) continue;
    assert_int_equal(zip_u32(bytes + at + (local ? 14 : 16)), 0);
    headers++;
  }
  assert_int_equal(headers, 16);
  mem_free(bytes);
}

// Bytes that say nothing of the content: made by, and attributes, as in every zip.
static bool is_free(const uint8_t *bytes, size_t at) {
  static const int free_places[] = {4, 5, 36, 37, 38, 39, 40, 41};
  for (size_t i = 0; i < sizeof free_places / sizeof free_places[0]; i++)
    if (zip_u32(bytes + at - free_places[i]) == CENTRAL_MARK) return true;
  return false;
}

static void every_byte_counts(void **state) {
  (void)state;
  size_t step = getenv("WAYMARK_LONG") ? 1 : 97; // each try derives 16 keys
  for (int deflated = 0; deflated < 2; deflated++) {
    size_t size;
    struct err err;
    uint8_t *bytes = make_secret(deflated, &size);
    for (size_t at = 0; at < size; at += step) {
      if (at >= 41 && is_free(bytes, at)) continue;
      bytes[at] ^= 4;
      if (opens(bytes, size, SECRET, &err)) fail_msg("byte %zu of %zu: accepted", at, size);
      bytes[at] ^= 4;
    }
    mem_free(bytes);
  }
}

// libzip inflates without looking at the code that proves the encrypted bytes: we do.
static void the_code_behind_deflated_bytes_is_checked(void **state) {
  (void)state;
  size_t size;
  struct err err;
  uint8_t *bytes = make_secret(true, &size);
  size_t next = LOCAL_SIZE + zip_u16(bytes + 26) + zip_u16(bytes + 28) + zip_u32(bytes + 18);
  assert_int_equal(zip_u32(bytes + next), LOCAL_MARK);
  bytes[next - 1] ^= 1; // the last of the code's ten bytes
  assert_false(opens(bytes, size, SECRET, &err));
  mem_free(bytes);
}

static void other_kinds_of_encryption_are_refused(void **state) {
  (void)state;
  static const struct {
    size_t at; // in both headers, from the beginning of the extra field
    uint8_t value;
    const char *why;
  } rows[] = {
      {4, 3, "is encrypted in another way than AES-256"},          {6, 'B', "is encrypted in another way than AES-256"},
      {8, 1, "is encrypted in another way than AES-256"},          {0, 2, "has extra fields that are broken or that change what it means"},
      {9, 12, "is packed in a way other than stored or deflated"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    size_t size;
    struct err err;
    uint8_t *bytes = make_secret(false, &size), *central = memmem(bytes, size, "PK\1\2", 4);
    bytes[LOCAL_SIZE + zip_u16(bytes + 26) + rows[i].at] = rows[i].value;
    central[CENTRAL_SIZE + zip_u16(central + 28) + rows[i].at] = rows[i].value;
    assert_false(opens(bytes, size, SECRET, &err));
    if (!strstr(err.text, rows[i].why)) fail_msg("expected: %s\nnot: %s", rows[i].why, err.text);
    mem_free(bytes);
  }
}

static void a_file_among_them_in_the_open_is_refused(void **state) {
  (void)state;
  size_t size;
  struct err err;
  uint8_t *bytes = make_secret(false, &size), *central = memmem(bytes, size, "PK\1\2", 4);
  size_t place = LOCAL_SIZE + zip_u16(bytes + 26); // its field becomes one that carries a time, its bytes as they are its content
  memcpy(bytes + place, "\x0a", 2);
  memcpy(central + CENTRAL_SIZE + zip_u16(central + 28), "\x0a", 2);
  bytes[6] = central[8] = bytes[8] = central[10] = 0;
  memcpy(bytes + 22, bytes + 18, 4);
  memcpy(central + 24, central + 20, 4);
  bytes[4] = central[6] = 10;
  assert_false(opens(bytes, size, SECRET, &err));
  assert_non_null(strstr(err.text, "is encrypted, or is not, unlike the others"));
  mem_free(bytes);
}

static void weak_passwords_are_refused(void **state) {
  (void)state;
  static const char *const weak[] = {"", "seven77", "with\ttab", "with\nline", "broken \xff utf-8"};
  struct err err;
  for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++)
    assert_null(bundle_open("nowhere.zip", "top", &(struct bundle_options){.password = weak[i]}, &err));
  char long_one[102];
  memset(long_one, 'x', 101);
  long_one[101] = '\0';
  assert_false(bundle_password_check(long_one, &err));
  long_one[100] = '\0';
  assert_true(bundle_password_check(long_one, &err));
  assert_true(access("nowhere.zip.part", F_OK) != 0);
}

static void seven_zip_opens_it(void **state) {
  (void)state;
  size_t size;
  if (system("command -v 7z >/dev/null 2>&1") != 0) {
    print_message("skipped: there is no 7z here\n");
    return;
  }
  for (int deflated = 0; deflated < 2; deflated++) {
    uint8_t *bytes = make_secret(deflated, &size);
    char path[] = "/tmp/waymark-secret-XXXXXX.zip";
    int fd = mkstemps(path, 4);
    assert_true(write(fd, bytes, size) == (ssize_t)size && close(fd) == 0);
    char *right = mem_format("7z t '-p" SECRET "' %s >/dev/null 2>&1", path),
         *wrong = mem_format("7z t -pwrong777 %s >/dev/null 2>&1", path);
    char *out = mem_format("test \"$(7z x -so '-p" SECRET "' %s top/data/minutes.txt)\" = '%s'", path, text);
    assert_int_equal(system(right), 0);
    assert_int_not_equal(system(wrong), 0);
    assert_int_equal(system(out), 0);
    unlink(path);
    mem_free(bytes), mem_free(right), mem_free(wrong), mem_free(out);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_opens_with_its_password_alone),
      cmocka_unit_test(no_checksum_of_the_secret_stands_in_it),
      cmocka_unit_test(every_byte_counts),
      cmocka_unit_test(the_code_behind_deflated_bytes_is_checked),
      cmocka_unit_test(other_kinds_of_encryption_are_refused),
      cmocka_unit_test(a_file_among_them_in_the_open_is_refused),
      cmocka_unit_test(weak_passwords_are_refused),
      cmocka_unit_test(seven_zip_opens_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
