// Goal: what a server does by itself, its first and its hourly check (RELIABILITY T9) and its looks at the clocks (3.5), is put off by
// nobody who asks something. Method: a server without sockets on a board of the test's own; after each plan, as every request makes one,
// the loop is asked when it will wake.
#include "../../helper/temporary.h"
#include "base/mem.h"
#include "op/op.h"
#include "run/lookout.h"
#include "run/sweep.h"
#include "script/worker.h"
#include "serve/internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct world {
  char folder[64], path[80];
  struct server server;
  struct serve_watch watch;
};

static void make_board(struct world *world, const struct env *env) {
  struct err err = {0};
  json_t *answer = NULL;
  snprintf(world->folder, sizeof world->folder, "%s/waymark-wake-XXXXXX", temporary_folder());
  assert_non_null(mkdtemp(world->folder));
  snprintf(world->path, sizeof world->path, "%s/board", world->folder);
  struct board_seed seed = {.folder = world->path, .seed_path = WAYMARK_SOURCE_DIR "/tests/data/partners.lua", .share = WAYMARK_SOURCE_DIR};
  if (!board_create(env, &seed, &answer, &err)) fail_msg("%s", err.text);
  json_decref(answer);
  world->server.board = board_open(env, world->path, &err);
  if (!world->server.board) fail_msg("%s", err.text);
  for (bool more = true; more;) // a new board's people are looked at once
    if (!lookout_step(world->server.board, &more, &err)) fail_msg("%s", err.text);
}

static int make(void **state) {
  struct world *world = mem_new(sizeof *world);
  struct server *server = &world->server;
  struct env env = env_system();
  make_board(world, &env);
  server->watch = &world->watch;
  assert_int_equal(uv_loop_init(&server->loop), 0);
  uv_timer_init(&server->loop, &server->wake);
  uv_idle_init(&server->loop, &server->again);
  server->wake.data = server->again.data = server;
  *state = world;
  return 0;
}

static int end(void **state) {
  struct world *world = *state;
  struct server *server = &world->server;
  char command[128];
  uv_close((uv_handle_t *)&server->wake, NULL);
  uv_close((uv_handle_t *)&server->again, NULL);
  uv_run(&server->loop, UV_RUN_DEFAULT);
  assert_int_equal(uv_loop_close(&server->loop), 0);
  board_close(server->board);
  snprintf(command, sizeof command, "rm -rf %s", world->folder);
  mem_free(world);
  return system(command);
}

// All as far away as they can be.
static void rest(struct server *server) {
  server->check_at = uv_now(&server->loop) + SERVE_CHECK_MS;
  server->look_at = uv_now(&server->loop) + SERVE_SLEEP_MS;
  server->tidy_at = uv_now(&server->loop) + SERVE_TIDY_MS;
  server->record_at = uv_now(&server->loop) + SERVE_RECORD_MS;
  server->index_at = uv_now(&server->loop) + SERVE_SLEEP_MS;
}

static bool wakes_at_once(struct server *server) { return uv_is_active((uv_handle_t *)&server->again); }

static void nothing_to_do_is_slept_through(void **state) {
  struct server *server = &((struct world *)*state)->server;
  rest(server);
  wake_plan(server);
  assert_false(wakes_at_once(server));
  assert_in_range(uv_timer_get_due_in(&server->wake), 1, SERVE_SLEEP_MS);
}

static void an_index_that_is_to_be_made_is_made_at_once_and_then_rests(void **state) {
  struct server *server = &((struct world *)*state)->server;
  struct err err;
  rest(server);
  server->index_at = 0;
  wake_plan(server);
  assert_true(wakes_at_once(server));
  uv_idle_stop(&server->again);
  while (op_index_in(server->board) >= 0) assert_true(op_index_step(server->board, &err));
  wake_plan(server);
  assert_false(wakes_at_once(server));
}

static void a_check_that_is_near_is_woken_for(void **state) {
  struct server *server = &((struct world *)*state)->server;
  rest(server);
  server->check_at = uv_now(&server->loop) + SERVE_SLEEP_MS / 2;
  wake_plan(server);
  assert_in_range(uv_timer_get_due_in(&server->wake), 0, SERVE_SLEEP_MS / 2);
}

static void a_look_that_is_near_is_woken_for(void **state) {
  struct server *server = &((struct world *)*state)->server;
  rest(server);
  server->look_at = uv_now(&server->loop) + SERVE_SLEEP_MS / 2;
  wake_plan(server);
  assert_in_range(uv_timer_get_due_in(&server->wake), 0, SERVE_SLEEP_MS / 2);
}

static void what_is_late_is_done_at_once_however_much_is_asked(void **state) {
  struct server *server = &((struct world *)*state)->server;
  rest(server);
  server->look_at = 0;
  for (int i = 0; i < 3; i++) wake_plan(server);
  assert_true(wakes_at_once(server));
}

// One turn: a request has planned, the loop comes back, and the look and the check are done.
static void a_late_check_begins_and_the_next_look_is_a_sleep_away(void **state) {
  struct server *server = &((struct world *)*state)->server;
  rest(server);
  server->look_at = server->check_at = 0;
  wake_plan(server);
  assert_true(wakes_at_once(server));
  wake_again(&server->again);
  assert_true(server->check_at >= uv_now(&server->loop) + SERVE_CHECK_MS - SERVE_SLEEP_MS);
  assert_true(server->look_at > uv_now(&server->loop));
  while (wakes_at_once(server)) wake_again(&server->again);
  assert_false(sweep_is_pending(server->board));
}

#define OWN(name) cmocka_unit_test_setup_teardown(name, make, end)
int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  static const struct CMUnitTest tests[] = {
      OWN(nothing_to_do_is_slept_through),
      OWN(an_index_that_is_to_be_made_is_made_at_once_and_then_rests),
      OWN(a_check_that_is_near_is_woken_for),
      OWN(a_look_that_is_near_is_woken_for),
      OWN(what_is_late_is_done_at_once_however_much_is_asked),
      OWN(a_late_check_begins_and_the_next_look_is_a_sleep_away),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
