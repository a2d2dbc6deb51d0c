// Goal: the file that comes with a request is one on a disk, read and written from its start, whatever its descriptor was used for: a pipe
// that nobody ends would keep everybody waiting. Method: pipes held open, folders, devices and half-read files, under an alarm.
#include "fixture.h"

#include <fcntl.h>
#include <unistd.h>

enum { PATIENCE_S = 20 };

static bool send_file(struct world *world, const char *op, int fd, json_t **answer, struct err *err) {
  json_t *request = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "op", op, "as", "o.owner", "case", "K-1", "name", "proof.txt", "title",
                              "Proof", "level", "process", "top", "bag");
  alarm(PATIENCE_S);
  bool ok = try_file(world, request, fd, answer, err);
  alarm(0);
  return ok;
}

static void is_refused(struct world *world, int fd) {
  static const char *const ops[] = {"evidence.add", "bundle.create"};
  for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
    struct err err = {0};
    json_t *answer = NULL;
    assert_false(send_file(world, ops[i], fd, &answer, &err));
    assert_int_equal(err.code, ERR_INVALID);
    says(err.text, "needs a file on a disk");
  }
}

static void what_is_no_file_on_a_disk_is_refused_at_once(void **state) {
  struct world *world = *state;
  int ends[2], folder = open("/tmp", O_RDONLY | O_DIRECTORY), device = open("/dev/zero", O_RDWR);
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(write(ends[1], "x", 1), 1); // and the pipe stays open
  is_refused(world, ends[0]);
  is_refused(world, ends[1]);
  is_refused(world, folder);
  is_refused(world, device);
  close(ends[0]);
  close(ends[1]);
  close(folder);
  close(device);
}

static void it_is_read_from_its_start(void **state) {
  struct world *world = *state;
  struct err err = {0};
  json_t *answer = NULL;
  FILE *file = tmpfile();
  assert_int_equal(write(fileno(file), "whole text", 10), 10); // the descriptor stands at the end
  if (!send_file(world, "evidence.add", fileno(file), &answer, &err)) fail_msg("%s", err.text);
  assert_int_equal(json_number(answer, "size", 0), 10);
  json_decref(answer);
  fclose(file);
}

static const struct CMUnitTest tests[] = {TEST(what_is_no_file_on_a_disk_is_refused_at_once), TEST(it_is_read_from_its_start)};
MAIN_OF(tests)
