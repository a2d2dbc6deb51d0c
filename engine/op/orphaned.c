// What would have nobody. See orphaned.h.
//
// The person is taken out for a moment, in a transaction that is undone, and everybody is asked for as ever: so deputies, absences and
// conflicts count as they will.
#include "op/orphaned.h"

#include "base/mem.h"
#include "run/handover_field.h"
#include "run/listing.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/rights.h"

#include <string.h>

enum { NAMED_MAX = 3 };

struct orphaned {
  const struct op_call *call;
  const char *person;
  json_t *posts, *items; // names; of items those that the asker may see
  int64_t post_count, item_count;
};

static void add(json_t *names, int64_t *count, const char *name) {
  *count += 1;
  if (name && json_array_size(names) < NAMED_MAX) json_array_add(names, name);
}

static bool is_person(const struct orphaned *found, const json_t *value) {
  const char *text = json_string_value(value);
  return text && strcmp(text, found->person) == 0;
}

static void look_at_posts(struct orphaned *found) {
  struct board *board = found->call->board;
  size_t i;
  json_t *post;
  json_array_foreach(board_documents(board, "post"), i, post) {
    json_t *left = people_of_post(board, json_text(post, "id"));
    char *title = directory_said(board, "post", post);
    if (is_person(found, json_object_get(post, "holder")) && json_array_size(left) == 0) add(found->posts, &found->post_count, title);
    mem_free(title);
    json_decref(left);
  }
}

static void look_at_agency(struct orphaned *found, const json_t *agency) {
  const char *post;
  json_t *holder;
  if (!presence_is_within(found->call->board, NULL, json_object_get(agency, "valid_to"))) return;
  json_object_foreach(json_object_get(agency, "posts"), post, holder) {
    if (!is_person(found, holder)) continue;
    char *title = mem_format("%s of %s", post, json_text(agency, "name"));
    for (char *c = title; c < title + strlen(post); c++)
      if (*c == '_') *c = ' ';
    add(found->posts, &found->post_count, title);
    mem_free(title);
  }
}

// Does a role find nobody now that finds somebody by a field which names them?
static bool is_orphaned(const struct orphaned *found, const struct casefile *item) {
  size_t i;
  json_t *role;
  bool any = false;
  json_array_foreach(json_object_get(casefile_structure(item), "roles"), i, role) {
    const char *field = json_text(role, "person_in") ? json_text(role, "person_in") : json_text(role, "any_in");
    if (any || !field || !handover_names(item, field, found->person)) continue;
    json_t *left = people_of_role(found->call->board, item, json_text(role, "name"), NULL);
    any = json_array_size(left) == 0;
    json_decref(left);
  }
  return any;
}

static bool look_at_row(void *user, json_t *row) {
  struct orphaned *found = user;
  struct err unreadable;
  struct casefile *item = json_flag(row, "closed") || !handover_mentions(row, found->person)
                              ? NULL
                              : casefile_from_row(found->call->board, row, false, &unreadable);
  if (item && is_orphaned(found, item)) {
    bool seen = rights_see(found->call->board, item, json_text(found->call->request, "as"));
    add(found->items, &found->item_count, seen ? item->ref : NULL);
  }
  casefile_free(item);
  return true;
}

static void look_at_refs(struct orphaned *found, const json_t *refs) {
  size_t i;
  json_t *ref;
  json_array_foreach(refs, i, ref) {
    struct err gone;
    json_t *row = case_find(found->call->board->store, json_string_value(ref), &gone);
    if (row) look_at_row(found, row);
    json_decref(row);
  }
}

static bool take_out(const struct orphaned *found, struct err *err) {
  json_t *document = json_deep_copy(board_document(found->call->board, "person", found->person));
  struct entry entry;
  int64_t now = board_now(found->call->board);
  char *part = mem_format("directory/person/%s", found->person);
  json_put_flag(document, "active", false);
  entry_init(&entry, ENTRY_DIRECTORY, now, now);
  entry_part(&entry, part, document);
  mem_free(part);
  return board_append(found->call->board, &entry, err);
}

static bool look_without(struct orphaned *found, const json_t *refs, struct err *err) {
  size_t i;
  json_t *agency;
  bool ok = take_out(found, err) && (refs || case_each(found->call->board->store, NULL, look_at_row, found, err));
  if (!ok) return false;
  look_at_refs(found, refs);
  look_at_posts(found);
  json_array_foreach(board_documents(found->call->board, "agency"), i, agency) look_at_agency(found, agency);
  return true;
}

// Which items name them is asked while they are here: the index is of items, and is not brought up in what will be undone.
static bool look(struct orphaned *found, struct err *err) {
  struct board *board = found->call->board;
  struct err unread;
  json_t *refs = listing_begin(board) ? listing_naming(board, found->person, &unread) : NULL;
  bool ok = store_begin(board->store, err);
  if (ok) {
    ok = look_without(found, refs, err);
    store_rollback(board->store);
  }
  json_decref(refs);
  return ok;
}

// "2 posts (LLIP chair, safeguarding lead of Police)"; nothing where there is none.
static void say(const json_t *names, int64_t count, const char *one, const char *several, const char *before, struct buf *out) {
  size_t i;
  json_t *name;
  if (count == 0) return;
  buf_format(out, "%s%lld %s", before, (long long)count, count == 1 ? one : several);
  json_array_foreach(names, i, name) buf_format(out, "%s%s", i ? ", " : " (", json_string_value(name));
  if (i && count > (int64_t)i) buf_format(out, " and %lld more", (long long)(count - (int64_t)i));
  if (i) buf_text(out, ")");
}

static bool refuse(const struct orphaned *found, struct err *err) {
  struct buf what;
  char name[200];
  buf_init(&what);
  people_name(found->call->board, found->person, name, sizeof name);
  say(found->posts, found->post_count, "post", "posts", "", &what);
  say(found->items, found->item_count, "open item", "open items", found->post_count ? " and " : "", &what);
  err_set(err, ERR_REFUSED,
          "%s was not taken out: %s would have nobody. Hand them over first with `waymark people hand-over %s NEW --reason TEXT`, or say "
          "--leave-anyway.",
          name, what.data, found->person);
  buf_clear(&what);
  return false;
}

bool orphaned_check(struct op_call *call, const char *person, struct err *err) {
  struct orphaned found = {.call = call, .person = person, .posts = json_array(), .items = json_array()};
  bool ok = look(&found, err) && ((found.post_count == 0 && found.item_count == 0) || refuse(&found, err));
  json_decref(found.posts);
  json_decref(found.items);
  return ok;
}
