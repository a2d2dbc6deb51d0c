// Frames over a socket: 4 bytes big-endian length, then that many bytes. The parent's every wait ends with its patience; a closed peer is
// an error, never a signal.
#include "base/mem.h"
#include "script/internal.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { HEAD = 4, FIRST = 32 << 10 }; // FIRST: bytes of the first write or read; a message of many calls is about as large

int64_t frame_clock(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool closed(struct err *err) { return err_set(err, ERR_NOT_FOUND, "the other end closed"); }
static bool too_late(struct err *err) { return err_set(err, ERR_BUSY, "the deadline passed"); }

// Waits until the descriptor can be written.
static bool wait_writable(int fd, struct patience *patience, struct err *err) {
  for (;;) {
    struct pollfd item = {.fd = fd, .events = POLLOUT};
    int ready = poll(&item, 1, patience_slice_ms(patience));
    if (ready > 0) return !patience_is_over(patience) || too_late(err);
    if (ready < 0 && errno != EINTR) return closed(err);
    if (ready == 0 && !patience_look(patience)) return too_late(err);
  }
}

// write for who waits for ever (a worker's filter allows no other call); else send, which waits only where the socket is full.
static bool send_all(int fd, const char *bytes, size_t size, struct patience *patience, struct err *err) {
  size_t done = 0;
  while (done < size) {
    ssize_t moved = !patience ? write(fd, bytes + done, size - done) : send(fd, bytes + done, size - done, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (moved > 0)
      done += (size_t)moved;
    else if (moved < 0 && errno == EAGAIN && patience) {
      if (!wait_writable(fd, patience, err)) return false;
    } else if (moved == 0 || errno != EINTR)
      return closed(err);
  }
  return true;
}

// A blocking read whose time is limited by the socket itself costs less than asking poll first.
static bool slice_reads(int fd, const struct patience *patience) {
  int ms = patience ? patience_slice_ms(patience) : 0;
  struct timeval time = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
  return !patience || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time) == 0;
}

// At least one byte and at most `size`.
static bool receive_some(int fd, char *bytes, size_t size, struct patience *patience, size_t *got, struct err *err) {
  for (;;) {
    ssize_t moved = read(fd, bytes, size);
    *got = moved > 0 ? (size_t)moved : 0;
    if (moved > 0) return true;
    if (moved == 0 || (errno != EINTR && errno != EAGAIN)) return closed(err);
    bool ends = errno == EAGAIN ? patience && !patience_look(patience) : patience_is_over(patience); // a signal cuts a slice short
    if (ends) return too_late(err);
  }
}

// One that comes in crumbs, each in time, is not waited for to its end.
static bool receive_all(int fd, char *bytes, size_t size, struct patience *patience, struct err *err) {
  for (size_t done = 0, got; done < size; done += got)
    if (patience_is_over(patience))
      return too_late(err);
    else if (!receive_some(fd, bytes + done, size - done, patience, &got, err))
      return false;
  return true;
}

static void write_head(char head[HEAD], size_t size) {
  for (int i = 0; i < HEAD; i++) head[i] = (char)(unsigned char)(size >> (24 - 8 * i));
}

static size_t read_head(const char head[HEAD]) {
  size_t size = 0;
  for (int i = 0; i < HEAD; i++) size = size << 8 | (unsigned char)head[i];
  return size;
}

// One write for a frame of ordinary size.
bool frame_send(int fd, const char *bytes, size_t size, struct patience *patience, struct err *err) {
  char start[FIRST];
  size_t with = size < sizeof start - HEAD ? size : sizeof start - HEAD;
  write_head(start, size);
  if (with) memcpy(start + HEAD, bytes, with);
  return send_all(fd, start, HEAD + with, patience, err) && send_all(fd, bytes + with, size - with, patience, err);
}

// One read for a frame of ordinary size: only one is ever under way, so what comes with the head is its own. More than that is a lie.
bool frame_receive(int fd, size_t size_max, struct patience *patience, char **bytes, size_t *size, struct err *err) {
  char start[FIRST];
  size_t have = 0, got;
  if (!slice_reads(fd, patience)) return closed(err);
  for (; have < HEAD; have += got)
    if (!receive_some(fd, start + have, sizeof start - have, patience, &got, err)) return false;
  size_t length = read_head(start);
  if (length > size_max) return err_set(err, ERR_LIMIT, "a frame of %zu bytes is more than %zu", length, size_max);
  if (have - HEAD > length) return err_set(err, ERR_LIMIT, "more came than a frame of %zu bytes", length);
  char *text = mem_try(length + 1);
  if (!text) return err_set(err, ERR_LIMIT, "there is no memory for a frame of %zu bytes", length);
  memcpy(text, start + HEAD, have - HEAD);
  if (!receive_all(fd, text + have - HEAD, length - (have - HEAD), patience, err)) {
    mem_free(text);
    return false;
  }
  text[length] = '\0';
  *bytes = text;
  *size = length;
  return true;
}
