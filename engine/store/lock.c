// One process owns a store: FOLDER/lock is held by flock for as long as it is open, with the owner's number in it for other people's
// errors. The kernel drops the lock when the process ends in whatever way, so a lock is never left behind.
#include "base/mem.h"
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static bool lock_refuse(int fd, const char *folder, struct err *err) {
  char text[32] = "";
  ssize_t got = pread(fd, text, sizeof text - 1, 0);
  long owner = got > 0 ? strtol(text, NULL, 10) : 0;
  char who[48] = "another process";
  if (owner > 0) snprintf(who, sizeof who, "another process (number %ld)", owner);
  return err_set(err, ERR_BUSY,
                 "Cannot open the board in %s: %s has it open. Wait until it is done and try again; a board that is being served takes its "
                 "commands through `waymark serve`.",
                 folder, who);
}

int lock_take(const char *folder, struct err *err) {
  char *path = mem_format("%s/lock", folder);
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  bool ok = fd >= 0;
  if (!ok)
    env_fail(err, "open the lock file", path);
  else if (flock(fd, LOCK_EX | LOCK_NB) != 0)
    ok = errno == EWOULDBLOCK ? lock_refuse(fd, folder, err) : env_fail(err, "lock", path);
  if (!ok && fd >= 0) close(fd);
  mem_free(path);
  if (!ok) return -1;
  // The number is only for others' errors: a full disk may leave it out.
  if (ftruncate(fd, 0) == 0) (void)!dprintf(fd, "%ld\n", (long)getpid());
  return fd;
}

void lock_drop(int fd) {
  if (fd < 0) return;
  (void)!ftruncate(fd, 0);
  close(fd);
}
