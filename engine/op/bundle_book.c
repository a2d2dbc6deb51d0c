// The reading page of a bundle (book.h): one page while its items are few; beyond, a cover with a table, and a page in each item's folder.
// It shows what the other files hold and nothing else, so what is withheld from them is not in it.
#include "base/mem.h"
#include "op/book.h"
#include "op/bundle_making.h"
#include "op/internal.h"
#include "store/store.h"

#include <string.h>

static const char MARKING[] = "OFFICIAL-SENSITIVE";

static bool is_long(const struct making *making) { return making->items.count > BOOK_ITEMS_MAX; }

// "items/RA-1": from the book's own folder.
static const char *folder_of(const struct bundle_item *row) { return row->path + strlen("data/"); }

// ---- an item

static json_t *withheld_rows(const json_t *counts) {
  json_t *rows = json_array(), *count;
  const char *reason;
  json_object_foreach((json_t *)counts, reason, count) {
    char *what = strcmp(reason, "access") == 0
                     ? mem_text("Who read or copied this record")
                     : mem_format("Parts of entries: %lld, in %lld entries", (long long)json_number(count, "parts", 0),
                                  (long long)json_number(count, "entries", 0));
    json_array_append_new(rows, json_pack("{s:s, s:s}", "what", what, "why",
                                          strcmp(reason, "access") == 0 ? "It is no part of what was done about it" : reason));
    mem_free(what);
  }
  return rows;
}

static json_t *row_of(const struct making *making, const struct bundle_item *row, const struct bundle_chapter *chapter) {
  static const char *const members[] = {"ref", "title", "noun", "state_titles"};
  json_t *out = json_pack("{s:I, s:s}", "entries", (json_int_t)chapter->entries, "leaf", chapter->leaf);
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
    json_object_set(out, members[i], json_object_get(chapter->view, members[i]));
  char *page = mem_format("%s/index.html", folder_of(row));
  if (is_long(making)) json_put_text(out, "page", page);
  mem_free(page);
  return out;
}

static json_t *item_of(const struct making *making, const struct bundle_item *row, const struct bundle_chapter *chapter) {
  json_t *item = json_pack("{s:I, s:O, s:O, s:I, s:s, s:o, s:o}", "number", (json_int_t)json_array_size(making->rows), "view",
                           chapter->view, "history", chapter->history, "entries", (json_int_t)chapter->entries, "leaf", chapter->leaf,
                           "evidence", book_evidence(making->past, json_object_get(chapter->view, "evidence"), making->naming), "withheld",
                           withheld_rows(chapter->withheld));
  json_object_set(item, "deadlines", json_object_get(chapter->receipts, "now"));
  json_object_set(item, "stops", json_object_get(chapter->receipts, "stops"));
  json_put_text(item, "folder", folder_of(row));
  return item;
}

static bool write_page(struct making *making, const struct bundle_item *row, const json_t *item) {
  json_t *cover = json_pack("{s:s, s:s, s:i, s:[o]}", "board", making->board_name, "marking", MARKING, "format", 2, "items",
                            json_incref(json_array_get(making->rows, json_array_size(making->rows) - 1)));
  char *path = mem_format("%s/index.html", row->path);
  struct buf out;
  buf_init(&out);
  book_page(&out, cover, item, "../../index.html");
  bool ok = bundle_put_bytes(making, path, out.data, out.size);
  buf_clear(&out);
  mem_free(path);
  json_decref(cover);
  return ok;
}

bool bundle_book_add(struct making *making, const struct bundle_item *row, const struct bundle_chapter *chapter) {
  json_array_append_new(making->rows, row_of(making, row, chapter));
  json_t *item = item_of(making, row, chapter);
  bool ok = true;
  if (is_long(making))
    ok = write_page(making, row, item);
  else
    json_array_append(making->chapters, item);
  json_decref(item);
  return ok;
}

// ---- the cover

static void say(json_t *texts, const char *format, const char *a, const char *b) {
  char *text = mem_format(format, a, b);
  json_array_add(texts, text);
  mem_free(text);
}

// What was asked for, a sentence each; nothing where the items were named.
static json_t *asked_texts(const struct making *making) {
  const struct op_call *call = making->call;
  const char *workflow = ask_maybe(call, "workflow"), *from = ask_maybe(call, "period_from"), *to = ask_maybe(call, "period_to"), *name;
  json_t *texts = json_array(), *value;
  const char *profile = json_text(json_object_get(making->about, "profile"), "title");
  if (profile) say(texts, "With what the profile \"%s\" lets its reader see%s", profile, "");
  if (workflow) say(texts, "Items of the workflow %s%s", workflow, "");
  json_object_foreach(json_object_get(call->request, "where"), name, value) {
    char *shown = json_is_string(value) ? mem_text(json_string_value(value)) : json_canonical(value);
    say(texts, "In which %s is %s", name, shown);
    mem_free(shown);
  }
  if (from || to) say(texts, "To which something happened from %s to %s", from ? from : "the beginning", to ? to : "the end");
  if (json_flag(call->request, "with_opened")) say(texts, "With all that they opened%s%s", "", "");
  return texts;
}

static json_t *cover_of(struct making *making) {
  char local[40], root[HASH_HEX_SIZE];
  board_local(making->past, making->last_ms, local);
  hex_write(root, making->head.root.bytes, HASH_SIZE);
  json_t *cover = json_pack("{s:s, s:s, s:s, s:s, s:i, s:{s:I, s:s}, s:O, s:o}", "board", making->board_name, "marking", MARKING, "stood",
                            local, "zone", zone_name(making->past->zone), "format", 2, "checkpoint", "size", (json_int_t)making->head.size,
                            "root", root, "items", making->rows, "asked", asked_texts(making));
  json_put_text(cover, "recipient", ask_maybe(making->call, "recipient"));
  json_put_text(cover, "purpose", ask_maybe(making->call, "purpose"));
  return cover;
}

bool bundle_book_write(struct making *making) {
  json_t *cover = cover_of(making), *item;
  struct buf out;
  size_t i;
  buf_init(&out);
  book_begin(&out, cover);
  json_array_foreach(making->chapters, i, item) book_item(&out, cover, item);
  book_end(&out, cover);
  bool ok = bundle_put_bytes(making, "data/index.html", out.data, out.size);
  buf_clear(&out);
  json_decref(cover);
  return ok;
}
