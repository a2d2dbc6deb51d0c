// Logging in to the mail server. See mail_login.h.
#include "op/mail_login.h"

#include "base/env.h"
#include "base/mem.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SIZE_MAX_READ = 1024 };

void mail_login_forget(char *password) {
  if (password) explicit_bzero(password, strlen(password));
  mem_free(password);
}

static bool is_private(int fd, const char *path, struct err *err) {
  struct stat info;
  if (fstat(fd, &info) != 0) return env_fail(err, "look at", path);
  bool own = S_ISREG(info.st_mode) && info.st_uid == geteuid() && (info.st_mode & 077) == 0;
  return own ||
         err_set(err, ERR_REFUSED,
                 "No mail leaves: %s, which mail_login names, must be a file of whoever runs Waymark that nobody else may read; \"chmod "
                 "600\" does that.",
                 path);
}

// A line of at least one character, without its end. *rest: what follows.
static char *line_of(const char *text, const char **rest) {
  size_t size = strcspn(text, "\r\n");
  *rest = text + size + strspn(text + size, "\r") + (text[size + strspn(text + size, "\r")] == '\n');
  return size ? mem_text_part(text, size) : NULL;
}

static bool take_lines(const char *text, const char *path, char **user, char **password, struct err *err) {
  const char *rest;
  *user = line_of(text, &rest);
  *password = line_of(rest, &rest);
  if (*user && *password) return true;
  mem_free(*user);
  mail_login_forget(*password);
  *user = *password = NULL;
  return err_set(err, ERR_INVALID,
                 "No mail leaves: %s, which mail_login names, must have the user on its first line and the password on its second.", path);
}

bool mail_login_read(const char *path, char **user, char **password, struct err *err) {
  char text[SIZE_MAX_READ + 1];
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return env_fail(err, "read what mail_login names,", path);
  ssize_t size = is_private(fd, path, err) ? read(fd, text, SIZE_MAX_READ) : -2;
  if (size == -1) env_fail(err, "read", path);
  close(fd);
  if (size < 0) return false;
  text[size] = '\0';
  bool ok = take_lines(text, path, user, password, err);
  explicit_bzero(text, sizeof text);
  return ok;
}
