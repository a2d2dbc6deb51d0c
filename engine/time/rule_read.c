// From the words of a deadline rule to struct rule. The grammar stands in README.md; most of this file is what people write instead
// of it, and the sentence that helps them.
#include "time/internal.h"
#include "time/rule.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { WORDS_MAX = 8, WORD_SIZE = 64 };

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

struct words {
  const char *text; // the whole rule
  char word[WORDS_MAX][WORD_SIZE];
  const char *at[WORDS_MAX]; // where each begins in the text
  int count;
};

static bool not_understood(const struct words *words, const char *why, struct err *err) {
  char shown[QUOTE_SIZE];
  return err_set(err, ERR_INVALID,
                 "The deadline %s was not understood: %s. Write, for example, `10 working days after due` or `end of due`.",
                 text_quote(words->text, shown), why);
}

static bool strange_word(const struct words *words, int index, struct err *err) {
  char shown[QUOTE_SIZE], why[QUOTE_SIZE + 40];
  snprintf(why, sizeof why, "%s does not belong there", text_quote(words->word[index], shown));
  return not_understood(words, why, err);
}

static bool split(const char *text, struct words *words, struct err *err) {
  *words = (struct words){.text = text};
  for (const char *at = text; *(at += strspn(at, " \t"));) {
    size_t size = strcspn(at, " \t");
    if (words->count == WORDS_MAX) return not_understood(words, "it has too many words", err);
    if (size >= WORD_SIZE) return not_understood(words, "a word in it is too long", err);
    memcpy(words->word[words->count], at, size);
    words->at[words->count++] = at;
    at += size;
  }
  return words->count > 0 || not_understood(words, "it is empty", err);
}

static bool word_is(const struct words *words, int index, const char *word) {
  return index < words->count && strcasecmp(words->word[index], word) == 0;
}

static bool words_are(const struct words *words, int index, const char *const *expected) {
  for (; *expected; expected++, index++)
    if (!word_is(words, index, *expected)) return false;
  return true;
}

static bool read_field(const struct words *words, int index, struct rule *rule, struct err *err) {
  if (index >= words->count) return not_understood(words, "it ends where a field's name is expected", err);
  const char *name = words->word[index];
  size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");
  if (name[size] || name[0] < 'a' || name[0] > 'z') {
    char shown[QUOTE_SIZE], why[QUOTE_SIZE + 120];
    snprintf(why, sizeof why, "%s is not a field's name, which is made of small letters, digits and underscores", text_quote(name, shown));
    return not_understood(words, why, err);
  }
  if (index + 1 < words->count) return strange_word(words, index + 1, err);
  snprintf(rule->field, sizeof rule->field, "%s", name);
  return true;
}

// "Write `10 working days after due`.": the count and unit meant, and the rest of the rule as it was written.
static bool suggest(const struct words *words, int rest, long count, enum rule_unit unit, struct err *err) {
  const char *name = count == 1 ? units[unit].one : units[unit].many;
  char shown[QUOTE_SIZE] = "";
  if (rest >= words->count) return err_set(err, ERR_INVALID, "Write `%ld %s`.", count, name);
  text_quote(words->at[rest], shown);
  return err_set(err, ERR_INVALID, "Write `%ld %s %.*s`.", count, name, (int)strlen(shown) - 2, shown + 1);
}

static bool ask_which_days(const struct words *words, int rest, long count, struct err *err) {
  char shown[QUOTE_SIZE] = "  ";
  const char *s = count == 1 ? "" : "s", *space = rest < words->count ? " " : "";
  if (rest < words->count) text_quote(words->at[rest], shown);
  int size = (int)strlen(shown) - 2;
  return err_set(err, ERR_INVALID, "Working days or calendar days? Write `%ld working day%s%s%.*s` or `%ld calendar day%s%s%.*s`.", count,
                 s, space, size, shown + 1, count, s, space, size, shown + 1);
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

// Reads the unit's words from the second word on; `next` gets the index of what follows.
static bool read_unit(const struct words *words, long count, struct rule *rule, int *next, struct err *err) {
  bool working = is_working(words, 1), calendar = word_is(words, 1, "calendar");
  int at = working || calendar ? 2 : 1, unit = plain_unit(words, at);
  bool days = is_unit(words, at, RULE_WORKING_DAYS), after = is_working(words, at + 1);
  *next = at + 1;
  if (unit >= 0 && (working || after)) return refuse_working(words, at + 1 + after, count, unit, err);
  if (unit >= 0 && calendar) return suggest(words, at + 1, count, (enum rule_unit)unit, err);
  if (days && (after || word_is(words, 1, "business"))) return suggest(words, at + 1 + after, count, RULE_WORKING_DAYS, err);
  if (days && word_is(words, at + 1, "calendar")) return suggest(words, at + 2, count, RULE_CALENDAR_DAYS, err);
  if (days && !working && !calendar) return ask_which_days(words, at + 1, count, err);
  if (days) unit = working ? RULE_WORKING_DAYS : RULE_CALENDAR_DAYS;
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

static bool read_offset(const struct words *words, struct rule *rule, struct err *err) {
  int digits = (int)strspn(words->word[0], "0123456789"), number, rest;
  if (digits > 7 || words->word[0][digits]) return not_understood(words, "it does not begin with a whole number in figures", err);
  digits_read(words->word[0], digits, &number);
  if (!read_unit(words, number, rule, &rest, err) || !check_count(words, number, rule->unit, err)) return false;
  rule->shape = RULE_OFFSET;
  rule->count = number;
  if (rest >= words->count) return true;
  bool before = word_is(words, rest, "before");
  if (word_is(words, rest, "from") || word_is(words, rest, "since") || word_is(words, rest, "of"))
    return not_understood(words, "say `after` or `before` and then the field", err);
  if (!before && !word_is(words, rest, "after")) return strange_word(words, rest, err);
  if (before) rule->count = -number;
  return read_field(words, rest + 1, rule, err);
}

static bool read_close(const struct words *words, struct rule *rule, struct err *err) {
  rule->shape = RULE_CLOSE_NEXT_WORKING;
  rule->unit = RULE_WORKING_DAYS;
  rule->count = 1;
  if (words->count == 5) return true;
  return word_is(words, 5, "after") ? read_field(words, 6, rule, err) : strange_word(words, 5, err);
}

// "09:00"; false when the word is no time of day.
static bool read_time(const char *word, int *ms_of_day) {
  int hour, minute, digits = word[0] && word[1] == ':' ? 1 : 2;
  if (!digits_read(word, digits, &hour) || word[digits] != ':' || !digits_read(word + digits + 1, 2, &minute) || word[digits + 3])
    return false;
  if (hour > 23 || minute > 59) return false;
  *ms_of_day = hour * HOUR_MS + minute * MINUTE_MS;
  return true;
}

static bool read_time_on(const struct words *words, struct rule *rule, struct err *err) {
  rule->shape = RULE_TIME_ON;
  if (!read_time(words->word[0], &rule->ms_of_day)) return not_understood(words, "a time of day runs from 00:00 to 23:59", err);
  return read_field(words, 2, rule, err);
}

// A single word that could be a field's name: perhaps it was meant as one.
static bool lone_word(const struct words *words, struct err *err) {
  struct rule ignored;
  struct err unused;
  char shown[QUOTE_SIZE];
  if (words->count != 1 || !read_field(words, 0, &ignored, &unused)) return strange_word(words, 0, err);
  return err_set(
      err, ERR_INVALID,
      "The deadline %s was not understood. If it is a field with a date, write `end of %s`; else, for example, `10 working days`.",
      text_quote(words->text, shown), words->word[0]);
}

bool rule_read(const char *text, struct rule *rule, struct err *err) {
  static const char *const end_of[] = {"end", "of", NULL}, *const close_of[] = {"close", "of", "next", "working", "day", NULL};
  struct words words;
  struct rule read = {.shape = RULE_END_OF};
  bool ok;
  if (!split(text, &words, err)) return false;
  if (words.word[0][0] >= '0' && words.word[0][0] <= '9' && word_is(&words, 1, "on"))
    ok = read_time_on(&words, &read, err);
  else if (words.word[0][0] >= '0' && words.word[0][0] <= '9')
    ok = read_offset(&words, &read, err);
  else if (words_are(&words, 0, close_of))
    ok = read_close(&words, &read, err);
  else if (words_are(&words, 0, end_of))
    ok = read_field(&words, 2, &read, err);
  else if (words.count == 1 && strcmp(words.word[0], "due") == 0)
    ok = read_field(&words, 0, &read, err);
  else if (words.count > 1 && (plain_unit(&words, 1) >= 0 || is_unit(&words, 1, RULE_WORKING_DAYS) || is_working(&words, 1)))
    ok = not_understood(&words, "it does not begin with a whole number in figures", err);
  else
    ok = lone_word(&words, err);
  if (ok) *rule = read;
  return ok;
}
