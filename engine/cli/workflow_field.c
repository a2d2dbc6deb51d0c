// A field of a workflow as an author and a reader know it: what it is called, and what it takes.
#include "base/buf.h"
#include "base/mem.h"
#include "chart/range.h"
#include "cli/internal.h"

#include <string.h>

static const struct {
  const char *type, *words;
} kinds[] = {
    {"text", "text"},
    {"date", "a date"},
    {"whole", "a whole number"},
    {"choice", "one of"},
    {"yesno", "yes or no"},
    {"person", "a person"},
    {"agency", "an agency"},
    {"list", "a list"},
    {"evidence", "evidence"},
    {"group", "a group"},
    {"post", "a post"},
    {"item", "an item"},
    {"parties", "who takes part"},
    {"party", "an agency, a group or a post"},
};

static void add_options(const json_t *field, struct buf *out) {
  size_t i;
  json_t *option;
  json_array_foreach(json_object_get(field, "options"), i, option)
      buf_format(out, "%s%s", i ? ", " : " ", json_is_string(option) ? json_string_value(option) : "?");
}

char *workflow_field_words(const json_t *field) {
  const char *type = json_text(field, "type"), *words = type, *label = json_text(field, "label");
  struct buf out;
  buf_init(&out);
  for (size_t i = 0; type && i < sizeof kinds / sizeof kinds[0]; i++)
    if (strcmp(kinds[i].type, type) == 0) words = kinds[i].words;
  buf_format(&out, "\"%s\" (%s", label ? label : json_text(field, "name"), words ? words : "?");
  add_options(field, &out);
  char *range = range_words(field);
  if (range) buf_format(&out, " %s", range);
  mem_free(range);
  if (json_text(field, "hint")) buf_format(&out, "; %s", json_text(field, "hint"));
  buf_text(&out, ")");
  return buf_take(&out);
}
