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

static const json_t *row_of(const struct looking *looking, int state, const struct chart_timer *timer) {
  const char *id = json_text(chart_state(looking->item->chart, state), "id");
  return armed_find(looking->item->timers, id, config_activation(looking->item->config, state), timer->name);
}

// What a cycle dealt with before the row that is armed now is not looked at again: it goes on from there.
static bool is_past(const struct looking *looking, int state, const struct chart_timer *timer, const json_t *row) {
  const char *id = json_text(chart_state(looking->item->chart, state), "id");
  if (row) return json_number(row, "due", 0) <= board_now(looking->board);
  if (timer->rung) return breach_has_used(looking->item, timer);
  return !timer->every && activation_has_spent(looking->item, id, timer->name);
}

// T10: of what comes again, the first time after the last that was dealt with. The board's calendar is lent to the rule, since that is
// where deadlines take it from.
static bool work_out(const struct looking *looking, int state, const struct chart_timer *timer, struct calendar *calendar,
                     struct rule_result *result, struct err *err) {
  const struct casefile *item = looking->item;
  const char *id = json_text(chart_state(item->chart, state), "id"), *rule = chart_timer_rule(item->chart, timer, item->fields);
  int64_t entered = activation_entered(item, id, board_now(looking->board)), last = activation_last(item, id, timer->name);
  looking->board->calendar = calendar;
  bool ok = timer->every && last != INT64_MIN ? deadline_next(looking->board, item, rule, entered, last, result, err)
                                              : deadline_work_out(looking->board, item, rule, item->fields, entered, result, err);
  looking->board->calendar = looking->before;
  return ok;
}

// When it was due: as the row says; of one that was used up, as it works out by the calendar before.
static bool was_due(const struct looking *looking, int state, const struct chart_timer *timer, const json_t *row, struct rule_result *was,
                    struct err *err) {
  *was = (struct rule_result){.due_ms = json_number(row, "due", 0)};
  return row || work_out(looking, state, timer, looking->before, was, err);
}

static void add_row(const struct looking *looking, const struct chart_timer *timer, int64_t was_ms, int64_t would_ms) {
  const char *rule = chart_timer_rule(looking->item->chart, timer, looking->item->fields);
  json_t *row = json_pack("{s:s, s:s, s:s}", "ref", looking->item->ref, "what", timer->name, "rule", rule);
  put_instant(looking->board, row, "was", "was_local", was_ms);
  put_instant(looking->board, row, "would", "would_local", would_ms);
  json_array_append_new(looking->rows, row);
}

static bool add_if_moved(const struct looking *looking, int state, const struct chart_timer *timer, const json_t *row, struct err *err) {
  struct rule_result was, would;
  if (!was_due(looking, state, timer, row, &was, err) || !work_out(looking, state, timer, looking->after, &would, err)) return false;
  bool was_past = !was.missing && was.due_ms <= board_now(looking->board);
  if (was_past && !would.missing && would.due_ms != was.due_ms) add_row(looking, timer, was.due_ms, would.due_ms);
  return true;
}

bool bygone_list(struct board *board, struct casefile *item, struct calendar *after, json_t *rows, struct err *err) {
  struct looking looking = {.board = board, .item = item, .before = board->calendar, .after = after, .rows = rows};
  for (int state = 0; state < chart_state_count(item->chart); state++) {
    if (!config_is_active(item->config, state)) continue;
    for (int i = 0; i < chart_timer_count(item->chart, state); i++) {
      struct chart_timer timer = chart_timer_at(item->chart, state, i);
      const json_t *row = row_of(&looking, state, &timer);
      if (is_past(&looking, state, &timer, row) && !add_if_moved(&looking, state, &timer, row, err)) return false;
    }
  }
  return true;
}
