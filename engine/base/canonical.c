// The canonical text of a JSON value (json.h). It is what hashes are taken over, so its bytes are frozen: those of jansson's
// JSON_SORT_KEYS | JSON_COMPACT | JSON_ENCODE_ANY, which tests/unit/base/canonical.c holds this to. It is our own because an event writes
// about ten values, and jansson's sorting, checking for circles and callbacks were a sixth of an event's work.
#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { MEMBERS_AT_HAND = 32 };
static const uint64_t EACH = 0x0101010101010101; // times a byte: that byte eight times

// A member of an object: jansson's iterator leads to name and value without a look-up.
struct member {
  const char *name;
  size_t size;
  json_t *value;
};

static bool write_value(struct buf *out, const json_t *value);

// The high bit of each byte that is less than `limit`, which is at most 0x80, or has its high bit set already. (A byte above one that is
// less may be marked too; whether there is any is right.)
static uint64_t less_than(uint64_t eight, unsigned char limit) { return (eight - EACH * limit) | eight; }

// No control characters, quotes, backslashes, deletes or bytes over 0x7f: eight at a time, for this is most of what writing a text costs.
static bool is_plain(const char *text, size_t size) {
  uint64_t odd = 0, eight;
  for (; size >= sizeof eight; text += sizeof eight, size -= sizeof eight) {
    memcpy(&eight, text, sizeof eight);
    odd |=
        less_than(eight, 0x20) | less_than(eight ^ EACH * '"', 1) | less_than(eight ^ EACH * '\\', 1) | less_than(eight ^ EACH * 0x7f, 1);
  }
  for (; size; text++, size--) {
    unsigned char c = (unsigned char)*text;
    if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') return false;
  }
  return (odd & EACH * 0x80) == 0;
}

// What is rare (a fraction, a control character) is jansson's to write and to check.
static bool write_rare(struct buf *out, const json_t *value) {
  char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
  if (!text) return false;
  buf_text(out, text);
  free(text); // jansson's
  return true;
}

// What stands behind the backslash; 0: it is not written with one, or seldom.
static char mark_of(char c) { return c == '\n' ? 'n' : c == '\t' ? 't' : c == '"' || c == '\\' ? c : 0; }

// How many bytes from here on are written as they are; *rare: there is a byte that is neither that nor a mark.
static size_t run_size(const char *text, size_t size, bool *rare) {
  size_t at = 0;
  while (at < size && !mark_of(text[at])) {
    size_t step = utf8_size(text + at);
    char c = text[at];
    *rare = !step || step > size - at || c == 0x7f || (c >= 0 && c < 0x20);
    if (*rare) break;
    at += step;
  }
  return at;
}

// What people write has quotes, line ends and letters beyond ASCII. False: there is something rarer in it, and nothing was written.
static bool write_marked(struct buf *out, const char *text, size_t size) {
  size_t start = out->size;
  bool rare = false;
  buf_char(out, '"');
  for (size_t at = 0, run; at <= size && !rare; at += run + 1) {
    run = run_size(text + at, size - at, &rare);
    buf_add(out, text + at, run);
    if (at + run == size) break;
    buf_char(out, '\\');
    buf_char(out, mark_of(text[at + run]));
  }
  if (rare) out->size = start;
  if (!rare) buf_char(out, '"');
  return !rare;
}

static bool write_text(struct buf *out, const char *text, size_t size) {
  if (!is_plain(text, size)) {
    if (write_marked(out, text, size)) return true;
    json_t *string = json_stringn_nocheck(text, size);
    bool ok = write_rare(out, string);
    json_decref(string);
    return ok;
  }
  char *at = buf_more(out, size + 2);
  at[0] = at[size + 1] = '"';
  memcpy(at + 1, text, size);
  return true;
}

static int by_name(const void *a, const void *b) {
  const struct member *x = a, *y = b;
  int order = memcmp(x->name, y->name, x->size < y->size ? x->size : y->size);
  return order ? order : (x->size > y->size) - (x->size < y->size);
}

// In order of their bytes. Few members, often in order already: putting each in its place beats sorting.
static size_t gather(json_t *object, struct member *members) {
  size_t count = json_object_size(object), have = 0;
  for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
    struct member member = {json_object_iter_key(at), json_object_iter_key_len(at), json_object_iter_value(at)};
    size_t place = have++;
    for (; count <= MEMBERS_AT_HAND && place && by_name(&members[place - 1], &member) > 0; place--) members[place] = members[place - 1];
    members[place] = member;
  }
  if (count > MEMBERS_AT_HAND) qsort(members, have, sizeof *members, by_name);
  return have;
}

static json_t *copy_object(json_t *object) {
  struct member at_hand[MEMBERS_AT_HAND], *members = at_hand;
  if (json_object_size(object) > MEMBERS_AT_HAND) members = mem_grow(NULL, json_object_size(object), sizeof *members);
  size_t count = gather(object, members);
  json_t *copy = json_object();
  for (size_t i = 0; i < count; i++)
    json_object_setn_new_nocheck(copy, members[i].name, members[i].size, json_canonical_copy(members[i].value));
  if (members != at_hand) mem_free(members);
  return copy;
}

static bool write_object(struct buf *out, json_t *object) {
  struct member at_hand[MEMBERS_AT_HAND], *members = at_hand;
  if (json_object_size(object) > MEMBERS_AT_HAND) members = mem_grow(NULL, json_object_size(object), sizeof *members);
  size_t count = gather(object, members);
  bool ok = true;
  buf_char(out, '{');
  for (size_t i = 0; ok && i < count; i++) {
    if (i) buf_char(out, ',');
    ok = write_text(out, members[i].name, members[i].size);
    buf_char(out, ':');
    ok = ok && write_value(out, members[i].value);
  }
  buf_char(out, '}');
  if (members != at_hand) mem_free(members);
  return ok;
}

static bool write_array(struct buf *out, const json_t *array) {
  size_t i;
  const json_t *value;
  bool ok = true;
  buf_char(out, '[');
  json_array_foreach(array, i, value) {
    if (i) buf_char(out, ',');
    if (!(ok = write_value(out, value))) break;
  }
  buf_char(out, ']');
  return ok;
}

static bool write_value(struct buf *out, const json_t *value) {
  if (json_is_object(value)) return write_object(out, (json_t *)value);
  if (json_is_array(value)) return write_array(out, value);
  if (json_is_string(value)) return write_text(out, json_string_value(value), json_string_length(value));
  if (json_is_integer(value)) return buf_number(out, json_integer_value(value)), true;
  if (!value || json_is_real(value)) return value && write_rare(out, value);
  buf_text(out, json_is_true(value) ? "true" : json_is_false(value) ? "false" : "null");
  return true;
}

void json_canonical_add(struct buf *out, const json_t *value) {
  size_t start = out->size;
  if (write_value(out, value)) return;
  out->size = start; // no JSON at all, such as a text that is no UTF-8
  buf_text(out, "null");
}

void json_canonical_add_text(struct buf *out, const char *text) {
  size_t start = out->size;
  if (write_text(out, text, strlen(text))) return;
  out->size = start;
  buf_text(out, "null");
}

char *json_canonical(const json_t *value) {
  struct buf out;
  buf_init(&out);
  json_canonical_add(&out, value);
  return buf_take(&out);
}

json_t *json_canonical_copy(const json_t *value) {
  if (json_is_object(value)) return copy_object((json_t *)value);
  if (!json_is_array(value)) return json_incref((json_t *)value);
  json_t *copy = json_array();
  for (size_t i = 0; i < json_array_size(value); i++) json_array_append_new(copy, json_canonical_copy(json_array_get(value, i)));
  return copy;
}
