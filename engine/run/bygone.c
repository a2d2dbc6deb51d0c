// Used timers by two calendars. See bygone.h.
#include "run/bygone.h"

#include "run/activation.h"
#include "run/armed.h"
#include "run/breach.h"
#include "run/deadline.h"
#include "run/declared.h"

struct looking {
  struct board *board;
  struct casefile *item;
  struct calendar *before, *after;
  json_t *rows;
  struct err *err;
};

// What a cycle dealt with before the row that is armed now is not looked at again: it goes on from there.
static bool is_past(const struct looking *looking, const struct declared *declared, const json_t *row) {
  if (row) return json_number(row, "due", 0) <= board_now(looking->board);
  if (declared->timer.rung) return breach_has_used(looking->item, declared->state_id, &declared->timer);
  return !declared->timer.every && activation_has_spent(looking->item, declared->state_id, declared->timer.name);
}

// Of what comes again the first time after the last that was dealt with (T10). The board's calendar is lent to the rule, since that is
// where deadlines take it from.
static bool work_out(const struct looking *looking, const struct declared *declared, struct calendar *calendar,
                     struct rule_result *result) {
  struct board *board = looking->board;
  const struct casefile *item = looking->item;
  int64_t entered = activation_entered(item, declared->state_id, board_now(board));
  struct activation_time last = activation_last(item, declared->state_id, declared->timer.name);
  board->calendar = calendar;
  bool ok = declared->timer.every ? deadline_next(board, item, declared->rule, entered, last, result, looking->err)
                                  : deadline_work_out(board, item, declared->rule, item->fields, entered, result, looking->err);
  board->calendar = looking->before;
  return ok;
}

// When it was due: as the row says; of one that was used up, as it works out by the calendar before.
static bool was_due(const struct looking *looking, const struct declared *declared, const json_t *row, struct rule_result *was) {
  *was = (struct rule_result){.due_ms = json_number(row, "due", 0)};
  return row || work_out(looking, declared, looking->before, was);
}

static void add_row(const struct looking *looking, const struct declared *declared, int64_t was_ms, int64_t would_ms) {
  json_t *row = json_pack("{s:s, s:s, s:s}", "ref", looking->item->ref, "what", declared->timer.name, "rule", declared->rule);
  board_put_instant(looking->board, row, "was", true, was_ms);
  board_put_instant(looking->board, row, "would", true, would_ms);
  json_array_append_new(looking->rows, row);
}

static bool add_if_moved(void *user, const struct declared *declared) {
  const struct looking *looking = user;
  struct rule_result was, would;
  const json_t *row = declared_row(declared, looking->item->timers);
  if (!is_past(looking, declared, row)) return true;
  if (!was_due(looking, declared, row, &was) || !work_out(looking, declared, looking->after, &would)) return false;
  bool was_past = !was.missing && was.due_ms <= board_now(looking->board);
  if (was_past && !would.missing && would.due_ms != was.due_ms) add_row(looking, declared, was.due_ms, would.due_ms);
  return true;
}

bool bygone_list(struct board *board, struct casefile *item, struct calendar *after, json_t *rows, struct err *err) {
  struct looking looking = {.board = board, .item = item, .before = board->calendar, .after = after, .rows = rows, .err = err};
  if (!board->calendar) return true; // nothing could be due yet
  return declared_each(item, add_if_moved, &looking);
}
