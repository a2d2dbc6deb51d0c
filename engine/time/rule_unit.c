// What a rule counts in, and the answer to the words that people write instead.
#include "time/rule_internal.h"

#include <stdio.h>
#include <string.h>

// A hundred years of calendar time, ten of working days and hours, one of minutes: more is a slip, and it keeps receipts short.
static const struct unit {
  const char *one, *many;
  int max;
} units[] = {
    [RULE_WORKING_DAYS] = {"working day", "working days", 2600},
    [RULE_CALENDAR_DAYS] = {"calendar day", "calendar days", 36525},
    [RULE_WEEKS] = {"week", "weeks", 5200},
    [RULE_MONTHS] = {"month", "months", 1200},
    [RULE_YEARS] = {"year", "years", 100},
    [RULE_HOURS] = {"hour", "hours", 87600},
    [RULE_MINUTES] = {"minute", "minutes", 525600},
};

// Words that mean a unit and are not ours; the answer says which word to write.
static const struct {
  const char *word;
  enum rule_unit unit;
} near_units[] = {
    {"hr", RULE_HOURS},
    {"hrs", RULE_HOURS},
    {"h", RULE_HOURS},
    {"min", RULE_MINUTES},
    {"mins", RULE_MINUTES},
    {"wd", RULE_WORKING_DAYS},
    {"wds", RULE_WORKING_DAYS},
    {"weekday", RULE_WORKING_DAYS},
    {"weekdays", RULE_WORKING_DAYS},
    {"workday", RULE_WORKING_DAYS},
    {"workdays", RULE_WORKING_DAYS},
    {"wk", RULE_WEEKS},
    {"wks", RULE_WEEKS},
    {"mth", RULE_MONTHS},
    {"mths", RULE_MONTHS},
    {"yr", RULE_YEARS},
    {"yrs", RULE_YEARS},
};

const char *unit_name(enum rule_unit unit, int count) { return count == 1 ? units[unit].one : units[unit].many; }

// "Write `10 working days after due`.": the count and unit meant, and the rest of the rule as it was written.
static bool suggest(const struct words *words, int rest, long count, enum rule_unit unit, struct err *err) {
  char shown[QUOTE_SIZE];
  return err_set(err, ERR_INVALID, "Write `%s%ld %s%s`.", words_every(words), count, unit_name(unit, (int)count),
                 words_rest(words, rest, shown));
}

static bool ask_which_days(const struct words *words, int rest, long count, struct err *err) {
  char shown[QUOTE_SIZE];
  if (words->comma) return suggest(words, rest, count, RULE_CALENDAR_DAYS, err); // of the two only these are ever rolled
  const char *s = count == 1 ? "" : "s", *tail = words_rest(words, rest, shown), *every = words_every(words);
  return err_set(err, ERR_INVALID, "Working days or calendar days? Write `%s%ld working day%s%s` or `%s%ld calendar day%s%s`.", every,
                 count, s, tail, every, count, s, tail);
}

static bool is_unit(const struct words *words, int index, enum rule_unit unit) {
  const char *one = strrchr(units[unit].one, ' '), *many = strrchr(units[unit].many, ' ');
  return word_is(words, index, one ? one + 1 : units[unit].one) || word_is(words, index, many ? many + 1 : units[unit].many);
}

static bool is_working(const struct words *words, int index) {
  return word_is(words, index, "working") || word_is(words, index, "business");
}

// The unit that one word names, days aside; -1 when it names none.
static int plain_unit(const struct words *words, int index) {
  for (int unit = RULE_WEEKS; unit <= RULE_MINUTES; unit++)
    if (is_unit(words, index, (enum rule_unit)unit)) return unit;
  return -1;
}

// "2 working weeks", "2 weeks working": weeks of five days; nothing longer or shorter has a working kind.
static bool refuse_working(const struct words *words, int rest, long count, int unit, struct err *err) {
  if (unit == RULE_WEEKS && count <= units[RULE_WORKING_DAYS].max / 5) return suggest(words, rest, count * 5, RULE_WORKING_DAYS, err);
  char shown[QUOTE_SIZE];
  return err_set(err, ERR_INVALID,
                 "The deadline %s was not understood: only days can be working days. Write, for example, `10 working days` or `3 months`.",
                 text_quote(words->text, shown));
}

// Reads the unit's words from `index` on; `next` gets the index of what follows.
static bool read_unit(const struct words *words, int index, long count, struct rule *rule, int *next, struct err *err) {
  bool working = is_working(words, index), calendar = word_is(words, index, "calendar");
  int at = working || calendar ? index + 1 : index, unit = plain_unit(words, at);
  bool days = is_unit(words, at, RULE_WORKING_DAYS), after = is_working(words, at + 1);
  *next = at + 1;
  if (unit >= 0 && (working || after)) return refuse_working(words, at + 1 + after, count, unit, err);
  if (unit >= 0 && calendar) return suggest(words, at + 1, count, (enum rule_unit)unit, err);
  if (days && (after || word_is(words, index, "business"))) return suggest(words, at + 1 + after, count, RULE_WORKING_DAYS, err);
  if (days && word_is(words, at + 1, "calendar")) return suggest(words, at + 2, count, RULE_CALENDAR_DAYS, err);
  if (days && !working && !calendar) return ask_which_days(words, at + 1, count, err);
  if (days) unit = working ? RULE_WORKING_DAYS : RULE_CALENDAR_DAYS;
  if (unit < 0 && (word_is(words, at, "quarter") || word_is(words, at, "quarters")))
    return suggest(words, at + 1, count * 3, RULE_MONTHS, err);
  for (size_t i = 0; unit < 0 && i < sizeof near_units / sizeof near_units[0]; i++)
    if (word_is(words, at, near_units[i].word)) return suggest(words, at + 1, count, near_units[i].unit, err);
  if (unit < 0 && at >= words->count) return not_understood(words, "it does not say what is counted", err);
  if (unit < 0) return strange_word(words, at, err);
  rule->unit = (enum rule_unit)unit;
  return true;
}

static bool check_count(const struct words *words, long count, enum rule_unit unit, struct err *err) {
  char shown[QUOTE_SIZE];
  if (count == 0)
    return err_set(err, ERR_INVALID, "The deadline %s counts nothing. Write at least 1, or `end of due` for the day itself.",
                   text_quote(words->text, shown));
  if (count <= units[unit].max) return true;
  return err_set(err, ERR_INVALID, "The deadline %s is too far away: at most %d %s can be counted.", text_quote(words->text, shown),
                 units[unit].max, units[unit].many);
}

bool words_count(const struct words *words, int index, struct rule *rule, int *next, struct err *err) {
  const char *word = words->word[index];
  int digits = (int)strspn(word, "0123456789"), number;
  if (digits > 7 || word[digits]) return not_understood(words, "it does not begin with a whole number in figures", err);
  digits_read(word, digits, &number);
  if (!read_unit(words, index + 1, number, rule, next, err) || !check_count(words, number, rule->unit, err)) return false;
  rule->count = number;
  return true;
}

bool word_is_unit(const struct words *words, int index) {
  return plain_unit(words, index) >= 0 || is_unit(words, index, RULE_WORKING_DAYS) || is_working(words, index);
}
