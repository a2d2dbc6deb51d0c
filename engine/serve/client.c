// One peer of the server: reads one request, waits for its turn, writes the answer, reads the next. While a request waits nothing
// more is read from its peer, so a peer that sends faster than it reads is held back by the kernel and costs no memory.
#include "base/descriptor.h"
#include "base/mem.h"
#include "op/op.h"
#include "serve/internal.h"
#include "serve/socket.h"

#include <errno.h>
#include <unistd.h>

static void client_poll(uv_poll_t *poll, int status, int events);

static void watch_for(struct client *client, int events) {
  if (events)
    uv_poll_start(&client->poll, events, client_poll);
  else
    uv_poll_stop(&client->poll);
}

static void drop_request(struct client *client) {
  if (client->file >= 0) close(client->file);
  client->file = -1;
  json_decref(client->request);
  client->request = NULL;
  frame_clear(&client->frame);
}

static void closed(uv_handle_t *handle) {
  struct client *client = handle->data;
  close(client->fd);
  drop_request(client);
  buf_clear(&client->out);
  mem_free(client);
}

void client_close(struct client *client) {
  if (client->state == CLIENT_CLOSING) return;
  client->state = CLIENT_CLOSING;
  server_forget(client->server, client);
  uv_close((uv_handle_t *)&client->poll, closed);
}

bool client_is_slow(const struct client *client, uint64_t now_ms) {
  bool busy = client->state == CLIENT_WRITING || (client->state == CLIENT_READING && frame_is_begun(&client->frame));
  return busy && now_ms - client->since_ms >= SERVE_SLOW_MS;
}

static void write_more(struct client *client) {
  while (client->sent < client->out.size) {
    ssize_t sent = descriptor_send(client->fd, client->out.data + client->sent, client->out.size - client->sent, -1);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) {
      watch_for(client, UV_WRITABLE);
      return;
    }
    if (sent < 0) {
      client_close(client);
      return;
    }
    client->sent += (size_t)sent;
  }
  buf_clear(&client->out);
  client->sent = 0;
  client->state = CLIENT_READING;
  if (client->last || client->server->stopping)
    client_close(client);
  else
    watch_for(client, UV_READABLE);
}

void client_answer(struct client *client, const json_t *answer) {
  struct err err;
  drop_request(client);
  if (!frame_write(&client->out, answer, FRAME_ANSWER_MAX, &err)) {
    json_t *failure = op_failure(&err);
    frame_write(&client->out, failure, FRAME_ANSWER_MAX, &err);
    json_decref(failure);
  }
  client->state = CLIENT_WRITING;
  client->since_ms = uv_now(&client->server->loop);
  write_more(client);
}

// The frame's end cannot be found after a bad length, so that peer gets its answer and is hung up on.
static void refuse(struct client *client, const struct err *err, bool last) {
  client->refusal = *err;
  client->last = last;
  client->state = CLIENT_WAITING;
  watch_for(client, 0);
}

static void take_request(struct client *client) {
  struct err err;
  client->request = frame_read(&client->frame, "The request", &err);
  if (!client->request) {
    refuse(client, &err, false);
    return;
  }
  client->state = CLIENT_WAITING;
  watch_for(client, 0);
}

// Some bytes of the frame. False: there are no more for now, or none are wanted.
static bool read_some(struct client *client) {
  void *where;
  struct err err;
  size_t want = frame_want(&client->frame, &where);
  ssize_t got = socket_receive(client->fd, where, want, &client->file);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (got <= 0) {
    client_close(client);
    return false;
  }
  if (!frame_is_begun(&client->frame)) client->since_ms = uv_now(&client->server->loop);
  if (!frame_got(&client->frame, (size_t)got, &err))
    refuse(client, &err, true);
  else if (frame_is_whole(&client->frame))
    take_request(client);
  return client->state == CLIENT_READING;
}

// All that is there: a request that has come whole is not to wait for another turn of the loop between its length and its text.
static void read_more(struct client *client) {
  while (read_some(client)) continue;
}

static void client_poll(uv_poll_t *poll, int status, int events) {
  struct client *client = poll->data;
  (void)events;
  if (status < 0)
    client_close(client);
  else if (client->state == CLIENT_READING)
    read_more(client);
  else if (client->state == CLIENT_WRITING)
    write_more(client);
}

void client_open(struct server *server, int fd) {
  struct client *client = mem_new(sizeof *client);
  *client = (struct client){.server = server, .fd = fd, .file = -1};
  frame_init(&client->frame, FRAME_REQUEST_MAX);
  client->poll.data = client;
  if (uv_poll_init(&server->loop, &client->poll, fd) != 0) {
    close(fd);
    mem_free(client);
    return;
  }
  server->clients[server->client_count++] = client;
  watch_for(client, UV_READABLE);
}
