// Goal: when a group meets is data of the directory (T7's neighbour: "5 working days before the next meeting of llip"), checked when it is
// written and read anew when it changes. Method: write dates right and wrong as the office, and look at what rules are given.
#include "fixture.h"
#include "run/board.h"

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

static const struct CMUnitTest tests[] = {
    TEST(a_rule_is_given_what_the_directory_says_now),
};
MAIN_OF(tests)
