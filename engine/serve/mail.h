// Delivering without a server: for a command that has the board to itself.
#ifndef WAYMARK_SERVE_MAIL_H
#define WAYMARK_SERVE_MAIL_H
#include "base/err.h"
#include "base/json.h"

struct board; // run/board.h

// Makes the digests that are due and delivers all that may leave now, what waits to be tried again too, one letter after the other.
// *report: of op_mail_report; a new reference. False: no mail can leave, and why; what left before did.
bool mail_send_all(struct board *board, json_t **report, struct err *err);
#endif
