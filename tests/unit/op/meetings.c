// Goal: when a group meets is data of the directory (T7's neighbour: "5 working days before the next meeting of llip"), checked when it is
// written and read anew when it changes. Method: write dates right and wrong as the office, and look at what rules are given.
#include "fixture.h"
#include "run/board.h"
#include "run/sweep.h"

// The dates that rules get for the panel, parted by blanks.
static void given(struct world *world, const char *expected) {
  char text[400] = "";
  const json_t *dates = json_object_get(board_meetings(world->board), "panel");
  json_t *date;
  size_t i;
  json_array_foreach(dates, i, date)
      snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i ? " " : "", json_string_value(date));
  assert_string_equal(text, expected);
}

static void a_rule_is_given_what_the_directory_says_now(void **state) {
  struct world *world = *state;
  given(world, "");
  done(world, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'meetings':['2016-10-05','2017-01-11']}}");
  given(world, "2016-10-05 2017-01-11");
  done(world, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'meetings':['2017-01-11']}}");
  given(world, "2017-01-11");
  world_reopen(world);
  given(world, "2017-01-11");
  done(world, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'meetings':null}}");
  given(world, "");
}

// On a command line everything is text.
static void dates_parted_by_commas_are_a_list(void **state) {
  struct world *world = *state;
  done(world, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'meetings':'2016-10-05,2017-01-11'}}");
  given(world, "2016-10-05 2017-01-11");
  done(world, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'meetings':'  2017-01-11 ,, 2016-10-05 , '}}");
  given(world, "2017-01-11 2016-10-05");
  done(world, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'meetings':''}}");
  given(world, "");
}

static void what_is_no_list_of_days_is_refused(void **state) {
  struct world *world = *state;
  static const struct {
    const char *meetings, *says;
  } rows[] = {
      {"'quarterly'", "one of the meetings of panel: \"quarterly\" is not a date"},
      {"'2016-10-05; 2017-01-11'", "is not a date"},
      {"['2016-02-30']", "February 2016 has 29 days"},
      {"['2016-10-05',7]", "must be dates such as \"2016-10-05\""},
      {"7", "must be a list of dates"},
      {"{'a':'2016-10-05'}", "must be a list of dates"},
      {"['2016-10-05','2017-01-11','2016-10-05']", "name 2016-10-05 twice"},
  };
  int64_t had = entries(world);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    says(refused(world, ERR_INVALID, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'meetings':%s}}",
                 rows[i].meetings),
         rows[i].says);
  assert_int_equal(entries(world), had);
}

static json_t *dates_of(int count) {
  json_t *dates = json_array();
  for (int i = 0; i < count; i++) {
    char text[DATE_TEXT];
    date_write(date_from_days(17000 + i), text);
    json_array_add(dates, text);
  }
  return dates;
}

static void thirty_years_are_enough(void **state) {
  struct world *world = *state;
  struct err err;
  for (int count = 400; count <= 401; count++) {
    json_t *answer, *request = json_pack("{s:s, s:s, s:s, s:s, s:{s:o}}", "op", "directory.put", "as", "m.test", "kind", "group", "id",
                                         "panel", "document", "meetings", dates_of(count));
    assert_int_equal(try_file(world, request, -1, &answer, &err), count == 400);
    json_decref(answer);
  }
  assert_int_equal(err.code, ERR_LIMIT);
  says(err.text, "panel has 401 meetings, and the limit is 400");
}

// Deadlines are worked out again when the days change, and only then.
static void deadlines_follow_the_days(void **state) {
  struct world *world = *state;
  struct err err;
  done(world, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'name':'The Panel'}}");
  assert_false(sweep_blocks(world->board));
  done(world, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'meetings':'2016-10-05'}}");
  assert_true(sweep_blocks(world->board));
  assert_true(op_settle(world->board, &err));
  done(world, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'meetings':'2016-10-05'}}");
  assert_false(sweep_blocks(world->board));
  done(world, "{'op':'directory.put','as':'m.test','kind':'group','id':'panel','document':{'meetings':null}}");
  assert_true(sweep_blocks(world->board));
}

static const struct CMUnitTest tests[] = {
    TEST(dates_parted_by_commas_are_a_list), TEST(what_is_no_list_of_days_is_refused),          TEST(thirty_years_are_enough),
    TEST(deadlines_follow_the_days),         TEST(a_rule_is_given_what_the_directory_says_now),
};
MAIN_OF(tests)
