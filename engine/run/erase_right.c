// Who may ask for erasures and who may confirm them. See erase_right.h.
#include "run/erase_right.h"

#include "run/people.h"

#include <string.h>

static bool is_post_of(struct board *board, const json_t *posts, const char *person, const char *apart) {
  size_t i;
  json_t *post;
  json_array_foreach(posts, i, post) {
    const char *name = json_string_value(post);
    if (name && people_in_post(board, name, person, apart)) return true;
  }
  return false;
}

bool erase_may_confirm(struct board *board, const char *person, const char *apart) {
  json_t *posts = setting_find(board->store, "erasure_confirm");
  if (!posts) posts = json_pack("[s, s, s]", "independent_chair", "administrator", "business_manager");
  bool may = (!apart || strcmp(apart, person) != 0) && is_post_of(board, posts, person, apart);
  json_decref(posts);
  return may;
}

bool erase_may_ask(struct board *board, const char *person) {
  return people_in_office(board, person) || erase_may_confirm(board, person, NULL);
}

bool erase_may_lift_hold(struct board *board, const char *person) {
  return people_in_office(board, person) || people_act_in_post(board, "data_protection_officer", person);
}

bool erase_may_set_hold(struct board *board, const char *person) {
  return erase_may_lift_hold(board, person) || erase_may_confirm(board, person, NULL);
}
