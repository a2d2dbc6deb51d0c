// Goal: one request does not keep everybody else of a server waiting: a long simulation is ended there, with how far it came; where nobody
// waits it goes on to its end. Method: a board whose steady clock goes on by a second whenever it is read.
#include "fixture.h"

static int64_t steady_ms;

static int64_t ticking(void *user) {
  (void)user;
  return steady_ms += 1000;
}

static int make(void **state) {
  struct env env = env_system();
  env.steady_ms = ticking;
  world_make_in(state, env, true);
  world_publish(*state, "cycle");
  done(*state, "{'op':'case.start','as':'m.test','workflow':'cycle','ref':'C-1','data':{'text':'T','anchor':'2016-08-31'}}");
  done(*state, "{'op':'case.send','as':'m.test','case':'C-1','event':'go_daily'}");
  return 0;
}

static void begin_to_serve(struct world *world) {
  struct err err = {0};
  if (!op_begin(world->board, &err)) fail_msg("%s", err.text);
}

static void nobody_waits_and_a_simulation_comes_to_its_end(void **state) {
  struct world *world = *state;
  json_t *story = ask(world, "{'op':'board.simulate','until':'2017-09-01'}");
  assert_true(json_number(story, "fired", 0) > 1000);
  json_decref(story);
}

static void a_server_ends_a_long_simulation_and_says_how_far_it_came(void **state) {
  struct world *world = *state;
  begin_to_serve(world);
  int64_t before = entries(world);
  const char *text = refused(world, ERR_LIMIT, "{'op':'board.simulate','until':'2017-09-01'}");
  says(text, "The simulation had come to ");
  says(text, " Sep 2016 09:0");
  says(text, " after 10 seconds, as long as a server may keep others waiting; simulate until an earlier day, or end the server");
  assert_int_equal(entries(world), before);
}

static void a_server_tells_a_short_story(void **state) {
  struct world *world = *state;
  begin_to_serve(world);
  json_t *story = ask(world, "{'op':'board.simulate','until':'2016-09-01'}");
  assert_int_equal(json_number(story, "fired", -1), 0);
  json_decref(story);
}

static void a_long_script_is_ended_too(void **state) {
  struct world *world = *state;
  char lines[3000];
  size_t size = 0;
  begin_to_serve(world);
  for (int i = 0; i < 20; i++)
    size += (size_t)snprintf(lines + size, sizeof lines - size,
                             "%s{'at':'2016-09-01T10:00:00Z','op':'case.send','case':'K-1','event':'note','data':{'note':'%d'}}",
                             i ? "," : "", i);
  says(refused(world, ERR_LIMIT, "{'op':'board.simulate','as':'m.test','until':'2016-09-01','script':[%s]}", lines),
       "Thu 1 Sep 2016 11:00");
}

#define OWN(name) cmocka_unit_test_setup_teardown(name, make, world_end)
static const struct CMUnitTest tests[] = {
    OWN(nobody_waits_and_a_simulation_comes_to_its_end),
    OWN(a_server_ends_a_long_simulation_and_says_how_far_it_came),
    OWN(a_server_tells_a_short_story),
    OWN(a_long_script_is_ended_too),
};
MAIN_OF(tests)
