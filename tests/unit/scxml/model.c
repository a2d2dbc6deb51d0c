// Goal: the data model that the step asks is a Lua session: each function of struct model reaches it, _event and In() follow the view by
// its serials, models of one run are apart, and a limit stops them all. Method: a small chart, views made by hand, a real worker.
#include "scxml/model.h"

#include "script/worker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char definition_text[] =
    "{\"format\":1,\"name\":\"machine\",\"root\":{\"id\":\"\",\"kind\":\"compound\",\"initial\":\"a\",\"states\":["
    "{\"id\":\"a\",\"kind\":\"compound\",\"initial\":\"b\",\"states\":[{\"id\":\"b\",\"kind\":\"atomic\"}]},"
    "{\"id\":\"c\",\"kind\":\"atomic\"}]}}";

// A chart, its models and one view, which a test changes as the step would.
struct fixture {
  struct chart *chart;
  struct scxml_models *models;
  struct model model;
  struct config *config;
  json_t *event;
  struct step_view view;
};

static struct config *config_of(const struct chart *chart, const char *text) {
  struct err err = {0};
  json_t *json = json_loads(text, 0, NULL);
  struct config *config = config_read(chart, json, &err);
  if (!config) fail_msg("%s", err.text);
  json_decref(json);
  return config;
}

static int open_fixture(void **state) {
  static struct fixture fixture;
  struct err err = {0};
  json_t *definition = json_loads(definition_text, 0, NULL);
  fixture = (struct fixture){.chart = chart_new(definition, &err), .models = scxml_models_new()};
  json_decref(definition);
  assert_non_null(fixture.chart);
  fixture.config = config_of(fixture.chart, "{\"active\":{\"\":1,\"a\":2,\"b\":3},\"entered\":3}");
  fixture.view = (struct step_view){.chart = fixture.chart, .config = fixture.config, .event_serial = 1, .config_serial = 1};
  assert_true(scxml_model_open(fixture.models, fixture.chart, "main", &fixture.model, &err));
  *state = &fixture;
  return 0;
}

static int close_fixture(void **state) {
  struct fixture *f = *state;
  scxml_model_close(f->models, &f->model);
  scxml_models_free(f->models);
  config_free(f->config);
  chart_free(f->chart);
  json_decref(f->event);
  return 0;
}

static void expect_true(const struct fixture *f, const char *expr) {
  struct err err = {0};
  bool yes = false;
  if (!f->model.cond(f->model.user, &f->view, expr, &yes, &err)) fail_msg("%s: %s", expr, err.text);
  if (!yes) fail_msg("%s is false", expr);
}

static void expect_error(const struct fixture *f, const char *expr, enum err_code code) {
  struct err err = {0};
  bool yes;
  assert_false(f->model.cond(f->model.user, &f->view, expr, &yes, &err));
  assert_int_equal(err.code, code);
}

static void each_function_reaches_the_session(void **state) {
  struct fixture *f = *state;
  const struct model *m = &f->model;
  struct err err = {0};
  json_t *plain = json_pack("[i,i]", 1, 2);
  assert_true(m->declare(m->user, &f->view, "x", NULL, plain, &err));
  assert_true(m->declare(m->user, &f->view, "y", "#x", NULL, &err));
  assert_true(m->declare(m->user, &f->view, "z", NULL, NULL, &err));
  expect_true(f, "y == 2 and z == nil and _name == 'machine' and _sessionid == 'main'");
  assert_true(m->assign(m->user, &f->view, "x[3]", "y + 1", NULL, &err));
  assert_true(m->assign(m->user, &f->view, "z", NULL, plain, &err));
  assert_true(m->script(m->user, &f->view, "w = z[2]", &err));
  json_t *value = m->value(m->user, &f->view, "{x, w}", &err), *expected = json_pack("[[i,i,i],i]", 1, 2, 3, 2);
  assert_true(json_equal(value, expected));
  assert_null(m->value(m->user, &f->view, "pairs", &err));
  assert_int_equal(err.code, ERR_INVALID);
  assert_false(m->assign(m->user, &f->view, "nobody", "1", NULL, &err));
  assert_false(m->declare(m->user, &f->view, "v", "return#", NULL, &err));
  assert_true(m->assign(m->user, &f->view, "v", "1", NULL, &err));
  json_decref(plain), json_decref(value), json_decref(expected);
}

static void loops_reach_the_session(void **state) {
  struct fixture *f = *state;
  const struct model *m = &f->model;
  struct err err = {0};
  int64_t count = 0;
  assert_true(m->declare(m->user, &f->view, "seen", "''", NULL, &err));
  assert_true(m->each_begin(m->user, &f->view, "{'a', 'b'}", "item", "index", &count, &err));
  assert_int_equal(count, 2);
  for (int64_t at = 0; at < count; at++) {
    assert_true(m->each_next(m->user, &f->view, at, &err));
    assert_true(m->assign(m->user, &f->view, "seen", "seen .. index .. item", NULL, &err));
  }
  m->each_end(m->user);
  expect_true(f, "seen == '0a1b'");
  assert_false(m->each_begin(m->user, &f->view, "{1}", "not a name", NULL, &count, &err));
}

static void what_it_sees_follows_the_view(void **state) {
  struct fixture *f = *state;
  expect_true(f, "_event == nil and In('a') and In('b') and not In('c') and not In('')");
  f->event = json_pack("{s:s, s:s}", "name", "go", "type", "external");
  f->view.event = f->event;
  f->view.event_serial = 2;
  expect_true(f, "_event.name == 'go' and In('b')");
  config_free(f->config);
  f->view.config = f->config = config_of(f->chart, "{\"active\":{\"\":1,\"c\":4},\"entered\":4}");
  f->view.config_serial = 2;
  expect_true(f, "_event.name == 'go' and In('c') and not In('a')");
  json_object_set_new(f->event, "name", json_string("changed")); // the same serial: it is not looked at again
  expect_true(f, "_event.name == 'go'");
}

static void models_of_one_run_are_apart_and_end_together(void **state) {
  struct fixture *f = *state;
  struct err err = {0};
  struct model other, none = {0};
  struct fixture child = *f;
  assert_true(scxml_model_open(f->models, f->chart, "main.child", &other, &err));
  child.model = other;
  assert_true(other.declare(other.user, &f->view, "x", "1", NULL, &err));
  expect_true(f, "x == nil");
  expect_true(&child, "x == 1 and _sessionid == 'main.child'");
  assert_false(scxml_models_are_stopped(f->models));
  expect_error(f, "x.y", ERR_INVALID);
  assert_false(scxml_models_are_stopped(f->models));
  expect_error(&child, "(function() while true do end end)()", ERR_LIMIT);
  assert_true(scxml_models_are_stopped(f->models));
  expect_error(f, "true", ERR_LIMIT);
  assert_false(scxml_model_open(f->models, f->chart, "later", &none, &err));
  scxml_model_close(f->models, &child.model);
  scxml_model_close(f->models, &none); // one that was never opened
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(each_function_reaches_the_session, open_fixture, close_fixture),
    cmocka_unit_test_setup_teardown(loops_reach_the_session, open_fixture, close_fixture),
    cmocka_unit_test_setup_teardown(what_it_sees_follows_the_view, open_fixture, close_fixture),
    cmocka_unit_test_setup_teardown(models_of_one_run_are_apart_and_end_together, open_fixture, close_fixture),
};

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
