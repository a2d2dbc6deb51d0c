// Reading a password. See password.h. At the terminal each byte is taken as it is typed: with signals and echo off, Ctrl-C is a byte that
// we answer ourselves, so that no way out leaves a terminal that shows nothing.
#include "cli/password.h"

#include "base/mem.h"
#include "bundle/bundle.h"
#include "cli/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum {
  PASSWORD_ROOM = 256, // more than a password may have: what is too long is seen to be so
  KEY_INTERRUPT = 3,
  KEY_END = 4,
  KEY_BACK = 8,
  KEY_CLEAR = 21,
  KEY_DELETE = 127,
};

bool password_is_given(const struct cli *cli) { return cli_has(cli, OPTION_PASSWORD_FILE) || cli_has(cli, OPTION_PASSWORD_FD); }

void password_free(char *password) {
  if (password) explicit_bzero(password, strlen(password));
  mem_free(password);
}

// Up to the first line end, however the file was written; what follows it is not read on.
static bool read_line(int fd, char out[PASSWORD_ROOM], const char *shown, struct err *err) {
  size_t size = 0;
  while (size < PASSWORD_ROOM - 1) {
    ssize_t got = read(fd, out + size, 1); // byte by byte: what comes after the line may be another reader's
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return env_fail(err, "read a password from", shown);
    if (got == 0 || out[size] == '\n') break;
    size++;
  }
  if (size && out[size - 1] == '\r') size--;
  out[size] = '\0';
  return strlen(out) == size || err_set(err, ERR_INVALID, "The password in %s was refused: it holds a NUL byte.", shown);
}

static bool from_file(const char *path, char out[PASSWORD_ROOM], struct err *err) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return env_fail(err, "read", path);
  bool ok = read_line(fd, out, path, err);
  close(fd);
  return ok;
}

static bool from_fd(const char *text, char out[PASSWORD_ROOM], struct err *err) {
  char *end, shown[64];
  long fd = strtol(text, &end, 10);
  if (end == text || *end || fd < 0 || fd > 1 << 20)
    return err_set(err, ERR_MISUSE, "--password-fd needs the number of an open descriptor, such as 3, not \"%.40s\".", text);
  snprintf(shown, sizeof shown, "descriptor %ld", fd);
  return read_line((int)fd, out, shown, err);
}

static void say(int terminal, const char *text) {
  if (write(terminal, text, strlen(text)) < 0) return; // a terminal that is gone is found by reading
}

// A character back: its continuation bytes too.
static size_t back(const char *line, size_t size) {
  while (size && (line[size - 1] & 0xC0) == 0x80) size--;
  return size ? size - 1 : 0;
}

// False when it was broken off.
static bool read_keys(int terminal, char out[PASSWORD_ROOM]) {
  size_t size = 0;
  for (char key; read(terminal, &key, 1) == 1;) {
    out[size] = '\0';
    if (key == '\n' || key == '\r') return true;
    if (key == KEY_INTERRUPT || (key == KEY_END && size == 0)) return false;
    if (key == KEY_BACK || key == KEY_DELETE)
      size = back(out, size);
    else if (key == KEY_CLEAR)
      size = 0;
    else if (size < PASSWORD_ROOM - 1)
      out[size++] = key;
  }
  return false;
}

static bool ask(int terminal, const char *prompt, char out[PASSWORD_ROOM]) {
  struct termios old, quiet;
  sigset_t ends, before;
  if (tcgetattr(terminal, &old) != 0) return false;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGHUP);
  sigprocmask(SIG_BLOCK, &ends, &before); // they wait until the terminal is as it was
  quiet = old;
  quiet.c_lflag &= (tcflag_t) ~(ECHO | ICANON | ISIG);
  quiet.c_cc[VMIN] = 1;
  quiet.c_cc[VTIME] = 0;
  bool ok = tcsetattr(terminal, TCSAFLUSH, &quiet) == 0;
  say(terminal, prompt);
  ok = ok && read_keys(terminal, out);
  say(terminal, "\n");
  tcsetattr(terminal, TCSAFLUSH, &old);
  sigprocmask(SIG_SETMASK, &before, NULL);
  return ok;
}

static bool ask_twice(int terminal, char out[PASSWORD_ROOM], struct err *err) {
  char again[PASSWORD_ROOM] = "";
  bool ok = ask(terminal, "The same once more (not shown): ", again);
  if (!ok)
    err_set(err, ERR_REFUSED, "No password was typed, so nothing was done.");
  else if (strcmp(out, again) != 0)
    ok = err_set(err, ERR_REFUSED, "The two passwords are not the same, so nothing was done; run the command again.");
  explicit_bzero(again, sizeof again);
  return ok;
}

static bool from_terminal(bool is_new, char out[PASSWORD_ROOM], struct err *err) {
  int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (terminal < 0)
    return err_set(err, ERR_MISUSE,
                   "A password is needed and there is no terminal to ask at; give --password-file FILE or --password-fd N.");
  bool ok =
      ask(terminal, is_new ? "Password for the bundle (8 characters or more, not shown): " : "The bundle's password (not shown): ", out) ||
      err_set(err, ERR_REFUSED, "No password was typed, so nothing was done.");
  ok = ok && (!is_new || (bundle_password_check(out, err) && ask_twice(terminal, out, err)));
  close(terminal);
  return ok;
}

char *password_read(const struct cli *cli, bool is_new, struct err *err) {
  const char *path = cli_option(cli, OPTION_PASSWORD_FILE), *fd = cli_option(cli, OPTION_PASSWORD_FD);
  char text[PASSWORD_ROOM] = "";
  if (path && fd) {
    err_set(err, ERR_MISUSE, "--password-file and --password-fd both name a password; give one of them.");
    return NULL;
  }
  bool ok = path ? from_file(path, text, err) : fd ? from_fd(fd, text, err) : from_terminal(is_new, text, err);
  char *password = ok && bundle_password_check(text, err) ? mem_text(text) : NULL;
  explicit_bzero(text, sizeof text);
  return password;
}
