// Posts that a setting names. See entrusted.h.
#include "run/entrusted.h"

#include "run/people.h"

typedef bool is_fn(struct board *board, const char *post, const char *person);

static bool any(struct board *board, const char *setting, const char *const *usual, const char *person, is_fn *is) {
  json_t *posts = setting_find(board->store, setting), *post;
  bool may = false;
  size_t i;
  json_array_foreach(posts, i, post) may = may || (json_is_string(post) && is(board, json_string_value(post), person));
  if (!posts)
    for (; *usual; usual++) may = may || is(board, *usual, person);
  json_decref(posts);
  return may;
}

bool entrusted_acts(struct board *board, const char *setting, const char *const *usual, const char *person) {
  return any(board, setting, usual, person, people_act_in_post);
}

bool entrusted_reads(struct board *board, const char *setting, const char *const *usual, const char *person) {
  return any(board, setting, usual, person, people_read_in_post);
}
