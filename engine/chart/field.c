// Fields and what they hold: one row a type. A date is a day that there is, since a step must not store 30 February.
#include "chart/field.h"

#include "base/mem.h"
#include "chart/internal.h"
#include "chart/party.h"

#include <ctype.h>
#include <string.h>

static int two_digits(const char *text) { return 10 * (text[0] - '0') + text[1] - '0'; }

bool field_is_day(const json_t *value) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const char *text = json_string_value(value);
  if (!text || strlen(text) != 10 || text[4] != '-' || text[7] != '-') return false;
  for (int i = 0; i < 10; i++)
    if (i != 4 && i != 7 && !isdigit((unsigned char)text[i])) return false;
  int year = 100 * two_digits(text) + two_digits(text + 2), month = two_digits(text + 5), day = two_digits(text + 8);
  if (month < 1 || month > 12 || day < 1) return false;
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= days[month - 1] + (month == 2 && leap);
}

static bool is_text(const json_t *value) { return json_is_string(value); }
static bool is_whole(const json_t *value) { return json_is_integer(value); }
static bool is_yesno(const json_t *value) { return json_is_boolean(value); }
static bool is_list(const json_t *value) { return json_is_array(value); }

static bool is_evidence(const json_t *value) {
  size_t i;
  const json_t *item;
  json_array_foreach(value, i, item) if (json_number(item, "id", 0) < 1) return false;
  return json_is_array(value);
}

// All of them say who by kind; `all` needs no id.
static bool is_party(const json_t *value) {
  const char *kind = json_text(value, "kind");
  static const char *const kinds[] = {"agency", "group", "post", "all"};
  for (int i = 0; kind && i < 4; i++)
    if (strcmp(kinds[i], kind) == 0) return i == 3 || json_text(value, "id");
  return false;
}

struct field_type {
  const char *name, *wants;
  bool (*fits)(const json_t *value);
};

static const struct field_type types[] = {
    {"text", "text", is_text},
    {"date", "a date like 2016-04-04", field_is_day},
    {"whole", "a whole number", is_whole},
    {"choice", "one of its options", is_text},
    {"yesno", "yes or no", is_yesno},
    {"person", "a person", is_text},
    {"party", "an agency, a group or a post", is_party},
    {"agency", "an agency", is_text},
    {"group", "a group", is_text},
    {"post", "a post", is_text},
    {"list", "a list", is_list},
    {"evidence", "evidence items", is_evidence},
    {"parties", "those who take part", parties_fit},
    {"item", "an item's reference", is_text},
    {"carried", "what was carried forward", is_list},
};

struct field field_read(const json_t *spec) {
  const char *name = json_text(spec, "name"), *type = json_text(spec, "type");
  const json_t *options = json_object_get(spec, "options");
  struct field field = {.spec = spec, .name = name ? name : "", .options = json_array_size(options) ? options : NULL};
  field.name_size = strlen(field.name);
  for (size_t i = 0; type && i < sizeof types / sizeof types[0]; i++)
    if (strcmp(types[i].name, type) == 0) field.type = &types[i];
  return field;
}

static bool does_not_fit(const struct field *field, const json_t *value, struct err *err) {
  char *shown = json_canonical(value);
  const char *label = json_text(field->spec, "label");
  err_set(err, ERR_INVALID, "\"%s\" takes %s, and was given %.80s", label ? label : field->name,
          field->type ? field->type->wants : "nothing that this program knows", shown);
  mem_free(shown);
  return false;
}

bool field_fits(const struct field *field, const json_t *value, struct err *err) {
  if (json_is_null(value)) return true;
  bool fits = field->type && field->type->fits(value) && (!field->options || json_array_has(field->options, json_string_value(value)));
  return fits || does_not_fit(field, value, err);
}

static bool has_evidence(const json_t *items) {
  size_t i;
  const json_t *item;
  json_array_foreach(items, i, item) if (evidence_counts(item)) return true;
  return false;
}

bool field_takes_list(const struct field *field) {
  json_t *none = json_array();
  bool takes = field && field->type && field->type->fits(none);
  json_decref(none);
  return takes;
}

bool field_is_parties(const struct field *field) { return field && field->type && field->type->fits == parties_fit; }

bool field_is_filled(const struct field *field, const json_t *value) {
  if (field && field->type && field->type->fits == is_evidence) return has_evidence(value);
  if (json_is_string(value)) return json_string_value(value)[strspn(json_string_value(value), " \t\r\n")] != '\0';
  if (json_is_array(value)) return json_array_size(value) > 0;
  return value && !json_is_null(value);
}
