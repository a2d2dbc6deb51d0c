// The one way to write a rule down: what rule_text gives, rule_read reads as the same rule.
#include "base/buf.h"
#include "time/rule_internal.h"

static void put_count(struct buf *out, const struct rule *rule) {
  int count = rule->count < 0 ? -rule->count : rule->count;
  buf_format(out, "%d %s", count, unit_name(rule->unit, count));
}

static void put_meeting(struct buf *out, const struct rule *rule) {
  if (rule->count) put_count(out, rule);
  if (rule->count) buf_text(out, rule->count < 0 ? " before " : " after ");
  buf_format(out, "the %s meeting of %s", nth_name(rule->nth), rule->group);
}

static void put_field(struct buf *out, const char *word, const struct rule *rule) {
  if (rule->field[0]) buf_format(out, " %s %s", word, rule->field);
}

static void put_shape(struct buf *out, const struct rule *rule) {
  char date[DATE_TEXT];
  switch (rule->shape) {
  case RULE_OFFSET:
    put_count(out, rule);
    put_field(out, rule->count < 0 ? "before" : "after", rule);
    return;
  case RULE_EVERY:
    buf_text(out, "every ");
    put_count(out, rule);
    put_field(out, "from", rule);
    return;
  case RULE_END_OF:
    buf_format(out, "end of %s", rule->field);
    return;
  case RULE_TIME_ON:
    buf_format(out, "%02d:%02d on %s", rule->ms_of_day / HOUR_MS, rule->ms_of_day / MINUTE_MS % 60, rule->field);
    return;
  case RULE_DATE:
    date_write(rule->date, date);
    buf_format(out, "on %s", date);
    return;
  case RULE_CLOSE_NEXT_WORKING:
    buf_text(out, "close of next working day");
    break;
  case RULE_YEARLY:
    buf_format(out, "on %d %s", rule->date.day, month_name(rule->date.month));
    break;
  case RULE_PERIOD_DAY:
    buf_format(out, "the %s %s day of the %s", rule->is_first ? "first" : "last", rule->is_working ? "working" : "calendar",
               period_name(rule->period));
    break;
  case RULE_MEETING:
    put_meeting(out, rule);
    break;
  }
  put_field(out, "after", rule);
}

char *rule_text(const struct rule *rule) {
  struct buf out;
  buf_init(&out);
  put_shape(&out, rule);
  if (rule->has_time && rule->shape != RULE_TIME_ON)
    buf_format(&out, " at %02d:%02d", rule->ms_of_day / HOUR_MS, rule->ms_of_day / MINUTE_MS % 60);
  if (rule->rolled) buf_text(&out, rule->rolled == RULE_ROLLS_BACK ? ", rolled back" : ", rolled forward");
  return buf_take(&out);
}
