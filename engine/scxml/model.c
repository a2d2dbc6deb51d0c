// See model.h. What is the same as at the last request is not told again: an event or a configuration is known by its serial.
#include "scxml/model.h"

#include "base/json.h"
#include "base/mem.h"
#include "script/session.h"

struct scxml_models {
  struct sessions *sessions;
};

// What struct model calls `user`.
struct seen {
  struct session *session;
  const struct chart *chart;
  bool any; // something was asked before: the serials are those that it was asked with
  uint64_t event_serial, config_serial;
};

struct scxml_models *scxml_models_new(void) {
  struct scxml_models *models = mem_new(sizeof *models);
  models->sessions = sessions_new();
  return models;
}

void scxml_models_free(struct scxml_models *models) {
  if (!models) return;
  sessions_free(models->sessions);
  mem_free(models);
}

bool scxml_models_are_stopped(const struct scxml_models *models) { return sessions_are_stopped(models->sessions); }

// The ids of the active states. State 0 is <scxml> itself, which In() does not know.
static json_t *active_ids(const struct chart *chart, const struct config *config) {
  json_t *ids = json_array();
  int count = config ? chart_state_count(chart) : 0;
  for (int state = 1; state < count; state++) {
    const char *id = json_text(chart_state(chart, state), "id");
    if (id && config_is_active(config, state)) json_array_add(ids, id);
  }
  return ids;
}

static struct session *see(void *user, const struct step_view *view) {
  struct seen *seen = user;
  if (!seen->any || seen->event_serial != view->event_serial) session_see_event(seen->session, view->event);
  if (!seen->any || seen->config_serial != view->config_serial) {
    json_t *ids = active_ids(seen->chart, view->config);
    session_see_active(seen->session, ids);
    json_decref(ids);
  }
  seen->any = true;
  seen->event_serial = view->event_serial;
  seen->config_serial = view->config_serial;
  return seen->session;
}

static bool cond(void *user, const struct step_view *view, const char *expr, bool *result, struct err *err) {
  return session_cond(see(user, view), expr, result, err);
}

static json_t *value(void *user, const struct step_view *view, const char *expr, struct err *err) {
  return session_value(see(user, view), expr, err);
}

static bool assign(void *user, const struct step_view *view, const char *location, const char *expr, const json_t *plain, struct err *err) {
  return session_assign(see(user, view), location, expr, plain, err);
}

static bool declare(void *user, const struct step_view *view, const char *id, const char *expr, const json_t *plain, struct err *err) {
  return session_declare(see(user, view), id, expr, plain, err);
}

static bool script(void *user, const struct step_view *view, const char *source, struct err *err) {
  return session_script(see(user, view), source, err);
}

static bool each_begin(void *user, const struct step_view *view, const char *array, const char *item, const char *index, int64_t *count,
                       struct err *err) {
  return session_each_begin(see(user, view), array, item, index, count, err);
}

static bool each_next(void *user, const struct step_view *view, int64_t at, struct err *err) {
  return session_each_next(see(user, view), at, err);
}

static void each_end(void *user) {
  struct seen *seen = user;
  session_each_end(seen->session);
}

bool scxml_model_open(struct scxml_models *models, const struct chart *chart, const char *session_id, struct model *model,
                      struct err *err) {
  const char *name = json_text(chart_definition(chart), "name");
  struct session *session = session_open(models->sessions, session_id, name, err);
  if (!session) return false;
  struct seen *seen = mem_new(sizeof *seen);
  *seen = (struct seen){.session = session, .chart = chart};
  *model = (struct model){.user = seen,
                          .cond = cond,
                          .value = value,
                          .assign = assign,
                          .declare = declare,
                          .script = script,
                          .each_begin = each_begin,
                          .each_next = each_next,
                          .each_end = each_end};
  return true;
}

void scxml_model_close(struct scxml_models *models, struct model *model) {
  (void)models; // the session knows its worker
  struct seen *seen = model->user;
  if (!seen) return;
  session_close(seen->session);
  mem_free(seen);
  *model = (struct model){0};
}
