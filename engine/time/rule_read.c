// From the words of a deadline rule to struct rule. The grammar stands in README.md; much of this is what people write instead of it, and
// the sentence that helps them.
#include "base/mem.h"
#include "time/rule_internal.h"

#include <stdio.h>
#include <string.h>

static bool read_field(const struct words *words, int index, struct rule *rule, struct err *err) {
  return words_name(words, index, "field", rule->field, err) && words_end(words, index + 1, err);
}

// One word alone is a field's name, whatever it is.
static bool means_meeting(const struct words *words, int index) {
  if (index + 1 >= words->count) return false;
  return word_is(words, index, "the") || word_is(words, index, "next") || word_is(words, index + 1, "meeting");
}

static bool say_after(const struct words *words, struct err *err) {
  return not_understood(words, "say `after` or `before` and then the field", err);
}

// Working days are rarely meant as a cycle, and often written so: there it has to be said in full.
static bool read_from(const struct words *words, int rest, struct rule *rule, struct err *err) {
  if (rule->unit == RULE_WORKING_DAYS) return say_after(words, err);
  rule->shape = RULE_EVERY;
  return read_field(words, rest + 1, rule, err);
}

static bool read_offset(const struct words *words, struct rule *rule, struct err *err) {
  int rest;
  rule->shape = RULE_OFFSET;
  if (!words_count(words, 0, rule, &rest, err)) return false;
  if (rest >= words->count) return true;
  bool before = word_is(words, rest, "before");
  if (word_is(words, rest, "from")) return read_from(words, rest, rule, err);
  if (word_is(words, rest, "since") || word_is(words, rest, "of")) return say_after(words, err);
  if (!before && !word_is(words, rest, "after")) return strange_word(words, rest, err);
  if (before) rule->count = -rule->count;
  return means_meeting(words, rest + 1) ? words_meeting(words, rest + 1, rule, err) : read_field(words, rest + 1, rule, err);
}

static bool read_every(const struct words *words, struct rule *rule, struct err *err) {
  int rest;
  rule->shape = RULE_EVERY;
  if (!word_is_number(words, 1))
    return not_understood(words, "say how many of what and from when, as in `every 3 months from anchor` or `every 1 week from review`",
                          err);
  if (!words_count(words, 1, rule, &rest, err)) return false;
  if (rest >= words->count) return true;
  if (!word_is(words, rest, "from")) return not_understood(words, "a cycle keeps to its anchor: say `from` and then the field", err);
  return read_field(words, rest + 1, rule, err);
}

static bool read_close(const struct words *words, struct rule *rule, struct err *err) {
  rule->shape = RULE_CLOSE_NEXT_WORKING;
  rule->unit = RULE_WORKING_DAYS;
  rule->count = 1;
  return words_after(words, 5, rule, err);
}

static bool read_time_on(const struct words *words, struct rule *rule, struct err *err) {
  rule->shape = RULE_TIME_ON;
  if (rule->has_time) return not_understood(words, "it says two times of day", err);
  rule->has_time = true;
  if (!words_time(words->word[0], &rule->ms_of_day)) return not_understood(words, "a time of day runs from 00:00 to 23:59", err);
  return read_field(words, 2, rule, err);
}

static bool read_end_of(const struct words *words, struct rule *rule, struct err *err) {
  static const struct {
    const char *word, *period;
  } near[] = {{"month", "month"}, {"quarter", "quarter"}, {"year", "year"}, {"financial", "financial year"}};
  for (size_t i = 0; word_is(words, 2, "the") && i < sizeof near / sizeof near[0]; i++)
    if (word_is(words, 3, near[i].word))
      return err_set(err, ERR_INVALID,
                     "Working day or calendar day? Write `the last working day of the %s` or `the last calendar day of the %s`.",
                     near[i].period, near[i].period);
  rule->shape = RULE_END_OF;
  return read_field(words, 2, rule, err);
}

// A single word that could be a field's name: perhaps it was meant as one; or a word for a cycle.
static bool lone_word(const struct words *words, struct err *err) {
  static const struct {
    const char *word, *every;
  } cycles[] = {{"daily", "1 calendar day"}, {"weekly", "1 week"}, {"monthly", "1 month"},
                {"quarterly", "3 months"},   {"yearly", "1 year"}, {"annually", "1 year"}};
  char name[RULE_NAME], shown[QUOTE_SIZE];
  struct err unused;
  for (size_t i = 0; i < sizeof cycles / sizeof cycles[0]; i++)
    if (word_is(words, 0, cycles[i].word))
      return err_set(err, ERR_INVALID, "Write `every %s from anchor`, with the field that the cycle keeps to.", cycles[i].every);
  if (words->count != 1 || !words_name(words, 0, "field", name, &unused)) return strange_word(words, 0, err);
  return err_set(
      err, ERR_INVALID,
      "The deadline %s was not understood. If it is a field with a date, write `end of %s`; else, for example, `10 working days`.",
      text_quote(words->text, shown), words->word[0]);
}

static bool read_shape(const struct words *words, struct rule *rule, struct err *err) {
  static const char *const end_of[] = {"end", "of", NULL}, *const close_of[] = {"close", "of", "next", "working", "day", NULL};
  int first = word_is(words, 0, "the");
  if (word_is_number(words, 0) && word_is(words, 1, "on")) return read_time_on(words, rule, err);
  if (words_are_yearly(words, 0)) return words_yearly(words, 0, rule, err);
  if (word_is_number(words, 0)) return read_offset(words, rule, err);
  if (word_is(words, 0, "every")) return read_every(words, rule, err);
  if (words_are(words, 0, close_of)) return read_close(words, rule, err);
  if (words_are(words, 0, end_of)) return read_end_of(words, rule, err);
  if (word_is(words, 0, "on")) return words_on(words, rule, err);
  if (word_is(words, first, "first") || word_is(words, first, "last")) return words_period(words, first, rule, err);
  if (first && (word_is(words, 1, "meeting") || word_is(words, 2, "meeting"))) return words_meeting(words, 0, rule, err);
  if (words->count == 1 && strcmp(words->word[0], "due") == 0) return read_field(words, 0, rule, err);
  if (words->count > 1 && word_is_unit(words, 1)) return not_understood(words, "it does not begin with a whole number in figures", err);
  return lone_word(words, err);
}

// What stands behind the comma.
static bool read_roll(const struct words *words, struct rule *rule, struct err *err) {
  struct words tail = {0};
  struct err unused;
  bool rolled = words_split(words->comma, &tail, &unused) && !tail.comma && tail.count == 2 && word_is(&tail, 0, "rolled");
  if (rolled && word_is(&tail, 1, "forward")) rule->rolled = RULE_ROLLS_FORWARD;
  if (rolled && word_is(&tail, 1, "back")) rule->rolled = RULE_ROLLS_BACK;
  if (rule->rolled) return true;
  return not_understood(
      words, "after a comma only `rolled forward` can stand, for the next working day, or `rolled back`, for the one before", err);
}

// What is rolled, and "at HH:MM" before it: the shape is read from the words that are left.
static bool read_ends(struct words *words, struct rule *rule, struct err *err) {
  int at = words->count - 2;
  if (words->comma && !read_roll(words, rule, err)) return false;
  if (at < 1 || !word_is(words, at, "at")) return true;
  rule->has_time = true;
  if (!words_time(words->word[at + 1], &rule->ms_of_day)) return not_understood(words, "a time of day runs from 00:00 to 23:59", err);
  words->count = at;
  return true;
}

static bool always_working(const struct rule *rule) {
  if (rule->shape == RULE_PERIOD_DAY) return rule->is_working;
  return rule->count != 0 && rule->unit == RULE_WORKING_DAYS;
}

static bool check_ends(const struct words *words, const struct rule *rule, struct err *err) {
  char why[WHY_SIZE];
  bool counts = rule->count != 0;
  if (counts && rule_is_exact(rule) && (rule->has_time || rule->rolled))
    return not_understood(words, "hours and minutes end at an instant of their own, which is neither set nor rolled", err);
  if (rule->has_time && rule->shape == RULE_END_OF) {
    snprintf(why, sizeof why, "for a time of day write `%02d:%02d on %s`", rule->ms_of_day / HOUR_MS, rule->ms_of_day / MINUTE_MS % 60,
             rule->field);
    return not_understood(words, why, err);
  }
  if (rule->has_time && rule->shape == RULE_CLOSE_NEXT_WORKING)
    return not_understood(words, "a close is the end of the day; for a time of day write `1 working day at 17:00`", err);
  if (rule->rolled && always_working(rule))
    return not_understood(words, "it always falls on a working day, so there is nothing to roll", err);
  if (rule->rolled == RULE_ROLLS_BACK && rule_can_recur(rule))
    return not_understood(words, "what can come again is only ever rolled forward", err);
  return true;
}

bool rule_read(const char *text, struct rule *rule, struct err *err) {
  struct words words;
  struct rule read = {.shape = RULE_END_OF};
  if (!words_split(text, &words, err) || !read_ends(&words, &read, err)) return false;
  if (!read_shape(&words, &read, err) || !check_ends(&words, &read, err)) return false;
  *rule = read;
  return true;
}

bool rule_is_every(const struct rule *rule) { return rule->shape == RULE_EVERY; }

bool rule_can_recur(const struct rule *rule) { return rule->shape >= RULE_YEARLY; }

bool unit_is_exact(enum rule_unit unit) { return unit == RULE_HOURS || unit == RULE_MINUTES; }

bool rule_is_exact(const struct rule *rule) {
  return (rule->shape == RULE_OFFSET || rule->shape == RULE_EVERY || (rule->shape == RULE_MEETING && rule->count != 0)) &&
         unit_is_exact(rule->unit);
}

bool rule_is_before(const struct rule *rule) { return rule->count < 0; }

bool rule_counts_working(const struct rule *rule) {
  bool counts = rule->shape == RULE_OFFSET || rule->shape == RULE_EVERY || rule->shape == RULE_MEETING;
  return rule->rolled || rule->shape == RULE_CLOSE_NEXT_WORKING || (counts && rule->unit == RULE_WORKING_DAYS) ||
         (rule->shape == RULE_PERIOD_DAY && rule->is_working);
}
