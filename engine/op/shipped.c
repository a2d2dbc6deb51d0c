// What is shipped. See shipped.h.
#include "op/shipped.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/check.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_MAX = 256 << 10 };        // as the worker's limit on one source
static const char SEED[] = "board.lua"; // the seed of a board, which lies there too and is no workflow

static bool is_workflow(const char *file) {
  size_t size = strlen(file);
  return size > 4 && file[0] != '.' && strcmp(file + size - 4, ".lua") == 0 && strcmp(file, SEED) != 0;
}

// The first sentence of the comment that the file begins with, its lines made one.
static char *first_sentence(const char *text) {
  struct buf out;
  buf_init(&out);
  while (strncmp(text, "-- ", 3) == 0) {
    size_t size = strcspn(text, "\n");
    buf_format(&out, "%s%.*s", out.size ? " " : "", (int)size - 3, text + 3);
    text += size + (text[size] == '\n');
  }
  char *said = buf_take(&out), *end = said ? strstr(said, ". ") : NULL;
  if (end) end[1] = '\0';
  return said ? said : mem_text("");
}

static bool add(const struct env *env, const char *folder, const char *file, json_t *list, struct err *err) {
  char *path = mem_format("%s/%s", folder, file), *name = mem_text_part(file, strlen(file) - 4), *text = NULL;
  size_t size;
  bool ok = env_read_file(env, path, SOURCE_MAX, &text, &size, err);
  char *about = ok ? first_sentence(text) : NULL;
  if (ok) json_array_append_new(list, json_pack("{s:s, s:s}", "name", name, "about", about));
  mem_free(about);
  mem_free(text);
  mem_free(name);
  mem_free(path);
  return ok;
}

json_t *shipped_list(const struct env *env, const char *share, struct err *err) {
  char *folder = mem_format("%s/workflows", share);
  struct dirent **entries;
  int count = scandir(folder, &entries, NULL, alphasort);
  json_t *list = json_array();
  bool ok = count >= 0 || env_fail(err, "read the shipped workflows in", folder);
  for (int i = 0; i < count; i++) {
    if (ok && is_workflow(entries[i]->d_name)) ok = add(env, folder, entries[i]->d_name, list, err);
    free(entries[i]);
  }
  if (count >= 0) free(entries);
  mem_free(folder);
  if (ok) return list;
  json_decref(list);
  return NULL;
}

bool shipped_has(const json_t *list, const char *name, struct err *err) {
  json_t *names = json_texts(list, "name");
  bool has = json_array_has(names, name);
  char near[NEAREST_WORDS];
  if (!has)
    err_set(err, ERR_NOT_FOUND, "No workflow called \"%s\" comes with the program%s", name,
            nearest_words(name, names, "; \"waymark workflow shipped\" lists those that do.", near));
  json_decref(names);
  return has;
}

json_t *shipped_names(const char *text) {
  json_t *names = json_array();
  for (text += strspn(text, ", "); *text; text += strspn(text, ", ")) {
    size_t size = strcspn(text, ", ");
    json_array_append_new(names, json_stringn(text, size));
    text += size;
  }
  return names;
}
