// Checks the ladders: who is told, and when, while something stays late.
#include "base/mem.h"
#include "chart/check_internal.h"

#include <string.h>

static const char *const keys[] = {"1", "tell", "text", "raise", "open", "name", "urgent", "instead", NULL};

// Upper case too, because people say "L0"; no slash, because timers are named LADDER/RUNG.
static bool is_rung_name(const char *name) {
  return *name && strlen(name) <= NAME_MAX_SIZE &&
         strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(name);
}

static bool has_rung(const json_t *rungs, const char *name) {
  size_t i;
  json_t *rung;
  json_array_foreach(rungs, i, rung) {
    if (strcmp(json_text(rung, "name"), name) == 0) return true;
  }
  return false;
}

static void rung_name(struct check *check, const struct node *node, const char *ladder, const json_t *rungs, json_t *out) {
  struct node at = node_member(node, "name");
  const char *given = text_check(check, &at);
  char *name = given ? mem_text(given) : mem_format("L%zu", json_array_size(rungs));
  if (!is_rung_name(name))
    mistake(check, &at, "`%s` cannot be the name of a rung: use letters, digits, `_` and `-`, such as `L0`.", name);
  else if (has_rung(rungs, name))
    mistake(check, given ? &at : node, "Two rungs of the ladder `%s` are called `%s`.", ladder, name);
  json_put_text(out, "name", name);
  mem_free(name);
}

static void rung_rule(struct check *check, const struct node *node, json_t *out) {
  struct node at = node_place(node, 0);
  const char *rule = text_check(check, &at);
  if (!at.value) mistake(check, node, "This rung does not begin with when it comes, such as `\"1 working day after due\"`.");
  if (rule && rule_check(check, &at, rule, NULL)) json_put_text(out, "rule", rule);
}

static void rung_text(struct check *check, const struct node *node, json_t *out) {
  struct node at = node_member(node, "text");
  const char *given = text_check(check, &at), *noun = json_text(check->root.value, "noun"), *rule = json_text(out, "rule");
  bool is_sure = rule && !json_object_get(out, "instead"); // else it would tell some the wrong one
  char *text =
      given ? mem_text(given) : mem_format("Please look at this %s: %s.", noun ? noun : "item", is_sure ? rule : "it has a deadline");
  json_put_text(out, "text", text);
  mem_free(text);
}

static void rung_does(struct check *check, const struct node *node, json_t *out) {
  struct node raise = node_member(node, "raise"), open = node_member(node, "open"), urgent = node_member(node, "urgent");
  json_put_text(out, "raise", text_check(check, &raise));
  json_put_text(out, "open", text_check(check, &open));
  json_put_flag(out, "urgent", flag_check(check, &urgent, false));
}

static json_t *one_rung(struct check *check, const struct node *node, const char *ladder, const json_t *rungs) {
  json_t *out = json_object();
  rung_name(check, node, ladder, rungs, out);
  if (json_is_string(node->value)) {
    mistake(check, node, "A rung is a table, such as `{ \"1 working day after due\", tell = { \"owner\" } }`, not text.");
    return out;
  }
  if (!json_is_array(node->value)) {
    if (!table_needed(check, node, "{ \"1 working day after due\", tell = { \"owner\" } }")) return out;
    keys_check(check, node, "a rung", keys);
  } else if (json_array_size(node->value) > 1) {
    struct node second = node_place(node, 1);
    mistake(check, &second, "A rung begins with one rule; whom it tells stands after `tell =`.");
  }
  rung_rule(check, node, out);
  instead_check(check, node, out);
  rung_text(check, node, out);
  rung_does(check, node, out);
  struct node tell = node_member(node, "tell"), raise = node_member(node, "raise");
  json_t *roles = role_list_check(check, &tell);
  roles_may_read(check, roles);
  json_object_set_new(out, "tell", roles);
  const char *event = json_string_value(raise.value);
  if (event) {
    json_array_add(check->raised, event);
    event_check(check, &raise, event, true);
  }
  return out;
}

static bool tells(const json_t *rung) { return json_array_size(json_object_get(rung, "tell")) > 0; }

// A rung may only move the case on; but a ladder on which nobody at all hears of it is a slip.
static void told_check(struct check *check, const struct node *ladder, const char *name, const json_t *rungs) {
  size_t i, telling = 0, sound = 0;
  json_t *rung;
  json_array_foreach(rungs, i, rung) {
    telling += tells(rung);
    sound += json_text(rung, "rule") != NULL;
  }
  if (sound < json_array_size(rungs)) return;
  if (telling == 0)
    mistake(check, ladder, "The ladder `%s` has nobody to tell: give its rungs `tell = { \"owner\" }`.", name);
  else
    json_array_foreach(rungs, i, rung) {
      struct node at = node_item(ladder, i);
      if (tells(rung) || json_text(rung, "raise") || json_text(rung, "open")) continue;
      mistake(check, &at, "Rung %zu of the ladder `%s` tells nobody: give it `tell = { \"owner\" }`.", i + 1, name);
    }
}

// The field that the rule of a rung, or of a row of its `instead`, hangs on, "" for none. A new reference.
static json_t *date_of(const struct check *check, const json_t *rung) {
  struct err err;
  struct check_rule said = {.fields = json_array()};
  const char *rule = json_text(rung, "rule");
  bool known = rule && check->host->rule(check->host->user, rule, &said, &err);
  json_t *first = known && json_array_size(said.fields) ? json_incref(json_array_get(said.fields, 0)) : json_string("");
  json_decref(said.fields);
  return first;
}

static const char *date_shown(const json_t *date) {
  return json_string_length(date) ? json_string_value(date) : "when the state was entered";
}

static void same_date(struct check *check, const struct node *at, const char *name, const json_t *first, const json_t *rung) {
  json_t *date = date_of(check, rung);
  if (json_text(rung, "rule") && !json_equal(first, date))
    mistake(check, at, "The rungs of the ladder `%s` hang on two dates, `%s` and `%s`: make a ladder of each.", name, date_shown(first),
            date_shown(date));
  json_decref(date);
}

// T5: which rungs were used is kept by the one date that the ladder hangs on; two dates would tell people twice.
static void date_check(struct check *check, const struct node *ladder, const char *name, const json_t *rungs) {
  json_t *first = date_of(check, json_array_get(rungs, 0)), *rung, *row;
  size_t i, j;
  json_array_foreach(rungs, i, rung) {
    struct node at = node_item(ladder, i), instead = node_member(&at, "instead");
    same_date(check, &at, name, first, rung);
    json_array_foreach(json_object_get(rung, "instead"), j, row) {
      struct node row_at = node_item(&instead, j);
      same_date(check, &row_at, name, first, row);
    }
  }
  json_decref(first);
}

static json_t *one_ladder(struct check *check, const struct node *node, const char *name) {
  json_t *rungs = json_array();
  if (json_is_string(node->value) || node_is_function(node)) {
    mistake(check, node, "The ladder `%s` must be a list of rungs, such as `{ { \"1 working day after due\", tell = { \"owner\" } } }`.",
            name);
  } else {
    list_check(check, node);
    for (size_t i = 0; i < node_count(node); i++) {
      struct node item = node_item(node, i);
      json_array_append_new(rungs, one_rung(check, &item, name, rungs));
    }
    told_check(check, node, name, rungs);
    date_check(check, node, name, rungs);
  }
  return json_pack("{s:s,s:o}", "name", name, "rungs", rungs);
}

json_t *ladders_check(struct check *check) {
  json_t *list = json_array();
  struct node ladders = node_member(&check->root, "ladders");
  if (!table_check(check, &ladders, "ladders = { [\"review-ladder\"] = { ... } }")) {
    check->ladders_are_lost = ladders.value != NULL;
    return list;
  }
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)ladders.value, name, value) {
    struct node node = node_member(&ladders, name);
    name_check(check, &node, name, "a ladder");
    json_array_add(check->ladder_names, name);
    json_array_append_new(list, one_ladder(check, &node, name));
  }
  return list;
}
