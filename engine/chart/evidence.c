// Evidence items in the field `evidence`: they join, are graded, and are withdrawn to a tombstone; none is ever taken out (J5).
// A list that changes is a new list: the old one stands in the effect, and with the caller.
#include "chart/machine_internal.h"

#include <stdlib.h>
#include <string.h>

static const char *const levels[] = {"output", "process", "impact", "outcome"};

bool evidence_counts(const json_t *item) {
  const json_t *withdrawn = json_object_get(item, "withdrawn");
  return json_is_object(item) && (!withdrawn || json_is_null(withdrawn));
}

int evidence_level(const char *level) {
  for (int i = 0; level && i < 4; i++)
    if (strcmp(levels[i], level) == 0) return i;
  return -1;
}

static const json_t *data_of(const struct machine *machine, const char *name) {
  return json_object_get(json_object_get(machine->event, "data"), name);
}

static bool put_list(struct machine *machine, json_t *list, struct err *err) {
  const struct field *field = chart_field_row(machine->chart, "evidence");
  if (field) return machine_set(machine, field, list, err);
  json_decref(list);
  return err_set(err, ERR_INVALID, "the workflow has no field \"evidence\"");
}

static json_t *list_of(const struct machine *machine) {
  const struct field *field = chart_field_row(machine->chart, "evidence");
  json_t *list = field ? machine_get(machine, field) : NULL;
  return json_is_array(list) ? json_copy(list) : json_array();
}

static int64_t next_id(const json_t *list) {
  int64_t highest = 0;
  size_t i;
  const json_t *item;
  json_array_foreach(list, i, item) if (json_number(item, "id", 0) > highest) highest = json_number(item, "id", 0);
  return highest + 1;
}

// A file's name and the hash that proves it: what is not exactly this must never become a path.
static bool is_sha256(const char *text) {
  size_t size = text ? strspn(text, "0123456789abcdef") : 0;
  return size == 64 && !text[size];
}

// The number is the engine's, and nobody brings a grade along with what they attach.
bool evidence_attach(struct machine *machine, struct err *err) {
  const json_t *given = data_of(machine, "item");
  const char *sha256 = json_text(given, "sha256");
  if (!sha256) return err_set(err, ERR_INVALID, "no evidence came with it; add the file with `waymark evidence add`");
  if (!is_sha256(sha256)) return err_set(err, ERR_INVALID, "its sha256 must be 64 digits of 0 to 9 and a to f");
  if (evidence_level(json_text(given, "level")) < 0)
    return err_set(err, ERR_INVALID, "its level must be output, process, impact or outcome");
  json_t *list = list_of(machine), *item = json_copy((json_t *)given);
  json_object_del(item, "grade");
  json_object_del(item, "withdrawn");
  json_put_number(item, "id", next_id(list));
  json_array_append_new(list, item);
  return put_list(machine, list, err);
}

// A number, or its digits: `item` is no declared field, so a command line cannot know that it is one.
static int64_t item_number(const json_t *value) {
  const char *text = json_string_value(value);
  char *end = NULL;
  if (json_is_integer(value)) return json_integer_value(value);
  int64_t number = text ? strtoll(text, &end, 10) : 0;
  return text && *text && !*end ? number : 0;
}

// A copy of the list in which the item that the event names carries one more member.
static bool mark_item(struct machine *machine, const char *member, const char *text, struct err *err) {
  int64_t id = item_number(data_of(machine, "item"));
  json_t *list = list_of(machine), *item;
  size_t i;
  json_array_foreach(list, i, item) {
    if (json_number(item, "id", 0) != id) continue;
    if (!evidence_counts(item)) {
      json_decref(list);
      return err_set(err, ERR_INVALID, "evidence item %lld was withdrawn", (long long)id);
    }
    json_t *marked = json_copy(item);
    json_put_text(marked, member, text);
    json_array_set_new(list, i, marked);
    return put_list(machine, list, err);
  }
  size_t count = json_array_size(list);
  json_decref(list);
  if (id < 1) return err_set(err, ERR_INVALID, "it does not say which evidence item is meant; give `item`, its number");
  return err_set(err, ERR_INVALID, "there is no evidence item %lld; there %s %zu", (long long)id, count == 1 ? "is" : "are", count);
}

bool evidence_grade(struct machine *machine, struct err *err) {
  const char *grade = json_string_value(data_of(machine, "grade"));
  bool known = grade && (strcmp(grade, "insufficient") == 0 || strcmp(grade, "sufficient") == 0 || strcmp(grade, "strong") == 0);
  return known ? mark_item(machine, "grade", grade, err) : err_set(err, ERR_INVALID, "a grade is insufficient, sufficient or strong");
}

bool evidence_withdraw(struct machine *machine, struct err *err) {
  const char *reason = json_string_value(data_of(machine, "reason"));
  bool given = reason && reason[strspn(reason, " \t\r\n")];
  return given ? mark_item(machine, "withdrawn", reason, err)
               : err_set(err, ERR_INVALID, "evidence is withdrawn for a reason; give `reason`");
}
