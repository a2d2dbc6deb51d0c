// Goal: a document names files inside its own folder and nothing else: not by "..", an absolute path, a link, a device, another scheme or
// an escape in a URI. Method: a folder with a file to find, a secret beside it, and every way to the secret that can be thought of.
#include "../../helper/temporary.h"
#include "documents.h"

#include <sys/stat.h>
#include <unistd.h>

struct place {
  char root[64], folder[96];
};

static void write_file(const char *folder, const char *name, const char *text) {
  char *path = mem_format("%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
  mem_free(path);
}

static void link_to(const struct place *place, const char *target, const char *name) {
  char *path = mem_format("%s/%s", place->folder, name);
  assert_int_equal(symlink(target, path), 0);
  mem_free(path);
}

static int make(void **state) {
  struct place *place = mem_new(sizeof *place);
  snprintf(place->root, sizeof place->root, "%s/waymark-scxml-XXXXXX", temporary_folder());
  assert_non_null(mkdtemp(place->root));
  snprintf(place->folder, sizeof place->folder, "%s/folder", place->root);
  char *below = mem_format("%s/below", place->folder), *pipe = mem_format("%s/pipe", place->folder);
  assert_int_equal(mkdir(place->folder, 0700) | mkdir(below, 0700) | mkfifo(pipe, 0600), 0);
  write_file(place->root, "secret.txt", "secret");
  write_file(place->folder, "here.txt", "here");
  write_file(place->folder, "a b.txt", "blank");
  write_file(below, "deep.txt", "deep");
  write_file(place->folder, "bytes.txt", "\xff\xfe");
  link_to(place, "../secret.txt", "link.txt");
  link_to(place, "..", "up");
  link_to(place, "here.txt", "inner.txt");
  mem_free(below);
  mem_free(pipe);
  *state = place;
  return 0;
}

static int clear(void **state) {
  struct place *place = *state;
  char *command = mem_format("rm -rf '%s'", place->root);
  int status = system(command);
  mem_free(command);
  mem_free(place);
  return status;
}

static void test_found(void **state) {
  static const char *const names[][2] = {{"here.txt", "here"},        {"file:here.txt", "here"},     {"below/deep.txt", "deep"},
                                         {"file:a%20b.txt", "blank"}, {"./below//deep.txt", "deep"}, {"file:below/deep.txt", "deep"},
                                         {"file:%68ere.txt", "here"}};
  const struct place *place = *state;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    struct err err;
    char *text = scxml_file(place->folder, names[i][0], &err);
    if (!text) fail_msg("%s", err.text);
    assert_string_equal(text, names[i][1]);
    mem_free(text);
  }
}

static void test_refused(void **state) {
  static const char *const names[] = {"../secret.txt",
                                      "file:../secret.txt",
                                      "file:%2e%2e/secret.txt",
                                      "file:..%2Fsecret.txt",
                                      "below/../../secret.txt",
                                      "link.txt",
                                      "up/secret.txt",
                                      "inner.txt",
                                      "pipe",
                                      "below",
                                      ".",
                                      "",
                                      "file:",
                                      "bytes.txt",
                                      "here.txt/x",
                                      "none.txt",
                                      "http://localhost/here.txt",
                                      "D:\\here.txt",
                                      "file://localhost/here.txt",
                                      "file:here.txt%00.lua"};
  const struct place *place = *state;
  struct err err;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    char *text = scxml_file(place->folder, names[i], &err);
    if (text) fail_msg("\"%s\" was read: %s", names[i], text);
    assert_int_equal(err.code, ERR_INVALID);
  }
  char *absolute = mem_format("%s/here.txt", place->folder), *uri = mem_format("file:%s", absolute);
  assert_null(scxml_file(place->folder, absolute, &err));
  assert_null(scxml_file(place->folder, uri, &err));
  assert_null(scxml_file(NULL, "here.txt", &err));
  mem_free(absolute);
  mem_free(uri);
}

static void test_sentences(void **state) {
  const struct place *place = *state;
  struct err err;
  assert_null(scxml_file(place->folder, "../secret.txt", &err));
  assert_string_equal(err.text, "\"../secret.txt\" cannot be read: it leads out of the document's folder.");
  assert_null(scxml_file(place->folder, "link.txt", &err));
  assert_string_equal(err.text, "\"link.txt\" cannot be read: it is a link.");
  assert_null(scxml_file(place->folder, "pipe", &err));
  assert_string_equal(err.text, "\"pipe\" cannot be read: it is no regular file.");
  assert_null(scxml_file(place->folder, "http://x/y", &err));
  assert_string_equal(err.text, "\"http://x/y\" cannot be read: only files beside the document are read, as \"file:NAME\" or \"NAME\".");
}

static void test_size(void **state) {
  const struct place *place = *state;
  struct err err;
  char *text = mem_new(SCXML_FILE_MAX + 2);
  memset(text, 'x', SCXML_FILE_MAX + 1);
  write_file(place->folder, "large.txt", text);
  assert_null(scxml_file(place->folder, "large.txt", &err));
  assert_int_equal(err.code, ERR_LIMIT);
  text[SCXML_FILE_MAX] = '\0';
  write_file(place->folder, "large.txt", text);
  char *got = scxml_file(place->folder, "large.txt", &err);
  assert_non_null(got);
  mem_free(got);
  mem_free(text);
}

// Scripts and data are read with the document; a script that is missing refuses it, data that are missing fail when they are made.
static void test_in_documents(void **state) {
  const struct place *place = *state;
  struct err err;
  write_file(place->folder, "s.lua", "x = 1\n");
  write_file(place->folder, "d.json", "{\"a\": 1}");
  write_file(place->folder, "t.scxml",
             CHART("<script src=\"file:s.lua\"/><datamodel><data id=\"d\" src=\"d.json\"/><data id=\"w\" src=\"here.txt\"/><data id=\"m\" "
                   "src=\"../secret.txt\"/></datamodel><state id=\"a\"/>"));
  char *path = mem_format("%s/t.scxml", place->folder);
  json_t *definition = scxml_read_file(path, &err);
  if (!definition) fail_msg("%s", err.text);
  json_t *wanted = json_of("[{'id':'d','value':{'a':1}},{'id':'w','value':'here'},{'id':'m'}]");
  json_t *expr = json_object_get(json_array_get(json_object_get(definition, "data"), 2), "expr");
  assert_non_null(strstr(json_string_value(expr), "it leads out of the document"));
  json_object_set(json_array_get(wanted, 2), "expr", expr);
  assert_same(wanted, json_object_get(definition, "data"));
  assert_string_equal(json_text(definition, "name"), "t");
  json_decref(wanted);
  json_decref(definition);
  mem_free(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_found), cmocka_unit_test(test_refused),      cmocka_unit_test(test_sentences),
      cmocka_unit_test(test_size),  cmocka_unit_test(test_in_documents),
  };
  return cmocka_run_group_tests(tests, make, clear);
}
