// Mail that leaves. See mail.h.
#include "op/mail.h"

#include "base/mem.h"
#include "op/mail_login.h"
#include "op/op.h"
#include "op/record.h"
#include "run/digest.h"
#include "run/mailing.h"

#include <errno.h>
#include <string.h>

struct op_mail {
  struct board *board;
  struct delivery *delivery;
  struct digest *digest; // a round under way; NULL: none
  bool begun;
  int64_t counts[DELIVERY_TROUBLE + 1], digests;
};

struct op_mail *op_mail_new(struct board *board) {
  struct op_mail *mail = mem_new(sizeof *mail);
  *mail = (struct op_mail){.board = board, .delivery = delivery_new()};
  return mail;
}

void op_mail_free(struct op_mail *mail) {
  if (!mail) return;
  digest_free(mail->digest);
  delivery_free(mail->delivery);
  mem_free(mail);
}

void op_mail_now(struct op_mail *mail) { delivery_now(mail->delivery); }

void op_mail_job_clear(struct op_mail_job *job) {
  json_decref(job->letter);
  mem_free(job->url);
  mem_free(job->from);
  mem_free(job->ca);
  mem_free(job->user);
  mail_login_forget(job->password);
}

bool op_mail_done(struct op_mail *mail, const struct op_mail_job *job, enum delivery_outcome outcome, const char *why, struct err *err) {
  mail->counts[outcome]++;
  return delivery_done(mail->board, mail->delivery, json_text(job->letter, "key"), outcome, why, err);
}

// A round that failed is begun anew; what it made is there already.
static bool step_digest(struct op_mail *mail, const struct mailing *mailing, struct err *err) {
  bool more = false;
  int64_t before = journal_count(mail->board->store);
  char *head = record_head_words(mail->board);
  bool ok = digest_step(mail->board, mail->digest, mailing, head, &more, err);
  mail->digests += journal_count(mail->board->store) > before;
  mem_free(head);
  if (ok && more) return true;
  digest_free(mail->digest);
  mail->digest = NULL;
  return ok;
}

// The same letter that lies there already was written before; another of that name is somebody else's.
static enum delivery_outcome write_letter(struct op_mail *mail, const struct mailing *mailing, const json_t *letter, struct err *err) {
  const char *text = json_text(letter, "text");
  char *path = delivery_file(mailing, json_text(letter, "key"));
  bool ok = env_write_new_file(&mail->board->env, path, text, strlen(text), err);
  mem_free(path);
  return ok ? DELIVERY_SENT : err->code == ERR_REFUSED ? DELIVERY_UNKNOWN : DELIVERY_TROUBLE;
}

static bool put_in_folder(struct op_mail *mail, const struct mailing *mailing, struct op_mail_job *job, struct err *err) {
  struct err why = {0};
  enum delivery_outcome outcome = write_letter(mail, mailing, job->letter, &why);
  bool ok = op_mail_done(mail, job, outcome, why.text, err);
  json_decref(job->letter);
  job->letter = NULL;
  job->wait_ms = 0;
  return ok;
}

// What carries it is at hand before it is taken: a password that cannot be read is no failed attempt.
static bool prepare(const struct mailing *mailing, struct op_mail_job *job, struct err *err) {
  if (mailing->transport.kind != TRANSPORT_SMTP) return true;
  job->url = mem_text(mailing->to);
  job->from = mem_text(mailing->from);
  job->ca = mem_text(mailing->ca);
  job->needs_tls = !mailing->transport.is_loopback;
  return !mailing->login || mail_login_read(mailing->login, &job->user, &job->password, err);
}

static bool next(struct op_mail *mail, const struct mailing *mailing, struct op_mail_job *job, struct err *err) {
  bool on = mailing->transport.kind != TRANSPORT_NONE;
  job->wait_ms = 0;
  if (on && !mail->begun) return mail->begun = delivery_begin(mail->board, mailing, err);
  if (on && !mail->digest && digest_is_due(mail->board)) mail->digest = digest_new(mail->board, NULL);
  if (on && mail->digest) return step_digest(mail, mailing, err);
  if (!prepare(mailing, job, err) || !delivery_take(mail->board, mail->delivery, mailing, &job->letter, &job->wait_ms, err)) return false;
  return !job->letter || mailing->transport.kind != TRANSPORT_FOLDER || put_in_folder(mail, mailing, job, err);
}

bool op_mail_next(struct op_mail *mail, struct op_mail_job *job, struct err *err) {
  struct mailing mailing;
  *job = (struct op_mail_job){.wait_ms = -1};
  if (!board_keep_up(mail->board, err)) return false;
  bool ok = mailing_read(mail->board, &mailing, err);
  if (ok && mailing.transport.kind != TRANSPORT_NONE) ok = op_look(mail->board, err) && next(mail, &mailing, job, err);
  mailing_clear(&mailing);
  return ok;
}

json_t *op_mail_report(struct op_mail *mail) {
  const int64_t *counts = mail->counts;
  return json_pack("{s:I, s:I, s:I, s:I, s:I, s:o?}", "sent", (json_int_t)counts[DELIVERY_SENT], "digests", (json_int_t)mail->digests,
                   "unknown", (json_int_t)counts[DELIVERY_UNKNOWN], "refused", (json_int_t)counts[DELIVERY_REFUSED], "again",
                   (json_int_t)(counts[DELIVERY_AGAIN] + counts[DELIVERY_TROUBLE]), "way",
                   setting_find(mail->board->store, "mail_transport"));
}
