// The files of one item in a bundle, all from the board as it was (bundle_past.c): its journal with a proof for each entry, and what the
// journal comes to, readable.
//
// The record ends at the last content entry that the checkpoint covers, so that neither reading an item nor a refused try changes its
// bundle's bytes (J6).
#include "base/mem.h"
#include "op/bundle_making.h"
#include "op/pages.h"
#include "run/history.h"
#include "run/view.h"
#include "store/evidence.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>

struct writing {
  struct making *making;
  const struct bundle_item *row;
  struct casefile *item;
  struct buf lines, proofs;             // up to the last content entry
  struct buf lines_after, proofs_after; // of those that came after it
  char *log;                            // its id: part of every header
  int64_t entries, last_sequence;       // the last content entry: its place, and in the log,
  char leaf[HASH_HEX_SIZE];             // and its leaf hash
  json_t *withheld, *withheld_after;    // {REASON: {"entries","parts"}}
};

static bool put(struct writing *writing, const char *name, char *text) {
  char *path = mem_format("%s/%s", writing->row->path, name);
  bool ok = bundle_put_text(writing->making, path, text);
  mem_free(path);
  return ok;
}

static bool put_json(struct writing *writing, const char *name, json_t *value) {
  char *path = mem_format("%s/%s", writing->row->path, name);
  bool ok = bundle_put_json(writing->making, path, value);
  mem_free(path);
  return ok;
}

// ---- the journal

static void count_withheld(json_t *counts, const json_t *payload) {
  json_t *reasons = json_object(), *part, *one;
  const char *reason;
  size_t i;
  json_array_foreach(payload, i, part) {
    reason = json_text(part, "withheld");
    if (reason) json_put_number(reasons, reason, json_number(reasons, reason, 0) + 1);
  }
  json_object_foreach(reasons, reason, one) {
    json_t *count = json_object_at(counts, reason);
    json_put_number(count, "entries", json_number(count, "entries", 0) + 1);
    json_put_number(count, "parts", json_number(count, "parts", 0) + json_integer_value(one));
  }
  json_decref(reasons);
}

static void add_counts(json_t *to, json_t *from) {
  const char *reason, *member;
  json_t *count, *number;
  json_object_foreach(from, reason, count) json_object_foreach(count, member, number) {
    json_t *sum = json_object_at(to, reason);
    json_put_number(sum, member, json_number(sum, member, 0) + json_integer_value(number));
  }
  json_object_clear(from);
}

static void move(struct buf *to, struct buf *from) {
  buf_add(to, from->data ? from->data : "", from->size);
  from->size = 0;
}

static void end_at(struct writing *writing, const json_t *entry) {
  int64_t recorded = json_number(entry, "recorded", 0);
  move(&writing->lines, &writing->lines_after);
  move(&writing->proofs, &writing->proofs_after);
  add_counts(writing->withheld, writing->withheld_after);
  writing->last_sequence = json_number(entry, "sequence", 0);
  snprintf(writing->leaf, sizeof writing->leaf, "%s", json_text(entry, "leaf"));
  writing->entries = json_number(entry, "case_sequence", 0);
  if (recorded > writing->making->last_ms) writing->making->last_ms = recorded;
}

static void add_canonical(struct buf *out, const json_t *value) {
  json_canonical_add(out, value);
  buf_char(out, '\n');
}

static bool add_proof(struct writing *writing, const json_t *entry) {
  struct making *making = writing->making;
  struct merkle_proof proof;
  char hex[HASH_HEX_SIZE];
  int64_t sequence = json_number(entry, "sequence", 0);
  if (!tree_inclusion(making->call->board->store, sequence, making->head.size, &proof, making->err)) return false;
  json_t *hashes = json_array();
  for (int i = 0; i < proof.count; i++) {
    hex_write(hex, proof.hashes[i].bytes, HASH_SIZE);
    json_array_add(hashes, hex);
  }
  json_t *line = json_pack("{s:I, s:O, s:o}", "sequence", (json_int_t)sequence, "leaf", json_object_get(entry, "leaf"), "proof", hashes);
  add_canonical(&writing->proofs_after, line);
  json_decref(line);
  return true;
}

struct reading {
  struct writing *writing;
  bool ok;
};

static bool add_line(void *user, json_t *entry) {
  struct reading *reading = user;
  struct writing *writing = reading->writing;
  json_put_text(entry, "log", writing->log);
  add_canonical(&writing->lines_after, entry);
  count_withheld(writing->withheld_after, json_object_get(entry, "payload"));
  reading->ok = add_proof(writing, entry);
  if (entry_kind_is_content((int)json_number(entry, "kind", 0))) end_at(writing, entry);
  return reading->ok;
}

static bool add_journal(struct writing *writing) {
  struct reading reading = {writing, true};
  struct making *making = writing->making;
  if (!journal_each(making->past->store, &writing->item->id, add_line, &reading, making->err) || !reading.ok) return false;
  return put(writing, "journal.jsonl", buf_take(&writing->lines)) && put(writing, "proofs.jsonl", buf_take(&writing->proofs));
}

// ---- what it comes to

static json_t *item_json(struct writing *writing) {
  const struct casefile *item = writing->item;
  json_t *json = json_pack("{s:s, s:s, s:O, s:s, s:I, s:I, s:b, s:O, s:o}", "ref", item->ref, "title", item->title, "workflow",
                           json_object_get(casefile_structure(item), "name"), "definition", item->definition->hash, "revision",
                           (json_int_t)item->revision, "entries", (json_int_t)writing->entries, "closed", item->closed, "fields",
                           item->fields, "configuration", casefile_state_json(item));
  return json;
}

// The timeline goes as far as the journal beside it, without who read what.
static void as_in_journal(const struct writing *writing, json_t *history) {
  for (size_t i = json_array_size(history); i-- > 0;) {
    const json_t *row = json_array_get(history, i);
    if (json_number(row, "sequence", 0) > writing->last_sequence || strcmp(json_text(row, "kind"), entry_kind_words(ENTRY_ACCESS)) == 0)
      json_array_remove(history, i);
  }
}

// As on the item's page; what the reader could do there is theirs alone.
static json_t *view_of(struct writing *writing) {
  struct making *making = writing->making;
  json_t *view = view_item(making->past, writing->item, json_text(making->call->request, "as"));
  json_object_del(view, "moves");
  // Worked out from what is shown alone these would say what is not so.
  static const char *const judged[] = {"rag", "warnings", "waits", "late"};
  for (size_t i = 0; making->redaction && redaction_hides_fields(making->redaction) && i < sizeof judged / sizeof judged[0]; i++)
    json_object_del(view, judged[i]);
  return view;
}

static bool add_readable(struct writing *writing) {
  struct making *making = writing->making;
  json_t *history = history_list(making->past, writing->item, NULL, making->err);
  json_t *receipts = history ? bundle_receipts(making, writing->item) : NULL;
  bool ok = receipts != NULL;
  if (ok) {
    json_t *view = view_of(writing);
    as_in_journal(writing, history);
    ok = put(writing, "timeline.csv", page_timeline_csv(history)) &&
         put(writing, "evidence.csv", page_evidence_csv(json_object_get(view, "evidence"), making->naming)) &&
         put(writing, "receipts.txt", bundle_receipts_text(writing->item, receipts)) &&
         put_json(writing, "receipts.json", json_incref(receipts)) &&
         bundle_book_add(making, writing->row,
                         &(struct bundle_chapter){view, history, receipts, writing->withheld, writing->entries, writing->leaf});
    json_decref(view);
  }
  json_decref(history);
  json_decref(receipts);
  return ok;
}

static bool add_evidence_file(struct writing *writing, const json_t *one) {
  struct making *making = writing->making;
  const struct board *board = making->call->board;
  const char *sha256 = json_text(one, "sha256");
  char *name = page_evidence_path(one, making->naming), *path = mem_format("%s/%s", writing->row->path, name),
       *from = evidence_path(board->folder, sha256);
  struct hash hash;
  bool ok = (sha256 && hex_read(hash.bytes, HASH_SIZE, sha256)) ||
            err_set(making->err, ERR_CORRUPT, "%s names evidence without its hash.", writing->row->ref);
  ok = ok && bundle_add_file(making->bundle, path, from, &hash, making->err);
  mem_free(from);
  mem_free(path);
  mem_free(name);
  return ok;
}

// What was erased left a tombstone, and no file.
static bool add_evidence(struct writing *writing) {
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(writing->item->fields, "evidence"), i, one) {
    bool has_file = !json_flag(one, "erased") && !json_text(one, "withheld");
    if (has_file && !add_evidence_file(writing, one)) return false;
  }
  return true;
}

static void tell_about(struct writing *writing) {
  json_t *about = writing->making->about, *count;
  const char *reason, *ref = writing->item->ref;
  json_array_append_new(json_array_at(about, "items"),
                        json_pack("{s:s, s:s, s:I}", "ref", ref, "path", writing->row->path, "entries", (json_int_t)writing->entries));
  json_object_foreach(writing->withheld, reason, count) json_array_append_new(
      json_array_at(about, "withheld"), json_pack("{s:s, s:s, s:O, s:O}", "ref", ref, "why", reason, "entries",
                                                  json_object_get(count, "entries"), "parts", json_object_get(count, "parts")));
}

static bool write_files(struct writing *writing) {
  if (!add_journal(writing)) return false;
  tell_about(writing);
  return put_json(writing, "item.json", item_json(writing)) && add_readable(writing) &&
         bundle_definitions_write(writing->making, writing->item) && add_evidence(writing);
}

bool bundle_item_write(struct making *making, const struct bundle_item *row, struct casefile *item) {
  struct writing writing = {.making = making,
                            .row = row,
                            .item = item,
                            .log = meta_find(making->past->store, "log"),
                            .withheld = json_object(),
                            .withheld_after = json_object()};
  bool ok = write_files(&writing);
  buf_clear(&writing.lines);
  buf_clear(&writing.proofs);
  buf_clear(&writing.lines_after);
  buf_clear(&writing.proofs_after);
  json_decref(writing.withheld);
  json_decref(writing.withheld_after);
  mem_free(writing.log);
  return ok;
}
