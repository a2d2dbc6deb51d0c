// Goal: a page of a mapped file is handed out only when it is what was written, also after it was dropped, and one that is gone later ends
// the program with a sentence and the exit code of damage, not by a signal. Method: a small file; a child process that looks at a page
// after the file was cut off, as a disk does that fails.
#include "store/page_map.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PAGE = 4096, PAGES = 40 };

// A page is whole when its last byte is that of its first.
static bool is_whole(const void *page, int size) {
  const uint8_t *bytes = page;
  return bytes[0] == bytes[size - 1];
}

static int make_file(int spoiled) {
  char path[] = "/tmp/waymark-pages-XXXXXX";
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  unlink(path);
  for (int i = 0; i < PAGES; i++) {
    uint8_t page[PAGE];
    memset(page, i + 1, sizeof page);
    page[PAGE - 1] = (uint8_t)(i == spoiled ? 0 : i + 1);
    assert_int_equal(write(fd, page, sizeof page), PAGE);
  }
  return fd;
}

static void each_page_is_compared(void **state) {
  (void)state;
  int fd = make_file(17);
  struct page_map *map = page_map_new(fd, "a store", PAGE, is_whole);
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < PAGES; i++) {
      const uint8_t *page = page_map_at(map, (int64_t)i * PAGE, PAGE);
      if (i == 17)
        assert_null(page);
      else
        assert_int_equal(page[1], i + 1);
    }
    page_map_drop(map, 0, 2);
    page_map_drop(map, 1, 2);
  }
  assert_null(page_map_at(map, (int64_t)PAGES * PAGE, PAGE));
  assert_null(page_map_at(map, 1, PAGE));
  page_map_free(map);
  close(fd);
}

// What was dropped is not believed again unseen.
static void what_was_dropped_is_compared_again(void **state) {
  (void)state;
  int fd = make_file(-1);
  struct page_map *map = page_map_new(fd, "a store", PAGE, is_whole);
  assert_non_null(page_map_at(map, 3 * PAGE, PAGE));
  assert_int_equal(pwrite(fd, "?", 1, 3 * PAGE), 1);
  page_map_drop(map, 0, 1);
  assert_null(page_map_at(map, 3 * PAGE, PAGE));
  page_map_free(map);
  close(fd);
}

// How a child ends that looks where there is nothing any more; `said` has what it wrote.
static int end_of(bool of_map, char said[512]) {
  int pipes[2];
  assert_int_equal(pipe(pipes), 0);
  pid_t child = fork();
  if (child == 0) {
    signal(SIGBUS, SIG_DFL); // not cmocka's
    dup2(pipes[1], STDERR_FILENO);
    int fd = make_file(-1), other = make_file(-1);
    struct page_map *map = page_map_new(fd, "the store", PAGE, is_whole);
    const volatile uint8_t *page = page_map_at(map, 2 * PAGE, PAGE);
    if (!of_map) page = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, other, 0);
    if (page[5] == 0 || ftruncate(of_map ? fd : other, 0) != 0) _exit(9);
    _exit(page[5] == 0 ? 10 : 11);
  }
  close(pipes[1]);
  ssize_t size = read(pipes[0], said, 511);
  said[size > 0 ? size : 0] = '\0';
  close(pipes[0]);
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  return status;
}

static void one_that_is_gone_ends_with_a_sentence(void **state) {
  (void)state;
  char said[512];
  int status = end_of(true, said);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 3);
  assert_string_equal(said,
                      "waymark: Cannot check the store: a part of it that was read a moment ago can be read no more. Nothing was changed; "
                      "check the disk, keep a copy of the folder, then put back the latest backup.\n");
}

static void other_memory_is_none_of_its_business(void **state) {
  (void)state;
  char said[512];
  int status = end_of(false, said);
  assert_true(WIFSIGNALED(status));
  assert_int_equal(WTERMSIG(status), SIGBUS);
}

static void the_handler_goes_with_the_last_map(void **state) {
  (void)state;
  struct sigaction before, now;
  int fd = make_file(-1);
  sigaction(SIGBUS, NULL, &before);
  struct page_map *one = page_map_new(fd, "a store", PAGE, NULL), *two = page_map_new(fd, "a store", PAGE, NULL);
  page_map_free(one);
  sigaction(SIGBUS, NULL, &now);
  assert_true(now.sa_handler != before.sa_handler);
  page_map_free(two);
  sigaction(SIGBUS, NULL, &now);
  assert_true(now.sa_handler == before.sa_handler);
  close(fd);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_page_is_compared),
      cmocka_unit_test(what_was_dropped_is_compared_again),
      cmocka_unit_test(one_that_is_gone_ends_with_a_sentence),
      cmocka_unit_test(other_memory_is_none_of_its_business),
      cmocka_unit_test(the_handler_goes_with_the_last_map),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
