// Goal: a build with sanitizers finds what it is there for. Method: a child does one wrong thing each, on purpose; it must not end well,
// and one that does nothing wrong must. Skipped in other builds, where the wrong thing would be done.
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static volatile size_t past = 8; // of eight bytes: the compiler must not see it

static void nothing(void) {}

static void write_past_the_heap(void) {
  volatile char *bytes = malloc(past);
  bytes[past] = 1;
  free((void *)bytes);
}

static void read_past_the_stack(void) {
  volatile char bytes[8] = {0};
  if (bytes[past]) puts("odd");
}

static void read_what_was_freed(void) {
  volatile char *volatile bytes = malloc(past);
  free((void *)bytes);
  if (bytes[0]) puts("odd");
}

static void add_too_much(void) {
  volatile int number = INT_MAX;
  number = number + 1;
}

static void shift_too_far(void) {
  volatile int by = 40, number = 1;
  number = number << by;
}

static void lose(void) {
  void *volatile bytes = malloc(past);
  bytes = NULL;
  if (bytes) puts("odd");
}

static int status_of(void (*wrong)(void)) {
  int status;
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    if (!freopen("/dev/null", "w", stderr)) _exit(0);
    wrong();
    exit(0); // the leaks are looked for at the end
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  return status;
}

static void each_wrong_thing_is_found(void **state) {
  static const struct {
    const char *name;
    void (*wrong)(void);
  } all[] = {{"write past the heap", write_past_the_heap},
             {"read past the stack", read_past_the_stack},
             {"read what was freed", read_what_was_freed},
             {"add too much", add_too_much},
             {"shift too far", shift_too_far},
             {"lose", lose}};
  (void)state;
#ifndef __SANITIZE_ADDRESS__
  print_message("skipped: this is no build with sanitizers\n");
  return;
#endif
  assert_int_equal(status_of(nothing), 0);
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
    if (status_of(all[i].wrong) == 0) fail_msg("nobody noticed: %s", all[i].name);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(each_wrong_thing_is_found)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
