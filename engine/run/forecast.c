// What happens to an item if nobody acts: the real definition and its real timers on a forked item, with a clock that jumps (DESIGN ideas 3
// and 4).
#include "base/mem.h"
#include "run/due.h"
#include "run/view.h"

#include <string.h>

enum { FORECAST_STEPS_MAX = 200 }; // a ladder has a handful; a workflow that does more by itself is a loop

static json_t *step_row(struct turn *turn, const char *what, bool skipped) {
  char at[INSTANT_TEXT], local[40];
  instant_write(turn->now_ms, at);
  board_local(turn->board, turn->now_ms, local);
  json_t *row = json_pack("{s:s, s:s, s:s, s:o, s:o, s:O}", "at", at, "local", local, "what", what, "state", casefile_atomic(turn->item),
                          "state_titles", casefile_state_titles(turn->item), "told", turn->told);
  if (skipped) json_put_text(row, "note", "a higher rung is due as well, so this one is skipped and its people are copied in");
  if (!skipped && turn->result.outcome != STEP_TAKEN) json_put_text(row, "note", turn->result.reason.data);
  return row;
}

static bool one_step(struct board *board, struct casefile *item, json_t *steps, struct err *err) {
  json_t *timer = json_incref(json_array_get(item->timers, 0));
  int64_t due = json_number(timer, "due", 0), since = json_number(timer, "since", 0), now = board_now(board);
  int64_t at = due > since ? due : since;
  struct turn turn;
  bool skipped;
  char *what = due_words(item, timer);
  turn_init(&turn, board, item, ENTRY_TIMER, at, json_pack("{s:O, s:{}}", "name", json_object_get(timer, "name"), "data"));
  bool ok = due_take(&turn, timer, at > now ? at : now, &skipped, err);
  if (ok) json_array_append_new(steps, step_row(&turn, what, skipped));
  turn_clear(&turn);
  mem_free(what);
  json_decref(timer);
  return ok;
}

static void put_end(json_t *answer, const struct casefile *item, bool cut) {
  json_t *titles = casefile_state_titles(item), *title;
  char *states = mem_text("");
  size_t i;
  json_array_foreach(titles, i, title) {
    char *more = mem_format("%s%s\"%s\"", states, i ? " and " : "", json_string_value(title));
    mem_free(states);
    states = more;
  }
  char *ends = mem_format(cut ? "more would follow; it then stands at %s" : "nothing further happens by itself; it stays at %s", states);
  json_put_text(answer, "ends", ends);
  mem_free(ends);
  mem_free(states);
  json_decref(titles);
}

json_t *forecast_item(struct board *board, const struct casefile *item, int64_t until_ms, struct err *err) {
  struct casefile *fork = casefile_copy(item);
  char from[INSTANT_TEXT];
  json_t *steps = json_array();
  bool ok = true;
  int count = 0;
  while (ok && count < FORECAST_STEPS_MAX && json_array_size(fork->timers) &&
         json_number(json_array_get(fork->timers, 0), "due", 0) <= until_ms) {
    ok = one_step(board, fork, steps, err);
    count++;
  }
  instant_write(board_now(board), from);
  json_t *answer = ok ? json_pack("{s:s, s:s, s:O}", "ref", item->ref, "from", from, "steps", steps) : NULL;
  if (answer) put_end(answer, fork, json_array_size(fork->timers) > 0);
  json_decref(steps);
  casefile_free(fork);
  return answer;
}
