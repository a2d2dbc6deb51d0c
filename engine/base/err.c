// The table of failures, and the two functions that fill a struct err.
#include "base/err.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct row {
  const char *word;
  int status;
  int exit_code;
} rows[] = {
#define ERR_ROW(name, word, status, exit_code) {word, status, exit_code},
    ERR_CODES(ERR_ROW)
#undef ERR_ROW
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

// A sentence goes into JSON, the journal and onto pages, so it is UTF-8 whatever was quoted in it.
static void settle(struct err *err, size_t wanted) {
  if (wanted >= sizeof err->text) utf8_end(err->text, sizeof err->text);
  utf8_mend(err->text);
}

bool err_set(struct err *err, enum err_code code, const char *format, ...) {
  va_list args;
  va_start(args, format);
  err->code = code;
  int wanted = vsnprintf(err->text, sizeof err->text, format, args);
  va_end(args);
  settle(err, wanted < 0 ? 0 : (size_t)wanted);
  return false;
}

bool err_prefix(struct err *err, const char *format, ...) {
  char text[sizeof err->text];
  va_list args;
  va_start(args, format);
  int used = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  if (used < 0 || used >= (int)sizeof text) return false;
  size_t wanted = (size_t)used + strlen(err->text);
  snprintf(text + used, sizeof text - (size_t)used, "%s", err->text);
  memcpy(err->text, text, sizeof text);
  settle(err, wanted);
  return false;
}

const char *err_word(enum err_code code) { return rows[code].word; }
int err_status(enum err_code code) { return rows[code].status; }
int err_exit(enum err_code code) { return rows[code].exit_code; }

enum err_code err_from_word(const char *word) {
  for (int i = 0; word && i < ROW_COUNT; i++)
    if (strcmp(rows[i].word, word) == 0) return (enum err_code)i;
  return ERR_BROKEN;
}
