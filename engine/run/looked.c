// Looks that were recorded lately. See looked.h.
//
// A rolled back transaction takes its entries along, and others may take their places: so the entry that was read last is kept with its
// leaf, and where the journal has another there, all is read again.
#include "run/looked.h"

#include "base/mem.h"
#include "store/look.h"

#include <string.h>

enum {
  BACK = 5000,     // entries that a program which begins looks back over: some ten milliseconds
  KEPT_MAX = 20000 // looks that are kept: those of a very busy hour
};

static char *key_of(const struct looked *look) { // Caller frees.
  char actor[ID_TEXT];
  id_write(look->actor, actor);
  return mem_format("%s %s %s", actor, look->case_hex, look->what);
}

static bool add(void *user, const json_t *row) {
  const json_t *event = json_object_get(row, "event"), *data = json_object_get(event, "data");
  const char *name = json_text(event, "name");
  struct looked look = {.case_hex = json_text(data, "case"), .what = json_text(data, "what")};
  bool is_look = name && strcmp(name, LOOKED) == 0 && look.case_hex && look.what && id_read(&look.actor, json_text(row, "actor"));
  if (!is_look) return true;
  char *key = key_of(&look);
  json_put_number(user, key, json_number(row, "recorded", 0));
  mem_free(key);
  return true;
}

// Is the entry that was read last still where it was?
static bool is_known(struct board *board, int64_t count) {
  struct entry last;
  struct err gone;
  if (!board->looks || board->looks_mark > count || json_object_size(board->looks) > KEPT_MAX) return false;
  if (board->looks_mark == 0) return true;
  return journal_find(board->store, board->looks_mark - 1, &last, &gone) && hash_equal(&last.leaf, &board->looks_leaf);
}

static void forget(struct board *board, int64_t count) {
  json_decref(board->looks);
  board->looks = json_object();
  board->looks_mark = count > BACK ? count - BACK : 0;
}

// What cannot be read is as if nothing stood there.
static void keep_up(struct board *board) {
  struct err unread;
  struct entry last;
  int64_t count = journal_count(board->store);
  if (!is_known(board, count)) forget(board, count);
  if (board->looks_mark == count) return;
  bool ok = look_each(board->store, board->looks_mark, add, board->looks, &unread) && journal_find(board->store, count - 1, &last, &unread);
  board->looks_mark = ok ? count : 0;
  if (ok)
    board->looks_leaf = last.leaf;
  else
    json_decref(board->looks), board->looks = NULL;
}

bool looked_since(struct board *board, const struct looked *look, int64_t since_ms) {
  keep_up(board);
  char *key = key_of(look);
  int64_t recorded = json_number(board->looks, key, INT64_MIN);
  mem_free(key);
  return recorded > since_ms;
}
