// Checking what was signed against what is there: see record.h. Each check has the sentence that says what it found.
#include "op/record.h"

#include "base/mem.h"
#include "op/cosigned.h"
#include "run/highwater.h"
#include "run/signing.h"
#include "seal/endorsement.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct look {
  struct board *board;
  json_t *report, *keys;
  int64_t count, covered; // entries, and those that the last checkpoint covers
  bool is_broken;         // the tree
  char origin[64];
};

static void add(json_t *texts, bool as_row, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void add(json_t *texts, bool as_row, const char *format, ...) {
  char text[600];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  if (as_row)
    json_array_append_new(texts, json_pack("{s:s}", "text", text));
  else
    json_array_add(texts, text);
}

#define PROBLEM(look, ...) add(json_array_at((look)->report, "problems"), true, __VA_ARGS__)
#define NOTE(look, ...) add(json_array_at((look)->report, "notes"), false, __VA_ARGS__)

static bool is_signed(const struct look *look, const char *note, const json_t *key, struct err *err) {
  uint8_t public_key[SEAL_PUBLIC_SIZE];
  const char *text = json_text(key, "key");
  if (!text || !note_key_read(text, look->origin, public_key))
    return err_set(err, ERR_CORRUPT, "No key that the journal names could have signed it.");
  return note_verify(note, look->origin, public_key, err);
}

// Where a row of the tree is missing nothing that needs it can be compared: that is one problem, however often it is met.
static bool tell_broken(struct look *look, const struct err *err) {
  if (!look->is_broken) PROBLEM(look, "%s", err->text);
  look->is_broken = true;
  return true;
}

// Does the journal begin with the entries that this head was taken over? `whose` begins the sentence.
static bool head_fits(struct look *look, const struct checkpoint *head, const char *whose, struct err *err) {
  struct hash root;
  if (head->size > look->count) {
    PROBLEM(look,
            "%s covers %lld entries and the journal has %lld: its end was cut off, or an older copy was put in its place. Put the newest "
            "waymark.db back.",
            whose, (long long)head->size, (long long)look->count);
    return true;
  }
  if (!tree_root(look->board->store, head->size, &root, err)) return tell_broken(look, err);
  if (!hash_equal(&root, &head->root))
    PROBLEM(look, "%s was taken over other entries than the journal's first %lld: the journal was written anew, or is of another history.",
            whose, (long long)head->size);
  return true;
}

// The key that was the newest when the journal had `size` entries; NULL: there was none.
static const json_t *key_at(const struct look *look, int64_t size) {
  size_t i;
  json_t *row;
  const json_t *found = NULL;
  json_array_foreach(look->keys, i, row) if (json_number(row, "sequence", 0) < size) found = row;
  return found;
}

// A checkpoint is its signature: what was signed is made again from the tree, which journal_verify has compared with the entries.
static bool check_stored(struct look *look, const json_t *row, struct err *err) {
  int64_t size = json_number(row, "size", 0);
  const json_t *key = key_at(look, size);
  char *note = NULL;
  struct err why;
  if (size > look->count) {
    struct checkpoint beyond = {.size = size};
    return head_fits(look, &beyond, "A checkpoint", err);
  }
  if (!signing_note(look->board, row, &note, err)) return tell_broken(look, err);
  if (!key || json_number(key, "epoch", 0) != json_number(row, "epoch", 0) || !is_signed(look, note, key, &why))
    PROBLEM(look,
            "The checkpoint of %lld entries was taken over other entries than the journal's first %lld, or is not what was signed: the "
            "journal was written anew, or is of another history.",
            (long long)size, (long long)size);
  mem_free(note);
  return true;
}

static bool check_ends(struct look *look, struct err *err) {
  json_t *rows = checkpoint_ends(look->board->store), *row;
  size_t i;
  bool ok = true;
  json_array_foreach(rows, i, row) {
    ok = ok && check_stored(look, row, err);
    look->covered = json_number(row, "size", 0);
  }
  json_decref(rows);
  return ok;
}

// A signature takes fifty microseconds to check, and a large board has one for each of a million commits. What an edit of the record would
// spoil, the last of each key show; that another one is spoiled by itself, which only a bundle that needs it would notice, is looked for in
// a sample that lies elsewhere each time.
static bool check_between(struct look *look, enum record_sample sample, struct err *err) {
  const struct env *env = &look->board->env;
  int64_t step = sample == RECORD_ALL ? 1 : 1 + look->count / sample, size = 1;
  uint32_t offset = 0;
  env->random(env->user, &offset, sizeof offset);
  size += offset % step;
  bool ok = true;
  for (json_t *row; ok && size <= look->count && (row = checkpoint_covering(look->board->store, size)); json_decref(row)) {
    ok = check_stored(look, row, err);
    int64_t found = json_number(row, "size", 0);
    size += (found - size) / step * step + step;
  }
  return ok;
}

// Whatever this program commits is signed with it.
static bool check_checkpoints(struct look *look, enum record_sample sample, struct err *err) {
  if (!check_ends(look, err) || !check_between(look, sample, err)) return false;
  if (json_array_size(look->keys) && look->covered < look->count)
    PROBLEM(look,
            "The journal's last %lld entries are not signed: something else than this program added them, or a checkpoint was removed.",
            (long long)(look->count - look->covered));
  else if (look->covered)
    NOTE(look, "All %lld entries are signed.", (long long)look->covered);
  return true;
}

// Who made a key that the one before does not vouch for nobody can know from the record: where and when that was, it says.
static void note_break(struct look *look, int64_t sequence) {
  struct entry entry;
  struct err unread;
  char local[40] = "a day that cannot be read";
  if (journal_find(look->board->store, sequence, &entry, &unread)) board_local(look->board, entry.recorded_ms, local);
  NOTE(look,
       "The signing key was replaced at entry %lld, on %s, without the one before, whose secret was not in the board's folder: there the "
       "chain of keys was broken.",
       (long long)sequence, local);
}

// Each key but the first is vouched for by the one before it, which also vouched for all entries before the one that names it.
static bool check_endorsement(struct look *look, const json_t *before, const json_t *row, struct err *err) {
  const char *note = json_text(row, "endorsement"), *key = json_text(row, "key"), *by = json_text(before, "key");
  long long epoch = json_number(row, "epoch", 0), sequence = json_number(row, "sequence", 0);
  struct checkpoint head;
  struct err why;
  char whose[80];
  if (!note) {
    note_break(look, sequence);
    return true;
  }
  snprintf(whose, sizeof whose, "The endorsement of signing key %lld", epoch);
  if (!key || !by || !endorsement_read(note, look->origin, epoch, key, by, &head, &why) || head.size != sequence) {
    PROBLEM(look, "%s does not hold: the key before did not sign it, so somebody else may have made this key.", whose);
    return true;
  }
  return head_fits(look, &head, whose, err);
}

// What a key signed first was its own entry, so something that it signed is left.
static bool check_keys(struct look *look, struct err *err) {
  size_t i;
  json_t *row;
  const json_t *before = NULL;
  json_array_foreach(look->keys, i, row) {
    json_t *first = checkpoint_covering(look->board->store, json_number(row, "sequence", 0) + 1);
    if (!first || json_number(first, "epoch", 0) != json_number(row, "epoch", 0))
      PROBLEM(look, "Nothing that signing key %lld signed is left: checkpoints were removed.", (long long)json_number(row, "epoch", 0));
    json_decref(first);
    if (before && !check_endorsement(look, before, row, err)) return false;
    before = row;
  }
  return true;
}

// The secret in the folder must be the newest key's.
static void check_secret(struct look *look) {
  const json_t *last = json_array_get(look->keys, json_array_size(look->keys) - 1);
  struct seal_key key;
  struct err err;
  uint8_t named[SEAL_PUBLIC_SIZE];
  if (!last) return;
  if (!seal_key_read(&look->board->env, look->board->folder, json_number(last, "epoch", 0), &key, &err))
    NOTE(look, "The secret of the signing key is not in the board's folder: the next change makes a new key.");
  else if (!note_key_read(json_text(last, "key") ? json_text(last, "key") : "", look->origin, named) ||
           memcmp(named, key.public_key, sizeof named) != 0)
    PROBLEM(look, "The signing key that the journal names is not the one in the board's folder: the journal was signed by somebody else.");
  seal_key_clear(&key);
}

// Trust in what somebody kept reaches today only along keys that vouch for each other.
static void check_way(struct look *look, const char *key) {
  json_t *chain = signing_chain_from(look->board, key);
  const char *last = json_text(json_array_get(chain, json_array_size(chain) - 1), "key");
  struct err why;
  if (last && !chain_reaches(chain, look->origin, key, last, &why))
    NOTE(look, "The key that signed the kept checkpoint does not vouch for today's: %s", why.text);
  json_decref(chain);
}

static bool check_kept(struct look *look, const char *note, struct err *err) {
  struct checkpoint head;
  struct err why;
  if (!checkpoint_read(note, &head, err)) return false;
  if (strcmp(head.origin, look->origin) != 0)
    return err_set(err, ERR_REFUSED, "The checkpoint is of the log %s, and this board's is %s; choose this board's.", head.origin,
                   look->origin);
  char *key = signing_key_of(look->board, note, &why);
  if (key)
    check_way(look, key);
  else
    PROBLEM(look, "%s", why.text);
  mem_free(key);
  if (!head_fits(look, &head, "The kept checkpoint", err)) return false;
  if (json_array_size(json_array_at(look->report, "problems")) == 0)
    NOTE(look, "The kept checkpoint of %lld entries fits: they are here as they were then.", (long long)head.size);
  return true;
}

static void check_highwater(struct look *look) {
  char *why = highwater_trouble(look->board);
  if (why) NOTE(look, "%s", why);
  mem_free(why);
}

static void check_cosigned(struct look *look) {
  json_t *rows = cosigned_list(look->board), *row;
  struct err why;
  size_t i;
  json_array_foreach(rows, i, row) {
    char local[40];
    const char *witness = json_text(row, "witness");
    int name_size = (int)strcspn(witness, "+");
    board_local(look->board, json_number(row, "at", 0), local);
    if (cosigned_holds(look->board, row, &why))
      NOTE(look, "The witness %.*s saw %lld entries on %s and cosigned them.", name_size, witness, (long long)json_number(row, "size", 0),
           local);
    else
      PROBLEM(look,
              "What the witness %.*s cosigned on %s is not this record's: the journal was written anew or cut off since, or the note of it "
              "was changed.",
              name_size, witness, local);
  }
  json_decref(rows);
}

// Whoever has the whole folder can write all of it anew, keys and signatures too: only what lies elsewhere contradicts that.
static void check_outside(struct look *look, const char *kept) {
  json_t *cosigned = cosigned_list(look->board);
  if (!kept && json_array_size(cosigned) == 0 && !look->board->env.highwater)
    NOTE(look, "It was compared with nothing that lies outside the board's folder, so a record written anew as a whole would look the "
               "same: keep what `waymark journal checkpoint` prints, and give it to `waymark journal verify --checkpoint FILE`.");
  json_decref(cosigned);
}

bool record_check(struct board *board, const char *kept, enum record_sample sample, json_t *report, struct err *err) {
  struct look look = {.board = board, .report = report, .keys = signing_key_list(board->store), .count = journal_count(board->store)};
  const char *older = signing_older(board);
  signing_origin(board, look.origin);
  json_array_at(report, "notes");
  if (older) PROBLEM(&look, "%s", older);
  bool ok = check_checkpoints(&look, sample, err);
  ok = ok && check_keys(&look, err);
  if (ok) check_secret(&look);
  if (ok) check_cosigned(&look);
  if (ok) check_highwater(&look);
  if (ok) check_outside(&look, kept);
  ok = ok && (!kept || check_kept(&look, kept, err));
  if (json_array_size(json_object_get(report, "problems"))) json_put_flag(report, "ok", false);
  json_decref(look.keys);
  return ok;
}
