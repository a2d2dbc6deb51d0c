// XML being written, indented: elements begin, take attributes, hold text or elements, and end. Not for other layers.
#ifndef WAYMARK_SCXML_ELEMENT_H
#define WAYMARK_SCXML_ELEMENT_H
#include "base/buf.h"
#include "base/json.h"

#include <stdbool.h>

struct writer {
  struct buf out;
  const json_t *definition; // that is written now: an inner one inside its <content>
  json_t *ids;              // {ID: true} of its states
  int depth;
  bool is_begun;  // a start tag waits for its attributes
  bool is_inline; // text was written: the end tag follows it at once
  bool is_ours;   // an element or attribute of ours was written: its namespace must be declared
  bool failed;    // a text had to be written that XML cannot hold
};

void element_begin(struct writer *writer, const char *name);                               // "state", "waymark:tell"
void element_attribute(struct writer *writer, const char *name, const char *value);        // NULL: none
void element_attribute_json(struct writer *writer, const char *name, const json_t *value); // between single quotes, so that it can be read
void element_text(struct writer *writer, const char *text);
void element_json(struct writer *writer, const json_t *value); // as text; whatever is in it, for JSON can escape it
void element_end(struct writer *writer, const char *name);
// An object as an element of ours: texts are attributes, what is none stands in it as JSON; `without`: a member that is left out.
void element_extra(struct writer *writer, const char *name, const json_t *object, const char *without);
#endif
