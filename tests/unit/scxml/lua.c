// Goal: what is written as Lua is what a person would write, and is checked into the same definition. Method: one chart word for word; each
// awkward text, and 150 random charts, run by the worker and checked as any workflow is. The worker is this program started again.
#include "chart/check.h"
#include "documents.h"
#include "random.h"
#include "script/worker.h"

static char *must_write(const json_t *definition) {
  struct err err;
  char *text = scxml_write_lua(definition, &err);
  if (!text) fail_msg("%s", err.text);
  return text;
}

// Stands in for the time layer: any text is a rule that may come once or again.
static bool any_rule(void *user, const char *text, struct check_rule *rule, struct err *err) {
  rule->can_recur = true;
  return (void)user, (void)text, (void)err, true;
}

static json_t *check(struct worker *worker, const char *source) {
  struct err err;
  json_t *modules = json_object(), *loaded = worker_load(worker, "workflow", "t.lua", source, modules, &err);
  struct problems problems;
  problems_init(&problems);
  if (!loaded) fail_msg("%s\n%s", err.text, source);
  json_t *definition = definition_check(json_object_get(loaded, "value"), &(struct check_host){.rule = any_rule}, &problems);
  if (!definition) fail_msg("%s: %s\n%s", problems.items[0].pointer, problems.items[0].text, source);
  problems_clear(&problems);
  json_decref(loaded);
  json_decref(modules);
  return definition;
}

static void round_trip(struct worker *worker, const char *document) {
  json_t *definition = must_read(document);
  char *source = must_write(definition);
  json_t *again = check(worker, source);
  assert_same(definition, again);
  mem_free(source);
  json_decref(definition);
  json_decref(again);
}

static void test_words(void **state) {
  (void)state;
  json_t *definition = must_read(
      HEAD " name=\"Door\"><datamodel><data id=\"n\" expr=\"0\"/><data id=\"seen\"/></datamodel><state id=\"shut\"><onentry><assign "
           "location=\"n\" expr=\"n + 1\"/></onentry><transition event=\"open\" cond=\"n &lt; 3\" target=\"wide.open\"/><transition "
           "event=\"open\" target=\"broken\"/><transition event=\"knock\"><log label=\"who\" expr=\"_event.data\"/><send event=\"tired\" "
           "delay=\"2s\"/></transition></state><state id=\"wide.open\"><transition event=\"a\" target=\"shut\"/><transition "
           "event=\"*\"/><transition event=\"a\" cond=\"n\" target=\"shut\"/></state><final id=\"broken\"/></scxml>");
  char *text = must_write(definition);
  assert_string_equal(text,
                      "-- In chart form, written by Waymark; `waymark workflow check` reads it.\n"
                      "return {\n"
                      "  name = \"Door\",\n"
                      "  datamodel = \"lua\",\n"
                      "  data = { { \"n\", expr = \"0\" }, \"seen\" },\n"
                      "  states = {\n"
                      "    shut = {\n"
                      "      entry = { assign(\"n\", \"n + 1\") },\n"
                      "      on = {\n"
                      "        open = { { target = \"wide.open\", guard = cond \"n < 3\" }, \"broken\" },\n"
                      "        knock = { actions = { log(\"who\", \"_event.data\"), send { event = \"tired\", delay_ms = 2000 } } },\n"
                      "      },\n"
                      "    },\n"
                      "    [\"wide.open\"] = {\n"
                      "      transitions = {\n"
                      "        { event = \"a\", target = \"shut\" },\n"
                      "        { event = \"*\" },\n"
                      "        { event = \"a\", target = \"shut\", guard = cond \"n\" },\n"
                      "      },\n"
                      "    },\n"
                      "    broken = { type = \"final\" },\n"
                      "  },\n"
                      "}\n");
  mem_free(text);
  json_decref(definition);
}

static void test_awkward(void **state) {
  round_trip(*state, CHART("<state id=\"end\"><onentry><log label=\"&#9;&#13; \\ ' &quot;\" expr=\" x&#10;y \"/></onentry></state>"));
  round_trip(
      *state,
      CHART("<state id=\"a\"><onentry><script>\n\nx = [==[ ]] ]=] ]==]\n\n-- a line that is long enough\n</script></onentry></state>"));
  round_trip(*state, CHART("<state id=\"a\"><onentry><script>a line that is long enough\nx = t[1]</script></onentry></state>"));
  round_trip(*state, CHART("<state id=\"a\"><onentry><assign location=\"x\">{\"end\": {}, \"1\": [1.0, 1e300, -5], \"\": "
                           "\"\\u0001\"}</assign></onentry></state>"));
  round_trip(*state, CHART("<state id=\"a\"><transition event=\"x\"/><transition/><transition event=\"x\" target=\"a\"/></state>"));
  round_trip(*state, CHART("<state id=\"a\"><onentry/><onentry><raise event=\"x\"/></onentry><onexit/></state>"));
  round_trip(*state,
             HEAD " datamodel=\"null\"><state id=\"a\"><transition cond=\"In('b')\" target=\"b\"/></state><state id=\"b\"/></scxml>");
}

// What format 3 says about time.
static void golden_round(struct worker *worker, const char *path, const char *const *lines) {
  json_error_t why;
  json_t *definition = json_load_file(path, 0, &why);
  if (!definition) fail_msg("%s", why.text);
  char *source = must_write(definition);
  for (; *lines; lines++)
    if (!strstr(source, *lines)) fail_msg("%s\n%s", *lines, source);
  json_t *again = check(worker, source);
  assert_same(definition, again);
  mem_free(source);
  json_decref(definition);
  json_decref(again);
}

static void test_words_about_time(void **state) {
  static const char *const lines[] = {
      "stop_clock { reason = from_field \"text\", authority = decider(), review = \"2016-09-01\" }", "exit = { start_clock() }",
      "[\"every 1 month\"] = { name = \"monthly\", catch_up = \"skip\", target = \"paused\" }", "instead = {", NULL};
  static const char *const waits[] = {"due = \"the next meeting of panel\"", "due = \"2 months\"", NULL};
  golden_round(*state, WAYMARK_SOURCE_DIR "/tests/unit/chart/golden/three.canonical.json", lines);
  golden_round(*state, WAYMARK_SOURCE_DIR "/tests/unit/chart/golden/holder.canonical.json", waits);
}

// What format 4 says about approvals.
static void test_words_about_approvals(void **state) {
  static const char *const lines[] = {"binds = { \"text\", seen \"evidence\" }", "lapses = { \"accept\", \"sign\" }",
                                      "guard = approved \"accept\"", "guard = stale \"sign\"", NULL};
  golden_round(*state, WAYMARK_SOURCE_DIR "/tests/unit/chart/golden/four.canonical.json", lines);
}

// What format 6 says about many parties.
static void test_words_about_parties(void **state) {
  static const char *const lines[] = {"invoke = {", "guard = all_returned \"parties\"", "signal(\"parties\", \"opened\")",
                                      "confirm()",  "differs(\"self\", \"moderated\")", NULL};
  golden_round(*state, WAYMARK_SOURCE_DIR "/tests/unit/chart/golden/six.canonical.json", lines);
}

// What format 8 says about what an item opens and goes on knowing.
static void test_words_about_what_is_kept(void **state) {
  static const char *const lines[] = {"guard = has \"text\"", "into = \"kept\"", "guard = all_closed \"kept\"", NULL};
  golden_round(*state, WAYMARK_SOURCE_DIR "/tests/unit/chart/golden/eight.canonical.json", lines);
}

// A long text must not be closed by what is in it, nor by its own end.
static void test_long_texts(void **state) {
  static const char *const ends[] = {
      "x", "]", "]]", "]=", "]] ]=", "]==", "]] ]=] ]==] ]===] ]====] ]=====] ]======] ]=======] ]========]"};
  for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
    char *document =
        mem_format(CHART("<state><onentry><script>a line that is long enough\n-- and another %s</script></onentry></state>"), ends[i]);
    round_trip(*state, document);
    mem_free(document);
  }
}

// What was read once is read from Lua, then from SCXML, then from Lua again.
static void test_there_and_back(void **state) {
  json_t *definition =
      must_read(CHART("<parallel id=\"p\"><state id=\"r\"><state id=\"r1\"/><state id=\"r2\"/></state><state id=\"s\"><history "
                      "id=\"h\"><transition target=\"s1\"/></history><state id=\"s1\"/></state></parallel>"));
  char *lua = must_write(definition);
  json_t *from_lua = check(*state, lua);
  struct err err;
  char *scxml = scxml_write(from_lua, &err);
  assert_non_null(scxml);
  json_t *from_scxml = must_read(scxml);
  char *lua_again = must_write(from_scxml);
  assert_string_equal(lua, lua_again);
  mem_free(lua);
  mem_free(scxml);
  mem_free(lua_again);
  json_decref(definition);
  json_decref(from_lua);
  json_decref(from_scxml);
}

static void test_functions_are_refused(void **state) {
  (void)state;
  json_error_t why;
  json_t *definition = json_load_file(WAYMARK_SOURCE_DIR "/tests/unit/chart/golden/whole.canonical.json", 0, &why);
  struct err err;
  assert_null(scxml_write_lua(definition, &err));
  assert_int_equal(err.code, ERR_REFUSED);
  json_decref(definition);
}

static void test_random(void **state) {
  for (uint64_t seed = 0; seed < 150; seed++) {
    char *document = random_text(seed);
    round_trip(*state, document);
    mem_free(document);
  }
}

static int start_worker(void **state) {
  *state = worker_new();
  return 0;
}

static int stop_worker(void **state) {
  worker_free(*state);
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_words),
      cmocka_unit_test(test_awkward),
      cmocka_unit_test(test_there_and_back),
      cmocka_unit_test(test_long_texts),
      cmocka_unit_test(test_functions_are_refused),
      cmocka_unit_test(test_words_about_time),
      cmocka_unit_test(test_words_about_approvals),
      cmocka_unit_test(test_words_about_parties),
      cmocka_unit_test(test_words_about_what_is_kept),
      cmocka_unit_test(test_random),
  };
  return cmocka_run_group_tests(tests, start_worker, stop_worker);
}
