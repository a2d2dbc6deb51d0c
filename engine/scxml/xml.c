// From bytes to a tree (xml.h). Expat tells names as NAMESPACE, a line end, NAME: no namespace holds a line end, for attributes' values are
// normalised. Whatever declares something (a document type with a subset of its own or elsewhere) is refused: without declarations
// there are no entities, so nothing grows and nothing is fetched.
#include "scxml/xml.h"

#include "base/mem.h"

#include <expat.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char separator = '\n';

struct parsing {
  XML_Parser parser;
  const char *file;
  struct err *err;
  struct xml *root, *at; // `at`: the element that is open
  struct buf text;       // waits for the element that ends it
  long text_line, text_column;
  size_t depth, count;
  bool failed;
};

static void stop(struct parsing *parsing, enum err_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void stop(struct parsing *parsing, enum err_code code, const char *format, ...) {
  if (parsing->failed) return;
  char text[600];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  parsing->failed = true;
  err_set(parsing->err, code, "%s:%lu:%lu: %s", parsing->file, XML_GetCurrentLineNumber(parsing->parser),
          XML_GetCurrentColumnNumber(parsing->parser) + 1, text);
  XML_StopParser(parsing->parser, XML_FALSE);
}

static void split(const char *full, char **space, char **name) {
  const char *end = strrchr(full, separator);
  *space = end ? mem_text_part(full, (size_t)(end - full)) : mem_text("");
  *name = mem_text(end ? end + 1 : full);
}

static struct xml *add_node(struct parsing *parsing, long line, long column) {
  struct xml *node = mem_new(sizeof *node), *parent = parsing->at;
  node->parent = parent;
  node->line = line;
  node->column = column;
  if (!parent) parsing->root = node;
  if (parent && parent->last) parent->last->next = node;
  if (parent && !parent->first) parent->first = node;
  if (parent) parent->last = node;
  return node;
}

static void end_text(struct parsing *parsing) {
  if (parsing->text.size && parsing->at) add_node(parsing, parsing->text_line, parsing->text_column)->text = buf_take(&parsing->text);
  buf_clear(&parsing->text);
}

static void add_attribute(struct xml *node, const char *name, const char *value) {
  struct xml_attribute *attribute = mem_new(sizeof *attribute);
  split(name, &attribute->space, &attribute->name);
  attribute->value = mem_text(value);
  if (node->attributes_last)
    node->attributes_last->next = attribute;
  else
    node->attributes = attribute;
  node->attributes_last = attribute;
}

static void begin_element(void *user, const char *name, const char **attributes) {
  struct parsing *parsing = user;
  if (parsing->failed) return;
  if (parsing->depth == XML_DEPTH_MAX)
    return stop(parsing, ERR_LIMIT, "Elements stand more than %d deep in one another, the limit; flatten the chart.", XML_DEPTH_MAX);
  if (parsing->count == XML_ELEMENTS_MAX)
    return stop(parsing, ERR_LIMIT, "The document has more than %d elements, the limit; make several charts of it.", XML_ELEMENTS_MAX);
  end_text(parsing);
  parsing->depth++;
  parsing->count++;
  struct xml *node =
      add_node(parsing, (long)XML_GetCurrentLineNumber(parsing->parser), (long)XML_GetCurrentColumnNumber(parsing->parser) + 1);
  split(name, &node->space, &node->name);
  for (size_t i = 0; attributes[i]; i += 2) add_attribute(node, attributes[i], attributes[i + 1]);
  parsing->at = node;
}

static void end_element(void *user, const char *name) {
  struct parsing *parsing = user;
  (void)name;
  if (parsing->failed) return;
  end_text(parsing);
  parsing->depth--;
  parsing->at = parsing->at->parent;
}

static void add_text(void *user, const char *text, int size) {
  struct parsing *parsing = user;
  if (parsing->failed || !parsing->at) return;
  if (!parsing->text.size) {
    parsing->text_line = (long)XML_GetCurrentLineNumber(parsing->parser);
    parsing->text_column = (long)XML_GetCurrentColumnNumber(parsing->parser) + 1;
  }
  buf_add(&parsing->text, text, (size_t)size);
}

static void see_doctype(void *user, const char *name, const char *system_id, const char *public_id, int has_subset) {
  (void)name;
  if (!system_id && !public_id && !has_subset) return;
  stop(user, ERR_INVALID,
       "A document type with declarations is not read, so that no text can grow or be fetched from elsewhere; leave \"<!DOCTYPE ...>\" "
       "out.");
}

static void see_skipped(void *user, const char *name, int is_parameter) {
  (void)is_parameter;
  stop(user, ERR_INVALID, "There is no entity \"&%s;\"; write the characters themselves.", name);
}

static bool fail_expat(struct parsing *parsing) {
  enum XML_Error code = XML_GetErrorCode(parsing->parser);
  if (code == XML_ERROR_UNKNOWN_ENCODING || code == XML_ERROR_INCORRECT_ENCODING)
    stop(parsing, ERR_INVALID, "Its encoding is not known here; save the document as UTF-8.");
  else if (code == XML_ERROR_INVALID_TOKEN || code == XML_ERROR_PARTIAL_CHAR)
    stop(parsing, ERR_INVALID,
         "Here stands something that is no XML: a sign that must be written &lt; or &amp;, or bytes that are not in the "
         "document's encoding.");
  else if (code == XML_ERROR_NO_ELEMENTS)
    stop(parsing, ERR_INVALID, "There is no XML element in it; an SCXML document is one <scxml> element.");
  else
    stop(parsing, ERR_INVALID, "This is not well-formed XML: %s.", XML_ErrorString(code));
  return false;
}

static void set_handlers(XML_Parser parser, struct parsing *parsing) {
  XML_SetUserData(parser, parsing);
  XML_SetElementHandler(parser, begin_element, end_element);
  XML_SetCharacterDataHandler(parser, add_text);
  XML_SetStartDoctypeDeclHandler(parser, see_doctype);
  XML_SetSkippedEntityHandler(parser, see_skipped);
  XML_SetParamEntityParsing(parser, XML_PARAM_ENTITY_PARSING_NEVER);
}

struct xml *xml_read(const char *text, size_t size, const char *file, struct err *err) {
  if (size > XML_SIZE_MAX) {
    err_set(err, ERR_LIMIT, "%s: The document is larger than %d MiB, the limit; make several charts of it.", file, XML_SIZE_MAX >> 20);
    return NULL;
  }
  XML_Parser parser = XML_ParserCreateNS(NULL, separator);
  struct parsing parsing = {.parser = parser, .file = file, .err = err};
  set_handlers(parser, &parsing);
  bool ok = XML_Parse(parser, text, (int)size, 1) == XML_STATUS_OK && !parsing.failed;
  if (!ok) fail_expat(&parsing);
  buf_clear(&parsing.text);
  XML_ParserFree(parser);
  if (ok) return parsing.root;
  xml_free(parsing.root);
  return NULL;
}

static void free_attributes(struct xml_attribute *attribute) {
  while (attribute) {
    struct xml_attribute *next = attribute->next;
    mem_free(attribute->space);
    mem_free(attribute->name);
    mem_free(attribute->value);
    mem_free(attribute);
    attribute = next;
  }
}

void xml_free(struct xml *xml) {
  if (!xml) return;
  for (struct xml *child = xml->first; child;) {
    struct xml *next = child->next;
    xml_free(child);
    child = next;
  }
  free_attributes(xml->attributes);
  mem_free(xml->space);
  mem_free(xml->name);
  mem_free(xml->text);
  mem_free(xml);
}
