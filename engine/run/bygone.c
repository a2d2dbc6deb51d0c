// Used timers by two calendars. See bygone.h.
#include "run/bygone.h"

#include "run/activation.h"
#include "run/armed.h"
#include "run/breach.h"
#include "run/calendars.h"
#include "run/deadline.h"
#include "run/declared.h"

struct looking {
  struct board *board;
  struct casefile *item;
  struct calendar *after;
  json_t *rows;
  struct err *err;
};

// What a cycle dealt with before the row that is armed now is not looked at again: it goes on from there.
static bool is_past(const struct looking *looking, const struct declared *declared, const json_t *row) {
  if (row) return json_number(row, "due", 0) <= board_now(looking->board);
  if (declared->timer.rung) return breach_has_used(looking->item, declared->state_id, &declared->timer);
  return !declared->timer.every && activation_has_spent(looking->item, declared->state_id, declared->timer.name);
}

// Of what comes again the first time after the last that was dealt with (T10).
static bool work_out_next(const struct looking *looking, const struct declared *declared, int64_t entered_ms, struct rule_result *result) {
  struct activation_time last = activation_last(looking->item, declared->state_id, declared->timer.name);
  return deadline_next(looking->board, looking->item, declared->rule, entered_ms, last, result, looking->err);
}

static int64_t entered_of(const struct looking *looking, const struct declared *declared) {
  return activation_entered(looking->item, declared->state_id, board_now(looking->board));
}

// As it was counted so far.
static bool work_out_was(const struct looking *looking, const struct declared *declared, struct rule_result *was) {
  int64_t entered = entered_of(looking, declared);
  if (declared->timer.every) return work_out_next(looking, declared, entered, was);
  return deadline_work_out(looking->board, looking->item, declared->rule, looking->item->fields, entered, was, looking->err);
}

// By the new calendar alone, as if it had stood all the time. What comes again takes it from the board, to which it is lent.
static bool work_out_would(const struct looking *looking, const struct declared *declared, struct rule_result *would) {
  int64_t entered = entered_of(looking, declared);
  if (!declared->timer.every)
    return deadline_by(looking->board, looking->item, declared->rule, entered, looking->after, would, looking->err);
  calendars_lend(looking->board, looking->after);
  bool ok = work_out_next(looking, declared, entered, would);
  calendars_give_back(looking->board);
  return ok;
}

// When it was due: as the row says; of one that was used up, as it works out by the calendar before.
static bool was_due(const struct looking *looking, const struct declared *declared, const json_t *row, struct rule_result *was) {
  *was = (struct rule_result){.due_ms = json_number(row, "due", 0)};
  return row || work_out_was(looking, declared, was);
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
  if (!was_due(looking, declared, row, &was) || !work_out_would(looking, declared, &would)) return false;
  bool was_past = !was.missing && was.due_ms <= board_now(looking->board);
  if (was_past && !would.missing && would.due_ms != was.due_ms) add_row(looking, declared, was.due_ms, would.due_ms);
  return true;
}

bool bygone_list(struct board *board, struct casefile *item, struct calendar *after, json_t *rows, struct err *err) {
  struct looking looking = {.board = board, .item = item, .after = after, .rows = rows, .err = err};
  if (!board->calendar) return true; // nothing could be due yet
  return declared_each(item, add_if_moved, &looking);
}
