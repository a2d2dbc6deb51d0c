// The values that a person gives on the command line: FIELD=VALUE is text, FIELD:=JSON is a number, list or yes/no, FIELD=@FILE is the
// text in a file, FIELD=@@VALUE is text that begins with "@". A numbered question may be called by its number: 1.1=green is c_1_1=green.
#include "base/mem.h"
#include "cli/internal.h"

#include <string.h>

enum { FIELD_FILE_MAX = 1 << 20 }; // bytes: a long report; a document belongs in evidence

static bool check_utf8(const char *text, size_t size, const char *path, struct err *err) {
  json_t *value = json_stringn(text, size);
  json_decref(value);
  if (value && strlen(text) == size) return true;
  size_t line = 1, start = 0;
  for (size_t i = 0; i < size; i++) {
    if (text[i] != '\n') continue;
    json_t *part = json_stringn(text + start, i - start);
    bool ok = part && !memchr(text + start, 0, i - start);
    json_decref(part);
    if (!ok) break;
    start = i + 1;
    line++;
  }
  return err_set(err, ERR_INVALID, "Line %zu of \"%s\" is not UTF-8 text; save the file again as UTF-8 (in Excel: \"CSV UTF-8\").", line,
                 path);
}

char *file_text(const struct cli *cli, const char *path, size_t size_max, struct err *err) {
  char *text;
  size_t size;
  if (!env_read_file(&cli->env, path, size_max, &text, &size, err)) return NULL;
  if (check_utf8(text, size, path, err)) return text;
  mem_free(text);
  return NULL;
}

static json_t *from_file(const struct cli *cli, const char *path, struct err *err) {
  char *text = file_text(cli, path, FIELD_FILE_MAX, err);
  if (!text) return NULL;
  size_t size = strlen(text); // the line end that an editor adds is not meant
  while (size && (text[size - 1] == '\n' || text[size - 1] == '\r')) size--;
  json_t *value = json_stringn(text, size);
  mem_free(text);
  return value;
}

static json_t *from_json(const char *field, const char *text, struct err *err) {
  char *what = mem_format("The value of %s:=", field);
  json_t *value = json_read(text, strlen(text), what, err);
  mem_free(what);
  return value;
}

char *field_name(const char *word, size_t size) {
  bool numbered = size > 0 && word[0] >= '0' && word[0] <= '9'; // no field's own name begins so
  char *name = mem_format("%s%.*s", numbered ? "c_" : "", (int)size, word);
  for (char *c = name; numbered && *c; c++)
    if (*c == '.' || *c == ' ') *c = '_';
  return name;
}

bool fields_add(const struct cli *cli, const char *word, json_t *fields, struct err *err) {
  const char *equals = strchr(word, '=');
  bool as_json = equals && equals > word && equals[-1] == ':';
  size_t size = equals ? (size_t)(equals - word) - as_json : 0;
  if (size == 0)
    return err_set(err, ERR_MISUSE, "\"%s\" is not FIELD=VALUE; write for example due=2016-09-30, or count:=3 for a number.", word);
  char *field = field_name(word, size);
  const char *text = equals + 1;
  json_t *value;
  if (json_object_get(fields, field))
    value = NULL, err_set(err, ERR_MISUSE, "\"%s\" is given twice; give it once.", field);
  else if (as_json)
    value = from_json(field, text, err);
  else if (text[0] == '@' && text[1] != '@')
    value = from_file(cli, text + 1, err);
  else
    value = json_string(text + (text[0] == '@'));
  if (value) json_object_set_new(fields, field, value);
  mem_free(field);
  return value != NULL;
}

json_t *fields_option(const struct cli *cli, struct err *err) {
  json_t *fields = json_object();
  const char *word;
  for (size_t i = 0; (word = cli_option_at(cli, OPTION_FIELD, i)); i++) {
    if (fields_add(cli, word, fields, err)) continue;
    json_decref(fields);
    return NULL;
  }
  return fields;
}

json_t *fields_read(const struct cli *cli, size_t first, struct err *err) {
  json_t *fields = json_object();
  bool ok = true;
  for (size_t i = first; ok && i < cli->args.operand_count; i++) ok = fields_add(cli, cli->args.operands[i], fields, err);
  if (ok && values_add(cli, fields, err)) return fields;
  json_decref(fields);
  return NULL;
}
