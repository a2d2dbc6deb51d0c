// What a bundle says once for all its items: against which signed head it is proven, the keys, the definitions and calendars that were in
// force, and in data/bundle.json what was asked, what there is and what was withheld.
#include "base/mem.h"
#include "op/bundle_making.h"
#include "op/internal.h"
#include "run/signing.h"
#include "run/versions.h"
#include "store/store.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// ---- which checkpoint

static bool fail_checkpoint(const char *asked, struct err *err) {
  return err_set(err, ERR_INVALID, "\"%.80s\" is no checkpoint: say \"latest\", or how many entries it is to cover at least.", asked);
}

// By default the first that covers the last content entry of all items: on any day the same one.
static bool size_wanted(struct making *making, int64_t *size) {
  const char *asked = ask_maybe(making->call, "checkpoint");
  int64_t count = journal_count(making->call->board->store);
  *size = asked ? count : making->items.last + 1;
  if (!asked || strcmp(asked, "latest") == 0) return true;
  size_t digits = strspn(asked, "0123456789");
  if (!digits || digits > 15 || asked[digits]) return fail_checkpoint(asked, making->err);
  *size = strtoll(asked, NULL, 10);
  if (*size > 0 && *size <= count) return true;
  return err_set(making->err, ERR_INVALID,
                 "No checkpoint covers %s entries: the journal has %lld. Say \"latest\", or a number from 1 to it.", asked,
                 (long long)count);
}

bool bundle_head_find(struct making *making) {
  struct board *board = making->call->board;
  struct hash root;
  int64_t size;
  if (!size_wanted(making, &size) || !signing_covering(board, size, &making->note, &size, making->err)) return false;
  if (!checkpoint_read(making->note, &making->head, making->err) || !tree_root(board->store, making->head.size, &root, making->err))
    return false;
  return hash_equal(&root, &making->head.root) ||
         err_set(
             making->err, ERR_CORRUPT,
             "The checkpoint of %lld entries was signed over others than are here. Run `waymark journal verify`, and put back the newest "
             "waymark.db.",
             (long long)making->head.size);
}

static json_t *head_json(int64_t size, const struct hash *root) {
  char hex[HASH_HEX_SIZE];
  hex_write(hex, root->bytes, HASH_SIZE);
  return json_pack("{s:I, s:s}", "size", (json_int_t)size, "root", hex);
}

// ---- keys

// The keys up to the one that signed: each a line of canonical JSON.
static bool write_keys(struct making *making) {
  struct board *board = making->call->board;
  json_t *last = signing_key_last(board->store), *chain = signing_chain(board, json_number(last, "epoch", 0)), *row;
  struct buf text;
  struct err why;
  size_t i;
  bool found = false;
  buf_init(&text);
  json_array_foreach(chain, i, row) {
    if (found) break;
    json_canonical_add(&text, row);
    buf_char(&text, '\n');
    found = signing_holds(board, making->note, json_number(row, "epoch", 0), &why);
  }
  json_decref(chain);
  json_decref(last);
  bool ok = found || err_set(making->err, ERR_CORRUPT,
                             "No signing key of this board signed the checkpoint of %lld entries. Run `waymark journal verify`.",
                             (long long)making->head.size);
  ok = ok && bundle_put_bytes(making, "data/keys.txt", text.data ? text.data : "", text.size);
  buf_clear(&text);
  return ok;
}

// ---- a checkpoint that somebody kept

static bool read_kept(struct making *making, const char *note, struct checkpoint *kept) {
  struct hash root;
  if (!checkpoint_read(note, kept, making->err)) return false;
  if (strcmp(kept->origin, making->head.origin) != 0)
    return err_set(making->err, ERR_REFUSED, "The kept checkpoint is of the log %s, and this board's is %s; choose this board's.",
                   kept->origin, making->head.origin);
  if (kept->size < 1 || kept->size > making->head.size)
    return err_set(making->err, ERR_REFUSED,
                   "The kept checkpoint covers %lld entries and the bundle's %lld: only a bundle of at least as many can continue it. Say "
                   "--checkpoint latest.",
                   (long long)kept->size, (long long)making->head.size);
  if (!tree_root(making->call->board->store, kept->size, &root, making->err)) return false;
  return hash_equal(&root, &kept->root) ||
         err_set(making->err, ERR_CORRUPT,
                 "The journal's first %lld entries are not those of the kept checkpoint; `waymark journal verify` "
                 "says more.",
                 (long long)kept->size);
}

static bool write_consistency(struct making *making) {
  const char *note = ask_maybe(making->call, "consistent_with");
  struct checkpoint kept;
  struct merkle_proof proof;
  char hex[HASH_HEX_SIZE];
  if (!note) return true;
  if (!read_kept(making, note, &kept) || !tree_consistency(making->call->board->store, kept.size, making->head.size, &proof, making->err))
    return false;
  json_t *list = json_array();
  for (int i = 0; i < proof.count; i++) {
    hex_write(hex, proof.hashes[i].bytes, HASH_SIZE);
    json_array_add(list, hex);
  }
  return bundle_put_json(making, "data/consistency.json",
                         json_pack("{s:o, s:o, s:o}", "from", head_json(kept.size, &kept.root), "to",
                                   head_json(making->head.size, &making->head.root), "proof", list));
}

bool bundle_head_write(struct making *making) {
  return bundle_put_bytes(making, "data/checkpoint.txt", making->note, strlen(making->note)) && write_keys(making) &&
         write_consistency(making);
}

// ---- definitions and calendars

// A definition's file is the very text that its hash is of.
static bool write_definition(struct making *making, const struct definition *definition) {
  const json_t *structure = json_object_get(definition->document, "structure"); // as it is hashed, not in the board's words
  json_t *rows = json_array_at(making->about, "definitions"), *row;
  const char *hash = definition->hash;
  size_t i;
  json_array_foreach(rows, i, row) if (strcmp(json_text(row, "hash"), hash) == 0) return true;
  char *path = mem_format("data/definitions/%s.json", hash);
  json_array_append_new(rows, json_pack("{s:s, s:O, s:O, s:O, s:s}", "hash", hash, "name", json_object_get(structure, "name"), "version",
                                        json_object_get(structure, "version"), "title", json_object_get(structure, "title"), "path", path));
  bool ok = bundle_put_text(making, path, json_canonical(definition->document));
  mem_free(path);
  return ok;
}

bool bundle_definitions_write(struct making *making, const struct casefile *item) {
  struct versions versions;
  bool ok = versions_read(making->past, item, &versions, making->err);
  for (size_t i = 0; i < versions.count; i++) ok = ok && write_definition(making, versions.rows[i].definition);
  versions_clear(&versions);
  return ok && write_definition(making, item->definition);
}

static char *plain(const char *text) { // Caller frees.
  char *out = mem_text(text ? text : "none");
  for (char *at = out; *at; at++)
    if (!isalnum((unsigned char)*at) && *at != '-') *at = '-';
  return out;
}

static bool write_calendar(struct making *making, const char *name) {
  json_t *calendar = calendar_find(making->past->store, name);
  const char *csv = json_text(calendar, "csv"), *version = json_text(calendar, "version");
  if (!csv) return json_decref(calendar), true; // the board has none of that name
  char *plain_name = plain(name), *plain_version = plain(version),
       *path = mem_format("data/calendars/%s-%s.csv", plain_name, plain_version);
  json_array_append_new(json_array_at(making->about, "calendars"),
                        json_pack("{s:s, s:s, s:s}", "name", name, "version", version ? version : "", "path", path));
  bool ok = bundle_put_bytes(making, path, csv, strlen(csv));
  mem_free(path);
  mem_free(plain_version);
  mem_free(plain_name);
  json_decref(calendar);
  return ok;
}

// The division's days and, over them, the board's own closures.
bool bundle_calendars_write(struct making *making) {
  const struct calendar *calendar = making->past->calendar;
  return (!calendar || write_calendar(making, calendar_name(calendar))) && write_calendar(making, CALENDAR_LOCAL);
}

// ---- what was asked, and what there is

static json_t *asked_of(const struct op_call *call) {
  static const char *const members[] = {"workflow", "where", "period_from", "period_to", "with_opened", "checkpoint"};
  json_t *asked = json_object();
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    json_t *value = json_object_get(call->request, members[i]);
    if (value && !json_is_false(value)) json_object_set(asked, members[i], value);
  }
  return asked;
}

bool bundle_about_write(struct making *making) {
  const struct op_call *call = making->call;
  char *log = meta_find(call->board->store, "log");
  json_t *about = making->about;
  json_put_number(about, "format", 2);
  json_put_text(about, "log", log);
  json_object_set_new(about, "checkpoint", head_json(making->head.size, &making->head.root));
  json_object_set_new(about, "asked", asked_of(call));
  json_put_text(about, "recipient", ask_maybe(call, "recipient"));
  json_put_text(about, "purpose", ask_maybe(call, "purpose"));
  json_array_at(about, "calendars");
  json_array_at(about, "withheld");
  mem_free(log);
  return bundle_put_json(making, "data/bundle.json", json_incref(about));
}
