// A difference told in fewer words: where a choice asks as before but for questions that have come or gone, which one line says, its long
// list of all the others is no difference.
#include "base/buf.h"
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

static void drop(char *text, const char *part) {
  size_t size = strlen(part);
  for (char *at; (at = strstr(text, part));) memmove(at, at + size, strlen(at + size) + 1);
}

// Without these questions, and without what only joins them to the others. Caller frees.
static char *bare(const char *sentence, const json_t *questions) {
  char *text = mem_text(sentence);
  size_t i;
  json_t *question;
  json_array_foreach(questions, i, question) {
    char *filled = mem_format("\"%s\" is filled in", json_string_value(question)),
         *quoted = mem_format("\"%s\"", json_string_value(question));
    drop(text, filled);
    drop(text, quoted);
    mem_free(filled);
    mem_free(quoted);
  }
  drop(text, " and ");
  drop(text, ",");
  drop(text, " ");
  return text;
}

static bool is_alike(const char *gone, const char *now, const json_t *questions) {
  char *was = bare(gone, questions), *is = bare(now, questions);
  bool alike = strcmp(was, is) == 0;
  mem_free(was);
  mem_free(is);
  return alike;
}

static bool asks(const char *sentence, const char *question) {
  char *quoted = mem_format("\"%s\"", question);
  bool found = strstr(sentence, quoted) != NULL;
  mem_free(quoted);
  return found;
}

static bool must_fill(const char *sentence, const char *question) {
  char *filled = mem_format("\"%s\" is filled in", question);
  bool found = strstr(sentence, filled) != NULL;
  mem_free(filled);
  return found;
}

// "The lead may choose: "Hand it in"; all else as before, with "Who leads?", which has to be filled in." Caller frees.
static char *shorter(const char *gone, const char *now, const json_t *questions) {
  struct buf out;
  size_t i;
  json_t *one;
  buf_init(&out);
  buf_format(&out, "%.*s; all else as before", (int)strcspn(now, ";"), now);
  json_array_foreach(questions, i, one) {
    const char *question = json_string_value(one);
    bool was = asks(gone, question), is = asks(now, question);
    if (is) buf_format(&out, ", with \"%s\"%s", question, must_fill(now, question) ? ", which has to be filled in" : "");
    if (was && !is) buf_format(&out, ", without \"%s\"", question);
  }
  buf_char(&out, '.');
  return buf_take(&out);
}

// Only what may be given: of what must be, each word counts.
static bool may_shorten(const char *sentence) { return strstr(sentence, "; they may add ") && !strstr(sentence, ", giving "); }

static void shorten(json_t *row, size_t place, const json_t *questions) {
  json_t *gone = json_object_get(row, "gone"), *now = json_object_get(row, "new");
  const char *is = json_string_value(json_array_get(now, place));
  for (size_t i = 0; may_shorten(is) && i < json_array_size(gone); i++) {
    const char *was = json_string_value(json_array_get(gone, i));
    if (!may_shorten(was) || !is_alike(was, is, questions)) continue;
    char *text = shorter(was, is, questions);
    json_array_set_new(now, place, json_string(text));
    json_array_remove(gone, i);
    mem_free(text);
    return;
  }
}

void workflow_less(json_t *rows, const json_t *questions) {
  size_t i;
  json_t *row;
  if (json_array_size(questions) == 0) return;
  json_array_foreach(rows, i, row) {
    size_t count = json_array_size(json_object_get(row, "new"));
    for (size_t k = 0; k < count; k++) shorten(row, k, questions);
  }
}
