// Goal: each kind of rule can be written, has one way to be written that reads back as itself, and whoever writes it otherwise is told what
// to write. Method: tables of rules and of sentences; every suggestion is read; rules made up at random are written, read and worked out
// again.
#include "../../helper/deadline.h"

static void rules_are_written_in_one_way(void **state) {
  (void)state;
  static const struct {
    const char *typed, *text;
  } rows[] = {
      {"due", "end of due"},
      {"  10  Working days AFTER due ", "10 working days after due"},
      {"1 working day", "1 working day"},
      {"1 working day after next", "1 working day after next"}, // a field of that name
      {"1 working day after at", "1 working day after at"},
      {"5 working days after due at 9:00", "5 working days after due at 09:00"},
      {"1 month after due, rolled forward", "1 month after due, rolled forward"},
      {"1 month after due at 17:00 , rolled  forward", "1 month after due at 17:00, rolled forward"},
      {"end of due, rolled forward", "end of due, rolled forward"},
      {"09:00 on due , Rolled back", "09:00 on due, rolled back"},
      {"9:05 on due", "09:05 on due"},
      {"close of next working day after asked", "close of next working day after asked"},
      {"on 2026-03-31", "on 2026-03-31"},
      {"on 2026-03-31 at 12:00", "on 2026-03-31 at 12:00"},
      {"31 march", "on 31 March"},
      {"on 29 February after due", "on 29 February after due"},
      {"last working day of the quarter", "the last working day of the quarter"},
      {"the first calendar day of the financial year after due at 00:00",
       "the first calendar day of the financial year after due at 00:00"},
      {"the last calendar day of the month, rolled forward", "the last calendar day of the month, rolled forward"},
      {"the next meeting of llip", "the next meeting of llip"},
      {"the 2nd meeting of executive after due at 14:00", "the 2nd meeting of executive after due at 14:00"},
      {"5 working days before the next meeting of llip", "5 working days before the next meeting of llip"},
      {"24 hours before the next meeting of llip after due", "24 hours before the next meeting of llip after due"},
      {"2 weeks after the 3rd meeting of llip, rolled forward", "2 weeks after the 3rd meeting of llip, rolled forward"},
      {"3 months from anchor", "every 3 months from anchor"},
      {"every 3 months from anchor", "every 3 months from anchor"},
      {"every 1 week", "every 1 week"},
      {"every 10 working days from due at 09:00", "every 10 working days from due at 09:00"},
      {"every 2 hours from anchor", "every 2 hours from anchor"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct rule rule = read_rule(rows[i].typed), again = {0};
    char *text = rule_text(&rule);
    assert_string_equal(text, rows[i].text);
    again = read_rule(text);
    char *twice = rule_text(&again);
    assert_string_equal(twice, text);
    mem_free(twice);
    mem_free(text);
  }
}

#define ROLLS "after a comma only `rolled forward` can stand, for the next working day, or `rolled back`, for the one before."
#define FORWARD_ONLY "what can come again is only ever rolled forward."
#define FOR_EXAMPLE " Write, for example, `10 working days after due` or `end of due`."

static void wrong_rules_get_a_sentence_that_helps(void **state) {
  (void)state;
  static const struct {
    const char *rule, *sentence;
  } rows[] = {
      {"every 5 days from due",
       "Working days or calendar days? Write `every 5 working days from due` or `every 5 calendar days from due`."},
      {"5 days after due at 09:00",
       "Working days or calendar days? Write `5 working days after due at 09:00` or `5 calendar days after due at 09:00`."},
      {"5 days after due at 09:00, rolled forward", "Write `5 calendar days after due at 09:00, rolled forward`."},
      {"5 days, rolled forward", "Write `5 calendar days, rolled forward`."},
      {"the last day of the month, rolled forward", "Write `the last calendar day of the month, rolled forward`."},
      {"every 2 hrs from due", "Write `every 2 hours from due`."},
      {"2 quarters after due", "Write `6 months after due`."},
      {"monthly", "Write `every 1 month from anchor`, with the field that the cycle keeps to."},
      {"every month",
       "The deadline \"every month\" was not understood: say how many of what and from when, as in `every 3 months from anchor` "
       "or `every 1 week from review`." FOR_EXAMPLE},
      {"every 3 months after due",
       "The deadline \"every 3 months after due\" was not understood: a cycle keeps to its anchor: say `from` and then "
       "the field." FOR_EXAMPLE},
      {"last day of the quarter after due", "Working day or calendar day? Write `the last working day of the quarter after due` or `the "
                                            "last calendar day of the quarter after due`."},
      {"end of the financial year",
       "Working day or calendar day? Write `the last working day of the financial year` or `the last calendar day of the financial year`."},
      {"the last working day of the fortnight", "The deadline \"the last working day of the fortnight\" was not understood: the day of a "
                                                "month, quarter, year or financial year is written "
                                                "as in `the last working day of the quarter`." FOR_EXAMPLE},
      {"5 working days before the meeting", "The deadline \"5 working days before the meeting\" was not understood: a meeting is named as "
                                            "in `5 working days before the next meeting of "
                                            "llip`." FOR_EXAMPLE},
      {"5 working days before next meeting of llip", "The deadline \"5 working days before next meeting of llip\" was not understood: a "
                                                     "meeting is named as in `5 working days before the next "
                                                     "meeting of llip`." FOR_EXAMPLE},
      {"the next meeting of",
       "The deadline \"the next meeting of\" was not understood: it ends where a group's name is expected." FOR_EXAMPLE},
      {"the next meeting of LLIP", "The deadline \"the next meeting of LLIP\" was not understood: \"LLIP\" is not a group's name, which is "
                                   "made of small letters, digits and "
                                   "underscores." FOR_EXAMPLE},
      {"on 31st March after due", "Write `on 31 March after due`."},
      {"3 Mar", "Write `on 3 March`."},
      {"on 31 April", "The deadline \"on 31 April\" was not understood: April has 30 days." FOR_EXAMPLE},
      {"on 2026-02-30",
       "The deadline \"on 2026-02-30\" was not understood: The date 2026-02-30 is refused: February 2026 has 28 days. Check the day."},
      {"on 31/03/2026",
       "The deadline \"on 31/03/2026\" was not understood: \"31/03/2026\" is not a date: write it year-month-day in figures, as in "
       "2016-04-04."},
      {"on Monday",
       "The deadline \"on Monday\" was not understood: after `on` comes a date, as in `on 2026-03-31`, or a day of each year, as in "
       "`on 31 March`." FOR_EXAMPLE},
      {"on", "The deadline \"on\" was not understood: after `on` comes a date, as in `on 2026-03-31`, or a day of each year, as in `on 31 "
             "March`." FOR_EXAMPLE},
      {"due at 09:00", "The deadline \"due at 09:00\" was not understood: for a time of day write `09:00 on due`." FOR_EXAMPLE},
      {"09:00 on due at 10:00", "The deadline \"09:00 on due at 10:00\" was not understood: it says two times of day." FOR_EXAMPLE},
      {"5 working days at 25:00",
       "The deadline \"5 working days at 25:00\" was not understood: a time of day runs from 00:00 to 23:59." FOR_EXAMPLE},
      {"5 hours at 09:00",
       "The deadline \"5 hours at 09:00\" was not understood: hours and minutes end at an instant of their own, which is neither "
       "set nor rolled." FOR_EXAMPLE},
      {"close of next working day at 17:00", "The deadline \"close of next working day at 17:00\" was not understood: a close is the end "
                                             "of the day; for a time of day write `1 "
                                             "working day at 17:00`." FOR_EXAMPLE},
      {"5 working days, rolled forward",
       "The deadline \"5 working days, rolled forward\" was not understood: it always falls on a working day, so "
       "there is nothing to roll." FOR_EXAMPLE},
      {"1 month, rolled over", "The deadline \"1 month, rolled over\" was not understood: " ROLLS FOR_EXAMPLE},
      {"1 month,", "The deadline \"1 month,\" was not understood: " ROLLS FOR_EXAMPLE},
      {"1 month, rolled forward, rolled back",
       "The deadline \"1 month, rolled forward, rolled back\" was not understood: " ROLLS FOR_EXAMPLE},
      {"every 1 month, rolled back", "The deadline \"every 1 month, rolled back\" was not understood: " FORWARD_ONLY FOR_EXAMPLE},
      {"on 31 March, rolled back", "The deadline \"on 31 March, rolled back\" was not understood: " FORWARD_ONLY FOR_EXAMPLE},
      {"2 weeks after the next meeting of llip, rolled back",
       "The deadline \"2 weeks after the next meeting of llip, rolled back\" was not understood: " FORWARD_ONLY FOR_EXAMPLE},
      {"a b c d e f g h i j k l m n o p q",
       "The deadline \"a b c d e f g h i j k l m n o p q\" was not understood: it has too many words." FOR_EXAMPLE},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct rule rule = {.count = 42};
    struct err err = {0}, unused;
    assert_false(rule_read(rows[i].rule, &rule, &err));
    assert_string_equal(err.text, rows[i].sentence);
    assert_int_equal(rule.count, 42);
    for (char *open = strchr(err.text, '`'); open; open = strchr(open, '`')) { // what is suggested can be read, but for single words
      char *close = strchr(open + 1, '`');
      *close = '\0';
      if (strchr(open + 1, ' ') && strncmp(open + 1, "rolled ", 7) != 0) assert_true(rule_read(open + 1, &rule, &unused));
      open = close + 1;
    }
  }
}

static void questions_about_a_rule(void **state) {
  (void)state;
  struct rule rule = read_rule("the last working day of the month");
  assert_true(rule_can_recur(&rule) && !rule_is_every(&rule) && !rule_is_exact(&rule) && !rule_is_before(&rule));
  rule = read_rule("every 6 hours from anchor");
  assert_true(rule_can_recur(&rule) && rule_is_every(&rule) && rule_is_exact(&rule));
  rule = read_rule("24 hours before the next meeting of llip");
  assert_true(rule_can_recur(&rule) && rule_is_exact(&rule) && rule_is_before(&rule));
  rule = read_rule("10 working days");
  assert_false(rule_can_recur(&rule) || rule_is_exact(&rule));
}

// ---- rules made up from the parts of the grammar

static uint32_t below(uint64_t *seed, uint32_t limit) {
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*seed >> 33) % limit;
}

static const char *one_of(uint64_t *seed, const char *const *list, uint32_t count) { return list[below(seed, count)]; }

static void make_up(uint64_t *seed, char out[200]) {
  static const char *const units[] = {"working days", "calendar days", "weeks", "months", "years", "hours", "minutes"};
  static const char *const ways[] = {
      "", " after due", " before due", " from due", " before the next meeting of llip", " after the 2nd meeting of llip"};
  static const char *const others[] = {"end of due",
                                       "due",
                                       "09:15 on due",
                                       "close of next working day",
                                       "on 31 March after due",
                                       "on 2026-02-28",
                                       "on 29 February",
                                       "the first working day of the month",
                                       "the last calendar day of the financial year",
                                       "the next meeting of llip"};
  static const char *const times[] = {"", "", " at 07:30"}, *const ends[] = {"", "", ", rolled forward", ", rolled back"};
  char count[80];
  snprintf(count, sizeof count, "%s%u %s%s", below(seed, 6) ? "" : "every ", 1 + below(seed, 40), one_of(seed, units, 7),
           one_of(seed, ways, 6));
  snprintf(out, 200, "%s%s%s", below(seed, 3) ? count : one_of(seed, others, 10), one_of(seed, times, 3), one_of(seed, ends, 4));
}

static void what_is_written_reads_back_and_falls_the_same(void **state) {
  (void)state;
  uint64_t seed = 2016;
  int read = 0;
  struct calendar *calendar = shipped_calendar("scotland");
  json_t *fields = pairs("due=2019-12-31", false), *meetings = pairs("llip=2020-03-04;llip=2020-06-03;llip=2020-09-02", true);
  struct rule_input input = {.entered_ms = at("2020-01-15T10:00:00Z"),
                             .fields = fields,
                             .meetings = meetings,
                             .zone = zone_find("Europe/London"),
                             .calendar = calendar};
  for (int i = 0; i < 5000; i++) {
    char typed[200];
    struct rule rule;
    struct err err;
    make_up(&seed, typed);
    if (!rule_read(typed, &rule, &err)) continue;
    char *text = rule_text(&rule);
    struct rule_result first = work_out(typed, &input), again = work_out(text, &input);
    if (first.due_ms != again.due_ms || first.missing != again.missing) fail_msg("\"%s\" and \"%s\" differ", typed, text);
    struct rule second = read_rule(text);
    char *twice = rule_text(&second);
    assert_string_equal(text, twice);
    mem_free(text);
    mem_free(twice);
    read++;
  }
  assert_true(read > 2000); // most of what is made up is a rule
  json_decref(fields);
  json_decref(meetings);
  calendar_free(calendar);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rules_are_written_in_one_way),
      cmocka_unit_test(wrong_rules_get_a_sentence_that_helps),
      cmocka_unit_test(questions_about_a_rule),
      cmocka_unit_test(what_is_written_reads_back_and_falls_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
