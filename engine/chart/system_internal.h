// What the files of a system of sessions share. Not for other layers.
#ifndef WAYMARK_CHART_SYSTEM_INTERNAL_H
#define WAYMARK_CHART_SYSTEM_INTERNAL_H
#include "chart/session_internal.h"

struct post {
  struct session *to;
  struct queued queued;
};

struct delayed {
  int64_t due_ms;
  uint64_t order;
  struct session *from;
  json_t *sending;
};

struct system {
  struct system_host host;
  struct session **sessions; // the main one first
  int session_count;
  struct post *posts; // from post_next on they wait
  int post_next, post_count, post_capacity;
  struct delayed *delayed; // the one due first stands last
  int delayed_count, delayed_capacity;
  uint64_t order;
  int64_t now_ms;
  int events;   // worked off at this instant
  bool is_full; // more wait than may
  bool has_dead;
};

// system_post.c: what waits. Beyond a bound nothing more does, and the run ends.
void system_post(struct system *system, struct session *to, struct queued queued); // takes over its json
void system_post_json(struct system *system, struct session *to, json_t *event);   // takes over event
void system_delay(struct system *system, struct session *from, const json_t *sending, int64_t due_ms);
void system_drop(struct system *system, int at); // of the delayed
#endif
