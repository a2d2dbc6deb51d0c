// An XML text as a tree, by expat: what foreign bytes must be before anything else looks at them. No entity is ever declared or fetched,
// and size, depth and number of elements are bounded. Not for other layers.
#ifndef WAYMARK_SCXML_XML_H
#define WAYMARK_SCXML_XML_H
#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum {
  XML_SIZE_MAX = 8 << 20,    // bytes of one document: ten thousand states with their actions are under two million
  XML_DEPTH_MAX = 256,       // elements inside one another: 64 states deep, and what stands in them
  XML_ELEMENTS_MAX = 200000, // of one document
};

struct xml_attribute {
  char *space, *name, *value; // space: the namespace, "" for none
  struct xml_attribute *next;
};

// An element, or a run of text between two elements.
struct xml {
  struct xml *parent, *first, *last, *next;
  char *space, *name; // NULL for text
  char *text;         // NULL for an element
  struct xml_attribute *attributes, *attributes_last;
  long line, column;
};

// The root element. NULL with a sentence that begins "FILE:LINE:COLUMN:". Free with xml_free.
struct xml *xml_read(const char *text, size_t size, const char *file, struct err *err);
void xml_free(struct xml *xml);

bool xml_is(const struct xml *xml, const char *space, const char *name);
const char *xml_attribute(const struct xml *xml, const char *space, const char *name); // NULL when there is none
bool xml_is_blank(const char *text);
void xml_text(const struct xml *xml, struct buf *out); // the text inside it, elements' too
void xml_markup(const struct xml *xml, const char *space,
                struct buf *out); // one node as XML again, standing where `space` is the default namespace
void xml_escape(struct buf *out, const char *text, bool in_attribute);
bool xml_can_hold(const char *text); // XML 1.0 knows no way to write most control characters
#endif
