// Events that wait for the sessions of a system: the queue of all of them, and what was sent with a delay. See system_internal.h.
#include "base/mem.h"
#include "chart/system.h"
#include "chart/system_internal.h"

#include <string.h>

// S7: events that wait, delayed ones too.
enum { SYSTEM_WAITING_MAX = 20000 };

// Counts one more that waits; false when there is no room, which ends the run.
static bool may_wait(struct system *system) {
  system->is_full = system->is_full || system->post_count - system->post_next + system->delayed_count >= SYSTEM_WAITING_MAX;
  return !system->is_full;
}

void system_post(struct system *system, struct session *to, struct queued queued) {
  if (!may_wait(system)) {
    json_decref(queued.json);
    return;
  }
  if (system->post_count == system->post_capacity) {
    system->post_capacity = system->post_capacity ? system->post_capacity * 2 : 16;
    system->posts = mem_grow(system->posts, (size_t)system->post_capacity, sizeof *system->posts);
  }
  system->posts[system->post_count++] = (struct post){.to = to, .queued = queued};
}

void system_post_json(struct system *system, struct session *to, json_t *event) {
  const char *name = json_text(event, "name");
  system_post(system, to, (struct queued){.number = event_number_of(to->chart, name ? name : ""), .name = name ? name : "", .json = event});
}

void system_send_name(struct system *system, const char *name) {
  struct session *main = system->sessions[0];
  if (main->is_running) system_post(system, main, (struct queued){.number = event_number_of(main->chart, name), .name = name});
}

void system_send(struct system *system, json_t *event) {
  struct session *main = system->sessions[0];
  if (!json_text(event, "type")) json_put_text(event, "type", "external");
  if (main->is_running)
    system_post_json(system, main, event);
  else
    json_decref(event);
}

void system_drop(struct system *system, int at) {
  json_decref(system->delayed[at].sending);
  memmove(&system->delayed[at], &system->delayed[at + 1], (size_t)(system->delayed_count - at - 1) * sizeof *system->delayed);
  system->delayed_count--;
}

void system_delay(struct system *system, struct session *from, const json_t *sending, int64_t due_ms) {
  if (!may_wait(system)) return;
  if (system->delayed_count == system->delayed_capacity) {
    system->delayed_capacity = system->delayed_capacity ? system->delayed_capacity * 2 : 16;
    system->delayed = mem_grow(system->delayed, (size_t)system->delayed_capacity, sizeof *system->delayed);
  }
  int at = system->delayed_count++;
  for (; at > 0 && system->delayed[at - 1].due_ms <= due_ms; at--) system->delayed[at] = system->delayed[at - 1];
  system->delayed[at] =
      (struct delayed){.due_ms = due_ms, .order = ++system->order, .from = from, .sending = json_incref((json_t *)sending)};
}

void system_cancel(struct system *system, const struct session *from, const char *sendid) {
  for (int i = system->delayed_count - 1; i >= 0; i--) {
    const char *id = json_text(system->delayed[i].sending, "sendid");
    if (system->delayed[i].from == from && strcmp(id, sendid) == 0) system_drop(system, i);
  }
}
