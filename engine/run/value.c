// Values of fields. See value.h.
#include "run/value.h"

#include "base/buf.h"
#include "base/mem.h"
#include "chart/check.h"
#include "chart/range.h"
#include "run/parties.h"
#include "run/people.h"
#include "run/presence.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef bool read_fn(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err);

static const char *label_of(const json_t *field) {
  const char *label = json_text(field, "label");
  return label ? label : json_text(field, "name");
}

static bool wrong(const json_t *field, struct err *err, const char *expected) {
  return err_set(err, ERR_INVALID, "%s (%s) must be %s.", label_of(field), json_text(field, "name"), expected);
}

static bool read_text(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err) {
  (void)board;
  if (!json_is_string(given)) return wrong(field, err, "text");
  if (json_string_length(given) > VALUE_TEXT_MAX)
    return err_set(err, ERR_LIMIT, "%s is longer than %d bytes; keep the field short and attach the rest as evidence.", label_of(field),
                   VALUE_TEXT_MAX);
  *value = json_incref((json_t *)given);
  return true;
}

static bool read_date(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err) {
  (void)board;
  struct date date;
  char text[DATE_TEXT];
  if (!json_is_string(given)) return wrong(field, err, "a date such as 2016-04-30");
  if (!date_read(json_string_value(given), &date, err)) return err_prefix(err, "%s (%s): ", label_of(field), json_text(field, "name"));
  date_write(date, text);
  *value = json_string(text);
  return true;
}

static bool out_of_range(const json_t *field, int64_t number, struct err *err) {
  char *range = range_words(field);
  err_set(err, ERR_INVALID, "%s (%s) must be a number %s; %lld is none.", label_of(field), json_text(field, "name"), range,
          (long long)number);
  mem_free(range);
  return false;
}

static bool read_whole(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err) {
  (void)board;
  const char *text = json_string_value(given);
  char *end = NULL;
  errno = 0;
  int64_t number = json_is_integer(given) ? json_integer_value(given) : text ? strtoll(text, &end, 10) : 0;
  if (!json_is_integer(given) && (!text || end == text || *end || errno)) return wrong(field, err, "a whole number such as 12");
  if (!range_has(field, number)) return out_of_range(field, number, err);
  *value = json_integer(number);
  return true;
}

static bool read_choice(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err) {
  (void)board;
  const json_t *options = json_object_get(field, "options");
  const char *text = json_string_value(given);
  if (text && json_array_has(options, text)) {
    *value = json_string(text);
    return true;
  }
  char near[NEAREST_WORDS], *list = json_join(options, ", ");
  err_set(err, ERR_INVALID, "%s (%s) must be one of %s%s", label_of(field), json_text(field, "name"), list,
          nearest_words(text, options, ".", near));
  mem_free(list);
  return false;
}

static bool read_yesno(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err) {
  (void)board;
  const char *text = json_string_value(given);
  bool yes = json_is_true(given) || (text && (strcasecmp(text, "yes") == 0 || strcasecmp(text, "true") == 0));
  bool no = json_is_false(given) || (text && (strcasecmp(text, "no") == 0 || strcasecmp(text, "false") == 0));
  if (!yes && !no) return wrong(field, err, "yes or no");
  *value = json_boolean(yes);
  return true;
}

static bool read_person(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err) {
  const char *id = json_string_value(given);
  if (!id) return wrong(field, err, "a person's name in Waymark, such as p.shah");
  json_t *person = people_find(board, id, err);
  if (!person) return err_prefix(err, "%s (%s): ", label_of(field), json_text(field, "name"));
  json_decref(person);
  *value = json_string(id);
  return true;
}

static bool known(struct board *board, const json_t *field, const char *kind, const char *id, struct err *err) {
  if (board_document(board, kind, id)) return true;
  char near[NEAREST_WORDS];
  json_t *ids = json_texts(board_documents(board, kind), "id");
  err_set(err, ERR_INVALID, "%s (%s): there is no %s called \"%s\" on this board%s", label_of(field), json_text(field, "name"), kind, id,
          nearest_words(id, ids, ".", near));
  json_decref(ids);
  return false;
}

static bool read_reference(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err) {
  const char *kind = json_text(field, "type"), *id = json_string_value(given);
  if (!id) return wrong(field, err, "the short name of one, such as police");
  if (!known(board, field, kind, id, err)) return false;
  *value = json_string(id);
  return true;
}

static bool party(struct board *board, const json_t *field, const char *kind, const char *id, json_t **value, struct err *err) {
  bool all = kind && strcmp(kind, "all") == 0;
  bool one = kind && id && (strcmp(kind, "agency") == 0 || strcmp(kind, "group") == 0 || strcmp(kind, "post") == 0);
  if (!all && !one) return wrong(field, err, "a party such as agency:police, group:llip, post:business_manager or all:agencies");
  if (one && !known(board, field, kind, id, err)) return false;
  *value = json_pack("{s:s, s:s}", "kind", kind, "id", id ? id : "agencies");
  return true;
}

static bool read_party(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err) {
  if (json_is_object(given)) return party(board, field, json_text(given, "kind"), json_text(given, "id"), value, err);
  const char *text = json_string_value(given), *colon = text ? strchr(text, ':') : NULL;
  char *kind = colon ? mem_text_part(text, (size_t)(colon - text)) : mem_text(text);
  bool ok = party(board, field, kind, colon ? colon + 1 : NULL, value, err);
  mem_free(kind);
  return ok;
}

static bool is_within(const json_t *value, int levels) {
  const char *key;
  json_t *member;
  size_t i;
  if (levels == 0) return !json_is_array(value) && !json_is_object(value);
  json_object_foreach((json_t *)value, key, member) if (!is_within(member, levels - 1)) return false;
  json_array_foreach(value, i, member) if (!is_within(member, levels - 1)) return false;
  return true;
}

// "Leads; parents not reached" or one a line, as people write a list. A new reference.
static json_t *list_of(const char *text) {
  json_t *list = json_array();
  while (*text) {
    size_t blanks = strspn(text, " \t"), size = strcspn(text, ";\r\n"), end = size;
    while (end > blanks && (text[end - 1] == ' ' || text[end - 1] == '\t')) end--;
    if (end > blanks) json_array_append_new(list, json_stringn(text + blanks, end - blanks));
    text += size + (text[size] != '\0');
  }
  return list;
}

static bool read_list(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err) {
  (void)board;
  if (json_array_size(given) > VALUE_LIST_MAX)
    return err_set(err, ERR_LIMIT, "%s may have at most %d items.", label_of(field), VALUE_LIST_MAX);
  if (!is_within(given, VALUE_DEPTH_MAX))
    return err_set(err, ERR_LIMIT, "%s may be nested at most %d deep; flatten it.", label_of(field), VALUE_DEPTH_MAX);
  if (json_is_array(given))
    *value = json_deep_copy(given);
  else if (json_is_string(given))
    *value = list_of(json_string_value(given));
  else
    return wrong(field, err, "a list");
  if (json_array_size(*value) <= VALUE_LIST_MAX) return true;
  json_decref(*value);
  return err_set(err, ERR_LIMIT, "%s may have at most %d items.", label_of(field), VALUE_LIST_MAX);
}

// Set by the engine alone; what opens an item, and where a carried value comes from, nobody types.
static bool read_item(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err) {
  struct err unknown;
  json_t *item = json_is_string(given) ? case_find(board->store, json_string_value(given), &unknown) : NULL;
  if (!item) return wrong(field, err, "the reference of an item of this board");
  json_decref(item);
  *value = json_incref((json_t *)given);
  return true;
}

static bool read_carried(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err) {
  (void)board;
  if (!json_is_array(given) || !is_within(given, 2)) return wrong(field, err, "a list of what was carried forward");
  *value = json_incref((json_t *)given);
  return true;
}

static bool read_evidence(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err) {
  (void)board, (void)given, (void)value;
  return err_set(err, ERR_REFUSED, "%s is added with `waymark evidence add`, not typed in.", label_of(field));
}

static const struct {
  const char *type;
  read_fn *read;
} types[] = {
    {"text", read_text},     {"date", read_date},         {"whole", read_whole},      {"choice", read_choice},   {"yesno", read_yesno},
    {"person", read_person}, {"party", read_party},       {"agency", read_reference}, {"group", read_reference}, {"post", read_reference},
    {"list", read_list},     {"evidence", read_evidence}, {"parties", parties_read},  {"item", read_item},       {"carried", read_carried},
};

bool value_read(struct board *board, const json_t *field, const json_t *given, json_t **value, struct err *err) {
  const char *type = json_text(field, "type");
  if (json_is_null(given) || (json_is_string(given) && json_string_length(given) == 0)) {
    *value = json_null();
    return true;
  }
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    if (type && strcmp(types[i].type, type) == 0) return types[i].read(board, field, given, value, err);
  return err_set(err, ERR_CORRUPT, "The field %s has the type \"%s\", which this program does not know.", json_text(field, "name"),
                 type ? type : "?");
}

static char *show_list(struct board *board, const json_t *field, const json_t *value) {
  struct buf out;
  buf_init(&out);
  size_t i;
  json_t *one;
  json_array_foreach(value, i, one) {
    char *text = value_show(board, field, one);
    buf_format(&out, "%s%s", i ? ", " : "", text);
    mem_free(text);
  }
  return buf_take(&out);
}

static char *show_name(struct board *board, const char *kind, const char *id) {
  char *words = id && strcmp(kind, "agency") == 0 ? presence_agency_words(board, id) : NULL;
  return words ? words : directory_name(board, kind, id);
}

static char *show_text(struct board *board, const char *type, const char *text) {
  static const char *const kinds[] = {"person", "agency", "group", "post"};
  struct date date;
  struct err err;
  char local[40];
  for (size_t i = 0; type && i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kinds[i], type) == 0) return show_name(board, type, text);
  if ((type && strcmp(type, "date") != 0) || !date_read(text, &date, &err)) return mem_text(text);
  date_write_long(date, local);
  return mem_text(local);
}

// An entry of a list that actions append to: "raised: 2016-12-06; why: Proof is missing".
static char *show_object(struct board *board, const json_t *value) {
  struct buf out;
  buf_init(&out);
  const char *name;
  json_t *one;
  json_object_foreach((json_t *)value, name, one) {
    char *text = value_show(board, NULL, one), *words = mem_text(name);
    for (char *c = words; *c; c++)
      if (*c == '_') *c = ' ';
    if (*text) buf_format(&out, "%s%s: %s", out.size ? "; " : "", words, text);
    mem_free(words);
    mem_free(text);
  }
  return buf_take(&out);
}

char *value_show(struct board *board, const json_t *field, const json_t *value) {
  const char *type = json_text(field, "type");
  if (type && strcmp(type, "evidence") == 0)
    return mem_format("%zu item%s", json_array_size(value), json_array_size(value) == 1 ? "" : "s");
  if (type && strcmp(type, "parties") == 0) return parties_shown(value);
  if (type && strcmp(type, "carried") == 0) return carried_shown(value);
  if (json_is_array(value)) return show_list(board, field, value);
  if (json_is_string(value)) return show_text(board, type, json_string_value(value));
  if (json_is_boolean(value)) return mem_text(json_is_true(value) ? "yes" : "no");
  if (json_is_integer(value)) return mem_format("%lld", (long long)json_integer_value(value));
  const char *kind = json_text(value, "kind");
  if (kind && strcmp(kind, "all") == 0) return mem_format("all %s", json_text(value, "id"));
  if (kind) return show_name(board, kind, json_text(value, "id"));
  if (json_is_object(value)) return show_object(board, value);
  return value && !json_is_null(value) ? json_canonical(value) : mem_text("");
}
