// Lua values to JSON, without running anything of the script: tables are read raw, so no metamethod has a say.
//
// Keys come in the order of the source where the table's constructor is known, then whole numbers ascending, then text by its bytes.
// A table whose keys are 1..n is a list; an empty one is {}; a function is where it stands: {"fn":POINTER}, or POINTER alone under a key
// `fn`.
#include "base/mem.h"
#include "script/internal.h"

#include <lauxlib.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct key {
  const char *name; // NULL: the number
  size_t size;
  int64_t index;
  struct place place;
  int file; // of the place
  bool written;
};

// Where the writer stands.
struct writer {
  lua_State *L;
  struct value_out *out;
  struct err *err;
  struct buf pointer;
  const void *path[SCRIPT_DEPTH_MAX + 1]; // the tables that it is inside of
  int depth;
  int values;
  int file; // of the nearest known place
  struct place place;
};

static bool refuse(struct writer *w, const char *format, const char *detail) {
  char text[300];
  snprintf(text, sizeof text, format, detail);
  const struct sandbox *sandbox = sandbox_of(w->L);
  const char *file = sandbox->file_count ? sandbox->files[w->file].name : "the script";
  const char *pointer = w->pointer.size ? w->pointer.data : "/";
  if (!w->place.line) return err_set(w->err, ERR_INVALID, "%s: %s (at %s)", file, text, pointer);
  return err_set(w->err, ERR_INVALID, "%s:%d:%d: %s (at %s)", file, w->place.line, w->place.column, text, pointer);
}

// What the value is to be part of, in sentences.
static const char *whole(const struct writer *w) { return w->out->plain ? "what leaves a session" : "a definition"; }

static void watch_size(struct writer *w) {
  if (w->out->json.size + w->out->positions.size + 1024 > WORKER_ANSWER_MAX) sandbox_limit(w->L, LIMIT_ANSWER);
  if (++w->values > SCRIPT_VALUES_MAX) sandbox_limit(w->L, LIMIT_ANSWER);
}

static void position_write(struct writer *w) {
  if (!w->out->want_positions || !w->place.line) return;
  struct buf *buf = &w->out->positions;
  if (buf->size) buf_char(buf, ',');
  buf_json_text(buf, w->pointer.data ? w->pointer.data : "", w->pointer.size);
  buf_text(buf, ":[");
  const char *file = sandbox_of(w->L)->files[w->file].name;
  buf_json_text(buf, file, strlen(file));
  buf_format(buf, ",%d,%d]", w->place.line, w->place.column);
}

// The constructor that made the table on top; NULL when it is not known. A table made by a word gives only the place it was called from.
static const struct made *made_find(struct writer *w) {
  struct sandbox *sandbox = sandbox_of(w->L);
  lua_getfield(w->L, LUA_REGISTRYINDEX, SANDBOX_MARKS);
  lua_pushvalue(w->L, -2);
  lua_rawget(w->L, -2);
  int64_t number = lua_tointeger(w->L, -1);
  lua_pop(w->L, 2);
  if (number > 0 && (size_t)number <= sandbox->made.count) return &sandbox->made.items[number - 1];
  if (number < 0 && !w->place.line) {
    w->file = (int)(-number >> 32);
    w->place = (struct place){(int)(-number & 0x7FFFFFFF), 1};
  }
  return NULL;
}

static int key_compare(const struct key *a, const struct key *b) {
  if (!a->name || !b->name) return a->name ? 1 : b->name ? -1 : (a->index > b->index) - (a->index < b->index);
  size_t size = a->size < b->size ? a->size : b->size;
  int order = memcmp(a->name, b->name, size);
  return order ? order : (a->size > b->size) - (a->size < b->size);
}

// A heap sort: glibc's qsort asks the kernel how much memory there is, which a worker may not.
static void keys_sift(struct key *keys, size_t root, size_t count) {
  for (size_t child; (child = 2 * root + 1) < count; root = child) {
    if (child + 1 < count && key_compare(&keys[child], &keys[child + 1]) < 0) child++;
    if (key_compare(&keys[root], &keys[child]) >= 0) return;
    struct key held = keys[root];
    keys[root] = keys[child];
    keys[child] = held;
  }
}

static void keys_sort(struct key *keys, size_t count) {
  for (size_t i = count / 2; i-- > 0;) keys_sift(keys, i, count);
  for (size_t end = count; end-- > 1;) {
    struct key held = keys[0];
    keys[0] = keys[end];
    keys[end] = held;
    keys_sift(keys, 0, end);
  }
}

static struct key *key_find(struct key *keys, size_t count, const struct key *wanted) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = key_compare(&keys[middle], wanted);
    if (order == 0) return &keys[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

// Why a table cannot be written, whatever order its keys happen to lie in: the kind that comes first by its name. NULL: it can be.
static const char *kind_refused(lua_State *L) {
  const char *kind = NULL;
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
    if (lua_type(L, -2) == LUA_TSTRING || lua_isinteger(L, -2)) continue;
    if (!kind || strcmp(luaL_typename(L, -2), kind) < 0) kind = luaL_typename(L, -2);
  }
  return kind;
}

// The keys of the table on top, sorted. NULL with err when one is neither text nor a whole number. Caller frees.
static struct key *keys_read(struct writer *w, size_t *count) {
  lua_State *L = w->L;
  struct key *keys = NULL;
  size_t room = 0;
  *count = 0;
  for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
    struct key key = {0};
    if (lua_type(L, -2) == LUA_TSTRING)
      key.name = lua_tolstring(L, -2, &key.size);
    else if (lua_isinteger(L, -2))
      key.index = lua_tointeger(L, -2);
    else {
      lua_pop(L, 2);
      refuse(w, "A table has a key that is neither text nor a whole number (a %s).", kind_refused(L));
      mem_free(keys);
      return NULL;
    }
    if (*count == room) keys = mem_grow(keys, room = room ? 2 * room : 8, sizeof *keys);
    keys[(*count)++] = key;
  }
  keys_sort(keys, *count);
  return keys ? keys : mem_new(sizeof *keys);
}

// Sorted keys: a list is exactly 1..n.
static bool is_list(const struct key *keys, size_t count) {
  return count > 0 && !keys[0].name && keys[0].index == 1 && !keys[count - 1].name && keys[count - 1].index == (int64_t)count;
}

static bool write_any(struct writer *w);

static void pointer_add(struct buf *pointer, const struct key *key, bool list) {
  buf_char(pointer, '/');
  if (!key->name) {
    buf_format(pointer, "%" PRId64, list ? key->index - 1 : key->index);
    return;
  }
  for (size_t i = 0; i < key->size; i++) {
    if (key->name[i] == '~')
      buf_text(pointer, "~0");
    else if (key->name[i] == '/')
      buf_text(pointer, "~1");
    else
      buf_char(pointer, key->name[i]);
  }
}

static bool write_function(struct writer *w, bool bare) {
  if (!bare) buf_text(&w->out->json, "{\"fn\":");
  buf_json_text(&w->out->json, w->pointer.data ? w->pointer.data : "", w->pointer.size);
  if (!bare) buf_char(&w->out->json, '}');
  return true;
}

static bool write_member(struct writer *w, const struct made *made, const struct key *key, bool list, bool first) {
  struct buf *json = &w->out->json;
  size_t pointer_size = w->pointer.size;
  struct place place = w->place;
  int file = w->file;
  if (!first) buf_char(json, ',');
  pointer_add(&w->pointer, key, list);
  if (made && key->place.line) w->place = key->place, w->file = key->file;
  if (key->name && !text_is_utf8(key->name, key->size)) return refuse(w, "%s", "A key holds bytes that are no UTF-8 text.");
  char number[24];
  int digits = snprintf(number, sizeof number, "%" PRId64, key->index);
  if (!list) buf_json_text(json, key->name ? key->name : number, key->name ? key->size : (size_t)digits), buf_char(json, ':');
  if (key->name)
    lua_pushlstring(w->L, key->name, key->size);
  else
    lua_pushinteger(w->L, key->index);
  lua_rawget(w->L, -2);
  bool bare = key->name && strcmp(key->name, "fn") == 0 && lua_isfunction(w->L, -1) && !w->out->plain;
  bool ok = true;
  if (bare)
    position_write(w), write_function(w, true);
  else
    ok = write_any(w);
  lua_pop(w->L, 1);
  w->pointer.size = pointer_size;
  if (w->pointer.data) w->pointer.data[pointer_size] = '\0';
  w->place = place;
  w->file = file;
  return ok;
}

// A whole number and the same digits as text would be one key in JSON.
static bool keys_clash(struct writer *w, struct key *keys, size_t count) {
  for (size_t i = 0; i < count && !keys[i].name; i++) {
    char number[24];
    struct key text = {.name = number};
    text.size = (size_t)snprintf(number, sizeof number, "%" PRId64, keys[i].index);
    if (key_find(keys, count, &text)) return !refuse(w, "A table has both the number %s and the same text as keys.", number);
  }
  return false;
}

static bool write_members(struct writer *w, const struct made *made, struct key *keys, size_t count) {
  bool list = is_list(keys, count), first = true, ok = !keys_clash(w, keys, count);
  buf_char(&w->out->json, list ? '[' : '{');
  for (size_t i = 0; ok && made && i < made->key_count; i++) {
    const struct made_key *source = &made->keys[i];
    struct key wanted = {.name = source->name, .size = source->name ? strlen(source->name) : 0, .index = source->index};
    struct key *key = key_find(keys, count, &wanted);
    if (!key) continue;
    key->place = source->place;
    key->file = source->file;
    if (list) continue; // its order is that of the numbers
    key->written = true;
    ok = write_member(w, made, key, list, first);
    first = false;
  }
  for (size_t i = 0; ok && i < count; i++) {
    if (keys[i].written) continue;
    ok = write_member(w, made, &keys[i], list, first);
    first = false;
  }
  buf_char(&w->out->json, list ? ']' : '}');
  return ok;
}

static const char too_deep[] = "Tables are nested more than 180 deep here; flatten them.";
_Static_assert(SCRIPT_DEPTH_MAX == 180, "the sentence and script/README.md name the number");

// A sealed table, such as `_event`, leaves as what it shows.
static bool write_table(struct writer *w) {
  if (w->out->plain) seal_open(w->L);
  const void *self = lua_topointer(w->L, -1);
  for (int i = 0; i < w->depth; i++)
    if (w->path[i] == self) return refuse(w, "A table holds itself; %s must come to an end.", whole(w));
  if (w->depth >= SCRIPT_DEPTH_MAX || !lua_checkstack(w->L, 8)) return refuse(w, "%s", too_deep);
  struct place place = w->place;
  int file = w->file;
  const struct made *made = made_find(w);
  bool is_said = made && made->is_ours && made->place.line;
  if (is_said || (made && !w->place.line)) w->place = made->place, w->file = made->file;
  position_write(w);
  size_t count;
  struct key *keys = keys_read(w, &count);
  if (!keys) return false;
  w->path[w->depth++] = self;
  bool ok = write_members(w, made, keys, count);
  w->depth--;
  mem_free(keys);
  w->place = place;
  w->file = file;
  return ok;
}

static bool write_number(struct writer *w) {
  struct buf *json = &w->out->json;
  if (lua_isinteger(w->L, -1)) {
    buf_format(json, "%" PRId64, (int64_t)lua_tointeger(w->L, -1));
    return true;
  }
  double number = lua_tonumber(w->L, -1);
  if (!isfinite(number)) return refuse(w, "A number is not finite; %s can hold ordinary numbers only.", whole(w));
  size_t before = json->size;
  buf_format(json, "%.17g", number);
  if (!strpbrk(json->data + before, ".e")) buf_text(json, ".0"); // a float stays one
  return true;
}

static bool write_any(struct writer *w) {
  lua_State *L = w->L;
  struct buf *json = &w->out->json;
  size_t size;
  watch_size(w);
  int type = lua_type(L, -1);
  if (type == LUA_TTABLE) return write_table(w);
  position_write(w);
  switch (type) {
  case LUA_TNIL:
    buf_text(json, "null");
    return true;
  case LUA_TBOOLEAN:
    buf_text(json, lua_toboolean(L, -1) ? "true" : "false");
    return true;
  case LUA_TNUMBER:
    return write_number(w);
  case LUA_TFUNCTION:
    if (!w->out->plain) return write_function(w, false);
    return refuse(w, "A function cannot be part of %s.", whole(w));
  case LUA_TSTRING:
    break;
  default:
    return refuse(w, "A thread cannot be part of %s.", whole(w)); // userdata never reaches a script;
  }
  const char *text = lua_tolstring(L, -1, &size);
  if (!text_is_utf8(text, size)) return refuse(w, "%s", "A text holds bytes that are no UTF-8 text; save the file as UTF-8.");
  if (size + json->size > WORKER_ANSWER_MAX) sandbox_limit(L, LIMIT_ANSWER);
  buf_json_text(json, text, size);
  return true;
}

bool value_write(lua_State *L, struct value_out *out, struct err *err) {
  struct writer w = {.L = L, .out = out, .err = err};
  bool ok = write_any(&w);
  buf_clear(&w.pointer);
  return ok;
}
