// Operations on the record: verify it, rebuild the tables from it, hand out its signed head and proofs against it.
#include "base/mem.h"
#include "op/cosigned.h"
#include "op/internal.h"
#include "op/record.h"
#include "run/aside.h"
#include "run/signing.h"
#include "seal/note.h"
#include "store/store.h"

#include <string.h>

static bool verify(struct op_call *call, struct err *err) {
  json_t *report = NULL;
  bool alone = json_flag(call->request, "log");
  bool ok =
      (alone ? journal_verify_log(call->board->store, &report, err) : journal_verify(call->board->store, NULL, NULL, &report, err)) &&
      record_check(call->board, ask_maybe(call, "checkpoint"), json_flag(call->request, "all") ? RECORD_ALL : RECORD_MANY, report, err);
  if (ok) {
    if (!alone || !json_flag(report, "ok")) record_checked(call->board, report); // half a check makes nothing intact
    call->answer = json_incref(report);
  }
  json_decref(report);
  return ok;
}

static bool rebuild(struct op_call *call, struct err *err) {
  if (!journal_rebuild(call->board->store, err) || !board_refresh(call->board, err)) return false;
  aside_forget(call->board);
  call->answer = json_pack("{s:I}", "entries", (json_int_t)journal_count(call->board->store));
  return true;
}

static json_t *head_json(int64_t size, const struct hash *root) {
  char hex[HASH_HEX_SIZE];
  hex_write(hex, root->bytes, HASH_SIZE);
  return json_pack("{s:I, s:s}", "size", (json_int_t)size, "root", hex);
}

static json_t *proof_json(const struct merkle_proof *proof) {
  char hex[HASH_HEX_SIZE];
  json_t *list = json_array();
  for (int i = 0; i < proof->count; i++) {
    hex_write(hex, proof->hashes[i].bytes, HASH_SIZE);
    json_array_add(list, hex);
  }
  return list;
}

// The answer begins with the newest checkpoint and its key: what is proven is proven against it.
static bool begin_answer(struct op_call *call, struct checkpoint *head, struct err *err) {
  char *note, *key;
  if (!signing_last(call->board, &note, &key, err)) return false;
  bool ok = checkpoint_read(note, head, err);
  if (ok) call->answer = json_pack("{s:s, s:s, s:o}", "checkpoint", note, "key", key, "head", head_json(head->size, &head->root));
  mem_free(note);
  mem_free(key);
  return ok;
}

// The keys that lead from the one that the asker knows to the one that signed the head, each endorsed by the one before it.
static void put_keys(struct op_call *call, const char *since) {
  json_t *keys = signing_chain_from(call->board, since);
  json_object_set_new(call->answer, "keys", keys);
}

static void put_cosigned(struct op_call *call) {
  json_t *rows = cosigned_list(call->board), *row;
  char at[INSTANT_TEXT];
  size_t i;
  json_array_foreach(rows, i, row) {
    instant_write(json_number(row, "at", 0), at);
    json_put_text(row, "at", at);
  }
  json_object_set_new(call->answer, "cosigned", rows);
}

static bool checkpoint(struct op_call *call, struct err *err) {
  struct checkpoint head;
  if (!ask_person(call, err) || !begin_answer(call, &head, err)) return false;
  if (ask_maybe(call, "since")) put_keys(call, ask_maybe(call, "since"));
  put_cosigned(call);
  return true;
}

static bool cosign(struct op_call *call, struct err *err) {
  struct checkpoint head;
  const char *note, *witness, *person = ask_person(call, err);
  bool ok = person && (note = ask_text(call, "checkpoint", err)) && (witness = ask_text(call, "witness", err)) &&
            cosigned_take(call->board, note, witness, person, &head, err);
  if (ok) call->answer = head_json(head.size, &head.root);
  return ok;
}

static bool prove_entry(struct op_call *call, int64_t sequence, const struct checkpoint *head, struct err *err) {
  struct merkle_proof proof;
  struct entry entry;
  uint8_t header[ENTRY_HEADER_SIZE];
  char header_hex[2 * ENTRY_HEADER_SIZE + 1], leaf[HASH_HEX_SIZE];
  if (sequence >= head->size)
    return err_set(err, ERR_NOT_FOUND, "There is no entry %lld under the checkpoint: it covers %lld, and they count from 0.",
                   (long long)sequence, (long long)head->size);
  if (!journal_find(call->board->store, sequence, &entry, err) || !tree_inclusion(call->board->store, sequence, head->size, &proof, err))
    return false;
  entry_header(&entry, header);
  hex_write(header_hex, header, sizeof header);
  hex_write(leaf, entry.leaf.bytes, HASH_SIZE);
  json_array_append_new(json_array_at(call->answer, "entries"), json_pack("{s:I, s:s, s:s, s:o}", "sequence", (json_int_t)sequence,
                                                                          "header", header_hex, "leaf", leaf, "proof", proof_json(&proof)));
  return true;
}

static bool add_sequence(void *user, json_t *row) {
  json_array_append(user, json_object_get(row, "sequence"));
  return true;
}

static bool prove_item(struct op_call *call, const struct checkpoint *head, struct err *err) {
  struct casefile *item = ask_whole(call, "have the entries proven of", err);
  if (!item) return false;
  json_t *sequences = json_array(), *sequence;
  size_t i;
  bool ok = journal_each(call->board->store, &item->id, add_sequence, sequences, err);
  json_array_foreach(sequences, i, sequence) ok = ok && prove_entry(call, json_integer_value(sequence), head, err);
  json_decref(sequences);
  casefile_free(item);
  return ok;
}

// One entry by its number is the office's: it may be of any item.
static bool prove(struct op_call *call, struct err *err) {
  struct checkpoint head;
  const json_t *number = json_object_get(call->request, "entry");
  if (number && !ask_office(call, "have any entry proven by its number", err)) return false;
  if (!begin_answer(call, &head, err)) return false;
  return number ? prove_entry(call, json_integer_value(number), &head, err) : prove_item(call, &head, err);
}

static bool fail_older(int64_t from, int64_t to, int64_t count, struct err *err) {
  return err_set(err, ERR_REFUSED,
                 "A tree of %lld entries cannot be continued by one of %lld; the sizes must be at least 1, in order, and at most %lld.",
                 (long long)from, (long long)to, (long long)count);
}

// The size of a kept checkpoint, if it fits what is here.
static bool read_kept(struct op_call *call, int64_t *size, struct err *err) {
  struct checkpoint kept;
  struct hash root;
  char origin[64];
  const char *note = ask_maybe(call, "checkpoint");
  signing_origin(call->board, origin);
  if (!checkpoint_read(note, &kept, err)) return false;
  *size = kept.size;
  if (strcmp(kept.origin, origin) != 0)
    return err_set(err, ERR_REFUSED, "The checkpoint is of the log %s, not of this board's.", kept.origin);
  char *key = signing_key_of(call->board, note, err);
  if (!key) return false;
  put_keys(call, key);
  mem_free(key);
  if (kept.size > journal_count(call->board->store)) return true; // said by its size
  if (!tree_root(call->board->store, kept.size, &root, err)) return false;
  return hash_equal(&root, &kept.root) ||
         err_set(err, ERR_CORRUPT, "The journal's first %lld entries are not those of the checkpoint; `waymark journal verify` says more.",
                 (long long)kept.size);
}

static bool consistency(struct op_call *call, struct err *err) {
  struct store *store = call->board->store;
  struct checkpoint head;
  struct merkle_proof proof;
  struct hash old_root, root;
  if (!ask_person(call, err) || !begin_answer(call, &head, err)) return false;
  int64_t from = json_number(call->request, "from", 0), to = json_number(call->request, "to", head.size);
  if (ask_maybe(call, "checkpoint") && !read_kept(call, &from, err)) return false;
  if (from < 1 || from > to || to > head.size) return fail_older(from, to, head.size, err);
  if (!tree_consistency(store, from, to, &proof, err) || !tree_root(store, from, &old_root, err) || !tree_root(store, to, &root, err))
    return false;
  json_object_set_new(call->answer, "from", head_json(from, &old_root));
  json_object_set_new(call->answer, "to", head_json(to, &root));
  json_object_set_new(call->answer, "proof", proof_json(&proof));
  return true;
}

static bool accept_older(struct op_call *call, struct err *err) {
  const char *reason = ask_text(call, "reason", err);
  if (!reason || !signing_accept(call->board, ask_maybe(call, "as"), reason, err)) return false;
  call->answer = json_pack("{s:I}", "entries", (json_int_t)journal_count(call->board->store));
  return true;
}

const struct op ops_journal[] = {
    {.name = "journal.verify", .who = OP_REPAIR, .what = "verify the journal", .run = verify},
    {.name = "journal.rebuild", .who = OP_REPAIR, .what = "rebuild the tables", .run = rebuild},
    {.name = "journal.checkpoint", .who = OP_PERSON, .run = checkpoint},
    {.name = "journal.cosign", .who = OP_PERSON, .run = cosign},
    {.name = "journal.prove", .who = OP_PERSON, .run = prove},
    {.name = "journal.consistency", .who = OP_PERSON, .run = consistency},
    {.name = "journal.accept", .who = OP_OFFICE, .what = "go on from an older copy of the store", .writes = true, .run = accept_older},
    {0},
};
