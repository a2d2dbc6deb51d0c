// Operations on the board's clock: what time it is here and by which rules, whether the machine's clock is believed, and saying that it is.
#include "base/mem.h"
#include "op/internal.h"
#include "op/seen.h"
#include "run/hold.h"
#include "run/sweep.h"
#include "run/zone_data.h"

void answer_held(struct op_call *call) {
  char *text = hold_text(call->board);
  json_put_text(call->answer, "held", text);
  mem_free(text);
}

// What the machine has, and where it is another one, what the board's times were worked out with.
static void put_zone(struct op_call *call) {
  struct board *board = call->board;
  json_t *data = zone_data_json(&board->env, board->zone), *kept = setting_find(board->store, "zone_data");
  json_object_set(call->answer, "zone", json_object_get(data, "zone"));
  json_object_set(call->answer, "zone_version", json_object_get(data, "version"));
  json_object_set(call->answer, "zone_release", json_object_get(data, "release"));
  if (kept && !json_equal(kept, data)) json_object_set(call->answer, "zone_recorded", kept);
  json_decref(kept);
  json_decref(data);
}

static bool show(struct op_call *call, struct err *err) {
  struct board *board = call->board;
  char now[INSTANT_TEXT], local[40];
  int64_t now_ms = board_now(board);
  if (!ask_person(call, err)) return false;
  instant_write(now_ms, now);
  board_local(board, now_ms, local);
  bool manual = board_clock_is_manual(board);
  call->answer = json_pack("{s:s, s:s, s:s}", "clock", manual ? "manual" : "real", "now", now, "local", local);
  put_zone(call);
  if (!manual) json_object_set_new(call->answer, "synchronised", json_boolean(board->env.is_synchronised(board->env.user)));
  answer_held(call);
  json_t *last = hold_last(board);
  if (last) json_object_set(call->answer, "last", last);
  json_decref(last);
  return true;
}

static bool confirm(struct op_call *call, struct err *err) {
  return hold_confirm(call->board, ask_maybe(call, "as"), err) && show(call, err);
}

// Each batch of the sweep has a transaction of its own.
static bool check(struct op_call *call, struct err *err) {
  bool changed;
  json_t *found = json_array();
  bool ok = zone_data_check(call->board, ask_maybe(call, "as"), &changed, err);
  ok = ok && (!sweep_is_pending(call->board) || sweep_finish(call->board, found, err)) && show(call, err);
  if (ok) {
    json_object_set_new(call->answer, "changed", json_boolean(changed));
    json_object_set_new(call->answer, "moves", seen_rows(call->board, found, ask_maybe(call, "as"), NULL));
  }
  json_decref(found);
  return ok;
}

bool op_begin(struct board *board, struct err *err) {
  bool changed;
  board->is_served = true;
  return hold_look(board, err) && zone_data_check(board, NULL, &changed, err);
}

const struct op ops_clock[] = {
    {.name = "clock.show", .who = OP_PERSON, .run = show},
    {.name = "clock.check",
     .who = OP_OFFICE,
     .what = "have the machine's zone data looked at",
     .fires = true,
     .finds_zone = true,
     .run = check},
    {.name = "clock.confirm", .who = OP_OFFICE, .what = "say that the machine's clock is right", .writes = true, .run = confirm},
    {0},
};
