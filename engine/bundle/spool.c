// A spool. See spool.h. Its file has no name from the beginning, so that no crash leaves a part of a record lying about.
#include "bundle/spool.h"

#include "base/env.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { SPOOL_MEMORY = 1 << 20 }; // the journal of nearly every item is smaller

void spool_init(struct spool *spool) { *spool = (struct spool){.fd = -1}; }

void spool_clear(struct spool *spool) {
  if (spool->fd >= 0) close(spool->fd);
  buf_clear(&spool->bytes);
  spool_init(spool);
}

// Some file systems know no files without a name: there it has one for a moment.
static int open_nameless(const char *folder) {
  int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return fd;
  char *path = mem_format("%s/.bundle-XXXXXX", folder);
  fd = mkostemp(path, O_CLOEXEC);
  if (fd >= 0) unlink(path);
  mem_free(path);
  return fd;
}

static bool write_all(int fd, const char *bytes, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t put = write(fd, bytes + done, size - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    done += (size_t)put;
  }
  return true;
}

static bool move_out(struct spool *spool, const char *folder, struct err *err) {
  spool->fd = open_nameless(folder);
  if (spool->fd < 0 || !write_all(spool->fd, spool->bytes.data, spool->bytes.size)) return env_fail(err, "write", folder);
  buf_clear(&spool->bytes);
  return true;
}

bool spool_add(struct spool *spool, const char *folder, const void *bytes, size_t size, struct err *err) {
  if (spool->fd < 0 && spool->size + size > SPOOL_MEMORY && !move_out(spool, folder, err)) return false;
  spool->size += size;
  if (spool->fd >= 0) return write_all(spool->fd, bytes, size) || env_fail(err, "write", folder);
  buf_add(&spool->bytes, bytes, size);
  return true;
}
