// The parent's side of sessions: one message there and one back for each request, and nothing that comes back is believed. A text of the
// chart goes with its first request and is known by its number after that; what changed since the last request goes with the next.
//
// NONE -> RUNNING [the first session_open]   RUNNING -> STOPPED [a limit, a lie, a death, a missed deadline], for good: nobody else has the
// values
#include "script/session.h"

#include "base/buf.h"
#include "base/mem.h"
#include "script/live.h"

#include <string.h>
#include <sys/wait.h>

struct sessions {
  struct worker *worker;
  int64_t opened; // so far: the number of the last
  int count;      // open now
  struct err why; // why it was stopped; ERR_NONE: it was not
};

struct session {
  struct sessions *all;
  int64_t number;
  char *label;   // "Session main"
  json_t *texts; // kind and text -> number
  int64_t texts_sent;
  json_t *event, *active;
  bool tell_event, tell_active, tell_loops;
  int loops;
};

struct sessions *sessions_new(void) {
  struct sessions *sessions = mem_new(sizeof *sessions);
  sessions->worker = worker_new();
  sessions->worker->called = SESSIONS_CALLED;
  return sessions;
}

void sessions_free(struct sessions *sessions) {
  if (!sessions) return;
  worker_free(sessions->worker);
  mem_free(sessions);
}

bool sessions_are_stopped(const struct sessions *sessions) { return sessions->why.code != ERR_NONE; }

// ---- one message there and back

static bool stop(struct sessions *sessions, const struct err *why, struct err *err) {
  worker_stop(sessions->worker);
  sessions->why = *why;
  sessions->why.code = ERR_LIMIT;
  *err = sessions->why;
  return false;
}

// `patience`: it was not waited for; NULL: it ended.
static bool stop_silent(struct sessions *sessions, const char *label, const struct patience *patience, struct err *err) {
  struct err why;
  int status = worker_stop(sessions->worker);
  if (patience)
    patience_say(patience, label, SESSION_REQUEST_MS, &why);
  else if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
    err_set(&why, ERR_LIMIT, "%s: Its Lua made the worker that held its values fail (signal %d).", label, WTERMSIG(status));
  else
    err_set(&why, ERR_LIMIT, "%s: The worker that held its values ended before it answered.", label);
  return stop(sessions, &why, err);
}

// The "value" of the answer, a new reference.
static json_t *exchange(struct session *session, const struct buf *message, enum answer_kind kind, struct err *err) {
  struct sessions *sessions = session->all;
  const char *label = session->label;
  struct patience patience = patience_begin(sessions->worker->pid, SESSION_REQUEST_MS + SCRIPT_SLACK_MS);
  struct err why = {0};
  char *bytes;
  size_t size;
  int fd = sessions->worker->fd;
  if (!frame_send(fd, message->data, message->size, &patience, &why) ||
      !frame_receive(fd, WORKER_ANSWER_MAX + 4096, &patience, &bytes, &size, &why)) {
    stop_silent(sessions, label, why.code == ERR_BUSY ? &patience : NULL, err);
    return NULL;
  }
  session->tell_event = session->tell_active = session->tell_loops = false;
  json_t *answer = answer_read(bytes, size, kind, label, &why);
  mem_free(bytes);
  if (!answer && why.code == ERR_INVALID)
    *err = why;
  else if (!answer)
    stop(sessions, &why, err);
  json_t *value = json_incref(json_object_get(answer, "value"));
  json_decref(answer);
  return value;
}

// ---- messages

static void message_begin(struct buf *message, const struct session *session, const char *op) {
  buf_init(message);
  buf_format(message, "{\"session\":%lld,\"op\":\"%s\"", (long long)session->number, op);
}

static void put_json(struct buf *message, const char *member, const json_t *value) {
  buf_format(message, ",\"%s\":", member);
  if (value)
    json_canonical_add(message, value);
  else
    buf_text(message, "null");
}

static void put_name(struct buf *message, const char *member, const char *name) {
  if (!name) return;
  buf_format(message, ",\"%s\":", member);
  buf_json_text(message, name, strlen(name));
}

static void put_number(struct buf *message, const char *member, int64_t number) {
  buf_format(message, ",\"%s\":%lld", member, (long long)number);
}

// A text that was sent before goes as its number alone.
static void put_text(struct buf *message, struct session *session, const char *member, enum text_kind kind, const char *text) {
  char *key = mem_format("%d%s", kind, text);
  int64_t number = json_number(session->texts, key, 0);
  bool is_new = number == 0;
  if (is_new) {
    number = (int64_t)json_object_size(session->texts) + 1;
    json_put_number(session->texts, key, number);
  }
  mem_free(key);
  buf_format(message, ",\"%s\":[%lld", member, (long long)number);
  if (is_new) {
    buf_char(message, ',');
    buf_json_text(message, text, strlen(text));
  }
  buf_char(message, ']');
}

static void put_value(struct buf *message, struct session *session, const char *expr, const json_t *value) {
  if (expr)
    put_text(message, session, "text", TEXT_EXPRESSION, expr);
  else if (value)
    put_json(message, "value", value);
}

static void put_changes(struct buf *message, struct session *session) {
  if (session->tell_event) put_json(message, "event", session->event);
  if (session->tell_active) put_json(message, "active", session->active);
  if (session->tell_loops) put_number(message, "loops", session->loops);
  buf_char(message, '}');
}

// What was not sent is not known over there: the text that this message would have brought goes again with the next. Answers true.
static bool unlearn(struct session *session) {
  const char *key;
  json_t *number;
  void *next;
  json_object_foreach_safe(session->texts, next, key, number) if (json_integer_value(number) > session->texts_sent)
      json_object_del(session->texts, key);
  return true;
}

static json_t *ask(struct session *session, struct buf *message, enum answer_kind kind, struct err *err) {
  struct sessions *all = session->all;
  json_t *value = NULL;
  if (sessions_are_stopped(all)) {
    err_set(err, ERR_LIMIT, "%s: The worker that held its values was stopped before, so they are gone and the run cannot go on. %s",
            session->label, all->why.text);
  } else {
    put_changes(message, session);
    if (message->size > SCRIPT_REQUEST_MAX && unlearn(session))
      err_set(err, ERR_INVALID, "%s: Its event or value is larger than %d MiB; send less.", session->label, SCRIPT_REQUEST_MAX >> 20);
    else {
      session->texts_sent = (int64_t)json_object_size(session->texts);
      value = exchange(session, message, kind, err);
    }
  }
  buf_clear(message);
  return value;
}

static bool done(json_t *value) {
  json_decref(value);
  return value != NULL;
}

static bool fits(const struct session *session, const char *text, struct err *err) {
  if (!text || (strlen(text) <= WORKER_SOURCE_MAX && json_is_utf8(text))) return true;
  return err_set(err, ERR_INVALID,
                 "%s: A script or expression of its chart is larger than %d KiB or no UTF-8 text; split it up or save it as UTF-8.",
                 session->label, WORKER_SOURCE_MAX >> 10);
}

// ---- open and close

struct session *session_open(struct sessions *sessions, const char *id, const char *name, struct err *err) {
  if (sessions->count >= SESSION_COUNT_MAX) {
    err_set(err, ERR_INVALID, "Session %s: %d sessions are open already, as many as may be at a time; let some of them end.", id,
            SESSION_COUNT_MAX);
    return NULL;
  }
  if (!sessions_are_stopped(sessions) && !worker_start(sessions->worker, err)) return NULL;
  struct session *session = mem_new(sizeof *session);
  *session = (struct session){.all = sessions, .number = ++sessions->opened, .label = mem_format("Session %s", id), .texts = json_object()};
  answer_clean(session->label);
  sessions->count++;
  struct buf message;
  message_begin(&message, session, "open");
  put_name(&message, "id", id);
  put_name(&message, "name", name);
  if (done(ask(session, &message, ANSWER_DONE, err))) return session;
  session_close(session);
  return NULL;
}

void session_close(struct session *session) {
  if (!session) return;
  struct err ignored;
  struct buf message;
  message_begin(&message, session, "close");
  done(ask(session, &message, ANSWER_DONE, &ignored));
  session->all->count--;
  json_decref(session->event);
  json_decref(session->active);
  json_decref(session->texts);
  mem_free(session->label);
  mem_free(session);
}

// ---- what they see

static void keep(json_t **kept, const json_t *value, bool *tell) {
  json_t *before = *kept;
  *kept = json_incref((json_t *)value);
  json_decref(before);
  *tell = true;
}

void session_see_event(struct session *session, const json_t *event) { keep(&session->event, event, &session->tell_event); }
void session_see_active(struct session *session, const json_t *ids) { keep(&session->active, ids, &session->tell_active); }

// ---- requests

bool session_cond(struct session *session, const char *expr, bool *result, struct err *err) {
  struct buf message;
  if (!fits(session, expr, err)) return false;
  message_begin(&message, session, "cond");
  put_text(&message, session, "text", TEXT_EXPRESSION, expr);
  json_t *value = ask(session, &message, ANSWER_TRUTH, err);
  if (value) *result = json_is_true(value);
  return done(value);
}

json_t *session_value(struct session *session, const char *expr, struct err *err) {
  struct buf message;
  if (!fits(session, expr, err)) return NULL;
  message_begin(&message, session, "value");
  put_text(&message, session, "text", TEXT_EXPRESSION, expr);
  return ask(session, &message, ANSWER_CALL, err);
}

bool session_assign(struct session *session, const char *location, const char *expr, const json_t *value, struct err *err) {
  struct buf message;
  if (!fits(session, location, err) || !fits(session, expr, err)) return false;
  message_begin(&message, session, "assign");
  put_text(&message, session, "place", TEXT_LOCATION, location);
  put_value(&message, session, expr, value);
  return done(ask(session, &message, ANSWER_DONE, err));
}

bool session_declare(struct session *session, const char *id, const char *expr, const json_t *value, struct err *err) {
  struct buf message;
  if (!fits(session, id, err) || !fits(session, expr, err)) return false;
  message_begin(&message, session, "declare");
  put_name(&message, "name", id);
  put_value(&message, session, expr, value);
  return done(ask(session, &message, ANSWER_DONE, err));
}

bool session_script(struct session *session, const char *source, struct err *err) {
  struct buf message;
  if (!fits(session, source, err)) return false;
  message_begin(&message, session, "script");
  put_text(&message, session, "text", TEXT_SCRIPT, source);
  return done(ask(session, &message, ANSWER_DONE, err));
}

bool session_each_begin(struct session *session, const char *array, const char *item, const char *index, int64_t *count, struct err *err) {
  struct buf message;
  if (!fits(session, array, err) || !fits(session, item, err) || !fits(session, index, err)) return false;
  message_begin(&message, session, "each_begin");
  put_text(&message, session, "text", TEXT_EXPRESSION, array);
  put_name(&message, "item", item);
  put_name(&message, "index", index);
  put_number(&message, "depth", session->loops + 1);
  json_t *value = ask(session, &message, ANSWER_COUNT, err);
  if (value) *count = json_integer_value(value);
  session->loops += value != NULL;
  return done(value);
}

bool session_each_next(struct session *session, int64_t at, struct err *err) {
  struct buf message;
  message_begin(&message, session, "each_next");
  put_number(&message, "at", at);
  put_number(&message, "depth", session->loops);
  return done(ask(session, &message, ANSWER_DONE, err));
}

void session_each_end(struct session *session) {
  if (session->loops > 0) session->loops--;
  session->tell_loops = true;
}
