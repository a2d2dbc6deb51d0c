// Values of a definition in words that are read aloud: what a field becomes, what a condition compares with. See procedure.h.
#include "base/mem.h"
#include "chart/procedure.h"

#include <string.h>

// An option is written with `_` for a blank.
static void put_text(const char *text, struct buf *out) {
  buf_char(out, '"');
  for (; *text; text++) buf_char(out, *text == '_' ? ' ' : *text);
  buf_char(out, '"');
}

static void put_list(const struct chart *chart, const json_t *list, struct buf *out) {
  size_t i, count = json_array_size(list);
  json_t *one;
  if (!count) buf_text(out, "an empty list");
  json_array_foreach(list, i, one) {
    buf_text(out, i == 0 ? "" : i + 1 == count ? " and " : ", ");
    procedure_value(chart, one, out);
  }
}

// {"kind":"agency","id":...}: a party.
static void put_party(const struct chart *chart, const json_t *party, struct buf *out) {
  const char *kind = json_text(party, "kind");
  buf_format(out, "the %s of ", kind);
  procedure_value(chart, json_object_get(party, "id"), out);
}

static void put_table(const struct chart *chart, const json_t *table, struct buf *out) {
  const char *name, *between = "";
  json_t *value;
  json_object_foreach((json_t *)table, name, value) {
    buf_text(out, between);
    for (const char *c = name; *c; c++) buf_char(out, *c == '_' ? ' ' : *c);
    buf_text(out, " ");
    procedure_value(chart, value, out);
    between = ", ";
  }
  if (!*between) buf_text(out, "nothing");
}

static void put_from(const struct chart *chart, const char *from, const char *name, struct buf *out) {
  if (strcmp(from, "field") == 0)
    procedure_field(chart, name, out);
  else if (strcmp(from, "rule") == 0) {
    buf_text(out, "the date that is ");
    procedure_rule(chart, name, out);
  } else if (strcmp(from, "setting") == 0)
    buf_format(out, "the board's setting \"%s\"", name);
  else if (strcmp(from, "event") == 0)
    buf_format(out, "the \"%s\" that is given", name);
  else if (strcmp(from, "entry") == 0)
    name ? buf_format(out, "the \"%s\" of the entry", name) : buf_text(out, "the entry");
  else
    buf_text(out, strcmp(from, "today") == 0     ? "today"
                  : strcmp(from, "now") == 0     ? "this moment"
                  : strcmp(from, "decider") == 0 ? "whoever decides it"
                                                 : "whoever does it");
}

void procedure_value(const struct chart *chart, const json_t *value, struct buf *out) {
  const char *from = json_text(value, "from");
  if (from)
    put_from(chart, from, json_text(value, "name"), out);
  else if (json_is_string(value))
    put_text(json_string_value(value), out);
  else if (json_is_array(value))
    put_list(chart, value, out);
  else if (json_is_object(value) && json_text(value, "kind") && json_object_get(value, "id"))
    put_party(chart, value, out);
  else if (json_is_object(value))
    put_table(chart, value, out);
  else if (json_is_boolean(value))
    buf_text(out, json_is_true(value) ? "yes" : "no");
  else if (!value || json_is_null(value))
    buf_text(out, "nothing");
  else {
    char *text = json_canonical(value);
    buf_text(out, text);
    mem_free(text);
  }
}
