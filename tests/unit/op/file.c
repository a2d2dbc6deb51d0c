// Goal: the file that comes with a request is one on a disk, read and written from its start, whatever its descriptor was used for: a pipe
// that nobody ends would keep everybody waiting. Of evidence not a byte is stored for somebody who may not add it. Method: pipes held open,
// folders, devices and half-read files, under an alarm; then evidence of those who may and may not, and what lies in the store's folder.
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

static size_t stored(struct world *world) {
  char command[160], line[32] = "";
  snprintf(command, sizeof command, "find %s/evidence -type f 2>/dev/null | wc -l", world->path);
  FILE *pipe = popen(command, "r");
  assert_non_null(fgets(line, sizeof line, pipe));
  pclose(pipe);
  return (size_t)strtoul(line, NULL, 10);
}

// Neither somebody who only sees the item, nor its owner where nothing takes evidence; each refusal is recorded as any other.
static void what_they_may_not_add_is_not_stored(void **state) {
  struct world *world = *state;
  struct err err = {0};
  int64_t had = entries(world);
  assert_false(add_evidence(world, "l.north", "K-1", "not theirs", "Proof", NULL, &err));
  assert_int_equal(err.code, ERR_NOT_ALLOWED);
  assert_int_equal(entries(world), had + 1);
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'pause'}");
  assert_false(add_evidence(world, "o.owner", "K-1", "not now", "Proof", NULL, &err));
  assert_int_equal(err.code, ERR_REFUSED);
  assert_int_equal(entries(world), had + 3);
  assert_int_equal(stored(world), 0);
}

// E1: the first answer comes again though nothing takes evidence any more; other bytes under that key are another request.
static void a_repeat_is_answered_where_nothing_takes_it_now(void **state) {
  struct world *world = *state;
  struct err err = {0};
  if (!add_evidence(world, "o.owner", "K-1", "proof", "Proof", "key-1", &err)) fail_msg("%s", err.text);
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'pause'}");
  int64_t had = entries(world);
  if (!add_evidence(world, "o.owner", "K-1", "proof", "Proof", "key-1", &err)) fail_msg("%s", err.text);
  assert_false(add_evidence(world, "o.owner", "K-1", "other", "Proof", "key-1", &err));
  assert_int_equal(entries(world), had);
  assert_int_equal(stored(world), 1);
}

static int64_t number_given(struct world *world, const char *key) {
  struct err err = {0};
  json_t *answer = NULL;
  FILE *file = tmpfile();
  fputs("proof", file);
  rewind(file);
  json_t *request = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "op", "evidence.add", "as", "o.owner", "case", "K-1", "name",
                              "proof.txt", "title", "Proof", "level", "process", "key", key);
  if (!try_file(world, request, fileno(file), &answer, &err)) fail_msg("%s", err.text);
  int64_t number = json_number(answer, "item", -1);
  json_decref(answer);
  fclose(file);
  return number;
}

// E1: the number is the one that it was given, though the same bytes have joined once more.
static void a_repeat_says_the_number_that_was_given(void **state) {
  struct world *world = *state;
  int64_t first = number_given(world, "key-1"), second = number_given(world, "key-2");
  assert_int_equal(second, first + 1);
  assert_int_equal(number_given(world, "key-1"), first);
  assert_int_equal(number_given(world, "key-2"), second);
}

// T11: an overdue timer opens the item before the evidence comes to it.
static void what_a_timer_opens_takes_it(void **state) {
  struct world *world = *state;
  struct err err = {0};
  done(world, "{'op':'case.send','as':'o.owner','case':'K-1','event':'wait'}");
  assert_true(board_clock_set(world->board, "2016-09-01T12:00:00Z", &err));
  if (!add_evidence(world, "o.owner", "K-1", "proof", "Proof", NULL, &err)) fail_msg("%s", err.text);
  assert_int_equal(stored(world), 1);
}

static const struct CMUnitTest tests[] = {
    TEST(what_is_no_file_on_a_disk_is_refused_at_once), TEST(it_is_read_from_its_start),
    TEST(what_they_may_not_add_is_not_stored),          TEST(a_repeat_is_answered_where_nothing_takes_it_now),
    TEST(a_repeat_says_the_number_that_was_given),      TEST(what_a_timer_opens_takes_it)};
MAIN_OF(tests)
