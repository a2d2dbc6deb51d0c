// See descriptor.h. The control message is in a union, since its header must be aligned as one.
#include "base/descriptor.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

ssize_t descriptor_send(int fd, const void *bytes, size_t size, int file) {
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control = {0};
  struct iovec part = {(void *)bytes, size};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (file >= 0) {
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    *head = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof file)};
    memcpy(CMSG_DATA(head), &file, sizeof file);
  }
  return sendmsg(fd, &message, MSG_NOSIGNAL);
}
