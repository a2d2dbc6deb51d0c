// Rules of an item, worked out. See deadline.h.
#include "run/deadline.h"

#include "run/calendars.h"
#include "run/definition.h"
#include "run/stops.h"

bool deadline_input_fill(struct board *board, const struct casefile *item, const json_t *fields, int64_t entered_ms,
                         struct deadline_input *input, struct err *err) {
  if (!board->calendar)
    return err_set(err, ERR_REFUSED,
                   "This board has no calendar of working days, so no deadline can be worked out; record one with "
                   "`waymark calendar replace --file FILE.csv --division NAME`.");
  input->rule = (struct rule_input){.entered_ms = entered_ms,
                                    .fields = fields,
                                    .zone = board->zone,
                                    .calendar = board->calendar,
                                    .meetings = board_meetings(board),
                                    .group_names = board_group_names(board),
                                    .stops = input->stops};
  return stops_read(board, item, input->stops, &input->rule.stop_count, err);
}

// A date that a field holds counts from the item's beginning, so that a step which is reached later has the instant that others had of it.
// That a date was given only after a change of the calendar is not known here, so one that lies far enough back counts by what stood then.
static int64_t counts_since(struct board *board, const struct casefile *item, const struct rule *rule, int64_t entered_ms) {
  if (!rule->field[0] || rule_is_every(rule)) return entered_ms;
  return item->started_ms ? item->started_ms : board_now(board);
}

size_t deadline_place(struct board *board, const struct casefile *item, const struct rule *rule, int64_t entered_ms) {
  return rule_counts_working(rule) ? calendars_place(board, counts_since(board, item, rule, entered_ms)) : 0;
}

bool deadline_count(struct board *board, const struct casefile *item, const struct rule *rule, struct deadline_input *input,
                    bool with_receipt, struct rule_result *result, struct err *err) {
  size_t place = deadline_place(board, item, rule, input->rule.entered_ms);
  return calendars_work_out(board, rule, &input->rule, place, with_receipt, result, err);
}

bool deadline_work_out(struct board *board, const struct casefile *item, const char *text, const json_t *fields, int64_t entered_ms,
                       struct rule_result *result, struct err *err) {
  struct deadline_input input;
  const struct rule *rule = rules_read_of(item->definition->rules, text, err);
  return rule && deadline_input_fill(board, item, fields, entered_ms, &input, err) &&
         deadline_count(board, item, rule, &input, false, result, err);
}

bool deadline_by(struct board *board, const struct casefile *item, const char *text, int64_t entered_ms, const struct calendar *calendar,
                 struct rule_result *result, struct err *err) {
  struct deadline_input input;
  const struct rule *rule = rules_read_of(item->definition->rules, text, err);
  if (!rule || !deadline_input_fill(board, item, item->fields, entered_ms, &input, err)) return false;
  input.rule.calendar = calendar;
  return rule_work_out(rule, &input.rule, false, result, err);
}

bool deadline_next(struct board *board, const struct casefile *item, const char *text, int64_t entered_ms, struct activation_time last,
                   struct rule_result *result, struct err *err) {
  struct deadline_input input;
  if (last.ms == INT64_MIN) return deadline_work_out(board, item, text, item->fields, entered_ms, result, err);
  const struct rule *rule = rules_read_of(item->definition->rules, text, err);
  if (!rule || !deadline_input_fill(board, item, item->fields, entered_ms, &input, err)) return false;
  input.rule.after_round = last.round > 0 ? last.round : 0;
  return rule_next(rule, &input.rule, last.ms, false, result, err);
}

bool deadline_hangs_on(const struct casefile *item, const char *text, const json_t *fields) {
  struct err err;
  const struct rule *rule = rules_read_of(item->definition->rules, text, &err);
  return rule && rule->field[0] && json_object_get(fields, rule->field);
}

bool deadline_is_before(const struct casefile *item, const char *text) {
  struct err err;
  const struct rule *rule = rules_read_of(item->definition->rules, text, &err);
  return rule && rule_is_before(rule);
}
