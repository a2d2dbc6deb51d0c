// Cosignatures that were handed back: see cosigned.h. They lie in `meta`: {KEY:{"size","at","line","heard","by"}}.
#include "op/cosigned.h"

#include "base/mem.h"
#include "run/signing.h"

#include <string.h>

static const char META_COSIGNED[] = "cosigned";

static bool head_is_ours(struct board *board, const struct checkpoint *head, struct err *err) {
  struct hash root;
  char origin[64];
  signing_origin(board, origin);
  if (strcmp(head->origin, origin) != 0)
    return err_set(err, ERR_REFUSED, "The checkpoint is of the log %s, and this board's is %s.", head->origin, origin);
  if (head->size > journal_count(board->store))
    return err_set(err, ERR_CORRUPT,
                   "The witness saw %lld entries and the journal has %lld: its end was cut off, or an older copy was put in its place. Put "
                   "the newest waymark.db back.",
                   (long long)head->size, (long long)journal_count(board->store));
  return tree_root(board->store, head->size, &root, err) &&
         (hash_equal(&root, &head->root) ||
          err_set(err, ERR_CORRUPT,
                  "The witness saw other entries than the journal's first %lld: the journal was written anew, or has two histories. Run "
                  "`waymark journal verify`.",
                  (long long)head->size));
}

// Keys are made by whoever likes: nobody pushes out what another handed back.
static void forget_longest_unheard(json_t *all, const char *by) {
  const char *key, *first = NULL;
  json_t *row;
  int64_t heard = INT64_MAX, count = 0;
  json_object_foreach(all, key, row) {
    const char *whose = json_text(row, "by");
    if (!whose || strcmp(whose, by) != 0) continue;
    count++;
    if (json_number(row, "heard", 0) >= heard) continue;
    first = key;
    heard = json_number(row, "heard", 0);
  }
  if (first && count >= COSIGNERS_MAX) json_object_del(all, first);
}

struct handed {
  const char *witness, *by; // its KEY; who handed it back
  int64_t size, at_ms;
};

static bool keep(struct board *board, const struct handed *handed, const char *line, struct err *err) {
  json_t *all = board_meta(board, META_COSIGNED);
  if (!json_is_object(all)) {
    json_decref(all);
    all = json_object();
  }
  const json_t *before = json_object_get(all, handed->witness);
  const char *by = json_text(before, "by"); // the one who brought it first
  bool newer = !before || json_number(before, "size", 0) <= handed->size, ok = true;
  if (!before) forget_longest_unheard(all, handed->by);
  if (newer) {
    json_object_set_new(all, handed->witness,
                        json_pack("{s:I, s:I, s:s, s:I, s:s}", "size", (json_int_t)handed->size, "at", (json_int_t)handed->at_ms, "line",
                                  line, "heard", (json_int_t)board_now(board), "by", by ? by : handed->by));
    ok = board_meta_put(board, META_COSIGNED, all, err);
  }
  json_decref(all);
  return ok;
}

bool cosigned_take(struct board *board, const char *note, const char *witness, const char *by, struct checkpoint *head, struct err *err) {
  struct cosigner cosigner;
  int64_t at_ms;
  if (!cosigner_read(witness, &cosigner))
    return err_set(err, ERR_INVALID, "\"%.80s\" is no witness's key; it looks like NAME+0123abcd+BASE64.", witness);
  if (!checkpoint_read(note, head, err) || !head_is_ours(board, head, err) || !cosignature_verify(note, &cosigner, &at_ms, err))
    return false;
  char *line = cosignature_line(note, &cosigner);
  struct handed handed = {.witness = witness, .by = by, .size = head->size, .at_ms = at_ms};
  bool ok = keep(board, &handed, line, err);
  mem_free(line);
  return ok;
}

json_t *cosigned_list(struct board *board) {
  json_t *all = board_meta(board, META_COSIGNED), *rows = json_array(), *row;
  const char *key;
  json_object_foreach(all, key, row) {
    if (!json_text(row, "line")) continue;
    json_array_append_new(rows, json_pack("{s:s, s:I, s:I, s:s}", "witness", key, "size", (json_int_t)json_number(row, "size", 0), "at",
                                          (json_int_t)json_number(row, "at", 0), "line", json_text(row, "line")));
  }
  json_decref(all);
  return rows;
}

bool cosigned_holds(struct board *board, const json_t *row, struct err *err) {
  struct checkpoint head = {.size = json_number(row, "size", 0)};
  struct cosigner cosigner;
  struct buf note;
  int64_t at_ms;
  signing_origin(board, head.origin);
  if (head.size < 1 || head.size > journal_count(board->store))
    return err_set(err, ERR_CORRUPT, "The journal has fewer entries than the witness saw.");
  if (!cosigner_read(json_text(row, "witness"), &cosigner) || !tree_root(board->store, head.size, &head.root, err)) return false;
  buf_init(&note);
  checkpoint_write(&note, &head);
  buf_format(&note, "\n%s\n", json_text(row, "line"));
  bool ok = cosignature_verify(note.data, &cosigner, &at_ms, err);
  buf_clear(&note);
  return ok;
}
