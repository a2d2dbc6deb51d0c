// Items by what the index keeps of them besides who sees them: which group, post or person they are about. See listing.h.
#include "run/grant.h"
#include "run/listing.h"
#include "run/listing_seen.h"
#include "run/subject.h"
#include "run/waits.h"
#include "store/index.h"

#include <string.h>

typedef bool belongs_fn(const struct subject *subject, const void *wanted);

enum { HOLDS = 1u << GRANT_SEE }; // who holds an item stands there as who sees all of it does

// The numbers of the texts of these kinds whose subject belongs. A new reference; NULL with err.
static json_t *numbers_of(struct board *board, unsigned kinds, belongs_fn *belongs, const void *wanted, struct err *err) {
  const json_t *keys = index_subjects(board->store);
  json_t *numbers = keys ? json_array() : NULL, *number;
  const char *text;
  if (!keys) return err_set(err, ERR_BROKEN, "The index of items cannot be read."), NULL;
  json_object_foreach((json_t *)keys, text, number) {
    struct grant grant = grant_read(text);
    struct subject subject;
    bool is_part = grant.kind == GRANT_SEE && *text == '@';
    if (is_part || !(kinds & 1u << grant.kind) || !subject_read(grant.subject, &subject)) continue;
    if (belongs(&subject, wanted)) json_array_append(numbers, number);
    subject_clear(&subject);
  }
  return numbers;
}

// ---- a group

struct group {
  const char *id, *chair;
};

static struct group group_of(struct board *board, const char *id) {
  return (struct group){id, json_text(board_document(board, "group", id), "chair")};
}

// Its members, or its chair's post.
static bool is_of_group(const struct subject *subject, const void *wanted) {
  const struct group *group = wanted;
  return (strcmp(subject->kind, "group") == 0 && strcmp(subject->id, group->id) == 0) ||
         (group->chair && strcmp(subject->kind, "post") == 0 && strcmp(subject->id, group->chair) == 0);
}

// Items that are held by one of them; by `seen` those that have one of them among who sees them.
static json_t *refs_of(struct board *board, json_t *numbers, bool seen, bool open, struct err *err) { // takes over `numbers`
  struct index_query query = {.held = seen ? NULL : numbers, .open = open};
  if (seen) query.seen[INDEX_ANY].subjects = numbers;
  json_t *refs = numbers ? index_refs(board->store, &query, NULL, 0, err) : NULL;
  json_decref(numbers);
  return refs;
}

json_t *listing_of_group(struct board *board, const char *id, struct err *err) {
  struct group group = group_of(board, id);
  return refs_of(board, numbers_of(board, HOLDS | 1u << GRANT_DECIDE, is_of_group, &group, err), false, true, err);
}

json_t *listing_concerning_late(struct board *board, const char *id, struct err *err) {
  struct group group = group_of(board, id);
  json_t *numbers = numbers_of(board, 1u << GRANT_CONCERNS, is_of_group, &group, err);
  json_t *kept = numbers ? index_waits(board->store) : NULL, *late = kept ? waits_late(board, kept) : NULL;
  struct index_query query = {.waits = late, .open = true};
  query.seen[INDEX_ANY].subjects = numbers;
  json_t *refs = late ? index_refs(board->store, &query, NULL, 0, err) : NULL;
  if (numbers && !kept) err_set(err, ERR_BROKEN, "The index of items cannot be read.");
  json_decref(late);
  json_decref(kept);
  json_decref(numbers);
  return refs;
}

json_t *listing_challenged(struct board *board, const char *id, struct err *err) {
  struct group group = group_of(board, id);
  return refs_of(board, numbers_of(board, 1u << GRANT_CHALLENGED, is_of_group, &group, err), true, false, err);
}

// ---- a person

static bool is_person(const struct subject *subject, const void *wanted) {
  return strcmp(subject->kind, "person") == 0 && strcmp(subject->id, wanted) == 0;
}

json_t *listing_naming(struct board *board, const char *person, struct err *err) {
  return refs_of(board, numbers_of(board, 1u << GRANT_NAMED, is_person, person, err), false, true, err);
}

// ---- posts

static bool is_post(const struct subject *subject, const void *wanted) {
  return strcmp(subject->kind, "post") == 0 && strcmp(subject->id, wanted) == 0;
}

static bool count_post(struct board *board, struct index_query *query, const char *post, int64_t *count, struct err *err) {
  json_t *numbers = numbers_of(board, HOLDS, is_post, post, err);
  query->held = numbers;
  bool none = json_array_size(numbers) == 0; // and nothing to ask
  if (none) *count = 0;
  bool ok = numbers && (none || index_count(board->store, query, count, err));
  query->held = NULL;
  json_decref(numbers);
  return ok;
}

bool listing_count_posts(struct board *board, const char *person, json_t *counts, struct err *err) {
  struct index_query query = {.open = true};
  const json_t *posts = board_documents(board, "post");
  json_t *post;
  bool ok = listing_seen_fill(board, person, &query, err);
  size_t i;
  json_array_foreach(posts, i, post) {
    int64_t count = 0;
    ok = ok && count_post(board, &query, json_text(post, "id"), &count, err);
    json_put_number(counts, json_text(post, "id"), count);
  }
  listing_seen_clear(&query);
  return ok;
}
