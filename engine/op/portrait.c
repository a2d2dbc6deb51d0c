// One person as the board knows them. See portrait.h.
#include "op/portrait.h"

#include "base/mem.h"
#include "run/handover_field.h"
#include "run/lateness.h"
#include "run/listing.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/rights.h"
#include "run/sight_cut.h"

#include <string.h>

struct portrait {
  struct op_call *call;
  const char *id, *reader;
  json_t *waits, *named;
};

static bool is_text(const json_t *value, const char *text) { return json_is_string(value) && strcmp(json_string_value(value), text) == 0; }

static bool are_colleagues(struct board *board, const json_t *person, const char *reader) {
  const json_t *other = board_document(board, "person", reader), *more;
  const char *agency = json_text(other, "agency");
  size_t i;
  if (agency && presence_belongs(board, person, agency)) return true;
  json_array_foreach(json_object_get(other, "agencies"), i, more) if (presence_belongs(board, person, json_string_value(more))) return true;
  return false;
}

// An agency's addresses are its own and the office's, which writes to them; why somebody is away is theirs and the office's.
void portrait_withhold(struct board *board, json_t *person, const char *reader) {
  size_t i;
  json_t *absence;
  if (is_text(json_object_get(person, "id"), reader) || people_in_office(board, reader)) return;
  if (!are_colleagues(board, person, reader)) json_object_del(person, "email");
  json_array_foreach(json_object_get(person, "absences"), i, absence) json_object_del(absence, "reason");
}

// ---- the directory

static void add_agency(struct board *board, const char *id, json_t *rows) {
  char *words = id ? presence_agency_words(board, id) : NULL;
  if (words) json_array_append_new(rows, json_pack("{s:s, s:s}", "id", id, "name", words));
  mem_free(words);
}

static json_t *agencies_of(struct board *board, const json_t *person) {
  json_t *rows = json_array(), *more;
  size_t i;
  add_agency(board, json_text(person, "agency"), rows);
  json_array_foreach(json_object_get(person, "agencies"), i, more) add_agency(board, json_string_value(more), rows);
  return rows;
}

// How they hold the post now; NULL: they do not. A new reference.
static json_t *held(struct board *board, const json_t *post, const char *person) {
  const char *id = json_text(post, "id");
  char *title = directory_said(board, "post", post);
  json_t *found = people_of_post(board, id), *who, *row = NULL;
  size_t i;
  json_array_foreach(found, i, who) if (is_text(json_object_get(who, "id"), person)) row =
      json_pack("{s:s, s:s, s:O, s:b}", "id", id, "title", title, "via", json_object_get(who, "via"), "holds",
                is_text(json_object_get(post, "holder"), person));
  mem_free(title);
  json_decref(found);
  return row;
}

// A post that somebody else acts for while they are away is theirs all the same; NULL: it is not so. A new reference.
static json_t *kept_away(struct board *board, const json_t *post, const char *person) {
  const struct presence *presence = presence_of(board, person);
  if (!is_text(json_object_get(post, "holder"), person) || !presence->here || !presence->away) return NULL;
  const char *id = json_text(post, "id");
  char *title = directory_said(board, "post", post), name[200] = "nobody";
  json_t *found = people_of_post(board, id);
  const char *acting = json_text(json_array_get(found, 0), "id");
  if (acting) people_name(board, acting, name, sizeof name);
  char *via = mem_format("%s, for which %s acts", title, name);
  json_t *row = json_pack("{s:s, s:s, s:s, s:b}", "id", id, "title", title, "via", via, "holds", 1);
  mem_free(via);
  mem_free(title);
  json_decref(found);
  return row;
}

static void add_agency_posts(const json_t *agency, const char *person, json_t *rows) {
  const char *post;
  json_t *holder;
  json_object_foreach(json_object_get(agency, "posts"), post, holder) {
    if (!is_text(holder, person)) continue;
    char *title = mem_format("%s of %s", post, json_text(agency, "name"));
    for (char *c = title; c < title + strlen(post); c++)
      if (*c == '_') *c = ' ';
    json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:b}", "id", post, "title", title, "via", title, "holds", 1));
    mem_free(title);
  }
}

static json_t *posts_of(struct board *board, const char *person) {
  json_t *rows = json_array(), *document;
  size_t i;
  json_array_foreach(board_documents(board, "post"), i, document) {
    json_t *row = held(board, document, person);
    if (!row) row = kept_away(board, document, person);
    if (row) json_array_append_new(rows, row);
  }
  json_array_foreach(board_documents(board, "agency"), i, document) {
    bool valid = presence_is_within(board, json_object_get(document, "valid_from"), json_object_get(document, "valid_to"));
    if (valid && presence_is_here(board, board_document(board, "person", person))) add_agency_posts(document, person, rows);
  }
  return rows;
}

static json_t *groups_of(struct board *board, const char *person) {
  json_t *rows = json_array(), *group, *member;
  size_t i, j;
  json_array_foreach(board_documents(board, "group"), i, group) {
    bool is_in = false;
    json_array_foreach(json_object_get(group, "members"), j, member) {
      const char *id = presence_member(board, member);
      is_in = is_in || (id && strcmp(id, person) == 0);
    }
    json_t *row = is_in ? json_pack("{s:O, s:O}", "id", json_object_get(group, "id"), "name", json_object_get(group, "name")) : NULL;
    if (row) directory_say(board, "group", row);
    if (row) json_array_append_new(rows, row);
  }
  return rows;
}

// ---- items

static bool has_person(const json_t *people, const char *person) {
  size_t i;
  json_t *who;
  json_array_foreach(people, i, who) if (is_text(json_object_get(who, "id"), person)) return true;
  return false;
}

// An item with what the reader sees of it: whom a field names that they do not see is not theirs to find here either.
struct seen {
  struct casefile *item; // NULL: it is closed, cannot be read or is none of theirs
  struct sight sight;
};

static const char *title_of(const struct seen *seen) { return sight_title(&seen->sight) ? seen->item->title : ""; }

static void add_waiting(struct portrait *portrait, const struct seen *seen) {
  json_t *turns = lateness_list(portrait->call->board, seen->item, true), *turn;
  size_t i;
  bool any = false;
  sight_cut_turns(seen->item, &seen->sight, turns);
  json_array_foreach(turns, i, turn) {
    if (any || !has_person(json_object_get(turn, "people"), portrait->id)) continue;
    any = true;
    json_array_append_new(portrait->waits, json_pack("{s:s, s:s, s:O, s:O}", "ref", seen->item->ref, "title", title_of(seen), "text",
                                                     json_object_get(turn, "text"), "late", json_object_get(turn, "late")));
  }
  json_decref(turns);
}

static void add_named(struct portrait *portrait, const struct seen *seen) {
  json_t *labels = json_array(), *field;
  size_t i;
  json_array_foreach(json_object_get(casefile_structure(seen->item), "fields"), i, field) {
    const char *label = json_text(field, "label"), *name = json_text(field, "name");
    if (sight_field(&seen->sight, name) && handover_names(seen->item, name, portrait->id)) json_array_add(labels, label ? label : name);
  }
  if (json_array_size(labels))
    json_array_append_new(portrait->named, json_pack("{s:s, s:s, s:O}", "ref", seen->item->ref, "title", title_of(seen), "fields", labels));
  json_decref(labels);
}

static void seen_clear(struct seen *seen) {
  casefile_free(seen->item);
  sight_clear(&seen->sight);
  *seen = (struct seen){0};
}

static struct seen open_seen(const struct portrait *portrait, json_t *row) {
  struct board *board = portrait->call->board;
  struct err unreadable;
  struct seen seen = {.item = json_flag(row, "closed") ? NULL : casefile_from_row(board, row, false, &unreadable)};
  if (seen.item) seen.sight = rights_sight(board, seen.item, portrait->reader);
  if (!sight_any(&seen.sight)) seen_clear(&seen);
  return seen;
}

static void look_at_row(struct portrait *portrait, json_t *row, bool waits, bool named) {
  struct seen seen = open_seen(portrait, row);
  if (seen.item && waits) add_waiting(portrait, &seen);
  if (seen.item && named) add_named(portrait, &seen);
  seen_clear(&seen);
}

// Where no index can be asked: each item.
static bool look_at_each(void *user, json_t *row) {
  struct portrait *portrait = user;
  look_at_row(portrait, row, true, handover_mentions(row, portrait->id));
  return true;
}

static void look_at_refs(struct portrait *portrait, const json_t *refs, bool waits) {
  size_t i;
  json_t *ref;
  json_array_foreach(refs, i, ref) {
    struct err gone;
    json_t *row = case_find(portrait->call->board->store, json_string_value(ref), &gone);
    if (row) look_at_row(portrait, row, waits, !waits);
    json_decref(row);
  }
}

static bool look_at_items(struct portrait *portrait, struct err *err) {
  struct board *board = portrait->call->board;
  const struct listing_ask ask = {.person = portrait->id, .open = true, .mine = true, .unseen = true};
  struct err unread;
  bool indexed = listing_begin(board);
  json_t *waiting = indexed ? listing_refs(board, &ask, NULL, 0, &unread) : NULL;
  json_t *naming = waiting ? listing_naming(board, portrait->id, &unread) : NULL;
  indexed = naming != NULL;
  if (indexed) {
    look_at_refs(portrait, waiting, true);
    look_at_refs(portrait, naming, false);
  }
  json_decref(waiting);
  json_decref(naming);
  return indexed || case_each(board->store, NULL, look_at_each, portrait, err);
}

static json_t *answer_of(const struct portrait *portrait, const json_t *person) {
  struct board *board = portrait->call->board;
  const char *deputy;
  json_t *answer = json_pack("{s:s, s:O, s:o, s:o, s:o, s:O, s:O}", "id", portrait->id, "name", json_object_get(person, "name"), "agencies",
                             agencies_of(board, person), "groups", groups_of(board, portrait->id), "posts", posts_of(board, portrait->id),
                             "waits", portrait->waits, "named", portrait->named);
  static const char *const members[] = {"email", "joined", "left", "absences"};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
    if (json_object_get(person, members[i])) json_object_set(answer, members[i], json_object_get(person, members[i]));
  json_put_flag(answer, "here", presence_is_here(board, person));
  json_put_flag(answer, "away", presence_is_away(board, person, &deputy));
  json_put_text(answer, "deputy", deputy);
  char *name = deputy ? directory_name(board, "person", deputy) : NULL;
  json_put_text(answer, "deputy_name", name);
  mem_free(name);
  return answer;
}

bool portrait_show(struct op_call *call, struct err *err) {
  struct portrait portrait = {.call = call, .reader = ask_person(call, err), .waits = json_array(), .named = json_array()};
  portrait.id = portrait.reader ? ask_text(call, "id", err) : NULL;
  json_t *person = portrait.id ? json_deep_copy(board_document(call->board, "person", portrait.id)) : NULL;
  if (portrait.id && !person)
    err_set(err, ERR_NOT_FOUND, "Nobody on this board is called \"%s\"; `waymark people list` shows everybody.", portrait.id);
  if (person) portrait_withhold(call->board, person, portrait.reader);
  bool ok = person && look_at_items(&portrait, err);
  if (ok) call->answer = answer_of(&portrait, person);
  json_decref(person);
  json_decref(portrait.waits);
  json_decref(portrait.named);
  return ok;
}
