// A deadline of an item: its rule worked out with the board's calendar, zone and meetings, the item's fields and its clock stops.
#ifndef WAYMARK_RUN_DEADLINE_H
#define WAYMARK_RUN_DEADLINE_H
#include "base/err.h"
#include "base/json.h"
#include "run/activation.h"
#include "run/board.h"
#include "run/casefile.h"
#include "time/rule.h"

#include <stdbool.h>
#include <stdint.h>

// What a rule of an item is worked out from. Borrows from board, item and fields.
struct deadline_input {
  struct rule_input rule;
  struct stop stops[STOPS_MAX];
};

// `fields` stand in for the item's own; `entered_ms` is what a rule without a field counts from. False when the board has no calendar.
bool deadline_input_fill(struct board *board, const struct casefile *item, const json_t *fields, int64_t entered_ms,
                         struct deadline_input *input, struct err *err);
// From which calendar on the rule is counted for the item (calendars.h).
size_t deadline_place(struct board *board, const struct casefile *item, const struct rule *rule, int64_t entered_ms);
// Works a rule out by the calendars that count for the item (calendars.h), the one that did being in input->rule afterwards.
bool deadline_count(struct board *board, const struct casefile *item, const struct rule *rule, struct deadline_input *input,
                    bool with_receipt, struct rule_result *result, struct err *err);
// Works a rule out; no receipt. False with err when a field holds no date, or the board has no calendar.
bool deadline_work_out(struct board *board, const struct casefile *item, const char *rule, const json_t *fields, int64_t entered_ms,
                       struct rule_result *result, struct err *err);
// The same by one calendar alone, whatever counted before it.
bool deadline_by(struct board *board, const struct casefile *item, const char *rule, int64_t entered_ms, const struct calendar *calendar,
                 struct rule_result *result, struct err *err);
// The first time of a rule that comes again that is later than `last`, in instant and in round; its first
// when none was dealt with.
bool deadline_next(struct board *board, const struct casefile *item, const char *rule, int64_t entered_ms, struct activation_time last,
                   struct rule_result *result, struct err *err);

// Is the rule's field a member of this object? Does it count back, as a reminder does?
bool deadline_hangs_on(const struct casefile *item, const char *rule, const json_t *fields);
bool deadline_is_before(const struct casefile *item, const char *rule);
#endif
