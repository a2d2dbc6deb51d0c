// Mail that leaves, for whoever delivers: the server in its loop, or a command that has the board to itself. One letter at a time: asked
// for with op_mail_next, carried by the caller, and answered for with op_mail_done. What goes into a folder is written here.
#ifndef WAYMARK_OP_MAIL_H
#define WAYMARK_OP_MAIL_H
#include "base/err.h"
#include "base/json.h"
#include "run/delivery.h" // enum delivery_outcome

#include <stdbool.h>
#include <stdint.h>

struct op_mail;
struct op_mail *op_mail_new(struct board *board);
void op_mail_free(struct op_mail *mail);

struct op_mail_job {
  json_t *letter;                          // {"key","person","to","text","how"}; NULL: none is to be carried now
  char *url, *from, *ca, *user, *password; // NULL: none of that
  bool needs_tls;
  int64_t wait_ms; // when to ask again; -1: when something changes
};
// One short step. False: the board cannot mail now, and why; nothing was lost. Clear the job in either case.
bool op_mail_next(struct op_mail *mail, struct op_mail_job *job, struct err *err);
void op_mail_job_clear(struct op_mail_job *job);
bool op_mail_done(struct op_mail *mail, const struct op_mail_job *job, enum delivery_outcome outcome, const char *why, struct err *err);
void op_mail_now(struct op_mail *mail); // what waits to be tried again is tried now
// {"sent","digests","unknown","refused","again","way"}: how many since it was made, and the setting mail_transport. A new reference.
json_t *op_mail_report(struct op_mail *mail);
#endif
