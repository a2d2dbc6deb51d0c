// What the server's files share: the server and its clients.
#ifndef WAYMARK_SERVE_INTERNAL_H
#define WAYMARK_SERVE_INTERNAL_H
#include "base/buf.h"
#include "serve/frame.h"
#include "serve/serve.h"

#include <uv.h>

struct server;
struct mail;

// One peer. READING -> WAITING [frame whole] -> WRITING [server_turn] -> READING [answer written]; any -> CLOSING [client_close].
enum client_state { CLIENT_READING, CLIENT_WAITING, CLIENT_WRITING, CLIENT_CLOSING };

struct client {
  struct server *server;
  uv_poll_t poll;
  int fd;
  enum client_state state;
  struct frame frame;
  int file;        // came with the request; -1: none
  json_t *request; // while WAITING; NULL: it could not be read, and `refusal` says why
  struct err refusal;
  struct buf out;
  size_t sent;
  uint64_t since_ms; // loop time of the first byte of the frame or of the answer
  bool last;         // closed once its answer is written
};

struct server {
  uv_loop_t loop;
  uv_poll_t listener;
  uv_check_t turn; // runs what one turn of the loop has gathered (E3)
  uv_timer_t wake, sweep;
  uv_idle_t again; // looks once more after a turn of the loop, while more is due
  uv_signal_t interrupt, terminate;
  int listener_fd;
  struct board *board;
  const struct serve_watch *watch;
  struct client *clients[SERVE_CLIENTS_MAX];
  size_t client_count;
  bool peer_waits;    // somebody is at the door
  bool newcomers;     // somebody was let in since timers ran last
  bool gave_way;      // timers have waited a turn for them
  uint64_t check_at;  // loop time at which every deadline is compared with its workflow next; 0: at once
  uint64_t look_at;   // and at which the machine's clocks are looked at next
  uint64_t tidy_at;   // when evidence that no entry names is looked for next; 0: at once
  bool tidying;       // it is being looked for, in steps
  uint64_t record_at; // when the record is checked next; 0: at once
  bool checking;      // it is being checked, in steps
  uint64_t index_at;  // before which the index of items is not brought up: a step failed
  bool stopping;
  struct mail *mail; // mail.c
};

void client_open(struct server *server, int fd); // takes the descriptor over
void client_close(struct client *client);
void client_answer(struct client *client, const json_t *answer);
bool client_is_slow(const struct client *client, uint64_t now_ms);
void server_forget(struct server *server, struct client *client);
void server_stop(struct server *server);

bool mail_start(struct server *server);
void mail_soon(struct mail *mail); // something may have been written
void mail_stop(struct mail *mail); // frees it when what is under way is over

void wake_plan(struct server *server);  // arms the timer for what is due next
void wake_check(struct server *server); // begins the hourly check when it is time, by the loop's own clock (RELIABILITY T9)
void wake_rang(uv_timer_t *timer);
void wake_again(uv_idle_t *again);
void wake_tell(struct server *server); // what was found out about the machine's clock, to the one who watches
#endif
