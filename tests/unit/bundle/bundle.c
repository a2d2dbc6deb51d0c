// Goal: a bundle is good for this program and for other people's tools (J6), and any change to it is found. Method: a bundle written to a
// folder of its own; read back by unzip, sha256sum and Python where they are; every byte changed.
#include "bundle/internal.h"
#include "workplace.h"

static void a_bundle_verifies_and_says_what_is_proven(void **state) {
  (void)state;
  write_bundle("a.zip");
  json_t *report = verify("a.zip");
  char *text = json_canonical(report);
  assert_string_equal(text, "{\"bytes\":14,\"encrypted\":false,\"files\":3,\"ok\":true,\"problems\":[],\"proven\":["
                            "\"Every one of the 3 payload files is as it was when the bundle was made, by SHA-256 and SHA-512.\","
                            "\"No payload file is missing, none was added, and the files that describe them are unchanged, by SHA-256.\"],"
                            "\"top\":\"RA-2016-003\"}");
  mem_free(text);
  json_decref(report);
  assert_int_not_equal(access("a.zip.part", F_OK), 0);
}

static void the_same_bytes_each_time(void **state) {
  (void)state;
  size_t size, size_again;
  write_bundle("b.zip");
  sleep(2); // a zip's times have steps of two seconds
  write_bundle("c.zip");
  char *text = read_whole("b.zip", &size), *again = read_whole("c.zip", &size_again);
  assert_int_equal(size, size_again);
  assert_memory_equal(text, again, size);
  mem_free(text);
  mem_free(again);
}

static bool has_tool(const char *name) {
  char *command = mem_format("command -v %s >/dev/null 2>&1", name);
  bool has = system(command) == 0;
  mem_free(command);
  if (!has) print_message("skipped: there is no %s here\n", name);
  return has;
}

static void other_peoples_tools_agree(void **state) {
  (void)state;
  write_bundle("d.zip");
  if (has_tool("unzip")) {
    assert_int_equal(system("unzip -tqq d.zip >/dev/null && unzip -qq d.zip"), 0);
    assert_int_equal(system("cd RA-2016-003 && sha256sum --quiet --strict -c manifest-sha256.txt tagmanifest-sha256.txt"), 0);
    assert_int_equal(system("cd RA-2016-003 && sha512sum --quiet --strict -c manifest-sha512.txt"), 0);
    assert_int_equal(
        system("test \"$(cat RA-2016-003/bagit.txt)\" = \"$(printf 'BagIt-Version: 1.0\\nTag-File-Character-Encoding: UTF-8')\""), 0);
    assert_int_equal(
        system("test \"$(cat RA-2016-003/bag-info.txt)\" = \"$(printf 'Bagging-Date: 2017-01-11\\nExternal-Description: Action 3: neglect, "
               "S\\303\\243o\\nBagIt-Profile-Identifier: urn:uuid:7c1f4a52-93de-4b0e-a6c8-2d5be0f71a39\\nPayload-Oxum: 14.3')\""),
        0);
  }
  if (has_tool("python3"))
    assert_int_equal(
        system(
            "python3 -c \"\n"
            "import zipfile\n"
            "z = zipfile.ZipFile('d.zip')\n"
            "assert z.testzip() is None and z.comment == b''\n"
            "names = ['data/timeline.csv', 'data/empty', 'data/evidence/0001-3fa2c1.pdf', 'cover.html', 'bagit-profile.json', "
            "'bagit.txt',\n"
            "  'bag-info.txt', 'manifest-sha256.txt', 'manifest-sha512.txt', 'tagmanifest-sha256.txt']\n"
            "assert z.namelist() == ['RA-2016-003/' + n for n in names], z.namelist()\n"
            "for i in z.infolist():\n"
            "  assert i.date_time == (1980, 1, 1, 0, 0, 0) and i.external_attr == 0o100644 << 16 and i.extra == b'' and i.comment == b''\n"
            "  assert i.compress_type == 0 and i.flag_bits == 0 and i.create_system == 3 and i.extract_version == 10\n"
            "\""),
        0);
}

// One bit of each byte: what still verifies may differ in nothing but attributes that say who may read an unpacked file.
static void every_byte_counts(void **state) {
  (void)state;
  size_t size;
  int accepted = 0;
  write_bundle("e.zip");
  char *text = read_whole("e.zip", &size);
  for (size_t at = 0; at < size; at++) {
    json_t *report = NULL;
    struct err err;
    text[at] ^= (char)(1 << at % 8);
    write_text("f.zip", text, size);
    if (bundle_verify("f.zip", NULL, NULL, &report, &err)) accepted += json_flag(report, "ok");
    json_decref(report);
    text[at] ^= (char)(1 << at % 8);
  }
  mem_free(text);
  assert_in_range(accepted, 1, 10 * 8); // ten entries; made by (2), internal attributes (2), mode (4)
}

static bool collect_begin(void *user, const char *path, int64_t size) {
  if (strcmp(path, "data/empty") == 0) return false;
  buf_format(user, "%s:%d:", path, (int)size);
  return true;
}

static void collect_bytes(void *user, const void *bytes, size_t size) { buf_add(user, bytes, size); }
static void collect_end(void *user) { buf_char(user, ';'); }

static void payload_is_handed_to_a_reader(void **state) {
  (void)state;
  struct buf got = {0};
  struct err err;
  json_t *report;
  struct bundle_reader reader = {.user = &got, .begin = collect_begin, .bytes = collect_bytes, .end = collect_end};
  write_bundle("g.zip");
  assert_true(bundle_verify("g.zip", NULL, &reader, &report, &err));
  static const char expected[] = "data/timeline.csv:8:at,what\n;data/evidence/0001-3fa2c1.pdf:6:%PDF\0\xff;";
  assert_int_equal(got.size, sizeof expected - 1);
  assert_memory_equal(got.data, expected, got.size);
  buf_clear(&got);
  json_decref(report);
}

static void a_thousand_files(void **state) {
  (void)state;
  struct err err;
  json_t *info = good_info();
  struct bundle *bundle = bundle_open("o.zip", "top", NULL, &err);
  for (int i = 0; i < 1000; i++) {
    char path[40];
    snprintf(path, sizeof path, "data/%04d.txt", i);
    assert_true(bundle_add(bundle, path, path, strlen(path), &err));
  }
  assert_true(bundle_close(bundle, info, NULL, &err));
  json_t *report = verify("o.zip");
  assert_true(json_flag(report, "ok"));
  assert_int_equal(json_number(report, "files", 0), 1000);
  json_decref(report);
  json_decref(info);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_bundle_verifies_and_says_what_is_proven),
      cmocka_unit_test(the_same_bytes_each_time),
      cmocka_unit_test(other_peoples_tools_agree),
      cmocka_unit_test(every_byte_counts),
      cmocka_unit_test(payload_is_handed_to_a_reader),
      cmocka_unit_test(a_thousand_files),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
