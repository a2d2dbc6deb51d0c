// The words for days that are not counted to: a date, a day of every year, the first or last day of a period, a group's meeting.
#include "time/rule_internal.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const periods[] = {
    [RULE_MONTH] = "month", [RULE_QUARTER] = "quarter", [RULE_YEAR] = "year", [RULE_FINANCIAL_YEAR] = "financial year"};
static const char *const nths[] = {"next", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th"};

const char *period_name(enum rule_period period) { return periods[period]; }
const char *nth_name(int nth) { return nths[nth - 1]; }

bool words_after(const struct words *words, int index, struct rule *rule, struct err *err) {
  if (index >= words->count) return true;
  if (!word_is(words, index, "after")) return strange_word(words, index, err);
  return words_name(words, index + 1, "field", rule->field, err) && words_end(words, index + 2, err);
}

// 1 to 12 for a month's name, or for its first three letters with *is_short; 0 for another word.
static int month_of(const struct words *words, int index, bool *is_short) {
  if (index >= words->count) return 0;
  *is_short = strlen(words->word[index]) == 3 && !word_is(words, index, "May");
  for (int month = 1; month <= 12; month++)
    if (word_is(words, index, month_name(month)) || (*is_short && strncasecmp(words->word[index], month_name(month), 3) == 0)) return month;
  return 0;
}

bool words_are_yearly(const struct words *words, int index) {
  bool is_short;
  return word_is_number(words, index) && month_of(words, index + 1, &is_short) > 0;
}

bool words_yearly(const struct words *words, int index, struct rule *rule, struct err *err) {
  const char *word = words->word[index];
  int digits = (int)strspn(word, "0123456789"), day = 0;
  bool is_short = false;
  int month = month_of(words, index + 1, &is_short);
  char why[WHY_SIZE], shown[QUOTE_SIZE];
  if (month == 0)
    return not_understood(words, "after `on` comes a date, as in `on 2026-03-31`, or a day of each year, as in `on 31 March`", err);
  if (digits <= 2) digits_read(word, digits, &day);
  snprintf(why, sizeof why, "%s has %d days", month_name(month), month_days(2000, month));
  if (day < 1 || day > month_days(2000, month)) return not_understood(words, why, err); // 29 February is a day of some years
  if (word[digits] || is_short)
    return err_set(err, ERR_INVALID, "Write `on %d %s%s`.", day, month_name(month), words_rest(words, index + 2, shown));
  rule->shape = RULE_YEARLY;
  rule->date = (struct date){0, month, day};
  return words_after(words, index + 2, rule, err);
}

bool words_on(const struct words *words, struct rule *rule, struct err *err) {
  struct err why;
  char shown[QUOTE_SIZE];
  if (words->count > 1 && word_is_number(words, 1) && strpbrk(words->word[1], "-/.")) {
    rule->shape = RULE_DATE;
    if (date_read(words->word[1], &rule->date, &why)) return words_end(words, 2, err);
    return err_set(err, ERR_INVALID, "The deadline %s was not understood: %s", text_quote(words->text, shown), why.text);
  }
  return words_yearly(words, words->count > 1 ? 1 : 0, rule, err);
}

static bool read_period(const struct words *words, int index, struct rule *rule) {
  if (word_is(words, index, "financial")) return rule->period = RULE_FINANCIAL_YEAR, word_is(words, index + 1, "year");
  for (int period = RULE_MONTH; period <= RULE_YEAR; period++)
    if (word_is(words, index, periods[period])) return rule->period = (enum rule_period)period, true;
  return false;
}

static bool ask_which_day(const struct words *words, int index, struct err *err) {
  char shown[QUOTE_SIZE];
  const char *end = word_is(words, index, "first") ? "first" : "last", *rest = words_rest(words, index + 2, shown);
  if (words->comma) return err_set(err, ERR_INVALID, "Write `the %s calendar day%s`.", end, rest); // only these are ever rolled
  return err_set(err, ERR_INVALID, "Working day or calendar day? Write `the %s working day%s` or `the %s calendar day%s`.", end, rest, end,
                 rest);
}

bool words_period(const struct words *words, int index, struct rule *rule, struct err *err) {
  static const char *const of_the[] = {"day", "of", "the", NULL};
  if (word_is(words, index + 1, "day")) return ask_which_day(words, index, err);
  rule->shape = RULE_PERIOD_DAY;
  rule->is_first = word_is(words, index, "first");
  rule->is_working = word_is(words, index + 1, "working");
  if ((!rule->is_working && !word_is(words, index + 1, "calendar")) || !words_are(words, index + 2, of_the) ||
      !read_period(words, index + 5, rule))
    return not_understood(
        words, "the day of a month, quarter, year or financial year is written as in `the last working day of the quarter`", err);
  return words_after(words, index + (rule->period == RULE_FINANCIAL_YEAR ? 7 : 6), rule, err);
}

bool words_meeting(const struct words *words, int index, struct rule *rule, struct err *err) {
  int at = index + word_is(words, index, "the");
  for (size_t i = 0; i < sizeof nths / sizeof nths[0]; i++)
    if (word_is(words, at, nths[i])) rule->nth = (int)i + 1;
  if (at == index || rule->nth == 0 || !word_is(words, at + 1, "meeting") || !word_is(words, at + 2, "of"))
    return not_understood(words, "a meeting is named as in `5 working days before the next meeting of llip`", err);
  rule->shape = RULE_MEETING;
  return words_name(words, at + 3, "group", rule->group, err) && words_after(words, at + 4, rule, err);
}
