// Who acts for a post, and what waits for it. See post_list.h.
#include "op/post_list.h"

#include "run/casefile.h"
#include "run/listing.h"
#include "run/people.h"
#include "run/rights.h"
#include "run/subject.h"

#include <string.h>

struct counting {
  struct board *board;
  const char *reader;
  json_t *counts; // {POST: N}
};

// Whatever agency is passed over, it waits for the post.
static const char *post_of(const char *key, struct subject *subject) {
  if (!subject_read(key, subject)) return NULL;
  if (strcmp(subject->kind, "post") == 0) return subject->id;
  subject_clear(subject);
  return NULL;
}

static void count_item(const struct counting *counting, const struct casefile *item) {
  json_t *keys = subject_of_holders(item), *posts = json_array(), *key;
  size_t i;
  json_array_foreach(keys, i, key) {
    struct subject subject;
    const char *post = post_of(json_string_value(key), &subject);
    if (!post) continue;
    if (!json_array_has(posts, post)) json_put_number(counting->counts, post, json_number(counting->counts, post, 0) + 1);
    json_array_add(posts, post);
    subject_clear(&subject);
  }
  json_decref(posts);
  json_decref(keys);
}

static bool count_row(void *user, json_t *row) {
  const struct counting *counting = user;
  struct err unreadable;
  struct casefile *item = json_flag(row, "closed") ? NULL : casefile_from_row(counting->board, row, false, &unreadable);
  if (item && rights_see(counting->board, item, counting->reader)) count_item(counting, item);
  casefile_free(item);
  return true;
}

// By the index; where that cannot be asked by going through all.
static bool count_all(struct counting *counting, struct err *err) {
  struct err unread;
  if (listing_begin(counting->board) && listing_count_posts(counting->board, counting->reader, counting->counts, &unread)) return true;
  json_object_clear(counting->counts);
  return case_each(counting->board->store, NULL, count_row, counting, err);
}

bool post_list_fill(struct board *board, const char *reader, json_t *rows, struct err *err) {
  struct counting counting = {.board = board, .reader = reader, .counts = json_object()};
  bool ok = count_all(&counting, err);
  size_t i;
  json_t *row;
  json_array_foreach(rows, i, row) {
    json_object_set_new(row, "acting", people_of_post(board, json_text(row, "id")));
    json_put_number(row, "waits", json_number(counting.counts, json_text(row, "id"), 0));
  }
  json_decref(counting.counts);
  return ok;
}
