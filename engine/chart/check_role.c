// Checks the roles: who a word like `owner` means, worked out per item at that moment (R2).
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

static const char *const keys[] = {"title", "person_in", "post", "group", "any_in", "everyone", "of", "not_from", NULL};
static const char *const ways[] = {"person_in", "post", "group", "any_in", "everyone", NULL};
static const char *const whole_example = "{ title = \"Chair\", post = \"llip_chair\" }";

void role_check(struct check *check, const struct node *node, const char *name) {
  if (check->roles_are_lost || json_array_has(check->role_names, name)) return;
  char *hint = near_hint(check, name, check->role_names);
  mistake(check, node, "Nobody is called `%s`.%s", name, hint);
  mem_free(hint);
}

json_t *role_list_check(struct check *check, const struct node *list) {
  json_t *texts = texts_check(check, list);
  for (size_t i = 0; i < node_count(list); i++) {
    struct node item = node_item(list, i);
    const char *name = json_string_value(item.value);
    if (name && json_array_has(texts, name)) role_check(check, &item, name);
  }
  return texts;
}

void roles_may_read(struct check *check, const json_t *roles) {
  size_t i;
  json_t *role;
  json_array_foreach(roles, i, role) {
    if (!json_array_has(check->readers, json_string_value(role))) json_array_append(check->readers, role);
  }
}

// A member that names a field of one of `types`.
static void field_member(struct check *check, const struct node *role, const char *key, const char *types, json_t *out) {
  struct node at = node_member(role, key);
  const char *name = text_check(check, &at);
  if (name && field_check(check, &at, name, types)) json_put_text(out, key, name);
}

static void text_member(struct check *check, const struct node *role, const char *key, json_t *out) {
  struct node at = node_member(role, key);
  json_put_text(out, key, text_check(check, &at));
}

static void ways_check(struct check *check, const struct node *role, const char *name) {
  int count = 0;
  for (size_t i = 0; ways[i]; i++) {
    const json_t *way = node_member(role, ways[i]).value;
    count += way && !json_is_false(way);
  }
  const char *all = "`person_in`, `post`, `group`, `any_in` or `everyone`";
  if (count == 0) mistake(check, role, "The role `%s` does not say who it is: give it %s.", name, all);
  if (count > 1) mistake(check, role, "The role `%s` says who it is in %d ways: keep one of %s.", name, count, all);
  struct node of = node_member(role, "of");
  if (of.value && !node_member(role, "post").value) mistake(check, &of, "`of` goes with `post`: the post of the agency in a field.");
}

static json_t *one_role(struct check *check, const struct node *node, const char *name) {
  json_t *out = json_object();
  json_put_text(out, "name", name);
  if (!table_needed(check, node, whole_example)) return out;
  keys_check(check, node, "a role", keys);
  ways_check(check, node, name);
  label_put(check, node, "title", name, out);
  field_member(check, node, "person_in", "person", out);
  field_member(check, node, "any_in", "party list agency group post parties", out);
  if (json_object_get(node->value, "post")) field_member(check, node, "of", "agency party", out);
  field_member(check, node, "not_from", "agency party", out);
  text_member(check, node, "post", out);
  text_member(check, node, "group", out);
  struct node everyone = node_member(node, "everyone");
  if (flag_check(check, &everyone, false))
    json_put_flag(out, "everyone", true);
  else if (json_is_false(everyone.value))
    mistake(check, &everyone, "`everyone` is true or is left out.");
  return out;
}

json_t *roles_check(struct check *check) {
  json_t *list = json_array();
  struct node roles = node_member(&check->root, "roles");
  if (!table_check(check, &roles, "roles = { chair = { title = \"Chair\", post = \"llip_chair\" } }")) {
    check->roles_are_lost = roles.value != NULL;
    return list;
  }
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)roles.value, name, value) {
    struct node node = node_member(&roles, name);
    name_check(check, &node, name, "a role");
    json_array_add(check->role_names, name);
    json_array_append_new(list, one_role(check, &node, name));
  }
  return list;
}
