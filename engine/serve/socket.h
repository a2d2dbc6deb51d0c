// The board's socket, FOLDER/socket: a local stream socket that only the user who runs the server may use. Both ends of it.
// One request, one answer, in turn; an open file may travel with a request's bytes (SCM_RIGHTS).
#ifndef WAYMARK_SERVE_SOCKET_H
#define WAYMARK_SERVE_SOCKET_H
#include "base/err.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// For the owner of the store alone, since it removes a socket that lies there: whoever holds the lock knows that it is stale.
// Returns a listening descriptor that does not block; -1 with err.
int socket_listen(const char *folder, struct err *err);
void socket_remove(const char *folder);
int socket_accept(int listener);        // -1: nobody is waiting, or a peer of another user, who is hung up on
int socket_connect(const char *folder); // -1: nobody answers there

// Like recvmsg: -1 with errno, 0 at the end. A descriptor that came along is put in *file (one there already is closed first).
ssize_t socket_receive(int fd, void *bytes, size_t size, int *file);

// Asks the server behind `fd` (of socket_connect) and waits for the answer, which may be a failure that the server words:
// that fills err. False with ERR_BROKEN when it went away: nobody knows then whether the request was done.
bool socket_ask(int fd, const json_t *request, int file, json_t **answer, struct err *err);
#endif
