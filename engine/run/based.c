// Which workflows a source takes, found by reading it. See based.h.
#include "run/based.h"

#include "base/mem.h"

#include <string.h>
#include <unistd.h>

static const size_t SOURCE_MAX = 256 << 10; // as the worker's own limit

// The name in quotes behind a word at `found`, without the ending that it must have; NULL: none stands there. Caller frees.
static char *name_at(const char *found, const char *word, const char *ending, const char **after) {
  const char *quote = found + strlen(word);
  quote += strspn(quote, " \t\r\n(");
  size_t size = *quote == '"' || *quote == '\'' ? strcspn(quote + 1, "\"'\r\n/") : 0, end = strlen(ending);
  if (size <= end || quote[1 + size] != *quote || quote[1] == '.') return NULL;
  if (strncmp(quote + 1 + size - end, ending, end) != 0) return NULL;
  *after = quote + size + 2;
  return mem_text_part(quote + 1, size - end);
}

char *based_next(const char **at) {
  static const char *const ways[][2] = {{"based_on", ""}, {"use", ".lua"}};
  for (const char *from = *at; *from; from++)
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
      bool is_word = strncmp(from, ways[i][0], strlen(ways[i][0])) == 0;
      char *name = is_word ? name_at(from, ways[i][0], ways[i][1], at) : NULL;
      if (name) return name;
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
