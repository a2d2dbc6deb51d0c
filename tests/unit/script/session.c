// Goal: a session keeps globals, tables and functions from request to request, as SCXML's Lua data model wants it (W3C SCXML 1.0, 4.6, 5.3
// to 5.10): expressions, locations, data, foreach, system variables that cannot be changed; and what leaves is plain data. Method: rows of
// requests and what they answer, run in order through a real worker, a fresh session for each table.
#include "script/session.h"

#include "base/mem.h"
#include "harness.h"

#include <stdlib.h>

static int open_sessions(void **state) {
  *state = sessions_new();
  return 0;
}

static int close_sessions(void **state) {
  sessions_free(*state);
  return 0;
}

static struct session *open_one(struct sessions *sessions, const char *id) {
  struct err err = {0};
  struct session *session = session_open(sessions, id, "machine", &err);
  if (!session) fail_msg("%s", err.text);
  return session;
}

// A row: what is asked, of which texts, and the answer as JSON, or the error's text after its code in brackets.
struct row {
  const char *op, *first, *second, *answer;
};

// NULL value: it failed. Caller frees.
static char *text_of(json_t *value, const struct err *err) {
  char *text = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS) : NULL;
  if (!text) text = mem_format("[%s] %s", err_word(err->code), err->text);
  json_decref(value);
  return text;
}

static json_t *flag(bool ok) { return ok ? json_true() : NULL; }

static json_t *ask(struct session *session, const struct row *row, struct err *err) {
  const char *op = row->op;
  bool yes = false;
  json_t *answer = NULL, *plain = row->second ? json_loads(row->second, JSON_DECODE_ANY, NULL) : NULL;
  if (strcmp(op, "cond") == 0)
    answer = session_cond(session, row->first, &yes, err) ? json_boolean(yes) : NULL;
  else if (strcmp(op, "value") == 0)
    answer = session_value(session, row->first, err);
  else if (strcmp(op, "assign") == 0)
    answer = flag(session_assign(session, row->first, row->second, NULL, err));
  else if (strcmp(op, "put") == 0)
    answer = flag(session_assign(session, row->first, NULL, plain, err));
  else if (strcmp(op, "declare") == 0)
    answer = flag(session_declare(session, row->first, row->second, NULL, err));
  else if (strcmp(op, "data") == 0)
    answer = flag(session_declare(session, row->first, NULL, plain, err));
  else if (strcmp(op, "script") == 0)
    answer = flag(session_script(session, row->first, err));
  else
    fail_msg("no such op: %s", op);
  json_decref(plain);
  return answer;
}

static void expect(struct session *session, const struct row *row) {
  struct err err = {0};
  char *text = text_of(ask(session, row, &err), &err);
  if (strcmp(text, row->answer) != 0) fail_msg("%s %s | %s: %s", row->op, row->first, row->second ? row->second : "", text);
  free(text);
}

static void expect_all(void **state, const struct row *rows, size_t count) {
  struct session *session = open_one(*state, "main");
  for (size_t i = 0; i < count; i++) expect(session, &rows[i]);
  session_close(session);
}

#define EXPECT_ALL(...)                                                                                                                    \
  do {                                                                                                                                     \
    static const struct row rows[] = {__VA_ARGS__};                                                                                        \
    expect_all(state, rows, sizeof rows / sizeof rows[0]);                                                                                 \
  } while (0)

static void values_last_from_request_to_request(void **state) {
  EXPECT_ALL({"declare", "Var1", "0", "true"}, {"assign", "Var1", "Var1 + 1", "true"}, {"assign", "Var1", "Var1 + 1", "true"},
             {"cond", "Var1 == 2", NULL, "true"}, {"value", "Var1", NULL, "2"}, {"declare", "t", "{1, 2, {x = 'y'}}", "true"},
             {"declare", "u", "t", "true"}, {"cond", "t == u and t[3] == u[3]", NULL, "true"}, {"assign", "t[3].x", "'z'", "true"},
             {"value", "u", NULL, "[1,2,{\"x\":\"z\"}]"}, {"script", "function f(n) return n * 2 end made = f(4)", NULL, "true"},
             {"value", "f(made)", NULL, "16"}, {"script", "count = (count or 0) + 1", NULL, "true"},
             {"script", "count = (count or 0) + 1", NULL, "true"}, {"value", "count", NULL, "2"});
}

static void an_expression_is_what_can_stand_after_return(void **state) {
  EXPECT_ALL(
      {"cond", "nobody == nil", NULL, "true"}, {"cond", "0", NULL, "true"}, {"cond", "''", NULL, "true"}, {"cond", "nil", NULL, "false"},
      {"cond", "false", NULL, "false"}, {"value", "nil", NULL, "null"}, {"value", " 1 + 1 ; ", NULL, "2"},
      {"value", "x -- nothing", NULL, "null"},
      {"value", "return#", NULL, "[invalid] `return#` cannot be read as Lua: unexpected symbol near 'return'."},
      {"value", "return#", NULL, "[invalid] `return#` cannot be read as Lua: unexpected symbol near 'return'."},
      {"value", "", NULL, "[invalid] `` cannot be read as Lua: unexpected symbol near <eof>."},
      {"value", "--", NULL, "[invalid] `--` cannot be read as Lua: unexpected symbol near <eof>."},
      {"value", "1 x = 2", NULL, "[invalid] `1 x = 2` cannot be read as Lua: <eof> expected near 'x'."},
      {"value", "\"foo", NULL, "[invalid] `\"foo` cannot be read as Lua: unfinished string near '\"foo'."},
      {"value", "foo.bar.baz ", NULL, "[invalid] `foo.bar.baz ` failed: attempt to index a nil value (global 'foo')."},
      {"value", "error('no')", NULL, "[invalid] `error('no')` failed: no."},
      {"value", "error({})", NULL, "[invalid] `error({})` failed: a table was raised as an error."},
      {"script", "local x = 1\nx.y.z = 2", NULL, "[invalid] The script failed in line 2: attempt to index a number value (local 'x')."},
      {"script", "x = = 1", NULL, "[invalid] The script cannot be read as Lua in line 1: unexpected symbol near '='."});
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(values_last_from_request_to_request),
    cmocka_unit_test(an_expression_is_what_can_stand_after_return),
};

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  return cmocka_run_group_tests(tests, open_sessions, close_sessions);
}
