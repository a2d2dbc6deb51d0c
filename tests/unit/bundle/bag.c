// Goal: every rule of a bag (G1 to G3 of bag.c) is kept by what it refuses, by the name of the rule. Method: bags made by the zip's writer
// with one mistake each, the manifests right about everything else.
#include "bundle/feed.h"
#include "bundle/internal.h"
#include "workplace.h"

// What a wrong bag is made of: names and texts in turns; MANIFESTS stands for the three manifests of what came before.
static void make_bag(const char *path, const char *const *files) {
  struct zip_record records[12] = {0};
  struct zip_writer writer;
  size_t count = 0;
  struct buf sha256 = {0}, sha512 = {0}, tag = {0}, names = {0};
  struct err err;
  unlink(path);
  int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
  zip_writer_open(&writer, fd, path, false, NULL);
  for (; files[2 * count]; count++) {
    const char *text = files[2 * count + 1];
    text = strcmp(text, "SHA256") == 0   ? sha256.data
           : strcmp(text, "SHA512") == 0 ? sha512.data
           : strcmp(text, "TAG") == 0    ? tag.data
                                         : text;
    struct memory_feed memory = {.bytes = text, .size = strlen(text)};
    struct zip_feed feed = memory_feed(&memory, "memory");
    char *name = mem_format("top/%s", files[2 * count]);
    records[count].name = (uint32_t)names.size;
    buf_add(&names, files[2 * count], strlen(files[2 * count]) + 1);
    assert_true(zip_writer_add(&writer, name, &feed, &records[count], &err));
    mem_free(name);
    bool payload = strncmp(files[2 * count], "data/", 5) == 0;
    if (payload) manifest_add(&sha256, records[count].digests.sha256, HASH_SIZE, files[2 * count]);
    if (payload) manifest_add(&sha512, records[count].digests.sha512, SHA512_SIZE, files[2 * count]);
    if (!payload) manifest_add(&tag, records[count].digests.sha256, HASH_SIZE, files[2 * count]);
  }
  assert_true(zip_writer_end(&writer, records, count, "top", names.data, &err));
  zip_writer_close(&writer);
  close(fd);
  buf_clear(&sha256), buf_clear(&sha512), buf_clear(&tag), buf_clear(&names);
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
      {"tagmanifest-md5.txt uses a digest that is not checked here; only SHA-256 and SHA-512 are.",
       {"data/a", "x", BAGIT, OXUM, "tagmanifest-md5.txt", "x", MANIFESTS, TAGS, NULL}},
      {"manifest-sha512.txt is not listed in tagmanifest-sha256.txt.",
       {"data/a", "x", BAGIT, OXUM, "manifest-sha256.txt", "SHA256", TAGS, "manifest-sha512.txt", "SHA512", NULL}},
      {"tagmanifest-sha256.txt is listed in tagmanifest-sha256.txt, where it does not belong.",
       {"data/a", "x", BAGIT, OXUM, MANIFESTS, "tagmanifest-sha256.txt",
        "0000000000000000000000000000000000000000000000000000000000000000  tagmanifest-sha256.txt\n", NULL}},
      {"data/a is listed in tagmanifest-sha256.txt, where it does not belong.",
       {"data/a", "x", BAGIT, OXUM, MANIFESTS, "tagmanifest-sha256.txt",
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  data/a\n", NULL}},
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
      cmocka_unit_test(each_mistake_in_a_bag_is_named),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
