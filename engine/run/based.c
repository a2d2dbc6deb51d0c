// Which workflows a source is based on, found by reading it. See based.h.
#include "run/based.h"

#include "base/mem.h"

#include <string.h>
#include <unistd.h>

static const size_t SOURCE_MAX = 256 << 10; // as the worker's own limit

char *based_next(const char **at) {
  static const char word[] = "based_on";
  for (const char *found = strstr(*at, word); found; found = strstr(found + 1, word)) {
    const char *quote = found + sizeof word - 1;
    quote += strspn(quote, " \t\r\n(");
    size_t size = *quote == '"' || *quote == '\'' ? strcspn(quote + 1, "\"'\r\n/") : 0;
    if (!size || quote[1 + size] != *quote || quote[1] == '.') continue;
    *at = quote + size + 2;
    return mem_text_part(quote + 1, size);
  }
  return NULL;
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
