// What actions on parties want. See form_party.h.
#include "run/form_party.h"

#include "base/mem.h"
#include "chart/asked.h"
#include "chart/party.h"
#include "run/actions.h"
#include "run/new_due.h"

#include <string.h>

enum need { NOT, MAY, MUST };

static const struct row {
  const char *action;
  enum need party, reason, field, new_due;
} rows[] = {
    {"add_party", MUST, MAY, NOT, MAY},    {"remove_party", MUST, MUST, NOT, NOT}, {"exempt_party", MUST, MUST, NOT, NOT},
    {"reopen_party", MUST, MAY, NOT, MAY}, {"non_return", MAY, MAY, NOT, NOT},     {"confirm", NOT, NOT, MUST, NOT},
};

static enum need need_of(const struct row *row, const char *name) {
  if (strcmp(name, "party") == 0) return row->party;
  if (strcmp(name, "new_due") == 0) return row->new_due;
  return strcmp(name, "reason") == 0 ? row->reason : strcmp(name, "field") == 0 ? row->field : NOT;
}

// The strongest need of all that the transition does.
static enum need needed(const json_t *transition, const char *name) {
  enum need most = NOT;
  const json_t *actions = json_object_get(transition, "actions");
  if (!json_array_size(actions)) return NOT; // most do nothing
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    enum need need = need_of(&rows[i], name);
    if (need > most && actions_have(actions, rows[i].action)) most = need;
  }
  return most;
}

bool form_party_asks(const json_t *transition, const char *name) { return needed(transition, name) != NOT; }

static bool is_given(const json_t *value) {
  const char *text = json_string_value(value);
  return text ? text[strspn(text, " \t\r\n")] != '\0' : value && !json_is_null(value);
}

static bool has(const json_t *transition, const char *action) { return actions_have(json_object_get(transition, "actions"), action); }

static bool missing(const struct casefile *item, const json_t *transition, const char *name, const char *what, struct err *err) {
  return err_set(err, ERR_INVALID, "\"%s\" on %s needs %s (%s).", json_text(transition, "label"), item->ref, what, name);
}

// The name of the field of parties that it is about; NULL: of none. Borrowed from the definition.
static const char *parties_name(const json_t *transition) {
  json_t *actions = actions_flat(json_object_get(transition, "actions")), *action;
  const char *found = NULL;
  size_t i;
  json_array_foreach(actions, i, action) {
    const char *field = json_text(action, "field");
    if (field && (strstr(json_text(action, "do"), "_party") || strcmp(json_text(action, "do"), "non_return") == 0)) found = field;
  }
  json_decref(actions);
  return found;
}

static const json_t *parties_of(const struct casefile *item, const json_t *transition) {
  const char *field = parties_name(transition);
  return field ? json_object_get(item->fields, field) : NULL;
}

static const char *unfit(const json_t *transition, const json_t *row) {
  bool removed = party_is(row, "removed");
  if (has(transition, "add_party")) return row && !removed ? "takes part already" : NULL;
  if (!row) return "does not take part";
  if (has(transition, "remove_party") && removed) return "was removed already";
  if (has(transition, "exempt_party") && party_is(row, "exempt")) return "is exempt already";
  if (has(transition, "reopen_party") && removed) return "was removed: add it again instead";
  if (has(transition, "reopen_party") && party_waits(row)) return "has not returned anything yet";
  return has(transition, "non_return") && !party_waits(row) ? "is not waited for" : NULL;
}

static bool party_fits(struct board *board, const struct casefile *item, const json_t *transition, const json_t *data, struct err *err) {
  const json_t *all = parties_of(item, transition), *party = json_object_get(data, "party");
  const char *label = json_text(transition, "label");
  int at = party_find(all, party);
  const json_t *row = at < 0 ? NULL : json_array_get(all, (size_t)at);
  const char *why = unfit(transition, row);
  if (why) return err_set(err, ERR_INVALID, "\"%s\" on %s cannot be done: %s %s.", label, item->ref, json_text(party, "id"), why);
  const json_t *new_due = json_object_get(data, "new_due");
  if (needed(transition, "new_due") == NOT) return true;
  return row ? new_due_fits(board, new_due, row, label, item->ref, err)
             : new_due_joins(board, new_due, item, parties_name(transition), label, err);
}

// Whoever closes without some says why; where all have returned there is nothing to say.
static bool lacks_reason(const struct casefile *item, const json_t *transition) {
  const json_t *row;
  size_t i;
  if (!has(transition, "non_return")) return false;
  json_array_foreach(parties_of(item, transition), i, row) if (party_waits(row)) return true;
  return false;
}

static bool is_carried(const struct casefile *item, const char *name) {
  const json_t *row;
  size_t i;
  json_array_foreach(json_object_get(item->fields, "carried"), i, row) if (strcmp(json_text(row, "field"), name) == 0) return true;
  return false;
}

bool form_party_fits(struct board *board, const struct casefile *item, const json_t *transition, const json_t *data, struct err *err) {
  const json_t *party = json_object_get(data, "party"), *reason = json_object_get(data, "reason"), *field = json_object_get(data, "field");
  if (needed(transition, "party") == MUST && !json_is_object(party))
    return missing(item, transition, "party", "to know who is meant, such as party=agency:police", err);
  if (json_is_object(party) && needed(transition, "party") != NOT && !party_fits(board, item, transition, data, err)) return false;
  if ((needed(transition, "reason") == MUST || lacks_reason(item, transition)) && !is_given(reason))
    return missing(item, transition, "reason", "a reason", err);
  if (needed(transition, "field") == MUST && !is_given(field))
    return missing(item, transition, "field", "the name of the value that is confirmed", err);
  if (needed(transition, "field") == MUST && !is_carried(item, json_string_value(field)))
    return err_set(err, ERR_INVALID, "\"%s\" on %s cannot be done: \"%s\" was not carried forward.", json_text(transition, "label"),
                   item->ref, json_string_value(field));
  return true;
}

static bool form_has(const json_t *form, const char *name) {
  size_t i;
  json_t *item;
  json_array_foreach(form, i, item) if (strcmp(json_text(item, "field"), name) == 0) return true;
  return false;
}

// A field that this choice calls by more than its own label gets that.
static json_t *labelled_form(const struct chart *chart, const json_t *transition) {
  json_t *form = json_copy(json_object_get(transition, "form")), *item;
  size_t i;
  json_array_foreach(form, i, item) {
    const char *name = json_text(item, "field"), *label = asked_label(chart, transition, name),
               *own = json_text(chart_field(chart, name), "label");
    if (!own || strcmp(own, label) == 0) continue;
    json_t *named = json_copy(item);
    json_put_text(named, "label", label);
    json_array_set_new(form, i, named);
  }
  return form;
}

json_t *form_party_form(const struct chart *chart, const json_t *transition) {
  static const char *const names[] = {"party", "reason", "field", "new_due"};
  json_t *form = labelled_form(chart, transition);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    enum need need = needed(transition, names[i]);
    if (need != NOT && !form_has(form, names[i]))
      json_array_append_new(form, json_pack("{s:s, s:b}", "field", names[i], "optional", need == MAY));
  }
  return form;
}
