// Which other workflows a source takes, found by reading it. See based.h.
#include "run/based.h"

#include "base/mem.h"

#include <string.h>
#include <unistd.h>

static const size_t SOURCE_MAX = 256 << 10; // as the worker's own limit

// What each way of taking a workflow is written like, and how its name ends there.
static const struct way { const char *word, *ending; } ways[] = {{"based_on", ""}, {"use", ".lua"}};

// Where the next name begins that is taken in this way, with its size in *size; NULL: nowhere.
static const char *name_find(const char *source, const struct way *way, size_t *size) {
  size_t end = strlen(way->ending);
  for (const char *found = strstr(source, way->word); found; found = strstr(found + 1, way->word)) {
    const char *quote = found + strlen(way->word);
    quote += strspn(quote, " \t\r\n(");
    *size = *quote == '"' || *quote == '\'' ? strcspn(quote + 1, "\"'\r\n/") : 0;
    if (*size <= end || quote[1 + *size] != *quote || quote[1] == '.') continue;
    if (strncmp(quote + 1 + *size - end, way->ending, end) == 0) return quote + 1;
  }
  return NULL;
}

char *based_next(const char **at) {
  const char *first = NULL;
  size_t first_size = 0, end = 0;
  for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
    size_t size;
    const char *found = name_find(*at, &ways[i], &size);
    if (!found || (first && found > first)) continue;
    first = found, first_size = size, end = strlen(ways[i].ending);
  }
  if (!first) return NULL;
  *at = first + first_size + 1;
  return mem_text_part(first, first_size - end);
}

static bool add_file(const struct env *env, const char *folder, const char *module, json_t *modules, struct err *err) {
  char *path = mem_format("%s/%s", folder, module), *text = NULL;
  size_t size;
  bool is_there = access(path, R_OK) == 0, ok = !is_there || env_read_file(env, path, SOURCE_MAX, &text, &size, err);
  json_t *value = text ? json_string(text) : NULL;
  if (text && !value) ok = err_set(err, ERR_INVALID, "%s is not UTF-8 text; save it as UTF-8.", path);
  if (value) json_object_set_new(modules, module, value);
  ok = ok && (!value || based_add(env, folder, text, modules, err));
  mem_free(text);
  mem_free(path);
  return ok;
}

bool based_add(const struct env *env, const char *folder, const char *source, json_t *modules, struct err *err) {
  const char *at = source;
  bool ok = true;
  for (char *name; ok && (name = based_next(&at)); mem_free(name)) {
    char *module = mem_format("%s.lua", name);
    if (!json_object_get(modules, module)) ok = add_file(env, folder, module, modules, err);
    mem_free(module);
  }
  return ok;
}
