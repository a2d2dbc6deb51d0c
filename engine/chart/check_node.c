// Places in the raw structure, and the questions that checking asks of any value there: its type, its keys, its name.
// A list may come as a JSON array, as {} when empty, as one bare value, or, beside named values, under the keys "1", "2", ...
#include "base/mem.h"
#include "chart/check_internal.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void *room_for(void *items, int count, size_t size) {
  bool is_full = (count & (count - 1)) == 0;
  return is_full ? mem_grow(items, count ? 2 * (size_t)count : 1, size) : items;
}

// JSON's null is nothing, as Lua's nil is.
static const json_t *something(const json_t *value) { return json_is_null(value) ? NULL : value; }

struct node node_member(const struct node *up, const char *key) {
  return (struct node){.up = up, .key = key, .value = something(json_object_get(up->value, key))};
}

// "1" to "9999..." without leading zeros: a key of the list part.
static bool is_number(const char *key) { return key[0] >= '1' && key[0] <= '9' && strspn(key, "0123456789") == strlen(key); }

struct node node_place(const struct node *up, size_t index) {
  if (json_is_array(up->value)) return (struct node){.up = up, .index = index, .value = something(json_array_get(up->value, index))};
  char key[24];
  snprintf(key, sizeof key, "%zu", index + 1);
  // The key must outlive this call, so it is the object's own.
  const char *own = json_object_iter_key(json_object_iter_at((json_t *)up->value, key));
  return (struct node){.up = up, .key = own, .value = own ? something(json_object_get(up->value, own)) : NULL};
}

static bool is_list(const json_t *value) {
  return json_is_array(value) || (json_is_object(value) && (json_object_size(value) == 0 || json_object_get(value, "1")));
}

size_t node_count(const struct node *list) {
  if (!list->value) return 0;
  if (!is_list(list->value)) return 1;
  if (json_is_array(list->value)) return json_array_size(list->value);
  size_t count = 0;
  while (count < json_object_size(list->value) && node_place(list, count).value) count++;
  return count;
}

struct node node_item(const struct node *list, size_t index) {
  return is_list(list->value) ? node_place(list, index) : *list;
}

static void write_step(const struct node *node, struct buf *out) {
  buf_char(out, '/');
  if (!node->key) {
    buf_format(out, "%zu", node->index);
    return;
  }
  for (const char *c = node->key; *c; c++) {
    if (*c == '~')
      buf_text(out, "~0");
    else if (*c == '/')
      buf_text(out, "~1");
    else
      buf_char(out, *c);
  }
}

static void write_pointer(const struct node *node, struct buf *out) {
  if (!node->up) return;
  write_pointer(node->up, out);
  write_step(node, out);
}

char *node_pointer(const struct node *node) {
  struct buf out;
  buf_init(&out);
  write_pointer(node, &out);
  return buf_take(&out);
}

void mistake(struct check *check, const struct node *node, const char *format, ...) {
  va_list args;
  va_start(args, format);
  char *text = NULL;
  int size = vasprintf(&text, format, args);
  va_end(args);
  char *pointer = node_pointer(node);
  problems_add(check->problems, pointer, "%s", size < 0 ? "" : text);
  mem_free(pointer);
  mem_free(size < 0 ? NULL : text);
}

bool node_is_function(const struct node *node) {
  return json_is_object(node->value) && json_object_size(node->value) == 1 && json_text(node->value, "fn");
}

const char *node_type(const json_t *value) {
  if (json_is_string(value)) return "text";
  if (json_is_number(value)) return "a number";
  if (json_is_boolean(value)) return "true or false";
  return json_is_array(value) || json_is_object(value) ? "a table" : "nothing";
}

// "`title`", or "item 2 of `tell`".
static char *words_for(const struct node *node) {
  if (!node->up) return mem_text("the workflow");
  if (node->key && !is_number(node->key)) return mem_format("`%s`", node->key);
  char *number = node->key ? mem_text(node->key) : mem_format("%zu", node->index + 1);
  char *list = words_for(node->up);
  char *words = mem_format("item %s of %s", number, list);
  mem_free(number);
  mem_free(list);
  return words;
}

static char *capital(char *words) {
  words[0] = (char)toupper((unsigned char)words[0]);
  return words;
}

static void wrong_type(struct check *check, const struct node *node, const char *wanted) {
  char *words = capital(words_for(node));
  if (node_is_function(node))
    mistake(check, node, "%s must be %s, not a function: functions stand only inside `when(...)` and `run(...)`.", words, wanted);
  else
    mistake(check, node, "%s must be %s, not %s.", words, wanted, node_type(node->value));
  mem_free(words);
}

bool is_enough(const struct check *check) { return check->problems->count > PROBLEMS_MAX; }

char *near_hint(const struct check *check, const char *name, const json_t *names) {
  if (is_enough(check)) return mem_text("");
  const char *nearest = nearest_name(name, names);
  if (nearest) return mem_format(" Did you mean `%s`?", nearest);
  size_t count = json_array_size(names), shown = count > 12 ? 12 : count;
  if (count == 0) return mem_text("");
  struct buf out;
  buf_init(&out);
  buf_text(&out, count == 1 ? " There is " : " There are ");
  for (size_t i = 0; i < shown; i++) {
    const char *between = i == 0 ? "" : i + 1 == count ? " and " : ", ";
    buf_format(&out, "%s`%s`", between, json_string_value(json_array_get(names, i)));
  }
  buf_text(&out, shown < count ? " and more." : ".");
  return buf_take(&out);
}

// Words of the plain form and of other tools, which people try here; [0] is what they write, [1] what it is called.
static const char *const other_words[][2] = {{"go_to", "target"},   {"goto", "target"},       {"to", "target"},   {"next", "target"},
                                             {"when", "guard"},     {"condition", "guard"},   {"cond", "guard"},  {"must_give", "form"},
                                             {"action", "actions"}, {"automatic", "always"},  {"choices", "on"},  {"transitions", "on"},
                                             {"if_late", "ladder"}, {"people", "roles"},      {"who", "by"},      {"steps", "states"},
                                             {"due", "at"},         {"description", "title"}, {"colours", "rag"}, {"min", "least"},
                                             {"max", "most"},       {"minimum", "least"},     {"maximum", "most"}};

static char *key_hint(const struct check *check, const char *key, const json_t *names) {
  for (size_t i = 0; i < sizeof other_words / sizeof other_words[0]; i++)
    if (strcmp(key, other_words[i][0]) == 0 && json_array_has(names, other_words[i][1]))
      return mem_format(" Did you mean `%s`?", other_words[i][1]);
  return near_hint(check, key, names);
}

static void unknown_key(struct check *check, const struct node *at, const char *thing, const json_t *names) {
  if (is_number(at->key)) {
    const char *first = json_string_value(json_array_get(names, is_number(json_string_value(json_array_get(names, 0)))));
    mistake(check, at, "This value stands in %s without a name; write what it is, such as `%s = ...`.", thing, first);
    return;
  }
  char *hint = key_hint(check, at->key, names);
  mistake(check, at, "`%s` means nothing in %s.%s", at->key, thing, hint);
  mem_free(hint);
}

bool keys_check(struct check *check, const struct node *node, const char *thing, const char *const *known) {
  bool all_known = true;
  json_t *names = json_array();
  for (size_t i = 0; known[i]; i++) json_array_add(names, known[i]);
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)node->value, key, value) {
    struct node at = node_member(node, key);
    if (json_array_has(names, key)) continue;
    if (!dialect_key_check(check, &at, thing)) unknown_key(check, &at, thing, names);
    all_known = false;
  }
  json_decref(names);
  return all_known;
}

bool table_check(struct check *check, const struct node *node, const char *example) {
  if (!node->value) return false;
  if (json_is_object(node->value) && !node_is_function(node)) return true;
  char *words = capital(words_for(node));
  if (json_is_array(node->value))
    mistake(check, node, "%s must be a table with named values, such as `%s`, not a list.", words, example);
  else if (node_is_function(node))
    wrong_type(check, node, "a table");
  else
    mistake(check, node, "%s must be a table, such as `%s`, not %s.", words, example, node_type(node->value));
  mem_free(words);
  return false;
}

bool table_needed(struct check *check, const struct node *node, const char *example) {
  if (!node->value) wrong_type(check, node, "a table");
  return table_check(check, node, example);
}

static bool is_blank(const char *text) { return text[strspn(text, " \t\r\n")] == '\0'; }

const char *text_check(struct check *check, const struct node *node) {
  if (!node->value) return NULL;
  const char *text = json_string_value(node->value);
  if (!text) {
    wrong_type(check, node, "text");
    return NULL;
  }
  if (!is_blank(text)) return text;
  char *words = capital(words_for(node));
  mistake(check, node, "%s is empty; there must be some text here.", words);
  mem_free(words);
  return NULL;
}

bool flag_check(struct check *check, const struct node *node, bool missing) {
  if (!node->value) return missing;
  if (!json_is_boolean(node->value)) wrong_type(check, node, "true or false");
  return json_is_true(node->value);
}

static bool is_name(const char *name) {
  return name[0] >= 'a' && name[0] <= 'z' && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(name);
}

// The name that was probably meant: "In progress!" gives "in_progress". Empty when nothing is left.
static char *tamed(const char *name) {
  struct buf out;
  buf_init(&out);
  for (const char *c = name; *c && out.size < NAME_MAX_SIZE; c++) {
    char small = (char)tolower((unsigned char)*c);
    if (isalpha((unsigned char)small) || (out.size && (isdigit((unsigned char)small) || small == '_' || small == '-')))
      buf_char(&out, small);
    else if (out.size && c[1] && out.data[out.size - 1] != '_')
      buf_char(&out, '_');
  }
  while (out.size && strchr("_-", out.data[out.size - 1])) out.data[--out.size] = '\0';
  return buf_take(&out);
}

bool name_check(struct check *check, const struct node *node, const char *name, const char *thing) {
  if (is_name(name) && strlen(name) <= NAME_MAX_SIZE) return true;
  if (is_number(name)) {
    mistake(check, node, "Here stands %s without a name; write one before it: `name = { ... }`.", thing);
    return false;
  }
  if (is_name(name)) {
    mistake(check, node, "`%.20s...` cannot be the name of %s: it is longer than %d letters; shorten it.", name, thing, NAME_MAX_SIZE);
    return false;
  }
  char *near = tamed(name);
  mistake(check, node, "`%s` cannot be the name of %s: use small letters, digits, `_` and `-`, a letter first%s%s%s.", name, thing,
          *near ? ", such as `" : "", near, *near ? "`" : "");
  mem_free(near);
  return false;
}

void list_check(struct check *check, const struct node *list) {
  if (!json_is_object(list->value) || !is_list(list->value)) return;
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)list->value, key, value) {
    struct node at = node_member(list, key);
    if (!is_number(key)) mistake(check, &at, "`%s` cannot stand in this list.", key);
  }
}

json_t *texts_check(struct check *check, const struct node *list) {
  json_t *texts = json_array();
  list_check(check, list);
  for (size_t i = 0; i < node_count(list); i++) {
    struct node item = node_item(list, i);
    const char *text = text_check(check, &item);
    if (!text) continue;
    if (json_array_has(texts, text))
      mistake(check, &item, "`%s` is in this list twice.", text);
    else
      json_array_add(texts, text);
  }
  return texts;
}

char *label_from(const char *name) {
  char *label = capital(mem_text(name));
  for (char *c = label; *c; c++)
    if (*c == '_' || *c == '-') *c = ' ';
  return label;
}

void label_put(struct check *check, const struct node *up, const char *key, const char *name, json_t *out) {
  struct node node = node_member(up, key);
  const char *given = text_check(check, &node);
  char *label = given ? mem_text(given) : label_from(name);
  json_put_text(out, key, label);
  mem_free(label);
}
