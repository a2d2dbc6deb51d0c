// What the files of deadline rules share: the words that a rule is read from, and one working-out in progress.
#ifndef WAYMARK_TIME_RULE_INTERNAL_H
#define WAYMARK_TIME_RULE_INTERNAL_H
#include "time/internal.h"
#include "time/rule.h"

// ---- words (rule_words.c)

enum { WORDS_MAX = 16, WORD_SIZE = 64, WHY_SIZE = QUOTE_SIZE + 160 };

struct words {
  const char *text;                // the whole rule
  char word[WORDS_MAX][WORD_SIZE]; // as far as the comma
  const char *at[WORDS_MAX];       // where each begins in the text
  int count;                       // those that are still to be read
  int all;                         // `at HH:MM` at the end too
  const char *comma;               // what follows it, NULL without one
};

bool words_split(const char *text, struct words *words, struct err *err);
bool word_is(const struct words *words, int index, const char *word); // false past the end; capitals do not matter
bool words_are(const struct words *words, int index, const char *const *expected);
bool word_is_number(const struct words *words, int index); // does it begin with a figure?
bool words_end(const struct words *words, int index, struct err *err);
bool words_name(const struct words *words, int index, const char *what, char name[RULE_NAME], struct err *err); // a field's or a group's
bool words_time(const char *word, int *ms_of_day);                                                              // "09:00"
const char *words_every(const struct words *words);                                 // "every " when it begins so
const char *words_rest(const struct words *words, int index, char out[QUOTE_SIZE]); // from there to the end, as written, a blank before it
bool not_understood(const struct words *words, const char *why, struct err *err);
bool strange_word(const struct words *words, int index, struct err *err);

// ---- units (rule_unit.c)

const char *unit_name(enum rule_unit unit, int count); // "working days", "month"
// A count and its unit, the figures at `index`; `next` gets the index of what follows.
bool words_count(const struct words *words, int index, struct rule *rule, int *next, struct err *err);
bool word_is_unit(const struct words *words, int index); // any of them, "days" too

// ---- days of a year, of a period, of a group (rule_day.c): each reads the whole rest of the words

bool words_are_yearly(const struct words *words, int index); // a number and a month
bool words_yearly(const struct words *words, int index, struct rule *rule, struct err *err);
bool words_on(const struct words *words, struct rule *rule, struct err *err);
bool words_period(const struct words *words, int index, struct rule *rule, struct err *err);
bool words_meeting(const struct words *words, int index, struct rule *rule, struct err *err); // from "the next" on
bool words_after(const struct words *words, int index, struct rule *rule, struct err *err);   // nothing, or "after FIELD"
const char *period_name(enum rule_period period);
const char *nth_name(int nth); // "next", "2nd"

// ---- one working-out (rule.c, rule_count.c, rule_next.c)

struct working {
  const struct rule *rule;
  const struct rule_input *input;
  struct rule_result *out;
};

// What a rule counts from. A field with a date alone is a whole day: `ms` is its end when counting on, its beginning when back.
struct start {
  struct date date;
  int64_t ms;
  bool is_day;
};

bool unit_is_exact(enum rule_unit unit);
void receipt_note(struct working *working, struct date date, bool counted, const char *why, const char *text);
const char *working_why_not(struct working *working, struct date date); // asks the calendar and keeps that it was asked
struct date working_roll(struct working *working, struct date date);    // as it is, or on or back to a working day, where the rule says so
int64_t working_instant(const struct working *working, struct date date);
const char *clamp_note(struct date from, struct date to, char out[80]); // why it is another day of the month; NULL when it is not
void working_miss(struct working *working, const char *format, ...) __attribute__((format(printf, 2, 3)));

// rule_count.c. `due_ms` of the result is set unless the clock stopped.
bool count_from(struct working *working, struct start start, struct err *err);

// rule_next.c: the first occurrence after an instant that is not before `start`.
bool occurrence_find(struct working *working, struct start start, int64_t after_ms, struct err *err);

// ---- stops (stop.c)

const struct stop *stop_within(const struct rule_input *input, int64_t start_ms, int64_t end_ms); // one that takes a part of it; NULL
const struct stop *stop_on_day(const struct rule_input *input, struct date date);
typedef void stop_each(void *user, const struct stop *stop);
// Lets the clock run from *ms for *left_ms, less stops. NULL: *ms is where it ends. Else the open stop that it stands in, with what is
// left.
const struct stop *stop_run(const struct rule_input *input, int64_t *ms, int64_t *left_ms, stop_each *each, void *user);
#endif
