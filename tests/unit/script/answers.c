// Goal: a worker on whose machine Lua answers wrongly refuses to start, says which answer was wrong, and starts again once Lua is right
// (engine/script/lua/selftest.lua). Method: luaL_tolstring, which the library of Lua exports, is put before its own by this program, and
// lies where a file called "lie" stands in the folder that the worker is started in.
#include "harness.h"

#include <lauxlib.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static bool lies;

typedef const char *tolstring_fn(lua_State *L, int index, size_t *size);

const char *luaL_tolstring(lua_State *L, int index, size_t *size) {
  if (lies && lua_isboolean(L, index)) return lua_pushliteral(L, "42"), lua_tolstring(L, -1, size);
  tolstring_fn *real;
  *(void **)&real = dlsym(RTLD_NEXT, "luaL_tolstring");
  return real(L, index, size);
}

static void a_wrong_answer_refuses_to_start(void **state) {
  char folder[] = "/tmp/waymark-answers-XXXXXX", *text;
  assert_non_null(mkdtemp(folder));
  assert_int_equal(chdir(folder), 0);
  int file = open("lie", O_CREAT | O_WRONLY, 0600);
  assert_true(file >= 0);
  close(file);
  for (int i = 0; i < 3; i++) {
    text = load_in(*state, "workflow", "return { 1 }", NULL);
    assert_string_equal(text, "[broken] The worker that runs the Lua of workflows did not start (pcall gives 42no where falseno is right); "
                              "nothing was changed.");
    free(text);
  }
  assert_int_equal(unlink("lie"), 0);
  text = load_in(*state, "workflow", "return { tostring(7) }", NULL);
  assert_string_equal(text, "[\"7\"]");
  free(text);
  assert_int_equal(chdir("/"), 0);
  rmdir(folder);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(a_wrong_answer_refuses_to_start)};

int main(int argc, char **argv) {
  lies = access("lie", F_OK) == 0;
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  lies = false;
  return cmocka_run_group_tests(tests, start_worker, stop_worker);
}
