// Where a mistake stands. See place.h.
#include "run/place.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char *source_of(const char *wanted, const char *file, const char *source, const json_t *modules) {
  if (strcmp(wanted, file) == 0) return source;
  const char *whole = json_text(modules, wanted); // a workflow that this one is based on
  if (whole) return whole;
  const char *name = strncmp(wanted, "lib/", 4) == 0 ? wanted + 4 : wanted;
  size_t length = strlen(name);
  char *bare = mem_text_part(name, length > 4 && strcmp(name + length - 4, ".lua") == 0 ? length - 4 : length);
  const char *text = json_text(modules, bare);
  mem_free(bare);
  return text ? text : "";
}

// A shared module is called by its name alone; people find it as a file of the folder `lib`.
static bool is_module(const char *name, const char *file, const json_t *modules) {
  size_t size = strlen(name);
  bool is_file = size > 4 && strcmp(name + size - 4, ".lua") == 0;
  return !is_file && strcmp(name, file) != 0 && json_text(modules, name);
}

// Caller frees.
static char *name_shown(const char *name, const char *file, const json_t *modules) {
  return is_module(name, file, modules) ? mem_format("lib/%s.lua", name) : mem_text(name);
}

// The text of a line, from 1. Caller frees.
static char *line_of(const char *source, int64_t line) {
  for (; line > 1 && *source; line--) {
    const char *end = strchr(source, '\n');
    if (!end) return mem_text("");
    source = end + 1;
  }
  return mem_text_part(source, strcspn(source, "\r\n"));
}

static void add(json_t *out, const char *file, int64_t line, int64_t column, const char *source, const char *text) {
  char *shown = line > 0 ? line_of(source, line) : mem_text("");
  json_t *source_line = json_string(shown); // a line that is no UTF-8 is left out rather than shown broken
  json_array_append_new(out, json_pack("{s:s, s:I, s:I, s:o, s:s}", "file", file, "line", (json_int_t)line, "column", (json_int_t)column,
                                       "source_line", source_line ? source_line : json_string(""), "text", text));
  mem_free(shown);
}

// Splits "NAME:12:5: text" or "NAME:12: text"; false when the text has no such head.
static bool split(const char *text, char **name, int64_t *line, int64_t *column, const char **rest) {
  for (const char *colon = strchr(text, ':'); colon; colon = strchr(colon + 1, ':')) {
    char *end;
    long first = strtol(colon + 1, &end, 10);
    if (end == colon + 1 || *end != ':' || first <= 0) continue;
    *name = mem_text_part(text, (size_t)(colon - text));
    *line = first;
    *column = 1;
    char *after = end + 1;
    long second = strtol(after, &end, 10);
    if (end != after && *end == ':' && second > 0) {
      *column = second;
      after = end + 1;
    }
    *rest = after + strspn(after, " ");
    return true;
  }
  return false;
}

void place_of_error(const char *file, const char *source, const json_t *modules, const char *text, json_t *out) {
  char *name;
  const char *rest;
  int64_t line, column;
  if (!split(text, &name, &line, &column, &rest)) {
    size_t head = strlen(file); // "FILE: text" has the file already
    bool named = strncmp(text, file, head) == 0 && strncmp(text + head, ": ", 2) == 0;
    add(out, file, 0, 0, "", named ? text + head + 2 : text);
    return;
  }
  char *shown = name_shown(name, file, modules);
  add(out, shown, line, column, source_of(name, file, source, modules), rest);
  mem_free(shown);
  mem_free(name);
}

// The position of the pointer, or of the nearest thing around it.
static const json_t *position_of(const json_t *positions, const char *pointer) {
  char *at = mem_text(pointer);
  const json_t *position = json_object_get(positions, at);
  for (char *slash; !position && (slash = strrchr(at, '/')); position = json_object_get(positions, at)) *slash = '\0';
  mem_free(at);
  return position;
}

// What a module made is looked for where its author used it: around it, in their own file, below a state or the like. NULL: the module made
// that too.
static const json_t *own_position(const json_t *positions, const char *pointer, const char *file) {
  char *at = mem_text(pointer);
  const json_t *found = NULL;
  for (char *slash = at + strlen(at); !found && slash; slash = strrchr(at, '/')) {
    *slash = '\0';
    if (!strchr(at + (*at == '/'), '/')) break; // the whole, or a table of it
    const json_t *position = json_object_get(positions, at);
    const char *name = json_string_value(json_array_get(position, 0));
    if (position && (!name || strcmp(name, file) == 0)) found = position;
  }
  mem_free(at);
  return found;
}

void place_of_problem(const char *file, const char *source, const json_t *modules, const json_t *positions, const struct problem *problem,
                      json_t *out) {
  const json_t *position = position_of(positions, problem->pointer);
  const char *name = json_string_value(json_array_get(position, 0));
  int64_t line = json_integer_value(json_array_get(position, 1)), column = json_integer_value(json_array_get(position, 2));
  if (!name) name = file;
  const json_t *own = is_module(name, file, modules) ? own_position(positions, problem->pointer, file) : NULL;
  char *shown = name_shown(name, file, modules);
  if (own) {
    char *text = mem_format("%s It stands in %s, line %lld, which is used here.", problem->text, shown, (long long)line);
    add(out, file, json_integer_value(json_array_get(own, 1)), json_integer_value(json_array_get(own, 2)), source, text);
    mem_free(text);
  } else
    add(out, shown, line, column, source_of(name, file, source, modules), problem->text);
  mem_free(shown);
}

static int by_place(const void *a, const void *b) {
  const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
  int files = strcmp(json_text(x, "file"), json_text(y, "file"));
  int64_t lines = json_number(x, "line", 0) - json_number(y, "line", 0),
          columns = json_number(x, "column", 0) - json_number(y, "column", 0);
  return files ? files : lines ? (lines > 0 ? 1 : -1) : (columns > 0) - (columns < 0);
}

void place_sort(json_t *problems) {
  size_t count = json_array_size(problems);
  json_t **rows = mem_grow(NULL, count + 1, sizeof *rows);
  for (size_t i = 0; i < count; i++) rows[i] = json_incref(json_array_get(problems, i));
  qsort(rows, count, sizeof *rows, by_place);
  json_array_clear(problems);
  for (size_t i = 0; i < count; i++) {
    const json_t *last = json_array_get(problems, json_array_size(problems) - 1);
    if (!last || !json_equal(last, rows[i])) json_array_append(problems, rows[i]);
    json_decref(rows[i]);
  }
  mem_free(rows);
}
