// A report's options. See report_option.h.
#include "op/report_option.h"

#include "base/mem.h"
#include "chart/check.h"
#include "run/people.h"
#include "time/instant.h"

#include <stdlib.h>
#include <string.h>

// ---- one value of each kind: as a command line or a page gives it, text; false: `err` is to say what is expected

static bool read_text(struct board *board, const char *text, json_t **value) {
  (void)board;
  *value = json_string(text);
  return *text != '\0';
}

static bool read_date(struct board *board, const char *text, json_t **value) {
  struct date date;
  struct err none;
  (void)board;
  *value = json_string(text);
  return date_read(text, &date, &none);
}

static bool read_number(struct board *board, const char *text, json_t **value) {
  char *end;
  long long number = strtoll(text, &end, 10);
  (void)board;
  *value = json_integer(number);
  return *text && !*end && number >= 0 && number <= 1000000;
}

static bool read_yesno(struct board *board, const char *text, json_t **value) {
  (void)board;
  *value = json_boolean(strcmp(text, "yes") == 0);
  return strcmp(text, "yes") == 0 || strcmp(text, "no") == 0;
}

static bool read_agency(struct board *board, const char *text, json_t **value) {
  *value = json_string(text);
  return board_document(board, "agency", text) != NULL;
}

static bool read_group(struct board *board, const char *text, json_t **value) {
  *value = json_string(text);
  return board_document(board, "group", text) != NULL;
}

static const struct kind {
  const char *name;
  const char *must_be;
  bool (*read)(struct board *board, const char *text, json_t **value);
} kinds[] = {
    {"text", "some text", read_text},
    {"date", "a date such as 2017-03-31", read_date},
    {"number", "a whole number of 0 or more", read_number},
    {"yesno", "yes or no", read_yesno},
    {"item", "an item's reference", read_text},
    {"agency", "an agency's id of \"waymark agency list\"", read_agency},
    {"group", "a group's id of \"waymark group list\"", read_group},
};

static const struct kind *kind_of(const json_t *option) {
  const char *name = json_text(option, "kind");
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kinds[i].name, name ? name : "text") == 0) return &kinds[i];
  return NULL;
}

// ---- what a report declares

static bool check_one(const json_t *option, const char *file, struct err *err) {
  const char *name = json_text(option, "name");
  const json_t *one_of = json_object_get(option, "one_of");
  if (!name || !json_text(option, "title"))
    return err_set(err, ERR_INVALID, "%s: An option needs a `name` and a `title`: { name = \"by\", title = \"Grouped by\" }.", file);
  if (!kind_of(option)) return err_set(err, ERR_INVALID, "%s: The option `%s` is of no kind that there is.", file, name);
  if (one_of && (!json_is_array(one_of) || json_array_size(json_object_get(option, "one_of")) == 0))
    return err_set(err, ERR_INVALID, "%s: `one_of` of the option `%s` must be a list of words.", file, name);
  return true;
}

bool report_options_check(const json_t *declared, const char *file, struct err *err) {
  const json_t *options = json_object_get(declared, "options");
  size_t i;
  json_t *option;
  if (options && !json_is_array(options)) return err_set(err, ERR_INVALID, "%s: `options` must be a list of options.", file);
  json_array_foreach(options, i, option) if (!check_one(option, file, err)) return false;
  return true;
}

// ---- what somebody gives

static const json_t *find(const json_t *declared, const char *name) {
  size_t i;
  json_t *option;
  json_array_foreach(json_object_get(declared, "options"), i, option) if (strcmp(json_text(option, "name"), name) == 0) return option;
  return NULL;
}

static bool fail_unknown(const json_t *declared, const char *name, struct err *err) {
  json_t *names = json_texts(json_object_get(declared, "options"), "name");
  char near[NEAREST_WORDS], *all = mem_text(json_array_size(names) ? "; \"waymark report list\" shows what it takes." : "; it takes none.");
  err_set(err, ERR_INVALID, "The report %s takes no option \"%.60s\"%s", json_text(declared, "name"), name,
          nearest_words(name, names, all, near));
  mem_free(all);
  json_decref(names);
  return false;
}

static char *words_of(const json_t *list) { // "holder, agency or age"; caller frees.
  struct buf out;
  size_t i, count = json_array_size(list);
  json_t *word;
  buf_init(&out);
  json_array_foreach(list, i, word) buf_format(&out, "%s%s",
                                               i == 0           ? ""
                                               : i + 1 == count ? " or "
                                                                : ", ",
                                               json_is_string(word) ? json_string_value(word) : "?");
  return buf_take(&out);
}

static bool fail_value(const json_t *option, const char *must_be, const char *given, struct err *err) {
  return err_set(err, ERR_INVALID, "\"%s\" (%s) must be %s, and not \"%.60s\".", json_text(option, "name"), json_text(option, "title"),
                 must_be, given);
}

static bool read_one(struct board *board, const json_t *option, const char *text, json_t *options, struct err *err) {
  const json_t *one_of = json_object_get(option, "one_of");
  const struct kind *kind = kind_of(option);
  json_t *value = NULL;
  bool ok = one_of ? json_array_has(one_of, text) : kind->read(board, text, &value);
  if (one_of) value = json_string(text);
  char *words = one_of ? words_of(one_of) : NULL;
  if (ok)
    json_object_set(options, json_text(option, "name"), value);
  else
    fail_value(option, words ? words : kind->must_be, text, err);
  mem_free(words);
  json_decref(value);
  return ok;
}

static bool read_given(struct board *board, const json_t *declared, const json_t *given, json_t *options, struct err *err) {
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)given, name, value) {
    const json_t *option = find(declared, name);
    if (!option) return fail_unknown(declared, name, err);
    if (!json_is_string(value)) return err_set(err, ERR_INVALID, "\"%s\" must be text in quotation marks.", name);
    if (!read_one(board, option, json_string_value(value), options, err)) return false;
  }
  return true;
}

static bool add_defaults(const json_t *declared, json_t *options, struct err *err) {
  size_t i;
  json_t *option;
  json_array_foreach(json_object_get(declared, "options"), i, option) {
    const char *name = json_text(option, "name");
    json_t *otherwise = json_object_get(option, "default");
    if (json_object_get(options, name)) continue;
    if (otherwise)
      json_object_set(options, name, otherwise);
    else if (json_flag(option, "needed"))
      return err_set(err, ERR_INVALID, "The report %s needs \"%s\": %s.", json_text(declared, "name"), name, json_text(option, "title"));
  }
  return true;
}

json_t *report_options_read(struct board *board, const json_t *declared, const json_t *given, struct err *err) {
  json_t *options = json_object();
  if (read_given(board, declared, given, options, err) && add_defaults(declared, options, err)) return options;
  json_decref(options);
  return NULL;
}

// ---- in words

static char *value_words(struct board *board, const json_t *option, const json_t *value) { // Caller frees.
  const char *kind = json_text(option, "kind"), *text = json_string_value(value);
  struct date date;
  struct err none;
  char day[40];
  if (json_is_boolean(value)) return mem_text(json_is_true(value) ? "yes" : "no");
  if (json_is_integer(value)) return mem_format("%lld", (long long)json_integer_value(value));
  if (!text) return mem_text("");
  if (kind && strcmp(kind, "date") == 0 && date_read(text, &date, &none)) return date_write_long(date, day), mem_text(day);
  const json_t *document = kind ? board_document(board, kind, text) : NULL;
  return document ? directory_said(board, kind, document) : mem_text(text);
}

json_t *report_options_words(struct board *board, const json_t *declared, const json_t *options) {
  json_t *words = json_array(), *option;
  size_t i;
  json_array_foreach(json_object_get(declared, "options"), i, option) {
    const json_t *value = json_object_get(options, json_text(option, "name"));
    char *text = value ? value_words(board, option, value) : NULL;
    if (text) json_array_append_new(words, json_pack("{s:s, s:s}", "label", json_text(option, "title"), "text", text));
    mem_free(text);
  }
  return words;
}
