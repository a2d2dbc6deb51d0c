// The board's socket: see socket.h. A socket's path may be 107 bytes at most, a board's folder may lie deeper: so both ends
// open the folder and name the socket through /proc/self/fd.
#include "serve/socket.h"

#include "base/buf.h"
#include "base/descriptor.h"
#include "base/env.h"
#include "serve/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 64 }; // as many as the server takes at once

// Runs `call` (bind or connect) on FOLDER/socket; -1 with errno.
static int at_folder(const char *folder, int fd, int (*call)(int, const struct sockaddr *, socklen_t)) {
  int at = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (at < 0) return -1;
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/socket", at);
  int failed = call(fd, (const struct sockaddr *)&address, sizeof address), why = errno;
  close(at);
  errno = why;
  return failed;
}

static int at_folder_do(const char *folder, const char *name, mode_t mode) {
  int at = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (at < 0) return -1;
  int failed = mode ? fchmodat(at, name, mode, 0) : unlinkat(at, name, 0), why = errno;
  close(at);
  errno = why;
  return failed;
}

void socket_remove(const char *folder) { at_folder_do(folder, "socket", 0); }

int socket_listen(const char *folder, struct err *err) {
  socket_remove(folder);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  // Nobody can connect between bind and listen, so the mode is set before anyone could use a wider one.
  if (fd >= 0 && at_folder(folder, fd, bind) == 0 && at_folder_do(folder, "socket", 0600) == 0 && listen(fd, BACKLOG) == 0) return fd;
  env_fail(err, "listen for commands in", folder);
  if (fd >= 0) close(fd);
  return -1;
}

int socket_accept(int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return -1;
  struct ucred peer;
  socklen_t size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == geteuid()) return fd;
  close(fd);
  errno = EPERM;
  return -1;
}

int socket_connect(const char *folder) {
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (at_folder(folder, fd, connect) == 0) return fd;
  close(fd);
  return -1;
}

// Every descriptor that came is received, even beyond the one we want: those that nobody closes would leak.
static void take_files(struct msghdr *message, int *file) {
  for (struct cmsghdr *control = CMSG_FIRSTHDR(message); control; control = CMSG_NXTHDR(message, control)) {
    if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS) continue;
    size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; i++) {
      int fd;
      memcpy(&fd, CMSG_DATA(control) + i * sizeof fd, sizeof fd);
      if (*file >= 0) close(*file);
      *file = fd;
    }
  }
}

ssize_t socket_receive(int fd, void *bytes, size_t size, int *file) {
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(4 * sizeof(int))]; // the kernel closes what does not fit
  } control;
  struct iovec part = {bytes, size};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  ssize_t got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
  if (got >= 0) take_files(&message, file);
  return got;
}

// A server at its limit answers and hangs up without reading; then sending fails but an answer is there to be read.
static bool send_all(int fd, const struct buf *out, int file) {
  for (size_t done = 0; done < out->size;) {
    ssize_t sent = descriptor_send(fd, out->data + done, out->size - done, done == 0 ? file : -1);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno == EPIPE || errno == ECONNRESET;
    done += (size_t)sent;
  }
  return true;
}

static bool gone(struct err *err) {
  return err_set(err, ERR_BROKEN,
                 "The server went away before it answered, so it is not known whether this was done: start it again, "
                 "look at what you meant to change, and repeat this only if it was not.");
}

static bool receive_all(int fd, struct frame *frame, struct err *err) {
  int file = -1;
  bool ok = true;
  while (ok && !frame_is_whole(frame)) {
    void *where;
    size_t want = frame_want(frame, &where);
    ssize_t got = socket_receive(fd, where, want, &file);
    if (got < 0 && errno == EINTR) continue;
    ok = got > 0 ? frame_got(frame, (size_t)got, err) : gone(err);
  }
  if (file >= 0) close(file);
  return ok;
}

static bool read_answer(const struct frame *frame, json_t **answer, struct err *err) {
  json_t *value = frame_read(frame, "The server's answer", err);
  if (!value) return false;
  const json_t *failure = json_object_get(value, "error");
  if (!failure) {
    *answer = value;
    return true;
  }
  const char *text = json_text(failure, "text");
  err_set(err, err_from_word(json_text(failure, "code")), "%s", text ? text : "The server refused and did not say why.");
  json_decref(value);
  return false;
}

bool socket_ask(int fd, const json_t *request, int file, json_t **answer, struct err *err) {
  struct buf out;
  struct frame frame;
  buf_init(&out);
  frame_init(&frame, FRAME_ANSWER_MAX);
  bool ok = frame_write(&out, request, FRAME_REQUEST_MAX, err) && (send_all(fd, &out, file) || gone(err)) && receive_all(fd, &frame, err) &&
            read_answer(&frame, answer, err);
  frame_clear(&frame);
  buf_clear(&out);
  return ok;
}
