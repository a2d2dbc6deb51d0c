// The server's mail: one letter at a time is taken from the board in the loop, carried by a thread (mail_transfer.h), and answered for in
// the loop. So the board's requests never wait for a mail server, and nothing but the loop touches the board.
//
// RESTING -> LOOKING [mail_soon, the timer] -> CARRYING [a letter was taken] -> LOOKING [carried]; any -> STOPPED [mail_stop]
#include "serve/mail.h"

#include "base/mem.h"
#include "serve/internal.h"
#include "serve/mail_transfer.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

// After requests: soon enough for what is urgent, and a crowd of them costs few looks. When something failed: not a line of log a second.
enum { SOON_MS = 100, REST_MS = 30 * 1000 };

struct mail {
  struct server *server;
  struct op_mail *op;
  uv_timer_t look;
  uv_work_t work;
  struct op_mail_job job;
  struct mail_transfer transfer;
  bool carrying, stopped, timer_closed;
  char said[1200]; // the trouble that was told last: once is enough
};

static void look(uv_timer_t *timer);

static void rest(struct mail *mail, int64_t wait_ms) {
  if (mail->stopped || mail->carrying) return;
  uint64_t wait = wait_ms < 0 || wait_ms > REST_MS ? REST_MS : wait_ms < 1 ? 1 : (uint64_t)wait_ms; // at once is after the next poll
  uv_update_time(&mail->server->loop);
  uv_timer_start(&mail->look, look, wait, 0);
}

static void say(struct mail *mail, const char *text) {
  const struct serve_watch *watch = mail->server->watch;
  if (strcmp(mail->said, text) == 0) return;
  snprintf(mail->said, sizeof mail->said, "%s", text);
  if (watch->clock && *text) watch->clock(watch->user, text);
}

static void free_when_over(struct mail *mail) {
  if (mail->carrying || !mail->timer_closed) return;
  op_mail_free(mail->op);
  mem_free(mail);
}

static void carry(uv_work_t *work) {
  struct mail *mail = work->data;
  mail_transfer_run(&mail->transfer);
}

static void carried(uv_work_t *work, int status) {
  struct mail *mail = work->data;
  const struct mail_transfer *transfer = &mail->transfer;
  struct err err;
  (void)status; // it is never cancelled
  mail->carrying = false;
  if (!op_mail_done(mail->op, &mail->job, transfer->outcome, transfer->why, &err))
    say(mail, err.text);
  else
    say(mail, transfer->outcome == DELIVERY_TROUBLE && !mail->stopped ? transfer->why : "");
  op_mail_job_clear(&mail->job);
  rest(mail, 0);
  if (mail->stopped) free_when_over(mail);
}

static void look(uv_timer_t *timer) {
  struct mail *mail = timer->data;
  struct err err;
  if (!op_mail_next(mail->op, &mail->job, &err)) {
    op_mail_job_clear(&mail->job);
    say(mail, err.text);
    rest(mail, REST_MS);
    return;
  }
  if (!mail->job.letter) {
    rest(mail, mail->job.wait_ms);
    op_mail_job_clear(&mail->job);
    return;
  }
  mail_transfer_init(&mail->transfer, &mail->job);
  mail->work.data = mail;
  mail->carrying = uv_queue_work(&mail->server->loop, &mail->work, carry, carried) == 0;
  if (!mail->carrying) env_stop("The machine has no thread to send mail with.");
}

bool mail_start(struct server *server) {
  struct mail *mail = mem_new(sizeof *mail);
  *mail = (struct mail){.server = server, .op = op_mail_new(server->board)};
  if (uv_timer_init(&server->loop, &mail->look) != 0) {
    op_mail_free(mail->op);
    mem_free(mail);
    return false;
  }
  mail->look.data = mail;
  server->mail = mail;
  rest(mail, 0);
  return true;
}

// NULL: the server mails nothing.
void mail_soon(struct mail *mail) {
  if (!mail) return;
  if (uv_timer_get_due_in(&mail->look) > SOON_MS || !uv_is_active((uv_handle_t *)&mail->look)) rest(mail, SOON_MS);
}

static void closed(uv_handle_t *handle) {
  struct mail *mail = handle->data;
  mail->timer_closed = true;
  free_when_over(mail);
}

// A letter that is being carried is cut off: either its end had not left, so that it did not arrive, or nobody knows.
void mail_stop(struct mail *mail) {
  mail->stopped = true;
  if (mail->carrying) mail_transfer_stop(&mail->transfer);
  uv_close((uv_handle_t *)&mail->look, closed);
}

// ---- without a server

static bool send_one(struct op_mail *op, bool *more, struct err *err) {
  struct op_mail_job job;
  struct mail_transfer transfer;
  bool ok = op_mail_next(op, &job, err);
  *more = ok && (job.letter || job.wait_ms == 0);
  if (ok && job.letter) {
    mail_transfer_init(&transfer, &job);
    mail_transfer_run(&transfer);
    ok = op_mail_done(op, &job, transfer.outcome, transfer.why, err);
    if (ok && transfer.outcome == DELIVERY_TROUBLE)
      ok = err_set(err, ERR_BROKEN, "No mail leaves; it is kept, and tried again later. %s", transfer.why);
  }
  op_mail_job_clear(&job);
  return ok;
}

bool mail_send_all(struct board *board, json_t **report, struct err *err) {
  struct op_mail *op = op_mail_new(board);
  bool ok = true, more = true;
  signal(SIGPIPE, SIG_IGN); // a mail server that goes away must not end the command
  op_mail_now(op);
  while (ok && more) ok = send_one(op, &more, err);
  if (ok) *report = op_mail_report(op);
  op_mail_free(op);
  return ok;
}
