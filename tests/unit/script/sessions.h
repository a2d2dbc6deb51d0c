// Shared by the tests of sessions: a worker of sessions to ask, rows of requests with what they answer, and the answers as text.
#ifndef WAYMARK_TESTS_SCRIPT_SESSIONS_H
#define WAYMARK_TESTS_SCRIPT_SESSIONS_H
#include "base/mem.h"
#include "harness.h"
#include "script/session.h"

#include <stdlib.h>

#define MAIN_OF_SESSIONS(tests)                                                                                                            \
  int main(int argc, char **argv) {                                                                                                        \
    if (argc > 1 && strcmp(argv[1], "--worker") == 0) return worker_main();                                                                \
    return cmocka_run_group_tests(tests, NULL, NULL);                                                                                      \
  }

static inline struct session *open_one(struct sessions *sessions, const char *id) {
  struct err err = {0};
  struct session *session = session_open(sessions, id, "machine", &err);
  if (!session) fail_msg("%s", err.text);
  return session;
}

// What is asked, of which texts, and the answer as JSON, or the error's text after its code in brackets.
struct row {
  const char *op, *first, *second, *answer;
};

// NULL value: it failed. Takes over value. Caller frees.
static inline char *text_of(json_t *value, const struct err *err) {
  char *text = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS) : NULL;
  if (!text && asprintf(&text, "[%s] %s", err_word(err->code), err->text) < 0) abort();
  json_decref(value);
  return text;
}

static inline json_t *flag(bool ok) { return ok ? json_true() : NULL; }

static inline json_t *ask(struct session *session, const struct row *row, struct err *err) {
  const char *op = row->op;
  bool yes = false;
  json_t *answer = NULL, *plain = strchr("pd", *op) && row->second ? json_loads(row->second, JSON_DECODE_ANY, NULL) : NULL;
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
    fail_msg("nothing is called %s", op);
  json_decref(plain);
  return answer;
}

static inline void expect(struct session *session, const char *op, const char *first, const char *second, const char *answer) {
  struct err err = {0};
  char *text = text_of(ask(session, &(struct row){op, first, second, answer}, &err), &err);
  if (strcmp(text, answer) != 0) fail_msg("%s | %.200s | %.200s: %.400s", op, first, second ? second : "", text);
  free(text);
}

static inline void expect_rows(struct session *session, const struct row *rows, size_t count) {
  for (size_t i = 0; i < count; i++) expect(session, rows[i].op, rows[i].first, rows[i].second, rows[i].answer);
}

// Rows asked in order of a session of its own.
#define EXPECT_ROWS(...)                                                                                                                   \
  do {                                                                                                                                     \
    static const struct row rows[] = {__VA_ARGS__};                                                                                        \
    struct sessions *sessions = sessions_new();                                                                                            \
    struct session *session = open_one(sessions, "main");                                                                                  \
    expect_rows(session, rows, sizeof rows / sizeof rows[0]);                                                                              \
    session_close(session);                                                                                                                \
    sessions_free(sessions);                                                                                                               \
  } while (0)
#endif
