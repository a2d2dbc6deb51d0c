// What came with an event, checked against forms. See form.h.
#include "run/form.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/check.h"
#include "chart/offer.h"
#include "run/actions.h"
#include "run/form_party.h"
#include "run/parties.h"
#include "run/value.h"

#include <stdlib.h>
#include <string.h>

enum { ITEM_DIGITS_MAX = 9 }; // of an evidence item's number

// Names that belong to an action, not to a field: which piece of evidence, its grade, why it is withdrawn; which party, which value.
static bool belongs_to_action(const char *name) {
  static const char *const names[] = {"item", "grade", "reason", "party", "field", "new_due"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcmp(names[i], name) == 0) return true;
  return false;
}

// "item=3" as a command line gives it is the whole number 3. Nothing else can be meant: what evidence is, is the program's to say, never
// the sender's, so an object would be forged (J5).
static bool read_item(const json_t *value, json_t **read, struct err *err) {
  const char *text = json_string_value(value);
  size_t digits = text ? strspn(text, "0123456789") : 0;
  bool number = json_is_integer(value) && json_integer_value(value) >= 0;
  bool whole = number || (digits > 0 && digits <= ITEM_DIGITS_MAX && !text[digits]);
  if (!whole)
    return err_set(
        err, ERR_INVALID,
        "\"item\" is the number of an item of evidence that is there, such as item=1; a file joins with `waymark evidence add`.");
  *read = number ? json_incref((json_t *)value) : json_integer(strtoll(text, NULL, 10));
  return true;
}

// Takes over the party; it is the one of a row, where it stands in any of the item's.
static json_t *as_it_stands(struct board *board, const struct casefile *item, json_t *party) {
  size_t i;
  json_t *field, *found = NULL;
  json_array_foreach(json_object_get(casefile_structure(item), "fields"), i, field) {
    const json_t *rows = json_object_get(item->fields, json_text(field, "name"));
    bool holds = !found && strcmp(json_text(field, "type"), "parties") == 0 && party_place(board, rows, party) >= 0;
    if (holds) found = party_among(board, rows, party);
  }
  if (!found) found = party_among(board, NULL, party);
  json_decref(party);
  return found;
}

static bool read_for_action(struct board *board, const struct casefile *item, const char *name, json_t *value, json_t **read,
                            struct err *err) {
  if (strcmp(name, "party") == 0) {
    json_t *party = NULL;
    if (!party_read(board, name, value, &party, err)) return false;
    return *read = as_it_stands(board, item, party), true;
  }
  if (strcmp(name, "item") == 0) return read_item(value, read, err);
  if (!json_is_string(value)) return err_set(err, ERR_INVALID, "\"%s\" must be text.", name);
  *read = json_incref(value);
  return true;
}

static bool unknown_field(const struct casefile *item, const char *name, struct err *err) {
  char near[NEAREST_WORDS];
  json_t *names = json_texts(json_object_get(casefile_structure(item), "fields"), "name");
  err_set(err, ERR_INVALID, "%s has no field called \"%s\"%s", json_text(casefile_structure(item), "title"), name,
          nearest_words(name, names, ".", near));
  json_decref(names);
  return false;
}

static bool says_who(const struct casefile *item, const char *field) {
  size_t i;
  json_t *role;
  json_array_foreach(json_object_get(casefile_structure(item), "roles"), i, role) {
    const char *any_in = json_text(role, "any_in");
    if (any_in && strcmp(any_in, field) == 0) return true;
  }
  return false;
}

// In a list that says who holds a role stand people and parties that there are, not just anything (R2). Takes over `list`; NULL with err.
static json_t *read_holders(struct board *board, const json_t *field, json_t *list, struct err *err) {
  const char *name = json_text(field, "name"), *label = json_text(field, "label");
  char *words = mem_format("%s (%s)", label ? label : name, name);
  json_t *holders = json_array(), *one, *who;
  size_t i;
  bool ok = true;
  json_array_foreach(list, i, one) {
    ok = ok && party_read_listed(board, words, one, &who, err);
    if (ok) json_array_append_new(holders, who);
  }
  mem_free(words);
  json_decref(list);
  if (ok) return holders;
  json_decref(holders);
  return NULL;
}

// Which item opened this one is the engine's to say; and a person's try does not find out whether there is one of that reference (R1).
static bool is_typed(const json_t *field, const char *person, struct err *err) {
  const char *name = json_text(field, "name"), *label = json_text(field, "label");
  if (!person || strcmp(json_text(field, "type"), "item") != 0) return true;
  return err_set(err, ERR_INVALID, "%s (%s) is set where another item opens this one, and never typed in; leave it out.",
                 label ? label : name, name);
}

static bool read_field(struct board *board, const struct casefile *item, const json_t *field, const json_t *given, const char *person,
                       json_t **read, struct err *err) {
  if (!is_typed(field, person, err) || !value_read(board, field, given, read, err)) return false;
  if (strcmp(json_text(field, "type"), "parties") == 0) {
    json_t *rows = *read;
    *read = parties_among(board, json_object_get(item->fields, json_text(field, "name")), rows);
    json_decref(rows);
  }
  bool holders = strcmp(json_text(field, "type"), "list") == 0 && json_is_array(*read) && says_who(item, json_text(field, "name"));
  return !holders || (*read = read_holders(board, field, *read, err));
}

// What is given beside it counts before what the item holds.
static bool is_offered(const struct casefile *item, const json_t *field, const json_t *value, const json_t *data, struct err *err) {
  const char *by = offer_by(field), *text = json_string_value(value);
  const json_t *other = by ? json_object_get(data, by) : NULL;
  if (by && !other) other = json_object_get(item->fields, by);
  const json_t *options = by ? offer_options(field, other) : NULL;
  if (!by || !text || json_array_has(options, text)) return true;
  char *list = json_join(options, ", ");
  err_set(err, ERR_INVALID, "%s (%s) must be one of %s, since \"%s\" is %s.", json_text(field, "label"), json_text(field, "name"), list,
          chart_label(item->chart, by), json_string_value(other));
  mem_free(list);
  return false;
}

static bool are_offered(const struct casefile *item, const json_t *data, struct err *err) {
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)data, name, value) {
    const json_t *field = chart_field(item->chart, name);
    if (field && !is_offered(item, field, value, data, err)) return false;
  }
  return true;
}

bool form_read(struct board *board, const struct casefile *item, const json_t *given, const char *person, json_t **data, struct err *err) {
  json_t *out = json_object(), *value, *read;
  const char *name;
  json_object_foreach((json_t *)given, name, value) {
    const json_t *field = chart_field(item->chart, name);
    bool ok = true;
    if (field)
      ok = read_field(board, item, field, value, person, &read, err);
    else
      ok = belongs_to_action(name) ? read_for_action(board, item, name, value, &read, err) : unknown_field(item, name, err);
    if (ok) json_object_set_new(out, name, read);
    if (ok) continue;
    json_decref(out);
    return false;
  }
  if (!are_offered(item, out, err)) {
    json_decref(out);
    return false;
  }
  *data = out;
  return true;
}

static bool asked(const json_t *form, const char *name) {
  size_t i;
  json_t *one;
  json_array_foreach(form, i, one) if (strcmp(json_text(one, "field"), name) == 0) return true;
  return false;
}

static bool has_action(const json_t *transition, const char *wanted) {
  return actions_have(json_object_get(transition, "actions"), wanted);
}

static bool action_asks(const json_t *transition, const char *name) {
  bool grades = has_action(transition, "grade"), withdraws = has_action(transition, "withdraw");
  if (strcmp(name, "item") == 0) return grades || withdraws || has_action(transition, "attach");
  return (grades && strcmp(name, "grade") == 0) || (withdraws && strcmp(name, "reason") == 0);
}

// Blanks are no reason.
static bool is_blank(const json_t *value) {
  const char *text = json_string_value(value);
  return text && !text[strspn(text, " \t\r\n")];
}

// An answer of an earlier event is no answer to this one: each meeting has its own minute, each return its own reason.
static bool is_given(const json_t *data, const char *name) {
  const json_t *value = json_object_get(data, name);
  return value && !json_is_null(value) && !is_blank(value) && !(json_is_array(value) && json_array_size(value) == 0);
}

static bool has_evidence(const struct casefile *item, json_int_t number) {
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(item->fields, "evidence"), i, one) if (json_number(one, "id", 0) == number) return true;
  return false;
}

// What `attach`, `grade` and `withdraw` need, asked before the step, so that a slip of the pen is refused and never gets stuck.
static bool action_fits(const struct casefile *item, const json_t *transition, const json_t *data, struct err *err) {
  bool grades = has_action(transition, "grade"), withdraws = has_action(transition, "withdraw");
  const char *label = json_text(transition, "label"), *grade = json_text(data, "grade");
  const json_t *number = json_object_get(data, "item");
  if (has_action(transition, "attach") && !json_is_object(number))
    return err_set(err, ERR_INVALID, "\"%s\" on %s needs the file itself: add it with `waymark evidence add`.", label, item->ref);
  if (!grades && !withdraws) return true;
  if (!json_is_integer(number) || !has_evidence(item, json_integer_value(number)))
    return err_set(err, ERR_INVALID, "\"%s\" on %s needs the number of an item of evidence that is there, such as item=1.", label,
                   item->ref);
  if (grades && (!grade || (strcmp(grade, "insufficient") && strcmp(grade, "sufficient") && strcmp(grade, "strong"))))
    return err_set(err, ERR_INVALID, "\"%s\" on %s needs a grade: insufficient, sufficient or strong.", label, item->ref);
  if (withdraws && !is_given(data, "reason")) return err_set(err, ERR_INVALID, "\"%s\" on %s needs a reason.", label, item->ref);
  return true;
}

// "Hand it in" on RA-1; of an item that is only being started, which has no reference yet: A new audit. Caller frees.
static char *move_said(const struct casefile *item, const json_t *transition) {
  return *item->ref ? mem_format("\"%s\" on %s", json_text(transition, "label"), item->ref) : mem_format("A new %s", casefile_noun(item));
}

static bool say_missing(const struct casefile *item, const json_t *transition, const json_t *data, struct err *err) {
  struct buf list;
  buf_init(&list);
  size_t i;
  json_t *one;
  json_array_foreach(json_object_get(transition, "form"), i, one) {
    const char *name = json_text(one, "field");
    if (json_flag(one, "optional") || is_given(data, name)) continue;
    buf_format(&list, "%s%s (%s)", list.size ? ", " : "", chart_label(item->chart, name), name);
  }
  if (!list.size) return true;
  char *move = move_said(item, transition);
  err_set(err, ERR_INVALID, "%s still needs: %s.", move, list.data);
  mem_free(move);
  buf_clear(&list);
  return false;
}

static bool is_not_asked(const struct casefile *item, const json_t *transition, const char *name, struct err *err) {
  char *move = move_said(item, transition);
  err_set(err, ERR_INVALID, "%s does not ask for %s (%s); leave it out.", move, chart_label(item->chart, name), name);
  mem_free(move);
  return false;
}

bool form_fits(struct board *board, const struct casefile *item, const json_t *transition, const json_t *data, struct err *err) {
  const json_t *form = json_object_get(transition, "form");
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)data, name, value) {
    if (asked(form, name) || action_asks(transition, name) || form_party_asks(transition, name)) continue;
    return is_not_asked(item, transition, name, err);
  }
  return action_fits(item, transition, data, err) && form_party_fits(board, item, transition, data, err) &&
         say_missing(item, transition, data, err);
}
