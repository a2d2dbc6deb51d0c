// Questions about a tree, and XML text made of one again (xml.h).
#include "base/mem.h"
#include "scxml/xml.h"

#include <string.h>

bool xml_is(const struct xml *xml, const char *space, const char *name) {
  return xml->name && strcmp(xml->name, name) == 0 && strcmp(xml->space, space) == 0;
}

const char *xml_attribute(const struct xml *xml, const char *space, const char *name) {
  for (const struct xml_attribute *attribute = xml->attributes; attribute; attribute = attribute->next)
    if (strcmp(attribute->name, name) == 0 && strcmp(attribute->space, space) == 0) return attribute->value;
  return NULL;
}

bool xml_is_blank(const char *text) { return text[strspn(text, " \t\r\n")] == '\0'; }

void xml_text(const struct xml *xml, struct buf *out) {
  if (xml->text) buf_text(out, xml->text);
  for (const struct xml *child = xml->first; child; child = child->next) xml_text(child, out);
}

// A line end or a tab in an attribute would be read as a blank, and a carriage return anywhere as a line end, unless written as a number.
void xml_escape(struct buf *out, const char *text, bool in_attribute) {
  for (const char *c = text; *c; c++) {
    if (*c == '&')
      buf_text(out, "&amp;");
    else if (*c == '<')
      buf_text(out, "&lt;");
    else if (*c == '>')
      buf_text(out, "&gt;");
    else if (*c == '"' && in_attribute)
      buf_text(out, "&quot;");
    else if (*c == '\r' || (in_attribute && (*c == '\n' || *c == '\t')))
      buf_format(out, "&#%d;", *c);
    else
      buf_char(out, *c);
  }
}

bool xml_can_hold(const char *text) {
  for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
    if (*c < 0x20 && *c != '\t' && *c != '\n' && *c != '\r') return false;
    if (c[0] == 0xef && c[1] == 0xbf && (c[2] == 0xbe || c[2] == 0xbf)) return false; // U+FFFE and U+FFFF
  }
  return true;
}

// A foreign attribute gets a prefix made here; the document's own choice of prefix is no part of what it says. "xml:" is always there.
static void write_attributes(const struct xml *xml, struct buf *out) {
  int prefix = 0;
  for (const struct xml_attribute *attribute = xml->attributes; attribute; attribute = attribute->next) {
    bool is_xml = strcmp(attribute->space, "http://www.w3.org/XML/1998/namespace") == 0;
    if (*attribute->space && !is_xml) {
      buf_format(out, " xmlns:a%d=\"", ++prefix);
      xml_escape(out, attribute->space, true);
      buf_format(out, "\" a%d:%s=\"", prefix, attribute->name);
    } else
      buf_format(out, " %s%s=\"", is_xml ? "xml:" : "", attribute->name);
    xml_escape(out, attribute->value, true);
    buf_char(out, '"');
  }
}

void xml_markup(const struct xml *xml, const char *space, struct buf *out) {
  if (xml->text) return xml_escape(out, xml->text, false);
  buf_format(out, "<%s", xml->name);
  if (strcmp(xml->space, space) != 0) {
    buf_text(out, " xmlns=\"");
    xml_escape(out, xml->space, true);
    buf_char(out, '"');
  }
  write_attributes(xml, out);
  buf_text(out, xml->first ? ">" : "/>");
  for (const struct xml *child = xml->first; child; child = child->next) xml_markup(child, xml->space, out);
  if (xml->first) buf_format(out, "</%s>", xml->name);
}
