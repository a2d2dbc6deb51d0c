// Goal: a password comes from a file, a descriptor or the terminal, is never shown, and no way out leaves a terminal that shows nothing.
// Method: files and pipes; a child at a terminal of its own, whose keys and screen are this test's.
#include "cli/password.h"

#include "base/mem.h"
#include "cli/internal.h"

#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

static struct cli with(enum option_name option, const char *value) {
  struct cli cli = {.env = env_system()};
  cli.args.values[option] = value;
  return cli;
}

// The password that a file of these bytes holds; NULL with err.
static char *from_file(const char *bytes, size_t size, struct err *err) {
  char path[] = "/tmp/waymark-password-XXXXXX";
  int fd = mkstemp(path);
  assert_true(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
  struct cli cli = with(OPTION_PASSWORD_FILE, path);
  char *password = password_read(&cli, true, err);
  close(fd);
  unlink(path);
  return password;
}

static void the_first_line_of_a_file(void **state) {
  (void)state;
  static const struct {
    const char *bytes;
    size_t size;
    const char *expected; // NULL: refused
  } rows[] = {
      {"correct horse\nbattery\n", 22, "correct horse"},
      {"correct horse", 13, "correct horse"},
      {"correct horse\r\n", 15, "correct horse"},
      {"k\xc3\xb6niglich\n", 11, "k\xc3\xb6niglich"},
      {"short\n", 6, NULL},
      {"", 0, NULL},
      {"correct\0horse\n", 14, NULL},
      {"correct\thorse\n", 14, NULL},
      {"correct \xff horse\n", 16, NULL},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct err err = {0};
    char *password = from_file(rows[i].bytes, rows[i].size, &err);
    if (rows[i].expected)
      assert_string_equal(password, rows[i].expected);
    else
      assert_true(!password && err.text[0]);
    password_free(password);
  }
}

static void one_line_of_a_descriptor_and_no_byte_more(void **state) {
  (void)state;
  int ends[2];
  char number[16], rest[16] = "";
  struct err err;
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(write(ends[1], "correct horse\nrest", 18), 18);
  close(ends[1]);
  snprintf(number, sizeof number, "%d", ends[0]);
  struct cli cli = with(OPTION_PASSWORD_FD, number);
  char *password = password_read(&cli, true, &err);
  assert_string_equal(password, "correct horse");
  assert_int_equal(read(ends[0], rest, sizeof rest), 4);
  assert_string_equal(rest, "rest");
  password_free(password);
  close(ends[0]);
  static const char *const wrong[] = {"", "x", "3x", "-1", "99999"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    cli = with(OPTION_PASSWORD_FD, wrong[i]);
    assert_null(password_read(&cli, true, &err));
  }
  cli.args.values[OPTION_PASSWORD_FILE] = "/dev/null";
  assert_null(password_read(&cli, true, &err));
  assert_int_equal(err.code, ERR_MISUSE);
}

// What a child at a terminal of its own reads: its password, or the sentence that refuses it, then whether the terminal shows what is
// typed.
static void child(bool is_new, int out) {
  struct cli cli = {.env = env_system()};
  struct err err;
  struct termios after;
  char *password = password_read(&cli, is_new, &err), line[1024];
  tcgetattr(STDIN_FILENO, &after);
  int size = snprintf(line, sizeof line, "%s|%s", password ? password : err.text, after.c_lflag & ECHO ? "shown" : "hidden");
  password_free(password);
  _exit(write(out, line, (size_t)size) == size ? 0 : 1);
}

// Types `first` at the first question and `second`, unless NULL, at the next. `screen` gets all that stood there.
static void type_at_terminal(bool is_new, const char *first, const char *second, char *answer, char *screen) {
  int ends[2], terminal;
  ssize_t got;
  size_t seen = 0;
  assert_int_equal(pipe(ends), 0);
  pid_t pid = forkpty(&terminal, NULL, NULL, NULL);
  assert_true(pid >= 0);
  if (pid == 0) child(is_new, ends[1]);
  close(ends[1]);
  const char *next[] = {first, second, NULL};
  for (int at = 0; (got = read(terminal, screen + seen, 1000 - seen)) > 0;) {
    seen += (size_t)got;
    screen[seen] = '\0';
    if (next[at] && seen >= 2 && strcmp(screen + seen - 2, ": ") == 0) {
      assert_true(write(terminal, next[at], strlen(next[at])) > 0);
      at++;
    }
  }
  got = read(ends[0], answer, 999);
  answer[got > 0 ? got : 0] = '\0';
  close(ends[0]);
  close(terminal);
  assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void typed_and_not_shown(void **state) {
  (void)state;
  static const struct {
    bool is_new;
    const char *first, *second, *expected;
  } rows[] = {
      {false, "correct horse\r", NULL, "correct horse|shown"},
      {true, "correct horse\r", "correct horse\n", "correct horse|shown"},
      {false,
       "wrong\x15"
       "correct hors\xc3\xa9\x7f"
       "e\r",
       NULL, "correct horse|shown"},
      {true, "correct horse\r", "correct house\r", "The two passwords are not the same, so nothing was done; run the command again.|shown"},
      {true, "correct horse\r", "\x03", "No password was typed, so nothing was done.|shown"},
      {true, "\x03", NULL, "No password was typed, so nothing was done.|shown"},
      {true, "\x04", NULL, "No password was typed, so nothing was done.|shown"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char answer[1000], screen[1001] = "";
    type_at_terminal(rows[i].is_new, rows[i].first, rows[i].second, answer, screen);
    assert_string_equal(answer, rows[i].expected);
    assert_null(strstr(screen, "orse"));
    assert_null(strstr(screen, "ouse"));
  }
}

static void no_terminal_is_said(void **state) {
  (void)state;
  int ends[2];
  char answer[1000] = "";
  assert_int_equal(pipe(ends), 0);
  pid_t pid = fork();
  if (pid == 0) {
    setsid();
    child(true, ends[1]);
  }
  assert_int_equal(waitpid(pid, NULL, 0), pid);
  assert_true(read(ends[0], answer, sizeof answer - 1) > 0);
  assert_non_null(strstr(answer, "there is no terminal to ask at; give --password-file FILE or --password-fd N."));
  close(ends[0]);
  close(ends[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_first_line_of_a_file),
      cmocka_unit_test(one_line_of_a_descriptor_and_no_byte_more),
      cmocka_unit_test(typed_and_not_shown),
      cmocka_unit_test(no_terminal_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
