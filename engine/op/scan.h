// Looking for viruses: a ClamAV daemon on this machine is asked about a file before it is kept. Optional: the board's setting `virus_scan`
// names the daemon's socket.
#ifndef WAYMARK_OP_SCAN_H
#define WAYMARK_OP_SCAN_H
#include "base/err.h"

#include <stdbool.h>

// Hands the open file to the daemon; its position is the beginning afterwards. False: it found something (ERR_REFUSED), or it could not
// look (ERR_BUSY), and then nothing is kept either.
bool scan_file(const char *socket_path, int fd, struct err *err);
#endif
