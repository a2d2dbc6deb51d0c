// An entry's bytes and hashes: the header, the leaf, and the commitments of a payload's parts. FORMAT.md is the norm;
// what stands here is frozen with it. Pure but for id_new.
#include "store/entry.h"

#include "base/mem.h"
#include "store/internal.h"

#include <string.h>

enum { PARTS_ROOM = 16 }; // most events have less

static const struct kind_row {
  int number;
  const char *words;
  bool content;
} kinds[] = {
#define KIND_ROW(name, number, words, content) {number, words, content},
    ENTRY_KINDS(KIND_ROW)
#undef KIND_ROW
};

static const struct kind_row *kind_find(int kind) {
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (kinds[i].number == kind) return &kinds[i];
  return NULL;
}

static uint8_t *put_big_endian(uint8_t *to, uint64_t number, int size) {
  for (int i = 0; i < size; i++) to[i] = (uint8_t)(number >> (8 * (size - 1 - i)));
  return to + size;
}

static uint8_t *put_bytes(uint8_t *to, const void *bytes, size_t size) {
  memcpy(to, bytes, size);
  return to + size;
}

// The commitment of one stored part: worked out from what is there, or taken as it stands when the part was withheld. Beside a commitment
// there is its reason and nothing else: what would be read there and is proven by nothing has no place in a journal.
static bool stored_commitment(const json_t *part, struct hash *commitment) {
  const char *name = json_text(part, "name"), *salt_hex = json_text(part, "salt"), *kept = json_text(part, "commitment");
  const json_t *value = json_object_get(part, "value");
  uint8_t salt[HASH_SIZE];
  if (kept) return json_object_size(part) == 2 && json_text(part, "withheld") && hex_read(commitment->bytes, HASH_SIZE, kept);
  if (!name || !value || !salt_hex || !hex_read(salt, sizeof salt, salt_hex)) return false;
  *commitment = part_commitment(name, value, salt);
  return true;
}

struct id id_new(const struct env *env) {
  struct id id;
  do env->random(env->user, id.bytes, sizeof id.bytes);
  while (id_is_zero(id)); // zero means nobody
  return id;
}

bool id_read(struct id *id, const char *hex) { return hex_read(id->bytes, ID_SIZE, hex); }
void id_write(struct id id, char out[ID_TEXT]) { hex_write(out, id.bytes, ID_SIZE); }

bool id_is_zero(struct id id) {
  static const struct id nobody;
  return memcmp(id.bytes, nobody.bytes, ID_SIZE) == 0;
}

const char *entry_kind_words(int kind) {
  const struct kind_row *row = kind_find(kind);
  return row ? row->words : "unknown kind";
}

bool entry_kind_is_content(int kind) {
  const struct kind_row *row = kind_find(kind);
  return row && row->content;
}

void entry_init(struct entry *entry, enum entry_kind kind, int64_t recorded_ms, int64_t logical_ms) {
  *entry = (struct entry){.kind = kind, .recorded_ms = recorded_ms, .logical_ms = logical_ms};
}

void entry_clear(struct entry *entry) {
  for (size_t i = 0; i < entry->part_count; i++) {
    mem_free(entry->parts[i].name);
    json_decref(entry->parts[i].value);
  }
  mem_free(entry->parts);
  entry->parts = NULL;
  entry->part_count = entry->part_room = 0;
}

void entry_part_take(struct entry *entry, char *name, json_t *value) {
  if (entry->part_count == entry->part_room) {
    entry->part_room = entry->part_room ? 2 * entry->part_room : PARTS_ROOM;
    entry->parts = mem_grow(entry->parts, entry->part_room, sizeof *entry->parts);
  }
  entry->parts[entry->part_count++] = (struct part){.name = name, .value = value};
}

void entry_part(struct entry *entry, const char *name, json_t *value) { entry_part_take(entry, mem_text(name), value); }

struct part *entry_part_find(const struct entry *entry, const char *name) {
  for (size_t i = 0; i < entry->part_count; i++)
    if (strcmp(entry->parts[i].name, name) == 0) return &entry->parts[i];
  return NULL;
}

void entry_part_text(struct entry *entry, const char *name, const char *text) { entry_part(entry, name, json_string_nocheck(text)); }

void entry_header(const struct entry *entry, uint8_t out[ENTRY_HEADER_SIZE]) {
  static const uint8_t format[4] = {'W', 'M', 'E', ENTRY_FORMAT};
  uint8_t *to = put_bytes(out, format, sizeof format);
  to = put_big_endian(to, (uint64_t)entry->kind, 4);
  to = put_bytes(to, entry->log_id.bytes, ID_SIZE);
  to = put_big_endian(to, (uint64_t)entry->sequence, 8);
  to = put_big_endian(to, (uint64_t)entry->recorded_ms, 8);
  to = put_big_endian(to, (uint64_t)entry->logical_ms, 8);
  to = put_bytes(to, entry->case_id.bytes, ID_SIZE);
  to = put_bytes(to, entry->actor_id.bytes, ID_SIZE);
  to = put_big_endian(to, (uint64_t)entry->case_sequence, 8);
  to = put_bytes(to, entry->previous.bytes, HASH_SIZE);
  put_bytes(to, entry->root.bytes, HASH_SIZE);
}

struct hash entry_leaf(const struct entry *entry) {
  uint8_t header[ENTRY_HEADER_SIZE];
  entry_header(entry, header);
  return hash_leaf(header, sizeof header);
}

static struct hash commitment_of_text(const char *name, size_t name_size, const char *value, size_t value_size,
                                      const uint8_t salt[HASH_SIZE]) {
  uint8_t length[4];
  put_big_endian(length, name_size, 4);
  const struct hash_piece pieces[] = {{length, sizeof length}, {name, name_size}, {value, value_size}};
  return hash_hmac_of_pieces(salt, HASH_SIZE, pieces, sizeof pieces / sizeof pieces[0]);
}

struct hash part_leaf_of_text(const char *name, size_t name_size, const char *value, size_t value_size, const uint8_t salt[HASH_SIZE]) {
  struct hash commitment = commitment_of_text(name, name_size, value, value_size, salt);
  return hash_leaf(commitment.bytes, HASH_SIZE);
}

struct hash part_commitment(const char *name, const json_t *value, const uint8_t salt[HASH_SIZE]) {
  char *text = json_canonical(value);
  struct hash commitment = commitment_of_text(name, strlen(name), text, strlen(text), salt);
  mem_free(text);
  return commitment;
}

char *part_write(struct part *part) {
  if (part->text || !part->value) return NULL;
  char *made = json_canonical(part->value);
  part->text = made;
  part->text_size = strlen(made);
  return made;
}

char *part_commitment_hex(const json_t *part) {
  struct hash commitment;
  char hex[HASH_HEX_SIZE];
  if (!stored_commitment(part, &commitment)) return NULL;
  hex_write(hex, commitment.bytes, HASH_SIZE);
  return mem_text(hex);
}

const json_t *part_shown(const json_t *part) {
  const json_t *instead = json_object_get(part, "instead");
  return instead ? instead : part;
}

bool payload_root(const json_t *payload, struct hash *root, struct err *err) {
  size_t count = json_array_size(payload);
  if (!json_is_array(payload) || count > ENTRY_PARTS_MAX)
    return err_set(err, ERR_CORRUPT, "The payload is not a list of at most %d parts.", ENTRY_PARTS_MAX);
  struct hash *leaves = mem_new(count * sizeof *leaves);
  bool ok = true;
  for (size_t i = 0; i < count && ok; i++) {
    struct hash commitment;
    ok = stored_commitment(json_array_get(payload, i), &commitment);
    if (ok)
      leaves[i] = hash_leaf(commitment.bytes, HASH_SIZE);
    else
      err_set(err, ERR_CORRUPT, "Part %zu of the payload is neither a part with its salt nor a withheld one.", i + 1);
  }
  if (ok) *root = hash_tree(leaves, count);
  mem_free(leaves);
  return ok;
}
