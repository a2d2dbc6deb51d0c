// The daemon's FILDES command: the descriptor travels over the socket (SCM_RIGHTS), so a file of any size is looked at without its bytes
// going through us. An answer ends in a zero byte: "fd[10]: OK", "fd[10]: NAME FOUND" or "... ERROR".
#include "op/scan.h"

#include "base/descriptor.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

// The one who adds the file waits, and so does everybody on this server: longer than this a scan is not worth.
enum { WAIT_S = 60, ANSWER_MAX = 500 };

static bool unable(const char *path, const char *why, struct err *err) {
  return err_set(err, ERR_BUSY,
                 "The file was not kept: the virus scanner at %s could not look at it (%s). Start it and add the file again, or have the "
                 "office take the setting virus_scan away.",
                 path, why);
}

static int open_socket(const char *path, struct err *err) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  struct timeval wait = {.tv_sec = WAIT_S};
  if (strlen(path) >= sizeof address.sun_path) return unable(path, "its path is too long", err), -1;
  memcpy(address.sun_path, path, strlen(path));
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) == 0 &&
      setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) == 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
    return fd;
  unable(path, strerror(errno), err);
  if (fd >= 0) close(fd);
  return -1;
}

static bool receive(int socket, char answer[ANSWER_MAX]) {
  size_t size = 0;
  ssize_t got;
  do {
    got = recv(socket, answer + size, ANSWER_MAX - 1 - size, 0);
    if (got > 0) size += (size_t)got;
  } while (got > 0 && answer[size - 1] && size < ANSWER_MAX - 1);
  answer[size] = 0;
  return got >= 0 && size > 0;
}

static bool ends_in(char *text, const char *end) {
  size_t size = strlen(text), length = strlen(end);
  if (size < length || strcmp(text + size - length, end) != 0) return false;
  text[size - length] = 0;
  return true;
}

// What stands before it is the daemon's own number for the file.
static bool judge(const char *path, char *answer, struct err *err) {
  char *said = strstr(answer, ": ");
  said = said ? said + 2 : answer;
  if (strcmp(said, "OK") == 0) return true;
  if (ends_in(said, " FOUND"))
    return err_set(err, ERR_REFUSED,
                   "The file was not kept: the virus scanner found %s in it. Do not open or send it on; tell whoever looks after your "
                   "computers.",
                   said);
  ends_in(said, " ERROR");
  return unable(path, said, err);
}

bool scan_file(const char *socket_path, int fd, struct err *err) {
  static const char command[] = "zFILDES"; // its closing zero ends the command
  char answer[ANSWER_MAX];
  int socket = open_socket(socket_path, err);
  if (socket < 0) return false;
  bool ok = send(socket, command, sizeof command, MSG_NOSIGNAL) == sizeof command && descriptor_send(socket, "", 1, fd) == 1 &&
            receive(socket, answer);
  ok = ok ? judge(socket_path, answer, err) : unable(socket_path, errno ? strerror(errno) : "it hung up", err);
  close(socket);
  if (lseek(fd, 0, SEEK_SET) < 0) return unable(socket_path, strerror(errno), err);
  return ok;
}
