// Goal (RELIABILITY L2): everything that a script can reach, by name, by member, by metatable or as a text's method, is on a frozen list.
// Method: the environment of a fresh sandbox is crawled from C, where nothing can hide, and compared with reach.txt. A new word is added
// there by hand, after asking what a hostile script could do with it. The jail is tried by a process that makes a call it may not.
#include "harness.h"
#include "script/internal.h"
#include "script/warm.h"

#include <lauxlib.h>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DEPTH_MAX = 8 };

struct crawl {
  FILE *out;
  int lines;
};

static void crawl_value(lua_State *L, struct crawl *crawl, const char *path, int depth);

static void crawl_metatable(lua_State *L, struct crawl *crawl, const char *path, int depth) {
  char below[300];
  if (!lua_getmetatable(L, -1)) return;
  snprintf(below, sizeof below, "%.250s<metatable>", path);
  crawl_value(L, crawl, below, depth + 1);
  lua_pop(L, 1);
}

static void crawl_members(lua_State *L, struct crawl *crawl, const char *path, int depth) {
  char below[300];
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
    snprintf(below, sizeof below, "%.200s.%.40s", path, lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : luaL_typename(L, -2));
    crawl_value(L, crawl, below, depth + 1);
  }
}

static void crawl_value(lua_State *L, struct crawl *crawl, const char *path, int depth) {
  fprintf(crawl->out, "%s %s\n", path, luaL_typename(L, -1));
  crawl->lines++;
  if (depth > DEPTH_MAX) fail_msg("%s is deeper than it should be", path);
  lua_checkstack(L, 8);
  if (lua_istable(L, -1)) crawl_members(L, crawl, path, depth);
  if (lua_istable(L, -1) || lua_isuserdata(L, -1)) crawl_metatable(L, crawl, path, depth);
}

static int compare_lines(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static char *sorted(char *text, int count) {
  char **lines = calloc((size_t)count, sizeof *lines), *sorted_text = NULL;
  size_t size;
  int at = 0;
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) lines[at++] = line;
  qsort(lines, (size_t)at, sizeof *lines, compare_lines);
  FILE *out = open_memstream(&sorted_text, &size);
  for (int i = 0; i < at; i++) fprintf(out, "%s\n", lines[i]);
  fclose(out);
  free(lines);
  return sorted_text;
}

// All that can be reached in the state, against the list.
static void expect_listed(lua_State *L, const char *when) {
  struct crawl crawl = {0};
  char *text = NULL, golden[1 << 15] = "";
  size_t size;
  crawl.out = open_memstream(&text, &size);
  lua_getfield(L, LUA_REGISTRYINDEX, SANDBOX_BASE);
  crawl_value(L, &crawl, "base", 0);
  lua_pushliteral(L, "");
  crawl_metatable(L, &crawl, "text", 0);
  lua_settop(L, 0);
  fclose(crawl.out);
  char *found = sorted(text, crawl.lines);
  FILE *in = fopen(WAYMARK_SOURCE_DIR "/tests/unit/script/reach.txt", "r");
  if (in) {
    assert_true(fread(golden, 1, sizeof golden - 1, in) > 0);
    fclose(in);
  }
  if (strcmp(found, golden) != 0) {
    FILE *out = fopen("reach.found.txt", "w");
    fputs(found, out);
    fclose(out);
    fail_msg("what can be reached %s is not reach.txt; see reach.found.txt in this folder", when);
  }
  free(found);
  free(text);
}

static void only_what_is_listed_can_be_reached(void **state) {
  (void)state;
  struct sandbox sandbox;
  assert_true(sandbox_open(&sandbox, WORKER_MEMORY_MAX));
  struct words words[PRELUDES];
  for (int i = 0; i < PRELUDES; i++) words[i] = chunk_prelude(i);
  chunk_words(sandbox.L, words);
  expect_listed(sandbox.L, "in a fresh state");
  sandbox_close(&sandbox);
}

// A state that many calls share: as it was loaded, and after calls that tried to leave something in it.
static void nor_in_a_state_that_is_kept(void **state) {
  static const char source[] = "local kept = setmetatable({}, { __index = string }) return { f = function(item) use 'late' cancel 'a'\n"
                               "for _, library in ipairs { string, table, math, utf8, coroutine } do\n"
                               "  pcall(function() library.planted = item end) pcall(setmetatable, library, { __index = item })\n"
                               "  for name in pairs(library) do pcall(function() library[name] = nil end) end end\n"
                               "pcall(function() getmetatable('').__index = item end) pcall(function() has = item _ENV.pairs = item end)\n"
                               "planted, pairs, string = item, nil, nil kept.planted = item return true end }";
  (void)state;
  struct warm warm;
  struct buf answer;
  buf_init(&answer);
  json_t *item = json_object(), *modules = json_pack("{s:s}", "late", "return {}");
  for (int i = 1; i < PRELUDES; i++) {
    struct words words = chunk_prelude(i);
    json_object_set_new(modules, chunk_prelude_name(i), json_stringn(words.text, words.size));
  }
  json_t *request = json_pack("{s:s, s:s, s:o}", "file", "test.lua", "source", source, "modules", modules);
  assert_true(warm_load(&warm, request, &answer) && warm.is_warm);
  heap_enter(warm.heap);
  expect_listed(warm.sandbox.L, "in a kept state");
  heap_restore(warm.heap);
  for (int i = 0; i < 10; i++) warm_call(&warm, "/f", item, &answer);
  jail_timer(0);
  assert_non_null(strstr(answer.data, "{\"value\":true}{\"value\":true}"));
  expect_listed(warm.sandbox.L, "after calls");
  assert_int_equal(json_array_size(warm.sandbox.used), 0); // nor is what a call used noted for ever
  assert_int_equal(warm.sandbox.file_count, 1);
  warm_clear(&warm);
  buf_clear(&answer);
  json_decref(request), json_decref(item);
}

// L5: a call that is not on the list ends the process at once.
static int in_jail(void (*act)(void)) {
  int status;
  pid_t pid = fork();
  if (pid == 0) {
    close(2);
    jail_enter();
    act();
    _exit(0);
  }
  waitpid(pid, &status, 0);
  return status;
}

static void act_open(void) { open("/etc/hostname", O_RDONLY); }
static void act_socket(void) { mkdir("x", 0700); }
static void act_fork(void) { fork(); }
static void act_kill(void) { kill(getppid(), SIGTERM); }
static void act_exec(void) { execl("/bin/true", "true", NULL); }
static void act_nothing(void) {}

static void a_forbidden_call_ends_the_worker(void **state) {
  (void)state;
  if (SCRIPT_ASAN) skip(); // its run-time library needs more calls
  static void (*const acts[])(void) = {act_open, act_socket, act_fork, act_kill, act_exec};
  for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
    int status = in_jail(acts[i]);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSYS);
  }
  assert_int_equal(in_jail(act_nothing), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(only_what_is_listed_can_be_reached),
    cmocka_unit_test(nor_in_a_state_that_is_kept),
    cmocka_unit_test(a_forbidden_call_ends_the_worker),
};

int main(void) { return cmocka_run_group_tests(tests, NULL, NULL); }
