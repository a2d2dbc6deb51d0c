// Pieces of Lua and how they are laid out (lua.h).
#include "scxml/lua.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
  LUA_COLUMNS = 110,
  LUA_INDENT = 2,
  VALUE_DEPTH_MAX = 200,
  LEVEL_MAX = 8,  // of a long text's brackets
  SHORT_MAX = 30, // up to here a text of several lines is written on one
};

static bool is_name(const char *text) {
  static const char *const reserved =
      " and break do else elseif end false for function goto if in local nil not or repeat return then true until while ";
  char word[16];
  if (!isalpha((unsigned char)*text) && *text != '_') return false;
  for (const char *c = text; *c; c++)
    if (!isalnum((unsigned char)*c) && *c != '_') return false;
  return strlen(text) > 8 || (snprintf(word, sizeof word, " %s ", text), strstr(reserved, word) == NULL);
}

char *lua_quoted(const char *text) {
  char quote = strchr(text, '"') && !strchr(text, '\'') ? '\'' : '"';
  struct buf out;
  buf_init(&out);
  buf_char(&out, quote);
  for (const char *c = text; *c; c++) {
    if (*c == '\\' || *c == quote)
      buf_format(&out, "\\%c", *c);
    else if (*c == '\n')
      buf_text(&out, "\\n");
    else if ((unsigned char)*c < 0x20 || *c == 0x7f)
      buf_format(&out, "\\%03d", *c);
    else
      buf_char(&out, *c);
  }
  buf_char(&out, quote);
  return buf_take(&out);
}

// Read as it stands, but for a line end right after its opening; the level is the first at which nothing closes it early, not its own end
// either.
static json_t *long_text(const char *text) {
  char level[LEVEL_MAX + 1] = "", close[LEVEL_MAX + 3] = "]]", *probe = mem_format("%s]", text);
  while (strstr(probe, close) && strlen(level) < LEVEL_MAX) {
    level[strlen(level)] = '=';
    snprintf(close, sizeof close, "]%s]", level);
  }
  json_t *piece = strstr(probe, close) ? NULL : piece_code("[%s[\n%s]%s]", level, text, level);
  mem_free(probe);
  return piece;
}

// A text of several lines is long, unless a carriage return in it would be taken for a line end.
json_t *piece_text(const char *text) {
  bool is_long = strchr(text, '\n') && !strchr(text, '\r') && strlen(text) > SHORT_MAX;
  json_t *piece = is_long ? long_text(text) : NULL;
  if (piece) return piece;
  char *quoted = lua_quoted(text);
  piece = piece_code("%s", quoted);
  mem_free(quoted);
  return piece;
}

json_t *piece_code(const char *format, ...) {
  char *text = NULL;
  va_list args;
  va_start(args, format);
  int size = vsnprintf(NULL, 0, format, args);
  va_end(args);
  text = mem_new((size_t)size + 1);
  va_start(args, format);
  vsnprintf(text, (size_t)size + 1, format, args);
  va_end(args);
  json_t *piece = json_string_nocheck(text);
  mem_free(text);
  return piece;
}

json_t *piece_group(const char *before, const char *after) {
  return json_pack("{s:s,s:s,s:[],s:[]}", "before", before, "after", after, "keys", "items");
}

json_t *piece_open(const char *before, const char *after) {
  json_t *group = piece_group(before, after);
  json_put_flag(group, "open", true);
  return group;
}

bool piece_is_wrong(const json_t *piece) { return !piece || json_flag(piece, "wrong"); }
bool piece_is_empty(const json_t *group) { return json_array_size(json_object_get(group, "items")) == 0; }

void piece_add(json_t *group, const char *key, json_t *piece) {
  if (piece_is_wrong(piece)) json_put_flag(group, "wrong", true);
  if (!piece) return;
  char *quoted = key && !is_name(key) ? lua_quoted(key) : NULL, *named = NULL;
  if (key) named = quoted ? mem_format("[%s] = ", quoted) : mem_format("%s = ", key);
  json_array_add(json_object_get(group, "keys"), named ? named : "");
  json_array_append_new(json_object_get(group, "items"), piece);
  mem_free(quoted);
  mem_free(named);
}

static json_t *value_at(const json_t *value, int depth) {
  if (json_is_string(value)) return piece_text(json_string_value(value));
  if (json_is_boolean(value)) return piece_code("%s", json_is_true(value) ? "true" : "false");
  if (json_is_null(value) || !value || depth == VALUE_DEPTH_MAX) return NULL;
  if (!json_is_object(value) && !json_is_array(value)) {
    char *number = json_canonical(value);
    json_t *piece = piece_code("%s", number);
    mem_free(number);
    return piece;
  }
  json_t *group = piece_group("{", "}"), *member;
  const char *key;
  size_t i;
  json_object_foreach((json_t *)value, key, member) piece_add(group, key, value_at(member, depth + 1));
  json_array_foreach(value, i, member) piece_add(group, NULL, value_at(member, depth + 1));
  return group;
}

json_t *piece_value(const json_t *value) { return value_at(value, 0); }

json_t *piece_call(const char *word, const char *argument) {
  json_t *piece = piece_text(argument), *call = piece_code("%s %s", word, json_string_value(piece));
  json_decref(piece);
  return call;
}

// On one line, unless that would be longer than `room`. False: it would.
static bool flat(const json_t *piece, size_t room, struct buf *out) {
  size_t start = out->size, i;
  if (json_is_string(piece)) {
    const char *text = json_string_value(piece);
    if (strchr(text, '\n') || strlen(text) > room) return false;
    buf_text(out, text);
    return true;
  }
  const json_t *keys = json_object_get(piece, "keys"), *items = json_object_get(piece, "items"), *item;
  const char *before = json_text(piece, "before"), *after = json_text(piece, "after");
  bool is_table = *after == '}';
  if (json_flag(piece, "open")) return false;
  buf_text(out, before);
  json_array_foreach(items, i, item) {
    buf_format(out, "%s%s", i ? ", " : is_table ? " " : "", json_string_value(json_array_get(keys, i)));
    if (out->size - start > room || !flat(item, room - (out->size - start), out)) return false;
  }
  buf_format(out, "%s%s", is_table && i ? " " : "", after);
  return out->size - start <= room;
}

static void laid_out(const json_t *piece, int indent, size_t used, struct buf *out) {
  struct buf line;
  buf_init(&line);
  size_t taken = (size_t)indent + used;
  bool fits = flat(piece, taken < LUA_COLUMNS ? LUA_COLUMNS - taken : 0, &line);
  if (fits)
    buf_text(out, line.data);
  else if (json_is_string(piece))
    buf_text(out, json_string_value(piece));
  buf_clear(&line);
  if (fits || json_is_string(piece)) return;
  const json_t *keys = json_object_get(piece, "keys"), *items = json_object_get(piece, "items"), *item;
  size_t i, count = json_array_size(items);
  bool is_table = *json_text(piece, "after") == '}'; // a call's last argument takes no comma
  buf_format(out, "%s\n", json_text(piece, "before"));
  json_array_foreach(items, i, item) {
    const char *key = json_string_value(json_array_get(keys, i));
    buf_format(out, "%*s%s", indent + LUA_INDENT, "", key);
    laid_out(item, indent + LUA_INDENT, strlen(key) + 1, out);
    buf_text(out, is_table || i + 1 < count ? ",\n" : "\n");
  }
  buf_format(out, "%*s%s", indent, "", json_text(piece, "after"));
}

void piece_write(const json_t *piece, struct buf *out) { laid_out(piece, 0, 0, out); }
