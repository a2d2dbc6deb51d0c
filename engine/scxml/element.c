// Writing XML, an element at a time (element.h).
#include "scxml/element.h"

#include "base/mem.h"
#include "scxml/xml.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void note_name(struct writer *writer, const char *name) {
  if (strncmp(name, "waymark:", 8) == 0) writer->is_ours = true;
}

static void close_tag(struct writer *writer) {
  if (writer->is_begun) buf_char(&writer->out, '>');
  writer->is_begun = false;
}

static void new_line(struct writer *writer) { buf_format(&writer->out, "\n%*s", writer->depth * 2, ""); }

void element_begin(struct writer *writer, const char *name) {
  close_tag(writer);
  new_line(writer);
  buf_format(&writer->out, "<%s", name);
  note_name(writer, name);
  writer->is_begun = true;
  writer->is_inline = false;
  writer->depth++;
}

void element_attribute(struct writer *writer, const char *name, const char *value) {
  if (!value) return;
  note_name(writer, name);
  if (!xml_can_hold(value)) writer->failed = true;
  buf_format(&writer->out, " %s=\"", name);
  xml_escape(&writer->out, value, true);
  buf_char(&writer->out, '"');
}

void element_attribute_json(struct writer *writer, const char *name, const json_t *value) {
  char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_SORT_KEYS | JSON_COMPACT);
  if (text && !xml_can_hold(text)) {
    free(text); // jansson's
    text = json_dumps(value, JSON_ENCODE_ANY | JSON_SORT_KEYS | JSON_COMPACT | JSON_ENSURE_ASCII);
  }
  note_name(writer, name);
  buf_format(&writer->out, " %s='", name);
  for (const char *c = text ? text : ""; *c; c++) {
    if (*c == '\'' || *c == '&' || *c == '<')
      buf_text(&writer->out, *c == '&' ? "&amp;" : *c == '<' ? "&lt;" : "&apos;");
    else
      buf_char(&writer->out, *c);
  }
  buf_char(&writer->out, '\'');
  writer->failed |= !text;
  free(text);
}

void element_text(struct writer *writer, const char *text) {
  if (!xml_can_hold(text)) writer->failed = true;
  close_tag(writer);
  xml_escape(&writer->out, text, false);
  writer->is_inline = true;
}

void element_json(struct writer *writer, const json_t *value) {
  size_t flags = JSON_ENCODE_ANY | JSON_SORT_KEYS;
  char *text = json_dumps(value, flags | JSON_COMPACT), *tidy = NULL;
  if (text && strlen(text) > 100) tidy = json_dumps(value, flags | JSON_INDENT(1));
  if (text && !xml_can_hold(text)) {
    free(text);
    free(tidy);
    tidy = NULL;
    text = json_dumps(value, flags | JSON_ENSURE_ASCII);
  }
  if (text) element_text(writer, tidy ? tidy : text);
  writer->failed |= !text;
  free(text); // jansson's
  free(tidy);
}

void element_end(struct writer *writer, const char *name) {
  writer->depth--;
  if (writer->is_begun) {
    buf_text(&writer->out, "/>");
  } else {
    if (!writer->is_inline) new_line(writer);
    buf_format(&writer->out, "</%s>", name);
  }
  writer->is_begun = writer->is_inline = false;
}

static bool is_attribute(const char *key, const json_t *value) {
  if (!json_is_string(value) || !xml_can_hold(json_string_value(value)) || strncasecmp(key, "xml", 3) == 0) return false;
  for (const char *c = key; *c; c++)
    if (!isalpha((unsigned char)*c) && *c != '_') return false;
  return *key != '\0';
}

void element_extra(struct writer *writer, const char *name, const json_t *object, const char *without) {
  json_t *rest = json_object(), *value;
  const char *key;
  element_begin(writer, name);
  json_object_foreach((json_t *)object, key, value) {
    if (strcmp(key, without) == 0) continue;
    if (is_attribute(key, value))
      element_attribute(writer, key, json_string_value(value));
    else
      json_object_set(rest, key, value);
  }
  if (json_object_size(rest)) element_json(writer, rest);
  json_decref(rest);
  element_end(writer, name);
}
