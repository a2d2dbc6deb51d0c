// Operations on the board's settings: what they are, and changing one, with a reason and a name.
#include "base/mem.h"
#include "chart/check.h"
#include "op/internal.h"
#include "op/settings.h"
#include "run/people.h"
#include "run/terms.h"

#include <stdlib.h>
#include <string.h>

// What the terms themselves are is said in the words that they stand for.
static char *help_of(const struct board *board, const struct setting *setting) {
  return terms_say(setting->kind == SETTING_TERMS ? NULL : board->terms, setting->help);
}

static json_t *row_of(struct board *board, const struct setting *setting) {
  char *help = help_of(board, setting);
  json_t *row = json_pack("{s:s, s:s, s:o?}", "name", setting->name, "help", help, "value", setting_find(board->store, setting->name));
  mem_free(help);
  json_put_text(row, "unit", setting->kind == SETTING_NUMBER ? setting->what : NULL);
  json_put_text(row, "changed_by", setting->instead);
  return row;
}

static bool list(struct op_call *call, struct err *err) {
  const struct setting *setting;
  if (!ask_person(call, err)) return false;
  json_t *rows = json_array();
  for (size_t i = 0; (setting = settings_at(i)); i++) json_array_append_new(rows, row_of(call->board, setting));
  call->answer = json_pack("{s:o}", "settings", rows);
  return true;
}

static const struct setting *ask_setting(const struct op_call *call, struct err *err) {
  const char *name = ask_text(call, "name", err);
  const struct setting *setting = name ? settings_find(name) : NULL;
  if (name && !setting)
    err_set(err, ERR_NOT_FOUND, "There is no setting called \"%s\"; \"waymark setting list\" has them all.", name);
  else if (setting && setting->instead)
    err_set(err, ERR_REFUSED, "The setting %s is not changed by itself: \"waymark %s\" does it.", name, setting->instead);
  return setting && !setting->instead ? setting : NULL;
}

static json_t *number_in(const char *text) {
  char *end;
  long long number = strtoll(text, &end, 10);
  return *text && !*end ? json_integer(number) : json_string(text);
}

// "one,two", or with another sign between them; "none" is a list of none.
static json_t *list_in(const char *text, const char *between) {
  json_t *list = json_array();
  if (strcmp(text, "none") == 0) return list;
  for (const char *at = text;; at++) {
    size_t size = strcspn(at += strspn(at, " "), between), end = size;
    while (end > 0 && at[end - 1] == ' ') end--;
    json_array_append_new(list, json_stringn(at, end));
    at += size;
    if (!*at) return list;
  }
}

// A command line has no numbers, no lists and no tables. A new reference; NULL: the setting goes.
static json_t *ask_value(const struct op_call *call, const struct setting *setting) {
  json_t *value = json_object_get(call->request, "value");
  const char *text = json_string_value(value);
  if (text && setting->kind == SETTING_NUMBER) return number_in(text);
  if (text && setting->kind == SETTING_POSTS) return list_in(text, ",");
  if (text && setting->kind == SETTING_TITLES) return list_in(text, ";");
  json_t *terms = text && setting->kind == SETTING_TERMS ? terms_read(text) : NULL;
  if (terms) return terms;
  return json_is_null(value) ? NULL : json_incref(value);
}

// A post or an agency.
static bool check_known(struct board *board, const struct setting *setting, const char *kind, const char *id, struct err *err) {
  char near[NEAREST_WORDS], hint[60];
  if (board_document(board, kind, id)) return true;
  json_t *ids = json_texts(board_documents(board, kind), "id");
  snprintf(hint, sizeof hint, "; `waymark %s list` shows them.", kind);
  err_set(err, ERR_NOT_FOUND, "The setting %s cannot name \"%.80s\", since no %s of this board is called that%s", setting->name, id, kind,
          nearest_words(id, ids, hint, near));
  json_decref(ids);
  return false;
}

// Whom the directory must know.
static bool check_named(struct board *board, const struct setting *setting, const json_t *value, struct err *err) {
  size_t i;
  json_t *post;
  if (setting->kind == SETTING_POSTS)
    json_array_foreach(value, i, post) if (!check_known(board, setting, "post", json_string_value(post), err)) return false;
  if (setting->kind == SETTING_AGENCY) return check_known(board, setting, "agency", json_string_value(value), err);
  json_t *person = setting->kind == SETTING_PERSON ? people_find(board, json_string_value(value), err) : NULL;
  json_decref(person);
  return person || setting->kind != SETTING_PERSON;
}

static bool check_value(const struct op_call *call, const struct setting *setting, const json_t *value, struct err *err) {
  if (!value) return true;
  char where[100];
  snprintf(where, sizeof where, "The setting %s", setting->name);
  return settings_check(setting, value, where, err) && check_named(call->board, setting, value, err);
}

static bool record(struct op_call *call, const struct setting *setting, json_t *value, struct err *err) {
  struct entry entry;
  int64_t now = board_now(call->board);
  const char *person = ask_maybe(call, "as"), *reason = ask_text(call, "reason", err);
  if (!reason) return false;
  char part[100];
  snprintf(part, sizeof part, "setting/%s", setting->name);
  entry_init(&entry, ENTRY_SETTING, now, now);
  people_key(call->board, person, &entry.actor_id);
  entry_part(&entry, "event", json_pack("{s:s, s:{s:s}, s:s}", "name", "setting changed", "data", "reason", reason, "actor", person));
  entry_part(&entry, part, value ? json_incref(value) : json_null());
  return board_append(call->board, &entry, err);
}

static bool set(struct op_call *call, struct err *err) {
  const struct setting *setting = ask_setting(call, err);
  if (!setting) return false;
  if (!json_object_get(call->request, "value"))
    return err_set(err, ERR_INVALID, "Say what the setting %s is to be; null takes it away.", setting->name);
  json_t *value = ask_value(call, setting), *before = setting_find(call->board->store, setting->name);
  bool ok = check_value(call, setting, value, err) && (json_equal(value, before) || record(call, setting, value, err));
  if (ok) call->answer = json_pack("{s:s, s:o?, s:O?}", "name", setting->name, "was", json_incref(before), "value", value);
  json_decref(value);
  json_decref(before);
  return ok;
}

const struct op ops_setting[] = {
    {.name = "setting.list", .who = OP_PERSON, .run = list},
    {.name = "setting.set", .who = OP_OFFICE, .what = "change the board's settings", .writes = true, .run = set},
    {0},
};
