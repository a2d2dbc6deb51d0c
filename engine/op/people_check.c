// people.check: whatever of the directory reaches nobody today, so that it is put right before somebody is needed. Posts and roles of
// agencies that nobody can act for, people who left and still stand somewhere, groups that could not decide, agencies that ended.
#include "base/mem.h"
#include "op/internal.h"
#include "run/people.h"
#include "run/presence.h"

#include <string.h>

struct checking {
  struct board *board;
  json_t *found;
};

// Takes over `text`.
static void add(const struct checking *checking, const char *kind, const json_t *document, char *text) {
  json_array_append_new(checking->found, json_pack("{s:s, s:O, s:s}", "kind", kind, "id", json_object_get(document, "id"), "text", text));
  mem_free(text);
}

static const char *name_of(const json_t *document) {
  const char *name = json_text(document, "name");
  if (!name) name = json_text(document, "title");
  return name ? name : json_text(document, "id");
}

// Of somebody who is known here and is not any more, their name; else NULL.
static const char *gone(const struct checking *checking, const char *person) {
  const json_t *document = person ? board_document(checking->board, "person", person) : NULL;
  const char *left = json_text(document, "left");
  bool is_to_come = document && !left && !json_is_false(json_object_get(document, "active"));
  return document && !is_to_come && !presence_is_here(checking->board, document) ? name_of(document) : NULL;
}

static void check_post(const struct checking *checking, const json_t *post) {
  const char *id = json_text(post, "id"), *left = gone(checking, json_text(post, "holder")),
             *deputy = gone(checking, json_text(post, "deputy"));
  json_t *acting = people_of_post(checking->board, id);
  char since[DATE_TEXT] = "";
  bool known = presence_vacant_since(checking->board, post, since);
  if (json_array_size(acting) == 0)
    add(checking, "post", post,
        mem_format("Nobody can act as %s%s%s: give it to somebody with `waymark post set %s holder=PERSON`, or name a deputy.",
                   name_of(post), known ? ", vacant since " : "", known ? since : "", id));
  if (left) add(checking, "post", post, mem_format("%s has left and still stands as %s.", left, name_of(post)));
  if (deputy) add(checking, "post", post, mem_format("%s has left and still stands as deputy for %s.", deputy, name_of(post)));
  json_decref(acting);
}

// "safeguarding_lead" is "safeguarding lead". Caller frees.
static char *words_of(const char *post) {
  char *words = mem_text(post);
  for (char *c = words; *c; c++)
    if (*c == '_') *c = ' ';
  return words;
}

static bool can_act(const struct checking *checking, const char *person) {
  const json_t *document = person ? board_document(checking->board, "person", person) : NULL;
  const char *deputy;
  if (!document || !presence_is_here(checking->board, document)) return false;
  if (!presence_is_away(checking->board, document, &deputy)) return true;
  const json_t *other = deputy ? board_document(checking->board, "person", deputy) : NULL;
  return other && presence_is_here(checking->board, other) && !presence_is_away(checking->board, other, NULL);
}

// Posts that the shipped workflows tell and ask.
static void check_usual_post(const struct checking *checking, const json_t *agency, const char *post, const char *words) {
  if (json_text(json_object_get(agency, "posts"), post)) return;
  add(checking, "agency", agency,
      mem_format("%s has no %s: name one with `waymark agency set %s posts.%s=PERSON`.", name_of(agency), words, json_text(agency, "id"),
                 post));
}

static void check_agency_posts(const struct checking *checking, const json_t *agency) {
  const json_t *posts = json_object_get(agency, "posts");
  const char *post;
  json_t *holder;
  check_usual_post(checking, agency, "safeguarding_lead", "safeguarding lead");
  check_usual_post(checking, agency, "board_member", "Board member");
  json_object_foreach((json_t *)posts, post, holder) {
    const char *person = json_string_value(holder), *left = gone(checking, person);
    char *words = words_of(post);
    if (left)
      add(checking, "agency", agency, mem_format("%s has left and still stands as %s of %s.", left, words, name_of(agency)));
    else if (person && !can_act(checking, person))
      add(checking, "agency", agency,
          mem_format("Nobody can act as %s of %s today: its holder is away without a deputy.", words, name_of(agency)));
    mem_free(words);
  }
}

static void check_agency(const struct checking *checking, const json_t *agency) {
  const json_t *answers = presence_agency(checking->board, json_text(agency, "id"));
  const char *to = json_text(agency, "valid_to");
  bool ended = to && !presence_is_within(checking->board, NULL, json_object_get(agency, "valid_to"));
  if (!ended)
    check_agency_posts(checking, agency);
  else if (!answers)
    add(checking, "agency", agency,
        mem_format("%s ended on %s, and no agency follows it: say which does with `waymark agency succeed %s NEW`.", name_of(agency), to,
                   json_text(agency, "id")));
}

static int count_members(const struct checking *checking, const json_t *group) {
  int count = 0;
  size_t i;
  json_t *member;
  json_array_foreach(json_object_get(group, "members"), i, member) {
    const char *person = presence_member(checking->board, member), *left = gone(checking, person);
    if (left) add(checking, "group", group, mem_format("%s has left and is still a member of %s.", left, name_of(group)));
    count += person && presence_is_here(checking->board, board_document(checking->board, "person", person));
  }
  return count;
}

static void check_group(const struct checking *checking, const json_t *group) {
  const char *chair = json_text(group, "chair");
  int quorum = presence_quorum(checking->board, group), members = count_members(checking, group);
  bool known = !chair || board_document(checking->board, "post", chair);
  if (members == 0) add(checking, "group", group, mem_format("%s has no members who are here.", name_of(group)));
  if (members && members < quorum)
    add(checking, "group", group,
        mem_format("%s cannot decide: it needs %d and has %d member%s.", name_of(group), quorum, members, members == 1 ? "" : "s"));
  if (!known) add(checking, "group", group, mem_format("The chair of %s is the post %s, which there is none of.", name_of(group), chair));
}

static void check_each(const struct checking *checking, const char *kind,
                       void (*check)(const struct checking *checking, const json_t *document)) {
  size_t i;
  json_t *document;
  json_array_foreach(board_documents(checking->board, kind), i, document) {
    json_t *said = json_copy(document); // its name as people read it
    directory_say(checking->board, kind, said);
    check(checking, said);
    json_decref(said);
  }
}

static bool people_check(struct op_call *call, struct err *err) {
  struct checking checking = {.board = call->board, .found = json_array()};
  (void)err;
  check_each(&checking, "post", check_post);
  check_each(&checking, "agency", check_agency);
  check_each(&checking, "group", check_group);
  call->answer = json_pack("{s:o}", "found", checking.found);
  return true;
}

const struct op ops_people_check[] = {
    {.name = "people.check", .who = OP_PERSON, .run = people_check},
    {0},
};
