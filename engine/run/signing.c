// Signing at each commit: see signing.h.
//
// NO KEY -> KEY [take_key: read from the folder, or made and journalled]; KEY -> NO KEY when a transaction that made one is undone: the row
// is compared each time. The frontier of what was signed last is kept between commits, so that a commit reads only its own entries again;
// it is dropped whenever it does not fit the store's last checkpoint.
#include "run/signing.h"

#include "base/mem.h"
#include "run/people.h"
#include "seal/note.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

struct signing {
  struct board *board;
  struct seal_key key;                // epoch 0: none yet
  struct merkle_frontier seen, ahead; // of the last checkpoint that was committed; of the one in the transaction
  char *note;                         // the one in the transaction
  struct checkpoint lost;             // of the high-water file, when the store is behind it
  char *older;                        // the sentence for that
  bool accepting;
};

void signing_origin(struct board *board, char out[64]) {
  char *log = meta_find(board->store, "log");
  snprintf(out, 64, "waymark/%s", log ? log : "");
  mem_free(log);
}

static char *highwater_path(const struct board *board) { return mem_format("%s/highwater", board->folder); }

// ---- the key

static bool is_named(const struct seal_key *key, const json_t *row, const char *origin) {
  uint8_t named[SEAL_PUBLIC_SIZE];
  const char *text = json_text(row, "key");
  return text && note_key_read(text, origin, named) && memcmp(named, key->public_key, sizeof named) == 0;
}

static bool journal_key(struct signing *signing, const char *origin, const char *why, struct err *err) {
  struct entry entry;
  int64_t now_ms = board_now(signing->board);
  char *text = note_key_write(origin, signing->key.public_key);
  json_t *value = json_pack("{s:I, s:s}", "epoch", (json_int_t)signing->key.epoch, "key", text);
  json_put_text(value, "why", why);
  entry_init(&entry, ENTRY_SIGNING_KEY, now_ms, now_ms);
  entry_part(&entry, "signing_key", value);
  mem_free(text);
  return board_append(signing->board, &entry, err);
}

// A key whose secret is not in the folder (a store that was restored without it) is followed by a new one: work does not stop for it, and
// the entry says that the old key did not vouch for the new.
static bool take_key(struct signing *signing, const char *origin, struct err *err) {
  struct board *board = signing->board;
  struct err missing = {0};
  json_t *row = signing_key_last(board->store);
  int64_t epoch = json_number(row, "epoch", 0);
  bool ok = row && signing->key.epoch == epoch && is_named(&signing->key, row, origin);
  if (!ok && row) ok = seal_key_read(&board->env, board->folder, epoch, &signing->key, &missing) && is_named(&signing->key, row, origin);
  bool may_be_there = !ok && missing.code != ERR_NONE && missing.code != ERR_NOT_FOUND && missing.code != ERR_CORRUPT;
  if (may_be_there)
    *err = missing; // one that cannot be read just now is not lost: a new one would say that it was
  else if (!ok)
    ok = seal_key_create(&board->env, board->folder, epoch + 1, &signing->key, err) &&
         journal_key(signing, origin, row ? "the secret of the key before was not in the board's folder" : NULL, err);
  json_decref(row);
  return ok;
}

// ---- signing

// Where the last checkpoint ended: in memory, or from the stored tree, which must give the root that was signed.
static bool begin_frontier(struct signing *signing, const json_t *last, struct err *err) {
  struct store *store = signing->board->store;
  struct checkpoint checkpoint;
  const char *note = json_text(last, "note");
  signing->ahead = (struct merkle_frontier){0};
  if (!last) return true;
  if (!note || !checkpoint_read(note, &checkpoint, err)) return err_prefix(err, "The last checkpoint cannot be read: ");
  signing->ahead = signing->seen;
  if (signing->seen.size != checkpoint.size && !tree_frontier(store, checkpoint.size, &signing->ahead, err)) return false;
  struct hash root = merkle_frontier_root(&signing->ahead);
  return hash_equal(&root, &checkpoint.root) ||
         err_set(
             err, ERR_CORRUPT,
             "Nothing was recorded: the journal's first %lld entries are not those that were signed. Keep a copy of the board's folder, "
             "run `waymark journal verify`, and put back the latest backup.",
             (long long)checkpoint.size);
}

static bool sign_head(struct signing *signing, const char *origin, struct err *err) {
  struct store *store = signing->board->store;
  struct checkpoint head;
  if (!tree_confirm(store, &signing->ahead, &head.root, err)) return err_prefix(err, "Nothing was recorded. ");
  head.size = signing->ahead.size;
  snprintf(head.origin, sizeof head.origin, "%s", origin);
  mem_free(signing->note);
  signing->note = checkpoint_sign(&head, &signing->key);
  return checkpoint_put(store, signing->key.epoch, head.size, signing->note, err);
}

static bool seal(void *user, struct store *store, struct err *err) {
  struct signing *signing = user;
  char origin[64];
  json_t *last = checkpoint_last(store);
  bool ok = true;
  mem_free(signing->note);
  signing->note = NULL;
  if (signing->older && !signing->accepting) ok = err_set(err, ERR_REFUSED, "%s", signing->older);
  if (ok && (!last || json_number(last, "size", -1) != journal_count(store))) {
    signing_origin(signing->board, origin);
    ok = take_key(signing, origin, err) && begin_frontier(signing, last, err) && sign_head(signing, origin, err);
  }
  json_decref(last);
  signing->accepting = false;
  return ok;
}

// Not synced: a power cut may leave an older one or none, which only means that an older copy is noticed later. It is never ahead of the
// store. Written over, not cut first: a file that is cut and written again is sent to the disk at once by ext4, in the next commit's way. A
// note is never shorter than the one before, but where an older copy was accepted (`anew`).
static void write_highwater(const struct board *board, const char *note, bool anew) {
  const struct env_files *files = board->env.files;
  char *path = highwater_path(board);
  if (anew) files->remove(board->env.user, path);
  int fd = files->open(board->env.user, path, O_WRONLY | O_CREAT | O_NOFOLLOW, 0600);
  if (fd >= 0) {
    (void)!files->write(board->env.user, fd, note, strlen(note));
    files->close(board->env.user, fd);
  }
  mem_free(path);
}

static void sealed(void *user) {
  struct signing *signing = user;
  if (!signing->note) return;
  signing->seen = signing->ahead;
  write_highwater(signing->board, signing->note, signing->older != NULL);
  mem_free(signing->older);
  signing->older = NULL;
}

// ---- an older copy

static void put_older(struct signing *signing, const struct checkpoint *water, int64_t count, const char *what) {
  signing->lost = *water;
  signing->older = mem_format("Nothing is recorded: the store in %s is %s (it has %lld entries; %lld were signed for this board, as its "
                              "file highwater says). Put the "
                              "newest waymark.db back, with its waymark.db-wal. If what came after is lost for good, somebody of the "
                              "Business Manager's office goes on "
                              "from here with `waymark journal accept-older --reason TEXT`, which is kept on record.",
                              signing->board->folder, what, (long long)count, (long long)water->size);
}

static void look_at_highwater(struct signing *signing) {
  struct board *board = signing->board;
  struct checkpoint water;
  struct hash root;
  struct err err;
  char *path = highwater_path(board), *text = NULL, origin[64];
  size_t size;
  int64_t count = journal_count(board->store);
  signing_origin(board, origin);
  // One that a power cut left half written says nothing.
  if (env_read_file(&board->env, path, NOTE_SIZE_MAX, &text, &size, &err) && checkpoint_read(text, &water, &err)) {
    if (strcmp(water.origin, origin) != 0)
      put_older(signing, &water, count, "another board's");
    else if (water.size > count)
      put_older(signing, &water, count, "an older copy");
    else if (tree_root(board->store, water.size, &root, &err) && !hash_equal(&root, &water.root))
      put_older(signing, &water, count, "one with another history");
  }
  mem_free(text);
  mem_free(path);
}

struct signing *signing_open(struct board *board) {
  struct signing *signing = mem_new(sizeof *signing);
  signing->board = board;
  look_at_highwater(signing);
  store_seal_with(board->store, (struct store_seal){signing, seal, sealed});
  return signing;
}

void signing_free(struct signing *signing) {
  if (!signing) return;
  seal_key_clear(&signing->key);
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

bool signing_last(struct board *board, char **note, char **key, struct err *err) {
  json_t *row = checkpoint_last(board->store), *named = signing_key_last(board->store);
  bool ok = row && named && json_text(row, "note") && json_text(named, "key");
  if (ok) {
    *note = mem_text(json_text(row, "note"));
    *key = mem_text(json_text(named, "key"));
  } else
    err_set(err, ERR_REFUSED,
            "Nothing is signed on this board yet: its first change by this program makes its key and signs what it holds.");
  json_decref(named);
  json_decref(row);
  return ok;
}
