// <invoke>: what is invoked, with what, and what is done with what it sends. A document inside <content> becomes a definition of its own,
// read at once; a `src` is looked for when it is invoked.
#include "base/mem.h"
#include "scxml/internal.h"
#include "scxml/lua.h"

#include <string.h>

static bool definition_read(struct reader *reader, const struct xml *document, json_t *out) {
  if (reader->inner == INNER_MAX)
    return reader_fail(reader, document, "More than %d documents stand in one another, the limit.", INNER_MAX);
  struct scxml_source source = *reader->source;
  source.name = "invoked";
  json_t *definition = document_read(&source, document, reader->inner + 1, reader->err);
  if (!definition) return false;
  json_object_set_new(out, "definition", definition);
  return true;
}

// The one element inside is <scxml>.
static const struct xml *document_inside(const struct xml *content) {
  const struct xml *document = NULL;
  for (const struct xml *child = content->first; child; child = child->next)
    if (child->name) document = !document && strcmp(child->name, "scxml") == 0 ? child : content;
  return document == content ? NULL : document;
}

// A document as text, or an expression for one: either way an expression says it.
static bool expression_read(struct reader *reader, const struct xml *content, json_t *out) {
  json_t *value = json_object();
  bool ok = literal_read(reader, content, "content", "contentexpr", value);
  const char *text = json_text(value, "content"), *expr = json_text(value, "contentexpr");
  char *quoted = text ? lua_quoted(text) : NULL;
  json_put_text(out, "contentexpr", expr ? expr : quoted);
  if (ok && !text && !expr) ok = reader_fail(reader, content, "<content> of an <invoke> holds an <scxml>, or has \"expr\".");
  mem_free(quoted);
  json_decref(value);
  return ok;
}

static bool content_read(struct reader *reader, const struct xml *xml, json_t *out) {
  const struct xml *content = child_find(xml, "content"), *document = content ? document_inside(content) : NULL;
  if (!content) return true;
  if (plain(xml, "src") || plain(xml, "srcexpr"))
    return reader_fail(reader, content, "<invoke> has both \"%s\" and <content>; it may have one of them.",
                       plain(xml, "src") ? "src" : "srcexpr");
  if (document && plain(content, "expr"))
    return reader_fail(reader, content, "<content> has both \"expr\" and something inside; it may have one of them.");
  if (document) return definition_read(reader, document, out);
  if (!reader->datamodel || strcmp(reader->datamodel, "null") == 0)
    return reader_fail(reader, content, "<content> of an <invoke> needs an <scxml> inside, for this document has no data model.");
  return expression_read(reader, content, out);
}

static bool autoforward_read(struct reader *reader, const struct xml *xml, json_t *out) {
  const char *given = plain(xml, "autoforward");
  if (given && strcmp(given, "true") != 0 && strcmp(given, "false") != 0)
    return reader_fail(reader, xml, "\"autoforward\" is \"true\" or \"false\", not \"%s\".", given);
  if (given && *given == 't') json_put_flag(out, "autoforward", true);
  return true;
}

bool invoke_read(struct reader *reader, const struct xml *xml, json_t *out) {
  static const char *const texts[] = {"type", "typeexpr", "src", "srcexpr", "id", "idlocation"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) copy_text(xml, texts[i], out, texts[i]);
  const struct xml *finalize = child_find(xml, "finalize");
  return autoforward_read(reader, xml, out) && payload_read(reader, xml, out) && content_read(reader, xml, out) &&
         (!finalize || actions_read(reader, finalize, json_array_at(out, "finalize")));
}
