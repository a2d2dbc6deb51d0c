// A bundle in the making: what its parts share. bundle.c makes it, bundle_item.c writes the files of one item, bundle_head.c those of all.
//
// All that a bundle says comes from a board as it was when the log had as many entries as the checkpoint covers (`past`), folded by the
// fold that commits use from nothing but what is to be shown. So what is withheld is in no file of the bundle, whoever renders it; and
// what was done since, a name that changed or a later day off, changes no byte (J6).
#ifndef WAYMARK_OP_BUNDLE_MAKING_H
#define WAYMARK_OP_BUNDLE_MAKING_H
#include "bundle/bundle.h"
#include "op/bundle_items.h"
#include "op/op.h"
#include "op/pages.h"
#include "run/casefile.h"
#include "run/redaction.h"
#include "seal/note.h"

struct making {
  struct op_call *call;
  struct bundle *bundle;
  struct bundle_items items;
  struct checkpoint head;  // against which all is proven
  char *note;              // its text, signed
  struct board *past;      // of the items that are being written
  char *board_name;        // as it was
  json_t *about;           // data/bundle.json, as it grows
  json_t *rows, *chapters; // of the reading page: the cover's rows, and the items while they are few
  int64_t last_ms;         // recorded instant of the last content entry: the bag's date comes from the record
  enum page_naming naming; // of files of evidence
  struct err *err;
  // By a profile; NULL: nothing is withheld but who read what.
  struct redaction *redaction;
  bool mentions_only; // there is no profile: if anything is withheld, it is what names an item that whoever asks may not see
};

// ---- bundle_put.c: payload files. What is given up is freed.

bool bundle_put_text(struct making *making, const char *path, char *text); // given up
bool bundle_put_bytes(struct making *making, const char *path, const void *bytes, size_t size);
bool bundle_put_json(struct making *making, const char *path, json_t *value); // indented, for people; given up

// ---- bundle_past.c

// Opens making->past with `count` items from `first` on. What is to be shown of each entry is decided there and nowhere else.
bool bundle_past_open(struct making *making, size_t first, size_t count);
void bundle_past_close(struct making *making);

// ---- bundle_head.c

bool bundle_head_find(struct making *making);  // which checkpoint: before anything is written
bool bundle_head_write(struct making *making); // checkpoint.txt, keys.txt, and consistency.json when it is asked for
bool bundle_definitions_write(struct making *making, const struct casefile *item); // all that it has gone by; once each
bool bundle_calendars_write(struct making *making);                                // of making->past
bool bundle_about_write(struct making *making);                                    // bundle.json

// ---- bundle_book.c

// What the reading page shows of an item; borrowed.
struct bundle_chapter {
  const json_t *view, *history, *receipts, *withheld;
  int64_t entries;  // the last one's place in the item's chain, and
  const char *leaf; // its leaf hash
};
bool bundle_book_add(struct making *making, const struct bundle_item *row, const struct bundle_chapter *chapter);
bool bundle_book_write(struct making *making); // data/index.html, while making->past is open

// ---- bundle_item.c, bundle_receipts.c

bool bundle_item_write(struct making *making, const struct bundle_item *row, struct casefile *item);
json_t *bundle_receipts(struct making *making,
                        struct casefile *item); // {"now":[..],"past":[..],"stops":[..]}; a new reference, NULL with err
char *bundle_receipts_text(const struct casefile *item, const json_t *receipts); // Caller frees
#endif
