// Members as cells. See cell.h.
#include "op/cell.h"

#include "base/buf.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char *const person[] = {"name", "email", "agency", "agencies", "joined", "left", "active", "absent", "absences", NULL};
static const char *const agency[] = {"name",     "sector",    "s11_duty", "duties",  "valid_from",
                                     "valid_to", "successor", "posts",    "aliases", NULL};
static const char *const group[] = {"name", "chair", "members", "quorum", "meetings", "aliases", NULL};
static const char *const post[] = {"title", "holder", "deputy", "group", "aliases", NULL};

static const struct {
  const char *kind;
  const char *const *members;
} kinds[] = {{"person", person}, {"agency", agency}, {"group", group}, {"post", post}};

const char *const *cell_members(const char *kind) {
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kinds[i].kind, kind) == 0) return kinds[i].members;
  return NULL;
}

// How a member is written; ANY: a text as it is, everything else as JSON.
enum form { TEXT, FLAG, LIST, PAIRS, NUMBER, ANY };
static const struct {
  const char *member;
  enum form form;
} forms[] = {{"active", FLAG},   {"absent", FLAG},   {"agencies", LIST},   {"aliases", LIST},  {"duties", LIST},
             {"meetings", LIST}, {"members", LIST},  {"absences", LIST},   {"posts", PAIRS},   {"quorum", NUMBER},
             {"name", TEXT},     {"email", TEXT},    {"agency", TEXT},     {"joined", TEXT},   {"left", TEXT},
             {"sector", TEXT},   {"s11_duty", TEXT}, {"valid_from", TEXT}, {"valid_to", TEXT}, {"successor", TEXT},
             {"chair", TEXT},    {"title", TEXT},    {"holder", TEXT},     {"deputy", TEXT},   {"group", TEXT}};

static enum form form_of(const char *member) {
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
    if (strcmp(forms[i].member, member) == 0) return forms[i].form;
  return ANY;
}

// ---- reading

// The next piece up to a semicolon, without blanks round it; NULL at the end. Caller frees.
static char *next_piece(const char **text) {
  const char *at = *text + strspn(*text, " ");
  if (!*at) return NULL;
  size_t size = strcspn(at, ";"), end = size;
  while (end > 0 && at[end - 1] == ' ') end--;
  *text = at + size + (at[size] == ';');
  return mem_text_part(at, end);
}

static json_t *read_list(const char *text) {
  json_t *list = json_array();
  char *piece;
  while ((piece = next_piece(&text))) {
    if (*piece) json_array_add(list, piece);
    mem_free(piece);
  }
  return list;
}

static json_t *read_pairs(const char *text) {
  json_t *pairs = json_object();
  char *piece, *equals;
  bool ok = true;
  while ((piece = next_piece(&text))) {
    equals = strchr(piece, '=');
    ok = ok && (!*piece || equals);
    if (equals) {
      *equals = '\0';
      json_put_text(pairs, piece, equals + 1);
    }
    mem_free(piece);
  }
  if (ok) return pairs;
  json_decref(pairs);
  return NULL;
}

static bool is_number(const char *text) {
  size_t size = strlen(text), digits = strspn(text, "0123456789");
  return size > 0 && size == digits && size < 10;
}

static json_t *read_flag(const char *text) {
  bool yes = strcmp(text, "yes") == 0 || strcmp(text, "true") == 0, no = strcmp(text, "no") == 0 || strcmp(text, "false") == 0;
  return yes || no ? json_boolean(yes) : json_string(text); // anything else is refused where documents are checked
}

static bool is_json(enum form form, const char *text) {
  if (form == ANY) return strchr("{[\"", *text) || is_number(text) || strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
  return (form == LIST || form == PAIRS) && strchr("{[", *text);
}

static json_t *read_words(enum form form, const char *text) {
  if (form == FLAG) return read_flag(text);
  if (form == LIST) return read_list(text);
  if (form == PAIRS) return read_pairs(text);
  return form == NUMBER && is_number(text) ? json_integer(strtol(text, NULL, 10)) : json_string(text);
}

bool cell_read(const char *member, const char *text, json_t **value, struct err *err) {
  enum form form = form_of(member);
  *value = NULL;
  if (!*text)
    *value = json_null();
  else if (!is_json(form, text))
    *value = read_words(form, text);
  else if (!(*value = json_read(text, strlen(text), member, err)))
    return false;
  return *value || err_set(err, ERR_INVALID, "%s must be written like safeguarding_lead=p.shah; director=v.amos.", member);
}

// ---- writing

static char *write_words(const json_t *value) {
  struct buf out;
  const char *key;
  json_t *one;
  size_t i;
  buf_init(&out);
  if (json_is_boolean(value)) buf_text(&out, json_is_true(value) ? "yes" : "no");
  if (json_is_string(value)) buf_text(&out, json_string_value(value));
  if (json_is_integer(value)) buf_format(&out, "%lld", (long long)json_integer_value(value));
  json_array_foreach(value, i, one) buf_format(&out, "%s%s", i ? "; " : "", json_is_string(one) ? json_string_value(one) : "");
  json_object_foreach((json_t *)value, key, one)
      buf_format(&out, "%s%s=%s", out.size ? "; " : "", key, json_is_string(one) ? json_string_value(one) : "");
  return buf_take(&out);
}

char *cell_write(const char *member, const json_t *value) {
  struct err err;
  json_t *again;
  if (!value || json_is_null(value)) return mem_text("");
  char *words = write_words(value);
  bool same = words && *words && cell_read(member, words, &again, &err);
  if (same) {
    same = json_equal(again, value);
    json_decref(again);
  }
  if (same) return words;
  mem_free(words);
  return json_canonical(value);
}
