// A data model for tests of sessions: variables that hold JSON, and expressions that are a JSON value, a variable's name, NAME=JSON (does
// it hold that?) or NAME+1. Anything else cannot be evaluated. "N rounds" is a list that long, with nothing in it. It shows what a model is
// asked, and when.
#ifndef WAYMARK_TESTS_TOY_MODEL_H
#define WAYMARK_TESTS_TOY_MODEL_H
#include "chart/model.h"

#include <string.h>

struct toy {
  json_t *variables;
  struct {
    json_t *list;
    char item[40], index[40];
  } loops[8];
  int loop_count;
};

static json_t *toy_variable(struct toy *toy, const struct step_view *view, const char *expr) {
  if (strcmp(expr, "_event.name") == 0) return json_incref(json_object_get(view->event, "name"));
  if (strncmp(expr, "_event.", 7) == 0) return json_incref(json_object_get(json_object_get(view->event, "data"), expr + 7));
  return json_incref(json_object_get(toy->variables, expr));
}

static json_t *toy_value(void *user, const struct step_view *view, const char *expr, struct err *err) {
  struct toy *toy = user;
  json_t *value = toy_variable(toy, view, expr);
  if (!value) value = json_loads(expr, JSON_DECODE_ANY, NULL);
  const char *plus = strstr(expr, "+1");
  char name[40];
  if (!value && plus) {
    snprintf(name, sizeof name, "%.*s", (int)(plus - expr), expr);
    value = json_integer(json_number(toy->variables, name, 0) + 1);
  }
  if (!value) err_set(err, ERR_INVALID, "\"%s\" cannot be evaluated", expr);
  return value;
}

// In(ID), NAME=JSON.
static bool toy_cond(void *user, const struct step_view *view, const char *expr, bool *result, struct err *err) {
  char left[40];
  const char *equals = strchr(expr, '=');
  if (strncmp(expr, "In(", 3) == 0) {
    snprintf(left, sizeof left, "%.*s", (int)strlen(expr) - 4, expr + 3);
    *result = config_is_active(view->config, chart_state_find(view->chart, left));
    return true;
  }
  if (!equals) return err_set(err, ERR_INVALID, "\"%s\" is no condition", expr);
  snprintf(left, sizeof left, "%.*s", (int)(equals - expr), expr);
  json_t *have = toy_variable(user, view, left), *wanted = json_loads(equals + 1, JSON_DECODE_ANY, NULL);
  *result = have && wanted && json_equal(have, wanted);
  json_decref(have), json_decref(wanted);
  return true;
}

static bool toy_put(struct toy *toy, const struct step_view *view, const char *name, const char *expr, const json_t *value,
                    struct err *err) {
  json_t *given = expr ? toy_value(toy, view, expr, err) : value ? json_incref((json_t *)value) : json_null();
  if (given) json_object_set_new(toy->variables, name, given);
  return given != NULL;
}

static bool toy_assign(void *user, const struct step_view *view, const char *location, const char *expr, const json_t *value,
                       struct err *err) {
  struct toy *toy = user;
  if (!json_object_get(toy->variables, location)) return err_set(err, ERR_INVALID, "there is no \"%s\"", location);
  return toy_put(toy, view, location, expr, value, err);
}

static bool toy_declare(void *user, const struct step_view *view, const char *id, const char *expr, const json_t *value, struct err *err) {
  struct toy *toy = user;
  json_object_set_new(toy->variables, id, json_null());
  return toy_put(toy, view, id, expr, value, err);
}

// NAME=EXPR
static bool toy_script(void *user, const struct step_view *view, const char *source, struct err *err) {
  char name[40];
  const char *equals = strchr(source, '=');
  if (!equals) return err_set(err, ERR_INVALID, "the script stopped");
  snprintf(name, sizeof name, "%.*s", (int)(equals - source), source);
  return toy_put(user, view, name, equals + 1, NULL, err);
}

static bool toy_each_begin(void *user, const struct step_view *view, const char *array, const char *item, const char *index, int64_t *count,
                           struct err *err) {
  struct toy *toy = user;
  json_t *list = strstr(array, " rounds") ? json_array() : toy_value(toy, view, array, err);
  if (list && !json_is_array(list)) {
    json_decref(list);
    return err_set(err, ERR_INVALID, "\"%s\" is no list", array);
  }
  if (!list) return false;
  *count = strstr(array, " rounds") ? strtoll(array, NULL, 10) : (int64_t)json_array_size(list);
  snprintf(toy->loops[toy->loop_count].item, 40, "%s", item);
  snprintf(toy->loops[toy->loop_count].index, 40, "%s", index ? index : "");
  toy->loops[toy->loop_count++].list = json_copy(list);
  json_decref(list);
  return true;
}

static bool toy_each_next(void *user, const struct step_view *view, int64_t at, struct err *err) {
  struct toy *toy = user;
  (void)view;
  json_t *item = json_array_get(toy->loops[toy->loop_count - 1].list, (size_t)at);
  if (json_is_false(item)) return err_set(err, ERR_INVALID, "this one cannot be looked at");
  json_object_set(toy->variables, toy->loops[toy->loop_count - 1].item, item);
  const char *index = toy->loops[toy->loop_count - 1].index;
  if (*index) json_object_set_new(toy->variables, index, json_integer(at + 1));
  return true;
}

static void toy_each_end(void *user) {
  struct toy *toy = user;
  json_decref(toy->loops[--toy->loop_count].list);
}

static struct model toy_open(void) {
  struct toy *toy = calloc(1, sizeof *toy);
  toy->variables = json_object();
  return (struct model){.user = toy,
                        .cond = toy_cond,
                        .value = toy_value,
                        .assign = toy_assign,
                        .declare = toy_declare,
                        .script = toy_script,
                        .each_begin = toy_each_begin,
                        .each_next = toy_each_next,
                        .each_end = toy_each_end};
}

static void toy_close(struct model *model) {
  struct toy *toy = model->user;
  assert_int_equal(toy->loop_count, 0);
  json_decref(toy->variables);
  free(toy);
}
#endif
