// Frames over a socket: 4 bytes big-endian length, then that many bytes. Every wait has a deadline; a closed peer is an error, never a
// signal.
#include "base/mem.h"
#include "script/internal.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t frame_clock(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

// Waits until the descriptor is ready for `events`. Without a deadline the descriptor itself blocks, so that a worker needs no poll.
static bool wait_for(int fd, short events, int64_t deadline, struct err *err) {
  if (deadline < 0) return true;
  for (;;) {
    int64_t left = deadline - frame_clock();
    struct pollfd item = {.fd = fd, .events = events};
    int ready = poll(&item, 1, left > 0 ? (int)left : 0);
    if (ready > 0) return true;
    if (ready < 0 && errno == EINTR) continue;
    return err_set(err, ERR_BUSY, "the deadline passed");
  }
}

// read and write without a deadline (a worker's filter allows no others); recv and send with one.
static ssize_t move_some(int fd, char *bytes, size_t size, bool out, bool blocking) {
  if (blocking) return out ? write(fd, bytes, size) : read(fd, bytes, size);
  int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
  return out ? send(fd, bytes, size, flags) : recv(fd, bytes, size, flags);
}

static bool move_all(int fd, char *bytes, size_t size, bool out, int64_t deadline, struct err *err) {
  size_t done = 0;
  while (done < size) {
    if (!wait_for(fd, out ? POLLOUT : POLLIN, deadline, err)) return false;
    ssize_t moved = move_some(fd, bytes + done, size - done, out, deadline < 0);
    if (moved > 0)
      done += (size_t)moved;
    else if (moved == 0 || (errno != EINTR && errno != EAGAIN))
      return err_set(err, ERR_NOT_FOUND, "the other end closed");
  }
  return true;
}

bool frame_send(int fd, const char *bytes, size_t size, int64_t deadline, struct err *err) {
  unsigned char head[4] = {(unsigned char)(size >> 24), (unsigned char)(size >> 16), (unsigned char)(size >> 8), (unsigned char)size};
  return move_all(fd, (char *)head, sizeof head, true, deadline, err) && move_all(fd, (char *)bytes, size, true, deadline, err);
}

bool frame_receive(int fd, size_t size_max, int64_t deadline, char **bytes, size_t *size, struct err *err) {
  unsigned char head[4];
  if (!move_all(fd, (char *)head, sizeof head, false, deadline, err)) return false;
  size_t length = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
  if (length > size_max) return err_set(err, ERR_LIMIT, "a frame of %zu bytes is more than %zu", length, size_max);
  char *text = mem_try(length + 1);
  if (!text) return err_set(err, ERR_LIMIT, "there is no memory for a frame of %zu bytes", length);
  if (!move_all(fd, text, length, false, deadline, err)) {
    mem_free(text);
    return false;
  }
  text[length] = '\0';
  *bytes = text;
  *size = length;
  return true;
}
