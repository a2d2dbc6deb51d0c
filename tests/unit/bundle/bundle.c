// Goal: a bundle has the same bytes each time, other people's tools agree with it, and any change to it is found (J6).
// Method: bundles written to a folder of their own; read back by unzip, sha256sum and Python where they are; every byte changed; bags
// with each mistake made on purpose.
#include "bundle/bundle.h"

#include "base/env.h"
#include "base/mem.h"
#include "bundle/internal.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static int set_up(void **state) {
  char *folder = mem_format("%s/waymark-bundle-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/var/tmp");
  *state = folder;
  return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int tear_down(void **state) {
  char *command = mem_format("rm -rf '%s'", (char *)*state);
  int failed = chdir("/") || system(command);
  mem_free(command);
  mem_free(*state);
  return failed;
}

static json_t *good_info(void) {
  return json_pack("[[ss][ss]]", "Bagging-Date", "2017-01-11", "External-Description", "Action 3:\r\n\tneglect, S\xc3\xa3o \n");
}

static char *read_whole(const char *path, size_t *size) {
  struct env env = env_system();
  struct err err;
  char *text;
  if (!env_read_file(&env, path, 1 << 24, &text, size, &err)) fail_msg("%s", err.text);
  return text;
}

static void write_text(const char *path, const void *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  assert_true(file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

static void write_bundle(const char *path) {
  struct err err;
  struct bundle *bundle = bundle_open(path, "RA-2016-003", NULL, &err);
  write_text("minutes.pdf", "%PDF\0\xff", 6);
  assert_non_null(bundle);
  bool ok = bundle_add(bundle, "data/timeline.csv", "at,what\n", 8, &err) && bundle_add(bundle, "data/empty", NULL, 0, &err) &&
            bundle_add_file(bundle, "data/evidence/0001-3fa2c1.pdf", "minutes.pdf", NULL, &err) &&
            bundle_add(bundle, "cover.html", "<p>", 3, &err);
  json_t *info = good_info();
  if (!ok || !bundle_close(bundle, info, NULL, &err)) fail_msg("%s", err.text);
  json_decref(info);
}

static json_t *verify(const char *path) {
  json_t *report = NULL;
  struct err err;
  if (!bundle_verify(path, NULL, NULL, &report, &err)) fail_msg("%s", err.text);
  return report;
}

static void a_bundle_verifies_and_says_what_is_proven(void **state) {
  (void)state;
  write_bundle("a.zip");
  json_t *report = verify("a.zip");
  char *text = json_canonical(report);
  assert_string_equal(text, "{\"bytes\":14,\"files\":3,\"ok\":true,\"problems\":[],\"proven\":["
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
               "S\\303\\243o\\nPayload-Oxum: 14.3')\""),
        0);
  }
  if (has_tool("python3"))
    assert_int_equal(
        system(
            "python3 -c \"\n"
            "import zipfile\n"
            "z = zipfile.ZipFile('d.zip')\n"
            "assert z.testzip() is None and z.comment == b''\n"
            "names = ['data/timeline.csv', 'data/empty', 'data/evidence/0001-3fa2c1.pdf', 'cover.html', 'bagit.txt', 'bag-info.txt',\n"
            "  'manifest-sha256.txt', 'manifest-sha512.txt', 'tagmanifest-sha256.txt']\n"
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
  assert_in_range(accepted, 1, 9 * 8); // nine entries; made by (2), internal attributes (2), mode (4)
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
  bundle = bundle_open("missing/k.zip", "top", NULL, &err);
  assert_true(bundle_add(bundle, "data/a", "x", 1, &err));
  assert_false(bundle_close(bundle, info, NULL, &err));
  bundle = bundle_open("l.zip", "top", NULL, &err);
  write_text("moving", "one", 3);
  assert_true(bundle_add_file(bundle, "data/a", "moving", NULL, &err));
  write_text("moving", "two", 3);
  assert_false(bundle_close(bundle, info, NULL, &err)); // it is no longer what was hashed
  assert_string_equal(err.text,
                      "The bundle l.zip was not written, and nothing of it was left behind. moving changed while it was read; try again.");
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

// What a wrong bag is made of: names and texts in turns; MANIFESTS stands for the three manifests of what came before.
static void make_bag(const char *path, const char *const *files) {
  struct zip_item items[12] = {0};
  size_t count = 0;
  struct buf sha256 = {0}, sha512 = {0}, tag = {0};
  struct err err;
  for (; files[2 * count]; count++) {
    const char *text = files[2 * count + 1];
    text = strcmp(text, "SHA256") == 0   ? sha256.data
           : strcmp(text, "SHA512") == 0 ? sha512.data
           : strcmp(text, "TAG") == 0    ? tag.data
                                         : text;
    struct zip_item *item = &items[count];
    *item = (struct zip_item){.name = mem_format("top/%s", files[2 * count]),
                              .bytes = mem_text(text),
                              .size = strlen(text),
                              .sha256 = hash_of(text, strlen(text))};
    struct hash_stream *stream = hash_stream_new("SHA512");
    hash_stream_add(stream, text, strlen(text));
    hash_stream_end(stream, item->sha512);
    bool payload = strncmp(files[2 * count], "data/", 5) == 0;
    if (payload) manifest_add(&sha256, item->sha256.bytes, HASH_SIZE, files[2 * count]);
    if (payload) manifest_add(&sha512, item->sha512, SHA512_SIZE, files[2 * count]);
    if (!payload) manifest_add(&tag, item->sha256.bytes, HASH_SIZE, files[2 * count]);
  }
  unlink(path);
  assert_true(zip_write(path, items, count, &err));
  for (size_t i = 0; i < count; i++) mem_free(items[i].name), mem_free(items[i].bytes);
  buf_clear(&sha256), buf_clear(&sha512), buf_clear(&tag);
}

#define BAGIT "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
#define OXUM "bag-info.txt", "Payload-Oxum: 1.1\n"
#define MANIFESTS "manifest-sha256.txt", "SHA256", "manifest-sha512.txt", "SHA512"
#define TAGS "tagmanifest-sha256.txt", "TAG"

static void each_mistake_in_a_bag_is_named(void **state) {
  (void)state;
  static const struct {
    const char *problem; // the first; NULL: none
    const char *files[20];
  } rows[] = {
      {NULL, {"data/a", "x", BAGIT, OXUM, MANIFESTS, TAGS, NULL}},
      {"There is no bagit.txt, so this is no bag.", {"data/a", "x", OXUM, MANIFESTS, TAGS, NULL}},
      {"bagit.txt does not consist of its two lines (version 1.0, UTF-8).",
       {"data/a", "x", "bagit.txt",
        "\xEF\xBB\xBF"
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        OXUM, MANIFESTS, TAGS, NULL}},
      {"There is no bag-info.txt.", {"data/a", "x", BAGIT, MANIFESTS, TAGS, NULL}},
      {"bag-info.txt gives Payload-Oxum 0 times instead of once.",
       {"data/a", "x", BAGIT, "bag-info.txt", "Note: x\n", MANIFESTS, TAGS, NULL}},
      {"bag-info.txt gives Payload-Oxum 2 times instead of once.",
       {"data/a", "x", BAGIT, "bag-info.txt", "Payload-Oxum: 1.1\nPayload-Oxum: 1.1\n", MANIFESTS, TAGS, NULL}},
      {"bag-info.txt counts another payload than is there, which is 2 bytes in 1 files.",
       {"data/a", "xy", BAGIT, OXUM, MANIFESTS, TAGS, NULL}},
      {"There is no manifest-sha512.txt.", {"data/a", "x", BAGIT, OXUM, "manifest-sha256.txt", "SHA256", TAGS, NULL}},
      {"There is no tagmanifest-sha256.txt.", {"data/a", "x", BAGIT, OXUM, MANIFESTS, NULL}},
      {"data/b is not listed in manifest-sha256.txt.", {"data/a", "x", BAGIT, OXUM, MANIFESTS, TAGS, "data/b", "", NULL}},
      {"notes.txt is not listed in tagmanifest-sha256.txt.", {"data/a", "x", BAGIT, OXUM, MANIFESTS, TAGS, "notes.txt", "x", NULL}},
      {"fetch.txt asks for files from elsewhere; a bundle holds everything itself.",
       {"data/a", "x", BAGIT, OXUM, "fetch.txt", "https://example.org/b 1 data/b\n", MANIFESTS, TAGS, NULL}},
      {"manifest-md5.txt uses a digest that is not checked here; only SHA-256 and SHA-512 are.",
       {"data/a", "x", BAGIT, OXUM, "manifest-md5.txt", "x", MANIFESTS, TAGS, NULL}},
      {"Line 1 of manifest-sha256.txt is not a digest, two spaces and a path.",
       {"data/a", "x", BAGIT, OXUM, "manifest-sha256.txt", "ABCD  data/a\n", "manifest-sha512.txt", "SHA512", TAGS, NULL}},
      {"data/a is not as it was when the bundle was made: its digest is not the one in manifest-sha256.txt.",
       {"data/a", "x", BAGIT, OXUM, "manifest-sha256.txt", "0000000000000000000000000000000000000000000000000000000000000000  data/a\n",
        "manifest-sha512.txt", "SHA512", TAGS, NULL}},
      {"manifest-sha256.txt lists data/a more than once.",
       {"data/a", "x", BAGIT, OXUM, "manifest-sha256.txt",
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  "
        "data/a\n2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  data/a\n",
        "manifest-sha512.txt", "SHA512", TAGS, NULL}},
      {"data/gone is listed in manifest-sha256.txt and is not there.",
       {"data/a", "x", BAGIT, OXUM, "manifest-sha256.txt",
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  "
        "data/a\n2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  data/gone\n",
        "manifest-sha512.txt", "SHA512", TAGS, NULL}},
      {"bagit.txt is listed in manifest-sha256.txt, where it does not belong.",
       {"data/a", "x", BAGIT, OXUM, "manifest-sha256.txt",
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  "
        "data/a\n2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  bagit.txt\n",
        "manifest-sha512.txt", "SHA512", TAGS, NULL}},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    make_bag("p.zip", rows[i].files);
    json_t *report = verify("p.zip");
    const char *first = json_string_value(json_array_get(json_object_get(report, "problems"), 0));
    assert_int_equal(json_flag(report, "ok"), rows[i].problem == NULL);
    if (rows[i].problem)
      assert_string_equal(first, rows[i].problem);
    else
      assert_null(first);
    json_decref(report);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_bundle_verifies_and_says_what_is_proven),
      cmocka_unit_test(the_same_bytes_each_time),
      cmocka_unit_test(other_peoples_tools_agree),
      cmocka_unit_test(every_byte_counts),
      cmocka_unit_test(payload_is_handed_to_a_reader),
      cmocka_unit_test(what_cannot_be_added_is_refused),
      cmocka_unit_test(nothing_is_left_when_it_cannot_be_written),
      cmocka_unit_test(a_file_that_may_not_grow_leaves_nothing),
      cmocka_unit_test(a_thousand_files),
      cmocka_unit_test(each_mistake_in_a_bag_is_named),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
