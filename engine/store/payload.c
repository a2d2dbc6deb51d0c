// A stored payload, taken apart without reading it as JSON. A root over the text's own bytes that is the recorded one proves that they are
// the bytes that were committed, so only what the fold needs is read. Anything that is not of the plain form (a withheld part, a control
// character) is left to payload_root, which is the norm.
#include "base/mem.h"
#include "store/internal.h"

#include <string.h>

// What is left of a text.
struct rest {
  const char *at, *end;
};

static inline bool skip(struct rest *rest, const char *expected) {
  size_t size = strlen(expected); // of a literal: the compiler knows it
  if ((size_t)(rest->end - rest->at) < size || memcmp(rest->at, expected, size) != 0) return false;
  rest->at += size;
  return true;
}

static bool next_salt(struct rest *rest, struct part_text *part) {
  if (rest->end - rest->at < 2 * HASH_SIZE || !hex_read_some(part->salt, HASH_SIZE, rest->at)) return false;
  rest->at += 2 * HASH_SIZE;
  return true;
}

// {"name":"NAME","salt":"HEX","value":VALUE}
static bool next_part(struct rest *rest, struct part_text *part, struct plain_members *members) {
  if (!skip(rest, "{\"name\":")) return false;
  size_t size = *rest->at == '"' ? json_plain_size(rest->at, rest->end) : 0;
  if (size == 0 || memchr(rest->at, '\\', size)) return false; // such a name would have to be read
  part->name = rest->at + 1;
  part->name_size = size - 2;
  rest->at += size;
  if (!skip(rest, ",\"salt\":\"") || !next_salt(rest, part) || !skip(rest, "\",\"value\":")) return false;
  part->value = rest->at;
  part->member_at = members->count;
  part->value_size = json_plain_members(rest->at, rest->end, members);
  part->member_count = members->count - part->member_at;
  rest->at += part->value_size;
  return part->value_size > 0 && skip(rest, "}");
}

static struct part_text *one_more(struct part_texts *parts) {
  if (parts->count == parts->room) {
    parts->room = parts->room ? parts->room * 2 : 16;
    parts->items = mem_grow(parts->items, parts->room, sizeof *parts->items);
  }
  parts->items[parts->count].is_message = parts->items[parts->count].is_late = false;
  return &parts->items[parts->count++];
}

bool payload_plain_split(const char *text, size_t size, struct part_texts *parts) {
  struct rest rest = {text, text + size};
  size_t before = parts->count;
  bool ok = skip(&rest, "[");
  while (ok && *rest.at != ']' && parts->count - before < ENTRY_PARTS_MAX) {
    if (parts->count > before && !skip(&rest, ",")) return false;
    if (!next_part(&rest, one_more(parts), &parts->members)) return false;
  }
  return ok && skip(&rest, "]") && rest.at == rest.end;
}

static json_t *read_value(const char *text, size_t size) { return json_loadb(text, size, JSON_DECODE_ANY, NULL); }

struct hash payload_plain_root(const struct part_text *parts, size_t count) {
  struct merkle_frontier leaves;
  leaves.size = leaves.count = 0; // and not the roots, which are two kilobytes
  for (const struct part_text *part = parts; part < parts + count; part++)
    merkle_frontier_add(&leaves, part_leaf_of_text(part->name, part->name_size, part->value, part->value_size, part->salt));
  return merkle_frontier_root(&leaves);
}

bool payload_text_root(const char *text, struct part_texts *parts, struct hash *root) {
  struct err why;
  parts->count = parts->members.count = 0;
  if (payload_plain_split(text, strlen(text), parts)) {
    *root = payload_plain_root(parts->items, parts->count);
    return true;
  }
  json_t *payload = json_loads(text, 0, NULL);
  bool ok = payload && payload_root(payload, root, &why);
  json_decref(payload);
  return ok;
}

void part_texts_clear(struct part_texts *parts) {
  mem_free(parts->items);
  mem_free(parts->members.items);
  *parts = (struct part_texts){0};
}

const struct plain_member *part_member(const struct part_texts *parts, const struct part_text *part, const char *name) {
  const struct plain_member *member = parts->members.items + part->member_at, *end = member + part->member_count;
  size_t size = strlen(name);
  for (; member < end; member++)
    if (member->name_size == size && memcmp(member->name, name, size) == 0) return member;
  return NULL;
}

// {"key":...} of a plain object that has one; NULL: read all of it.
static json_t *read_key(const struct part_texts *parts, const struct part_text *part) {
  const struct plain_member *key = part_member(parts, part, "key");
  return key ? json_pack("{s:o}", "key", read_value(key->value, key->value_size)) : NULL;
}

struct part payload_plain_read(const struct part_texts *parts, const struct part_text *part) {
  json_t *value = fold_reads_key(part->name, part->name_size) ? read_key(parts, part) : NULL;
  return (struct part){.name = mem_text_part(part->name, part->name_size),
                       .value = value ? value : read_value(part->value, part->value_size),
                       .text = part->value,
                       .text_size = part->value_size};
}

json_t *payload_event(const json_t *payload) {
  size_t i;
  json_t *part;
  json_array_foreach(payload, i, part) {
    const char *name = json_text(part, "name");
    if (name && strcmp(name, "event") == 0) return json_object_get(part, "value");
  }
  return NULL;
}
