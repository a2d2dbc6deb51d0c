// Does a bundle's record stand in the log that was signed? The head, the keys that vouch for each other, and a proof for each entry. See
// proving.h.
#include "base/mem.h"
#include "base/merkle.h"
#include "op/proving.h"
#include "seal/endorsement.h"

#include <stdlib.h>
#include <string.h>

// ---- the files

void prove_checkpoint(struct proving *proving, const char *text, size_t size) {
  struct prove_log *log = &proving->log;
  struct err why;
  mem_free(log->note);
  log->note = mem_text_part(text, size);
  log->has_head = strlen(log->note) == size && checkpoint_read(log->note, &log->head, &why);
  if (!log->has_head) prove_problem(proving, "data/checkpoint.txt is no signed checkpoint.");
}

// All of them are kept, so each must be what the format says and no longer than a key and a note.
static bool is_key(const json_t *json, size_t size) {
  size_t known = 2 + (json_text(json, "endorsement") != NULL) + (json_object_get(json, "sequence") != NULL); // that one is for people
  return size <= 2 * NOTE_SIZE_MAX && json_text(json, "key") && json_is_integer(json_object_get(json, "epoch")) &&
         json_object_size(json) == known;
}

void prove_key_line(struct proving *proving, const char *line, size_t size) {
  json_t *json = prove_json(proving, line, size);
  if (is_key(json, size) && json_array_size(proving->log.keys) <= CHAIN_KEYS_MAX)
    json_array_append(proving->log.keys, json);
  else if (json)
    prove_problem(proving, "data/keys.txt has a line that is no key.");
  json_decref(json);
}

void prove_consistency(struct proving *proving, const char *text, size_t size) {
  json_decref(proving->log.consistency);
  proving->log.consistency = prove_json(proving, text, size);
}

// ---- proofs

void prove_leaf_add(struct hash_stream *stream, int64_t sequence, const char *leaf_hex) {
  hash_stream_add(stream, &sequence, sizeof sequence);
  hash_stream_add(stream, leaf_hex, HASH_HEX_SIZE - 1);
}

void prove_proofs_begin(struct proving *proving) {
  proving->stream = hash_stream_new("SHA256");
  if (!proving->log.has_head) proving->log.is_late = true;
}

static bool read_proof(const json_t *list, struct merkle_proof *proof) {
  size_t i;
  json_t *hash;
  proof->count = 0;
  if (!json_is_array(list) || json_array_size(list) > MERKLE_LEVELS_MAX) return false;
  json_array_foreach(list, i, hash) {
    const char *hex = json_string_value(hash);
    if (!hex || !hex_read(proof->hashes[i].bytes, HASH_SIZE, hex)) return false;
    proof->count++;
  }
  return true;
}

static void check_proof(struct proving *proving, const json_t *json) {
  const struct checkpoint *head = &proving->log.head;
  const char *leaf_hex = json_text(json, "leaf");
  const json_t *sequence = json_object_get(json, "sequence");
  struct merkle_proof proof;
  struct hash leaf;
  long long number = (long long)json_number(json, "sequence", -1);
  if (json_object_size(json) != 3 || !json_is_integer(sequence) || !leaf_hex || !hex_read(leaf.bytes, HASH_SIZE, leaf_hex) ||
      !read_proof(json_object_get(json, "proof"), &proof)) {
    prove_problem(proving, "%s has a line that is no proof.", proving->path);
    return;
  }
  prove_leaf_add(proving->stream, number, leaf_hex);
  if (proving->log.has_head && !merkle_includes(&leaf, number, head->size, &proof, &head->root))
    prove_problem(proving, "Entry %lld of %s does not stand in the log of the checkpoint: its proof does not lead there.", number,
                  proving->path);
}

void prove_proof_line(struct proving *proving, const char *line, size_t size) {
  json_t *json = prove_json(proving, line, size);
  if (json) check_proof(proving, json);
  json_decref(json);
}

void prove_proofs_end(struct proving *proving) {
  uint8_t out[64];
  hash_stream_end(proving->stream, out);
  proving->stream = NULL;
  memcpy(proving->item->proven.bytes, out, HASH_SIZE);
  proving->item->has_proofs = true;
}

// ---- who signed

static const char *key_text(const struct prove_log *log, size_t index) { return json_text(json_array_get(log->keys, index), "key"); }

static bool is_signed(const struct prove_log *log, const char *note, size_t index) {
  uint8_t public_key[SEAL_PUBLIC_SIZE];
  const char *key = key_text(log, index);
  struct err why;
  return key && note_key_read(key, log->head.origin, public_key) && note_verify(note, log->head.origin, public_key, &why);
}

static int64_t epoch_of(const struct prove_log *log, size_t index) { return json_number(json_array_get(log->keys, index), "epoch", 0); }

// Each key after the first is vouched for by the one before it, or nobody vouches for it: then whoever trusts an earlier one is told so.
static void check_chain(struct proving *proving) {
  struct prove_log *log = &proving->log;
  struct checkpoint ignored;
  struct err why;
  bool fits = json_array_size(log->keys) <= CHAIN_KEYS_MAX;
  for (size_t i = 0; fits && i < json_array_size(log->keys); i++) {
    const char *endorsement = json_text(json_array_get(log->keys, i), "endorsement");
    fits = epoch_of(log, i) == (int64_t)i + 1;
    if (fits && endorsement)
      fits = i > 0 &&
             endorsement_read(endorsement, log->head.origin, epoch_of(log, i), key_text(log, i), key_text(log, i - 1), &ignored, &why);
  }
  if (!fits) prove_problem(proving, "data/keys.txt is not the chain of keys that vouch for each other.");
}

static void check_key(struct proving *proving) {
  struct prove_log *log = &proving->log;
  const char *key = proving->asked->key, *last = key_text(log, json_array_size(log->keys) - 1);
  struct err why;
  if (!key)
    prove_say(
        proving->not_proven,
        "Whose key it is: nobody vouches for it here. Ask the board for it by another way than the bundle came, and give it with --key.");
  else if (chain_reaches(log->keys, log->head.origin, key, last, &why))
    prove_say(proving->proven, "The key that you gave vouches for it.");
  else
    prove_problem(proving,
                  "The key that you gave does not vouch for this bundle: it signed neither its checkpoint nor any key that leads to "
                  "the one that did.");
}

static bool check_signature(struct proving *proving) {
  struct prove_log *log = &proving->log;
  size_t count = json_array_size(log->keys);
  if (count && is_signed(log, log->note, count - 1)) return true;
  prove_problem(proving, "data/checkpoint.txt is not signed by the last key of data/keys.txt.");
  return false;
}

// The origin is the log that the entries name.
static void check_origin(struct proving *proving) {
  for (size_t i = 0; i < proving->item_count; i++) {
    const struct prove_item *item = &proving->items[i];
    char *origin = mem_format("waymark/%.32s", item->chain);
    if (item->count && strcmp(origin, proving->log.head.origin) != 0)
      prove_problem(proving, "data/checkpoint.txt is of another log than the entries of %s.", item->folder);
    mem_free(origin);
  }
}

static void check_proofs(struct proving *proving) {
  for (size_t i = 0; i < proving->item_count; i++) {
    const struct prove_item *item = &proving->items[i];
    if (item->count && (!item->has_proofs || !hash_equal(&item->leaves, &item->proven)))
      prove_problem(proving, "%s/proofs.jsonl is not one proof for each entry of the journal, in its order.", item->folder);
    proving->log.proofs += item->count;
  }
}

// ---- a checkpoint that was kept elsewhere

static bool is_head(const json_t *json, int64_t size, const struct hash *root) {
  struct hash read;
  const char *hex = json_text(json, "root");
  return PROVE_HAS_ONLY(json, "size", "root") && json_number(json, "size", -1) == size && hex && hex_read(read.bytes, HASH_SIZE, hex) &&
         hash_equal(&read, root);
}

static bool is_continued(const struct prove_log *log, const struct checkpoint *kept) {
  struct merkle_proof proof;
  return PROVE_HAS_ONLY(log->consistency, "from", "to", "proof") &&
         is_head(json_object_get(log->consistency, "from"), kept->size, &kept->root) &&
         is_head(json_object_get(log->consistency, "to"), log->head.size, &log->head.root) &&
         read_proof(json_object_get(log->consistency, "proof"), &proof) &&
         merkle_consistent(kept->size, &kept->root, log->head.size, &log->head.root, &proof);
}

static bool is_signed_by_any(const struct prove_log *log, const char *note) {
  for (size_t i = json_array_size(log->keys); i-- > 0;)
    if (is_signed(log, note, i)) return true;
  return false;
}

static void check_kept(struct proving *proving) {
  const struct prove_log *log = &proving->log;
  struct checkpoint kept;
  struct err why;
  const char *note = proving->asked->checkpoint;
  if (!note) return;
  if (!checkpoint_read(note, &kept, &why))
    prove_problem(proving, "The checkpoint that you gave is no signed checkpoint.");
  else if (strcmp(kept.origin, log->head.origin) != 0)
    prove_problem(proving, "The checkpoint that you gave is of another board's log.");
  else if (!is_signed_by_any(log, note))
    prove_problem(proving, "The checkpoint that you gave is not signed by any key of this bundle.");
  else if (kept.size == log->head.size ? !hash_equal(&kept.root, &log->head.root) : log->consistency && !is_continued(log, &kept))
    prove_problem(proving, "This bundle's log is not the one of the checkpoint that you gave: its first entries are others.");
  else if (kept.size != log->head.size && !log->consistency)
    prove_problem(proving,
                  "Whether this is the log of the checkpoint that you gave cannot be told: it covers %lld entries and the bundle's "
                  "%lld. Ask for a bundle made with --consistent-with and that checkpoint.",
                  (long long)kept.size, (long long)log->head.size);
  else
    prove_say(proving->proven, "This is the log of the checkpoint that you gave, with its %lld entries as they were then.",
              (long long)kept.size);
}

void prove_log_end(struct proving *proving) {
  struct prove_log *log = &proving->log;
  if (!log->note) {
    prove_problem(proving, "data/checkpoint.txt is missing: nothing here is proven to stand in a signed log.");
    return;
  }
  if (!log->has_head) return;
  check_origin(proving);
  check_proofs(proving);
  if (!check_signature(proving)) return;
  prove_say(proving->proven, "Each of them stands in the log of %lld entries whose head was signed.", (long long)log->head.size);
  check_chain(proving);
  check_key(proving);
  check_kept(proving);
}

void prove_log_clear(struct prove_log *log) {
  mem_free(log->note);
  json_decref(log->keys);
  json_decref(log->consistency);
}
