// The server's loop: see serve.h. Each turn: descriptors are polled, clients take their requests, then the check handle runs all of
// them together in one transaction (E3) and answers. A lone request is thus committed at once, and many at once share one sync.
#include "serve/serve.h"

#include "base/buf.h"
#include "base/descriptor.h"
#include "op/op.h"
#include "serve/internal.h"
#include "serve/socket.h"

#include <assert.h>
#include <signal.h>
#include <unistd.h>

enum { LET_IN_MAX = 8 };

static void close_handle(void *handle) {
  if (!uv_is_closing(handle)) uv_close(handle, NULL);
}

void server_forget(struct server *server, struct client *client) {
  size_t i = 0;
  while (i < server->client_count && server->clients[i] != client) i++;
  assert(i < server->client_count);
  server->clients[i] = server->clients[--server->client_count];
  if (server->stopping && server->client_count == 0) close_handle(&server->sweep);
}

static json_t *busy(void) {
  struct err err;
  err_set(&err, ERR_BUSY, "The server is answering %d commands already, its limit; try again in a moment.", SERVE_CLIENTS_MAX);
  return op_failure(&err);
}

// One best try without waiting: a peer over the limit is told so if its socket takes it, and costs nothing more.
static void turn_away(int fd) {
  struct buf out;
  struct err err;
  json_t *answer = busy();
  buf_init(&out);
  if (frame_write(&out, answer, FRAME_ANSWER_MAX, &err)) descriptor_send(fd, out.data, out.size, -1);
  buf_clear(&out);
  json_decref(answer);
  close(fd);
}

// Noted only: peers that hang up in this turn make room first.
static void peer_waits(uv_poll_t *poll, int status, int events) {
  struct server *server = poll->data;
  (void)events;
  server->peer_waits = status >= 0;
}

// A few a turn: of a crowd that came and went, those that went are noticed before the rest are counted against the limit.
static void let_in(struct server *server) {
  int fd;
  for (int i = 0; server->peer_waits && i < LET_IN_MAX; i++) {
    if ((fd = socket_accept(server->listener_fd)) < 0) break;
    if (server->client_count == SERVE_CLIENTS_MAX) {
      turn_away(fd); // and nobody else this turn: those that have gone meanwhile are noticed in the next
      break;
    }
    client_open(server, fd);
    server->newcomers = true;
  }
  server->peer_waits = false;
}

static void answer_unread(struct client *client) {
  json_t *failure = op_failure(&client->refusal);
  client_answer(client, failure);
  json_decref(failure);
}

// Those that wait, each once: answering may close a client and so reorder server->clients.
static size_t gather(struct server *server, struct client **waiting) {
  size_t count = 0;
  for (size_t i = 0; i < server->client_count; i++)
    if (server->clients[i]->state == CLIENT_WAITING) waiting[count++] = server->clients[i];
  return count;
}

static void run_together(struct server *server, struct client **clients, size_t count) {
  json_t *requests[SERVE_CLIENTS_MAX], *answers[SERVE_CLIENTS_MAX] = {0};
  int files[SERVE_CLIENTS_MAX];
  for (size_t i = 0; i < count; i++) {
    requests[i] = clients[i]->request;
    files[i] = clients[i]->file;
  }
  op_run_together(server->board, requests, files, count, answers);
  for (size_t i = 0; i < count; i++) {
    assert(answers[i]);
    client_answer(clients[i], answers[i]);
    json_decref(answers[i]);
  }
}

static void answer_all(struct server *server) {
  struct client *waiting[SERVE_CLIENTS_MAX], *able[SERVE_CLIENTS_MAX];
  size_t count = gather(server, waiting), able_count = 0;
  if (count == 0) return;
  for (size_t i = 0; i < count; i++) {
    if (waiting[i]->request)
      able[able_count++] = waiting[i];
    else
      answer_unread(waiting[i]);
  }
  if (able_count == 0) return;
  run_together(server, able, able_count);
  wake_tell(server);
  wake_plan(server);
  mail_soon(server->mail);
}

static void turn_ended(uv_check_t *check) {
  struct server *server = check->data;
  let_in(server);
  answer_all(server);
}

static void sweep_slow(uv_timer_t *timer) {
  struct server *server = timer->data;
  for (size_t i = server->client_count; i-- > 0;)
    if (client_is_slow(server->clients[i], uv_now(&server->loop))) client_close(server->clients[i]);
}

// What was taken is still answered: a client with an answer under way closes itself when it is written, and the sweep closes a slow one.
void server_stop(struct server *server) {
  if (server->stopping) return;
  server->stopping = true;
  close_handle(&server->listener);
  close_handle(&server->turn);
  close_handle(&server->wake);
  close_handle(&server->again);
  close_handle(&server->interrupt);
  close_handle(&server->terminate);
  mail_stop(server->mail);
  for (size_t i = server->client_count; i-- > 0;)
    if (server->clients[i]->state == CLIENT_READING) client_close(server->clients[i]);
  if (server->client_count == 0) close_handle(&server->sweep);
}

// Requests of this very turn are run first, so that nothing that was taken is left without an answer.
static void signalled(uv_signal_t *signal, int number) {
  struct server *server = signal->data;
  (void)number;
  answer_all(server);
  server_stop(server);
}

static bool start(struct server *server, struct err *err) {
  uv_loop_t *loop = &server->loop;
  int failed = uv_poll_init(loop, &server->listener, server->listener_fd);
  failed = failed || uv_check_init(loop, &server->turn) || uv_timer_init(loop, &server->wake) || uv_timer_init(loop, &server->sweep) ||
           uv_idle_init(loop, &server->again) || uv_signal_init(loop, &server->interrupt) || uv_signal_init(loop, &server->terminate);
  if (failed || !mail_start(server)) return err_set(err, ERR_BROKEN, "The server cannot start: the machine has no event loop to give.");
  server->listener.data = server->turn.data = server->wake.data = server->sweep.data = server->again.data = server;
  server->interrupt.data = server->terminate.data = server;
  uv_poll_start(&server->listener, UV_READABLE, peer_waits);
  uv_check_start(&server->turn, turn_ended);
  uv_timer_start(&server->sweep, sweep_slow, 1000, 1000);
  uv_signal_start(&server->interrupt, signalled, SIGINT);
  uv_signal_start(&server->terminate, signalled, SIGTERM);
  return true;
}

// What cannot be journalled now is looked at again with each waking. The check begins with the server, before anybody asks anything.
static void begin(struct server *server) {
  struct err err;
  if (!op_begin(server->board, &err) && server->watch->trouble) server->watch->trouble(server->watch->user, err.text);
  wake_tell(server);
  server->look_at = uv_now(&server->loop) + SERVE_SLEEP_MS;
  wake_check(server);
  wake_plan(server);
}

bool serve_run(struct board *board, const char *folder, const struct serve_watch *watch, struct err *err) {
  struct server server = {.board = board, .watch = watch, .tidying = true};
  server.listener_fd = socket_listen(folder, err);
  if (server.listener_fd < 0) return false;
  bool ok = uv_loop_init(&server.loop) == 0;
  if (!ok) err_set(err, ERR_BROKEN, "The server cannot start: the machine has no event loop to give.");
  ok = ok && start(&server, err);
  if (ok) {
    if (watch->ready) watch->ready(watch->user);
    begin(&server);
    uv_run(&server.loop, UV_RUN_DEFAULT);
    int open_handles = uv_loop_close(&server.loop);
    assert(open_handles == 0);
    (void)open_handles;
  }
  socket_remove(folder);
  close(server.listener_fd);
  return ok;
}
