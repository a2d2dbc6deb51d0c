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
  if (skipped) json_put_text(row, "note", "a later message is due as well, so this one is left out and its people are copied in");
  if (!skipped && turn->result.outcome != STEP_TAKEN) json_put_text(row, "note", turn->result.reason.data);
  return row;
}

// A step that cannot be carried out (a date that is none) ends a forecast: live, it would be put before the Business Manager (S6).
static json_t *stuck_row(struct turn *turn, struct casefile *before, const char *what, const char *why) {
  turn->item = before;
  json_t *row = step_row(turn, what, false);
  char *note = mem_format("it would get stuck here: %s", why);
  json_put_text(row, "note", note);
  mem_free(note);
  return row;
}

// *item becomes the item after its next timer. False when that got stuck: *item is as it was.
static bool one_step(struct board *board, struct casefile **item, json_t *steps) {
  struct casefile *next = casefile_copy(*item), *left = *item;
  json_t *timer = json_incref(json_array_get(next->timers, 0));
  int64_t due = json_number(timer, "due", 0), since = json_number(timer, "since", 0), now = board_now(board);
  int64_t at = due > since ? due : since;
  struct turn turn;
  struct err failed;
  bool skipped;
  char *what = due_words(next, timer);
  turn_init(&turn, board, next, ENTRY_TIMER, at, json_pack("{s:O, s:{}}", "name", json_object_get(timer, "name"), "data"));
  bool ok = due_take(&turn, timer, at > now ? at : now, &skipped, &failed);
  json_t *row = ok ? step_row(&turn, what, skipped) : stuck_row(&turn, *item, what, failed.text);
  if (json_flag(timer, "provisional")) json_put_flag(row, "provisional", true);
  json_array_append_new(steps, row);
  turn_clear(&turn);
  mem_free(what);
  json_decref(timer);
  if (ok)
    *item = next;
  else
    left = next;
  casefile_free(left);
  return ok;
}

static void put_end(json_t *answer, const struct casefile *item, const char *how) {
  json_t *titles = casefile_state_titles(item), *title;
  char *states = mem_text("");
  size_t i;
  json_array_foreach(titles, i, title) {
    char *more = mem_format("%s%s\"%s\"", states, i ? " and " : "", json_string_value(title));
    mem_free(states);
    states = more;
  }
  char *ends = mem_format("%s %s", how, states);
  json_put_text(answer, "ends", ends);
  mem_free(ends);
  mem_free(states);
  json_decref(titles);
}

json_t *forecast_item(struct board *board, const struct casefile *item, int64_t until_ms) {
  struct casefile *fork = casefile_copy(item);
  char from[INSTANT_TEXT];
  json_t *steps = json_array();
  bool ok = true;
  int count = 0;
  while (ok && count < FORECAST_STEPS_MAX && json_array_size(fork->timers) &&
         json_number(json_array_get(fork->timers, 0), "due", 0) <= until_ms) {
    ok = one_step(board, &fork, steps);
    count++;
  }
  instant_write(board_now(board), from);
  json_t *answer = json_pack("{s:s, s:s, s:o}", "ref", item->ref, "from", from, "steps", steps);
  put_end(answer, fork,
          !ok                             ? "it stays at"
          : json_array_size(fork->timers) ? "more would follow; it then stands at"
                                          : "nothing further happens by itself; it stays at");
  casefile_free(fork);
  return answer;
}

// A timer that gets stuck is put aside and the item goes on without it, as it does when it really runs.
struct casefile *forecast_now(struct board *board, const struct casefile *item) {
  struct casefile *fork = casefile_copy(item);
  json_t *steps = json_array();
  for (int count = 0; count < FORECAST_STEPS_MAX && json_array_size(fork->timers) &&
                      json_number(json_array_get(fork->timers, 0), "due", 0) <= board_now(board);
       count++)
    if (!one_step(board, &fork, steps)) json_array_remove(fork->timers, 0);
  json_decref(steps);
  return fork;
}
