// Handing an open file to another program over a local socket (SCM_RIGHTS).
#ifndef WAYMARK_BASE_DESCRIPTOR_H
#define WAYMARK_BASE_DESCRIPTOR_H
#include <stddef.h>
#include <sys/types.h>

// Like send; `file` travels with the first byte, -1: none. Never raises SIGPIPE.
ssize_t descriptor_send(int fd, const void *bytes, size_t size, int file);
#endif
