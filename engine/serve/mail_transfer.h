// One letter carried to a mail server by libcurl, and what became of it. Blocking: the server lets a thread of its own do it, since libcurl
// waits for the farewell of a mail server whatever else goes on.
#ifndef WAYMARK_SERVE_MAIL_TRANSFER_H
#define WAYMARK_SERVE_MAIL_TRANSFER_H
#include "op/mail.h"

#include <stdatomic.h>
#include <stdbool.h>

enum mail_stage { MAIL_CONNECTING, MAIL_FROM, MAIL_TO, MAIL_DATA, MAIL_END, MAIL_QUIT, MAIL_STAGES };

struct mail_transfer {
  const struct op_mail_job *job; // borrowed
  size_t sent;                   // bytes of the letter that libcurl took
  bool ended;                    // all of them: from here on it may have arrived
  enum mail_stage stage;
  int codes[MAIL_STAGES];         // what the mail server answered last at each stage; 0: nothing
  char answers[MAIL_STAGES][200]; // in its words, as far as they are plain
  atomic_int fd;                  // its connection; -1: none
  atomic_bool stops;
  enum delivery_outcome outcome; // from here on filled when it is over
  char why[600];
};

void mail_transfer_init(struct mail_transfer *transfer, const struct op_mail_job *job);
void mail_transfer_run(struct mail_transfer *transfer);
void mail_transfer_stop(struct mail_transfer *transfer); // from another thread: it is over soon
#endif
