// Rungs that reach nobody, and askings that ask nobody. See unheld.h. What goes by an item's fields (an owner, the agency that leads)
// cannot be known before there is one; which agencies have nobody in a post can.
#include "op/unheld.h"

#include "base/mem.h"
#include "chart/check.h"
#include "run/duty.h"
#include "run/people.h"
#include "run/presence.h"
#include "run/terms.h"

#include <string.h>

struct looking {
  struct board *board;
  const json_t *structure;
  const json_t *asking; // NULL: nothing asks agencies for these
  json_t *said;
};

enum { NAMED_MAX = 6 }; // agencies that one sentence names

static const json_t *role_find(const json_t *structure, const char *name) {
  size_t i;
  json_t *role;
  json_array_foreach(json_object_get(structure, "roles"), i, role) if (strcmp(json_text(role, "name"), name) == 0) return role;
  return NULL;
}

static bool is_empty_post(struct board *board, const char *post) {
  json_t *acting = people_of_post(board, post);
  bool empty = json_array_size(acting) == 0;
  json_decref(acting);
  return empty;
}

// Nobody for certain: a post of the board that nobody acts for, a group that is not there or has no members.
static bool is_unheld(struct board *board, const json_t *role) {
  const char *post = json_text(role, "post"), *group = json_text(role, "group");
  if (post) return !json_text(role, "of") && is_empty_post(board, post);
  const json_t *document = group ? board_document(board, "group", group) : NULL;
  return group && json_array_size(json_object_get(document, "members")) == 0;
}

// The title of the first state below `state` that carries the ladder; NULL: none does.
static const char *carrier(const json_t *state, const char *ladder) {
  const char *own = json_text(state, "ladder");
  if (own && strcmp(own, ladder) == 0) return json_text(state, "title");
  size_t i;
  json_t *child;
  json_array_foreach(json_object_get(state, "states"), i, child) {
    const char *found = carrier(child, ladder);
    if (found) return found;
  }
  return NULL;
}

static void look_at_rung(const struct looking *looking, const char *ladder, const json_t *rung) {
  const char *title = carrier(json_object_get(looking->structure, "root"), ladder);
  size_t i;
  json_t *name;
  json_array_foreach(json_object_get(rung, "tell"), i, name) {
    const char *role = json_string_value(name);
    if (!title || !is_unheld(looking->board, role_find(looking->structure, role))) continue;
    char *office = terms_office(looking->board->terms);
    char *text = mem_format("Nobody holds `%s` today: what is sent \"%s\" for \"%s\" reaches no one but the %s.", role,
                            json_text(rung, "rule"), title, office);
    mem_free(office);
    if (!json_array_has(looking->said, text)) json_array_add(looking->said, text);
    mem_free(text);
  }
}

// ---- posts of agencies

// The duty by which the asking workflow names those whom it asks for items of `workflow`; "" for every agency, NULL where it does not ask.
static const char *duty_of(const json_t *state, const char *workflow) {
  const char *asked = json_text(json_object_get(state, "invoke"), "workflow"), *found = NULL;
  size_t i;
  json_t *part;
  if (asked && strcmp(asked, workflow) == 0) {
    json_array_foreach(json_object_get(state, "entry"), i, part) {
      const char *does = json_text(part, "do"), *duty = json_text(part, "duty");
      if (does && strcmp(does, "name_parties") == 0) return duty ? duty : "";
    }
    return "";
  }
  json_array_foreach(json_object_get(state, "states"), i, part) if (!found) found = duty_of(part, workflow);
  return found;
}

static bool has_holder(struct board *board, const json_t *agency, const char *post) {
  const char *person = json_text(json_object_get(agency, "posts"), post);
  const json_t *document = person ? board_document(board, "person", person) : NULL;
  return document && presence_is_here(board, document);
}

// Of the agencies that may be meant those without anybody in the post. A new reference; *all: every one of them.
static json_t *without_holder(const struct looking *looking, const char *post, bool *all) {
  const char *duty = duty_of(json_object_get(looking->asking, "root"), json_text(looking->structure, "name"));
  json_t *ids = duty_agencies(looking->board, duty ? duty : ""), *lacking = json_array(), *id;
  size_t i;
  json_array_foreach(ids, i, id) {
    const json_t *agency = board_document(looking->board, "agency", json_string_value(id));
    if (!has_holder(looking->board, agency, post)) json_array_append(lacking, id);
  }
  *all = i > 1 && json_array_size(lacking) == i;
  json_decref(ids);
  return lacking;
}

// "Acute hospitals, Education and 3 more".
static void put_names(struct board *board, const json_t *ids, struct buf *out) {
  size_t count = json_array_size(ids), shown = count > NAMED_MAX ? NAMED_MAX - 1 : count;
  for (size_t i = 0; i < shown; i++) {
    char *name = directory_name(board, "agency", json_string_value(json_array_get(ids, i)));
    buf_format(out, "%s%s", i == 0 ? "" : i + 1 == count ? " and " : ", ", name);
    mem_free(name);
  }
  if (shown < count) buf_format(out, " and %zu more", count - shown);
}

static void look_at_agency_post(const struct looking *looking, const json_t *role) {
  const char *post = json_text(role, "post");
  bool all;
  json_t *lacking = without_holder(looking, post, &all);
  size_t count = json_array_size(lacking);
  char *words = mem_text(post);
  struct buf out;
  for (char *c = words; *c; c++) *c = *c == '_' ? ' ' : *c;
  buf_init(&out);
  if (all) buf_format(&out, "No agency has a %s", words);
  if (!all) put_names(looking->board, lacking, &out);
  if (!all) buf_format(&out, " %s no %s", count == 1 ? "has" : "have", words);
  buf_format(&out, ", so nobody%s is `%s`: say who it is with `waymark agency set %s posts.%s=PERSON`.", all ? "" : " there",
             json_text(role, "name"), all || count != 1 ? "AGENCY" : json_string_value(json_array_get(lacking, 0)), post);
  if (count) json_array_add(looking->said, out.data);
  buf_clear(&out);
  mem_free(words);
  json_decref(lacking);
}

// ---- what is looked at

static void say_missing(struct board *board, const char *kind, const char *id, const char *role, json_t *said) {
  if (board_document(board, kind, id)) return;
  char near[NEAREST_WORDS];
  json_t *ids = json_texts(board_documents(board, kind), "id");
  char *text = mem_format("There is no %s `%s` on this board, so nobody is `%s`%s", kind, id, role, nearest_words(id, ids, ".", near));
  json_array_add(said, text);
  mem_free(text);
  json_decref(ids);
}

// Roles by a post or a group that the board does not have.
static void look_at_role(const struct looking *looking, const json_t *role) {
  const char *post = json_text(role, "post"), *group = json_text(role, "group"), *name = json_text(role, "name");
  if (post && !json_text(role, "of")) say_missing(looking->board, "post", post, name, looking->said);
  if (post && json_text(role, "of")) look_at_agency_post(looking, role);
  if (group) say_missing(looking->board, "group", group, name, looking->said);
}

static void look_at_duty(const struct looking *looking, const char *duty) {
  json_t *ids = duty_agencies(looking->board, duty);
  if (json_array_size(ids) == 0) {
    char *text = duty_nobody(looking->board, duty);
    json_array_add(looking->said, text);
    mem_free(text);
  }
  json_decref(ids);
}

// What asks by a duty that no agency has, anywhere below.
static void look_at_duties(const struct looking *looking, const json_t *value) {
  const char *key, *does = json_text(value, "do"), *duty = json_text(value, "duty");
  json_t *member;
  size_t i;
  if (does && strcmp(does, "name_parties") == 0) look_at_duty(looking, duty ? duty : "");
  json_object_foreach((json_t *)value, key, member) look_at_duties(looking, member);
  json_array_foreach(value, i, member) look_at_duties(looking, member);
}

json_t *unheld_of(struct board *board, const json_t *structure, const json_t *asking) {
  struct looking looking = {.board = board, .structure = structure, .asking = asking, .said = json_array()};
  size_t i, k;
  json_t *ladder, *rung, *role;
  json_array_foreach(json_object_get(structure, "roles"), i, role) look_at_role(&looking, role);
  json_array_foreach(json_object_get(structure, "ladders"), i, ladder) json_array_foreach(json_object_get(ladder, "rungs"), k, rung)
      look_at_rung(&looking, json_text(ladder, "name"), rung);
  look_at_duties(&looking, json_object_get(structure, "root"));
  return looking.said;
}
