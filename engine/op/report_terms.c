// A report's own words in those of the board. See report_terms.h.
#include "op/report_terms.h"

#include "base/mem.h"
#include "run/terms.h"

#include <string.h>

static void say(const json_t *terms, json_t *value, const char *member) {
  char *said = json_text(value, member) ? terms_say(terms, json_text(value, member)) : NULL;
  if (said) json_put_text(value, member, said);
  mem_free(said);
}

static void say_each(const json_t *terms, const json_t *list, const char *member) {
  size_t i;
  json_t *one;
  json_array_foreach(list, i, one) say(terms, one, member);
}

json_t *report_terms_declared(const json_t *terms, const json_t *declared) {
  json_t *own = json_deep_copy(declared);
  say(terms, own, "title");
  say(terms, own, "for_whom");
  say_each(terms, json_object_get(own, "options"), "title");
  return own;
}

static void say_tables(const json_t *terms, const json_t *section) {
  size_t i;
  json_t *table;
  json_array_foreach(json_object_get(section, "tables"), i, table) {
    say(terms, table, "title");
    say_each(terms, json_object_get(table, "columns"), "title");
  }
}

void report_terms_document(const json_t *terms, const json_t *declared, json_t *document) {
  const char *title = json_text(document, "title"), *own = json_text(declared, "title");
  size_t i;
  json_t *section;
  if (json_object_size(terms) == 0) return;
  if (title && own && strcmp(title, own) == 0) say(terms, document, "title");
  json_array_foreach(json_object_get(document, "sections"), i, section) {
    say(terms, section, "title");
    say_tables(terms, section);
  }
  say_each(terms, json_object_get(document, "facts"), "label");
}
