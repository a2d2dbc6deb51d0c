// Goal: a session keeps globals, tables and functions from request to request, as SCXML's Lua data model wants it (W3C SCXML 1.0, 4.6 and
// 5): expressions, locations, data, foreach, system variables that cannot be changed; what leaves is plain data; and sessions of one worker
// know nothing of each other. Method: rows of requests and what they answer, asked in order of a real worker.
#include "sessions.h"

static void values_last_from_request_to_request(void **state) {
  (void)state;
  EXPECT_ROWS({"declare", "Var1", "0", "true"}, {"assign", "Var1", "Var1 + 1", "true"}, {"assign", "Var1", "Var1 + 1", "true"},
              {"cond", "Var1 == 2", NULL, "true"}, {"value", "Var1", NULL, "2"}, {"declare", "t", "{1, 2, {x = 'y'}}", "true"},
              {"declare", "u", "t", "true"}, {"cond", "t == u and t[3] == u[3]", NULL, "true"}, {"assign", "t[3].x", "'z'", "true"},
              {"value", "u", NULL, "[1,2,{\"x\":\"z\"}]"}, {"script", "function f(n) return n * 2 end made = f(4)", NULL, "true"},
              {"value", "f(made)", NULL, "16"}, {"script", "count = (count or 0) + 1", NULL, "true"},
              {"script", "count = (count or 0) + 1", NULL, "true"}, {"value", "count", NULL, "2"},
              {"script", "wait = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end)", NULL, "true"},
              {"value", "wait()", NULL, "1"}, {"value", "wait()", NULL, "2"});
}

static void an_expression_is_what_can_stand_after_return(void **state) {
  (void)state;
  EXPECT_ROWS(
      {"cond", "nobody == nil", NULL, "true"}, {"cond", "0", NULL, "true"}, {"cond", "''", NULL, "true"}, {"cond", "nil", NULL, "false"},
      {"cond", "false", NULL, "false"}, {"value", "nil", NULL, "null"}, {"value", " 1 + 1 ; ", NULL, "2"},
      {"value", "x -- nothing", NULL, "null"}, {"value", "1, 2", NULL, "1"},
      {"value", "return#", NULL, "[invalid] `return#` cannot be read as Lua: unexpected symbol near 'return'."},
      {"value", "return#", NULL, "[invalid] `return#` cannot be read as Lua: unexpected symbol near 'return'."},
      {"value", "", NULL, "[invalid] `` cannot be read as Lua: unexpected symbol near <eof>."},
      {"value", "--", NULL, "[invalid] `--` cannot be read as Lua: unexpected symbol near <eof>."},
      {"value", "1 x = 2", NULL, "[invalid] `1 x = 2` cannot be read as Lua: <eof> expected near 'x'."},
      {"value", "\"foo", NULL, "[invalid] `\"foo` cannot be read as Lua: unfinished string near '\"foo'."},
      {"value", "foo.bar.baz ", NULL, "[invalid] `foo.bar.baz` failed: attempt to index a nil value (global 'foo')."},
      {"value",
       "'a\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac' + 1",
       NULL,
       "[invalid] "
       "`'a\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac\u20ac...` failed: "
       "attempt to add a 'string' with a 'number'."},
      {"value", "error('no')", NULL, "[invalid] `error('no')` failed: no."},
      {"value", "error({})", NULL, "[invalid] `error({})` failed: a table was raised as an error."},
      {"script", "local x = 1\nx.y.z = 2", NULL, "[invalid] The script failed in line 2: attempt to index a number value (local 'x')."},
      {"script", "\nx = = 1", NULL, "[invalid] The script cannot be read as Lua in line 2: unexpected symbol near '='."},
      {"script", "\x1bLua", NULL, "[invalid] The script cannot be read as Lua: attempt to load a binary chunk (mode is 't')."});
}

// 5.4: a location that is a name must be there already; anything else that can stand left of `=` is for Lua to judge.
static void a_value_goes_into_a_location_that_is_there(void **state) {
  (void)state;
  EXPECT_ROWS({"assign", "nobody", "1", "[invalid] `nobody` is not declared, so nothing can be put into it."},
              {"declare", "none", NULL, "true"}, {"assign", " none ", "1", "true"}, {"value", "none", NULL, "1"},
              {"script", "made = 1", NULL, "true"}, {"assign", "made", "2", "true"}, {"put", "made", "{\"a\":[1,null,2.5]}", "true"},
              {"value", "made.a[3]", NULL, "2.5"}, {"value", "math.type(made.a[1])", NULL, "\"integer\""},
              {"assign", "made.b", "3", "true"}, {"assign", "made['c d']", "4", "true"}, {"value", "made.b + made['c d']", NULL, "7"},
              {"assign", "made.x.y", "1", "[invalid] `made.x.y` failed: attempt to index a nil value (field 'x')."},
              {"assign", "", "1", "[invalid] `` is no place that a value can be put into."},
              {"assign", "a, b", "1", "[invalid] `a, b` is no place that a value can be put into."},
              {"assign", "local a", "1", "[invalid] `local a` is no place that a value can be put into."},
              {"assign", "made = 1 made", "1", "[invalid] `made = 1 made` is no place that a value can be put into."},
              {"assign", "f()", "1", "[invalid] `f()` is no place that a value can be put into."},
              {"assign", "none", "return#", "[invalid] `return#` cannot be read as Lua: unexpected symbol near 'return'."},
              {"assign", "none", "x.y", "[invalid] `x.y` failed: attempt to index a nil value (global 'x')."}, {"value", "none", NULL, "1"},
              {"assign", "string", "1", "[invalid] `string` is not declared, so nothing can be put into it."},
              {"assign", "string.rep", "1", "[invalid] `string.rep` failed: `string` cannot be changed."});
}

// 5.3: after a failure the location is there and empty.
static void data_makes_its_location(void **state) {
  (void)state;
  EXPECT_ROWS({"declare", "a", "return#", "[invalid] `return#` cannot be read as Lua: unexpected symbol near 'return'."},
              {"cond", "a == nil", NULL, "true"}, {"assign", "a", "1", "true"}, {"data", "a", "\"text\"", "true"},
              {"value", "a", NULL, "\"text\""},
              {"declare", "a", "x.y", "[invalid] `x.y` failed: attempt to index a nil value (global 'x')."}, {"value", "a", NULL, "null"},
              {"declare", "a b", "1", "[invalid] `a b` is no name that a variable can have in Lua."},
              {"declare", "end", "1", "[invalid] `end` is no name that a variable can have in Lua."},
              {"declare", "1a", "1", "[invalid] `1a` is no name that a variable can have in Lua."},
              {"declare", "", "1", "[invalid] `` is no name that a variable can have in Lua."},
              {"declare", "x = 1 y", "1", "[invalid] `x = 1 y` is no name that a variable can have in Lua."},
              {"declare", "_event", "1", "[invalid] `_event` is the platform's own and cannot be changed."});
}

// 5.10: each try to change a system variable is an error, by an element or in a script, and changes nothing.
static void system_variables_cannot_be_changed(void **state) {
  (void)state;
  struct sessions *sessions = sessions_new();
  struct session *session = open_one(sessions, "main");
  json_t *event = json_pack("{s:s, s:s, s:{s:i}}", "name", "go", "type", "external", "data", "n", 1);
  session_see_event(session, event);
  static const char *const names[] = {"_event", "_sessionid", "_name", "_ioprocessors", "_x", "In"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    char *own = mem_format("`%s` is the platform's own and cannot be changed.", names[i]), *said = mem_format("[invalid] %s", own);
    char *script = mem_format("%s = 27", names[i]), *failed = mem_format("[invalid] The script failed in line 1: %s", own);
    char *indexed = mem_format("_ENV['%s'] = 27", names[i]), *kept = mem_format("%s ~= 27 and %s ~= nil", names[i], names[i]);
    expect(session, "assign", names[i], "27", said);
    expect(session, "script", script, NULL, failed);
    expect(session, "script", indexed, NULL, failed);
    expect(session, "cond", kept, NULL, "true");
    mem_free(own), mem_free(said), mem_free(script), mem_free(failed), mem_free(indexed), mem_free(kept);
  }
  static const struct row rows[] = {
      {"assign", "_event.name", "1", "[invalid] `_event.name` failed: `_event` cannot be changed."},
      {"assign", "_x.mine", "1", "[invalid] `_x.mine` failed: `_x` cannot be changed."},
      {"assign", "_ioprocessors.scxml.location", "1",
       "[invalid] `_ioprocessors.scxml.location` failed: `_ioprocessors` cannot be changed."},
      {"script", "setmetatable(_event, nil)", NULL, "[invalid] The script failed in line 1: this table cannot be changed."},
      {"script", "setmetatable(_ENV, nil)", NULL, "[invalid] The script failed in line 1: this table cannot be changed."},
      {"value", "_event", NULL, "{\"data\":{\"n\":1},\"name\":\"go\",\"type\":\"external\"}"},
      {"cond", "getmetatable(_event) == nil and getmetatable(_ENV) == nil", NULL, "true"},
      {"script", "local _ENV = { } _event = 5", NULL, "true"},
      {"script", "_ENV = { } _event = 5", NULL, "true"},
      {"script", "_ENV = { } _event = 5", NULL, "true"},
      {"value", "_event.name", NULL, "\"go\""},
  };
  expect_rows(session, rows, sizeof rows / sizeof rows[0]);
  json_decref(event);
  session_close(session);
  sessions_free(sessions);
}

static void system_variables_say_where_the_session_stands(void **state) {
  (void)state;
  EXPECT_ROWS({"value", "_sessionid", NULL, "\"main\""}, {"value", "_name", NULL, "\"machine\""}, {"cond", "_event == nil", NULL, "true"},
              {"value", "_ioprocessors.scxml.location", NULL, "\"#_scxml_main\""},
              {"value", "_ioprocessors['http://www.w3.org/TR/scxml/#SCXMLEventProcessor'].location", NULL, "\"#_scxml_main\""},
              {"script", "names = '' for name in pairs(_ioprocessors) do names = names .. name .. ' ' end", NULL, "true"},
              {"value", "names", NULL, "\"http://www.w3.org/TR/scxml/#SCXMLEventProcessor scxml \""}, {"value", "In('a')", NULL, "false"});
}

static void what_changed_is_seen_by_the_next_request(void **state) {
  (void)state;
  struct sessions *sessions = sessions_new();
  struct session *session = open_one(sessions, "main");
  json_t *first = json_pack("{s:s, s:s, s:{s:[i,i]}}", "name", "one", "type", "internal", "data", "list", 1, 2);
  json_t *second = json_pack("{s:s, s:s}", "name", "two", "type", "platform"), *ids = json_pack("[s,s]", "a", "b.c");
  session_see_event(session, first);
  session_see_active(session, ids);
  expect(session, "cond", "_event.name == 'one' and In('a') and In('b.c') and not In('b')", NULL, "true");
  expect(session, "script", "kept = _event kept_data = _event.data", NULL, "true");
  expect(session, "cond", "kept == _event", NULL, "true"); // the same table as long as the event is
  session_see_event(session, second);
  json_array_clear(ids);
  json_array_add(ids, "b");
  session_see_active(session, ids);
  expect(session, "cond", "_event.name == 'two' and _event.data == nil and not In('a') and In('b')", NULL, "true");
  expect(session, "cond", "kept ~= _event and kept.name == 'one' and kept_data.list[2] == 2", NULL, "true");
  expect(session, "assign", "kept_data.list[2]", "3", "true"); // data that was kept is the session's own
  expect(session, "cond", "In()", NULL, "[invalid] `In()` failed: bad argument #1 to 'In' (string expected, got no value).");
  json_decref(first), json_decref(second), json_decref(ids);
  session_close(session);
  sessions_free(sessions);
}

// Runs a loop over `array` and answers what its item and index were, as text. Caller frees.
static char *loop(struct session *session, const char *array, const char *item, const char *index) {
  struct err err = {0};
  int64_t count;
  if (!session_each_begin(session, array, item, index, &count, &err)) return text_of(NULL, &err);
  json_t *seen = json_array();
  for (int64_t at = 0; at < count; at++) {
    assert_true(session_each_next(session, at, &err));
    json_array_append_new(seen, session_value(session, "{i, n}", &err));
  }
  session_each_end(session);
  return text_of(seen, &err);
}

static void expect_loop(struct session *session, const char *array, const char *item, const char *index, const char *answer) {
  char *text = loop(session, array, item, index);
  if (strcmp(text, answer) != 0) fail_msg("foreach %s: %s", array, text);
  free(text);
}

static void foreach_goes_through_a_copy(void **state) {
  (void)state;
  struct sessions *sessions = sessions_new();
  struct session *session = open_one(sessions, "main");
  expect_loop(session, "{'a', 'b'}", "i", "n", "[[\"a\",0],[\"b\",1]]");
  expect_loop(session, "{}", "later", NULL, "[]");
  expect(session, "assign", "later", "1", "true"); // an empty loop makes its variables too
  expect_loop(session, "{z = 1, a = 2, [5] = 3}", "i", "n", "[[3,0],[2,1],[1,2]]");
  expect_loop(session, "_ioprocessors", "later", NULL, "[[1,2],[1,2]]");
  expect_loop(session, "7", "i", NULL, "[invalid] a foreach goes through a table, and its array gave a number.");
  expect_loop(session, "nobody", "i", NULL, "[invalid] a foreach goes through a table, and its array gave a nil.");
  expect_loop(session, "x.y", "i", NULL, "[invalid] `x.y` failed: attempt to index a nil value (global 'x').");
  expect_loop(session, "{1}", "'continue'", NULL, "[invalid] `'continue'` is no name that a variable can have in Lua.");
  expect_loop(session, "{1}", "i", "n.m", "[invalid] `n.m` is no name that a variable can have in Lua.");
  expect_loop(session, "{1}", "_event", NULL, "[invalid] `_event` is the platform's own and cannot be changed.");
  session_close(session);
  sessions_free(sessions);
}

static void loops_nest_and_do_not_see_what_is_added(void **state) {
  (void)state;
  struct sessions *sessions = sessions_new();
  struct session *session = open_one(sessions, "main");
  struct err err = {0};
  int64_t outer, inner;
  expect(session, "declare", "list", "{1, 2, 3}", "true");
  expect(session, "declare", "sum", "0", "true");
  assert_true(session_each_begin(session, "list", "a", NULL, &outer, &err));
  assert_int_equal(outer, 3);
  for (int64_t at = 0; at < outer; at++) {
    assert_true(session_each_next(session, at, &err));
    expect(session, "assign", "list[#list + 1]", "'more'", "true");
    assert_true(session_each_begin(session, "{10, 20}", "b", NULL, &inner, &err));
    for (int64_t below = 0; below < inner; below++) {
      assert_true(session_each_next(session, below, &err));
      expect(session, "assign", "sum", "sum + a * b", "true");
    }
    session_each_end(session);
  }
  session_each_end(session);
  expect(session, "value", "{sum, #list}", NULL, "[180,6]");
  assert_false(session_each_next(session, 0, &err)); // none goes on
  assert_string_equal(err.text, "no foreach goes on.");
  session_close(session);
  sessions_free(sessions);
}

static void what_leaves_is_plain_data(void **state) {
  (void)state;
  EXPECT_ROWS(
      {"value", "{1, 2.5, 'x', true, {}}", NULL, "[1,2.5,\"x\",true,{}]"},
      {"value", "{a = {b = {c = 1}}}", NULL, "{\"a\":{\"b\":{\"c\":1}}}"}, {"value", "4 / 2", NULL, "2.0"},
      {"value", "9007199254740993", NULL, "9007199254740993"}, {"value", "print", NULL, "null"},
      {"value", "pairs", NULL, "[invalid] Session main: A function cannot be part of what leaves a session. (at /)"},
      {"value", "{a = {fn = pairs}}", NULL, "[invalid] Session main: A function cannot be part of what leaves a session. (at /a/fn)"},
      {"value", "coroutine.create(pairs)", NULL, "[invalid] Session main: A thread cannot be part of what leaves a session. (at /)"},
      {"script", "round = {} round[1] = round", NULL, "true"},
      {"value", "round", NULL, "[invalid] Session main: A table holds itself; what leaves a session must come to an end. (at /0)"},
      {"value", "0 / 0", NULL,
       "[invalid] Session main: A number is not finite; what leaves a session can hold ordinary numbers only. (at /)"},
      {"value", "'\\xff'", NULL, "[invalid] Session main: A text holds bytes that are no UTF-8 text; save the file as UTF-8. (at /)"},
      {"value", "{[1.5] = 1}", NULL,
       "[invalid] Session main: A table has a key that is neither text nor a whole number (a number). (at /)"},
      {"value", "'still there'", NULL, "\"still there\""});
}

static void nothing_of_the_outside_is_there(void **state) {
  (void)state;
  static const char *const names[] = {"os",       "io",          "debug",           "package",        "require",        "load",
                                      "loadfile", "dofile",      "print",           "collectgarbage", "rawset",         "rawget",
                                      "_G",       "math.random", "math.randomseed", "string.dump",    "coroutine.close"};
  struct sessions *sessions = sessions_new();
  struct session *session = open_one(sessions, "main");
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) expect(session, "value", names[i], NULL, "null");
  session_close(session);
  sessions_free(sessions);
}

static void sessions_of_one_worker_know_nothing_of_each_other(void **state) {
  (void)state;
  struct sessions *sessions = sessions_new();
  struct session *parent = open_one(sessions, "main"), *child = open_one(sessions, "main.child");
  expect(parent, "declare", "x", "'parent'", "true");
  expect(child, "value", "x", NULL, "null");
  expect(child, "script", "x = 'child' pcall(function() string.x = 1 end) pcall(function() _ENV.In = 1 end)", NULL, "true");
  expect(parent, "value", "{x, _sessionid, type(In), string.x}", NULL, "[\"parent\",\"main\",\"function\"]");
  expect(child, "value", "{x, _sessionid}", NULL, "[\"child\",\"main.child\"]");
  session_close(child);
  child = open_one(sessions, "main.child"); // the same id again: nothing of the first is left
  expect(child, "value", "x", NULL, "null");
  expect(parent, "value", "x", NULL, "\"parent\"");
  session_close(parent);
  expect(child, "value", "_sessionid", NULL, "\"main.child\"");
  session_close(child);
  session_close(NULL);
  sessions_free(sessions);
  sessions_free(NULL);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(values_last_from_request_to_request),
    cmocka_unit_test(an_expression_is_what_can_stand_after_return),
    cmocka_unit_test(a_value_goes_into_a_location_that_is_there),
    cmocka_unit_test(data_makes_its_location),
    cmocka_unit_test(system_variables_cannot_be_changed),
    cmocka_unit_test(system_variables_say_where_the_session_stands),
    cmocka_unit_test(what_changed_is_seen_by_the_next_request),
    cmocka_unit_test(foreach_goes_through_a_copy),
    cmocka_unit_test(loops_nest_and_do_not_see_what_is_added),
    cmocka_unit_test(what_leaves_is_plain_data),
    cmocka_unit_test(nothing_of_the_outside_is_there),
    cmocka_unit_test(sessions_of_one_worker_know_nothing_of_each_other),
};
MAIN_OF_SESSIONS(tests)
