// Used timers by two calendars. See bygone.h.
#include "run/bygone.h"

#include "run/activation.h"
#include "run/armed.h"
#include "run/breach.h"
#include "run/deadline.h"

struct looking {
  struct board *board;
  struct casefile *item;
  struct calendar *before, *after;
  json_t *rows;
};

static void put_instant(struct board *board, json_t *row, const char *name, const char *local_name, int64_t ms) {
  char text[INSTANT_TEXT], local[40];
  instant_write(ms, text);
  board_local(board, ms, local);
  json_put_text(row, name, text);
  json_put_text(row, local_name, local);
}

static bool is_past(const struct looking *looking, int state, const struct chart_timer *timer) {
  const char *id = json_text(chart_state(looking->item->chart, state), "id");
  int64_t activation = config_activation(looking->item->config, state);
  const json_t *row = armed_find(looking->item->timers, id, activation, timer->name);
  if (row) return json_number(row, "due", 0) <= board_now(looking->board);
  if (timer->rung) return breach_has_used(looking->item, id, timer);
  return !timer->every && activation_has_spent(looking->item, id, timer->name);
}

// The board's calendar is lent to the rule, since that is where deadlines take it from.
static bool work_out(const struct looking *looking, int state, const char *rule, struct calendar *calendar, struct rule_result *result,
                     struct err *err) {
  const char *id = json_text(chart_state(looking->item->chart, state), "id");
  int64_t entered = activation_entered(looking->item, id, board_now(looking->board));
  looking->board->calendar = calendar;
  bool ok = deadline_work_out(looking->board, looking->item, rule, looking->item->fields, entered, result, err);
  looking->board->calendar = looking->before;
  return ok;
}

static bool add_if_moved(const struct looking *looking, int state, const struct chart_timer *timer, struct err *err) {
  const char *rule = chart_timer_rule(looking->item->chart, timer, looking->item->fields);
  struct rule_result was, would;
  if (!work_out(looking, state, rule, looking->before, &was, err) || !work_out(looking, state, rule, looking->after, &would, err))
    return false;
  bool was_past = !was.missing && was.due_ms <= board_now(looking->board);
  if (!was_past || would.missing || would.due_ms == was.due_ms) return true;
  json_t *row = json_pack("{s:s, s:s, s:s}", "ref", looking->item->ref, "what", timer->name, "rule", rule);
  put_instant(looking->board, row, "was", "was_local", was.due_ms);
  put_instant(looking->board, row, "would", "would_local", would.due_ms);
  json_array_append_new(looking->rows, row);
  return true;
}

bool bygone_list(struct board *board, struct casefile *item, struct calendar *after, json_t *rows, struct err *err) {
  struct looking looking = {.board = board, .item = item, .before = board->calendar, .after = after, .rows = rows};
  for (int state = 0; state < chart_state_count(item->chart); state++) {
    if (!config_is_active(item->config, state)) continue;
    for (int i = 0; i < chart_timer_count(item->chart, state); i++) {
      struct chart_timer timer = chart_timer_at(item->chart, state, i);
      if (is_past(&looking, state, &timer) && !add_if_moved(&looking, state, &timer, err)) return false;
    }
  }
  return true;
}
