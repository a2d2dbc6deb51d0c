// Events a second whose guard and action are Lua functions, through the worker: a fresh state for each call, one warm state a definition,
// and many evaluated together. Beside them the bare round trip of a socket pair with messages of that size, which is what asking another
// process costs at the least: read the figures against it, because a shared machine drifts by a factor of two within an hour.
#include "base/env.h"
#include "base/json.h"
#include "measure.h"
#include "run/definition.h"
#include "script/worker.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TOGETHER = 64, BARE_REQUEST = 700, BARE_ANSWER = 60, BARE_COUNT = 5000 };

// What a board's workflow asks: a condition over some fields, and a step that works something out.
static const char GUARD_AND_ACTION[] =
    "lua = { guard = when('the plan is whole', function(item)\n"
    "  for _, name in ipairs { 'text', 'owner', 'due' } do if item.fields[name] == nil then return false end end\n"
    "  return #item.fields.evidence >= 1 and item.states[1] ~= 'work.closed'\n"
    "end),\n"
    "actions = { run('work out the score', function(item)\n"
    "  local score = 0\n"
    "  for _, piece in ipairs(item.fields.evidence) do score = score + #piece.title end\n"
    "  return { score = score, note = item.today .. ' ' .. item.fields.owner }\n"
    "end) } },\n";

static const char ITEM[] =
    "{\"ref\":\"RA-2016-001\",\"fields\":{\"text\":\"Write to every school about the new referral form\",\"owner\":\"p.shah\","
    "\"due\":\"2016-11-30\",\"agency\":\"police\",\"priority\":\"high\",\"score\":3,\"evidence\":[{\"id\":1,\"title\":\"Letter\",\"level\":"
    "\"output\"},{\"id\":2,\"title\":\"Minutes of the meeting\",\"level\":\"process\"}]},\"event\":{\"name\":\"submit\",\"data\":{},"
    "\"actor\":\"p.shah\"},\"states\":[\"work.in_progress\",\"deadline.running\"],\"now\":1480000000000,\"today\":\"2016-11-24\"}";

struct lua_side {
  struct worker *worker;
  json_t *document, *item;
  struct worker_ask asks[2 * TOGETHER];
};

static json_t *document_of(struct worker *worker, const char *file, const char *source, const json_t *modules) {
  struct err err;
  json_t *loaded = worker_load(worker, "workflow", file, source, modules, &err);
  must(loaded != NULL, err.text);
  json_t *document = json_pack("{s:s, s:O}", "source", source, "modules", json_object_get(loaded, "modules"));
  json_decref(loaded);
  return document;
}

static json_t *small_document(struct worker *worker) {
  char *source = mem_format("return { %s }", GUARD_AND_ACTION);
  json_t *document = document_of(worker, "small.lua", source, NULL);
  mem_free(source);
  return document;
}

// The largest workflow that is shipped, with the two functions put into it.
static json_t *large_document(struct worker *worker, const struct env *env) {
  struct err err;
  char *text;
  size_t size;
  must(env_read_file(env, WAYMARK_SOURCE_DIR "/workflows/review-action.lua", 256 << 10, &text, &size, &err), err.text);
  char *start = strstr(text, "\nreturn {");
  must(start != NULL, "workflows/review-action.lua gives back no table");
  char *source = mem_format("%.*s return { %s %s", (int)(start - text), text, GUARD_AND_ACTION, start + strlen("\nreturn {"));
  json_t *modules = definition_modules(env, WAYMARK_SOURCE_DIR, &err);
  must(modules != NULL, err.text);
  json_t *document = document_of(worker, "review-action.lua", source, modules);
  json_decref(modules);
  mem_free(source), mem_free(text);
  return document;
}

// `count` events, each a guard and an action, `group` of them in one asking.
static double run_lua(void *user, int group, int count) {
  struct lua_side *side = user;
  double before = seconds();
  for (int done = 0; done < count; done += group) {
    size_t asked = 2 * (size_t)group;
    for (size_t i = 0; i < asked; i++)
      side->asks[i] = (struct worker_ask){.fn = i % 2 ? "/lua/actions/0/fn" : "/lua/guard/fn", .item = side->item};
    worker_call_many(side->worker, side->document, side->asks, asked);
    for (size_t i = 0; i < asked; i++) {
      must(side->asks[i].value != NULL, side->asks[i].err.text);
      json_decref(side->asks[i].value);
    }
  }
  return seconds() - before;
}

static double rate(struct lua_side *side, int group, int count) {
  double runs[RUN_COUNT];
  run_lua(side, group, group);
  for (int i = 0; i < RUN_COUNT; i++) runs[i] = count / run_lua(side, group, count);
  return median(runs);
}

// Every event has an item of its own, so each item goes over the socket.
static void row(const char *words, struct lua_side *side, int count) {
  printf("%-42s %12.0f %14.0f\n", words, rate(side, 1, count), rate(side, TOGETHER, count / TOGETHER * TOGETHER));
}

static void answer_for_ever(int fd) {
  char bytes[BARE_REQUEST];
  while (read(fd, bytes, sizeof bytes) == BARE_REQUEST)
    if (write(fd, bytes, BARE_ANSWER) != BARE_ANSWER) break;
  _exit(0);
}

static void bare_row(void) {
  char bytes[BARE_REQUEST] = "";
  int pair[2];
  double runs[RUN_COUNT];
  must(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0, "there is no socket pair");
  pid_t child = fork();
  if (child == 0) {
    close(pair[0]);
    answer_for_ever(pair[1]);
  }
  close(pair[1]);
  for (int run = 0; run < RUN_COUNT; run++) {
    double before = seconds();
    for (int i = 0; i < BARE_COUNT; i++)
      must(write(pair[0], bytes, BARE_REQUEST) == BARE_REQUEST && read(pair[0], bytes, sizeof bytes) == BARE_ANSWER, "the echo ended");
    runs[run] = BARE_COUNT / (seconds() - before);
  }
  close(pair[0]);
  waitpid(child, NULL, 0);
  printf("%-42s %12.0f\n", "bare round trip of a socket pair", median(runs));
}

static void rows(struct worker *fresh, struct worker *warm, const char *name, json_t *document, json_t *item) {
  struct lua_side side = {.worker = fresh, .document = document, .item = item};
  char words[80];
  snprintf(words, sizeof words, "%s, a fresh state a call", name);
  row(words, &side, 128);
  side.worker = warm;
  snprintf(words, sizeof words, "%s, one warm state", name);
  row(words, &side, 12800);
}

int main(int count, char **arguments) {
  if (count > 1 && strcmp(arguments[1], "--worker") == 0) return worker_main();
  struct env env = env_system();
  struct worker *warm = worker_new(), *fresh = worker_new();
  worker_be_fresh(fresh);
  json_t *small = small_document(warm), *large = large_document(warm, &env), *item = json_loads(ITEM, 0, NULL);
  printf("events a second with a Lua guard and action, medians of %d\n%-42s %12s %14s\n", RUN_COUNT, "", "one a time", "64 together");
  bare_row();
  rows(fresh, warm, "two functions", small, item);
  rows(fresh, warm, "in workflows/review-action.lua", large, item);
  json_decref(small), json_decref(large), json_decref(item);
  worker_free(warm), worker_free(fresh);
  return 0;
}
