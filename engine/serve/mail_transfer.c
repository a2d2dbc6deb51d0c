// Carrying a letter. See mail_transfer.h.
//
// 1. Until the read callback has said that the letter ends, the mail server cannot have taken it: its last line has not left (RFC 5321,
//    4.1.1.4). From then on only its answer says whether it did.
// 2. Which command an answer belongs to is seen in what passes by: libcurl's own code is of the last answer, which is that to QUIT.
#include "serve/mail_transfer.h"

#include "base/env.h"
#include "base/mem.h"
#include "serve/curl_late.h"

#include <curl/curl.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// One mail server serves all, so while it says nothing nobody is told anything. RFC 5321, 4.5.3.2 would wait for minutes, as a relay with a
// queue may; a mail of ours is a few lines, tried again until it is taken, and a server that answers at all does so in seconds.
enum { CONNECT_S = 15, ANSWER_S = 60, ALL_S = 300 };

void mail_transfer_init(struct mail_transfer *transfer, const struct op_mail_job *job) {
  *transfer = (struct mail_transfer){.job = job};
  atomic_store(&transfer->fd, -1);
}

static size_t read_letter(char *out, size_t size, size_t count, void *user) {
  struct mail_transfer *transfer = user;
  const char *text = json_text(transfer->job->letter, "text");
  size_t left = strlen(text) - transfer->sent, room = size * count, take = left < room ? left : room;
  if (atomic_load(&transfer->stops)) return CURL_READFUNC_ABORT;
  memcpy(out, text + transfer->sent, take);
  transfer->sent += take;
  if (take == 0) transfer->ended = true;
  return take;
}

static bool begins(const char *text, size_t size, const char *with) {
  return size >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

static void note_command(struct mail_transfer *transfer, const char *text, size_t size) {
  static const struct {
    const char *word;
    enum mail_stage stage;
  } commands[] = {{"MAIL FROM:", MAIL_FROM}, {"RCPT TO:", MAIL_TO}, {"DATA\r\n", MAIL_DATA}, {"QUIT\r\n", MAIL_QUIT}};
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
    if (begins(text, size, commands[i].word)) transfer->stage = commands[i].stage;
}

static void note_answer(struct mail_transfer *transfer, const char *text, size_t size) {
  if (size < 4 || text[3] == '-') return;
  if (transfer->stage == MAIL_DATA && transfer->ended) transfer->stage = MAIL_END;
  char *answer = transfer->answers[transfer->stage];
  size_t used = 0;
  for (size_t i = 0; i < size && used < sizeof transfer->answers[0] - 1; i++)
    if (text[i] >= ' ' && text[i] <= '~') answer[used++] = text[i];
  answer[used] = '\0';
  transfer->codes[transfer->stage] = (int)strtol(answer, NULL, 10);
}

// What passes by holds the password too: nothing of it is kept but which command it is, and answers.
static int look(CURL *easy, curl_infotype type, char *text, size_t size, void *user) {
  (void)easy;
  if (type == CURLINFO_HEADER_OUT) note_command(user, text, size);
  if (type == CURLINFO_HEADER_IN) note_answer(user, text, size);
  return 0;
}

static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address) {
  struct mail_transfer *transfer = user;
  (void)purpose;
  int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  atomic_store(&transfer->fd, fd);
  return fd < 0 ? CURL_SOCKET_BAD : fd;
}

static int close_socket(void *user, curl_socket_t fd) {
  struct mail_transfer *transfer = user;
  int own = fd;
  atomic_compare_exchange_strong(&transfer->fd, &own, -1);
  return close(fd);
}

static int goes_on(void *user, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
  struct mail_transfer *transfer = user;
  (void)a, (void)b, (void)c, (void)d;
  return atomic_load(&transfer->stops);
}

void mail_transfer_stop(struct mail_transfer *transfer) {
  atomic_store(&transfer->stops, true);
  int fd = atomic_load(&transfer->fd);
  if (fd >= 0) shutdown(fd, SHUT_RDWR); // it may be waiting for an answer
}

static void set_watching(CURL *easy, struct mail_transfer *transfer) {
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_letter);
  curl_easy_setopt(easy, CURLOPT_READDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, look);
  curl_easy_setopt(easy, CURLOPT_DEBUGDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, goes_on);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, transfer);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
}

// Only to the server of the setting: no proxy of the environment, no other protocol. Without TLS nothing leaves this machine.
static void set_way(CURL *easy, const struct op_mail_job *job) {
  curl_easy_setopt(easy, CURLOPT_URL, job->url);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_USE_SSL, job->needs_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  if (job->ca) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, job->ca);
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
  }
  if (job->user) curl_easy_setopt(easy, CURLOPT_USERNAME, job->user);
  if (job->user) curl_easy_setopt(easy, CURLOPT_PASSWORD, job->password);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
  curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)ANSWER_S);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)ALL_S);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
}

static enum delivery_outcome by_answer(int code, enum delivery_outcome otherwise) {
  if (code == 421) return DELIVERY_TROUBLE; // it closes, whatever was asked
  return code >= 500 ? DELIVERY_REFUSED : code >= 400 ? DELIVERY_AGAIN : otherwise;
}

static enum mail_stage last_stage(const struct mail_transfer *transfer) {
  int stage = MAIL_END;
  while (stage > MAIL_CONNECTING && !transfer->codes[stage]) stage--;
  return (enum mail_stage)stage;
}

// Who we are, or that anything comes from us, was refused: that is no addressee's fault.
static enum delivery_outcome outcome_of(const struct mail_transfer *transfer, CURLcode result) {
  enum mail_stage stage = last_stage(transfer);
  if (result == CURLE_OK) return DELIVERY_SENT;
  if (transfer->ended && stage == MAIL_END)
    return transfer->codes[MAIL_END] / 100 == 2 ? DELIVERY_SENT : by_answer(transfer->codes[MAIL_END], DELIVERY_UNKNOWN);
  if (transfer->ended) return DELIVERY_UNKNOWN;
  return stage >= MAIL_TO ? by_answer(transfer->codes[stage], DELIVERY_TROUBLE) : DELIVERY_TROUBLE;
}

static void say_why(struct mail_transfer *transfer, CURLcode result, const char *said) {
  enum mail_stage stage = last_stage(transfer);
  if (transfer->outcome == DELIVERY_UNKNOWN)
    snprintf(transfer->why, sizeof transfer->why, "The connection was lost after all of it was sent, before the mail server answered.");
  else if (transfer->codes[stage] >= 400)
    snprintf(transfer->why, sizeof transfer->why, "The mail server answered: %s.", transfer->answers[stage]);
  else if (atomic_load(&transfer->stops))
    snprintf(transfer->why, sizeof transfer->why, "The program ended before it was sent.");
  else
    snprintf(transfer->why, sizeof transfer->why, "The mail server %.300s could not take it: %.200s.", transfer->job->url,
             *said ? said : curl_easy_strerror(result));
}

static bool load(struct mail_transfer *transfer) {
  struct err err;
  if (curl_late_load(&err)) return true;
  transfer->outcome = DELIVERY_TROUBLE;
  snprintf(transfer->why, sizeof transfer->why, "%.500s", err.text);
  return false;
}

void mail_transfer_run(struct mail_transfer *transfer) {
  char said[CURL_ERROR_SIZE] = "", to[300];
  if (!load(transfer)) return;
  CURL *easy = curl_easy_init();
  if (!easy) env_stop("There is no memory left to send mail with.");
  snprintf(to, sizeof to, "<%s>", json_text(transfer->job->letter, "to"));
  struct curl_slist *people = curl_slist_append(NULL, to);
  char *from = mem_format("<%s>", transfer->job->from);
  set_watching(easy, transfer);
  set_way(easy, transfer->job);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, said);
  curl_easy_setopt(easy, CURLOPT_MAIL_FROM, from);
  curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, people);
  CURLcode result = curl_easy_perform(easy);
  transfer->outcome = outcome_of(transfer, result);
  if (transfer->outcome != DELIVERY_SENT) say_why(transfer, result, said);
  curl_easy_cleanup(easy);
  curl_slist_free_all(people);
  mem_free(from);
}
