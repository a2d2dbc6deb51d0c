// Signing at each commit: see signing.h.
//
// The frontier of what was signed last is kept between commits, so that a commit reads only its own entries again; it is dropped whenever
// it does not fit the store's last checkpoint.
#include "run/signing.h"

#include "base/mem.h"
#include "run/epoch.h"
#include "run/highwater.h"
#include "run/people.h"
#include "seal/note.h"

#include <string.h>

struct signing {
  struct board *board;
  struct highwater *highwater;
  char origin[64]; // a store's log has one name; "": it was not asked for yet
  struct epoch epoch;
  struct merkle_frontier seen, ahead; // of the last checkpoint that was committed; of the one in the transaction
  char *note;                         // the one in the transaction
  struct checkpoint lost;             // of a high-water file, when the store is behind it
  char *older;                        // the sentence for that
  bool accepting;
};

static bool last_holds(struct signing *signing, const json_t *last) {
  struct err ignored;
  char *note = NULL;
  bool ok =
      signing_note(signing->board, last, &note, &ignored) && signing_holds(signing->board, note, json_number(last, "epoch", 0), &ignored);
  mem_free(note);
  return ok;
}

// Where the last checkpoint ended: in memory, or from the stored tree, whose root must be the one that was signed.
static bool begin_frontier(struct signing *signing, const json_t *last, struct err *err) {
  int64_t size = json_number(last, "size", 0);
  signing->ahead = signing->seen;
  if (signing->seen.size == size) return true;
  return (last_holds(signing, last) ||
          err_set(err, ERR_CORRUPT,
                  "Nothing was recorded: the journal's first %lld entries are not those that were signed. Keep a copy of the board's "
                  "folder, run `waymark journal verify`, and put back the latest backup.",
                  (long long)size)) &&
         tree_frontier(signing->board->store, size, &signing->ahead, err);
}

static bool follow(struct signing *signing, struct checkpoint *head, struct err *err) {
  bool ok = tree_follow(signing->board->store, &signing->ahead, &head->root, err) || err_prefix(err, "Nothing was recorded. ");
  head->size = signing->ahead.size;
  return ok;
}

static bool confirm(struct signing *signing, int64_t from, struct err *err) {
  return tree_confirm(signing->board->store, &signing->ahead, from, err) || err_prefix(err, "Nothing was recorded. ");
}

// A new key's entry comes last, so that the key before can vouch for all that is before it. The signature is worth nothing before the
// stored tree was found to end in what is signed: confirm comes before it is kept.
static bool sign_head(struct signing *signing, struct err *err) {
  struct store *store = signing->board->store;
  struct checkpoint head;
  char signature[SEAL_BASE64_SIZE];
  int64_t from = signing->ahead.size;
  if (!signing->origin[0]) signing_origin(signing->board, signing->origin);
  memcpy(head.origin, signing->origin, sizeof signing->origin);
  if (!follow(signing, &head, err) || !epoch_take(signing->board, &signing->epoch, &head, err)) return false;
  if (journal_count(store) != head.size && !follow(signing, &head, err)) return false;
  signing->note = checkpoint_sign(&head, &signing->epoch.key, signature);
  return confirm(signing, from, err) && checkpoint_add(store, head.size, signing->epoch.key.epoch, signature, err);
}

static bool seal(void *user, struct store *store, struct err *err) {
  struct signing *signing = user;
  json_t *last = checkpoint_last(store);
  bool ok = true;
  mem_free(signing->note);
  signing->note = NULL;
  if (signing->older && !signing->accepting) ok = err_set(err, ERR_REFUSED, "%s", signing->older);
  if (ok && (!last || json_number(last, "size", -1) != journal_count(store)))
    ok = begin_frontier(signing, last, err) && sign_head(signing, err);
  json_decref(last);
  signing->accepting = false;
  return ok;
}

static void sealed(void *user) {
  struct signing *signing = user;
  if (!signing->note) return;
  signing->seen = signing->ahead;
  epoch_taken(signing->board, &signing->epoch);
  highwater_write(signing->highwater, signing->note, signing->older != NULL);
  mem_free(signing->older);
  signing->older = NULL;
}

struct signing *signing_open(struct board *board) {
  struct signing *signing = mem_new(sizeof *signing);
  signing->board = board;
  signing->highwater = highwater_open(board);
  signing->older = highwater_ahead(board, &signing->lost);
  store_seal_with(board->store, (struct store_seal){signing, seal, sealed});
  return signing;
}

void signing_free(struct signing *signing) {
  if (!signing) return;
  epoch_clear(&signing->epoch);
  highwater_close(signing->highwater);
  mem_free(signing->note);
  mem_free(signing->older);
  mem_free(signing);
}

const char *signing_older(struct board *board) { return board->signing ? board->signing->older : NULL; }

bool signing_accept(struct board *board, const char *actor, const char *reason, struct err *err) {
  struct signing *signing = board->signing;
  if (!signing_older(board))
    return err_set(err, ERR_REFUSED, "This board's store is not behind what was signed for it, so there is nothing to accept.");
  struct entry entry;
  char root[HASH_HEX_SIZE];
  int64_t now_ms = board_now(board);
  hex_write(root, signing->lost.root.bytes, HASH_SIZE);
  entry_init(&entry, ENTRY_OLDER, now_ms, now_ms);
  people_key(board, actor, &entry.actor_id);
  entry_part(&entry, "event", json_pack("{s:s, s:{s:s}, s:s}", "name", "older copy accepted", "data", "reason", reason, "actor", actor));
  entry_part(&entry, "note",
             json_pack("{s:s, s:I, s:s}", "origin", signing->lost.origin, "signed", (json_int_t)signing->lost.size, "root", root));
  signing->accepting = true;
  return board_append(board, &entry, err);
}
